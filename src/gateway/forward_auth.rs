//! The question that a proxy asks about each request before it lets it through: may whoever presents this credential do
//! that to this stream.

mod asked;
mod normal;

use access::{Actor, actions};
use api::Fault;
use app::backend::Caller;

pub use asked::{Asked, PATH, Probe};

use super::Gateway;
use super::streams::may;
use crate::operations::Context;
use crate::store::Tx;
use crate::store::quotas::Direction;
use crate::usage::has_room;
use asked::Right;

/// What the proxy may tell the backend, as header names and values: of whom the request is, and what it may.
pub type Told = [(&'static str, String); 6];

/// A request that passes.
#[derive(Clone, Debug)]
pub struct Pass {
    /// What is told of it.
    pub told: Told,
    /// Whether the same request passes as long as nobody's rights change: nothing bounds the caller.
    pub lasting: bool,
}

impl Gateway {
    /// Whether the request passes, and what is told about it then.
    ///
    /// # Errors
    /// The refusal, and the store's.
    pub async fn forward_auth(&self, who: Caller, asked: &Asked) -> Result<Pass, Fault> {
        let context = self.core.context(who);
        let lasting = self.pass(&context, asked).await?;
        Ok(Pass { told: told(&context.who, asked), lasting })
    }

    /// The one place where a proxy's request is let through or not; says whether nothing bounds the caller.
    async fn pass(&self, context: &Context, asked: &Asked) -> Result<bool, Fault> {
        let direction = match asked.right {
            Right::Read => {
                let _may = may::<actions::ReadRecords>(context, &asked.stream).await?;
                Direction::Read
            }
            Right::Write => {
                let _may = may::<actions::WriteRecords>(context, &asked.stream).await?;
                Direction::Write
            }
        };
        // Nothing bounds most callers.
        let actor = context.actor();
        if !context.remembering("ForwardAuth", |rights| Ok(rights.is_bounded(actor, direction))).await? {
            return Ok(true);
        }
        let room = async |tx: &mut Tx| has_room(tx, actor, direction, context.now).await;
        // Apart: all requests would carry the room that it needs.
        Box::pin(context.reading("ForwardAuth", room)).await.map(|()| false)
    }
}

fn told(who: &Caller, asked: &Asked) -> Told {
    let name = who.name.as_deref().unwrap_or_default();
    let (subject, id, credential) = match who.actor {
        Actor::Anonymous => ("anonymous".to_owned(), String::new(), "none"),
        Actor::User { id, credential } => {
            let word = match credential {
                access::UserCredential::Session => "session",
                access::UserCredential::Full => "full",
                access::UserCredential::PrivateRead => "private_read",
                access::UserCredential::PublicRead => "public_read",
            };
            (format!("user:{name}"), id.to_string(), word)
        }
        Actor::Service { id } => (format!("service:{name}"), id.to_string(), "service"),
    };
    let secret = who.secret.map_or_else(String::new, |secret| secret.to_string());
    [
        ("x-sluicegate-subject", subject),
        ("x-sluicegate-subject-id", id),
        ("x-sluicegate-credential", credential.to_owned()),
        ("x-sluicegate-secret-id", secret),
        ("x-sluicegate-resource", format!("stream:{}", asked.stream)),
        ("x-sluicegate-action", asked.right.word().to_owned()),
    ]
}
