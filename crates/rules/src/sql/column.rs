//! Which column of the export holds what.

use std::collections::BTreeMap;

use catalog::element::{Dictionary, ElementNo, NEVER_ASKED, no};

use crate::subject::{Relation, Subject};
use crate::value::Kind;

/// Where the values of an element stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Binding {
    /// A column of the kind the element has: number, `DATE`, `BOOLEAN`, text of a code, area code
    /// as text, id.
    Plain(String),
    /// A column of numbers that are codes; each with the code as text.
    CodeNumbers(String, Vec<(i64, String)>),
}

/// How a set is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RelationBinding {
    /// Members have the same value in a column as the row in one of its own.
    Shared {
        /// Column of the row.
        own: String,
        /// Column of the members.
        other: String,
        /// The row itself is no member.
        without_self: bool,
        /// The dead are no members.
        living: bool,
        /// Nobody is known when the row's own column is empty; when it is the row's id, the set
        /// is always known.
        to_one: bool,
    },
    /// A table of pairs.
    Pairs {
        /// The table.
        table: String,
        /// Its column with the id of the row.
        own: String,
        /// Its column with the id of the member.
        other: String,
        /// A column that names the set, and the word for this one.
        kind: Option<(String, String)>,
        /// Column of the row's table that says whether the pairs are all; without one they never
        /// are known to be.
        complete: Option<String>,
    },
}

/// The tables and columns of an export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tables {
    names: BTreeMap<Subject, (String, String)>,
    columns: BTreeMap<(Subject, ElementNo), Binding>,
    relations: BTreeMap<Relation, RelationBinding>,
    /// The table of tags: its name, its column of ids, its column of names.
    tags: Option<(String, String, String)>,
    /// The table of tags that cannot be told, alike; without it they count as not carried.
    untold_tags: Option<(String, String, String)>,
    /// The table of records' sources.
    sources: Option<SourceTable>,
    /// The column of people that says who is dead.
    deceased: Option<String>,
}

/// The table that says which source has an active record of whom or what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceTable {
    /// Its name.
    pub name: String,
    /// Its column of ids.
    pub id: String,
    /// Its column that says person, dwelling or place. Households have no records of their own.
    pub subject: String,
    /// Its column of source numbers.
    pub source: String,
}

impl Tables {
    /// The export of `query::export`: `people`, `dwellings`, `places`, `households`, `tags`,
    /// `untold_tags`, `sources`, `relatives`.
    ///
    /// 现住社区 is read from `home_community_code`, where a person lives by a home that is held;
    /// `community_code` is not it, because it falls back to the community of registration.
    #[must_use]
    pub fn export() -> Self {
        let mut tables = Self {
            names: BTreeMap::from([
                (Subject::Person, ("people".into(), "person_id".into())),
                (
                    Subject::Dwelling,
                    ("dwellings".into(), "dwelling_id".into()),
                ),
                (Subject::Place, ("places".into(), "place_id".into())),
                (
                    Subject::Household,
                    ("households".into(), "household_id".into()),
                ),
            ]),
            columns: BTreeMap::new(),
            relations: BTreeMap::new(),
            tags: Some(("tags".into(), "person_id".into(), "tag".into())),
            untold_tags: Some(("untold_tags".into(), "person_id".into(), "tag".into())),
            sources: Some(SourceTable {
                name: "sources".into(),
                id: "id".into(),
                subject: "of".into(),
                source: "source_no".into(),
            }),
            deceased: Some("deceased".into()),
        };
        tables.bind_elements();
        for (subject, element, column) in [
            (Subject::Person, "name", "name"),
            (Subject::Person, "birth_date", "birth_date"),
            (Subject::Person, "death_date", "death_date"),
            (Subject::Person, "id_number", "id_number"),
            (Subject::Person, "phone", "phone"),
            (Subject::Person, "home_address", "address"),
            (Subject::Person, "home_dwelling", "home_dwelling_id"),
            (Subject::Person, "hukou_dwelling", "hukou_dwelling_id"),
            (Subject::Person, "home_community", "home_community_code"),
            (Subject::Person, "hukou_community", "hukou_community_code"),
            (Subject::Dwelling, "estate", "estate"),
            (Subject::Dwelling, "building", "building"),
            (Subject::Dwelling, "unit", "unit"),
            (Subject::Dwelling, "room", "room"),
            (Subject::Dwelling, "dwelling_use", "use_code"),
            (Subject::Dwelling, "floor_area", "floor_area_m2"),
            (Subject::Dwelling, "built_year", "built_year"),
            (Subject::Dwelling, "group_rental", "group_rental"),
            (Subject::Dwelling, "site_community", "community_code"),
            (Subject::Place, "place_name", "name"),
            (Subject::Place, "credit_code", "credit_code"),
            (Subject::Place, "place_address", "address"),
            (Subject::Place, "place_status", "status_code"),
            (Subject::Place, "industry", "industry"),
            (Subject::Place, "site_dwelling", "dwelling_id"),
            (Subject::Place, "site_community", "community_code"),
            (
                Subject::Place,
                "registered_dwelling",
                "registered_dwelling_id",
            ),
            (Subject::Household, "site_community", "community_code"),
        ] {
            tables.bind(subject, element, Binding::Plain(column.to_owned()));
        }
        tables.bind(
            Subject::Person,
            "sex",
            Binding::CodeNumbers(
                "sex_code".into(),
                // 0 and 9 say “not known”.
                vec![(1, "1".into()), (2, "2".into())],
            ),
        );
        tables.bind_export_relations();
        tables
    }

    /// Elements that identify nobody stand in columns of their own names.
    fn bind_elements(&mut self) {
        for element in Dictionary::shipped().all() {
            let kind = Kind::of(element);
            // Links and the place itself have columns of other names.
            let elsewhere = element.derived
                && ![no::HUKOU_COUNTY, no::REGISTERED_COMMUNITY].contains(&element.no);
            if elsewhere
                || kind == Kind::Identifying
                || element.no == no::AGE
                || NEVER_ASKED.contains(&element.no)
            {
                continue;
            }
            for subject in Subject::ALL {
                if subject.holds(element) {
                    self.columns
                        .insert((subject, element.no), Binding::Plain(element.id.clone()));
                }
            }
        }
        // Text in the registry, a number in the export.
        self.columns.remove(&(Subject::Dwelling, no::FLOOR));
    }

    fn bind_export_relations(&mut self) {
        let shared =
            |own: &str, other: &str, without_self, living, to_one| RelationBinding::Shared {
                own: own.to_owned(),
                other: other.to_owned(),
                without_self,
                living,
                to_one,
            };
        let relatives = |word: &str, complete: &str| RelationBinding::Pairs {
            table: "relatives".to_owned(),
            own: "person_id".to_owned(),
            other: "relative_id".to_owned(),
            kind: Some(("relation".to_owned(), word.to_owned())),
            complete: Some(complete.to_owned()),
        };
        let home = "home_dwelling_id";
        let hukou = "hukou_dwelling_id";
        let dwelling = "dwelling_id";
        let household = "household_id";
        self.relations = BTreeMap::from([
            (Relation::Housemates, shared(home, home, true, true, false)),
            (
                Relation::Household,
                relatives("household", "household_known"),
            ),
            (Relation::Spouse, relatives("spouse", "spouse_known")),
            (Relation::Children, relatives("child", "children_known")),
            (Relation::Parents, relatives("parent", "parents_known")),
            (Relation::Home, shared(home, dwelling, false, false, true)),
            (
                Relation::HukouDwelling,
                shared(hukou, dwelling, false, false, true),
            ),
            (
                Relation::Residents,
                shared(dwelling, home, false, true, false),
            ),
            (
                Relation::Registered,
                shared(dwelling, hukou, false, false, false),
            ),
            (
                Relation::PlacesIn,
                shared(dwelling, dwelling, false, false, false),
            ),
            (
                Relation::Site,
                shared(dwelling, dwelling, false, false, true),
            ),
            (
                Relation::Members,
                shared(household, household, false, false, false),
            ),
            (
                Relation::HouseholdDwelling,
                shared(dwelling, dwelling, false, false, true),
            ),
        ]);
    }

    /// Adds or replaces the column of an element, by its English id. Ids that are not in the
    /// dictionary are left out.
    pub fn bind(&mut self, subject: Subject, element: &str, binding: Binding) {
        if let Some(element) = Dictionary::shipped().by_id(element) {
            self.columns.insert((subject, element.no), binding);
        }
    }

    /// Adds or replaces the way a set is found.
    pub fn bind_relation(&mut self, relation: Relation, binding: RelationBinding) {
        self.relations.insert(relation, binding);
    }

    /// The name of a subject's table and its column of ids.
    pub(crate) fn table(&self, subject: Subject) -> (&str, &str) {
        self.names
            .get(&subject)
            .map_or(("", ""), |(name, id)| (name, id))
    }

    /// The column of an element.
    pub(crate) fn column(&self, subject: Subject, element: ElementNo) -> Option<&Binding> {
        debug_assert!(element != no::AGE, "年龄 is computed");
        self.columns.get(&(subject, element))
    }

    /// How a set is found.
    pub(crate) fn relation(&self, relation: Relation) -> Option<&RelationBinding> {
        self.relations.get(&relation)
    }

    /// The table of tags, its column of ids and of names.
    pub(crate) fn tags(&self) -> Option<&(String, String, String)> {
        self.tags.as_ref()
    }

    /// The table of tags that cannot be told, its column of ids and of names.
    pub(crate) fn untold_tags(&self) -> Option<&(String, String, String)> {
        self.untold_tags.as_ref()
    }

    /// The table of sources.
    pub(crate) fn sources(&self) -> Option<&SourceTable> {
        self.sources.as_ref()
    }

    /// The column that says who is dead.
    pub(crate) fn deceased(&self) -> Option<&str> {
        self.deceased.as_deref()
    }
}
