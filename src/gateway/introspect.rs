//! What a presented token is, as RFC 7662 asks: for registered gateways, and for a secret about itself. To everybody else
//! every token is an inactive one.

use access::{GatewayFacts, SecretKind, Time, actions, authorize};
use api::Fault;
use app::backend::Caller;
use serde::Serialize;

use super::Gateway;
use crate::store::gateways;
use crate::store::secrets::{Owner, SecretIdentity};
use crate::tokens;

/// The answer: whether the token works, and only then what it is.
#[derive(Debug, Default, Serialize)]
pub struct Introspection {
    active: bool,
    #[serde(flatten)]
    known: Option<Known>,
}

/// What a working token is. Times are seconds since the Unix epoch.
#[derive(Debug, Serialize)]
struct Known {
    /// The id of its user or service, which is never given to another.
    sub: String,
    /// The user's name or the service's path, as it is now.
    username: String,
    /// What its owner is to AuthZEN: `user` or `service`.
    subject_type: &'static str,
    /// The secret's own id.
    client_id: String,
    token_type: &'static str,
    iat: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    exp: Option<i64>,
    /// The ceiling on the owner's rights: the secret's kind once more, where a client looks for it.
    scope: SecretKind,
    kind: SecretKind,
}

impl Gateway {
    /// What the token is, as far as `who` may know.
    ///
    /// # Errors
    /// 401 without a credential; the store's.
    pub async fn introspect(&self, who: Caller, token: &str) -> Result<Introspection, Fault> {
        let context = self.core.context(who);
        if context.actor() == &access::Actor::Anonymous {
            return Err(Fault::unauthenticated());
        }
        let Some(presented) = tokens::read(token) else { return Ok(Introspection::default()) };
        let registered = context
            .reading("IntrospectSecret", async |tx| Ok(gateways::registered(tx, context.actor()).await?))
            .await?;
        let known = self.look_up(&presented.hash).await?.filter(|known| known.kind == presented.kind);
        let Some(known) = known.filter(|known| known.actor(context.now).is_some()) else {
            return Ok(Introspection::default());
        };
        let facts = GatewayFacts { registered, itself: context.who.secret == Some(known.id) };
        if authorize::<actions::IntrospectSecret>(context.actor(), &facts).is_err() {
            return Ok(Introspection::default());
        }
        // A gateway asks because the secret is being used: behind it nobody else would note that.
        self.last_used.note(known.id, context.now, context.who.address);
        Ok(Introspection { active: true, known: Some(Known::of(known)) })
    }
}

impl Known {
    fn of(secret: SecretIdentity) -> Self {
        let (sub, subject_type) = match secret.owner {
            Owner::User(id) => (id.to_string(), "user"),
            Owner::Service(id) => (id.to_string(), "service"),
        };
        let seconds = |at: Time| at.0.div_euclid(1000);
        Self {
            sub,
            username: secret.name,
            subject_type,
            client_id: secret.id.to_string(),
            token_type: "Bearer",
            iat: seconds(secret.created_at),
            exp: secret.expires_at.map(seconds),
            scope: secret.kind,
            kind: secret.kind,
        }
    }
}
