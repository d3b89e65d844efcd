//! Secrets of which something is to be said: they end soon, or were reported as leaked. For the pages of whoever decides
//! about them, for letters, and for the metrics.

use access::{Authorized, SecretId, Time, actions};
use api::names::{Name, ServicePath};
use uuid::Uuid;

use super::secrets::{Owner, Row, SecretRow, columns};
use super::sql::{execute, query, texts};
use super::{Db, StoreError, Tx};

macro_rules! with_service {
    () => {
        concat!(
            "select (select v.name from services v where v.id = s.service_id) as service, \
             (select o.name from services v join organizations o on o.id = v.organization_id \
                where v.id = s.service_id) as organization, ",
            columns!()
        )
    };
}

/// Of user `$1`, or of a service that they decide about.
macro_rules! mine {
    () => {
        "(s.user_id = $1 or s.service_id in (select v.id from services v join organization_grants g \
         on g.organization_id = v.organization_id where g.user_id = $1 and g.can_admin))"
    };
}

/// Works, and wasn't rolled to one that outlives it.
macro_rules! lasts {
    () => {
        "s.revoked_at is null and not exists (select 1 from secrets n where n.rolled_from = s.id \
         and n.revoked_at is null and (n.expires_at is null or n.expires_at > s.expires_at))"
    };
}

texts! {
    ENDING = concat!(
        with_service!(), " where s.expires_at > $2 and s.expires_at <= $3 and ", lasts!(), " and ", mine!(),
        " order by s.expires_at, s.id limit $4"
    );
    LEAKED = concat!(
        with_service!(), " where s.leaked_at is not null and s.leaked_at > $2 and ", mine!(),
        " and not exists (select 1 from seen_leaks k where k.secret_id = s.id and k.user_id = $1) \
         order by s.leaked_at desc, s.id desc limit $3"
    );
    SEE = "insert into seen_leaks (secret_id, user_id, at) values ($2, $1, $3) on conflict do nothing";
    // `$4`: how many days that is. Whoever asked for fewer days knows when it ends.
    DUE = concat!(
        with_service!(), " where s.expires_at > $1 and s.expires_at <= $2 and s.created_at < s.expires_at - $3 and ",
        lasts!(),
        " and not exists (select 1 from secret_warnings w where w.secret_id = s.id and w.days <= $4) \
         order by s.expires_at, s.id limit $5"
    );
    WARNED = "insert into secret_warnings (secret_id, days, at) values ($1, $2, $3) on conflict do nothing";
    RECIPIENTS = "select u.email from users u where u.email is not null and u.email_confirmed_at is not null \
        and u.disabled_at is null and (u.id = $1 or u.id in (select g.user_id from services v \
            join organization_grants g on g.organization_id = v.organization_id where v.id = $2 and g.can_admin)) \
        order by u.email";
    COUNT = concat!(
        "select count(*), coalesce(sum(case when s.expires_at <= $3 then 1 else 0 end), 0), \
         coalesce(sum(case when s.expires_at <= $4 then 1 else 0 end), 0) \
         from secrets s where s.expires_at > $1 and s.expires_at <= $2 and ", lasts!()
    );
    NAMED = concat!(
        "select s.id, s.expires_at, u.name, o.name, v.name from secrets s left join users u on u.id = s.user_id \
         left join services v on v.id = s.service_id left join organizations o on o.id = v.organization_id \
         where s.expires_at > $1 and s.expires_at <= $2 and ", lasts!(), " order by s.expires_at, s.id limit $3"
    );
}

/// A secret, with the service whose it is.
#[derive(Clone, Debug)]
pub struct Noticed {
    /// The secret.
    pub secret: SecretRow,
    /// Its service, if it isn't a person's.
    pub service: Option<ServicePath>,
}

#[derive(sqlx::FromRow)]
struct NoticedRow {
    service: Option<String>,
    organization: Option<String>,
    #[sqlx(flatten)]
    secret: Row,
}

fn path(organization: Option<String>, service: Option<String>) -> Option<ServicePath> {
    let (organization, service) = organization.zip(service)?;
    Some(ServicePath { organization: Name::from_stored(organization), service: Name::from_stored(service) })
}

fn noticed(rows: Vec<NoticedRow>) -> Result<Vec<Noticed>, StoreError> {
    let read = |row: NoticedRow| {
        Ok(Noticed { secret: row.secret.try_into()?, service: path(row.organization, row.service) })
    };
    rows.into_iter().map(read).collect()
}

/// The secrets that end between `now` and `until` of the account of the proof, and of the services whose organization its
/// user is admin of; the next first.
///
/// # Errors
/// The store's.
pub async fn ending(
    tx: &mut Tx,
    proof: &Authorized<actions::ListSecrets>,
    (now, until): (Time, Time),
    limit: i64,
) -> Result<Vec<Noticed>, StoreError> {
    noticed(query!(tx, NoticedRow, fetch_all, ENDING, proof.target().uuid(), now.0, until.0, limit)?)
}

/// The same for those that were reported as leaked after `since`, and that the user hasn't seen; the newest first.
///
/// # Errors
/// The store's.
pub async fn leaked(
    tx: &mut Tx,
    proof: &Authorized<actions::ListSecrets>,
    since: Time,
    limit: i64,
) -> Result<Vec<Noticed>, StoreError> {
    noticed(query!(tx, NoticedRow, fetch_all, LEAKED, proof.target().uuid(), since.0, limit)?)
}

/// Notes that the user of the proof has seen that a secret leaked.
///
/// # Errors
/// The store's.
pub async fn see(
    tx: &mut Tx,
    proof: Authorized<actions::UpdateProfile>,
    secret: SecretId,
    now: Time,
) -> Result<(), StoreError> {
    execute!(tx, SEE, proof.target().uuid(), secret.uuid(), now.0)?;
    Ok(())
}

/// Secrets that end after `from` and not after `until`, whose owner wasn't warned `days` before, or later.
///
/// # Errors
/// The store's.
pub async fn due(
    tx: &mut Tx,
    (from, until): (Time, Time),
    days: i64,
    limit: i64,
) -> Result<Vec<Noticed>, StoreError> {
    let least = days * 24 * 60 * 60 * 1000;
    noticed(query!(tx, NoticedRow, fetch_all, DUE, from.0, until.0, least, days, limit)?)
}

/// Notes a warning; `false` if another node gave it.
///
/// # Errors
/// The store's.
pub async fn warned(tx: &mut Tx, secret: SecretId, days: i64, now: Time) -> Result<bool, StoreError> {
    Ok(execute!(tx, WARNED, secret.uuid(), days, now.0)? == 1)
}

/// The confirmed addresses of those who decide about a secret: its user, or the admins of its service's organization.
///
/// # Errors
/// The store's.
pub async fn recipients(tx: &mut Tx, owner: Owner) -> Result<Vec<String>, StoreError> {
    let (user, service) = match owner {
        Owner::User(user) => (Some(user.uuid()), None),
        Owner::Service(service) => (None, Some(service.uuid())),
    };
    let rows = query!(tx, (String,), fetch_all, RECIPIENTS, user, service)?;
    Ok(rows.into_iter().map(|(email,)| email).collect())
}

/// How many secrets end after `now` and not after each of three times, the last first.
///
/// # Errors
/// The store's.
pub async fn count(db: &Db, now: Time, until: [Time; 3]) -> Result<[i64; 3], StoreError> {
    let [last, middle, first] = until.map(|until| until.0);
    let (all, some, few) = query!(db, (i64, i64, i64), fetch_one, COUNT, now.0, last, middle, first)?;
    Ok([all, some, few])
}

/// Secrets that end after `now` and not after `until`, each with whose it is (`user:ada`); the next first.
///
/// # Errors
/// The store's.
pub async fn named(
    db: &Db,
    (now, until): (Time, Time),
    limit: i64,
) -> Result<Vec<(SecretId, String, Time)>, StoreError> {
    type Named = (Uuid, i64, Option<String>, Option<String>, Option<String>);
    let rows = query!(db, Named, fetch_all, NAMED, now.0, until.0, limit)?;
    let read = |(id, end, user, organization, service): Named| {
        let owner = match (user, path(organization, service)) {
            (Some(user), _) => format!("user:{}", Name::from_stored(user)),
            (None, Some(path)) => format!("service:{path}"),
            (None, None) => String::new(),
        };
        (id.into(), owner, Time(end))
    };
    Ok(rows.into_iter().map(read).collect())
}
