//! The form of a config: what it reads, writes and runs as, and its steps as rows; the same as text beside it. Rows are
//! added, taken away and tried by buttons of the same form, so that it works without scripts.

mod steps;
mod tried;

use api::Fault;
use api::names::Name;
use api::pipelines::ReadConfig;
use api::projects::ListProjects;
use api::services::ListServices;
use api::streams::ListStreams;
use leptos::prelude::*;

use super::super::{at, outcome, refused, typed};
use crate::backend::ask;
use crate::forms::pipelines::ACT;
use crate::forms::pipelines::draft::Draft;
use crate::forms::{Fields, Outcome};
use crate::islands::ConfigText;
use crate::parts::{ErrorSummary, InputKind, TextArea, TextField};
pub(super) use tried::tried_panel;
use tried::{Tries, tried};

/// As many projects are asked for streams that could be named.
const PROJECTS: u32 = 20;

/// A config's form as it stands: drawn anew, refused, or with a row more.
pub(super) struct Editor {
    /// The rows.
    pub(super) draft: Draft,
    /// What is wrong with it.
    pub(super) fault: Option<Fault>,
    /// Everything that was typed.
    pub(super) fields: Fields,
    /// What came of trying it.
    pub(super) tries: Option<Tries>,
    /// It is written as text.
    pub(super) as_text: bool,
    streams: Vec<String>,
    services: Vec<String>,
}

impl Editor {
    /// The form named `form` of a pipeline in `organization`; `now` is what stands in it if nothing was posted.
    pub(super) async fn open(form: &'static str, organization: &Name, now: Draft, as_text: bool) -> Self {
        let (mut fault, fields) = refused(form);
        let act = match outcome() {
            Some(Outcome::Previewed { form: posted, fields }) if posted == form => {
                fields.into_iter().find(|(name, _)| name == ACT).map(|(_, act)| act)
            }
            _ => None,
        };
        let was_posted = !fields.is_empty();
        let text = if was_posted { fields.iter().any(|(name, _)| name == "config") } else { as_text };
        let draft = if was_posted && !text { Draft::read(&fields) } else { now };
        let draft = act.as_deref().map_or_else(|| draft.clone(), |act| draft.clone().after(act));
        let mut tries = None;
        if act.as_deref() == Some("try") {
            let written = fields.iter().find(|(name, _)| name == "config").map(|(_, text)| text.clone());
            let read = match written {
                Some(config) => ask(ReadConfig { config }).await.map(|config| Draft::of(&config)),
                None => Ok(draft.clone()),
            };
            let shown = match read {
                Ok(draft) => tried(&draft).await,
                Err(refusal) => Err(refusal),
            };
            match shown {
                Ok(shown) => tries = Some(shown),
                Err(refusal) => fault = Some(refusal),
            }
        }
        let (streams, services) = (streams(organization).await, services(organization).await);
        Self { draft, fault, fields, tries, as_text: text, streams, services }
    }

    /// What is wrong at a field of the config.
    fn wrong(&self, field: &str) -> Option<String> {
        at(&self.fault, field).or_else(|| at(&self.fault, &format!("config.{field}")))
    }

    /// What is wrong with the text, each with the field of the config that it is about.
    fn wrong_in_text(&self) -> Option<String> {
        let errors = self.fault.iter().flat_map(|fault| &fault.errors);
        // What stands elsewhere on the form is said there.
        let lines = errors.filter(|error| error.field != "name").map(|error| match place(&error.field) {
            "config" => error.message.clone(),
            field => format!("{field}: {}", error.message),
        });
        Some(lines.collect::<Vec<_>>().join("; ")).filter(|lines| !lines.is_empty())
    }

    /// What is wrong with the form: all of it in one place, since its fields may be far apart.
    pub(super) fn summary(&self) -> Option<AnyView> {
        let fault = self.fault.as_ref()?;
        let errors: Vec<(String, String)> = fault
            .errors
            .iter()
            .map(|error| {
                let field = place(&error.field);
                let at = if self.as_text && field != "name" { "config".to_owned() } else { anchor(field) };
                (at, format!("{field}: {}", error.message))
            })
            .collect();
        let title = match errors.len() {
            0 => fault.detail.clone(),
            1 => "One thing needs another look".to_owned(),
            count => format!("{count} things need another look"),
        };
        Some(view! { <ErrorSummary title=title errors=errors /> }.into_any())
    }

    /// The text, where the config is written as one. `here` is the page that it is posted to.
    pub(super) fn text_area(&self, here: &str) -> AnyView {
        let now = self.draft.text();
        view! {
            <TextArea
                name="config"
                label="Config, as YAML or JSON"
                value=typed(&self.fields, "config", &now)
                hint="Keys: description, tags, source, sink, service, transforms with filter and fields. Others are refused."
                error=self.wrong_in_text()
            />
            <div class="actions">{steps::try_it(here)}</div>
        }
        .into_any()
    }

    /// The rows. `here` is the page that they are posted to.
    pub(super) fn rows(&self, here: &str) -> AnyView {
        let draft = &self.draft;
        let path = |name, label: &'static str, value: &str, hint: &'static str, list| {
            path_field(name, label, value.to_owned(), hint, self.wrong(name), list)
        };
        view! {
            <TextField
                name="description"
                label="Description"
                value=draft.description.clone()
                error=self.wrong("description")
                optional=true
            />
            <TextField
                name="tags"
                label="Tags"
                kind=InputKind::Name
                value=draft.tags.clone()
                hint="Words to find it by, with spaces between them."
                error=self.wrong("tags")
                optional=true
            />
            <div class="two-fields">
                {path(
                    "source",
                    "Source",
                    &draft.source,
                    "The stream that it reads: you need view on its project.",
                    "streams",
                )}
                {path(
                    "sink",
                    "Sink",
                    &draft.sink,
                    "The stream that it appends to: you need create on its project.",
                    "streams",
                )}
            </div>
            {path(
                "service",
                "Runs as",
                &draft.service,
                "A service of its organization that you manage, whose grants and quotas count.",
                "services",
            )}
            <datalist id="streams">{options(&self.streams)}</datalist>
            <datalist id="services">{options(&self.services)}</datalist>
            {steps::steps(self, here)}
        }
        .into_any()
    }

    /// The text beside the rows.
    pub(super) fn beside(&self) -> AnyView {
        view! { <ConfigText start=self.draft.text() /> }.into_any()
    }
}

/// A field as the config itself calls it.
fn place(field: &str) -> &str {
    field.strip_prefix("config.").unwrap_or(field)
}

/// Where on the page a field of the config stands.
fn anchor(field: &str) -> String {
    let numbers: Vec<&str> = field.split(['[', ']']).collect();
    match numbers.as_slice() {
        ["transforms", number, rest] => {
            let of = if rest.starts_with(".filter") { "filter" } else { "step" };
            format!("{of}-{number}")
        }
        _ => field.to_owned(),
    }
}

fn options(values: &[String]) -> Vec<AnyView> {
    values.iter().map(|value| view! { <option value=value.clone()></option> }.into_any()).collect()
}

/// A path, with those that are known to choose from.
fn path_field(
    name: &'static str,
    label: &'static str,
    value: String,
    hint: &'static str,
    error: Option<String>,
    list: &'static str,
) -> AnyView {
    let below = crate::parts::Below::new(name, hint.to_owned(), error);
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <input
                class="input code"
                type="text"
                id=name
                name=name
                value=value
                list=list
                required
                autocomplete="off"
                autocapitalize="none"
                spellcheck="false"
                aria-invalid=below.invalid
                aria-describedby=below.id
            />
            {below.view}
        </div>
    }
    .into_any()
}

/// Streams that could be named: an extra, any other can be typed.
async fn streams(organization: &Name) -> Vec<String> {
    let projects =
        ListProjects { organization: Some(organization.clone()), limit: Some(PROJECTS), after: None };
    let mut paths = Vec::new();
    for project in ask(projects).await.map(|page| page.items).unwrap_or_default() {
        let (organization, project) = (project.path.organization, project.path.project);
        let streams = ListStreams { organization, project, limit: Some(50), after: None };
        let streams = ask(streams).await.map(|page| page.items).unwrap_or_default();
        paths.extend(streams.iter().map(|stream| stream.path.to_string()));
    }
    paths
}

/// Services that could be named.
async fn services(organization: &Name) -> Vec<String> {
    let list =
        ListServices { organization: organization.clone(), search: None, limit: Some(100), after: None };
    let services = ask(list).await.map(|page| page.items).unwrap_or_default();
    services.iter().map(|service| service.path.to_string()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_lead_to_their_fields() {
        let cases = [
            ("source", "source"),
            ("transforms[2].filter", "filter-2"),
            ("transforms[0].fields.total", "step-0"),
            ("transforms[1]", "step-1"),
        ];
        for (field, place) in cases {
            assert_eq!(anchor(field), place);
        }
    }
}
