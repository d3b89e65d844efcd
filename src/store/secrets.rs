//! Secrets: only the SHA-256 of a token is kept, and what it takes to recognise it.

use access::{Actor, Authorized, SecretId, SecretKind, ServiceId, Time, UserId, actions};
use api::names::Name;
use uuid::Uuid;

use super::sql::{execute, query, texts};
use super::{Db, Operator, StoreError, Tx};

macro_rules! columns {
    () => {
        "s.id, s.kind, s.user_id, s.service_id, s.hint, s.description, s.created_at, s.expires_at, s.revoked_at, \
         s.last_used_at, s.last_used_from, i.name as issued_by, s.issued_with \
         from secrets s left join users i on i.id = s.issued_by"
    };
}

macro_rules! works {
    () => {
        "(s.revoked_at is null and (s.expires_at is null or s.expires_at > $3))"
    };
}

texts! {
    FIND_BY_HASH = "select s.id, s.kind, s.user_id, s.service_id, s.expires_at, s.revoked_at, \
        coalesce(u.name, v.name) as name, o.name as organization, u.disabled_at \
        from secrets s left join users u on u.id = s.user_id left join services v on v.id = s.service_id \
        left join organizations o on o.id = v.organization_id where s.token_hash = $1";
    FIND = concat!("select ", columns!(), " where s.id = $1");
    // `$3`: now; `$4`, `$5`: whether those that work and those that don't are wanted.
    LIST = concat!(
        "select ", columns!(), " where s.user_id = $1 and s.id < $2 and ((", works!(), " and $4) or (not ", works!(),
        " and $5)) order by s.id desc limit $6"
    );
    INSERT = "insert into secrets (id, kind, user_id, token_hash, hint, description, created_at, expires_at, \
        issued_by, issued_with) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    REVOKE = "update secrets set revoked_at = $2 where id = $1 and revoked_at is null";
    NOTE_USE = "update secrets set last_used_at = $2, last_used_from = $3 \
        where id = $1 and (last_used_at is null or last_used_at < $2)";
}

/// Whose a secret is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// A person's.
    User(UserId),
    /// A service's.
    Service(ServiceId),
}

/// Who a token belongs to, and whether it works.
#[derive(Clone, Debug)]
pub struct SecretIdentity {
    /// The secret.
    pub id: SecretId,
    /// Its kind.
    pub kind: SecretKind,
    /// Whose it is.
    pub owner: Owner,
    /// The user's name or the service's path, as shown.
    pub name: String,
    /// When it ends by itself.
    pub expires_at: Option<Time>,
    /// When it was revoked.
    pub revoked_at: Option<Time>,
    /// Whether its user is disabled.
    pub disabled: bool,
}

impl SecretIdentity {
    /// Who presents the token at `now`; nobody, if it doesn't work.
    #[must_use]
    pub fn actor(&self, now: Time) -> Option<Actor> {
        let ended = self.disabled || self.revoked_at.is_some() || self.expires_at.is_some_and(|end| end <= now);
        match (ended, self.owner, self.kind.credential()) {
            (false, Owner::User(id), Some(credential)) => Some(Actor::User { id, credential }),
            (false, Owner::Service(id), None) => Some(Actor::Service { id }),
            _ => None,
        }
    }
}

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
}

impl SecretRow {
    /// Whether it works at `now`, as far as it itself says.
    #[must_use]
    pub fn is_live(&self, now: Time) -> bool {
        self.revoked_at.is_none() && self.expires_at.is_none_or(|end| end > now)
    }
}

/// A secret to be issued.
#[derive(Debug)]
pub struct NewSecret<'a> {
    /// A fresh id.
    pub id: SecretId,
    /// The SHA-256 of its token.
    pub token_hash: &'a [u8; 32],
    /// How to recognise the token.
    pub hint: &'a str,
    /// What it is for.
    pub description: &'a str,
    /// When it ends by itself.
    pub expires_at: Option<Time>,
    /// The secret that issues it.
    pub issued_with: Option<SecretId>,
}

/// What permits to issue a user's secret, and so of which kind and for whom.
#[derive(Debug)]
pub enum Issue {
    /// A full one.
    Full(Authorized<actions::IssueFullSecret>),
    /// One that reads what its owner may see.
    PrivateRead(Authorized<actions::IssueReadSecret>),
    /// One that reads what is public.
    PublicRead(Authorized<actions::IssueReadSecret>),
    /// A full one for this user, by the operator.
    Operator(Operator, UserId),
}

impl Issue {
    fn kind(&self) -> SecretKind {
        match self {
            Self::Full(_) | Self::Operator(..) => SecretKind::Full,
            Self::PrivateRead(_) => SecretKind::PrivateRead,
            Self::PublicRead(_) => SecretKind::PublicRead,
        }
    }

    fn owner(&self) -> UserId {
        match self {
            Self::Full(proof) => proof.target(),
            Self::PrivateRead(proof) | Self::PublicRead(proof) => proof.target(),
            Self::Operator(_, user) => *user,
        }
    }

    fn issuer(&self) -> Option<UserId> {
        match self {
            Self::Full(proof) => proof.actor().user(),
            Self::PrivateRead(proof) | Self::PublicRead(proof) => proof.actor().user(),
            Self::Operator(..) => None,
        }
    }
}

/// The use of a secret, to be noted.
#[derive(Clone, Debug)]
pub struct Use {
    /// Which.
    pub id: SecretId,
    /// When.
    pub at: Time,
    /// From which address.
    pub from: Option<String>,
}

#[derive(sqlx::FromRow)]
struct Identity {
    id: Uuid,
    kind: String,
    user_id: Option<Uuid>,
    service_id: Option<Uuid>,
    expires_at: Option<i64>,
    revoked_at: Option<i64>,
    name: String,
    organization: Option<String>,
    disabled_at: Option<i64>,
}

#[derive(sqlx::FromRow)]
struct Row {
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
}

const fn word(kind: SecretKind) -> &'static str {
    match kind {
        SecretKind::Full => "full",
        SecretKind::PrivateRead => "private_read",
        SecretKind::PublicRead => "public_read",
        SecretKind::Service => "service",
    }
}

/// A kind that this program doesn't know is a row that it must not use.
fn kind_and_owner(
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
        })
    }
}

/// Who the token with this SHA-256 belongs to. One look-up, outside any transaction.
///
/// # Errors
/// The store's.
pub async fn find_by_hash(db: &Db, hash: &[u8; 32]) -> Result<Option<SecretIdentity>, StoreError> {
    let Some(row) = query!(db, Identity, fetch_optional, FIND_BY_HASH, hash.as_slice())? else {
        return Ok(None);
    };
    let (kind, owner) = kind_and_owner(&row.kind, row.user_id, row.service_id)?;
    let name = Name::from_stored(row.name).to_string();
    Ok(Some(SecretIdentity {
        id: row.id.into(),
        kind,
        owner,
        name: match row.organization {
            Some(organization) => format!("{}/{name}", Name::from_stored(organization)),
            None => name,
        },
        expires_at: row.expires_at.map(Time),
        revoked_at: row.revoked_at.map(Time),
        disabled: row.disabled_at.is_some(),
    }))
}

/// The secret of this id, for its facts; what it says of itself is for whoever passes [`actions::ViewSecret`].
///
/// # Errors
/// The store's.
pub async fn find(tx: &mut Tx, id: SecretId) -> Result<Option<SecretRow>, StoreError> {
    query!(tx, Row, fetch_optional, FIND, id.uuid())?.map(TryInto::try_into).transpose()
}

/// The secrets of the account of the proof, newest first, before `before`.
///
/// # Errors
/// The store's.
pub async fn list(
    tx: &mut Tx,
    proof: &Authorized<actions::ListSecrets>,
    (working, ended): (bool, bool),
    before: Option<SecretId>,
    now: Time,
    limit: i64,
) -> Result<Vec<SecretRow>, StoreError> {
    let before = before.map_or(Uuid::max(), SecretId::uuid);
    let user = proof.target().uuid();
    let rows = query!(tx, Row, fetch_all, LIST, user, before, now.0, working, ended, limit)?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// Keeps a secret that is being issued.
///
/// # Errors
/// The store's.
pub async fn insert(tx: &mut Tx, issue: Issue, now: Time, secret: NewSecret<'_>) -> Result<(), StoreError> {
    let (id, kind, owner) = (secret.id.uuid(), word(issue.kind()), issue.owner().uuid());
    let issuer = issue.issuer().map(UserId::uuid);
    let (expires_at, with) = (secret.expires_at.map(|at| at.0), secret.issued_with.map(SecretId::uuid));
    let hash = secret.token_hash.as_slice();
    execute!(
        tx, INSERT, id, kind, owner, hash, secret.hint, secret.description, now.0, expires_at, issuer, with
    )?;
    Ok(())
}

/// Ends the secret of the proof; one that was revoked before stays as it was. Says whether it changed anything.
///
/// # Errors
/// The store's.
pub async fn revoke(
    tx: &mut Tx,
    proof: Authorized<actions::RevokeSecret>,
    now: Time,
) -> Result<bool, StoreError> {
    Ok(execute!(tx, REVOKE, proof.target().uuid(), now.0)? == 1)
}

/// Notes when and from where secrets were last used.
///
/// # Errors
/// The store's.
pub async fn note_uses(tx: &mut Tx, uses: &[Use]) -> Result<(), StoreError> {
    for used in uses {
        execute!(tx, NOTE_USE, used.id.uuid(), used.at.0, used.from.as_deref())?;
    }
    Ok(())
}
