//! One written address, read without all that loading knows: only the estates that it can mean are
//! looked at, in the snapshot.

use catalog::area::AreaCode;
use catalog::problem::Problem;
use intake::address::{AddressParts, parse};
use linkage::{Key, LinkInput, MemoryIndex};
use query::Snapshot;

use super::{AddressBook, DWELLING_DOMAIN, Site, dwelling_key_text, variant};
use crate::app::App;

/// Where an address leads, by the same rules as in a delivery. `named` is the community that it is most
/// likely in.
///
/// # Errors
/// When the names of estates cannot be read.
pub async fn site_of(
    app: &App,
    snapshot: &Snapshot,
    text: &str,
    named: Option<&AreaCode>,
) -> Result<Site, Problem> {
    let parts = parse(text, &app.territory());
    let Some(name) = parts.called() else {
        return Ok(Site::default());
    };
    let mut book = AddressBook {
        root: app.root().cloned(),
        ..AddressBook::default()
    };
    let mut wanted: Vec<String> = parts.estate.iter().cloned().collect();
    for alias in app.store.estate_aliases_named(&name).await? {
        book.take(&alias);
        wanted.push(alias.estate);
    }
    let dwellings = book.learn_doors_of(app, snapshot, &parts, &wanted);
    Ok(book.site(&parts, named, &app.areas(), &dwellings, &app.keys))
}

impl AddressBook {
    /// Learns the estates of these names, and those that differ in a generic word only, and answers
    /// with the keys of the doors there that have the room.
    fn learn_doors_of(
        &mut self,
        app: &App,
        snapshot: &Snapshot,
        parts: &AddressParts,
        wanted: &[String],
    ) -> MemoryIndex {
        let mut dwellings = MemoryIndex::new();
        let room = parts.room.as_deref().unwrap_or_default();
        let names = Names::of(wanted);
        snapshot.each_door(
            |estate| names.hold(estate),
            |door| {
                let held = |part: &str| Some(part.to_owned()).filter(|part| !part.is_empty());
                self.learn(
                    door.estate,
                    Some(door.building).filter(|building| !building.is_empty()),
                    &door.community,
                );
                if door.room != room {
                    return;
                }
                let parts = AddressParts {
                    estate: held(door.estate),
                    building: held(door.building),
                    unit: held(door.unit),
                    room: held(door.room),
                    ..AddressParts::default()
                };
                if let Some(key) = dwelling_key_text(&parts, &door.community) {
                    let strong = Some(Key(app.keys.blind(DWELLING_DOMAIN, &key)));
                    dwellings.insert(LinkInput { strong, weak: None }, door.dwelling);
                }
            },
        );
        dwellings
    }
}

/// Names of estates, and their stems.
struct Names<'a>(Vec<(&'a str, String)>);

impl<'a> Names<'a> {
    fn of(names: &'a [String]) -> Self {
        Self(
            names
                .iter()
                .map(|name| (name.as_str(), variant::stem(name)))
                .collect(),
        )
    }

    /// A stem keeps the first two characters of a name, so that most names need no stem.
    fn hold(&self, estate: &str) -> bool {
        self.0.iter().any(|(name, stem)| {
            *name == estate
                || (name.chars().take(2).eq(estate.chars().take(2))
                    && variant::stem(estate) == *stem)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_estate_goes_by_its_name_or_by_one_with_another_generic_word() {
        let wanted = ["海韵花园".to_owned()];
        let names = Names::of(&wanted);
        for (estate, held) in [
            ("海韵花园", true),
            ("海韵小区", true),
            ("海韵花园二期", false),
            ("海月花园", false),
            ("", false),
        ] {
            assert_eq!(names.hold(estate), held, "{estate}");
        }
    }
}
