//! A real nginx with the repository's configuration, before a real backend: who is let in, and what the backend hears.

use std::time::Duration;

use crate::http::{EVENTS, Http, TICKS, full, of_service};
use crate::on_both;
use crate::proxies::{Proxy, serve, serve_backend};

on_both! {
    async fn who_is_let_in(world: World) {
        let http = Http::new(world);
        let (ada, bob, etl) = (full(world, "ada").await, full(world, "bob").await, of_service(world).await);
        let (sluicegate, serving) = serve(http.front.clone()).await;
        let (backend, behind) = serve_backend().await;
        let Some(nginx) = Proxy::nginx(sluicegate, backend).await else { return };

        let (status, answer) = nginx.ask("GET", &format!("{EVENTS}?after=3"), Some(&etl), "").await;
        assert_eq!(status, 200, "{answer}\n{}", nginx.log());
        for told in [
            "backend get /api/v1/streams/ada/lake/events/records?after=3",
            "[x-sluicegate-subject: service:ada/etl]",
            "[x-sluicegate-credential: service]",
            "[x-sluicegate-resource: stream:ada/lake/events]",
            "[x-sluicegate-action: read]",
        ] {
            assert!(answer.contains(told), "{told} is missing in {answer}");
        }
        assert!(!answer.contains(&etl.to_lowercase()) && !answer.contains("x-sluicegate-reason: "), "{answer}");
        // Each by its own rights: what is refused carries its reason.
        for (method, path, token, expected) in [
            ("POST", EVENTS, Some(&ada), 200),
            ("GET", EVENTS, Some(&bob), 200),
            ("HEAD", EVENTS, Some(&bob), 200),
            ("POST", EVENTS, Some(&bob), 403),
            ("POST", EVENTS, Some(&etl), 403),
            ("PUT", EVENTS, Some(&ada), 403),
            ("GET", TICKS, Some(&etl), 403),
            ("GET", "/api/v1/streams/ada/lake/nothing/records", Some(&etl), 403),
            ("GET", EVENTS, None, 401),
            ("GET", TICKS, None, 200),
            ("POST", TICKS, None, 401),
            ("GET", "/reports/a%20page.html?x=1", Some(&etl), 200),
            ("PUT", "/reports/page.html", Some(&etl), 200),
            ("GET", "/reports/page.html", None, 401),
            ("GET", "/reports/../reports/page.html", Some(&etl), 403),
            ("GET", "/reports/%2e%2e/reports/", Some(&etl), 403),
            ("GET", "/api/v1/streams/ada/open/../lake/events/records", Some(&ada), 403),
            ("GET", "/api//v1/streams/ada/lake/events/records", Some(&ada), 403),
            ("GET", "/api/v1/streams/ada/lake%2fevents/records", Some(&ada), 403),
            ("GET", "/elsewhere", Some(&ada), 404),
            ("GET", "/.sluicegate/by-path", Some(&ada), 404),
        ] {
            let (status, answer) = nginx.ask(method, path, token.map(String::as_str), "").await;
            assert_eq!(status, expected, "{method} {path}: {answer}");
            assert_eq!(answer.contains("\nx-sluicegate-reason: "), status == 403 || status == 401, "{method} {path}: {answer}");
            assert_eq!(answer.contains("www-authenticate: bearer"), status == 401, "{answer}");
            assert!(status == 200 || !answer.contains("backend "), "{answer}");
        }
        serving.abort();
        behind.abort();
    }

    async fn what_a_client_claims_counts_for_nothing(world: World) {
        let http = Http::new(world);
        let (bob, cleo) = (full(world, "bob").await, full(world, "cleo").await);
        let (sluicegate, serving) = serve(http.front.clone()).await;
        let (backend, behind) = serve_backend().await;
        let Some(nginx) = Proxy::nginx(sluicegate, backend).await else { return };
        let claims = format!(
            "X-Sluicegate-Subject: user:ada\r\nX-Sluicegate-Action: write\r\nX-Sluicegate-Secret-Id: 1\r\n\
             X_Sluicegate_Subject: user:ada\r\nX-Original-URI: {TICKS}\r\nX-Original-Method: GET\r\n\
             X-Forwarded-Uri: {TICKS}\r\nX-Forwarded-Method: GET\r\n"
        );
        let (status, answer) = nginx.ask("GET", EVENTS, Some(&bob), &claims).await;
        assert_eq!(status, 200);
        assert!(answer.contains("[x-sluicegate-subject: user:bob]") && !answer.contains("user:ada"), "{answer}");
        assert!(answer.contains("[x-sluicegate-action: read]") && !answer.contains("[x-sluicegate-secret-id: 1]"));
        // Without anybody, nobody is told.
        let (status, answer) = nginx.ask("GET", TICKS, None, &claims).await;
        assert_eq!(status, 200);
        assert!(answer.contains("[x-sluicegate-subject: anonymous]"), "{answer}");
        assert!(!answer.contains("user:ada") && !answer.contains("[x-sluicegate-secret-id"), "{answer}");
        for (method, path, token) in [("GET", EVENTS, &cleo), ("POST", EVENTS, &bob), ("OPTIONS", EVENTS, &bob)] {
            let browser = format!("{claims}Origin: https://evil.example\r\nAccess-Control-Request-Method: GET\r\n");
            assert_eq!(nginx.ask(method, path, Some(token), &browser).await.0, 403, "{method} {path}");
        }
        serving.abort();
        behind.abort();
    }

    async fn a_dead_secret_or_no_answer_lets_nobody_in(world: World) {
        let http = Http::new(world);
        let ada = full(world, "ada").await;
        let issued = http.issue(&ada, "private_read").await;
        let (id, token) = (issued["id"].as_str().unwrap(), issued["token"].as_str().unwrap());
        let (sluicegate, serving) = serve(http.front.clone()).await;
        let (backend, behind) = serve_backend().await;
        let Some(nginx) = Proxy::nginx(sluicegate, backend).await else { return };
        assert_eq!(nginx.ask("GET", EVENTS, Some(token), "").await.0, 200);
        http.call("DELETE", &format!("/api/v1/secrets/{id}")).bearer(&ada).await.expect(200);
        for wrong in [token, "nonsense", &ada[1..], ""] {
            // Public or not: a bad secret is never taken for none.
            for path in [EVENTS, TICKS] {
                let (status, answer) = nginx.ask("GET", path, Some(wrong), "").await;
                assert_eq!(status, 401, "{path}: {answer}");
                assert!(!answer.contains("backend "), "{answer}");
            }
        }
        assert_eq!(nginx.ask("GET", EVENTS, Some(&ada), "").await.0, 200);
        // The database is away: after five seconds Sluicegate answers 503, nginx 500.
        world.core.db.close().await;
        tokio::time::sleep(Duration::from_millis(5_100)).await;
        let (status, answer) = nginx.ask("GET", EVENTS, Some(&ada), "").await;
        assert!(status >= 500 && !answer.contains("backend "), "{status} {answer}");
        // Sluicegate is away.
        serving.abort();
        let _ = serving.await;
        let (status, answer) = nginx.ask("GET", TICKS, None, "").await;
        assert!(status >= 500 && !answer.contains("backend "), "{status} {answer}");
        behind.abort();
    }
}
