//! SM4 with the round function in tables: works on every processor.

use crate::{BLOCK, words};

/// The substitution of clause 6.2 a.
pub(crate) const SUBSTITUTION: [u8; 256] = [
    0xd6, 0x90, 0xe9, 0xfe, 0xcc, 0xe1, 0x3d, 0xb7, 0x16, 0xb6, 0x14, 0xc2, 0x28, 0xfb, 0x2c, 0x05,
    0x2b, 0x67, 0x9a, 0x76, 0x2a, 0xbe, 0x04, 0xc3, 0xaa, 0x44, 0x13, 0x26, 0x49, 0x86, 0x06, 0x99,
    0x9c, 0x42, 0x50, 0xf4, 0x91, 0xef, 0x98, 0x7a, 0x33, 0x54, 0x0b, 0x43, 0xed, 0xcf, 0xac, 0x62,
    0xe4, 0xb3, 0x1c, 0xa9, 0xc9, 0x08, 0xe8, 0x95, 0x80, 0xdf, 0x94, 0xfa, 0x75, 0x8f, 0x3f, 0xa6,
    0x47, 0x07, 0xa7, 0xfc, 0xf3, 0x73, 0x17, 0xba, 0x83, 0x59, 0x3c, 0x19, 0xe6, 0x85, 0x4f, 0xa8,
    0x68, 0x6b, 0x81, 0xb2, 0x71, 0x64, 0xda, 0x8b, 0xf8, 0xeb, 0x0f, 0x4b, 0x70, 0x56, 0x9d, 0x35,
    0x1e, 0x24, 0x0e, 0x5e, 0x63, 0x58, 0xd1, 0xa2, 0x25, 0x22, 0x7c, 0x3b, 0x01, 0x21, 0x78, 0x87,
    0xd4, 0x00, 0x46, 0x57, 0x9f, 0xd3, 0x27, 0x52, 0x4c, 0x36, 0x02, 0xe7, 0xa0, 0xc4, 0xc8, 0x9e,
    0xea, 0xbf, 0x8a, 0xd2, 0x40, 0xc7, 0x38, 0xb5, 0xa3, 0xf7, 0xf2, 0xce, 0xf9, 0x61, 0x15, 0xa1,
    0xe0, 0xae, 0x5d, 0xa4, 0x9b, 0x34, 0x1a, 0x55, 0xad, 0x93, 0x32, 0x30, 0xf5, 0x8c, 0xb1, 0xe3,
    0x1d, 0xf6, 0xe2, 0x2e, 0x82, 0x66, 0xca, 0x60, 0xc0, 0x29, 0x23, 0xab, 0x0d, 0x53, 0x4e, 0x6f,
    0xd5, 0xdb, 0x37, 0x45, 0xde, 0xfd, 0x8e, 0x2f, 0x03, 0xff, 0x6a, 0x72, 0x6d, 0x6c, 0x5b, 0x51,
    0x8d, 0x1b, 0xaf, 0x92, 0xbb, 0xdd, 0xbc, 0x7f, 0x11, 0xd9, 0x5c, 0x41, 0x1f, 0x10, 0x5a, 0xd8,
    0x0a, 0xc1, 0x31, 0x88, 0xa5, 0xcd, 0x7b, 0xbd, 0x2d, 0x74, 0xd0, 0x12, 0xb8, 0xe5, 0xb4, 0xb0,
    0x89, 0x69, 0x97, 0x4a, 0x0c, 0x96, 0x77, 0x7e, 0x65, 0xb9, 0xf1, 0x09, 0xc5, 0x6e, 0xc6, 0x84,
    0x18, 0xf0, 0x7d, 0xec, 0x3a, 0xdc, 0x4d, 0x20, 0x79, 0xee, 0x5f, 0x3e, 0xd7, 0xcb, 0x39, 0x48,
];

/// The system parameter FK of clause 7.3.
const FK: [u32; 4] = [0xa3b1_bac6, 0x56aa_3350, 0x677d_9197, 0xb270_22dc];

/// Substitution and linear transformation L of one byte in each of its four places, so that a
/// round is four look-ups.
static ROUND: [[u32; 256]; 4] = round_tables();

/// Blocks that are worked on side by side. Eight are faster still for long texts, but a value has a few
/// hundred bytes, and what is left of it goes block by block.
const WIDTH: usize = 4;

/// A block as four words, as the rounds take it.
type Words = [u32; 4];

const fn round_tables() -> [[u32; 256]; 4] {
    let mut tables = [[0; 256]; 4];
    let mut byte = 0;
    while byte < 256 {
        let word = (SUBSTITUTION[byte] as u32) << 24;
        let mixed = word
            ^ word.rotate_left(2)
            ^ word.rotate_left(10)
            ^ word.rotate_left(18)
            ^ word.rotate_left(24);
        tables[0][byte] = mixed;
        tables[1][byte] = mixed.rotate_right(8);
        tables[2][byte] = mixed.rotate_right(16);
        tables[3][byte] = mixed.rotate_right(24);
        byte += 1;
    }
    tables
}

/// The mixer-substitution T.
#[inline(always)]
fn mix(word: u32) -> u32 {
    let [a, b, c, d] = word.to_be_bytes();
    ROUND[0][usize::from(a)]
        ^ ROUND[1][usize::from(b)]
        ^ ROUND[2][usize::from(c)]
        ^ ROUND[3][usize::from(d)]
}

/// The same of the key expansion, with the linear transformation L'.
fn mix_key(word: u32) -> u32 {
    let bytes = word
        .to_be_bytes()
        .map(|byte| SUBSTITUTION[usize::from(byte)]);
    let word = u32::from_be_bytes(bytes);
    word ^ word.rotate_left(13) ^ word.rotate_left(23)
}

/// The fixed parameter CK: byte `j` of word `i` is 7 (4 i + j) modulo 256.
fn fixed_parameter(round: usize) -> u32 {
    let byte = |at: usize| u8::try_from((4 * round + at) * 7 % 256).expect("a remainder of 256");
    u32::from_be_bytes([byte(0), byte(1), byte(2), byte(3)])
}

/// The round keys of clause 7.3.
pub(crate) fn expand(key: &[u8; 16]) -> [u32; 32] {
    let mut state: Words = [0; 4];
    for ((word, bytes), parameter) in state.iter_mut().zip(key.as_chunks::<4>().0).zip(FK) {
        *word = u32::from_be_bytes(*bytes) ^ parameter;
    }
    let mut keys = [0; 32];
    for (round, key) in keys.iter_mut().enumerate() {
        let at = |ahead: usize| state[(round + ahead) % 4];
        *key = at(0) ^ mix_key(at(1) ^ at(2) ^ at(3) ^ fixed_parameter(round));
        state[round % 4] = *key;
    }
    keys
}

/// The cipher of one block.
pub(crate) fn encrypt(keys: &[u32; 32], block: [u8; BLOCK]) -> [u8; BLOCK] {
    let (words, _) = block.as_chunks::<4>();
    let mut block = [[words[0], words[1], words[2], words[3]].map(u32::from_be_bytes)];
    rounds(keys, &mut block);
    bytes(block[0])
}

/// See [`crate::Sm4::fill`].
pub(crate) fn fill(keys: &[u32; 32], nonce: &[u8; 12], first: u32, stream: &mut [[u8; BLOCK]]) {
    let [a, b, c] = words(nonce);
    let mut counter = first;
    let mut next = || {
        let block = [a, b, c, counter];
        counter = counter.wrapping_add(1);
        block
    };
    let (sets, rest) = stream.as_chunks_mut::<WIDTH>();
    for set in sets {
        let mut blocks: [Words; WIDTH] = std::array::from_fn(|_| next());
        rounds(keys, &mut blocks);
        *set = blocks.map(bytes);
    }
    for one in rest {
        let mut block = [next()];
        rounds(keys, &mut block);
        *one = bytes(block[0]);
    }
}

#[inline(always)]
fn rounds<const N: usize>(keys: &[u32; 32], blocks: &mut [Words; N]) {
    for keys in keys.as_chunks::<4>().0 {
        for step in 0..4 {
            for block in &mut *blocks {
                let mixed = block[(step + 1) % 4]
                    ^ block[(step + 2) % 4]
                    ^ block[(step + 3) % 4]
                    ^ keys[step];
                block[step] ^= mix(mixed);
            }
        }
    }
}

/// The bytes of a block after the rounds: its words in reverse.
#[inline(always)]
fn bytes(mut block: Words) -> [u8; BLOCK] {
    block.reverse();
    let mut bytes = [0; BLOCK];
    for (bytes, word) in bytes.as_chunks_mut::<4>().0.iter_mut().zip(block) {
        *bytes = word.to_be_bytes();
    }
    bytes
}
