//! Counties of the whole country, found by the names that addresses begin with.

use std::sync::LazyLock;

use catalog::identifier::county;
use rustc_hash::FxHashMap;

/// Counties of the whole country by name: with province and city, and without either where that
/// is unambiguous (`山东省诸城市`, `潍坊市诸城市`). Counties in use win over abolished ones.
static NATION: LazyLock<FxHashMap<String, &'static county::County>> = LazyLock::new(|| {
    let mut names: FxHashMap<String, &'static county::County> = FxHashMap::default();
    let mut doubtful: Vec<String> = Vec::new();
    // Every six-digit code that can be one; those of provinces and cities end in 00.
    let codes = (110_000..840_000).filter(|code| code % 100 != 0);
    for county in codes.filter_map(county::find) {
        for name in spellings(county) {
            match names.get(&name) {
                Some(held) if held.abolished == county.abolished && held.code != county.code => {
                    doubtful.push(name);
                }
                Some(held) if !held.abolished => {}
                _ => {
                    names.insert(name, county);
                }
            }
        }
    }
    // Two counties in use of one name in one province: the city has to be written.
    for name in doubtful {
        if names
            .get(&name)
            .is_some_and(|county| !is_full_name(county, &name))
        {
            names.remove(&name);
        }
    }
    names
});

fn is_full_name(county: &county::County, name: &str) -> bool {
    county.full_name() == name
}

/// How a county is written: in full, without its city, without its province.
fn spellings(county: &county::County) -> Vec<String> {
    let named = |code: u32| {
        county::find(code)
            .map(|above| above.name)
            .filter(|name| !matches!(*name, "市辖区" | "县") && *name != county.name)
            .unwrap_or_default()
    };
    let province = named(county.code / 10_000 * 10_000);
    let city = named(county.code / 100 * 100);
    let mut spellings = vec![county.full_name(), format!("{province}{}", county.name)];
    if !city.is_empty() {
        spellings.push(format!("{city}{}", county.name));
    }
    spellings.dedup();
    spellings
}

/// The county of a full name, `provinces` first in full.
pub(crate) fn find(name: &str) -> Option<&'static county::County> {
    let named = NATION.get(name).copied();
    named.or_else(|| NATION.get(&name.replace("市辖区", "")).copied())
}
