//! Drop-downs and checks of an xls as those of an xlsx.

use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, DataValidationRule, Formula, Worksheet, XlsxError,
};

use crate::write::a1;
use crate::xls::layout::{Check, Measure, Rule};

use super::column;

/// Adds a check; what the format cannot say is left out.
pub(super) fn add(worksheet: &mut Worksheet, rule: &Rule) -> Result<(), XlsxError> {
    let Some(first) = rule.ranges.first() else {
        return Ok(());
    };
    let Some(mut validation) = checked(&rule.check) else {
        return Ok(());
    };
    validation = validation
        .ignore_blank(rule.accepts_empty)
        .show_dropdown(rule.drops_down)
        .show_input_message(rule.prompt.is_some())
        .show_error_message(rule.error.is_some())
        .set_error_style(match rule.strictness {
            1 => DataValidationErrorStyle::Warning,
            2 => DataValidationErrorStyle::Information,
            _ => DataValidationErrorStyle::Stop,
        });
    if let Some((title, text)) = &rule.prompt {
        validation = validation
            .set_input_title(shortened(title, 32))?
            .set_input_message(shortened(text, 255))?;
    }
    if let Some((title, text)) = &rule.error {
        validation = validation
            .set_error_title(shortened(title, 32))?
            .set_error_message(shortened(text, 255))?;
    }
    if rule.ranges.len() > 1 {
        // One check of several ranges counts its places from the first of them.
        let names: Vec<String> = rule.ranges.iter().map(a1::range_name).collect();
        validation = validation.set_multi_range(names.join(" "));
    }
    worksheet.add_data_validation(
        first.first_row,
        column(first.first_col),
        first.last_row,
        column(first.last_col),
        &validation,
    )?;
    Ok(())
}

fn checked(check: &Check) -> Option<DataValidation> {
    let validation = DataValidation::new();
    Some(match check {
        Check::Anything => validation.allow_any_value(),
        Check::Values(values) => validation.allow_list_strings(values).ok()?,
        Check::Cells(text, _) => validation.allow_list_formula(formula(text)),
        Check::Formula(text) => validation.allow_custom(formula(text)),
        Check::Compared(measure, operator, first, second) => {
            let rule = compared(*operator, formula(first), formula(second))?;
            match measure {
                Measure::Whole => validation.allow_whole_number_formula(rule),
                Measure::Decimal => validation.allow_decimal_number_formula(rule),
                Measure::Date => validation.allow_date_formula(rule),
                Measure::Time => validation.allow_time_formula(rule),
                Measure::Length => validation.allow_text_length_formula(rule),
            }
        }
    })
}

fn formula(text: &str) -> Formula {
    Formula::new(format!("={text}"))
}

fn compared(operator: u8, first: Formula, second: Formula) -> Option<DataValidationRule<Formula>> {
    Some(match operator {
        0 => DataValidationRule::Between(first, second),
        1 => DataValidationRule::NotBetween(first, second),
        2 => DataValidationRule::EqualTo(first),
        3 => DataValidationRule::NotEqualTo(first),
        4 => DataValidationRule::GreaterThan(first),
        5 => DataValidationRule::LessThan(first),
        6 => DataValidationRule::GreaterThanOrEqualTo(first),
        7 => DataValidationRule::LessThanOrEqualTo(first),
        _ => return None,
    })
}

/// Text as long as programs accept it.
fn shortened(text: &str, most: usize) -> String {
    let mut units = 0;
    text.chars()
        .take_while(|character| {
            units += character.len_utf16();
            units <= most
        })
        .collect()
}
