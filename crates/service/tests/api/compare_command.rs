//! `linli compare` over files alone: keys that stand more than once, further keys, blanks, and what
//! is said when it cannot be done. (Beside a registry: `compare.rs`.)

use std::process::Output;

use tempfile::TempDir;

use crate::server::linli;

const LEFT: &str = "姓名,身份证号,出生日期,联系电话,档案号\n\
    李秀英,370203194605150020,1946-05-15,13900000001,A1\n\
    王五,110101199003070011,1990-03-07,13900000002,A2\n\
    赵六,,1950-01-02,13900000003,A3\n\
    钱七,11010119450505003X,1945-05-05,,A4\n\
    钱七,11010119450505003X,1945-05-05,13900000005,A5\n";

const RIGHT: &str = "姓名,公民身份号码,出生日期,手机号,档案号\n\
    李秀英,370203194605150020,1946.5.15,,A1\n\
    王五,110101199003070011,1990年3月7日,13900009999,B2\n\
    赵六,,1950/1/2,13900000003,A3\n\
    钱七,11010119450505003X,1945-05-05,13900000005,A5\n\
    孙八,110101198501010022,1985-01-01,13900000006,A6\n";

fn folder() -> TempDir {
    let folder = TempDir::new().unwrap();
    std::fs::write(folder.path().join("左.csv"), LEFT).unwrap();
    std::fs::write(folder.path().join("右.csv"), RIGHT).unwrap();
    folder
}

fn compare(folder: &TempDir, words: &[&str]) -> Output {
    linli()
        .current_dir(folder.path())
        .arg("compare")
        .args(words)
        .output()
        .unwrap()
}

/// What it says, and the lines of the file it wrote behind their header.
fn compared(folder: &TempDir, more: &[&str]) -> (String, Vec<String>) {
    let words = ["左.csv", "右.csv", "--on", "身份证号", "--out", "差异.csv"];
    let done = compare(folder, &[&words[..], more].concat());
    let wrong = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(done.status.success(), "{wrong}");
    let text = std::fs::read_to_string(folder.path().join("差异.csv")).unwrap();
    let lines = text.lines().skip(1).map(str::to_owned).collect();
    (String::from_utf8(done.stdout).unwrap(), lines)
}

/// The lines that hold a word.
fn with<'a>(lines: &'a [String], word: &str) -> Vec<&'a String> {
    lines.iter().filter(|line| line.contains(word)).collect()
}

#[test]
fn every_row_of_either_file_comes_to_one_end() {
    let folder = folder();
    let (said, lines) = compared(&folder, &[]);
    assert!(said.contains("左 5 行，右 5 行"), "{said}");
    assert!(
        said.contains("一致 1，不一致 1，仅左 1，仅右 2，键重复 左 2 右 1"),
        "{said}"
    );
    let differs = with(&lines, "不一致");
    assert_eq!(differs.len(), 1, "{lines:?}");
    for word in ["王五", "13900000002", "13900009999", "A2", "B2"] {
        assert!(differs[0].contains(word), "{word}: {}", differs[0]);
    }
    assert!(!differs[0].contains("110101199003070011"), "masked");
    assert_eq!(with(&lines, "键重复（左）").len(), 2);
    assert_eq!(with(&lines, "键重复（右）").len(), 1);
    assert_eq!(with(&lines, "孙八").len(), 1);

    // Who has no number is found by name and birth date, however the day is written.
    let (said, lines) = compared(&folder, &["--on", "姓名,出生日期"]);
    assert!(
        said.contains("一致 2，不一致 1，仅左 0，仅右 1，键重复 左 2 右 1"),
        "{said}"
    );
    assert_eq!(with(&lines, "赵六").len(), 0, "nothing to tell: {lines:?}");
}

#[test]
fn only_asked_columns_count_and_blanks_only_when_asked() {
    let folder = folder();
    let (said, lines) = compared(&folder, &["--fields", "档案号"]);
    assert!(said.contains("一致 1，不一致 1"), "{said}");
    assert!(with(&lines, "13900009999").is_empty(), "{lines:?}");
    let (said, _) = compared(&folder, &["--fields", "姓名,出生日期"]);
    assert!(said.contains("一致 2，不一致 0"), "{said}");
    let (said, lines) = compared(&folder, &["--fields", "联系电话", "--blanks"]);
    assert!(said.contains("一致 0，不一致 2"), "{said}");
    assert!(
        with(&lines, "不一致")
            .iter()
            .any(|line| line.contains("李秀英") || line.contains("13900000001"))
    );
}

#[test]
fn what_cannot_be_compared_is_told_and_writes_nothing() {
    let folder = folder();
    std::fs::write(folder.path().join("空.csv"), "").unwrap();
    for (words, told) in [
        (
            &["左.csv", "右.csv", "--on", "页码"][..],
            ["左边“左.csv”里没有 --on 写的列", "它有：姓名、"],
        ),
        (
            &["左.csv", "右.csv", "--on", "，"][..],
            ["请用 --on 写明按哪一列对应", "key-missing"],
        ),
        (
            &["registry", "registry", "--on", "身份证号"][..],
            ["两边都是底账", "请至少给一个文件"],
        ),
        (
            &["左.csv", "没有.csv", "--on", "身份证号"][..],
            ["“没有.csv”不存在或无法读取", "请检查路径"],
        ),
        (
            &["左.csv", "空.csv", "--on", "身份证号"][..],
            ["“空.csv”是空的", "请确认导出成功"],
        ),
    ] {
        let done = compare(&folder, &[words, &["--out", "差异.csv"][..]].concat());
        let complaint = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(
            !done.status.success() && !complaint.contains("panicked"),
            "{complaint}"
        );
        for word in told {
            assert!(complaint.contains(word), "{word} in {complaint}");
        }
        assert!(!folder.path().join("差异.csv").exists());
    }
}
