//! What was read and written: this month against its quotas, as a series, and who used most.

mod forecast;
mod quota_set;
mod report;
mod shares;

use access::{Month, StreamFacts, Time, actions, authorize};
use api::Fault;
use api::names::StreamPath;
use api::usage::{
    Counts, ShowOrganizationUsage, ShowOwnUsage, ShowServiceUsage, ShowStreamUsage, Step, Usage, UsageOf,
    UsagePoint,
};

use super::facts::own_account;
use super::secrets::facts_of;
use super::{Context, Stop, facts};
use crate::store::quotas::{self, Bounds};
use crate::store::secrets::{self, Owner};
use crate::store::usage::{self, Whose};
use crate::store::{Tx, members, users};
use crate::usage::{HOUR, hour_of, total};
use forecast::ends_at;
pub(super) use quota_set::QuotaSet;
pub use report::report_usage;
use shares::share;

const DAY: i64 = 24 * HOUR;

/// Writes what this server counted and has not written, so that a page shows it. If the database doesn't take it now, it
/// stays for later.
pub(super) async fn written(context: &Context) {
    if let Err(error) = context.core.usage.write(&context.core.db).await {
        tracing::warn!(%error, "what was counted can’t be written; it waits");
    }
}

/// Shows what a service used, all of it or with one of its secrets.
///
/// # Errors
/// A fault that says why not; 404 if the secret isn't the service's.
pub async fn show_service_usage(context: &Context, input: ShowServiceUsage) -> Result<Usage, Fault> {
    written(context).await;
    context
        .reading("ShowServiceUsage", async |tx| {
            let row = facts::service(tx, context, &input.organization, &input.service).await?;
            let _proof = authorize::<actions::ViewServiceUsage>(context.actor(), &row.facts)?;
            let (organization, service) = (row.facts.organization.id, row.facts.id);
            let Some(secret) = input.secret else {
                let bounds = (row.read_quota_mb, row.write_quota_mb);
                let whose = Whose::Holder(organization, service.uuid());
                return usage_of(context, tx, whose, bounds, input.by).await;
            };
            let known = secrets::find(tx, secret).await?;
            known
                .filter(|row| row.owner == Owner::Service(service))
                .ok_or_else(|| Stop::missing(context.actor()))?;
            let whose = Whose::Secret(organization, service.uuid(), secret);
            usage_of(context, tx, whose, (None, None), input.by).await
        })
        .await
}

/// Shows what an organization pays for, all of it or what one member used.
///
/// # Errors
/// A fault that says why not.
pub async fn show_organization_usage(
    context: &Context,
    input: ShowOrganizationUsage,
) -> Result<Usage, Fault> {
    written(context).await;
    context
        .reading("ShowOrganizationUsage", async |tx| {
            let row = facts::organization(tx, context.actor(), &input.organization).await?;
            let proof = authorize::<actions::ViewOrganizationUsage>(context.actor(), &row.facts)?;
            let organization = proof.target();
            let (whose, bounds) = match &input.user {
                Some(name) => {
                    let user = users::find_by_name(tx, name).await?;
                    let user = user.ok_or_else(|| Stop::missing(context.actor()))?.id;
                    let member = members::find(tx, organization, user).await?;
                    let bounds = member.map_or((None, None), |row| (row.read_quota_mb, row.write_quota_mb));
                    (Whose::Holder(organization, user.uuid()), bounds)
                }
                None => {
                    let bounds = (row.bounds.read_quota_mb, row.bounds.write_quota_mb);
                    (Whose::Organization(organization), bounds)
                }
            };
            let mut shown = usage_of(context, tx, whose, bounds, input.by).await?;
            if input.user.is_none() {
                shown.of = input.of.unwrap_or_default();
                let asker = context.actor().user().map(access::UserId::uuid);
                let from = Month::of(context.now).start();
                let rows = usage::shares(tx, organization, shown.of, from, asker).await?;
                shown.rows = rows.into_iter().map(|used| share(context.actor(), &row.facts, used)).collect();
            }
            Ok(shown)
        })
        .await
}

/// Shows what was read from and written to a stream, whoever paid: for who sees its access list.
///
/// # Errors
/// A fault that says why not.
pub async fn show_stream_usage(context: &Context, input: ShowStreamUsage) -> Result<Usage, Fault> {
    written(context).await;
    context
        .reading("ShowStreamUsage", async |tx| {
            let ShowStreamUsage { organization, project, stream, .. } = input.clone();
            let path = StreamPath { organization, project, stream };
            let stream: StreamFacts = facts::stream(tx, context.actor(), &path).await?.facts;
            let proof = authorize::<actions::ViewStreamAccess>(context.actor(), &stream)?;
            usage_of(context, tx, Whose::Stream(proof.target()), (None, None), input.by).await
        })
        .await
}

/// Shows what the caller used at the expense of whoever pays for them now, all of it or with one of their secrets.
///
/// # Errors
/// A fault that says why not; 404 if the secret isn't the caller's.
pub async fn show_own_usage(context: &Context, input: ShowOwnUsage) -> Result<Usage, Fault> {
    written(context).await;
    context
        .reading("ShowOwnUsage", async |tx| {
            let account = own_account(context);
            let proof = authorize::<actions::ViewUsage>(context.actor(), &account)?;
            let payer = quotas::payer(tx, context.actor(), Month::of(context.now)).await?;
            let payer = payer.ok_or_else(|| Stop::missing(context.actor()))?;
            let user = proof.target();
            let Some(secret) = input.secret else {
                let whose = Whose::Holder(payer.organization, user.uuid());
                return usage_of(context, tx, whose, payer.holder_bounds, input.by).await;
            };
            // Who may know of no secret at all may not know what was used with one either.
            let known = secrets::find(tx, secret).await?;
            let facts = facts_of(context, tx, secret, known.as_ref()).await?;
            let _proof = authorize::<actions::ViewSecret>(context.actor(), &facts)?;
            known
                .filter(|row| row.owner == Owner::User(user))
                .ok_or_else(|| Stop::missing(context.actor()))?;
            let whose = Whose::Secret(payer.organization, user.uuid(), secret);
            usage_of(context, tx, whose, (None, None), input.by).await
        })
        .await
}

async fn usage_of(
    context: &Context,
    tx: &mut Tx,
    whose: Whose,
    bounds: Bounds,
    by: Option<Step>,
) -> Result<Usage, Stop> {
    let (by, now, month) = (by.unwrap_or_default(), context.now, Month::of(context.now));
    let (step, steps) = match by {
        Step::Hour => (HOUR, 48),
        Step::Day => (DAY, 30),
    };
    let first = Time(hour_of(now).0 - now.0.rem_euclid(step) / HOUR * HOUR - (steps - 1) * step);
    // By the day for both: a month is at most 31 rows, and what a week used is the forecast's measure.
    let days = usage::series(tx, whose, Time(first.0.min(month.start().0).min(now.0 - 8 * DAY)), DAY).await?;
    let of_month = total(days.iter().filter(|(at, _)| *at >= month.start()).map(|(_, counts)| *counts));
    let series = match by {
        Step::Day => days.clone(),
        Step::Hour => usage::series(tx, whose, first, HOUR).await?,
    };
    let at = |at: Time| series.iter().find(|(known, _)| *known == at).map(|(_, counts)| *counts);
    let point = |index: i64| {
        let time = Time(first.0 + index * step);
        UsagePoint { at: time, counts: at(time).unwrap_or_default() }
    };
    let ends = |quota: Option<u64>, bytes: fn(&Counts) -> u64| {
        let used: Vec<(Time, u64)> = days.iter().map(|(at, counts)| (*at, bytes(counts))).collect();
        quota.and_then(|quota| ends_at(quota, bytes(&of_month), &used, now))
    };
    Ok(Usage {
        month: of_month,
        read_quota_mb: bounds.0,
        write_quota_mb: bounds.1,
        resets_at: month.next().start(),
        read_quota_ends_at: ends(bounds.0, |counts| counts.read_bytes),
        write_quota_ends_at: ends(bounds.1, |counts| counts.write_bytes),
        by,
        points: (0..steps).map(point).collect(),
        of: UsageOf::default(),
        rows: Vec::new(),
    })
}
