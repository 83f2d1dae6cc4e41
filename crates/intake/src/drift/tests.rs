use std::collections::BTreeMap;

use catalog::source::Sources;

use super::*;
use crate::survey::SeenCode;

const AS_OF: i32 = 20_000;

fn seen(title: &str, element: Option<&str>) -> SeenColumn {
    SeenColumn {
        title: title.to_owned(),
        key: squeeze(title),
        sheet: "名单".to_owned(),
        row: 2,
        letter: "C".to_owned(),
        element: element.map(str::to_owned),
        ..SeenColumn::default()
    }
}

fn code(count: u64, row: u32, read: bool) -> SeenCode {
    SeenCode {
        count,
        sheet: "名单".to_owned(),
        row,
        read,
    }
}

/// A hundred rows in two communities.
fn list() -> Survey {
    let mut state = seen("残疾类别", Some("disability_kind"));
    state.filled = 100;
    state.codes = BTreeMap::from([
        ("视力残疾".to_owned(), code(60, 3, true)),
        ("听力残疾".to_owned(), code(40, 4, true)),
    ]);
    Survey {
        columns: vec![
            seen("姓名", Some("name")),
            seen("联系电话", Some("phone")),
            seen("内部编号", None),
            state,
        ],
        rows: 100,
        places: BTreeMap::from([("甲社区".to_owned(), 60), ("乙社区".to_owned(), 40)]),
        returned: false,
    }
}

fn contract() -> Contract {
    let source = Sources::shipped().by_code("canlian").expect("a source");
    Contract {
        owner: "残联".to_owned(),
        contact: "信息科".to_owned(),
        phone: "0532-5555 0140".to_owned(),
        ..Contract::proposed(source, &[list()])
    }
}

fn before() -> Before {
    let list = list();
    Before {
        rows: list.rows,
        places: list.places,
        as_of: Some(AS_OF - 30),
    }
}

fn found(contract: &Contract, survey: &Survey, part: bool) -> Vec<Finding> {
    let handing = Handing { part, as_of: AS_OF };
    drift(contract, survey, &before(), handing)
}

fn codes(findings: &[Finding]) -> Vec<(&str, Weight)> {
    findings
        .iter()
        .map(|finding| (finding.code.as_str(), finding.weight))
        .collect()
}

/// Every sentence says whom to call.
fn only(findings: &[Finding], code: &str) -> Finding {
    assert_eq!(codes(findings), [(code, Weight::Stop)], "{findings:#?}");
    let message = &findings[0].message;
    assert!(
        message.contains("请联系残联信息科（电话 0532-5555 0140）"),
        "{message}"
    );
    findings[0].clone()
}

#[test]
fn the_delivery_a_contract_was_learnt_from_keeps_it() {
    assert_eq!(found(&contract(), &list(), false), []);
    assert!(contract().check().is_ok());
    assert!(contract().columns.iter().all(|column| column.required));
}

#[test]
fn a_column_renamed_is_told_as_such_by_element_or_by_title() {
    let mut survey = list();
    survey.columns[1] = seen("手机号码", Some("phone"));
    let finding = only(&found(&contract(), &survey, false), "column-renamed");
    for words in ["“名单”第 2 行 C 列", "“联系电话”不见了", "“手机号码”"]
    {
        assert!(finding.message.contains(words), "{}", finding.message);
    }
    let mut amended = contract();
    amended.apply(finding.change.as_ref().expect("it can be accepted"));
    assert_eq!(found(&amended, &survey, false), []);
    assert_eq!(
        found(&amended, &list(), false),
        [],
        "the old title is still known"
    );

    let mut survey = list();
    survey.columns[2] = seen("内部编码号", None);
    only(&found(&contract(), &survey, false), "column-renamed");
}

#[test]
fn a_column_gone_or_new_is_told_and_can_be_accepted() {
    let mut survey = list();
    survey.columns.remove(1);
    let gone = only(&found(&contract(), &survey, false), "column-missing");
    let mut amended = contract();
    amended.apply(gone.change.as_ref().expect("it can be accepted"));
    assert_eq!(found(&amended, &survey, false), []);

    let mut survey = list();
    survey
        .columns
        .push(seen("监护人姓名", Some("guardian_name")));
    let new = only(&found(&contract(), &survey, false), "column-new");
    let mut amended = contract();
    amended.apply(new.change.as_ref().expect("it can be accepted"));
    assert_eq!(found(&amended, &survey, false), []);
    assert_eq!(found(&amended, &list(), false), [], "nobody requires it");

    let mut survey = list();
    survey.columns.push(SeenColumn {
        about_form: true,
        ..seen("序号", Some("sequence"))
    });
    assert_eq!(
        found(&contract(), &survey, false),
        [],
        "a running number is no drift"
    );
}

#[test]
fn a_new_code_is_told_with_its_first_row_and_its_count() {
    let mut survey = list();
    let codes = &mut survey.columns[3].codes;
    codes.insert("多重残疾".to_owned(), code(7, 19, true));
    let finding = only(&found(&contract(), &survey, false), "code-new");
    assert_eq!(
        (finding.row, finding.column.as_deref()),
        (Some(19), Some("残疾类别"))
    );
    assert!(
        finding
            .message
            .contains("第 19 行起，“残疾类别”列出现约定里没有的代码“多重残疾”，共 7 行")
    );
    let mut amended = contract();
    amended.apply(finding.change.as_ref().expect("it can be accepted"));
    assert_eq!(found(&amended, &survey, false), []);
    assert_eq!(
        codes_of(&found(&contract(), &survey, true)),
        ["code-new"],
        "a supplement with a new code is stopped too"
    );
}

fn codes_of(findings: &[Finding]) -> Vec<&str> {
    findings
        .iter()
        .map(|finding| finding.code.as_str())
        .collect()
}

#[test]
fn values_that_are_no_codes_are_counted_and_not_named() {
    let mut survey = list();
    let column = &mut survey.columns[3];
    for name in ["张三", "李四", "王五", "赵六", "钱七", "孙八"] {
        column.codes.insert(name.to_owned(), code(1, 9, false));
    }
    column.unread = 6;
    column.unread_at = Some(("名单".to_owned(), 9));
    let finding = only(&found(&contract(), &survey, false), "codes-unread");
    assert!(
        finding.message.contains("有 6 行（6%）"),
        "{}",
        finding.message
    );
    assert!(!finding.message.contains("张三"));
    assert_eq!(finding.change, None, "slips are mended, not agreed upon");

    let mut survey = list();
    survey.columns[3]
        .codes
        .insert("13900001234".to_owned(), code(4, 9, false));
    let finding = only(&found(&contract(), &survey, false), "codes-unread");
    assert!(
        !finding.message.contains("1390000"),
        "numbers are never shown"
    );
}

#[test]
fn slips_and_rare_codes_hold_nothing_up() {
    let mut survey = list();
    let codes = &mut survey.columns[3].codes;
    codes.insert("视カ残疾".to_owned(), code(1, 9, false));
    assert_eq!(
        found(&contract(), &survey, false),
        [],
        "the report card tells"
    );
    let codes = &mut survey.columns[3].codes;
    codes.insert("多重残疾".to_owned(), code(1, 30, true));
    let findings = found(&contract(), &survey, false);
    assert_eq!(self::codes(&findings), [("code-new", Weight::Warn)]);
}

#[test]
fn fewer_and_more_rows_stop_at_the_agreed_share() {
    for (rows, stopped) in [
        (81, None),
        (80, Some("rows-fewer")),
        (70, Some("rows-fewer")),
        (149, None),
        (150, Some("rows-more")),
    ] {
        let survey = Survey { rows, ..list() };
        let findings = found(&contract(), &survey, false);
        match stopped {
            Some(code) => {
                let finding = only(&findings, code);
                assert_eq!(finding.change, None, "a count is accepted once");
            }
            None => assert_eq!(findings, [], "{rows}"),
        }
        assert_eq!(
            found(&contract(), &survey, true),
            [],
            "a supplement is not counted"
        );
    }
    let fewer = Survey { rows: 70, ..list() };
    let sentence = only(&found(&contract(), &fewer, false), "rows-fewer").message;
    assert!(
        sentence.contains("少 30%：上一批 100 行，这一批 70 行"),
        "{sentence}"
    );
}

#[test]
fn short_lists_change_by_chance() {
    let before = Before {
        rows: 12,
        ..Before::default()
    };
    let survey = Survey { rows: 3, ..list() };
    let handing = Handing {
        part: false,
        as_of: AS_OF,
    };
    assert_eq!(drift(&contract(), &survey, &before, handing), []);
}

#[test]
fn a_community_without_a_row_is_missed() {
    let mut survey = list();
    survey.places = BTreeMap::from([("甲社区".to_owned(), 100)]);
    let finding = only(&found(&contract(), &survey, false), "places-missing");
    assert!(
        finding.message.contains("乙社区 1 个社区"),
        "{}",
        finding.message
    );
}

#[test]
fn a_source_in_parts_is_compared_place_by_place() {
    let divided = Contract {
        divided: true,
        ..contract()
    };
    let part = |rows| Survey {
        rows,
        places: BTreeMap::from([("乙社区".to_owned(), rows)]),
        ..list()
    };
    assert_eq!(
        found(&divided, &part(38), false),
        [],
        "only its own community counts"
    );
    only(&found(&divided, &part(28), false), "rows-fewer");
    let elsewhere = Survey {
        places: BTreeMap::from([("丙社区".to_owned(), 500)]),
        rows: 500,
        ..list()
    };
    assert_eq!(
        found(&divided, &elsewhere, false),
        [],
        "a new place has nothing before it"
    );
}

#[test]
fn an_older_day_is_remarked_on_and_mended_rows_are_a_supplement() {
    let handing = Handing {
        part: false,
        as_of: AS_OF - 31,
    };
    let findings = drift(&contract(), &list(), &before(), handing);
    assert_eq!(codes(&findings), [("as-of-older", Weight::Warn)]);

    let mut survey = list();
    survey.rows = 3;
    survey.returned = true;
    survey.columns.remove(1);
    let findings = found(&contract(), &survey, false);
    assert_eq!(findings, [], "what comes back mended is no whole list");
}

#[test]
fn a_delivery_is_late_only_after_its_days_of_grace() {
    let contract = Contract {
        every_days: 30,
        grace_days: 5,
        ..contract()
    };
    let overdue = |today| contract.due(AS_OF, AS_OF + today).overdue;
    assert_eq!(contract.due(AS_OF, AS_OF).next, AS_OF + 30);
    assert_eq!(
        (overdue(30), overdue(35), overdue(36), overdue(50)),
        (0, 0, 1, 15)
    );
}

#[test]
fn a_contract_that_nobody_could_keep_is_refused() {
    let wrong = [
        Contract {
            owner: " ".to_owned(),
            ..contract()
        },
        Contract {
            phone: "张三".to_owned(),
            ..contract()
        },
        Contract {
            every_days: 0,
            ..contract()
        },
        Contract {
            fewer_percent: 0,
            ..contract()
        },
        Contract {
            columns: Vec::new(),
            ..contract()
        },
    ];
    for contract in wrong {
        assert_eq!(
            contract.check().expect_err("wrong").code,
            "contract-invalid"
        );
    }
    let mut twice = contract();
    twice.columns[0].titles.push("联系 电话".to_owned());
    assert_eq!(twice.check().expect_err("wrong").code, "contract-invalid");
}
