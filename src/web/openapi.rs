//! The OpenAPI 3.1 document, made from the table of operations; what streams and isn't in the table is added from
//! [`super::openapi_extra`].

use std::sync::LazyLock;

use api::fault::Problem;
use api::operations::{Door, Method, Operation, VisitRows, visit_rows};
use schemars::generate::{SchemaGenerator, SchemaSettings};
use serde_json::{Map, Value, json};

use super::api::outcome::Outcome;
use super::openapi_extra;

/// Where the document is served.
pub const PATH: &str = "/api/v1/openapi.json";

/// The document.
#[must_use]
pub fn document() -> &'static Value {
    static DOCUMENT: LazyLock<Value> = LazyLock::new(build);
    &DOCUMENT
}

fn build() -> Value {
    let mut rows = Rows { inputs: generator(false), outputs: generator(true), paths: Map::new() };
    visit_rows(&mut rows);
    openapi_extra::add(&mut rows.paths);
    let problem = rows.outputs.subschema_for::<Problem>();
    let mut schemas = rows.inputs.take_definitions(true);
    schemas.extend(rows.outputs.take_definitions(true));
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Sluicegate",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Manages organizations, projects, streams and secrets, answers questions about access, \
                and appends and reads records. Names take “-” and “_” alike and are shown with “-”.",
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "servers": [{ "url": "/" }],
        "security": [{ "secret": [] }, {}],
        "paths": rows.paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "secret": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "A secret of a user (sgf_…, sgp_…, sgr_…) or of a service (sgs_…). Without one, \
                        only what is public is there; a bad one is refused everywhere.",
                },
            },
            "responses": {
                "Problem": {
                    "description": "A refusal or failure, as RFC 9457 has it.",
                    "headers": { "X-Request-Id": { "schema": { "type": "string" } } },
                    "content": { "application/problem+json": { "schema": problem } },
                },
            },
        },
    })
}

/// Inputs are described as they are read, outputs as they are written: a field with a default may be left out of
/// the one, and always stands in the other.
fn generator(written: bool) -> SchemaGenerator {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.definitions_path = "/components/schemas".into();
        settings.meta_schema = None;
    });
    let settings = if written { settings.for_serialize() } else { settings.for_deserialize() };
    settings.into_generator()
}

struct Rows {
    inputs: SchemaGenerator,
    outputs: SchemaGenerator,
    paths: Map<String, Value>,
}

impl VisitRows for Rows {
    fn row<O: Operation>(&mut self) {
        let Door::Api(method, path) = O::DOOR else { return };
        let input = O::json_schema(&mut self.inputs).to_value();
        let mut fields = Fields::of(&input);
        let mut parameters: Vec<Value> =
            path_parameters(path).map(|name| parameter(name, "path", true, &fields.take(name))).collect();
        let mut operation = Map::new();
        let mut say = |name: &str, value: Value| operation.insert(name.into(), value);
        say("operationId", O::NAME.into());
        say("summary", O::SUMMARY.trim().into());
        say("tags", json!([tag(path)]));
        match method {
            Method::Get | Method::Delete => {
                for (name, schema, needed) in fields.rest() {
                    parameters.push(parameter(&name, "query", needed, &schema));
                }
            }
            Method::Post | Method::Patch => {
                let (schema, needed) = fields.as_schema();
                say(
                    "requestBody",
                    json!({ "required": needed, "content": { "application/json": { "schema": schema } } }),
                );
            }
        }
        let outcome = Outcome::of::<O>();
        parameters.extend(outcome.header_parameters());
        say("parameters", parameters.into());
        let output = self.outputs.subschema_for::<O::Output>();
        let responses = json!({
            outcome.success().as_str(): {
                "description": "Done.",
                "headers": outcome.headers(),
                "content": { "application/json": { "schema": output } },
            },
            "default": { "$ref": "#/components/responses/Problem" },
        });
        say("responses", responses);
        let item = self.paths.entry(path).or_insert_with(|| json!({}));
        if let Some(item) = item.as_object_mut() {
            item.insert(verb(method).into(), operation.into());
        }
    }
}

/// The names in braces of a path template, in their order.
pub(super) fn path_parameters(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
}

pub(super) fn parameter(name: &str, place: &str, required: bool, schema: &Value) -> Value {
    let description = schema.get("description").cloned().unwrap_or_default();
    let mut schema = schema.clone();
    if let Some(schema) = schema.as_object_mut() {
        schema.remove("description");
    }
    json!({ "name": name, "in": place, "required": required, "description": description, "schema": schema })
}

/// The part after the version says what it is about.
fn tag(path: &str) -> &str {
    let parts = path.trim_start_matches("/api/v1").trim_start_matches("/access/v1");
    let noun = parts.split('/').find(|part| !part.is_empty()).unwrap_or_default();
    match noun {
        "whoami" => "account",
        "evaluation" | "evaluations" | "search" => "access",
        other => other,
    }
}

pub(super) fn verb(method: Method) -> &'static str {
    match method {
        Method::Get => "get",
        Method::Post => "post",
        Method::Patch => "patch",
        Method::Delete => "delete",
    }
}

/// The fields of an input that are not yet described.
struct Fields {
    schema: Map<String, Value>,
}

impl Fields {
    fn of(input: &Value) -> Self {
        Self { schema: input.as_object().cloned().unwrap_or_default() }
    }

    fn properties(&self) -> impl Iterator<Item = (&String, &Value)> {
        self.schema.get("properties").and_then(Value::as_object).into_iter().flatten()
    }

    fn needs(&self, name: &str) -> bool {
        let needed = self.schema.get("required").and_then(Value::as_array);
        needed.is_some_and(|names| names.iter().any(|other| other == name))
    }

    /// Takes one field out, and gives its schema.
    fn take(&mut self, name: &str) -> Value {
        if let Some(Value::Array(needed)) = self.schema.get_mut("required") {
            needed.retain(|other| other != name);
        }
        let properties = self.schema.get_mut("properties").and_then(Value::as_object_mut);
        properties
            .and_then(|properties| properties.remove(name))
            .unwrap_or_else(|| json!({ "type": "string" }))
    }

    fn rest(&self) -> Vec<(String, Value, bool)> {
        self.properties().map(|(name, schema)| (name.clone(), schema.clone(), self.needs(name))).collect()
    }

    /// What is left, as the schema of a body, and whether there must be a body.
    fn as_schema(&self) -> (Value, bool) {
        let mut schema = self.schema.clone();
        let needed = schema.get("required").and_then(Value::as_array).is_some_and(|names| !names.is_empty());
        if !needed {
            schema.remove("required");
        }
        schema.remove("title");
        (Value::Object(schema), needed)
    }
}
