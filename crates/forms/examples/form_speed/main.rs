//! A year's catalogue of 840 forms as workbooks: read, matched and compared, on the clock, and
//! what it would save.
//!
//! `cargo run --release -p forms --example form_speed`

#![expect(clippy::print_stdout, reason = "printing the figures is its purpose")]
#![expect(
    clippy::unwrap_used,
    reason = "a measuring program stops at the first surprise"
)]

use std::time::Instant;

use forms::analyse::{AskedForm, Decisions, analyse, by_sources, forms_of_book};
use rust_xlsxwriter::{Format, FormatBorder, Workbook};
use workbook::{Limits, read};

mod year;

/// The form as a department sends it: a title over the table, one or two levels of header,
/// explanations, framed rows.
fn workbook(form: &AskedForm) -> Vec<u8> {
    let mut book = Workbook::new();
    let boxed = Format::new().set_border(FormatBorder::Thin);
    let sheet = book.add_worksheet().set_name("表").unwrap();
    let last = u16::try_from(form.columns.len() - 1).unwrap();
    if last > 0 {
        sheet
            .merge_range(0, 0, 0, last, &form.title, &boxed)
            .unwrap();
    } else {
        sheet.write(0, 0, &form.title).unwrap();
    }
    let two_levels = last >= 6;
    if two_levels {
        sheet.merge_range(1, 1, 1, 3, "基本信息", &boxed).unwrap();
    }
    for (at, column) in (0u16..).zip(&form.columns) {
        let under_group = two_levels && (1..=3).contains(&at);
        if two_levels && !under_group {
            sheet
                .merge_range(1, at, 2, at, &column.title, &boxed)
                .unwrap();
        } else {
            let row = if two_levels { 2 } else { 1 };
            sheet
                .write_with_format(row, at, &column.title, &boxed)
                .unwrap();
        }
    }
    for row in 3..33 {
        for at in 0..=last {
            sheet.write_blank(row, at, &boxed).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

fn main() {
    let real: Vec<AskedForm> =
        serde_json::from_str(include_str!("../../tests/corpus/forms.json")).unwrap();
    let catalogue = year::catalogue(&real);
    let files: Vec<Vec<u8>> = catalogue.iter().map(workbook).collect();
    let bytes: usize = files.iter().map(Vec::len).sum();
    println!("{} workbooks, {} KB", files.len(), bytes >> 10);

    let started = Instant::now();
    let mut forms: Vec<AskedForm> = Vec::new();
    for (form, file) in catalogue.iter().zip(&files) {
        let book = read(file, "表.xlsx", &Limits::default()).unwrap();
        let mut found = forms_of_book(&book, "表.xlsx", &form.dept).unwrap();
        for read in &mut found {
            read.times_a_year = form.times_a_year;
            read.communities.clone_from(&form.communities);
        }
        forms.extend(found);
    }
    let read_in = started.elapsed();
    let answer = analyse(&forms, &Decisions::default(), &by_sources());
    let all = started.elapsed();

    println!(
        "read {:.2} s, matched and compared {:.2} s, together {:.2} s (budget 20 s)",
        read_in.as_secs_f64(),
        (all - read_in).as_secs_f64(),
        all.as_secs_f64()
    );
    println!(
        "{} forms, {} items asked, {} distinct, {} of these not held; {} twins, {} look-alike groups",
        answer.forms.len(),
        answer.asked_items,
        answer.distinct_items,
        answer.items_to_ask,
        answer.twins.len(),
        answer.lookalikes.len(),
    );
    let total = &answer.saving.total;
    println!(
        "a year: reuse {:.1} % of cells (reused {} / cells {}), items asked {:.1} % of today's (after {} / today {}), minutes {} → {}",
        total.reuse() * 100.0,
        total.reused,
        total.cells,
        total.asked_share() * 100.0,
        total.items_after,
        total.items_today,
        total.minutes_today,
        total.minutes_after,
    );
}
