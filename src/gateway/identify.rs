//! From a presented secret to an identity. A credential that is there and isn't right is refused everywhere, on
//! public things too: it is never taken for anonymous.

use std::net::IpAddr;

use access::{Actor, SecretId, Time};
use api::Fault;
use axum::http::{HeaderMap, header};

use super::Gateway;
use crate::operations::audit;
use crate::store::StoreError;
use crate::store::secrets::{self, SecretIdentity};
use crate::tokens;

/// Who presented a secret that works.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The owner, with the ceiling of the secret's kind; anonymous if no secret was presented.
    pub actor: Actor,
    /// The user's name or the service's path.
    pub name: Option<String>,
    /// The secret.
    pub secret: Option<SecretId>,
}

impl Identity {
    const ANONYMOUS: Self = Self { actor: Actor::Anonymous, name: None, secret: None };
}

/// The secret of a request, if one is presented.
///
/// # Errors
/// 401 if there is an `Authorization` that is anything else than one bearer.
fn bearer(headers: &HeaderMap) -> Result<Option<&str>, Fault> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let (value, more) = (values.next(), values.next());
    let Some(value) = value else { return Ok(None) };
    let presented = value.to_str().ok().and_then(|value| {
        let (scheme, token) = value.trim_ascii().split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim_ascii_start())
    });
    match (presented, more) {
        (Some(token), None) => Ok(Some(token)),
        _ => Err(Fault::unauthenticated()),
    }
}

/// Who presented a secret that is known to work, at one revision of who holds what.
#[derive(Clone, Copy, Debug)]
pub struct Recognized {
    /// The owner, with the ceiling of the secret's kind.
    pub actor: Actor,
    /// The secret.
    pub secret: SecretId,
    /// The revision.
    pub revision: u64,
    now: Time,
}

impl Gateway {
    /// Who sent a request with these headers, where that is certain and nobody has to be waited for; all else takes
    /// [`Gateway::identify`]. Notes nothing: [`Gateway::note_use`] does, once the request is answered.
    #[must_use]
    pub fn recognize(&self, headers: &HeaderMap) -> Option<Recognized> {
        let presented = tokens::read(bearer(headers).ok()??)?;
        let (rights, now) = (self.core.rights.at_hand()?, self.core.clock.now());
        let (secret, kind, actor) = rights.presented(&presented.hash, now)?;
        (kind == presented.kind).then(|| Recognized { actor, secret, revision: rights.revision(), now })
    }

    /// Notes that a recognized secret was used from this address.
    pub fn note_use(&self, known: &Recognized, from: Option<IpAddr>) {
        self.note(known.secret, known.now, from);
    }

    fn note(&self, secret: SecretId, now: Time, from: Option<IpAddr>) {
        self.last_used.note(secret, now, from);
        self.core.usage.note_use(secret, now);
    }

    /// Who sent a request with these headers, from this address. The request's id is for the audit log, which is told
    /// of secrets that work no more.
    ///
    /// # Errors
    /// 401 if a credential is presented that isn't right; 503 if the database doesn't answer.
    pub async fn identify(
        &self,
        headers: &HeaderMap,
        from: Option<IpAddr>,
        request_id: &str,
    ) -> Result<Identity, Fault> {
        let Some(token) = bearer(headers)? else { return Ok(Identity::ANONYMOUS) };
        let Some(presented) = tokens::read(token) else {
            // By its shape or checksum: guessing costs us no query.
            self.metrics.malformed_secrets.add_one();
            return Err(Fault::unauthenticated());
        };
        let now = self.core.clock.now();
        let known = self.look_up(&presented.hash).await?;
        // The prefix is part of what is hashed, so a kind that differs is a row that was tampered with.
        let Some(known) = known.filter(|known| known.kind == presented.kind) else {
            self.metrics.refused_secrets.add_one();
            return Err(Fault::unauthenticated());
        };
        let Some(actor) = known.actor(now) else {
            self.metrics.refused_secrets.add_one();
            let noted = Box::pin(audit::note_dead_secret(&self.core, now, &known, request_id, from)).await;
            if let Err(error) = noted {
                // The refusal stands, whether or not it could be noted.
                tracing::error!(request_id, %error, "a refusal was not audited");
            }
            return Err(Fault::unauthenticated());
        };
        self.note(known.id, now, from);
        Ok(Identity { actor, name: Some(known.name), secret: Some(known.id) })
    }

    /// Whose a token is, wherever that is known.
    pub(super) async fn look_up(&self, hash: &[u8; 32]) -> Result<Option<SecretIdentity>, Fault> {
        let found = async {
            if let Some(known) = self.core.rights.now(&self.core.db).await?.identity(hash) {
                return Ok(Some(known));
            }
            // "A token not known yet costs one look-up": another node may have issued it a moment ago.
            self.metrics.secret_lookups.add_one();
            let found = Box::pin(secrets::find_by_hash(&self.core.db, hash)).await?;
            if found.is_some() {
                Box::pin(self.core.rights.catch_up(&self.core.db)).await?;
            }
            Ok(found)
        };
        found.await.map_err(|error: StoreError| {
            tracing::error!(%error, "a secret can’t be looked up");
            Fault::unavailable("The database does not answer now; try again in a moment.")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_authorization_is_one_bearer_or_refused() {
        let read = |values: &[&str]| {
            let headers: HeaderMap =
                values.iter().map(|value| (header::AUTHORIZATION, value.parse().unwrap())).collect();
            bearer(&headers).map(|token| token.map(str::to_owned))
        };
        assert_eq!(read(&[]), Ok(None));
        assert_eq!(read(&["Bearer abc"]), Ok(Some("abc".into())));
        assert_eq!(read(&["bEARER   abc "]), Ok(Some("abc".into())));
        for wrong in [&["Basic YTpi"][..], &["Bearer"], &[""], &["abc"], &["Bearer a", "Bearer a"]] {
            assert_eq!(read(wrong).unwrap_err().status(), 401, "{wrong:?}");
        }
    }
}
