#![allow(clippy::all, missing_docs, clippy::unwrap_used, clippy::print_stdout)]
use workbook::*;
fn main() {
    for path in std::env::args().skip(1) {
        let bytes = std::fs::read(&path).unwrap();
        let book = match read(&bytes, &path, &Limits::default()) { Ok(b) => b, Err(e) => { println!("{path}: {e}"); continue } };
        println!("== {path} notes {:?}", book.notes);
        for sheet in &book.sheets {
            let h = read_header(sheet);
            println!("-- {} hidden={} rows={} cols={} kind={:?} title={:?} header={:?} expl={:?} data={}", sheet.name, sheet.hidden, sheet.rows, sheet.columns, h.kind, h.title, h.header_rows, h.explanation_row, h.data_first_row);
            let m = match_columns(&h, &|_| vec![], None);
            for (c, m) in h.columns.iter().zip(&m) {
                println!("   {} {} req={} {:?} {:?} {:.2} {:?} {}", c.index, c.path.join(" / "), c.required, c.explanation, m.element.map(|e| e.0), m.confidence, m.tier, m.reason);
            }
        }
    }
}
