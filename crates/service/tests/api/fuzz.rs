//! Mutated files through the whole service: what cannot be loaded leaves nothing behind, and what
//! could be loaded is taken out again without a trace. (The reading alone is fuzzed ten thousand
//! times in `intake`.)

use serde_json::json;

use crate::server::{Server, databases};

/// Files handed in, each mutated at random.
const FILES: u64 = 24;

/// A small generator of our own, so that the same files come on every machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        // Marsaglia's xorshift64*.
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let rolled = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33;
        usize::try_from(rolled).unwrap() % below
    }
}

fn mutated(bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..=dice.roll(6) {
        let at = dice.roll(bytes.len());
        match dice.roll(5) {
            0 => bytes[at] ^= 1 << dice.roll(8),
            1 => bytes.truncate(at.max(1)),
            2 => {
                let end = (at + dice.roll(200)).min(bytes.len());
                bytes.drain(at..end);
                if bytes.is_empty() {
                    bytes.push(b'x');
                }
            }
            3 => {
                let end = (at + dice.roll(200)).min(bytes.len());
                let piece = bytes[at..end].to_vec();
                bytes.splice(at..at, piece);
            }
            _ => {
                let junk = [b"\"".as_slice(), b",", b"\n", b"{", b"\xff", b"\0"][dice.roll(6)];
                bytes.splice(at..at, junk.iter().copied());
            }
        }
    }
    bytes
}

#[tokio::test(flavor = "multi_thread")]
async fn mutated_files_are_loaded_whole_or_leave_nothing() {
    for database in databases("fuzz").into_iter().take(1) {
        let server = Server::demo(&database);
        let centre = server.sign_in("shuju").await;
        let before = server.digest();
        let csv = std::fs::read(server.sample_file("yibao")).unwrap();
        let xlsx = std::fs::read(server.sample_file("canlian")).unwrap();
        let ndjson =
            "{\"姓名\":\"孙测试\",\"id_number\":\"370203194605150020\",\"参保状态\":\"正常\"}\n"
                .repeat(40)
                .into_bytes();
        let mut dice = Dice(20_261_122);
        let (mut stopped, mut loaded) = (0, 0);
        for file in 0..FILES {
            let (original, name, source) = match file % 3 {
                0 => (&csv, format!("变异{file}.csv"), "yibao"),
                1 => (&xlsx, format!("变异{file}.xlsx"), "canlian"),
                _ => (&ndjson, format!("变异{file}.ndjson"), "yibao"),
            };
            let bytes = mutated(original, &mut dice);
            let fields = [("source", source), ("part", "true")];
            let delivery = centre.deliver(&name, bytes, &fields).await;
            match delivery["state"].as_str().unwrap() {
                "loaded" => {
                    loaded += 1;
                    let undo = format!("/api/deliveries/{}/undo", delivery["id"]);
                    centre.ask(&undo, json!({})).await;
                }
                "failed" | "quarantined" | "duplicate" => stopped += 1,
                other => panic!("{name} ended as {other}: {delivery}"),
            }
            assert_eq!(server.digest(), before, "{name} left something: {delivery}");
        }
        assert!(
            stopped > 0 && loaded > 0,
            "both happen: {stopped} and {loaded}"
        );
    }
}
