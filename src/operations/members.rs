//! People in an organization: list, count, set flags and quotas, remove.

mod bulk;
mod flags;
mod holdings;
mod remove;

use access::{OrganizationFacts, OrganizationId, Time, UserId, actions, authorize};
use api::members::{
    CountMembers, ListMembers, Member, MemberCounts, MemberFilter, MemberOrder, MemberSource,
};
use api::names::Name;
use api::{Fault, Page, PageRequest};

use super::{Context, Stop, facts, pages};
use crate::store::member_lists::{self, Key, Wanted};
use crate::store::members::{self, MemberRow};
use crate::store::users::UserRow;
use crate::store::{Tx, users};
pub(super) use bulk::{set_all, unknown};
pub use bulk::{update_member_quota, update_members};
pub use flags::update_organization_permissions;
pub use holdings::show_member_holdings;
pub use remove::{leave_organization, remove_member, remove_members};

/// The longest text that is searched for, in characters.
const MAX_SEARCH: usize = 254;

/// Lists members, collaborators and pending invites in one table. Invites are shown to admins alone.
///
/// # Errors
/// A fault that says why not.
pub async fn list_members(context: &Context, input: ListMembers) -> Result<Page<Member>, Fault> {
    let page = PageRequest::new(input.limit, input.after)?;
    let newest = input.order.unwrap_or_default() == MemberOrder::Newest;
    let after = page.after.as_deref().map(|after| key(newest, after)).transpose()?.unwrap_or_default();
    let (search, filter) = (searched(input.search)?, input.filter);
    context
        .reading("ListMembers", async |tx| {
            let actor = context.actor();
            let row = facts::organization(tx, actor, &input.organization).await?;
            let proof = authorize::<actions::ViewMembers>(actor, &row.facts)?;
            let invites = match (filter, authorize::<actions::ListInvites>(actor, &row.facts)) {
                (Some(MemberFilter::Invites), invites) => invites.map(|_| true)?,
                (None, invites) => invites.is_ok(),
                _ => false,
            };
            let wanted = Wanted {
                members: matches!(filter, None | Some(MemberFilter::Members)),
                collaborators: matches!(filter, None | Some(MemberFilter::Collaborators)),
                admins: filter == Some(MemberFilter::Admins),
                invites,
                newest,
                search,
                after,
                limit: pages::one_more(&page),
            };
            let rows = member_lists::list(tx, &proof, &wanted, context.now).await?;
            Ok(pages::page(&page, rows, |row| cursor(newest, row)).map(view))
        })
        .await
}

/// Counts the rows of each filter.
///
/// # Errors
/// A fault that says why not.
pub async fn count_members(context: &Context, input: CountMembers) -> Result<MemberCounts, Fault> {
    let search = searched(input.search)?;
    context
        .reading("CountMembers", async |tx| {
            let row = facts::organization(tx, context.actor(), &input.organization).await?;
            let proof = authorize::<actions::ViewMembers>(context.actor(), &row.facts)?;
            let counts = members::count(tx, &proof, &search, context.now).await?;
            let sees = authorize::<actions::ListInvites>(context.actor(), &row.facts).is_ok();
            let invites = if sees { counts.invites } else { 0 };
            Ok(MemberCounts {
                all: counts.members + counts.collaborators + invites,
                members: counts.members,
                collaborators: counts.collaborators,
                invites,
                admins: counts.admins,
            })
        })
        .await
}

fn searched(search: Option<String>) -> Result<String, Fault> {
    let search = search.unwrap_or_default();
    if search.chars().count() > MAX_SEARCH {
        let message = format!("at most {MAX_SEARCH} characters are searched for");
        return Err(Fault::field("search", message));
    }
    Ok(search.trim().to_owned())
}

/// Where the page behind this row starts: `name.ada`, `invite.ada@example.com`, and before it the time if that is what
/// rows go by.
fn cursor(newest: bool, row: &MemberRow) -> String {
    let kind = if row.invite.is_some() { "invite" } else { "name" };
    let since = if newest { format!("{}.", row.since.0) } else { String::new() };
    format!("{since}{kind}.{}", row.label())
}

fn key(newest: bool, cursor: &str) -> Result<Key, Fault> {
    let (since, rest) = if newest {
        let (since, rest) = cursor.split_once('.').ok_or_else(pages::bad_cursor)?;
        (Time(since.parse().map_err(|_| pages::bad_cursor())?), rest)
    } else {
        (Time(i64::MAX), cursor)
    };
    match rest.split_once('.') {
        Some((kind @ ("name" | "invite"), label)) if !label.is_empty() => {
            Ok(Key { since, label: label.to_owned(), invite: kind == "invite" })
        }
        _ => Err(pages::bad_cursor()),
    }
}

/// A row of the members, as everybody who may see them sees it.
pub(super) fn view(row: MemberRow) -> Member {
    let (id, user) = row.user.unzip();
    let (invite, expires_at) = row.invite.unzip();
    Member {
        id,
        user,
        email: row.email,
        source: match (invite, row.billed_here) {
            (Some(_), _) => MemberSource::Invite,
            (None, true) => MemberSource::Member,
            (None, false) => MemberSource::Collaborator,
        },
        flags: row.flags,
        billing_organization: row.billing_organization,
        granted_by: row.granted_by,
        since: row.since,
        last_active_at: row.last_active_at,
        read_quota_mb: row.read_quota_mb,
        write_quota_mb: row.write_quota_mb,
        disabled: row.disabled,
        invite,
        expires_at,
    }
}

/// The organization and the person that a call is about. Whether there is such a person is told after the caller was
/// found to be allowed: until then it is nobody.
async fn parties(
    context: &Context,
    tx: &mut Tx,
    organization: &Name,
    user: &Name,
) -> Result<(OrganizationFacts, Option<UserRow>), Stop> {
    let organization = facts::organization(tx, context.actor(), organization).await?.facts;
    Ok((organization, users::find_by_name(tx, user).await?))
}

/// Somebody's row.
async fn shown(tx: &mut Tx, organization: OrganizationId, user: UserId) -> Result<Member, Stop> {
    let row = members::find(tx, organization, user).await?;
    row.map(view).ok_or_else(|| Fault::not_found().into())
}
