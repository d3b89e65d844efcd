//! What stands in the OpenAPI document beside the table of operations: paths that stream, or that speak another
//! standard's protocol.

mod standards;

use serde_json::{Map, Value, json};

/// Adds them to the document's paths.
pub(super) fn add(paths: &mut Map<String, Value>) {
    paths.insert("/api/v1/streams/{organization}/{project}/{stream}/records".into(), records());
    paths.insert("/api/v1/forward-auth".into(), standards::forward_auth());
    paths.insert("/oauth/introspect".into(), standards::introspect());
    paths.insert("/.well-known/authzen-configuration".into(), standards::discovery());
}

fn records() -> Value {
    let name = json!({ "type": "string", "pattern": "^[a-z][a-z0-9_-]{0,39}$" });
    let part = |part: &str| json!({ "name": part, "in": "path", "required": true, "schema": name });
    let number = |name: &str, least: u64, most: Option<u64>, default: u64, what: &str| {
        let schema = match most {
            Some(most) => json!({ "type": "integer", "minimum": least, "maximum": most, "default": default }),
            None => json!({ "type": "integer", "minimum": least, "default": default }),
        };
        json!({ "name": name, "in": "query", "required": false, "description": what, "schema": schema })
    };
    let problem = json!({ "$ref": "#/components/responses/Problem" });
    json!({
        "parameters": [part("organization"), part("project"), part("stream")],
        "get": {
            "operationId": "ReadRecords",
            "summary": "Reads records in order, one JSON object a line.",
            "tags": ["records"],
            "parameters": [
                number("after", 0, None, 0, "Only records after this number."),
                number("limit", 1, Some(10_000), 100, "The most records."),
                number("wait", 0, Some(30), 0, "Seconds to wait for new ones if there are none."),
            ],
            "responses": {
                "200": {
                    "description": "The records.",
                    "content": { "application/x-ndjson": { "schema": {
                        "type": "object",
                        "required": ["seq", "at", "record"],
                        "properties": {
                            "seq": { "type": "integer", "minimum": 1, "description": "Its number in the stream." },
                            "at": { "type": "string", "format": "date-time", "description": "When it was written." },
                            "record": { "type": "object", "description": "The record, as it was sent." },
                        },
                    } } },
                },
                "default": problem,
            },
        },
        "post": {
            "operationId": "AppendRecords",
            "summary": "Appends records, all or none: one JSON object a line, or a JSON array of them. \
                At most 10 MB, each record at most 1 MB.",
            "tags": ["records"],
            "parameters": [{
                "name": "Idempotency-Key",
                "in": "header",
                "required": false,
                "description": "The same key and body get the same answer for 24 hours; nothing is done twice.",
                "schema": { "type": "string", "maxLength": 255 },
            }],
            "requestBody": {
                "required": true,
                "content": {
                    "application/x-ndjson": { "schema": { "type": "object" } },
                    "application/json": { "schema": { "type": "array", "items": { "type": "object" } } },
                },
            },
            "responses": {
                "200": {
                    "description": "They are kept.",
                    "content": { "application/json": { "schema": {
                        "type": "object",
                        "required": ["first_seq", "last_seq", "count"],
                        "properties": {
                            "first_seq": { "type": "integer" },
                            "last_seq": { "type": "integer" },
                            "count": { "type": "integer" },
                        },
                    } } },
                },
                "default": problem,
            },
        },
    })
}
