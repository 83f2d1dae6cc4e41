//! Comments on cells: where they are, and in another place what they say.

use std::collections::HashMap;

use super::super::biff::Data;

/// A comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Comment {
    pub(crate) row: u16,
    pub(crate) col: u16,
    pub(crate) author: String,
    pub(crate) text: String,
    pub(crate) shown: bool,
}

/// Comments while their sheet is read: the drawing comes first, the place last.
#[derive(Debug, Default)]
pub(super) struct Drawn {
    /// The object being drawn, if it is a comment.
    object: Option<u16>,
    /// Characters of its text that are still to come.
    left: usize,
    texts: HashMap<u16, String>,
    notes: Vec<(u16, Comment)>,
}

impl Drawn {
    pub(super) fn take(&mut self, kind: u16, data: Data<'_>) {
        match kind {
            0x005D => {
                let is_comment = data.u16(0) == Some(0x15) && data.u16(4) == Some(0x19);
                self.object = data.u16(6).filter(|_| is_comment);
                self.left = 0;
            }
            0x01B6 => self.left = usize::from(data.u16(10).unwrap_or(0)),
            // The text follows its drawing; further continuations hold its fonts.
            0x003C if self.left > 0 => self.take_text(data),
            0x001C => {
                // A note without a place says nothing.
                let _ = self.take_place(data);
            }
            _ => {}
        }
    }

    fn take_text(&mut self, data: Data<'_>) {
        let wide = data.u8(0).is_some_and(|flags| flags & 1 != 0);
        let room = data.0.len().saturating_sub(1) / if wide { 2 } else { 1 };
        let count = self.left.min(room);
        self.left = if count == 0 { 0 } else { self.left - count };
        if let (Some(object), Some((text, _))) = (self.object, data.characters(0, count)) {
            self.texts.entry(object).or_default().push_str(&text);
        }
    }

    fn take_place(&mut self, data: Data<'_>) -> Option<()> {
        let comment = Comment {
            row: data.u16(0)?,
            col: data.u16(2)?,
            author: data.string(8).map_or(String::new(), |(author, _)| author),
            text: String::new(),
            shown: data.u16(4)? & 2 != 0,
        };
        self.notes.push((data.u16(6)?, comment));
        Some(())
    }

    /// The comments that say something.
    pub(super) fn finish(mut self) -> Vec<Comment> {
        let said = self.notes.into_iter().filter_map(|(object, comment)| {
            let text = self.texts.remove(&object)?;
            (!text.is_empty()).then_some(Comment { text, ..comment })
        });
        said.collect()
    }
}
