//! Dwellings: one flat of a building, or one house of a village.

/// What a dwelling is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Use {
    OwnerOccupied,
    Let,
    ToLet,
    Vacant,
    Business,
}

impl Use {
    /// As lists of dwellings write it.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::OwnerOccupied => "自住",
            Self::Let => "出租",
            Self::ToLet => "待租",
            Self::Vacant => "空置",
            Self::Business => "商用",
        }
    }
}

/// How a dwelling is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tenure {
    Commodity,
    Reformed,
    PublicRental,
    Resettlement,
    SelfBuilt,
}

impl Tenure {
    /// As the housing register writes it.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Commodity => "商品房",
            Self::Reformed => "房改房",
            Self::PublicRental => "公租房",
            Self::Resettlement => "拆迁安置房",
            Self::SelfBuilt => "自建房",
        }
    }
}

/// One dwelling.
#[derive(Debug, Clone)]
pub(crate) struct Dwelling {
    /// Position of its estate in the community.
    pub(crate) estate: u32,
    /// Building number; in villages the house number (号).
    pub(crate) building: u32,
    /// Unit number, 0 where buildings have no units.
    pub(crate) unit: u32,
    /// Floor, from 1.
    pub(crate) floor: u32,
    /// Room number such as 301; 0 for a house of a village.
    pub(crate) room: u32,
    /// Number behind 附, 0 for none: a room that was split off another.
    pub(crate) annex: u32,
    /// Floor area in tenths of a square metre.
    pub(crate) area: u32,
    pub(crate) usage: Use,
    pub(crate) tenure: Tenure,
    /// Owner, a position in the community's people.
    pub(crate) owner: Option<u32>,
}

impl Dwelling {
    /// The room as written: 301, 203附1, empty for a house.
    pub(crate) fn room_text(&self) -> String {
        match (self.room, self.annex) {
            (0, _) => String::new(),
            (room, 0) => room.to_string(),
            (room, annex) => format!("{room}附{annex}"),
        }
    }
}
