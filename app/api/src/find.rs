//! Finding things by name: what goes in and comes out.

use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::names::Name;

/// The fewest characters that are searched for.
pub const FEWEST_CHARACTERS: usize = 2;

/// What kind of thing has a name and a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum ThingKind {
    /// An organization.
    Organization,
    /// A project.
    Project,
    /// A stream.
    Stream,
    /// A pipeline.
    Pipeline,
    /// A service.
    Service,
    /// A team.
    Team,
}

impl ThingKind {
    /// Every kind.
    pub const ALL: [Self; 6] =
        [Self::Organization, Self::Project, Self::Stream, Self::Pipeline, Self::Service, Self::Team];

    /// Its word, as in JSON.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Organization => "organization",
            Self::Project => "project",
            Self::Stream => "stream",
            Self::Pipeline => "pipeline",
            Self::Service => "service",
            Self::Team => "team",
        }
    }

    /// The kind of that word.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

impl fmt::Display for ThingKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// Finds what the caller can see, by parts of its name.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FindThings {
    /// A part of the name; with a `/` or blanks in it, parts of the whole path in their order. At least two characters.
    pub search: String,
    /// Things of this kind alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<ThingKind>,
    /// The most things, from 1 to 500.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// The cursor that the page before gave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// Something with a name. A list has those of that very name first, then those whose name begins so, then the others; each by
/// kind and path.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FoundThing {
    /// Its id.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub id: Uuid,
    /// What it is.
    pub kind: ThingKind,
    /// Its name.
    pub name: Name,
    /// Its path, as the command line takes it.
    pub path: String,
}

impl FoundThing {
    /// The path of its page in the console.
    #[must_use]
    pub fn page(&self) -> String {
        let Self { kind, name, path, .. } = self;
        let part = match kind {
            ThingKind::Pipeline => "pipelines",
            ThingKind::Service => "services",
            ThingKind::Team => "teams",
            ThingKind::Organization | ThingKind::Project | ThingKind::Stream => return format!("/{path}"),
        };
        let organization = path.split('/').next().unwrap_or_default();
        format!("/{organization}/-/{part}/{name}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_has_a_page() {
        let page = |kind, path: &str| {
            let name = path.rsplit('/').next().unwrap().parse().unwrap();
            FoundThing { id: Uuid::nil(), kind, name, path: path.into() }.page()
        };
        assert_eq!(page(ThingKind::Organization, "acme"), "/acme");
        assert_eq!(page(ThingKind::Stream, "acme/lake/orders"), "/acme/lake/orders");
        assert_eq!(page(ThingKind::Pipeline, "acme/clean"), "/acme/-/pipelines/clean");
        assert_eq!(page(ThingKind::Service, "acme/etl"), "/acme/-/services/etl");
        assert_eq!(page(ThingKind::Team, "acme/data"), "/acme/-/teams/data");
    }
}
