//! Signing a command line in by the browser: it starts a login and shows a code, a person compares the code on a page and
//! approves, and the command line takes the secret, which comes to be at that moment and is kept nowhere.

mod answer;

use access::{Actor, SecretId, Time};
use api::fields::Token;
use api::logins::{
    CODE_LENGTH, CODE_LETTERS, EndLogin, LoginState, StartLogin, StartedLogin, TakeLogin, TakenLogin,
    UserCode,
};
use api::secrets::{IssuedSecret, Secret};
use api::{Fault, FaultKind};
use uuid::Uuid;

use super::audit::{self, Entry};
use super::context::random;
use super::secrets::{DAY, shown};
use super::{Context, Stop, facts, refusals, shares};
use crate::store::logins::{self, NewLogin, Standing};
use crate::store::secrets::{Held, Issue, NewSecret};
use crate::store::{Tx, organizations, secrets};
use crate::{ids, tokens};
pub use answer::{approve_login, refuse_login, show_login};

/// How long a login waits to be approved and taken: ten minutes, in milliseconds.
const LIFETIME: i64 = 10 * 60 * 1000;
/// Seconds between two questions of a command line.
const INTERVAL: u32 = 2;
/// The page on which a login is approved.
const PAGE: &str = "/-/cli/login";

/// Asks for a command line to be signed in.
///
/// # Errors
/// A fault that says why not.
pub async fn start_login(context: &Context, input: StartLogin) -> Result<StartedLogin, Fault> {
    shares::take(context, "StartLogin", &[shares::LOGINS.at(context.who.address)]).await?;
    let (token, code) = (tokens::code(&random()?), fresh_code()?);
    let id: Uuid = ids::fresh(context.now);
    let expires_at = context.now.plus(LIFETIME);
    context
        .appending("StartLogin", async |tx| {
            let login = NewLogin {
                id,
                token_hash: &tokens::hash(&token),
                code_hash: &tokens::hash(code.letters()),
                machine: input.machine.as_str(),
                address: context.who.address.map(|address| address.to_string()),
                expires_at,
            };
            Ok(logins::insert(tx, context.now, &login).await?)
        })
        .await?;
    Ok(StartedLogin {
        poll_token: Token::from(token),
        page: format!("{}{PAGE}?code={code}", context.core.policy.origin),
        user_code: code,
        expires_at,
        interval: INTERVAL,
    })
}

/// Tells how a login went; once it was approved, issues its secret.
///
/// # Errors
/// A fault that says why not.
pub async fn take_login(context: &Context, input: TakeLogin) -> Result<TakenLogin, Fault> {
    let hash = tokens::hash(input.poll_token.reveal());
    // Most questions come before the answer: those change nothing.
    let standing =
        context.reading("TakeLogin", async |tx| Ok(logins::standing(tx, &hash, context.now).await?)).await?;
    if standing != Standing::Approved {
        return Ok(without_secret(&standing));
    }
    let (bytes, id): (_, SecretId) = (random()?, ids::fresh(context.now));
    // Not by `changing`: a repeated question is another one, and no answer with a token is kept.
    let taken = context.core.change(async |tx| take(context, tx, &hash, &bytes, id).await).await;
    match taken {
        Ok(taken) => Ok(taken),
        Err(stop) => Err(refusals::fault(context, "TakeLogin", stop).await),
    }
}

async fn take(
    context: &Context,
    tx: &mut Tx,
    hash: &[u8; 32],
    bytes: &[u8; 32],
    id: SecretId,
) -> Result<TakenLogin, Stop> {
    let Some(login) = logins::take(tx, hash, context.now).await? else {
        return Ok(without_secret(&logins::standing(tx, hash, context.now).await?));
    };
    let token = tokens::make(login.kind(), bytes);
    let user = login.user();
    // The cap of the organization that pays at this moment, whatever it was when the login was approved.
    let longest = organizations::longest_secret_days(tx, user).await?;
    let expires_at = within(login.expires_at(), longest, context.now);
    let description = login.description().to_owned();
    let secret = NewSecret {
        id,
        token_hash: &token.hash,
        hint: &token.hint,
        description: &description,
        expires_at,
        issued_with: None,
    };
    secrets::insert(tx, Issue::Login(login), context.now, secret).await?;
    let secret = shown(secrets::find(tx, id).await?, context.now)?;
    let entry = Entry::new("TakeLogin", format!("secret:{id}")).of(user).after(&secret);
    audit::append(context, tx, entry).await?;
    let issued = IssuedSecret { secret, token: token.text.into() };
    Ok(TakenLogin { state: LoginState::Issued, secret: Some(issued) })
}

fn without_secret(standing: &Standing) -> TakenLogin {
    let state = match standing {
        Standing::Waiting | Standing::Approved => LoginState::Waiting,
        Standing::Refused => LoginState::Refused,
        Standing::Used => LoginState::Used,
        Standing::Expired => LoginState::Expired,
    };
    TakenLogin { state, secret: None }
}

/// The end that was chosen, but no later than new secrets may live here.
fn within(end: Option<Time>, longest: Option<u32>, now: Time) -> Option<Time> {
    let most = longest.map(|days| now.plus(i64::from(days) * DAY));
    match (end, most) {
        (Some(end), Some(most)) => Some(end.min(most)),
        (end, most) => end.or(most),
    }
}

/// Ends the secret that it is called with.
///
/// # Errors
/// A fault that says why not.
pub async fn end_login(context: &Context, _: EndLogin) -> Result<Secret, Fault> {
    context
        .changing("EndLogin", async |tx| {
            let _present = facts::present(context.actor())?;
            let held = match (context.actor(), context.who.secret) {
                (Actor::User { .. }, Some(id)) => Held::presented(id),
                (Actor::Service { .. }, _) => {
                    let detail = "A service’s secret is ended by those who manage the service.";
                    return Err(Fault::new(FaultKind::Forbidden, detail).into());
                }
                _ => {
                    let detail = "There is no secret to end: this was called without one.";
                    return Err(Fault::new(FaultKind::BadRequest, detail).into());
                }
            };
            let before = shown(secrets::find(tx, held.id()).await?, context.now)?;
            let ended = secrets::end_held(tx, held, context.now).await?;
            let after = shown(secrets::find(tx, held.id()).await?, context.now)?;
            if ended {
                let entry = Entry::new("EndLogin", format!("secret:{}", held.id()));
                audit::append(context, tx, entry.before(&before).after(&after)).await?;
            }
            Ok(after)
        })
        .await
}

/// A code by chance, each letter as likely as any other.
fn fresh_code() -> Result<UserCode, Fault> {
    let mut letters = String::with_capacity(CODE_LENGTH);
    while letters.len() < CODE_LENGTH {
        // 240 of 256 values stand for a letter, twelve for each.
        let fair = random()?.into_iter().filter(|byte| *byte < 240);
        let drawn = fair.filter_map(|byte| CODE_LETTERS.get(usize::from(byte % 20)).copied().map(char::from));
        letters.extend(drawn.take(CODE_LENGTH - letters.len()));
    }
    UserCode::try_from(letters).map_err(|_| Fault::internal())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_of_all_letters_and_differ() {
        let codes: Vec<String> = (0..500).map(|_| fresh_code().unwrap().letters().to_owned()).collect();
        assert!(codes.iter().all(|code| code.len() == CODE_LENGTH));
        assert_eq!(codes.iter().collect::<std::collections::BTreeSet<_>>().len(), codes.len());
        let letters: std::collections::BTreeSet<u8> = codes.iter().flat_map(|code| code.bytes()).collect();
        assert!(letters.iter().eq(CODE_LETTERS.iter()), "{letters:?}");
    }

    #[test]
    fn a_lifetime_holds_the_cap() {
        let (now, day) = (Time(0), |days: i64| Some(Time(days * DAY)));
        assert_eq!(within(None, None, now), None);
        assert_eq!(within(None, Some(30), now), day(30));
        assert_eq!(within(day(90), Some(30), now), day(30));
        assert_eq!(within(day(7), Some(30), now), day(7));
        assert_eq!(within(day(7), None, now), day(7));
    }
}
