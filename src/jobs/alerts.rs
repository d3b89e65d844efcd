//! Tells the operator which quotas come near their end: in the log, by mail and by webhook, as far as these are set up.

use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use uuid::Uuid;

use crate::mail::Letter;
use crate::metrics::Metrics;
use crate::operations::Core;
use crate::usage::alerts::{Alert, reached};
use crate::webhook::Webhook;

const PAUSE: Duration = Duration::from_secs(30);

/// Where alerts go besides the log.
#[derive(Clone, Debug, Default)]
pub struct AlertsTo {
    /// An address; needs mail.
    pub mail: Option<String>,
    /// A webhook.
    pub webhook: Option<Webhook>,
}

/// What a webhook tells.
#[derive(Serialize)]
struct Event<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(with = "api::time")]
    timestamp: access::Time,
    data: &'a Alert,
}

/// Looks again and again, until it is dropped.
pub(super) async fn run(core: &Core, to: &AlertsTo, metrics: &Arc<Metrics>) {
    loop {
        tell(core, to, metrics).await;
        tokio::time::sleep(PAUSE).await;
    }
}

/// Tells what was reached since the last look, by whichever node looks first.
pub async fn tell(core: &Core, to: &AlertsTo, metrics: &Arc<Metrics>) {
    let now = core.clock.now();
    let alerts = match reached(&core.db, now).await {
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
        if let Some(address) = &to.mail {
            let _queued = core.mail.send(&letter(address, alert));
        }
        if let Some(webhook) = to.webhook.clone() {
            let event = Event { kind: "quota.reached", timestamp: now, data: alert };
            let body = serde_json::to_string(&event).unwrap_or_default();
            // By itself: a slow receiver must not hold up the next look.
            tokio::spawn(async move { webhook.send(Uuid::now_v7(), now, body).await });
        }
    }
}

fn letter(address: &str, alert: &Alert) -> Letter {
    let Alert { organization, holder, direction, percent, quota_mb, used_bytes, refused, resets_at } = alert;
    let subject = match refused {
        true => format!("The {direction} quota of {holder} has no room left"),
        false => format!("{percent} % of the {direction} quota of {holder} is gone"),
    };
    let stopped = if *refused { " Somebody was refused: what is left had no room for them." } else { "" };
    let reset = api::time::to_rfc3339(*resets_at);
    Letter::new("quota", address, &subject)
        .paragraph(&format!("{subject}. The organization {organization} pays for it."))
        .paragraph(&format!(
            "{used_bytes} bytes of {quota_mb} MB were used or reserved this month.{stopped} It starts anew at {reset}."
        ))
}
