//! Secrets of one's own account: issue, list, show, revoke, and what they could reach.

mod issue;

use access::{SecretFacts, SecretId, SecretOwner, Time, actions, authorize, visible};
use api::fields::Description;
use api::secrets::{
    ListSecrets, ListedState, Reach, RevokeSecret, Secret, SecretState, ShowReach, ShowSecret,
};
use api::{Fault, Page, PageRequest};

use super::audit::{self, Entry};
use super::facts::own_account;
use super::{Context, pages};
use crate::store::secrets::{Owner, SecretRow};
use crate::store::{organizations, projects, secrets};
pub use issue::issue_secret;

/// The most organizations and the most projects that a reach lists.
const REACH: i64 = 200;

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
            let _proof =
                authorize::<actions::ViewSecret>(context.actor(), &facts(input.id, &row, context.now))?;
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
            let facts = facts(input.id, &row, context.now);
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
fn facts(id: SecretId, row: &Option<SecretRow>, now: Time) -> SecretFacts {
    match row {
        Some(SecretRow { owner: Owner::User(user), kind, .. }) => {
            let live = row.as_ref().is_some_and(|row| row.is_live(now));
            SecretFacts { id, owner: SecretOwner::User(*user), kind: *kind, live }
        }
        Some(_) | None => SecretFacts::absent(id),
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
