//! Everything of an old sheet but its cells: columns and rows, page, view, comments.

use rust_xlsxwriter::{Color, Note, Worksheet, XlsxError};

use crate::sheet::{MAX_ROWS, Sheet};
use crate::xls::layout::{PADDING, Page, SheetLayout, View};

use super::{Builder, column};

/// Characters in a column of both formats where nobody chose a width.
const USUAL_WIDTH: f64 = 8.0;

impl Builder {
    /// Everything but the cells.
    pub(super) fn frame(
        &self,
        worksheet: &mut Worksheet,
        sheet: &Sheet,
        look: &SheetLayout,
    ) -> Result<(), XlsxError> {
        self.columns(worksheet, sheet, look)?;
        self.rows(worksheet, look)?;
        set_page(worksheet, &look.page)?;
        self.set_view(worksheet, &look.view)?;
        set_print_ranges(worksheet, look)?;
        if let Some(range) = look.filter {
            worksheet.autofilter(
                range.first_row,
                column(range.first_col),
                range.last_row,
                column(range.last_col),
            )?;
        }
        if look.protected {
            // The password is not known, and whoever has the file can lift the protection.
            worksheet.protect();
        }
        for comment in &look.comments {
            let note = Note::new(comment.text.as_str())
                .set_author(comment.author.as_str())
                .add_author_prefix(false)
                .set_visible(comment.shown);
            worksheet.insert_note(u32::from(comment.row), comment.col, &note)?;
        }
        Ok(())
    }

    fn columns(
        &self,
        worksheet: &mut Worksheet,
        sheet: &Sheet,
        look: &SheetLayout,
    ) -> Result<(), XlsxError> {
        let chosen = look
            .default_width
            .filter(|width| (width - USUAL_WIDTH).abs() > 0.01);
        if let Some(width) = chosen {
            for col in 0..sheet.columns.min(256) {
                worksheet.set_column_width(column(col), width.max(0.0))?;
            }
        }
        for (first, last, width, hidden, format) in &look.columns {
            let Some(cell_format) = self.formats.get(usize::from(*format)) else {
                continue;
            };
            for col in *first..=*last {
                // Both formats store the room of a cell's padding, the writer adds it by itself.
                worksheet.set_column_width(col, (*width - PADDING).max(0.0))?;
                if is_marked(*format) {
                    worksheet.set_column_format(col, cell_format)?;
                }
                if *hidden {
                    worksheet.set_column_hidden(col)?;
                }
            }
        }
        Ok(())
    }

    fn rows(&self, worksheet: &mut Worksheet, look: &SheetLayout) -> Result<(), XlsxError> {
        for (row, height) in &look.heights {
            worksheet.set_row_height(u32::from(*row), *height)?;
        }
        for (row, format) in &look.row_formats {
            if let Some(format) = self
                .formats
                .get(usize::from(*format))
                .filter(|_| is_marked(*format))
            {
                worksheet.set_row_format(u32::from(*row), format)?;
            }
        }
        for row in &look.hidden_rows {
            worksheet.set_row_hidden(u32::from(*row))?;
        }
        Ok(())
    }

    fn set_view(&self, worksheet: &mut Worksheet, view: &View) -> Result<(), XlsxError> {
        if view.hides_grid {
            worksheet.set_screen_gridlines(false);
        }
        if let Some(zoom) = view.zoom.filter(|zoom| (10..=400).contains(zoom)) {
            worksheet.set_zoom(zoom);
        }
        if let Some(colour) = view.tab.and_then(|tab| self.layout.colour(tab)) {
            worksheet.set_tab_color(Color::RGB(colour));
        }
        if let Some((rows, columns)) = view.frozen {
            worksheet.set_freeze_panes(u32::from(rows), columns)?;
        }
        Ok(())
    }
}

/// A format other than the workbook's plain one.
fn is_marked(format: u16) -> bool {
    // The first cell format after the fifteen style formats is the plain one.
    format > 15
}

fn set_page(worksheet: &mut Worksheet, page: &Page) -> Result<(), XlsxError> {
    if page.landscape {
        worksheet.set_landscape();
    }
    if let Some(paper) = page.paper {
        worksheet.set_paper_size(paper);
    }
    match (page.fit, page.scale) {
        (Some((across, down)), _) => {
            worksheet.set_print_fit_to_pages(across, down);
        }
        (None, Some(scale)) if scale != 100 => {
            worksheet.set_print_scale(scale);
        }
        _ => {}
    }
    // Less than nothing leaves a margin as programs choose it.
    let [left, right, top, bottom, header, footer] =
        page.margins.map(|margin| margin.unwrap_or(-1.0));
    worksheet.set_margins(left, right, top, bottom, header, footer);
    if !page.header.is_empty() {
        worksheet.set_header(page.header.as_str());
    }
    if !page.footer.is_empty() {
        worksheet.set_footer(page.footer.as_str());
    }
    worksheet.set_print_center_horizontally(page.centred_across);
    worksheet.set_print_center_vertically(page.centred_down);
    worksheet.set_print_gridlines(page.grid);
    worksheet.set_print_headings(page.headings);
    let rows: Vec<u32> = page.breaks.iter().map(|row| u32::from(*row)).collect();
    let columns: Vec<u32> = page
        .column_breaks
        .iter()
        .map(|col| u32::from(*col))
        .collect();
    worksheet.set_page_breaks(&rows)?;
    worksheet.set_vertical_page_breaks(&columns)?;
    Ok(())
}

fn set_print_ranges(worksheet: &mut Worksheet, look: &SheetLayout) -> Result<(), XlsxError> {
    if let Some(area) = &look.print_area {
        worksheet.set_print_area(
            area.first_row,
            column(area.first_col),
            area.last_row,
            column(area.last_col),
        )?;
    }
    for range in &look.print_titles {
        // Whole columns reach from the first row to the last one.
        let whole_columns = range.first_row == 0 && range.last_row == MAX_ROWS - 1;
        if whole_columns {
            worksheet.set_repeat_columns(column(range.first_col), column(range.last_col))?;
        } else {
            worksheet.set_repeat_rows(range.first_row, range.last_row)?;
        }
    }
    Ok(())
}
