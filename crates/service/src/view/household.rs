//! The household somebody is registered in (户), with what each member is to its head; and kin by
//! birth. Only what a record states is said: nothing is concluded from age, name or door.

use catalog::code_table::CodeTables;
use catalog::element::no;
use catalog::mask::{Mask, mask};
use catalog::problem::Problem;
use catalog::source::{Sources, no as source_no};
use catalog::survivorship::Current;
use query::PersonRow;
use rustc_hash::FxHashMap;
use storage::{MentionRole, RecordView};

use crate::app::App;
use crate::clock;
use crate::registry::absorb::identity_key;
use crate::rights::Caller;
use crate::view::facts::label_of;
use crate::view::person::relative;
use crate::view::reach::{reaches, require_site};
use crate::wire::people::{HouseholdCard, HouseholdMember, Relative};

/// Members that are listed; a collective household (集体户) has more.
const MOST_MEMBERS: usize = 60;

/// Code of 户主 in GB/T 4761.
const HEAD: &str = "02";

/// The household of a person.
pub async fn household(
    app: &App,
    caller: &Caller,
    id: i64,
    current: &Current,
) -> Result<HouseholdCard, Problem> {
    let snapshot = app.snapshot.load();
    let number = |element| current.text(element).and_then(|text| text.parse().ok());
    let (household, basis, people) = match (number(no::HOUSEHOLD), number(no::HUKOU_DWELLING)) {
        (Some(household), _) => (Some(household), "booklet", snapshot.household(household)),
        (None, Some(door)) => (None, "door", snapshot.registered_at(door)),
        (None, None) => (None, "none", Vec::new()),
    };
    card(app, caller, (household, basis), people, Some(id)).await
}

/// A household by its number.
pub async fn card_of(app: &App, caller: &Caller, id: i64) -> Result<HouseholdCard, Problem> {
    let people = app.snapshot.load().household(id);
    card(app, caller, (Some(id), "booklet"), people, None).await
}

/// The card of a household with what it is known by; `own` is whose page it stands on.
async fn card(
    app: &App,
    caller: &Caller,
    (household, basis): (Option<i64>, &str),
    people: Vec<PersonRow>,
    own: Option<i64>,
) -> Result<HouseholdCard, Problem> {
    let total = people.len() as u64;
    let listed: Vec<PersonRow> = first_with(people, own);
    let said = match household {
        Some(household) => said_in(app, household, &listed).await?,
        None => FxHashMap::default(),
    };
    let areas = app.areas();
    let mut members: Vec<HouseholdMember> = listed
        .iter()
        .map(|person| member(caller, person, said.get(&person.id), own, &areas))
        .collect();
    members.sort_by_key(|member| !member.head);
    let row = household.and_then(|id| app.snapshot.load().household_row(id));
    Ok(HouseholdCard {
        id: household,
        open: row.is_some_and(|row| require_site(caller, row.community, &areas).is_ok()),
        basis: basis.to_owned(),
        note: note_of(basis, household.is_some() && by_door(app, household).await?),
        total,
        members,
    })
}

/// The first members, the person asked about among them.
fn first_with(mut people: Vec<PersonRow>, own: Option<i64>) -> Vec<PersonRow> {
    if people.len() > MOST_MEMBERS {
        people.sort_by_key(|person| (Some(person.id) != own, person.id));
        people.truncate(MOST_MEMBERS);
        people.sort_by_key(|person| person.id);
    }
    people
}

/// Whether a household stands for a door only, because its records have no booklet number.
async fn by_door(app: &App, household: Option<i64>) -> Result<bool, Problem> {
    let Some(household) = household else {
        return Ok(false);
    };
    let entity = app.store.entity(household).await?;
    Ok(entity.is_some_and(|entity| entity.current.text(no::HOUSEHOLD_NO).is_none()))
}

fn note_of(basis: &str, by_door: bool) -> String {
    match (basis, by_door) {
        ("booklet", false) => "户籍口径：公安户籍中户号相同、登记在同一处的人。",
        ("booklet", true) | ("door", _) => {
            "户籍口径：没有户号，列出户口登记在同一处房屋的人，不一定是一家人。"
        }
        _ => "没有户籍登记地址，不能确定属于哪一户。",
    }
    .to_owned()
}

/// What each member is to the head, from the newest record that puts them into the household.
struct Said {
    relation: Option<String>,
    source: String,
    as_of: String,
}

async fn said_in(
    app: &App,
    household: i64,
    people: &[PersonRow],
) -> Result<FxHashMap<i64, Said>, Problem> {
    let ids: Vec<i64> = people.iter().map(|person| person.id).collect();
    let wanted = household.to_string();
    let mut newest: FxHashMap<i64, RecordView> = FxHashMap::default();
    for record in app.store.records_of_all(&ids).await? {
        if record.values.get(no::HOUSEHOLD) != Some(wanted.as_str()) {
            continue;
        }
        let later = newest
            .get(&record.entity)
            .is_none_or(|held| (held.as_of, held.id) < (record.as_of, record.id));
        if later {
            newest.insert(record.entity, record);
        }
    }
    Ok(newest
        .into_iter()
        .map(|(entity, record)| {
            let said = Said {
                relation: record.values.get(no::RELATION_TO_HEAD).map(str::to_owned),
                source: label_of(Sources::shipped().get(record.source)),
                as_of: clock::day_text(record.as_of),
            };
            (entity, said)
        })
        .collect())
}

fn member(
    caller: &Caller,
    person: &PersonRow,
    said: Option<&Said>,
    own: Option<i64>,
    areas: &catalog::area::AreaTree,
) -> HouseholdMember {
    let near = reaches(caller, person, areas);
    let code = said.and_then(|said| said.relation.as_deref());
    HouseholdMember {
        id: near.then_some(person.id),
        name: if near {
            person.name.clone()
        } else {
            mask(Mask::Name, &person.name)
        },
        age: person.age,
        deceased: person.deceased,
        relation: code.map(kinship).unwrap_or_default(),
        head: code == Some(HEAD),
        own: own == Some(person.id),
        source: said.map(|said| said.source.clone()).unwrap_or_default(),
        as_of: said.map(|said| said.as_of.clone()).unwrap_or_default(),
    }
}

/// The word of a code of GB/T 4761.
fn kinship(code: &str) -> String {
    CodeTables::shipped()
        .get("kinship")
        .and_then(|table| table.label_of(code))
        .unwrap_or(code)
        .to_owned()
}

/// Mother and children, where a birth record names the mother by her number.
pub async fn kin(
    app: &App,
    caller: &Caller,
    id: i64,
    current: &Current,
) -> Result<Vec<Relative>, Problem> {
    // Whose mother somebody is, is graded L4 and comes from the birth records.
    let open = Sources::shipped()
        .get(source_no::BIRTH)
        .is_some_and(|source| caller.sees_sensitive_of(source));
    if !open {
        return Ok(Vec::new());
    }
    let snapshot = app.snapshot.load();
    let areas = app.areas();
    let mut kin = Vec::new();
    let mother_key = current
        .text(no::MOTHER_ID_NUMBER)
        .and_then(|number| identity_key(number, &app.keys));
    if let Some(key) = mother_key {
        let found = app.store.entities_by_strong_key(&[key.0]).await?;
        kin.extend(found.into_values().map(|mother| (mother, "母亲")));
    }
    let own = app.store.strong_keys_of(id).await?;
    let children = app
        .store
        .entities_mentioning(MentionRole::Mother, &own)
        .await?;
    kin.extend(children.into_iter().map(|child| (child, "子女")));
    Ok(kin
        .into_iter()
        .filter(|(relative, _)| *relative != id)
        .filter_map(|(person, relation)| {
            let row = snapshot.person(person)?;
            reaches(caller, &row, &areas).then(|| relative(&row, relation))
        })
        .collect())
}
