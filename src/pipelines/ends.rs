//! What a pipeline reads and writes, and whether its service may now: decided by the same rules as a request of that
//! service, anew for every batch.

use access::{Actor, Authorized, StreamId, actions, authorize};
use api::names::ServicePath;
use app::backend::{Caller, Conditions};

use super::trouble::Trouble;
use crate::operations::pipelines::gone;
use crate::store::pipeline_runs::RunRow;
use crate::store::streams::StreamRow;
use crate::store::{Tx, services, streams};

/// Both ends of a pipeline, open to its service.
pub(super) struct Ends {
    /// Who reads and writes.
    pub(super) caller: Caller,
    /// That it may read the source.
    pub(super) reads: Authorized<actions::ReadRecords>,
    /// The number of the source's newest record.
    pub(super) newest: u64,
    /// The schema of the sink.
    pub(super) schema: Option<String>,
}

/// Looks at both ends.
///
/// # Errors
/// If one is gone or closed, or the service is gone; and the store's.
pub(super) async fn open(tx: &mut Tx, run: &RunRow) -> Result<Ends, Trouble> {
    let actor = Actor::Service { id: run.wiring.service };
    let service = services::name(tx, run.wiring.service).await?;
    let source = streams::find_by_id(tx, &actor, run.wiring.source).await?;
    let sink = streams::find_by_id(tx, &actor, run.wiring.sink).await?;
    let (Some(service), Some(source), Some(sink)) = (&service, &source, &sink) else {
        let there = [source.is_some(), sink.is_some(), service.is_some()];
        return Err(Trouble::Crashed(gone(there).unwrap_or_default()));
    };
    let path = service.path.clone();
    let reads = authorize::<actions::ReadRecords>(&actor, &source.facts)
        .map_err(|_| refusal(&path, source, "read"))?;
    let _writes =
        authorize::<actions::WriteRecords>(&actor, &sink.facts).map_err(|_| refusal(&path, sink, "write"))?;
    let caller = Caller {
        actor,
        name: Some(path.to_string()),
        session: None,
        secret: None,
        request_id: format!("pipeline:{}", run.path),
        address: None,
        agent: String::new(),
        conditions: Conditions::default(),
    };
    Ok(Ends { caller, reads, newest: source.last_seq, schema: sink.schema.clone() })
}

/// That a pipeline's service may append to its sink now, for the transaction of the append.
///
/// # Errors
/// If it may not, if the records were checked by another schema, and the store's.
pub(super) async fn sink(
    tx: &mut Tx,
    actor: &Actor,
    sink: StreamId,
    checked_by: Option<&str>,
) -> Result<Authorized<actions::WriteRecords>, Trouble> {
    let missing = || Trouble::Crashed(gone([true, false, true]).unwrap_or_default());
    let row = streams::find_by_id(tx, actor, sink).await?.ok_or_else(missing)?;
    // The next look says who is missing what.
    let proof = authorize::<actions::WriteRecords>(actor, &row.facts).map_err(|_| Trouble::OtherSchema)?;
    if row.schema.as_deref() == checked_by { Ok(proof) } else { Err(Trouble::OtherSchema) }
}

fn refusal(service: &ServicePath, stream: &StreamRow, flag: &str) -> Trouble {
    let path = &stream.path;
    let mut why = format!(
        "The service {service} may not {flag} {path}. Whoever manages it can grant that: \
         sluicegate service update-permissions {service} {path} --{flag}"
    );
    if path.organization != service.organization {
        let project = &stream.facts.project.path;
        why.push_str(&format!(
            ". The stream is another organization’s: an admin of {project} has to confirm the service"
        ));
    }
    Trouble::Crashed(why)
}
