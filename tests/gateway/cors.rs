//! Any origin may call records and questions, without credentials; nothing else.

use crate::http::{EVENTS, Http, TICKS};
use crate::on_both;

on_both! {
    async fn a_notebook_may_call_the_gateway(world: World) {
        let http = Http::new(world);
        for path in [
            EVENTS, "/access/v1/evaluation", "/access/v1/evaluations", "/access/v1/search/subject",
            "/access/v1/search/resource", "/access/v1/search/action", "/api/v1/forward-auth",
        ] {
            let preflight = http
                .call("OPTIONS", path)
                .header("origin", "https://notebook.example")
                .header("access-control-request-method", "POST")
                .header("access-control-request-headers", "authorization,content-type,idempotency-key,x-request-id")
                .await;
            assert!(matches!(preflight.status, 200 | 204));
            assert_eq!(preflight.header("access-control-allow-origin"), "*");
            assert_eq!(preflight.header("access-control-allow-credentials"), "");
            assert!(preflight.header("access-control-allow-methods").contains("POST"));
            let headers = preflight.header("access-control-allow-headers").to_ascii_lowercase();
            assert!(["authorization", "content-type", "idempotency-key", "x-request-id"].iter().all(|name| headers.contains(name)));
        }
        // To a program it means nothing.
        for path in [TICKS, EVENTS] {
            assert_eq!(http.get(path).await.header("access-control-allow-origin"), "");
        }
        // A refusal can be read too.
        for (path, status) in [(TICKS, 200), (EVENTS, 401)] {
            let answer = http.get(path).header("origin", "https://notebook.example").await.expect(status);
            assert_eq!(answer.header("access-control-allow-origin"), "*");
        }
        let wrong = http.get(TICKS).header("origin", "https://notebook.example").bearer("nonsense").await.expect(401);
        assert_eq!(wrong.header("access-control-allow-origin"), "*");
        for path in ["/access/v1/evaluations", "/access/v1/search/action"] {
            let refused = http.call("POST", path).header("origin", "https://notebook.example").await.expect(401);
            assert_eq!(refused.header("access-control-allow-origin"), "*");
        }
        let managing = http.get("/api/v1/projects").header("origin", "https://notebook.example").await;
        assert_eq!(managing.header("access-control-allow-origin"), "");
    }
}
