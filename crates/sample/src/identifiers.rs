//! Numbers that pass their own checks: identity numbers (GB 11643), credit codes (GB 32100 with
//! the organisation code of GB 11714 inside), bank accounts (Luhn) and phones.

use chrono::{Datelike, NaiveDate};

/// Weights of the first seventeen characters of an identity number.
const ID_WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
/// Check characters by remainder.
const ID_CHECKS: [u8; 11] = *b"10X98765432";
/// Characters of a credit code in the order of their values; I, O, S, V and Z are not used.
const CREDIT_CHARACTERS: [u8; 31] = *b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// An identity number as 18 ASCII characters.
pub(crate) type IdNumber = [u8; 18];
/// A credit code as 18 ASCII characters.
pub(crate) type CreditCode = [u8; 18];

/// The identity number of a county code (or the six leading characters of the special kinds),
/// a birth date and a serial from 0 to 999.
pub(crate) fn id_number(county: u32, birth: NaiveDate, serial: u32) -> IdNumber {
    let mut number = [b'0'; 18];
    put(&mut number[..6], county);
    put(&mut number[6..10], birth.year_ce().1);
    put(&mut number[10..12], birth.month());
    put(&mut number[12..14], birth.day());
    put(&mut number[14..17], serial);
    number[17] = id_check(&number);
    number
}

/// The check character of the first seventeen characters.
pub(crate) fn id_check(number: &IdNumber) -> u8 {
    let sum: u32 = number
        .iter()
        .zip(ID_WEIGHTS)
        .map(|(digit, weight)| u32::from(digit - b'0') * weight)
        .sum();
    ID_CHECKS[(sum % 11) as usize]
}

/// Writes a number into digits, right aligned.
fn put(digits: &mut [u8], mut number: u32) {
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + u8::try_from(number % 10).expect("a decimal digit");
        number /= 10;
    }
}

/// The credit code of a registration kind (`91` 企业, `92` 个体, `93` 合作社), a county code and a
/// running number below 31⁵.
pub(crate) fn credit_code(kind: &[u8; 2], county: u32, running: u32) -> CreditCode {
    let mut code = [b'0'; 18];
    code[..2].copy_from_slice(kind);
    put(&mut code[2..8], county);
    code[8..11].copy_from_slice(b"MA3");
    let mut left = running;
    for place in code[11..16].iter_mut().rev() {
        *place = CREDIT_CHARACTERS[(left % 31) as usize];
        left /= 31;
    }
    code[16] = organisation_check(&code[8..16]);
    code[17] = credit_check(&code);
    code
}

/// The check character of an organisation code (GB 11714).
fn organisation_check(body: &[u8]) -> u8 {
    const WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];
    let value = |character: u8| match character {
        b'0'..=b'9' => u32::from(character - b'0'),
        _ => u32::from(character - b'A') + 10,
    };
    let sum: u32 = body
        .iter()
        .zip(WEIGHTS)
        .map(|(at, weight)| value(*at) * weight)
        .sum();
    match 11 - sum % 11 {
        10 => b'X',
        11 => b'0',
        digit => b'0' + u8::try_from(digit).expect("a decimal digit"),
    }
}

/// The check character of a credit code (GB 32100).
fn credit_check(code: &CreditCode) -> u8 {
    let mut weight = 1;
    let mut sum = 0;
    for character in &code[..17] {
        let value = CREDIT_CHARACTERS
            .iter()
            .position(|known| known == character)
            .unwrap_or(0);
        sum += value * weight;
        weight = weight * 3 % 31;
    }
    CREDIT_CHARACTERS[(31 - sum % 31) % 31]
}

/// A 19-digit debit card number whose Luhn check holds; the issuer digits `621000` and the zeros
/// behind them mark it as made up.
pub(crate) fn bank_account(running: u64) -> String {
    let body = format!("621000000{running:09}");
    let sum: u32 = body
        .bytes()
        .rev()
        .enumerate()
        .map(|(at, digit)| {
            let digit = u32::from(digit - b'0');
            match (at % 2, digit * 2) {
                (0, double) if double > 9 => double - 9,
                (0, double) => double,
                _ => digit,
            }
        })
        .sum();
    format!("{body}{}", (10 - sum % 10) % 10)
}

/// The mobile number of a running number: `1xx00` and six digits, so that every number is
/// recognisable as made up. Unique up to 70 million.
pub(crate) fn mobile(running: u64) -> String {
    // Heads in an order in which the common ones of each operator come first.
    const HEADS: [&str; 14] = [
        "139", "138", "136", "137", "135", "158", "159", "186", "187", "150", "151", "152", "188",
        "198",
    ];
    let block = running / 1_000_000;
    // Neighbours get far-apart numbers of different operators; within one block of a million
    // the six digits are all different, and each block has heads of its own.
    let digits = (running % 1_000_000) * 611_953 % 1_000_000;
    let first = usize::try_from(block * 7 % 14).unwrap_or(0);
    let head = HEADS[(first + usize::try_from(digits % 7).unwrap_or(0)) % 14];
    let middle = block / 2;
    format!("{head}{:02}{digits:06}", middle % 100)
}

/// Text of ASCII digits.
pub(crate) fn text(ascii: &[u8]) -> &str {
    std::str::from_utf8(ascii).expect("made of ASCII digits and letters")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn identity_numbers_of_the_standard() {
        let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
        assert_eq!(
            text(&id_number(110_105, day(1949, 12, 31), 2)),
            "11010519491231002X"
        );
        assert_eq!(
            text(&id_number(440_524, day(1880, 1, 1), 1)),
            "440524188001010014"
        );
        assert_eq!(
            text(&id_number(370_203, day(1946, 5, 15), 2)),
            "370203194605150020"
        );
        assert_eq!(
            text(&id_number(310_151, day(2024, 2, 29), 1)),
            "310151202402290017"
        );
        assert_eq!(
            text(&id_number(810_000, day(1990, 1, 1), 1)),
            "810000199001010019"
        );
    }

    #[test]
    fn credit_code_checks_of_the_standard() {
        assert_eq!(organisation_check(b"D2143569"), b'X');
        assert_eq!(credit_check(b"91350100M000100Y40"), b'3');
        assert_eq!(credit_check(b"92370203MA3C000110"), b'0');
    }

    #[test]
    fn bank_accounts_pass_luhn() {
        let digits = bank_account(12_345);
        assert_eq!(digits.len(), 19);
        let sum: u32 = digits
            .bytes()
            .rev()
            .enumerate()
            .map(|(at, digit)| {
                let digit = u32::from(digit - b'0') * if at % 2 == 1 { 2 } else { 1 };
                if digit > 9 { digit - 9 } else { digit }
            })
            .sum();
        assert_eq!(sum % 10, 0);
    }

    #[test]
    fn mobiles_are_unique_and_recognisable() {
        let numbers: std::collections::HashSet<_> = (0..5000_u64)
            .chain(1_000_000..1_005_000)
            .chain(2_000_000..2_005_000)
            .map(mobile)
            .collect();
        assert_eq!(numbers.len(), 15_000);
        assert!(
            numbers
                .iter()
                .all(|number| number.len() == 11 && &number[3..4] == "0")
        );
    }
}
