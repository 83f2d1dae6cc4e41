//! Everything of one community on the way from the registry into columns, and as bytes: a program
//! that starts takes the drafts it kept over instead of opening every entity of the district again.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::dwelling_columns::DwellingDraft;
use crate::input::PartitionInput;
use crate::person_draft::PersonDraft;
use crate::place_columns::PlaceDraft;

/// Everything of one community, reduced to what the snapshot keeps.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Draft {
    pub(crate) persons: Vec<PersonDraft>,
    pub(crate) dwellings: Vec<DwellingDraft>,
    pub(crate) places: Vec<PlaceDraft>,
}

impl Draft {
    /// Reduces what was handed over.
    #[must_use]
    pub fn of(input: PartitionInput) -> Self {
        Self {
            persons: input.persons.into_par_iter().map(PersonDraft::of).collect(),
            dwellings: input
                .dwellings
                .into_par_iter()
                .map(DwellingDraft::of)
                .collect(),
            places: input.places.into_par_iter().map(PlaceDraft::of).collect(),
        }
    }

    /// The draft as packed bytes. They hold names, numbers and addresses in plain: whoever keeps
    /// them seals them. Only the program that wrote them can be trusted to read them.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let plain = postcard::to_stdvec(self).expect("drafts are numbers and texts");
        snap::raw::Encoder::new()
            .compress_vec(&plain)
            .expect("a community has less than 4 GiB")
    }

    /// What [`Draft::to_bytes`] wrote; `None` when the bytes are something else.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let plain = snap::raw::Decoder::new().decompress_vec(bytes).ok()?;
        postcard::from_bytes(&plain).ok()
    }
}
