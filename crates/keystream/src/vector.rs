//! SM4 in vector registers: one word of eight blocks a register, two such sets side by side.
//!
//! There is no table to look up in, so nothing depends on what lies in the processor's cache. The
//! substitution of the standard is an inversion in GF(2^8) between two affine maps (F. Liu et al.,
//! "Analysis of the SMS4 Block Cipher", ACISP 2007). The processor inverts in the field of AES, so the maps
//! here carry a byte into that field and back.

use std::arch::x86_64::{
    __m128i, __m256i, _mm_cvtsi128_si64, _mm_extract_epi64, _mm256_add_epi32,
    _mm256_castsi256_si128, _mm256_extracti128_si256, _mm256_gf2p8affine_epi64_epi8,
    _mm256_gf2p8affineinv_epi64_epi8, _mm256_or_si256, _mm256_set1_epi32, _mm256_set1_epi64x,
    _mm256_setr_epi32, _mm256_shuffle_epi8, _mm256_slli_epi32, _mm256_srli_epi32,
    _mm256_unpackhi_epi32, _mm256_unpackhi_epi64, _mm256_unpacklo_epi32, _mm256_unpacklo_epi64,
    _mm256_xor_si256,
};

use crate::{BLOCK, words};

/// Blocks of a set.
const SET: usize = 8;

/// Into the field: A of the standard, then the isomorphism to GF(2)[x]/(x^8+x^4+x^3+x+1) that
/// takes the generator to 0x23; rows from the highest byte down.
const INTO: i64 = 0x4c28_7db9_1a22_505d;
const INTO_CONSTANT: i32 = 0x3e;

/// Out of the field: back to the field of the standard, then A once more.
const OUT_OF: i64 = 0xf3ab_34a9_74a6_b589_u64.cast_signed();
const OUT_OF_CONSTANT: i32 = 0xd3;

/// A word of each of the eight blocks of a set, four times.
type State = [__m256i; 4];

/// See [`crate::Sm4::fill`].
#[target_feature(enable = "avx2,gfni")]
pub(crate) fn fill(keys: &[u32; 32], nonce: &[u8; 12], first: u32, stream: &mut [[u8; BLOCK]]) {
    let nonce = words(nonce);
    let mut counter = first;
    for some in stream.chunks_mut(2 * SET) {
        if some.len() > SET {
            let (one, other) = some.split_at_mut(SET);
            let [made, more] = rounds(
                keys,
                [state(nonce, counter), state(nonce, counter.wrapping_add(8))],
            );
            put(made, one);
            put(more, other);
        } else {
            let [made] = rounds(keys, [state(nonce, counter)]);
            put(made, some);
        }
        counter = counter.wrapping_add(2 * SET as u32);
    }
}

/// Eight blocks of a nonce and a counter.
#[inline]
#[target_feature(enable = "avx2,gfni")]
fn state(nonce: [u32; 3], counter: u32) -> State {
    let from = _mm256_set1_epi32(counter.cast_signed());
    [
        _mm256_set1_epi32(nonce[0].cast_signed()),
        _mm256_set1_epi32(nonce[1].cast_signed()),
        _mm256_set1_epi32(nonce[2].cast_signed()),
        _mm256_add_epi32(from, _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7)),
    ]
}

#[inline]
#[target_feature(enable = "avx2,gfni")]
fn rounds<const SETS: usize>(keys: &[u32; 32], mut sets: [State; SETS]) -> [State; SETS] {
    for keys in keys.as_chunks::<4>().0 {
        for step in 0..4 {
            let key = _mm256_set1_epi32(keys[step].cast_signed());
            for set in &mut sets {
                // The word that the round before changed comes last, so that the rest need not wait for it.
                let early = xor(xor(key, set[(step + 1) % 4]), set[(step + 2) % 4]);
                let mixed = mix(xor(early, set[(step + 3) % 4]));
                set[step] = xor(set[step], mixed);
            }
        }
    }
    sets
}

/// The mixer-substitution T of eight words.
#[inline]
#[target_feature(enable = "avx2,gfni")]
fn mix(word: __m256i) -> __m256i {
    let inside = _mm256_gf2p8affine_epi64_epi8::<INTO_CONSTANT>(word, _mm256_set1_epi64x(INTO));
    let byte =
        _mm256_gf2p8affineinv_epi64_epi8::<OUT_OF_CONSTANT>(inside, _mm256_set1_epi64x(OUT_OF));
    // b ^ b<<<2 ^ b<<<10 ^ b<<<18 ^ b<<<24 with a single rotation that is not by whole bytes.
    let turned = xor(
        xor(byte, turn(byte, [3, 0, 1, 2])),
        turn(byte, [2, 3, 0, 1]),
    );
    let by_two = _mm256_or_si256(
        _mm256_slli_epi32::<2>(turned),
        _mm256_srli_epi32::<30>(turned),
    );
    xor(xor(byte, turn(byte, [1, 2, 3, 0])), by_two)
}

#[inline]
#[target_feature(enable = "avx2,gfni")]
fn xor(one: __m256i, other: __m256i) -> __m256i {
    _mm256_xor_si256(one, other)
}

/// The bytes of every word in another order, the lowest first.
#[inline]
#[target_feature(enable = "avx2,gfni")]
fn turn(words: __m256i, order: [i32; 4]) -> __m256i {
    let word = |first: i32| {
        let bytes = order.map(|byte| (byte + first).cast_unsigned() as u8);
        i32::from_le_bytes(bytes)
    };
    let order = _mm256_setr_epi32(
        word(0),
        word(4),
        word(8),
        word(12),
        word(0),
        word(4),
        word(8),
        word(12),
    );
    _mm256_shuffle_epi8(words, order)
}

/// Writes the blocks of a set, as many as there is room for: their words in reverse.
#[inline]
#[target_feature(enable = "avx2,gfni")]
fn put([d, c, b, a]: State, stream: &mut [[u8; BLOCK]]) {
    let (ab_low, ab_high) = (_mm256_unpacklo_epi32(a, b), _mm256_unpackhi_epi32(a, b));
    let (cd_low, cd_high) = (_mm256_unpacklo_epi32(c, d), _mm256_unpackhi_epi32(c, d));
    let rows = [
        _mm256_unpacklo_epi64(ab_low, cd_low),
        _mm256_unpackhi_epi64(ab_low, cd_low),
        _mm256_unpacklo_epi64(ab_high, cd_high),
        _mm256_unpackhi_epi64(ab_high, cd_high),
    ];
    let mut blocks = [[0; BLOCK]; SET];
    for (at, row) in rows.into_iter().enumerate() {
        let row = turn(row, [3, 2, 1, 0]);
        blocks[at] = bytes(_mm256_castsi256_si128(row));
        blocks[at + 4] = bytes(_mm256_extracti128_si256::<1>(row));
    }
    stream.copy_from_slice(&blocks[..stream.len()]);
}

#[inline]
#[target_feature(enable = "avx2,gfni")]
fn bytes(block: __m128i) -> [u8; BLOCK] {
    let low = _mm_cvtsi128_si64(block).to_le_bytes();
    let high = _mm_extract_epi64::<1>(block).to_le_bytes();
    std::array::from_fn(|at| if at < 8 { low[at] } else { high[at - 8] })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::SUBSTITUTION;

    /// Bit `i` of what an affine map makes of a byte, as the instruction counts rows.
    fn affine(matrix: i64, constant: i32, byte: u8) -> u8 {
        let rows = matrix.to_be_bytes();
        (0..8).fold(constant as u8, |made, bit| {
            let ones = (rows[bit] & byte).count_ones();
            made ^ (((ones & 1) as u8) << bit)
        })
    }

    fn times(mut one: u8, mut other: u8) -> u8 {
        let mut made = 0;
        while other > 0 {
            if other & 1 == 1 {
                made ^= one;
            }
            one = (one << 1) ^ if one & 0x80 == 0 { 0 } else { 0x1b };
            other >>= 1;
        }
        made
    }

    fn inverse(byte: u8) -> u8 {
        (0..254).fold(1, |power, _| times(power, byte))
    }

    /// What the registers compute, in plain arithmetic: it holds on processors without the
    /// instructions, too.
    #[test]
    fn the_maps_around_the_inversion_are_the_substitution_of_the_standard() {
        for byte in 0..=u8::MAX {
            let inside = affine(INTO, INTO_CONSTANT, byte);
            let made = affine(OUT_OF, OUT_OF_CONSTANT, inverse(inside));
            assert_eq!(made, SUBSTITUTION[usize::from(byte)], "{byte:#x}");
        }
    }
}
