//! County codes as identity numbers and organisation codes carry them: the code of first
//! registration, kept for life, so every code that ever was counts as known.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// A county, city or province code that is or was in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct County {
    /// The six digits.
    pub code: u32,
    /// The name, the latest one when it was renamed.
    pub name: &'static str,
    /// Whether the code is out of use today.
    pub abolished: bool,
    /// The year it went out of use, where known.
    pub until: Option<u16>,
}

static TABLE: LazyLock<FxHashMap<u32, County>> = LazyLock::new(|| {
    include_str!("../../data/counties.csv")
        .lines()
        .skip(1)
        .filter_map(read_line)
        .collect()
});

fn read_line(line: &'static str) -> Option<(u32, County)> {
    let mut fields = line.split(',');
    let (code, name, until) = (fields.next()?.parse().ok()?, fields.next()?, fields.next()?);
    let year = until.parse::<u16>().ok().filter(|year| *year > 0);
    Some((
        code,
        County {
            code,
            name,
            abolished: !until.is_empty(),
            until: year,
        },
    ))
}

/// The county of a six-digit code.
#[must_use]
pub fn find(code: u32) -> Option<&'static County> {
    TABLE.get(&code)
}

/// The county of the first six digits of a text.
#[must_use]
pub fn of_digits(text: &str) -> Option<&'static County> {
    find(text.get(..6)?.parse().ok()?)
}

impl County {
    /// The name with province and city in front: 山东省青岛市四方区.
    #[must_use]
    pub fn full_name(&self) -> String {
        let (province, city) = (self.code / 10_000 * 10_000, self.code / 100 * 100);
        let above = [province, city]
            .into_iter()
            .filter(|code| *code != self.code);
        let mut parts: Vec<&str> = above
            .filter_map(|code| find(code).map(|county| county.name))
            .filter(|name| !matches!(*name, "市辖区" | "县"))
            .collect();
        parts.push(self.name);
        parts.dedup();
        parts.concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn abolished_counties_are_known() {
        for (code, name, until) in [
            (370_205, "四方区", Some(2012)),
            (370_284, "胶南市", Some(2012)),
            (370_206, "沧口区", Some(1994)),
            (310_230, "崇明县", Some(2016)),
            (310_108, "闸北区", Some(2015)),
            (310_210, "崇明县", Some(1982)),
            (379_013, "即墨市", Some(1995)),
        ] {
            let county = find(code);
            assert_eq!(
                county.map(|county| (county.name, county.until)),
                Some((name, until))
            );
            assert!(county.is_some_and(|county| county.abolished));
        }
        assert!(find(370_203).is_some_and(|county| !county.abolished));
        assert_eq!(find(999_999), None);
        assert!(TABLE.len() > 6_900);
    }

    #[test]
    fn full_names_have_province_and_city() {
        let full = |code| find(code).map(County::full_name).unwrap_or_default();
        assert_eq!(full(370_205), "山东省青岛市四方区");
        assert_eq!(full(310_151), "上海市崇明区");
        assert_eq!(full(370_000), "山东省");
    }
}
