//! An append with an `Idempotency-Key` happens once.

use futures_util::future::join_all;

use crate::http::{EVENTS, Http, TICKS, full, of_service};
use crate::on_both;

on_both! {
    async fn the_same_append_is_answered_again(world: World) {
        let (http, ada) = (Http::new(world), full(world, "ada").await);
        let append = |path: &str, key: &str, lines: &str| {
            http.append(path, lines.to_owned()).bearer(&ada).header("idempotency-key", key)
        };
        let first = append(EVENTS, "one", "{}\n{}\n").await.expect(200);
        append(EVENTS, "other", "{}\n").await.expect(200);
        let again = append(EVENTS, "one", "{}\n{}\n").await.expect(200);
        assert_eq!(again.body, first.body);
        append(EVENTS, "one", "{}\n").await.expect(409);
        append(TICKS, "one", "{}\n{}\n").await.expect(409);
        // What failed was not carried out, and may be tried again with the same key.
        append(EVENTS, "late", "{").await.expect(422);
        append(EVENTS, "late", "{}").await.expect(200);
        assert_eq!(http.get(EVENTS).bearer(&ada).await.numbers(), [1, 2, 3, 4]);
        world.pass(24 * 60 * 60 * 1000 + 1);
        append(EVENTS, "one", "{}\n").await.expect(200);
        assert_eq!(http.get(EVENTS).bearer(&ada).await.numbers(), [1, 2, 3, 4, 5]);
        append(EVENTS, &"x".repeat(256), "{}\n").await.expect(400);
    }

    async fn at_the_same_moment_too(world: World) {
        let (http, ada) = (Http::new(world), full(world, "ada").await);
        let calls = (0..8).map(|_| {
            http.append(EVENTS, "{}\n{}\n").bearer(&ada).header("idempotency-key", "one").into_future()
        });
        for answer in join_all(calls).await {
            assert_eq!(answer.expect(200).json()["first_seq"], 1);
        }
        assert_eq!(http.get(EVENTS).bearer(&ada).await.numbers(), [1, 2]);
        // A key is its caller's own: this one is refused for another reason.
        let etl = of_service(world).await;
        http.append(EVENTS, "{}").bearer(&etl).header("idempotency-key", "one").await.expect(403);
    }
}
