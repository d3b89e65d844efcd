//! The format of secrets: `sg` + kind letter + `_` + 43 base62 digits of 256 random bits + 6 base62 digits of the
//! CRC-32 over the ASCII text before them. A wrong character is found here, before anything is looked up; leak
//! scanners can tell a real token from look-alikes offline.

use access::SecretKind;
use sha2::{Digest, Sha256};

const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const RANDOM_DIGITS: usize = 43;
const CHECK_DIGITS: usize = 6;
const PREFIX_LENGTH: usize = 4;
/// The length of every token, in ASCII characters.
pub const LENGTH: usize = PREFIX_LENGTH + RANDOM_DIGITS + CHECK_DIGITS;

/// A token just made. Its text is shown once and kept nowhere.
pub struct NewToken {
    /// The token itself.
    pub text: String,
    /// What is kept of it.
    pub hash: [u8; 32],
    /// How to recognise it: `sgp_3hT…Zz8c`.
    pub hint: String,
}

/// A well-formed token that was presented: what it says of itself, and what to look it up by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Presented {
    /// The kind that its prefix claims.
    pub kind: SecretKind,
    /// The SHA-256 of its text.
    pub hash: [u8; 32],
}

/// Makes a token of 256 random bits.
#[must_use]
pub fn make(kind: SecretKind, random: &[u8; 32]) -> NewToken {
    let mut text = format!("{}{}", prefix(kind), base62(random, RANDOM_DIGITS));
    text.extend(check_digits(&text).map(char::from));
    NewToken { hash: hash(&text), hint: hint(&text), text }
}

/// How to recognise a token: `sgp_3hT…Zz8c`.
#[must_use]
pub fn hint(token: &str) -> String {
    let start: String = token.chars().take(7).collect();
    let end: String = token.chars().skip(LENGTH - 4).collect();
    format!("{start}…{end}")
}

/// The tokens that stand anywhere in a text, each with the byte at which it begins. A right checksum is enough: what
/// stands before and after may be anything.
pub fn find_all(text: &[u8]) -> impl Iterator<Item = (usize, &str, Presented)> {
    let starts = text
        .windows(PREFIX_LENGTH)
        .enumerate()
        .filter(|(_, start)| KINDS.into_iter().any(|kind| prefix(kind).as_bytes() == *start));
    starts.filter_map(|(at, _)| {
        let token = str::from_utf8(text.get(at..at + LENGTH)?).ok()?;
        Some((at, token, read(token)?))
    })
}

/// Reads a token that was presented; `None` if its shape or checksum is wrong.
#[must_use]
pub fn read(text: &str) -> Option<Presented> {
    if text.len() != LENGTH || !text.is_ascii() {
        return None;
    }
    let kind = KINDS.into_iter().find(|kind| text.starts_with(prefix(*kind)))?;
    let (body, check) = text.split_at_checked(LENGTH - CHECK_DIGITS)?;
    let digits = body.bytes().skip(4).all(|digit| digit.is_ascii_alphanumeric());
    (digits && check.as_bytes() == check_digits(body)).then(|| Presented { kind, hash: hash(text) })
}

/// A one-time code: 43 base62 digits of 256 random bits.
#[must_use]
pub fn code(random: &[u8; 32]) -> String {
    base62(random, RANDOM_DIGITS)
}

/// What is kept of a token or a code.
#[must_use]
pub fn hash(text: &str) -> [u8; 32] {
    Sha256::digest(text).into()
}

const KINDS: [SecretKind; 4] =
    [SecretKind::Full, SecretKind::PrivateRead, SecretKind::PublicRead, SecretKind::Service];

const fn prefix(kind: SecretKind) -> &'static str {
    match kind {
        SecretKind::Full => "sgf_",
        SecretKind::PrivateRead => "sgp_",
        SecretKind::PublicRead => "sgr_",
        SecretKind::Service => "sgs_",
    }
}

/// Every request with a secret has them worked out: as one number, not byte by byte.
fn check_digits(body: &str) -> [u8; CHECK_DIGITS] {
    let mut number = crc32fast::hash(body.as_bytes());
    let mut digits = [b'0'; CHECK_DIGITS];
    for digit in digits.iter_mut().rev() {
        *digit = digit_of(number % 62);
        number /= 62;
    }
    digits
}

fn digit_of(value: u32) -> u8 {
    DIGITS.get(value as usize).copied().unwrap_or(b'0')
}

/// The big-endian number in base62, most significant digit first, padded with `0` to `length`.
fn base62(number: &[u8], length: usize) -> String {
    let mut number = number.to_vec();
    let mut digits = vec![b'0'; length];
    for digit in digits.iter_mut().rev() {
        let mut rest = 0_u32;
        for byte in &mut number {
            rest = rest << 8 | u32::from(*byte);
            *byte = u8::try_from(rest / 62).unwrap_or(u8::MAX);
            rest %= 62;
        }
        *digit = digit_of(rest);
    }
    digits.into_iter().map(char::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Worked out with another program, from the contract's words alone.
    #[test]
    fn known_answers() {
        for (kind, random, token) in KNOWN {
            let made = make(kind, &random);
            assert_eq!(made.text, token);
            assert_eq!(read(token), Some(Presented { kind, hash: made.hash }));
        }
    }

    #[test]
    fn a_hint_tells_the_prefix_and_the_end() {
        let made = make(SecretKind::PrivateRead, &[7; 32]);
        assert_eq!(made.hint, format!("{}…{}", &made.text[..7], &made.text[49..]));
    }

    #[test]
    fn any_wrong_character_is_found() {
        let token = make(SecretKind::Full, &[42; 32]).text;
        for at in 0..LENGTH {
            for other in ["0", "z", "_", "é", " "] {
                if &token[at..=at] != other {
                    let wrong = format!("{}{other}{}", &token[..at], &token[at + 1..]);
                    assert_eq!(read(&wrong), None, "{wrong}");
                }
            }
        }
        for wrong in ["", "sgf_", &token[1..], &format!("{token}0"), &token.to_uppercase()] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn tokens_are_found_wherever_they_stand() {
        let tokens = KNOWN.map(|(_, _, token)| token);
        let wrong = tokens[0].replace('R', "S");
        let text = format!("é{}x{}\n{wrong}sgf_sgs_{}, sgf_{}", tokens[0], tokens[1], tokens[2], tokens[3]);
        let found: Vec<&str> = find_all(text.as_bytes()).map(|(_, token, _)| token).collect();
        assert_eq!(found, tokens);
        assert!(find_all(text.as_bytes()).all(|(at, token, _)| text[at..].starts_with(token)));
        assert_eq!(find_all(b"sgf_").count(), 0);
    }

    const fn last(first: u8, last: u8) -> [u8; 32] {
        let mut bytes = [0; 32];
        bytes[0] = first;
        bytes[31] = last;
        bytes
    }

    const KNOWN: [(SecretKind, [u8; 32], &str); 4] = [
        (SecretKind::Full, [0; 32], "sgf_00000000000000000000000000000000000000000003TvmPR"),
        (SecretKind::PrivateRead, [255; 32], "sgp_yhjskwdA6OZ1AL1YmHWZWm8LLG7HjnuCA2j5rOw8Xp11XLCAX"),
        (SecretKind::PublicRead, last(0, 61), "sgr_000000000000000000000000000000000000000000z4QvQKA"),
        (SecretKind::Service, last(1, 62), "sgs_0EhWuMzfS7MPuxAu520Mu4XwCuyZfalRej3Z8gTlzB81qWJKC"),
    ];
}
