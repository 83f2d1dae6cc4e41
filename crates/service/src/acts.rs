//! What can be asked of the service: one act per file, none calls another.

pub mod about;
pub mod accounts;
pub mod areas;
pub mod audit;
pub mod catalogue;
pub mod comparisons;
pub mod contests;
pub mod cutovers;
pub mod deliveries;
pub mod dwellings;
pub mod people;
pub mod places;
pub mod requests;
pub mod session;
pub mod submissions;
pub mod templates;
pub mod workbench;
