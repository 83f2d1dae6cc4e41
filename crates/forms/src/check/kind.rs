//! One rule per kind of value. Each gives the canonical text, or the rest of a sentence that
//! begins with the column's title.

use catalog::area::AreaCode;
use catalog::code_table::{CodeTable, CodeTables};
use catalog::element::{DataElement, ValueKind, no};
use catalog::identifier::{IdFinding, bank_card, credit_code, id_number, other_document, phone};
use catalog::period::{Precision, read_date};
use catalog::text;

use super::Checker;
use crate::amount::Amount;
use crate::date_style::DateStyle;

/// Options named in a sentence; a longer list is shown by the screen anyway.
const MOST_OPTIONS: usize = 12;
/// Longest name, in characters: names of minorities with several parts reach twenty.
const LONGEST_NAME: usize = 40;
/// Nobody is older.
const MOST_YEARS: i64 = 130;

/// The canonical text of a typed one, which is not empty.
pub(super) fn canonical(
    checker: &Checker<'_>,
    element: &DataElement,
    dates: Option<DateStyle>,
    typed: &str,
) -> Result<String, String> {
    // 无 is a word in a text, and no value anywhere else.
    let worded = matches!(
        element.kind,
        ValueKind::Text | ValueKind::Address | ValueKind::YesNo
    );
    if !worded && text::is_nothing(typed) && typed != "0" {
        return Ok(String::new());
    }
    match element.kind {
        ValueKind::Text | ValueKind::Address => Ok(text::half_width(typed).into_owned()),
        ValueKind::Name => name(typed),
        ValueKind::IdNumber => id_number(checker, typed),
        ValueKind::CreditCode => credit_code(typed),
        ValueKind::Phone => phone(typed),
        ValueKind::Date => day(checker, element, dates, typed),
        ValueKind::Month => month(typed),
        ValueKind::Integer => integer(element, typed),
        ValueKind::Decimal => decimal(element, typed),
        ValueKind::YesNo => yes_no(typed),
        ValueKind::Code => code(element, typed),
        ValueKind::Area => area(checker, typed),
        ValueKind::BankAccount => account(typed),
        ValueKind::Entity => Err("由系统关联，不能填写".to_owned()),
    }
}

fn name(typed: &str) -> Result<String, String> {
    let name = text::half_width(typed);
    // Blanks between Chinese characters are for the eye (王 五); between letters they count.
    let name: String = if name.is_ascii() {
        name.trim().to_owned()
    } else {
        name.split_whitespace().collect()
    };
    if name.chars().count() > LONGEST_NAME || name.chars().any(|symbol| symbol.is_ascii_digit()) {
        return Err("不像姓名：不应有数字，也不应过长；电话请填在电话列".to_owned());
    }
    Ok(name)
}

fn id_number(checker: &Checker<'_>, typed: &str) -> Result<String, String> {
    let reading = id_number::check(typed, checker.today);
    if let Some(number) = reading.canonical {
        return Ok(number);
    }
    // Foreigners and soldiers have other documents; they are taken where the form is certain.
    let other = other_document::check(None, typed);
    if let (Some(number), Some(_)) = (other.canonical, other.kind) {
        return Ok(number);
    }
    Err(reason(
        &reading.findings,
        "应填18位身份证号，请对照证件核对",
    ))
}

fn credit_code(typed: &str) -> Result<String, String> {
    let reading = credit_code::check(typed);
    reading
        .canonical
        .ok_or_else(|| reason(&reading.findings, "应填18位统一社会信用代码"))
}

fn phone(typed: &str) -> Result<String, String> {
    let reading = phone::read(typed);
    let refused = || reason(&reading.findings, "应填11位手机号，或带区号的固定电话");
    // A partly read cell would lose what the worker meant to write.
    if reading.findings.contains(&phone::finding::PARTLY) {
        return Err(refused());
    }
    reading.canonical().ok_or_else(refused)
}

fn account(typed: &str) -> Result<String, String> {
    let reading = bank_card::check(typed);
    reading
        .canonical
        .ok_or_else(|| reason(&reading.findings, "应填8至25位数字的银行账号"))
}

/// The gravest finding, as the end of a sentence that begins with the column's title.
fn reason(findings: &[IdFinding], otherwise: &str) -> String {
    let gravest = findings.iter().max_by_key(|finding| finding.severity);
    gravest.map_or_else(
        || otherwise.to_owned(),
        |finding| format!("无法使用：{}", finding.message),
    )
}

fn day(
    checker: &Checker<'_>,
    element: &DataElement,
    dates: Option<DateStyle>,
    typed: &str,
) -> Result<String, String> {
    let expected = "不是有效日期，请按2024-02-29的样子填写";
    let reading = read_date(typed).ok_or(expected)?;
    if reading.first > checker.today && has_happened(element) {
        return Err("晚于今天，请核对".to_owned());
    }
    if reading.alternative.is_some() {
        return Err("分不清月和日，请按2024-02-29的样子填写".to_owned());
    }
    let month_goes = dates.is_some_and(|dates| dates.month_only);
    match reading.precision {
        Precision::Day => Ok(reading.canonical()),
        Precision::Month if month_goes => Ok(reading.canonical()),
        Precision::Month | Precision::Year => Err("缺少日，请按2024-02-29的样子填写".to_owned()),
    }
}

/// Births and deaths cannot lie ahead; terms and deadlines can.
fn has_happened(element: &DataElement) -> bool {
    [no::BIRTH_DATE, no::DEATH_DATE].contains(&element.no)
}

fn month(typed: &str) -> Result<String, String> {
    let month = read_date(typed).and_then(|reading| reading.canonical_month());
    month.ok_or_else(|| "不是有效年月，请按2024-02的样子填写".to_owned())
}

fn integer(element: &DataElement, typed: &str) -> Result<String, String> {
    let number = plain_number(element, typed).parse::<i64>();
    let number = number.map_err(|_| "应填整数，不带其他文字".to_owned())?;
    if number < 0 {
        return Err("不能小于0".to_owned());
    }
    if element.no == no::AGE && number > MOST_YEARS {
        return Err(format!("超过{MOST_YEARS}岁，请核对"));
    }
    Ok(number.to_string())
}

fn decimal(element: &DataElement, typed: &str) -> Result<String, String> {
    let number = Amount::read(&plain_number(element, typed));
    number
        .map(|number| number.to_string())
        .ok_or_else(|| "应填数字，不带其他文字".to_owned())
}

/// Without grouping commas, a currency sign and the element's own unit.
fn plain_number(element: &DataElement, typed: &str) -> String {
    let typed = text::half_width(typed).replace([',', ' '], "");
    let typed = typed.trim_start_matches(['¥', '￥']);
    let units = element
        .unit
        .iter()
        .map(String::as_str)
        .chain(["元", "㎡", "m²", "岁", "人", "个"]);
    let bare = units.filter_map(|unit| typed.strip_suffix(unit)).next();
    bare.unwrap_or(typed).to_owned()
}

fn yes_no(typed: &str) -> Result<String, String> {
    let table = CodeTables::shipped().get("yes-no");
    if let Some(code) = table.and_then(|table| table.code_of(typed)) {
        return Ok(code.to_owned());
    }
    match text::squeeze(typed).as_str() {
        "有" | "√" | "✓" | "对" | "y" | "yes" | "true" => Ok("1".to_owned()),
        "无" | "没有" | "×" | "✗" | "不是" | "n" | "no" | "false" => Ok("0".to_owned()),
        _ => Err("应填“是”或“否”".to_owned()),
    }
}

fn code(element: &DataElement, typed: &str) -> Result<String, String> {
    let table = element
        .code_table
        .as_deref()
        .and_then(|id| CodeTables::shipped().get(id));
    let table = table.ok_or("没有代码表，请联系管理员")?;
    table
        .code_of(typed)
        .map(str::to_owned)
        .ok_or_else(|| expected(table))
}

fn expected(table: &CodeTable) -> String {
    let labels = table
        .entries
        .iter()
        .take(MOST_OPTIONS)
        .map(|entry| entry.label.as_str());
    let labels = labels.collect::<Vec<_>>().join("、");
    let more = if table.entries.len() > MOST_OPTIONS {
        "等"
    } else {
        ""
    };
    format!("不在“{}”可选范围内，可填：{labels}{more}", table.label)
}

fn area(checker: &Checker<'_>, typed: &str) -> Result<String, String> {
    if let Some(area) = typed
        .parse::<AreaCode>()
        .ok()
        .and_then(|code| checker.areas.get(&code))
    {
        return Ok(area.code.to_string());
    }
    let roots = checker
        .areas
        .all()
        .iter()
        .filter(|area| area.parent.is_none());
    let found: Vec<_> = roots
        .flat_map(|root| checker.areas.find_by_name(typed, &root.code))
        .collect();
    match found.as_slice() {
        [only] => Ok(only.code.to_string()),
        [] => Err("不是区划表中的代码或名称，请核对".to_owned()),
        _ => Err("有重名，请写明所属街道，或填12位区划代码".to_owned()),
    }
}
