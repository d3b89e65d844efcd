//! How an operation's success looks on the wire: its status, its headers, where what it made can be found.

use api::operations::{Door, Method, Operation};
use axum::http::StatusCode;
use serde_json::{Map, Value, json};

/// What the success of one row is like.
#[derive(Clone, Copy, Debug)]
pub(in crate::web) struct Outcome {
    method: Method,
    path: &'static str,
    /// The noun that the row makes, if it makes something: `Project` of `CreateProject`.
    makes: Option<&'static str>,
    /// Whether the tag is of a part of the answer. A stream's is of its settings: each record that is written changes the
    /// answer, and must neither make a change of the settings stale nor be hidden behind a 304.
    part: bool,
    /// Whether it is for callers without a credential, too, though it isn't read by GET.
    open: bool,
    /// Whether it is taken, and nothing is said of what came of it.
    accepts: bool,
    /// Whether the answer hangs on nothing but who asks, the body, and who holds what.
    lasting: bool,
}

impl Outcome {
    /// Of the row `O`.
    #[must_use]
    pub(in crate::web) fn of<O: Operation>() -> Self {
        let (method, path) = match O::DOOR {
            Door::Api(method, path) => (method, path),
            Door::Console => (Method::Get, ""),
        };
        let made = ["Create", "Issue", "Roll"].iter().find_map(|verb| O::NAME.strip_prefix(verb));
        let part = matches!(O::NAME, "ShowStream" | "UpdateStream" | "ShowPipeline" | "UpdatePipeline");
        let open = matches!(O::NAME, "StartLogin" | "TakeLogin" | "ReportLeakedSecret");
        let accepts = O::NAME == "ReportLeakedSecret";
        let lasting = matches!(O::NAME, "CheckAccess" | "CheckAccessBatch");
        Self { method, path, makes: made.filter(|_| method == Method::Post), part, open, accepts, lasting }
    }

    /// 201 for what makes something, 202 for what is only taken, 200 for all else.
    #[must_use]
    pub(in crate::web) fn success(&self) -> StatusCode {
        match (self.makes.is_some(), self.accepts) {
            (true, _) => StatusCode::CREATED,
            (false, true) => StatusCode::ACCEPTED,
            (false, false) => StatusCode::OK,
        }
    }

    /// Whether callers without a credential may call it: those who read see what is public, and some things begin
    /// without one.
    #[must_use]
    pub(in crate::web) fn is_open(&self) -> bool {
        self.is_read() || self.open
    }

    /// Whether an answer stays as long as nobody's rights change.
    #[must_use]
    pub(in crate::web) fn is_lasting(&self) -> bool {
        self.lasting
    }

    /// Whether the row only reads.
    #[must_use]
    pub(in crate::web) fn is_read(&self) -> bool {
        self.method == Method::Get
    }

    /// Whether the answer is one resource's present state, and so has a tag.
    #[must_use]
    pub(in crate::web) fn is_tagged(&self) -> bool {
        matches!(self.method, Method::Get | Method::Patch)
    }

    /// The path of what was made: by its own path if it has one, else by id under the path it was posted to.
    #[must_use]
    pub(in crate::web) fn location(&self, body: &[u8]) -> Option<String> {
        let noun = self.makes?.to_ascii_lowercase();
        let body: Value = serde_json::from_slice(body).ok()?;
        let text = |field: &str| body.get(field).and_then(Value::as_str);
        match (noun.as_str(), text("path")) {
            // A team is found below its organization.
            ("team", Some(path)) => {
                let (organization, team) = path.split_once('/')?;
                Some(format!("/api/v1/organizations/{organization}/teams/{team}"))
            }
            // A service's secret is found as every secret is.
            (noun, None) if noun.ends_with("secret") => Some(format!("/api/v1/secrets/{}", text("id")?)),
            (_, Some(path)) => Some(format!("/api/v1/{noun}s/{path}")),
            (_, None) => Some(format!("{}/{}", self.path, text("id")?)),
        }
    }

    /// The request headers that the row minds, for the OpenAPI document.
    #[must_use]
    pub(in crate::web) fn header_parameters(&self) -> Vec<Value> {
        let header = |name: &str, what: &str| {
            json!({ "name": name, "in": "header", "required": false, "description": what,
                "schema": { "type": "string" } })
        };
        match self.method {
            Method::Get if self.part => Vec::new(),
            Method::Get => vec![header("If-None-Match", "A known tag: 304 if it is still so.")],
            Method::Patch => {
                vec![header("If-Match", "The tag that the change is based on: 412 if it is no longer so.")]
            }
            Method::Post => vec![header(
                "Idempotency-Key",
                "The same key and body get the same answer for 24 hours; nothing is done twice. For what issues a \
                 secret the second answer is 409 with the secret's id.",
            )],
            Method::Delete => Vec::new(),
        }
    }

    /// The response headers of a success, for the OpenAPI document.
    #[must_use]
    pub(in crate::web) fn headers(&self) -> Value {
        let mut headers = Map::new();
        let mut add = |name: &str, what: &str| {
            headers.insert(name.into(), json!({ "description": what, "schema": { "type": "string" } }));
        };
        add("X-Request-Id", "The request's id, as in the audit log.");
        if self.is_tagged() {
            add(
                "ETag",
                if self.part {
                    "The tag of the settings, for If-Match; records that are written leave it alone."
                } else {
                    "The strong tag of this state."
                },
            );
        }
        if self.makes.is_some() {
            add("Location", "Where it can be found.");
        }
        headers.into()
    }
}
