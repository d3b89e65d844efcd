//! Invites: what goes in and comes out.

use access::invite::InviteState;
use access::{Flags, InviteId, Time};
use serde::{Deserialize, Serialize};

use crate::fields::{Description, Email, Password, Token};
use crate::names::Name;

/// Invites a user, or an e-mail address, to become a member: once accepted, the organization pays. Flags left out are false. A new invite replaces the pending one.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InviteMember {
    /// Its organization.
    pub organization: Name,
    /// Whom; either this or `email`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<Name>,
    /// An address for somebody without an account; either this or `user`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<Email>,
    /// Offers `view`.
    #[serde(default)]
    pub view: bool,
    /// Offers `create`.
    #[serde(default)]
    pub create: bool,
    /// Offers `admin`.
    #[serde(default)]
    pub admin: bool,
    /// A line for whom it is for.
    #[serde(default)]
    pub note: Description,
    /// The mark of the preview that the caller saw; if it no longer holds, the call is refused as a conflict.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<String>,
}

/// Lists an organization’s invites, newest first.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ListInvites {
    /// Its organization.
    pub organization: Name,
    /// Only pending ones, or only the others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pending: Option<bool>,
    /// The most rows, from 1 to 500.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// The cursor that the page before gave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// Lists the pending invites that are for the caller.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ListOwnInvites {
    /// The most rows, from 1 to 500.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// The cursor that the page before gave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// Shows the pending invite of an organization to the caller, with what accepting would change.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ShowOwnInvite {
    /// Its organization.
    pub organization: Name,
}

/// Accepts the caller’s pending invite: the flags are added, and the organization pays from now on.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AcceptInvite {
    /// Its organization.
    pub organization: Name,
    /// The mark of the preview that the caller saw; if it no longer holds, the call is refused as a conflict.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<String>,
}

/// Declines the caller’s pending invite.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DeclineInvite {
    /// Its organization.
    pub organization: Name,
}

/// Sends an invite anew for another 14 days; a link sent before is dead.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ResendInvite {
    /// Its organization.
    pub organization: Name,
    /// Its id.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub id: InviteId,
}

/// Ends a pending invite.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RevokeInvite {
    /// Its organization.
    pub organization: Name,
    /// Its id.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub id: InviteId,
}

/// Says what the link of an invite to an address leads to.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ShowInviteLink {
    /// The code in the link.
    pub code: String,
}

/// Makes the caller the one that an invite to an address is for. It still has to be accepted.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TakeInvite {
    /// The code in the link.
    pub code: String,
}

/// Creates an account: with the link of an invite to an address, which is taken then, or without one where sign-up is open.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SignUp {
    /// The code in the link of an invite, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The username, which is also the personal organization’s name.
    pub name: Name,
    /// Where letters may go, once it is confirmed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<Email>,
    /// The password.
    pub password: Password,
}

/// An invite.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Invite {
    /// Its id.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub id: InviteId,
    /// Into which organization.
    pub organization: Name,
    /// For whom; null until somebody took the link that was sent to an address.
    pub user: Option<Name>,
    /// The address it was sent to, if it was; for admins alone.
    pub email: Option<String>,
    /// Where it stands.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub state: InviteState,
    /// What it offers.
    #[serde(flatten)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::organizations::FlagFields"))]
    pub flags: Flags,
    /// A line from whom sent it.
    pub note: Description,
    /// Who sent it.
    pub invited_by: Option<Name>,
    /// When it was made.
    #[serde(with = "crate::time")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub created_at: Time,
    /// When it ends.
    #[serde(with = "crate::time")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub expires_at: Time,
}

/// An invite that was just sent, with its link if it is for an address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SentInvite {
    /// The invite.
    #[serde(flatten)]
    pub invite: Invite,
    /// The link to pass on; it stands in this answer and nowhere else.
    pub link: Option<Token>,
    /// Whether the link is also on its way by mail.
    pub mailed: bool,
}

/// What accepting an invite would change, for whom it is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InviteTerms {
    /// The invite.
    pub invite: Invite,
    /// The flags that the caller holds there now.
    #[serde(flatten)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::organizations::FlagFields"))]
    pub held: Flags,
    /// Who pays for the caller now.
    pub billing_organization: Name,
    /// What the caller may read in a month now, in megabytes, where a bound is theirs: that of their own organization while
    /// it pays for them, else what its admins set for them as a member; null for no bound.
    pub read_quota_mb: Option<u64>,
    /// What the caller may write in a month now, likewise.
    pub write_quota_mb: Option<u64>,
    /// Project grants that the caller holds inside: they stay.
    pub projects: Vec<HeldProject>,
    /// The longest lifetime of new secrets of members, in days; null for no bound.
    pub longest_secret_days: Option<u32>,
    /// What ends by accepting.
    pub ends: AcceptingEnds,
    /// The mark of what this shows: send it with the acceptance.
    pub seen: String,
}

/// What accepting an invite ends for the caller: what they had only because the former organization pays for them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AcceptingEnds {
    /// Teams, by path, in which the caller’s place ends: no flag holds it.
    pub teams: Vec<String>,
    /// Pipelines, by path, that the caller sees by these teams alone.
    pub pipelines: Vec<String>,
    /// How many more things end that the caller can’t see.
    pub hidden: u32,
}

/// A project on which somebody holds flags.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct HeldProject {
    /// Its path.
    pub path: String,
    /// What they hold.
    #[serde(flatten)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::organizations::FlagFields"))]
    pub flags: Flags,
}

/// What the link of an invite leads to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InviteLink {
    /// Into which organization.
    pub organization: Name,
    /// The address it was sent to.
    pub email: String,
    /// Who sent it.
    pub invited_by: Option<Name>,
    /// When it ends.
    #[serde(with = "crate::time")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub expires_at: Time,
}
