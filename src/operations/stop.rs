//! Why an operation ends without its result.

use access::{Actor, Denial};
use api::{Fault, FaultKind};

use crate::passwords::PasswordError;
use crate::store::{MayRace, StoreError, Unique};

/// Why an operation ends without its result. What was done in its transaction is undone.
#[derive(Debug)]
pub enum Stop {
    /// The rules say no; becomes a fault once it was audited and the grantors were looked up.
    Denied(Denial),
    /// Anything else that the caller did or ran into.
    Fault(Box<Fault>),
    /// The store failed.
    Store(StoreError),
}

impl Stop {
    /// What a thing that isn't there answers: the same as one that is hidden.
    #[must_use]
    pub fn missing(actor: &Actor) -> Self {
        match actor {
            Actor::Anonymous => Fault::unauthenticated().into(),
            Actor::User { .. } | Actor::Service { .. } => Fault::not_found().into(),
        }
    }
}

impl MayRace for Stop {
    fn raced(&self) -> bool {
        matches!(self, Self::Store(error) if error.raced())
    }
}

impl From<Denial> for Stop {
    fn from(denial: Denial) -> Self {
        Self::Denied(denial)
    }
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Self::Fault(Box::new(fault))
    }
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<PasswordError> for Stop {
    fn from(error: PasswordError) -> Self {
        password_fault(error).into()
    }
}

/// What the store's failure answers; the cause goes to the log.
pub(super) fn store_fault(error: StoreError, request_id: &str) -> Fault {
    match error {
        StoreError::Exists(what) => taken(what),
        StoreError::Raced(_) | StoreError::Unavailable(_) => {
            tracing::error!(request_id, %error, "the database is not available");
            Fault::unavailable("The database does not answer now; try again in a moment.")
        }
        StoreError::Broken(_) => {
            tracing::error!(request_id, %error, "the store failed");
            Fault::internal()
        }
    }
}

fn taken(what: Unique) -> Fault {
    let message = match what {
        Unique::UserName | Unique::OrganizationName => {
            "there is a user or an organization of this name already"
        }
        Unique::ProjectName => "the organization has a project of this name already",
        Unique::StreamName => "the project has a stream of this name already",
        Unique::ServiceName => "the organization has a service of this name already",
        Unique::TeamName => "the organization has a team of this name already",
        Unique::PipelineName => "the organization has a pipeline of this name already",
        Unique::Other => return Fault::internal(),
    };
    Fault { kind: FaultKind::Conflict, ..Fault::field("name", message) }
}

/// What the hashing threads' failure answers.
pub(super) fn password_fault(error: PasswordError) -> Fault {
    match error {
        PasswordError::Busy => {
            let detail = "Too many people are signing in at this moment; try again in a few seconds.";
            Fault { retry_after: Some(5), ..Fault::new(FaultKind::TooManyRequests, detail) }
        }
        PasswordError::Broken => Fault::internal(),
    }
}
