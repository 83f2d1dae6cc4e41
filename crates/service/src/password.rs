//! Passwords: what is good enough, and how they are kept (argon2id, random salt).

use argon2::Argon2;
use argon2::password_hash::PasswordHasher;
use argon2::password_hash::PasswordVerifier;
use argon2::password_hash::phc::PasswordHash;
use catalog::problem::{Problem, ProblemKind};

/// Refuses passwords that level-3 protection (GB/T 22239-2019 practice) would not accept: at
/// least ten characters of at least three classes.
pub fn check(password: &str) -> Result<(), Problem> {
    let classes: [fn(char) -> bool; 4] = [
        |letter| letter.is_ascii_lowercase(),
        |letter| letter.is_ascii_uppercase(),
        |letter| letter.is_ascii_digit(),
        |letter| !letter.is_ascii_alphanumeric(),
    ];
    let held = classes
        .iter()
        .filter(|class| password.chars().any(class))
        .count();
    if password.chars().count() >= 10 && held >= 3 {
        return Ok(());
    }
    Err(Problem::bad_input(
        "password-weak",
        "密码至少十位，并包含大写字母、小写字母、数字、符号中的三类，请重新设置。",
    ))
}

/// The stored form of a password.
pub fn hash(password: &str) -> Result<String, Problem> {
    Argon2::default()
        .hash_password(password.as_bytes())
        .map(|hash| hash.to_string())
        .map_err(|_| {
            Problem::new(
                ProblemKind::Internal,
                "password-not-kept",
                "密码未能保存，请稍后重试。",
            )
        })
}

/// Whether a password is the stored one. An unknown account costs the same time as a known one, so
/// that names cannot be found out by the clock.
pub fn verify(stored: Option<&str>, password: &str) -> bool {
    const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5bm9ib2R5$Zk1gbtr0rZIKj1Ui6zkmeJ2ynfTV0rqXB0mUvDA0Jhs";
    let matches = PasswordHash::new(stored.unwrap_or(NOBODY)).is_ok_and(|hash| {
        Argon2::default()
            .verify_password(password.as_bytes(), &hash)
            .is_ok()
    });
    stored.is_some() && matches
}

/// A random password that passes [`check`].
pub fn random() -> Result<String, Problem> {
    // Letters and digits that cannot be mistaken for one another.
    const LETTERS: &[u8] = b"abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789";
    let mut bytes = [0_u8; 12];
    getrandom::fill(&mut bytes).map_err(|_| {
        Problem::new(
            ProblemKind::Internal,
            "password-not-made",
            "无法生成随机密码，请稍后重试。",
        )
    })?;
    let random: String = bytes
        .iter()
        .map(|byte| char::from(LETTERS[usize::from(*byte) % LETTERS.len()]))
        .collect();
    Ok(format!("{random}-aA7"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_matches_only_itself() {
        let stored = hash("Linli-2026-demo").expect("a hash");
        assert!(stored.starts_with("$argon2id$"));
        assert!(verify(Some(&stored), "Linli-2026-demo"));
        assert!(!verify(Some(&stored), "Linli-2026-dema"));
        assert!(!verify(None, "nobody"));
    }

    #[test]
    fn random_passwords_are_strong_and_differ() {
        let (one, other) = (random().expect("random"), random().expect("random"));
        assert!(check(&one).is_ok());
        assert_ne!(one, other);
    }

    #[test]
    fn weak_passwords_are_refused() {
        for weak in [
            "short1A",
            "alllowercaseletters",
            "1234567890",
            "lowercase123",
        ] {
            assert_eq!(check(weak).expect_err(weak).code, "password-weak");
        }
        assert!(check("Lowercase123").is_ok());
    }
}
