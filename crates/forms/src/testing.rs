//! Templates and registry contents made by hand, for unit tests.

use catalog::element::{Dictionary, ElementNo};
use catalog::source::SourceNo;
use catalog::survivorship::{Current, Winner};
use catalog::title::Tier;
use chrono::NaiveDate;

use crate::template::{Template, TemplateColumn};

/// The day on which all unit tests take place.
pub(crate) fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 21).expect("a day")
}

/// The number of an element by its canonical label.
pub(crate) fn element(label: &str) -> ElementNo {
    Dictionary::shipped()
        .by_label(label)
        .expect("a label of the dictionary")
        .no
}

/// A surely matched column; the path is written with `>`.
pub(crate) fn column(index: u32, path: &str, element: Option<ElementNo>) -> TemplateColumn {
    TemplateColumn {
        index,
        path: path.split('>').map(str::to_owned).collect(),
        element,
        required: false,
        confirmed: false,
        tier: if element.is_some() {
            Tier::Auto
        } else {
            Tier::None
        },
        confidence: 1.0,
        reason: String::new(),
        dates: None,
        choices: Vec::new(),
        output: crate::output::Output::default(),
    }
}

/// A template of columns given as (path, element label or empty).
pub(crate) fn template(columns: &[(&str, &str)]) -> Template {
    let column = |(index, (path, label)): (u32, &(&str, &str))| {
        column(index, path, (!label.is_empty()).then(|| element(label)))
    };
    Template {
        title: "名册".to_owned(),
        sheet: "Sheet1".to_owned(),
        header_rows: (0, 0),
        data_first_row: 1,
        columns: (0..).zip(columns).map(column).collect(),
    }
}

/// What the registry holds: (element, text), all from the same source record.
pub(crate) fn current(values: &[(ElementNo, &str)]) -> Current {
    let mut winners: Vec<Winner> = values
        .iter()
        .map(|(element, text)| Winner {
            element: *element,
            text: (*text).to_owned(),
            record: 7,
            source: SourceNo(10),
            as_of: 20_000,
        })
        .collect();
    winners.sort_by_key(|winner| winner.element);
    Current {
        winners,
        sources: vec![(SourceNo(10), 20_000)],
        ..Current::default()
    }
}
