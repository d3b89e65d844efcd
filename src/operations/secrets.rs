//! Secrets of one's own account: issue, list, show, revoke, and what they could reach.

use access::{SecretFacts, SecretId, SecretKind, SecretOwner, Time, actions, authorize, visible};
use api::fields::Description;
use api::secrets::{
    IssueSecret, IssuedSecret, ListSecrets, ListedState, MAX_LIFETIME_DAYS, Reach, RevokeSecret, Secret,
    SecretState, ShowReach, ShowSecret,
};
use api::{Fault, FaultKind, Page, PageRequest};

use super::audit::{self, Entry};
use super::context::random;
use super::facts::{NOBODY, own_account};
use super::sign_in::is_confirmed;
use super::{Context, Stop, pages};
use crate::store::secrets::{Issue, NewSecret, Owner, SecretRow};
use crate::store::{Tx, organizations, projects, secrets, sessions};
use crate::{ids, tokens};

const DAY: i64 = 24 * 60 * 60 * 1000;
/// The most organizations and the most projects that a reach lists.
const REACH: i64 = 200;

/// Issues a secret for the caller's own account.
///
/// # Errors
/// A fault that says why not.
pub async fn issue_secret(context: &Context, input: IssueSecret) -> Result<IssuedSecret, Fault> {
    if input.kind == SecretKind::Service {
        let message = "a service's secret is issued for that service; take full, private_read or public_read";
        return Err(Fault::field("kind", message));
    }
    let expires_at = end_of(&input, context.now)?;
    let token = tokens::make(input.kind, &random()?);
    let id: SecretId = ids::fresh(context.now);
    let issue = async |tx: &mut Tx| {
        let account = own_account(context);
        let issue = match input.kind {
            SecretKind::Full => {
                let proof = authorize::<actions::IssueFullSecret>(context.actor(), &account)?;
                confirmed(context, tx).await?;
                Issue::Full(proof)
            }
            SecretKind::PrivateRead => Issue::PrivateRead(authorize(context.actor(), &account)?),
            SecretKind::PublicRead | SecretKind::Service => {
                Issue::PublicRead(authorize(context.actor(), &account)?)
            }
        };
        let secret = NewSecret {
            id,
            token_hash: &token.hash,
            hint: &token.hint,
            description: input.description.as_str(),
            expires_at,
            issued_with: context.who.secret,
        };
        secrets::insert(tx, issue, context.now, secret).await?;
        let secret = shown(secrets::find(tx, id).await?, context.now)?;
        let entry = Entry::new("IssueSecret", format!("secret:{id}")).after(&secret);
        audit::append(context, tx, entry).await?;
        Ok(IssuedSecret { secret, token: token.text.clone().into() })
    };
    // The token is kept nowhere, so a repeated call can't get it again.
    let keep = |issued: &IssuedSecret| issued.secret.id.to_string();
    context.changing_once("IssueSecret", keep, |id| Err(issued_before(id)), issue).await
}

/// A full secret needs the password given in this session, in the last ten minutes.
async fn confirmed(context: &Context, tx: &mut Tx) -> Result<(), Stop> {
    let session = match &context.who.session {
        Some(key) => sessions::find_in(tx, key, context.now).await?,
        None => None,
    };
    let user = context.actor().user().unwrap_or(NOBODY);
    if session.is_some_and(|session| is_confirmed(&session, user, context.now)) {
        return Ok(());
    }
    let detail = "A full secret can do all that you can: give your password again to issue one.";
    Err(Fault::new(FaultKind::PasswordNeeded, detail).into())
}

fn issued_before(id: &str) -> Fault {
    let detail = format!(
        "This call issued the secret {id} before, and its token is shown only once: revoke it and issue another."
    );
    Fault { id: Some(id.to_owned()), ..Fault::new(FaultKind::Conflict, detail) }
}

/// When the secret is to end, by either way of saying so.
fn end_of(input: &IssueSecret, now: Time) -> Result<Option<Time>, Fault> {
    let longest = now.plus(i64::from(MAX_LIFETIME_DAYS) * DAY);
    match (input.lifetime_days, input.expires_at) {
        (Some(_), Some(_)) => Err(Fault::field("expires_at", "give this or lifetime_days, not both")),
        (Some(days), None) if days == 0 || days > MAX_LIFETIME_DAYS => {
            let message = format!("a lifetime is from 1 to {MAX_LIFETIME_DAYS} days; this is {days}");
            Err(Fault::field("lifetime_days", message))
        }
        (Some(days), None) => Ok(Some(now.plus(i64::from(days) * DAY))),
        (None, Some(end)) if end <= now => Err(Fault::field("expires_at", "this time has passed")),
        (None, Some(end)) if end > longest => {
            let message = format!("a secret ends within {MAX_LIFETIME_DAYS} days, or never");
            Err(Fault::field("expires_at", message))
        }
        (None, end) => Ok(end),
    }
}

/// Lists the caller's own secrets, newest first.
///
/// # Errors
/// A fault that says why not.
pub async fn list_secrets(context: &Context, input: ListSecrets) -> Result<Page<Secret>, Fault> {
    let page = PageRequest::new(input.limit, input.after)?;
    let before = pages::id_cursor::<SecretId>(page.after.as_deref())?;
    let wanted = match input.state {
        None => (true, true),
        Some(ListedState::Active) => (true, false),
        Some(ListedState::Ended) => (false, true),
    };
    context
        .reading("ListSecrets", async |tx| {
            let proof = authorize::<actions::ListSecrets>(context.actor(), &own_account(context))?;
            let rows = secrets::list(tx, &proof, wanted, before, context.now, pages::one_more(&page)).await?;
            Ok(pages::page(&page, rows, |row| row.id.to_string()).map(|row| view(row, context.now)))
        })
        .await
}

/// Shows one of the caller's own secrets.
///
/// # Errors
/// A fault that says why not.
pub async fn show_secret(context: &Context, input: ShowSecret) -> Result<Secret, Fault> {
    context
        .reading("ShowSecret", async |tx| {
            let row = secrets::find(tx, input.id).await?;
            let _proof = authorize::<actions::ViewSecret>(context.actor(), &facts(input.id, &row, context))?;
            Ok(shown(row, context.now)?)
        })
        .await
}

/// Revokes one of the caller's own secrets; one that is revoked already stays as it is.
///
/// # Errors
/// A fault that says why not.
pub async fn revoke_secret(context: &Context, input: RevokeSecret) -> Result<Secret, Fault> {
    context
        .changing("RevokeSecret", async |tx| {
            let row = secrets::find(tx, input.id).await?;
            let facts = facts(input.id, &row, context);
            let proof = authorize::<actions::RevokeSecret>(context.actor(), &facts)?;
            let before = shown(row, context.now)?;
            context.still(&before)?;
            let changed = secrets::revoke(tx, proof, context.now).await?;
            let after = shown(secrets::find(tx, input.id).await?, context.now)?;
            if changed {
                let entry = Entry::new("RevokeSecret", format!("secret:{}", input.id));
                audit::append(context, tx, entry.before(&before).after(&after)).await?;
            }
            Ok(after)
        })
        .await
}

/// Tells what the caller's account can reach now.
///
/// # Errors
/// A fault that says why not.
pub async fn show_reach(context: &Context, _: ShowReach) -> Result<Reach, Fault> {
    context
        .reading("ShowReach", async |tx| {
            let proof = authorize::<actions::ViewAccount>(context.actor(), &own_account(context))?;
            let organizations = organizations::list_of_user(tx, &proof, "", REACH + 1).await?;
            let projects = projects::list_held(tx, &visible(context.actor()), ("", ""), REACH + 1).await?;
            let most = usize::try_from(REACH).unwrap_or_default();
            Ok(Reach {
                more: organizations.len() > most || projects.len() > most,
                organizations: organizations.into_iter().take(most).map(|row| row.facts).collect(),
                projects: projects.into_iter().take(most).map(|row| (row.facts, row.streams)).collect(),
            })
        })
        .await
}

/// A secret that isn't there, or is a service's, is nobody's: it is refused in the same words as another user's.
fn facts(id: SecretId, row: &Option<SecretRow>, context: &Context) -> SecretFacts {
    let nobodys =
        || SecretFacts { id, owner: SecretOwner::User(NOBODY), kind: SecretKind::PublicRead, live: false };
    match row {
        Some(row) => match row.owner {
            Owner::User(user) => SecretFacts {
                id,
                owner: SecretOwner::User(user),
                kind: row.kind,
                live: row.is_live(context.now),
            },
            Owner::Service(_) => nobodys(),
        },
        None => nobodys(),
    }
}

fn shown(row: Option<SecretRow>, now: Time) -> Result<Secret, Fault> {
    row.map(|row| view(row, now)).ok_or_else(Fault::not_found)
}

/// A secret as its owner sees it.
pub(super) fn view(row: SecretRow, now: Time) -> Secret {
    let state = match (row.revoked_at, row.is_live(now)) {
        (Some(_), _) => SecretState::Revoked,
        (None, false) => SecretState::Expired,
        (None, true) => SecretState::Active,
    };
    Secret {
        id: row.id,
        kind: row.kind,
        description: kept_description(row.description),
        hint: row.hint,
        state,
        created_at: row.created_at,
        expires_at: row.expires_at,
        revoked_at: row.revoked_at,
        last_used_at: row.last_used_at,
        last_used_from: row.last_used_from,
        issued_by: row.issued_by,
        issued_with: row.issued_with,
    }
}

/// A description was checked when it was kept.
pub(super) fn kept_description(text: String) -> Description {
    Description::try_from(text).unwrap_or_default()
}
