//! What is computed once per distinct value, so that comparing two records is only looking at
//! two small things.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::interner::Interner;

pub mod address;
pub mod birth;
pub mod identity;
pub mod lookalike;
pub mod name;
pub mod phone;

use birth::Day;
use identity::IdentityNumber;
use name::Name;
use phone::Phone;

/// What the values of a field are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Any text.
    Text,
    /// A decimal number.
    Number,
    /// A day, `2024-02-29` or `20240229`.
    Day,
    /// A person's name, Chinese or not.
    Name,
    /// 公民身份号码, right or wrong; see [`identity`].
    IdentityNumber,
    /// A phone number, digits only.
    Phone,
    /// A dwelling in canonical parts; see [`address`].
    Address,
}

/// The features of a field's values, by the value's number.
#[derive(Debug, Clone)]
pub(crate) enum Features {
    None,
    Numbers(Vec<f64>),
    Days(Vec<Day>),
    Names(Vec<Name>),
    Identity(Vec<IdentityNumber>),
    Phones(Vec<Phone>),
    Addresses(address::Addresses),
}

impl Features {
    /// Those of values.
    pub(crate) fn of(kind: Kind, values: &Interner) -> Self {
        match kind {
            Kind::Text => Self::None,
            Kind::Number => Self::Numbers(each(values, number)),
            Kind::Day => Self::Days(each(values, Day::read)),
            Kind::Name => Self::Names(each(values, Name::read)),
            Kind::IdentityNumber => Self::Identity(each(values, IdentityNumber::read)),
            Kind::Phone => Self::Phones(each(values, Phone::read)),
            Kind::Address => {
                let mut all = address::Addresses::default();
                values.numbers().for_each(|at| all.push(values.text(at)));
                Self::Addresses(all)
            }
        }
    }

    /// Adds the feature of the next value.
    pub(crate) fn push(&mut self, text: &str) {
        match self {
            Self::None => {}
            Self::Numbers(all) => all.push(number(text)),
            Self::Days(all) => all.push(Day::read(text)),
            Self::Names(all) => all.push(Name::read(text)),
            Self::Identity(all) => all.push(IdentityNumber::read(text)),
            Self::Phones(all) => all.push(Phone::read(text)),
            Self::Addresses(all) => all.push(text),
        }
    }
}

fn number(text: &str) -> f64 {
    text.trim().parse().unwrap_or(f64::NAN)
}

/// What is read in each value, by its number.
pub(crate) fn each<T: Send>(values: &Interner, read: impl Fn(&str) -> T + Sync + Send) -> Vec<T> {
    let numbers = values.numbers().into_par_iter();
    numbers.map(|number| read(values.text(number))).collect()
}

/// The most common reading of a character, packed into a number; 0 for a character without one.
/// Used for names only, where homophones are the usual slip.
#[must_use]
pub(crate) fn sound(character: char) -> u32 {
    use pinyin::ToPinyin;
    let reading = character.to_pinyin().map_or("", pinyin::Pinyin::plain);
    reading.bytes().fold(0, |sum: u32, byte| {
        sum.wrapping_mul(27)
            .wrapping_add(u32::from(byte.to_ascii_lowercase().saturating_sub(b'a')) + 1)
    })
}

/// The feature vector of one kind, for comparisons that need it.
macro_rules! of_kind {
    ($name:ident, $variant:ident, $what:ty) => {
        impl Features {
            /// The features, if the field is of this kind.
            pub(crate) fn $name(&self) -> Option<&$what> {
                match self {
                    Self::$variant(all) => Some(all),
                    _ => None,
                }
            }
        }
    };
}

of_kind!(numbers, Numbers, [f64]);
of_kind!(days, Days, [Day]);
of_kind!(names, Names, [Name]);
of_kind!(identity, Identity, [IdentityNumber]);
of_kind!(phones, Phones, [Phone]);
of_kind!(addresses, Addresses, address::Addresses);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn homophones_sound_the_same() {
        assert_eq!(sound('伟'), sound('炜'));
        assert_eq!(sound('徐'), sound('许'));
        assert_ne!(sound('王'), sound('黄'));
        assert_eq!(sound('x'), 0);
    }
}
