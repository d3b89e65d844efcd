//! A server with two people, and requests to it. `ada` has a private project `lake` and a public one `pond`, each
//! with a stream `events`; `bob` has nothing.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use access::Time;
use api::fields::{Description, Password};
use api::names::Name;
use app::backend::Backend;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, HeaderName, Method, Request, StatusCode, header};
use serde_json::{Value, json};
use sluicegate::clock::Clock;
use sluicegate::config::{Environment, Flags, Settings};
use sluicegate::door::Door;
use sluicegate::gateway::Gateway;
use sluicegate::mail::{Mailer, Pace};
use sluicegate::metrics::Metrics;
use sluicegate::operations::{Core, Policy, operator};
use sluicegate::web::{Front, Parts, Web, WebSettings, front};
use tower::ServiceExt;

use crate::support::database::TestDatabase;

/// Everybody's password.
pub(crate) const PASSWORD: &str = "correct horse battery";
/// The host that tests ask for.
pub(crate) const HOST: &str = "127.0.0.1:3000";

/// A running server.
pub(crate) struct World {
    front: Front,
    pub(crate) core: Core,
    now: Arc<AtomicI64>,
    #[allow(dead_code, reason = "the tests of the log read its files")]
    pub(crate) database: TestDatabase,
}

/// An answer, with its whole body.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl World {
    /// On a fresh SQLite file and plain http.
    pub(crate) async fn start() -> Self {
        Self::with(&[]).await
    }

    /// The same with settings such as `("SLUICEGATE_ORIGIN", "https://gate.example")`.
    pub(crate) async fn with(settings: &[(&str, &str)]) -> Self {
        Self::over(TestDatabase::sqlite(), settings, |door| Arc::new(door)).await
    }

    /// Over a database, with settings, and with something in the door's place.
    pub(crate) async fn over(
        database: TestDatabase,
        settings: &[(&str, &str)],
        door: impl FnOnce(Door) -> Arc<dyn Backend>,
    ) -> Self {
        let db = database.open().await;
        let variables = settings.iter().map(|(name, value)| ((*name).into(), (*value).into()));
        let environment = Environment::from_variables(variables).unwrap();
        let settings = Settings::load(&Flags::default(), &environment, Path::new("/")).unwrap();
        let now = Arc::new(AtomicI64::new(1_800_000_000_000));
        let clock = Clock::new({
            let now = Arc::clone(&now);
            move || Time(now.load(Ordering::Relaxed))
        });
        let origin = settings.origin_at(HOST.parse().unwrap());
        let policy = Policy {
            origin: origin.as_str().into(),
            sign_up: settings.sign_up,
            organizations: settings.organizations,
        };
        let mail = settings.mail.map(|mail| Mailer::start(&mail, None, Pace::default()).unwrap());
        let core = Core::start(db.clone(), clock).unwrap().under(policy).mailing(mail.unwrap_or_default());
        let metrics = Arc::new(Metrics::default());
        let front = front(Web::from(Parts {
            backend: door(Door::new(core.clone())),
            db,
            gateway: Arc::new(Gateway::new(core.clone(), Arc::clone(&metrics))),
            metrics,
            settings: WebSettings {
                origin,
                trusted_proxies: settings.trusted_proxies,
                metrics_token: settings.metrics_token,
            },
        }));
        Self { front, core, now, database }
    }

    /// With `ada` and `bob` in it, and what they have.
    pub(crate) async fn peopled() -> Self {
        let world = Self::start().await;
        world.people().await;
        world
    }

    /// The same on each database there is.
    pub(crate) async fn on_both() -> Vec<Self> {
        let mut worlds = vec![Self::peopled().await];
        if let Some(database) = TestDatabase::postgres().await {
            let world = Self::over(database, &[], |door| Arc::new(door)).await;
            world.people().await;
            worlds.push(world);
        }
        worlds
    }

    /// What the server answers with, to be put on a network.
    pub(crate) fn front(&self) -> Front {
        self.front.clone()
    }

    pub(crate) async fn people(&self) {
        for name in ["ada", "bob"] {
            operator::create_user(&self.core, name.parse().unwrap(), &Password::from(PASSWORD.to_owned()))
                .await
                .unwrap();
        }
        let ada = self.secret("ada").await;
        for (project, public) in [("lake", false), ("pond", true)] {
            let made = json!({ "name": project, "public": public });
            self.post("/api/v1/organizations/ada/projects").bearer(&ada).json(&made).await.expect(201);
            let made = json!({ "name": "events" });
            self.post(&format!("/api/v1/projects/ada/{project}/streams"))
                .bearer(&ada)
                .json(&made)
                .await
                .expect(201);
        }
    }

    /// A full secret of a user, fresh.
    pub(crate) async fn secret(&self, name: &str) -> String {
        let name: Name = name.parse().unwrap();
        let issued = operator::issue_secret(&self.core, &name, &Description::default()).await.unwrap();
        issued.token.reveal().to_owned()
    }

    /// Signs in by the form, and gives the cookie to send from then on.
    pub(crate) async fn sign_in(&self, name: &str) -> String {
        let form = [("do", "sign-in"), ("name", name), ("password", PASSWORD)];
        let answer = self.post("/-/sign-in").form(&form).await.expect(303);
        answer.session_cookie().expect("signing in sets a cookie")
    }

    /// Lets time pass.
    pub(crate) fn pass(&self, milliseconds: i64) {
        self.now.fetch_add(milliseconds, Ordering::Relaxed);
    }

    pub(crate) fn get(&self, path: &str) -> Ask<'_> {
        self.ask("GET", path)
    }

    pub(crate) fn post(&self, path: &str) -> Ask<'_> {
        self.ask("POST", path)
    }

    pub(crate) fn ask(&self, method: &str, path: &str) -> Ask<'_> {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, HOST.parse().unwrap());
        Ask { world: self, method: method.parse().unwrap(), path: path.to_owned(), headers, body: Vec::new() }
    }
}

/// A request to be sent: awaited, it is.
pub(crate) struct Ask<'w> {
    world: &'w World,
    method: Method,
    path: String,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Ask<'_> {
    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.insert(name.parse::<HeaderName>().unwrap(), value.parse().unwrap());
        self
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.headers.remove(name);
        self
    }

    pub(crate) fn bearer(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    pub(crate) fn cookie(self, cookie: &str) -> Self {
        self.header("cookie", cookie)
    }

    pub(crate) fn body(mut self, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self.header("content-type", content_type)
    }

    pub(crate) fn json(self, body: &Value) -> Self {
        self.body("application/json", body.to_string())
    }

    /// As a page of this console posts it.
    pub(crate) fn form(self, fields: &[(&str, &str)]) -> Self {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.header("sec-fetch-site", "same-origin").body("application/x-www-form-urlencoded", body)
    }
}

impl<'w> IntoFuture for Ask<'w> {
    type Output = Answer;
    type IntoFuture = std::pin::Pin<Box<dyn Future<Output = Answer> + Send + 'w>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let mut request = Request::builder().method(self.method).uri(self.path);
            request.headers_mut().unwrap().extend(self.headers);
            let request = request.body(Body::from(self.body)).unwrap();
            let peer: SocketAddr = "198.51.100.7:4711".parse().unwrap();
            let (parts, body) = self.world.front.from_peer(peer).oneshot(request).await.unwrap().into_parts();
            let body = to_bytes(body, usize::MAX).await.unwrap().to_vec();
            Answer { status: parts.status, headers: parts.headers, body }
        })
    }
}

impl Answer {
    /// The answer, if it has this status.
    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}", self.text());
        self
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    /// A header's value; empty if it isn't there.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The value of a hidden field of the page.
    #[track_caller]
    pub(crate) fn field(&self, name: &str) -> String {
        let text = self.text();
        let input = text.split("<input").find(|input| input.contains(&format!("name=\"{name}\""))).unwrap();
        input.split("value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned()
    }

    /// The `name=value` of the session cookie that the answer sets.
    pub(crate) fn session_cookie(&self) -> Option<String> {
        self.headers
            .get_all(header::SET_COOKIE)
            .iter()
            .map(|value| value.to_str().unwrap())
            .filter(|value| value.contains("sluicegate=") && !value.contains("Max-Age=0"))
            .map(|value| value.split(';').next().unwrap().to_owned())
            .next_back()
    }

    /// The token that a page shows whole; elsewhere on it stands a hint, masked or cut.
    #[track_caller]
    pub(crate) fn token(&self, start: &str) -> String {
        let text = self.text();
        let mut found = text.split(start).skip(1).filter_map(|rest| rest.get(..49));
        let rest = found.find(|rest| rest.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        format!("{start}{}", rest.expect("the page shows a token"))
    }

    /// Everything but what may differ from request to request: the request's id, and a page's nonce.
    pub(crate) fn comparable(&self) -> (u16, Vec<(String, String)>, String) {
        let policy = self.header("content-security-policy");
        let nonce =
            policy.split_once("'nonce-").and_then(|(_, rest)| rest.split_once('\'')).map(|(nonce, _)| nonce);
        let plain = |text: &str| nonce.map_or_else(|| text.to_owned(), |nonce| text.replace(nonce, "NONCE"));
        let headers = self.headers.iter().filter(|(name, _)| *name != "x-request-id");
        let headers =
            headers.map(|(name, value)| (name.to_string(), plain(value.to_str().unwrap()))).collect();
        (self.status.as_u16(), headers, plain(&self.text()))
    }
}
