//! Streams. People reach them by their project; services by grants, stream by stream.

use crate::ask::{Ask, Weight};
use crate::facts::{Facts, ProjectFacts, ProjectPermission};
use crate::{NearMiss, Path, ResourceKind, ResourceRef, StreamFlags, StreamId};
use serde::{Deserialize, Serialize};

/// A stream, seen from the actor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StreamFacts {
    /// The stream.
    pub id: StreamId,
    /// Its path, as shown.
    pub path: String,
    /// The project it is in.
    pub project: ProjectFacts,
    /// When the actor is a service: its own grants here, as far as they count now.
    pub granted: StreamFlags,
}

/// What may be wanted of a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StreamPermission {
    /// Its description and schema: whoever may read or write it.
    See,
    /// Its records.
    Read,
    /// Append records.
    Write,
    /// Change or delete it: people who hold `create` on the project.
    Change,
    /// Who can read and write it, and how: people with a granted `view` on the project.
    Access,
}

impl StreamFacts {
    fn weigh_service(&self, ask: &mut Ask<'_>, need: StreamPermission) -> Weight {
        let granted = ask.stream_flags(self.granted);
        let (missing, allowed) = match need {
            StreamPermission::See => ("read", granted.any()),
            StreamPermission::Read => ("read", granted.read),
            StreamPermission::Write => ("write", granted.write),
            StreamPermission::Change => ("create", false),
            StreamPermission::Access => ("view", false),
        };
        let resource = || ResourceRef::new(ResourceKind::Stream, &self.path);
        for (held, flag) in [(granted.read, "read"), (granted.write, "write")] {
            let leads = held && (flag == missing || matches!(need, StreamPermission::See));
            ask.way(allowed && leads, || Path::Grant { resource: resource(), flag: flag.into() });
            ask.miss(!allowed && held, || {
                NearMiss::new(
                    format!("The service holds {flag} on {}", resource()),
                    format!("{flag} does not include {missing}"),
                )
            });
        }
        ask.miss(!allowed && self.project.public, || {
            NearMiss::new(
                format!("{} is public", self.project.resource()),
                "a service reads nothing that it wasn't granted, public streams included",
            )
        });
        // "A service gets 403 on a stream that is public or on which it has some other grant, else 404."
        let known = self.project.public || granted.any();
        ask.end(allowed, known, missing, (ResourceKind::Stream, &self.path), false)
    }
}

impl Facts for StreamFacts {
    type Permission = StreamPermission;

    // On the hot way of the gateway, from another crate.
    #[inline]
    fn weigh(&self, ask: &mut Ask<'_>, need: StreamPermission) -> Weight {
        if ask.actor().service().is_some() {
            return self.weigh_service(ask, need);
        }
        self.project.weigh(
            ask,
            match need {
                StreamPermission::See | StreamPermission::Read => ProjectPermission::See,
                StreamPermission::Write | StreamPermission::Change => ProjectPermission::Create,
                StreamPermission::Access => ProjectPermission::View,
            },
        )
    }
}
