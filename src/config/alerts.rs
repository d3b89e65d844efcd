//! Where the operator is told of quotas that come near their end.

use url::Url;

use super::error::ConfigError;
use super::origin::is_loopback;
use super::sources::Sources;
use crate::jobs::AlertsTo;
use crate::webhook::{Webhook, WebhookKey};

/// `SLUICEGATE_ALERTS_TO`, `SLUICEGATE_WEBHOOK_URL` and `SLUICEGATE_WEBHOOK_KEY`; `mail` says whether mail is set up.
pub(super) fn read(sources: &Sources<'_>, mail: bool) -> Result<AlertsTo, ConfigError> {
    let address = sources.parse("alerts_to", address)?;
    if address.is_some() && !mail {
        return Err(ConfigError::new(
            "SLUICEGATE_ALERTS_TO",
            "needs SLUICEGATE_SMTP_URL, which sends the mail",
        ));
    }
    let url = sources.parse("webhook_url", webhook_url)?;
    let key = sources.parse("webhook_key", |text| text.parse::<WebhookKey>())?;
    let webhook = match (url, key) {
        (Some(url), Some(key)) => Some(Webhook::new(url, key)),
        (None, None) => None,
        (Some(_), None) => {
            return Err(ConfigError::new(
                "SLUICEGATE_WEBHOOK_KEY",
                "is needed beside SLUICEGATE_WEBHOOK_URL: whsec_ and 24 to 64 random bytes in base64, which sign",
            ));
        }
        (None, Some(_)) => {
            return Err(ConfigError::new(
                "SLUICEGATE_WEBHOOK_URL",
                "is needed beside SLUICEGATE_WEBHOOK_KEY",
            ));
        }
    };
    Ok(AlertsTo { mail: address, webhook })
}

fn address(text: &str) -> Result<String, String> {
    api::fields::Email::try_from(text.to_owned()).map(String::from)
}

fn webhook_url(text: &str) -> Result<Url, String> {
    const RIGHT: &str = "write an https address, or http to this machine";
    let url = Url::parse(text).map_err(|why| format!("is no URL ({why}); {RIGHT}"))?;
    let taken = url.scheme() == "https"
        || (url.scheme() == "http" && url.host().is_some_and(|host| is_loopback(&host)));
    if taken && url.password().is_none() { Ok(url) } else { Err(format!("is not taken; {RIGHT}")) }
}
