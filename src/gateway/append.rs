//! Appending records: all or nothing, acknowledged only once they are kept.

use std::sync::Arc;

use access::{StreamId, actions};
use api::names::StreamPath;
use api::streams::Appended;
use api::{Fault, FaultKind};
use app::backend::{Caller, Once};
use axum::body::{Body, Bytes};
use axum::http::HeaderMap;
use sha2::{Digest, Sha256};

use super::ndjson::{Framing, read_records};
use super::streams::{may, may_write};
use super::{Gateway, body};
use crate::operations::{Context, Stop, refusals};
use crate::store::{MayRace, StoreError, Tx, records};

/// Bodies up to this many bytes are understood where they are; larger ones on a thread of their own, so that they
/// don't hold up other requests.
const SMALL_BODY: usize = 64 * 1024;

/// Why nothing is written.
enum Ended {
    /// It was written before, by the same idempotency key: that answer again.
    Before(String),
    Stop(Stop),
}

impl<E: Into<Stop>> From<E> for Ended {
    fn from(stop: E) -> Self {
        Self::Stop(stop.into())
    }
}

impl MayRace for Ended {
    fn raced(&self) -> bool {
        matches!(self, Self::Stop(stop) if stop.raced())
    }
}

impl Gateway {
    /// Appends the records of a body to a stream. Whoever may not is refused before the body is read. `key` is the
    /// request's `Idempotency-Key`.
    ///
    /// # Errors
    /// The refusal; 415, 413 and 422 by the body; 409 for a key that came with another body; the store's.
    pub async fn append(
        self: &Arc<Self>,
        mut caller: Caller,
        path: StreamPath,
        key: Option<String>,
        headers: &HeaderMap,
        body: Body,
    ) -> Result<Appended, Fault> {
        may_write(&self.core.context(caller.clone()), &path).await?;
        let framing = body::framing(headers)?;
        let body = body::read(headers, body).await?;
        caller.conditions.once =
            key.map(|key| Once { key, request_hash: request_hash(&path, framing, &body) });
        // A task of its own: a client that hangs up doesn't stop it half-way.
        let gateway = Arc::clone(self);
        let running = tokio::spawn(async move { gateway.commit(caller, path, framing, body).await });
        running.await.unwrap_or_else(|error| {
            tracing::error!(%error, "an append did not end");
            Err(Fault::internal())
        })
    }

    async fn commit(
        &self,
        caller: Caller,
        path: StreamPath,
        framing: Framing,
        body: Bytes,
    ) -> Result<Appended, Fault> {
        let records = if body.len() <= SMALL_BODY {
            read_records(framing, &body)?
        } else {
            let reading = tokio::task::spawn_blocking(move || read_records(framing, &body));
            reading.await.unwrap_or_else(|_| Err(Fault::internal()))?
        };
        let context = self.core.context(caller);
        let bodies: Vec<&str> = records.iter().map(String::as_str).collect();
        match self.core.db.append(async |tx| write(tx, &context, &path, &bodies).await).await {
            Ok((answer, stream)) => {
                self.metrics.records_appended.add(answer.count);
                self.metrics.bytes_appended.add(bodies.iter().map(|body| body.len() as u64).sum());
                self.waiting.tell(stream);
                Ok(answer)
            }
            Err(Ended::Before(answer)) => serde_json::from_str(&answer).map_err(|_| Fault::internal()),
            // The same key at the same moment, for another stream.
            Err(Ended::Stop(Stop::Store(StoreError::Exists(_)))) => Err(Fault::new(
                FaultKind::Conflict,
                "This Idempotency-Key is being used for another request; use a fresh key for each.",
            )),
            Err(Ended::Stop(stop)) => Err(refusals::fault(&context, "WriteRecords", stop).await),
        }
    }
}

async fn write(
    tx: &mut Tx,
    context: &Context,
    path: &StreamPath,
    bodies: &[&str],
) -> Result<(Appended, StreamId), Ended> {
    let (proof, _) = may::<actions::WriteRecords>(tx, context, path).await?;
    let stream = proof.target();
    let appended = records::append(tx, proof, context.now, bodies).await?;
    // Only now, with the stream's row held: of two calls with one key the second sees what the first kept.
    if let Some(answer) = context.kept_answer(tx).await? {
        return Err(Ended::Before(answer));
    }
    let Some(records::Appended { first_seq, last_seq }) = appended else {
        return Err(Stop::missing(context.actor()).into());
    };
    let answer = Appended { first_seq, last_seq, count: bodies.len() as u64 };
    context.keep_answer(tx, || serde_json::to_string(&answer).unwrap_or_default()).await?;
    Ok((answer, stream))
}

fn request_hash(path: &StreamPath, framing: Framing, body: &[u8]) -> [u8; 32] {
    let start = format!("append {path} {framing:?}\0");
    Sha256::new().chain_update(start).chain_update(body).finalize().into()
}
