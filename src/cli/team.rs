//! `sluicegate team …`

use api::fields::Description;
use api::names::{Name, TeamPath};
use api::teams::{
    AddTeamMember, CreateTeam, DeleteTeam, ListTeamMembers, ListTeams, RemoveTeamMember, SetHomeTeam,
    ShowTeam, Team as Shown, TeamMember, UpdateTeam,
};
use clap::{ArgGroup, Args, Subcommand};

use super::connect::Context;
use super::exit::Failure;
use super::lists::{self, Paging};
use super::print::{Details, Row, time, yes_no};
use super::{ask, values};

/// The verbs.
#[derive(Debug, Subcommand)]
pub(crate) enum Team {
    /// Creates a team
    Create {
        /// Its path
        #[arg(value_name = "ORG/TEAM", value_parser = values::team_path)]
        path: TeamPath,
        /// What it is for
        #[arg(long, value_parser = values::description, default_value = "", hide_default_value = true)]
        description: Description,
        /// Lets it be named from outside the organization
        #[arg(long, value_name = "BOOL", num_args = 0..=1, default_missing_value = "true", value_parser = values::boolean)]
        discoverable: Option<bool>,
    },
    /// Lists the teams of an organization that you can see
    List {
        /// The organization
        #[arg(value_name = "ORG", value_parser = values::name)]
        organization: Name,
        #[command(flatten)]
        paging: Paging,
    },
    /// Shows a team
    Show {
        /// Its path
        #[arg(value_name = "ORG/TEAM", value_parser = values::team_path)]
        path: TeamPath,
    },
    /// Changes a team; what is left out stays
    Update(Update),
    /// Deletes a team; asks first
    Delete {
        /// Its path
        #[arg(value_name = "ORG/TEAM", value_parser = values::team_path)]
        path: TeamPath,
    },
    /// Shows who is in a team
    ShowMembers {
        /// Its path
        #[arg(value_name = "ORG/TEAM", value_parser = values::team_path)]
        path: TeamPath,
        #[command(flatten)]
        paging: Paging,
    },
    /// Puts somebody into a team who is a member of its organization or holds a flag there
    AddMember(Member),
    /// Takes somebody out of a team; asks first
    RemoveMember(Member),
    /// Makes a team somebody’s home team in its organization
    SetHome(Member),
}

/// What `update` takes.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("change").required(true).multiple(true).args(["name", "description", "discoverable"]))]
pub(crate) struct Update {
    /// Its path now
    #[arg(value_name = "ORG/TEAM", value_parser = values::team_path)]
    path: TeamPath,
    /// Its new name
    #[arg(long, value_name = "NEW", value_parser = values::name)]
    name: Option<Name>,
    /// What it is for
    #[arg(long, value_parser = values::description)]
    description: Option<Description>,
    /// Whether it can be named from outside the organization
    #[arg(long, value_name = "BOOL", num_args = 0..=1, default_missing_value = "true", value_parser = values::boolean)]
    discoverable: Option<bool>,
}

/// Somebody in a team.
#[derive(Debug, Args)]
pub(crate) struct Member {
    /// The team
    #[arg(value_name = "ORG/TEAM", value_parser = values::team_path)]
    path: TeamPath,
    /// Whom
    #[arg(value_name = "USERNAME", value_parser = values::name)]
    user: Name,
}

impl Member {
    fn names(&self) -> (Name, Name, Name) {
        (self.path.organization.clone(), self.path.team.clone(), self.user.clone())
    }
}

pub(crate) fn run(context: &Context, command: &Team) -> Result<(), Failure> {
    let printer = &context.printer;
    match command {
        Team::Create { path, description, discoverable } => {
            let answer = context.client()?.call(&CreateTeam {
                organization: path.organization.clone(),
                name: path.team.clone(),
                description: description.clone(),
                discoverable: discoverable.unwrap_or(false),
            })?;
            printer.show(&answer.text, &answer.value)
        }
        Team::List { organization, paging } => {
            lists::show(&context.client()?, printer, paging, |limit, after| ListTeams {
                organization: organization.clone(),
                search: None,
                limit,
                after,
            })
        }
        Team::Show { path } => {
            let (organization, team) = (path.organization.clone(), path.team.clone());
            let answer = context.client()?.call(&ShowTeam { organization, team })?;
            printer.show(&answer.text, &answer.value)
        }
        Team::Update(update) => {
            let answer = context.client()?.call(&UpdateTeam {
                organization: update.path.organization.clone(),
                team: update.path.team.clone(),
                name: update.name.clone(),
                description: update.description.clone(),
                discoverable: update.discoverable,
            })?;
            printer.show(&answer.text, &answer.value)
        }
        Team::Delete { path } => {
            if ask::must_ask(context.yes)? {
                ask::confirm(&format!("Delete the team {path}? What it lets its members see goes with it."))?;
            }
            let (organization, team) = (path.organization.clone(), path.team.clone());
            let answer = context.client()?.call(&DeleteTeam { organization, team, seen: None })?;
            printer.show(&answer.text, &answer.value)
        }
        Team::ShowMembers { path, paging } => {
            lists::show(&context.client()?, printer, paging, |limit, after| ListTeamMembers {
                organization: path.organization.clone(),
                team: path.team.clone(),
                search: None,
                limit,
                after,
            })
        }
        Team::AddMember(member) => {
            let (organization, team, user) = member.names();
            let answer = context.client()?.call(&AddTeamMember { organization, team, user, seen: None })?;
            printer.show(&answer.text, &answer.value)
        }
        Team::RemoveMember(member) => {
            if ask::must_ask(context.yes)? {
                ask::confirm(&format!("Take {} out of the team {}?", member.user, member.path))?;
            }
            let (organization, team, user) = member.names();
            let answer =
                context.client()?.call(&RemoveTeamMember { organization, team, user, seen: None })?;
            printer.show(&answer.text, &answer.value)
        }
        Team::SetHome(member) => {
            let (organization, team, user) = member.names();
            let answer = context.client()?.call(&SetHomeTeam { organization, team, user })?;
            printer.show(&answer.text, &answer.value)
        }
    }
}

impl Row for Shown {
    const HEAD: &'static [&'static str] =
        &["PATH", "MEMBERS", "YOU ARE IN IT", "DISCOVERABLE", "DESCRIPTION"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.path.clone(),
            self.members.to_string(),
            yes_no(self.member),
            yes_no(self.discoverable),
            self.description.to_string(),
        ]
    }
}

impl Details for Shown {
    fn details(&self) -> Vec<(&'static str, String)> {
        vec![
            ("path", self.path.clone()),
            ("description", self.description.to_string()),
            ("members", self.members.to_string()),
            ("you are in it", yes_no(self.member)),
            ("discoverable", yes_no(self.discoverable)),
            ("created", time(self.created_at)),
            ("id", self.id.to_string()),
        ]
    }
}

impl Row for TeamMember {
    const HEAD: &'static [&'static str] = &["USER", "JOINED", "ADDED BY", "HOME TEAM", "NOTE"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.user.to_string(),
            time(self.joined_at),
            self.added_by.as_ref().map_or_else(|| "-".to_owned(), Name::to_string),
            yes_no(self.home),
            if self.disabled { "disabled" } else { "" }.to_owned(),
        ]
    }
}

impl Details for TeamMember {
    fn details(&self) -> Vec<(&'static str, String)> {
        vec![
            ("user", self.user.to_string()),
            ("joined", time(self.joined_at)),
            ("added by", self.added_by.as_ref().map_or_else(|| "-".to_owned(), Name::to_string)),
            ("home team", yes_no(self.home)),
            ("disabled", yes_no(self.disabled)),
            ("id", self.id.to_string()),
        ]
    }
}
