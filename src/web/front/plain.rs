//! Questions of which nothing is unusual, and whose answers are kept: most are answered without waiting for anybody.

use std::sync::Arc;

use api::operations::Operation;
use api::questions::{CheckAccess, CheckAccessBatch};
use axum::body::Bytes;
use axum::extract::Request;
use axum::response::Response;

use super::Short;
use crate::gateway::Recognized;
use crate::web::api::conditions;
use crate::web::kept::{Question, Told};
use crate::web::state::Web;
use crate::web::{forward_auth, linger, media};

/// All that the answer to a plain question hangs on, at one revision of who holds what.
pub(super) struct PlainQuestion {
    operation: &'static str,
    /// Who asks.
    pub(super) known: Recognized,
    words: Words,
}

/// A question's words.
enum Words {
    Body(Bytes),
    Head(Vec<u8>),
}

impl PlainQuestion {
    /// What a request asks, if it is one whose answer may be kept. Its body, if it has one, is taken out.
    pub(super) fn of(web: &Web, short: &Short, request: &mut Request) -> Option<Self> {
        let (operation, words): (_, fn(&mut Request) -> Option<Words>) = match short {
            Short::Evaluation => (CheckAccess::NAME, body_of),
            Short::Evaluations => (CheckAccessBatch::NAME, body_of),
            Short::ForwardAuth => ("ForwardAuth", |request| forward_auth::words(request).map(Words::Head)),
            Short::Read(_) | Short::Append(_) => return None,
        };
        let known = web.gateway.recognize(request.headers())?;
        Some(Self { operation, known, words: words(request)? })
    }

    /// The body that was taken out of the request.
    pub(super) fn body(&self) -> Option<&Bytes> {
        match &self.words {
            Words::Body(body) => Some(body),
            Words::Head(_) => None,
        }
    }

    fn question(&self) -> Option<Question<'_>> {
        let words = match &self.words {
            Words::Body(body) => body,
            Words::Head(head) => &**head,
        };
        Question::new(self.operation, self.known.actor, self.known.secret, words)
    }

    /// The answer that was given before and still holds.
    pub(super) fn told(&self, web: &Web) -> Option<Arc<Told>> {
        web.answers().get(self.known.revision, &self.question()?)
    }

    /// Keeps an answer, unless something changed since: it was worked out by this revision and no other.
    pub(super) fn keep(&self, web: &Web, response: &mut Response) {
        if web.gateway.revision() == Some(self.known.revision)
            && let Some(question) = self.question()
            && let Some(told) = Told::of(response)
        {
            let size = told.size();
            web.answers().keep(self.known.revision, &question, Arc::new(told), size);
        }
    }
}

/// The body of a request with nothing unusual about it, if all of it came with the head.
fn body_of(request: &mut Request) -> Option<Words> {
    let headers = request.headers();
    if request.uri().query().is_some() || headers.contains_key(conditions::KEY) {
        return None;
    }
    media::uncompressed(headers).and_then(|()| media::of_type(headers, media::JSON)).ok()?;
    linger::at_hand(request.body_mut()).map(Words::Body)
}
