//! What registered gateways may do beyond what every service may.

use crate::ask::{Ask, Weight};
use crate::facts::Facts;
use crate::{Path, ResourceKind, ServiceId};
use serde::{Deserialize, Serialize};

/// The asking service's standing as a gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GatewayFacts {
    /// The asking service, if the operator registered it.
    pub registered: Option<ServiceId>,
    /// Whether a secret asks about itself.
    pub itself: bool,
}

/// What may be wanted as a gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GatewayPermission {
    /// Report bytes that were read and written behind it.
    Report,
    /// Ask what a secret is: gateways, and a secret about itself.
    Introspect,
}

impl Facts for GatewayFacts {
    type Permission = GatewayPermission;

    fn weigh(&self, ask: &mut Ask<'_>, need: GatewayPermission) -> Weight {
        let present = *ask.actor() != crate::Actor::Anonymous;
        let registered = self.registered.is_some() && self.registered == ask.actor().service();
        let itself = present && self.itself && need == GatewayPermission::Introspect;
        ask.way(registered, || Path::Gateway);
        ask.way(itself, || Path::Own);
        ask.end(registered || itself, true, "gateway", (ResourceKind::Console, ""), false)
    }
}
