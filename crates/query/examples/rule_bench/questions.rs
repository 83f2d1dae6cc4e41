//! The rows of the budget, each asked through the function that the service asks.

use query::{Basis, GroupBy, PersonFilter, Snapshot, Sort, SortBy};
use rules::Subject;
use rules::policy::{Policy, PolicyFile};
use serde_json::{Value, json};

use crate::timed::{Question, RUNS, median};

/// Counts by tags and rules, by community and street.
pub fn counts(snapshot: &Snapshot, questions: &mut Vec<Question>) {
    let everybody = PersonFilter::default();
    let tagged = |names: &[&str]| names.iter().map(ToString::to_string).collect();
    let filter = PersonFilter {
        tags_all: tagged(&["老年人(60+)", "志愿者"]),
        tags_none: tagged(&["残疾人"]),
        ..PersonFilter::default()
    };
    let (count, ms) = median(RUNS, || snapshot.count(&filter).unwrap());
    questions.push(question("count", "count of A∧B∧¬C", 0.3, ms, json!(count)));
    let (groups, ms) = median(RUNS, || {
        snapshot.group(&filter, GroupBy::Community).unwrap()
    });
    let name = "the same by community";
    questions.push(question("count-by-community", name, 1.0, ms, json!(groups)));

    let (pyramids, ms) = median(RUNS, || snapshot.pyramids(&everybody).unwrap());
    let name = format!("age-sex pyramid of {} streets", pyramids.len());
    let mut bands = Vec::new();
    for pyramid in pyramids {
        let street = pyramid.street.map(|code| code.to_string());
        for (sex, counts) in [("1", pyramid.men), ("2", pyramid.women)] {
            for (band, count) in counts
                .into_iter()
                .enumerate()
                .filter(|(_, count)| *count > 0)
            {
                bands.push(json!([street, sex, band, count]));
            }
        }
    }
    questions.push(question("pyramid", &name, 8.0, ms, Value::from(bands)));

    let rule = "健在 且 年龄 >= 60 且 没有 同住人";
    let rule = snapshot.rule(rule, Subject::Person).unwrap();
    let (areas, ms) = median(RUNS, || {
        snapshot
            .count_three_by_community(&rule, &everybody)
            .unwrap()
    });
    let alone: Vec<Value> = areas
        .iter()
        .filter(|(_, answers)| answers.yes > 0)
        .map(|(code, answers)| json!([code.map(|code| code.to_string()), answers.yes]))
        .collect();
    let name = "sole occupants of 60 or older by community";
    questions.push(question("alone", name, 8.0, ms, Value::from(alone)));
}

/// Names looked for.
pub fn searches(snapshot: &Snapshot, questions: &mut Vec<Question>) {
    let sort = Sort {
        by: SortBy::Name,
        descending: false,
    };
    for (key, text) in [("search-rare", "王秀英"), ("search-frequent", "秀")] {
        let filter = PersonFilter {
            text: Some(text.to_owned()),
            ..PersonFilter::default()
        };
        let (page, ms) = median(RUNS, || snapshot.people(&filter, sort, 1, 20).unwrap());
        let ids: Vec<i64> = page.rows.iter().map(|person| person.id).collect();
        questions.push(question(
            key,
            &format!("name search: {text}, {} found, the first 20", page.total),
            6.0,
            ms,
            json!({ "total": page.total, "ids": ids }),
        ));
    }
}

/// All tags of people counted.
pub fn tag_counts(snapshot: &Snapshot, questions: &mut Vec<Question>) {
    let (counts, ms) = median(RUNS, || snapshot.tag_counts(None, Basis::Home).unwrap());
    let name = format!("all {} counts of tags of people", counts.len());
    // The peers find a tag that nobody carries in no table.
    let counts: Vec<Value> = counts
        .iter()
        .filter(|(_, count)| *count > 0)
        .map(|(no, count)| json!([no.0, count]))
        .collect();
    questions.push(question("tag-counts", &name, 1.0, ms, Value::from(counts)));
}

/// Amounts of one policy each. The district is in Shandong, so Shanghai's tiers are asked for people
/// registered there, else nobody would be due anything.
pub fn allowances(snapshot: &Snapshot, questions: &mut Vec<Question>) {
    for (key, id, name, budget) in [
        (
            "old-age",
            "sh-laonian",
            "tiered allowance (sh-laonian)",
            Some(2.0),
        ),
        (
            "gaoling",
            "qd-shibei-gaoling",
            "tiered allowances (qd-shibei-gaoling)",
            None,
        ),
        (
            "disability",
            "sh-disabled-two",
            "two benefits (sh-disabled-two)",
            None,
        ),
    ] {
        let mut file = policy_file(id).clone();
        file.who = file.who.map(|who| who.replace("区划(31)", "区划(37)"));
        let policy = compiled(snapshot, &file).unwrap();
        let everybody = PersonFilter::default();
        let (totals, ms) = median(RUNS, || {
            snapshot
                .policy_totals(&policy, file.area, &everybody)
                .unwrap()
        });
        let entitled: u64 = totals.iter().map(|total| total.entitled).sum();
        let fen: Vec<i64> = (0..policy.table.components.len())
            .map(|at| totals.iter().map(|total| total.components[at].fen).sum())
            .collect();
        questions.push(Question {
            key,
            name: name.to_owned(),
            budget,
            ms,
            answer: json!({ "entitled": entitled, "fen": fen }),
        });
    }
}

/// The policy, unless data are lacking to say it.
pub fn compiled(snapshot: &Snapshot, file: &PolicyFile) -> Option<Policy> {
    let tags = &snapshot.district().tags;
    file.compile(tags.vocabulary(), tags.parameters()).unwrap()
}

fn policy_file(id: &str) -> &'static PolicyFile {
    rules::shipped::policies()
        .iter()
        .find(|file| file.id == id)
        .unwrap()
}

fn question(key: &'static str, name: &str, budget: f64, ms: f64, answer: Value) -> Question {
    Question {
        key,
        name: name.to_owned(),
        budget: Some(budget),
        ms,
        answer,
    }
}
