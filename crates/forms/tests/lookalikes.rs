//! Planted look-alikes: titles that ask for different things though they look the same. None may be
//! merged, and all have to be flagged.
#![expect(clippy::unwrap_used, reason = "tests")]
#![expect(clippy::print_stdout, reason = "figures are what this test is for")]

use forms::analyse::{
    Analysis, AskedColumn, AskedForm, Decision, Decisions, FormKind, Place, analyse, by_sources,
};
use serde::Deserialize;

#[derive(Deserialize)]
struct Planted {
    kind: FormKind,
    left: String,
    right: String,
    left_form: Option<String>,
    right_form: Option<String>,
}

fn form(kind: FormKind, name: Option<&String>, title: &str) -> AskedForm {
    let plain = match kind {
        FormKind::List => "人员登记表",
        FormKind::Statistics => "社区情况统计表",
    };
    let column = |title: &str| AskedColumn {
        title: title.to_owned(),
        ..AskedColumn::default()
    };
    AskedForm {
        title: name.map_or(plain, String::as_str).to_owned(),
        dept: "民政".to_owned(),
        kind,
        columns: vec![column("序号"), column(title)],
        ..AskedForm::default()
    }
}

const LEFT: Place = Place { form: 0, column: 1 };
const RIGHT: Place = Place { form: 1, column: 1 };

fn together(places: &[Place]) -> bool {
    places.contains(&LEFT) && places.contains(&RIGHT)
}

fn merged(answer: &Analysis) -> bool {
    answer.merges.iter().any(|merge| together(&merge.places))
        || answer.twins.iter().any(|twin| together(&twin.places))
}

fn flagged(answer: &Analysis) -> bool {
    answer.lookalikes.iter().any(|group| {
        let stands = |place| {
            group
                .variants
                .iter()
                .position(|variant| variant.places.contains(&place))
        };
        let (left, right) = (stands(LEFT), stands(RIGHT));
        left.is_some() && right.is_some() && left != right && !group.reason.is_empty()
    })
}

fn read(planted: &Planted) -> Analysis {
    let forms = [
        form(planted.kind, planted.left_form.as_ref(), &planted.left),
        form(planted.kind, planted.right_form.as_ref(), &planted.right),
    ];
    analyse(&forms, &Decisions::default(), &by_sources())
}

#[test]
fn look_alikes_are_flagged_and_never_merged() {
    let planted: Vec<Planted> =
        serde_json::from_str(include_str!("corpus/lookalikes.json")).unwrap();
    assert!(planted.len() >= 100);
    let (mut wrongly_merged, mut unflagged) = (Vec::new(), Vec::new());
    for pair in &planted {
        let answer = read(pair);
        if merged(&answer) {
            wrongly_merged.push(format!("{} = {}", pair.left, pair.right));
        }
        if !flagged(&answer) {
            unflagged.push(format!("{} ≠ {}", pair.left, pair.right));
        }
    }
    println!(
        "{} look-alikes: {} merged, {} not flagged",
        planted.len(),
        wrongly_merged.len(),
        unflagged.len()
    );
    assert_eq!(wrongly_merged, Vec::<String>::new());
    assert_eq!(unflagged, Vec::<String>::new());
}

/// The guard must not see look-alikes where there are none.
#[test]
fn the_same_item_written_differently_is_merged_and_not_flagged() {
    for (left, right) in [
        ("身份证号", "公民身份号码*"),
        ("身份证号（18位）", "身份证号（隐藏中间6位）"),
        ("性别", "性别代码"),
        ("出生日期", "出生年月（YYYY-MM）"),
        ("建筑面积（㎡）", "建筑面积(平方米)"),
        ("家庭住址", "现居住详细地址"),
        ("联系电话", "手 机 号 码"),
    ] {
        let forms = [
            form(FormKind::List, None, left),
            form(FormKind::List, None, right),
        ];
        let answer = analyse(&forms, &Decisions::default(), &by_sources());
        assert!(merged(&answer), "{left} and {right} are one item");
        assert!(!flagged(&answer), "{left} and {right} do not differ");
        assert_eq!(answer.distinct_items, 1, "序号 is no item, {left} is one");
    }
}

#[test]
fn what_people_decide_wins_and_is_remembered() {
    let forms = [
        form(FormKind::Statistics, None, "实有人口数"),
        form(FormKind::Statistics, None, "常住人口数"),
        form(FormKind::List, None, "门牌牌号"),
    ];
    let told = |text: &str| {
        let decisions: Vec<Decision> = serde_json::from_str(text).unwrap();
        Decisions::new(&decisions)
    };
    let decisions = told(
        r#"[{"titles":["实有人口数","常住人口数"],"same":true},
            {"title":"门牌牌号*","element":"房间号"}]"#,
    )
    .unwrap();
    let answer = analyse(&forms, &decisions, &by_sources());
    assert!(merged(&answer));
    let column = &answer.forms[2].columns[1];
    assert_eq!(column.element.as_deref(), Some("房间号"));
    assert!(column.reason.contains("人工"), "{}", column.reason);
    // Taken back by a later one.
    let back = told(
        r#"[{"titles":["实有人口数","常住人口数"],"same":true},
            {"titles":["实有人口数","常住人口数"],"same":false},
            {"title":"门牌牌号","element":"房间号"},
            {"title":"门牌牌号","form":"人员登记表","element":null}]"#,
    )
    .unwrap();
    let answer = analyse(&forms, &back, &by_sources());
    assert!(!merged(&answer));
    assert_eq!(answer.forms[2].columns[1].element, None);
    let wrong = told(r#"[{"title":"甲","element":"没有的"}]"#).unwrap_err();
    assert_eq!(wrong.code, "decision-element");
}
