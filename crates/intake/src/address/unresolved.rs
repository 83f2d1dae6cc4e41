//! Why an address leads to no dwelling, in words for the people who can put it right.

use serde::{Deserialize, Serialize};

/// Why a written address names no dwelling. The first of several reasons counts, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unresolved {
    /// Nothing is written, or 无, 不详.
    Empty,
    /// It lies in another county.
    Outside,
    /// The house is gone (已拆迁).
    Gone,
    /// A collective household, which has no room.
    Collective,
    /// Two addresses stand in one cell.
    TwoAddresses,
    /// The place is beside what is named (对面, 旁).
    Beside,
    /// Several buildings are named at once (1-10幢).
    SeveralBuildings,
    /// Several rooms are named at once (301/302).
    SeveralRooms,
    /// An annex of a room is named (阁楼, 车库), not the room.
    Annex,
    /// The numbers can be read in two ways.
    Ambiguous,
    /// No estate and no road is named.
    NoEstate,
    /// No building is named.
    NoBuilding,
    /// The room is named by its side only (东户), not by its number.
    SideOnly,
    /// No room is named.
    NoRoom,
}

impl Unresolved {
    /// Every reason, in order.
    pub const ALL: [Self; 14] = [
        Self::Empty,
        Self::Outside,
        Self::Gone,
        Self::Collective,
        Self::TwoAddresses,
        Self::Beside,
        Self::SeveralBuildings,
        Self::SeveralRooms,
        Self::Annex,
        Self::Ambiguous,
        Self::NoEstate,
        Self::NoBuilding,
        Self::SideOnly,
        Self::NoRoom,
    ];

    /// Stable kebab-case code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Outside => "outside",
            Self::Gone => "gone",
            Self::Collective => "collective",
            Self::TwoAddresses => "two-addresses",
            Self::Beside => "beside",
            Self::SeveralBuildings => "several-buildings",
            Self::SeveralRooms => "several-rooms",
            Self::Annex => "annex",
            Self::Ambiguous => "ambiguous",
            Self::NoEstate => "no-estate",
            Self::NoBuilding => "no-building",
            Self::SideOnly => "side-only",
            Self::NoRoom => "no-room",
        }
    }

    /// A few Chinese words for lists.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Empty => "未写地址",
            Self::Outside => "不在本辖区",
            Self::Gone => "已拆迁",
            Self::Collective => "集体户",
            Self::TwoAddresses => "写了两处",
            Self::Beside => "只写了旁边",
            Self::SeveralBuildings => "几栋楼",
            Self::SeveralRooms => "几个房号",
            Self::Annex => "附属用房",
            Self::Ambiguous => "读法不一",
            Self::NoEstate => "缺小区",
            Self::NoBuilding => "缺楼号",
            Self::SideOnly => "只写方位",
            Self::NoRoom => "缺房号",
        }
    }

    /// One Chinese sentence: what is the matter, and what to write instead.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Empty => "没有写地址。",
            Self::Outside => "地址不在本辖区。",
            Self::Gone => "地址注明已拆迁或已拆除，请补写现在的住址。",
            Self::Collective => "集体户没有房号，请补写实际住址。",
            Self::TwoAddresses => "一格里写了两处地址，请只留一处。",
            Self::Beside => "只写了在某处旁边或对面，请写明本身的楼号和房号。",
            Self::SeveralBuildings => "一次写了几栋楼，请写明是哪一栋。",
            Self::SeveralRooms => "一次写了几个房号，请写明是哪一间，或分行填写。",
            Self::Annex => "写的是阁楼、车库等附属用房，请写明所属房号。",
            Self::Ambiguous => "数字有不止一种读法，请写成“3号楼2单元301”。",
            Self::NoEstate => "没有写小区或路名门牌。",
            Self::NoBuilding => "没有写楼号。",
            Self::SideOnly => "房间只写了东户、西户等方位，请写明房号。",
            Self::NoRoom => "没有写房号。",
        }
    }
}
