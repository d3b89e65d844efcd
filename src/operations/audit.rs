//! The audit log: who, with which credential, what, on what, before and after, when, in which request, from where.

mod changes;
mod entry;
mod refused;

use access::{ConsoleFacts, Time, actions, authorize};
use api::accounts::{Credential, CredentialKind};
pub use api::audit::Outcome;
use api::audit::{AuditEntry, ListAudit, ListOrganizationAudit, Verification, VerifyAudit};
use api::{Fault, Page, PageRequest};
use uuid::Uuid;

use super::facts::own_account;
use super::stop::store_fault;
use super::{Context, Core, Stop, facts, pages};
use crate::store::audit::AuditRow;
use crate::store::secrets::{Owner, SecretIdentity};
use crate::store::{Db, StoreError, audit};
pub use changes::list_access_changes;
use entry::{CREDENTIALS, credential_of_user, credential_word, row_of};
pub(super) use entry::{Entry, append, append_operators, credential_of, note_refusal};
pub use refused::Refused;

/// Notes that a secret was presented which doesn't work any more: "401 with a known id". Never its value.
///
/// # Errors
/// The store's.
pub async fn note_dead_secret(
    core: &Core,
    now: Time,
    secret: &SecretIdentity,
    request_id: &str,
    address: Option<std::net::IpAddr>,
) -> Result<(), StoreError> {
    let (actor, user) = match secret.owner {
        Owner::User(user) => (format!("user:{}", secret.name), Some(user)),
        Owner::Service(_) => (format!("service:{}", secret.name), None),
    };
    let kind = secret.kind.credential().map_or(CredentialKind::Service, credential_of_user);
    let entry =
        Entry { outcome: Outcome::Denied, ..Entry::new("Authenticate", format!("secret:{}", secret.id)) };
    let row = AuditRow {
        actor,
        actor_user: user,
        credential: credential_word(kind).into(),
        secret: Some(secret.id),
        request_id: request_id.to_owned(),
        address: address.map(|address| address.to_string()),
        ..row_of(now, entry, user)
    };
    core.refused.note(&core.db, row).await
}

/// Lists what was done and refused on the caller's own account, newest first.
///
/// # Errors
/// A fault that says why not.
pub async fn list_audit(context: &Context, input: ListAudit) -> Result<Page<AuditEntry>, Fault> {
    let page = PageRequest::new(input.limit, input.after)?;
    let before = pages::id_cursor::<Uuid>(page.after.as_deref())?;
    write_refusals(context).await?;
    context
        .reading("ListAudit", async |tx| {
            let account = own_account(context);
            let proof = authorize::<actions::ListAudit>(context.actor(), &account)?;
            let rows = audit::list_of_account(tx, &proof, before, pages::one_more(&page)).await?;
            Ok(pages::page(&page, rows, |row| row.id.to_string()).map(entry_of))
        })
        .await
}

/// Lists what was done and refused in an organization, newest first.
///
/// # Errors
/// A fault that says why not.
pub async fn list_organization_audit(
    context: &Context,
    input: ListOrganizationAudit,
) -> Result<Page<AuditEntry>, Fault> {
    let page = PageRequest::new(input.limit, input.after)?;
    let before = pages::id_cursor::<Uuid>(page.after.as_deref())?;
    write_refusals(context).await?;
    context
        .reading("ListOrganizationAudit", async |tx| {
            let organization = facts::organization(tx, context.actor(), &input.organization).await?.facts;
            let proof = authorize::<actions::ListOrganizationAudit>(context.actor(), &organization)?;
            let rows = audit::list_of_organization(tx, &proof, before, pages::one_more(&page)).await?;
            Ok(pages::page(&page, rows, |row| row.id.to_string()).map(entry_of))
        })
        .await
}

/// Whoever reads the log sees what was refused until then.
async fn write_refusals(context: &Context) -> Result<(), Fault> {
    let written = context.core.refused.write(&context.core.db).await;
    written.map_err(|error| store_fault(error, &context.who.request_id))
}

/// Verifies the chain. The rules keep it to the operator, who comes through no door.
///
/// # Errors
/// Always a refusal.
pub async fn verify_audit(context: &Context, _: VerifyAudit) -> Result<Verification, Fault> {
    context
        .reading("VerifyAudit", async |_tx| {
            let console = ConsoleFacts { organizations_open: false };
            let _proof = authorize::<actions::VerifyAudit>(context.actor(), &console)?;
            Err(Stop::from(Fault::internal()))
        })
        .await
}

/// What the chain says, for the operator.
///
/// # Errors
/// The store's.
pub(super) async fn verification(db: &Db) -> Result<Verification, StoreError> {
    let found = audit::verify(db).await?;
    Ok(Verification {
        sealed: found.sealed,
        unsealed: found.unsealed,
        head: found.head.map(|hash| hash.iter().map(|byte| format!("{byte:02x}")).collect()),
        broken: found.broken.map(|broken| api::audit::Broken {
            seq: broken.seq,
            id: broken.id.to_string(),
            reason: broken.reason.to_owned(),
        }),
    })
}

fn entry_of(row: AuditRow) -> AuditEntry {
    let kind = CREDENTIALS.into_iter().find(|kind| credential_word(*kind) == row.credential);
    AuditEntry {
        id: row.id.to_string(),
        at: row.at,
        actor: row.actor,
        credential: Credential { kind: kind.unwrap_or(CredentialKind::None), id: row.secret },
        operation: row.operation,
        resource: row.resource,
        outcome: if row.outcome == "denied" { Outcome::Denied } else { Outcome::Done },
        before: row.before,
        after: row.after,
        request_id: row.request_id,
        address: row.address,
    }
}
