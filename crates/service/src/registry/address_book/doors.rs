//! Roads with a number that stand for an estate (登州路45号 is 金桂苑), learned from addresses that
//! name both.

use catalog::area::AreaCode;
use rustc_hash::FxHashMap;

/// How many addresses must agree before a door is believed.
const CERTAIN: u32 = 3;

/// In which community which door is which estate.
pub type LearnedDoor = (AreaCode, String, String);

/// One estate that a door was seen to stand for.
#[derive(Debug)]
struct Seen {
    estate: String,
    times: u32,
    /// It is in the database.
    kept: bool,
}

/// Doors by name, then by community.
#[derive(Debug, Default)]
pub(super) struct Doors(FxHashMap<String, Vec<(AreaCode, Vec<Seen>)>>);

impl Doors {
    /// An address named this door and this estate.
    pub(super) fn seen(&mut self, community: AreaCode, door: String, estate: &str) {
        let seen = self.entry(community, door, estate);
        seen.times = seen.times.saturating_add(1);
    }

    /// The database holds that the door stands for the estate.
    pub(super) fn kept(&mut self, community: AreaCode, door: &str, estate: &str) {
        let seen = self.entry(community, door.to_owned(), estate);
        (seen.times, seen.kept) = (CERTAIN, true);
    }

    fn entry(&mut self, community: AreaCode, door: String, estate: &str) -> &mut Seen {
        let places = self.0.entry(door).or_default();
        let at = places
            .iter()
            .position(|(there, _)| *there == community)
            .unwrap_or_else(|| {
                places.push((community, Vec::new()));
                places.len() - 1
            });
        let estates = &mut places[at].1;
        let at = estates
            .iter()
            .position(|seen| seen.estate == estate)
            .unwrap_or_else(|| {
                estates.push(Seen {
                    estate: estate.to_owned(),
                    times: 0,
                    kept: false,
                });
                estates.len() - 1
            });
        &mut estates[at]
    }

    /// The estate a door stands for; nothing where addresses disagree.
    pub(super) fn estate(&self, door: &str, community: &AreaCode) -> Option<&str> {
        let (_, estates) = self
            .0
            .get(door)?
            .iter()
            .find(|(there, _)| there == community)?;
        match estates.as_slice() {
            [only] if only.times >= CERTAIN => Some(&only.estate),
            _ => None,
        }
    }

    /// The communities in which a door stands for an estate.
    pub(super) fn communities(&self, door: &str) -> Vec<AreaCode> {
        self.0
            .get(door)
            .into_iter()
            .flatten()
            .filter(|(_, estates)| matches!(estates.as_slice(), [only] if only.times >= CERTAIN))
            .map(|(community, _)| *community)
            .collect()
    }

    /// What is certain and not yet in the database; also what contradicts something that is, so
    /// that it is doubted after the next start too. Counts as kept from now on.
    pub(super) fn newly_certain(&mut self) -> Vec<LearnedDoor> {
        let mut new = Vec::new();
        for (door, places) in &mut self.0 {
            for (community, estates) in places {
                let alone = estates.len() == 1;
                let doubted = !alone && estates.iter().any(|seen| seen.kept);
                for seen in estates.iter_mut().filter(|seen| !seen.kept) {
                    if doubted || (alone && seen.times >= CERTAIN) {
                        seen.kept = true;
                        new.push((*community, door.clone(), seen.estate.clone()));
                    }
                }
            }
        }
        new.sort();
        new
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_door_is_believed_when_three_addresses_agree_and_none_disagrees() {
        let community: AreaCode = "370203005001".parse().expect("a code");
        let mut doors = Doors::default();
        let see = |doors: &mut Doors, estate| doors.seen(community, "登州路45号".into(), estate);
        see(&mut doors, "金桂苑");
        see(&mut doors, "金桂苑");
        assert_eq!(doors.estate("登州路45号", &community), None);
        see(&mut doors, "金桂苑");
        assert_eq!(doors.estate("登州路45号", &community), Some("金桂苑"));
        assert_eq!(doors.communities("登州路45号"), [community]);
        assert_eq!(doors.newly_certain().len(), 1);
        assert_eq!(doors.newly_certain().len(), 0);
        see(&mut doors, "海韵花园");
        assert_eq!(doors.estate("登州路45号", &community), None);
        assert_eq!(doors.newly_certain().len(), 1, "the doubt is kept as well");
    }
}
