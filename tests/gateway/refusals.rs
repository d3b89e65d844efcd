//! Who may read and write which stream, and what the others hear.

use crate::http::{EVENTS, Http, TICKS, full, of_service};
use crate::on_both;

const ABSENT: &str = "/api/v1/streams/ada/lake/nothing/records";
const ABSENT_IN_PUBLIC: &str = "/api/v1/streams/ada/open/nothing/records";
const ABSENT_PROJECT: &str = "/api/v1/streams/ada/nothing/events/records";
const NO_NAME: &str = "/api/v1/streams/ada/Lake/events/records";

on_both! {
    async fn everybody_by_every_credential(world: World) {
        let http = Http::new(world);
        let [ada, bob, cleo] = [full(world, "ada").await, full(world, "bob").await, full(world, "cleo").await];
        let issued = async |kind| http.issue(&ada, kind).await["token"].as_str().unwrap().to_owned();
        let [private, public] = [issued("private_read").await, issued("public_read").await];
        let etl = of_service(world).await;
        // Read and write: of the private stream, of the public one, and of what isn't there beside each.
        for (who, token, private, public, absent, absent_in_public) in [
            ("nobody", None, [401, 401], [200, 401], [401, 401], [401, 401]),
            ("ada", Some(&ada), [200, 200], [200, 200], [404, 404], [404, 404]),
            ("bob, who views", Some(&bob), [200, 403], [200, 403], [404, 404], [404, 404]),
            ("cleo, a stranger", Some(&cleo), [404, 404], [200, 403], [404, 404], [404, 404]),
            ("a private read secret", Some(&private), [200, 403], [200, 403], [404, 404], [404, 404]),
            ("a public read secret", Some(&public), [404, 404], [200, 403], [404, 404], [404, 404]),
            ("a service that reads", Some(&etl), [200, 403], [403, 403], [404, 404], [404, 404]),
        ] {
            for (path, [read, write]) in [
                (EVENTS, private), (TICKS, public), (ABSENT, absent), (ABSENT_IN_PUBLIC, absent_in_public),
                (ABSENT_PROJECT, absent), (NO_NAME, absent),
            ] {
                let call = |method: &str| match token {
                    Some(token) => http.call(method, path).bearer(token),
                    None => http.call(method, path),
                };
                assert_eq!(call("GET").await.status, read, "{who} reads {path}");
                assert_eq!(call("HEAD").await.status, read, "{who} heads {path}");
                let append = call("POST").body("application/x-ndjson", "{}");
                assert_eq!(append.await.status, write, "{who} writes {path}");
            }
        }
    }

    async fn hidden_is_absent_to_the_letter(world: World) {
        let (http, cleo) = (Http::new(world), full(world, "cleo").await);
        for method in ["GET", "POST"] {
            let hidden = http.call(method, EVENTS).bearer(&cleo).await;
            let absent = http.call(method, ABSENT_PROJECT).bearer(&cleo).await;
            assert_eq!((hidden.status, &hidden.body), (absent.status, &absent.body));
            let but_id = |answer: &crate::http::Answer| {
                let mut headers = answer.headers.clone();
                headers.remove("x-request-id");
                headers
            };
            assert_eq!(but_id(&hidden), but_id(&absent));
        }
    }

    async fn a_refusal_says_what_is_missing_and_is_audited(world: World) {
        let (http, bob) = (Http::new(world), full(world, "bob").await);
        let refused = http.append(EVENTS, "{}").bearer(&bob).await.expect(403).json();
        assert_eq!((&refused["permission"], &refused["resource"]), (&"create".into(), &"project:ada/lake".into()));
        assert_eq!(refused["grantors"], serde_json::json!(["ada"]));
        let log = http.get("/api/v1/audit").bearer(&bob).await.expect(200).json();
        assert_eq!((&log["items"][0]["operation"], &log["items"][0]["outcome"]), (&"WriteRecords".into(), &"denied".into()));
    }

    async fn who_may_not_is_refused_before_the_body_is_read(world: World) {
        let (http, bob) = (Http::new(world), full(world, "bob").await);
        let never = || axum::body::Body::from_stream(futures_util::stream::pending::<Result<Vec<u8>, std::io::Error>>());
        http.append(EVENTS, never()).bearer(&bob).await.expect(403);
        http.append(EVENTS, never()).bearer("sgf_nonsense").await.expect(401);
        http.append(EVENTS, never()).await.expect(401);
    }

    async fn other_methods_are_405(world: World) {
        let (http, ada) = (Http::new(world), full(world, "ada").await);
        for method in ["PUT", "PATCH", "DELETE", "TRACE"] {
            http.call(method, EVENTS).bearer(&ada).await.expect(405);
        }
    }
}
