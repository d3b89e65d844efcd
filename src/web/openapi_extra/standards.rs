//! What other people's standards and programs ask: forward-auth, RFC 7662, AuthZEN's discovery.

use serde_json::{Map, Value, json};

pub(super) fn forward_auth() -> Value {
    let text = json!({ "type": "string" });
    let query = |name: &str, schema: Value, what: &str| json!({ "name": name, "in": "query", "required": false, "description": what, "schema": schema });
    let header = |name: &str, what: &str| json!({ "name": name, "in": "header", "required": false, "description": what, "schema": text });
    let told = [
        ("X-Sluicegate-Subject", "`user:NAME`, `service:ORG/SERVICE` or `anonymous`."),
        ("X-Sluicegate-Subject-Id", "The user's or service's id; empty for nobody."),
        ("X-Sluicegate-Credential", "`full`, `private_read`, `public_read`, `service` or `none`."),
        ("X-Sluicegate-Secret-Id", "The secret's id; empty for none."),
        ("X-Sluicegate-Resource", "`stream:ORG/PROJECT/STREAM`."),
        ("X-Sluicegate-Action", "`read` or `write`."),
    ];
    let told: Map<String, Value> = told
        .into_iter()
        .map(|(name, what)| (name.to_owned(), json!({ "description": what, "schema": text })))
        .collect();
    json!({
        "get": {
            "operationId": "ForwardAuth",
            "summary": "Tells a proxy whether its client's request may pass. The request is a stream's records path, \
                GET or HEAD to read and POST to write, unless “resource” and “action” say what is asked. \
                Envoy sends the request itself, with its path behind this one or behind “?via=envoy”.",
            "tags": ["access"],
            "parameters": [
                query("via", json!({ "enum": ["nginx", "traefik", "caddy", "envoy"], "default": "nginx" }),
                    "Which proxy asks: only its own headers count."),
                query("resource", text.clone(), "`stream:ORG/PROJECT/STREAM`, with “action”."),
                query("action", json!({ "enum": ["read", "write"] }), "What is asked, with “resource”."),
                header("X-Original-URI", "nginx: the client's path and query, as sent."),
                header("X-Original-Method", "nginx: the client's method."),
                header("X-Forwarded-Uri", "Traefik and Caddy: the client's path and query, as sent."),
                header("X-Forwarded-Method", "Traefik and Caddy: the client's method."),
            ],
            "responses": {
                "200": { "description": "It may pass.", "headers": told },
                "401": { "$ref": "#/components/responses/Problem" },
                "403": {
                    "description": "It may not pass, or its path is not normalized.",
                    "headers": { "X-Sluicegate-Reason": { "description": "Why.", "schema": text } },
                },
                "default": { "$ref": "#/components/responses/Problem" },
            },
        },
    })
}

pub(super) fn introspect() -> Value {
    let text = |what: &str| json!({ "type": "string", "description": what });
    let time = |what: &str| json!({ "type": "integer", "description": what });
    let kinds = ["full", "private_read", "public_read", "service"];
    json!({
        "post": {
            "operationId": "IntrospectSecret",
            "summary": "Tells what a secret is (RFC 7662): to registered gateways, and to a secret about itself. To others \
                every secret is inactive.",
            "tags": ["access"],
            "requestBody": {
                "required": true,
                "content": { "application/x-www-form-urlencoded": { "schema": {
                    "type": "object",
                    "required": ["token"],
                    "properties": { "token": text("The secret."), "token_type_hint": text("Ignored.") },
                } } },
            },
            "responses": {
                "200": {
                    "description": "What it is; of one that doesn't work, or isn't for the caller to know, `active` alone.",
                    "content": { "application/json": { "schema": {
                        "type": "object",
                        "required": ["active"],
                        "properties": {
                            "active": { "type": "boolean", "description": "Whether it works." },
                            "sub": text("The id of its user or service."),
                            "username": text("The user's name or the service's path."),
                            "subject_type": { "enum": ["user", "service"], "description": "What its owner is." },
                            "client_id": text("The secret's own id."),
                            "token_type": { "const": "Bearer" },
                            "iat": time("When it was issued, in seconds since 1970."),
                            "exp": time("When it ends by itself, if it does."),
                            "scope": { "enum": kinds, "description": "The same as “kind”." },
                            "kind": { "enum": kinds, "description": "What bounds it." },
                        },
                    } } },
                },
                "default": { "$ref": "#/components/responses/Problem" },
            },
        },
    })
}

pub(super) fn discovery() -> Value {
    json!({
        "get": {
            "operationId": "ShowAuthzenConfiguration",
            "summary": "Where the operations of the AuthZEN Authorization API are.",
            "tags": ["access"],
            "responses": {
                "200": {
                    "description": "Their addresses.",
                    "content": { "application/json": { "schema": {
                        "type": "object",
                        "additionalProperties": { "type": "string", "format": "uri" },
                    } } },
                },
                "default": { "$ref": "#/components/responses/Problem" },
            },
        },
    })
}
