//! Tells the operator which quotas come near their end: in the log, by mail and by webhook, as far as these are set up.
//! What is to be sent is written down with what it tells of, so that a server that ends loses none of it.

use std::sync::Arc;
use std::time::Duration;

use access::Time;
use serde::Serialize;
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::mail::{Letter, Mailer};
use crate::metrics::Metrics;
use crate::operations::Core;
use crate::store::alert_messages::{self, Channel, Message};
use crate::store::{Db, StoreError};
use crate::usage::alerts::{Alert, reached};
use crate::webhook::Webhook;

/// Between two looks at the quotas.
const PAUSE: Duration = Duration::from_secs(30);
/// Between two looks at what is due.
const SHORT_PAUSE: Duration = Duration::from_secs(5);
/// How many messages are sent at once.
const AT_ONCE: i64 = 16;
/// How long one node has a message to itself, in milliseconds: longer than any try.
const TAKEN: i64 = 60_000;
/// What nobody takes is let go when it is as old as that, in milliseconds.
const OLD: i64 = 24 * 60 * 60 * 1000;
/// The pauses after each try, in seconds: half a day in all, as long as a receiver may be down for a night.
const PAUSES: [i64; 8] = [10, 30, 60, 300, 1_800, 3_600, 3 * 3_600, 7 * 3_600];

/// Where alerts go besides the log.
#[derive(Clone, Debug, Default)]
pub struct AlertsTo {
    /// An address; needs mail.
    pub mail: Option<String>,
    /// A webhook.
    pub webhook: Option<Webhook>,
}

impl AlertsTo {
    fn channels(&self) -> Vec<Channel> {
        let channels = [
            self.mail.is_some().then_some(Channel::Mail),
            self.webhook.is_some().then_some(Channel::Webhook),
        ];
        channels.into_iter().flatten().collect()
    }
}

/// What a webhook tells.
#[derive(Serialize)]
struct Event<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(with = "api::time")]
    timestamp: Time,
    data: &'a Alert,
}

/// Looks again and again, until it is dropped.
pub(super) async fn run(core: &Core, to: &AlertsTo, metrics: &Arc<Metrics>) {
    let looking = async {
        loop {
            tell(core, to, metrics).await;
            tokio::time::sleep(PAUSE).await;
        }
    };
    // By itself: a slow receiver must not hold up the next look.
    let sending = async {
        loop {
            deliver(core, to).await;
            tokio::time::sleep(SHORT_PAUSE).await;
        }
    };
    tokio::join!(looking, sending);
}

/// Tells what was reached since the last look, by whichever node looks first; what is to be sent is written down.
pub async fn tell(core: &Core, to: &AlertsTo, metrics: &Arc<Metrics>) {
    let alerts = match reached(&core.db, core.clock.now(), &to.channels()).await {
        Ok(alerts) => alerts,
        Err(error) => {
            tracing::warn!(%error, "quotas can’t be looked at; the next look tries again");
            return;
        }
    };
    for alert in &alerts {
        metrics.quota_alerts.add_one();
        let Alert { organization, holder, direction, percent, quota_mb, refused, .. } = alert;
        tracing::warn!(%organization, %holder, direction, percent, quota_mb, refused, "a quota comes near its end");
    }
}

/// Sends what is due. What isn't taken is tried again, for half a day, by whichever node looks first.
pub async fn deliver(core: &Core, to: &AlertsTo) {
    let now = core.clock.now();
    // Nodes may be set up differently, for a while at least: each takes what it can send.
    let channels = to.channels();
    let taken = core.db.append(async |tx| {
        let old = alert_messages::end_old(tx, now.plus(-OLD)).await?;
        Ok::<_, StoreError>((old, alert_messages::take(tx, &channels, now, now.plus(TAKEN), AT_ONCE).await?))
    });
    let due: Vec<Message> = match taken.await {
        Ok((old, due)) => {
            if old > 0 {
                tracing::warn!(old, "alerts were not sent for a day; they are let go");
            }
            due
        }
        Err(error) => {
            tracing::warn!(%error, "alerts that wait can’t be looked at; the next look tries again");
            return;
        }
    };
    let mut sending = JoinSet::new();
    for message in due {
        let (db, mail, to) = (core.db.clone(), core.mail.clone(), to.clone());
        sending.spawn(async move {
            let sent = send(&mail, &to, &message, now).await;
            if let Err(error) = note(&db, &message, sent, now).await {
                // Then it is sent once more; whoever takes it knows by its id.
                tracing::warn!(%error, "what came of an alert can’t be written down");
            }
        });
    }
    while let Some(ended) = sending.join_next().await {
        if let Err(error) = ended {
            tracing::error!(%error, "an alert broke off while it was sent; it is tried again");
        }
    }
}

/// Why a message was not taken.
struct Untaken {
    /// Whether trying again is of no use.
    lasting: bool,
    why: String,
}

async fn send(mail: &Mailer, to: &AlertsTo, message: &Message, now: Time) -> Result<(), Untaken> {
    let lasting = |why: &str| Untaken { lasting: true, why: why.to_owned() };
    let alert: Alert = serde_json::from_str(&message.alert).map_err(|error| lasting(&error.to_string()))?;
    match (message.channel, &to.mail, &to.webhook) {
        (Channel::Mail, Some(address), _) => {
            let letter = letter(address, &alert, message.id);
            mail.deliver(&letter)
                .await
                .map_err(|failure| Untaken { lasting: failure.lasting, why: failure.why })
        }
        (Channel::Webhook, _, Some(webhook)) => {
            let event = Event { kind: "quota.reached", timestamp: message.created_at, data: &alert };
            let body = serde_json::to_string(&event).unwrap_or_default();
            webhook.send(message.id, now, body).await.map_err(|why| Untaken { lasting: false, why })
        }
        // What isn't set up here isn't taken here.
        _ => Err(lasting("it is not set up")),
    }
}

/// Writes down what came of a try.
async fn note(db: &Db, message: &Message, sent: Result<(), Untaken>, now: Time) -> Result<(), StoreError> {
    let Message { id, channel, tries, .. } = message;
    let pause = usize::try_from(tries.saturating_sub(1)).ok().and_then(|tries| PAUSES.get(tries));
    let due = match (sent, pause) {
        (Ok(()), _) => {
            tracing::info!(?channel, tries, "an alert was sent");
            None
        }
        (Err(Untaken { lasting: false, why }), Some(pause)) => {
            tracing::info!(
                why,
                ?channel,
                tries,
                seconds = pause,
                "an alert was not taken; it is tried again"
            );
            Some(now.plus(pause * 1000))
        }
        (Err(Untaken { why, .. }), _) => {
            tracing::warn!(why, ?channel, tries, "an alert was not taken; it is not tried again");
            None
        }
    };
    db.append(async |tx| match due {
        Some(due) => alert_messages::later(tx, *id, due).await,
        None => alert_messages::end(tx, *id).await,
    })
    .await
}

fn letter(address: &str, alert: &Alert, id: Uuid) -> Letter {
    let Alert { organization, holder, direction, percent, quota_mb, used_bytes, refused, resets_at } = alert;
    let subject = match refused {
        true => format!("The {direction} quota of {holder} has no room left"),
        false => format!("{percent} % of the {direction} quota of {holder} is gone"),
    };
    let stopped = if *refused { " Somebody was refused: what is left had no room for them." } else { "" };
    let reset = api::time::to_rfc3339(*resets_at);
    Letter::new("quota", address, &subject)
        .identified(id)
        .paragraph(&format!("{subject}. The organization {organization} pays for it."))
        .paragraph(&format!(
            "{used_bytes} bytes of {quota_mb} MB were used or reserved this month.{stopped} It starts anew at {reset}."
        ))
}
