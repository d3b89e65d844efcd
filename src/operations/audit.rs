//! The audit log: who, with which credential, what, on what, before and after, when, in which request, from where.

use access::{Actor, ConsoleFacts, OrganizationId, Time, UserCredential, UserId, actions, authorize};
use api::accounts::{Credential, CredentialKind};
use api::audit::{AuditEntry, ListAudit, Verification, VerifyAudit};
use api::{Fault, Page, PageRequest};
use serde::Serialize;
use uuid::Uuid;

use super::facts::own_account;
use super::{Context, Stop, pages};
use crate::ids;
use crate::store::audit::AuditRow;
use crate::store::secrets::{Owner, SecretIdentity};
use crate::store::{Db, StoreError, Tx, audit};

pub use api::audit::Outcome;

/// What a row tells beside who and when.
pub(super) struct Entry {
    /// The operation's name.
    pub(super) operation: &'static str,
    /// On what, as `project:acme/lake`.
    pub(super) resource: String,
    /// How it ended.
    pub(super) outcome: Outcome,
    /// The account whose log it belongs in, if not the actor's.
    pub(super) account: Option<UserId>,
    /// The organization whose log it belongs in.
    pub(super) organization: Option<OrganizationId>,
    /// What it was before, as JSON.
    pub(super) before: Option<String>,
    /// What it is after, as JSON.
    pub(super) after: Option<String>,
}

impl Entry {
    pub(super) fn new(operation: &'static str, resource: impl Into<String>) -> Self {
        Self {
            operation,
            resource: resource.into(),
            outcome: Outcome::Done,
            account: None,
            organization: None,
            before: None,
            after: None,
        }
    }

    pub(super) fn of(mut self, account: UserId) -> Self {
        self.account = Some(account);
        self
    }

    pub(super) fn inside(mut self, organization: OrganizationId) -> Self {
        self.organization = Some(organization);
        self
    }

    pub(super) fn before<T: Serialize>(mut self, state: &T) -> Self {
        self.before = serde_json::to_string(state).ok();
        self
    }

    pub(super) fn after<T: Serialize>(mut self, state: &T) -> Self {
        self.after = serde_json::to_string(state).ok();
        self
    }
}

/// Appends a row about a call, in its transaction.
pub(super) async fn append(context: &Context, tx: &mut Tx, entry: Entry) -> Result<(), StoreError> {
    let who = &context.who;
    let name = who.name.as_deref().unwrap_or_default();
    let actor = match who.actor {
        Actor::Anonymous => "anonymous".to_owned(),
        Actor::User { .. } => format!("user:{name}"),
        Actor::Service { .. } => format!("service:{name}"),
    };
    let row = AuditRow {
        actor,
        actor_user: who.actor.user(),
        credential: credential_word(credential_of(&who.actor)).to_owned(),
        secret: who.secret,
        request_id: who.request_id.clone(),
        address: who.address.map(|address| address.to_string()),
        ..row_of(context.now, entry, who.actor.user())
    };
    audit::append(tx, &row).await
}

/// Appends a row about something that the operator did.
pub(super) async fn append_operators(tx: &mut Tx, now: Time, entry: Entry) -> Result<(), StoreError> {
    audit::append(tx, &row_of(now, entry, None)).await
}

/// A row by the operator, to be filled with whoever else it was.
fn row_of(now: Time, entry: Entry, actor: Option<UserId>) -> AuditRow {
    AuditRow {
        id: ids::fresh(now),
        at: now,
        actor: "operator".into(),
        actor_user: None,
        account: entry.account.or(actor),
        organization: entry.organization,
        credential: credential_word(CredentialKind::Operator).into(),
        secret: None,
        operation: entry.operation.into(),
        resource: entry.resource,
        outcome: match entry.outcome {
            Outcome::Done => "done".into(),
            Outcome::Denied => "denied".into(),
        },
        before: entry.before,
        after: entry.after,
        request_id: String::new(),
        address: None,
    }
}

/// Notes that a secret was presented which doesn't work any more: "401 with a known id". Never its value.
///
/// # Errors
/// The store's.
pub async fn note_dead_secret(
    db: &Db,
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
    db.write(async |tx| audit::append(tx, &row).await).await
}

/// Lists what was done and refused on the caller's own account, newest first.
///
/// # Errors
/// A fault that says why not.
pub async fn list_audit(context: &Context, input: ListAudit) -> Result<Page<AuditEntry>, Fault> {
    let page = PageRequest::new(input.limit, input.after)?;
    let before = pages::id_cursor::<Uuid>(page.after.as_deref())?;
    context
        .reading("ListAudit", async |tx| {
            let account = own_account(context);
            let proof = authorize::<actions::ListAudit>(context.actor(), &account)?;
            let rows = audit::list_of_account(tx, &proof, before, pages::one_more(&page)).await?;
            Ok(pages::page(&page, rows, |row| row.id.to_string()).map(entry_of))
        })
        .await
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

/// The kind of credential behind an actor.
#[must_use]
pub(super) const fn credential_of(actor: &Actor) -> CredentialKind {
    match actor {
        Actor::Anonymous => CredentialKind::None,
        Actor::User { credential, .. } => credential_of_user(*credential),
        Actor::Service { .. } => CredentialKind::Service,
    }
}

const fn credential_of_user(credential: UserCredential) -> CredentialKind {
    match credential {
        UserCredential::Session => CredentialKind::Session,
        UserCredential::Full => CredentialKind::Full,
        UserCredential::PrivateRead => CredentialKind::PrivateRead,
        UserCredential::PublicRead => CredentialKind::PublicRead,
    }
}

const CREDENTIALS: [CredentialKind; 7] = [
    CredentialKind::None,
    CredentialKind::Session,
    CredentialKind::Full,
    CredentialKind::PrivateRead,
    CredentialKind::PublicRead,
    CredentialKind::Service,
    CredentialKind::Operator,
];

const fn credential_word(kind: CredentialKind) -> &'static str {
    match kind {
        CredentialKind::None => "none",
        CredentialKind::Session => "session",
        CredentialKind::Full => "full",
        CredentialKind::PrivateRead => "private_read",
        CredentialKind::PublicRead => "public_read",
        CredentialKind::Service => "service",
        CredentialKind::Operator => "operator",
    }
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
