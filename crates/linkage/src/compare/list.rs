//! A list in columns: a million rows of ten short texts fit into some 150 MiB.

use super::Field;

/// Texts one behind the other, with the end of each.
#[derive(Debug, Clone, Default)]
struct Texts {
    bytes: String,
    ends: Vec<usize>,
}

impl Texts {
    fn push(&mut self, text: &str) {
        self.bytes.push_str(text);
        self.ends.push(self.bytes.len());
    }

    fn get(&self, at: usize) -> &str {
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.bytes[start..self.ends[at]]
    }
}

/// The rows of one list.
#[derive(Debug, Clone, Default)]
pub struct List {
    fields: Vec<Field>,
    columns: Vec<Texts>,
    communities: Texts,
}

impl List {
    /// A list of some fields without rows.
    #[must_use]
    pub fn new(fields: Vec<Field>) -> Self {
        Self {
            columns: vec![Texts::default(); fields.len()],
            fields,
            communities: Texts::default(),
        }
    }

    /// Adds a row: its texts in the order of the fields (missing ones are blank), and the community
    /// it belongs to, empty when unknown.
    pub fn push<'t>(&mut self, community: &str, texts: impl IntoIterator<Item = &'t str>) {
        let mut texts = texts.into_iter();
        for column in &mut self.columns {
            column.push(texts.next().unwrap_or_default());
        }
        self.communities.push(community);
    }

    /// Its fields.
    #[must_use]
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// How many rows it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.communities.ends.len()
    }

    /// Whether it has no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The column of a field.
    #[must_use]
    pub fn column_of(&self, field: &Field) -> Option<usize> {
        self.fields.iter().position(|held| held == field)
    }

    /// A text, empty when there is none.
    ///
    /// # Panics
    /// When there is no such row or column.
    #[must_use]
    pub fn text(&self, row: u32, column: usize) -> &str {
        self.columns[column].get(row as usize)
    }

    /// The text of a field, empty when the list has no such field.
    #[must_use]
    pub fn value(&self, row: u32, field: &Field) -> &str {
        self.column_of(field)
            .map_or("", |column| self.text(row, column))
    }

    /// The community of a row.
    #[must_use]
    pub fn community(&self, row: u32) -> &str {
        self.communities.get(row as usize)
    }
}
