//! Secrets as they are read.

pub use ::rights::rows::{Owner, SecretIdentity};
use access::{SecretId, SecretKind, ServiceId, Time};
use api::names::Name;
use uuid::Uuid;

use crate::store::StoreError;

/// A secret without its value.
#[derive(Clone, Debug)]
pub struct SecretRow {
    /// Its id.
    pub id: SecretId,
    /// Its kind.
    pub kind: SecretKind,
    /// Whose it is.
    pub owner: Owner,
    /// How to recognise the token.
    pub hint: String,
    /// What it is for.
    pub description: String,
    /// When it was issued.
    pub created_at: Time,
    /// When it ends by itself.
    pub expires_at: Option<Time>,
    /// When it was revoked.
    pub revoked_at: Option<Time>,
    /// When it was last used, to within a minute.
    pub last_used_at: Option<Time>,
    /// From where it was last used.
    pub last_used_from: Option<String>,
    /// Who issued it; none for the operator.
    pub issued_by: Option<Name>,
    /// The secret that issued it.
    pub issued_with: Option<SecretId>,
    /// The secret whose place it takes.
    pub rolled_from: Option<SecretId>,
    /// The secret that takes its place.
    pub rolled_to: Option<SecretId>,
    /// How many secrets it issued itself.
    pub issued: u32,
    /// When it was reported as leaked.
    pub leaked_at: Option<Time>,
}

impl SecretRow {
    /// Whether it works at `now`, as far as it itself says.
    #[must_use]
    pub fn is_live(&self, now: Time) -> bool {
        self.revoked_at.is_none() && self.expires_at.is_none_or(|end| end > now)
    }
}

#[derive(sqlx::FromRow)]
pub(super) struct Identity {
    id: Uuid,
    kind: String,
    user_id: Option<Uuid>,
    service_id: Option<Uuid>,
    created_at: i64,
    expires_at: Option<i64>,
    revoked_at: Option<i64>,
    name: String,
    organization: Option<String>,
    disabled_at: Option<i64>,
}

#[derive(sqlx::FromRow)]
pub(in crate::store) struct Row {
    id: Uuid,
    kind: String,
    user_id: Option<Uuid>,
    service_id: Option<Uuid>,
    hint: String,
    description: String,
    created_at: i64,
    expires_at: Option<i64>,
    revoked_at: Option<i64>,
    last_used_at: Option<i64>,
    last_used_from: Option<String>,
    issued_by: Option<String>,
    issued_with: Option<Uuid>,
    rolled_from: Option<Uuid>,
    rolled_to: Option<Uuid>,
    issued: i64,
    leaked_at: Option<i64>,
}

pub(in crate::store) const fn word(kind: SecretKind) -> &'static str {
    match kind {
        SecretKind::Full => "full",
        SecretKind::PrivateRead => "private_read",
        SecretKind::PublicRead => "public_read",
        SecretKind::Service => "service",
    }
}

/// A kind that this program doesn't know is a row that it must not use.
pub(in crate::store) fn kind_and_owner(
    kind: &str,
    user: Option<Uuid>,
    service: Option<Uuid>,
) -> Result<(SecretKind, Owner), StoreError> {
    use SecretKind::{Full, PrivateRead, PublicRead, Service};
    let known = [Full, PrivateRead, PublicRead, Service].into_iter().find(|known| word(*known) == kind);
    let owner = match (user, service) {
        (Some(user), None) => Some(Owner::User(user.into())),
        (None, Some(service)) => Some(Owner::Service(ServiceId::new(service))),
        _ => None,
    };
    known.zip(owner).ok_or_else(|| {
        StoreError::Broken(sqlx::Error::Decode(format!("no such kind of secret: {kind}").into()))
    })
}

impl TryFrom<Row> for SecretRow {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let (kind, owner) = kind_and_owner(&row.kind, row.user_id, row.service_id)?;
        Ok(Self {
            id: row.id.into(),
            kind,
            owner,
            hint: row.hint,
            description: row.description,
            created_at: Time(row.created_at),
            expires_at: row.expires_at.map(Time),
            revoked_at: row.revoked_at.map(Time),
            last_used_at: row.last_used_at.map(Time),
            last_used_from: row.last_used_from,
            issued_by: row.issued_by.map(Name::from_stored),
            issued_with: row.issued_with.map(Into::into),
            rolled_from: row.rolled_from.map(Into::into),
            rolled_to: row.rolled_to.map(Into::into),
            issued: u32::try_from(row.issued).unwrap_or(u32::MAX),
            leaked_at: row.leaked_at.map(Time),
        })
    }
}

impl TryFrom<Identity> for SecretIdentity {
    type Error = StoreError;

    fn try_from(row: Identity) -> Result<Self, StoreError> {
        let (kind, owner) = kind_and_owner(&row.kind, row.user_id, row.service_id)?;
        let name = Name::from_stored(row.name).to_string();
        Ok(Self {
            id: row.id.into(),
            kind,
            owner,
            name: match row.organization {
                Some(organization) => format!("{}/{name}", Name::from_stored(organization)),
                None => name,
            },
            created_at: Time(row.created_at),
            expires_at: row.expires_at.map(Time),
            revoked_at: row.revoked_at.map(Time),
            disabled: row.disabled_at.is_some(),
        })
    }
}
