//! The people, dwellings, places and households of a partition as rules read them. Values are borrowed from
//! the columns of lists where those hold them, else from [`crate::held::Held`].

use std::borrow::Cow;
use std::sync::Arc;

use arrow_array::{Array, Int64Array, StringArray};
use catalog::element::{ElementNo, no};
use catalog::source::SourceNo;
use rules::columns::{Bits, Column, Columns, Data, Elsewhere, Index, Marks, Members, Validity};
use rules::{Relation, Subject};

use crate::bits::RowBits;
use crate::kin_elsewhere;
use crate::lists::{Groups, Lists};
use crate::partition::Partition;
use crate::row_set::row_number;

/// The codes 0 to 9 of GB/T 2261.1; 0 and 9 say that the sex is not known.
static SEXES: [Cow<'static, str>; 10] = [
    Cow::Borrowed("0"),
    Cow::Borrowed("1"),
    Cow::Borrowed("2"),
    Cow::Borrowed("3"),
    Cow::Borrowed("4"),
    Cow::Borrowed("5"),
    Cow::Borrowed("6"),
    Cow::Borrowed("7"),
    Cow::Borrowed("8"),
    Cow::Borrowed("9"),
];

/// The rows of a subject. `all` are the partitions of the snapshot, where relatives and members of
/// households may be held;
/// without them nobody elsewhere is found.
pub(crate) fn table<'a>(
    all: &'a [Arc<Partition>],
    partition: &'a Partition,
    subject: Subject,
) -> Box<dyn Columns + 'a> {
    match subject {
        Subject::Person => people_of(all, partition),
        Subject::Dwelling => Box::new(Dwellings(partition, all)),
        Subject::Place => Box::new(Places(partition, all)),
        Subject::Household => Box::new(HouseholdRows(partition, all)),
    }
}

/// The people of a partition.
pub(crate) fn people_of<'a>(
    all: &'a [Arc<Partition>],
    partition: &'a Partition,
) -> Box<dyn Columns + 'a> {
    Box::new(People(partition, all))
}

struct People<'a>(&'a Partition, &'a [Arc<Partition>]);

struct Dwellings<'a>(&'a Partition, &'a [Arc<Partition>]);

struct Places<'a>(&'a Partition, &'a [Arc<Partition>]);

struct HouseholdRows<'a>(&'a Partition, &'a [Arc<Partition>]);

impl Columns for People<'_> {
    fn rows(&self) -> usize {
        self.0.people().len()
    }

    fn column(&self, element: ElementNo) -> Option<Column<'_>> {
        let people = self.0.people();
        Some(match element {
            no::AGE => Column {
                data: Data::Bytes(&self.0.ages),
                validity: bits(self.0.ages_known.as_ref()).map_or(Validity::All, Validity::Where),
            },
            no::BIRTH_DATE => Column {
                data: Data::Days(people.birth.values()),
                validity: validity(&people.birth),
            },
            no::DEATH_DATE => Column {
                data: Data::Days(people.death.values()),
                validity: validity(&people.death),
            },
            no::SEX => Column::full(Data::Coded(Index::Bytes(people.sex.values()), &SEXES)),
            no::HOME_COMMUNITY => Column {
                data: Data::SameArea(self.0.community()?),
                validity: Validity::Where(Bits::Words(people.home_held.words())),
            },
            no::HUKOU_COMMUNITY => Column {
                data: Data::Areas(Index::Shorts(people.hukou.values()), &people.hukou_codes),
                validity: validity(&people.hukou),
            },
            no::HOME_DWELLING => ids(&people.home_dwelling),
            no::HUKOU_DWELLING => ids(&people.hukou_dwelling),
            no::NAME => known(&people.name, &people.id),
            no::ID_NUMBER => known(&people.id_number, &people.id),
            no::PHONE => known(&people.phone, &people.id),
            no::HOME_ADDRESS => known(&people.address, &people.id),
            _ => people.held.column(element)?,
        })
    }

    fn alive(&self) -> Option<Bits<'_>> {
        Some(Bits::Words(self.0.people().living.words()))
    }

    fn tag(&self, name: &str) -> Option<Marks<'_>> {
        marks(self.0, Subject::Person, name, self.rows())
    }

    fn source(&self, source: SourceNo) -> Option<Marks<'_>> {
        Some(self.0.people().held.marks(source, &self.0.rosters))
    }

    fn relation(&self, relation: Relation) -> Option<Members<'_>> {
        let (people, complete) = (self.0.people(), &self.0.complete);
        Some(match relation {
            Relation::Housemates => Members {
                without_self: true,
                complete: bits(complete.housemates.as_ref()),
                ..grouped(&people.homes)
            },
            Relation::Household => Members {
                without_self: true,
                complete: bits(complete.household.as_ref()),
                ..grouped(&people.households)
            },
            Relation::Spouse | Relation::Children | Relation::Parents => {
                let relatives = match relation {
                    Relation::Spouse => &people.kin.spouse,
                    Relation::Children => &people.kin.children,
                    _ => &people.kin.parents,
                };
                Members {
                    complete: bits(Some(complete.kin.rows(relation, relatives))),
                    elsewhere: kin_elsewhere::rows(self.1, self.0.outside.kin.of(relation)),
                    ..listed(&relatives.lists)
                }
            }
            Relation::Home => self.dwelling_of(&people.homes),
            Relation::HukouDwelling => self.dwelling_of(&people.registered_at),
            _ => return None,
        })
    }
}

impl People<'_> {
    /// The dwelling of each person's list; lists behind those of dwellings are of homes held
    /// elsewhere.
    fn dwelling_of<'a>(&'a self, groups: &'a Groups) -> Members<'a> {
        Members {
            table: Some(table(self.1, self.0, Subject::Dwelling)),
            list_of: Some(&groups.list_of),
            ..listed(&self.0.core.dwellings.each)
        }
    }
}

impl Columns for Dwellings<'_> {
    fn rows(&self) -> usize {
        self.0.core.dwellings.len()
    }

    fn column(&self, element: ElementNo) -> Option<Column<'_>> {
        let dwellings = &self.0.core.dwellings;
        Some(match element {
            no::FLOOR_AREA => Column {
                data: Data::Doubles(dwellings.floor_area.values()),
                validity: validity(&dwellings.floor_area),
            },
            no::SITE_COMMUNITY => Column::full(Data::SameArea(self.0.community()?)),
            no::ESTATE => texts(&dwellings.estate)?,
            no::BUILDING => texts(&dwellings.building)?,
            no::UNIT => texts(&dwellings.unit)?,
            no::ROOM => texts(&dwellings.room)?,
            _ => dwellings.held.column(element)?,
        })
    }

    fn alive(&self) -> Option<Bits<'_>> {
        None
    }

    fn tag(&self, name: &str) -> Option<Marks<'_>> {
        marks(self.0, Subject::Dwelling, name, self.rows())
    }

    fn source(&self, source: SourceNo) -> Option<Marks<'_>> {
        Some(self.0.core.dwellings.held.marks(source, &self.0.rosters))
    }

    fn relation(&self, relation: Relation) -> Option<Members<'_>> {
        let (people, complete) = (self.0.people(), &self.0.complete);
        Some(match relation {
            Relation::Residents => Members {
                table: Some(table(self.1, self.0, Subject::Person)),
                complete: bits(complete.residents.as_ref()),
                ..listed(&people.homes.lists)
            },
            Relation::Registered => Members {
                table: Some(table(self.1, self.0, Subject::Person)),
                complete: bits(complete.registered.as_ref()),
                ..listed(&people.registered_at.lists)
            },
            Relation::PlacesIn => Members {
                table: Some(table(self.1, self.0, Subject::Place)),
                ..listed(&self.0.core.places.sites.lists)
            },
            _ => return None,
        })
    }
}

impl Columns for Places<'_> {
    fn rows(&self) -> usize {
        self.0.core.places.len()
    }

    fn column(&self, element: ElementNo) -> Option<Column<'_>> {
        let places = &self.0.core.places;
        Some(match element {
            no::SITE_COMMUNITY => Column::full(Data::SameArea(self.0.community()?)),
            no::SITE_DWELLING => ids(&places.dwelling),
            no::REGISTERED_DWELLING => ids(&places.registered_dwelling),
            no::PLACE_NAME => texts(&places.name)?,
            no::CREDIT_CODE => known(&places.credit_code, &places.id),
            no::PLACE_ADDRESS => known(&places.address, &places.id),
            _ => places.held.column(element)?,
        })
    }

    fn alive(&self) -> Option<Bits<'_>> {
        None
    }

    fn tag(&self, name: &str) -> Option<Marks<'_>> {
        marks(self.0, Subject::Place, name, self.rows())
    }

    fn source(&self, source: SourceNo) -> Option<Marks<'_>> {
        Some(self.0.core.places.held.marks(source, &self.0.rosters))
    }

    fn relation(&self, relation: Relation) -> Option<Members<'_>> {
        (relation == Relation::Site).then(|| Members {
            table: Some(table(self.1, self.0, Subject::Dwelling)),
            list_of: Some(&self.0.core.places.sites.list_of),
            ..listed(&self.0.core.dwellings.each)
        })
    }
}

impl Columns for HouseholdRows<'_> {
    fn rows(&self) -> usize {
        self.0.households.len()
    }

    fn column(&self, element: ElementNo) -> Option<Column<'_>> {
        // Values of a household stand in the records of its members.
        (element == no::SITE_COMMUNITY)
            .then(|| self.0.community())
            .flatten()
            .map(|community| Column::full(Data::SameArea(community)))
    }

    fn alive(&self) -> Option<Bits<'_>> {
        None
    }

    fn tag(&self, name: &str) -> Option<Marks<'_>> {
        marks(self.0, Subject::Household, name, self.rows())
    }

    fn source(&self, _: SourceNo) -> Option<Marks<'_>> {
        None
    }

    fn relation(&self, relation: Relation) -> Option<Members<'_>> {
        let households = &self.0.households;
        Some(match relation {
            Relation::Members => Members {
                table: Some(table(self.1, self.0, Subject::Person)),
                list_of: Some(&households.members),
                elsewhere: self.members_elsewhere(),
                ..listed(&self.0.people().households.lists)
            },
            Relation::HouseholdDwelling => Members {
                table: Some(table(self.1, self.0, Subject::Dwelling)),
                list_of: Some(&households.door),
                ..listed(&self.0.core.dwellings.each)
            },
            _ => return None,
        })
    }
}

impl<'a> HouseholdRows<'a> {
    /// The members whom other partitions hold.
    fn members_elsewhere(&self) -> Elsewhere<'a> {
        let members = self.0.outside.shared.members.iter().filter_map(|member| {
            let row = self.0.households.row_of(member.household)?;
            Some((row_number(row), member.community, member.id))
        });
        kin_elsewhere::rows_of(self.1, members)
    }
}

/// Where an Arrow column holds a value.
fn validity(column: &dyn Array) -> Validity<'_> {
    column.nulls().map_or(Validity::All, |nulls| {
        Validity::Where(Bits::Bytes(nulls.validity()))
    })
}

fn ids(column: &Int64Array) -> Column<'_> {
    Column {
        data: Data::Ids(column.values()),
        validity: validity(column),
    }
}

/// Texts that rules may compare.
fn texts(column: &StringArray) -> Option<Column<'_>> {
    let text = std::str::from_utf8(column.value_data()).ok()?;
    Some(Column {
        data: Data::Texts(column.value_offsets(), text),
        validity: validity(column),
    })
}

/// Something that identifies: rules only ask whether it is held, so the ids stand for the texts.
fn known<'a>(column: &'a StringArray, ids: &'a Int64Array) -> Column<'a> {
    Column {
        data: Data::Ids(ids.values()),
        validity: validity(column),
    }
}

/// A tag that was computed.
fn marks<'a>(
    partition: &'a Partition,
    subject: Subject,
    name: &str,
    rows: usize,
) -> Option<Marks<'a>> {
    let place = partition.tag_set.place(subject, name)?;
    let carriers = &partition.carried.of(subject)[place];
    Some(Marks {
        yes: carriers.yes.words(rows),
        known: (carriers.unknown.len() > 0).then(|| {
            let mut known = RowBits::all(rows);
            carriers.unknown.remove_from(&mut known);
            known.words().to_vec().into()
        }),
    })
}

fn bits(complete: Option<&RowBits>) -> Option<Bits<'_>> {
    complete.map(|bits| Bits::Words(bits.words()))
}

/// List n belongs to row n.
fn listed(lists: &Lists) -> Members<'_> {
    Members {
        table: None,
        list_of: None,
        offsets: &lists.offsets,
        members: &lists.members,
        complete: None,
        without_self: false,
        elsewhere: Elsewhere::default(),
    }
}

/// Each row says which list is its own.
fn grouped(groups: &Groups) -> Members<'_> {
    Members {
        list_of: Some(&groups.list_of),
        ..listed(&groups.lists)
    }
}
