//! Whoever is removed from an organization: session, every secret, team role and project grant are refused there on the
//! very next request, on both databases.

use serde_json::{Value, json};

use super::world::World;

const RECORDS: &str = "/api/v1/streams/acme/lake/events/records";
const CONFIG: &str = "source: acme/lake/events\nsink: acme/lake/clean\nservice: wash\n";

/// Acme of Ada's with Bob as a member: it pays for him, he writes to its private project, and sees its pipeline by his team
/// alone. There is a public project, too.
async fn furnish(world: &World, ada: &str, bob: &str) {
    let all = json!({ "view": true, "create": true });
    for (who, method, path, body, status) in [
        (ada, "POST", "organizations", json!({ "name": "acme" }), 201),
        (ada, "POST", "organizations/acme/invites", json!({ "user": "bob", "view": true }), 200),
        (bob, "POST", "organizations/acme/invite/accept", json!({}), 200),
        (ada, "POST", "organizations/acme/projects", json!({ "name": "lake" }), 201),
        (ada, "POST", "organizations/acme/projects", json!({ "name": "open", "public": true }), 201),
        (ada, "POST", "projects/acme/lake/streams", json!({ "name": "events" }), 201),
        (ada, "POST", "projects/acme/lake/streams", json!({ "name": "clean" }), 201),
        (ada, "POST", "projects/acme/open/streams", json!({ "name": "ticks" }), 201),
        (ada, "PATCH", "projects/acme/lake/members/bob", all, 200),
        (ada, "POST", "organizations/acme/services", json!({ "name": "wash" }), 201),
        (ada, "POST", "organizations/acme/teams", json!({ "name": "crew" }), 201),
        (ada, "POST", "organizations/acme/teams/crew/members", json!({ "user": "bob" }), 200),
        (ada, "POST", "organizations/acme/pipelines", json!({ "name": "flow", "config": CONFIG }), 201),
        (ada, "POST", "pipelines/acme/flow/access", json!({ "team": "acme/crew" }), 200),
    ] {
        let path = format!("/api/v1/{path}");
        world.ask(method, &path).bearer(who).json(&body).await.expect(status);
    }
}

async fn secret(world: &World, full: &str, kind: &str) -> String {
    let issued = world.post("/api/v1/secrets").bearer(full).json(&json!({ "kind": kind })).await;
    issued.expect(201).json()["token"].as_str().unwrap().to_owned()
}

/// What AuthZEN says of `action` on `resource`, for whoever asks.
async fn decision(world: &World, token: &str, action: &str, kind: &str, id: &str) -> Value {
    let question = json!({
        "subject": { "type": "caller", "id": "me" },
        "action": { "name": action },
        "resource": { "type": kind, "id": id },
    });
    world.post("/access/v1/evaluation").bearer(token).json(&question).await.expect(200).json()["decision"]
        .clone()
}

/// What Bob holds a browser session and one secret of each kind of his own for.
struct Bob {
    cookie: String,
    full: String,
    private: String,
    public: String,
}

impl Bob {
    /// The statuses of the organization's pages, by the session.
    async fn pages(&self, world: &World) -> Vec<u16> {
        let mut statuses = Vec::new();
        for path in [
            "/acme/-/members",
            "/acme/-/teams/crew",
            "/acme/-/usage",
            "/acme/lake",
            "/acme/lake/events",
            "/acme/-/pipelines/flow",
        ] {
            statuses.push(world.get(path).cookie(&self.cookie).await.status.as_u16());
        }
        statuses
    }

    /// The statuses of the API: the organization's people, team and project, its records, and the pipeline.
    async fn api(&self, world: &World, token: &str) -> Vec<u16> {
        let mut statuses = Vec::new();
        for path in [
            "/api/v1/organizations/acme/members",
            "/api/v1/organizations/acme/teams/crew",
            "/api/v1/projects/acme/lake",
            "/api/v1/streams/acme/lake/events",
            RECORDS,
            "/api/v1/pipelines/acme/flow",
        ] {
            statuses.push(world.get(path).bearer(token).await.status.as_u16());
        }
        statuses
    }

    async fn appends(&self, world: &World, token: &str) -> u16 {
        world.post(RECORDS).bearer(token).body("application/x-ndjson", "{}\n").await.status.as_u16()
    }

    /// The decisions of the questions whose answers hang on a flag, on a grant, and on the team.
    async fn decisions(&self, world: &World, token: &str) -> Vec<Value> {
        let mut decisions = Vec::new();
        for (action, kind, id) in [
            ("view", "organization", "acme"),
            ("view", "project", "acme/lake"),
            ("read", "stream", "acme/lake/events"),
            ("read", "pipeline", "acme/flow"),
        ] {
            decisions.push(decision(world, token, action, kind, id).await);
        }
        decisions
    }
}

#[tokio::test]
async fn a_removed_member_is_refused_on_the_very_next_request_by_every_credential() {
    for world in World::on_both().await {
        let (ada, full) = (world.secret("ada").await, world.secret("bob").await);
        furnish(&world, &ada, &full).await;
        let cookie = world.sign_in("bob").await;
        let (private, public) =
            (secret(&world, &full, "private_read").await, secret(&world, &full, "public_read").await);
        let bob = Bob { cookie, full, private, public };
        let yes = vec![json!(true); 4];
        assert_eq!(bob.pages(&world).await, [200; 6]);
        for token in [&bob.full, &bob.private] {
            assert_eq!(bob.api(&world, token).await, [200; 6]);
            assert_eq!(bob.decisions(&world, token).await, yes);
        }
        assert_eq!(
            (bob.appends(&world, &bob.full).await, bob.appends(&world, &bob.private).await),
            (200, 403)
        );
        assert_eq!(decision(&world, &bob.full, "write", "stream", "acme/lake/events").await, true);
        // It never saw what is private; from here on it doesn't even know its name.
        let before = bob.api(&world, &bob.public).await;
        assert!(!before.contains(&200), "{before:?}");

        world.ask("DELETE", "/api/v1/organizations/acme/members/bob").bearer(&ada).await.expect(200);

        // The organization's name is everybody's; what is private in it is not there.
        assert_eq!(bob.pages(&world).await, [403, 404, 403, 404, 404, 404]);
        for token in [&bob.full, &bob.private] {
            assert_eq!(bob.api(&world, token).await, [403, 404, 404, 404, 404, 404]);
            assert_eq!(bob.decisions(&world, token).await, vec![json!(false); 4]);
            assert_eq!(bob.appends(&world, token).await, 404);
        }
        assert_eq!(decision(&world, &bob.full, "write", "stream", "acme/lake/events").await, false);
        let after = bob.api(&world, &bob.public).await;
        assert_eq!(after, [403, 404, 404, 404, 404, 404]);
        assert_eq!(bob.decisions(&world, &bob.public).await, vec![json!(false); 4]);

        // All of them are Bob's still, elsewhere and where everybody may look.
        world.get("/bob/-/members").cookie(&bob.cookie).await.expect(200);
        for token in [&bob.full, &bob.private, &bob.public] {
            world.get("/api/v1/projects/acme/open").bearer(token).await.expect(200);
            world.get("/api/v1/streams/acme/open/ticks/records").bearer(token).await.expect(200);
        }
        let whoami = world.get("/api/v1/whoami").bearer(&bob.full).await.expect(200).json();
        assert_eq!(whoami["billing_organization"], "bob");
        let others = world.get("/api/v1/pipelines").bearer(&bob.full).await.expect(200).json();
        assert_eq!(others["items"], json!([]));
    }
}
