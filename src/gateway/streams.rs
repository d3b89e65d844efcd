//! Whether a caller may read or write the stream of a path, decided on facts loaded at that moment.

use access::{Action, Authorized, StreamFacts, actions, authorize};
use api::Fault;
use api::names::StreamPath;

use super::Gateway;
use crate::operations::{Context, Stop, facts};
use crate::store::{Tx, secrets, users};

/// The proof that the caller may do `A` to the stream, and the number of its newest record.
///
/// # Errors
/// The refusal, and the store's.
pub(super) async fn may<A: Action<Facts = StreamFacts>>(
    tx: &mut Tx,
    context: &Context,
    path: &StreamPath,
) -> Result<(Authorized<A>, u64), Stop> {
    let stream = facts::stream(tx, context.actor(), path).await?;
    Ok((authorize::<A>(context.actor(), &stream.facts)?, stream.last_seq))
}

/// Whether the caller may read the stream now, and the number of its newest record.
///
/// # Errors
/// The refusal, and the store's.
pub(super) async fn may_read(
    context: &Context,
    path: &StreamPath,
) -> Result<(Authorized<actions::ReadRecords>, u64), Fault> {
    context.reading("ReadRecords", async |tx| may(tx, context, path).await).await
}

/// Whether the caller may write to the stream now. The append decides again, in its own transaction.
///
/// # Errors
/// The refusal, and the store's.
pub(super) async fn may_write(context: &Context, path: &StreamPath) -> Result<(), Fault> {
    context
        .reading("WriteRecords", async |tx| may::<actions::WriteRecords>(tx, context, path).await.map(drop))
        .await
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
            .reading("Authenticate", async |tx| {
                let live = secrets::find(tx, secret).await?.is_some_and(|row| row.is_live(now));
                let enabled = match context.actor().user() {
                    Some(user) => users::find(tx, user).await?.is_some_and(|user| !user.disabled),
                    None => true,
                };
                if live && enabled { Ok(()) } else { Err(Fault::unauthenticated().into()) }
            })
            .await
    }
}
