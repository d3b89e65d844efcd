//! Forward-auth over HTTP: who passes, what the proxy is told, and that a no is always a no.

use crate::http::{Call, EVENTS, Http, TICKS, full, of_service};
use crate::on_both;

const PATH: &str = "/api/v1/forward-auth";
const ABSENT: &str = "/api/v1/streams/ada/lake/nothing/records";

fn asks(http: &Http, method: &str, target: &str) -> Call {
    http.get(PATH).header("x-original-method", method).header("x-original-uri", target)
}

on_both! {
    async fn everybody_by_every_credential(world: World) {
        let http = Http::new(world);
        let [ada, bob, cleo] = [full(world, "ada").await, full(world, "bob").await, full(world, "cleo").await];
        let issued = async |kind| http.issue(&ada, kind).await["token"].as_str().unwrap().to_owned();
        let [private, public] = [issued("private_read").await, issued("public_read").await];
        let etl = of_service(world).await;
        // Read and write: of the private stream, of the public one, and of what isn't there.
        for (who, token, events, ticks, absent) in [
            ("nobody", None, [401, 401], [200, 401], [401, 401]),
            ("ada", Some(&ada), [200, 200], [200, 200], [403, 403]),
            ("bob, who views", Some(&bob), [200, 403], [200, 403], [403, 403]),
            ("cleo, a stranger", Some(&cleo), [403, 403], [200, 403], [403, 403]),
            ("a private read secret", Some(&private), [200, 403], [200, 403], [403, 403]),
            ("a public read secret", Some(&public), [403, 403], [200, 403], [403, 403]),
            ("a service", Some(&etl), [200, 403], [403, 403], [403, 403]),
            ("a bad secret", Some(&"nonsense".to_owned()), [401, 401], [401, 401], [401, 401]),
        ] {
            for (target, expected) in [(EVENTS, events), (TICKS, ticks), (ABSENT, absent)] {
                for (method, expected) in [("GET", expected[0]), ("HEAD", expected[0]), ("POST", expected[1])] {
                    let mut call = asks(&http, method, target);
                    if let Some(token) = token {
                        call = call.bearer(token);
                    }
                    let answer = call.await;
                    assert_eq!(answer.status, expected, "{who}: {method} {target}: {}", answer.text());
                    assert_eq!(answer.header("x-sluicegate-subject").is_empty(), expected != 200);
                    assert_eq!(answer.header("www-authenticate").is_empty(), expected != 401);
                    assert!(expected != 403 || !answer.header("x-sluicegate-reason").is_empty());
                    assert_eq!(answer.header("cache-control"), "no-store");
                }
            }
        }
    }

    async fn hidden_and_absent_are_refused_alike(world: World) {
        let (http, cleo) = (Http::new(world), full(world, "cleo").await);
        for (one, other) in [
            (EVENTS, ABSENT),
            (EVENTS, "/api/v1/streams/ada/nothing/events/records"),
            (EVENTS, "/api/v1/streams/nobody/lake/events/records"),
        ] {
            for method in ["GET", "POST"] {
                let (one, other) = (asks(&http, method, one).bearer(&cleo).await, asks(&http, method, other).bearer(&cleo).await);
                assert_eq!(one.told(), other.told());
                let (one, other) = (asks(&http, method, EVENTS).await, asks(&http, method, ABSENT).await);
                assert_eq!(one.told(), other.told());
            }
        }
    }

    async fn the_proxy_is_told_who_it_is(world: World) {
        let http = Http::new(world);
        let (ada, etl) = (full(world, "ada").await, of_service(world).await);
        let by_ada = asks(&http, "POST", EVENTS).bearer(&ada).await.expect(200);
        let secret = http.get("/api/v1/secrets").bearer(&ada).await.json()["items"][0]["id"].as_str().unwrap().to_owned();
        for (name, value) in [
            ("subject", "user:ada".to_owned()),
            ("subject-id", world.ada.id.to_string()),
            ("credential", "full".to_owned()),
            ("secret-id", secret),
            ("resource", "stream:ada/lake/events".to_owned()),
            ("action", "write".to_owned()),
        ] {
            assert_eq!(by_ada.header(&format!("x-sluicegate-{name}")), value, "{name}");
        }
        assert_eq!(by_ada.body, b"");
        let fixed = http.get(&format!("{PATH}?via=caddy&resource=stream:ada/lake/events&action=read")).bearer(&etl).await.expect(200);
        assert_eq!(fixed.header("x-sluicegate-subject"), "service:ada/etl");
        assert_eq!(fixed.header("x-sluicegate-credential"), "service");
        let nobody = asks(&http, "GET", TICKS).await.expect(200);
        assert_eq!((nobody.header("x-sluicegate-subject"), nobody.header("x-sluicegate-credential")), ("anonymous", "none"));
        let reason = asks(&http, "POST", EVENTS).bearer(&etl).await.expect(403);
        assert!(reason.header("x-sluicegate-reason").contains("write on stream ada/lake/events"), "{reason:?}");
        assert_eq!(reason.json()["permission"], "write");
    }

    async fn envoy_sends_the_request_itself(world: World) {
        let (http, ada, bob) = (Http::new(world), full(world, "ada").await, full(world, "bob").await);
        for (method, read) in [("GET", true), ("HEAD", true), ("POST", false), ("PUT", false), ("DELETE", false), ("PATCH", false)] {
            let uri = format!("{PATH}{EVENTS}?after=1&via=nginx");
            let answer = http.call(method, &uri).bearer(&bob).await;
            assert_eq!(answer.status, if read { 200 } else { 403 }, "{method}: {}", answer.text());
        }
        http.call("POST", &format!("{PATH}?via=envoy{EVENTS}")).bearer(&ada).body("application/x-ndjson", "{}").await.expect(200);
        http.call("POST", &format!("{PATH}{EVENTS}")).await.expect(401);
        for path in ["/", "/..", "/api/v1/whoami", "/api/v1/streams/ada/lake/../open/ticks/records", "//", "/%2e"] {
            http.get(&format!("{PATH}{path}")).bearer(&ada).await.expect(403);
        }
        for method in ["TRACE", "BREW"] {
            http.call(method, &format!("{PATH}{EVENTS}")).bearer(&ada).await.expect(405);
            http.call(method, &format!("{PATH}?resource=stream:ada/lake/events&action=read")).bearer(&ada).await.expect(405);
        }
        // Nothing was written by asking.
        assert_eq!(http.get(EVENTS).bearer(&ada).await.expect(200).text(), "");
    }

    /// What a browser would take for "you may call" a proxy would take for "let it through".
    async fn a_preflight_is_no_way_past(world: World) {
        let http = Http::new(world);
        let preflight = |uri: &str| {
            let call = http.call("OPTIONS", uri).header("origin", "https://notebook.example");
            call.header("access-control-request-method", "GET").header("access-control-request-headers", "authorization")
        };
        let page = preflight(PATH).await;
        assert!(matches!(page.status, 200 | 204));
        assert_eq!(page.header("access-control-allow-origin"), "*");
        let refused = asks(&http, "GET", EVENTS).header("origin", "https://notebook.example").await.expect(401);
        assert_eq!(refused.header("access-control-allow-origin"), "*");
        for uri in [format!("{PATH}{EVENTS}"), format!("{PATH}/"), format!("{PATH}?via=envoy{EVENTS}"), format!("{PATH}?via=envoy&path={EVENTS}")] {
            let answer = preflight(&uri).await;
            assert!(matches!(answer.status, 401 | 403), "{uri}: {}", answer.status);
        }
        for via in ["traefik", "caddy", "nginx"] {
            for header in ["x-forwarded-uri", "x-forwarded-method", "x-original-uri", "x-original-method"] {
                preflight(&format!("{PATH}?via={via}")).header(header, "OPTIONS").await.expect(403);
            }
        }
    }
}
