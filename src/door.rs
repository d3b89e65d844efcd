//! The door: every operation of the table, behind one function. Each call that may change something runs in a task of its
//! own, so that a client that hangs up doesn't cut a change in two.

use std::pin::Pin;

use access::Time;
use api::{Fault, Request, Response};
use app::backend::{Answer, Backend, Caller};

use crate::operations::{Context, Core};
use crate::operations::{
    accounts, audit, find, flags, invites, logins, members, organizations, people, pipeline_runs, pipelines,
    previews, profile, project_changes, project_members, project_services, projects, questions, secrets,
    services, session_list, sign_in, sign_up, stream_access, streams, team_members, teams, usage,
};

/// The server's side of the door.
#[derive(Clone)]
pub struct Door(Core);

impl Door {
    /// The door to `core`.
    #[must_use]
    pub fn new(core: Core) -> Self {
        Self(core)
    }
}

impl Backend for Door {
    fn call(&self, who: Caller, request: Request) -> Answer {
        let context = self.0.context(who);
        if is_answered_from_memory(&request) {
            return Box::pin(async move { run(&context, request).await });
        }
        Box::pin(async move {
            let (operation, request_id) = (request.name(), context.who.request_id.clone());
            let running = tokio::spawn(async move { run(&context, request).await });
            running.await.unwrap_or_else(|error| {
                tracing::error!(request_id, operation, %error, "an operation did not end");
                Err(Fault::internal())
            })
        })
    }

    fn now(&self) -> Time {
        self.0.clock.now()
    }
}

/// Whether a call changes nothing and asks the database nothing.
const fn is_answered_from_memory(request: &Request) -> bool {
    matches!(request, Request::CheckAccess(_) | Request::CheckAccessBatch(_))
}

/// A call in a place of its own: room for every row's at once would be more than a thread's stack.
#[inline(never)]
fn apart<F: Future>(call: impl FnOnce() -> F) -> Pin<Box<F>> {
    Box::pin(call())
}

/// Writes one arm for each row of the table.
macro_rules! rows {
    ($request:expr, $context:expr; $($name:ident => $operation:path),+ $(,)?) => {
        match $request {
            $(Request::$name(input) => apart(move || $operation($context, input)).await.map(Response::$name),)+
        }
    };
}

async fn run(context: &Context, request: Request) -> Result<Response, Fault> {
    rows! { request, context;
        CreateFirstAccount => accounts::create_first_account,
        SignIn => sign_in::sign_in,
        SignInWithCode => sign_in::sign_in_with_code,
        AskPasskey => sign_in::ask_passkey,
        SignInWithPasskey => sign_in::sign_in_with_passkey,
        ConfirmPassword => sign_in::confirm_password,
        ShowSignInMethods => sign_in::show_sign_in_methods,
        StartTotp => sign_in::start_totp,
        FinishTotp => sign_in::finish_totp,
        RemoveTotp => sign_in::remove_totp,
        RenewRecoveryCodes => sign_in::renew_recovery_codes,
        StartPasskey => sign_in::start_passkey,
        AddPasskey => sign_in::add_passkey,
        RenamePasskey => sign_in::rename_passkey,
        RemovePasskey => sign_in::remove_passkey,
        SignOut => accounts::sign_out,
        Whoami => accounts::whoami,
        ShowAccount => profile::show_account,
        UpdateAccount => profile::update_account,
        ListSessions => session_list::list_sessions,
        EndSession => session_list::end_session,
        EndOtherSessions => session_list::end_other_sessions,
        ConfirmEmail => profile::confirm_email,
        ChangePassword => sign_in::change_password,
        ShowAccountEnd => profile::show_account_end,
        DeleteAccount => profile::delete_account,
        ShowSignUp => sign_up::show_sign_up,
        StartLogin => logins::start_login,
        TakeLogin => logins::take_login,
        ShowLogin => logins::show_login,
        ApproveLogin => logins::approve_login,
        RefuseLogin => logins::refuse_login,
        EndLogin => logins::end_login,
        IssueSecret => secrets::issue_secret,
        ListSecrets => secrets::list_secrets,
        ShowSecret => secrets::show_secret,
        RevokeSecret => secrets::revoke_secret,
        RollSecret => secrets::roll_secret,
        ListIssuedSecrets => secrets::list_issued_secrets,
        ReportLeakedSecret => secrets::report_leaked_secret,
        ListSecretNotices => secrets::list_secret_notices,
        DismissLeak => secrets::dismiss_leak,
        ShowAdoption => secrets::show_adoption,
        ShowReach => secrets::show_reach,
        FindThings => find::find_things,
        CreateOrganization => organizations::create_organization,
        ListOrganizations => organizations::list_organizations,
        ShowOrganization => organizations::show_organization,
        UpdateOrganization => organizations::update_organization,
        UpdateOrganizationQuota => organizations::update_organization_quota,
        DeleteOrganization => organizations::delete_organization,
        ShowOrganizationContents => organizations::show_organization_contents,
        ListMembers => members::list_members,
        CountMembers => members::count_members,
        UpdateOrganizationPermissions => members::update_organization_permissions,
        UpdateMembers => members::update_members,
        UpdateFlags => flags::update_flags,
        UpdateMemberQuota => members::update_member_quota,
        ShowMemberHoldings => members::show_member_holdings,
        RemoveMember => members::remove_member,
        RemoveMembers => members::remove_members,
        LeaveOrganization => members::leave_organization,
        FindPeople => people::find_people,
        ShowPreviewFacts => previews::show_preview_facts,
        InviteMember => invites::invite_member,
        ListInvites => invites::list_invites,
        ResendInvite => invites::resend_invite,
        RevokeInvite => invites::revoke_invite,
        ListOwnInvites => invites::list_own_invites,
        ShowOwnInvite => invites::show_own_invite,
        AcceptInvite => invites::accept_invite,
        DeclineInvite => invites::decline_invite,
        ShowInviteLink => invites::show_invite_link,
        TakeInvite => invites::take_invite,
        SignUp => sign_up::sign_up,
        CreateTeam => teams::create_team,
        ListTeams => teams::list_teams,
        ShowTeam => teams::show_team,
        UpdateTeam => teams::update_team,
        DeleteTeam => teams::delete_team,
        ListTeamMembers => team_members::list_team_members,
        AddTeamMember => team_members::add_team_member,
        AddTeamMembers => team_members::add_team_members,
        RemoveTeamMember => team_members::remove_team_member,
        SetHomeTeam => team_members::set_home_team,
        CreateProject => projects::create_project,
        ListProjects => projects::list_projects,
        ShowProject => projects::show_project,
        UpdateProject => projects::update_project,
        DeleteProject => project_changes::delete_project,
        TransferProject => project_changes::transfer_project,
        ClaimProject => project_changes::claim_project,
        ListProjectMembers => project_members::list_project_members,
        UpdateProjectPermissions => project_members::update_project_permissions,
        ListProjectServices => project_services::list_project_services,
        ConfirmService => project_services::confirm_service,
        EndService => project_services::end_service,
        CreateStream => streams::create_stream,
        ListStreams => streams::list_streams,
        ShowStream => streams::show_stream,
        UpdateStream => streams::update_stream,
        DeleteStream => streams::delete_stream,
        ListStreamAccess => stream_access::list_stream_access,
        ShowNewestRecords => streams::show_newest_records,
        CreateService => services::create_service,
        ListServices => services::list_services,
        ShowService => services::show_service,
        UpdateService => services::update_service,
        DeleteService => services::delete_service,
        ShowServiceActivity => services::show_service_activity,
        ListServicePermissions => services::list_service_permissions,
        UpdateServicePermissions => services::update_service_permissions,
        ShowServiceGrid => services::show_service_grid,
        UpdateServiceGrid => services::update_service_grid,
        ListServiceSecrets => secrets::list_service_secrets,
        IssueServiceSecret => secrets::issue_service_secret,
        CreatePipeline => pipelines::create_pipeline,
        ListPipelines => pipelines::list_pipelines,
        CountPipelines => pipelines::count_pipelines,
        ListOrphanedPipelines => pipelines::list_orphaned_pipelines,
        ListDependents => pipelines::list_dependents,
        ShowPipeline => pipelines::show_pipeline,
        UpdatePipeline => pipelines::update_pipeline,
        DeletePipeline => pipelines::delete_pipeline,
        ClaimPipeline => pipelines::claim_pipeline,
        ListPipelineVersions => pipelines::list_pipeline_versions,
        RestorePipeline => pipelines::restore_pipeline,
        ListPipelineAccess => pipelines::list_pipeline_access,
        ListPipelinePeople => pipelines::list_pipeline_people,
        SharePipeline => pipelines::share_pipeline,
        UnsharePipeline => pipelines::unshare_pipeline,
        UpdatePipelineAccess => pipelines::update_pipeline_access,
        TransferPipeline => pipelines::transfer_pipeline,
        LeavePipeline => pipelines::leave_pipeline,
        DeployPipeline => pipeline_runs::deploy_pipeline,
        TeardownPipeline => pipeline_runs::teardown_pipeline,
        ShowPipelineMetrics => pipeline_runs::show_pipeline_metrics,
        ListDeadLetters => pipeline_runs::list_dead_letters,
        ShowDeadLetter => pipeline_runs::show_dead_letter,
        ReplayDeadLetters => pipeline_runs::replay_dead_letters,
        ReadConfig => pipelines::read_config,
        TryTransforms => pipeline_runs::try_transforms,
        ShowServiceUsage => usage::show_service_usage,
        ShowOrganizationUsage => usage::show_organization_usage,
        ShowStreamUsage => usage::show_stream_usage,
        ShowOwnUsage => usage::show_own_usage,
        ReportUsage => usage::report_usage,
        CheckAccess => questions::check_access,
        CheckAccessBatch => questions::check_access_batch,
        SearchSubjects => questions::search_subjects,
        SearchResources => questions::search_resources,
        SearchActions => questions::search_actions,
        ExplainAccess => questions::explain_access,
        ListAudit => audit::list_audit,
        ListAccessChanges => audit::list_access_changes,
        ListOrganizationAudit => audit::list_organization_audit,
        VerifyAudit => audit::verify_audit,
    }
}
