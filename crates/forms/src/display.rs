//! Canonical texts as people read them.

use catalog::area::{AreaCode, AreaTree};
use catalog::code_table::CodeTables;
use catalog::element::{DataElement, ValueKind};

use crate::choice;
use crate::date_style::DateStyle;
use crate::template::TemplateColumn;

/// Shows a canonical text: codes by their labels, yes/no as 是/否, several phones joined by `/`,
/// areas by name, dates as `2024-02-29`.
#[must_use]
pub fn element_display(element: &DataElement, canonical: &str, areas: &AreaTree) -> String {
    show(element, canonical, DateStyle::default(), areas)
}

/// The same as a column wants it: dates in its style, codes as codes where its title asks for
/// them (性别代码, 社区代码).
#[must_use]
pub fn in_column(
    column: &TemplateColumn,
    element: &DataElement,
    canonical: &str,
    areas: &AreaTree,
) -> String {
    let coded = matches!(element.kind, ValueKind::Code | ValueKind::Area);
    if coded
        && ["代码", "编码"]
            .iter()
            .any(|word| column.label().contains(word))
    {
        return canonical.to_owned();
    }
    // Where the list has none, the value is written as it is, for the department to see.
    match choice::written_as(column, element, canonical) {
        Some(choice) => choice.to_owned(),
        None => show(element, canonical, column.dates.unwrap_or_default(), areas),
    }
}

fn show(element: &DataElement, canonical: &str, dates: DateStyle, areas: &AreaTree) -> String {
    match element.kind {
        ValueKind::Date | ValueKind::Month => dates.show(canonical),
        ValueKind::Code => code_label(element, canonical),
        ValueKind::YesNo => yes_no(canonical).to_owned(),
        ValueKind::Phone => canonical.replace(';', "/"),
        ValueKind::Area => area_name(canonical, areas),
        _ => canonical.to_owned(),
    }
}

/// The label of a code; a code that the table does not know is shown as it is.
fn code_label(element: &DataElement, code: &str) -> String {
    let table = element
        .code_table
        .as_deref()
        .and_then(|id| CodeTables::shipped().get(id));
    table
        .and_then(|table| table.label_of(code))
        .unwrap_or(code)
        .to_owned()
}

fn yes_no(canonical: &str) -> &str {
    match canonical {
        "1" => "是",
        "0" => "否",
        other => other,
    }
}

fn area_name(code: &str, areas: &AreaTree) -> String {
    let area = code
        .parse::<AreaCode>()
        .ok()
        .and_then(|code| areas.get(&code));
    area.map_or_else(|| code.to_owned(), |area| area.name.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{column, element};

    #[test]
    fn a_value_is_written_as_the_column_offers_it() {
        let sex = element("性别");
        let sex_element = catalog::element::Dictionary::shipped()
            .get(sex)
            .expect("an element");
        let mut asked = column(0, "性别", Some(sex));
        let areas = AreaTree::default();
        assert_eq!(in_column(&asked, sex_element, "1", &areas), "男");
        asked.choices = vec!["1-男".to_owned(), "2-女".to_owned()];
        assert_eq!(in_column(&asked, sex_element, "1", &areas), "1-男");
        assert_eq!(in_column(&asked, sex_element, "2", &areas), "2-女");
        asked.choices = vec!["是".to_owned(), "否".to_owned()];
        assert_eq!(
            in_column(&asked, sex_element, "1", &areas),
            "男",
            "what the list lacks is written as it is"
        );
    }
}
