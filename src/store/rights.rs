//! All that rights hang on, as rows to be kept in memory: every row once, and those that changed since. Nothing here
//! decides anything.

use std::collections::HashSet;

pub use ::rights::rows::{Key, Noun, Row, SecretRow};
use access::{Flags, StreamFlags, Time};
use api::names::Name;
use sqlx::postgres::PgListener;
use tokio::sync::Notify;
use uuid::Uuid;

use super::pipelines::role;
use super::quotas::Bounds;
use super::secrets::kind_and_owner;
use super::sql::{Bulk, On, query, texts};
use super::{Db, StoreError, Tx};

/// The texts of a kind of row: all of them, and one by its key.
macro_rules! pairs {
    ($($all:ident, $one:ident = $select:literal, $key:literal;)+) => {
        texts! {
            $($all = $select; $one = concat!($select, " where ", $key);)+
        }
    };
}

pairs! {
    USERS, ONE_USERS = "select id, name, disabled_at is not null, billing_organization_id from users", "id = $1";
    ORGANIZATIONS, ONE_ORGANIZATIONS = "select id, name, personal_user_id, read_quota_mb, write_quota_mb from \
        organizations", "id = $1";
    PROJECTS, ONE_PROJECTS = "select id, organization_id, name, public from projects", "id = $1";
    STREAMS, ONE_STREAMS = "select id, project_id, name, schema from streams", "id = $1";
    SERVICES, ONE_SERVICES = "select id, organization_id, name, gateway_since is not null, \
        read_quota_mb, write_quota_mb from services", "id = $1";
    ORGANIZATION_GRANTS, ONE_ORGANIZATION_GRANTS = "select organization_id, user_id, can_view, can_create, \
        can_admin from organization_grants", "organization_id = $1 and user_id = $2";
    PROJECT_GRANTS, ONE_PROJECT_GRANTS = "select project_id, user_id, can_view, can_create, can_admin from \
        project_grants", "project_id = $1 and user_id = $2";
    SERVICE_GRANTS, ONE_SERVICE_GRANTS = "select service_id, stream_id, can_read, can_write, confirmed_at is \
        not null from service_grants", "service_id = $1 and stream_id = $2";
    MEMBER_QUOTAS, ONE_MEMBER_QUOTAS = "select organization_id, user_id, read_quota_mb, write_quota_mb from \
        member_quotas", "organization_id = $1 and user_id = $2";
    TEAMS, ONE_TEAMS = "select id, organization_id, name, discoverable from teams", "id = $1";
    TEAM_MEMBERS, ONE_TEAM_MEMBERS = "select team_id, user_id from team_members", "team_id = $1 and user_id = $2";
    PIPELINES, ONE_PIPELINES = "select id, organization_id, name from pipelines", "id = $1";
    PIPELINE_ROLES, ONE_PIPELINE_ROLES = "select pipeline_id, user_id, role from pipeline_roles",
        "pipeline_id = $1 and user_id = $2";
    PIPELINE_TEAMS, ONE_PIPELINE_TEAMS = "select pipeline_id, team_id from pipeline_teams",
        "pipeline_id = $1 and team_id = $2";
    SECRETS, ONE_SECRETS = "select id, token_hash, kind, user_id, service_id, created_at, expires_at, \
        revoked_at from secrets", "id = $1";
}

/// Reads all rows of a kind, or the one of a key.
macro_rules! fetch {
    ($tx:expr, $columns:ty, $all:ident or $one:ident, $key:expr, $($id:ident),+) => {
        match $key {
            None => query!($tx, $columns, fetch_all, $all)?,
            Some(key) => query!($tx, $columns, fetch_all, $one $(, key.$id)+)?,
        }
        .into_iter()
    };
}

/// All grants on projects: by project, each person's id in 32 digits and one digit more, whose bits are view, create and
/// admin. There may be a million of them; a row for each would take most of the time that a server needs to start.
pub const ALL_PROJECT_GRANTS: Bulk = Bulk {
    sqlite: "select project_id, group_concat(hex(user_id) || (can_view + 2 * can_create + 4 * can_admin), '') \
        from project_grants group by project_id",
    postgres: "select project_id, string_agg(replace(user_id::text, '-', '') || \
        (can_view::int + 2 * can_create::int + 4 * can_admin::int), '') from project_grants group by project_id",
};

/// Forgets changes; `$1` is their age.
pub const FORGET: Bulk = Bulk {
    sqlite: "delete from right_changes where at < cast(unixepoch('subsec') * 1000 as integer) - $1",
    postgres: "delete from right_changes where at < (extract(epoch from clock_timestamp()) * 1000)::bigint - $1",
};

/// Up to where the changes are read.
#[derive(Clone, Debug)]
pub struct Position {
    /// On SQLite the number of the next change, on PostgreSQL the oldest transaction that was under way.
    from: i64,
    /// The numbers of those that are read already and will come again.
    read: HashSet<i64>,
}

/// How the changes are read; what the databases don't share. Both texts give a position, and the changes from an earlier
/// one on with their numbers.
pub const CHANGES: Changes = Changes {
    sqlite: "select seq, noun, a, b from right_changes where seq >= $1 order by seq",
    sqlite_position: "select coalesce(max(seq), 0) + 1 from right_changes",
    // A transaction that is under way may have a smaller id than one that ended: all from the oldest one on come again.
    postgres: "select seq, noun, a, b from right_changes where transaction_id >= $1 order by seq",
    postgres_position: "select pg_snapshot_xmin(pg_current_snapshot())::text::bigint",
};

/// The texts of both databases.
#[derive(Debug)]
#[allow(missing_docs, reason = "each is what its name says")]
pub struct Changes {
    pub sqlite: &'static str,
    pub sqlite_position: &'static str,
    pub postgres: &'static str,
    pub postgres_position: &'static str,
}

/// The kind of row that a change is about.
fn noun(word: &str) -> Option<Noun> {
    Some(match word {
        "organization" => Noun::Organization,
        "user" => Noun::User,
        "project" => Noun::Project,
        "stream" => Noun::Stream,
        "service" => Noun::Service,
        "organization_grant" => Noun::OrganizationGrant,
        "project_grant" => Noun::ProjectGrant,
        "service_grant" => Noun::ServiceGrant,
        "member_quota" => Noun::MemberQuota,
        "team" => Noun::Team,
        "team_member" => Noun::TeamMember,
        "pipeline" => Noun::Pipeline,
        "pipeline_role" => Noun::PipelineRole,
        "pipeline_team" => Noun::PipelineTeam,
        "secret" => Noun::Secret,
        _ => return None,
    })
}

const fn flags((view, create, admin): (bool, bool, bool)) -> Flags {
    Flags { view, create, admin }
}

fn bounds(read: Option<i64>, write: Option<i64>) -> Bounds {
    (read.map(i64::unsigned_abs), write.map(i64::unsigned_abs))
}

/// Where the changes stand that `tx` sees.
///
/// # Errors
/// The store's.
pub async fn position(tx: &mut Tx) -> Result<Position, StoreError> {
    let (from,): (i64,) = match tx.on() {
        On::Sqlite(connection) => sqlx::query_as(CHANGES.sqlite_position).fetch_one(connection).await?,
        On::Postgres(connection) => sqlx::query_as(CHANGES.postgres_position).fetch_one(connection).await?,
    };
    Ok(Position { from, read: HashSet::new() })
}

/// The rows that changed after a position, each once, and the position to go on from.
///
/// # Errors
/// The store's.
pub async fn changed(tx: &mut Tx, after: &Position) -> Result<(Vec<Key>, Position), StoreError> {
    type Changed = (i64, String, Uuid, Option<Uuid>);
    let (rows, position): (Vec<Changed>, Position) = match tx.on() {
        On::Sqlite(connection) => {
            let rows: Vec<Changed> =
                sqlx::query_as(CHANGES.sqlite).bind(after.from).fetch_all(connection).await?;
            let from = rows.last().map_or(after.from, |(number, ..)| number + 1);
            (rows, Position { from, read: HashSet::new() })
        }
        On::Postgres(connection) => {
            let (from,): (i64,) = sqlx::query_as(CHANGES.postgres_position).fetch_one(&mut *connection).await?;
            let rows: Vec<Changed> =
                sqlx::query_as(CHANGES.postgres).bind(after.from).fetch_all(connection).await?;
            let read = rows.iter().map(|(number, ..)| *number).collect();
            (rows, Position { from, read })
        }
    };
    // What comes again is in memory as it is now, or has changed again under another number.
    let key = |(number, word, a, b): Changed| {
        let new = !after.read.contains(&number);
        Some(Key { noun: noun(&word).filter(|_| new)?, a, b: b.unwrap_or_default() })
    };
    let mut keys: Vec<Key> = rows.into_iter().filter_map(key).collect();
    keys.sort_unstable();
    keys.dedup();
    Ok((keys, position))
}

/// Gives each row of a kind to `take`.
///
/// # Errors
/// The store's.
pub async fn each(tx: &mut Tx, noun: Noun, mut take: impl FnMut(Row)) -> Result<(), StoreError> {
    if noun != Noun::ProjectGrant {
        rows(tx, noun, None).await?.into_iter().for_each(take);
        return Ok(());
    }
    let grants: Vec<(Uuid, String)> = match tx.on() {
        On::Sqlite(connection) => sqlx::query_as(ALL_PROJECT_GRANTS.sqlite).fetch_all(connection).await?,
        On::Postgres(connection) => sqlx::query_as(ALL_PROJECT_GRANTS.postgres).fetch_all(connection).await?,
    };
    for (project, held) in grants {
        for one in held.as_bytes().chunks(33) {
            let (user, flags) = held_by(one).ok_or_else(|| broken("no grant"))?;
            take(Row::ProjectGrant { project, user, flags });
        }
    }
    Ok(())
}

/// Who holds what, as [`ALL_PROJECT_GRANTS`] writes it.
fn held_by(text: &[u8]) -> Option<(Uuid, Flags)> {
    let (digit, id) = text.split_last()?;
    let bits = digit.checked_sub(b'0').filter(|bits| *bits < 8)?;
    let flags = flags((bits & 1 != 0, bits & 2 != 0, bits & 4 != 0));
    Some((Uuid::try_parse_ascii(id).ok()?, flags))
}

fn broken(why: &'static str) -> StoreError {
    StoreError::Broken(sqlx::Error::Decode(why.into()))
}

/// All rows of a kind, or the one of `key`.
///
/// # Errors
/// The store's.
#[allow(clippy::too_many_lines, reason = "a table: one entry for each kind of row")]
pub async fn rows(tx: &mut Tx, noun: Noun, key: Option<Key>) -> Result<Vec<Row>, StoreError> {
    type Bound = Option<i64>;
    Ok(match noun {
        Noun::Organization => {
            type Columns = (Uuid, String, Option<Uuid>, Bound, Bound);
            let row = |(id, name, personal, read, write): Columns| Row::Organization {
                id: id.into(),
                name: Name::from_stored(name),
                personal_of: personal.map(Into::into),
                bounds: bounds(read, write),
            };
            fetch!(tx, Columns, ORGANIZATIONS or ONE_ORGANIZATIONS, key, a).map(row).collect()
        }
        Noun::User => {
            type Columns = (Uuid, String, bool, Uuid);
            let row = |(id, name, disabled, billed_to): Columns| Row::User {
                id: id.into(),
                name: Name::from_stored(name),
                enabled: !disabled,
                billed_to,
            };
            fetch!(tx, Columns, USERS or ONE_USERS, key, a).map(row).collect()
        }
        Noun::Project => {
            type Columns = (Uuid, Uuid, String, bool);
            let row = |(id, organization, name, public): Columns| Row::Project {
                id,
                organization,
                name: Name::from_stored(name),
                public,
            };
            fetch!(tx, Columns, PROJECTS or ONE_PROJECTS, key, a).map(row).collect()
        }
        Noun::Stream => {
            type Columns = (Uuid, Uuid, String, Option<String>);
            let row = |(id, project, name, schema): Columns| Row::Stream {
                id,
                project,
                name: Name::from_stored(name),
                schema,
            };
            fetch!(tx, Columns, STREAMS or ONE_STREAMS, key, a).map(row).collect()
        }
        Noun::Service => {
            type Columns = (Uuid, Uuid, String, bool, Bound, Bound);
            let row = |(id, organization, name, gateway, read, write): Columns| Row::Service {
                id: id.into(),
                organization,
                name: Name::from_stored(name),
                gateway,
                bounds: bounds(read, write),
            };
            fetch!(tx, Columns, SERVICES or ONE_SERVICES, key, a).map(row).collect()
        }
        Noun::OrganizationGrant => {
            type Columns = (Uuid, Uuid, bool, bool, bool);
            let row = |(organization, user, view, create, admin): Columns| Row::OrganizationGrant {
                organization,
                user,
                flags: flags((view, create, admin)),
            };
            fetch!(tx, Columns, ORGANIZATION_GRANTS or ONE_ORGANIZATION_GRANTS, key, a, b).map(row).collect()
        }
        Noun::ProjectGrant => {
            type Columns = (Uuid, Uuid, bool, bool, bool);
            let row = |(project, user, view, create, admin): Columns| Row::ProjectGrant {
                project,
                user,
                flags: flags((view, create, admin)),
            };
            fetch!(tx, Columns, PROJECT_GRANTS or ONE_PROJECT_GRANTS, key, a, b).map(row).collect()
        }
        Noun::ServiceGrant => {
            type Columns = (Uuid, Uuid, bool, bool, bool);
            let row = |(service, stream, read, write, confirmed): Columns| Row::ServiceGrant {
                service,
                stream,
                flags: StreamFlags { read, write },
                confirmed,
            };
            fetch!(tx, Columns, SERVICE_GRANTS or ONE_SERVICE_GRANTS, key, a, b).map(row).collect()
        }
        Noun::MemberQuota => {
            type Columns = (Uuid, Uuid, Bound, Bound);
            let row = |(organization, user, read, write): Columns| Row::MemberQuota {
                organization,
                user,
                bounds: bounds(read, write),
            };
            fetch!(tx, Columns, MEMBER_QUOTAS or ONE_MEMBER_QUOTAS, key, a, b).map(row).collect()
        }
        Noun::Team => {
            type Columns = (Uuid, Uuid, String, bool);
            let row = |(id, organization, name, discoverable): Columns| Row::Team {
                id,
                organization,
                name: Name::from_stored(name),
                discoverable,
            };
            fetch!(tx, Columns, TEAMS or ONE_TEAMS, key, a).map(row).collect()
        }
        Noun::TeamMember => fetch!(tx, (Uuid, Uuid), TEAM_MEMBERS or ONE_TEAM_MEMBERS, key, a, b)
            .map(|(team, user)| Row::TeamMember { team, user })
            .collect(),
        Noun::Pipeline => {
            let row = |(id, organization, name): (Uuid, Uuid, String)| Row::Pipeline {
                id,
                organization,
                name: Name::from_stored(name),
            };
            fetch!(tx, (Uuid, Uuid, String), PIPELINES or ONE_PIPELINES, key, a).map(row).collect()
        }
        Noun::PipelineRole => {
            let row = |(pipeline, user, word): (Uuid, Uuid, String)| {
                Some(Row::PipelineRole { pipeline, user, role: role(&word)? })
            };
            fetch!(tx, (Uuid, Uuid, String), PIPELINE_ROLES or ONE_PIPELINE_ROLES, key, a, b)
                .filter_map(row)
                .collect()
        }
        Noun::PipelineTeam => fetch!(tx, (Uuid, Uuid), PIPELINE_TEAMS or ONE_PIPELINE_TEAMS, key, a, b)
            .map(|(pipeline, team)| Row::PipelineTeam { pipeline, team })
            .collect(),
        Noun::Secret => {
            let found = fetch!(tx, SecretColumns, SECRETS or ONE_SECRETS, key, a);
            found.map(secret).collect::<Result<_, _>>()?
        }
    })
}

type SecretColumns = (Uuid, Vec<u8>, String, Option<Uuid>, Option<Uuid>, i64, Option<i64>, Option<i64>);

fn secret(columns: SecretColumns) -> Result<Row, StoreError> {
    let (id, hash, kind, user, service, created_at, expires_at, revoked_at) = columns;
    let (kind, owner) = kind_and_owner(&kind, user, service)?;
    let hash = hash.try_into().map_err(|_| broken("no SHA-256"))?;
    Ok(Row::Secret(SecretRow {
        id: id.into(),
        hash,
        kind,
        owner,
        created_at: Time(created_at),
        expires_at: expires_at.map(Time),
        revoked_at: revoked_at.map(Time),
    }))
}

/// Forgets changes that are older than so many milliseconds, by the clock that they were written by: that of a node may be
/// fast, and others haven't read them.
///
/// # Errors
/// The store's.
pub async fn forget(tx: &mut Tx, age: i64) -> Result<(), StoreError> {
    match tx.on() {
        On::Sqlite(connection) => {
            sqlx::query(FORGET.sqlite).bind(age).execute(connection).await?;
        }
        On::Postgres(connection) => {
            sqlx::query(FORGET.postgres).bind(age).execute(connection).await?;
        }
    }
    Ok(())
}

/// Wakes whoever waits for `changed` whenever somebody changed a right, on any node; on SQLite nobody tells.
///
/// # Errors
/// If the connection breaks.
pub async fn listen(db: &Db, changed: &Notify) -> Result<(), StoreError> {
    let Db::Postgres(pool) = db else { return std::future::pending().await };
    let mut listener = PgListener::connect_with(pool).await?;
    listener.listen("sluicegate_rights").await?;
    loop {
        listener.recv().await?;
        changed.notify_one();
    }
}
