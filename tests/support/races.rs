//! Two callers at the same instant, again and again.

use std::future::Future;

/// How often each race is run.
pub(crate) const ROUNDS: usize = 50;

/// Lets two futures begin at the same instant, each in a task of its own, and gives what came of both.
pub(crate) async fn both<A, B>(
    one: impl Future<Output = A> + Send + 'static,
    other: impl Future<Output = B> + Send + 'static,
) -> (A, B)
where
    A: Send + 'static,
    B: Send + 'static,
{
    let barrier = std::sync::Arc::new(tokio::sync::Barrier::new(2));
    let started = barrier.clone();
    let one = tokio::spawn(async move {
        started.wait().await;
        one.await
    });
    let other = tokio::spawn(async move {
        barrier.wait().await;
        other.await
    });
    (one.await.unwrap(), other.await.unwrap())
}
