//! SM4 in Galois/counter mode: AEAD_SM4_GCM of RFC 8998 (NIST SP 800-38D) with a 128-bit key, a 96-bit
//! nonce and a 128-bit tag.
//!
//! The `aes-gcm` crate takes any block cipher, but asks it for one block after the other where less is left than
//! a few at once. Most values are no longer than that, so here the stream of a value is made in one go,
//! with the mask of its tag. Tests compare this file with that crate.

use ghash::GHash;
use ghash::universal_hash::UniversalHash;
use keystream::{BLOCK, Sm4};
use subtle::ConstantTimeEq;

/// Bytes of a nonce.
pub(crate) const NONCE: usize = 12;

/// Bytes of a tag.
pub(crate) const TAG: usize = 16;

/// Blocks of the stream made at once: what most values need, with the one that masks the tag.
const AT_ONCE: usize = 32;

/// Bytes of the longest text: beyond it the counter would begin anew (NIST SP 800-38D, clause 5.2.1.1).
const MOST: u64 = (1 << 36) - 32;

/// The mode with one key.
pub(crate) struct Sm4Gcm {
    cipher: Sm4,
    hash: GHash,
}

impl Sm4Gcm {
    pub(crate) fn new(key: &[u8; 16]) -> Self {
        let cipher = Sm4::new(key);
        let hash = GHash::new(&cipher.encrypt([0; BLOCK]).into());
        Self { cipher, hash }
    }

    /// Ciphers a text where it stands; its tag.
    ///
    /// # Panics
    /// When the text is longer than 64 GiB; the largest that anybody seals is a part of a file.
    pub(crate) fn seal(&self, nonce: &[u8; NONCE], place: &[u8], text: &mut [u8]) -> [u8; TAG] {
        assert!(text.len() as u64 <= MOST, "a text is far below 64 GiB");
        let mask = self.apply(nonce, text);
        self.tag(mask, place, text)
    }

    /// The plain text; none when text, place or tag are others than those that were sealed.
    pub(crate) fn open(
        &self,
        nonce: &[u8; NONCE],
        place: &[u8],
        sealed: &[u8],
        tag: &[u8; TAG],
    ) -> Option<Vec<u8>> {
        if sealed.len() as u64 > MOST {
            return None;
        }
        let mut text = sealed.to_vec();
        let mask = self.apply(nonce, &mut text);
        // Nobody sees the text before its tag is found to be right.
        bool::from(self.tag(mask, place, sealed).ct_eq(tag)).then_some(text)
    }

    /// Lays the stream over a text, to and fro alike; the first block of the stream, which is none of the
    /// text's and masks the tag.
    fn apply(&self, nonce: &[u8; NONCE], text: &mut [u8]) -> [u8; BLOCK] {
        let mut stream = [[0; BLOCK]; AT_ONCE];
        let (first, others) = text.split_at_mut(text.len().min((AT_ONCE - 1) * BLOCK));
        let needed = 1 + first.len().div_ceil(BLOCK);
        self.cipher.fill(nonce, 1, &mut stream[..needed]);
        let mask = stream[0];
        lay_over(&stream[1..], first);
        for (counter, some) in (1 + AT_ONCE as u32..)
            .step_by(AT_ONCE)
            .zip(others.chunks_mut(AT_ONCE * BLOCK))
        {
            let needed = some.len().div_ceil(BLOCK);
            self.cipher.fill(nonce, counter, &mut stream[..needed]);
            lay_over(&stream, some);
        }
        mask
    }

    fn tag(&self, mask: [u8; BLOCK], place: &[u8], sealed: &[u8]) -> [u8; TAG] {
        let mut hash = self.hash.clone();
        hash.update_padded(place);
        hash.update_padded(sealed);
        let bits = |bytes: &[u8]| (bytes.len() as u64 * 8).to_be_bytes();
        let mut lengths = [0; BLOCK];
        lengths[..8].copy_from_slice(&bits(place));
        lengths[8..].copy_from_slice(&bits(sealed));
        hash.update(&[lengths.into()]);
        let mut tag: [u8; TAG] = hash.finalize().into();
        lay_over(&[mask], &mut tag);
        tag
    }
}

fn lay_over(stream: &[[u8; BLOCK]], text: &mut [u8]) {
    for (byte, key) in text.iter_mut().zip(stream.as_flattened()) {
        *byte ^= key;
    }
}

#[cfg(test)]
mod tests {
    use aes_gcm::AesGcm;
    use aes_gcm::aead::consts::U12;
    use aes_gcm::aead::{AeadInOut, KeyInit};

    use super::*;

    /// RFC 8998, appendix A.1.
    #[test]
    fn the_mode_is_that_of_rfc_8998() {
        let key = 0x0123_4567_89ab_cdef_fedc_ba98_7654_3210_u128.to_be_bytes();
        let nonce = [0, 0, 0x12, 0x34, 0x56, 0x78, 0, 0, 0, 0, 0xab, 0xcd];
        let place = [
            0xfe, 0xed, 0xfa, 0xce, 0xde, 0xad, 0xbe, 0xef, 0xfe, 0xed, 0xfa, 0xce, 0xde, 0xad,
            0xbe, 0xef, 0xab, 0xad, 0xda, 0xd2,
        ];
        let mut text: Vec<u8> = [0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff, 0xee, 0xaa]
            .iter()
            .flat_map(|byte| [*byte; 8])
            .collect();
        let cipher = Sm4Gcm::new(&key);
        let tag = cipher.seal(&nonce, &place, &mut text);
        let expected = concat!(
            "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735",
            "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d"
        );
        assert_eq!(crate::hex(&text), expected);
        assert_eq!(crate::hex(&tag), "83de3541e4c2b58177e065a9bf7b62ec");
    }

    #[test]
    fn texts_of_any_length_are_what_the_aes_gcm_crate_makes_of_them() {
        let key: [u8; 16] = std::array::from_fn(|at| (at * 37) as u8);
        let ours = Sm4Gcm::new(&key);
        let theirs = AesGcm::<sm4::Sm4, U12>::new(&key.into());
        let text: Vec<u8> = (0..3 * AT_ONCE * BLOCK).map(|at| (at * at) as u8).collect();
        let around = |blocks: usize| blocks * BLOCK - 18..blocks * BLOCK + 18;
        let lengths = (0..100)
            .chain(around(AT_ONCE))
            .chain(around(2 * AT_ONCE))
            .chain([text.len()]);
        for length in lengths {
            let nonce = [length as u8; NONCE];
            let place = &text[..length % 40];
            let (mut sealed, mut expected) = (text[..length].to_vec(), text[..length].to_vec());
            let tag = ours.seal(&nonce, place, &mut sealed);
            let expected_tag = theirs
                .encrypt_inout_detached(&nonce.into(), place, expected.as_mut_slice().into())
                .expect("a short text");
            assert_eq!(sealed, expected, "{length} bytes");
            assert_eq!(tag, <[u8; TAG]>::from(expected_tag), "{length} bytes");
            assert_eq!(
                ours.open(&nonce, place, &sealed, &tag).as_deref(),
                Some(&text[..length])
            );
        }
    }

    #[test]
    fn what_was_changed_anywhere_does_not_open() {
        let cipher = Sm4Gcm::new(&[9; 16]);
        let (nonce, place) = ([1; NONCE], b"record 7");
        let mut sealed = "上海市某区某路".repeat(40).into_bytes();
        let tag = cipher.seal(&nonce, place, &mut sealed);
        assert!(cipher.open(&nonce, place, &sealed, &tag).is_some());
        assert!(cipher.open(&nonce, b"record 8", &sealed, &tag).is_none());
        assert!(cipher.open(&[2; NONCE], place, &sealed, &tag).is_none());
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(cipher.open(&nonce, place, &changed, &tag).is_none());
            assert!(cipher.open(&nonce, place, &sealed[..at], &tag).is_none());
        }
        for at in 0..TAG {
            let mut changed = tag;
            changed[at] ^= 0x80;
            assert!(cipher.open(&nonce, place, &sealed, &changed).is_none());
        }
    }
}
