//! SM4 (GB/T 32907-2016) in counter mode: the stream of key bytes that a text is sealed with.
//!
//! Everything stored is ciphered, so this is the innermost loop of every load and every start. The
//! blocks of a stream are independent of each other while the 32 rounds of one block wait for one another,
//! so many are worked on side by side: sixteen in vector registers where the processor has the instructions
//! (`vector`), else four with the round function in tables (`tables`).
//!
//! A crate of its own because the vector instructions may be called only after asking the processor, which the
//! compiler cannot see: that call is unsafe code wherever it is written.

mod tables;
#[cfg(target_arch = "x86_64")]
mod vector;

/// Bytes of a block.
pub const BLOCK: usize = 16;

/// SM4 with one key.
pub struct Sm4 {
    keys: [u32; 32],
}

impl Sm4 {
    /// Expands a key.
    #[must_use]
    pub fn new(key: &[u8; 16]) -> Self {
        Self {
            keys: tables::expand(key),
        }
    }

    /// Encrypts one block.
    #[must_use]
    pub fn encrypt(&self, block: [u8; BLOCK]) -> [u8; BLOCK] {
        tables::encrypt(&self.keys, block)
    }

    /// Fills a stream with the ciphers of nonce and counter, counting up (modulo 2^32) from `first`, as SM4-GCM
    /// takes them (NIST SP 800-38D, clause 6.5).
    pub fn fill(&self, nonce: &[u8; 12], first: u32, stream: &mut [[u8; BLOCK]]) {
        #[cfg(target_arch = "x86_64")]
        if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("gfni") {
            #[expect(unsafe_code, reason = "the processor was asked for both features")]
            // SAFETY: the function is safe but for the two features that it is built with, and the
            // processor has them.
            unsafe {
                vector::fill(&self.keys, nonce, first, stream);
            }
            return;
        }
        tables::fill(&self.keys, nonce, first, stream);
    }
}

/// The three words of a nonce.
fn words(nonce: &[u8; 12]) -> [u32; 3] {
    let (words, _) = nonce.as_chunks::<4>();
    [words[0], words[1], words[2]].map(u32::from_be_bytes)
}

#[cfg(test)]
mod tests {
    use sm4::cipher::{BlockCipherEncrypt, KeyInit};

    use super::*;

    /// GB/T 32907-2016, appendix A.1 and A.2: key and plain text are the same.
    #[test]
    fn blocks_are_those_of_the_standard() {
        let key = 0x0123_4567_89ab_cdef_fedc_ba98_7654_3210_u128.to_be_bytes();
        let cipher = Sm4::new(&key);
        assert_eq!(
            cipher.encrypt(key),
            0x681e_df34_d206_965e_86b3_e94f_536e_4246_u128.to_be_bytes()
        );
        let many = (0..1_000_000).fold(key, |block, _| cipher.encrypt(block));
        assert_eq!(
            many,
            0x5952_98c7_c6fd_271f_0402_f804_c33d_3f66_u128.to_be_bytes()
        );
    }

    /// Keys and nonces of many bytes, and counters that carry into each of theirs or begin anew.
    fn cases() -> impl Iterator<Item = ([u8; 16], [u8; 12], u32)> {
        (0..64_u128).map(|seed| {
            let key = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835);
            let other = key.rotate_left(41).wrapping_mul(0xda94_2042_e4dd_58b5);
            let nonce = std::array::from_fn(|at| other.to_be_bytes()[at]);
            let before: [u32; 5] = [0xffff_ffeb, 0x0000_00f8, 0x00ff_fff0, 0x7fff_ffe0, 1];
            let first = before[seed as usize % before.len()].wrapping_add(seed as u32);
            (key.to_be_bytes(), nonce, first)
        })
    }

    fn reference(key: [u8; 16], nonce: [u8; 12], first: u32, blocks: usize) -> Vec<[u8; BLOCK]> {
        let cipher = sm4::Sm4::new(&key.into());
        (0..blocks as u32)
            .map(|at| {
                let mut block = [0; BLOCK];
                block[..12].copy_from_slice(&nonce);
                block[12..].copy_from_slice(&first.wrapping_add(at).to_be_bytes());
                let mut block = block.into();
                cipher.encrypt_block(&mut block);
                block.into()
            })
            .collect()
    }

    #[test]
    fn streams_of_any_length_are_what_the_sm4_crate_makes_of_them() {
        for (key, nonce, first) in cases() {
            let cipher = Sm4::new(&key);
            let expected = reference(key, nonce, first, 70);
            for blocks in 0..70 {
                let mut stream = vec![[0; BLOCK]; blocks];
                cipher.fill(&nonce, first, &mut stream);
                assert_eq!(stream, expected[..blocks], "{blocks} blocks");
                // What runs where the processor has no such instructions.
                let mut by_tables = vec![[0; BLOCK]; blocks];
                tables::fill(&cipher.keys, &nonce, first, &mut by_tables);
                assert_eq!(by_tables, stream, "{blocks} blocks by tables");
            }
        }
    }
}
