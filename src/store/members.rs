//! People in an organization: who is billed here, who holds a flag here, whom an invite waits for. Pages of them are
//! in `member_lists`, changes of what they hold and of who pays for them in `places`.

mod rows;

use access::{Authorized, Flags, OrganizationId, Time, UserId, actions};
use uuid::Uuid;

use super::search::{address_holding, holding};
use super::sql::{query, texts};
use super::{StoreError, Tx};
pub use rows::MemberRow;
pub(super) use rows::{InviteRow, Row, columns, tables};

texts! {
    FIND = concat!("select ", columns!(), " from ", tables!(), " where u.id = $2");
    COUNT_MEMBERS = "select count(*) from users where billing_organization_id = $1 and name like $2 escape '!'";
    COUNT_ALL_MEMBERS = "select count(*) from users where billing_organization_id = $1";
    COUNT_COLLABORATORS = "select count(*) from organization_grants \
        where organization_id = $1 and billed_here = false and user_name like $2 escape '!'";
    COUNT_ALL_COLLABORATORS = "select count(*) from organization_grants where organization_id = $1 and billed_here = false";
    COUNT_ADMINS = "select count(*) from organization_grants g \
        where g.organization_id = $1 and g.can_admin = true and g.user_name like $2 escape '!' \
        and not exists (select 1 from users u where u.id = g.user_id and u.disabled_at is not null)";
    COUNT_INVITES = "select count(*) from invites i left join users u on u.id = i.user_id \
        where i.organization_id = $1 and i.state = 'pending' and i.expires_at > $4 \
        and coalesce(u.name like $2 escape '!', i.email like $3 escape '!')";
    ADMINS = "select u.id, u.disabled_at is null from organization_grants g join users u on u.id = g.user_id \
        where g.organization_id = $1 and g.can_admin";
    IS_BILLED = "select exists (select 1 from users where id = $2 and billing_organization_id = $1)";
    HELD = "select can_view, can_create, can_admin from organization_grants \
        where organization_id = $1 and user_id = $2";
}

/// How many rows each filter has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    /// Billed here.
    pub members: u64,
    /// Hold a flag, pay elsewhere.
    pub collaborators: u64,
    /// Pending invites.
    pub invites: u64,
    /// Hold `admin`, disabled people left out.
    pub admins: u64,
}

/// Somebody's place in the organization, whether or not they hold anything there.
///
/// # Errors
/// The store's.
pub async fn find(
    tx: &mut Tx,
    organization: OrganizationId,
    user: UserId,
) -> Result<Option<MemberRow>, StoreError> {
    Ok(query!(tx, Row, fetch_optional, FIND, organization.uuid(), user.uuid())?.map(Into::into))
}

/// How many rows each filter has among those that `search` leaves.
///
/// # Errors
/// The store's.
pub async fn count(
    tx: &mut Tx,
    proof: &Authorized<actions::ViewMembers>,
    search: &str,
    now: Time,
) -> Result<Counts, StoreError> {
    let id = proof.target().uuid();
    let (name, email) = (holding(Some(search)), address_holding(search));
    let (name, email) = (name.as_str(), email.as_str());
    let (members, collaborators) = if search.is_empty() {
        let members = query!(tx, (i64,), fetch_one, COUNT_ALL_MEMBERS, id)?;
        (members, query!(tx, (i64,), fetch_one, COUNT_ALL_COLLABORATORS, id)?)
    } else {
        let members = query!(tx, (i64,), fetch_one, COUNT_MEMBERS, id, name)?;
        (members, query!(tx, (i64,), fetch_one, COUNT_COLLABORATORS, id, name)?)
    };
    let admins = query!(tx, (i64,), fetch_one, COUNT_ADMINS, id, name)?;
    let invites = query!(tx, (i64,), fetch_one, COUNT_INVITES, id, name, email, now.0)?;
    let [members, collaborators, invites, admins] =
        [members, collaborators, invites, admins].map(|(count,)| count.unsigned_abs());
    Ok(Counts { members, collaborators, invites, admins })
}

/// Who holds `admin`, each with whether they are enabled.
///
/// # Errors
/// The store's.
pub async fn admins(tx: &mut Tx, organization: OrganizationId) -> Result<Vec<(UserId, bool)>, StoreError> {
    let rows = query!(tx, (Uuid, bool), fetch_all, ADMINS, organization.uuid())?;
    Ok(rows.into_iter().map(|(user, enabled)| (user.into(), enabled)).collect())
}

/// What somebody holds on the organization, as stored.
///
/// # Errors
/// The store's.
pub async fn held(tx: &mut Tx, organization: OrganizationId, user: UserId) -> Result<Flags, StoreError> {
    let row = query!(tx, (bool, bool, bool), fetch_optional, HELD, organization.uuid(), user.uuid())?;
    Ok(row.map_or(Flags::NONE, |(view, create, admin)| Flags { view, create, admin }))
}

/// Whether the organization pays for somebody.
///
/// # Errors
/// The store's.
pub async fn is_billed_to(
    tx: &mut Tx,
    organization: OrganizationId,
    user: UserId,
) -> Result<bool, StoreError> {
    Ok(query!(tx, (bool,), fetch_one, IS_BILLED, organization.uuid(), user.uuid())?.0)
}
