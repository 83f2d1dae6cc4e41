//! `linli link` as a person calls it: departments' files without a model, any table with one, and
//! what is said of a model that is wrong.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Output;

use catalog::identifier::id_number::with_check;
use serde_json::Value;
use tempfile::TempDir;

use crate::server::linli;

/// People of a file without a model; they stand in two files.
const PEOPLE: usize = 80;

/// Records of a file with a model; they stand in two files.
const RECORDS: usize = 150;

fn link(folder: &TempDir, words: &[&str]) -> Output {
    linli()
        .current_dir(folder.path())
        .arg("link")
        .args(words)
        .output()
        .unwrap()
}

/// What it says when it succeeds.
fn said(folder: &TempDir, words: &[&str]) -> String {
    let done = link(folder, words);
    let told = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(done.status.success(), "{told}");
    String::from_utf8(done.stdout).unwrap()
}

/// What it complains of when it fails.
fn complaint(folder: &TempDir, words: &[&str]) -> String {
    let done = link(folder, words);
    let told = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(
        !done.status.success() && !told.contains("panicked"),
        "{told}"
    );
    told
}

fn write(folder: &TempDir, name: &str, bytes: impl AsRef<[u8]>) {
    std::fs::write(folder.path().join(name), bytes).unwrap();
}

/// Lines behind the header, which must be this one.
fn lines(folder: &TempDir, name: &str, header: &str) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(folder.path().join(name)).unwrap();
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some(header), "{name}");
    lines
        .map(|line| line.split(',').map(str::to_owned).collect())
        .collect()
}

/// The clusters of a file, each as the names of its records.
fn clusters(folder: &TempDir, name: &str) -> BTreeSet<BTreeSet<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut records = 0;
    for line in lines(folder, name, "record_id,cluster_id") {
        found
            .entry(line[1].clone())
            .or_default()
            .insert(line[0].clone());
        records += 1;
    }
    let named: usize = found.values().map(BTreeSet::len).sum();
    assert_eq!(named, records, "no two records are called alike");
    found.into_values().collect()
}

fn pair(one: &str, other: &str) -> BTreeSet<String> {
    [one, other].map(str::to_owned).into()
}

/// One of a list, by chance that is the same on every run.
fn pick<'a>(of: &[&'a str], at: usize, step: usize) -> &'a str {
    of[(at * step + at / of.len()) % of.len()]
}

/// What the police and what a community wrote down of the same people: titles of departments, the
/// police's rows named, the community's not; a blank line in the second file, and every fifth of its
/// people without a number.
fn write_departments(folder: &TempDir) {
    const SURNAMES: [&str; 7] = ["王", "李", "张", "刘", "陈", "欧阳", "赵"];
    const GIVEN: [&str; 11] = [
        "伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "军", "洋", "勇",
    ];
    let mut police = "record_id,姓名,公民身份号码,性别,出生日期,联系电话,现住址\n".to_owned();
    let mut visits = "姓名,身份证号,性别,出生年月日,手机号,家庭住址\n".to_owned();
    for at in 0..PEOPLE {
        let name = format!(
            "{}{}{}",
            pick(&SURNAMES, at, 3),
            pick(&GIVEN, at, 5),
            pick(&GIVEN, at, 7)
        );
        let (year, month, day) = (1940 + at * 7 % 60, at % 12 + 1, at * 5 % 28 + 1);
        let woman = at % 2 == 1;
        let number = with_check(&format!(
            "370203{year}{month:02}{day:02}{:02}{}",
            10 + at,
            if woman { 2 } else { 1 }
        ))
        .unwrap();
        let sex = if woman { "女" } else { "男" };
        let phone = format!("139{:08}", at * 7919 + 13);
        let home = format!(
            "辽宁路街道海泊佳苑{}号楼{}单元{}01",
            at / 16 + 1,
            at / 8 % 2 + 1,
            at % 8 + 1
        );
        police.push_str(&format!(
            "公安-{at},{name},{number},{sex},{year}-{month:02}-{day:02},{phone},{home}\n"
        ));
        if at == PEOPLE / 2 {
            visits.push('\n');
        }
        let told = if at % 5 == 4 { "" } else { &number };
        visits.push_str(&format!(
            "{name},{told},{sex},{year}.{month}.{day},{phone},{home}\n"
        ));
    }
    write(folder, "公安.csv", police);
    write(folder, "走访.csv", visits);
}

/// The pairs of [`write_departments`]; the community's rows are called by file and row, as in Excel.
fn department_pairs() -> BTreeSet<BTreeSet<String>> {
    (0..PEOPLE)
        .map(|at| {
            let row = at + 2 + usize::from(at >= PEOPLE / 2);
            pair(&format!("公安-{at}"), &format!("走访.csv:{row}"))
        })
        .collect()
}

#[test]
fn departments_files_are_linked_by_the_titles_of_the_dictionary() {
    let folder = TempDir::new().unwrap();
    write_departments(&folder);
    let inputs = ["--input", "公安.csv", "走访.csv", "--clusters", "归并.csv"];
    let text = said(&folder, &inputs);
    let told = format!("{} 条记录归为 {PEOPLE} 个对象", PEOPLE * 2);
    assert!(text.contains(&told), "{text}");
    assert_eq!(clusters(&folder, "归并.csv"), department_pairs());

    let more = ["--pairs", "对.csv", "--records", "记录.csv", "--json"];
    let text = said(&folder, &[&inputs[..], &more[..]].concat());
    let answer: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(answer["files"], 2);
    assert_eq!(answer["records"], PEOPLE * 2);
    assert_eq!(answer["clusters"], PEOPLE);
    for stage in ["read", "clean", "train", "compare", "cluster", "write"] {
        assert!(answer["seconds"][stage].is_number(), "{stage}: {answer}");
    }
    let levels = answer["comparisons"][0]["levels"].as_array().unwrap();
    assert!(
        levels[0]["m"].as_f64() > levels[0]["u"].as_f64(),
        "{answer}"
    );

    let pairs = lines(&folder, "对.csv", "left,right,probability");
    assert_eq!(answer["pairs"], pairs.len());
    let likely: BTreeSet<BTreeSet<String>> = pairs
        .iter()
        .filter(|line| line[2].parse::<f64>().unwrap() >= 0.9)
        .map(|line| pair(&line[0], &line[1]))
        .collect();
    assert_eq!(likely, department_pairs());

    // What was compared is a file that can be linked itself, and comes to the same.
    let titles =
        "record_id,姓名,公民身份号码,出生日期,性别,联系电话,小区,楼栋,单元,房间号,户籍地址";
    assert_eq!(lines(&folder, "记录.csv", titles).len(), PEOPLE * 2);
    said(
        &folder,
        &["--input", "记录.csv", "--clusters", "再次归并.csv"],
    );
    assert_eq!(clusters(&folder, "再次归并.csv"), department_pairs());
}

const FEBRL: &str = "given_name,surname,street_number,address_1,address_2,suburb,postcode,state,\
                     date_of_birth,soc_sec_id";

/// One record of a table with FEBRL's columns.
fn febrl(at: usize) -> [String; 10] {
    const GIVEN: [&str; 13] = [
        "olivia", "thomas", "chloe", "joshua", "emily", "lachlan", "isabella", "brodie", "matilda",
        "hayden", "zara", "cooper", "annabel",
    ];
    const SURNAMES: [&str; 11] = [
        "white", "campbell", "nguyen", "clarke", "webb", "green", "morrison", "ryan", "matthews",
        "dixon", "reid",
    ];
    const STREETS: [&str; 17] = [
        "sturt avenue",
        "tardent street",
        "investigator street",
        "paul coe crescent",
        "booth crescent",
        "hardman street",
        "mackenzie close",
        "dumas street",
        "bindel street",
        "chisholm street",
        "learmonth drive",
        "barrallier crescent",
        "mcnamara place",
        "kitchener street",
        "fysh place",
        "ellery crescent",
        "wyselaskie circuit",
    ];
    const SUBURBS: [&str; 7] = [
        "manly",
        "st kilda",
        "broken hill",
        "yarraville",
        "carina",
        "port lincoln",
        "bondi",
    ];
    [
        pick(&GIVEN, at, 5).to_owned(),
        pick(&SURNAMES, at, 3).to_owned(),
        (at * 37 % 290 + 10).to_string(),
        pick(&STREETS, at, 7).to_owned(),
        format!("lot {}", at * 13 % 997),
        pick(&SUBURBS, at, 2).to_owned(),
        (2000 + at * 91 % 5000).to_string(),
        pick(&["nsw", "vic", "qld", "sa"], at, 3).to_owned(),
        format!(
            "19{:02}{:02}{:02}",
            at * 7 % 90 + 10,
            at % 12 + 1,
            at * 5 % 28 + 1
        ),
        (1_000_000 + at * 58_979 % 8_999_999).to_string(),
    ]
}

/// The first file with names of its own and one person twice; the second with a slip in each record
/// and without names.
fn write_febrl(folder: &TempDir) {
    let mut first = format!("rec_id,{FEBRL}\n");
    let mut second = format!("{FEBRL}\n");
    for at in 0..RECORDS {
        let mut record = febrl(at);
        first.push_str(&format!("rec-{at},{}\n", record.join(",")));
        let slip = at % 9;
        let mut letters: Vec<char> = record[slip].chars().collect();
        let end = letters.len() - 1;
        letters.swap(end, end - 1);
        record[slip] = letters.into_iter().collect();
        second.push_str(&format!("{}\n", record.join(",")));
    }
    let twice = febrl(RECORDS).join(",");
    for name in ["once", "again"] {
        first.push_str(&format!("{name},{twice}\n"));
    }
    write(folder, "a.csv", first);
    write(folder, "b.csv", second);
}

fn febrl_pairs() -> BTreeSet<BTreeSet<String>> {
    (0..RECORDS)
        .map(|at| pair(&format!("rec-{at}"), &format!("b.csv:{}", at + 2)))
        .collect()
}

fn example(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    path.join(name).to_string_lossy().into_owned()
}

#[test]
fn a_model_says_whether_one_file_holds_somebody_twice() {
    let folder = TempDir::new().unwrap();
    write_febrl(&folder);
    let linked = |model: &str| {
        let model = example(model);
        let text = said(
            &folder,
            &[
                "--model",
                &model,
                "--input",
                "a.csv",
                "b.csv",
                "--clusters",
                "out.csv",
                "--pairs",
                "pairs.csv",
                "--json",
            ],
        );
        let answer: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(answer["records"], RECORDS * 2 + 2);
        let found = clusters(&folder, "out.csv");
        assert_eq!(answer["clusters"], found.len());
        assert!(
            answer["seconds"]["clean"].is_null(),
            "the model says how: {answer}"
        );
        found
    };
    let alone = |name: &str| BTreeSet::from([name.to_owned()]);

    // "link": only between the files, so whoever stands in one of them twice stays two.
    let mut expected = febrl_pairs();
    expected.extend([alone("once"), alone("again")]);
    assert_eq!(linked("febrl4.toml"), expected);
    let files: Vec<bool> = lines(&folder, "pairs.csv", "left,right,probability")
        .iter()
        .flat_map(|line| [&line[0], &line[1]].map(|name| name.starts_with("b.csv:")))
        .collect();
    assert!(
        files.chunks(2).all(|pair| pair[0] != pair[1]),
        "across the files only"
    );

    // "dedupe": also inside each.
    let mut expected = febrl_pairs();
    expected.insert(pair("once", "again"));
    assert_eq!(linked("febrl3.toml"), expected);
}

#[test]
fn a_wrong_model_or_file_is_told_and_writes_nothing() {
    let folder = TempDir::new().unwrap();
    write_febrl(&folder);
    write(&folder, "别的.csv", "档案号,页数\n1,2\n3,4\n");
    let good = std::fs::read_to_string(example("febrl4.toml")).unwrap();
    write(
        &folder,
        "unknown.toml",
        good.replace("link_type = \"link\"", "link_type = \"merge\""),
    );
    write(
        &folder,
        "column.toml",
        good.replace("{ column = \"state\"", "{ column = \"county\""),
    );
    write(&folder, "gbk.toml", b"# \xc4\xa3\xd0\xcd\n");
    for (model, words) in [
        (
            "unknown.toml",
            ["第 6 行", "请对照文档改正", "model-unreadable"],
        ),
        (
            "column.toml",
            ["没有名为“county”的 column", "请改正后再试", "model-wrong"],
        ),
        (
            "gbk.toml",
            [
                "“gbk.toml”不是 UTF-8 文本",
                "请另存为 UTF-8",
                "model-unreadable",
            ],
        ),
        (
            "missing.toml",
            [
                "“missing.toml”不存在或无法读取",
                "请检查路径",
                "file-unreadable",
            ],
        ),
    ] {
        let told = complaint(
            &folder,
            &[
                "--model",
                model,
                "--input",
                "a.csv",
                "b.csv",
                "--clusters",
                "out.csv",
            ],
        );
        for word in words {
            assert!(told.contains(word), "{model}: {word} in {told}");
        }
    }
    let model = example("febrl4.toml");
    for words in [
        &["--input", "别的.csv", "--clusters", "out.csv"][..],
        &[
            "--model",
            &model,
            "--input",
            "别的.csv",
            "--clusters",
            "out.csv",
        ][..],
    ] {
        let told = complaint(&folder, words);
        assert!(
            told.contains("“别的.csv”中没有能用来比对的列") && told.contains("请检查标题行"),
            "{told}"
        );
    }
    assert!(!folder.path().join("out.csv").exists());
    write_departments(&folder);
    let told = complaint(
        &folder,
        &["--input", "公安.csv", "--clusters", "没有/out.csv"],
    );
    assert!(told.contains("请检查路径"), "{told}");
}
