//! The workbook that 民政 sends in the tests: a two-row header on the columns of 普惠高龄津贴登记.

use workbook::Limits;

/// The request workbook that every sample district has beside its deliveries.
pub fn read(server: &crate::server::Server) -> (String, Vec<u8>) {
    let path = server.sample_file("高龄津贴发放名册.xlsx");
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    (name, std::fs::read(path).unwrap())
}

/// The rows under the header of a downloaded workbook, as texts by column.
pub fn rows(bytes: &[u8], first_row: u32, columns: u32) -> Vec<Vec<String>> {
    let book =
        workbook::read(bytes, "downloaded.xlsx", &Limits::default()).expect("a readable workbook");
    let sheet = &book.sheets[0];
    (first_row..sheet.rows)
        .map(|row| {
            (0..columns)
                .map(|column| sheet.text(row, column))
                .collect::<Vec<_>>()
        })
        .take_while(|row| !row[1].is_empty())
        .collect()
}
