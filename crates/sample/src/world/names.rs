//! Personal names by generation and sex.

use chrono::{Datelike, NaiveDate};

use super::name_tables::{DOTTED_FIRST, DOTTED_LAST, GENERATIONS, Generation, RARE, SURNAMES};
use super::people::Sex;
use crate::dice::Dice;

/// Share of given names with a character that common fonts lack.
const RARE_SHARE: f64 = 0.0008;

/// A random surname by its public frequency.
pub(crate) fn surname(dice: &mut Dice) -> &'static str {
    dice.weighted(SURNAMES)
}

/// A given name as people of that birth year and sex have it.
pub(crate) fn given(birth: NaiveDate, sex: Sex, dice: &mut Dice) -> String {
    let generation = generation(birth);
    let single = dice.chance(generation.single);
    let mut name = String::with_capacity(6);
    name.push(character(generation, sex, dice));
    if !single {
        name.push(second(&name, generation, sex, dice));
    }
    name
}

/// Two given names of twins: they share the first character.
pub(crate) fn given_twins(birth: NaiveDate, sexes: [Sex; 2], dice: &mut Dice) -> [String; 2] {
    let generation = generation(birth);
    let first = character(generation, sexes[0], dice);
    let mut names = sexes.map(|sex| {
        let mut name = String::from(first);
        name.push(second(&name, generation, sex, dice));
        name
    });
    if names[0] == names[1] {
        names[1].push(first);
    }
    names
}

/// A name with a dot, as Uyghur names are written: 古丽娜·吐尔逊.
pub(crate) fn dotted(dice: &mut Dice) -> String {
    format!("{}·{}", dice.pick(&DOTTED_FIRST), dice.pick(&DOTTED_LAST))
}

/// A foreigner's name in capitals as on the permit.
pub(crate) fn foreign(dice: &mut Dice) -> String {
    let first = dice.pick(&[
        "ANNA", "LUCAS", "MARIA", "NOAH", "EMMA", "PAVEL", "YUKI", "OMAR",
    ]);
    let last = dice.pick(&["SAMPLE", "MUSTER", "EXEMPLE", "TESTOV", "MIHON", "EJEMPLO"]);
    format!("{last} {first}")
}

fn generation(birth: NaiveDate) -> &'static Generation {
    GENERATIONS
        .iter()
        .find(|generation| birth.year() <= generation.until)
        .unwrap_or(&GENERATIONS[GENERATIONS.len() - 1])
}

fn character(generation: &Generation, sex: Sex, dice: &mut Dice) -> char {
    if dice.chance(RARE_SHARE) {
        return dice.pick(&RARE);
    }
    let from = match sex {
        Sex::Male => generation.men,
        Sex::Female => generation.women,
    };
    // All characters of the tables are three bytes long, which saves counting them.
    let at = dice.below(u32::try_from(from.len() / 3).unwrap_or(1)) as usize * 3;
    from[at..].chars().next().unwrap_or('明')
}

/// A second character that differs from the first, except in the doubled names of children.
fn second(first: &str, generation: &Generation, sex: Sex, dice: &mut Dice) -> char {
    for _ in 0..4 {
        let next = character(generation, sex, dice);
        if !first.starts_with(next) {
            return next;
        }
    }
    character(generation, sex, dice)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn every_character_of_the_tables_is_three_bytes() {
        for generation in &GENERATIONS {
            for text in [generation.men, generation.women] {
                assert!(text.chars().all(|character| character.len_utf8() == 3));
            }
        }
    }

    #[test]
    fn twins_share_the_first_character_and_differ() {
        let mut dice = Dice::new(5, "test", 0);
        let birth = NaiveDate::from_ymd_opt(2015, 6, 1).unwrap();
        for _ in 0..200 {
            let [one, two] = given_twins(birth, [Sex::Female, Sex::Female], &mut dice);
            assert_eq!(one.chars().next(), two.chars().next());
            assert_ne!(one, two);
        }
    }
}
