//! What was used, as it is told: by oneself, by a service, by each of its secrets; and by what is deleted.

use serde_json::{Value, json};
use uuid::Uuid;

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

/// What somebody used at Ada's expense who isn't there any more.
const USED_BY_NOBODY: &str = "insert into usage_hours (organization_id, hour, identity_id, secret_id, stream_id, \
    read_bytes, read_records, read_requests, write_bytes, write_records, write_requests) \
    select id, 1759996800000, $1, $1, $1, 0, 0, 0, 5, 1, 1 from organizations where name = 'ada'";

/// A record of so many bytes.
fn record(bytes: usize) -> String {
    format!(r#"{{"a":"{}"}}"#, "x".repeat(bytes - 8))
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

    async fn each_secret_is_a_row_and_all_that_is_deleted_one(world: World) {
        let http = Http::new(world);
        let (ada, other) = (full(world, "ada").await, full(world, "ada").await);
        may_write(&http, &ada).await;
        let (day, night) = (of_etl(&http, &ada, "day").await, of_etl(&http, &ada, "night").await);
        let writers = [(text(&night, "token"), 40), (text(&day, "token"), 30), (other.as_str(), 20), (ada.as_str(), 10)];
        for (writer, bytes) in writers {
            http.append(EVENTS, record(bytes)).bearer(writer).await.expect(200);
        }
        let asked = async |asker: &str, of: &str| {
            let path = format!("/api/v1/organizations/ada/usage?of={of}");
            shown(&http, asker, &path).await["rows"].as_array().unwrap().clone()
        };
        let rows = asked(&ada, "secrets").await;
        let bytes = |rows: &[Value]| rows.iter().map(|row| row["write_bytes"].as_u64().unwrap()).collect::<Vec<_>>();
        assert_eq!(bytes(&rows), [40, 30, 20, 10], "one row a secret, whoever has several");
        for (row, secret) in rows.iter().zip([&night, &day]) {
            assert_eq!(row["name"], format!("etl {}", text(secret, "hint")));
            assert_eq!((&row["secret"], &row["description"]), (&secret["id"], &secret["description"]));
        }
        for row in &rows[2..] {
            assert!(text(row, "name").starts_with("ada sgf_") && row["secret"].is_string(), "{row}");
        }
        // Who sees the organization sees what was used with which, and not what a secret is for.
        let bob = full(world, "bob").await;
        let reader = http.issue(&ada, "private_read").await;
        for asker in [bob.as_str(), text(&reader, "token")] {
            let rows = asked(asker, "secrets").await;
            assert_eq!(bytes(&rows), [40, 30, 20, 10]);
            assert!(rows.iter().all(|row| row["description"].is_null()));
            let ids: Vec<&Value> = rows.iter().map(|row| &row["secret"]).collect();
            assert_eq!(ids, [&night["id"], &day["id"], &Value::Null, &Value::Null]);
        }

        // A service and an account that are gone: one row, among the services.
        let create = json!({ "name": "short" });
        http.call("POST", "/api/v1/organizations/ada/services").bearer(&ada).json(&create).await.expect(201);
        let short = "/api/v1/services/ada/short";
        let grant = json!({ "stream": "ada/lake/events", "write": true });
        http.call("PATCH", &format!("{short}/permissions")).bearer(&ada).json(&grant).await.expect(200);
        let issue = http.call("POST", &format!("{short}/secrets")).bearer(&ada).json(&json!({}));
        let issued = issue.await.expect(201).json();
        http.append(EVENTS, record(50)).bearer(text(&issued, "token")).await.expect(200);
        http.call("DELETE", short).bearer(&ada).await.expect(200);
        world.run(USED_BY_NOBODY, Some(Uuid::now_v7())).await;
        let named = |rows: &[Value]| rows.iter().map(|row| row["name"].clone()).collect::<Vec<_>>();
        let services = asked(&ada, "services").await;
        assert_eq!((named(&services), bytes(&services)), (vec![json!("etl"), Value::Null], vec![70, 55]));
        let members = asked(&ada, "members").await;
        assert_eq!((named(&members), bytes(&members)), (vec![json!("ada")], vec![30]));
        let secrets = asked(&ada, "secrets").await;
        assert_eq!(bytes(&secrets), [55, 40, 30, 20, 10]);
        assert!(secrets[0]["name"].is_null() && secrets[0]["secret"].is_null());
    }

    async fn one_secret_has_a_series_of_its_own(world: World) {
        let http = Http::new(world);
        let ada = full(world, "ada").await;
        may_write(&http, &ada).await;
        let (day, night) = (of_etl(&http, &ada, "day").await, of_etl(&http, &ada, "night").await);
        let bound = json!({ "write_quota_mb": 1 });
        http.call("PATCH", SERVICE).bearer(&ada).json(&bound).await.expect(200);
        for (writer, bytes) in [(text(&day, "token"), 30), (text(&night, "token"), 40), (&ada, 10)] {
            http.append(EVENTS, record(bytes)).bearer(writer).await.expect(200);
        }
        let of = |secret: &str| format!("{SERVICE}/usage?by=hour&secret={secret}");
        let (bob, cleo) = (full(world, "bob").await, full(world, "cleo").await);
        for asker in [ada.as_str(), &bob, text(&day, "token")] {
            let used = shown(&http, asker, &of(text(&night, "id"))).await;
            assert_eq!((&used["write_bytes"], &used["write_quota_mb"]), (&json!(40), &Value::Null));
            let points = used["points"].as_array().unwrap();
            assert_eq!((points.len(), &points[47]["write_bytes"]), (48, &json!(40)));
        }
        let by_day = shown(&http, &ada, &format!("{SERVICE}/usage?secret={}", text(&day, "id"))).await;
        assert_eq!((&by_day["by"], &by_day["write_bytes"]), (&json!("day"), &json!(30)));
        let own = shown(&http, &ada, "/api/v1/whoami").await["credential"]["id"].as_str().unwrap().to_owned();
        let missing = Uuid::now_v7().to_string();
        http.get(&of(text(&night, "id"))).bearer(&cleo).await.expect(404);
        http.get(&of(&own)).bearer(&ada).await.expect(404);
        http.get(&of(&missing)).bearer(&ada).await.expect(404);
        http.get(&of("night")).bearer(&ada).await.expect(422);

        let mine = |secret: &str| format!("/api/v1/account/usage?secret={secret}");
        assert_eq!(shown(&http, &ada, &mine(&own)).await["write_bytes"], json!(10));
        http.get(&mine(text(&night, "id"))).bearer(&ada).await.expect(404);
        http.get(&mine(&missing)).bearer(&ada).await.expect(404);
        http.get(&mine(&own)).bearer(&cleo).await.expect(404);
        let reader = http.issue(&ada, "private_read").await;
        http.get(&mine(&own)).bearer(text(&reader, "token")).await.expect(403);
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
