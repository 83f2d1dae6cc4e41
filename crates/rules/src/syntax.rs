//! The text syntax: words of the language, tokens, and the tree of what was written.

mod fault;
mod lexer;
mod parser;
mod raw;
pub(crate) mod words;

pub use fault::Fault;
pub(crate) use fault::nearest;
pub(crate) use lexer::is_plain_word;
pub(crate) use parser::{parse, unknown_word};
pub(crate) use raw::{Node, Raw};
