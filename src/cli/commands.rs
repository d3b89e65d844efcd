//! Which command calls which row of the API's table of operations.

/// Every row that has a route, with the command that calls it. A test compares this with the table.
pub const COMMANDS: &[(&str, &str)] = &[
    ("Whoami", "auth whoami"),
    ("ShowAccount", "auth show-account"),
    ("UpdateAccount", "auth update-account"),
    ("ListSessions", "auth list-sessions"),
    ("EndSession", "auth end-session"),
    ("EndOtherSessions", "auth end-session"),
    ("StartLogin", "auth login"),
    ("TakeLogin", "auth login"),
    ("EndLogin", "auth logout"),
    ("IssueSecret", "secret issue"),
    ("ListSecrets", "secret list"),
    // Asked for what the question before revoking says.
    ("ShowSecret", "secret revoke"),
    ("RevokeSecret", "secret revoke"),
    ("RollSecret", "secret roll"),
    // Told and offered before revoking.
    ("ListIssuedSecrets", "secret revoke"),
    ("ReportLeakedSecret", "secret report-leaked"),
    ("ShowAdoption", "secret show-adoption"),
    ("FindThings", "find"),
    ("CreateOrganization", "organization create"),
    ("ListOrganizations", "organization list"),
    ("ShowOrganization", "organization show"),
    ("UpdateOrganization", "organization update"),
    ("UpdateOrganizationQuota", "organization update-quota"),
    ("DeleteOrganization", "organization delete"),
    ("ListMembers", "organization show-members"),
    ("UpdateOrganizationPermissions", "organization update-permissions"),
    ("UpdateMembers", "organization update-permissions"),
    ("UpdateMemberQuota", "organization update-member-quota"),
    // Told before removing and leaving, too.
    ("ShowMemberHoldings", "organization show-holdings"),
    ("RemoveMember", "organization remove-member"),
    ("RemoveMembers", "organization remove-member"),
    ("LeaveOrganization", "organization leave"),
    ("InviteMember", "organization invite-member"),
    ("ListInvites", "organization list-invites"),
    ("ResendInvite", "organization resend-invite"),
    ("RevokeInvite", "organization revoke-invite"),
    ("ListOwnInvites", "organization list-invites"),
    ("ShowOwnInvite", "organization show-invite"),
    ("AcceptInvite", "organization accept-invite"),
    ("DeclineInvite", "organization decline-invite"),
    ("CreateTeam", "team create"),
    ("ListTeams", "team list"),
    ("ShowTeam", "team show"),
    ("UpdateTeam", "team update"),
    ("DeleteTeam", "team delete"),
    ("ListTeamMembers", "team show-members"),
    ("AddTeamMember", "team add-member"),
    ("RemoveTeamMember", "team remove-member"),
    ("SetHomeTeam", "team set-home"),
    ("CreateProject", "project create"),
    ("ListProjects", "project list"),
    ("ShowProject", "project show"),
    ("UpdateProject", "project update"),
    ("DeleteProject", "project delete"),
    ("TransferProject", "project transfer"),
    ("ClaimProject", "project claim"),
    ("ListProjectMembers", "project show-members"),
    ("UpdateProjectPermissions", "project update-permissions"),
    ("ListProjectServices", "project list-services"),
    ("ConfirmService", "project confirm-service"),
    ("EndService", "project end-service"),
    ("CreateStream", "stream create"),
    ("ListStreams", "stream list"),
    ("ShowStream", "stream show"),
    ("UpdateStream", "stream update"),
    ("DeleteStream", "stream delete"),
    ("ListStreamAccess", "stream show-access"),
    ("CreateService", "service create"),
    ("ListServices", "service list"),
    ("ShowService", "service show"),
    ("UpdateService", "service update"),
    ("DeleteService", "service delete"),
    // Told before deleting, too.
    ("ShowServiceActivity", "service show-activity"),
    ("ListServicePermissions", "service list-permissions"),
    ("UpdateServicePermissions", "service update-permissions"),
    ("ListServiceSecrets", "service list-secrets"),
    ("IssueServiceSecret", "service issue-secret"),
    ("CreatePipeline", "pipeline create"),
    ("ListPipelines", "pipeline list"),
    ("ShowPipeline", "pipeline show"),
    ("UpdatePipeline", "pipeline update"),
    ("DeletePipeline", "pipeline delete"),
    ("ClaimPipeline", "pipeline claim"),
    ("ListOrphanedPipelines", "pipeline list-orphaned"),
    ("ListPipelineVersions", "pipeline versions"),
    ("RestorePipeline", "pipeline restore"),
    ("ListPipelineAccess", "pipeline show-access"),
    ("ListPipelinePeople", "pipeline people"),
    ("SharePipeline", "pipeline share"),
    ("UnsharePipeline", "pipeline unshare"),
    ("TransferPipeline", "pipeline transfer"),
    ("LeavePipeline", "pipeline leave"),
    ("DeployPipeline", "pipeline deploy"),
    ("TeardownPipeline", "pipeline teardown"),
    ("ShowPipelineMetrics", "pipeline metrics"),
    ("ListDeadLetters", "pipeline dead-letters"),
    ("ShowDeadLetter", "pipeline show-dead-letter"),
    ("ReplayDeadLetters", "pipeline replay"),
    ("TryTransforms", "stream try"),
    ("ShowServiceUsage", "service usage"),
    ("ShowOrganizationUsage", "organization usage"),
    ("ShowStreamUsage", "stream usage"),
    ("ShowOwnUsage", "auth usage"),
    ("ReportUsage", "service report-usage"),
    ("CheckAccess", "access check"),
    // Asked about several resources at once.
    ("CheckAccessBatch", "access check"),
    ("SearchSubjects", "access who-can"),
    ("SearchResources", "access list"),
    // Asked about one resource.
    ("SearchActions", "access list"),
    ("ExplainAccess", "access explain"),
    ("ListAudit", "audit list"),
    ("ListOrganizationAudit", "audit list"),
    ("VerifyAudit", "audit verify"),
];

#[cfg(test)]
mod tests {
    use api::operations::{Door, Operation, VisitRows, visit_rows};
    use clap::CommandFactory;

    use crate::cli::args::Arguments;

    use super::*;

    struct Routed(Vec<&'static str>);

    impl VisitRows for Routed {
        fn row<O: Operation>(&mut self) {
            if matches!(O::DOOR, Door::Api(..)) {
                self.0.push(O::NAME);
            }
        }
    }

    #[test]
    fn every_row_of_the_table_has_a_command() {
        let mut routed = Routed(Vec::new());
        visit_rows(&mut routed);
        let listed: Vec<&str> = COMMANDS.iter().map(|(row, _)| *row).collect();
        assert_eq!(routed.0, listed);
    }

    #[test]
    fn every_command_exists_and_the_parser_is_sound() {
        let command = Arguments::command();
        command.clone().debug_assert();
        for (row, words) in COMMANDS {
            let found = words.split(' ').try_fold(&command, |at, word| at.find_subcommand(word));
            assert!(found.is_some(), "{row}: no command “{words}”");
        }
    }
}
