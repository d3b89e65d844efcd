//! People in an organization: what goes in and comes out.

use access::{Flags, InviteId, Time, UserId};
use serde::{Deserialize, Serialize};

use crate::fields::Limit;
use crate::names::{Name, Names};

/// Which rows of the members are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum MemberFilter {
    /// People who are billed here.
    Members,
    /// People who hold a flag here and pay elsewhere.
    Collaborators,
    /// Pending invites.
    Invites,
    /// People who hold `admin`.
    Admins,
}

/// How the members are sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum MemberOrder {
    /// By name, from a to z.
    #[default]
    Name,
    /// The newest first: by when they became a member, were granted or were invited.
    Newest,
}

/// Why somebody stands in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum MemberSource {
    /// Billed here.
    Member,
    /// Holds a flag here, pays elsewhere.
    Collaborator,
    /// Invited, hasn't answered.
    Invite,
}

/// Lists members, collaborators and pending invites in one table. Invites are shown to admins alone.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ListMembers {
    /// Its organization.
    pub organization: Name,
    /// Only those whose name holds this text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search: Option<String>,
    /// Only these.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<MemberFilter>,
    /// How they are sorted; by name unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<MemberOrder>,
    /// The most rows, from 1 to 500.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// The cursor that the page before gave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// Counts the rows of each filter.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CountMembers {
    /// Its organization.
    pub organization: Name,
    /// Only those whose name holds this text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search: Option<String>,
}

/// Sets the flags of any user; billing stays where it is. A flag left out stays.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UpdateOrganizationPermissions {
    /// Its organization.
    pub organization: Name,
    /// Whom.
    pub user: Name,
    /// Whether they may look; left out, it stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub view: Option<bool>,
    /// Whether they may make things; left out, it stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub create: Option<bool>,
    /// Whether they may decide who else may; left out, it stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub admin: Option<bool>,
    /// The mark of the preview that the caller saw; if it no longer holds, the call is refused as a conflict.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<String>,
}

/// Sets flags of several people at once, or of none if one of them can’t be. A flag left out stays.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UpdateMembers {
    /// Its organization.
    pub organization: Name,
    /// Whom; at most 500.
    pub users: Names,
    /// Whether they may look; left out, it stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub view: Option<bool>,
    /// Whether they may make things; left out, it stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub create: Option<bool>,
    /// Whether they may decide who else may; left out, it stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub admin: Option<bool>,
    /// The mark of the preview that the caller saw; if it no longer holds, the call is refused as a conflict.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<String>,
}

/// Bounds what a member may spend at the organization’s expense; a field left out stays.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UpdateMemberQuota {
    /// Its organization.
    pub organization: Name,
    /// Whom.
    pub user: Name,
    /// Megabytes (10^6 bytes) that may be read in a calendar month; null or `none` for no bound.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "crate::fields::given")]
    pub read_quota_mb: Option<Limit>,
    /// Megabytes that may be written in a calendar month; null or `none` for no bound.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "crate::fields::given")]
    pub write_quota_mb: Option<Limit>,
}

/// Ends everything that somebody holds inside: flags, teams, project grants, roles; a member’s billing returns to the personal organization.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RemoveMember {
    /// Its organization.
    pub organization: Name,
    /// Whom.
    pub user: Name,
    /// Whether what would be left without an admin or owner passes to the caller.
    #[serde(default)]
    pub take_over: bool,
    /// Whether the live service secrets that they issued here are revoked too.
    #[serde(default)]
    pub revoke_secrets: bool,
    /// The mark of the preview that the caller saw; if it no longer holds, the call is refused as a conflict.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<String>,
}

/// Removes several people at once, or none if one of them can’t be.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RemoveMembers {
    /// Its organization.
    pub organization: Name,
    /// Whom; at most 500.
    pub users: Names,
    /// Whether what would be left without an admin or owner passes to the caller.
    #[serde(default)]
    pub take_over: bool,
    /// Whether the live service secrets that they issued here are revoked too.
    #[serde(default)]
    pub revoke_secrets: bool,
    /// The mark of the preview that the caller saw; if it no longer holds, the call is refused as a conflict.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<String>,
}

/// Asks what somebody would lose by leaving or being removed.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ShowMemberHoldings {
    /// Its organization.
    pub organization: Name,
    /// Whom.
    pub user: Name,
}

/// Gives up everything that the caller holds inside.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LeaveOrganization {
    /// Its organization.
    pub organization: Name,
    /// Whether the live service secrets that the caller issued here are revoked too.
    #[serde(default)]
    pub revoke_secrets: bool,
    /// The mark of the preview that the caller saw; if it no longer holds, the call is refused as a conflict.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<String>,
}

/// A row of the members: a person, or an invite.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Member {
    /// The person’s id; null for an invite to an address that nobody took.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub id: Option<UserId>,
    /// The person’s name; null for an invite to an address that nobody took.
    pub user: Option<Name>,
    /// The address that an invite went to.
    pub email: Option<String>,
    /// Why they stand here.
    pub source: MemberSource,
    /// The flags that are set, or that an invite offers. What they imply is not among them.
    #[serde(flatten)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::organizations::FlagFields"))]
    pub flags: Flags,
    /// Who pays for them now.
    pub billing_organization: Option<Name>,
    /// Who set the flags or sent the invite, if it is known.
    pub granted_by: Option<Name>,
    /// When they became a member, were granted or were invited.
    #[serde(with = "crate::time")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub since: Time,
    /// For a member: when they last used the console or a secret.
    #[serde(with = "crate::time::option")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub last_active_at: Option<Time>,
    /// What a member may read in a month, in megabytes; null for no bound.
    pub read_quota_mb: Option<u64>,
    /// What a member may write in a month, in megabytes; null for no bound.
    pub write_quota_mb: Option<u64>,
    /// Whether the account is disabled.
    pub disabled: bool,
    /// The pending invite, if this row is one.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub invite: Option<InviteId>,
    /// When the pending invite ends.
    #[serde(with = "crate::time::option")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub expires_at: Option<Time>,
}

/// How many rows each filter has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MemberCounts {
    /// All.
    pub all: u64,
    /// Billed here.
    pub members: u64,
    /// Hold a flag, pay elsewhere.
    pub collaborators: u64,
    /// Pending invites; 0 for who may not see them.
    pub invites: u64,
    /// Hold `admin`, disabled people left out.
    pub admins: u64,
}

/// What a change of several people did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MembersChanged {
    /// Those for whom anything changed, in the order given.
    pub changed: Vec<Name>,
}

/// A thing on which somebody holds something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Holding {
    /// As `project:acme/lake` or `team:acme/data`.
    pub resource: String,
    /// What, in the product’s words: `view, admin`, `owner`, `member`.
    pub holds: String,
    /// Whether nobody else is left who decides about it.
    pub only_keeper: bool,
}

/// What somebody would lose by leaving or being removed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MemberHoldings {
    /// Whom.
    pub user: Name,
    /// The flags in the organization.
    #[serde(flatten)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::organizations::FlagFields"))]
    pub flags: Flags,
    /// Whether the organization pays for them; then billing returns to the personal organization.
    pub billed_here: bool,
    /// What they may read at its expense in a month, in megabytes; null for no bound.
    pub read_quota_mb: Option<u64>,
    /// What they may write at its expense in a month, in megabytes; null for no bound.
    pub write_quota_mb: Option<u64>,
    /// Projects, teams and pipelines inside, as far as the caller may see them.
    pub holdings: Vec<Holding>,
    /// How many more there are.
    pub hidden: u32,
    /// How many pending invites that they sent end with it.
    pub invites: u32,
    /// The live service secrets that they issued here.
    pub secrets: Vec<IssuedServiceSecret>,
}

/// A live secret of a service that somebody issued.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct IssuedServiceSecret {
    /// The service’s path.
    pub service: String,
    /// What it takes to recognise it.
    pub hint: String,
    /// What it is for.
    pub description: String,
}

/// What leaving or removing did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Removed {
    /// Who is gone.
    pub users: Vec<Name>,
    /// What passed to the caller, as `project:acme/lake`.
    pub taken_over: Vec<String>,
    /// How many service secrets were revoked.
    pub revoked_secrets: u32,
}
