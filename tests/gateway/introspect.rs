//! RFC 7662: who may ask what a token is.

use serde_json::{Value, json};

use crate::http::{Answer, Http, full, of_service};
use crate::on_both;
use crate::registered::register;

const PATH: &str = "/oauth/introspect";
const FORM: &str = "application/x-www-form-urlencoded";
const DISABLE_ADA: &str = "update users set disabled_at = 1 where name = 'ada'";
const EXPIRE_READING: &str = "update secrets set expires_at = 1760000001999 where kind <> 'service'";

async fn ask(http: &Http, bearer: &str, token: &str) -> Answer {
    http.call("POST", PATH)
        .bearer(bearer)
        .body(FORM, format!("token_type_hint=access_token&token={token}"))
        .await
}

on_both! {
    async fn a_gateway_hears_of_every_token_and_others_of_their_own(world: World) {
        let http = Http::new(world);
        let (ada, bob, etl) = (full(world, "ada").await, full(world, "bob").await, of_service(world).await);
        let issued = http.issue(&ada, "private_read").await;
        let private = issued["token"].as_str().unwrap();
        let inactive = json!({ "active": false });
        for (bearer, token) in [(&ada, &bob), (&ada, &etl), (&etl, &ada), (&bob, &ada)] {
            assert_eq!(ask(&http, bearer, token).await.expect(200).json(), inactive);
        }
        // Another secret of one's own is another secret.
        assert_eq!(ask(&http, &ada, private).await.expect(200).json(), inactive);
        let own = ask(&http, private, private).await.expect(200);
        assert_eq!(own.header("cache-control"), "no-store");
        assert!(own.header("content-type").starts_with("application/json"));
        let own = own.json();
        assert_eq!(own["sub"], json!(world.ada.id));
        let expected = json!({
            "active": true, "sub": own["sub"], "username": "ada", "subject_type": "user", "client_id": issued["id"],
            "token_type": "Bearer", "iat": 1_760_000_000, "scope": "private_read", "kind": "private_read",
        });
        assert_eq!(own, expected);
        register(world, true).await;
        assert_eq!(ask(&http, &etl, private).await.expect(200).json(), expected);
        let service = ask(&http, &etl, &etl).await.expect(200).json();
        assert_eq!((&service["username"], &service["subject_type"], &service["kind"]), (&json!("ada/etl"), &json!("service"), &json!("service")));
        assert_eq!(service["sub"], json!(world.etl));
        register(world, false).await;
        assert_eq!(ask(&http, &etl, private).await.expect(200).json(), inactive);
    }

    async fn what_works_no_more_looks_like_what_never_was(world: World) {
        let http = Http::new(world);
        let (ada, etl) = (full(world, "ada").await, of_service(world).await);
        register(world, true).await;
        let issued = http.issue(&ada, "public_read").await;
        let (id, token) = (issued["id"].as_str().unwrap(), issued["token"].as_str().unwrap());
        assert_eq!(ask(&http, &etl, token).await.expect(200).json()["active"], true);
        world.run(EXPIRE_READING, None).await;
        assert_eq!(ask(&http, &etl, token).await.expect(200).json()["exp"], 1_760_000_001);
        http.call("DELETE", &format!("/api/v1/secrets/{id}")).bearer(&ada).await.expect(200);
        let unknown = ask(&http, &etl, "sgf_unknown").await.expect(200);
        assert_eq!(unknown.json(), json!({ "active": false }));
        assert_eq!(ask(&http, &etl, token).await.expect(200).body, unknown.body);
        world.pass(5_000);
        assert_eq!(ask(&http, &etl, &ada).await.expect(200).body, unknown.body);
        let ada = full(world, "ada").await;
        assert_eq!(ask(&http, &etl, &ada).await.expect(200).json()["active"], true);
        world.run(DISABLE_ADA, None).await;
        assert_eq!(ask(&http, &etl, &ada).await.expect(200).body, unknown.body);
    }

    async fn a_use_behind_a_gateway_is_a_use(world: World) {
        let http = Http::new(world);
        let (ada, etl) = (full(world, "ada").await, of_service(world).await);
        register(world, true).await;
        let issued = http.issue(&ada, "public_read").await;
        ask(&http, &etl, issued["token"].as_str().unwrap()).await.expect(200);
        http.gateway.write_uses().await;
        let shown = http.get(&format!("/api/v1/secrets/{}", issued["id"].as_str().unwrap())).bearer(&ada).await.json();
        assert_ne!(shown["last_used_at"], Value::Null);
    }

    async fn what_is_no_question_is_refused(world: World) {
        let (http, ada) = (Http::new(world), full(world, "ada").await);
        let post = || http.call("POST", PATH);
        post().body(FORM, format!("token={ada}")).await.expect(401);
        let refused = post().bearer("nonsense").body(FORM, format!("token={ada}")).await.expect(401);
        assert!(refused.header("www-authenticate").starts_with("Bearer"));
        // A cookie is no credential here.
        post().header("cookie", "sluicegate=x").body(FORM, format!("token={ada}")).await.expect(401);
        for body in ["", "tokens=1", "token=a&token=b"] {
            post().bearer(&ada).body(FORM, body).await.expect(400);
        }
        post().bearer(&ada).json(&json!({ "token": ada })).await.expect(415);
        post().bearer(&ada).await.expect(415);
        post().bearer(&ada).body(FORM, "x".repeat(100_000)).await.expect(413);
        http.get(PATH).bearer(&ada).await.expect(405);
        let far = post().header("origin", "https://notebook.example").bearer(&ada).body(FORM, format!("token={ada}")).await;
        assert_eq!(far.expect(200).header("access-control-allow-origin"), "");
    }
}
