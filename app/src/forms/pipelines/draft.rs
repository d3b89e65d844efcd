//! A config as it stands in a form: rows in their order, nothing checked yet. It becomes a config, and the text beside
//! the form.

use api::Fault;
use api::fault::FieldError;
use api::fields::Description;
use api::pipelines::{OutputFields, PipelineConfig, Tag, Transform};

use crate::forms::Fields;

/// The form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// What it is for.
    pub description: String,
    /// Tags, with spaces or commas between them.
    pub tags: String,
    /// The stream it reads.
    pub source: String,
    /// The stream it appends to.
    pub sink: String,
    /// What it runs as.
    pub service: String,
    /// The transforms.
    pub steps: Vec<Step>,
}

/// A transform.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Step {
    /// The filter; empty for none.
    pub filter: String,
    /// Names and expressions of the new record's fields; none for a record that passes as it is.
    pub fields: Vec<(String, String)>,
}

impl Step {
    /// What it does; none if it says nothing.
    fn transform(&self) -> Option<Transform> {
        let said = |(name, expression): &&(String, String)| !name.is_empty() || !expression.is_empty();
        let fields: Vec<(String, String)> = self.fields.iter().filter(said).cloned().collect();
        let filter = Some(self.filter.clone()).filter(|filter| !filter.is_empty());
        let fields = (!fields.is_empty()).then_some(OutputFields(fields));
        (filter.is_some() || fields.is_some()).then_some(Transform { filter, fields })
    }
}

impl Draft {
    /// The form of a config.
    #[must_use]
    pub fn of(config: &PipelineConfig) -> Self {
        let step = |one: &Transform| Step {
            filter: one.filter.clone().unwrap_or_default(),
            fields: one.fields.clone().unwrap_or_default().0,
        };
        Self {
            description: config.description.to_string(),
            tags: config.tags.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "),
            source: config.source.to_string(),
            sink: config.sink.to_string(),
            service: config.service.to_string(),
            steps: config.transforms.iter().map(step).collect(),
        }
    }

    /// The form as it was posted: a field `step` begins a transform, a field `field` an output field.
    #[must_use]
    pub fn read(fields: &Fields) -> Self {
        let mut draft = Self::default();
        for (name, value) in fields {
            let value = value.trim();
            match name.as_str() {
                "description" => value.clone_into(&mut draft.description),
                "tags" => value.clone_into(&mut draft.tags),
                "source" => value.clone_into(&mut draft.source),
                "sink" => value.clone_into(&mut draft.sink),
                "service" => value.clone_into(&mut draft.service),
                "step" => draft.steps.push(Step::default()),
                "filter" => {
                    if let Some(step) = draft.steps.last_mut() {
                        value.clone_into(&mut step.filter);
                    }
                }
                "field" => {
                    if let Some(step) = draft.steps.last_mut() {
                        step.fields.push((value.to_owned(), String::new()));
                    }
                }
                "expression" => {
                    let field = draft.steps.last_mut().and_then(|step| step.fields.last_mut());
                    if let Some((_, expression)) = field {
                        value.clone_into(expression);
                    }
                }
                _ => {}
            }
        }
        draft
    }

    /// The form after a button of it was pressed: a row more or less.
    #[must_use]
    pub fn after(mut self, act: &str) -> Self {
        let mut words = act.split(' ');
        let word = words.next().unwrap_or_default();
        let mut number = || words.next().and_then(|number| number.parse::<usize>().ok());
        match (word, number(), number()) {
            ("add-step", ..) => self.steps.push(Step::default()),
            ("remove-step", Some(step), _) if step < self.steps.len() => drop(self.steps.remove(step)),
            ("add-field", Some(step), _) => {
                if let Some(step) = self.steps.get_mut(step) {
                    step.fields.push((String::new(), String::new()));
                }
            }
            ("remove-field", Some(step), Some(field)) => {
                let step = self.steps.get_mut(step).filter(|step| field < step.fields.len());
                if let Some(step) = step {
                    step.fields.remove(field);
                }
            }
            _ => {}
        }
        self
    }

    /// The transforms; rows that are empty are left out.
    #[must_use]
    pub fn transforms(&self) -> Vec<Transform> {
        self.steps.iter().filter_map(Step::transform).collect()
    }

    /// Where among the transforms this step is, or would be.
    #[must_use]
    pub fn place(&self, step: usize) -> usize {
        self.steps.iter().take(step).filter(|step| step.transform().is_some()).count()
    }

    /// The config.
    ///
    /// # Errors
    /// Every field of the form that isn't acceptable.
    pub fn config(&self) -> Result<PipelineConfig, Fault> {
        let mut errors = Vec::new();
        let mut tags = Vec::new();
        for word in self.tags.split([' ', ',']).filter(|word| !word.is_empty()) {
            match Tag::try_from(word.to_owned()) {
                Ok(tag) => tags.push(tag),
                Err(why) => errors.push(wrong("tags", why)),
            }
        }
        let description =
            checked("description", Description::try_from(self.description.clone()), &mut errors);
        let source = checked("source", needed(&self.source, str::parse), &mut errors);
        let sink = checked("sink", needed(&self.sink, str::parse), &mut errors);
        let service = checked(
            "service",
            needed(&self.service, |text| api::pipelines::ServiceRef::try_from(text.to_owned())),
            &mut errors,
        );
        for (index, transform) in self.transforms().iter().enumerate() {
            let names: Vec<&String> =
                transform.fields.iter().flat_map(|of| &of.0).map(|(name, _)| name).collect();
            let place = format!("transforms[{index}].fields");
            if names.iter().any(|name| name.is_empty()) {
                errors.push(wrong(&place, "every field needs a name"));
            } else if let Some(twice) = names
                .iter()
                .enumerate()
                .find(|(at, name)| names.iter().take(*at).any(|before| before == *name))
            {
                errors.push(wrong(&place, format!("the field “{}” stands there twice", twice.1)));
            }
        }
        match (description, source, sink, service) {
            (Some(description), Some(source), Some(sink), Some(service)) if errors.is_empty() => {
                Ok(PipelineConfig { description, tags, source, sink, service, transforms: self.transforms() })
            }
            _ => Err(faults(errors)),
        }
    }

    /// The same as a text, in YAML.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        let mut line = |line: String| {
            text.push_str(&line);
            text.push('\n');
        };
        if !self.description.is_empty() {
            line(format!("description: {}", scalar(&self.description)));
        }
        let tags: Vec<String> =
            self.tags.split([' ', ',']).filter(|word| !word.is_empty()).map(scalar).collect();
        if !tags.is_empty() {
            line(format!("tags: [{}]", tags.join(", ")));
        }
        for (key, value) in [("source", &self.source), ("sink", &self.sink), ("service", &self.service)] {
            line(format!("{key}: {}", scalar(value)));
        }
        let transforms = self.transforms();
        if !transforms.is_empty() {
            line("transforms:".to_owned());
        }
        for Transform { filter, fields } in transforms {
            let mut start = "  - ";
            if let Some(filter) = filter {
                line(format!("{start}filter: {}", quoted(&filter)));
                start = "    ";
            }
            if let Some(fields) = fields {
                line(format!("{start}fields:"));
                for (name, expression) in fields.0 {
                    line(format!("      {}: {}", scalar(&name), quoted(&expression)));
                }
            }
        }
        text
    }
}

fn needed<T, E: ToString>(text: &str, read: impl Fn(&str) -> Result<T, E>) -> Result<T, String> {
    if text.is_empty() { Err("is needed".to_owned()) } else { read(text).map_err(|why| why.to_string()) }
}

fn checked<T>(field: &str, read: Result<T, String>, errors: &mut Vec<FieldError>) -> Option<T> {
    read.map_err(|why| errors.push(wrong(field, why))).ok()
}

fn wrong(field: &str, message: impl Into<String>) -> FieldError {
    FieldError { field: field.to_owned(), message: message.into() }
}

/// A fault at each of these fields.
fn faults(errors: Vec<FieldError>) -> Fault {
    let first = errors.first().cloned().unwrap_or_else(|| wrong("config", "is needed"));
    Fault { errors, ..Fault::field(first.field, first.message) }
}

/// A value of the text: bare where it can be nothing else, else in quotes.
fn scalar(text: &str) -> String {
    const WORDS: [&str; 8] = ["true", "false", "null", "yes", "no", "on", "off", "y"];
    let bare = text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_/".contains(c))
        && text != "n"
        && !WORDS.contains(&text);
    if bare { text.to_owned() } else { quoted(text) }
}

/// In quotes, as JSON and YAML both read it.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> Fields {
        [
            ("tags", "orders, clean"),
            ("source", "acme/lake/orders"),
            ("sink", "acme/lake/clean"),
            ("service", "loader"),
            ("step", ""),
            ("filter", "record.total > 100"),
            ("field", "order"),
            ("expression", "record.order"),
            ("field", ""),
            ("expression", ""),
            ("field", "note"),
            ("expression", "\"a \\\" b\""),
            ("step", ""),
            ("filter", ""),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec()
    }

    #[test]
    fn rows_become_a_config_and_come_back() {
        let draft = Draft::read(&form());
        assert_eq!(draft.steps.len(), 2);
        let config = draft.config().unwrap();
        let [step] = config.transforms.as_slice() else { panic!("the empty step is left out") };
        assert_eq!(step.filter.as_deref(), Some("record.total > 100"));
        assert_eq!(step.fields.as_ref().unwrap().0.len(), 2);
        assert_eq!(Draft::of(&config).config().unwrap(), config);
    }

    #[test]
    fn every_field_at_fault_is_named() {
        let mut draft = Draft::read(&form());
        draft.source = String::new();
        draft.sink = "nowhere".into();
        draft.tags = "Loud".into();
        draft.steps[0].fields.push(("order".into(), "1".into()));
        let fault = draft.config().unwrap_err();
        assert_eq!(fault.at("source"), Some("is needed"));
        for field in ["sink", "tags", "transforms[0].fields"] {
            assert!(fault.at(field).is_some(), "{field}");
        }
    }

    #[test]
    fn buttons_add_and_remove_rows() {
        let draft = Draft::read(&form());
        assert_eq!(draft.clone().after("add-step").steps.len(), 3);
        assert_eq!(draft.clone().after("remove-step 0").steps.len(), 1);
        assert_eq!(draft.clone().after("add-field 1").steps[1].fields.len(), 1);
        assert_eq!(draft.clone().after("remove-field 0 1").steps[0].fields.len(), 2);
        // What isn't there can't be removed.
        assert_eq!(draft.clone().after("remove-field 0 9").after("remove-step 7").after("try"), draft);
    }

    #[test]
    fn the_text_is_yaml() {
        let text = Draft::read(&form()).text();
        assert_eq!(
            text,
            "tags: [orders, clean]\nsource: acme/lake/orders\nsink: acme/lake/clean\nservice: loader\n\
             transforms:\n  - filter: \"record.total > 100\"\n    fields:\n      order: \"record.order\"\n      \
             note: \"\\\"a \\\\\\\" b\\\"\"\n"
        );
        // What a reader of YAML could take for something else stands in quotes.
        for word in ["", "yes", "1a", "a: b", "Über"] {
            assert!(scalar(word).starts_with('"'), "{word}");
        }
    }
}
