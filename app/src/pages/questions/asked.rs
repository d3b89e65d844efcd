//! A question as it stands in the page's address.

use access::{Permission, ResourceKind};
use api::names::{Name, PipelinePath, ProjectPath, ServicePath, StreamPath};
use api::questions::Entity;
use leptos::prelude::ReadUntracked;
use leptos_router::hooks::use_query_map;

use super::PATH;
use crate::backend::Viewer;
use crate::shell::bar::encoded;

/// What has an access list of its own.
pub(super) const KINDS: [(ResourceKind, &str); 4] = [
    (ResourceKind::Organization, "an organization"),
    (ResourceKind::Project, "a project"),
    (ResourceKind::Stream, "a stream"),
    (ResourceKind::Pipeline, "a pipeline"),
];

/// Which question: the tabs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ask {
    Why,
    List,
    WhoCan,
}

impl Ask {
    pub(super) const ALL: [Self; 3] = [Self::Why, Self::List, Self::WhoCan];

    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::Why => "Why, or why not",
            Self::List => "What can they do",
            Self::WhoCan => "Who can",
        }
    }

    /// What the form's button does.
    pub(super) const fn act(self) -> &'static str {
        match self {
            Self::Why => "Explain",
            Self::List | Self::WhoCan => "Show the list",
        }
    }

    /// The tab in an address; the verb of the command line, as far as it isn't the first.
    pub(super) const fn tab(self) -> Option<&'static str> {
        match self {
            Self::Why => None,
            Self::List => Some("list"),
            Self::WhoCan => Some("who-can"),
        }
    }
}

/// A flag or permission on a kind of thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Right {
    pub(super) kind: ResourceKind,
    pub(super) permission: Permission,
}

impl Right {
    pub(super) fn of(kind: ResourceKind) -> impl Iterator<Item = Self> {
        Permission::of(kind).iter().map(move |permission| Self { kind, permission: *permission })
    }

    /// In an address.
    pub(super) fn word(self) -> String {
        format!("{}-{}", self.permission, self.kind)
    }

    /// What stands between a person and a thing.
    pub(super) const fn verb(self) -> &'static str {
        match self.permission {
            Permission::View => "view",
            Permission::Create => "create in",
            Permission::Admin => "administer",
            Permission::Read => "read",
            Permission::Write => "write to",
            Permission::Edit => "edit",
            Permission::Manage => "manage",
        }
    }
}

/// What is wrong with each field.
#[derive(Clone, Debug, Default)]
pub(super) struct Errors {
    pub(super) who: Option<String>,
    pub(super) may: Option<String>,
    pub(super) on: Option<String>,
}

/// A question, as it was typed.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) ask: Ask,
    me: String,
    pub(super) who: String,
    pub(super) may: Option<String>,
    pub(super) on: Option<String>,
}

impl Asked {
    /// What the page's query asks.
    pub(super) fn of_query(viewer: &Viewer) -> Self {
        let query = use_query_map().read_untracked();
        let tab = query.get("tab");
        let ask = Ask::ALL.into_iter().find(|ask| ask.tab() == tab.as_deref()).unwrap_or(Ask::Why);
        let typed = |field: &str| query.get(field).map(|text| text.trim().to_owned());
        Self {
            ask,
            me: viewer.name.to_string(),
            who: typed("who").unwrap_or_default(),
            may: typed("may"),
            on: typed("on"),
        }
    }

    /// Whether the form was sent; a tab that one comes to from another may lack a part that wasn't asked for there.
    pub(super) const fn is_asked(&self) -> bool {
        self.may.is_some() && (self.on.is_some() || matches!(self.ask, Ask::List))
    }

    /// Who: a person, unless there is a slash; nobody is the viewer.
    pub(super) fn subject(&self) -> Result<Entity, String> {
        let typed = if self.who.is_empty() { self.me.as_str() } else { self.who.trim_start_matches('@') };
        let (kind, id) = match typed.split_once(':') {
            Some((kind @ ("user" | "service"), id)) => (kind, id),
            _ => (if typed.contains('/') { "service" } else { "user" }, typed),
        };
        let id = if kind == "service" {
            id.parse::<ServicePath>().map(|path| path.to_string()).map_err(|why| why.to_string())
        } else {
            id.parse::<Name>().map(|name| name.to_string()).map_err(|why| why.to_string())
        };
        Ok(Entity { kind: kind.to_owned(), id: id? })
    }

    /// What.
    pub(super) fn right(&self) -> Result<Right, String> {
        let chosen = |right: &Right| self.may.as_deref() == Some(right.word().as_str());
        let mut rights = KINDS.into_iter().flat_map(|(kind, ..)| Right::of(kind));
        rights.find(chosen).ok_or_else(|| "choose one of these".to_owned())
    }

    /// On what; its path is that of its kind.
    pub(super) fn resource(&self, kind: ResourceKind) -> Result<Entity, String> {
        fn shown<P: std::str::FromStr<Err: ToString> + ToString>(path: &str) -> Result<String, String> {
            path.parse::<P>().map(|path| path.to_string()).map_err(|why| why.to_string())
        }
        let typed = self.on.as_deref().unwrap_or_default();
        let word = kind.to_string();
        let path = typed.strip_prefix(&format!("{word}:")).unwrap_or(typed);
        let id = match kind {
            ResourceKind::Organization => shown::<Name>(path),
            ResourceKind::Project => shown::<ProjectPath>(path),
            ResourceKind::Stream => shown::<StreamPath>(path),
            _ => shown::<PipelinePath>(path),
        };
        Ok(Entity { kind: word, id: id? })
    }

    /// Whether somebody is the viewer.
    pub(super) fn is_me(&self, subject: &Entity) -> bool {
        subject.kind == "user" && subject.id == self.me
    }

    /// The page with this question, asked at a tab.
    pub(super) fn link(&self, ask: Ask) -> String {
        let kept = [
            ("tab", ask.tab().map(str::to_owned)),
            ("who", Some(self.who.clone()).filter(|who| !who.is_empty())),
            ("may", self.may.clone()),
            ("on", self.on.clone().filter(|on| !on.is_empty())),
        ];
        address(kept)
    }
}

/// Several things of a kind, at the beginning of a line.
pub(super) const fn title(kind: ResourceKind) -> &'static str {
    match kind {
        ResourceKind::Organization => "Organizations",
        ResourceKind::Project => "Projects",
        ResourceKind::Stream => "Streams",
        _ => "Pipelines",
    }
}

/// The page with these parts of a question.
pub(super) fn address<const N: usize>(parts: [(&str, Option<String>); N]) -> String {
    let parts = parts.into_iter().filter_map(|(key, value)| Some(format!("{key}={}", encoded(&value?))));
    match parts.collect::<Vec<_>>().join("&") {
        none if none.is_empty() => PATH.to_owned(),
        query => format!("{PATH}?{query}"),
    }
}
