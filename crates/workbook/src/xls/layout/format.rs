//! Fonts, cell formats and colours of an xls.

use super::super::biff::Data;
use super::Layout;

/// A font.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Font {
    pub(crate) name: String,
    /// Points.
    pub(crate) size: f64,
    pub(crate) bold: bool,
    pub(crate) italic: bool,
    pub(crate) struck: bool,
    /// 1 is raised, 2 is lowered.
    pub(crate) script: u16,
    /// 1 and 2 are single and double, 0x21 and 0x22 the same below whole cells.
    pub(crate) underline: u8,
    pub(crate) colour: u16,
}

/// A cell format; numbers are those of [MS-XLS] 2.4.353.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct CellFormat {
    pub(crate) font: u16,
    pub(crate) number: u16,
    pub(crate) align: u8,
    pub(crate) vertical: u8,
    pub(crate) wrap: bool,
    pub(crate) shrink: bool,
    pub(crate) indent: u8,
    pub(crate) rotation: u8,
    /// Line style and colour: left, right, top, bottom.
    pub(crate) borders: [(u8, u16); 4],
    /// Line style and colour, and its direction: 1 down, 2 up, 3 both.
    pub(crate) diagonal: (u8, u16, u8),
    pub(crate) pattern: u8,
    pub(crate) fore: u16,
    pub(crate) back: u16,
    /// Whether protection of the sheet holds for the cell.
    pub(crate) locked: bool,
    /// Whether protection hides its formula.
    pub(crate) formula_hidden: bool,
}

pub(super) fn font(data: Data<'_>) -> Option<Font> {
    let flags = data.u16(2)?;
    Some(Font {
        name: data.short_string(14)?.0,
        size: f64::from(data.u16(0)?) / 20.0,
        bold: data.u16(6)? >= 600,
        italic: flags & 2 != 0,
        struck: flags & 8 != 0,
        script: data.u16(8)?,
        underline: data.u8(10)?,
        colour: data.u16(4)?,
    })
}

pub(super) fn cell_format(data: Data<'_>) -> Option<CellFormat> {
    let protection = data.u16(4)?;
    let align = data.u8(6)?;
    let (sides, more) = (data.u32(10)?, data.u32(14)?);
    let line = |at: u32| u8::try_from((sides >> at) & 0xF).unwrap_or(0);
    let colour = |word: u32, at: u32| u16::try_from((word >> at) & 0x7F).unwrap_or(0);
    let fill = data.u16(18)?;
    Some(CellFormat {
        font: data.u16(0)?,
        number: data.u16(2)?,
        align: align & 7,
        wrap: align & 8 != 0,
        vertical: (align >> 4) & 7,
        rotation: data.u8(7)?,
        indent: data.u8(8)? & 0x0F,
        shrink: data.u8(8)? & 0x10 != 0,
        borders: [
            (line(0), colour(sides, 16)),
            (line(4), colour(sides, 23)),
            (line(8), colour(more, 0)),
            (line(12), colour(more, 7)),
        ],
        diagonal: (
            u8::try_from((more >> 21) & 0xF).unwrap_or(0),
            colour(more, 14),
            u8::try_from(sides >> 30).unwrap_or(0),
        ),
        pattern: u8::try_from(more >> 26).unwrap_or(0),
        fore: fill & 0x7F,
        back: (fill >> 7) & 0x7F,
        locked: protection & 1 != 0,
        formula_hidden: protection & 2 != 0,
    })
}

pub(super) fn palette(data: Data<'_>) -> Vec<u32> {
    let count = usize::from(data.u16(0).unwrap_or(0));
    (0..count)
        .map_while(|place| {
            let at = 2 + place * 4;
            let (red, green, blue) = (data.u8(at)?, data.u8(at + 1)?, data.u8(at + 2)?);
            Some(u32::from(red) << 16 | u32::from(green) << 8 | u32::from(blue))
        })
        .collect()
}

impl Layout {
    /// Red, green and blue of a colour; `None` where the program chooses.
    pub(crate) fn colour(&self, index: u16) -> Option<u32> {
        let index = usize::from(index);
        match index {
            0..8 => STANDARD.get(index).copied(),
            8..64 => self
                .palette
                .get(index - 8)
                .or_else(|| STANDARD.get(index - 8))
                .copied(),
            _ => None,
        }
    }

    /// The font of a format; number 4 was never given out.
    pub(crate) fn font(&self, index: u16) -> Option<&Font> {
        self.fonts
            .get(usize::from(if index > 4 { index - 1 } else { index }))
    }
}

/// The palette of workbooks that bring none ([MS-XLS] 2.5.161).
const STANDARD: [u32; 56] = [
    0x000000, 0xFFFFFF, 0xFF0000, 0x00FF00, 0x0000FF, 0xFFFF00, 0xFF00FF, 0x00FFFF, 0x800000,
    0x008000, 0x000080, 0x808000, 0x800080, 0x008080, 0xC0C0C0, 0x808080, 0x9999FF, 0x993366,
    0xFFFFCC, 0xCCFFFF, 0x660066, 0xFF8080, 0x0066CC, 0xCCCCFF, 0x000080, 0xFF00FF, 0xFFFF00,
    0x00FFFF, 0x800080, 0x800000, 0x008080, 0x0000FF, 0x00CCFF, 0xCCFFFF, 0xCCFFCC, 0xFFFF99,
    0x99CCFF, 0xFF99CC, 0xCC99FF, 0xFFCC99, 0x3366FF, 0x33CCCC, 0x99CC00, 0xFFCC00, 0xFF9900,
    0xFF6600, 0x666699, 0x969696, 0x003366, 0x339966, 0x003300, 0x333300, 0x993300, 0x993366,
    0x333399, 0x333333,
];
