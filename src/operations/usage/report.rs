//! What registered gateways report: bytes that were read and written behind them.

use std::sync::{Mutex, PoisonError};

use access::{Actor, GatewayFacts, Month, StreamId, UserCredential, actions, authorize};
use api::Fault;
use api::names::{Name, ServicePath};
use api::usage::{Counts, ReportUsage, UsageReported};
use uuid::Uuid;

use crate::operations::{Context, Stop};
use crate::store::quotas;
use crate::store::{Tx, gateways, services, streams, users};
use crate::usage::charge_report;

/// The most bytes of one report.
const MOST: u64 = 1_000_000_000_000;

/// Counts what somebody read and wrote behind a gateway, against their quotas. What was used was used: a report is never
/// refused for a quota, but says whether there is any left.
///
/// # Errors
/// A fault that says why not.
pub async fn report_usage(context: &Context, input: ReportUsage) -> Result<UsageReported, Fault> {
    for (field, bytes) in [("read_bytes", input.read_bytes), ("write_bytes", input.write_bytes)] {
        if bytes > MOST {
            return Err(Fault::field(field, format!("a report has at most {MOST} bytes; this has {bytes}")));
        }
    }
    let counts = Counts {
        read_bytes: input.read_bytes,
        read_requests: u64::from(input.read_bytes > 0),
        write_bytes: input.write_bytes,
        write_requests: u64::from(input.write_bytes > 0),
        ..Counts::default()
    };
    // Counted once the call was carried out, and not when it is repeated with the same key. Reports wait for each other: many
    // of them take from the same few quotas.
    let told = Mutex::new(None);
    let answer = context
        .appending("ReportUsage", async |tx| {
            *told.lock().unwrap_or_else(PoisonError::into_inner) = None;
            if let Some(kept) = context.kept_answer(tx).await? {
                return serde_json::from_str(&kept).map_err(|_| Fault::internal().into());
            }
            let registered = gateways::registered(tx, context.actor()).await?;
            let gateway = GatewayFacts { registered, itself: false };
            let _proof = authorize::<actions::ReportUsage>(context.actor(), &gateway)?;
            let whom = actor(tx, &input.actor).await?;
            let stream = match &input.stream {
                Some(path) => {
                    let known = streams::find(tx, &whom, path).await?;
                    known.ok_or_else(|| Fault::field("stream", "there is no such stream"))?.facts.id
                }
                None => StreamId::new(Uuid::nil()),
            };
            let payer = quotas::payer(tx, &whom, Month::of(context.now)).await?;
            let payer = payer.ok_or_else(|| Stop::missing(context.actor()))?;
            let (may_read, may_write) = charge_report(tx, &payer, &counts, context.now).await?;
            let Counts { read_bytes, write_bytes, .. } = counts;
            let reported = UsageReported { read_bytes, write_bytes, may_read, may_write };
            context.keep_answer(tx, || serde_json::to_string(&reported).unwrap_or_default()).await?;
            *told.lock().unwrap_or_else(PoisonError::into_inner) = Some((payer, stream));
            Ok(reported)
        })
        .await?;
    if let Some((payer, stream)) = told.into_inner().unwrap_or_else(PoisonError::into_inner) {
        context.core.usage.note(&payer, None, stream, context.now, counts);
    }
    Ok(answer)
}

/// Who is meant by `user:NAME` or `service:ORG/SERVICE`.
async fn actor(tx: &mut Tx, text: &str) -> Result<Actor, Stop> {
    let wrong = |why: &str| Stop::from(Fault::field("actor", why));
    let known = match text.split_once(':') {
        Some(("user", name)) => {
            let name: Name = name.parse().map_err(|_| wrong("a user is user:NAME"))?;
            let user = users::find_by_name(tx, &name).await?;
            user.map(|user| Actor::User { id: user.id, credential: UserCredential::Full })
        }
        Some(("service", path)) => {
            let path: ServicePath = path.parse().map_err(|_| wrong("a service is service:ORG/SERVICE"))?;
            let service = services::name_by_path(tx, &path.organization, &path.service).await?;
            service.map(|service| Actor::Service { id: service.id })
        }
        _ => return Err(wrong("an actor is user:NAME or service:ORG/SERVICE")),
    };
    known.ok_or_else(|| wrong("there is nobody of this name"))
}
