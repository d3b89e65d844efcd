//! The short way for what is asked thousands of times a second: may this be, and records. A plain request for one of them
//! is answered here, by the same functions that its route calls, without the layers around the routes. Whatever is unusual
//! about a request, such as a page's origin or a path in escapes, goes the long way, where everything is known. The two give
//! the same answer.

mod plain;

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::net::SocketAddr;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::task::{Context, Poll};

use api::names::{Name, StreamPath};
use api::operations::{Door, Method as Verb, Operation};
use api::questions::{CheckAccess, CheckAccessBatch};
use axum::Router;
use axum::body::{Body, HttpBody};
use axum::extract::{ConnectInfo, Request};
use axum::http::{Method, header};
use axum::response::Response;
use axum::serve::IncomingStream;
use futures_util::FutureExt;
use futures_util::future::Either;
use tokio::net::TcpListener;
use tower::Service;

use super::frame::{Frame, REQUEST_ID};
use super::kept::Lasting;
use super::linger::lingering;
use super::state::{Seen, Web};
use super::{api as rows, authzen, broken, forward_auth, records, reply, who};
use crate::gateway::forward_auth::PATH as FORWARD_AUTH;
use plain::PlainQuestion;

const EVALUATION: &str = path_of::<CheckAccess>();
const EVALUATIONS: &str = path_of::<CheckAccessBatch>();

const fn path_of<O: Operation>() -> &'static str {
    match O::DOOR {
        Door::Api(_, path) => path,
        Door::Console => "",
    }
}

type Answered = Result<Response, Infallible>;
/// At once, or in a while.
type Answer = Either<Ready<Answered>, Pin<Box<dyn Future<Output = Answered> + Send>>>;

/// Everything the server answers: what stands before all routes, and they.
#[derive(Clone)]
pub struct Front {
    web: Web,
    whole: Router,
    /// The other end of the connection, which the log and the limits need.
    peer: Option<SocketAddr>,
}

/// What is answered here.
enum Short {
    Evaluation,
    Evaluations,
    ForwardAuth,
    Read(StreamPath),
    Append(StreamPath),
}

impl Front {
    /// Before `whole`, which answers everything.
    pub(super) const fn new(web: Web, whole: Router) -> Self {
        Self { web, whole, peer: None }
    }

    /// For a connection from `peer`.
    #[must_use]
    pub fn from_peer(&self, peer: SocketAddr) -> Self {
        Self { peer: Some(peer), ..self.clone() }
    }

    /// For each connection one, to be served.
    #[must_use]
    pub const fn into_make_service(self) -> Connections {
        Connections(self)
    }
}

/// Makes a [`Front`] for each connection.
#[derive(Clone)]
pub struct Connections(Front);

impl Service<IncomingStream<'_, TcpListener>> for Connections {
    type Response = Front;
    type Error = Infallible;
    type Future = Ready<Result<Front, Infallible>>;

    fn poll_ready(&mut self, _context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, stream: IncomingStream<'_, TcpListener>) -> Self::Future {
        ready(Ok(self.0.from_peer(*stream.remote_addr())))
    }
}

impl Service<Request> for Front {
    type Response = Response;
    type Error = Infallible;
    type Future = Answer;

    fn poll_ready(&mut self, _context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, mut request: Request) -> Answer {
        let Some(short) = Short::of(&request) else {
            if let Some(peer) = self.peer {
                request.extensions_mut().insert(ConnectInfo(peer));
            }
            return Either::Right(Box::pin(self.whole.call(request)));
        };
        let frame = Frame::begin(&self.web, self.peer, &request);
        let asked = PlainQuestion::of(&self.web, &short, &mut request);
        if let Some(asked) = &asked
            && let Some(told) = asked.told(&self.web)
        {
            let mut response = told.again();
            let id = authzen::said_id(&request).unwrap_or_else(|| frame.request_id());
            response.headers_mut().insert(REQUEST_ID, id);
            self.web.gateway.note_use(&asked.known, frame.address);
            frame.note(&self.web, short.route(), Some(asked.known.actor), &response);
            return Either::Left(ready(Ok(response)));
        }
        if let Some(body) = asked.as_ref().and_then(PlainQuestion::body) {
            *request.body_mut() = Body::from(body.clone());
        }
        let web = self.web.clone();
        Either::Right(Box::pin(async move { Ok(short.framed(&web, frame, asked, request).await) }))
    }
}

impl Short {
    /// Which one a request is for, if nothing about it is unusual.
    fn of(request: &Request) -> Option<Self> {
        let (path, headers) = (request.uri().path(), request.headers());
        if headers.contains_key(header::ORIGIN) || headers.contains_key(header::EXPECT) {
            return None;
        }
        match *request.method() {
            Method::POST => match path {
                EVALUATION => Some(Self::Evaluation),
                EVALUATIONS => Some(Self::Evaluations),
                _ => stream_of(path).map(Self::Append),
            },
            Method::GET if request.body().is_end_stream() => match path {
                FORWARD_AUTH => Some(Self::ForwardAuth),
                _ => stream_of(path).map(Self::Read),
            },
            _ => None,
        }
    }

    /// The template of its path.
    const fn route(&self) -> &'static str {
        match self {
            Self::Evaluation => EVALUATION,
            Self::Evaluations => EVALUATIONS,
            Self::ForwardAuth => FORWARD_AUTH,
            Self::Read(_) | Self::Append(_) => records::PATH,
        }
    }

    /// The answer, with what all have. What was `asked` tells whether it is kept.
    async fn framed(
        self,
        web: &Web,
        frame: Frame,
        asked: Option<PlainQuestion>,
        request: Request,
    ) -> Response {
        let (said, seen, route) = (authzen::said_id(&request), frame.seen(), self.route());
        let answered = AssertUnwindSafe(self.answer(web, &seen, request)).catch_unwind().await;
        let mut response = answered.unwrap_or_else(broken);
        let lasting = response.extensions_mut().remove::<Lasting>().is_some();
        let response = frame.end(web, route, seen.actor(), authzen::echoing(said, response));
        let mut response = measured(response);
        if let Some(asked) = asked.filter(|_| lasting) {
            asked.keep(web, &mut response);
        }
        response
    }

    async fn answer(self, web: &Web, seen: &Seen, request: Request) -> Response {
        let request = lingering(request);
        let asking = match who::bearing(web, seen, request.headers()).await {
            Ok(asking) => asking,
            Err(fault) => return reply::problem(&fault),
        };
        match self {
            Self::Evaluation => {
                rows::answer::<CheckAccess>(web, asking, Verb::Post, Vec::new(), request).await
            }
            Self::Evaluations => {
                rows::answer::<CheckAccessBatch>(web, asking, Verb::Post, Vec::new(), request).await
            }
            Self::ForwardAuth => forward_auth::answer(web, &asking, request).await,
            // Apart: a task that waits for others' records needs much room.
            Self::Read(path) => Box::pin(records::read(web, &asking, Ok(path), request.uri())).await,
            Self::Append(path) => Box::pin(records::append(web, &asking, Ok(path), request)).await,
        }
    }
}

/// The answer with the length of its body, if it is known, as a route says it.
fn measured(mut response: Response) -> Response {
    if let Some(length) = response.body().size_hint().exact() {
        response.headers_mut().entry(header::CONTENT_LENGTH).or_insert_with(|| length.into());
    }
    response
}

/// The stream whose records are at a path, if it is written plainly.
fn stream_of(path: &str) -> Option<StreamPath> {
    let mut parts = path.strip_prefix(records::ROOT)?.strip_suffix(records::RECORDS)?.split('/');
    let mut name = || parts.next()?.parse::<Name>().ok();
    let path = StreamPath { organization: name()?, project: name()?, stream: name()? };
    parts.next().is_none().then_some(path)
}
