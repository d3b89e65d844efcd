//! How pipelines run: which node holds which, how far it has come, and what it is doing. Whatever a node appends for a
//! pipeline, it first locks the pipeline's row by [`hold`], which says whether the node still has it.

mod rows;

use access::{Authorized, PipelineId, StreamId, Time, actions};
use uuid::Uuid;

use super::pipelines::Wiring;
use super::sql::{Bulk, On, execute, query, texts};
use super::{Db, StoreError, Tx};
use rows::Row;
pub use rows::{Held, PipelineFigures, RunRow};

texts! {
    DEPLOYED = "select version, wanted from pipeline_runs where pipeline_id = $1";
    DEPLOY = "insert into pipeline_runs (pipeline_id, version, wanted, state, reason, source_id, checkpoint, \
        deployed_by, deployed_at, failures) values ($1, $2, true, 'deploying', '', $3, 0, $4, $5, 0) \
        on conflict (pipeline_id) do update set version = excluded.version, wanted = true, state = 'deploying', \
        reason = '', failures = 0, deployed_by = excluded.deployed_by, deployed_at = excluded.deployed_at, \
        checkpoint = case when pipeline_runs.source_id = excluded.source_id \
            then pipeline_runs.checkpoint else 0 end, \
        checkpoint_at = case when pipeline_runs.source_id = excluded.source_id \
            then pipeline_runs.checkpoint_at else null end, \
        source_id = excluded.source_id";
    // Letters of records that are about to be taken in anew.
    FORGET_LETTERS = "delete from dead_letters where pipeline_id = $1 and source_id = $2 \
        and not exists (select 1 from pipeline_runs r where r.pipeline_id = $1 and r.source_id = $2)";
    TEAR_DOWN = "update pipeline_runs set wanted = false, state = 'torn_down', reason = '', node_id = null, \
        held_until = null where pipeline_id = $1 and wanted";
    TAKE = "update pipeline_runs set node_id = $2, held_until = $3 where pipeline_id = $1";
    RENEW = "update pipeline_runs set held_until = $2 where node_id = $1";
    RELEASE = "update pipeline_runs set node_id = null, held_until = null where node_id = $1 and pipeline_id = $2";
    RELEASE_EVERY = "update pipeline_runs set held_until = 0 where node_id is not null";
    FIND = "select o.name as organization, l.name as pipeline, r.version, r.state, r.reason, r.checkpoint, \
        r.failures, v.config, v.source_id, v.sink_id, v.service_id from pipeline_runs r \
        join pipelines l on l.id = r.pipeline_id join organizations o on o.id = l.organization_id \
        join pipeline_versions v on v.pipeline_id = r.pipeline_id and v.version = r.version \
        where r.pipeline_id = $1 and r.node_id = $2 and r.wanted";
    HOLD = "update pipeline_runs set held_until = $6 where pipeline_id = $1 and node_id = $2 and wanted \
        and version = $3 and source_id = $4 and checkpoint = $5";
    ADVANCE = "update pipeline_runs set checkpoint = $2, checkpoint_at = coalesce($3, checkpoint_at), \
        state = 'running', reason = '', failures = 0 where pipeline_id = $1";
    NOTE = "update pipeline_runs set state = $4, reason = $5, failures = failures + $6 \
        where pipeline_id = $1 and node_id = $2 and version = $3 and wanted and (state <> $4 or reason <> $5)";
    FIGURES = "select l.id, o.name as organization, l.name as pipeline, r.state, \
        cast(coalesce((select s.last_seq from streams s where s.id = r.source_id), r.checkpoint) - r.checkpoint \
            as bigint) as lag, \
        (select count(*) from dead_letters d where d.pipeline_id = r.pipeline_id) as waiting \
        from pipeline_runs r join pipelines l on l.id = r.pipeline_id \
        join organizations o on o.id = l.organization_id order by o.name, l.name";
}

/// Pipelines that are to run and that no node holds at `$1`. On PostgreSQL nodes that look at the same time find
/// different ones; SQLite lets only one look.
pub const FREE: Bulk = Bulk {
    sqlite: "select pipeline_id, node_id from pipeline_runs \
        where wanted and (node_id is null or held_until < $1) order by deployed_at limit $2",
    postgres: "select pipeline_id, node_id from pipeline_runs \
        where wanted and (node_id is null or held_until < $1) order by deployed_at limit $2 for update skip locked",
};

/// Runs this version of the pipeline of the proof; says whether anything changed by that.
///
/// # Errors
/// The store's.
pub async fn deploy(
    tx: &mut Tx,
    proof: Authorized<actions::DeployPipeline>,
    version: u32,
    source: StreamId,
    now: Time,
) -> Result<bool, StoreError> {
    let (id, version) = (proof.target().uuid(), i64::from(version));
    let by = proof.actor().user().map(access::UserId::uuid);
    let deployed = query!(tx, (i64, bool), fetch_optional, DEPLOYED, id)?;
    if deployed == Some((version, true)) {
        return Ok(false);
    }
    execute!(tx, FORGET_LETTERS, id, source.uuid())?;
    execute!(tx, DEPLOY, id, version, source.uuid(), by, now.0)?;
    Ok(true)
}

/// Stops the pipeline of the proof; says whether it was running.
///
/// # Errors
/// The store's.
pub async fn tear_down(
    tx: &mut Tx,
    proof: Authorized<actions::TeardownPipeline>,
) -> Result<bool, StoreError> {
    Ok(execute!(tx, TEAR_DOWN, proof.target().uuid())? == 1)
}

/// Which version of a pipeline runs; none if none does.
///
/// # Errors
/// The store's.
pub async fn running_version(tx: &mut Tx, pipeline: PipelineId) -> Result<Option<u32>, StoreError> {
    let deployed = query!(tx, (i64, bool), fetch_optional, DEPLOYED, pipeline.uuid())?;
    Ok(deployed.filter(|(_, wanted)| *wanted).and_then(|(version, _)| u32::try_from(version).ok()))
}

/// Takes at most `most` pipelines that nobody holds for this node until `until`; says of each whether another node
/// had it and didn't give it back. To be called in [`Db::append`].
///
/// # Errors
/// The store's.
pub async fn claim(
    tx: &mut Tx,
    node: Uuid,
    (now, until): (Time, Time),
    most: i64,
) -> Result<Vec<(PipelineId, bool)>, StoreError> {
    type Found = (Uuid, Option<Uuid>);
    let free: Vec<Found> = match tx.on() {
        On::Sqlite(connection) => {
            sqlx::query_as(FREE.sqlite).bind(now.0).bind(most).fetch_all(connection).await?
        }
        On::Postgres(connection) => {
            sqlx::query_as(FREE.postgres).bind(now.0).bind(most).fetch_all(connection).await?
        }
    };
    let mut claimed = Vec::with_capacity(free.len());
    for (id, before) in free {
        execute!(tx, TAKE, id, node, until.0)?;
        claimed.push((PipelineId::new(id), before.is_some()));
    }
    Ok(claimed)
}

/// Holds all that this node has for longer.
///
/// # Errors
/// The store's.
pub async fn renew(tx: &mut Tx, node: Uuid, until: Time) -> Result<u64, StoreError> {
    execute!(tx, RENEW, node, until.0)
}

/// Gives one pipeline up.
///
/// # Errors
/// The store's.
pub async fn release(tx: &mut Tx, node: Uuid, pipeline: PipelineId) -> Result<(), StoreError> {
    execute!(tx, RELEASE, node, pipeline.uuid())?;
    Ok(())
}

/// Lets every hold end now: for a server that has its database to itself, so that what it held before it was killed
/// runs on at once.
///
/// # Errors
/// The store's.
pub async fn release_every(tx: &mut Tx) -> Result<(), StoreError> {
    execute!(tx, RELEASE_EVERY)?;
    Ok(())
}

/// What this node is to do for a pipeline; none if it isn't this node's any more.
///
/// # Errors
/// The store's.
pub async fn find(tx: &mut Tx, node: Uuid, pipeline: PipelineId) -> Result<Option<RunRow>, StoreError> {
    Ok(query!(tx, Row, fetch_optional, FIND, pipeline.uuid(), node)?.map(|row| row.read(pipeline)))
}

/// Locks the pipeline's row to the end of the transaction, if this node still holds it and it is as `run` says.
///
/// # Errors
/// The store's.
pub async fn hold(tx: &mut Tx, node: Uuid, run: &RunRow, until: Time) -> Result<Option<Held>, StoreError> {
    let Wiring { source, .. } = run.wiring;
    let (version, checkpoint) = (i64::from(run.version), signed(run.checkpoint));
    let (id, source) = (run.pipeline.uuid(), source.uuid());
    let held = execute!(tx, HOLD, id, node, version, source, checkpoint, until.0)?;
    Ok((held == 1).then_some(Held(run.pipeline)))
}

/// Notes how far the pipeline has come, and that it runs.
///
/// # Errors
/// The store's.
pub async fn advance(
    tx: &mut Tx,
    held: &Held,
    checkpoint: u64,
    newest: Option<Time>,
) -> Result<(), StoreError> {
    execute!(tx, ADVANCE, held.0.uuid(), signed(checkpoint), newest.map(|at| at.0))?;
    Ok(())
}

/// Notes what a pipeline of this node is doing, and why; `failed` if something is wrong.
///
/// # Errors
/// The store's.
pub async fn note(
    tx: &mut Tx,
    node: Uuid,
    run: &RunRow,
    (state, reason): (&str, &str),
    failed: bool,
) -> Result<(), StoreError> {
    let version = i64::from(run.version);
    execute!(tx, NOTE, run.pipeline.uuid(), node, version, state, reason, i64::from(failed))?;
    Ok(())
}

/// What `/metrics` tells of every pipeline that was ever deployed, by path.
///
/// # Errors
/// The store's.
pub async fn figures(db: &Db) -> Result<Vec<PipelineFigures>, StoreError> {
    query!(db, PipelineFigures, fetch_all, FIGURES)
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
