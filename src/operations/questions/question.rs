//! A question about access, from the words it came in.

use access::{Permission, ResourceKind};
use api::Fault;
use api::names::{Name, ProjectPath, StreamPath};
use api::questions::{Entity, ExplainAccess};

/// Whom it is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Subject {
    /// Whoever presents the credential, with its ceiling.
    Caller,
    /// A person, without any ceiling.
    User(Name),
    /// A service, by organization and name.
    Service(Name, Name),
}

/// What it is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
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

impl Subject {
    /// From a kind and a name or path.
    pub(super) fn of(kind: &str, id: &str) -> Result<Self, NoQuestion> {
        let nameless = |why: &dyn std::fmt::Display| NoQuestion::Nameless("subject", why.to_string());
        match kind {
            "caller" => Ok(Self::Caller),
            "user" => Ok(Self::User(id.parse().map_err(|why| nameless(&why))?)),
            "service" => {
                let path: ProjectPath = id.parse().map_err(|why| nameless(&why))?;
                Ok(Self::Service(path.organization, path.project))
            }
            _ => {
                let what = "a subject is a user, a service or the caller";
                Err(NoQuestion::Unknown("subject", what.into()))
            }
        }
    }
}

impl Resource {
    /// From a kind and a name or path.
    pub(super) fn of(kind: &str, id: &str) -> Result<Self, NoQuestion> {
        let nameless = |why: &dyn std::fmt::Display| NoQuestion::Nameless("resource", why.to_string());
        Ok(match kind_of(kind)? {
            ResourceKind::Organization => Self::Organization(id.parse().map_err(|why| nameless(&why))?),
            ResourceKind::Project => Self::Project(id.parse().map_err(|why| nameless(&why))?),
            ResourceKind::Stream => Self::Stream(id.parse().map_err(|why| nameless(&why))?),
            _ => {
                let path: ProjectPath = id.parse().map_err(|why| nameless(&why))?;
                Self::Pipeline(path.organization, path.project)
            }
        })
    }

    /// What it is.
    pub(super) fn kind(&self) -> ResourceKind {
        match self {
            Self::Organization(_) => ResourceKind::Organization,
            Self::Project(_) => ResourceKind::Project,
            Self::Stream(_) => ResourceKind::Stream,
            Self::Pipeline(..) => ResourceKind::Pipeline,
        }
    }
}

/// The kind of that name, if it has an access list.
pub(super) fn kind_of(kind: &str) -> Result<ResourceKind, NoQuestion> {
    use ResourceKind::{Organization, Pipeline, Project, Stream};
    let known = [Organization, Project, Stream, Pipeline].into_iter().find(|known| known.to_string() == kind);
    known.ok_or_else(|| {
        let what = "a resource is an organization, a project, a stream or a pipeline";
        NoQuestion::Unknown("resource", what.into())
    })
}

/// The permission of that name on that kind.
pub(super) fn permission_of(kind: ResourceKind, action: &str) -> Result<Permission, NoQuestion> {
    Permission::parse(kind, action).ok_or_else(|| {
        let names: Vec<&str> = Permission::of(kind).iter().map(|permission| permission.name()).collect();
        NoQuestion::Unknown("action", format!("on a {kind} the actions are {}", names.join(", ")))
    })
}

/// A subject in the words of its asker.
pub(super) fn words_of(subject: &Entity) -> String {
    if subject.kind == "caller" { subject.kind.clone() } else { format!("{}:{}", subject.kind, subject.id) }
}

/// The name of a member that the standard demands and that isn't there; the caller alone needs no id.
pub(super) fn missing(subject: Option<&Entity>, resource: Option<&Entity>) -> Option<&'static str> {
    let nameless = |entity: &&Entity| entity.id.is_empty() && entity.kind != "caller";
    match (subject.filter(nameless), resource.filter(|entity| entity.id.is_empty())) {
        (Some(_), _) => Some("subject.id"),
        (None, Some(_)) => Some("resource.id"),
        (None, None) => None,
    }
}

impl Question {
    /// From the kinds, ids and the action of AuthZEN.
    pub(super) fn new(
        (subject, subject_id): (&str, &str),
        action: &str,
        (resource, resource_id): (&str, &str),
    ) -> Result<Self, NoQuestion> {
        let subject = Subject::of(subject, subject_id)?;
        let resource = Resource::of(resource, resource_id)?;
        let permission = permission_of(resource.kind(), action)?;
        Ok(Self { subject, permission, resource })
    }

    /// The same; the outer error is the name of a member that the standard demands and that isn't there.
    pub(super) fn of_entities(
        subject: &Entity,
        action: &str,
        resource: &Entity,
    ) -> Result<Result<Self, NoQuestion>, &'static str> {
        match missing(Some(subject), Some(resource)) {
            Some(missing) => Err(missing),
            None => Ok(Self::new((&subject.kind, &subject.id), action, (&resource.kind, &resource.id))),
        }
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
