//! Signatures of pushed requests: HMAC-SHA-256, or the national HMAC-SM3, under a secret of the
//! source. What is signed is written down in docs/push.md.

use axum::http::HeaderMap;
use catalog::problem::{Problem, ProblemKind};
use catalog::source::{Source, Sources, no};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use sm3::Sm3;

use crate::app::App;
use crate::clock;

/// The algorithm and its hexadecimal digits: `hmac-sha256 …` or `hmac-sm3 …`.
const SIGNATURE: &str = "x-linli-signature";

/// Seconds since 1970 UTC at which the request was signed.
const TIMESTAMP: &str = "x-linli-timestamp";

/// What the sender calls the push.
const KEY: &str = "idempotency-key";

/// How far the sender's clock may be off.
const CLOCK_SECONDS: i64 = 300;

/// Bytes of a secret.
const SECRET: usize = 32;

/// A request that was signed with a secret of its source.
#[derive(Debug)]
pub struct Signed {
    /// The source.
    pub source: &'static Source,
    /// What the sender calls the push.
    pub key: String,
}

/// Checks who sent a request. `method`, `path` and `body` are those of the request.
///
/// # Errors
/// `push-unsigned`, `push-clock`, `push-key` and `push-signature-wrong`; the last one also where
/// there is no such source, or no secret for it.
pub async fn signed(
    app: &App,
    code: &str,
    headers: &HeaderMap,
    (method, path): (&str, &str),
    body: &[u8],
) -> Result<Signed, Problem> {
    let text = |name: &str| {
        headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .map(str::trim)
    };
    let (Some(signature), Some(timestamp)) = (text(SIGNATURE), text(TIMESTAMP)) else {
        return Err(unsigned());
    };
    let key = text(KEY).filter(|key| is_key(key)).ok_or_else(no_key)?;
    let at: i64 = timestamp.parse().map_err(|_| unsigned())?;
    let apart = (clock::now() / 1000).saturating_sub(at);
    if apart.unsigned_abs() > CLOCK_SECONDS.unsigned_abs() {
        return Err(wrong_clock());
    }
    let (algorithm, digits) = signature.split_once(' ').ok_or_else(unsigned)?;
    let algorithm = Algorithm::parse(algorithm).ok_or_else(unsigned)?;
    let given = unhex(digits.trim()).ok_or_else(unsigned)?;
    let source = Sources::shipped()
        .by_code(code)
        .filter(|source| source.no != no::FORM_CORRECTION)
        .ok_or_else(wrong_signature)?;
    let message = [method, path, timestamp, key, &algorithm.digest(body)].join("\n");
    let known = app
        .store
        .open_push_secrets(source.no)
        .await?
        .iter()
        .any(|secret| algorithm.fits(secret, &message, &given));
    if !known {
        return Err(wrong_signature());
    }
    Ok(Signed {
        source,
        key: key.to_owned(),
    })
}

/// A new secret: 64 hexadecimal digits from the operating system.
pub fn new_secret() -> Result<String, Problem> {
    let mut bytes = [0; SECRET];
    getrandom::fill(&mut bytes)
        .map_err(|_| Problem::unavailable("random-away", "系统暂时给不出随机数，请稍后重试。"))?;
    Ok(hex(&bytes))
}

/// SM3 digest of some bytes in hexadecimal, to tell parts apart.
pub fn content_digest(bytes: &[u8]) -> String {
    Algorithm::Sm3.digest(bytes)
}

#[derive(Clone, Copy)]
enum Algorithm {
    Sha256,
    Sm3,
}

impl Algorithm {
    fn parse(name: &str) -> Option<Self> {
        match name.to_ascii_lowercase().as_str() {
            "hmac-sha256" => Some(Self::Sha256),
            "hmac-sm3" => Some(Self::Sm3),
            _ => None,
        }
    }

    /// Hexadecimal digest of a body.
    fn digest(self, body: &[u8]) -> String {
        match self {
            Self::Sha256 => hex(&Sha256::digest(body)),
            Self::Sm3 => hex(&Sm3::digest(body)),
        }
    }

    /// Compares in constant time.
    fn fits(self, secret: &str, message: &str, given: &[u8]) -> bool {
        fn fits<M: Mac + KeyInit>(secret: &str, message: &str, given: &[u8]) -> bool {
            <M as KeyInit>::new_from_slice(secret.as_bytes()).is_ok_and(|mut mac| {
                mac.update(message.as_bytes());
                mac.verify_slice(given).is_ok()
            })
        }
        match self {
            Self::Sha256 => fits::<Hmac<Sha256>>(secret, message, given),
            Self::Sm3 => fits::<Hmac<Sm3>>(secret, message, given),
        }
    }
}

/// Keys stand in the database and in file names, so they hold plain signs only.
fn is_key(key: &str) -> bool {
    (8..=80).contains(&key.len())
        && key
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(digits: &str) -> Option<Vec<u8>> {
    if !digits.len().is_multiple_of(2) || !digits.is_ascii() {
        return None;
    }
    (0..digits.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&digits[at..at + 2], 16).ok())
        .collect()
}

fn refused(code: &str, detail: &str) -> Problem {
    Problem::new(ProblemKind::SignedOut, code, detail)
}

fn unsigned() -> Problem {
    refused(
        "push-unsigned",
        "请求没有签名或签名写法不对，请按推送说明（docs/push.md）加上 x-linli-timestamp 和 x-linli-signature。",
    )
}

fn wrong_clock() -> Problem {
    refused(
        "push-clock",
        "签名时间与服务器相差超过 5 分钟，请校准发送方的时钟后重新签名。",
    )
}

fn wrong_signature() -> Problem {
    refused(
        "push-signature-wrong",
        "签名不对：请核对来源代码、密钥是否已停用，以及签名的五行内容；密钥由大数据中心发放。",
    )
}

fn no_key() -> Problem {
    Problem::bad_input(
        "push-key",
        "请带上 idempotency-key 标头：8 到 80 个字母、数字、点、横线或下划线，同一次推送始终用同一个。",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signatures_fit_only_their_secret_message_and_algorithm() {
        // RFC 4231, test case 2: HMAC-SHA-256.
        let given = unhex("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
            .expect("digits");
        let message = "what do ya want for nothing?";
        assert!(Algorithm::Sha256.fits("Jefe", message, &given));
        assert!(!Algorithm::Sha256.fits("jefe", message, &given));
        assert!(!Algorithm::Sha256.fits("Jefe", "what do ya want", &given));
        assert!(!Algorithm::Sm3.fits("Jefe", message, &given));
        assert!(!Algorithm::Sha256.fits("Jefe", message, &given[..16]));
    }

    #[test]
    fn digests_are_those_of_the_standards() {
        assert_eq!(
            Algorithm::Sm3.digest(b"abc"),
            "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
        );
        assert_eq!(
            Algorithm::Sha256.digest(b"abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    #[test]
    fn keys_are_plain_and_digits_whole() {
        assert!(is_key("2026-11-22_yibao.1"));
        assert!(!is_key("short") && !is_key("有中文的键名字") && !is_key("a/b/c/d/e"));
        assert_eq!(unhex("0aFF"), Some(vec![10, 255]));
        assert!(unhex("0aF").is_none() && unhex("zz").is_none());
    }
}
