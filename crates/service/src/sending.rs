//! Sending (下发): every way in which a request reaches or burdens more people goes through one gate
//! that knows its price, and is carried out only once nothing stands against it or somebody else
//! has approved it.

pub mod carry_out;
pub mod gate;
pub mod listing;
pub mod order;
pub mod population;
pub mod price;
pub mod rules;
pub mod zero_touch;
