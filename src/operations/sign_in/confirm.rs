//! "It's you": the password again in a session, before something that mints power or can't be undone.

use access::{Actor, Time, UserId, actions, authorize};
use api::accounts::{ConfirmPassword, Confirmed};
use api::{Fault, FaultKind};

use super::delays::Attempt;
use crate::operations::audit::{self, Entry, Outcome};
use crate::operations::facts::{NOBODY, own_account};
use crate::operations::stop::password_fault;
use crate::operations::{Context, Stop};
use crate::store::sessions::SessionRow;
use crate::store::{Tx, sessions, users};

/// For how long whoever confirmed that it's them needn't do so again.
pub(super) const GRACE_SECONDS: u32 = 600;

/// Takes the password again in a session; it then needn't be asked for ten minutes.
///
/// # Errors
/// A fault that says why not.
pub async fn confirm_password(context: &Context, input: ConfirmPassword) -> Result<Confirmed, Fault> {
    let user = context
        .reading("ConfirmPassword", async |tx| {
            let proof = authorize::<actions::UpdateSignIn>(context.actor(), &own_account(context))?;
            users::find(tx, proof.target()).await?.ok_or_else(|| Stop::missing(&Actor::Anonymous))
        })
        .await?;
    let attempt = Attempt::to_confirm(&user.name, context.now);
    context.appending("ConfirmPassword", async |tx| attempt.count(tx).await).await?;
    let verified = context.core.passwords.verify(input.password.reveal(), Some(&user.password_hash)).await;
    let (right, busy) = match verified {
        Ok(right) => (right, None),
        Err(error) => (false, Some(password_fault(error))),
    };
    context
        .appending("ConfirmPassword", async |tx| {
            let entry = Entry::new("ConfirmPassword", format!("account:{}", user.name));
            let confirmed = match &context.who.session {
                Some(key) if right => sessions::confirm(tx, key, user.id, context.now).await?,
                _ => false,
            };
            if confirmed {
                attempt.succeed(tx).await?;
                audit::append(context, tx, entry).await?;
            } else if busy.is_some() {
                attempt.take_back(tx).await?;
            } else {
                audit::append(context, tx, Entry { outcome: Outcome::Denied, ..entry }).await?;
            }
            Ok(())
        })
        .await?;
    match busy {
        Some(fault) => Err(fault),
        None if right => Ok(Confirmed { seconds: GRACE_SECONDS }),
        None => Err(Fault::field("password", "this is not your password")),
    }
}

/// Whether `user` confirmed in this session that it's them, and needn't do so again yet.
#[must_use]
pub fn is_confirmed(session: &SessionRow, user: UserId, now: Time) -> bool {
    let own = session.user.as_ref().is_some_and(|(id, _)| *id == user);
    own && session.confirmed_at.is_some_and(|at| at.plus(i64::from(GRACE_SECONDS) * 1000) > now)
}

/// Demands that the caller confirmed in this session, within ten minutes, that it's them. Whatever is no session is
/// refused too. Ask the rules first: whom they refuse isn't asked for a password.
///
/// # Errors
/// The one fault that pages answer with the question, and then go on.
pub(in crate::operations) async fn confirmed(context: &Context, tx: &mut Tx) -> Result<(), Stop> {
    let session = match &context.who.session {
        Some(key) => sessions::find_in(tx, key, context.now).await?,
        None => None,
    };
    let user = context.actor().user().unwrap_or(NOBODY);
    if session.is_some_and(|session| is_confirmed(&session, user, context.now)) {
        return Ok(());
    }
    let detail = "This reaches far, so make sure that it’s you: give your password again.";
    Err(Fault::new(FaultKind::PasswordNeeded, detail).into())
}

/// As [`confirmed`], where a full secret may act too: whoever issued that one was asked then.
///
/// # Errors
/// As [`confirmed`].
pub(in crate::operations) async fn confirmed_if_browsing(context: &Context, tx: &mut Tx) -> Result<(), Stop> {
    if context.who.session.is_some() { confirmed(context, tx).await } else { Ok(()) }
}
