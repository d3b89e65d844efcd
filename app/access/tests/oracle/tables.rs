//! The contract's tables, as text. Words in the expressions are facts about who asks and where, after the ceiling.
//! `a b` is "a and b", `a | b` is "a or b", `!a` is "not a"; `-` is never, `always` is always.

/// Which credentials leave which words standing: session, full, private read, public read, service, none.
/// Words that aren't here stand for everybody.
pub const CEILINGS: &str = "
organization.view     x x x - - -
organization.create   x x - - - -
organization.admin    x x - - - -
project.view          x x x - - -
project.create        x x - - - -
project.admin         x x - - - -
public                x x x x - x
profile               x x x x - x
grant.read            - - - - x -
grant.write           - - - - x -
gateway               - - - - x -
itself                - - - - x -
pipeline.read         x x x - - -
pipeline.edit         x x - - - -
pipeline.manage       x x - - - -
pipeline.role         x x - - - -
self.view             x x x - - -
self.manage           x x - - - -
self.sign_in          x - - - - -
self.known            x x - - - -
changer               x x - - - -
credential            x x x x x -
reader                - - x x x -
team.named            x x x - - -
team.member           x x x - - -
team.own              x x - - - -
discoverable          x x x x - -
";

/// Who may know that the thing is there.
pub const KNOWN: &str = "
Console          always
Gateway          always
Account          always
UserSecret       self.known | reader
ServiceSecret    organization.admin | organization.create creator !gateway_service | reader
Organization     always
Invite           self.known | organization.admin | reader
InviteManage     always
Project          is_public | project.view | organization.view
Stream           is_public | project.view | organization.view | grant.read | grant.write
Service          organization.view | itself
Team             organization.view | discoverable | team.member
Pipeline         pipeline.read | orphaned organization.admin
";

/// Who may do what.
pub const ALLOWED: &str = "
WhoAmI                        credential
CheckCaller                   credential
CreateOrganization            changer open
VerifyAudit                   -
IntrospectSecret              gateway | credential asks_itself
ReportUsage                   gateway

ViewAccount                   self.view
ViewUsage                     self.view
ListSecrets                   self.manage
ListSessions                  self.manage
ListOwnInvites                self.manage
ListAudit                     self.manage
IssueReadSecret               self.manage
EndSession                    self.manage
UpdateProfile                 self.manage
IssueFullSecret               self.sign_in
UpdateSignIn                  self.sign_in
DeleteAccount                 self.sign_in
ViewSecret                    self.manage | organization.admin | organization.create creator !gateway_service
RevokeSecret                  self.manage | organization.admin | organization.create creator !gateway_service
RollSecret                    self.sign_in | self.manage !full

ViewOrganization              profile
ViewMembers                   organization.view
ListProjects                  organization.view
ListServices                  organization.view
ListTeams                     organization.view
ViewOrganizationUsage         organization.view
ListInvites                   organization.admin
ListOrganizationAudit         organization.admin
ListOrphanedPipelines         organization.admin
CreateProject                 organization.create
CreateService                 organization.create
CreateTeam                    organization.admin
UpdateOrganization            organization.admin
UpdateOrganizationQuota       organization.admin
DeleteOrganization            organization.admin
LeaveOrganization             changer
UpdateOrganizationPermissions organization.admin
RemoveMember                  organization.admin
UpdateMemberQuota             organization.admin
InviteMember                  organization.admin
AcceptInvite                  self.manage
DeclineInvite                 self.manage
TakeInvite                    changer for_nobody
ResendInvite                  organization.admin
RevokeInvite                  organization.admin

ViewProject                   public | project.view
ListStreams                   public | project.view
ViewProjectMembers            project.view
ListProjectServices           project.admin
CreateStream                  project.create
UpdateProject                 project.admin
DeleteProject                 project.admin
UpdateProjectPermissions      project.admin
ConfirmService                project.admin
EndService                    project.admin
ClaimProject                  orphaned organization.admin

ViewStream                    public | project.view | grant.read | grant.write
ReadRecords                   public | project.view | grant.read
ViewStreamAccess              project.view
WriteRecords                  project.create | grant.write
UpdateStream                  project.create
DeleteStream                  project.create

ViewService                   organization.view | itself
ListServicePermissions        organization.view | itself
ViewServiceUsage              organization.view | itself
ListServiceSecrets            organization.admin | organization.create creator !gateway_service
UpdateService                 organization.admin | organization.create creator !gateway_service
DeleteService                 organization.admin | organization.create creator !gateway_service

FindTeam                      organization.view | discoverable team.named | team.member
ViewTeam                      organization.view
UpdateTeam                    organization.admin
DeleteTeam                    organization.admin
AddTeamMember                 organization.admin
RemoveTeamMember              organization.admin | team.own
SetHomeTeam                   organization.admin | team.own

ViewPipeline                  pipeline.read
ListPipelineVersions          pipeline.read
ViewPipelineMetrics           pipeline.read
ListDeadLetters               pipeline.read
ViewPipelineAccess            pipeline.read
UpdatePipeline                pipeline.edit
DeployPipeline                pipeline.edit
TeardownPipeline              pipeline.edit
ReplayDeadLetters             pipeline.edit
DeletePipeline                pipeline.manage
ClaimPipeline                 orphaned organization.admin
LeavePipeline                 pipeline.role
SharePipeline                 pipeline.manage
UnsharePipeline               pipeline.manage
TransferPipeline              pipeline.manage
UnsharePipelineFromTeam       pipeline.manage
";
