//! How quotas stand, and what was told of it.

use access::{Month, OrganizationId, Time};
use api::names::Name;
use uuid::Uuid;

use super::quotas::{Bounds, Direction};
use super::sql::{execute, query, texts};
use super::{StoreError, Tx};

/// How quotas stand in the month `$1`.
macro_rules! held {
    ($which:literal) => {
        concat!(
            "select o.id, o.name, x.holder_id, coalesce(v.name, u.name), v.id is not null, \
            case when x.holder_id = o.id then o.read_quota_mb when v.id is not null then v.read_quota_mb \
            else q.read_quota_mb end, \
            case when x.holder_id = o.id then o.write_quota_mb when v.id is not null then v.write_quota_mb \
            else q.write_quota_mb end, x.read_bytes, x.write_bytes, \
            x.read_refused, x.write_refused \
            from quota_use x join organizations o on o.id = x.organization_id \
            left join services v on v.id = x.holder_id left join users u on u.id = x.holder_id \
            left join member_quotas q on q.organization_id = x.organization_id and q.user_id = x.holder_id where x.month = $1 ",
            $which
        )
    };
}

texts! {
    HELD = held!("order by x.organization_id, x.holder_id");
    HELD_OF = held!("and x.organization_id = $2 and x.holder_id = $3");
    NOTE_ALERT = "insert into quota_alerts (organization_id, holder_id, month, direction, percent, at) \
        values ($1, $2, $3, $4, $5, $6) on conflict (organization_id, holder_id, month, direction, percent) do nothing";
    FORGET_ALERT = "delete from quota_alerts \
        where organization_id = $1 and holder_id = $2 and month = $3 and direction = $4 and percent = $5";
    FORGET_FULL = "update quota_use set read_refused = false, write_refused = false \
        where organization_id = $1 and holder_id = $2 and month = $3";
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
    /// Whether somebody was refused because what is left had no room for them: reading, writing.
    pub full: (bool, bool),
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

type HeldRow =
    (Uuid, String, Uuid, Option<String>, bool, Option<i64>, Option<i64>, i64, i64, bool, bool);

/// What is gone of every quota that was met in a month.
///
/// # Errors
/// The store's.
pub async fn all_held(tx: &mut Tx, month: Month) -> Result<Vec<Held>, StoreError> {
    Ok(query!(tx, HeldRow, fetch_all, HELD, month.index())?.into_iter().map(held).collect())
}

/// What is gone of one holder's quota, if it was met in a month.
///
/// # Errors
/// The store's.
pub async fn held_of(
    tx: &mut Tx,
    organization: Uuid,
    holder: Uuid,
    month: Month,
) -> Result<Option<Held>, StoreError> {
    Ok(query!(tx, HeldRow, fetch_optional, HELD_OF, month.index(), organization, holder)?.map(held))
}

fn held(row: HeldRow) -> Held {
    let (organization, organization_name, holder, name, service, read, write, read_used, write_used, read_full, write_full) = row;
    let mb = |quota: Option<i64>| quota.map(i64::unsigned_abs);
    let bytes = |bytes: i64| u64::try_from(bytes).unwrap_or_default();
    Held {
        organization: organization.into(),
        organization_name: Name::from_stored(organization_name),
        holder,
        name: name.map(Name::from_stored),
        service,
        bounds: (mb(read), mb(write)),
        used: (bytes(read_used), bytes(write_used)),
        full: (read_full, write_full),
    }
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

/// Forgets that a share was told: it isn't reached any more.
///
/// # Errors
/// The store's.
pub async fn forget_alert(
    tx: &mut Tx,
    held: &Held,
    direction: Direction,
    month: Month,
    percent: u8,
) -> Result<(), StoreError> {
    let (organization, number) = (held.organization.uuid(), month.index());
    execute!(tx, FORGET_ALERT, organization, held.holder, number, direction.word(), i64::from(percent))?;
    Ok(())
}

/// Forgets that somebody was refused.
///
/// # Errors
/// The store's.
pub async fn forget_full(
    tx: &mut Tx,
    organization: Uuid,
    holder: Uuid,
    month: Month,
) -> Result<(), StoreError> {
    execute!(tx, FORGET_FULL, organization, holder, month.index())?;
    Ok(())
}
