//! The object store: files (deliveries, templates) encrypted on disk under names that tell
//! nothing, found again by content.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use catalog::problem::{Problem, ProblemKind};
use rayon::prelude::*;
use sm3::{Digest, Sm3};

use crate::failure::{self, broken, missing};
use seal::{KeyRing, hex};

/// Files of one folder. Its methods block; call them where blocking is allowed.
#[derive(Debug, Clone)]
pub struct Objects {
    dir: PathBuf,
    ring: KeyRing,
}

/// A kept file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectRef {
    /// SM3 digest of the plain bytes in hexadecimal.
    pub digest: String,
    /// Plain bytes.
    pub size: u64,
    /// What [`Objects::get`] takes: a keyed digest, so that file names do not tell which files
    /// are kept here.
    pub key: String,
}

/// First bytes of every file: what it is, in which layout.
const MAGIC: &[u8; 8] = b"LINLI-O1";

/// Plain bytes that are sealed together.
const PART: usize = 1 << 18;

/// Bytes that sealing adds to a part: the nonce and the tag.
const ADDED: usize = 28;

impl Objects {
    /// Files under a folder, which is made when it is not there.
    #[must_use]
    pub fn new(dir: impl Into<PathBuf>, ring: KeyRing) -> Self {
        Self {
            dir: dir.into(),
            ring,
        }
    }

    /// Keeps bytes. Bytes that are kept already are not written again. A file is either whole or
    /// not there: it is written beside its place, flushed, and then renamed.
    ///
    /// # Errors
    /// `disk-full` when there is no room; `object-unwritable` when the folder cannot be written.
    pub fn put(&self, bytes: &[u8]) -> Result<ObjectRef, Problem> {
        let digest = Sm3::digest(bytes);
        let key = hex(&self.ring.blind_digest("object", &digest)[..20]);
        let object = ObjectRef {
            digest: hex(&digest),
            size: bytes.len() as u64,
            key,
        };
        let path = self.path(&object.key)?;
        let parts = bytes.len().div_ceil(PART).max(1);
        let sealed_size = MAGIC.len() + bytes.len() + parts * ADDED;
        if fs::metadata(&path).is_ok_and(|file| file.len() == sealed_size as u64) {
            return Ok(object);
        }
        self.write(&path, &object.key, bytes)
            .map_err(|err| unwritable(&err))?;
        Ok(object)
    }

    /// The bytes of a key.
    ///
    /// # Errors
    /// `object-missing` when the file is not there; `stored-value-broken` when it was changed.
    pub fn get(&self, key: &str) -> Result<Vec<u8>, Problem> {
        let sealed = match fs::read(self.path(key)?) {
            Ok(sealed) => sealed,
            Err(err) if err.kind() == io::ErrorKind::NotFound => {
                return Err(missing("object-missing", "文件"));
            }
            Err(err) => {
                tracing::error!(error = %err, "a kept file cannot be read");
                return Err(broken("文件"));
            }
        };
        let sealed = sealed.strip_prefix(MAGIC).ok_or_else(|| broken("文件"))?;
        let parts: Vec<&[u8]> = sealed.chunks(PART + ADDED).collect();
        let last = parts.len().saturating_sub(1);
        let opened: Result<Vec<Vec<u8>>, Problem> = parts
            .into_par_iter()
            .enumerate()
            .map(|(at, part)| self.ring.open_at(&place(key, at, at == last), part))
            .collect();
        let opened = opened.map_err(|_| broken("文件"))?;
        if opened.is_empty() {
            return Err(broken("文件"));
        }
        Ok(opened.concat())
    }

    /// Removes the file of a key; nothing happens when it is not there.
    ///
    /// # Errors
    /// `object-unwritable` when the folder cannot be written.
    pub fn delete(&self, key: &str) -> Result<(), Problem> {
        match fs::remove_file(self.path(key)?) {
            Err(err) if err.kind() != io::ErrorKind::NotFound => Err(unwritable(&err)),
            _ => Ok(()),
        }
    }

    /// `dir/ab/abcd…`: some hundred files a folder, however many there are.
    fn path(&self, key: &str) -> Result<PathBuf, Problem> {
        let sound = key.len() == 40 && key.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !sound {
            return Err(missing("object-missing", "文件"));
        }
        Ok(self.dir.join(&key[..2]).join(key))
    }

    fn write(&self, path: &Path, key: &str, bytes: &[u8]) -> io::Result<()> {
        let folder = path.parent().unwrap_or(&self.dir);
        fs::create_dir_all(folder)?;
        let beside = folder.join(format!("{key}.{}.part", hex(&random_name())));
        let written = self
            .write_parts(&beside, key, bytes)
            .and_then(|()| fs::rename(&beside, path));
        if written.is_err() {
            // The name is our own and new, so nothing else is lost; the first failure counts.
            let _ = fs::remove_file(&beside);
            return written;
        }
        flush_folder(folder)
    }

    fn write_parts(&self, path: &Path, key: &str, bytes: &[u8]) -> io::Result<()> {
        let mut file = File::create_new(path)?;
        file.write_all(MAGIC)?;
        let parts: Vec<&[u8]> = if bytes.is_empty() {
            vec![bytes]
        } else {
            bytes.chunks(PART).collect()
        };
        let last = parts.len() - 1;
        let sealed: Vec<Vec<u8>> = parts
            .into_par_iter()
            .enumerate()
            .map(|(at, part)| self.ring.seal_at(&place(key, at, at == last), part))
            .collect();
        for part in sealed {
            file.write_all(&part)?;
        }
        file.sync_all()
    }
}

/// Where a part belongs: this file, this place in it, and whether it is the last; so parts can be
/// neither exchanged nor dropped unnoticed.
fn place(key: &str, at: usize, last: bool) -> Vec<u8> {
    let mut place = b"o".to_vec();
    place.extend_from_slice(key.as_bytes());
    place.extend_from_slice(&(at as u64).to_be_bytes());
    place.push(u8::from(last));
    place
}

fn random_name() -> [u8; 8] {
    let mut name = [0; 8];
    getrandom::fill(&mut name).expect("the operating system gives random numbers");
    name
}

/// Makes the rename itself survive a power cut, where the system can.
fn flush_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) {
        File::open(folder)?.sync_all()
    } else {
        Ok(())
    }
}

fn unwritable(err: &io::Error) -> Problem {
    tracing::error!(error = %err, "a file cannot be kept");
    if failure::is_disk_full(err) {
        return failure::disk_full();
    }
    Problem::new(
        ProblemKind::Unavailable,
        "object-unwritable",
        "文件无法保存到数据目录，请检查目录是否存在、是否有写入权限。",
    )
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failed step is a failed test")]
mod tests {
    use super::*;

    fn objects() -> (tempfile::TempDir, Objects) {
        let dir = tempfile::tempdir().unwrap();
        let objects = Objects::new(dir.path(), KeyRing::from_bytes(&[3; 32]));
        (dir, objects)
    }

    fn only_file(dir: &Path) -> PathBuf {
        let folder = fs::read_dir(dir).unwrap().next().unwrap().unwrap().path();
        let files: Vec<_> = fs::read_dir(folder)
            .unwrap()
            .map(|file| file.unwrap().path())
            .collect();
        assert_eq!(files.len(), 1, "no part files are left behind");
        files[0].clone()
    }

    #[test]
    fn what_is_put_comes_back_whatever_its_size() {
        let (_dir, objects) = objects();
        for size in [0, 1, PART - 1, PART, PART + 1, 3 * PART + 5] {
            let bytes: Vec<u8> = (0..size).map(|at| (at % 251) as u8).collect();
            let kept = objects.put(&bytes).unwrap();
            assert_eq!(kept.size, size as u64);
            assert_eq!(
                objects.put(&bytes).unwrap(),
                kept,
                "the same bytes are the same object"
            );
            assert!(objects.get(&kept.key).unwrap() == bytes, "{size} bytes");
        }
    }

    #[test]
    fn nothing_stands_in_plain_and_nothing_changed_is_accepted() {
        let (dir, objects) = objects();
        let kept = objects.put("姓名 张三丰".as_bytes()).unwrap();
        let path = only_file(dir.path());
        let mut bytes = fs::read(&path).unwrap();
        assert!(!bytes.windows(9).any(|some| some == "张三丰".as_bytes()));
        assert!(!path.to_string_lossy().contains(&kept.digest));
        *bytes.last_mut().unwrap() ^= 1;
        fs::write(&path, &bytes).unwrap();
        assert_eq!(
            objects.get(&kept.key).unwrap_err().code,
            "stored-value-broken"
        );
        bytes.truncate(20);
        fs::write(&path, &bytes).unwrap();
        assert_eq!(
            objects.get(&kept.key).unwrap_err().code,
            "stored-value-broken"
        );
        assert_eq!(objects.put("姓名 张三丰".as_bytes()).unwrap(), kept);
        assert!(
            objects.get(&kept.key).is_ok(),
            "a damaged file is written again"
        );
    }

    #[test]
    fn a_file_without_its_last_part_is_refused() {
        let (dir, objects) = objects();
        let kept = objects.put(&vec![7; 2 * PART]).unwrap();
        let path = only_file(dir.path());
        let bytes = fs::read(&path).unwrap();
        fs::write(&path, &bytes[..MAGIC.len() + PART + ADDED]).unwrap();
        assert_eq!(
            objects.get(&kept.key).unwrap_err().code,
            "stored-value-broken"
        );
    }

    #[test]
    fn deleted_and_odd_keys_are_missing() {
        let (_dir, objects) = objects();
        let kept = objects.put(b"x").unwrap();
        objects.delete(&kept.key).unwrap();
        objects.delete(&kept.key).unwrap();
        assert_eq!(objects.get(&kept.key).unwrap_err().code, "object-missing");
        assert_eq!(
            objects.get("../../etc/passwd").unwrap_err().code,
            "object-missing"
        );
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_a_clear_problem() {
        let (dir, _) = objects();
        let file = dir.path().join("a-file");
        fs::write(&file, "").unwrap();
        let objects = Objects::new(file, KeyRing::from_bytes(&[3; 32]));
        assert_eq!(objects.put(b"x").unwrap_err().code, "object-unwritable");
    }
}
