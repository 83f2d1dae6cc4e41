//! How a sheet is printed and shown.

use super::super::biff::Data;

/// The page of a sheet. What the file does not say stays as programs choose it.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Page {
    pub(crate) landscape: bool,
    pub(crate) paper: Option<u8>,
    /// Percent.
    pub(crate) scale: Option<u16>,
    /// Pages across and down into which the sheet is made to fit; 0 for as many as needed.
    pub(crate) fit: Option<(u16, u16)>,
    /// Inches: left, right, top, bottom, header, footer.
    pub(crate) margins: [Option<f64>; 6],
    pub(crate) header: String,
    pub(crate) footer: String,
    pub(crate) centred_across: bool,
    pub(crate) centred_down: bool,
    pub(crate) grid: bool,
    pub(crate) headings: bool,
    /// Rows and columns before which a new page starts.
    pub(crate) breaks: Vec<u16>,
    pub(crate) column_breaks: Vec<u16>,
    /// Whether `fit` holds, which another record says.
    fits: bool,
}

/// How a sheet is shown.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct View {
    pub(crate) hides_grid: bool,
    /// Percent.
    pub(crate) zoom: Option<u16>,
    /// Number of the tab's colour.
    pub(crate) tab: Option<u16>,
    /// Rows above which the sheet is frozen, and columns.
    pub(crate) frozen: Option<(u16, u16)>,
    is_frozen: bool,
}

impl Page {
    /// Takes a record if it is about the page.
    pub(super) fn take(&mut self, kind: u16, data: Data<'_>) -> Option<()> {
        let is_on = || Some(data.u16(0)? != 0);
        match kind {
            0x0014 => self.header = text(data),
            0x0015 => self.footer = text(data),
            0x0026..=0x0029 => self.margins[usize::from(kind - 0x0026)] = margin(data, 0),
            0x0083 => self.centred_across = is_on()?,
            0x0084 => self.centred_down = is_on()?,
            0x002A => self.headings = is_on()?,
            0x002B => self.grid = is_on()?,
            0x001B => self.breaks = breaks(data),
            0x001A => self.column_breaks = breaks(data),
            0x0081 => self.fits = data.u16(0)? & 0x0100 != 0,
            0x00A1 => self.set_up(data)?,
            _ => {}
        }
        Some(())
    }

    fn set_up(&mut self, data: Data<'_>) -> Option<()> {
        let flags = data.u16(10)?;
        self.margins[4] = margin(data, 16);
        self.margins[5] = margin(data, 24);
        // Without a printer nothing was chosen.
        if flags & 0x0004 == 0 {
            self.landscape = flags & 0x0002 == 0 && flags & 0x0040 == 0;
            self.paper = u8::try_from(data.u16(0)?).ok();
            self.scale = data.u16(2).filter(|scale| (10..=400).contains(scale));
        }
        if self.fits {
            self.fit = data.u16(6).zip(data.u16(8));
        }
        Some(())
    }
}

impl View {
    /// Takes a record if it is about the view.
    pub(super) fn take(&mut self, kind: u16, data: Data<'_>) -> Option<()> {
        match kind {
            0x023E => {
                let flags = data.u16(0)?;
                self.hides_grid = flags & 0x0002 == 0;
                self.is_frozen = flags & 0x0008 != 0;
            }
            0x0041 if self.is_frozen => self.frozen = data.u16(2).zip(data.u16(0)),
            0x00A0 => {
                let (over, under) = (u32::from(data.u16(0)?), u32::from(data.u16(2)?));
                let percent = (over * 100).checked_div(under)?;
                self.zoom = u16::try_from(percent).ok();
            }
            0x0862 => self.tab = data.u16(16).map(|colour| colour & 0x7F),
            _ => {}
        }
        Some(())
    }
}

fn text(data: Data<'_>) -> String {
    data.string(0).map_or(String::new(), |(text, _)| text)
}

/// Inches that a page can have.
fn margin(data: Data<'_>, at: usize) -> Option<f64> {
    data.f64(at).filter(|inches| (0.0..49.0).contains(inches))
}

fn breaks(data: Data<'_>) -> Vec<u16> {
    let count = usize::from(data.u16(0).unwrap_or(0));
    (0..count)
        .map_while(|place| data.u16(2 + place * 6))
        .collect()
}
