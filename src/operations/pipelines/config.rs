//! Configs as they come in: an object, or a text that holds one as JSON or YAML.

use std::collections::BTreeSet;

use access::Actor;
use api::names::Name;
use api::pipelines::{ConfigInput, MAX_CONFIG, MAX_TAGS, PipelineConfig, ReadConfig};
use api::{Fault, FaultKind, FieldError};
use serde_saphyr::{Budget, Options};

use crate::operations::Context;
use crate::pipelines;

/// The most places of a YAML text that may repeat another; none has to.
const MAX_ALIASES: usize = 100;
/// How deep a YAML text may be nested.
const MAX_DEPTH: usize = 16;
/// The most values of a YAML text.
const MAX_NODES: usize = 20_000;

/// Reads a config from a text, for who is somebody: it costs time.
///
/// # Errors
/// 401 without a credential; 422 if the text can't be read, with the line.
pub async fn read_config(context: &Context, input: ReadConfig) -> Result<PipelineConfig, Fault> {
    if matches!(context.actor(), Actor::Anonymous) {
        return Err(Fault::unauthenticated());
    }
    of_text(&input.config)
}

/// The config that came in.
///
/// # Errors
/// If the text can't be read, with the line.
pub(super) fn read(input: &ConfigInput) -> Result<PipelineConfig, Fault> {
    match input {
        ConfigInput::Config(config) => Ok(config.as_ref().clone()),
        ConfigInput::Text(text) => of_text(text),
    }
}

fn of_text(text: &str) -> Result<PipelineConfig, Fault> {
    if text.len() > MAX_CONFIG {
        let message = format!("a config has at most {MAX_CONFIG} bytes; this has {}", text.len());
        return Err(Fault::field("config", message));
    }
    if text.trim_start().starts_with('{') {
        match serde_json::from_str(text) {
            Ok(config) => return Ok(config),
            Err(error) if error.is_data() => {
                let line = u64::try_from(error.line()).unwrap_or_default();
                let message = error.to_string();
                // The line is said in front.
                let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(what, _)| what);
                return Err(unreadable(Some(line), message));
            }
            // No JSON at all: YAML has braces, too.
            Err(_) => {}
        }
    }
    serde_saphyr::from_str_with_options(text, bounded()).map_err(|error: serde_saphyr::Error| {
        let line = error.location().map(|location| location.line());
        let message = error.without_snippet().to_string();
        let first = message.lines().next().unwrap_or_default();
        let first = first.split_once(" at line ").map_or(first, |(what, _)| what);
        unreadable(line, first)
    })
}

/// Nobody keeps the server busy with a text.
fn bounded() -> Options {
    let mut budget = Budget::default();
    budget.max_aliases = MAX_ALIASES;
    budget.max_anchors = MAX_ALIASES;
    budget.max_depth = MAX_DEPTH;
    budget.max_nodes = MAX_NODES;
    budget.max_documents = 1;
    budget.max_total_scalar_bytes = MAX_CONFIG;
    let mut options = Options::default();
    options.budget = Some(budget);
    options
}

fn unreadable(line: Option<u64>, message: &str) -> Fault {
    let line = line.filter(|line| *line > 0);
    let message = match line {
        Some(line) => format!("line {line}: {message}"),
        None => message.to_owned(),
    };
    Fault { line, ..Fault::field("config", message) }
}

/// Checks all of a config that can be checked without looking anything up, for a pipeline of this organization.
///
/// # Errors
/// What is wrong with it, by field.
pub(super) fn check(config: &PipelineConfig, organization: &Name) -> Result<(), Fault> {
    let mut errors = Vec::new();
    let mut wrong = |field: &str, message: String| errors.push(FieldError { field: field.into(), message });
    if config.tags.len() > MAX_TAGS {
        wrong("config.tags", format!("at most {MAX_TAGS} tags; these are {}", config.tags.len()));
    }
    let mut seen = BTreeSet::new();
    if let Some(twice) = config.tags.iter().find(|tag| !seen.insert(*tag)) {
        wrong("config.tags", format!("“{twice}” stands there twice"));
    }
    if config.source == config.sink {
        wrong("config.sink", "a pipeline doesn’t append to the stream that it reads; take another".into());
    }
    if config.service.within(organization).organization != *organization {
        wrong("config.service", format!("take a service of {organization}, whose pipeline it is"));
    }
    let serialized = serde_json::to_string(config).map_or(usize::MAX, |text| text.len());
    if serialized > MAX_CONFIG {
        wrong("config", format!("a config has at most {MAX_CONFIG} bytes; this has {serialized}"));
    }
    if let Err(more) = pipelines::check(&config.transforms) {
        errors.extend(more);
    }
    let Some(first) = errors.first() else { return Ok(()) };
    let detail = format!("{}: {}", first.field, first.message);
    Err(Fault { errors, ..Fault::new(FaultKind::Invalid, detail) })
}

/// The text that is kept.
///
/// # Errors
/// A fault of ours.
pub(super) fn text(config: &PipelineConfig) -> Result<String, Fault> {
    serde_json::to_string(config).map_err(|_| Fault::internal())
}

/// What a pipeline is found by, beside its path: in the spelling of [`crate::store::search::holding`].
pub(super) fn words(config: &PipelineConfig) -> String {
    let tags: Vec<&str> = config.tags.iter().map(api::pipelines::Tag::as_str).collect();
    format!("{} {}", config.description, tags.join(" ")).to_lowercase().replace('-', "_")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &str) -> Result<PipelineConfig, Fault> {
        read(&ConfigInput::Text(text.to_owned()))
    }

    #[test]
    fn yaml_and_json_say_the_same() {
        let yaml = "description: Cleans\ntags: [etl, daily]\nsource: acme/lake/raw\nsink: acme/lake/clean\n\
            service: acme/etl\ntransforms:\n  - filter: record.size > 3\n    fields:\n      b: record.b\n      a: record.a\n";
        let json = r#"{"description": "Cleans", "tags": ["etl", "daily"], "source": "acme/lake/raw",
            "sink": "acme/lake/clean", "service": "acme/etl",
            "transforms": [{"filter": "record.size > 3", "fields": {"b": "record.b", "a": "record.a"}}]}"#;
        let config = read_text(yaml).unwrap();
        assert_eq!(config, read_text(json).unwrap());
        let braces = "{source: a/b/c, sink: a/b/d, service: s}";
        assert_eq!(
            read_text(braces).unwrap(),
            read_text(&braces.replace(['{', '}'], "").replace(", ", "\n")).unwrap()
        );
        // Fields keep their order.
        let fields = config.transforms[0].fields.clone().unwrap().0;
        assert_eq!(fields.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["b", "a"]);
        assert_eq!(read_text(&text(&config).unwrap()).unwrap(), config);
    }

    #[test]
    fn unreadable_texts_say_the_line() {
        for (text, line, says) in [
            ("source: a/b/c\nsink: a/b/d\nservice: a/s\ncolour: red\n", Some(4), "colour"),
            ("{\"source\": \"a/b/c\",\n\"colour\": 1}", Some(2), "colour"),
            ("source: a/b/c\nsink: a/b/d\n", None, "service"),
            ("source: a/b/c\nsource: a/b/c\n", Some(2), "source"),
            ("source: [\n", None, ""),
            ("", None, ""),
        ] {
            let fault = read_text(text).unwrap_err();
            assert_eq!(fault.status(), 422, "{text}");
            let message = fault.at("config").unwrap();
            assert!(message.contains(says), "{message}");
            if line.is_some() {
                assert_eq!(fault.line, line, "{message}");
            }
        }
    }

    #[test]
    fn texts_that_blow_up_are_refused() {
        let aliases: String = (0..200).map(|_| "*a, ").collect();
        let text = format!("tags: [&a x, {aliases}]\nsource: a/b/c\nsink: a/b/d\nservice: a/s\n");
        assert!(read_text(&text).is_err());
        let deep = format!("source: {}1{}\n", "[".repeat(40), "]".repeat(40));
        assert!(read_text(&deep).is_err());
        assert!(read_text(&" ".repeat(MAX_CONFIG + 1)).is_err());
    }

    #[test]
    fn each_thing_that_is_wrong_is_said_at_its_field() {
        let config = "tags: [x, x]\nsource: acme/lake/raw\nsink: acme/lake/raw\nservice: globex/etl\n";
        let config = read_text(config).unwrap();
        let fault = check(&config, &"acme".parse().unwrap()).unwrap_err();
        let fields: Vec<&str> = fault.errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["config.tags", "config.sink", "config.service"]);
    }
}
