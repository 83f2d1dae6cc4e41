//! A sample check as it crosses the wire: what to ask at each door, and what came out.

use catalog::element::{DataElement, Dictionary, ElementNo, no};
use catalog::problem::Problem;
use catalog::share::{Share, wilson};
use query::Snapshot;
use rustc_hash::FxHashMap;
use storage::{Answer, SampleCheck, Verdict};

use crate::app::App;
use crate::clock;
use crate::rights::Caller;
use crate::view::facts::display;
use crate::wire::area::area_name;
use crate::wire::sample_check::{
    SampleDoor, SampleItem, SamplePage, SampleQuestion, SampleRow, ShareView,
};

/// What is asked at a door, in this order.
const ASKED: [ElementNo; 4] = [
    no::DWELLING_USE,
    no::HOME_DWELLING,
    no::PHONE,
    no::HOME_COMMUNITY,
];

/// A sample check of the caller's area.
pub async fn sample_in_reach(app: &App, caller: &Caller, id: i64) -> Result<SampleCheck, Problem> {
    let check = app.store.sample_check(id).await?;
    let code = check
        .community
        .parse()
        .map_err(|_| Problem::not_found("sample-missing", "没有这次抽样，请从列表重新进入。"))?;
    caller.require_area(&code, &app.areas())?;
    Ok(check)
}

/// A line of the list.
pub async fn sample_row(app: &App, check: &SampleCheck) -> Result<SampleRow, Problem> {
    let answers = app.store.sample_answers(check.id).await?;
    let doors = DoorTally::of(&answers);
    Ok(SampleRow {
        id: check.id,
        community: area_name(&app.areas(), Some(&check.community)),
        community_code: check.community.clone(),
        made_at: clock::iso(check.made_at),
        doors: check.dwellings.len() as u64,
        answered: doors.answered,
        result: doors.share(),
    })
}

/// The whole check.
pub async fn sample_page(
    app: &App,
    caller: &Caller,
    check: SampleCheck,
) -> Result<SamplePage, Problem> {
    let answers = app.store.sample_answers(check.id).await?;
    let doors = DoorTally::of(&answers);
    let given: FxHashMap<(i64, i64, ElementNo), Verdict> = answers
        .iter()
        .map(|answer| {
            (
                (answer.dwelling, answer.entity, answer.element),
                answer.verdict,
            )
        })
        .collect();
    let snapshot = app.snapshot.load();
    Ok(SamplePage {
        id: check.id,
        community: area_name(&app.areas(), Some(&check.community)),
        community_code: check.community.clone(),
        made_at: clock::iso(check.made_at),
        drawn_from: u64::try_from(check.drawn_from).unwrap_or(0),
        seed: check.seed,
        doors: check
            .dwellings
            .iter()
            .map(|dwelling| door(app, caller, &snapshot, *dwelling, &given))
            .collect(),
        answered: doors.answered,
        all_right: doors.right,
        result: doors.share(),
        items: items(&answers),
    })
}

/// Everything that may be asked at a door: (whom about, element).
pub fn questions_at(snapshot: &Snapshot, dwelling: i64) -> Vec<(i64, ElementNo)> {
    let mut asked = Vec::new();
    let held = snapshot.dwelling(dwelling);
    if held.is_some_and(|dwelling| dwelling.use_code.is_some()) {
        asked.push((dwelling, no::DWELLING_USE));
    }
    for person in snapshot.occupants(dwelling) {
        asked.push((person.id, no::HOME_DWELLING));
        if person.phone.is_some() {
            asked.push((person.id, no::PHONE));
        }
    }
    // Of the dwelling itself: whether the list of who lives there is complete.
    asked.push((dwelling, no::HOME_COMMUNITY));
    asked
}

fn door(
    app: &App,
    caller: &Caller,
    snapshot: &Snapshot,
    dwelling: i64,
    given: &FxHashMap<(i64, i64, ElementNo), Verdict>,
) -> SampleDoor {
    let held = snapshot.dwelling(dwelling);
    let people: FxHashMap<i64, query::PersonRow> = snapshot
        .occupants(dwelling)
        .into_iter()
        .map(|person| (person.id, person))
        .collect();
    let element = |no| Dictionary::shipped().get(no);
    let shown = |wanted: Option<&'static DataElement>, text: &str| {
        wanted.map_or_else(String::new, |element| {
            let text = display(element, text, &app.areas());
            caller.show(element, &text, None).text
        })
    };
    let questions = questions_at(snapshot, dwelling)
        .into_iter()
        .map(|(entity, asked)| {
            let person = people.get(&entity);
            let name = person.map_or("", |person| person.name.as_str());
            let text = match asked {
                no::DWELLING_USE => {
                    let code = held.as_ref().and_then(|held| held.use_code.as_deref());
                    format!(
                        "房屋用途：{}",
                        shown(element(no::DWELLING_USE), code.unwrap_or_default())
                    )
                }
                no::HOME_DWELLING => format!("{name} 住在这里"),
                no::PHONE => {
                    let phone = person.and_then(|person| person.phone.as_deref());
                    format!(
                        "{name} 的电话：{}",
                        shown(element(no::PHONE), phone.unwrap_or_default())
                    )
                }
                _ if people.is_empty() => "没有人住在这里".to_owned(),
                _ => "除上面的人以外，没有别人住在这里".to_owned(),
            };
            SampleQuestion {
                entity,
                element: element(asked).map_or_else(String::new, |element| element.id.clone()),
                text,
                verdict: given
                    .get(&(dwelling, entity, asked))
                    .map(|verdict| word(*verdict).to_owned()),
            }
        })
        .collect();
    SampleDoor {
        dwelling_id: dwelling,
        label: held.map_or_else(
            || "房屋已不在底账中（所在批次已撤销）".to_owned(),
            |held| held.address,
        ),
        questions,
    }
}

/// The word of a verdict on the wire.
pub fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Right => "right",
        Verdict::Wrong => "wrong",
        Verdict::Unknown => "unknown",
    }
}

/// The verdict of a word.
pub fn verdict_of(word: &str) -> Option<Verdict> {
    [Verdict::Right, Verdict::Wrong, Verdict::Unknown]
        .into_iter()
        .find(|verdict| self::word(*verdict) == word)
}

/// How the doors did. A door is the unit that was drawn, so its interval is the honest one: values
/// behind one door tend to be right or wrong together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct DoorTally {
    answered: u64,
    right: u64,
}

impl DoorTally {
    /// Doors with something found, and those where everything found was right.
    fn of(answers: &[Answer]) -> Self {
        let mut doors: FxHashMap<i64, bool> = FxHashMap::default();
        for answer in answers {
            if answer.verdict != Verdict::Unknown {
                let right = doors.entry(answer.dwelling).or_insert(true);
                *right &= answer.verdict == Verdict::Right;
            }
        }
        Self {
            answered: doors.len() as u64,
            right: doors.values().filter(|right| **right).count() as u64,
        }
    }

    fn share(self) -> Option<ShareView> {
        wilson(self.right, self.answered).map(view)
    }
}

fn view(share: Share) -> ShareView {
    ShareView {
        value: share.value,
        low: share.low,
        high: share.high,
    }
}

fn items(answers: &[Answer]) -> Vec<SampleItem> {
    ASKED
        .into_iter()
        .map(|asked| {
            let count = |verdict| {
                answers
                    .iter()
                    .filter(|answer| answer.element == asked && answer.verdict == verdict)
                    .count() as u64
            };
            let (right, wrong) = (count(Verdict::Right), count(Verdict::Wrong));
            SampleItem {
                element: Dictionary::shipped()
                    .get(asked)
                    .map_or_else(String::new, |element| element.id.clone()),
                label: label_of(asked).to_owned(),
                right,
                wrong,
                unknown: count(Verdict::Unknown),
                result: wilson(right, right + wrong).map(view),
            }
        })
        .collect()
}

/// What was asked, as the result calls it.
fn label_of(asked: ElementNo) -> &'static str {
    match asked {
        no::DWELLING_USE => "房屋用途",
        no::HOME_DWELLING => "登记的人住在这里",
        no::PHONE => "电话",
        _ => "没有漏登的人",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_door_is_right_when_all_that_was_found_there_is() {
        let answer = |dwelling, element, verdict| Answer {
            dwelling,
            entity: dwelling,
            element,
            verdict,
        };
        let answers = [
            answer(1, no::PHONE, Verdict::Right),
            answer(1, no::DWELLING_USE, Verdict::Unknown),
            answer(2, no::PHONE, Verdict::Right),
            answer(2, no::DWELLING_USE, Verdict::Wrong),
            answer(3, no::PHONE, Verdict::Unknown),
        ];
        let tally = DoorTally::of(&answers);
        assert_eq!((tally.answered, tally.right), (2, 1));
        let phone = &items(&answers)[2];
        assert_eq!((phone.right, phone.wrong, phone.unknown), (2, 0, 1));
        assert!(items(&answers)[3].result.is_none());
    }
}
