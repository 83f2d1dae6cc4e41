//! Filling an empty registry with many files in one command: the next is linked while the one
//! before it is written, and it comes to the same as one command a file.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde_json::Value;
use tempfile::TempDir;

use crate::server::{Database, databases, linli};

const STREET: &str = "370203005";

/// The files of a sample district, in the order in which they build on one another.
fn sample(folder: &Path) -> Vec<PathBuf> {
    let made = linli()
        .args(["sample", "--area", STREET, "--residents", "600", "--out"])
        .arg(folder)
        .output()
        .unwrap();
    assert!(made.status.success());
    let manifest: Value =
        serde_json::from_slice(&fs::read(folder.join("manifest.json")).unwrap()).unwrap();
    let mut files: Vec<&Value> = manifest["files"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|file| file["rows"].as_u64() > Some(0))
        .collect();
    files.sort_by_key(|file| file["order"].as_u64());
    files
        .iter()
        .map(|file| folder.join(file["path"].as_str().unwrap()))
        .collect()
}

/// What `linli import --json` says of each file: how it ended, and the code of what went wrong.
fn import(database: &Database, data: &Path, files: &[PathBuf]) -> Vec<(String, Value)> {
    let output = database
        .command("import", data)
        .arg("--json")
        .args(files)
        .output()
        .unwrap();
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .map(|said| (said["state"].as_str().unwrap().to_owned(), said))
        .collect()
}

fn digest(database: &Database, data: &Path) -> String {
    let output = database.command("digest", data).output().unwrap();
    assert!(output.status.success());
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Puts among the files what can go wrong: one cut short, one twice in a row and once more later,
/// one that is not there.
fn spoiled(files: &[PathBuf], folder: &Path) -> Vec<PathBuf> {
    let mut all = files.to_vec();
    let twice = all[2].clone();
    let workbook = files
        .iter()
        .find(|file| file.extension().is_some_and(|kind| kind == "xlsx"))
        .unwrap();
    let cut = folder.join(workbook.file_name().unwrap());
    let bytes = fs::read(workbook).unwrap();
    fs::write(&cut, &bytes[..bytes.len() / 2]).unwrap();
    all.insert(1, cut);
    all.insert(3, twice.clone());
    all.push(folder.join("没有这份.csv"));
    all.push(twice);
    all
}

#[test]
fn many_files_in_one_command_come_to_the_same_as_one_by_one() {
    for (one, many) in databases("fill_one").iter().zip(&databases("fill_many")) {
        let folder = TempDir::new().unwrap();
        let files = spoiled(&sample(&folder.path().join("sample")), folder.path());
        let data = [folder.path().join("one"), folder.path().join("many")];

        let each: Vec<_> = files
            .iter()
            .flat_map(|file| import(one, &data[0], std::slice::from_ref(file)))
            .collect();
        let together = import(many, &data[1], &files);

        let states = |said: &[(String, Value)]| -> Vec<(String, Value)> {
            said.iter()
                .map(|(state, said)| (state.clone(), said["code"].clone()))
                .collect()
        };
        assert_eq!(states(&each), states(&together), "{}", one.name);
        let kinds = |kind: &str| together.iter().filter(|(state, _)| state == kind).count();
        assert!(kinds("loaded") > 10, "{together:?}");
        assert_eq!(
            (kinds("failed"), kinds("duplicate")),
            (2, 2),
            "{together:?}"
        );
        for (one, other) in each.iter().zip(&together) {
            assert_eq!(one.1["rows_loaded"], other.1["rows_loaded"]);
            assert_eq!(one.1["card"]["linked"], other.1["card"]["linked"]);
        }
        assert_eq!(
            digest(one, &data[0]),
            digest(many, &data[1]),
            "{}",
            one.name
        );
    }
}

#[test]
fn a_filling_that_was_killed_goes_on_where_it_was() {
    for (whole, killed) in databases("fill_whole")
        .iter()
        .zip(&databases("fill_killed"))
    {
        let folder = TempDir::new().unwrap();
        let files = sample(&folder.path().join("sample"));
        let data = [folder.path().join("whole"), folder.path().join("killed")];
        import(whole, &data[0], &files);

        let mut running = killed
            .command("import", &data[1])
            .args(&files)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let said = BufReader::new(running.stdout.take().unwrap()).lines();
        // Four files are in, one is being written, and the next one is linked.
        assert_eq!(said.map_while(Result::ok).take(4).count(), 4);
        running.kill().unwrap();
        running.wait().unwrap();
        if killed.name != "SQLite" {
            // The server may still be busy with what it was told last.
            killed.shut();
            killed.open_again();
        }
        let again = import(killed, &data[1], &files);
        let states: Vec<&str> = again.iter().map(|(state, _)| state.as_str()).collect();
        let in_before = states
            .iter()
            .take_while(|state| **state == "duplicate")
            .count();
        assert!(in_before >= 4, "{states:?}");
        assert!(
            states[in_before..].iter().all(|state| *state == "loaded"),
            "{states:?}"
        );
        assert_eq!(
            digest(whole, &data[0]),
            digest(killed, &data[1]),
            "{}",
            whole.name
        );
    }
}

#[test]
fn a_first_start_that_was_killed_goes_on_from_its_files() {
    let sqlite = &databases("demo_killed")[0];
    let folder = TempDir::new().unwrap();
    let start = |data: &Path| {
        sqlite
            .command("demo", data)
            .args(["--area", STREET, "--residents", "600"])
            .args(["--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    };
    let data = folder.path().join("killed");
    let mut first = start(&data);
    let said = BufReader::new(first.stderr.take().unwrap()).lines();
    assert!(
        said.map_while(Result::ok)
            .any(|line| line.contains("样例文件")),
        "the files are there, and nothing or little of them is loaded"
    );
    first.kill().unwrap();
    first.wait().unwrap();

    let mut again = start(&data);
    let said = BufReader::new(again.stdout.take().unwrap()).lines();
    let serves = said
        .map_while(Result::ok)
        .any(|line| line.contains("邻里已启动"));
    again.kill().unwrap();
    again.wait().unwrap();
    assert!(
        serves,
        "{}",
        std::io::read_to_string(again.stderr.unwrap()).unwrap()
    );

    // Without its list of contents nobody knows whether a sample is whole, or one at all.
    let other = folder.path().join("other");
    fs::create_dir_all(other.join("sample")).unwrap();
    fs::write(other.join("sample/笔记.txt"), "不是样例").unwrap();
    let refused = start(&other).wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(said.contains("demo-unfinished"), "{said}");
    assert!(other.join("sample/笔记.txt").exists());
}
