//! A question about access, from the words it came in.

use access::{Permission, ResourceKind};
use api::Fault;
use api::names::{Name, ProjectPath, StreamPath};
use api::questions::{CheckAccess, ExplainAccess};

/// Whom it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Subject {
    /// Whoever presents the credential, with its ceiling.
    Caller,
    /// A person, without any ceiling.
    User(Name),
    /// A service, by organization and name.
    Service(Name, Name),
}

/// What it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Resource {
    Organization(Name),
    Project(ProjectPath),
    Stream(StreamPath),
    /// By organization and name.
    Pipeline(Name, Name),
}

/// May this subject do this to that resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Question {
    pub(super) subject: Subject,
    pub(super) permission: Permission,
    pub(super) resource: Resource,
}

/// Why words are no question. None of it depends on what exists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum NoQuestion {
    /// The field at fault, and what it takes.
    Unknown(&'static str, String),
    /// A name that nothing can bear.
    Nameless(&'static str, String),
}

impl Question {
    /// From the kinds, ids and the action of AuthZEN.
    pub(super) fn new(
        (subject, subject_id): (&str, &str),
        action: &str,
        (resource, resource_id): (&str, &str),
    ) -> Result<Self, NoQuestion> {
        let nameless = |field, why: &dyn std::fmt::Display| NoQuestion::Nameless(field, why.to_string());
        let about_subject = |why: &dyn std::fmt::Display| nameless("subject", why);
        let about_resource = |why: &dyn std::fmt::Display| nameless("resource", why);
        let subject = match subject {
            "caller" => Subject::Caller,
            "user" => Subject::User(subject_id.parse().map_err(|why| about_subject(&why))?),
            "service" => {
                let path: ProjectPath = subject_id.parse().map_err(|why| about_subject(&why))?;
                Subject::Service(path.organization, path.project)
            }
            _ => {
                return Err(NoQuestion::Unknown(
                    "subject",
                    "a subject is a user, a service or the caller".into(),
                ));
            }
        };
        let (kind, resource) = match resource {
            "organization" => {
                let name = resource_id.parse().map_err(|why| about_resource(&why))?;
                (ResourceKind::Organization, Resource::Organization(name))
            }
            "project" => {
                let path = resource_id.parse().map_err(|why| about_resource(&why))?;
                (ResourceKind::Project, Resource::Project(path))
            }
            "stream" => {
                let path = resource_id.parse().map_err(|why| about_resource(&why))?;
                (ResourceKind::Stream, Resource::Stream(path))
            }
            "pipeline" => {
                let path: ProjectPath = resource_id.parse().map_err(|why| about_resource(&why))?;
                (ResourceKind::Pipeline, Resource::Pipeline(path.organization, path.project))
            }
            _ => {
                let what = "a resource is an organization, a project, a stream or a pipeline";
                return Err(NoQuestion::Unknown("resource", what.into()));
            }
        };
        let permission = Permission::parse(kind, action).ok_or_else(|| {
            let names: Vec<&str> = Permission::of(kind).iter().map(|permission| permission.name()).collect();
            NoQuestion::Unknown("action", format!("on a {kind} the actions are {}", names.join(", ")))
        })?;
        Ok(Self { subject, permission, resource })
    }

    pub(super) fn of_check(asked: &CheckAccess) -> Result<Self, NoQuestion> {
        let (subject, resource) = (&asked.subject, &asked.resource);
        Self::new((&subject.kind, &subject.id), &asked.action.name, (&resource.kind, &resource.id))
    }

    /// From three words such as `user:ada`, `read`, `stream:acme/lake/events`.
    pub(super) fn of_words(asked: &ExplainAccess) -> Result<Self, NoQuestion> {
        let subject = asked.actor.split_once(':').unwrap_or((&asked.actor, ""));
        let resource = asked.resource.split_once(':').unwrap_or((&asked.resource, ""));
        Self::new(subject, &asked.action, resource)
    }
}

impl NoQuestion {
    /// As a fault of a person's input.
    pub(super) fn fault(self) -> Fault {
        let (Self::Unknown(field, why) | Self::Nameless(field, why)) = self;
        Fault::field(if field == "subject" { "actor" } else { field }, why)
    }
}
