//! The real forms, alone and beside each other: a table on its own is never taken for two, and of
//! two tables in the same rows only the left one is filled.
#![expect(clippy::unwrap_used, reason = "tests")]

use forms::remark::remarks;
use forms::template::read_template;
use serde::Deserialize;
use workbook::{Book, Sheet};

#[derive(Deserialize)]
struct Form {
    title: String,
    columns: Vec<String>,
}

/// Forms whose header is a table of its own: at least four titles, and few enough for two on one
/// sheet of paper.
fn forms() -> Vec<Form> {
    let all: Vec<Form> = serde_json::from_str(include_str!("corpus/forms.json")).unwrap();
    all.into_iter()
        .filter(|form| (4..=30).contains(&form.columns.len()))
        .collect()
}

fn book(title: &str, columns: &[&str]) -> Book {
    Book {
        sheets: vec![Sheet::of_text("Sheet1", &[&[title], columns])],
        notes: Vec::new(),
    }
}

fn is_told(book: &Book) -> bool {
    remarks(book)
        .iter()
        .any(|remark| remark.code == "form-side-by-side")
}

fn columns(form: &Form) -> Vec<&str> {
    form.columns.iter().map(String::as_str).collect()
}

/// Columns of the template right of a place that take values of the registry.
fn guessed(book: &Book, from: usize) -> usize {
    let template = read_template(book, "表.xlsx").unwrap().remove(0);
    let right = template
        .columns
        .iter()
        .filter(|column| column.index as usize >= from);
    right.filter(|column| column.element().is_some()).count()
}

#[test]
fn no_real_form_is_taken_for_two() {
    let all: Vec<Form> = serde_json::from_str(include_str!("corpus/forms.json")).unwrap();
    for form in &all {
        let book = book(&form.title, &columns(form));
        assert!(!is_told(&book), "{}", form.title);
    }
    assert!(all.len() > 90);
}

#[test]
fn a_form_that_goes_on_to_the_right_is_asked_about() {
    let forms = forms();
    for form in forms.iter().step_by(2) {
        let own = columns(form);
        let beside = [own.as_slice(), &[""], own.as_slice()].concat();
        let book = book(&form.title, &beside);
        assert!(is_told(&book), "{}: {beside:?}", form.title);
        assert_eq!(guessed(&book, own.len()), 0, "{}", form.title);
    }
    assert!(forms.len() > 60, "{}", forms.len());
}

#[test]
fn two_forms_beside_each_other_are_asked_about() {
    let forms = forms();
    for pair in forms.windows(2).step_by(3) {
        let (left, right) = (columns(&pair[0]), columns(&pair[1]));
        let beside = [left.as_slice(), &["", ""], right.as_slice()].concat();
        let book = book(&pair[0].title, &beside);
        assert!(is_told(&book), "{} {}", pair[0].title, pair[1].title);
        assert_eq!(
            guessed(&book, left.len()),
            0,
            "{} {}",
            pair[0].title,
            pair[1].title
        );
    }
}
