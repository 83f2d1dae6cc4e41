//! Temporary timing.
#![allow(clippy::print_stdout, clippy::unwrap_used)]
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let plan = sample::Plan {
        area: a[1].parse().unwrap(),
        residents: a[2].parse().unwrap(),
        seed: a[4].parse().unwrap(),
        today: chrono::NaiveDate::from_ymd_opt(2026, 11, 21).unwrap(),
    };
    let t = std::time::Instant::now();
    let m = sample::write(&plan, catalog::area::AreaTree::shipped(), std::path::Path::new(&a[3]), &|s, d, n| {
        if d == 0 || d == n { println!("{:?} {s} {d}/{n}", t.elapsed()); }
    }).unwrap();
    println!("{:?} people {} files {}", t.elapsed(), m.people, m.files.len());
}
