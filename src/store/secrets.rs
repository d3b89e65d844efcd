//! Secrets: only the SHA-256 of a token is kept, and what it takes to recognise it.

mod rows;

use access::{Authorized, SecretId, SecretKind, Time, UserId, actions};
use uuid::Uuid;

use super::logins::UsedLogin;
use super::sql::{execute, query, texts};
use super::{Db, Operator, StoreError, Tx};
use rows::Identity;
pub use rows::{Owner, SecretIdentity, SecretRow};
pub(super) use rows::{Row, kind_and_owner, word};

macro_rules! columns {
    () => {
        "s.id, s.kind, s.user_id, s.service_id, s.hint, s.description, s.created_at, s.expires_at, s.revoked_at, \
         s.last_used_at, s.last_used_from, i.name as issued_by, s.issued_with, s.rolled_from, s.leaked_at, \
         (select r.id from secrets r where r.rolled_from = s.id order by r.id limit 1) as rolled_to, \
         (select count(*) from secrets c where c.issued_with = s.id) as issued \
         from secrets s left join users i on i.id = s.issued_by"
    };
}
pub(super) use columns;

macro_rules! works {
    () => {
        "(s.revoked_at is null and (s.expires_at is null or s.expires_at > $3))"
    };
}

texts! {
    FIND_BY_HASH = "select s.id, s.kind, s.user_id, s.service_id, s.created_at, s.expires_at, s.revoked_at, \
        coalesce(u.name, v.name) as name, o.name as organization, u.disabled_at \
        from secrets s left join users u on u.id = s.user_id left join services v on v.id = s.service_id \
        left join organizations o on o.id = v.organization_id where s.token_hash = $1";
    FIND = concat!("select ", columns!(), " where s.id = $1");
    // `$3`: now; `$4`, `$5`: whether those that work and those that don't are wanted.
    LIST_OF_SERVICE = concat!(
        "select ", columns!(), " where s.service_id = $1 and s.id < $2 and ((", works!(), " and $4) or (not ", works!(),
        " and $5)) order by s.id desc limit $6"
    );
    LIST = concat!(
        "select ", columns!(), " where s.user_id = $1 and s.id < $2 and ((", works!(), " and $4) or (not ", works!(),
        " and $5)) order by s.id desc limit $6"
    );
    INSERT = "insert into secrets (id, kind, user_id, service_id, token_hash, hint, description, created_at, \
        expires_at, issued_by, issued_with, rolled_from) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    END_AT = "update secrets set expires_at = $2 where id = $1 and (expires_at is null or expires_at > $2)";
    REVOKE = "update secrets set revoked_at = $2 where id = $1 and revoked_at is null";
    HELD = "select id from secrets where token_hash = $1 and revoked_at is null and (expires_at is null or expires_at > $2)";
    LEAK = "update secrets set revoked_at = $2, leaked_at = $2 where id = $1 and revoked_at is null";
    // `$2`: older than this one.
    ISSUED = concat!(
        "with recursive issued (id) as (select c.id from secrets c where c.issued_with = $1 \
         union select c.id from secrets c join issued p on c.issued_with = p.id) select ", columns!(),
        " where s.id in (select id from issued) and s.id < $2 order by s.id desc limit $3"
    );
    NOTE_USE = "update secrets set last_used_at = $2, last_used_from = $3 \
        where id = $1 and (last_used_at is null or last_used_at < $2)";
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

/// What permits to issue a secret, and so of which kind and for whom.
#[derive(Debug)]
pub enum Issue {
    /// A full one.
    Full(Authorized<actions::IssueFullSecret>),
    /// One that reads what its owner may see.
    PrivateRead(Authorized<actions::IssueReadSecret>),
    /// One that reads what is public.
    PublicRead(Authorized<actions::IssueReadSecret>),
    /// A service's.
    Service(Authorized<actions::IssueServiceSecret>),
    /// One of the kind that somebody chose who approved a command line's login.
    Login(UsedLogin),
    /// A full one for this user, by the operator.
    Operator(Operator, UserId),
    /// Another like one of a person's, of the same kind, for the same person.
    Rolled(Authorized<actions::RollSecret>, SecretKind, UserId),
    /// Another like one of a service's.
    RolledService(Authorized<actions::RollServiceSecret>),
}

impl Issue {
    fn kind(&self) -> SecretKind {
        match self {
            Self::Full(_) | Self::Operator(..) => SecretKind::Full,
            Self::PrivateRead(_) => SecretKind::PrivateRead,
            Self::PublicRead(_) => SecretKind::PublicRead,
            Self::Service(_) | Self::RolledService(_) => SecretKind::Service,
            Self::Rolled(_, kind, _) => *kind,
            Self::Login(login) => login.kind,
        }
    }

    fn owner(&self) -> Owner {
        match self {
            Self::Full(proof) => Owner::User(proof.target()),
            Self::PrivateRead(proof) | Self::PublicRead(proof) => Owner::User(proof.target()),
            Self::Service(proof) => Owner::Service(proof.target()),
            Self::Operator(_, user) | Self::Rolled(_, _, user) => Owner::User(*user),
            Self::RolledService(proof) => Owner::Service(proof.target().0),
            Self::Login(login) => Owner::User(login.user),
        }
    }

    /// The secret whose place the new one takes.
    fn rolled_from(&self) -> Option<SecretId> {
        match self {
            Self::Rolled(proof, ..) => Some(proof.target()),
            Self::RolledService(proof) => Some(proof.target().1),
            _ => None,
        }
    }

    fn issuer(&self) -> Option<UserId> {
        match self {
            Self::Full(proof) => proof.actor().user(),
            Self::PrivateRead(proof) | Self::PublicRead(proof) => proof.actor().user(),
            Self::Service(proof) => proof.actor().user(),
            Self::Rolled(proof, ..) => proof.actor().user(),
            Self::RolledService(proof) => proof.actor().user(),
            Self::Login(login) => Some(login.user),
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

/// Who the token with this SHA-256 belongs to. One look-up, outside any transaction.
///
/// # Errors
/// The store's.
pub async fn find_by_hash(db: &Db, hash: &[u8; 32]) -> Result<Option<SecretIdentity>, StoreError> {
    let Some(row) = query!(db, Identity, fetch_optional, FIND_BY_HASH, hash.as_slice())? else {
        return Ok(None);
    };
    Ok(Some(row.try_into()?))
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
    let (id, kind) = (secret.id.uuid(), word(issue.kind()));
    let (user, service) = match issue.owner() {
        Owner::User(user) => (Some(user.uuid()), None),
        Owner::Service(service) => (None, Some(service.uuid())),
    };
    let (issuer, rolled) = (issue.issuer().map(UserId::uuid), issue.rolled_from().map(SecretId::uuid));
    let (expires_at, with) = (secret.expires_at.map(|at| at.0), secret.issued_with.map(SecretId::uuid));
    let hash = secret.token_hash.as_slice();
    execute!(
        tx,
        INSERT,
        id,
        kind,
        user,
        service,
        hash,
        secret.hint,
        secret.description,
        now.0,
        expires_at,
        issuer,
        with,
        rolled
    )?;
    Ok(())
}

/// Lets a secret that is being rolled end at `end`, or when it ends by itself, if that is earlier. To be called where
/// its successor is kept, whose proof permits it.
///
/// # Errors
/// The store's.
pub async fn end_at(tx: &mut Tx, id: SecretId, end: Time) -> Result<(), StoreError> {
    execute!(tx, END_AT, id.uuid(), end.0)?;
    Ok(())
}

/// The secrets of the service of the proof, the newest first, older than `before`.
///
/// # Errors
/// The store's.
pub async fn list_of_service(
    tx: &mut Tx,
    proof: &Authorized<actions::ListServiceSecrets>,
    (working, ended): (bool, bool),
    before: Option<SecretId>,
    now: Time,
    limit: i64,
) -> Result<Vec<SecretRow>, StoreError> {
    let before = before.map_or(Uuid::max(), SecretId::uuid);
    let service = proof.target().uuid();
    let rows = query!(tx, Row, fetch_all, LIST_OF_SERVICE, service, before, now.0, working, ended, limit)?;
    rows.into_iter().map(TryInto::try_into).collect()
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

/// That somebody holds a secret itself, which permits to end it and nothing else.
#[derive(Clone, Copy, Debug)]
pub struct Held(SecretId);

impl Held {
    /// The secret that a caller was identified by.
    #[must_use]
    pub const fn presented(secret: SecretId) -> Self {
        Self(secret)
    }

    /// Which.
    #[must_use]
    pub const fn id(self) -> SecretId {
        self.0
    }
}

/// The secret of the token with this SHA-256, if it works.
///
/// # Errors
/// The store's.
pub async fn held(tx: &mut Tx, hash: &[u8; 32], now: Time) -> Result<Option<Held>, StoreError> {
    let row = query!(tx, (Uuid,), fetch_optional, HELD, hash.as_slice(), now.0)?;
    Ok(row.map(|(id,)| Held(id.into())))
}

/// Ends a secret by whoever holds it. Says whether it changed anything.
///
/// # Errors
/// The store's.
pub async fn end_held(tx: &mut Tx, held: Held, now: Time) -> Result<bool, StoreError> {
    Ok(execute!(tx, REVOKE, held.0.uuid(), now.0)? == 1)
}

/// Ends a secret that was found where it doesn't belong, with everything that it issued, and gives those that ended beside
/// it.
///
/// # Errors
/// The store's.
pub async fn end_leaked(tx: &mut Tx, held: Held, now: Time) -> Result<Vec<SecretRow>, StoreError> {
    execute!(tx, LEAK, held.0.uuid(), now.0)?;
    let mut ended = Vec::new();
    for issued in issued(tx, held.0, None, i64::MAX).await? {
        if execute!(tx, REVOKE, issued.id.uuid(), now.0)? == 1 {
            ended.push(issued);
        }
    }
    Ok(ended)
}

/// What a secret issued, directly or by way of what it issued, the newest first, older than `before`: facts for rules that
/// decide about each.
///
/// # Errors
/// The store's.
pub async fn issued(
    tx: &mut Tx,
    by: SecretId,
    before: Option<SecretId>,
    limit: i64,
) -> Result<Vec<SecretRow>, StoreError> {
    let before = before.map_or(Uuid::max(), SecretId::uuid);
    let rows = query!(tx, Row, fetch_all, ISSUED, by.uuid(), before, limit)?;
    rows.into_iter().map(TryInto::try_into).collect()
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
