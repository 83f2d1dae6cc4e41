//! The keys of one registry: one seals values (SM4-GCM), one makes blind look-up keys (HMAC-SM3).

use std::cell::RefCell;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use catalog::problem::{Problem, ProblemKind};
use hmac::{Hmac, KeyInit, Mac};
use sm3::Sm3;

use crate::failure;
use crate::gcm::{NONCE, Sm4Gcm, TAG};

/// The keys, cheap to clone. They are never in the database and never printed.
#[derive(Clone)]
pub struct KeyRing(Arc<Keys>);

struct Keys {
    cipher: Sm4Gcm,
    blind: Hmac<Sm3>,
}

impl std::fmt::Debug for KeyRing {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("KeyRing(..)")
    }
}

impl KeyRing {
    /// Derives the cipher key and the blind-index key from one master key, so that neither tells
    /// anything about the other.
    #[must_use]
    pub fn from_bytes(master: &[u8; 32]) -> Self {
        let cipher_key = derive(master, b"linli cipher 1");
        let blind_key = derive(master, b"linli blind 1");
        let (sm4_key, _) = cipher_key
            .split_first_chunk()
            .expect("an SM3 digest has 32 bytes");
        let cipher = Sm4Gcm::new(sm4_key);
        let blind = keyed(&blind_key);
        Self(Arc::new(Keys { cipher, blind }))
    }

    /// Reads the key file, or makes one (readable by its owner only, mode 0600) when there is
    /// none and the database is new. The file holds 64 hexadecimal digits, so that it can be
    /// printed and kept in a safe.
    ///
    /// # Errors
    /// `key-missing` when there is no key file but the database has data; `key-broken` when the
    /// file is not a key; `key-unreadable` when the file cannot be read or written.
    pub fn load_or_create(path: &Path, database_is_new: bool) -> Result<Self, Problem> {
        match fs::read_to_string(path) {
            Ok(text) => read_key(&text).map(|master| Self::from_bytes(&master)),
            Err(err) if err.kind() == io::ErrorKind::NotFound && database_is_new => {
                let master = random_key();
                write_key(path, &master).map_err(|err| unreadable(&err))?;
                Ok(Self::from_bytes(&master))
            }
            Err(err) if err.kind() == io::ErrorKind::NotFound => Err(Problem::new(
                ProblemKind::Unavailable,
                "key-missing",
                "数据库里已有加密数据，但密钥文件不在，请把原来的密钥文件放回数据目录再启动。",
            )),
            Err(err) => Err(unreadable(&err)),
        }
    }

    /// Seals bytes: a random nonce, then the encrypted bytes with their tag.
    #[must_use]
    pub fn seal(&self, plain: &[u8]) -> Vec<u8> {
        self.seal_at(&[], plain)
    }

    /// Opens what [`KeyRing::seal`] made.
    ///
    /// # Errors
    /// `stored-value-broken` when the bytes were changed or sealed with another key.
    pub fn open(&self, sealed: &[u8]) -> Result<Vec<u8>, Problem> {
        self.open_at(&[], sealed)
    }

    /// A keyed digest of a text (the first eight bytes of HMAC-SM3): equal texts of one domain
    /// meet, but nobody without the key can tell the text or try texts.
    #[must_use]
    pub fn blind(&self, domain: &str, text: &str) -> i64 {
        let digest = self.blind_digest(domain, text.as_bytes());
        let first = digest
            .first_chunk::<8>()
            .expect("an SM3 digest has 32 bytes");
        i64::from_be_bytes(*first)
    }

    /// The whole keyed digest of some bytes in a domain.
    pub fn blind_digest(&self, domain: &str, bytes: &[u8]) -> [u8; 32] {
        let mut mac = self.0.blind.clone();
        mac.update(domain.as_bytes());
        // No domain holds a zero byte, so (domain, text) pairs never run into each other.
        mac.update(&[0]);
        mac.update(bytes);
        mac.finalize().into_bytes().into()
    }

    /// Seals bytes to a place (a table and row): moved elsewhere they do not open any more. The nonce stands in
    /// front, the tag behind.
    pub fn seal_at(&self, place: &[u8], plain: &[u8]) -> Vec<u8> {
        let mut sealed = Vec::with_capacity(NONCE + plain.len() + TAG);
        let nonce = fresh_nonce();
        sealed.extend_from_slice(&nonce);
        sealed.extend_from_slice(plain);
        let tag = self.0.cipher.seal(&nonce, place, &mut sealed[NONCE..]);
        sealed.extend_from_slice(&tag);
        sealed
    }

    /// Opens what [`KeyRing::seal_at`] sealed to the same place.
    pub fn open_at(&self, place: &[u8], sealed: &[u8]) -> Result<Vec<u8>, Problem> {
        let opened = || {
            let (nonce, rest) = sealed.split_first_chunk::<NONCE>()?;
            let (text, tag) = rest.split_last_chunk::<TAG>()?;
            self.0.cipher.open(nonce, place, text, tag)
        };
        opened().ok_or_else(|| failure::broken("内容"))
    }
}

/// A key derived for one use: HMAC-SM3 of the use under the master key.
fn derive(master: &[u8; 32], purpose: &[u8]) -> [u8; 32] {
    let mut mac = keyed(master);
    mac.update(purpose);
    mac.finalize().into_bytes().into()
}

fn keyed(key: &[u8]) -> Hmac<Sm3> {
    <Hmac<Sm3> as KeyInit>::new_from_slice(key).expect("HMAC takes keys of any length")
}

/// How many nonces are drawn from the operating system at once; one call a value would cost more
/// than sealing it.
const NONCE_BATCH: usize = 256;

struct NoncePool {
    bytes: [u8; NONCE * NONCE_BATCH],
    used: usize,
}

thread_local! {
    static NONCES: RefCell<NoncePool> =
        const { RefCell::new(NoncePool { bytes: [0; NONCE * NONCE_BATCH], used: NONCE_BATCH }) };
}

/// A nonce that was never used before: random, each taken once.
fn fresh_nonce() -> [u8; NONCE] {
    NONCES.with_borrow_mut(|pool| {
        if pool.used == NONCE_BATCH {
            fill_random(&mut pool.bytes);
            pool.used = 0;
        }
        let at = pool.used * NONCE;
        pool.used += 1;
        pool.bytes[at..]
            .first_chunk()
            .copied()
            .expect("the pool holds whole nonces")
    })
}

fn fill_random(bytes: &mut [u8]) {
    getrandom::fill(bytes).expect("the operating system gives random numbers");
}

fn random_key() -> [u8; 32] {
    let mut key = [0; 32];
    fill_random(&mut key);
    key
}

/// Writes the key beside its place, flushes it and links it there: a key file is whole or not
/// there, and two programs starting at once never replace each other's key.
fn write_key(path: &Path, master: &[u8; 32]) -> io::Result<()> {
    let beside = path.with_extension(format!("{}.new", std::process::id()));
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut file = options.open(&beside)?;
    writeln!(file, "{}", hex(master))?;
    file.sync_all()?;
    let placed = fs::hard_link(&beside, path);
    fs::remove_file(&beside)?;
    placed
}

fn read_key(text: &str) -> Result<[u8; 32], Problem> {
    unhex(text.trim())
        .and_then(|bytes| bytes.try_into().ok())
        .ok_or_else(|| {
            Problem::new(
                ProblemKind::Unavailable,
                "key-broken",
                "密钥文件的内容不是有效密钥（应为64位十六进制字符），请换回原来的密钥文件。",
            )
        })
}

fn unreadable(err: &io::Error) -> Problem {
    tracing::error!(error = %err, "the key file cannot be used");
    if failure::is_disk_full(err) {
        return failure::disk_full();
    }
    Problem::unavailable(
        "key-unreadable",
        "密钥文件无法读取或写入，请检查数据目录是否存在、权限是否正确。",
    )
}

/// Lower-case hexadecimal digits of some bytes.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            write!(text, "{byte:02x}").expect("a string can always be written");
            text
        })
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes();
    if !digits.len().is_multiple_of(2) || !text.is_ascii() {
        return None;
    }
    digits
        .chunks(2)
        .map(|pair| {
            std::str::from_utf8(pair)
                .ok()
                .and_then(|pair| u8::from_str_radix(pair, 16).ok())
        })
        .collect()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failed step is a failed test")]
mod tests {
    use super::*;

    /// GM/T 0004 gives no HMAC vector; this one is RFC 2104 computed by hand from the plain
    /// digest: H(key ^ opad, H(key ^ ipad, text)).
    #[test]
    fn hmac_sm3_is_that_of_rfc_2104() {
        use sm3::Digest;
        let key = b"Jefe";
        let text = b"what do ya want for nothing?";
        let pad = |with: u8| {
            let mut block = [with; 64];
            block
                .iter_mut()
                .zip(key)
                .for_each(|(byte, key)| *byte ^= key);
            block
        };
        let inner = Sm3::new()
            .chain_update(pad(0x36))
            .chain_update(text)
            .finalize();
        let outer = Sm3::new()
            .chain_update(pad(0x5c))
            .chain_update(inner)
            .finalize();
        let mut mac = keyed(key);
        mac.update(text);
        assert_eq!(mac.finalize().into_bytes()[..], outer[..]);
    }

    /// GM/T 0004-2012, appendix A.1: the digest of "abc".
    #[test]
    fn sm3_is_that_of_gmt_0004() {
        use sm3::Digest;
        assert_eq!(
            hex(&Sm3::digest(b"abc")),
            "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
        );
    }

    #[test]
    fn sealed_bytes_open_only_unchanged_in_their_place_with_their_key() {
        let ring = KeyRing::from_bytes(&[7; 32]);
        let sealed = ring.seal_at(b"entity 1", "张三".as_bytes());
        assert_eq!(
            ring.open_at(b"entity 1", &sealed).unwrap(),
            "张三".as_bytes()
        );
        assert_eq!(
            ring.open_at(b"entity 2", &sealed).unwrap_err().code,
            "stored-value-broken"
        );
        assert!(
            KeyRing::from_bytes(&[8; 32])
                .open_at(b"entity 1", &sealed)
                .is_err()
        );
        let mut changed = sealed.clone();
        changed[NONCE] ^= 1;
        assert!(ring.open_at(b"entity 1", &changed).is_err());
        for length in 0..NONCE + TAG {
            assert!(ring.open(&sealed[..length]).is_err(), "{length} bytes");
        }
        assert!(ring.open(&ring.seal(&[])).unwrap().is_empty());
        assert_ne!(
            sealed,
            ring.seal_at(b"entity 1", "张三".as_bytes()),
            "nonces never repeat"
        );
    }

    /// What stands in databases: sealed under this key by a program from before, it opens forever.
    #[test]
    fn what_was_sealed_before_opens() {
        let sealed =
            unhex("000102030405060708090a0b5f9a9ef6df06963e9e3b5e91644fa683e618db9601ba").unwrap();
        let opened = KeyRing::from_bytes(&[7; 32]).open_at(b"entity 1", &sealed);
        assert_eq!(opened.unwrap(), "张三".as_bytes());
    }

    #[test]
    fn blind_keys_differ_by_domain_text_and_key() {
        let ring = KeyRing::from_bytes(&[7; 32]);
        let key = ring.blind("person", "张三");
        assert_eq!(key, KeyRing::from_bytes(&[7; 32]).blind("person", "张三"));
        assert_ne!(key, ring.blind("place", "张三"));
        assert_ne!(key, ring.blind("person", "李四"));
        assert_ne!(key, KeyRing::from_bytes(&[8; 32]).blind("person", "张三"));
    }

    #[test]
    fn a_key_file_is_made_once_and_only_for_a_new_database() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("linli.key");
        assert_eq!(
            KeyRing::load_or_create(&path, false).unwrap_err().code,
            "key-missing"
        );
        let made = KeyRing::load_or_create(&path, true).unwrap();
        let read = KeyRing::load_or_create(&path, true).unwrap();
        assert_eq!(read.open(&made.seal(b"x")).unwrap(), b"x");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(
                fs::metadata(&path).unwrap().permissions().mode() & 0o777,
                0o600
            );
        }
        fs::write(&path, "not a key").unwrap();
        assert_eq!(
            KeyRing::load_or_create(&path, true).unwrap_err().code,
            "key-broken"
        );
    }
}
