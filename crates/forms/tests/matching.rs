//! How well titles that were never seen are matched: measured on forms labelled by hand before
//! anything was tuned. `cargo test -p forms --test matching -- --nocapture` prints the figures and
//! every miss of the tuned half; of the held-out half only the figures.
#![expect(clippy::unwrap_used, reason = "tests")]
#![expect(clippy::print_stdout, reason = "figures are what this test is for")]

use catalog::title::Tier;
use forms::analyse::{AnalysedForm, AskedColumn, AskedForm, Decisions, analyse, by_sources};
use serde::Deserialize;

#[derive(Deserialize)]
struct Labelled {
    title: String,
    dept: String,
    kind: forms::analyse::FormKind,
    columns: Vec<(String, Option<String>)>,
}

/// Figures of one set.
#[derive(Debug, Default)]
struct Figures {
    auto: usize,
    auto_right: usize,
    labelled: usize,
    found: usize,
    columns: usize,
}

impl Figures {
    #[expect(clippy::cast_precision_loss, reason = "a few hundred titles")]
    fn precision(&self) -> f64 {
        self.auto_right as f64 / self.auto as f64
    }

    #[expect(clippy::cast_precision_loss, reason = "a few hundred titles")]
    fn recall(&self) -> f64 {
        self.found as f64 / self.labelled as f64
    }
}

fn read(text: &str) -> Vec<Labelled> {
    serde_json::from_str(text).unwrap()
}

fn asked(form: &Labelled) -> AskedForm {
    let column = |(title, _): &(String, Option<String>)| AskedColumn {
        title: title.clone(),
        ..AskedColumn::default()
    };
    AskedForm {
        title: form.title.clone(),
        dept: form.dept.clone(),
        kind: form.kind,
        columns: form.columns.iter().map(column).collect(),
        ..AskedForm::default()
    }
}

/// Measures a set; `tell` prints what went wrong.
fn measure<'a>(forms: impl IntoIterator<Item = &'a Labelled>, tell: bool) -> Figures {
    let mut figures = Figures::default();
    for form in forms {
        let answer = analyse(&[asked(form)], &Decisions::default(), &by_sources());
        let [read]: [AnalysedForm; 1] = answer.forms.try_into().unwrap();
        assert_eq!(
            read.columns.len(),
            form.columns.len(),
            "one answer a column"
        );
        for (column, (title, label)) in read.columns.iter().zip(&form.columns) {
            assert_eq!(column.title, *title);
            assert!(!column.reason.is_empty(), "{title} has a reason");
            assert_eq!(
                column.element.is_none(),
                column.tier == Tier::None,
                "{title}"
            );
            figures.columns += 1;
            let right = column.element == *label;
            if column.tier == Tier::Auto {
                figures.auto += 1;
                figures.auto_right += usize::from(right);
            }
            if label.is_some() {
                figures.labelled += 1;
                figures.found += usize::from(right);
            }
            let wrong = !right && column.tier == Tier::Auto;
            // What is wrong and sure is shown of every set: it harms.
            if wrong || tell && !right && label.is_some() {
                println!(
                    "{}: {title} → {:?} {:?}, should be {label:?}; {}",
                    form.title, column.element, column.tier, column.reason
                );
            }
        }
    }
    figures
}

fn tell(name: &str, figures: &Figures) {
    println!(
        "{name}: {} columns, auto {} of which right {} (precision {:.2} %), auto + ask recall {:.2} % of {}",
        figures.columns,
        figures.auto,
        figures.auto_right,
        figures.precision() * 100.0,
        figures.recall() * 100.0,
        figures.labelled,
    );
}

#[test]
fn titles_never_seen_are_matched() {
    let all = read(include_str!("corpus/titles.json"));
    let (tuned, held_out): (Vec<_>, Vec<_>) = all
        .iter()
        .enumerate()
        .partition(|(place, _)| place % 2 == 0);
    let tuned = measure(tuned.into_iter().map(|(_, form)| form), true);
    let held_out = measure(held_out.into_iter().map(|(_, form)| form), false);
    let later = measure(&read(include_str!("corpus/fresh.json")), true);
    let third = measure(&read(include_str!("corpus/last.json")), true);
    let last = measure(&read(include_str!("corpus/final.json")), true);
    let blind = measure(&read(include_str!("corpus/blind.json")), false);
    let wide = measure(&read(include_str!("corpus/wide.json")), true);
    let held_back = measure(&read(include_str!("corpus/held_back.json")), false);
    let third_blind = measure(&read(include_str!("corpus/third.json")), true);
    let fourth = measure(&read(include_str!("corpus/fourth.json")), true);
    let fifth = measure(&read(include_str!("corpus/fifth.json")), true);
    let unseen: Vec<Labelled> = [
        include_str!("corpus/sixth.json"),
        include_str!("corpus/seventh.json"),
    ]
    .into_iter()
    .flat_map(read)
    .collect();
    let unseen = measure(&unseen, false);
    tell("tuned", &tuned);
    tell("held out", &held_out);
    tell("written later, tuned", &later);
    tell("written third, tuned", &third);
    tell("written last, tuned", &last);
    tell("blind", &blind);
    tell("wide, tuned", &wide);
    tell("held back", &held_back);
    tell("third", &third_blind);
    tell("fourth", &fourth);
    tell("fifth", &fifth);
    tell("sixth and seventh, never tuned on", &unseen);
    for figures in [
        tuned,
        held_out,
        later,
        third,
        last,
        blind,
        wide,
        held_back,
        third_blind,
        unseen,
    ] {
        assert!(figures.labelled >= 60, "{figures:?}");
        assert!(figures.precision() >= 0.98, "{figures:?}");
        assert!(figures.recall() >= 0.9, "{figures:?}");
        // Asking about everything would be precise as well.
        assert!(figures.auto * 20 >= figures.labelled * 11, "{figures:?}");
    }
}

/// Every element of the shared catalogue is answered by its own label, whichever of its known
/// titles is asked.
#[test]
fn every_known_title_is_answered_by_the_label_of_its_element() {
    // Two elements share this title; either is right.
    const SHARED: [&str; 1] = ["证件类型及号码"];
    let dictionary = catalog::element::Dictionary::shipped();
    let elements = dictionary.all().iter().filter(|element| {
        !element.derived && element.shared().is_some_and(|own| own.no == element.no)
    });
    let mut seen = 0;
    for element in elements {
        seen += 1;
        for title in element.titles.iter().chain([&element.label]) {
            let form = Labelled {
                title: "登记表".to_owned(),
                dept: String::new(),
                kind: forms::analyse::FormKind::List,
                columns: vec![(title.clone(), None)],
            };
            let answer = analyse(&[asked(&form)], &Decisions::default(), &by_sources());
            let column = &answer.forms[0].columns[0];
            let right = column.element.as_ref() == Some(&element.label);
            assert!(
                right || SHARED.contains(&title.as_str()),
                "{title}: {:?}, not {}",
                column.element,
                element.label
            );
            assert_ne!(column.tier, Tier::None, "{title}");
        }
    }
    assert_eq!(seen, 125);
}
