//! What must hold on either database: a day in the life, and what two requests at once may not break.

use serde_json::json;

use super::world::{PASSWORD, World};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_sign_in_to_a_revoked_secret() {
    for world in World::on_both().await {
        let cookie = world.sign_in("ada").await;
        let form =
            [("do", "issue-secret"), ("kind", "full"), ("lifetime", "90"), ("confirm_password", PASSWORD)];
        let page = world.post("/-/profile/secrets").cookie(&cookie).form(&form).await.expect(200);
        let token = page.token("sgf_");
        let path = "/api/v1/streams/ada/lake/events/records";
        let records = (1..=1000).map(|n| format!("{{\"n\":{n}}}\n")).collect::<String>();
        let append = world.post(path).bearer(&token).body("application/x-ndjson", records);
        assert_eq!(
            append.await.expect(200).json(),
            json!({ "first_seq": 1, "last_seq": 1000, "count": 1000 })
        );
        let read = world.get(&format!("{path}?limit=1000")).bearer(&token).await.expect(200).text();
        assert_eq!(read.lines().count(), 1000);
        assert!(read.lines().last().unwrap().ends_with("\"record\":{\"n\":1000}}"));

        let bad = "{\"n\":1}\n{\"n\":2}\n{\"n\":".to_owned();
        let refused = world.post(path).bearer(&token).body("application/x-ndjson", bad).await.expect(422);
        assert_eq!(refused.json()["line"], 3);

        let listed = world.get("/api/v1/secrets?state=active").bearer(&token).await.expect(200).json();
        let secrets = listed["items"].as_array().unwrap();
        let id =
            secrets.iter().find(|secret| secret["expires_at"].is_string()).unwrap()["id"].as_str().unwrap();
        let form = [("do", "revoke-secret"), ("id", id)];
        world.post("/-/profile/secrets").cookie(&cookie).form(&form).await.expect(303);
        world.get(path).bearer(&token).await.expect(401);
        world.get("/api/v1/streams/ada/pond/events/records").bearer(&token).await.expect(401);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_at_once_with_one_key_make_one() {
    for world in World::on_both().await {
        let ada = world.secret("ada").await;
        let asks = (0..10).map(|_| {
            let ask = world.post("/api/v1/organizations/ada/projects").bearer(&ada);
            ask.header("idempotency-key", "race").json(&json!({ "name": "well" })).into_future()
        });
        let answers = futures_util::future::join_all(asks).await;
        let statuses: Vec<u16> = answers.iter().map(|answer| answer.status.as_u16()).collect();
        assert!(statuses.iter().all(|status| *status == 201), "{statuses:?}");
        assert!(answers.iter().all(|answer| answer.body == answers[0].body));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_ten_changes_to_one_state_one_is_made() {
    for world in World::on_both().await {
        let ada = world.secret("ada").await;
        let path = "/api/v1/projects/ada/lake";
        let tag = world.get(path).bearer(&ada).await.header("etag").to_owned();
        let asks = (0..10).map(|n| {
            let change = json!({ "description": format!("change {n}") });
            world.ask("PATCH", path).bearer(&ada).header("if-match", &tag).json(&change).into_future()
        });
        let answers = futures_util::future::join_all(asks).await;
        let mut statuses: Vec<u16> = answers.iter().map(|answer| answer.status.as_u16()).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [&[200][..], &[412; 9]].concat());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sign_out_is_final_and_a_session_is_its_own() {
    for world in World::on_both().await {
        let cookie = world.sign_in("ada").await;
        let other = world.sign_in("ada").await;
        let out = world.post("/").cookie(&cookie).form(&[("do", "sign-out")]).into_future();
        let meanwhile = (0..10).map(|_| world.get("/-/profile/secrets").cookie(&cookie).into_future());
        futures_util::future::join(out, futures_util::future::join_all(meanwhile)).await;
        assert_ne!(world.get("/-/profile/secrets").cookie(&cookie).await.status, 200);
        world.get("/-/profile/secrets").cookie(&other).await.expect(200);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_ends_also_when_the_client_goes_away() {
    for world in World::on_both().await {
        let ada = world.secret("ada").await;
        for n in 0..5 {
            let create = world.post("/api/v1/organizations/ada/projects").bearer(&ada);
            let create = create.json(&json!({ "name": format!("well-{n}") })).into_future();
            // Long enough to begin, too short to end.
            let _ = tokio::time::timeout(std::time::Duration::from_micros(500 * n), create).await;
        }
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        // Whole or not at all: what is there has its audit row, and the database isn't held up.
        let audit = world.get("/api/v1/audit?limit=500").bearer(&ada).await.expect(200).json();
        for n in 0..5 {
            let found = world.get(&format!("/api/v1/projects/ada/well-{n}")).bearer(&ada).await.status == 200;
            let resource = format!("project:ada/well-{n}");
            let entries = audit["items"].as_array().unwrap();
            assert_eq!(entries.iter().any(|entry| entry["resource"] == *resource), found, "{resource}");
        }
    }
}
