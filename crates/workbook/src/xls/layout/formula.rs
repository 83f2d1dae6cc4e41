//! Binary formulas ([MS-XLS] 2.2.2) as the text that people type: those of cells, drop-downs,
//! checks and names. What is not understood gives nothing, and never a formula that means something else.

use crate::sheet::MAX_ROWS;
use crate::write::a1;

use super::super::biff::Data;
use super::names::References;

/// Where relative places of a formula are counted from: row, column.
pub(super) type Base = (u32, u32);

/// Bytes of the longest formula that old programs wrote, and some more.
const LONGEST: usize = 2_048;

/// The text of a formula without `=`. Without a base, as formulas of names have none, there are no
/// relative places, because they are counted from the cell in which the name is used, and no other
/// names, because those may lead back.
pub(super) fn text(
    formula: Data<'_>,
    references: &References,
    base: Option<Base>,
) -> Option<String> {
    Tokens::new(formula, references, base).text()
}

/// Whether a formula of a cell reads another file.
pub(super) fn reads_outside(formula: Data<'_>, references: &References) -> bool {
    let mut tokens = Tokens::new(formula, references, Some((0, 0)));
    // Such a formula has no text here; what was met before that counts.
    let _ = tokens.text();
    tokens.outside
}

struct Tokens<'a> {
    data: Data<'a>,
    at: usize,
    references: &'a References,
    base: Option<Base>,
    /// Whether another file was met.
    outside: bool,
}

impl<'a> Tokens<'a> {
    fn new(data: Data<'a>, references: &'a References, base: Option<Base>) -> Self {
        Self {
            data,
            at: 0,
            references,
            base,
            outside: false,
        }
    }

    fn text(&mut self) -> Option<String> {
        if self.data.0.len() > LONGEST {
            return None;
        }
        let mut stack: Vec<String> = Vec::new();
        while let Some(token) = self.data.u8(self.at) {
            self.at += 1;
            self.take(token, &mut stack)?;
        }
        let text = stack.pop()?;
        stack.is_empty().then_some(text)
    }

    fn take(&mut self, token: u8, stack: &mut Vec<String>) -> Option<()> {
        // The class of an operand says how its value is used, which the text does not.
        let kind = if token >= 0x20 {
            token & 0x1F | 0x20
        } else {
            token
        };
        match kind {
            0x03..=0x11 => {
                let (right, left) = (stack.pop()?, stack.pop()?);
                let sign = SIGNS.get(usize::from(kind - 0x03))?;
                stack.push(format!("{left}{sign}{right}"));
            }
            0x12..=0x15 => {
                let inner = stack.pop()?;
                stack.push(match kind {
                    0x12 => format!("+{inner}"),
                    0x13 => format!("-{inner}"),
                    0x14 => format!("{inner}%"),
                    _ => format!("({inner})"),
                });
            }
            0x16 => stack.push(String::new()),
            0x19 => self.attribute(stack)?,
            0x21 => {
                let number = self.u16()?;
                let (name, arguments) = FIXED.iter().find(|(of, ..)| *of == number)?.1;
                call(stack, name, arguments)?;
            }
            0x22 => {
                let arguments = usize::from(self.u8()? & 0x7F);
                let number = self.u16()? & 0x7FFF;
                let name = VARIED.iter().find(|(of, _)| *of == number)?.1;
                call(stack, name, arguments)?;
            }
            _ => {
                let operand = self.operand(kind)?;
                stack.push(operand);
            }
        }
        Some(())
    }

    fn operand(&mut self, kind: u8) -> Option<String> {
        Some(match kind {
            0x17 => {
                let (text, size) = self.data.short_string(self.at)?;
                self.at += size;
                // The values of a drop-down are kept apart by a sign that nobody types.
                format!("\"{}\"", text.replace('"', "\"\"").replace('\0', ","))
            }
            0x1D => if self.u8()? == 0 { "FALSE" } else { "TRUE" }.to_owned(),
            0x1E => self.u16()?.to_string(),
            0x1F => {
                let number = self.data.f64(self.at)?;
                self.at += 8;
                number.to_string()
            }
            0x23 => {
                let name = self.u16().filter(|_| self.base.is_some())?;
                self.at += 2;
                self.references.name(name)?
            }
            0x24 => {
                let place = (self.u16()?, self.u16()?);
                self.place(place, false)?
            }
            0x2C => {
                let place = (self.u16()?, self.u16()?);
                self.place(place, true)?
            }
            0x25 => self.area(false)?,
            0x2D => self.area(true)?,
            0x3A => {
                let sheet = self.sheet()?;
                let place = (self.u16()?, self.u16()?);
                format!("{sheet}{}", self.place(place, false)?)
            }
            0x3B => {
                let sheet = self.sheet()?;
                format!("{sheet}{}", self.area(false)?)
            }
            _ => return None,
        })
    }

    /// Marks that say how to compute; only a sum of one argument is more than that.
    fn attribute(&mut self, stack: &mut Vec<String>) -> Option<()> {
        let (flags, value) = (self.u8()?, self.u16()?);
        if flags & 0x04 != 0 {
            self.at += (usize::from(value) + 1) * 2;
        }
        if flags & 0x10 != 0 {
            call(stack, "SUM", 1)?;
        }
        Some(())
    }

    fn area(&mut self, offsets: bool) -> Option<String> {
        let rows = (self.u16()?, self.u16()?);
        let columns = (self.u16()?, self.u16()?);
        let first = self.place((rows.0, columns.0), offsets)?;
        let last = self.place((rows.1, columns.1), offsets)?;
        Some(format!("{first}:{last}"))
    }

    /// A cell: the column's highest bits say which parts are relative, and those are offsets in
    /// formulas that serve many cells.
    fn place(&self, (row, column): (u16, u16), offsets: bool) -> Option<String> {
        let (row_moves, column_moves) = (column & 0x8000 != 0, column & 0x4000 != 0);
        let mut row = u32::from(row);
        let mut col = u32::from(column & 0xFF);
        if row_moves || column_moves {
            let base = self.base?;
            if offsets && row_moves {
                row = (row + base.0) % 0x1_0000;
            }
            if offsets && column_moves {
                col = (col + base.1) % 0x100;
            }
        }
        // What reaches the last row of an old sheet means all rows.
        if !row_moves && row == 0xFFFF {
            row = MAX_ROWS - 1;
        }
        let fixed = |moves: bool| if moves { "" } else { "$" };
        Some(format!(
            "{}{}{}{}",
            fixed(column_moves),
            a1::letters(col),
            fixed(row_moves),
            row + 1
        ))
    }

    fn sheet(&mut self) -> Option<String> {
        let link = self.u16()?;
        self.outside |= self.references.is_outside(link);
        self.references.quoted_sheet(link)
    }

    fn u8(&mut self) -> Option<u8> {
        let byte = self.data.u8(self.at)?;
        self.at += 1;
        Some(byte)
    }

    fn u16(&mut self) -> Option<u16> {
        let word = self.data.u16(self.at)?;
        self.at += 2;
        Some(word)
    }
}

fn call(stack: &mut Vec<String>, name: &str, arguments: usize) -> Option<()> {
    let start = stack.len().checked_sub(arguments)?;
    let arguments = stack.split_off(start).join(",");
    stack.push(format!("{name}({arguments})"));
    Some(())
}

/// Signs between two operands, from token 0x03 on.
const SIGNS: [&str; 15] = [
    "+", "-", "*", "/", "^", "&", "<", "<=", "=", ">=", ">", "<>", " ", ",", ":",
];

/// Functions with a fixed number of arguments, as far as forms use them.
const FIXED: &[(u16, (&str, usize))] = &[
    (2, ("ISNA", 1)),
    (3, ("ISERROR", 1)),
    (20, ("SQRT", 1)),
    (24, ("ABS", 1)),
    (25, ("INT", 1)),
    (27, ("ROUND", 2)),
    (31, ("MID", 3)),
    (32, ("LEN", 1)),
    (33, ("VALUE", 1)),
    (34, ("TRUE", 0)),
    (35, ("FALSE", 0)),
    (38, ("NOT", 1)),
    (39, ("MOD", 2)),
    (48, ("TEXT", 2)),
    (65, ("DATE", 3)),
    (67, ("DAY", 1)),
    (68, ("MONTH", 1)),
    (69, ("YEAR", 1)),
    (74, ("NOW", 0)),
    (76, ("ROWS", 1)),
    (77, ("COLUMNS", 1)),
    (111, ("CHAR", 1)),
    (112, ("LOWER", 1)),
    (113, ("UPPER", 1)),
    (117, ("EXACT", 2)),
    (118, ("TRIM", 1)),
    (119, ("REPLACE", 4)),
    (121, ("CODE", 1)),
    (126, ("ISERR", 1)),
    (127, ("ISTEXT", 1)),
    (128, ("ISNUMBER", 1)),
    (129, ("ISBLANK", 1)),
    (130, ("T", 1)),
    (131, ("N", 1)),
    (140, ("DATEVALUE", 1)),
    (211, ("LENB", 1)),
    (212, ("ROUNDUP", 2)),
    (213, ("ROUNDDOWN", 2)),
    (221, ("TODAY", 0)),
    (346, ("COUNTIF", 2)),
    (347, ("COUNTBLANK", 1)),
    (351, ("DATEDIF", 3)),
];

/// Functions that tell the number of their arguments.
const VARIED: &[(u16, &str)] = &[
    (0, "COUNT"),
    (1, "IF"),
    (4, "SUM"),
    (5, "AVERAGE"),
    (6, "MIN"),
    (7, "MAX"),
    (8, "ROW"),
    (9, "COLUMN"),
    (28, "LOOKUP"),
    (29, "INDEX"),
    (36, "AND"),
    (37, "OR"),
    (64, "MATCH"),
    (70, "WEEKDAY"),
    (78, "OFFSET"),
    (82, "SEARCH"),
    (100, "CHOOSE"),
    (101, "HLOOKUP"),
    (102, "VLOOKUP"),
    (115, "LEFT"),
    (116, "RIGHT"),
    (120, "SUBSTITUTE"),
    (124, "FIND"),
    (148, "INDIRECT"),
    (169, "COUNTA"),
    (219, "ADDRESS"),
    (228, "SUMPRODUCT"),
    (197, "TRUNC"),
    (216, "RANK"),
    (336, "CONCATENATE"),
    (344, "SUBTOTAL"),
    (345, "SUMIF"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8], base: Base) -> Option<String> {
        text(Data(bytes), &References::default(), Some(base))
    }

    #[test]
    fn checks_of_forms_become_text() {
        // LEN of the cell itself, as a check of D3 states it, is 18.
        let length = [0x4C, 0, 0, 0, 0xC0, 0x41, 32, 0, 0x1E, 18, 0, 0x0B];
        assert_eq!(read(&length, (2, 3)).as_deref(), Some("LEN(D3)=18"));
        // The list that the cell on the left names.
        let dependent = [0x4C, 0, 0, 0xFF, 0xC0, 0x22, 1, 148, 0];
        assert_eq!(read(&dependent, (1, 4)).as_deref(), Some("INDIRECT(D2)"));
        let fixed = [0x44, 1, 0, 0, 0, 0x1E, 5, 0, 0x03, 0x15];
        assert_eq!(read(&fixed, (0, 0)).as_deref(), Some("($A$2+5)"));
        let whole_column = [0x25, 0, 0, 0xFF, 0xFF, 1, 0, 1, 0];
        assert_eq!(
            read(&whole_column, (0, 0)).as_deref(),
            Some("$B$1:$B$1048576")
        );
        let words = [0x17, 3, 0, b'a', 0, b'b'];
        assert_eq!(read(&words, (0, 0)).as_deref(), Some("\"a,b\""));
    }

    #[test]
    fn what_is_not_understood_gives_nothing() {
        // A function that is not listed, a formula cut short, one operand too many.
        assert_eq!(read(&[0x22, 0, 0xFE, 0x01], (0, 0)), None);
        assert_eq!(read(&[0x44, 1, 0], (0, 0)), None);
        assert_eq!(read(&[0x1E, 1, 0, 0x1E, 2, 0], (0, 0)), None);
        assert_eq!(read(&[], (0, 0)), None);
        // A relative place in a name means another cell wherever the name stands.
        let relative = [0x44, 1, 0, 0, 0xC0];
        assert_eq!(text(Data(&relative), &References::default(), None), None);
    }
}
