//! What can be done to an organization, its members and its invites.

use super::actions;
use crate::{
    About, InviteFacts, InviteId, InvitePermission, OrganizationFacts, OrganizationId,
    OrganizationPermission, UserId,
};

actions! {
    /// Actions on an organization.
    ORGANIZATION: OrganizationFacts => OrganizationId, |facts| facts.id, OrganizationPermission;

    /// Its profile: name, description and public projects.
    views ViewOrganization: Profile;
    /// Its members, collaborators and what they hold.
    views ViewMembers: View;
    /// The names of all its projects, private ones included.
    views ListProjects: View;
    /// Its services.
    views ListServices: View;
    /// Its teams.
    views ListTeams: View;
    /// What was read and written at its expense.
    views ViewOrganizationUsage: View;
    /// Its invites.
    views ListInvites: Admin;
    /// Its audit log.
    views ListOrganizationAudit: Admin;
    /// Its pipelines that nobody who can sign in owns, by name.
    views ListOrphanedPipelines: Admin;
    /// Make a project in it.
    changes CreateProject: Create;
    /// Make a service in it.
    changes CreateService: Create;
    /// Make a team in it.
    changes CreateTeam: Admin;
    /// Name, description, longest lifetime of secrets.
    changes UpdateOrganization: Admin;
    /// Its own quota.
    changes UpdateOrganizationQuota: Admin;
    /// Delete it.
    changes DeleteOrganization: Admin;
    /// Give up everything that one holds in it.
    changes LeaveOrganization: Leave;
}

actions! {
    /// Actions on a person in an organization.
    MEMBER: About<OrganizationFacts, UserId> => (OrganizationId, UserId), |facts| (facts.on.id, facts.whom),
        OrganizationPermission;

    /// Set somebody's flags, one's own included.
    changes UpdateOrganizationPermissions: Admin;
    /// End all that somebody holds inside.
    changes RemoveMember: Admin;
    /// Bound what a member may spend.
    changes UpdateMemberQuota: Admin;
    /// Invite somebody: take over their bills, and give them flags.
    changes InviteMember: Admin;
}

actions! {
    /// Actions on one invite.
    INVITE: InviteFacts => InviteId, |facts| facts.id, InvitePermission;

    /// Become a member.
    changes AcceptInvite: Answer;
    /// Say no.
    changes DeclineInvite: Answer;
    /// Become the one that an invite to an address is for.
    changes TakeInvite: Take;
    /// Send it anew; the old link dies.
    changes ResendInvite: Manage;
    /// End it.
    changes RevokeInvite: Manage;
}
