#![allow(clippy::unwrap_used)]
use proptest::prelude::*;

use super::*;
use crate::identifier::id_number;

#[test]
fn names_keep_the_surname() {
    for (name, shown) in [
        ("张三", "张*"),
        ("张小三", "张*三"),
        ("张三李四", "张**四"),
        ("欧阳修", "欧阳*"),
        ("欧阳娜娜", "欧阳**"),
        ("诸葛孔明", "诸葛**"),
        ("欧阳", "欧*"),
        ("王", "*"),
        ("买买提·艾力", "买买提·**"),
        ("买买提•艾力江", "买买提·**"),
        ("John Smith", "J***"),
        ("𠮷田", "𠮷*"),
        ("", ""),
    ] {
        assert_eq!(mask(Mask::Name, name), shown, "{name}");
    }
}

#[test]
fn numbers_keep_their_ends() {
    for (rule, value, shown) in [
        (Mask::IdNumber, "370203194605150020", "3702**********0020"),
        (Mask::IdNumber, "E12345678", "E1*****78"),
        (Mask::IdNumber, "1234567", "****"),
        (Mask::Phone, "13812341234", "138****1234"),
        (Mask::Phone, "053288881234", "0532-****1234"),
        (Mask::Phone, "02158881234", "021-****1234"),
        (Mask::Phone, "88881234", "****1234"),
        (Mask::Phone, "4008001234", "400***1234"),
        (
            Mask::Phone,
            "13812341234;053288881234",
            "138****1234;0532-****1234",
        ),
        (Mask::Phone, "12345", "****"),
        (
            Mask::BankAccount,
            "6222023701000000018",
            "**** **** **** 0018",
        ),
        (Mask::BankAccount, "12345678", "**** ****"),
        (
            Mask::DisabilityNo,
            "37020319460515002042",
            "3702**********0020**",
        ),
        (
            Mask::DisabilityNo,
            "37020319460515002042B1",
            "3702**********0020**",
        ),
        (Mask::DisabilityNo, "123", "****"),
        (Mask::Date, "1946-05-15", "1946"),
        (Mask::Date, "1946-05", "1946"),
        (Mask::Date, "五月", "****"),
        (Mask::Hidden, "低保", "***"),
        (Mask::None, "低保", "低保"),
        (Mask::Hidden, "", ""),
    ] {
        assert_eq!(mask(rule, value), shown, "{value}");
    }
}

#[test]
fn addresses_end_at_the_community_or_estate() {
    for (address, shown) in [
        ("海晖庭院1号楼4单元502室", "海晖庭院**"),
        (
            "山东省青岛市市北区辽宁路街道登州路社区登州路56号3号楼2单元301",
            "山东省青岛市市北区辽宁路街道登州路社区登州路**",
        ),
        (
            "市北区台东街道海尔花园3号楼2单元301室",
            "市北区台东街道海尔花园**",
        ),
        ("阳光小区三号楼二单元", "阳光小区**"),
        ("阳光小区东楼西户", "阳光小区**"),
        ("阳光小区甲座", "阳光小区**"),
        ("阳光小区A座1201", "阳光小区**"),
        ("崇明区庙镇万安村八组张家宅", "崇明区庙镇万安村**"),
        ("3号楼2单元301", "**"),
        ("３号楼２单元３０１", "**"),
        ("301", "**"),
        ("某某公司宿舍", "**"),
        ("市北区", "市北区"),
        ("北京路12号", "北京路**"),
        ("二单元301", "**"),
        ("里3-2", "**"),
    ] {
        assert_eq!(mask(Mask::Address, address), shown, "{address}");
    }
}

proptest! {
    #![proptest_config(crate::testing::same_every_run())]

    #[test]
    fn the_middle_of_an_identity_number_is_never_shown(
        days in 0_i64..36_000, serial in 0_u32..1000,
    ) {
        let birth = chrono::NaiveDate::from_ymd_opt(1925, 1, 1).unwrap() + chrono::Duration::days(days);
        let birth = birth.format("%Y%m%d").to_string();
        let number = id_number::with_check(&format!("370203{birth}{serial:03}")).unwrap();
        let shown = mask(Mask::IdNumber, &number);
        prop_assert!(!shown.contains(&birth));
        prop_assert!(!shown.contains(&number[4..14]));
        prop_assert_eq!(shown.chars().filter(|c| *c == '*').count(), 10);
    }

    #[test]
    fn the_middle_of_a_phone_is_never_shown(number in "1[3-9][0-9]{9}") {
        let shown = mask(Mask::Phone, &number);
        prop_assert_eq!(&shown, &format!("{}****{}", &number[..3], &number[7..]));
    }

    #[test]
    fn addresses_never_show_a_house_number(
        estate in "[阳光海尔]{2}(小区|花园|路)", building in 1_u32..99, unit in 1_u32..9, room in 101_u32..3300,
    ) {
        let address = format!("市北区台东街道{estate}{building}号楼{unit}单元{room}");
        let shown = mask(Mask::Address, &address);
        prop_assert!(!shown.chars().any(|c| c.is_ascii_digit()), "{}", shown);
    }

    #[test]
    fn no_rule_shows_a_short_value_or_panics(value in "\\PC{1,7}") {
        for rule in [Mask::IdNumber, Mask::BankAccount, Mask::DisabilityNo] {
            let shown = mask(rule, &value);
            prop_assert!(shown.chars().all(|c| c == '*' || c == ' '), "{}", shown);
        }
        for rule in [Mask::Name, Mask::Phone, Mask::Address, Mask::Date, Mask::Hidden] {
            let _ = mask(rule, &value);
        }
        let name = mask(Mask::Name, &value);
        prop_assert!(name != value || value.contains('*'), "{}", name);
    }
}
