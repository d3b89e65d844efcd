//! What can be done to a service, and what gateways do.

use super::actions;
use crate::{
    About, GatewayFacts, GatewayPermission, IssuingFacts, IssuingPermission, SecretId, ServiceFacts,
    ServiceGrantFacts, ServiceGrantPermission, ServiceId, ServicePermission, StreamId,
};

actions! {
    /// Actions on a service.
    SERVICE: ServiceFacts => ServiceId, |facts| facts.id, ServicePermission;

    /// Its description and quotas.
    views ViewService: See;
    /// Its grants.
    views ListServicePermissions: See;
    /// What it read and wrote.
    views ViewServiceUsage: See;
    /// Its secrets, without their tokens.
    views ListServiceSecrets: Manage;
    /// Name, description, quotas.
    changes UpdateService: Manage;
    /// Delete it with its grants and secrets.
    changes DeleteService: Manage;
}

actions! {
    /// Handing on what a service holds.
    ISSUING: IssuingFacts => ServiceId, |facts| facts.service.id, IssuingPermission;

    /// Issue a secret for it.
    changes IssueServiceSecret: Issue;
}

actions! {
    /// Handing it on once more.
    SERVICE_ROLL: About<IssuingFacts, SecretId> => (ServiceId, SecretId), |facts| (facts.on.service.id, facts.whom),
        IssuingPermission;

    /// Make a new secret beside an old one.
    changes RollServiceSecret: Issue;
}

actions! {
    /// A service's grant on a stream.
    SERVICE_GRANT: ServiceGrantFacts => (ServiceId, StreamId), |facts| (facts.service.id, facts.stream.id),
        ServiceGrantPermission;

    /// Add to it, or take away from it.
    changes UpdateServicePermissions: Change;
}

actions! {
    /// What gateways do.
    GATEWAY: GatewayFacts => (), |_facts| (), GatewayPermission;

    /// Ask what a secret is.
    views IntrospectSecret: Introspect;
    /// Report bytes read and written.
    changes ReportUsage: Report;
}
