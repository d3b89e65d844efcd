//! A refused body is read to its end, and thrown away. A client that is still sending when the connection closes may
//! never get to read the refusal: the system drops it together with the connection.

use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use axum::body::{Body, BodyDataStream, Bytes, HttpBody};
use axum::extract::Request;
use axum::http::header;
use axum::middleware::Next;
use axum::response::Response;
use futures_util::stream::{self, Stream, StreamExt};

/// How much of an unread body is read on.
const MOST: usize = 10_000_000;
/// For how long.
const LONGEST: Duration = Duration::from_secs(5);

/// Wraps every route. The answer doesn't wait for it.
pub(super) async fn linger(request: Request, next: Next) -> Response {
    next.run(lingering(request)).await
}

/// The request, with a body that is read to its end whatever becomes of it.
pub(super) fn lingering(request: Request) -> Request {
    // Whoever waits for a "100 Continue" hasn't begun to send.
    if request.headers().contains_key(header::EXPECT) || request.body().is_end_stream() {
        return request;
    }
    request.map(|mut body| match at_hand(&mut body) {
        Some(whole) => Body::from(whole),
        None => Body::from_stream(Unread(Some(body.into_data_stream()))),
    })
}

/// The whole body, if it came together with its head, as small ones do; nothing is left of it then. Otherwise it is as it
/// was.
pub(super) fn at_hand(body: &mut Body) -> Option<Bytes> {
    if body.is_end_stream() {
        return Some(Bytes::new());
    }
    // Whoever reads the rest is woken for it.
    let mut nobody = Context::from_waker(Waker::noop());
    let Poll::Ready(Some(begun)) = Pin::new(&mut *body).poll_frame(&mut nobody) else { return None };
    let begun = match begun.map(|frame| frame.into_data().unwrap_or_default()) {
        Ok(whole) if body.is_end_stream() => return Some(whole),
        begun => begun,
    };
    let rest = std::mem::take(body).into_data_stream();
    *body = Body::from_stream(stream::iter([begun]).chain(rest));
    None
}

/// What is left of a body.
struct Unread(Option<BodyDataStream>);

impl Stream for Unread {
    type Item = Result<Bytes, axum::Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Some(body) = &mut self.0 else { return Poll::Ready(None) };
        let polled = body.poll_next_unpin(context);
        // At its end, or broken off: nothing is left.
        if matches!(polled, Poll::Ready(None | Some(Err(_)))) {
            self.0 = None;
        }
        polled
    }
}

impl Drop for Unread {
    fn drop(&mut self) {
        let (Some(body), Ok(runtime)) = (self.0.take(), tokio::runtime::Handle::try_current()) else {
            return;
        };
        runtime.spawn(tokio::time::timeout(LONGEST, throw_away(body)));
    }
}

async fn throw_away(mut body: BodyDataStream) {
    let mut read = 0;
    while let Some(Ok(chunk)) = body.next().await {
        read += chunk.len();
        if read > MOST {
            break;
        }
    }
}
