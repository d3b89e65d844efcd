//! The services of the demonstration's organization: one at work, whose secret was just rolled, and one that has nothing
//! yet. What was used in the last weeks is counted as it would have been.

use access::{Actor, Month, SecretId, ServiceId, StreamId, Time};
use api::Fault;
use api::fields::{Limit, SourceUrl};
use api::names::{Name, StreamPath};
use api::secrets::{IssueServiceSecret, RollSecret};
use api::services::{CreateService, Service, UpdateServicePermissions};
use api::streams::ShowStream;
use api::usage::Counts;
use app::backend::Caller;

use super::company::{COMPANY, ask};
use super::{described, named};
use crate::operations::Core;
use crate::store::secrets::Use;
use crate::store::{quotas, secrets};
use crate::usage::{HOUR, hour_of};

/// What the service at work may do where: stream, read, write.
const GRANTS: [(&str, bool, bool); 2] =
    [("acme/lake/orders", true, true), ("ada/weather/readings", true, false)];
/// Hours of use that are made up: three weeks.
const HOURS: i64 = 21 * 24;

/// Makes them with `founder` as who manages them.
pub(super) async fn seed(core: &Core, founder: &Caller) -> Result<(), Fault> {
    let loader =
        service(core, founder, "loader", "Loads the orders of all shops, every minute", Some(100)).await?;
    service(core, founder, "reports", "Writes the weekly report, once it exists", None).await?;
    let mut streams = Vec::new();
    for (path, read, write) in GRANTS {
        let stream: StreamPath = path.parse().map_err(|why| Fault::field("stream", why))?;
        let StreamPath { organization, project, stream: name } = stream.clone();
        streams.push(ask(core, founder, ShowStream { organization, project, stream: name }).await?.id);
        let (organization, service) = (named(COMPANY)?, loader.name.clone());
        let (read, write) = (Some(read), Some(write));
        ask(core, founder, UpdateServicePermissions { organization, service, stream, read, write }).await?;
    }
    secret(core, founder, &loader.name, "staging", Some(90)).await?;
    let old = secret(core, founder, &loader.name, "production", Some(365)).await?;
    let new = ask(core, founder, RollSecret { id: old, overlap_hours: Some(7 * 24) }).await?.secret.id;
    count(core, loader.id, &streams, (old, new)).await
}

async fn service(
    core: &Core,
    founder: &Caller,
    name: &str,
    about: &str,
    quota_mb: Option<u64>,
) -> Result<Service, Fault> {
    let source_url = SourceUrl::try_from(format!("https://example.com/acme/{name}"));
    let input = CreateService {
        organization: named(COMPANY)?,
        name: named(name)?,
        description: described(about)?,
        source_url: source_url.map_err(|why| Fault::field("source_url", why))?,
        read_quota_mb: quota_mb.map(|mb| Limit(Some(mb))),
        write_quota_mb: quota_mb.map(|mb| Limit(Some(mb / 2))),
    };
    ask(core, founder, input).await
}

async fn secret(
    core: &Core,
    founder: &Caller,
    service: &Name,
    about: &str,
    lifetime_days: Option<u16>,
) -> Result<SecretId, Fault> {
    let (organization, service, description) = (named(COMPANY)?, service.clone(), described(about)?);
    let input = IssueServiceSecret { organization, service, description, lifetime_days, expires_at: None };
    Ok(ask(core, founder, input).await?.secret.id)
}

/// Three weeks of reading and writing with the old secret, and the present hour with the new one.
async fn count(
    core: &Core,
    service: ServiceId,
    streams: &[StreamId],
    (old, new): (SecretId, SecretId),
) -> Result<(), Fault> {
    let now = core.clock.now();
    let kept = |error| {
        tracing::error!(%error, "the demonstration's use can’t be counted");
        Fault::internal()
    };
    let whose = Actor::Service { id: service };
    let payer = core.db.read(async |tx| quotas::payer(tx, &whose, Month::of(now)).await).await;
    let Some(payer) = payer.map_err(kept)? else { return Ok(()) };
    for hour in 1..HOURS {
        let at = Time(hour_of(now).0 - hour * HOUR);
        // More by day than by night, and a little more each week.
        let busy = u64::try_from(8 + (at.0 / HOUR + 18) % 24 / 2 - hour / 120).unwrap_or_default();
        for (stream, share) in streams.iter().zip([3, 1]) {
            let counts = Counts {
                read_bytes: busy * share * 2_400,
                read_records: busy * share * 20,
                read_requests: busy * share,
                write_bytes: if share == 3 { busy * 5_900 } else { 0 },
                write_records: if share == 3 { busy * 40 } else { 0 },
                write_requests: if share == 3 { busy } else { 0 },
            };
            core.usage.note(&payer, Some(old), *stream, at, counts);
        }
        for _ in 0..busy {
            if hour > 1 {
                core.usage.note_use(old, at);
            }
        }
    }
    for _ in 0..12 {
        core.usage.note_use(new, now);
    }
    core.usage.write(&core.db).await.map_err(kept)?;
    let used = |id, at: Time| Use { id, at, from: Some("192.0.2.17".to_owned()) };
    let uses = [used(old, Time(now.0 - 2 * HOUR)), used(new, Time(now.0 - HOUR / 60))];
    core.db.append(async |tx| secrets::note_uses(tx, &uses).await).await.map_err(kept)
}
