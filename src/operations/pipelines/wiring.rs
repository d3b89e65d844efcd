//! What a config connects. "Nobody hands on more than they hold": what is connected anew is weighed by the caller's own
//! rights; what stays as it is needs none.

use access::{IssuingFacts, Outcome, ServiceId, StreamFacts, StreamId, WiringFacts, actions, check};
use api::names::{Name, ServicePath, StreamPath};
use api::pipelines::{PipelineConfig, ServiceRef};
use api::{Fault, FaultKind};

use crate::operations::{Context, Stop};
use crate::store::pipelines::Wiring;
use crate::store::{Tx, service_grants, services, streams};

/// A config whose ends were found.
pub(super) struct Found {
    /// The config, with the full path of its service.
    pub(super) config: PipelineConfig,
    /// What it connects.
    pub(super) wiring: Wiring,
    /// What of that is new.
    pub(super) anew: WiringFacts,
}

/// Finds the ends of a config, for a pipeline of this organization. `now` is what the pipeline connects already, with the
/// paths as they are shown: an end that is gone may stay.
///
/// # Errors
/// At its field: an end that is nowhere, or hidden. And the store's.
pub(super) async fn resolve(
    context: &Context,
    tx: &mut Tx,
    organization: &Name,
    config: PipelineConfig,
    now: Option<(&PipelineConfig, Wiring)>,
) -> Result<Found, Stop> {
    let held = now.map(|(shown, wiring)| (&shown.source, wiring.source));
    let (source, new_source) = stream(context, tx, "config.source", &config.source, held).await?;
    let held = now.map(|(shown, wiring)| (&shown.sink, wiring.sink));
    let (sink, new_sink) = stream(context, tx, "config.sink", &config.sink, held).await?;
    let path = config.service.within(organization);
    let held = now.map(|(shown, wiring)| (shown.service.within(organization), wiring.service));
    let (service, new_service) = service(context, tx, "config.service", &path, held).await?;
    if source == sink {
        // One stream may be known by an old and a new path.
        return Err(Fault::field("config.sink", "this is the stream that it reads; take another").into());
    }
    Ok(Found {
        config: PipelineConfig { service: ServiceRef::from(path), ..config },
        wiring: Wiring { source, sink, service },
        anew: WiringFacts { source: new_source, sink: new_sink, service: new_service },
    })
}

/// A stream by its path, and what is to be weighed if it isn't the one that is connected already.
pub(super) async fn stream(
    context: &Context,
    tx: &mut Tx,
    field: &str,
    path: &StreamPath,
    now: Option<(&StreamPath, StreamId)>,
) -> Result<(StreamId, Option<StreamFacts>), Stop> {
    let actor = context.actor();
    match (streams::find(tx, actor, path).await?, now) {
        (Some(row), Some((_, id))) if row.facts.id == id => Ok((id, None)),
        (None, Some((shown, id))) if shown == path => Ok((id, None)),
        (Some(row), _) if check::<actions::ViewStream>(actor, &row.facts) != Outcome::Hidden => {
            Ok((row.facts.id, Some(row.facts)))
        }
        _ => Err(nothing(field)),
    }
}

/// The same for a service.
pub(super) async fn service(
    context: &Context,
    tx: &mut Tx,
    field: &str,
    path: &ServicePath,
    now: Option<(ServicePath, ServiceId)>,
) -> Result<(ServiceId, Option<IssuingFacts>), Stop> {
    let actor = context.actor();
    let found = services::find(tx, actor, context.now, (&path.organization, &path.service)).await?;
    match (found, now) {
        (Some(row), Some((_, id))) if row.facts.id == id => Ok((id, None)),
        (None, Some((shown, id))) if shown == *path => Ok((id, None)),
        (Some(row), _) if check::<actions::ViewService>(actor, &row.facts) != Outcome::Hidden => {
            let service = row.facts;
            let holds = service_grants::holdings(tx, actor, service.id).await?;
            Ok((service.id, Some(IssuingFacts { service, holds })))
        }
        _ => Err(nothing(field)),
    }
}

/// Absent or hidden: the same words.
fn nothing(field: &str) -> Stop {
    let nothing = Fault::field(field, "there is nothing of this path that you can see");
    Fault { kind: FaultKind::NotFound, ..nothing }.into()
}
