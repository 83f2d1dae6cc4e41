//! The four styles of the communities' workbooks.

use crate::dice::Dice;
use crate::sheet::{Column, column, under};
use crate::world::World;

/// Style of a workbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// Title, note, header in two rows, a row of explanations, totals.
    Explained,
    /// Title and one header row; building, unit and room in columns of their own.
    Split,
    /// Nothing but a header row and one address.
    Plain,
    /// Title, two notes, header in two rows, houses of teams, a signature line.
    Village,
}

impl Style {
    /// The style a community keeps.
    pub(super) fn of(world: &World, community: usize) -> Self {
        let site = &world.ground.communities[community];
        if site.village {
            return Self::Village;
        }
        Dice::new(world.seed, "style", site.code).pick(&[
            Self::Explained,
            Self::Explained,
            Self::Split,
            Self::Plain,
        ])
    }

    /// Name of the sheet.
    pub(super) fn sheet(self) -> &'static str {
        match self {
            Self::Explained => "入户走访",
            Self::Split => "居民台账",
            Self::Plain => "Sheet1",
            Self::Village => "人口台账",
        }
    }

    /// Whether every building ends with a total.
    pub(super) fn totals(self) -> bool {
        self == Self::Explained
    }

    pub(super) fn columns(self) -> &'static [Column] {
        match self {
            Self::Explained => &EXPLAINED,
            Self::Split => &SPLIT,
            Self::Plain => &PLAIN,
            Self::Village => &VILLAGE,
        }
    }
}

const fn explained(
    group: &'static str,
    title: &'static str,
    width: u32,
    explanation: &'static str,
) -> Column {
    Column {
        group,
        title,
        width,
        explanation,
    }
}

const EXPLAINED: [Column; 18] = [
    explained("", "序号", 6, ""),
    explained("", "小区", 14, "按楼牌填写"),
    explained("", "门牌*", 18, "必填，如3号楼2单元301"),
    explained("", "户主姓名", 10, ""),
    explained("人员信息", "姓名*", 10, "必填"),
    explained("人员信息", "与户主关系", 10, "户主、配偶、子、女等"),
    explained("人员信息", "性别", 6, "男/女"),
    explained("人员信息", "身份证号*", 22, "必填，18位"),
    explained("人员信息", "出生年月", 12, "与身份证一致"),
    explained("人员信息", "联系电话", 18, "手机11位，可填两个"),
    explained("户籍情况", "户籍地址", 36, "按户口簿"),
    explained("户籍情况", "人户情况", 12, "人户一致/户在人不在等"),
    explained("居住情况", "是否独居", 10, "60岁以上填"),
    explained("居住情况", "房屋用途", 10, "自住/出租"),
    explained("", "走访日期", 12, "年月日"),
    explained("", "走访人", 10, ""),
    explained("", "是否志愿者", 10, "是/否"),
    explained("", "备注", 20, ""),
];

const SPLIT: [Column; 17] = [
    column("编号", 8),
    column("小区名称", 16),
    column("楼号", 8),
    column("单元", 8),
    column("房号", 8),
    column("姓名", 10),
    column("与户主关系", 10),
    column("身份证号码", 22),
    column("性别", 6),
    column("年龄", 6),
    column("手机", 18),
    column("工作单位", 24),
    column("户籍地", 36),
    column("是否独居", 10),
    column("是否志愿者", 10),
    column("走访时间", 12),
    column("备注", 20),
];

const PLAIN: [Column; 13] = [
    column("序号", 6),
    column("姓名", 10),
    column("性别", 6),
    column("民族", 8),
    column("身份证", 22),
    column("出生日期", 12),
    column("文化程度", 10),
    column("现居住地址", 36),
    column("户籍地址", 36),
    column("联系方式", 18),
    column("人户情况", 12),
    column("志愿者", 8),
    column("备注", 20),
];

const VILLAGE: [Column; 15] = [
    column("序号", 6),
    column("家庭住址", 24),
    under("户主", "户主姓名", 10),
    under("户主", "户主身份证号", 22),
    under("家庭成员", "姓名", 10),
    under("家庭成员", "关系", 8),
    under("家庭成员", "性别", 6),
    under("家庭成员", "身份证号", 22),
    under("家庭成员", "出生日期", 12),
    under("家庭成员", "联系电话", 18),
    under("户籍", "户籍地址", 32),
    under("户籍", "人户情况", 12),
    under("其他", "是否独居", 10),
    under("其他", "是否志愿者", 10),
    column("备注", 20),
];
