//! Secrets of people and of services: issue, list, show, roll, revoke, and what they could reach.

mod adoption;
mod issue;
mod issued;
mod leaked;
mod notices;
mod roll;

use access::{SecretFacts, SecretId, SecretOwner, Time, actions, authorize, visible};
use api::fields::Description;
use api::secrets::{
    ListSecrets, ListServiceSecrets, ListedState, Reach, RevokeSecret, Secret, SecretState, ShowReach,
    ShowSecret,
};
use api::{Fault, Page, PageRequest};

use super::audit::{self, Entry};
use super::facts::own_account;
use super::{Context, facts, pages};
use crate::store::pipelines::{Filter, Order};
use crate::store::secrets::{Owner, SecretRow};
use crate::store::{StoreError, Tx, organizations, pipelines, projects, secrets, services};
pub use adoption::show_adoption;
pub(super) use issue::Lifetime;
pub use issue::{issue_secret, issue_service_secret};
pub use issued::list_issued_secrets;
pub use leaked::{dismiss_leak, report_leaked_secret};
pub use notices::{ending_figures, list_secret_notices, warn_of_ending};
pub use roll::roll_secret;

/// A day in milliseconds.
pub(super) const DAY: i64 = 24 * 60 * 60 * 1000;

/// The most organizations and the most projects that a reach lists.
const REACH: i64 = 200;

/// Lists the caller's own secrets, newest first.
///
/// # Errors
/// A fault that says why not.
pub async fn list_secrets(context: &Context, input: ListSecrets) -> Result<Page<Secret>, Fault> {
    let page = PageRequest::new(input.limit, input.after)?;
    let before = pages::id_cursor::<SecretId>(page.after.as_deref())?;
    let wanted = wanted(input.state);
    context
        .reading("ListSecrets", async |tx| {
            let proof = authorize::<actions::ListSecrets>(context.actor(), &own_account(context))?;
            let rows = secrets::list(tx, &proof, wanted, before, context.now, pages::one_more(&page)).await?;
            Ok(pages::page(&page, rows, |row| row.id.to_string()).map(|row| view(row, context.now)))
        })
        .await
}

/// Lists a service's secrets, newest first, for who manages it.
///
/// # Errors
/// A fault that says why not.
pub async fn list_service_secrets(
    context: &Context,
    input: ListServiceSecrets,
) -> Result<Page<Secret>, Fault> {
    let page = PageRequest::new(input.limit, input.after)?;
    let before = pages::id_cursor::<SecretId>(page.after.as_deref())?;
    let wanted = wanted(input.state);
    context
        .reading("ListServiceSecrets", async |tx| {
            let service = facts::service(tx, context, &input.organization, &input.service).await?.facts;
            let proof = authorize::<actions::ListServiceSecrets>(context.actor(), &service)?;
            let limit = pages::one_more(&page);
            let rows = secrets::list_of_service(tx, &proof, wanted, before, context.now, limit).await?;
            Ok(pages::page(&page, rows, |row| row.id.to_string()).map(|row| view(row, context.now)))
        })
        .await
}

/// Whether those that work and those that don't are wanted.
fn wanted(state: Option<ListedState>) -> (bool, bool) {
    match state {
        None => (true, true),
        Some(ListedState::Active) => (true, false),
        Some(ListedState::Ended) => (false, true),
    }
}

/// Shows a secret of the caller's own, or of a service that the caller manages.
///
/// # Errors
/// A fault that says why not.
pub async fn show_secret(context: &Context, input: ShowSecret) -> Result<Secret, Fault> {
    context
        .reading("ShowSecret", async |tx| {
            let row = secrets::find(tx, input.id).await?;
            let facts = facts_of(context, tx, input.id, row.as_ref()).await?;
            let _proof = authorize::<actions::ViewSecret>(context.actor(), &facts)?;
            Ok(shown(row, context.now)?)
        })
        .await
}

/// Revokes a secret of the caller's own, or of a service that the caller manages, and those named that it issued; one that
/// is revoked already stays as it is.
///
/// # Errors
/// A fault that says why not.
pub async fn revoke_secret(context: &Context, input: RevokeSecret) -> Result<Secret, Fault> {
    context
        .changing("RevokeSecret", async |tx| {
            let row = secrets::find(tx, input.id).await?;
            let facts = facts_of(context, tx, input.id, row.as_ref()).await?;
            let proof = authorize::<actions::RevokeSecret>(context.actor(), &facts)?;
            let before = shown(row, context.now)?;
            context.still(&before)?;
            let changed = secrets::revoke(tx, proof, context.now).await?;
            let after = shown(secrets::find(tx, input.id).await?, context.now)?;
            if changed {
                let entry = noted("RevokeSecret", &facts).before(&before).after(&after);
                audit::append(context, tx, entry).await?;
            }
            issued::revoke_also(context, tx, input.id, &input.also).await?;
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
            let (seen, first) = (visible(context.actor()), Order::Path("", ""));
            let pipelines = pipelines::list(tx, &seen, Filter::default(), first, REACH + 1).await?;
            let most = usize::try_from(REACH).unwrap_or_default();
            Ok(Reach {
                more: [organizations.len(), projects.len(), pipelines.len()]
                    .into_iter()
                    .any(|count| count > most),
                pipelines: pipelines.into_iter().take(most).map(|row| row.facts).collect(),
                organizations: organizations.into_iter().take(most).map(|row| row.facts).collect(),
                projects: projects.into_iter().take(most).map(|row| (row.facts, row.streams)).collect(),
            })
        })
        .await
}

/// A secret that isn't there is nobody's: it is refused in the same words as another user's.
pub(super) async fn facts_of(
    context: &Context,
    tx: &mut Tx,
    id: SecretId,
    row: Option<&SecretRow>,
) -> Result<SecretFacts, StoreError> {
    let Some(row) = row else { return Ok(SecretFacts::absent(id)) };
    let (kind, live) = (row.kind, row.is_live(context.now));
    let owner = match row.owner {
        Owner::User(user) => SecretOwner::User(user),
        Owner::Service(service) => {
            match services::find_by_id(tx, context.actor(), context.now, service).await? {
                Some(service) => SecretOwner::Service(Box::new(service.facts)),
                None => return Ok(SecretFacts::absent(id)),
            }
        }
    };
    Ok(SecretFacts { id, owner, kind, live })
}

/// What the audit log is told of a secret: a service's belongs into its organization's log.
fn noted(operation: &'static str, facts: &SecretFacts) -> Entry {
    let entry = Entry::new(operation, format!("secret:{}", facts.id));
    match &facts.owner {
        SecretOwner::User(_) => entry,
        SecretOwner::Service(service) => entry.inside(service.organization.id),
    }
}

pub(super) fn shown(row: Option<SecretRow>, now: Time) -> Result<Secret, Fault> {
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
        rolled_from: row.rolled_from,
        rolled_to: row.rolled_to,
        issued: row.issued,
        leaked_at: row.leaked_at,
    }
}

/// A description was checked when it was kept.
pub(super) fn kept_description(text: String) -> Description {
    Description::try_from(text).unwrap_or_default()
}
