//! Quotas: who pays for an identity, and what is gone of the month. A row of `quota_use` begins when a quota is first met
//! in a month, with what was counted in it before, and is kept up to the month's end, whatever becomes of the quota.

use std::collections::{BTreeMap, BTreeSet, HashMap};

pub use ::rights::rows::{Bounds, Direction};
use access::quota::{Budget, QuotaHolder};
use access::{Actor, Month, OrganizationId, Time};
use api::names::Name;
use api::usage::Counts;
use uuid::Uuid;

use super::sql::{Bulk, On, array, execute, hex, query, texts};
use super::usage::Key;
use super::{StoreError, Tx};

/// Who pays for users, of those where `$which` holds; `$2` is the month.
macro_rules! of_user {
    ($which:literal) => {
        concat!(
            "select u.id, o.id, o.name, o.read_quota_mb, o.write_quota_mb, q.read_quota_mb, q.write_quota_mb, u.name, \
            exists (select 1 from quota_use x where x.organization_id = o.id and x.holder_id = o.id and x.month = $2), \
            exists (select 1 from quota_use x where x.organization_id = o.id and x.holder_id = u.id and x.month = $2) \
            from users u join organizations o on o.id = u.billing_organization_id \
            left join member_quotas q on q.organization_id = o.id and q.user_id = u.id where ",
            $which
        )
    };
}

/// The same for services.
macro_rules! of_service {
    ($which:literal) => {
        concat!(
            "select v.id, o.id, o.name, o.read_quota_mb, o.write_quota_mb, v.read_quota_mb, v.write_quota_mb, v.name, \
            exists (select 1 from quota_use x where x.organization_id = o.id and x.holder_id = o.id and x.month = $2), \
            exists (select 1 from quota_use x where x.organization_id = o.id and x.holder_id = v.id and x.month = $2) \
            from services v join organizations o on o.id = v.organization_id where ",
            $which
        )
    };
}

/// The same for many (SQLite: as a JSON array of ids in hex).
pub const OF_USERS: Bulk = Bulk {
    sqlite: of_user!("u.id in (select unhex(value) from json_each($1))"),
    postgres: of_user!("u.id = any($1)"),
};
/// The same for many services.
pub const OF_SERVICES: Bulk = Bulk {
    sqlite: of_service!("v.id in (select unhex(value) from json_each($1))"),
    postgres: of_service!("v.id = any($1)"),
};

texts! {
    OF_USER = of_user!("u.id = $1");
    OF_SERVICE = of_service!("v.id = $1");
    TAKE = "update quota_use set read_bytes = read_bytes + $4, write_bytes = write_bytes + $5 \
        where organization_id = $1 and holder_id = $2 and month = $3 returning read_bytes, write_bytes";
    HELD = "select o.id, o.name, x.holder_id, coalesce(v.name, u.name), v.id is not null, \
        case when x.holder_id = o.id then o.read_quota_mb when v.id is not null then v.read_quota_mb \
            else q.read_quota_mb end, \
        case when x.holder_id = o.id then o.write_quota_mb when v.id is not null then v.write_quota_mb \
            else q.write_quota_mb end, x.read_bytes, x.write_bytes \
        from quota_use x join organizations o on o.id = x.organization_id \
        left join services v on v.id = x.holder_id left join users u on u.id = x.holder_id \
        left join member_quotas q on q.organization_id = x.organization_id and q.user_id = x.holder_id \
        where x.month = $1 order by x.organization_id, x.holder_id";
    NOTE_ALERT = "insert into quota_alerts (organization_id, holder_id, month, direction, percent, at) \
        values ($1, $2, $3, $4, $5, $6) on conflict (organization_id, holder_id, month, direction, percent) do nothing";
    TAKEN = "select read_bytes, write_bytes from quota_use \
        where organization_id = $1 and holder_id = $2 and month = $3";
    // `$5`: whether the holder is the organization itself.
    BEGIN = "insert into quota_use (organization_id, holder_id, month, read_bytes, write_bytes) \
        select $1, $2, $3, cast(coalesce(sum(h.read_bytes), 0) as bigint), \
            cast(coalesce(sum(h.write_bytes), 0) as bigint) from usage_hours h \
        where h.organization_id = $1 and h.hour >= $4 and ($5 or h.identity_id = $2) \
        on conflict (organization_id, holder_id, month) do nothing";
}

/// Who pays for somebody at this moment, and what bounds them.
#[derive(Clone, Debug)]
pub struct Payer {
    /// Who pays.
    pub organization: OrganizationId,
    /// Its name.
    pub organization_name: Name,
    /// What bounds all that it pays for.
    pub organization_bounds: Bounds,
    /// Whom it pays for: the member or the service.
    pub holder: Uuid,
    /// Their name.
    pub holder_name: Name,
    /// Whether it is a service.
    pub service: bool,
    /// What bounds them.
    pub holder_bounds: Bounds,
    /// Whether what is gone is kept for the two of them this month.
    kept: (bool, bool),
}

impl Payer {
    /// Whether nothing bounds them in this direction and nothing is kept: then nothing has to be taken.
    #[must_use]
    pub fn is_free(&self, direction: Direction) -> bool {
        self.holders(direction).next().is_none()
    }

    /// Of whom nothing is taken.
    #[must_use]
    pub fn untaken(&self) -> Untaken {
        let free = |bounds: Bounds, kept: bool| {
            [Direction::Read, Direction::Write].map(|direction| !kept && direction.of(bounds).is_none())
        };
        Untaken {
            organization: free(self.organization_bounds, self.kept.0),
            holder: free(self.holder_bounds, self.kept.1),
        }
    }

    /// Whether the same bounds hold for `other`.
    #[must_use]
    pub fn is_bounded_as(&self, other: &Self) -> bool {
        (self.organization_bounds, self.holder_bounds) == (other.organization_bounds, other.holder_bounds)
    }

    /// From whom is taken: those with a bound in this direction, which is given, and those for whom it is kept anyway.
    fn holders(&self, direction: Direction) -> impl Iterator<Item = (Uuid, QuotaHolder, Option<u64>)> {
        let own = if self.service { QuotaHolder::Service } else { QuotaHolder::Member };
        let organization = self.organization.uuid();
        [
            (organization, QuotaHolder::Organization, self.organization_bounds, self.kept.0),
            (self.holder, own, self.holder_bounds, self.kept.1),
        ]
        .into_iter()
        .map(move |(id, holder, bounds, kept)| (id, holder, direction.of(bounds), kept))
        .filter(|(_, _, bound, kept)| *kept || bound.is_some())
        .map(|(id, holder, bound, _)| (id, holder, bound))
    }
}

/// Of whom nothing is taken while a payer pays: nothing bounds them, and nothing is kept. By direction: read, write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Untaken {
    organization: [bool; 2],
    holder: [bool; 2],
}

type PayerRow = (Uuid, Uuid, String, Option<i64>, Option<i64>, Option<i64>, Option<i64>, String, bool, bool);

fn payer_of(row: PayerRow, service: bool) -> Payer {
    let (holder, id, organization, read, write, own_read, own_write, name, kept, own_kept) = row;
    let bounds =
        |read: Option<i64>, write: Option<i64>| (read.map(i64::unsigned_abs), write.map(i64::unsigned_abs));
    Payer {
        organization: id.into(),
        organization_name: Name::from_stored(organization),
        organization_bounds: bounds(read, write),
        holder,
        holder_name: Name::from_stored(name),
        service,
        holder_bounds: bounds(own_read, own_write),
        kept: (kept, own_kept),
    }
}

/// Who pays for `actor` now, in this month; nobody pays for anonymous callers.
///
/// # Errors
/// The store's.
pub async fn payer(tx: &mut Tx, actor: &Actor, month: Month) -> Result<Option<Payer>, StoreError> {
    let number = month.index();
    let (row, service) = match actor {
        Actor::Anonymous => return Ok(None),
        Actor::User { id, .. } => (query!(tx, PayerRow, fetch_optional, OF_USER, id.uuid(), number)?, false),
        Actor::Service { id } => (query!(tx, PayerRow, fetch_optional, OF_SERVICE, id.uuid(), number)?, true),
    };
    Ok(row.map(|row| payer_of(row, service)))
}

/// The same for many at once, by the ids of the users and services.
///
/// # Errors
/// The store's.
pub async fn payers(
    tx: &mut Tx,
    actors: impl IntoIterator<Item = &Actor>,
    month: Month,
) -> Result<HashMap<Uuid, Payer>, StoreError> {
    let (mut users, mut services) = (BTreeSet::new(), BTreeSet::new());
    for actor in actors {
        users.extend(actor.user().map(|id| id.uuid()));
        services.extend(actor.service().map(|id| id.uuid()));
    }
    let mut payers = HashMap::new();
    for (bulk, ids, service) in [(OF_USERS, users, false), (OF_SERVICES, services, true)] {
        if ids.is_empty() {
            continue;
        }
        let rows: Vec<PayerRow> = match tx.on() {
            On::Sqlite(connection) => {
                let ids = array(ids.into_iter().map(hex));
                sqlx::query_as(bulk.sqlite).bind(ids).bind(month.index()).fetch_all(connection).await
            }
            On::Postgres(connection) => {
                let ids: Vec<Uuid> = ids.into_iter().collect();
                sqlx::query_as(bulk.postgres).bind(ids).bind(month.index()).fetch_all(connection).await
            }
        }?;
        let payer = |row: PayerRow| (row.0, payer_of(row, service));
        payers.extend(rows.into_iter().map(payer));
    }
    Ok(payers)
}

/// What bounds `payer` in one direction, with what is gone of it this month, the organization first. The rows are locked
/// to the end of the transaction.
///
/// # Errors
/// The store's.
pub async fn budgets(
    tx: &mut Tx,
    payer: &Payer,
    direction: Direction,
    month: Month,
) -> Result<Vec<Budget>, StoreError> {
    let mut budgets = Vec::new();
    for (holder_id, holder, quota_mb) in payer.holders(direction) {
        let taken = take(tx, payer, holder_id, month, (direction, 0)).await?;
        budgets.push(Budget { holder, quota_mb, taken });
    }
    Ok(budgets)
}

/// What is gone of one holder's quota this month.
#[derive(Clone, Debug)]
pub struct Held {
    /// Who pays.
    pub organization: OrganizationId,
    /// Its name.
    pub organization_name: Name,
    holder: Uuid,
    name: Option<Name>,
    service: bool,
    /// The bounds.
    pub bounds: Bounds,
    /// Bytes that are gone, reserved ones included: reading, writing.
    pub used: (u64, u64),
}

impl Held {
    /// The organization's name, `user:NAME` for its member, `service:PATH` for its service.
    #[must_use]
    pub fn holder_name(&self) -> String {
        let organization = &self.organization_name;
        match &self.name {
            Some(name) if self.service => format!("service:{organization}/{name}"),
            Some(name) => format!("user:{name}"),
            None => organization.to_string(),
        }
    }
}

type HeldRow = (Uuid, String, Uuid, Option<String>, bool, Option<i64>, Option<i64>, i64, i64);

/// What is gone of every quota that was met in a month.
///
/// # Errors
/// The store's.
pub async fn all_held(tx: &mut Tx, month: Month) -> Result<Vec<Held>, StoreError> {
    let rows = query!(tx, HeldRow, fetch_all, HELD, month.index())?;
    let mb = |quota: Option<i64>| quota.map(i64::unsigned_abs);
    let bytes = |bytes: i64| u64::try_from(bytes).unwrap_or_default();
    let held =
        |(id, organization, holder, name, service, read, write, read_used, write_used): HeldRow| Held {
            organization: id.into(),
            organization_name: Name::from_stored(organization),
            holder,
            name: name.map(Name::from_stored),
            service,
            bounds: (mb(read), mb(write)),
            used: (bytes(read_used), bytes(write_used)),
        };
    Ok(rows.into_iter().map(held).collect())
}

/// Notes that a share of a quota was told; says whether it wasn't before.
///
/// # Errors
/// The store's.
pub async fn note_alert(
    tx: &mut Tx,
    held: &Held,
    direction: Direction,
    month: Month,
    percent: u8,
    now: Time,
) -> Result<bool, StoreError> {
    let (organization, number) = (held.organization.uuid(), month.index());
    let (word, percent) = (direction.word(), i64::from(percent));
    Ok(execute!(tx, NOTE_ALERT, organization, held.holder, number, word, percent, now.0)? == 1)
}

/// Whether something bounds `payer` in one direction and has no room left this month. Changes nothing.
///
/// # Errors
/// The store's.
pub async fn is_used_up(
    tx: &mut Tx,
    payer: &Payer,
    direction: Direction,
    month: Month,
) -> Result<Option<QuotaHolder>, StoreError> {
    let organization = payer.organization.uuid();
    for (holder_id, holder, quota_mb) in payer.holders(direction) {
        let row = query!(tx, (i64, i64), fetch_optional, TAKEN, organization, holder_id, month.index())?;
        let (read, write) = row.unwrap_or_default();
        let taken = if direction == Direction::Read { read } else { write };
        let budget = Budget { holder, quota_mb, taken: u64::try_from(taken).unwrap_or_default() };
        if budget.left() == Some(0) {
            return Ok(Some(holder));
        }
    }
    Ok(None)
}

/// Takes so many bytes from all that bounds `payer`.
///
/// # Errors
/// The store's.
pub async fn spend(
    tx: &mut Tx,
    payer: &Payer,
    direction: Direction,
    month: Month,
    bytes: i64,
) -> Result<(), StoreError> {
    for (holder_id, ..) in payer.holders(direction) {
        let _now = take(tx, payer, holder_id, month, (direction, bytes)).await?;
    }
    Ok(())
}

/// Takes what was counted while nothing was taken of it, where a row began meanwhile: those who began it couldn't know of what
/// another node, or a request under way, had counted and not written.
///
/// # Errors
/// The store's.
pub async fn take_late(
    tx: &mut Tx,
    counted: impl Iterator<Item = (Key, Untaken, Counts)>,
) -> Result<(), StoreError> {
    // In the order in which charges lock: the organization before those it pays for.
    let mut late = BTreeMap::<(Uuid, Option<Uuid>, i64), [u64; 2]>::new();
    for (key, untaken, counts) in counted {
        let (organization, month) = (key.organization.uuid(), Month::of(key.hour).index());
        for (holder, untaken) in [(None, untaken.organization), (Some(key.identity), untaken.holder)] {
            let sums = late.entry((organization, holder, month)).or_default();
            let used = [counts.read_bytes, counts.write_bytes];
            for ((sum, bytes), untaken) in sums.iter_mut().zip(used).zip(untaken) {
                *sum = sum.saturating_add(if untaken { bytes } else { 0 });
            }
        }
    }
    for ((organization, holder, month), sums) in late.into_iter().filter(|(_, sums)| *sums != [0, 0]) {
        let [read, write] = sums.map(|bytes| i64::try_from(bytes).unwrap_or(i64::MAX));
        let holder = holder.unwrap_or(organization);
        query!(tx, (i64, i64), fetch_optional, TAKE, organization, holder, month, read, write)?;
    }
    Ok(())
}

/// Adds to what is taken, and says what it is now.
async fn take(
    tx: &mut Tx,
    payer: &Payer,
    holder: Uuid,
    month: Month,
    (direction, bytes): (Direction, i64),
) -> Result<u64, StoreError> {
    let (organization, number) = (payer.organization.uuid(), month.index());
    let (read, write) = match direction {
        Direction::Read => (bytes, 0),
        Direction::Write => (0, bytes),
    };
    loop {
        let taken = query!(tx, (i64, i64), fetch_optional, TAKE, organization, holder, number, read, write)?;
        if let Some((read, write)) = taken {
            let taken = if direction == Direction::Read { read } else { write };
            return Ok(u64::try_from(taken).unwrap_or_default());
        }
        // Others may be writing what they counted: that is in the sum, or its writer finds this row.
        if let On::Postgres(connection) = tx.on() {
            sqlx::query("lock table usage_hours in share mode").execute(connection).await?;
        }
        let itself = organization == holder;
        execute!(tx, BEGIN, organization, holder, number, month.start().0, itself)?;
    }
}
