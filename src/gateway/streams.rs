//! Whether a caller may read or write the stream of a path, decided by what is in memory.

use access::{Action, Authorized, StreamFacts, StreamId, actions, authorize};
use api::Fault;
use api::names::StreamPath;

use super::Gateway;
use crate::operations::{Context, Stop, refusals};
use crate::rights::Snapshot;
use crate::store::records;

/// The proof that the caller may do `A` to the stream now.
///
/// # Errors
/// The refusal, and the store's if nothing is known any more.
pub(super) async fn may<A>(context: &Context, path: &StreamPath) -> Result<Authorized<A>, Fault>
where
    A: Action<Facts = StreamFacts, Target = StreamId>,
{
    context.remembering(A::NAME, |rights| decide::<A>(context, rights, path)).await
}

/// The text of the schema of the stream's records, if the caller may write there now.
///
/// # Errors
/// As [`may`].
pub(super) async fn may_write(context: &Context, path: &StreamPath) -> Result<Option<String>, Fault> {
    context
        .remembering("WriteRecords", |rights| {
            let _proof = decide::<actions::WriteRecords>(context, rights, path)?;
            Ok(rights.schema(path))
        })
        .await
}

/// Decides by a snapshot.
///
/// # Errors
/// The denial; what is absent is denied as what is hidden.
pub(super) fn decide<A>(
    context: &Context,
    snapshot: &Snapshot,
    path: &StreamPath,
) -> Result<Authorized<A>, Stop>
where
    A: Action<Facts = StreamFacts, Target = StreamId>,
{
    let actor = context.actor();
    let seen = snapshot.seen_by(actor);
    // A yes needs no words.
    if let Some(stream) = seen.stream_outline(path)
        && let Ok(proof) = authorize::<A>(actor, &stream)
    {
        return Ok(proof);
    }
    if let Some(stream) = seen.stream(path) {
        return Ok(authorize::<A>(actor, &stream)?);
    }
    // A service knows streams one by one, not by their project.
    if actor.service().is_none()
        && let Some(project) = seen.project(&path.organization, &path.project)
    {
        let _visible = authorize::<actions::ViewProject>(actor, &project)?;
    }
    Err(Stop::missing(actor))
}

/// Whether the caller may read the stream now, and the number of its newest record.
///
/// # Errors
/// The refusal, and the store's.
pub(super) async fn may_read(
    context: &Context,
    path: &StreamPath,
) -> Result<(Authorized<actions::ReadRecords>, u64), Fault> {
    let proof = may::<actions::ReadRecords>(context, path).await?;
    let last = match records::last_seq(&context.core.db, &proof).await {
        Ok(Some(last)) => return Ok((proof, last)),
        Ok(None) => Stop::missing(context.actor()),
        Err(error) => error.into(),
    };
    Err(refusals::fault(context, "ReadRecords", last).await)
}

impl Gateway {
    /// Whether the secret that was presented when the request began still works: a request may last.
    ///
    /// # Errors
    /// 401 if it doesn't; the store's.
    pub(super) async fn still_valid(&self, context: &Context) -> Result<(), Fault> {
        let Some(secret) = context.who.secret else { return Ok(()) };
        let now = self.core.clock.now();
        context
            .remembering("Authenticate", |rights| {
                if rights.still_works(secret, now) { Ok(()) } else { Err(Fault::unauthenticated().into()) }
            })
            .await
    }
}
