//! What the audit log is told, in the transaction of the change.

use access::{Actor, OrganizationId, Time, UserCredential, UserId};
use api::accounts::CredentialKind;
use api::audit::Outcome;
use serde::Serialize;

use crate::ids;
use crate::operations::Context;
use crate::store::audit::AuditRow;
use crate::store::{StoreError, Tx, audit};

/// What a row tells beside who and when.
pub(in crate::operations) struct Entry {
    /// The operation's name.
    pub(in crate::operations) operation: &'static str,
    /// On what, as `project:acme/lake`.
    pub(in crate::operations) resource: String,
    /// How it ended.
    pub(in crate::operations) outcome: Outcome,
    /// The account whose log it belongs in, if not the actor's.
    pub(in crate::operations) account: Option<UserId>,
    /// The organization whose log it belongs in.
    pub(in crate::operations) organization: Option<OrganizationId>,
    /// What it was before, as JSON.
    pub(in crate::operations) before: Option<String>,
    /// What it is after, as JSON.
    pub(in crate::operations) after: Option<String>,
}

impl Entry {
    pub(in crate::operations) fn new(operation: &'static str, resource: impl Into<String>) -> Self {
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

    pub(in crate::operations) fn of(mut self, account: UserId) -> Self {
        self.account = Some(account);
        self
    }

    pub(in crate::operations) fn inside(mut self, organization: OrganizationId) -> Self {
        self.organization = Some(organization);
        self
    }

    pub(in crate::operations) fn before<T: Serialize>(mut self, state: &T) -> Self {
        self.before = serde_json::to_string(state).ok();
        self
    }

    pub(in crate::operations) fn after<T: Serialize>(mut self, state: &T) -> Self {
        self.after = serde_json::to_string(state).ok();
        self
    }
}

/// Appends a row about a call, in its transaction.
pub(in crate::operations) async fn append(
    context: &Context,
    tx: &mut Tx,
    entry: Entry,
) -> Result<(), StoreError> {
    audit::append(tx, &row_about(context, entry)).await
}

/// Notes that a call was refused: in the log a moment later.
pub(in crate::operations) async fn note_refusal(context: &Context, entry: Entry) -> Result<(), StoreError> {
    context.core.refused.note(&context.core.db, row_about(context, entry)).await
}

fn row_about(context: &Context, entry: Entry) -> AuditRow {
    let who = &context.who;
    let name = who.name.as_deref().unwrap_or_default();
    let actor = match who.actor {
        Actor::Anonymous => "anonymous".to_owned(),
        Actor::User { .. } => format!("user:{name}"),
        Actor::Service { .. } => format!("service:{name}"),
    };
    AuditRow {
        actor,
        actor_user: who.actor.user(),
        credential: credential_word(credential_of(&who.actor)).to_owned(),
        secret: who.secret,
        request_id: who.request_id.clone(),
        address: who.address.map(|address| address.to_string()),
        ..row_of(context.now, entry, who.actor.user())
    }
}

/// Appends a row about something that the operator did.
pub(in crate::operations) async fn append_operators(
    tx: &mut Tx,
    now: Time,
    entry: Entry,
) -> Result<(), StoreError> {
    audit::append(tx, &row_of(now, entry, None)).await
}

/// A row by the operator, to be filled with whoever else it was.
pub(super) fn row_of(now: Time, entry: Entry, actor: Option<UserId>) -> AuditRow {
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

/// The kind of credential behind an actor.
#[must_use]
pub(in crate::operations) const fn credential_of(actor: &Actor) -> CredentialKind {
    match actor {
        Actor::Anonymous => CredentialKind::None,
        Actor::User { credential, .. } => credential_of_user(*credential),
        Actor::Service { .. } => CredentialKind::Service,
    }
}

pub(super) const fn credential_of_user(credential: UserCredential) -> CredentialKind {
    match credential {
        UserCredential::Session => CredentialKind::Session,
        UserCredential::Full => CredentialKind::Full,
        UserCredential::PrivateRead => CredentialKind::PrivateRead,
        UserCredential::PublicRead => CredentialKind::PublicRead,
    }
}

pub(super) const CREDENTIALS: [CredentialKind; 7] = [
    CredentialKind::None,
    CredentialKind::Session,
    CredentialKind::Full,
    CredentialKind::PrivateRead,
    CredentialKind::PublicRead,
    CredentialKind::Service,
    CredentialKind::Operator,
];

pub(super) const fn credential_word(kind: CredentialKind) -> &'static str {
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
