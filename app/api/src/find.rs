//! Finding things by name: what goes in and comes out.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The things of an answer that doesn't say how many it wants.
pub const DEFAULT_THINGS: u32 = 20;
/// The most things of one answer.
pub const MAX_THINGS: u32 = 100;
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
    /// The most things, up to 100; 20 unless it says otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// Something with a name.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FoundThing {
    /// What it is.
    pub kind: ThingKind,
    /// Its path, as the command line takes it.
    pub path: String,
}

impl FoundThing {
    /// The path of its page in the console.
    #[must_use]
    pub fn page(&self) -> String {
        let Self { kind, path } = self;
        match (kind, path.split_once('/')) {
            (ThingKind::Pipeline, Some((organization, name))) => {
                format!("/{organization}/-/pipelines/{name}")
            }
            (ThingKind::Service, Some((organization, name))) => format!("/{organization}/-/services/{name}"),
            (ThingKind::Team, Some((organization, name))) => format!("/{organization}/-/teams/{name}"),
            _ => format!("/{path}"),
        }
    }
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FoundThings {
    /// Best first: of that very name, whose name begins so, then the others; each by kind and path.
    pub things: Vec<FoundThing>,
    /// Whether there are more.
    pub more: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_has_a_page() {
        let page = |kind, path: &str| FoundThing { kind, path: path.into() }.page();
        assert_eq!(page(ThingKind::Organization, "acme"), "/acme");
        assert_eq!(page(ThingKind::Stream, "acme/lake/orders"), "/acme/lake/orders");
        assert_eq!(page(ThingKind::Pipeline, "acme/clean"), "/acme/-/pipelines/clean");
        assert_eq!(page(ThingKind::Service, "acme/etl"), "/acme/-/services/etl");
        assert_eq!(page(ThingKind::Team, "acme/data"), "/acme/-/teams/data");
    }
}
