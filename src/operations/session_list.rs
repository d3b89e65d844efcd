//! The caller's own browser sessions: which there are, and ending them. The web layer begins them.

mod device;

use access::{SessionId, actions, authorize};
use api::sessions::{EndOtherSessions, EndSession, ListSessions, Session, SessionsEnded};
use api::{Fault, Page, PageRequest};

use super::audit::{self, Entry};
use super::facts::own_account;
use super::{Context, Stop, pages};
use crate::store::sessions;

/// Lists the caller's own sessions that go on, newest first.
///
/// # Errors
/// A fault that says why not.
pub async fn list_sessions(context: &Context, input: ListSessions) -> Result<Page<Session>, Fault> {
    let page = PageRequest::new(input.limit, input.after)?;
    let before = pages::id_cursor::<SessionId>(page.after.as_deref())?;
    context
        .reading("ListSessions", async |tx| {
            let proof = authorize::<actions::ListSessions>(context.actor(), &own_account(context))?;
            let rows = sessions::list(tx, &proof, before, context.now, pages::one_more(&page)).await?;
            let shown = |row: sessions::ListedSession| Session {
                id: row.id,
                device: device::name(&row.device),
                address: row.address,
                current: context.who.session.is_some_and(|key| row.key == key),
                created_at: row.created_at,
                last_seen_at: row.last_seen_at,
                expires_at: row.expires_at,
            };
            Ok(pages::page(&page, rows, |row| row.id.to_string()).map(shown))
        })
        .await
}

/// Ends one session of the caller's own.
///
/// # Errors
/// A fault that says why not.
pub async fn end_session(context: &Context, input: EndSession) -> Result<SessionsEnded, Fault> {
    context
        .changing("EndSession", async |tx| {
            let proof = authorize::<actions::EndSession>(context.actor(), &own_account(context))?;
            if !sessions::end_one(tx, proof, input.id, context.now).await? {
                return Err(Stop::missing(context.actor()));
            }
            audit::append(context, tx, Entry::new("EndSession", format!("session:{}", input.id))).await?;
            Ok(SessionsEnded { ended: 1 })
        })
        .await
}

/// Ends all of the caller's own sessions but the one that it is called in.
///
/// # Errors
/// A fault that says why not.
pub async fn end_other_sessions(context: &Context, _: EndOtherSessions) -> Result<SessionsEnded, Fault> {
    context
        .changing("EndOtherSessions", async |tx| {
            let account = own_account(context);
            let proof = authorize::<actions::EndSession>(context.actor(), &account)?;
            let but = context.who.session.as_ref();
            let ended = SessionsEnded { ended: sessions::end_others(tx, proof, but, context.now).await? };
            if ended.ended > 0 {
                let entry = Entry::new("EndOtherSessions", format!("account:{}", account.path));
                audit::append(context, tx, entry.after(&ended)).await?;
            }
            Ok(ended)
        })
        .await
}
