//! What must not lie open in the database: sealed with AES-256-GCM under a key that the database doesn't hold.

use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, KeyInit, Nonce};
use api::Fault;
use api::fields::Token;
use sha2::{Digest, Sha256};

/// 256 bits that were never written down.
pub(super) type Key = [u8; 32];

/// The length of the nonce before each sealed text, in bytes.
const NONCE: usize = 12;

/// The key that a random token stands for. Not what the token is looked up by, which the database holds.
pub(super) fn key_of(token: &Token) -> Key {
    Sha256::new_with_prefix(b"sluicegate challenge\0").chain_update(token.reveal()).finalize().into()
}

/// Seals `plain`, which can be opened only as what it was sealed as.
///
/// # Errors
/// If the system gives no randomness.
pub(super) fn seal(key: &Key, what: &str, plain: &[u8]) -> Result<Vec<u8>, Fault> {
    let mut nonce = [0; NONCE];
    getrandom::fill(&mut nonce).map_err(|error| broken(&error))?;
    let text = Payload { msg: plain, aad: what.as_bytes() };
    let sealed = Aes256Gcm::new(&(*key).into()).encrypt(&Nonce::from(nonce), text);
    let sealed = sealed.map_err(|error| broken(&error))?;
    Ok([nonce.as_slice(), sealed.as_slice()].concat())
}

/// Opens what was sealed under this key as `what`.
///
/// # Errors
/// If it wasn't.
pub(super) fn open(key: &Key, what: &str, sealed: &[u8]) -> Result<Vec<u8>, Fault> {
    let (nonce, text) = sealed.split_first_chunk::<NONCE>().ok_or_else(|| broken(&"too short"))?;
    let text = Payload { msg: text, aad: what.as_bytes() };
    let plain = Aes256Gcm::new(&(*key).into()).decrypt(&Nonce::from(*nonce), text);
    plain.map_err(|error| broken(&error))
}

fn broken(error: &dyn std::fmt::Display) -> Fault {
    tracing::error!(%error, "what was sealed can’t be opened, or nothing can be sealed");
    Fault::internal()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_its_key_and_purpose_open_it() {
        let token = Token::from("a token".to_owned());
        let key = key_of(&token);
        let sealed = seal(&key, "seed", b"twenty bytes of seed").unwrap();
        assert!(!sealed.windows(6).any(|part| part == b"twenty"));
        assert_eq!(open(&key, "seed", &sealed).unwrap(), b"twenty bytes of seed");
        assert!(open(&key, "passkey", &sealed).is_err() && open(&[0; 32], "seed", &sealed).is_err());
        assert!(open(&key, "seed", b"short").is_err());
        assert_ne!(key, crate::tokens::hash("a token"));
    }
}
