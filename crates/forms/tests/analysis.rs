//! Many forms looked over together: twins, plan, saving.
#![expect(clippy::unwrap_used, reason = "tests")]

use catalog::title::Tier;
use forms::analyse::{
    Analysis, AskedForm, Decisions, Proposal, analyse, by_sources, forms_of_book, table,
};
use workbook::{Book, Sheet};

#[path = "../examples/form_speed/year.rs"]
mod year;

fn real() -> Vec<AskedForm> {
    serde_json::from_str(include_str!("corpus/forms.json")).unwrap()
}

fn look_over(forms: &[AskedForm]) -> Analysis {
    analyse(forms, &Decisions::default(), &by_sources())
}

fn asked(text: &str) -> Vec<AskedForm> {
    serde_json::from_str(text).unwrap()
}

#[test]
fn the_real_forms_share_their_items() {
    let answer = look_over(&real());
    let twin = |label: &str| {
        let found = answer.twins.iter().find(|twin| twin.item == label);
        found.unwrap_or_else(|| panic!("{label} is asked by several"))
    };
    let number = twin("公民身份号码");
    assert_eq!(number.tier, Tier::Auto);
    assert!(number.forms > 40, "{}", number.forms);
    assert!(number.titles.contains("身份证件号码") && number.titles.contains("身份证号码"));
    let (distinct, asked) = (answer.distinct_items, answer.asked_items);
    assert!(distinct * 3 < asked * 2, "{distinct} of {asked}");
    // 序号 and 备注 stand in most forms and are no item of any.
    assert!(
        answer
            .twins
            .iter()
            .all(|twin| !twin.titles.contains("序号") && !twin.titles.contains("备注"))
    );
    assert_eq!(
        answer.merges.len(),
        answer
            .twins
            .iter()
            .filter(|twin| twin.tier == Tier::Auto)
            .count()
    );
    assert!(
        answer
            .overlap
            .windows(2)
            .all(|pair| pair[0].shared >= pair[1].shared)
    );
}

#[test]
fn a_form_that_is_held_stops_and_a_near_copy_is_merged() {
    let forms = asked(
        r#"[
        {"title":"居民花名册","dept":"民政","kind":"list","columns":["序号","姓名","性别","身份证号","民族","备注"]},
        {"title":"帮扶台账","dept":"民政","kind":"list","columns":["姓名","身份证号","联系电话","帮扶措施","帮扶需求","服务次数"]},
        {"title":"帮扶登记表","dept":"民政","kind":"list","columns":["姓名","身份证号码","手机号","帮扶措施","帮扶需求","满意程度"]},
        {"title":"帮扶登记表","dept":"残联","kind":"list","columns":["姓名","身份证号码","手机号","帮扶措施","帮扶需求","满意程度"]}]"#,
    );
    let answer = look_over(&forms);
    let proposals: Vec<Proposal> = answer.plan.iter().map(|form| form.proposal).collect();
    assert_eq!(proposals[0], Proposal::Stop, "{}", answer.plan[0].reason);
    assert_eq!(answer.plan[0].held, 4);
    let merged: Vec<usize> = (1..4)
        .filter(|at| proposals[*at] == Proposal::Merge)
        .collect();
    assert_eq!(
        merged.len(),
        1,
        "one of the two of 民政, and none of another department"
    );
    assert!([1, 2].contains(&merged[0]));
    let into = answer.plan[merged[0]].into.unwrap();
    assert_eq!(forms[into].dept, "民政");
    let text = table(&answer);
    assert!(
        text.contains("停报 1，合并 1") && text.contains("居民花名册"),
        "{text}"
    );
}

#[test]
fn saving_is_counted_as_the_formula_says() {
    let forms = asked(
        r#"[
        {"title":"花名册","dept":"甲","kind":"list","columns":["序号","姓名","帮扶措施"],"times_a_year":12,"rows":10,"communities":["东","西"]},
        {"title":"名单","dept":"乙","kind":"list","columns":["姓名","帮扶措施"],"times_a_year":1,"rows":10,"communities":["东"]},
        {"title":"情况月报","dept":"乙","kind":"statistics","columns":["走访户数"],"communities":["东"]}]"#,
    );
    let answer = look_over(&forms);
    let total = &answer.saving.total;
    // 2 items × 12 × 2 communities + 2 + 1 item × 12 months.
    assert_eq!(total.items_today, 48 + 2 + 12);
    // 帮扶措施 once in each community and never again; the count of each month anew.
    assert_eq!(total.items_after, 2 + 12);
    assert_eq!(total.cells, 480 + 20 + 12);
    assert_eq!(total.reused, 480 - 20 + 20);
    // Typing takes 12 seconds a cell, looking over one.
    assert_eq!(total.minutes_today, 512 * 12 / 60 + 1);
    assert_eq!(total.minutes_after, ((20_u64 + 12) * 12 + 480).div_ceil(60));
    let parts: u64 = answer
        .saving
        .communities
        .values()
        .map(|effort| effort.items_after)
        .sum();
    assert_eq!(parts, total.items_after);
    let parts: u64 = answer
        .saving
        .departments
        .values()
        .map(|effort| effort.cells)
        .sum();
    assert_eq!(parts, total.cells);
}

#[test]
fn a_year_of_forms_is_mostly_known_already() {
    let year = year::catalogue(&real());
    assert_eq!(year.len(), 840);
    let answer = look_over(&year);
    let total = &answer.saving.total;
    assert!(total.reuse() >= 0.9, "reuse {:.3}", total.reuse());
    assert!(
        total.asked_share() <= 0.34,
        "asked {:.3}",
        total.asked_share()
    );
}

#[test]
fn workbooks_give_their_forms() {
    let list = Sheet::of_text(
        "名册",
        &[
            &["序号", "姓名", "性别", "证件号"],
            &["1", "张三", "男", "370203194605150020"],
            &["2", "李四", "女", "11010519491231002X"],
            &["3", "王五", "男", "440524188001010014"],
        ],
    );
    let counts = Sheet::of_text(
        "人口统计",
        &[
            &["社区", "户数", "人数", "其中：女性人数"],
            &["北仲社区", "1", "2", "1"],
            &["合计", "1", "2", "1"],
        ],
    );
    let book = Book {
        sheets: vec![list, counts],
        notes: Vec::new(),
    };
    let forms = forms_of_book(&book, "表.xlsx", "民政").unwrap();
    let answer = look_over(&forms);
    let kinds: Vec<_> = forms.iter().map(|form| form.kind).collect();
    assert_eq!(
        kinds,
        [
            forms::analyse::FormKind::List,
            forms::analyse::FormKind::Statistics
        ]
    );
    let number = &answer.forms[0].columns[3];
    assert_eq!(
        number.element.as_deref(),
        Some("公民身份号码"),
        "{}",
        number.reason
    );
    assert_eq!(
        answer.forms[1].columns[0].element.as_deref(),
        Some("社区/村")
    );
    assert_eq!(answer.forms[1].columns[3].tier, Tier::None);
}
