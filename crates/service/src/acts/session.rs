//! Signing in and out.

pub mod me;
pub mod password;
pub mod sign_in;
pub mod sign_out;
