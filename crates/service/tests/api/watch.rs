//! A watched folder: files are taken in once they are whole, and put away with a sentence.

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::server::{Server, databases};

/// The sentence beside a file that was put away; waits for it.
async fn sentence(folder: &Path, place: &str, word: &str) -> String {
    for _ in 0..600 {
        let found: Option<PathBuf> = std::fs::read_dir(folder.join(place))
            .unwrap()
            .filter_map(|entry| Some(entry.ok()?.path()))
            .find(|path| {
                let name = path.file_name().unwrap().to_string_lossy().into_owned();
                name.contains(word) && name.ends_with(".txt")
            });
        if let Some(path) = found {
            return std::fs::read_to_string(path).unwrap();
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("nothing named like {word} came to {place}");
}

#[tokio::test(flavor = "multi_thread")]
async fn files_in_a_watched_folder_are_taken_in_and_put_away() {
    for database in databases("watch") {
        let folder = tempfile::TempDir::new().unwrap();
        let watched = folder.path().to_owned();
        let server = Server::demo(&database);
        let before = server.digest();
        let list = std::fs::read_to_string(server.sample_file("yibao")).unwrap();
        // It lies there before the program starts: nothing is lost while it is away.
        std::fs::create_dir(watched.join("yibao")).unwrap();
        std::fs::write(watched.join("yibao/参保1.csv"), format!("{list}\n\n")).unwrap();
        let server = server.serve_with(&["--watch".as_ref(), watched.as_os_str()]);

        let said = sentence(&watched, "done", "参保1.csv").await;
        assert!(
            said.contains("导入") && said.contains("医保·参保"),
            "{said}"
        );
        assert!(
            !watched.join("yibao/参保1.csv").exists(),
            "the file was moved"
        );
        let loaded = server.digest();

        std::fs::write(watched.join("yibao/参保2.csv"), format!("{list}\n\n")).unwrap();
        let said = sentence(&watched, "done", "参保2.csv").await;
        assert!(said.contains("是同一个文件"), "{said}");

        std::fs::write(watched.join("不知道.csv"), "a,b\n1,2\n").unwrap();
        let said = sentence(&watched, "refused", "不知道.csv").await;
        assert!(said.contains("认不出"), "{said}");

        let renamed = list.replacen("手机号码", "联系方式", 1);
        std::fs::write(watched.join("医保参保人员.csv"), renamed).unwrap();
        let said = sentence(&watched, "refused", "医保参保人员.csv").await;
        assert!(
            said.contains("已隔离") && said.contains("请联系医保"),
            "{said}"
        );
        assert_eq!(
            server.digest(),
            loaded,
            "only the first file has changed anything"
        );
        assert_ne!(loaded, before, "two more lines were other bytes");
    }
}
