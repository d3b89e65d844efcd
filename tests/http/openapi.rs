//! The OpenAPI document describes what there is.

use api::operations::{Door, Method, Operation, VisitRows, visit_rows};
use serde_json::Value;

use super::world::World;

struct Rows(Vec<(&'static str, &'static str, &'static str)>);

impl VisitRows for Rows {
    fn row<O: Operation>(&mut self) {
        let Door::Api(method, path) = O::DOOR else { return };
        let verb = match method {
            Method::Get => "get",
            Method::Post => "post",
            Method::Patch => "patch",
            Method::Delete => "delete",
        };
        self.0.push((O::NAME, verb, path));
    }
}

fn operations(document: &Value) -> impl Iterator<Item = (&str, &str, &Value)> {
    document["paths"].as_object().unwrap().iter().flat_map(|(path, item)| {
        let verbs = item.as_object().unwrap().iter().filter(|(verb, _)| *verb != "parameters");
        verbs.map(move |(verb, operation)| (path.as_str(), verb.as_str(), operation))
    })
}

#[tokio::test]
async fn it_has_every_row_and_every_route() {
    let world = World::start().await;
    let document = world.get("/api/v1/openapi.json").await.expect(200).json();
    assert_eq!(document["openapi"], "3.1.0");
    let mut rows = Rows(Vec::new());
    visit_rows(&mut rows);
    for (name, verb, path) in rows.0 {
        assert_eq!(document["paths"][path][verb]["operationId"], name, "{verb} {path}");
    }
    for (path, verb, _) in operations(&document) {
        // Every path of it is a route; `x` stands for the parameters.
        let asked = path
            .split('/')
            .map(|part| if part.starts_with('{') { "x" } else { part })
            .collect::<Vec<_>>()
            .join("/");
        let answer = world.ask(&verb.to_uppercase(), &asked).await;
        assert_ne!(answer.status, 405, "{verb} {path}");
    }
}

#[tokio::test]
async fn its_parts_fit_together() {
    let world = World::start().await;
    let document = world.get("/api/v1/openapi.json").await.expect(200).json();
    let known = ["organization", "project", "stream", "service", "team", "pipeline", "user", "id"];
    let mut ids = std::collections::HashSet::new();
    for (path, verb, operation) in operations(&document) {
        let id = operation["operationId"].as_str().unwrap();
        assert!(ids.insert(id), "{id} stands twice");
        assert!(!operation["summary"].as_str().unwrap().is_empty(), "{id}");
        let shared = document["paths"][path]["parameters"].as_array().into_iter().flatten();
        let parameters: Vec<&Value> =
            operation["parameters"].as_array().into_iter().flatten().chain(shared).collect();
        for part in path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')) {
            assert!(known.contains(&part), "{path}");
            let described = parameters.iter().any(|parameter| {
                parameter["name"] == part && parameter["in"] == "path" && parameter["required"] == true
            });
            assert!(described, "{verb} {path}: {part}");
        }
        assert!(
            operation["responses"].as_object().unwrap().keys().any(|status| status.starts_with('2')),
            "{id}"
        );
        assert!(operation["responses"]["default"].is_object(), "{id}");
        assert_eq!(operation["requestBody"].is_object(), matches!(verb, "post" | "patch"), "{id}");
    }
    let mut references = Vec::new();
    collect(&document, &mut references);
    assert!(references.len() > 10);
    for reference in references {
        let found = document.pointer(reference.trim_start_matches('#'));
        assert!(found.is_some(), "{reference} leads nowhere");
    }
    assert_eq!(document["components"]["securitySchemes"]["secret"]["scheme"], "bearer");
}

fn collect<'v>(value: &'v Value, to: &mut Vec<&'v str>) {
    match value {
        Value::Object(fields) => {
            to.extend(fields.get("$ref").and_then(Value::as_str));
            fields.values().for_each(|value| collect(value, to));
        }
        Value::Array(values) => values.iter().for_each(|value| collect(value, to)),
        _ => {}
    }
}

#[tokio::test]
async fn the_page_shows_every_operation() {
    let world = World::start().await;
    let document = world.get("/api/v1/openapi.json").await.json();
    let page = world.get("/api/docs").await.expect(200).text();
    for (_, _, operation) in operations(&document) {
        assert!(page.contains(&format!("id=\"{}\"", operation["operationId"].as_str().unwrap())));
    }
}
