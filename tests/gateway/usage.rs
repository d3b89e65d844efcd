//! What was used, as it is told: by oneself, by a service, by each of its secrets; and by what is deleted.

use serde_json::{Value, json};

use crate::http::{EVENTS, Http, full};
use crate::on_both;

const SERVICE: &str = "/api/v1/services/ada/etl";

/// A secret of the service `ada/etl`, by the API.
async fn of_etl(http: &Http, ada: &str, description: &str) -> Value {
    let input = json!({ "description": description });
    http.call("POST", &format!("{SERVICE}/secrets")).bearer(ada).json(&input).await.expect(201).json()
}

/// Lets the service `ada/etl` write.
async fn may_write(http: &Http, ada: &str) {
    let grant = json!({ "stream": "ada/lake/events", "read": true, "write": true });
    http.call("PATCH", &format!("{SERVICE}/permissions")).bearer(ada).json(&grant).await.expect(200);
}

fn text<'v>(value: &'v Value, field: &str) -> &'v str {
    value[field].as_str().unwrap()
}

async fn shown(http: &Http, token: &str, path: &str) -> Value {
    http.get(path).bearer(token).await.expect(200).json()
}

on_both! {
    async fn a_person_and_a_service_are_told_what_they_did(world: World) {
        let http = Http::new(world);
        let ada = full(world, "ada").await;
        let etl = of_etl(&http, &ada, "").await;
        let token = text(&etl, "token");
        may_write(&http, &ada).await;
        http.append(EVENTS, "{}\n{}").bearer(token).await.expect(200);
        http.append(EVENTS, "{}").bearer(&ada).await.expect(200);

        const OWN: &str = "/api/v1/account/usage";
        let own = shown(&http, &ada, &format!("{OWN}?by=hour")).await;
        assert_eq!((&own["write_bytes"], own["points"].as_array().unwrap().len()), (&json!(2), 48));
        let reader = http.issue(&ada, "private_read").await;
        assert_eq!(shown(&http, text(&reader, "token"), OWN).await["write_records"], json!(1));
        let public = http.issue(&ada, "public_read").await;
        http.get(OWN).bearer(text(&public, "token")).await.expect(403);
        http.get(OWN).bearer(token).await.expect(403);
        http.get(OWN).await.expect(401);

        let path = format!("{SERVICE}/activity");
        for asker in [&ada, token, text(&reader, "token")] {
            let activity = shown(&http, asker, &path).await;
            assert_eq!(activity["streams"], json!(["ada/lake/events"]), "a service knows what it is granted");
            assert_eq!((&activity["hidden"], &activity["write_bytes"]), (&json!(0), &json!(4)));
            assert_eq!(activity["secrets"], json!(1));
        }
        http.get(&path).bearer(&full(world, "cleo").await).await.expect(404);
        http.get(&path).await.expect(401);
    }

    async fn how_far_a_roll_is_taken_up_is_for_who_manages_the_secret(world: World) {
        let http = Http::new(world);
        let ada = full(world, "ada").await;
        let old = of_etl(&http, &ada, "night").await;
        let path = format!("/api/v1/secrets/{}", text(&old, "id"));
        let adoption = format!("{path}/adoption");
        http.get(&adoption).bearer(&ada).await.expect(409);
        let new = http.call("POST", &format!("{path}/roll")).bearer(&ada).json(&json!({})).await.expect(201).json();
        shown(&http, text(&new, "token"), "/api/v1/whoami").await;
        let seen = shown(&http, &ada, &adoption).await;
        assert_eq!((&seen["old"]["id"], &seen["new"]["id"]), (&old["id"], &new["id"]));
        assert_eq!((&seen["new_requests"][47], &seen["old_requests"][47]), (&json!(1), &json!(0)));
        let reader = http.issue(&ada, "private_read").await;
        http.get(&adoption).bearer(text(&reader, "token")).await.expect(403);
        http.get(&adoption).bearer(text(&new, "token")).await.expect(403);
        http.get(&adoption).bearer(&full(world, "cleo").await).await.expect(404);
        http.get("/api/v1/secrets/0199c0de-0000-7000-8000-000000000000/adoption").bearer(&ada).await.expect(404);
    }
}
