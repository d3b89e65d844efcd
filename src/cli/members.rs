//! `sluicegate organization …`: the verbs about people.

use api::fields::Limit;
use api::members::{
    LeaveOrganization, ListMembers, Member, MemberFilter, MemberSource, MembersChanged, RemoveMember,
    RemoveMembers, Removed, UpdateMemberQuota, UpdateMembers, UpdateOrganizationPermissions,
};
use api::names::{Name, Names};
use clap::{ArgGroup, Args, Subcommand, ValueEnum};

use super::client::Client;
use super::connect::Context;
use super::exit::Failure;
use super::flags::FlagChange;
use super::lists::{self, Paging};
use super::print::{Details, Row, day_or_dash, time, yes_no};
use super::{holdings, print, values};

/// The verbs.
#[allow(clippy::enum_variant_names, reason = "the contract names the verbs")]
#[derive(Debug, Subcommand)]
pub(crate) enum Members {
    /// Shows who is billed in an organization or holds a flag there, and whom an invite waits for
    ShowMembers {
        /// The organization
        #[arg(value_name = "ORG", value_parser = values::name)]
        organization: Name,
        /// Only those whose name holds this text
        #[arg(long, value_name = "TEXT")]
        search: Option<String>,
        /// Only these
        #[arg(long, value_enum)]
        filter: Option<Filter>,
        #[command(flatten)]
        paging: Paging,
    },
    /// Sets the flags of any user; what is left out stays, and who pays for them too
    UpdatePermissions {
        #[command(flatten)]
        people: People,
        #[command(flatten)]
        flags: FlagChange,
    },
    /// Bounds what a member may spend; what is left out stays
    UpdateMemberQuota {
        /// The organization
        #[arg(value_name = "ORG", value_parser = values::name)]
        organization: Name,
        /// Whom
        #[arg(value_name = "USER", value_parser = values::name)]
        user: Name,
        #[command(flatten)]
        quota: Quota,
    },
    /// Shows what somebody holds in an organization: what ends when they leave or are removed
    ShowHoldings {
        /// The organization
        #[arg(value_name = "ORG", value_parser = values::name)]
        organization: Name,
        /// Whose; yours without it
        #[arg(value_name = "USER", value_parser = values::name)]
        user: Option<Name>,
    },
    /// Ends all that people hold in an organization; tells what that is, and asks first
    RemoveMember {
        #[command(flatten)]
        people: People,
        /// Makes you admin of the projects that nobody else would decide about
        #[arg(long)]
        take_over: bool,
        /// Revokes the live service secrets that they issued there
        #[arg(long)]
        revoke_secrets: bool,
    },
    /// Gives up all that you hold in an organization; tells what that is, and asks first
    Leave {
        /// The organization
        #[arg(value_name = "ORG", value_parser = values::name)]
        organization: Name,
        /// Revokes the live service secrets that you issued there
        #[arg(long)]
        revoke_secrets: bool,
    },
}

/// People of an organization.
#[derive(Debug, Args)]
pub(crate) struct People {
    /// The organization
    #[arg(value_name = "ORG", value_parser = values::name)]
    organization: Name,
    /// Whom: one user or several, all or none of whom are changed
    #[arg(value_name = "USERNAME", required = true, num_args = 1.., value_parser = values::name)]
    users: Vec<Name>,
}

/// Quotas to set; at least one of them.
#[derive(Clone, Copy, Debug, Args)]
#[command(group = ArgGroup::new("quota").required(true).multiple(true).args(["read_quota_mb", "write_quota_mb"]))]
pub(crate) struct Quota {
    /// Megabytes (10^6 bytes) that may be read in a calendar month
    #[arg(long, value_name = "N|none", value_parser = values::limit)]
    pub read_quota_mb: Option<Limit>,
    /// Megabytes that may be written in a calendar month
    #[arg(long, value_name = "N|none", value_parser = values::limit)]
    pub write_quota_mb: Option<Limit>,
}

/// Which rows.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Filter {
    /// Billed here
    Members,
    /// Hold a flag, pay elsewhere
    Collaborators,
    /// Pending invites
    Invites,
    /// Hold admin
    Admins,
}

impl From<Filter> for MemberFilter {
    fn from(filter: Filter) -> Self {
        match filter {
            Filter::Members => Self::Members,
            Filter::Collaborators => Self::Collaborators,
            Filter::Invites => Self::Invites,
            Filter::Admins => Self::Admins,
        }
    }
}

pub(crate) fn run(context: &Context, command: &Members) -> Result<(), Failure> {
    let client = context.client()?;
    let printer = &context.printer;
    match command {
        Members::ShowMembers { organization, search, filter, paging } => {
            lists::show(&client, printer, paging, |limit, after| ListMembers {
                organization: organization.clone(),
                search: search.clone(),
                filter: filter.map(Into::into),
                order: None,
                limit,
                after,
            })
        }
        Members::UpdatePermissions { people, flags } => update_permissions(context, &client, people, *flags),
        Members::UpdateMemberQuota { organization, user, quota } => {
            let answer = client.call(&UpdateMemberQuota {
                organization: organization.clone(),
                user: user.clone(),
                read_quota_mb: quota.read_quota_mb,
                write_quota_mb: quota.write_quota_mb,
            })?;
            printer.show(&answer.text, &answer.value)
        }
        Members::ShowHoldings { organization, user } => {
            holdings::show(context, &client, organization, user.as_ref())
        }
        Members::RemoveMember { people, take_over, revoke_secrets } => {
            holdings::ask_before(context, &client, &people.organization, &people.users, *revoke_secrets)?;
            remove(context, &client, people, *take_over, *revoke_secrets)
        }
        Members::Leave { organization, revoke_secrets } => {
            holdings::ask_before(context, &client, organization, &[], *revoke_secrets)?;
            let answer = client.call(&LeaveOrganization {
                organization: organization.clone(),
                revoke_secrets: *revoke_secrets,
                seen: None,
            })?;
            printer.show(&answer.text, &answer.value)
        }
    }
}

fn update_permissions(
    context: &Context,
    client: &Client,
    people: &People,
    flags: FlagChange,
) -> Result<(), Failure> {
    let organization = people.organization.clone();
    let FlagChange { view, create, admin } = flags;
    if let [user] = people.users.as_slice() {
        let user = user.clone();
        let input = UpdateOrganizationPermissions { organization, user, view, create, admin, seen: None };
        let answer = client.call(&input)?;
        return context.printer.show(&answer.text, &answer.value);
    }
    let users = several(&people.users)?;
    let answer = client.call(&UpdateMembers { organization, users, view, create, admin, seen: None })?;
    context.printer.show(&answer.text, &answer.value)
}

fn remove(
    context: &Context,
    client: &Client,
    people: &People,
    take_over: bool,
    revoke_secrets: bool,
) -> Result<(), Failure> {
    let organization = people.organization.clone();
    let answer = if let [user] = people.users.as_slice() {
        let user = user.clone();
        client.call(&RemoveMember { organization, user, take_over, revoke_secrets, seen: None })?
    } else {
        let users = several(&people.users)?;
        client.call(&RemoveMembers { organization, users, take_over, revoke_secrets, seen: None })?
    };
    context.printer.show(&answer.text, &answer.value)
}

fn several(users: &[Name]) -> Result<Names, Failure> {
    Names::try_from(users.to_vec()).map_err(Failure::usage)
}

pub(super) fn listed(users: &[Name]) -> String {
    users.iter().map(Name::to_string).collect::<Vec<_>>().join(", ")
}

/// Who a row is about.
fn who(member: &Member) -> String {
    let name = member.user.as_ref().map(Name::to_string);
    name.or_else(|| member.email.clone()).unwrap_or_default()
}

fn source(member: &Member) -> String {
    match member.source {
        MemberSource::Member => "member",
        MemberSource::Collaborator => "collaborator",
        MemberSource::Invite => "invited",
    }
    .to_owned()
}

/// A quota, in megabytes.
pub(super) fn megabytes(quota: Option<u64>) -> String {
    quota.map_or_else(|| "none".to_owned(), |megabytes| megabytes.to_string())
}

impl Row for Member {
    const HEAD: &'static [&'static str] = &["USER", "SOURCE", "FLAGS", "PAYS", "SINCE", "LAST ACTIVE"];

    fn cells(&self) -> Vec<String> {
        vec![
            who(self),
            source(self),
            print::flags(self.flags),
            self.billing_organization.as_ref().map_or_else(|| "-".to_owned(), Name::to_string),
            day_or_dash(Some(self.since)),
            day_or_dash(self.last_active_at),
        ]
    }
}

impl Details for Member {
    fn details(&self) -> Vec<(&'static str, String)> {
        vec![
            ("user", who(self)),
            ("source", source(self)),
            ("flags", print::flags(self.flags)),
            ("pays", self.billing_organization.as_ref().map(Name::to_string).unwrap_or_default()),
            ("since", time(self.since)),
            ("read quota, MB", megabytes(self.read_quota_mb)),
            ("write quota, MB", megabytes(self.write_quota_mb)),
            ("disabled", yes_no(self.disabled)),
        ]
    }
}

impl Details for MembersChanged {
    fn details(&self) -> Vec<(&'static str, String)> {
        vec![("changed", listed(&self.changed))]
    }
}

impl Details for Removed {
    fn details(&self) -> Vec<(&'static str, String)> {
        vec![
            ("removed", listed(&self.users)),
            ("taken over", self.taken_over.join(", ")),
            ("revoked secrets", self.revoked_secrets.to_string()),
        ]
    }
}
