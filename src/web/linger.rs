//! A refused body is read to its end, and thrown away. A client that is still sending when the connection closes may
//! never get to read the refusal: the system drops it together with the connection.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, BodyDataStream, Bytes, HttpBody};
use axum::extract::Request;
use axum::http::header;
use axum::middleware::Next;
use axum::response::Response;
use futures_util::{Stream, StreamExt};

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
    request.map(|body| Body::from_stream(Unread(Some(body.into_data_stream()))))
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
