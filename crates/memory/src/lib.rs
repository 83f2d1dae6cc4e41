//! The allocator of the programs, and the one setting of it that loading needs otherwise. A crate of
//! its own because the setting is made through C, which is unsafe code wherever it is written.

use std::ffi::{c_int, c_long};

/// Whoever links this crate allocates with it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// `mi_option_purge_delay` among the options of mimalloc 3: after how many milliseconds free memory
/// goes back to the system.
const PURGE_DELAY: c_int = 15;

/// A load frees hundreds of megabytes a second and takes them again at once. Given back after a second,
/// as the library does by itself, they come back as new pages, and clearing those took a twentieth of
/// the load.
const TEN_SECONDS: c_long = 10_000;

#[expect(unsafe_code, reason = "functions of C with numbers only")]
mod option {
    use super::{c_int, c_long};

    // Both are safe to call at any time: an option is a number of its own in the library.
    unsafe extern "C" {
        pub(super) safe fn mi_option_get(option: c_int) -> c_long;
        pub(super) safe fn mi_option_set(option: c_int, value: c_long);
    }
}

/// Keeps free memory for ten seconds before it goes back to the system. To be called when a program
/// begins.
pub fn keep_free_memory() {
    // Another version of the library may count its options otherwise; then all stays as it is.
    if option::mi_option_get(PURGE_DELAY) == 1_000 {
        option::mi_option_set(PURGE_DELAY, TEN_SECONDS);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_option_is_where_it_is_looked_for() {
        assert_eq!(
            option::mi_option_get(PURGE_DELAY),
            1_000,
            "as mimalloc ships"
        );
        keep_free_memory();
        assert_eq!(option::mi_option_get(PURGE_DELAY), TEN_SECONDS);
    }
}
