//! The table of operations. Read it like a contents page: what can be done, through which door, what goes
//! in and what comes out.
//!
//! A new row makes a variant of [`Request`] and of [`Response`]; the server does not compile until it is
//! implemented, and tests fail until it has a route, a command and refusal tests. Appending and reading
//! records in bulk is not in the table: it streams, and stands in the server's gateway.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::lists::Page;
use crate::{
    accounts, audit, find, flags, invites, logins, members, organizations, people, pipelines, previews,
    profile, projects, questions, secrets, services, sessions, sign_in, streams, teams, usage,
};

/// The HTTP method of a row's route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Reads; never changes anything.
    Get,
    /// Creates or acts.
    Post,
    /// Changes the named fields and leaves the others alone.
    Patch,
    /// Ends or removes.
    Delete,
}

/// Where an operation can be called from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    /// The management API at this method and path template (`{organization}` and so on), and so the command
    /// line too; the console calls the same operation.
    Api(Method, &'static str),
    /// The console alone: it makes, needs or ends a browser session.
    Console,
}

/// What the OpenAPI document needs of a type; anything at all where that document isn't made.
#[cfg(feature = "schema")]
pub use schemars::JsonSchema as Described;

/// What the OpenAPI document needs of a type; anything at all where that document isn't made.
#[cfg(not(feature = "schema"))]
pub trait Described {}
#[cfg(not(feature = "schema"))]
impl<T> Described for T {}

/// One row of the table, as a type: an input that knows its output.
pub trait Operation: Into<Request> + DeserializeOwned + Described + Send + 'static {
    /// What a success answers.
    type Output: Serialize + DeserializeOwned + Described + Send + 'static;
    /// `VerbNoun`, as in audit rows and log lines.
    const NAME: &'static str;
    /// Where it can be called from.
    const DOOR: Door;
    /// What it does.
    const SUMMARY: &'static str;
    /// The output of this row, if `response` is this row's.
    fn output(response: Response) -> Option<Self::Output>;
}

/// Code that runs once for each row with its types: the router, the OpenAPI document.
pub trait VisitRows {
    /// Called with each row, in the table's order.
    fn row<O: Operation>(&mut self);
}

macro_rules! door {
    (console) => {
        Door::Console
    };
    ($method:ident $path:literal) => {
        Door::Api(Method::$method, $path)
    };
}

macro_rules! operations {
    ($( $(#[doc = $doc:literal])+ $name:ident($input:ty) -> $output:ty = [$($door:tt)+]; )+) => {
        /// A call of one operation: a row's name with its input.
        #[derive(Clone, Debug)]
        pub enum Request { $( $(#[doc = $doc])+ $name($input) ),+ }

        /// The answer of one operation.
        #[derive(Clone, Debug)]
        pub enum Response { $( #[doc = concat!("What `", stringify!($name), "` answers.")] $name($output) ),+ }

        impl Request {
            /// The names of all rows, in the table's order.
            pub const NAMES: &'static [&'static str] = &[$( stringify!($name) ),+];

            /// The row's name.
            #[must_use]
            pub fn name(&self) -> &'static str {
                match self { $( Self::$name(_) => stringify!($name) ),+ }
            }
        }

        $(
            impl From<$input> for Request {
                fn from(input: $input) -> Self { Self::$name(input) }
            }
            impl Operation for $input {
                type Output = $output;
                const NAME: &'static str = stringify!($name);
                const DOOR: Door = door!($($door)+);
                const SUMMARY: &'static str = concat!($($doc),+);
                fn output(response: Response) -> Option<$output> {
                    match response {
                        Response::$name(output) => Some(output),
                        #[allow(unreachable_patterns)]
                        _ => None,
                    }
                }
            }
        )+

        /// Shows every row to `visitor`, in the table's order.
        pub fn visit_rows(visitor: &mut impl VisitRows) {
            $( visitor.row::<$input>(); )+
        }
    };
}

operations! {
    // Accounts and sessions.
    /// Creates the first account, with the one-time link that the server printed when it started.
    CreateFirstAccount(accounts::CreateFirstAccount) -> accounts::Account = [console];
    /// Checks a username and password; the console then begins a session, or asks for a code.
    SignIn(accounts::SignIn) -> sign_in::SignedIn = [console];
    /// Checks the code that a sign-in asked for: an authenticator app's, or a recovery code.
    SignInWithCode(sign_in::SignInWithCode) -> sign_in::Admitted = [console];
    /// Begins to ask a passkey who somebody is.
    AskPasskey(sign_in::AskPasskey) -> sign_in::PasskeyChallenge = [console];
    /// Checks what a passkey answered; the console then begins a session.
    SignInWithPasskey(sign_in::SignInWithPasskey) -> sign_in::Admitted = [console];
    /// Asks for the password again before something that mints power; holds for ten minutes.
    ConfirmPassword(accounts::ConfirmPassword) -> accounts::Confirmed = [console];
    /// Shows how one can sign in to the caller's account.
    ShowSignInMethods(sign_in::ShowSignInMethods) -> sign_in::SignInMethods = [console];
    /// Begins to set up an authenticator app; its seed stands in this answer and nowhere else.
    StartTotp(sign_in::StartTotp) -> sign_in::TotpStarted = [console];
    /// Asks for a code beside the password from now on; the recovery codes stand in this answer and nowhere else.
    FinishTotp(sign_in::FinishTotp) -> sign_in::RecoveryCodes = [console];
    /// Asks for no code any more.
    RemoveTotp(sign_in::RemoveTotp) -> sign_in::TotpRemoved = [console];
    /// Makes new recovery codes in place of the earlier ones.
    RenewRecoveryCodes(sign_in::RenewRecoveryCodes) -> sign_in::RecoveryCodes = [console];
    /// Begins to add a passkey.
    StartPasskey(sign_in::StartPasskey) -> sign_in::PasskeyChallenge = [console];
    /// Adds a passkey.
    AddPasskey(sign_in::AddPasskey) -> sign_in::Passkey = [console];
    /// Calls a passkey otherwise.
    RenamePasskey(sign_in::RenamePasskey) -> sign_in::Passkey = [console];
    /// Takes a passkey away.
    RemovePasskey(sign_in::RemovePasskey) -> sign_in::PasskeyRemoved = [console];
    /// Ends the browser session it is called in.
    SignOut(accounts::SignOut) -> accounts::SignedOut = [console];
    /// Says who is calling, with which credential, and who pays.
    Whoami(accounts::Whoami) -> accounts::Identity = [Get "/api/v1/whoami"];
    /// Shows the caller's own account.
    ShowAccount(profile::ShowAccount) -> profile::OwnAccount = [Get "/api/v1/account"];
    /// Changes the caller's own account; a field left out stays. Name and e-mail address are changed in the console alone.
    UpdateAccount(profile::UpdateAccount) -> profile::OwnAccount = [Patch "/api/v1/account"];
    /// Lists the caller's own browser sessions that go on, newest first.
    ListSessions(sessions::ListSessions) -> Page<sessions::Session> = [Get "/api/v1/sessions"];
    /// Ends a browser session of the caller's own; its cookie is refused from the next request on.
    EndSession(sessions::EndSession) -> sessions::SessionsEnded = [Delete "/api/v1/sessions/{id}"];
    /// Ends all of the caller's own browser sessions but the one that it is called in.
    EndOtherSessions(sessions::EndOtherSessions) -> sessions::SessionsEnded = [Delete "/api/v1/sessions"];
    /// Confirms an e-mail address with the link that was sent there.
    ConfirmEmail(profile::ConfirmEmail) -> profile::EmailConfirmed = [console];
    /// Changes the caller's password; all other sessions end.
    ChangePassword(profile::ChangePassword) -> accounts::Account = [console];
    /// Tells what would go with the caller's account.
    ShowAccountEnd(profile::ShowAccountEnd) -> profile::AccountEnd = [console];
    /// Deletes the caller's account with its personal organization.
    DeleteAccount(profile::DeleteAccount) -> accounts::Account = [console];
    /// Tells who may make an account here.
    ShowSignUp(profile::ShowSignUp) -> profile::SignUpTerms = [console];

    // Command lines, signed in by the browser.
    /// Asks for a command line to be signed in: it shows the code, a person approves on the page. Needs no secret.
    StartLogin(logins::StartLogin) -> logins::StartedLogin = [Post "/api/v1/auth/logins"];
    /// Tells how a login went; once it was approved, this issues its secret, which stands in this answer and nowhere else. Needs no secret.
    TakeLogin(logins::TakeLogin) -> logins::TakenLogin = [Post "/api/v1/auth/logins/token"];
    /// Shows the login of a code to the person who is to approve it.
    ShowLogin(logins::ShowLogin) -> logins::Login = [console];
    /// Approves a login, and says what secret it gets; asks for the password again.
    ApproveLogin(logins::ApproveLogin) -> logins::AnsweredLogin = [console];
    /// Refuses a login.
    RefuseLogin(logins::RefuseLogin) -> logins::AnsweredLogin = [console];
    /// Revokes the secret that it is called with, whatever its kind; a service’s is ended by those who manage the service.
    EndLogin(logins::EndLogin) -> secrets::Secret = [Post "/api/v1/auth/logout"];

    // Secrets.
    /// Issues a secret for the caller's own account; the token stands in this answer and nowhere else.
    IssueSecret(secrets::IssueSecret) -> secrets::IssuedSecret = [Post "/api/v1/secrets"];
    /// Lists the caller's own secrets, newest first, ended ones included unless `state` says otherwise.
    ListSecrets(secrets::ListSecrets) -> Page<secrets::Secret> = [Get "/api/v1/secrets"];
    /// Shows a secret of the caller's own, or of a service that the caller manages.
    ShowSecret(secrets::ShowSecret) -> secrets::Secret = [Get "/api/v1/secrets/{id}"];
    /// Revokes a secret of the caller's own, or of a service that the caller manages; it is refused from the next request on.
    RevokeSecret(secrets::RevokeSecret) -> secrets::Secret = [Delete "/api/v1/secrets/{id}"];
    /// Makes another secret like an old one, which ends after an overlap; the token stands in this answer and nowhere else.
    RollSecret(secrets::RollSecret) -> secrets::IssuedSecret = [Post "/api/v1/secrets/{id}/roll"];
    /// Lists what a secret issued, directly or by way of what it issued, newest first.
    ListIssuedSecrets(secrets::ListIssuedSecrets) -> Page<secrets::Secret> = [Get "/api/v1/secrets/{id}/issued"];
    /// Reports a secret that was found where it doesn’t belong: if it works, it is revoked with all that it issued, and its owner told. Needs no secret, and always answers alike.
    ReportLeakedSecret(secrets::ReportLeakedSecret) -> secrets::LeakReported = [Post "/api/v1/secrets/leaked"];
    /// Lists the secrets that end soon or were reported as leaked: the caller’s own, and those of services whose organization the caller is admin of.
    ListSecretNotices(secrets::ListSecretNotices) -> secrets::SecretNotices = [console];
    /// Takes the notice of a leaked secret away, for the caller.
    DismissLeak(secrets::DismissLeak) -> secrets::Dismissed = [console];
    /// Tells how far a rolled secret's successor has taken its place.
    ShowAdoption(secrets::ShowAdoption) -> secrets::Adoption = [Get "/api/v1/secrets/{id}/adoption"];
    /// Tells what the caller's account can reach now: what the console computes a secret's reach from.
    ShowReach(secrets::ShowReach) -> secrets::Reach = [console];

    // Everything that has a name.
    /// Finds organizations, projects, streams, pipelines, services and teams that the caller can see, by parts of their names.
    FindThings(find::FindThings) -> Page<find::FoundThing> = [Get "/api/v1/find"];

    // Organizations.
    /// Creates an organization; whoever creates it gets all three flags on it.
    CreateOrganization(organizations::CreateOrganization) -> organizations::Organization = [Post "/api/v1/organizations"];
    /// Lists the organizations that the caller is billed in or holds a flag in.
    ListOrganizations(organizations::ListOrganizations) -> Page<organizations::Organization> = [Get "/api/v1/organizations"];
    /// Shows an organization: its name and description are for everybody.
    ShowOrganization(organizations::ShowOrganization) -> organizations::Organization = [Get "/api/v1/organizations/{organization}"];
    /// Changes an organization’s name, description or settings; a field left out stays.
    UpdateOrganization(organizations::UpdateOrganization) -> organizations::Organization = [Patch "/api/v1/organizations/{organization}"];
    /// Bounds what is spent at the organization’s expense.
    UpdateOrganizationQuota(organizations::UpdateOrganizationQuota) -> organizations::Organization = [Patch "/api/v1/organizations/{organization}/quota"];
    /// Deletes an organization that pays for nobody else and holds nothing.
    DeleteOrganization(organizations::DeleteOrganization) -> organizations::Deleted = [Delete "/api/v1/organizations/{organization}"];
    /// Tells what keeps an organization from being deleted.
    ShowOrganizationContents(organizations::ShowOrganizationContents) -> organizations::OrganizationContents = [console];

    // People in an organization.
    /// Lists members, collaborators and pending invites.
    ListMembers(members::ListMembers) -> Page<members::Member> = [Get "/api/v1/organizations/{organization}/members"];
    /// Counts the rows of each filter of the members page.
    CountMembers(members::CountMembers) -> members::MemberCounts = [console];
    /// Sets the flags of any user; billing stays where it is.
    UpdateOrganizationPermissions(members::UpdateOrganizationPermissions) -> members::Member = [Patch "/api/v1/organizations/{organization}/members/{user}"];
    /// Sets flags of several people at once.
    UpdateMembers(members::UpdateMembers) -> members::MembersChanged = [Patch "/api/v1/organizations/{organization}/members"];
    /// Sets flags of several people on an organization or a project, each their own.
    UpdateFlags(flags::UpdateFlags) -> members::MembersChanged = [console];
    /// Bounds what a member may spend.
    UpdateMemberQuota(members::UpdateMemberQuota) -> members::Member = [Patch "/api/v1/organizations/{organization}/members/{user}/quota"];
    /// Tells what somebody would lose by leaving or being removed.
    ShowMemberHoldings(members::ShowMemberHoldings) -> members::MemberHoldings = [Get "/api/v1/organizations/{organization}/members/{user}/holdings"];
    /// Ends everything that somebody holds inside an organization.
    RemoveMember(members::RemoveMember) -> members::Removed = [Delete "/api/v1/organizations/{organization}/members/{user}"];
    /// Removes several people at once.
    RemoveMembers(members::RemoveMembers) -> members::Removed = [Post "/api/v1/organizations/{organization}/removals"];
    /// Gives up everything that the caller holds inside.
    LeaveOrganization(members::LeaveOrganization) -> members::Removed = [Post "/api/v1/organizations/{organization}/leave"];
    /// Finds people by how their name begins.
    FindPeople(people::FindPeople) -> people::People = [console];
    /// Tells what the shared rules need to preview a form’s change.
    ShowPreviewFacts(previews::ShowPreviewFacts) -> previews::PreviewFacts = [console];

    // Invites.
    /// Invites somebody to become a member: once accepted, the organization pays.
    InviteMember(invites::InviteMember) -> invites::SentInvite = [Post "/api/v1/organizations/{organization}/invites"];
    /// Lists an organization’s invites, newest first.
    ListInvites(invites::ListInvites) -> Page<invites::Invite> = [Get "/api/v1/organizations/{organization}/invites"];
    /// Sends an invite anew for another 14 days; a link sent before is dead.
    ResendInvite(invites::ResendInvite) -> invites::SentInvite = [Post "/api/v1/organizations/{organization}/invites/{id}/resend"];
    /// Ends a pending invite.
    RevokeInvite(invites::RevokeInvite) -> invites::Invite = [Delete "/api/v1/organizations/{organization}/invites/{id}"];
    /// Lists the pending invites that are for the caller.
    ListOwnInvites(invites::ListOwnInvites) -> Page<invites::Invite> = [Get "/api/v1/invites"];
    /// Shows the caller’s pending invite with what accepting would change.
    ShowOwnInvite(invites::ShowOwnInvite) -> invites::InviteTerms = [Get "/api/v1/organizations/{organization}/invite"];
    /// Accepts the caller’s pending invite: flags are added, billing moves.
    AcceptInvite(invites::AcceptInvite) -> invites::Invite = [Post "/api/v1/organizations/{organization}/invite/accept"];
    /// Declines the caller’s pending invite.
    DeclineInvite(invites::DeclineInvite) -> invites::Invite = [Post "/api/v1/organizations/{organization}/invite/decline"];
    /// Says what the link of an invite to an address leads to.
    ShowInviteLink(invites::ShowInviteLink) -> invites::InviteLink = [console];
    /// Makes the caller the one that an invite to an address is for.
    TakeInvite(invites::TakeInvite) -> invites::Invite = [console];
    /// Creates an account: with the link of an invite to an address, or without one where sign-up is open.
    SignUp(invites::SignUp) -> accounts::Account = [console];

    // Teams.
    /// Creates a team.
    CreateTeam(teams::CreateTeam) -> teams::Team = [Post "/api/v1/organizations/{organization}/teams"];
    /// Lists the teams that the caller can see.
    ListTeams(teams::ListTeams) -> Page<teams::Team> = [Get "/api/v1/organizations/{organization}/teams"];
    /// Shows a team.
    ShowTeam(teams::ShowTeam) -> teams::Team = [Get "/api/v1/organizations/{organization}/teams/{team}"];
    /// Changes a team; a field left out stays.
    UpdateTeam(teams::UpdateTeam) -> teams::Team = [Patch "/api/v1/organizations/{organization}/teams/{team}"];
    /// Deletes a team; what it let its members see goes with it.
    DeleteTeam(teams::DeleteTeam) -> organizations::Deleted = [Delete "/api/v1/organizations/{organization}/teams/{team}"];
    /// Lists a team’s members by name.
    ListTeamMembers(teams::ListTeamMembers) -> Page<teams::TeamMember> = [Get "/api/v1/organizations/{organization}/teams/{team}/members"];
    /// Puts somebody into a team.
    AddTeamMember(teams::AddTeamMember) -> teams::TeamMember = [Post "/api/v1/organizations/{organization}/teams/{team}/members"];
    /// Puts several people into a team at once.
    AddTeamMembers(teams::AddTeamMembers) -> members::MembersChanged = [console];
    /// Takes somebody out of a team.
    RemoveTeamMember(teams::RemoveTeamMember) -> teams::Team = [Delete "/api/v1/organizations/{organization}/teams/{team}/members/{user}"];
    /// Makes a team somebody’s home team in its organization.
    SetHomeTeam(teams::SetHomeTeam) -> teams::TeamMember = [Post "/api/v1/organizations/{organization}/teams/{team}/members/{user}/home"];

    // Projects.
    /// Creates a project; whoever creates it gets all three flags on it.
    CreateProject(projects::CreateProject) -> projects::Project = [Post "/api/v1/organizations/{organization}/projects"];
    /// Lists the projects that the caller can see, of one organization or of all.
    ListProjects(projects::ListProjects) -> Page<projects::Project> = [Get "/api/v1/projects"];
    /// Shows a project.
    ShowProject(projects::ShowProject) -> projects::Project = [Get "/api/v1/projects/{organization}/{project}"];
    /// Changes a project's name, description or publicity; a field left out stays.
    UpdateProject(projects::UpdateProject) -> projects::Project = [Patch "/api/v1/projects/{organization}/{project}"];
    /// Deletes a project with its streams, records and grants.
    DeleteProject(projects::DeleteProject) -> organizations::Deleted = [Delete "/api/v1/projects/{organization}/{project}"];
    /// Moves a project to another organization.
    TransferProject(projects::TransferProject) -> projects::Project = [Post "/api/v1/projects/{organization}/{project}/transfer"];
    /// Makes the caller admin of a project that has none.
    ClaimProject(projects::ClaimProject) -> projects::Project = [Post "/api/v1/projects/{organization}/{project}/claim"];
    /// Lists who holds what on a project.
    ListProjectMembers(projects::ListProjectMembers) -> Page<projects::ProjectMember> = [Get "/api/v1/projects/{organization}/{project}/members"];
    /// Sets the flags of any user on a project.
    UpdateProjectPermissions(projects::UpdateProjectPermissions) -> projects::ProjectMember = [Patch "/api/v1/projects/{organization}/{project}/members/{user}"];
    /// Lists the grants of services on a project’s streams.
    ListProjectServices(projects::ListProjectServices) -> Page<projects::ProjectServiceGrant> = [Get "/api/v1/projects/{organization}/{project}/services"];
    /// Lets the grants of another organization’s service count.
    ConfirmService(projects::ConfirmService) -> projects::ServiceGrantsChanged = [Post "/api/v1/projects/{organization}/{project}/services/confirm"];
    /// Ends the grants of a service on a project’s streams.
    EndService(projects::EndService) -> projects::ServiceGrantsChanged = [Post "/api/v1/projects/{organization}/{project}/services/end"];

    // Streams.
    /// Creates a stream in a project.
    CreateStream(streams::CreateStream) -> streams::Stream = [Post "/api/v1/projects/{organization}/{project}/streams"];
    /// Lists a project's streams by name.
    ListStreams(streams::ListStreams) -> Page<streams::Stream> = [Get "/api/v1/projects/{organization}/{project}/streams"];
    /// Shows a stream.
    ShowStream(streams::ShowStream) -> streams::Stream = [Get "/api/v1/streams/{organization}/{project}/{stream}"];
    /// Changes a stream; a field left out stays.
    UpdateStream(streams::UpdateStream) -> streams::Stream = [Patch "/api/v1/streams/{organization}/{project}/{stream}"];
    /// Deletes a stream with its records and grants.
    DeleteStream(streams::DeleteStream) -> organizations::Deleted = [Delete "/api/v1/streams/{organization}/{project}/{stream}"];
    /// Lists who can read or write a stream, and by which path.
    ListStreamAccess(streams::ListStreamAccess) -> Page<streams::StreamAccess> = [Get "/api/v1/streams/{organization}/{project}/{stream}/access"];
    /// The newest records of a stream, for its page.
    ShowNewestRecords(streams::ShowNewestRecords) -> streams::NewestRecords = [console];

    // Services.
    /// Creates a service; it may read and write nothing until it is granted streams.
    CreateService(services::CreateService) -> services::Service = [Post "/api/v1/organizations/{organization}/services"];
    /// Lists an organization's services by name.
    ListServices(services::ListServices) -> Page<services::Service> = [Get "/api/v1/organizations/{organization}/services"];
    /// Shows a service.
    ShowService(services::ShowService) -> services::Service = [Get "/api/v1/services/{organization}/{service}"];
    /// Changes a service; a field left out stays.
    UpdateService(services::UpdateService) -> services::Service = [Patch "/api/v1/services/{organization}/{service}"];
    /// Deletes a service with its grants and secrets.
    DeleteService(services::DeleteService) -> organizations::Deleted = [Delete "/api/v1/services/{organization}/{service}"];
    /// Tells what a service did in the last 30 days, and so what deleting it would stop.
    ShowServiceActivity(services::ShowServiceActivity) -> services::ServiceActivity = [Get "/api/v1/services/{organization}/{service}/activity"];
    /// Lists what a service is granted, by stream.
    ListServicePermissions(services::ListServicePermissions) -> Page<services::ServicePermission> = [Get "/api/v1/services/{organization}/{service}/permissions"];
    /// Sets what a service may do on a stream; a flag left out stays.
    UpdateServicePermissions(services::UpdateServicePermissions) -> services::ServicePermission = [Patch "/api/v1/services/{organization}/{service}/permissions"];
    /// Shows a service's grants as a grid, with what the rules need to say why about each tick.
    ShowServiceGrid(services::ShowServiceGrid) -> services::ServiceGrid = [console];
    /// Sets what a service may do on several streams at once.
    UpdateServiceGrid(services::UpdateServiceGrid) -> services::ServiceGridChanged = [console];
    /// Lists a service's secrets, newest first, ended ones included unless `state` says otherwise.
    ListServiceSecrets(secrets::ListServiceSecrets) -> Page<secrets::Secret> = [Get "/api/v1/services/{organization}/{service}/secrets"];
    /// Issues a secret for a service; the token stands in this answer and nowhere else.
    IssueServiceSecret(secrets::IssueServiceSecret) -> secrets::IssuedSecret = [Post "/api/v1/services/{organization}/{service}/secrets"];

    // Pipelines.
    /// Creates a pipeline; whoever creates it owns it, and their home team may view it.
    CreatePipeline(pipelines::CreatePipeline) -> pipelines::Pipeline = [Post "/api/v1/organizations/{organization}/pipelines"];
    /// Lists the pipelines that the caller can read, of one organization or of all.
    ListPipelines(pipelines::ListPipelines) -> Page<pipelines::Pipeline> = [Get "/api/v1/pipelines"];
    /// Counts the rows of each filter of the list of pipelines.
    CountPipelines(pipelines::CountPipelines) -> pipelines::PipelineCounts = [console];
    /// Shows a pipeline with its newest config.
    ShowPipeline(pipelines::ShowPipeline) -> pipelines::Pipeline = [Get "/api/v1/pipelines/{organization}/{pipeline}"];
    /// Changes a pipeline; a field left out stays, a changed config becomes its newest version.
    UpdatePipeline(pipelines::UpdatePipeline) -> pipelines::Pipeline = [Patch "/api/v1/pipelines/{organization}/{pipeline}"];
    /// Deletes a pipeline with its versions, roles, metrics and dead letters.
    DeletePipeline(pipelines::DeletePipeline) -> organizations::Deleted = [Delete "/api/v1/pipelines/{organization}/{pipeline}"];
    /// Makes the caller owner of a pipeline that has none.
    ClaimPipeline(pipelines::ClaimPipeline) -> pipelines::Pipeline = [Post "/api/v1/pipelines/{organization}/{pipeline}/claim"];
    /// Lists an organization's pipelines that no enabled user owns.
    ListOrphanedPipelines(pipelines::ListOrphanedPipelines) -> Page<pipelines::OrphanedPipeline> = [Get "/api/v1/organizations/{organization}/orphaned-pipelines"];
    /// Lists the pipelines that would crash if a stream, a project or a service went.
    ListDependents(pipelines::ListDependents) -> pipelines::Dependents = [console];
    /// Lists a pipeline's saved configs, newest first, each with its difference from the one before.
    ListPipelineVersions(pipelines::ListPipelineVersions) -> Page<pipelines::PipelineVersion> = [Get "/api/v1/pipelines/{organization}/{pipeline}/versions"];
    /// Saves an earlier config anew, as the newest version.
    RestorePipeline(pipelines::RestorePipeline) -> pipelines::Pipeline = [Post "/api/v1/pipelines/{organization}/{pipeline}/restore"];
    /// Lists who has which role on a pipeline: people, then teams.
    ListPipelineAccess(pipelines::ListPipelineAccess) -> Page<pipelines::PipelineAccess> = [Get "/api/v1/pipelines/{organization}/{pipeline}/access"];
    /// Lists who may read, edit and manage a pipeline, and because of what.
    ListPipelinePeople(pipelines::ListPipelinePeople) -> pipelines::PipelinePeople = [Get "/api/v1/pipelines/{organization}/{pipeline}/people"];
    /// Gives a person a role, in place of the one they have, or lets a team view the pipeline.
    SharePipeline(pipelines::SharePipeline) -> pipelines::PipelineAccess = [Post "/api/v1/pipelines/{organization}/{pipeline}/access"];
    /// Takes a person's or a team's role away.
    UnsharePipeline(pipelines::UnsharePipeline) -> organizations::Deleted = [Delete "/api/v1/pipelines/{organization}/{pipeline}/access"];
    /// Changes several people's and teams' roles at once.
    UpdatePipelineAccess(pipelines::UpdatePipelineAccess) -> pipelines::AccessChanged = [console];
    /// Makes somebody the owner of a pipeline; the caller stays on as an editor.
    TransferPipeline(pipelines::TransferPipeline) -> pipelines::Pipeline = [Post "/api/v1/pipelines/{organization}/{pipeline}/transfer"];
    /// Gives up the caller's own role on a pipeline.
    LeavePipeline(pipelines::LeavePipeline) -> organizations::Deleted = [Post "/api/v1/pipelines/{organization}/{pipeline}/leave"];
    /// Runs the newest version of a pipeline.
    DeployPipeline(pipelines::DeployPipeline) -> pipelines::Pipeline = [Post "/api/v1/pipelines/{organization}/{pipeline}/deploy"];
    /// Stops a pipeline; its config and its place in the source stay.
    TeardownPipeline(pipelines::TeardownPipeline) -> pipelines::Pipeline = [Post "/api/v1/pipelines/{organization}/{pipeline}/teardown"];
    /// Shows what a pipeline has processed.
    ShowPipelineMetrics(pipelines::ShowPipelineMetrics) -> pipelines::PipelineMetrics = [Get "/api/v1/pipelines/{organization}/{pipeline}/metrics"];
    /// Lists the records that a pipeline could not transform, newest first.
    ListDeadLetters(pipelines::ListDeadLetters) -> Page<pipelines::DeadLetter> = [Get "/api/v1/pipelines/{organization}/{pipeline}/dead-letters"];
    /// Shows a record that a pipeline could not transform.
    ShowDeadLetter(pipelines::ShowDeadLetter) -> pipelines::DeadLetterRecord = [Get "/api/v1/pipelines/{organization}/{pipeline}/dead-letters/{id}"];
    /// Tries failed records again.
    ReplayDeadLetters(pipelines::ReplayDeadLetters) -> pipelines::Replaying = [Post "/api/v1/pipelines/{organization}/{pipeline}/dead-letters/replay"];
    /// Reads a config from the text that somebody is writing.
    ReadConfig(pipelines::ReadConfig) -> pipelines::PipelineConfig = [console];
    /// Checks transforms and tries them on a stream's newest records.
    TryTransforms(pipelines::TryTransforms) -> pipelines::Tried = [Post "/api/v1/streams/{organization}/{project}/{stream}/try-transforms"];

    // Usage.
    /// Shows what a service used this month, against its quotas; or with one of its secrets.
    ShowServiceUsage(usage::ShowServiceUsage) -> usage::Usage = [Get "/api/v1/services/{organization}/{service}/usage"];
    /// Shows what an organization pays for this month, against its quotas.
    ShowOrganizationUsage(usage::ShowOrganizationUsage) -> usage::Usage = [Get "/api/v1/organizations/{organization}/usage"];
    /// Shows what was read from and written to a stream.
    ShowStreamUsage(usage::ShowStreamUsage) -> usage::Usage = [Get "/api/v1/streams/{organization}/{project}/{stream}/usage"];
    /// Shows what the caller used this month, against their quotas; or with one of their secrets.
    ShowOwnUsage(usage::ShowOwnUsage) -> usage::Usage = [Get "/api/v1/account/usage"];
    /// Reports what was read and written behind a registered gateway.
    ReportUsage(usage::ReportUsage) -> usage::UsageReported = [Post "/api/v1/usage"];

    // Questions about access.
    /// Answers one question of the AuthZEN Authorization API: may this subject do this to that resource.
    CheckAccess(questions::CheckAccess) -> questions::Decision = [Post "/access/v1/evaluation"];
    /// Answers up to 1,000 such questions at once.
    CheckAccessBatch(questions::CheckAccessBatch) -> questions::Decisions = [Post "/access/v1/evaluations"];
    /// Tells who may do something on a resource.
    SearchSubjects(questions::SearchSubjects) -> questions::SearchResults<questions::Entity> = [Post "/access/v1/search/subject"];
    /// Tells on which resources a subject may do something.
    SearchResources(questions::SearchResources) -> questions::SearchResults<questions::Entity> = [Post "/access/v1/search/resource"];
    /// Tells what a subject may do on a resource.
    SearchActions(questions::SearchActions) -> questions::SearchResults<questions::ActionName> = [Post "/access/v1/search/action"];
    /// Answers the same question with the path of a yes or the near misses of a no.
    ExplainAccess(questions::ExplainAccess) -> questions::Explanation = [Get "/api/v1/access/explain"];

    // Audit.
    /// Lists what was done and refused on the caller's own account, newest first.
    ListAudit(audit::ListAudit) -> Page<audit::AuditEntry> = [Get "/api/v1/audit"];
    /// Lists what others lately did to the caller’s access: flags, roles, teams, removals.
    ListAccessChanges(audit::ListAccessChanges) -> audit::AccessChanges = [console];
    /// Lists what was done and refused in an organization, newest first; for its admins.
    ListOrganizationAudit(audit::ListOrganizationAudit) -> Page<audit::AuditEntry> = [Get "/api/v1/organizations/{organization}/audit"];
    /// Verifies the audit log's hash chain; for the operator, who runs it on the database.
    VerifyAudit(audit::VerifyAudit) -> audit::Verification = [Get "/api/v1/audit/verification"];
}
