//! Whether a caller may read or write the stream of a path, decided on facts loaded at that moment.

use access::{Authorized, actions, authorize};
use api::Fault;
use api::names::StreamPath;

use super::Gateway;
use crate::operations::{Context, facts};
use crate::store::{secrets, users};

/// Whether the caller may read the stream now, and the number of its newest record.
///
/// # Errors
/// The refusal, and the store's.
pub(super) async fn may_read(
    context: &Context,
    path: &StreamPath,
) -> Result<(Authorized<actions::ReadRecords>, u64), Fault> {
    context
        .reading("ReadRecords", async |tx| {
            let stream = facts::stream(tx, context.actor(), path).await?;
            Ok((authorize::<actions::ReadRecords>(context.actor(), &stream.facts)?, stream.last_seq))
        })
        .await
}

/// Whether the caller may write to the stream now, and the schema that its records must fit. The append decides again,
/// in its own transaction.
///
/// # Errors
/// The refusal, and the store's.
pub(super) async fn may_write(context: &Context, path: &StreamPath) -> Result<Option<String>, Fault> {
    context
        .reading("WriteRecords", async |tx| {
            let stream = facts::stream(tx, context.actor(), path).await?;
            let _proof = authorize::<actions::WriteRecords>(context.actor(), &stream.facts)?;
            Ok(stream.schema)
        })
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
