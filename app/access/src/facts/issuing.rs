//! "Nobody hands on more than they hold, organization admins included."

use crate::ask::{Ask, Weight};
use crate::facts::{
    Facts, ProjectFacts, ProjectPermission, ServiceFacts, ServicePermission, StreamFacts, all,
};
use crate::{NearMiss, ResourceKind, StreamFlags};
use serde::{Deserialize, Serialize};

/// One grant that a service holds, as stored, seen from the actor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holding {
    /// The stream's path.
    pub stream: String,
    /// The project it is in.
    pub project: ProjectFacts,
    /// What the service holds there.
    pub flags: StreamFlags,
}

impl Holding {
    /// What of it the actor doesn't hold: `read` needs `view` (public counts), `write` needs `create`.
    fn beyond(&self, ask: &Ask<'_>) -> StreamFlags {
        let held = StreamFlags { read: self.project.sees(ask), write: self.project.flags(ask).create };
        self.flags.without(held)
    }
}

/// A service with all that it holds: what a secret of it, or running as it, would hand on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssuingFacts {
    /// The service.
    pub service: ServiceFacts,
    /// Every grant stored for it, whether it counts now or not.
    pub holds: Vec<Holding>,
}

/// What may be wanted of a service and all that it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IssuingPermission {
    /// Issue or roll its secret, or choose it for a pipeline.
    Issue,
}

impl Facts for IssuingFacts {
    type Permission = IssuingPermission;

    fn weigh(&self, ask: &mut Ask<'_>, _issue: IssuingPermission) -> Weight {
        let manage = self.service.weigh(ask, ServicePermission::Manage);
        let mut unseen = 0_usize;
        let mut covered = true;
        for holding in &self.holds {
            let beyond = holding.beyond(ask);
            covered &= !beyond.any();
            if beyond.any() && !holding.project.sees(ask) {
                unseen += 1;
            }
            for (lacks, flag, needs) in [(beyond.read, "read", "view"), (beyond.write, "write", "create")] {
                ask.miss(lacks && holding.project.sees(ask), || {
                    NearMiss::new(
                        format!("{} holds {flag} on stream {}", self.service.resource(), holding.stream),
                        format!("you do not hold {needs} on {}", holding.project.resource()),
                    )
                });
            }
        }
        ask.miss(unseen > 0, || {
            NearMiss::new(
                format!("{} holds grants on streams that you cannot see ({unseen})", self.service.resource()),
                "nobody hands on more than they hold",
            )
        });
        let view = self.service.organization.flags(ask).view;
        let service = (ResourceKind::Service, self.service.path.as_str());
        all([manage, ask.end(covered, self.service.known(ask), "issue", service, view)])
    }
}

/// A change of a service's grant on one stream.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceGrantFacts {
    /// The service.
    pub service: ServiceFacts,
    /// The stream.
    pub stream: StreamFacts,
    /// What the change adds; taking away needs no right on the stream.
    pub adds: StreamFlags,
}

/// What may be wanted of a service and a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServiceGrantPermission {
    /// Change the grant.
    Change,
}

impl Facts for ServiceGrantFacts {
    type Permission = ServiceGrantPermission;

    fn weigh(&self, ask: &mut Ask<'_>, _change: ServiceGrantPermission) -> Weight {
        let project = &self.stream.project;
        let mut weigh = |wanted: bool, need| if wanted { project.weigh(ask, need) } else { Ok(()) };
        let read = weigh(self.adds.read, ProjectPermission::See);
        let write = weigh(self.adds.write, ProjectPermission::Create);
        all([read, write, self.service.weigh(ask, ServicePermission::Manage)])
    }
}
