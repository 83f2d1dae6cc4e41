//! Kin across households: elders whose grown children head households of their own.

use crate::dice::Dice;

/// A couple that may have grown children in the same community.
#[derive(Debug, Clone)]
pub(crate) struct Parents {
    /// Positions in the community's people.
    pub(crate) father: u32,
    pub(crate) mother: u32,
    /// Age of the father.
    pub(crate) age: i32,
    pub(crate) surname: &'static str,
}

/// Couples of a community and how many children they were given.
#[derive(Debug, Default)]
pub(crate) struct Pool(Vec<(Parents, u8)>);

impl Pool {
    /// Adds a couple.
    pub(crate) fn add(&mut self, parents: Parents) {
        self.0.push((parents, 0));
    }

    /// A couple whose child could be of this age; a few tries, because the pool is in no order.
    pub(crate) fn take(&mut self, age: i32, dice: &mut Dice) -> Option<Parents> {
        for _ in 0..6 {
            if self.0.is_empty() {
                return None;
            }
            let at = dice.below(u32::try_from(self.0.len()).unwrap_or(u32::MAX)) as usize;
            let (parents, children) = &mut self.0[at];
            if *children < 3 && (23..=38).contains(&(parents.age - age)) {
                *children += 1;
                return Some(parents.clone());
            }
        }
        None
    }
}
