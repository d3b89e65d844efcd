//! The seed of an authenticator app (RFC 6238: SHA-1, six digits, 30 seconds, one step of skew), and how it is kept: under
//! a key made from the account's password, so that the database alone opens no second factor.

use access::{Authorized, Time, UserId, actions};
use api::fields::{Password, Token};
use api::{Fault, FaultKind};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use qrcode::QrCode;
use qrcode::render::svg;
use totp_rs::{Builder, Totp};

use super::sealing;
use crate::operations::context::random;
use crate::operations::stop::password_fault;
use crate::operations::{Context, Stop};
use crate::store::totp::SealedSeed;
use crate::store::{Operator, StoreError, Tx, challenges, totp};

/// As what a seed is sealed.
const SEED: &str = "seed";
/// RFC 4226 recommends 160 bits.
const LENGTH: usize = 20;

/// A seed in plain. It has no `Debug`.
pub(super) struct Seed(Vec<u8>);

impl Seed {
    /// A fresh one.
    ///
    /// # Errors
    /// If the system gives no randomness.
    pub(super) fn fresh() -> Result<Self, Fault> {
        Ok(Self(random()?.into_iter().take(LENGTH).collect()))
    }

    pub(super) fn of(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }

    fn totp(&self, account: &str) -> Result<Totp, Fault> {
        let totp = Builder::new()
            .with_secret(self.0.clone())
            .with_account_name(account)
            .with_issuer(Some("Sluicegate"));
        totp.build().map_err(|_| Fault::internal())
    }

    /// The step that a code of six digits is of, if it is one of the present step or of its neighbours.
    pub(super) fn step_of(&self, code: &str, now: Time) -> Result<Option<i64>, Fault> {
        let seconds = u64::try_from(now.0 / 1000).unwrap_or_default();
        Ok(self.totp("account")?.check(code, seconds).and_then(|step| i64::try_from(step).ok()))
    }

    /// The seed for an app that takes it typed, and as a picture for one that scans it.
    pub(super) fn shown(&self, account: &str) -> Result<(Token, Token), Fault> {
        let totp = self.totp(account)?;
        let address = totp.to_url().map_err(|_| Fault::internal())?;
        let code = QrCode::new(address).map_err(|_| Fault::internal())?;
        let picture = code.render::<svg::Color<'_>>().min_dimensions(200, 200).build();
        let picture = format!("data:image/svg+xml;base64,{}", STANDARD.encode(picture));
        Ok((totp.secret().to_base32().into(), picture.into()))
    }

    /// The seed under this password.
    ///
    /// # Errors
    /// If too many passwords wait to be hashed.
    pub(super) async fn sealed(&self, context: &Context, password: &Password) -> Result<SealedSeed, Fault> {
        let salt: Vec<u8> = random()?.into_iter().take(16).collect();
        let key = context.core.passwords.key(password.reveal(), &salt).await.map_err(password_fault)?;
        let sealed = sealing::seal(&key, SEED, &self.0)?;
        Ok(SealedSeed { salt, sealed })
    }

    /// The seed that this password opens.
    ///
    /// # Errors
    /// If it isn't the password, and if too many wait to be hashed.
    pub(super) async fn opened(
        context: &Context,
        password: &Password,
        sealed: &SealedSeed,
    ) -> Result<Self, Fault> {
        let key =
            context.core.passwords.key(password.reveal(), &sealed.salt).await.map_err(password_fault)?;
        sealing::open(&key, SEED, &sealed.sealed).map(Self)
    }
}

/// A seed that is to be kept under a new password; none where the account has none.
pub(super) struct Resealed(Option<(SealedSeed, SealedSeed)>);

/// Before a change of password, outside its transaction: the account's seed, opened by the old password and sealed under
/// the new one.
///
/// # Errors
/// If `old` isn't the password, and if too many wait to be hashed.
pub(super) async fn reseal(
    context: &Context,
    user: UserId,
    old: &Password,
    new: &Password,
) -> Result<Resealed, Fault> {
    let row = context.reading("ResealTotp", async |tx| Ok(totp::find(tx, user).await?)).await?;
    let Some(row) = row else { return Ok(Resealed(None)) };
    let seed = Seed::opened(context, old, &row.seed).await?;
    let after = seed.sealed(context, new).await?;
    Ok(Resealed(Some((row.seed, after))))
}

/// In the transaction of the change: keeps what was resealed. Sign-ins that wait for a code, and whatever else was begun
/// with the old password, end.
///
/// # Errors
/// If the account's authenticator app changed meanwhile.
pub(super) async fn keep_resealed(
    tx: &mut Tx,
    proof: &Authorized<actions::UpdateSignIn>,
    resealed: &Resealed,
) -> Result<(), Stop> {
    let still = match &resealed.0 {
        Some((before, after)) => totp::reseal(tx, proof, before, after).await?,
        None => totp::find(tx, proof.target()).await?.is_none(),
    };
    if !still {
        let detail = "Your authenticator app was changed at the same moment; try again.";
        return Err(Fault::new(FaultKind::Conflict, detail).into());
    }
    Ok(challenges::end_all(tx, proof.target()).await?)
}

/// With a password that the operator sets nobody can open the seed: the authenticator app and its recovery codes go, and
/// so does whatever was begun with the old password. Says whether there was one.
///
/// # Errors
/// The store's.
pub(in crate::operations) async fn drop_second_factor(
    tx: &mut Tx,
    operator: Operator,
    user: UserId,
) -> Result<bool, StoreError> {
    challenges::end_all(tx, user).await?;
    totp::remove_as_operator(tx, operator, user).await
}
