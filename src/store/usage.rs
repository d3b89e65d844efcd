//! What was read and written: counted by the hour, summed for pages.

mod rows;

use access::{OrganizationId, SecretId, Time};
use api::usage::Counts;
use uuid::Uuid;

use super::sql::{execute, query, texts};
use super::{StoreError, Tx};
pub use rows::{Key, Named, Of, UsedSecret, Whose};
use rows::{NamedRow, PointRow, UsedSecretRow};

/// Sums of all that is counted. `sum` of a `bigint` is wider than that in PostgreSQL.
macro_rules! sums {
    ($from:literal) => {
        concat!(
            "cast(coalesce(sum(",
            $from,
            "read_bytes), 0) as bigint) as read_bytes, \
             cast(coalesce(sum(",
            $from,
            "read_records), 0) as bigint) as read_records, \
             cast(coalesce(sum(",
            $from,
            "read_requests), 0) as bigint) as read_requests, \
             cast(coalesce(sum(",
            $from,
            "write_bytes), 0) as bigint) as write_bytes, \
             cast(coalesce(sum(",
            $from,
            "write_records), 0) as bigint) as write_records, \
             cast(coalesce(sum(",
            $from,
            "write_requests), 0) as bigint) as write_requests"
        )
    };
}

/// `$3` is the length of a step in milliseconds.
macro_rules! series {
    ($where:literal) => {
        concat!(
            "select hour - hour % $3 as at, ",
            sums!(""),
            " from usage_hours where ",
            $where,
            " and hour >= $2 group by hour - hour % $3 order by 1"
        )
    };
}

/// The largest shares of an organization's use since `$2`, by bytes.
macro_rules! shares {
    ($columns:literal, $tables:literal, $by:literal) => {
        concat!(
            "select ",
            $columns,
            ", ",
            sums!("h."),
            " from usage_hours h ",
            $tables,
            " where h.organization_id = $1 and h.hour >= $2 ",
            $by,
            " order by sum(h.read_bytes + h.write_bytes) desc, 1 limit 100"
        )
    };
}

texts! {
    ADD = "insert into usage_hours (organization_id, hour, identity_id, secret_id, stream_id, read_bytes, \
        read_records, read_requests, write_bytes, write_records, write_requests) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) \
        on conflict (organization_id, hour, identity_id, secret_id, stream_id) do update set \
        read_bytes = usage_hours.read_bytes + excluded.read_bytes, \
        read_records = usage_hours.read_records + excluded.read_records, \
        read_requests = usage_hours.read_requests + excluded.read_requests, \
        write_bytes = usage_hours.write_bytes + excluded.write_bytes, \
        write_records = usage_hours.write_records + excluded.write_records, \
        write_requests = usage_hours.write_requests + excluded.write_requests";
    ADD_USES = "insert into secret_uses (secret_id, hour, requests) values ($1, $2, $3) \
        on conflict (secret_id, hour) do update set requests = secret_uses.requests + excluded.requests";
    OF_ORGANIZATION = series!("organization_id = $1");
    OF_HOLDER = series!("organization_id = $1 and identity_id = $4");
    OF_SECRET = series!("organization_id = $1 and identity_id = $4 and secret_id = $5");
    OF_STREAM = series!("stream_id = $1");
    USES = "select hour, requests from secret_uses where secret_id = $1 and hour >= $2 order by hour";
    BY_MEMBER = shares!(
        "u.name, max(q.read_quota_mb) as read_quota_mb, max(q.write_quota_mb) as write_quota_mb",
        "join users u on u.id = h.identity_id left join member_quotas q on q.organization_id = h.organization_id \
         and q.user_id = u.id",
        "group by u.name"
    );
    // Whoever is neither a service nor a person is gone. Which of the two they were nobody knows any more: all of them are
    // one row here, and none among the members.
    BY_SERVICE = shares!(
        "v.name, max(v.read_quota_mb) as read_quota_mb, max(v.write_quota_mb) as write_quota_mb",
        "left join services v on v.id = h.identity_id left join users u on u.id = h.identity_id",
        "and u.id is null group by v.name"
    );
    // The name of a stream is for those to know who may know of its project; `$3` is the asker.
    BY_STREAM = shares!(
        "case when p.public or g.can_view or g.can_create or g.can_admin or og.can_view or og.can_create or \
         og.can_admin then o.name || '/' || p.name || '/' || s.name end as name, \
         cast(null as bigint) as read_quota_mb, cast(null as bigint) as write_quota_mb",
        "left join streams s on s.id = h.stream_id left join projects p on p.id = s.project_id \
         left join organizations o on o.id = p.organization_id \
         left join project_grants g on g.project_id = p.id and g.user_id = $3 \
         left join organization_grants og on og.organization_id = o.id and og.user_id = $3",
        "group by 1"
    );
    BY_SECRET = shares!(
        "k.id, k.kind, k.user_id, k.service_id, k.hint, k.description, coalesce(v.name, u.name) as owner_name, \
         v.created_by, v.gateway_since is not null as gateway",
        "left join secrets k on k.id = h.secret_id left join services v on v.id = k.service_id \
         left join users u on u.id = k.user_id",
        "group by k.id, k.kind, k.user_id, k.service_id, k.hint, k.description, v.name, u.name, v.created_by, \
         v.gateway_since"
    );
    ACTIVITY_STREAMS = "select o.name, p.name, s.name, \
        coalesce(p.public or g.can_view or g.can_create or g.can_admin or og.can_view or og.can_create or \
            og.can_admin, p.public) \
            or ($4 and exists (select 1 from service_grants t where t.service_id = $1 and t.stream_id = s.id)) as known \
        from (select distinct stream_id from usage_hours where identity_id = $1 and hour >= $2) h \
        join streams s on s.id = h.stream_id join projects p on p.id = s.project_id \
        join organizations o on o.id = p.organization_id \
        left join project_grants g on g.project_id = p.id and g.user_id = $3 \
        left join organization_grants og on og.organization_id = o.id and og.user_id = $3 \
        order by o.name, p.name, s.name";
    ACTIVITY_SECRETS = "select cast(coalesce(sum(u.requests), 0) as bigint), count(distinct u.secret_id) \
        from secrets k join secret_uses u on u.secret_id = k.id where k.service_id = $1 and u.hour >= $2";
    SWEEP = "delete from usage_hours where hour < $1";
    SWEEP_USES = "delete from secret_uses where hour < $1";
    SWEEP_QUOTAS = "delete from quota_use where month < $1";
}

/// Adds counts to those of their hour.
///
/// # Errors
/// The store's.
pub async fn add(tx: &mut Tx, counted: impl Iterator<Item = (&Key, &Counts)>) -> Result<(), StoreError> {
    let number = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    for (key, counts) in counted {
        execute!(
            tx,
            ADD,
            key.organization.uuid(),
            key.hour.0,
            key.identity,
            key.secret,
            key.stream,
            number(counts.read_bytes),
            number(counts.read_records),
            number(counts.read_requests),
            number(counts.write_bytes),
            number(counts.write_records),
            number(counts.write_requests)
        )?;
    }
    Ok(())
}

/// Adds to how often secrets were presented.
///
/// # Errors
/// The store's.
pub async fn add_uses(tx: &mut Tx, uses: &[(SecretId, Time, u64)]) -> Result<(), StoreError> {
    for (secret, hour, requests) in uses {
        let requests = i64::try_from(*requests).unwrap_or(i64::MAX);
        execute!(tx, ADD_USES, secret.uuid(), hour.0, requests)?;
    }
    Ok(())
}

/// What was used since `from`, in steps of so many milliseconds, oldest first; steps without any use are left out.
///
/// # Errors
/// The store's.
pub async fn series(
    tx: &mut Tx,
    whose: Whose,
    from: Time,
    step: i64,
) -> Result<Vec<(Time, Counts)>, StoreError> {
    let rows = match whose {
        Whose::Organization(id) => query!(tx, PointRow, fetch_all, OF_ORGANIZATION, id.uuid(), from.0, step)?,
        Whose::Holder(organization, holder) => {
            query!(tx, PointRow, fetch_all, OF_HOLDER, organization.uuid(), from.0, step, holder)?
        }
        Whose::Secret(organization, holder, secret) => {
            let (organization, secret) = (organization.uuid(), secret.uuid());
            query!(tx, PointRow, fetch_all, OF_SECRET, organization, from.0, step, holder, secret)?
        }
        Whose::Stream(id) => query!(tx, PointRow, fetch_all, OF_STREAM, id.uuid(), from.0, step)?,
    };
    Ok(rows.into_iter().map(|row| (Time(row.at), row.sums.into())).collect())
}

/// The largest shares of an organization's use since `from`; `asker` is who wants to know.
///
/// # Errors
/// The store's.
pub async fn shares(
    tx: &mut Tx,
    organization: OrganizationId,
    of: Of,
    from: Time,
    asker: Option<Uuid>,
) -> Result<Vec<Named>, StoreError> {
    let id = organization.uuid();
    let rows = match of {
        Of::Members => query!(tx, NamedRow, fetch_all, BY_MEMBER, id, from.0)?,
        Of::Services => query!(tx, NamedRow, fetch_all, BY_SERVICE, id, from.0)?,
        Of::Streams => query!(tx, NamedRow, fetch_all, BY_STREAM, id, from.0, asker)?,
        Of::Secrets => {
            let rows = query!(tx, UsedSecretRow, fetch_all, BY_SECRET, id, from.0)?;
            return rows.into_iter().map(TryInto::try_into).collect();
        }
    };
    Ok(rows.into_iter().map(Into::into).collect())
}

/// How often a secret was presented in each hour since `from`; hours without any use are left out.
///
/// # Errors
/// The store's.
pub async fn uses(tx: &mut Tx, secret: SecretId, from: Time) -> Result<Vec<(Time, u64)>, StoreError> {
    let rows = query!(tx, (i64, i64), fetch_all, USES, secret.uuid(), from.0)?;
    Ok(rows.into_iter().map(|(hour, requests)| (Time(hour), requests.unsigned_abs())).collect())
}

/// What a service did lately: the streams, each with whether the asker may know of it, how often its secrets were
/// presented, and how many of them.
pub type Activity = (Vec<([String; 3], bool)>, u64, u32);

/// What a service did since `from`. The asker is a user, or the service `itself`, which knows the streams that it is granted.
///
/// # Errors
/// The store's.
pub async fn activity(
    tx: &mut Tx,
    service: access::ServiceId,
    from: Time,
    (asker, itself): (Option<Uuid>, bool),
) -> Result<Activity, StoreError> {
    type Row = (String, String, String, bool);
    let rows = query!(tx, Row, fetch_all, ACTIVITY_STREAMS, service.uuid(), from.0, asker, itself)?;
    let streams = rows.into_iter().map(|(a, b, c, known)| ([a, b, c], known)).collect();
    let (requests, secrets) = query!(tx, (i64, i64), fetch_one, ACTIVITY_SECRETS, service.uuid(), from.0)?;
    Ok((streams, requests.unsigned_abs(), u32::try_from(secrets).unwrap_or(u32::MAX)))
}

/// Forgets what was counted before `hours`, and the quotas of months before `month`.
///
/// # Errors
/// The store's.
pub async fn sweep(tx: &mut Tx, hours: Time, month: i64) -> Result<(), StoreError> {
    execute!(tx, SWEEP, hours.0)?;
    execute!(tx, SWEEP_USES, hours.0)?;
    execute!(tx, SWEEP_QUOTAS, month)?;
    Ok(())
}
