//! Passwords at the door: signing in, and confirming before something that mints power. An unknown user and a wrong
//! password get the same answer after the same work, and failures in a row make callers wait.

use std::net::IpAddr;

use access::{Actor, Time, UserCredential, UserId, actions, authorize};
use api::accounts::{Account, ConfirmPassword, Confirmed, SignIn};
use api::names::Name;
use api::{Fault, FaultKind};

use super::audit::{self, Entry, Outcome};
use super::facts::own_account;
use super::stop::password_fault;
use super::{Context, Stop};
use crate::store::sessions::SessionRow;
use crate::store::sign_in_failures::{self, Failures};
use crate::store::{Tx, sessions, users};
use crate::tokens;

const SECOND: i64 = 1000;
const MINUTE: i64 = 60 * SECOND;
/// For how long a confirmed password needn't be asked again.
const GRACE_SECONDS: u32 = 600;

/// From how many failures on a subject has to wait, and how long.
#[derive(Clone, Copy)]
struct Limit {
    failures: i64,
    first_wait: i64,
    longest_wait: i64,
    /// Failures older than this don't count; none for "in a row".
    within: Option<i64>,
}

/// "10 failures in a row for an account".
const ACCOUNT: Limit =
    Limit { failures: 10, first_wait: 30 * SECOND, longest_wait: 15 * MINUTE, within: None };
/// "50 in ten minutes from an address".
const ADDRESS: Limit =
    Limit { failures: 50, first_wait: MINUTE, longest_wait: 10 * MINUTE, within: Some(10 * MINUTE) };

impl Limit {
    /// What still counts of earlier failures.
    fn counting(self, failures: Option<Failures>, now: Time) -> Failures {
        let none = Failures { count: 0, first_at: now, last_at: now };
        let Some(failures) = failures else { return none };
        let over = self.within.is_some_and(|within| {
            // Once the limit is reached, quiet is what ends it, not the end of the first ten minutes.
            let since = if failures.count < self.failures { failures.first_at } else { failures.last_at };
            since.plus(within) <= now
        });
        if over { none } else { failures }
    }

    /// Milliseconds until the next attempt; each failure beyond the limit doubles them.
    fn wait(self, failures: Failures, now: Time) -> Option<i64> {
        let beyond = u32::try_from(failures.count - self.failures).ok()?;
        let wait = self.first_wait.saturating_mul(1_i64 << beyond.min(20)).min(self.longest_wait);
        let rest = failures.last_at.plus(wait).0 - now.0;
        (rest > 0).then_some(rest)
    }
}

/// Checks a username and password.
///
/// # Errors
/// A fault that says why not.
pub async fn sign_in(context: &Context, input: SignIn) -> Result<Account, Fault> {
    let name = canonical(&input.name);
    let mut subjects = vec![(account_subject(&name), ACCOUNT)];
    subjects.extend(context.who.address.map(|address| (address_subject(address), ADDRESS)));
    context.changing("SignIn", async |tx| count_attempt(tx, &subjects, context.now).await).await?;

    let found = match &name {
        Ok(name) => context.reading("SignIn", async |tx| Ok(users::find_by_name(tx, name).await?)).await?,
        Err(_) => None,
    };
    let kept = found.as_ref().map(|user| user.password_hash.as_str());
    let right = match context.core.passwords.verify(input.password.reveal(), kept).await {
        Ok(right) => right,
        Err(error) => {
            // Nobody looked at the password: no failure.
            context.changing("SignIn", async |tx| forgive(tx, &subjects, context.now).await).await?;
            return Err(password_fault(error));
        }
    };
    // Disabled users look like a wrong password.
    let user = found.as_ref().filter(|user| right && !user.disabled);
    context
        .changing("SignIn", async |tx| {
            let Some(user) = user else {
                let entry = match &found {
                    Some(user) => Entry::new("SignIn", format!("account:{}", user.name)).of(user.id),
                    None => Entry::new("SignIn", "account"),
                };
                let denied = Entry { outcome: Outcome::Denied, ..entry };
                audit::append(context, tx, denied).await?;
                return Ok(None);
            };
            forgive(tx, &subjects, context.now).await?;
            sign_in_failures::keep(tx, &account_subject(&name), NONE).await?;
            let mut signed_in = context.clone();
            signed_in.who.actor = Actor::User { id: user.id, credential: UserCredential::Session };
            signed_in.who.name = Some(user.name.to_string());
            audit::append(&signed_in, tx, Entry::new("SignIn", format!("account:{}", user.name))).await?;
            Ok(Some(Account { id: user.id, name: user.name.clone() }))
        })
        .await?
        .ok_or_else(|| Fault::new(FaultKind::Unauthenticated, "The username or the password is wrong."))
}

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
    let subjects = [(account_subject(&Ok(user.name.clone())), ACCOUNT)];
    context.changing("ConfirmPassword", async |tx| count_attempt(tx, &subjects, context.now).await).await?;
    let verified = context.core.passwords.verify(input.password.reveal(), Some(&user.password_hash)).await;
    let (right, busy) = match verified {
        Ok(right) => (right, None),
        Err(error) => (false, Some(password_fault(error))),
    };
    context
        .changing("ConfirmPassword", async |tx| {
            let entry = Entry::new("ConfirmPassword", format!("account:{}", user.name));
            let confirmed = match &context.who.session {
                Some(key) if right => sessions::confirm(tx, key, user.id, context.now).await?,
                _ => false,
            };
            if confirmed {
                sign_in_failures::keep(tx, &account_subject(&Ok(user.name.clone())), NONE).await?;
                audit::append(context, tx, entry).await?;
            } else if busy.is_some() {
                forgive(tx, &subjects, context.now).await?;
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

/// Whether `user` gave the password in this session, and it needn't be asked again yet.
#[must_use]
pub fn is_confirmed(session: &SessionRow, user: UserId, now: Time) -> bool {
    let own = session.user.as_ref().is_some_and(|(id, _)| *id == user);
    own && session.confirmed_at.is_some_and(|at| at.plus(i64::from(GRACE_SECONDS) * SECOND) > now)
}

const NONE: Failures = Failures { count: 0, first_at: Time(0), last_at: Time(0) };

/// Counts an attempt as failed before it is looked at, so that many at once don't slip through together.
async fn count_attempt(tx: &mut Tx, subjects: &[(String, Limit)], now: Time) -> Result<(), Stop> {
    let mut longest = None;
    for (subject, limit) in subjects {
        let failures = limit.counting(sign_in_failures::find(tx, subject).await?, now);
        longest = longest.max(limit.wait(failures, now));
        let counted = Failures { count: failures.count + 1, first_at: failures.first_at, last_at: now };
        sign_in_failures::keep(tx, subject, counted).await?;
    }
    let Some(wait) = longest else { return Ok(()) };
    // Undoes the counting: waiting is not made longer by trying meanwhile.
    let seconds = (wait.unsigned_abs()).div_ceil(1000);
    let detail = format!("Too many sign-ins failed; try again in {seconds} seconds.");
    Err(Fault { retry_after: Some(seconds), ..Fault::new(FaultKind::TooManyRequests, detail) }.into())
}

/// Takes one counted attempt back.
async fn forgive(tx: &mut Tx, subjects: &[(String, Limit)], now: Time) -> Result<(), Stop> {
    for (subject, limit) in subjects {
        let failures = limit.counting(sign_in_failures::find(tx, subject).await?, now);
        let forgiven = Failures { count: (failures.count - 1).max(0), ..failures };
        sign_in_failures::keep(tx, subject, forgiven).await?;
    }
    Ok(())
}

/// "In canonical spelling": without blanks around it, lower case, `-` as `_`. What is no name then is counted by its
/// hash, whatever it holds.
fn canonical(typed: &str) -> Result<Name, String> {
    let spelling = typed.trim().to_lowercase();
    spelling.parse().map_err(|_| tokens::hash(&spelling).iter().map(|byte| format!("{byte:02x}")).collect())
}

fn account_subject(name: &Result<Name, String>) -> String {
    match name {
        Ok(name) => format!("account:{}", name.stored()),
        Err(hash) => format!("account#{hash}"),
    }
}

/// An IPv6 network of 64 bits is one source: whoever has one address there has them all.
fn address_subject(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => format!("address:{address}"),
        IpAddr::V6(address) => {
            let network = std::net::Ipv6Addr::from(u128::from(address) >> 64 << 64);
            format!("address:{network}/64")
        }
    }
}
