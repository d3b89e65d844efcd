//! First halves that wait for their second, by a random token that only the browser has. The database keeps the token's
//! hash, and the state under a key made from the token.

use access::{Time, UserId};
use api::Fault;
use api::fields::Token;

use super::sealing;
use crate::operations::Stop;
use crate::operations::context::random;
use crate::store::Tx;
use crate::store::challenges::{self, Challenge, Purpose};
use crate::tokens;

/// A first half that is to be kept.
pub(super) struct Begun {
    purpose: Purpose,
    hash: [u8; 32],
    challenge: Challenge,
    expires_at: Time,
    /// What completes it.
    pub(super) token: Token,
}

/// How long the second half may take, in milliseconds.
fn lifetime(purpose: Purpose) -> i64 {
    const MINUTE: i64 = 60 * 1000;
    match purpose {
        Purpose::SecondStep | Purpose::NewTotp => 10 * MINUTE,
        Purpose::NewPasskey | Purpose::Passkey => 5 * MINUTE,
    }
}

/// As what the state of a first half is sealed.
fn name(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::SecondStep => "second step",
        Purpose::NewTotp => "new authenticator app",
        Purpose::NewPasskey => "new passkey",
        Purpose::Passkey => "passkey",
    }
}

impl Begun {
    /// Makes one with this state.
    ///
    /// # Errors
    /// If the system gives no randomness.
    pub(super) fn new(
        purpose: Purpose,
        user: Option<UserId>,
        state: &[u8],
        now: Time,
    ) -> Result<Self, Fault> {
        let token = Token::from(tokens::code(&random()?));
        let state = sealing::seal(&sealing::key_of(&token), name(purpose), state)?;
        let (challenge, expires_at) = (Challenge { user, state }, now.plus(lifetime(purpose)));
        Ok(Self { purpose, hash: hash(&token), challenge, expires_at, token })
    }

    /// Keeps it.
    ///
    /// # Errors
    /// The store's.
    pub(super) async fn keep(&self, tx: &mut Tx) -> Result<(), Stop> {
        Ok(challenges::insert(tx, self.purpose, &self.hash, &self.challenge, self.expires_at).await?)
    }
}

/// What the database knows a token by.
pub(super) fn hash(token: &Token) -> [u8; 32] {
    tokens::hash(token.reveal())
}

/// The state of a first half, for whoever has its token.
///
/// # Errors
/// If it was sealed as something else.
pub(super) fn state(purpose: Purpose, token: &Token, challenge: &Challenge) -> Result<Vec<u8>, Fault> {
    sealing::open(&sealing::key_of(token), name(purpose), &challenge.state)
}
