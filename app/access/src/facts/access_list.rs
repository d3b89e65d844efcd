//! Access lists: who may ask what others may do on a resource.

use crate::ask::{Ask, Weight};
use crate::facts::{Facts, OrganizationFacts, OrganizationPermission, ProjectFacts, ProjectPermission};
use crate::facts::{PipelineFacts, PipelinePermission, StreamFacts, StreamPermission};
use crate::{Path, ResourceKind, ResourceRef, ServiceId};
use serde::{Deserialize, Serialize};

/// The resource whose access list is wanted, seen from the asker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Listed {
    /// An organization.
    Organization(OrganizationFacts),
    /// A project.
    Project(ProjectFacts),
    /// A stream.
    Stream(StreamFacts),
    /// A pipeline.
    Pipeline(PipelineFacts),
}

impl Listed {
    /// Its kind and path.
    #[must_use]
    pub fn resource(&self) -> ResourceRef {
        let (kind, path) = match self {
            Self::Organization(facts) => (ResourceKind::Organization, &facts.path),
            Self::Project(facts) => (ResourceKind::Project, &facts.path),
            Self::Stream(facts) => (ResourceKind::Stream, &facts.path),
            Self::Pipeline(facts) => (ResourceKind::Pipeline, &facts.path),
        };
        ResourceRef::new(kind, path)
    }
}

/// A question about others: "who may see the access list of the resource, and registered gateways".
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessListFacts {
    /// Where.
    pub about: Listed,
    /// The asking service, if the operator registered it as a gateway.
    pub gateway: Option<ServiceId>,
}

/// What may be wanted of an access list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccessListPermission {
    /// See it, and ask about those on it and those not.
    See,
}

impl Facts for AccessListFacts {
    type Permission = AccessListPermission;

    fn weigh(&self, ask: &mut Ask<'_>, _see: AccessListPermission) -> Weight {
        let gateway = self.gateway.is_some() && self.gateway == ask.actor().service();
        if ask.way(gateway, || Path::Gateway) {
            return Ok(());
        }
        match &self.about {
            Listed::Organization(facts) => facts.weigh(ask, OrganizationPermission::View),
            Listed::Project(facts) => facts.weigh(ask, ProjectPermission::View),
            Listed::Stream(facts) => facts.weigh(ask, StreamPermission::Access),
            Listed::Pipeline(facts) => facts.weigh(ask, PipelinePermission::Read),
        }
    }
}
