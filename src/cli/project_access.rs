//! `sluicegate project …`: the verbs about who may do what in a project.

use api::names::{Name, ProjectPath, ServicePath};
use api::projects::{
    ClaimProject, ConfirmService, EndService, ListProjectMembers, ListProjectServices, ProjectMember,
    ProjectServiceGrant, ServiceGrantsChanged, UpdateProjectPermissions,
};
use clap::Subcommand;

use super::connect::Context;
use super::exit::Failure;
use super::flags::FlagChange;
use super::lists::{self, Paging};
use super::print::{Details, Row, time, yes_no};
use super::{print, values};

/// The verbs.
#[derive(Debug, Subcommand)]
pub(crate) enum ProjectAccess {
    /// Shows who holds which flags on a project
    ShowMembers {
        /// Its path
        #[arg(value_name = "ORG/PROJECT", value_parser = values::project_path)]
        path: ProjectPath,
        /// Only those whose name holds this text
        #[arg(long, value_name = "TEXT")]
        search: Option<String>,
        #[command(flatten)]
        paging: Paging,
    },
    /// Sets somebody’s flags on a project; what is left out stays
    UpdatePermissions {
        /// Its path
        #[arg(value_name = "ORG/PROJECT", value_parser = values::project_path)]
        path: ProjectPath,
        /// Whom: any user
        #[arg(value_name = "USERNAME", value_parser = values::name)]
        user: Name,
        #[command(flatten)]
        flags: FlagChange,
    },
    /// Makes you admin of a project that has no enabled admin; for admins of its organization
    Claim {
        /// Its path
        #[arg(value_name = "ORG/PROJECT", value_parser = values::project_path)]
        path: ProjectPath,
    },
    /// Shows which services hold grants on a project’s streams
    ListServices {
        /// Its path
        #[arg(value_name = "ORG/PROJECT", value_parser = values::project_path)]
        path: ProjectPath,
        #[command(flatten)]
        paging: Paging,
    },
    /// Lets the grants of another organization’s service count
    ConfirmService {
        /// Its path
        #[arg(value_name = "ORG/PROJECT", value_parser = values::project_path)]
        path: ProjectPath,
        /// The service
        #[arg(value_name = "ORG/SERVICE", value_parser = values::service_path)]
        service: ServicePath,
    },
    /// Ends the grants of a service on all streams of a project
    EndService {
        /// Its path
        #[arg(value_name = "ORG/PROJECT", value_parser = values::project_path)]
        path: ProjectPath,
        /// The service
        #[arg(value_name = "ORG/SERVICE", value_parser = values::service_path)]
        service: ServicePath,
    },
}

pub(crate) fn run(context: &Context, command: &ProjectAccess) -> Result<(), Failure> {
    let (client, printer) = (context.client()?, &context.printer);
    match command {
        ProjectAccess::ShowMembers { path, search, paging } => {
            lists::show(&client, printer, paging, |limit, after| ListProjectMembers {
                organization: path.organization.clone(),
                project: path.project.clone(),
                search: search.clone(),
                limit,
                after,
            })
        }
        ProjectAccess::UpdatePermissions { path, user, flags } => {
            let answer = client.call(&UpdateProjectPermissions {
                organization: path.organization.clone(),
                project: path.project.clone(),
                user: user.clone(),
                view: flags.view,
                create: flags.create,
                admin: flags.admin,
                seen: None,
            })?;
            printer.show(&answer.text, &answer.value)
        }
        ProjectAccess::Claim { path } => {
            let (organization, project) = (path.organization.clone(), path.project.clone());
            let answer = client.call(&ClaimProject { organization, project })?;
            printer.show(&answer.text, &answer.value)
        }
        ProjectAccess::ListServices { path, paging } => {
            lists::show(&client, printer, paging, |limit, after| ListProjectServices {
                organization: path.organization.clone(),
                project: path.project.clone(),
                limit,
                after,
            })
        }
        ProjectAccess::ConfirmService { path, service } => {
            let (organization, project) = (path.organization.clone(), path.project.clone());
            let answer = client.call(&ConfirmService {
                organization,
                project,
                service: service.clone(),
                seen: None,
            })?;
            printer.show(&answer.text, &answer.value)
        }
        ProjectAccess::EndService { path, service } => {
            let (organization, project) = (path.organization.clone(), path.project.clone());
            let answer =
                client.call(&EndService { organization, project, service: service.clone(), seen: None })?;
            printer.show(&answer.text, &answer.value)
        }
    }
}

fn person(name: Option<&Name>) -> String {
    name.map_or_else(|| "-".to_owned(), Name::to_string)
}

impl Row for ProjectMember {
    const HEAD: &'static [&'static str] = &["USER", "FLAGS", "SINCE", "GRANTED BY", "NOTE"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.user.to_string(),
            print::flags(self.flags),
            time(self.granted_at),
            person(self.granted_by.as_ref()),
            if self.disabled { "disabled" } else { "" }.to_owned(),
        ]
    }
}

impl Details for ProjectMember {
    fn details(&self) -> Vec<(&'static str, String)> {
        vec![
            ("user", self.user.to_string()),
            ("flags", print::flags(self.flags)),
            ("since", time(self.granted_at)),
            ("granted by", person(self.granted_by.as_ref())),
            ("disabled", yes_no(self.disabled)),
            ("id", self.id.to_string()),
        ]
    }
}

impl Row for ProjectServiceGrant {
    const HEAD: &'static [&'static str] = &["SERVICE", "STREAM", "MAY", "COUNTS", "NOTE"];

    fn cells(&self) -> Vec<String> {
        let may = match (self.read, self.write) {
            (true, true) => "read write",
            (true, false) => "read",
            _ => "write",
        };
        let note = match (self.foreign, self.confirmed) {
            (false, _) => "",
            (true, true) => "another organization’s, confirmed",
            (true, false) => "another organization’s, not confirmed",
        };
        vec![
            self.service.to_string(),
            self.stream.to_string(),
            may.to_owned(),
            yes_no(self.counts),
            note.to_owned(),
        ]
    }
}

impl Details for ServiceGrantsChanged {
    fn details(&self) -> Vec<(&'static str, String)> {
        let streams: Vec<String> = self.streams.iter().map(ToString::to_string).collect();
        vec![("service", self.service.to_string()), ("streams", streams.join(" "))]
    }
}
