//! Audit rows as they are read, and how the sealer chains them.

use access::{OrganizationId, SecretId, Time, UserId};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// One thing that was done or refused.
#[derive(Clone, Debug)]
pub struct AuditRow {
    /// A fresh id; later ones are greater.
    pub id: Uuid,
    /// When.
    pub at: Time,
    /// Who, as `user:ada`: the name at that time.
    pub actor: String,
    /// The user behind the actor.
    pub actor_user: Option<UserId>,
    /// The account whose log it belongs in.
    pub account: Option<UserId>,
    /// The organization whose log it belongs in.
    pub organization: Option<OrganizationId>,
    /// The kind of credential.
    pub credential: String,
    /// The secret that was presented.
    pub secret: Option<SecretId>,
    /// The operation's name.
    pub operation: String,
    /// On what, as `project:acme/lake`: the path at that time.
    pub resource: String,
    /// `done` or `denied`.
    pub outcome: String,
    /// What it was before, as JSON.
    pub before: Option<String>,
    /// What it is after, as JSON.
    pub after: Option<String>,
    /// The request's id.
    pub request_id: String,
    /// The address it came from.
    pub address: Option<String>,
}

#[derive(sqlx::FromRow)]
pub(super) struct Row {
    pub(super) id: Uuid,
    at: i64,
    actor: String,
    actor_user_id: Option<Uuid>,
    account_user_id: Option<Uuid>,
    organization_id: Option<Uuid>,
    credential: String,
    secret_id: Option<Uuid>,
    operation: String,
    resource: String,
    outcome: String,
    before: Option<String>,
    after: Option<String>,
    request_id: String,
    address: Option<String>,
    pub(super) seq: Option<i64>,
    pub(super) hash: Option<Vec<u8>>,
}

impl From<Row> for AuditRow {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            at: Time(row.at),
            actor: row.actor,
            actor_user: row.actor_user_id.map(Into::into),
            account: row.account_user_id.map(Into::into),
            organization: row.organization_id.map(Into::into),
            credential: row.credential,
            secret: row.secret_id.map(Into::into),
            operation: row.operation,
            resource: row.resource,
            outcome: row.outcome,
            before: row.before,
            after: row.after,
            request_id: row.request_id,
            address: row.address,
        }
    }
}

impl Row {
    /// SHA-256 of the hash before and of the row's canonical text: its number and all its columns as a JSON array.
    pub(super) fn chained(&self, seq: i64, previous: &[u8]) -> Vec<u8> {
        let text = serde_json::json!([
            seq,
            self.id,
            self.at,
            self.actor,
            self.actor_user_id,
            self.account_user_id,
            self.organization_id,
            self.credential,
            self.secret_id,
            self.operation,
            self.resource,
            self.outcome,
            self.before,
            self.after,
            self.request_id,
            self.address,
        ]);
        Sha256::new().chain_update(previous).chain_update(text.to_string()).finalize().to_vec()
    }
}
