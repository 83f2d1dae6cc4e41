//! The households of a partition. Nothing is handed over of a household itself: it is there as long
//! as somebody's record puts them into it, and what is known of it is what its members' records say.

use arrow_array::{Array, Int64Array};

use crate::household_seat::SharedHouseholds;
use crate::lists::NO_LIST;
use crate::partition::Core;
use crate::row_set::row_number;

/// The households that a partition holds, sorted by id.
#[derive(Debug, Clone)]
pub(crate) struct Households {
    pub(crate) id: Int64Array,
    /// By row: which list of the people's households has the members who are held here.
    pub(crate) members: Vec<u32>,
    /// By row: the dwelling that it is registered in, as a row of the partition's dwellings; past
    /// them where none is known.
    pub(crate) door: Vec<u32>,
}

impl Households {
    /// Those of a partition; `shared` says which of its people's households another one holds, and
    /// which have members elsewhere.
    pub(crate) fn of(core: &Core, shared: &SharedHouseholds) -> Self {
        let mut rows = Rows::default();
        let door_row = |dwelling: Option<i64>| {
            dwelling
                .and_then(|id| core.dwellings.row_of(id))
                .map_or(NO_LIST, row_number)
        };
        let people = &core.people;
        let nobody = people.households.last();
        let mut seated = shared.seated.iter().peekable();
        let mut away = shared.away.iter().peekable();
        for (list, members) in (0..).zip(people.each_household()) {
            let household = people.household.value(members[0] as usize);
            while let Some((id, door)) = seated.next_if(|(id, _)| *id < household) {
                rows.push(*id, nobody, door_row(*door));
            }
            let door = match seated.next_if(|(id, _)| *id == household) {
                Some((_, door)) => *door,
                None => people.door_of(members).map(|(_, door)| door),
            };
            if away.next_if(|id| **id == household).is_none() {
                rows.push(household, list, door_row(door));
            }
        }
        for (id, door) in seated {
            rows.push(*id, nobody, door_row(*door));
        }
        rows.members.shrink_to_fit();
        rows.door.shrink_to_fit();
        Self {
            id: rows.id.into(),
            members: rows.members,
            door: rows.door,
        }
    }

    /// How many households there are.
    pub(crate) fn len(&self) -> usize {
        self.id.len()
    }

    /// The row of a household.
    pub(crate) fn row_of(&self, id: i64) -> Option<usize> {
        self.id.values().binary_search(&id).ok()
    }

    /// Bytes on the heap.
    pub(crate) fn bytes(&self) -> usize {
        self.id.get_array_memory_size()
            + (self.members.capacity() + self.door.capacity()) * size_of::<u32>()
    }
}

/// The columns as they grow.
#[derive(Default)]
struct Rows {
    id: Vec<i64>,
    members: Vec<u32>,
    door: Vec<u32>,
}

impl Rows {
    fn push(&mut self, id: i64, members: u32, door: u32) {
        self.id.push(id);
        self.members.push(members);
        self.door.push(door);
    }
}
