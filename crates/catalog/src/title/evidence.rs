//! What the values of a column say about its title.

use crate::code_table::{CodeTable, CodeTables};
use crate::element::{DataElement, Dictionary, ElementNo, ValueKind, no};
use crate::identifier::{credit_code, id_number, phone};
use crate::period;
use crate::text;

/// What sample values say about a candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Evidence {
    /// Too few values, or an element of free text.
    Silent,
    /// They are values of the element.
    For,
    /// They are something else, named in Chinese.
    Against(&'static str),
}

/// Fewer values say nothing.
const FEWEST: usize = 3;

/// What a value is, as far as its form alone tells.
struct Form {
    /// Its name in Chinese.
    name: &'static str,
    /// The element it points at when nothing else does.
    element: Option<ElementNo>,
    fits: fn(&str) -> bool,
}

const ID_NUMBER: &str = "身份证号";
const CREDIT_CODE: &str = "统一社会信用代码";
const PHONE: &str = "电话";
const DATE: &str = "日期";

static FORMS: [Form; 4] = [
    Form {
        name: ID_NUMBER,
        element: Some(no::ID_NUMBER),
        fits: id_number::looks_like,
    },
    Form {
        name: CREDIT_CODE,
        element: Some(no::CREDIT_CODE),
        fits: is_credit_code,
    },
    Form {
        name: PHONE,
        element: Some(no::PHONE),
        fits: is_phone,
    },
    // A date could be of anything.
    Form {
        name: DATE,
        element: None,
        fits: is_date,
    },
];

fn is_credit_code(value: &str) -> bool {
    credit_code::check(value).canonical.is_some()
}

fn is_phone(value: &str) -> bool {
    let reading = phone::read(value);
    reading
        .numbers
        .iter()
        .any(|number| phone::kind_of(number) != Some(phone::PhoneKind::Local))
}

fn is_date(value: &str) -> bool {
    value.len() > 4
        && period::read_date(value).is_some_and(|reading| {
            reading.finding.is_none() && reading.precision != period::Precision::Year
        })
}

fn held(samples: &[String]) -> Vec<&str> {
    samples
        .iter()
        .map(String::as_str)
        .filter(|value| !text::is_nothing(value))
        .collect()
}

/// Whether at least so many tenths of the values pass.
fn most(values: &[&str], tenths: usize, passes: impl Fn(&str) -> bool) -> bool {
    let passing = values.iter().filter(|value| passes(value)).count();
    passing * 10 >= values.len() * tenths
}

/// What the values say about an element.
pub(super) fn of(element: &DataElement, samples: &[String]) -> Evidence {
    let values = held(samples);
    if values.len() < FEWEST {
        return Evidence::Silent;
    }
    if most(&values, 7, |value| fits(element, value)) {
        return Evidence::For;
    }
    FORMS
        .iter()
        .filter(|form| !is_own_form(&element.kind, form.name))
        .find(|form| most(&values, 6, form.fits))
        .map_or(Evidence::Silent, |form| Evidence::Against(form.name))
}

/// Whether a value is one of an element; never true for kinds that anything could be.
fn fits(element: &DataElement, value: &str) -> bool {
    match element.kind {
        ValueKind::IdNumber => id_number::looks_like(value),
        ValueKind::CreditCode => is_credit_code(value),
        ValueKind::Phone => phone::read(value).canonical().is_some(),
        ValueKind::Date | ValueKind::Month => period::read_date(value).is_some(),
        ValueKind::Integer | ValueKind::Decimal => is_number(value),
        ValueKind::Code | ValueKind::YesNo => {
            table_of(element).is_some_and(|table| table.code_of(value).is_some())
        }
        _ => false,
    }
}

fn table_of(element: &DataElement) -> Option<&'static CodeTable> {
    let yes_no = (element.kind == ValueKind::YesNo).then_some("yes-no");
    CodeTables::shipped().get(element.code_table.as_deref().or(yes_no)?)
}

/// Texts, remarks and document numbers may look like anything.
fn is_own_form(kind: &ValueKind, form: &str) -> bool {
    match kind {
        ValueKind::IdNumber => form == ID_NUMBER,
        ValueKind::CreditCode => form == CREDIT_CODE,
        ValueKind::Phone => form == PHONE,
        ValueKind::Date | ValueKind::Month => form == DATE,
        ValueKind::Text | ValueKind::BankAccount | ValueKind::Entity => true,
        _ => false,
    }
}

fn is_number(value: &str) -> bool {
    let half = text::half_width(value);
    half.trim().replace(',', "").parse::<f64>().is_ok()
}

/// The element that values alone point at, with what they look like.
pub(super) fn alone(samples: &[String]) -> Option<(ElementNo, &'static str)> {
    let values = held(samples);
    if values.len() < FEWEST {
        return None;
    }
    FORMS
        .iter()
        .filter_map(|form| Some((form.element?, form)))
        .find(|(_, form)| most(&values, 8, form.fits))
        .map(|(element, form)| (element, form.name))
}

/// Whether the values are labels or variants of an element's code table; bare codes fit many
/// tables and do not count.
pub(super) fn are_labels_of(element: ElementNo, samples: &[String]) -> bool {
    let values = held(samples);
    let Some(table) = Dictionary::shipped().get(element).and_then(table_of) else {
        return false;
    };
    values.len() >= FEWEST
        && most(&values, 8, |value| {
            value.chars().any(|c| !c.is_ascii_alphanumeric()) && table.code_of(value).is_some()
        })
}
