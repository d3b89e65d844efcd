//! Names and paths: how they are read, kept and shown (contract section 1).
//!
//! Kept as `^[a-z][a-z0-9_]{0,39}$`; on input `-` and `_` mean the same; everything shown shows `-`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Words that no name may be: they are, or may become, pages and paths of the product itself.
const RESERVED: &[&str] = &[
    "admin",
    "api",
    "access",
    "app",
    "assets",
    "auth",
    "account",
    "billing",
    "console",
    "docs",
    "healthz",
    "help",
    "home",
    "me",
    "metrics",
    "new",
    "null",
    "oauth",
    "organization",
    "organizations",
    "pkg",
    "profile",
    "project",
    "projects",
    "public",
    "readyz",
    "redirects",
    "secret",
    "secrets",
    "self",
    "service",
    "services",
    "settings",
    "sign_in",
    "sign_out",
    "sign_up",
    "static",
    "stream",
    "streams",
    "system",
    "team",
    "teams",
    "user",
    "users",
    "well_known",
];

/// The longest name, in characters.
pub const MAX_NAME: usize = 40;

/// A name as it is kept: lower case, digits and `_`. It shows itself with `-`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Name(String);

/// Why a text is no name; its text says what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NameError {
    /// Nothing there.
    Empty,
    /// More than [`MAX_NAME`] characters.
    TooLong(usize),
    /// Does not begin with a lower-case letter.
    Start,
    /// Holds something else than lower-case letters, digits, `-` and `_`.
    Character(char),
    /// A word that the product keeps for itself.
    Reserved(String),
}

impl fmt::Display for NameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("a name is needed"),
            Self::TooLong(length) => write!(f, "a name has at most {MAX_NAME} characters; this has {length}"),
            Self::Start => f.write_str("a name begins with a lower-case letter"),
            Self::Character(c) => {
                write!(
                    f,
                    "a name holds lower-case letters, digits, “-” and “_”; “{}” is none of them",
                    c.escape_debug()
                )
            }
            Self::Reserved(word) => write!(f, "“{word}” is a word of the product itself; take another name"),
        }
    }
}

impl Name {
    /// The name as it is kept, with `_`.
    #[must_use]
    pub fn stored(&self) -> &str {
        &self.0
    }

    /// The name that a store kept, taken as it is: it was checked when it was made.
    #[must_use]
    pub fn from_stored(stored: impl Into<String>) -> Self {
        Self(stored.into())
    }

    /// Refuses words that the product keeps for itself: for names that are being given, not looked up.
    ///
    /// # Errors
    /// [`NameError::Reserved`].
    pub fn unreserved(self) -> Result<Self, NameError> {
        if RESERVED.contains(&self.0.as_str()) {
            Err(NameError::Reserved(self.to_string()))
        } else {
            Ok(self)
        }
    }
}

impl FromStr for Name {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        let Some(first) = text.chars().next() else { return Err(NameError::Empty) };
        let length = text.chars().count();
        if length > MAX_NAME {
            return Err(NameError::TooLong(length));
        }
        if let Some(c) = text.chars().find(|c| !matches!(c, 'a'..='z' | '0'..='9' | '-' | '_')) {
            return Err(NameError::Character(c));
        }
        if !first.is_ascii_lowercase() {
            return Err(NameError::Start);
        }
        Ok(Self(text.replace('-', "_")))
    }
}

impl TryFrom<String> for Name {
    type Error = NameError;

    fn try_from(text: String) -> Result<Self, NameError> {
        text.parse()
    }
}

impl From<Name> for String {
    fn from(name: Name) -> Self {
        name.to_string()
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.replace('_', "-"))
    }
}

/// `ORG/PROJECT`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ProjectPath {
    /// The organization it is in.
    pub organization: Name,
    /// The project's own name.
    pub project: Name,
}

/// `ORG/PROJECT/STREAM`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct StreamPath {
    /// The organization it is in.
    pub organization: Name,
    /// The project it is in.
    pub project: Name,
    /// The stream's own name.
    pub stream: Name,
}

impl StreamPath {
    /// The path of the project it is in.
    #[must_use]
    pub fn project_path(&self) -> ProjectPath {
        ProjectPath { organization: self.organization.clone(), project: self.project.clone() }
    }
}

/// `ORG/SERVICE`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ServicePath {
    /// The organization it is in.
    pub organization: Name,
    /// The service's own name.
    pub service: Name,
}

/// `ORG/TEAM`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TeamPath {
    /// The organization it is in.
    pub organization: Name,
    /// The team's own name.
    pub team: Name,
}

/// `ORG/PIPELINE`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PipelinePath {
    /// The organization it is in.
    pub organization: Name,
    /// The pipeline's own name.
    pub pipeline: Name,
}

/// The most names of one list.
pub const MAX_NAMES: usize = 500;

/// Several names, from 1 to [`MAX_NAMES`], each once: a list in JSON, words with commas between them in a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "RawNames", into = "Vec<Name>")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(with = "Vec<Name>"))]
pub struct Names(Vec<Name>);

#[derive(Deserialize)]
#[serde(untagged)]
enum RawNames {
    List(Vec<String>),
    Text(String),
}

impl Names {
    /// The names, in the order given.
    pub fn iter(&self) -> impl Iterator<Item = &Name> {
        self.0.iter()
    }
}

impl TryFrom<Vec<Name>> for Names {
    type Error = String;

    fn try_from(names: Vec<Name>) -> Result<Self, String> {
        let mut once: Vec<Name> = Vec::with_capacity(names.len());
        for name in names {
            if !once.contains(&name) {
                once.push(name);
            }
        }
        match once.len() {
            0 => Err("name at least one".to_owned()),
            many if many > MAX_NAMES => Err(format!("at most {MAX_NAMES} at once; these are {many}")),
            _ => Ok(Self(once)),
        }
    }
}

impl TryFrom<RawNames> for Names {
    type Error = String;

    fn try_from(raw: RawNames) -> Result<Self, String> {
        let parse = |name: &str| name.trim().parse::<Name>().map_err(|why| why.to_string());
        let names: Result<Vec<Name>, String> = match &raw {
            RawNames::List(names) => names.iter().map(|name| parse(name)).collect(),
            RawNames::Text(names) => names.split(',').map(parse).collect(),
        };
        names?.try_into()
    }
}

impl From<Names> for Vec<Name> {
    fn from(names: Names) -> Self {
        names.0
    }
}

/// Why a text is no path: a part that is no name, or the wrong number of parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathError {
    /// Not the parts that this kind of path has, which are named.
    Shape(&'static str),
    /// A part that is no name.
    Part(String, NameError),
}

impl fmt::Display for PathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shape(shape) => write!(f, "a path such as {shape} is needed"),
            Self::Part(part, why) => write!(f, "“{}”: {why}", part.escape_debug()),
        }
    }
}

fn parts<const N: usize>(text: &str, shape: &'static str) -> Result<[Name; N], PathError> {
    let names = text
        .split('/')
        .map(|part| part.parse().map_err(|why| PathError::Part(part.chars().take(60).collect(), why)))
        .collect::<Result<Vec<Name>, PathError>>();
    if text.split('/').count() != N {
        return Err(PathError::Shape(shape));
    }
    names?.try_into().map_err(|_| PathError::Shape(shape))
}

macro_rules! path {
    ($path:ident, $shape:literal, $($part:ident),+) => {
        impl FromStr for $path {
            type Err = PathError;

            fn from_str(text: &str) -> Result<Self, PathError> {
                let [$($part),+] = parts(text, $shape)?;
                Ok(Self { $($part),+ })
            }
        }

        impl TryFrom<String> for $path {
            type Error = PathError;

            fn try_from(text: String) -> Result<Self, PathError> {
                text.parse()
            }
        }

        impl From<$path> for String {
            fn from(path: $path) -> Self {
                path.to_string()
            }
        }

        impl fmt::Display for $path {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&[$(self.$part.to_string()),+].join("/"))
            }
        }
    };
}

path!(ServicePath, "ORG/SERVICE", organization, service);
path!(TeamPath, "ORG/TEAM", organization, team);
path!(PipelinePath, "ORG/PIPELINE", organization, pipeline);
path!(ProjectPath, "ORG/PROJECT", organization, project);
path!(StreamPath, "ORG/PROJECT/STREAM", organization, project, stream);

#[cfg(feature = "schema")]
mod schema {
    use std::borrow::Cow;

    use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

    macro_rules! text_schema {
        ($type:ty, $name:literal, $pattern:literal) => {
            impl JsonSchema for $type {
                fn schema_name() -> Cow<'static, str> {
                    $name.into()
                }
                fn json_schema(_: &mut SchemaGenerator) -> Schema {
                    json_schema!({ "type": "string", "pattern": $pattern })
                }
            }
        };
    }

    text_schema!(super::Name, "Name", "^[a-z][a-z0-9_-]{0,39}$");
    text_schema!(super::ServicePath, "ServicePath", "^[a-z][a-z0-9_-]{0,39}/[a-z][a-z0-9_-]{0,39}$");
    text_schema!(super::TeamPath, "TeamPath", "^[a-z][a-z0-9_-]{0,39}/[a-z][a-z0-9_-]{0,39}$");
    text_schema!(super::PipelinePath, "PipelinePath", "^[a-z][a-z0-9_-]{0,39}/[a-z][a-z0-9_-]{0,39}$");
    text_schema!(super::ProjectPath, "ProjectPath", "^[a-z][a-z0-9_-]{0,39}/[a-z][a-z0-9_-]{0,39}$");
    text_schema!(super::StreamPath, "StreamPath", "^[a-z][a-z0-9_-]{0,39}(/[a-z][a-z0-9_-]{0,39}){2}$");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_kept_with_underscores_and_shown_with_dashes() {
        let name: Name = "my-data_2".parse().unwrap();
        assert_eq!(name.stored(), "my_data_2");
        assert_eq!(name.to_string(), "my-data-2");
        assert_eq!("my_data-2".parse::<Name>().unwrap(), name);
    }

    #[test]
    fn bad_names_say_why() {
        assert_eq!("".parse::<Name>(), Err(NameError::Empty));
        assert_eq!("9lives".parse::<Name>(), Err(NameError::Start));
        assert_eq!("-x".parse::<Name>(), Err(NameError::Start));
        assert_eq!("a".repeat(41).parse::<Name>(), Err(NameError::TooLong(41)));
        assert_eq!("myData".parse::<Name>(), Err(NameError::Character('D')));
        assert_eq!("a b".parse::<Name>(), Err(NameError::Character(' ')));
        assert_eq!(".admin".parse::<Name>(), Err(NameError::Character('.')));
        assert_eq!(
            "sign-in".parse::<Name>().unwrap().unreserved(),
            Err(NameError::Reserved("sign-in".into()))
        );
    }

    #[test]
    fn paths_have_their_number_of_parts() {
        assert_eq!("acme/my_lake".parse::<ProjectPath>().unwrap().to_string(), "acme/my-lake");
        assert_eq!("acme".parse::<ProjectPath>(), Err(PathError::Shape("ORG/PROJECT")));
        assert_eq!("acme/lake/x/y".parse::<StreamPath>(), Err(PathError::Shape("ORG/PROJECT/STREAM")));
        assert!(matches!("acme//x".parse::<StreamPath>(), Err(PathError::Part(_, NameError::Empty))));
    }
}
