//! What people call a column, and the field it stands for.

use catalog::element::{DataElement, Dictionary};
use catalog::title::{Tier, TitleContext, match_title};
use linkage::compare::Field;

/// The field that a word means: an element's id, label or one of its titles, else a column so
/// titled.
pub fn named(word: &str) -> Field {
    let word = word.trim();
    let dictionary = Dictionary::shipped();
    if let Some(element) = dictionary.by_id(word).or_else(|| dictionary.by_label(word)) {
        return Field::Element(element.no);
    }
    let path = [word.to_owned()];
    let context = TitleContext {
        path: &path,
        source: None,
        samples: &[],
        siblings: &[],
        about: &[],
    };
    match match_title(&context) {
        Some(found) if found.tier == Tier::Auto => Field::Element(found.element),
        _ => Field::Column(word.to_owned()),
    }
}

/// The word by which [`named`] finds a field again.
pub fn word(field: &Field) -> String {
    match field {
        Field::Element(_) => element(field).map_or_else(String::new, |element| element.id.clone()),
        Field::Column(title) => title.clone(),
    }
}

/// What stands above a field on screen.
pub fn label(field: &Field) -> String {
    match field {
        Field::Element(_) => {
            element(field).map_or_else(String::new, |element| element.label.clone())
        }
        Field::Column(title) => title.clone(),
    }
}

/// The element of a field.
pub fn element(field: &Field) -> Option<&'static DataElement> {
    match field {
        Field::Element(no) => Dictionary::shipped().get(*no),
        Field::Column(_) => None,
    }
}

/// Whether two unequal texts of a field mean the same.
pub fn agree(field: &Field, one: &str, other: &str) -> bool {
    element(field).is_some_and(|element| intake::list::agree(element, one, other))
}

#[cfg(test)]
mod tests {
    use catalog::element::no;

    use super::*;

    #[test]
    fn a_column_is_known_by_id_label_and_title() {
        for word in ["id_number", "公民身份号码", "身份证号", " 身份证号码 "] {
            assert_eq!(named(word), Field::Element(no::ID_NUMBER), "{word}");
        }
        assert_eq!(named("档案号"), Field::Column("档案号".to_owned()));
        for field in [
            Field::Element(no::PHONE),
            Field::Column("档案号".to_owned()),
        ] {
            assert_eq!(named(&word(&field)), field);
        }
    }
}
