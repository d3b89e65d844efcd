//! `/api/docs`: the OpenAPI document as a page to read, made from the same table.

use std::fmt::Write;

use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use super::openapi;
use super::reply::{document_links, escaped};

/// The methods in the order in which they are shown.
const VERBS: [&str; 4] = ["get", "post", "patch", "delete"];

/// The page.
pub(super) async fn page() -> Response {
    let content_type =
        [(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")];
    (content_type, html(openapi::document())).into_response()
}

fn html(document: &Value) -> String {
    let mut sections = String::new();
    let paths = document.get("paths").and_then(Value::as_object);
    for (path, item) in paths.into_iter().flatten() {
        for verb in VERBS {
            if let Some(operation) = item.get(verb) {
                section(&mut sections, path, verb, item, operation);
            }
        }
    }
    let style = document_links();
    let about = document.pointer("/info/description").and_then(Value::as_str).unwrap_or_default();
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>HTTP API · Sluicegate</title>{style}</head>\
         <body class=\"docs\"><main class=\"content reading\"><p class=\"caption\"><a href=\"/\">Sluicegate</a></p>\
         <h1>HTTP API</h1><p>{about}</p>\
         <p>Every call carries <code>Authorization: Bearer SECRET</code>; without one only what is public is there. \
         For programs: <a href=\"{document}\">the OpenAPI document</a>.</p>{sections}</main></body></html>\n",
        about = escaped(about),
        document = openapi::PATH,
    )
}

fn section(to: &mut String, path: &str, verb: &str, item: &Value, operation: &Value) {
    let text = |field: &str| escaped(operation.get(field).and_then(Value::as_str).unwrap_or_default());
    let _ = write!(
        to,
        "<section class=\"panel\" id=\"{id}\"><h2><code>{verb} {path}</code></h2><p>{summary}</p>",
        id = text("operationId"),
        verb = verb.to_uppercase(),
        path = escaped(path),
        summary = prose(operation.get("summary").and_then(Value::as_str).unwrap_or_default()),
    );
    let parameters =
        [item, operation].into_iter().filter_map(|owner| owner.get("parameters")?.as_array()).flatten();
    let mut rows: Vec<Row> = parameters.map(Row::of_parameter).collect();
    let content = operation.pointer("/requestBody/content").and_then(Value::as_object);
    for (media, content) in content.into_iter().flatten() {
        let schema = content.get("schema").unwrap_or(&Value::Null);
        let before = rows.len();
        rows.extend(Row::of_fields(schema));
        if rows.len() == before {
            rows.push(Row {
                name: "body".into(),
                place: media.clone(),
                kind: kind(schema),
                ..Row::default()
            });
        }
    }
    if !rows.is_empty() {
        // The heading says it to the eye, and the caption to whoever goes from table to table. The roles are written out,
        // since a browser drops those of a table that isn't laid out as one.
        let _ = write!(
            to,
            "<table class=\"table\" role=\"table\"><caption class=\"visually-hidden\">What {} {} takes</caption>\
             <thead role=\"rowgroup\"><tr role=\"row\">",
            verb.to_uppercase(),
            escaped(path),
        );
        for head in ["Name", "In", "Type", "Meaning"] {
            let _ = write!(to, "<th role=\"columnheader\" scope=\"col\">{head}</th>");
        }
        to.push_str("</tr></thead><tbody role=\"rowgroup\">");
        for row in rows {
            row.write(to);
        }
        to.push_str("</tbody></table>");
    }
    to.push_str("</section>");
}

/// One thing that can be sent.
#[derive(Default)]
struct Row {
    name: String,
    place: String,
    kind: String,
    needed: bool,
    meaning: String,
}

impl Row {
    fn of_parameter(parameter: &Value) -> Self {
        let text = |field: &str| parameter.get(field).and_then(Value::as_str).unwrap_or_default().to_owned();
        Self {
            name: text("name"),
            place: text("in"),
            kind: kind(parameter.get("schema").unwrap_or(&Value::Null)),
            needed: parameter.get("required").and_then(Value::as_bool).unwrap_or_default(),
            meaning: text("description"),
        }
    }

    fn of_fields(schema: &Value) -> impl Iterator<Item = Self> {
        let needed = schema.get("required").and_then(Value::as_array);
        let fields = schema.get("properties").and_then(Value::as_object);
        fields.into_iter().flatten().map(move |(name, field)| Self {
            name: name.clone(),
            place: "body".into(),
            kind: kind(field),
            needed: needed.is_some_and(|needed| needed.iter().any(|other| other == name)),
            meaning: field.get("description").and_then(Value::as_str).unwrap_or_default().to_owned(),
        })
    }

    fn write(&self, to: &mut String) {
        let needed = if self.needed { " <span class=\"badge\">needed</span>" } else { "" };
        let _ = write!(
            to,
            "<tr role=\"row\"><td role=\"cell\" class=\"main\"><div class=\"name\"><code>{}</code>{needed}</div></td>",
            escaped(&self.name),
        );
        let cells =
            [("In", escaped(&self.place)), ("Type", kinds(&self.kind)), ("Meaning", prose(&self.meaning))];
        for (label, text) in cells {
            let _ = write!(to, "<td role=\"cell\" data-label=\"{label}\"><div>{text}</div></td>");
        }
        to.push_str("</tr>");
    }
}

/// A text of the document: what stands between backticks is code.
fn prose(text: &str) -> String {
    let parts = text.split('`').map(escaped).enumerate();
    parts.map(|(index, part)| if index % 2 == 1 { format!("<code>{part}</code>") } else { part }).collect()
}

/// The words of [`kind`], each of them code.
fn kinds(words: &str) -> String {
    let each = words.split(" or ").filter(|word| !word.is_empty());
    each.map(|word| format!("<code>{}</code>", escaped(word))).collect::<Vec<_>>().join(" or ")
}

/// A schema in a word or two.
fn kind(schema: &Value) -> String {
    if let Some(name) = schema.get("$ref").and_then(Value::as_str) {
        return name.rsplit('/').next().unwrap_or_default().to_owned();
    }
    match schema.get("type") {
        Some(Value::String(kind)) => kind.clone(),
        Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" or "),
        _ => {
            let options = schema.get("anyOf").or_else(|| schema.get("oneOf")).and_then(Value::as_array);
            options
                .map(|options| options.iter().map(kind).collect::<Vec<_>>().join(" or "))
                .unwrap_or_default()
        }
    }
}
