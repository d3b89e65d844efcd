//! Reading records: in order, as lines, at most as many as asked for, waiting for new ones if asked to.

mod query;

use std::fmt::Write;
use std::sync::Arc;
use std::time::Duration;

use access::{Actor, Authorized, StreamId, actions};
use api::names::StreamPath;
use api::{Fault, FaultKind};
use app::backend::Caller;
use axum::body::{Body, Bytes};
use futures_util::stream;
use tokio::time::Instant;

pub use query::ReadQuery;

use super::Gateway;
use super::streams::may_read;
use crate::operations::{Context, Stop, refusals};
use crate::store::records::{self, RecordRow};

/// How often a waiting reader looks for what other processes appended, and whether it still may.
const LOOK_AGAIN: Duration = Duration::from_millis(500);

/// A read under way: from one look at the database to the next.
struct Reader {
    gateway: Arc<Gateway>,
    context: Context,
    path: StreamPath,
    after: u64,
    left: u64,
    /// Whether records were charged already.
    begun: bool,
}

impl Reader {
    /// The next records as lines; `None` at the end. The caller's rights are looked at anew each time.
    async fn next(&mut self) -> Result<Option<Bytes>, Fault> {
        if self.left == 0 {
            return Ok(None);
        }
        self.gateway.still_valid(&self.context).await?;
        let (proof, newest) = may_read(&self.context, &self.path).await?;
        self.page(&proof, newest).await
    }

    /// The records up to `newest`: what was appended after that look is for the next call.
    async fn page(
        &mut self,
        proof: &Authorized<actions::ReadRecords>,
        newest: u64,
    ) -> Result<Option<Bytes>, Fault> {
        let most = self.left.min(newest.saturating_sub(self.after));
        let limit = u32::try_from(most).unwrap_or(u32::MAX);
        let mut rows = if limit == 0 { Vec::new() } else { self.read(proof, limit).await? };
        let whole = self.charge(proof.target(), &mut rows).await?;
        let Some(last) = rows.last() else {
            self.left = 0;
            return Ok(None);
        };
        self.after = last.seq;
        self.left =
            if last.seq >= newest || !whole { 0 } else { self.left.saturating_sub(rows.len() as u64) };
        self.gateway.metrics.records_read.add(rows.len() as u64);
        let bytes = rows.iter().map(|row| row.body.len() as u64).sum();
        self.gateway.metrics.bytes_read.add(bytes);
        if self.context.actor() == &Actor::Anonymous {
            self.gateway.strangers.read(self.context.who.address, bytes, self.gateway.core.clock.now());
        }
        Ok(Some(to_lines(&rows)))
    }

    /// Takes what these records cost, and leaves out those that no longer fit into a quota; says whether all fit. The first
    /// request of a read is refused if nothing fits, a later page of it just ends.
    async fn charge(&mut self, stream: StreamId, rows: &mut Vec<RecordRow>) -> Result<bool, Fault> {
        let (context, core) = (&self.context, &self.gateway.core);
        let (requests, any) = (u64::from(!self.begun), !rows.is_empty());
        match core.usage.charge_records(context, stream, rows, requests, core.clock.now()).await {
            Ok(whole) => {
                self.begun |= any;
                Ok(whole)
            }
            Err(Stop::Fault(fault)) if fault.kind == FaultKind::OverQuota && self.begun => {
                rows.clear();
                Ok(false)
            }
            Err(stop) => Err(refusals::fault(context, "ReadRecords", stop).await),
        }
    }

    /// As [`Self::page`]; if all of those records had their time and are gone, what comes later is waited for.
    async fn page_or_later(
        &mut self,
        proof: &Authorized<actions::ReadRecords>,
        newest: u64,
    ) -> Result<Option<Bytes>, Fault> {
        let (after, left) = (self.after.max(newest), self.left);
        let lines = self.page(proof, newest).await?;
        if lines.is_none() {
            (self.after, self.left) = (after, left);
        }
        Ok(lines)
    }

    async fn read(
        &self,
        proof: &Authorized<actions::ReadRecords>,
        limit: u32,
    ) -> Result<Vec<RecordRow>, Fault> {
        match records::read(&self.gateway.core.db, proof, self.after, limit).await {
            Ok(rows) => Ok(rows),
            Err(error) => Err(refusals::fault(&self.context, "ReadRecords", error.into()).await),
        }
    }
}

fn to_lines(rows: &[RecordRow]) -> Bytes {
    let length: usize = rows.iter().map(|row| row.body.len() + 64).sum();
    let mut lines = String::with_capacity(length);
    for RecordRow { seq, at, body } in rows {
        let at = api::time::to_rfc3339(*at);
        let _ = writeln!(lines, "{{\"seq\":{seq},\"at\":\"{at}\",\"record\":{body}}}");
    }
    lines.into()
}

impl Gateway {
    /// Reads records of a stream as NDJSON. The answer begins when there are some, or when the wait is over.
    ///
    /// # Errors
    /// The caller's refusal, also when it comes while waiting; the store's.
    pub async fn read(
        self: &Arc<Self>,
        caller: Caller,
        path: StreamPath,
        query: ReadQuery,
    ) -> Result<Body, Fault> {
        let (gateway, context) = (Arc::clone(self), self.core.context(caller));
        if context.actor() == &Actor::Anonymous {
            self.strangers.admit(context.who.address, context.now)?;
        }
        let mut reader =
            Reader { gateway, context, path, after: query.after, left: query.limit, begun: false };
        let first = self.first(&mut reader, query.wait).await?;
        if reader.left == 0 || first.is_none() {
            return Ok(Body::from(first.unwrap_or_default()));
        }
        let rest = stream::unfold(Some(reader), async |reader| {
            let mut reader = reader?;
            match reader.next().await {
                Ok(Some(lines)) => Some((Ok(lines), Some(reader))),
                Ok(None) => None,
                // Breaks the answer off, so that it can't be taken for whole.
                Err(fault) => Some((Err(fault), None)),
            }
        });
        let first = stream::iter(first.map(Ok::<_, Fault>));
        Ok(Body::from_stream(futures_util::StreamExt::chain(first, rest)))
    }

    /// Whether a read would be let in.
    ///
    /// # Errors
    /// The caller's refusal; the store's.
    pub async fn probe(&self, caller: Caller, path: &StreamPath) -> Result<(), Fault> {
        let context = self.core.context(caller);
        if context.actor() == &Actor::Anonymous {
            self.strangers.admit(context.who.address, context.now)?;
        }
        may_read(&context, path).await.map(drop)
    }

    /// The first lines of a read, waited for if there are none yet.
    async fn first(&self, reader: &mut Reader, wait: u64) -> Result<Option<Bytes>, Fault> {
        let until = Instant::now() + Duration::from_secs(wait);
        let (proof, newest) = may_read(&reader.context, &reader.path).await?;
        if newest > reader.after || wait == 0 {
            let lines = reader.page_or_later(&proof, newest).await?;
            if lines.is_some() || wait == 0 {
                return Ok(lines);
            }
        }
        let waiter = self.waiting.on(proof.target());
        loop {
            // Before looking, so that nothing is missed between the look and the wait.
            let woken = waiter.woken();
            self.still_valid(&reader.context).await?;
            let (proof, newest) = may_read(&reader.context, &reader.path).await?;
            let over = Instant::now() >= until;
            if newest > reader.after || over {
                let lines = reader.page_or_later(&proof, newest).await?;
                if lines.is_some() || over {
                    return Ok(lines);
                }
            }
            let again = until.min(Instant::now() + LOOK_AGAIN);
            let _ = tokio::time::timeout_at(again, woken).await;
        }
    }
}
