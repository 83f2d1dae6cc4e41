//! `linli form read`, `linli form fill`

use std::path::Path;

use catalog::element::Dictionary;
use catalog::problem::Problem;
use forms::prefill::Prefill;
use forms::remark::remarks;
use query::PersonFilter;
use serde_json::{Value, json};
use workbook::{HeaderReading, Limits, Sheet, SheetKind, read_tables};

use super::{FillArgs, file_name, read_file, say};
use crate::app::App;
use crate::clock;
use crate::registry::feed;
use crate::registry::receive::column_letter;
use crate::wire::people::PeopleQuery;

/// Says how a workbook is understood.
pub fn read(path: &Path, as_json: bool) -> Result<(), Problem> {
    let book = workbook::read(&read_file(path)?, &file_name(path), &Limits::default())?;
    let sheets: Vec<Value> = book.sheets.iter().flat_map(tables_json).collect();
    let notes = || book.notes.iter().cloned().chain(remarks(&book));
    if as_json {
        let notes: Vec<_> = notes().collect();
        say(&json!({ "sheets": sheets, "notes": notes }).to_string());
        return Ok(());
    }
    for sheet in &sheets {
        say(&sheet_text(sheet));
    }
    for note in notes() {
        say(&format!("注意：{}", note.message));
    }
    Ok(())
}

fn kind_text(kind: SheetKind) -> &'static str {
    match kind {
        SheetKind::Form => "form",
        SheetKind::Dictionary => "dictionary",
        SheetKind::Notes => "notes",
        SheetKind::Empty => "empty",
    }
}

/// Every table of a sheet, from the top.
fn tables_json(sheet: &Sheet) -> Vec<Value> {
    read_tables(sheet)
        .iter()
        .map(|table| table_json(sheet, table))
        .collect()
}

/// Rows and columns count from 1.
fn table_json(sheet: &Sheet, header: &HeaderReading) -> Value {
    let first = header.data_first_row;
    let matches = workbook::match_columns(
        header,
        &|column| forms::template::evidence(sheet, first, column),
        None,
    );
    let columns: Vec<Value> = matches
        .iter()
        .zip(&header.columns)
        .map(|(column, of_header)| {
            let element = column.element.and_then(|no| Dictionary::shipped().get(no));
            json!({
                "index": column.index + 1,
                "path": column.path,
                "element": element.map(|element| &element.label),
                "element_id": element.map(|element| &element.id),
                "confidence": column.confidence,
                "tier": column.tier,
                "reason": column.reason,
                "required": column.required,
                "explanation": of_header.explanation,
                "choices": sheet.choices(first, column.index),
            })
        })
        .collect();
    json!({
        "name": sheet.name,
        "kind": kind_text(header.kind),
        "title": header.title,
        "header_rows": header.header_rows.map(|(first, last)| [first + 1, last + 1]),
        "columns": columns,
    })
}

fn sheet_text(sheet: &Value) -> String {
    let mut text = format!(
        "工作表“{}”：{}",
        sheet["name"].as_str().unwrap_or_default(),
        kind_label(&sheet["kind"])
    );
    if let Some(rows) = sheet["header_rows"].as_array() {
        text.push_str(&format!("，表头第 {} 至 {} 行", rows[0], rows[1]));
    }
    for column in sheet["columns"].as_array().into_iter().flatten() {
        let path: Vec<&str> = column["path"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let index = u32::try_from(column["index"].as_u64().unwrap_or(1)).unwrap_or(1);
        text.push_str(&format!(
            "\n  {:>3} {}{} → {}",
            column_letter(index - 1),
            path.join(" / "),
            if column["required"].as_bool() == Some(true) {
                "（必填）"
            } else {
                ""
            },
            column["element"].as_str().unwrap_or("（未匹配）"),
        ));
    }
    text
}

fn kind_label(kind: &Value) -> &'static str {
    match kind.as_str() {
        Some("form") => "表格",
        Some("dictionary") => "字典",
        Some("notes") => "说明",
        _ => "空表",
    }
}

/// Fills a workbook for the residents of an area.
pub async fn fill(args: &FillArgs) -> Result<(), Problem> {
    let bytes = read_file(&args.template)?;
    let name = file_name(&args.template);
    let book = workbook::read(&bytes, &name, &Limits::default())?;
    let app = App::open(&args.data.place()).await?;
    feed::catch_up(&app).await?;
    let areas = app.areas();
    let area = args.area.parse().map_err(|_| {
        Problem::bad_input(
            "area-unknown",
            format!("区划代码“{}”应为 6、9 或 12 位数字。", args.area),
        )
    })?;
    let asked = PeopleQuery {
        tags_all: args.tag.clone(),
        basis: Some(args.basis.clone()),
        alive: Some(true),
        ..PeopleQuery::default()
    };
    let filter: PersonFilter = asked.filter(area);
    let ids = app.snapshot.load().ids(&filter)?;
    let currents = app.store.currents(&ids).await?;
    let mut filled = bytes;
    let mut rows_written = 0;
    // From the bottom up: rows that are added to a table push down what stands below it.
    for template in forms::template::read_template(&book, &name)?
        .into_iter()
        .rev()
    {
        let prefill = Prefill::new(&template, clock::today(), &areas);
        let homes = crate::registry::homes::homes(&app, &template, currents.values()).await?;
        let rows: Vec<_> = ids
            .iter()
            .filter_map(|id| currents.get(id))
            .enumerate()
            .map(|(position, current)| prefill.row(current, homes.of(current), position))
            .collect();
        rows_written += rows.len();
        filled =
            forms::layout::write_back(&filled, &name, &template, rows.iter().map(Vec::as_slice))?;
    }
    app.store
        .audit_read(
            storage::Audit::new(clock::now(), None, "form.fill", "form", &args.area)
                .with_detail(json!({ "rows": rows_written })),
        )
        .await?;
    std::fs::write(&args.out, filled).map_err(|_| {
        Problem::unavailable(
            "file-unwritable",
            format!(
                "无法写出“{}”，请检查路径、权限和剩余空间。",
                args.out.display()
            ),
        )
    })?;
    say(&format!("已写出 {}：{rows_written} 行", args.out.display()));
    Ok(())
}
