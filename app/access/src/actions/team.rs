//! What can be done to a team.

use super::actions;
use crate::{TeamFacts, TeamId, TeamMemberFacts, TeamMemberPermission, TeamPermission, UserId};

actions! {
    /// Actions on a team.
    TEAM: TeamFacts => TeamId, |facts| facts.id, TeamPermission;

    /// Name it, and see how many are in it.
    views FindTeam: Name;
    /// Its members.
    views ViewTeam: View;
    /// Name, description, whether it is discoverable.
    changes UpdateTeam: Manage;
    /// Delete it; what it let its members see goes with it.
    changes DeleteTeam: Manage;
}

actions! {
    /// Actions on a person in a team.
    TEAM_MEMBER: TeamMemberFacts => (TeamId, UserId), |facts| (facts.team.id, facts.user), TeamMemberPermission;

    /// Put somebody into it.
    changes AddTeamMember: Begin;
    /// Take somebody out of it.
    changes RemoveTeamMember: Own;
    /// Make it somebody's home team in its organization.
    changes SetHomeTeam: Own;
}
