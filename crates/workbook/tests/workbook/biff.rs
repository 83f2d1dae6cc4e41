//! Old workbooks for tests, written record by record: no crate writes them, and departments do.

use std::io::{Cursor, Write};

/// A font.
#[derive(Clone, Copy)]
pub(crate) struct Face {
    pub(crate) name: &'static str,
    pub(crate) points: u16,
    pub(crate) bold: bool,
    pub(crate) struck: bool,
    /// Number of the colour; 0x7FFF is the program's.
    pub(crate) colour: u16,
}

pub(crate) const PLAIN: Face = Face {
    name: "宋体",
    points: 11,
    bold: false,
    struck: false,
    colour: 0x7FFF,
};

/// A cell format.
#[derive(Clone, Copy, Default)]
pub(crate) struct Look {
    pub(crate) font: u16,
    pub(crate) number: u16,
    /// 1 left, 2 centre, 3 right.
    pub(crate) align: u8,
    pub(crate) wrap: bool,
    pub(crate) indent: u8,
    /// Line style and colour of all four sides.
    pub(crate) border: (u32, u32),
    /// Pattern, colours in front and behind.
    pub(crate) fill: (u32, u16, u16),
    pub(crate) unlocked: bool,
}

/// A workbook being written.
pub(crate) struct OldBook {
    globals: Vec<u8>,
    fonts: u16,
    formats: u16,
    looks: u16,
    names: Vec<u8>,
    strings: Vec<u8>,
    string_count: u32,
    /// Book (0 is this one, 1 another file) and sheet of each numbered reference.
    links: Vec<(u16, u16)>,
    sheets: Vec<OldSheet>,
}

/// A sheet being written.
pub(crate) struct OldSheet {
    name: String,
    state: u8,
    before: Vec<u8>,
    cells: Vec<u8>,
    after: Vec<u8>,
    merges: Vec<[u16; 4]>,
}

/// A check of cells, as [MS-XLS] 2.4.90 has it.
#[derive(Clone, Copy, Default)]
pub(crate) struct Validation<'a> {
    /// 3 list, 6 length.
    pub(crate) kind: u32,
    pub(crate) strictness: u32,
    /// 2 equal.
    pub(crate) operator: u32,
    pub(crate) prompt: (&'a str, &'a str),
    pub(crate) error: (&'a str, &'a str),
    pub(crate) formula: &'a [u8],
    /// First row, last row, first column, last column.
    pub(crate) ranges: &'a [[u16; 4]],
}

pub(crate) fn record(out: &mut Vec<u8>, kind: u16, content: &[u8]) {
    assert!(content.len() <= 8224, "longer records are cut in two");
    out.extend(kind.to_le_bytes());
    out.extend(u16::try_from(content.len()).unwrap().to_le_bytes());
    out.extend(content);
}

pub(crate) fn words(words: &[u16]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn units(text: &str) -> u16 {
    u16::try_from(text.encode_utf16().count()).unwrap()
}

/// Text behind its length in two bytes.
pub(crate) fn long_text(text: &str) -> Vec<u8> {
    let mut out = units(text).to_le_bytes().to_vec();
    out.push(1);
    out.extend(wide(text));
    out
}

/// Text behind its length in one byte.
pub(crate) fn short_text(text: &str) -> Vec<u8> {
    let mut out = vec![u8::try_from(units(text)).unwrap(), 1];
    out.extend(wide(text));
    out
}

/// The range of another sheet as a formula: rows, then columns.
pub(crate) fn area(link: u16, rows: (u16, u16), columns: (u16, u16)) -> Vec<u8> {
    let mut out = vec![0x3B];
    out.extend(words(&[link, rows.0, rows.1, columns.0, columns.1]));
    out
}

impl OldBook {
    pub(crate) fn new() -> Self {
        let mut book = Self {
            globals: Vec::new(),
            fonts: 0,
            formats: 164,
            looks: 0,
            names: Vec::new(),
            strings: Vec::new(),
            string_count: 0,
            links: Vec::new(),
            sheets: Vec::new(),
        };
        record(
            &mut book.globals,
            0x0809,
            &words(&[0x0600, 5, 0, 0, 0, 0, 0, 0]),
        );
        for _ in 0..4 {
            book.font(PLAIN);
        }
        // Fifteen formats of styles come first, then the plain one.
        for _ in 0..16 {
            book.look(Look::default());
        }
        book
    }

    pub(crate) fn font(&mut self, face: Face) -> u16 {
        let mut content = words(&[
            face.points * 20,
            if face.struck { 8 } else { 0 },
            face.colour,
            if face.bold { 700 } else { 400 },
            0,
        ]);
        content.extend([0, 0, 134, 0]);
        content.extend(short_text(face.name));
        record(&mut self.globals, 0x0031, &content);
        self.fonts += 1;
        // Number 4 was never given out.
        if self.fonts > 4 {
            self.fonts
        } else {
            self.fonts - 1
        }
    }

    pub(crate) fn number_format(&mut self, code: &str) -> u16 {
        self.formats += 1;
        let mut content = self.formats.to_le_bytes().to_vec();
        content.extend(long_text(code));
        record(&mut self.globals, 0x041E, &content);
        self.formats
    }

    pub(crate) fn look(&mut self, look: Look) -> u16 {
        let (line, colour) = look.border;
        let (pattern, fore, back) = look.fill;
        let sides = line | line << 4 | line << 8 | line << 12 | colour << 16 | colour << 23;
        let more = colour | colour << 7 | pattern << 26;
        let mut content = words(&[look.font, look.number, u16::from(!look.unlocked)]);
        let wrap = if look.wrap { 8 } else { 0 };
        content.extend([look.align | wrap | 1 << 4, 0, look.indent, 0]);
        content.extend(sides.to_le_bytes());
        content.extend(more.to_le_bytes());
        content.extend((fore | back << 7).to_le_bytes());
        record(&mut self.globals, 0x00E0, &content);
        self.looks += 1;
        self.looks - 1
    }

    /// A name for cells: the sheet that knows it, from 1, or 0 for all.
    pub(crate) fn name(&mut self, scope: u16, name: &str, formula: &[u8]) {
        let length = u16::try_from(formula.len()).unwrap();
        let mut content = words(&[0]);
        content.extend([0, u8::try_from(units(name)).unwrap()]);
        content.extend(words(&[length, 0, scope, 0, 0]));
        content.push(1);
        content.extend(wide(name));
        content.extend(formula);
        record(&mut self.names, 0x0018, &content);
    }

    /// A name that programs give a meaning to.
    pub(crate) fn meaning(&mut self, scope: u16, meaning: u8, formula: &[u8]) {
        let length = u16::try_from(formula.len()).unwrap();
        let mut content = words(&[0x20]);
        content.extend([0, 1]);
        content.extend(words(&[length, 0, scope, 0, 0]));
        content.extend([0, meaning]);
        content.extend(formula);
        record(&mut self.names, 0x0018, &content);
    }

    pub(crate) fn sheet(&mut self, name: &str, state: u8) -> usize {
        self.sheets.push(OldSheet {
            name: name.to_owned(),
            state,
            before: Vec::new(),
            cells: Vec::new(),
            after: Vec::new(),
            merges: Vec::new(),
        });
        self.sheets.len() - 1
    }

    pub(crate) fn text(&mut self, sheet: usize, (row, col): (u16, u16), look: u16, text: &str) {
        self.rich(sheet, (row, col), look, text, &[]);
    }

    /// A text whose parts have fonts of their own, each from a character on.
    pub(crate) fn rich(
        &mut self,
        sheet: usize,
        (row, col): (u16, u16),
        look: u16,
        text: &str,
        runs: &[(u16, u16)],
    ) {
        let mut string = units(text).to_le_bytes().to_vec();
        if runs.is_empty() {
            string.push(1);
        } else {
            string.push(1 | 8);
            string.extend(words(&[u16::try_from(runs.len()).unwrap()]));
        }
        string.extend(wide(text));
        string.extend(runs.iter().flat_map(|(at, font)| words(&[*at, *font])));
        self.strings.extend(string);
        let mut content = words(&[row, col, look]);
        content.extend(self.string_count.to_le_bytes());
        self.string_count += 1;
        record(&mut self.sheets[sheet].cells, 0x00FD, &content);
    }

    /// A further numbered reference; without any, each sheet has its own number.
    pub(crate) fn link(&mut self, book: u16, sheet: u16) {
        self.links.push((book, sheet));
    }

    pub(crate) fn of(&mut self, sheet: usize) -> &mut OldSheet {
        &mut self.sheets[sheet]
    }

    /// The file.
    pub(crate) fn finish(self) -> Vec<u8> {
        let sheets: Vec<Vec<u8>> = self.sheets.iter().map(OldSheet::stream).collect();
        let mut links = Vec::new();
        let count = u16::try_from(sheets.len()).unwrap();
        record(&mut links, 0x01AE, &words(&[count, 0x0401]));
        if self.links.iter().any(|(book, _)| *book == 1) {
            let mut content = words(&[1]);
            content.extend(long_text("\u{1}other.xls"));
            content.extend(long_text("Sheet1"));
            record(&mut links, 0x01AE, &content);
        }
        let mut pairs = self.links;
        if pairs.is_empty() {
            pairs = (0..count).map(|sheet| (0, sheet)).collect();
        }
        let mut content = words(&[u16::try_from(pairs.len()).unwrap()]);
        content.extend(
            pairs
                .iter()
                .flat_map(|(book, sheet)| words(&[*book, *sheet, *sheet])),
        );
        record(&mut links, 0x0017, &content);
        let mut strings = Vec::new();
        let mut content = self.string_count.to_le_bytes().repeat(2);
        content.extend(&self.strings);
        record(&mut strings, 0x00FC, &content);
        let bounds: usize = self
            .sheets
            .iter()
            .map(|sheet| 4 + 6 + short_text(&sheet.name).len())
            .sum();
        let after = [links, self.names, strings, vec![0x0A, 0, 0, 0]].concat();
        let mut stream = self.globals;
        let mut at = stream.len() + bounds + after.len();
        for (sheet, content) in self.sheets.iter().zip(&sheets) {
            let mut bound = u32::try_from(at).unwrap().to_le_bytes().to_vec();
            bound.extend([sheet.state, 0]);
            bound.extend(short_text(&sheet.name));
            record(&mut stream, 0x0085, &bound);
            at += content.len();
        }
        stream.extend(after);
        stream.extend(sheets.concat());
        let mut file =
            cfb::CompoundFile::create_with_version(cfb::Version::V3, Cursor::new(Vec::new()))
                .unwrap();
        file.create_stream("/Workbook")
            .unwrap()
            .write_all(&stream)
            .unwrap();
        file.into_inner().into_inner()
    }
}

impl OldSheet {
    pub(crate) fn blank(&mut self, row: u16, col: u16, look: u16) {
        record(&mut self.cells, 0x0201, &words(&[row, col, look]));
    }

    /// A cell that computes its value, which was this when the file was saved.
    pub(crate) fn formula(&mut self, (row, col): (u16, u16), value: f64, formula: &[u8]) {
        let mut content = words(&[row, col, 15]);
        content.extend(value.to_le_bytes());
        content.extend(words(&[0, 0, 0]));
        content.extend(words(&[u16::try_from(formula.len()).unwrap()]));
        content.extend(formula);
        record(&mut self.cells, 0x0006, &content);
    }

    /// A formula that all cells of a range have in common, behind the first of them.
    pub(crate) fn shared_formula(&mut self, rows: (u16, u16), col: u8, formula: &[u8]) {
        let mut content = words(&[rows.0, rows.1]);
        content.extend([col, col, 0, 0]);
        content.extend(words(&[u16::try_from(formula.len()).unwrap()]));
        content.extend(formula);
        record(&mut self.cells, 0x04BC, &content);
    }

    /// Columns of a width in 256ths of a character.
    pub(crate) fn width(&mut self, columns: (u16, u16), width: u16, look: u16) {
        let content = words(&[columns.0, columns.1, width, look, 0, 0]);
        record(&mut self.before, 0x007D, &content);
    }

    /// A row of a height in points that somebody chose.
    pub(crate) fn height(&mut self, row: u16, points: u16) {
        let content = words(&[row, 0, 256, points * 20, 0, 0, 0x0140, 15]);
        record(&mut self.before, 0x0208, &content);
    }

    /// First row, last row, first column, last column.
    pub(crate) fn merge(&mut self, range: [u16; 4]) {
        self.merges.push(range);
    }

    /// A record in front of the cells.
    pub(crate) fn before(&mut self, kind: u16, content: &[u8]) {
        record(&mut self.before, kind, content);
    }

    /// A record behind the cells.
    pub(crate) fn after(&mut self, kind: u16, content: &[u8]) {
        record(&mut self.after, kind, content);
    }

    pub(crate) fn validation(&mut self, validation: Validation<'_>) {
        // Empty cells go, the list opens, words are shown.
        let flags = validation.kind
            | validation.strictness << 4
            | 0x100
            | 0xC_0000
            | validation.operator << 20;
        let mut content = flags.to_le_bytes().to_vec();
        for text in [
            validation.prompt.0,
            validation.error.0,
            validation.prompt.1,
            validation.error.1,
        ] {
            content.extend(long_text(if text.is_empty() { "\0" } else { text }));
        }
        let length = u16::try_from(validation.formula.len()).unwrap();
        content.extend(words(&[length, 0]));
        content.extend(validation.formula);
        content.extend(words(&[0, 0]));
        content.extend(words(&[u16::try_from(validation.ranges.len()).unwrap()]));
        content.extend(validation.ranges.iter().flat_map(|range| words(range)));
        self.after(0x01BE, &content);
    }

    fn stream(&self) -> Vec<u8> {
        let mut out = Vec::new();
        record(&mut out, 0x0809, &words(&[0x0600, 16, 0, 0, 0, 0, 0, 0]));
        out.extend(&self.before);
        out.extend(&self.cells);
        if !self.merges.is_empty() {
            let mut content = words(&[u16::try_from(self.merges.len()).unwrap()]);
            content.extend(self.merges.iter().flat_map(|range| words(range)));
            record(&mut out, 0x00E5, &content);
        }
        out.extend(&self.after);
        record(&mut out, 0x000A, &[]);
        out
    }
}
