//! Appending records: all or nothing, acknowledged only once they are kept.

use std::sync::Arc;

use access::{StreamId, actions, authorize};
use api::names::StreamPath;
use api::streams::Appended;
use api::usage::Counts;
use api::{Fault, FaultKind};
use app::backend::{Caller, Once};
use axum::body::{Body, Bytes};
use axum::http::HeaderMap;
use sha2::{Digest, Sha256};

use super::groups::{Done, Job};
use super::ndjson::{Framing, misfit, read_records};
use super::streams::may_write;
use super::{Gateway, body};
use crate::operations::{Context, Stop, facts, refusals};
use crate::schemas::Schema;
use crate::store::quotas::Payer;
use crate::store::{MayRace, StoreError, Tx, records};

/// Bodies up to this many bytes are understood where they are; larger ones on a thread of their own, so that they
/// don't hold up other requests.
const SMALL_BODY: usize = 64 * 1024;

/// What was written.
pub(super) struct Written {
    pub(super) appended: Appended,
    pub(super) stream: StreamId,
    /// Who pays, if anybody does.
    pub(super) payer: Option<Payer>,
    pub(super) bytes: u64,
}

/// Why nothing is written.
enum Ended {
    /// It was written before, by the same idempotency key: that answer again.
    Before(String),
    /// The stream's schema is another than the one that the records were checked by.
    OtherSchema(Option<String>),
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
        caller: Caller,
        path: StreamPath,
        key: Option<String>,
        headers: &HeaderMap,
        body: Body,
    ) -> Result<Appended, Fault> {
        let mut context = self.core.context(caller);
        let schema = may_write(&context, &path).await?;
        let framing = body::framing(headers)?;
        let body = body::read(headers, body).await?;
        // A body may take its time, in which a secret may end.
        self.still_valid(&context).await?;
        context.now = self.core.clock.now();
        context.who.conditions.once =
            key.map(|key| Once { key, request_hash: request_hash(&path, framing, &body) });
        let mut records = self.checked(framing, &body, schema.as_deref()).await?;
        // With others, in one commit, unless it is to be remembered by a key or something is unusual.
        if context.who.conditions.once.is_none() && !records.is_empty() {
            let job = Job::new(context.clone(), path.clone(), records, schema.clone());
            match self.append_together(job).await {
                Done::Written(appended) => return Ok(appended),
                Done::Refused(stop) => return Err(refusals::fault(&context, "WriteRecords", stop).await),
                Done::Alone(back) => records = back,
            }
        }
        // A task of its own: a client that hangs up doesn't stop it half-way.
        let gateway = Arc::clone(self);
        let running = tokio::spawn(async move {
            gateway.append_alone(&context, &path, (framing, body), schema, records).await
        });
        running.await.unwrap_or_else(|error| {
            tracing::error!(%error, "an append did not end");
            Err(Fault::internal())
        })
    }

    /// Appends `records`, which is what was read out of the body and fits `schema`.
    async fn append_alone(
        &self,
        context: &Context,
        path: &StreamPath,
        (framing, body): (Framing, Bytes),
        mut schema: Option<String>,
        mut records: Vec<String>,
    ) -> Result<Appended, Fault> {
        loop {
            let bodies: Vec<&str> = records.iter().map(String::as_str).collect();
            let checked_by = schema.as_deref();
            let written =
                self.core.db.append(async |tx| write(tx, context, path, checked_by, &bodies).await).await;
            return match written {
                Ok(written) => Ok(self.told(context, written)),
                // Not within the transaction: others would wait for a long body to be checked.
                Err(Ended::OtherSchema(now)) => {
                    schema = now;
                    records = self.checked(framing, &body, schema.as_deref()).await?;
                    continue;
                }
                Err(Ended::Before(answer)) => serde_json::from_str(&answer).map_err(|_| Fault::internal()),
                // The same key at the same moment, for another stream.
                Err(Ended::Stop(Stop::Store(StoreError::Exists(_)))) => Err(Fault::new(
                    FaultKind::Conflict,
                    "This Idempotency-Key is being used for another request; use a fresh key for each.",
                )),
                Err(Ended::Stop(stop)) => Err(refusals::fault(context, "WriteRecords", stop).await),
            };
        }
    }

    /// Counts what was written, and wakes whoever waits for it.
    pub(super) fn told(&self, context: &Context, written: Written) -> Appended {
        let Written { appended, stream, payer, bytes } = written;
        self.metrics.records_appended.add(appended.count);
        self.metrics.bytes_appended.add(bytes);
        if let Some(payer) = payer {
            let counts = Counts {
                write_bytes: bytes,
                write_records: appended.count,
                write_requests: 1,
                ..Counts::default()
            };
            self.core.usage.note(&payer, context.who.secret, stream, context.now, counts);
        }
        self.waiting.tell(stream);
        appended
    }

    /// The records of a body, each of which fits the schema.
    async fn checked(
        &self,
        framing: Framing,
        body: &Bytes,
        schema: Option<&str>,
    ) -> Result<Vec<String>, Fault> {
        let schema = match schema.map(|text| self.schemas.of(text)).transpose() {
            Ok(schema) => schema,
            Err(error) => {
                tracing::error!(%error, "a stream's schema was kept that isn't taken");
                return Err(Fault::internal());
            }
        };
        let (small, body) = (body.len() <= SMALL_BODY, body.clone());
        let check = move || {
            let records = read_records(framing, &body)?;
            if let Some(schema) = schema {
                fit(&schema, framing, &body, &records)?;
            }
            Ok(records)
        };
        if small {
            return check();
        }
        tokio::task::spawn_blocking(check).await.unwrap_or_else(|_| Err(Fault::internal()))
    }
}

/// Checks that every record fits.
fn fit(schema: &Schema, framing: Framing, body: &[u8], records: &[String]) -> Result<(), Fault> {
    for (index, record) in records.iter().enumerate() {
        schema.fits(record).map_err(|why| misfit(framing, body, index, &why))?;
    }
    Ok(())
}

async fn write(
    tx: &mut Tx,
    context: &Context,
    path: &StreamPath,
    checked_by: Option<&str>,
    bodies: &[&str],
) -> Result<Written, Ended> {
    let row = facts::stream(tx, context.actor(), path).await?;
    let proof = authorize::<actions::WriteRecords>(context.actor(), &row.facts)?;
    if row.schema.as_deref() != checked_by {
        return Err(Ended::OtherSchema(row.schema));
    }
    let (stream, bytes) = (proof.target(), length(bodies.iter()));
    let appended = records::append(tx, proof, context.now, bodies).await?;
    // Only now, with the stream's row held: of two calls with one key the second sees what the first kept.
    if let Some(answer) = context.kept_answer(tx).await? {
        return Err(Ended::Before(answer));
    }
    let Some(records::Appended { first_seq, last_seq }) = appended else {
        return Err(Stop::missing(context.actor()).into());
    };
    let payer = context.core.usage.charge_write(tx, context.actor(), bytes, context.now).await?;
    let appended = Appended { first_seq, last_seq, count: bodies.len() as u64 };
    context.keep_answer(tx, || serde_json::to_string(&appended).unwrap_or_default()).await?;
    Ok(Written { appended, stream, payer, bytes })
}

/// "Bytes are each record's text as sent, without newline or envelope."
pub(super) fn length(bodies: impl Iterator<Item = impl AsRef<str>>) -> u64 {
    bodies.map(|body| body.as_ref().len() as u64).sum()
}

fn request_hash(path: &StreamPath, framing: Framing, body: &[u8]) -> [u8; 32] {
    let start = format!("append {path} {framing:?}\0");
    Sha256::new().chain_update(start).chain_update(body).finalize().into()
}
