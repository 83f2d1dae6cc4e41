//! How many addresses a second one core reads: the published set, again and again.
//!
//! `cargo run --release -p intake --example address_speed`

#![expect(clippy::print_stdout, reason = "printing the figure is its purpose")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use intake::address::{Territory, dwelling_key, parse};

/// How long it measures, after a round that fills the tables.
const MEASURED: Duration = Duration::from_secs(3);

fn main() {
    let texts: Vec<&str> = include_str!("../data/address_variants.csv")
        .lines()
        .skip(1)
        .filter_map(|line| line.split(',').next())
        .collect();
    let here = Territory::shipped();
    let read_all = || {
        for text in &texts {
            black_box(dwelling_key(&parse(black_box(text), here)));
        }
    };
    read_all();
    let started = Instant::now();
    let mut rounds = 0_usize;
    while started.elapsed() < MEASURED {
        read_all();
        rounds += 1;
    }
    let each = started.elapsed().as_secs_f64() / (rounds * texts.len()) as f64;
    println!(
        "addresses on one core: {:.0} a second ({:.2} µs each, {} texts)",
        1.0 / each,
        each * 1e6,
        texts.len()
    );
}
