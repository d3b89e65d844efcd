//! Alerts on their way to the operator. They hold no secret, so they may wait here and outlive the server.

use access::Time;
use uuid::Uuid;

use super::sql::{execute, query, texts};
use super::{StoreError, Tx};

texts! {
    INSERT = "insert into alert_messages (id, channel, alert, created_at, due_at, tries) values ($1, $2, $3, $4, $4, 0)";
    // Whoever waited for another node to take the same row finds that it isn't due any more.
    TAKE = "update alert_messages set due_at = $2, tries = tries + 1 \
        where id in (select id from alert_messages where due_at <= $1 and (channel = 'mail' and $4 or channel = 'webhook' and $5) \
          order by due_at limit $3) and due_at <= $1 \
        returning id, channel, alert, created_at, tries";
    LATER = "update alert_messages set due_at = $2 where id = $1";
    DELETE = "delete from alert_messages where id = $1";
    DELETE_OLD = "delete from alert_messages where created_at <= $1";
}

/// What an alert is sent by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// By mail.
    Mail,
    /// By webhook.
    Webhook,
}

impl Channel {
    const fn word(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Webhook => "webhook",
        }
    }
}

/// An alert to be sent by one channel.
#[derive(Clone, Debug)]
pub struct Message {
    /// Its id, however often it is tried.
    pub id: Uuid,
    /// What it is sent by.
    pub channel: Channel,
    /// The alert as JSON.
    pub alert: String,
    /// When the alert was noted.
    pub created_at: Time,
    /// How often it was tried, this time included.
    pub tries: u32,
}

/// Writes down that an alert is to be sent.
///
/// # Errors
/// The store's.
pub async fn insert(tx: &mut Tx, id: Uuid, channel: Channel, alert: &str, now: Time) -> Result<(), StoreError> {
    execute!(tx, INSERT, id, channel.word(), alert, now.0)?;
    Ok(())
}

/// Takes what is due by these channels, at most `limit`; nobody else is given it before `until`.
///
/// # Errors
/// The store's.
pub async fn take(
    tx: &mut Tx,
    channels: &[Channel],
    now: Time,
    until: Time,
    limit: i64,
) -> Result<Vec<Message>, StoreError> {
    type Row = (Uuid, String, String, i64, i64);
    let (mail, webhook) = (channels.contains(&Channel::Mail), channels.contains(&Channel::Webhook));
    let rows = query!(tx, Row, fetch_all, TAKE, now.0, until.0, limit, mail, webhook)?;
    let message = |(id, channel, alert, created_at, tries): Row| Message {
        id,
        channel: if channel == Channel::Mail.word() { Channel::Mail } else { Channel::Webhook },
        alert,
        created_at: Time(created_at),
        tries: u32::try_from(tries).unwrap_or(u32::MAX),
    };
    Ok(rows.into_iter().map(message).collect())
}

/// Lets it be tried again then.
///
/// # Errors
/// The store's.
pub async fn later(tx: &mut Tx, id: Uuid, due: Time) -> Result<(), StoreError> {
    execute!(tx, LATER, id, due.0)?;
    Ok(())
}

/// Forgets it: it was taken, or is given up.
///
/// # Errors
/// The store's.
pub async fn end(tx: &mut Tx, id: Uuid) -> Result<(), StoreError> {
    execute!(tx, DELETE, id)?;
    Ok(())
}

/// Forgets what is as old as that, whoever was to send it. Says how many there were.
///
/// # Errors
/// The store's.
pub async fn end_old(tx: &mut Tx, since: Time) -> Result<u64, StoreError> {
    execute!(tx, DELETE_OLD, since.0)
}
