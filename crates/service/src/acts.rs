//! What can be asked of the service: one act per file, none calls another.

pub mod about;
pub mod accounts;
pub mod areas;
pub mod audit;
pub mod catalogue;
pub mod comparisons;
pub mod contests;
pub mod contracts;
pub mod custom;
pub mod cutovers;
pub mod deliveries;
pub mod dwellings;
pub mod known;
pub mod locks;
pub mod people;
pub mod places;
pub mod pulls;
pub mod pushes;
pub mod requests;
pub mod review;
pub mod samples;
pub mod session;
pub mod submissions;
pub mod templates;
pub mod workbench;
