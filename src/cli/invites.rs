//! `sluicegate organization invite-member …` and what becomes of invites.

use access::InviteId;
use access::invite::InviteState;
use api::fields::{Description, Email};
use api::invites::{
    AcceptInvite, DeclineInvite, Invite as Shown, InviteMember, InviteTerms, ListInvites, ListOwnInvites,
    ResendInvite, RevokeInvite, SentInvite, ShowOwnInvite,
};
use api::names::Name;
use clap::{Args, Subcommand};

use super::connect::Context;
use super::exit::Failure;
use super::lists::{self, Paging};
use super::print::{Details, Format, Printer, Row, day_or_dash, time};
use super::{print, values};

/// The verbs.
#[allow(clippy::enum_variant_names, reason = "the contract names the verbs")]
#[derive(Debug, Subcommand)]
pub(crate) enum Invites {
    /// Invites somebody to become a member: once they accept, the organization pays for them
    InviteMember(InviteArguments),
    /// Lists the invites of an organization, or those that wait for you
    ListInvites {
        /// The organization; without it, the invites that are for you
        #[arg(value_name = "ORG", value_parser = values::name)]
        organization: Option<Name>,
        /// Only those that wait for an answer, or only the others
        #[arg(long, requires = "organization", value_name = "BOOL", num_args = 0..=1, default_missing_value = "true",
            value_parser = values::boolean)]
        pending: Option<bool>,
        #[command(flatten)]
        paging: Paging,
    },
    /// Sends an invite anew for another 14 days; a link sent before is dead
    ResendInvite(Which),
    /// Ends a pending invite
    RevokeInvite(Which),
    /// Shows the invite that waits for you, with what accepting would change
    ShowInvite {
        /// The organization
        #[arg(value_name = "ORG", value_parser = values::name)]
        organization: Name,
    },
    /// Accepts the invite for you: its flags are added, and the organization pays for you from now on
    AcceptInvite {
        /// The organization
        #[arg(value_name = "ORG", value_parser = values::name)]
        organization: Name,
    },
    /// Declines the invite for you
    DeclineInvite {
        /// The organization
        #[arg(value_name = "ORG", value_parser = values::name)]
        organization: Name,
    },
}

/// What `invite-member` takes.
#[derive(Debug, Args)]
pub(crate) struct InviteArguments {
    /// The organization
    #[arg(value_name = "ORG", value_parser = values::name)]
    organization: Name,
    /// Whom: a username, or an e-mail address for somebody without an account
    #[arg(value_name = "USERNAME", value_parser = values::invited)]
    whom: Invited,
    /// Offers to see members, teams, services and the names of projects
    #[arg(long, value_name = "BOOL", num_args = 0..=1, default_missing_value = "true", value_parser = values::boolean)]
    view: Option<bool>,
    /// Offers to create projects, services and pipelines
    #[arg(long, value_name = "BOOL", num_args = 0..=1, default_missing_value = "true", value_parser = values::boolean)]
    create: Option<bool>,
    /// Offers to decide about people and settings
    #[arg(long, value_name = "BOOL", num_args = 0..=1, default_missing_value = "true", value_parser = values::boolean)]
    admin: Option<bool>,
    /// A line for whom it is for
    #[arg(long, value_name = "TEXT", value_parser = values::description, default_value = "", hide_default_value = true)]
    note: Description,
}

/// Whom an invite is for.
#[derive(Clone, Debug)]
pub(crate) enum Invited {
    User(Name),
    Address(Email),
}

/// One invite of an organization.
#[derive(Debug, Args)]
pub(crate) struct Which {
    /// The organization
    #[arg(value_name = "ORG", value_parser = values::name)]
    organization: Name,
    /// Its id, as `organization list-invites` shows it
    #[arg(value_parser = values::invite_id)]
    id: InviteId,
}

pub(crate) fn run(context: &Context, command: &Invites) -> Result<(), Failure> {
    let (client, printer) = (context.client()?, &context.printer);
    let answer = match command {
        Invites::InviteMember(invite) => {
            let (user, email) = match invite.whom.clone() {
                Invited::User(name) => (Some(name), None),
                Invited::Address(address) => (None, Some(address)),
            };
            let answer = client.call(&InviteMember {
                organization: invite.organization.clone(),
                user,
                email,
                view: invite.view.unwrap_or(false),
                create: invite.create.unwrap_or(false),
                admin: invite.admin.unwrap_or(false),
                note: invite.note.clone(),
                seen: None,
            })?;
            return show_sent(printer, &answer.text, &answer.value);
        }
        Invites::ListInvites { organization: None, paging, .. } => {
            return lists::show(&client, printer, paging, |limit, after| ListOwnInvites { limit, after });
        }
        Invites::ListInvites { organization: Some(organization), pending, paging } => {
            return lists::show(&client, printer, paging, |limit, after| ListInvites {
                organization: organization.clone(),
                pending: *pending,
                limit,
                after,
            });
        }
        Invites::ResendInvite(Which { organization, id }) => {
            let answer = client.call(&ResendInvite { organization: organization.clone(), id: *id })?;
            return show_sent(printer, &answer.text, &answer.value);
        }
        Invites::RevokeInvite(Which { organization, id }) => {
            client.call(&RevokeInvite { organization: organization.clone(), id: *id })?
        }
        Invites::ShowInvite { organization } => {
            let answer = client.call(&ShowOwnInvite { organization: organization.clone() })?;
            return printer.show(&answer.text, &answer.value);
        }
        Invites::AcceptInvite { organization } => {
            client.call(&AcceptInvite { organization: organization.clone(), seen: None })?
        }
        Invites::DeclineInvite { organization } => {
            client.call(&DeclineInvite { organization: organization.clone() })?
        }
    };
    printer.show(&answer.text, &answer.value)
}

/// Shows an invite just sent: its link, if it has one, alone on stdout, and all else on stderr.
fn show_sent(printer: &Printer, text: &str, sent: &SentInvite) -> Result<(), Failure> {
    let invite = &sent.invite;
    let Some(link) = &sent.link else { return printer.show(text, invite) };
    if printer.format == Format::Json {
        return printer.line(text);
    }
    printer.line(link.reveal())?;
    let way = if sent.mailed { "This link is on its way by mail to" } else { "Pass this link on to" };
    printer.note(format!(
        "{way} {}; this is the only time it is shown, and the first account that takes it is the one invited. It works \
         until {}. The invite’s id is {}.",
        whom(invite),
        time(invite.expires_at),
        invite.id
    ));
    Ok(())
}

fn whom(invite: &Shown) -> String {
    match (&invite.user, &invite.email) {
        (Some(user), Some(email)) => format!("{user} ({email})"),
        (Some(user), None) => user.to_string(),
        (None, email) => email.clone().unwrap_or_default(),
    }
}

fn state(state: InviteState) -> &'static str {
    match state {
        InviteState::Pending => "pending",
        InviteState::Accepted => "accepted",
        InviteState::Declined => "declined",
        InviteState::Revoked => "revoked",
        InviteState::Expired => "expired",
    }
}

fn sender(invite: &Shown) -> String {
    invite.invited_by.as_ref().map_or_else(|| "-".to_owned(), ToString::to_string)
}

impl Row for Shown {
    const HEAD: &'static [&'static str] =
        &["ID", "ORGANIZATION", "FOR", "FLAGS", "STATE", "SENT BY", "EXPIRES", "NOTE"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.id.to_string(),
            self.organization.to_string(),
            whom(self),
            print::flags(self.flags),
            state(self.state).to_owned(),
            sender(self),
            day_or_dash(Some(self.expires_at)),
            self.note.to_string(),
        ]
    }
}

impl Details for Shown {
    fn details(&self) -> Vec<(&'static str, String)> {
        vec![
            ("id", self.id.to_string()),
            ("organization", self.organization.to_string()),
            ("for", whom(self)),
            ("flags", print::flags(self.flags)),
            ("state", state(self.state).to_owned()),
            ("note", self.note.to_string()),
            ("sent by", sender(self)),
            ("created", time(self.created_at)),
            ("expires", time(self.expires_at)),
        ]
    }
}

impl Details for InviteTerms {
    fn details(&self) -> Vec<(&'static str, String)> {
        let after = access::invite::accepted(self.held, self.invite.flags);
        let projects: Vec<String> = self
            .projects
            .iter()
            .map(|project| format!("{} ({})", project.path, print::flags(project.flags)))
            .collect();
        let ends = &self.ends;
        let hidden = (ends.hidden > 0).then(|| format!("{} more that you can’t see", ends.hidden));
        let ends: Vec<String> = ends
            .teams
            .iter()
            .map(|team| format!("your place in team {team}"))
            .chain(ends.pipelines.iter().map(|pipeline| format!("read on pipeline {pipeline}")))
            .chain(hidden)
            .collect();
        let ends = if ends.is_empty() { "nothing".to_owned() } else { ends.join(", ") };
        let longest =
            self.longest_secret_days.map_or_else(|| "no bound".to_owned(), |days| format!("{days} days"));
        vec![
            ("organization", self.invite.organization.to_string()),
            ("your flags now", print::flags(self.held)),
            ("after accepting", print::flags(after)),
            ("pays for you now", self.billing_organization.to_string()),
            ("will pay for you", self.invite.organization.to_string()),
            ("projects you keep", projects.join(", ")),
            ("ends by accepting", ends),
            ("longest secret", longest),
            ("note", self.invite.note.to_string()),
            ("sent by", sender(&self.invite)),
            ("expires", time(self.invite.expires_at)),
        ]
    }
}
