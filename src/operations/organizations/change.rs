//! Creating an organization, and changing its name, description and bounds.

use access::{ConsoleFacts, OrganizationId, actions, authorize};
use api::fields::Limit;
use api::names::Name;
use api::organizations::{CreateOrganization, Organization, UpdateOrganization, UpdateOrganizationQuota};
use api::secrets::MAX_LIFETIME_DAYS;
use api::{Fault, FaultKind};
use serde::Serialize;

use super::view;
use crate::config::Organizations;
use crate::ids;
use crate::operations::audit::{self, Entry};
use crate::operations::usage::{QuotaSet, written};
use crate::operations::{Context, Stop, facts};
use crate::store::organizations::{self, NewOrganization, OrganizationChange};
use crate::store::{StoreError, Tx, Unique, names};

/// The most megabytes that a quota can be.
const MAX_QUOTA: u64 = 1_000_000_000_000;

/// What the audit log tells of an organization.
#[derive(Serialize)]
struct State<'a> {
    name: &'a Name,
    description: &'a str,
    longest_secret_days: Option<u32>,
}

/// What the audit log tells of a quota.
#[derive(Serialize)]
pub(in crate::operations) struct QuotaState<'a> {
    /// Whose, if not the organization's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::operations) user: Option<&'a Name>,
    pub(in crate::operations) read_quota_mb: Option<u64>,
    pub(in crate::operations) write_quota_mb: Option<u64>,
}

/// Creates an organization; whoever creates it gets all three flags on it, and nobody's billing moves.
///
/// # Errors
/// A fault that says why not.
pub async fn create_organization(
    context: &Context,
    input: CreateOrganization,
) -> Result<Organization, Fault> {
    context
        .changing("CreateOrganization", async |tx| {
            let console =
                ConsoleFacts { organizations_open: context.core.policy.organizations == Organizations::Open };
            let proof = authorize::<actions::CreateOrganization>(context.actor(), &console)?;
            free_for(context, tx, &input.name).await?;
            let id: OrganizationId = ids::fresh(context.now);
            let (name, description) = (&input.name, input.description.as_str());
            organizations::insert(tx, proof, context.now, NewOrganization { id, name, description }).await?;
            let made = facts::organization(tx, context.actor(), name).await?;
            let state = State { name, description, longest_secret_days: None };
            let entry = Entry::new("CreateOrganization", format!("organization:{name}"));
            audit::append(context, tx, entry.inside(id).after(&state)).await?;
            Ok(view(made, context.actor()))
        })
        .await
}

/// Whether the caller may take a name: it is no word of the product, and not kept for another who freed it.
pub(in crate::operations) async fn free_for(context: &Context, tx: &mut Tx, name: &Name) -> Result<(), Stop> {
    name.clone().unreserved().map_err(|why| Fault::field("name", why))?;
    if names::kept_for_another(tx, name, context.actor().user(), context.now).await? {
        // The same words as for a name in use: whose it was is nobody's business.
        return Err(StoreError::Exists(Unique::OrganizationName).into());
    }
    Ok(())
}

/// Changes an organization's name, description or settings; a field left out stays.
///
/// # Errors
/// A fault that says why not.
pub async fn update_organization(
    context: &Context,
    input: UpdateOrganization,
) -> Result<Organization, Fault> {
    let longest = input.longest_secret_days.map(days).transpose()?;
    context
        .changing("UpdateOrganization", async |tx| {
            let actor = context.actor();
            let row = facts::organization(tx, actor, &input.organization).await?;
            let proof = authorize::<actions::UpdateOrganization>(actor, &row.facts)?;
            let (id, personal, changed_at) = (row.facts.id, row.facts.personal_of.is_some(), row.updated_at);
            let longest_before = row.bounds.longest_secret_days;
            let before = view(row, actor);
            context.still(&before)?;
            let name = input.name.as_ref().unwrap_or(&before.name);
            let description = input.description.as_ref().unwrap_or(&before.description).as_str();
            let longest_secret_days = longest.unwrap_or(longest_before);
            let now = (name, description, longest_secret_days);
            if now == (&before.name, before.description.as_str(), longest_before) {
                return Ok(before);
            }
            if *name != before.name {
                if personal {
                    return Err(tied(&before.name, "renamed").into());
                }
                free_for(context, tx, name).await?;
                if let Some(by) = actor.user() {
                    names::free(tx, &before.name, by, context.now).await?;
                }
            }
            let updated_at = context.now.max(changed_at.plus(1));
            let change = OrganizationChange { name, description, longest_secret_days, updated_at };
            organizations::update(tx, proof, change).await?;
            let after = facts::organization(tx, actor, name).await?;
            let was = State {
                name: &before.name,
                description: before.description.as_str(),
                longest_secret_days: longest_before,
            };
            let is = State { name, description, longest_secret_days };
            let entry = Entry::new("UpdateOrganization", format!("organization:{}", before.path));
            audit::append(context, tx, entry.inside(id).before(&was).after(&is)).await?;
            Ok(view(after, actor))
        })
        .await
}

/// "A personal organization is renamed and deleted only with the account."
pub(super) fn tied(name: &Name, what: &str) -> Fault {
    let detail =
        format!("{name} is a personal organization: it is {what} only together with its user’s account.");
    Fault::new(FaultKind::Conflict, detail)
}

fn days(Limit(limit): Limit) -> Result<Option<u32>, Fault> {
    let Some(given) = limit else { return Ok(None) };
    match u32::try_from(given) {
        Ok(days) if (1..=u32::from(MAX_LIFETIME_DAYS)).contains(&days) => Ok(Some(days)),
        _ => {
            let message =
                format!("a lifetime is from 1 to {MAX_LIFETIME_DAYS} days, or none; this is {given}");
            Err(Fault::field("longest_secret_days", message))
        }
    }
}

/// Bounds what is spent at the organization's expense; a field left out stays.
///
/// # Errors
/// A fault that says why not.
pub async fn update_organization_quota(
    context: &Context,
    input: UpdateOrganizationQuota,
) -> Result<Organization, Fault> {
    let read = input.read_quota_mb.map(|limit| megabytes("read_quota_mb", limit)).transpose()?;
    let write = input.write_quota_mb.map(|limit| megabytes("write_quota_mb", limit)).transpose()?;
    written(context).await;
    let set = QuotaSet::default();
    let changed = context
        .changing("UpdateOrganizationQuota", async |tx| {
            let actor = context.actor();
            let row = facts::organization(tx, actor, &input.organization).await?;
            let proof = authorize::<actions::UpdateOrganizationQuota>(actor, &row.facts)?;
            let (id, bounds, changed_at) = (row.facts.id, row.bounds, row.updated_at);
            let before = view(row, actor);
            context.still(&before)?;
            let (read_mb, write_mb) =
                (read.unwrap_or(bounds.read_quota_mb), write.unwrap_or(bounds.write_quota_mb));
            if (read_mb, write_mb) == (bounds.read_quota_mb, bounds.write_quota_mb) {
                return Ok(before);
            }
            let updated_at = context.now.max(changed_at.plus(1));
            organizations::set_quota(tx, proof, (stored(read_mb), stored(write_mb)), updated_at).await?;
            set.note(id, id.uuid());
            let state =
                |read_quota_mb, write_quota_mb| QuotaState { user: None, read_quota_mb, write_quota_mb };
            let entry = Entry::new("UpdateOrganizationQuota", format!("organization:{}", before.path));
            let entry = entry
                .inside(id)
                .before(&state(bounds.read_quota_mb, bounds.write_quota_mb))
                .after(&state(read_mb, write_mb));
            audit::append(context, tx, entry).await?;
            Ok(view(facts::organization(tx, actor, &input.organization).await?, actor))
        })
        .await?;
    set.count(&context.core).await;
    Ok(changed)
}

/// Reads a quota.
pub(in crate::operations) fn megabytes(field: &str, Limit(limit): Limit) -> Result<Option<u64>, Fault> {
    match limit {
        Some(megabytes) if megabytes > MAX_QUOTA => Err(Fault::field(
            field,
            format!("a quota is at most {MAX_QUOTA} MB, or none; this is {megabytes}"),
        )),
        limit => Ok(limit),
    }
}

/// A quota as it is kept.
pub(in crate::operations) fn stored(megabytes: Option<u64>) -> Option<i64> {
    megabytes.and_then(|megabytes| i64::try_from(megabytes).ok())
}
