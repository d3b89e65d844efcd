//! The one client of the HTTP API. It presents the secret, follows no redirect, and makes every answer that
//! isn't a success into a [`Failure`].

use std::collections::BTreeMap;
use std::time::Duration;

use api::operations::{Door, Method, Operation};
use api::{Fault, FaultKind};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use ureq::http::{Request, Response};
use ureq::{Agent, Body};
use url::Url;

use super::exit::{Exit, Failure, exit_of_status};
use super::server_url::ServerUrl;

/// How long to wait for a connection.
const CONNECT: Duration = Duration::from_secs(10);
/// How long an answer may be silent: the server itself waits up to 30 seconds for new records.
const SILENCE: Duration = Duration::from_secs(60);
/// Bodies up to this size are sent without asking whether they are wanted, in bytes.
const SMALL_BODY: usize = 64_000;
/// The longest answer that is kept in memory, in bytes.
const MAX_ANSWER: u64 = 64_000_000;

/// A connection to one server with one credential.
pub(crate) struct Client {
    agent: Agent,
    server: ServerUrl,
    secret: Option<String>,
    /// What to do about a 401: it depends on where the secret came from.
    pub unauthenticated: String,
}

/// A success: the API's text, and what it says.
pub(crate) struct Answer<T> {
    /// The body as it came.
    pub text: String,
    /// The same, read.
    pub value: T,
}

impl Client {
    /// A client of `server` that presents `secret`.
    pub(crate) fn new(server: ServerUrl, secret: Option<String>, unauthenticated: String) -> Self {
        let mut config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .user_agent(concat!("sluicegate/", env!("CARGO_PKG_VERSION")))
            .tls_config(
                ureq::tls::TlsConfig::builder().root_certs(ureq::tls::RootCerts::PlatformVerifier).build(),
            )
            .timeout_connect(Some(CONNECT))
            .timeout_per_read(Some(SILENCE))
            .timeout_per_write(Some(SILENCE));
        if server.is_loopback() {
            config = config.proxy(None);
        }
        Self { agent: config.build().into(), server, secret, unauthenticated }
    }

    /// The server's address.
    pub(crate) fn server(&self) -> &ServerUrl {
        &self.server
    }

    /// Calls one operation of the table.
    pub(crate) fn call<O: Operation + Serialize>(&self, input: &O) -> Result<Answer<O::Output>, Failure> {
        let text = self.call_text(input)?;
        let value = self.read(&text)?;
        Ok(Answer { text, value })
    }

    /// The same, and only the text of the answer.
    pub(crate) fn call_text<O: Operation + Serialize>(&self, input: &O) -> Result<String, Failure> {
        let Door::Api(method, template) = O::DOOR else {
            return Err(Failure::new(Exit::Failed, format!("{} can only be done in the console", O::NAME)));
        };
        let fields = match serde_json::to_value(input) {
            Ok(Value::Object(fields)) => fields,
            _ => Map::new(),
        };
        let url = self.at(template, &fields)?;
        let in_path = |name: &str| template.contains(&format!("{{{name}}}"));
        // In a change null means none; what is left out of one isn't sent at all.
        let keep = |value: &Value| method == Method::Patch || !value.is_null();
        let rest: Map<String, Value> =
            fields.into_iter().filter(|(name, value)| !in_path(name) && keep(value)).collect();
        let mut answer = self.send(method, url, &rest, body(input, &rest))?;
        answer.body_mut().with_config().limit(MAX_ANSWER).read_to_string().map_err(|error| self.lost(&error))
    }

    /// Sends NDJSON to a path template and gives the answer's text.
    pub(crate) fn append(
        &self,
        template: &str,
        path: &Map<String, Value>,
        body: &[u8],
    ) -> Result<String, Failure> {
        let url = self.at(template, path)?;
        let mut request = self.request("POST", &url).header("Content-Type", "application/x-ndjson");
        if body.len() > SMALL_BODY {
            // A refusal comes before the body then, and not as a broken connection in the midst of it.
            request = request.header("Expect", "100-continue");
        }
        let request = request.body(body);
        let mut answer = self.finish(request.map(|request| self.agent.run(request)))?;
        answer.body_mut().read_to_string().map_err(|error| self.lost(&error))
    }

    /// Reads from a path template with a query; the body is left to be read.
    pub(crate) fn open(
        &self,
        template: &str,
        path: &Map<String, Value>,
        query: &Map<String, Value>,
    ) -> Result<Response<Body>, Failure> {
        let url = self.at(template, path)?;
        self.send(Method::Get, url, query, String::new())
    }

    /// Reads an answer's text.
    pub(crate) fn read<T: DeserializeOwned>(&self, text: &str) -> Result<T, Failure> {
        serde_json::from_str(text).map_err(|error| {
            let what = format!("{} answers what this version doesn’t understand ({error})", self.server);
            Failure::new(Exit::Failed, format!("{what}; use the server’s own version of sluicegate"))
        })
    }

    /// A connection that broke, or never came about.
    pub(crate) fn lost(&self, error: &dyn std::fmt::Display) -> Failure {
        let what = format!("{} can’t be reached ({error})", self.server);
        Failure::new(
            Exit::Unreachable,
            format!("{what}; is it running, and is SLUICEGATE_URL or --url right?"),
        )
    }

    fn at(&self, template: &str, fields: &Map<String, Value>) -> Result<Url, Failure> {
        self.server
            .at(template, |name| fields.get(name).and_then(Value::as_str))
            .map_err(|why| Failure::usage(format!("{template} {why}")))
    }

    fn send(
        &self,
        method: Method,
        mut url: Url,
        fields: &Map<String, Value>,
        body: String,
    ) -> Result<Response<Body>, Failure> {
        match method {
            Method::Get | Method::Delete => {
                for (name, value) in fields {
                    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                    url.query_pairs_mut().append_pair(name, &text);
                }
                let word = if method == Method::Get { "GET" } else { "DELETE" };
                self.finish(self.request(word, &url).body(()).map(|request| self.agent.run(request)))
            }
            Method::Post | Method::Patch => {
                let word = if method == Method::Post { "POST" } else { "PATCH" };
                let request = self.request(word, &url).header("Content-Type", "application/json").body(body);
                self.finish(request.map(|request| self.agent.run(request)))
            }
        }
    }

    fn request(&self, method: &str, url: &Url) -> ureq::http::request::Builder {
        let request = Request::builder().method(method).uri(url.as_str());
        match &self.secret {
            Some(secret) => request.header("Authorization", format!("Bearer {secret}")),
            None => request,
        }
    }

    fn finish(
        &self,
        ran: Result<Result<Response<Body>, ureq::Error>, ureq::http::Error>,
    ) -> Result<Response<Body>, Failure> {
        let mut response = match ran {
            Ok(Ok(response)) => response,
            Ok(Err(error)) => return Err(self.lost(&error)),
            // The URL is well formed, so it is the secret; which isn't shown.
            Err(_) => {
                return Err(Failure::new(Exit::NotAllowed, "the secret holds characters that no secret has"));
            }
        };
        let status = response.status().as_u16();
        if response.status().is_success() {
            return Ok(response);
        }
        let text = response.body_mut().read_to_string().unwrap_or_default();
        if let Ok(fault) = serde_json::from_str::<Fault>(&text) {
            return Err(match fault.kind {
                FaultKind::Unauthenticated => Failure::new(
                    Exit::NotAllowed,
                    format!("{}: {}", fault.kind.title(), self.unauthenticated),
                ),
                _ => Failure::fault(&fault),
            });
        }
        let hint = match response.headers().get("Location").and_then(|to| to.to_str().ok()) {
            Some(to) => format!("it points to {to}, and redirects aren’t followed"),
            None => "this doesn’t look like Sluicegate".to_owned(),
        };
        let what = format!("{} answers {status}; {hint}; is SLUICEGATE_URL or --url right?", self.server);
        Err(Failure::new(exit_of_status(status), what))
    }
}

/// These fields of an input as a body, each as it was written: a [`Value`] sorts the members of objects by name, and the
/// fields of a transform are meant in their order.
fn body<O: Serialize>(input: &O, fields: &Map<String, Value>) -> String {
    let whole = serde_json::to_string(input).and_then(|text| serde_json::from_str(&text));
    let mut whole: BTreeMap<String, Box<RawValue>> = whole.unwrap_or_default();
    whole.retain(|name, _| fields.contains_key(name));
    serde_json::to_string(&whole).unwrap_or_default()
}
