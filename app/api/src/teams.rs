//! Teams: what goes in and comes out.

use access::{TeamId, Time, UserId};
use serde::{Deserialize, Serialize};

use crate::fields::Description;
use crate::names::{Name, Names};

/// Creates a team.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CreateTeam {
    /// Its organization.
    pub organization: Name,
    /// Its name.
    pub name: Name,
    /// What it is for.
    #[serde(default)]
    pub description: Description,
    /// Whether it can be named from outside the organization.
    #[serde(default)]
    pub discoverable: bool,
}

/// Lists an organization’s teams by name.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ListTeams {
    /// Its organization.
    pub organization: Name,
    /// Only those whose name holds this text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search: Option<String>,
    /// The most rows, from 1 to 500.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// The cursor that the page before gave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// Shows a team.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ShowTeam {
    /// Its organization.
    pub organization: Name,
    /// The team.
    pub team: Name,
}

/// Changes a team; a field left out stays.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UpdateTeam {
    /// Its organization.
    pub organization: Name,
    /// The team.
    pub team: Name,
    /// Its new name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Name>,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Description>,
    /// Whether it can be named from outside the organization.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discoverable: Option<bool>,
}

/// Deletes a team; what it let its members see goes with it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DeleteTeam {
    /// Its organization.
    pub organization: Name,
    /// The team.
    pub team: Name,
    /// The mark of the preview that the caller saw; if it no longer holds, the call is refused as a conflict.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<String>,
}

/// Lists a team’s members by name.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ListTeamMembers {
    /// Its organization.
    pub organization: Name,
    /// The team.
    pub team: Name,
    /// Only those whose name holds this text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search: Option<String>,
    /// The most rows, from 1 to 500.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// The cursor that the page before gave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// Puts somebody into a team who is a member of its organization or holds a flag there.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AddTeamMember {
    /// Its organization.
    pub organization: Name,
    /// The team.
    pub team: Name,
    /// Whom.
    pub user: Name,
    /// The mark of the preview that the caller saw; if it no longer holds, the call is refused as a conflict.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<String>,
}

/// Puts several people into a team, or none if one of them can’t be; whoever is in it stays so.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AddTeamMembers {
    /// Its organization.
    pub organization: Name,
    /// The team.
    pub team: Name,
    /// Whom; at most 500.
    pub users: Names,
    /// The mark of the preview that the caller saw; if it no longer holds, the call is refused as a conflict.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<String>,
}

/// Takes somebody out of a team.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RemoveTeamMember {
    /// Its organization.
    pub organization: Name,
    /// The team.
    pub team: Name,
    /// Whom.
    pub user: Name,
    /// The mark of the preview that the caller saw; if it no longer holds, the call is refused as a conflict.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<String>,
}

/// Makes a team somebody’s home team in its organization.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SetHomeTeam {
    /// Its organization.
    pub organization: Name,
    /// The team.
    pub team: Name,
    /// Whom.
    pub user: Name,
}

/// A team. Without `view` on its organization it is a name with a count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Team {
    /// Its id.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub id: TeamId,
    /// Its name.
    pub name: Name,
    /// Its path.
    pub path: String,
    /// What it is for.
    pub description: Description,
    /// Whether it can be named from outside the organization.
    pub discoverable: bool,
    /// How many are in it.
    pub members: u64,
    /// Whether the caller is in it.
    pub member: bool,
    /// When it was created.
    #[serde(with = "crate::time")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub created_at: Time,
}

/// Somebody in a team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TeamMember {
    /// The person’s id.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub id: UserId,
    /// The person’s name.
    pub user: Name,
    /// When they joined.
    #[serde(with = "crate::time")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub joined_at: Time,
    /// Who added them, if it is known.
    pub added_by: Option<Name>,
    /// Whether it is their home team in this organization.
    pub home: bool,
    /// Whether the account is disabled.
    pub disabled: bool,
}
