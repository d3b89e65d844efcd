//! The server's whole router over a world, without a network in between.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use access::SecretKind;
use api::fields::Description;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request};
use serde_json::{Value, json};
use sluicegate::config::{Environment, Flags, Settings};
use sluicegate::door::Door;
use sluicegate::gateway::Gateway;
use sluicegate::metrics::Metrics;
use sluicegate::operations::{Core, operator};
use sluicegate::store::Db;
use sluicegate::tokens;
use sluicegate::web::{Front, Parts, Web, WebSettings, front};
use tower::ServiceExt;
use uuid::Uuid;

use crate::support::World;

/// Ada's private stream, and her public one.
pub(crate) const EVENTS: &str = "/api/v1/streams/ada/lake/events/records";
pub(crate) const TICKS: &str = "/api/v1/streams/ada/open/ticks/records";
/// One record a line.
pub(crate) const LINES: &str = "application/x-ndjson";
/// One array of records.
pub(crate) const ARRAY: &str = "application/json";

const INSERT_SECRET: &str = "insert into secrets (id, kind, service_id, token_hash, hint, description, created_at) \
    values ($1, 'service', $2, $3, '', '', 0)";

/// One node of a server over a world's database.
#[derive(Clone)]
pub(crate) struct Http {
    pub(crate) front: Front,
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) gateway: Arc<Gateway>,
}

impl Http {
    pub(crate) fn new(world: &World) -> Self {
        Self::over(world.core.clone())
    }

    /// A node of its own over what `core` holds.
    pub(crate) fn over(core: Core) -> Self {
        let environment = Environment::from_variables(Vec::new()).unwrap();
        let settings = Settings::load(&Flags::default(), &environment, Path::new("/")).unwrap();
        let metrics = Arc::new(Metrics::default());
        let gateway = Arc::new(Gateway::new(core.clone(), Arc::clone(&metrics)));
        let front = front(Web::from(Parts {
            backend: Arc::new(Door::new(core.clone())),
            db: core.db.clone(),
            gateway: Arc::clone(&gateway),
            metrics: Arc::clone(&metrics),
            settings: WebSettings {
                origin: settings.origin_at("127.0.0.1:3000".parse().unwrap()),
                trusted_proxies: Vec::new(),
                metrics_token: None,
            },
        }));
        Self { front, metrics, gateway }
    }

    pub(crate) fn call(&self, method: &str, path: &str) -> Call {
        let request = Request::builder().method(method).uri(path);
        Call { front: self.front.clone(), request, body: Body::empty() }
    }

    pub(crate) fn get(&self, path: &str) -> Call {
        self.call("GET", path)
    }

    /// An append of lines.
    pub(crate) fn append(&self, path: &str, lines: impl Into<Body>) -> Call {
        self.call("POST", path).body(LINES, lines)
    }

    /// A read or service-less secret of `owner`, by the API.
    pub(crate) async fn issue(&self, owner: &str, kind: &str) -> Value {
        let input = json!({ "kind": kind, "description": "for tests" });
        self.call("POST", "/api/v1/secrets").bearer(owner).json(&input).await.expect(201).json()
    }
}

/// A full secret of a user.
pub(crate) async fn full(world: &World, name: &str) -> String {
    let issued = operator::issue_secret(&world.core, &name.parse().unwrap(), &Description::default()).await;
    issued.unwrap().token.reveal().to_owned()
}

/// A secret of the service `ada/etl`, for which no operation exists yet.
pub(crate) async fn of_service(world: &World) -> String {
    let mut random = [0; 32];
    getrandom::fill(&mut random).unwrap();
    let token = tokens::make(SecretKind::Service, &random);
    let (id, service, hash) = (Uuid::now_v7(), world.etl.uuid(), token.hash.to_vec());
    match &world.core.db {
        Db::Sqlite { writer, .. } => {
            sqlx::query(INSERT_SECRET).bind(id).bind(service).bind(hash).execute(writer).await.map(drop)
        }
        Db::Postgres(pool) => {
            sqlx::query(INSERT_SECRET).bind(id).bind(service).bind(hash).execute(pool).await.map(drop)
        }
    }
    .unwrap();
    token.text
}

/// A request to be sent: awaited, it is.
pub(crate) struct Call {
    front: Front,
    request: axum::http::request::Builder,
    body: Body,
}

impl Call {
    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.request = self.request.header(name, value);
        self
    }

    pub(crate) fn bearer(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    pub(crate) fn body(mut self, content_type: &str, body: impl Into<Body>) -> Self {
        self.body = body.into();
        self.header("content-type", content_type)
    }

    pub(crate) fn json(self, body: &Value) -> Self {
        self.body("application/json", body.to_string())
    }
}

impl IntoFuture for Call {
    type Output = Answer;
    type IntoFuture = std::pin::Pin<Box<dyn Future<Output = Answer> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let request = self.request.header("host", "127.0.0.1:3000").body(self.body).unwrap();
            let peer: SocketAddr = "198.51.100.7:4711".parse().unwrap();
            let (parts, body) = self.front.from_peer(peer).oneshot(request).await.unwrap().into_parts();
            let body = to_bytes(body, usize::MAX).await.unwrap().to_vec();
            Answer { status: parts.status.as_u16(), headers: parts.headers, body }
        })
    }
}

/// An answer, with its whole body.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// The answer, if it has this status.
    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text());
        self
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    /// The numbers of the records that it holds.
    pub(crate) fn numbers(&self) -> Vec<u64> {
        let text = self.text();
        let lines = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        lines.map(|line| line["seq"].as_u64().unwrap()).collect()
    }

    /// All of it but the request's id, which is each answer's own.
    pub(crate) fn told(&self) -> (u16, Vec<(String, String)>, &[u8]) {
        let headers = self.headers.iter().filter(|(name, _)| *name != "x-request-id");
        let headers = headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()));
        (self.status, headers.collect(), &self.body)
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}
