//! `linli form analyse` and `linli form rollup` as a person calls them.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};

fn linli(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_linli"))
        .arg("form")
        .args(args)
        .output()
        .unwrap()
}

fn answer(args: &[&str]) -> Value {
    let done = linli(args);
    let told = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{told}");
    serde_json::from_slice(&done.stdout).unwrap()
}

fn write(path: &Path, text: &str) -> String {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
    path.to_string_lossy().into_owned()
}

#[test]
fn a_list_of_forms_is_analysed() {
    let folder = tempfile::TempDir::new().unwrap();
    let forms = json!([
        {"title": "残疾人补贴名册", "dept": "残联", "kind": "list",
         "columns": ["序号", "姓 名*", "残疾证编号", "监护人手机号", "类别", "帮扶措施"], "sensitive": []},
        {"title": "志愿者名单", "dept": "团委", "kind": "list", "columns": ["姓名", "联系电话", "帮扶措施"]},
        {"title": "人口统计", "dept": "民政", "kind": "stat", "columns": ["街道", "户籍人口数", "常住人口数"]}
    ]);
    let list = write(&folder.path().join("forms.json"), &forms.to_string());
    let found = answer(&["analyse", &list, "--json"]);
    let columns = found["forms"][0]["columns"].as_array().unwrap();
    let read: Vec<(&str, &str)> = columns
        .iter()
        .map(|column| {
            (
                column["element"].as_str().unwrap_or("-"),
                column["tier"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        read,
        [
            ("序号", "auto"),
            ("姓名", "auto"),
            ("残疾证号", "auto"),
            ("监护人电话", "auto"),
            ("残疾类别", "ask"),
            ("-", "none"),
        ]
    );
    assert!(
        columns
            .iter()
            .all(|column| !column["reason"].as_str().unwrap().is_empty())
    );
    assert_eq!(columns[1]["title"], "姓 名*", "the title as written");
    // 姓名, 残疾证号, 监护人电话, 类别, 帮扶措施, 联系电话, 街道 and two numbers of people.
    assert_eq!(found["distinct_items"], 9);
    let share = found["held_share"].as_f64().unwrap();
    assert!(share > 0.3 && share < 0.9, "{share}");
    let merged = found["merges"].as_array().unwrap();
    assert!(merged.iter().any(|merge| merge["item"] == "姓名"));
    let flagged = found["lookalikes"].as_array().unwrap();
    assert!(
        flagged.iter().any(|group| group["looks"] == "人口"),
        "{flagged:?}"
    );
    let text = linli(&["analyse", &list]);
    let text = String::from_utf8(text.stdout).unwrap();
    assert!(
        text.contains("共 3 张表、12 列") && text.contains("一年模拟"),
        "{text}"
    );
}

#[test]
fn decisions_win_and_broken_lists_are_told() {
    let folder = tempfile::TempDir::new().unwrap();
    let list = write(
        &folder.path().join("forms.json"),
        r#"[{"title":"名单","columns":["类别"]}]"#,
    );
    let told = write(
        &folder.path().join("decisions.json"),
        r#"[{"title":"类别","element":"残疾类别"}]"#,
    );
    let found = answer(&["analyse", &list, "--decisions", &told, "--json"]);
    assert_eq!(found["forms"][0]["columns"][0]["element"], "残疾类别");
    assert_eq!(found["forms"][0]["columns"][0]["tier"], "auto");
    let broken = write(&folder.path().join("broken.json"), "[{\"title\":1}]");
    let done = linli(&["analyse", &broken]);
    let told = String::from_utf8(done.stderr).unwrap();
    assert!(!done.status.success() && told.contains("第 1 行"), "{told}");
}

#[test]
fn a_folder_is_analysed_and_its_bad_files_are_told() {
    let folder = tempfile::TempDir::new().unwrap();
    let at = |path: &str| folder.path().join(path);
    write(&at("民政/低保.csv"), "户主姓名,身份证号,低保证号\n");
    write(
        &at("残联/康复/需求.csv"),
        "康复需求登记表,,\n姓名,残疾证号,姓名\n",
    );
    write(&at("残联/坏.xlsx"), "PK\u{3}\u{4}not a workbook");
    let found = answer(&["analyse", &folder.path().to_string_lossy(), "--json"]);
    let depts: Vec<&str> = found["forms"]
        .as_array()
        .unwrap()
        .iter()
        .map(|form| form["dept"].as_str().unwrap())
        .collect();
    assert_eq!(depts, ["残联", "民政"]);
    let told: Vec<&str> = found["files"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| file["code"].as_str().unwrap())
        .collect();
    assert!(
        told.contains(&"workbook-broken") && told.contains(&"form-equal-titles"),
        "{told:?}"
    );
    let empty = tempfile::TempDir::new().unwrap();
    let done = linli(&["analyse", &empty.path().to_string_lossy()]);
    let told = String::from_utf8(done.stderr).unwrap();
    assert!(told.contains("没有读到任何表格"), "{told}");
}

#[test]
fn filled_files_become_one() {
    let folder = tempfile::TempDir::new().unwrap();
    let at = |path: &str| folder.path().join(path);
    let template = write(&at("表样.csv"), "序号,姓名,救助金额（元）\n");
    write(
        &at("已填/东.csv"),
        "序号,姓名,救助金额（元）\n1,张三,100\n2,李四,0.5\n",
    );
    write(
        &at("已填/西.csv"),
        "序号,姓名,救助金额（元）\n1,王五,一百\n",
    );
    // Sheets of csv files are called like the file, so both have to be found by their titles.
    let out = at("汇总.xlsx");
    let done = linli(&[
        "rollup",
        "--template",
        &template,
        "--out",
        &out.to_string_lossy(),
        &at("已填").to_string_lossy(),
    ]);
    let text = String::from_utf8(done.stdout).unwrap();
    assert!(
        done.status.success(),
        "{}",
        String::from_utf8_lossy(&done.stderr)
    );
    assert!(
        text.contains("共 3 行") && text.contains("合计 100.5"),
        "{text}"
    );
    assert!(
        text.contains("第 2 行C 列") && text.contains("一百"),
        "{text}"
    );
    let bytes = std::fs::read(&out).unwrap();
    let book = workbook::read(&bytes, "汇总.xlsx", &workbook::Limits::default()).unwrap();
    let names: Vec<String> = (1..4).map(|row| book.sheets[0].text(row, 1)).collect();
    assert_eq!(names, ["张三", "李四", "王五"]);
}
