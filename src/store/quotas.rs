//! Quotas: who pays for an identity, and what is gone of the month.

use std::collections::{BTreeSet, HashMap};

pub use ::rights::rows::{Bounds, Direction};
use access::quota::QuotaHolder;
use access::{Actor, Month, OrganizationId};
use api::names::Name;
use uuid::Uuid;

use super::sql::{Bulk, On, array, hex, query, texts};
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
            [Direction::Read, Direction::Write].map(|direction| !kept && direction.pick(bounds).is_none())
        };
        Untaken {
            organization: free(self.organization_bounds, self.kept.0),
            holder: free(self.holder_bounds, self.kept.1),
        }
    }

    /// Whether the same bounds hold for `other`, and the same is taken of whom.
    #[must_use]
    pub fn is_bounded_as(&self, other: &Self) -> bool {
        let bounds = |payer: &Self| (payer.organization_bounds, payer.holder_bounds, payer.untaken());
        bounds(self) == bounds(other)
    }

    /// From whom is taken: those with a bound in this direction, which is given, and those for whom it is kept anyway.
    pub(super) fn holders(&self, direction: Direction) -> impl Iterator<Item = (Uuid, QuotaHolder, Option<u64>)> {
        let own = if self.service { QuotaHolder::Service } else { QuotaHolder::Member };
        let organization = self.organization.uuid();
        [
            (organization, QuotaHolder::Organization, self.organization_bounds, self.kept.0),
            (self.holder, own, self.holder_bounds, self.kept.1),
        ]
        .into_iter()
        .map(move |(id, holder, bounds, kept)| (id, holder, direction.pick(bounds), kept))
        .filter(|(_, _, bound, kept)| *kept || bound.is_some())
        .map(|(id, holder, bound, _)| (id, holder, bound))
    }
}

/// Of whom nothing is taken while a payer pays: nothing bounds them, and nothing is kept. By direction: read, write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Untaken {
    pub(super) organization: [bool; 2],
    pub(super) holder: [bool; 2],
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
