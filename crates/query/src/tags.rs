//! Which people carry which tag.
//!
//! Base tags (基础标签) repeat what a source record says and are decided once, when a person is
//! read. Dynamic tags (动态标签) are computed from the columns, the day, and who else lives behind
//! the same door. What cannot be decided is not tagged: a tag starts work for somebody, and a
//! wrong one costs more than a missing one.

use catalog::area::{AreaCode, AreaTree, Level};
use catalog::element::{ElementNo, no};
use catalog::source;
use catalog::survivorship::Current;
use catalog::tag::{self, TagNo};

use crate::bits::RowBits;
use crate::input::area;
use crate::outside::Outside;
use crate::person_columns::PersonColumns;
use crate::row_set::RowSet;

/// How many base tags there are; they come first.
pub(crate) const BASE_TAGS: usize = 10;
/// How many tags there are.
pub(crate) const TAGS: usize = 20;

/// The bits after those of the base tags.
const HUKOU_BIT: usize = BASE_TAGS;
const FLOATING_BIT: usize = BASE_TAGS + 1;

/// An age that is not known.
pub(crate) const UNKNOWN_AGE: u8 = u8::MAX;

/// 低保金额
const DIBAO_AMOUNT: ElementNo = ElementNo(128);
/// 失业登记
const UNEMPLOYMENT: ElementNo = ElementNo(88);
/// 高龄津贴停发时间
const OLD_AGE_ALLOWANCE_STOPPED: ElementNo = ElementNo(136);
/// 是否志愿者
const VOLUNTEER: ElementNo = ElementNo(138);

/// The place of a tag among all.
pub(crate) fn place(tag: TagNo) -> usize {
    usize::from(tag.0)
}

/// What a person's source records say: one bit for each base tag, one for a record of
/// 公安·户籍人口 and one for a record of 公安·流动人口.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct RecordMarks(u16);

impl RecordMarks {
    /// Reads a person's records.
    pub(crate) fn of(current: &Current) -> Self {
        let mut marks = Self::default();
        let hukou_record = current.has_source(source::no::HUKOU);
        // Registered, but in an address that no community could be found for: not decided.
        let hukou_community = area(current, no::HUKOU_COMMUNITY).is_some();
        marks.set(tag::no::REGISTERED, hukou_record && hukou_community);
        marks.0 |= u16::from(hukou_record) << HUKOU_BIT;
        marks.mark_disability(current);
        marks.mark_aid(current);
        // 停发 is what the payment list itself says; death alone does not stop a payment.
        marks.set(
            tag::no::OLD_AGE_ALLOWANCE,
            current.has_source(source::no::OLD_AGE)
                && current.text(OLD_AGE_ALLOWANCE_STOPPED).is_none(),
        );
        let registered_unemployed = current.has_source(source::no::UNEMPLOYMENT);
        let denied = matches!(current.text(UNEMPLOYMENT), Some("0" | "否"));
        marks.set(tag::no::UNEMPLOYED, registered_unemployed && !denied);
        marks.set(tag::no::VOLUNTEER, current.text(VOLUNTEER) == Some("1"));
        marks.0 |= u16::from(current.has_source(source::no::FLOATING)) << FLOATING_BIT;
        marks
    }

    /// Whether the records give a base tag.
    pub(crate) fn has(self, tag: usize) -> bool {
        self.0 >> tag & 1 == 1
    }

    /// Whether 公安·户籍人口 has an active record.
    pub(crate) fn is_on_hukou_list(&self) -> bool {
        self.has(HUKOU_BIT)
    }

    /// Whether 公安·流动人口 has an active record.
    pub(crate) fn is_on_floating_list(&self) -> bool {
        self.has(FLOATING_BIT)
    }

    /// A certificate is what 残联 has a record of. Kind and grade are the values held, else the
    /// 19th and 20th character of the certificate's number.
    fn mark_disability(&mut self, current: &Current) {
        if !current.has_source(source::no::DISABILITY) {
            return;
        }
        self.set(tag::no::DISABLED, true);
        let in_number = |at: usize| {
            let certificate = current
                .text(no::DISABILITY_NO)
                .filter(|text| text.len() >= 20)?;
            certificate.get(at..=at)
        };
        let kind = current.text(no::DISABILITY_KIND).or_else(|| in_number(18));
        let level = current.text(no::DISABILITY_LEVEL).or_else(|| in_number(19));
        self.set(tag::no::SEVERELY_DISABLED, matches!(level, Some("1" | "2")));
        self.set(tag::no::MENTALLY_DISABLED, matches!(kind, Some("5" | "6")));
    }

    /// The roster of 民政·低保 names several kinds of aid; its category decides. A row without a
    /// category but with a 低保 amount is what the roster's name says.
    fn mark_aid(&mut self, current: &Current) {
        if !current.has_source(source::no::DIBAO) {
            return;
        }
        let tag = match current.text(no::AID_CATEGORY) {
            Some("10" | "11" | "12") => Some(tag::no::DIBAO),
            Some("20" | "21") => Some(tag::no::LOW_INCOME),
            Some("30" | "31" | "32") => Some(tag::no::DESTITUTE),
            Some(_) => None,
            None => current.text(DIBAO_AMOUNT).map(|_| tag::no::DIBAO),
        };
        if let Some(tag) = tag {
            self.set(tag, true);
        }
    }

    fn set(&mut self, tag: TagNo, holds: bool) {
        self.0 |= u16::from(holds) << tag.0;
    }
}

/// All tags of a partition on a day. `ages` are those of the day, of the dead at their death.
pub(crate) fn decide(
    people: &PersonColumns,
    community: Option<AreaCode>,
    areas: &AreaTree,
    ages: &[u8],
    outside: &Outside,
) -> Vec<RowSet> {
    let base = |tag: TagNo| &people.base_tags[place(tag)];
    let aged = |from: u8| {
        let mut bits = RowBits::from_bytes(ages, |age| age >= from && age != UNKNOWN_AGE);
        // The dead keep their age but carry no tag of it.
        bits.and(&people.living);
        bits
    };
    let mut minor = RowBits::from_bytes(ages, |age| age < 18);
    minor.and(&people.living);
    let (aged_60, aged_80) = (aged(60), aged(80));

    let mut tags: Vec<RowBits> = Vec::with_capacity(TAGS - BASE_TAGS);
    tags.push(minor);
    tags.push(aged_60.clone());
    tags.push(aged(65));
    tags.push(aged_80.clone());
    tags.push(aged(100));
    tags.push(floating(people));
    tags.push(away_in_city(people, community, areas));
    tags.push(lives_alone(people, &aged_60, outside));
    let mut missed = aged_80;
    people.hukou_record.keep_in(&mut missed);
    base(tag::no::OLD_AGE_ALLOWANCE).remove_from(&mut missed);
    tags.push(missed);
    let mut paid_after_death = people.living.clone();
    paid_after_death.invert();
    base(tag::no::OLD_AGE_ALLOWANCE).keep_in(&mut paid_after_death);
    tags.push(paid_after_death);

    people
        .base_tags
        .iter()
        .cloned()
        .chain(tags.into_iter().map(RowSet::from_bits))
        .collect()
}

/// On the police list of floating people, not on that of registered ones, and living here.
fn floating(people: &PersonColumns) -> RowBits {
    let mut bits = people.home_held.clone();
    people.floating_record.keep_in(&mut bits);
    people.hukou_record.remove_from(&mut bits);
    bits
}

/// Lives and is registered in different streets of one district.
fn away_in_city(people: &PersonColumns, community: Option<AreaCode>, areas: &AreaTree) -> RowBits {
    let mut bits = RowBits::none(people.len());
    let street_and_district = |code: AreaCode| {
        let at = |level| areas.at_level_above(&code, level).map(|area| area.code);
        Some((at(Level::Street)?, at(Level::District)?))
    };
    let Some((home_street, home_district)) = community.and_then(street_and_district) else {
        return bits;
    };
    for (code, rows) in people.hukou_codes.iter().zip(&people.registered) {
        if let Some((street, district)) = street_and_district(*code)
            && district == home_district
            && street != home_street
        {
            rows.add_to(&mut bits);
        }
    }
    bits.and(&people.home_held);
    bits
}

/// Aged 60 or more and the only living person whose home is that dwelling.
fn lives_alone(people: &PersonColumns, aged_60: &RowBits, outside: &Outside) -> RowBits {
    let mut bits = RowBits::none(people.len());
    let same_home = |a: &u32, b: &u32| {
        people.home_dwelling.value(*a as usize) == people.home_dwelling.value(*b as usize)
    };
    for occupants in people.by_home.chunk_by(same_home) {
        let mut living = occupants
            .iter()
            .map(|row| *row as usize)
            .filter(|row| people.living.get(*row));
        if let (Some(row), None) = (living.next(), living.next())
            && aged_60.get(row)
            && !outside.contains_key(&people.home_dwelling.value(row))
        {
            bits.insert(row);
        }
    }
    bits
}
