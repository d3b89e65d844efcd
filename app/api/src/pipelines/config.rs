//! What a pipeline does: the config that people write as JSON or YAML, and each saved version of it.

use std::fmt;

use serde::de::{Error, MapAccess, Visitor, value::MapAccessDeserializer};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::fields::Description;
use crate::names::{Name, ServicePath, StreamPath};

/// The most tags of a pipeline.
pub const MAX_TAGS: usize = 20;
/// The longest tag, in characters.
pub const MAX_TAG: usize = 40;
/// The most transforms of a pipeline.
pub const MAX_TRANSFORMS: usize = 20;
/// The most output fields of a transform.
pub const MAX_FIELDS: usize = 200;
/// The longest expression, in bytes.
pub const MAX_EXPRESSION: usize = 4_000;
/// The longest text of a config, in bytes.
pub const MAX_CONFIG: usize = 256 * 1024;

/// A config. Keys that aren't here are refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PipelineConfig {
    /// What it is for.
    #[serde(default)]
    pub description: Description,
    /// Words to find it by, at most [`MAX_TAGS`], each once.
    #[serde(default)]
    pub tags: Vec<Tag>,
    /// The stream that it reads.
    pub source: StreamPath,
    /// The stream that it appends to; not the source.
    pub sink: StreamPath,
    /// The service that it runs as, of its own organization.
    pub service: ServiceRef,
    /// What happens to each record, in this order; at most [`MAX_TRANSFORMS`]. Without any it is copied.
    #[serde(default)]
    pub transforms: Vec<Transform>,
}

/// One step: a record that passes the filter becomes the mapped record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Transform {
    /// A CEL expression over `record` that is true for records that pass; left out, all do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<String>,
    /// The fields of the new record, each a CEL expression over `record`; left out, the record passes as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fields: Option<OutputFields>,
}

/// Output fields with their expressions, in the order given, each name once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(with = "std::collections::BTreeMap<String, String>")
)]
pub struct OutputFields(pub Vec<(String, String)>);

impl Serialize for OutputFields {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, expression) in &self.0 {
            map.serialize_entry(name, expression)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for OutputFields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries;
        impl<'de> Visitor<'de> for Entries {
            type Value = OutputFields;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of field names and expressions")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<OutputFields, A::Error> {
                let mut fields: Vec<(String, String)> = Vec::new();
                while let Some((name, expression)) = map.next_entry::<String, String>()? {
                    if fields.iter().any(|(before, _)| *before == name) {
                        return Err(A::Error::custom(format!("the field “{name}” stands there twice")));
                    }
                    fields.push((name, expression));
                }
                Ok(OutputFields(fields))
            }
        }
        deserializer.deserialize_map(Entries)
    }
}

/// The service of a config: `ORG/SERVICE`, or `SERVICE` alone for one of the pipeline's organization. Answers always
/// bear the path.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(with = "String"))]
pub struct ServiceRef {
    /// The organization, if it is said.
    pub organization: Option<Name>,
    /// The service.
    pub service: Name,
}

impl ServiceRef {
    /// Its path, for a pipeline of this organization.
    #[must_use]
    pub fn within(&self, organization: &Name) -> ServicePath {
        let organization = self.organization.as_ref().unwrap_or(organization).clone();
        ServicePath { organization, service: self.service.clone() }
    }
}

impl From<ServicePath> for ServiceRef {
    fn from(path: ServicePath) -> Self {
        Self { organization: Some(path.organization), service: path.service }
    }
}

impl TryFrom<String> for ServiceRef {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        if text.contains('/') {
            let path: ServicePath = text.parse().map_err(|why: crate::names::PathError| why.to_string())?;
            return Ok(path.into());
        }
        let service = text.parse().map_err(|why: crate::names::NameError| why.to_string())?;
        Ok(Self { organization: None, service })
    }
}

impl From<ServiceRef> for String {
    fn from(service: ServiceRef) -> Self {
        service.to_string()
    }
}

impl fmt::Display for ServiceRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(organization) = &self.organization {
            write!(f, "{organization}/")?;
        }
        self.service.fmt(f)
    }
}

/// A word to find pipelines by: lower-case letters, digits, `-`, `_`, `.` and `:`, at most [`MAX_TAG`] of them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(with = "String"))]
pub struct Tag(String);

impl Tag {
    /// The word.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Tag {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_.:".contains(c);
        if text.is_empty() || text.chars().count() > MAX_TAG || !text.chars().all(plain) {
            return Err(format!(
                "a tag has 1 to {MAX_TAG} lower-case letters, digits, `-`, `_`, `.` or `:`; “{}” is none",
                text.chars().take(60).collect::<String>()
            ));
        }
        Ok(Self(text))
    }
}

impl From<Tag> for String {
    fn from(tag: Tag) -> Self {
        tag.0
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A config as it comes in: an object, or a text that holds one as JSON or YAML.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum ConfigInput {
    /// JSON or YAML.
    Text(String),
    /// An object.
    Config(Box<PipelineConfig>),
}

impl<'de> Deserialize<'de> for ConfigInput {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // By hand: an untagged enum would answer “did not match any variant” to whoever mistypes a key.
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = ConfigInput;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a config, or a text that holds one as JSON or YAML")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<ConfigInput, E> {
                Ok(ConfigInput::Text(text.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<ConfigInput, A::Error> {
                let config = PipelineConfig::deserialize(MapAccessDeserializer::new(map))?;
                Ok(ConfigInput::Config(Box::new(config)))
            }
        }
        deserializer.deserialize_any(Either)
    }
}
