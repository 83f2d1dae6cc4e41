//! Spouse, children and parents, as far as a record states them: a member's relation to the head
//! of the same household (GB/T 4761), and the mother's number in a birth record. Nothing is
//! concluded from names, nor from two relations together.

use catalog::element::{ElementNo, no};

use crate::bits::RowBits;
use crate::held::Held;
use crate::id_number_index::IdNumberIndex;
use crate::lists::{Groups, Lists};
use crate::row_set::row_number;

/// 婚姻状况
const MARITAL_STATUS: ElementNo = ElementNo(15);
/// 子女数: how many living children there are.
pub(crate) const CHILDREN: ElementNo = ElementNo(112);

/// Relatives of each row, and of whom the relatives are all known.
#[derive(Debug)]
pub(crate) struct Kin {
    pub(crate) spouse: Relatives,
    pub(crate) children: Relatives,
    pub(crate) parents: Relatives,
}

/// Relatives of one kind.
#[derive(Debug)]
pub(crate) struct Relatives {
    /// List n is of row n.
    pub(crate) lists: Lists,
    /// Whose list is complete.
    pub(crate) complete: RowBits,
}

/// What a member is to the head.
pub(crate) enum ToHead {
    Head,
    Spouse,
    Child,
    Parent,
}

impl ToHead {
    /// What a row is, as its record states it.
    pub(crate) fn of_row(held: &Held, row: u32) -> Option<Self> {
        Self::of(held.text(no::RELATION_TO_HEAD, row as usize)?)
    }

    /// By the code of GB/T 4761. In-laws and grandchildren are no tie between two single members
    /// that the record states.
    fn of(code: &str) -> Option<Self> {
        match code.parse::<u8>().ok()? {
            2 => Some(Self::Head),
            10..=12 => Some(Self::Spouse),
            20..=27 | 30..=37 => Some(Self::Child),
            50..=52 | 57 | 58 => Some(Self::Parent),
            _ => None,
        }
    }
}

/// Pairs of (row, relative).
#[derive(Default)]
struct Pairs {
    spouse: Vec<(u32, u32)>,
    children: Vec<(u32, u32)>,
    parents: Vec<(u32, u32)>,
}

impl Pairs {
    fn child(&mut self, parent: u32, child: u32) {
        self.children.push((parent, child));
        self.parents.push((child, parent));
    }

    /// The members of one household. Without exactly one head nobody is related to anybody.
    fn household(&mut self, members: &[u32], held: &Held) {
        let to_head = |row: &u32| ToHead::of_row(held, *row);
        let mut heads = members
            .iter()
            .filter(|row| matches!(to_head(row), Some(ToHead::Head)));
        let (Some(head), None) = (heads.next(), heads.next()) else {
            return;
        };
        for row in members {
            match to_head(row) {
                Some(ToHead::Spouse) => self.spouse.extend([(*head, *row), (*row, *head)]),
                Some(ToHead::Child) => self.child(*head, *row),
                Some(ToHead::Parent) => self.child(*row, *head),
                Some(ToHead::Head) | None => {}
            }
        }
    }
}

impl Kin {
    /// The relatives within a partition. `mothers` are packed numbers of mothers by row.
    pub(crate) fn of(
        households: &Groups,
        mothers: &[(u32, u64)],
        numbers: &IdNumberIndex,
        held: &Held,
        living: &RowBits,
    ) -> Self {
        let rows = living.rows();
        let mut pairs = Pairs::default();
        if held.column(no::RELATION_TO_HEAD).is_some() {
            for list in 0..households.lists.offsets.len() - 1 {
                pairs.household(households.lists.of(list), held);
            }
        }
        for (child, number) in mothers {
            if let [mother] = numbers.rows_in(*number, *number)
                && mother != child
            {
                pairs.child(*mother, *child);
            }
        }
        let spouse = Lists::of_pairs(pairs.spouse, rows);
        let children = Lists::of_pairs(pairs.children, rows);
        let parents = Lists::of_pairs(pairs.parents, rows);
        let living_in = |list: &[u32]| list.iter().filter(|row| living.get(**row as usize)).count();
        Self {
            spouse: Relatives {
                complete: RowBits::from_fn(rows, |row| {
                    living_in(spouse.of(row)) > 0 || is_unmarried(held, row)
                }),
                lists: spouse,
            },
            children: Relatives {
                complete: RowBits::from_fn(rows, |row| {
                    let stated = held.number(CHILDREN, row);
                    stated.is_some_and(|stated| {
                        f64::from(row_number(living_in(children.of(row)))) >= stated
                    })
                }),
                lists: children,
            },
            parents: Relatives {
                complete: RowBits::from_fn(rows, |row| parents.of(row).len() >= 2),
                lists: parents,
            },
        }
    }

    /// Bytes on the heap.
    pub(crate) fn bytes(&self) -> usize {
        [&self.spouse, &self.children, &self.parents]
            .iter()
            .map(|one| one.lists.bytes() + one.complete.bytes())
            .sum()
    }
}

/// 未婚, 丧偶, 离婚 say that there is no spouse.
pub(crate) fn is_unmarried(held: &Held, row: usize) -> bool {
    matches!(held.text(MARITAL_STATUS, row), Some("10" | "30" | "40"))
}
