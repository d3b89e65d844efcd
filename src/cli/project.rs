//! `sluicegate project …`

use api::fields::Description;
use api::names::{Name, ProjectPath};
use api::projects::{
    CreateProject, DeleteProject, ListProjectServices, ListProjects, Project as Shown, ProjectServiceGrant,
    ShowProject, TransferProject, UpdateProject,
};
use clap::{Args, Subcommand};

use super::client::Client;
use super::connect::Context;
use super::exit::Failure;
use super::lists::{self, Paging};
use super::print::{Details, Row, time, yes_no};
use super::project_access::{self, ProjectAccess};
use super::{ask, print, values};

/// The verbs.
#[derive(Debug, Subcommand)]
pub(crate) enum Project {
    /// Creates a project, private unless --public
    Create {
        /// Its path
        #[arg(value_name = "ORG/PROJECT", value_parser = values::project_path)]
        path: ProjectPath,
        /// What it is for
        #[arg(long, value_parser = values::description, default_value = "", hide_default_value = true)]
        description: Description,
        /// Lets everybody see it and read its records
        #[arg(long, value_name = "BOOL", num_args = 0..=1, default_missing_value = "true", value_parser = values::boolean)]
        public: Option<bool>,
    },
    /// Lists the projects you hold a flag on, or those of an organization
    List {
        /// The organization
        #[arg(value_name = "ORG", value_parser = values::name)]
        organization: Option<Name>,
        #[command(flatten)]
        paging: Paging,
    },
    /// Shows a project
    Show {
        /// Its path
        #[arg(value_name = "ORG/PROJECT", value_parser = values::project_path)]
        path: ProjectPath,
    },
    /// Changes a project; what is left out stays
    Update(Update),
    /// Deletes a project with its streams and their records; asks first
    Delete {
        /// Its path
        #[arg(value_name = "ORG/PROJECT", value_parser = values::project_path)]
        path: ProjectPath,
    },
    /// Moves a project to another organization, in which you may create; asks first
    Transfer {
        /// Its path now
        #[arg(value_name = "ORG/PROJECT", value_parser = values::project_path)]
        path: ProjectPath,
        /// The organization it goes to
        #[arg(value_name = "ORG", value_parser = values::name)]
        to: Name,
    },
    #[command(flatten)]
    Access(ProjectAccess),
}

/// What `update` takes.
#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("change").required(true).multiple(true).args(["name", "description", "public"]))]
pub(crate) struct Update {
    /// Its path now
    #[arg(value_name = "ORG/PROJECT", value_parser = values::project_path)]
    path: ProjectPath,
    /// Its new name
    #[arg(long, value_name = "NEW", value_parser = values::name)]
    name: Option<Name>,
    /// What it is for
    #[arg(long, value_parser = values::description)]
    description: Option<Description>,
    /// Whether everybody may see it and read its records; asks first
    #[arg(long, value_name = "BOOL", num_args = 0..=1, default_missing_value = "true", value_parser = values::boolean)]
    public: Option<bool>,
}

pub(crate) fn run(context: &Context, command: &Project) -> Result<(), Failure> {
    let client = context.client()?;
    let answer = match command {
        Project::Create { path, description, public } => client.call(&CreateProject {
            organization: path.organization.clone(),
            name: path.project.clone(),
            description: description.clone(),
            public: public.unwrap_or(false),
        })?,
        Project::List { organization, paging } => {
            return lists::show(&client, &context.printer, paging, |limit, after| ListProjects {
                organization: organization.clone(),
                limit,
                after,
            });
        }
        Project::Show { path } => client.call(&show(path))?,
        Project::Update(update) => {
            about_public(context, &client, update)?;
            client.call(&UpdateProject {
                organization: update.path.organization.clone(),
                project: update.path.project.clone(),
                name: update.name.clone(),
                description: update.description.clone(),
                public: update.public,
                seen: None,
            })?
        }
        Project::Delete { path } => {
            if ask::must_ask(context.yes)? {
                ask::confirm(&format!(
                    "Delete {path} with its streams and all their records? There is no way back."
                ))?;
            }
            let (organization, project) = (path.organization.clone(), path.project.clone());
            let answer = client.call(&DeleteProject { organization, project, seen: None })?;
            return context.printer.show(&answer.text, &answer.value);
        }
        Project::Transfer { path, to } => {
            if ask::must_ask(context.yes)? {
                ask::confirm(&format!(
                    "Move {path} to {to}? The old path ends; people keep their flags, and services of other \
                     organizations than {to} need to be confirmed."
                ))?;
            }
            let (organization, project) = (path.organization.clone(), path.project.clone());
            client.call(&TransferProject { organization, project, to: to.clone(), seen: None })?
        }
        Project::Access(command) => return project_access::run(context, command),
    };
    context.printer.show(&answer.text, &answer.value)
}

fn show(path: &ProjectPath) -> ShowProject {
    ShowProject { organization: path.organization.clone(), project: path.project.clone() }
}

/// Tells what a change of who may read ends, and asks.
fn about_public(context: &Context, client: &Client, update: &Update) -> Result<(), Failure> {
    let (Some(public), path) = (update.public, &update.path) else { return Ok(()) };
    let asks = ask::must_ask(context.yes)?;
    let was = client.call(&show(path))?.value.public;
    if was && !public {
        tell_unconfirmed(context, client, path)?;
    }
    if was == public || !asks {
        return Ok(());
    }
    ask::confirm(&match public {
        true => {
            format!("Make {path} public? Everybody will see it and read all its records, without signing in.")
        }
        false => format!(
            "Make {path} private? Only who holds a flag on it, its organization’s services and those of others that \
             are confirmed keep access."
        ),
    })
}

/// Tells what services of other organizations hold and nobody confirmed: it ends for good when the project turns private.
fn tell_unconfirmed(context: &Context, client: &Client, path: &ProjectPath) -> Result<(), Failure> {
    let ask = |limit, after| ListProjectServices {
        organization: path.organization.clone(),
        project: path.project.clone(),
        limit,
        after,
    };
    lists::each(client, ask, |row| {
        let ProjectServiceGrant { service, stream, foreign, confirmed, .. } = client.read(row)?;
        if foreign && !confirmed {
            context.printer.note(format!("{service} ends on {stream}: it isn’t confirmed"));
        }
        Ok(())
    })
}

fn visibility(public: bool) -> String {
    if public { "public" } else { "private" }.to_owned()
}

fn count(streams: Option<u32>) -> String {
    streams.map_or_else(|| "-".to_owned(), |streams| streams.to_string())
}

impl Row for Shown {
    const HEAD: &'static [&'static str] = &["PATH", "VISIBILITY", "STREAMS", "FLAGS", "DESCRIPTION"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.path.to_string(),
            visibility(self.public),
            count(self.streams),
            print::flags(self.flags),
            self.description.to_string(),
        ]
    }
}

impl Details for Shown {
    fn details(&self) -> Vec<(&'static str, String)> {
        vec![
            ("path", self.path.to_string()),
            ("description", self.description.to_string()),
            ("public", yes_no(self.public)),
            ("streams", count(self.streams)),
            ("your flags", print::flags(self.flags)),
            ("created", time(self.created_at)),
            ("updated", time(self.updated_at)),
            ("id", self.id.to_string()),
        ]
    }
}
