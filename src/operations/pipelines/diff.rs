//! How two configs differ.

use api::pipelines::{ConfigChange, OutputFields, PipelineConfig, Transform};

/// What is different in `after`, in the order of a config.
#[must_use]
pub fn changes(before: &PipelineConfig, after: &PipelineConfig) -> Vec<ConfigChange> {
    let mut found = Found(Vec::new());
    let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    found.compare("description", text(before.description.as_str()), text(after.description.as_str()));
    let tags = |config: &PipelineConfig| {
        let tags: Vec<&str> = config.tags.iter().map(api::pipelines::Tag::as_str).collect();
        text(&tags.join(", "))
    };
    found.compare("tags", tags(before), tags(after));
    found.compare("source", Some(before.source.to_string()), Some(after.source.to_string()));
    found.compare("sink", Some(before.sink.to_string()), Some(after.sink.to_string()));
    found.compare("service", Some(before.service.to_string()), Some(after.service.to_string()));
    for at in 0..before.transforms.len().max(after.transforms.len()) {
        found.transform(at, before.transforms.get(at), after.transforms.get(at));
    }
    found.0
}

struct Found(Vec<ConfigChange>);

impl Found {
    fn compare(&mut self, field: &str, before: Option<String>, after: Option<String>) {
        if before != after {
            self.0.push(ConfigChange { field: field.to_owned(), before, after });
        }
    }

    fn transform(&mut self, at: usize, before: Option<&Transform>, after: Option<&Transform>) {
        let start = self.0.len();
        let filter = |transform: Option<&Transform>| transform.and_then(|one| one.filter.clone());
        self.compare(&format!("transforms[{at}].filter"), filter(before), filter(after));
        let fields = |transform: Option<&Transform>| transform.and_then(|one| one.fields.clone());
        self.fields(at, fields(before), fields(after));
        if self.0.len() == start && before != after {
            // One that holds nothing came or went.
            let word = |transform: Option<&Transform>| transform.map(|_| "{}".to_owned());
            self.compare(&format!("transforms[{at}]"), word(before), word(after));
        }
    }

    fn fields(&mut self, at: usize, before: Option<OutputFields>, after: Option<OutputFields>) {
        let start = self.0.len();
        let (had, has) = (before.is_some(), after.is_some());
        let (before, after) = (before.unwrap_or_default().0, after.unwrap_or_default().0);
        let of = |fields: &[(String, String)], name: &str| {
            fields.iter().find(|(known, _)| known == name).map(|(_, expression)| expression.clone())
        };
        for (name, expression) in &before {
            let field = format!("transforms[{at}].fields.{name}");
            self.compare(&field, Some(expression.clone()), of(&after, name));
        }
        for (name, expression) in after.iter().filter(|(name, _)| of(&before, name).is_none()) {
            self.compare(&format!("transforms[{at}].fields.{name}"), None, Some(expression.clone()));
        }
        if self.0.len() > start {
            return;
        }
        // The same fields in another order; or none at all, which maps to an empty record, for no mapping.
        let names = |mapped: bool, fields: &[(String, String)]| {
            let names: Vec<&str> = fields.iter().map(|(name, _)| name.as_str()).collect();
            mapped.then(|| names.join(", "))
        };
        self.compare(&format!("transforms[{at}].fields"), names(had, &before), names(has, &after));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(transforms: &str) -> PipelineConfig {
        let text = format!(
            r#"{{"source": "a/b/c", "sink": "a/b/d", "service": "a/s", "transforms": {transforms}}}"#
        );
        serde_json::from_str(&text).unwrap()
    }

    fn said(
        before: &PipelineConfig,
        after: &PipelineConfig,
    ) -> Vec<(String, Option<String>, Option<String>)> {
        changes(before, after).into_iter().map(|one| (one.field, one.before, one.after)).collect()
    }

    fn row(
        field: &str,
        before: Option<&str>,
        after: Option<&str>,
    ) -> (String, Option<String>, Option<String>) {
        (field.into(), before.map(Into::into), after.map(Into::into))
    }

    #[test]
    fn each_difference_is_said_once() {
        let before = config(r#"[{"filter": "true", "fields": {"x": "1", "y": "2"}}]"#);
        assert_eq!(said(&before, &before), []);
        let mut after = config(r#"[{"fields": {"x": "3", "z": "2"}}, {"filter": "false"}]"#);
        after.source = "a/b/e".parse().unwrap();
        after.tags = vec!["t".to_owned().try_into().unwrap()];
        assert_eq!(
            said(&before, &after),
            [
                row("tags", None, Some("t")),
                row("source", Some("a/b/c"), Some("a/b/e")),
                row("transforms[0].filter", Some("true"), None),
                row("transforms[0].fields.x", Some("1"), Some("3")),
                row("transforms[0].fields.y", Some("2"), None),
                row("transforms[0].fields.z", None, Some("2")),
                row("transforms[1].filter", None, Some("false")),
            ]
        );
    }

    #[test]
    fn configs_that_differ_in_anything_have_changes() {
        let texts = [
            "[]",
            "[{}]",
            "[{}, {}]",
            r#"[{"fields": {}}]"#,
            r#"[{"fields": {"x": "1", "y": "2"}}]"#,
            r#"[{"fields": {"y": "2", "x": "1"}}]"#,
            r#"[{"filter": ""}]"#,
        ];
        for (one, before) in texts.iter().enumerate() {
            for (other, after) in texts.iter().enumerate() {
                let found = said(&config(before), &config(after));
                assert_eq!(found.is_empty(), one == other, "{before} {after}: {found:?}");
            }
        }
    }
}
