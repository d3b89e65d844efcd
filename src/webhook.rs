//! Signed webhooks, in the form of the Standard Webhooks specification: whoever receives one can tell that it is ours, and
//! which was sent twice.

use std::fmt;
use std::time::Duration;

use access::Time;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use ureq::Agent;
use url::Url;
use uuid::Uuid;

/// How long one try may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// The key that signs, as it is given: `whsec_` and 24 to 64 bytes in base64. It shows itself as dots.
#[derive(Clone, PartialEq, Eq)]
pub struct WebhookKey(Vec<u8>);

impl std::str::FromStr for WebhookKey {
    type Err = String;

    /// A refusal never repeats the text.
    fn from_str(text: &str) -> Result<Self, String> {
        let key = text.strip_prefix("whsec_").and_then(|text| STANDARD.decode(text).ok());
        key.filter(|key| (24..=64).contains(&key.len()))
            .map(Self)
            .ok_or_else(|| "is no key: write whsec_ and 24 to 64 random bytes in base64".to_owned())
    }
}

impl fmt::Debug for WebhookKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WebhookKey(…)")
    }
}

impl WebhookKey {
    /// The signature of a body that is sent under this id at this second.
    #[must_use]
    pub fn sign(&self, id: &str, second: i64, body: &str) -> String {
        // HMAC takes a key of any length.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.0) else { return String::new() };
        mac.update(format!("{id}.{second}.{body}").as_bytes());
        format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
    }
}

/// Where webhooks go, and what signs them.
#[derive(Clone, Debug)]
pub struct Webhook {
    url: Url,
    key: WebhookKey,
}

impl Webhook {
    /// To this address, signed by this key.
    #[must_use]
    pub fn new(url: Url, key: WebhookKey) -> Self {
        Self { url, key }
    }

    /// Where it goes, without a password.
    #[must_use]
    pub fn host(&self) -> String {
        format!("{}://{}", self.url.scheme(), self.url.host_str().unwrap_or_default())
    }

    /// Sends a body once. The id stays the same however often it is tried; the time is that of the try.
    ///
    /// # Errors
    /// Why it was not taken, in words that hold nothing of it.
    pub async fn send(&self, id: Uuid, now: Time, body: String) -> Result<(), String> {
        let webhook = self.clone();
        let sent = tokio::task::spawn_blocking(move || webhook.post(id, now, &body)).await;
        sent.unwrap_or_else(|error| Err(error.to_string()))
    }

    fn post(&self, id: Uuid, now: Time, body: &str) -> Result<(), String> {
        let (id, second) = (format!("msg_{}", id.simple()), now.0.div_euclid(1000));
        let agent: Agent =
            Agent::config_builder().timeout_global(Some(PATIENCE)).max_redirects(0).build().into();
        let answer = agent
            .post(self.url.as_str())
            .header("content-type", "application/json")
            .header("webhook-id", &id)
            .header("webhook-timestamp", second.to_string())
            .header("webhook-signature", self.key.sign(&id, second, body))
            .send(body)
            .map_err(|error| error.to_string())?;
        // Whoever answers with another address hasn't taken it: a signed body is not carried on.
        match answer.status() {
            status if status.is_success() => Ok(()),
            status => Err(format!("it answered {status}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_hmac_sha256_over_id_second_and_body() {
        let key: WebhookKey = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".parse().unwrap();
        // From Python's `hmac` and `base64`.
        let expected = "v1,SY2mRjkC4Zj2UHqjmy2mNcpQpEdkOyXk8aVETL+Uk8I=";
        assert_eq!(key.sign("msg_one", 1_760_000_000, r#"{"test": 1}"#), expected);
        assert_eq!(format!("{key:?}"), "WebhookKey(…)");
        for wrong in ["MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_", "whsec_c2hvcnQ=", "whsec_!"] {
            assert!(wrong.parse::<WebhookKey>().is_err(), "{wrong}");
        }
    }
}
