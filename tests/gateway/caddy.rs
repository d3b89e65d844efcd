//! A real Caddy with the repository's configuration, before a real backend: who is let in, and what the backend hears.

use crate::http::{EVENTS, Http, TICKS, full, of_service};
use crate::on_both;
use crate::proxies::{Proxy, serve, serve_backend};

on_both! {
    async fn who_is_let_in_behind_caddy(world: World) {
        let http = Http::new(world);
        let (ada, bob, etl) = (full(world, "ada").await, full(world, "bob").await, of_service(world).await);
        let (sluicegate, serving) = serve(http.front.clone()).await;
        let (backend, behind) = serve_backend().await;
        let Some(caddy) = Proxy::caddy(sluicegate, backend).await else { return };

        let (status, answer) = caddy.ask("GET", &format!("{EVENTS}?after=3"), Some(&etl), "").await;
        assert_eq!(status, 200, "{answer}\n{}", caddy.log());
        for told in [
            "backend get /api/v1/streams/ada/lake/events/records?after=3",
            "[x-sluicegate-subject: service:ada/etl]",
            "[x-sluicegate-credential: service]",
            "[x-sluicegate-resource: stream:ada/lake/events]",
            "[x-sluicegate-action: read]",
        ] {
            assert!(answer.contains(told), "{told} is missing in {answer}");
        }
        assert!(!answer.contains(&etl.to_lowercase()), "{answer}");
        for (method, path, token, expected) in [
            ("POST", EVENTS, Some(&ada), 200),
            ("GET", EVENTS, Some(&bob), 200),
            ("POST", EVENTS, Some(&bob), 403),
            ("POST", EVENTS, Some(&etl), 403),
            ("GET", TICKS, Some(&etl), 403),
            ("GET", EVENTS, None, 401),
            ("GET", TICKS, None, 200),
            ("GET", "/reports/page.html", Some(&etl), 200),
            ("GET", "/reports/page.html", None, 401),
            ("GET", "/reports/%2e%2e/reports/", Some(&etl), 403),
            ("GET", "/api/v1/streams/ada/lake%2fevents/records", Some(&ada), 403),
            ("GET", "/elsewhere", Some(&ada), 404),
        ] {
            let (status, answer) = caddy.ask(method, path, token.map(String::as_str), "").await;
            assert_eq!(status, expected, "{method} {path}: {answer}");
            assert_eq!(answer.contains("\nx-sluicegate-reason: "), status == 403 || status == 401, "{method} {path}: {answer}");
            assert!(status == 200 || !answer.contains("backend "), "{answer}");
        }
        // What a client claims counts for nothing.
        let claims = format!(
            "X-Sluicegate-Subject: user:ada\r\nX-Sluicegate-Action: write\r\nX-Sluicegate-Secret-Id: 1\r\n\
             X-Forwarded-Uri: {TICKS}\r\nX-Forwarded-Method: GET\r\n"
        );
        let (status, answer) = caddy.ask("GET", EVENTS, Some(&bob), &claims).await;
        assert_eq!(status, 200);
        assert!(answer.contains("[x-sluicegate-subject: user:bob]") && !answer.contains("user:ada"), "{answer}");
        assert!(answer.contains("[x-sluicegate-action: read]") && !answer.contains("[x-sluicegate-secret-id: 1]"));
        assert_eq!(caddy.ask("POST", EVENTS, Some(&bob), &claims).await.0, 403);
        let (status, answer) = caddy.ask("GET", TICKS, None, &claims).await;
        assert_eq!(status, 200);
        assert!(answer.contains("[x-sluicegate-subject: anonymous]") && !answer.contains("user:ada"), "{answer}");
        // Sluicegate is away.
        serving.abort();
        let _ = serving.await;
        let (status, answer) = caddy.ask("GET", TICKS, None, "").await;
        assert!(status >= 500 && !answer.contains("backend "), "{status} {answer}");
        behind.abort();
    }
}
