//! What can be done to an organization.

use super::actions;
use crate::{OrganizationFacts, OrganizationId, OrganizationPermission};

actions! {
    /// Actions on an organization.
    ORGANIZATION: OrganizationFacts => OrganizationId, |facts| facts.id, OrganizationPermission;

    /// Its profile: name, description and public projects.
    views ViewOrganization: Profile;
    /// Its members, collaborators and what they hold.
    views ViewMembers: View;
    /// The names of all its projects, private ones included.
    views ListProjects: View;
    /// Its audit log.
    views ListOrganizationAudit: Admin;
    /// Make a project in it.
    changes CreateProject: Create;
}
