//! What can be done to a project.

use super::actions;
use crate::{
    About, OrganizationId, ProjectClaimFacts, ProjectClaimPermission, ProjectFacts, ProjectId,
    ProjectPermission, ProjectTransferFacts, ProjectTransferPermission, ServiceId, UserId,
};

actions! {
    /// Actions on a project.
    PROJECT: ProjectFacts => ProjectId, |facts| facts.id, ProjectPermission;

    /// Its page.
    views ViewProject: See;
    /// Its streams.
    views ListStreams: See;
    /// Who holds what on it.
    views ViewProjectMembers: View;
    /// The grants of services on its streams.
    views ListProjectServices: Admin;
    /// Make a stream in it.
    changes CreateStream: Create;
    /// Name, description, and whether it is public.
    changes UpdateProject: Admin;
    /// Delete it with its streams, records and grants.
    changes DeleteProject: Admin;
}

actions! {
    /// Actions on a person in a project.
    PROJECT_MEMBER: About<ProjectFacts, UserId> => (ProjectId, UserId), |facts| (facts.on.id, facts.whom),
        ProjectPermission;

    /// Set somebody's flags, one's own included.
    changes UpdateProjectPermissions: Admin;
}

actions! {
    /// Actions on a service's grants in a project.
    PROJECT_SERVICE: About<ProjectFacts, ServiceId> => (ProjectId, ServiceId), |facts| (facts.on.id, facts.whom),
        ProjectPermission;

    /// Let the grants of another organization's service count.
    changes ConfirmService: Admin;
    /// End the grants of a service.
    changes EndService: Admin;
}

actions! {
    /// Taking over a project without an admin.
    PROJECT_CLAIM: ProjectClaimFacts => ProjectId, |facts| facts.project.id, ProjectClaimPermission;

    /// Become its admin.
    changes ClaimProject: Claim;
}

actions! {
    /// Moving a project.
    PROJECT_TRANSFER: ProjectTransferFacts => (ProjectId, OrganizationId), |facts| (facts.project.id, facts.to.id),
        ProjectTransferPermission;

    /// Move it to another organization.
    changes TransferProject: Transfer;
}
