//! How fast values are sealed and opened: `cargo run --release -p seal --example cipher_speed`.
#![expect(clippy::print_stdout, reason = "a bench prints")]
#![expect(clippy::expect_used, reason = "a bench may fail")]

use std::time::Instant;

use seal::KeyRing;

const VALUES: u32 = 200_000;

/// Megabytes a second over so many values of a size.
fn speed(bytes: usize, began: Instant) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
    let megabytes = (bytes * VALUES as usize) as f64 / 1e6;
    megabytes / began.elapsed().as_secs_f64()
}

fn main() {
    let ring = KeyRing::from_bytes(&[7; 32]);
    for size in [100, 500, 4_000] {
        let plain = vec![b'x'; size];
        let began = Instant::now();
        let mut sealed = Vec::new();
        for row in 0..VALUES {
            sealed = ring.seal_at(&row.to_be_bytes(), &plain);
        }
        let sealing = speed(size, began);
        let place = (VALUES - 1).to_be_bytes();
        let began = Instant::now();
        for _ in 0..VALUES {
            let opened = ring.open_at(&place, &sealed).expect("it was sealed there");
            assert_eq!(opened.len(), size);
        }
        println!(
            "values of {size} bytes: sealed {sealing:.0} MB/s, opened {:.0} MB/s on one core",
            speed(size, began)
        );
    }
    let began = Instant::now();
    let mut sum = 0_i64;
    for row in 0..VALUES {
        sum ^= ring.blind("bench", &row.to_string());
    }
    println!(
        "blind keys: {:.0} thousand a second ({sum:x})",
        f64::from(VALUES) / began.elapsed().as_secs_f64() / 1e3
    );
}
