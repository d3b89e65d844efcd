//! From a presented secret to an identity.

use access::SecretKind;
use serde_json::Value;
use sluicegate::tokens;

use crate::http::{EVENTS, Http, TICKS, full, of_service};
use crate::on_both;

const DISABLE_ADA: &str = "update users set disabled_at = 1 where name = 'ada'";
const EXPIRE: &str = "update secrets set expires_at = 1";

/// The token with its last character changed: everything but the checksum is right.
fn misspelt(token: &str) -> String {
    let (start, last) = token.split_at(token.len() - 1);
    format!("{start}{}", if last == "0" { '1' } else { '0' })
}

on_both! {
    async fn a_wrong_character_costs_no_query(world: World) {
        let (http, ada) = (Http::new(world), full(world, "ada").await);
        for wrong in [&misspelt(&ada), "", "x", &ada[1..], &format!("{ada}0"), &ada.replace("sgf_", "sgp_")] {
            for path in [EVENTS, TICKS, "/api/v1/whoami"] {
                let answer = http.get(path).bearer(wrong).await.expect(401);
                assert!(answer.header("www-authenticate").starts_with("Bearer"));
            }
        }
        assert_eq!((http.metrics.malformed_secrets.get(), http.metrics.secret_lookups.get()), (18 - 3, 0));
        http.get(TICKS).bearer(&ada).await.expect(200);
        http.get(TICKS).await.expect(200);
        http.get(TICKS).header("authorization", "Basic YWRhOng=").await.expect(401);
        http.get(TICKS).bearer(&ada).bearer(&ada).await.expect(401);
        assert_eq!(http.metrics.secret_lookups.get(), 0);
        // Only one that isn't in memory is looked for: another node may have issued it.
        let unknown = tokens::make(SecretKind::Full, &[7; 32]);
        http.get(TICKS).bearer(&unknown.text).await.expect(401);
        assert_eq!(http.metrics.secret_lookups.get(), 1);
    }

    async fn a_revoked_secret_is_refused_at_once_and_everywhere(world: World) {
        let (http, ada) = (Http::new(world), full(world, "ada").await);
        let issued = http.issue(&ada, "private_read").await;
        let (id, token) = (issued["id"].as_str().unwrap(), issued["token"].as_str().unwrap());
        http.get(EVENTS).bearer(token).await.expect(200);
        http.call("DELETE", &format!("/api/v1/secrets/{id}")).bearer(&ada).await.expect(200);
        for path in [EVENTS, TICKS, "/api/v1/whoami", "/api/v1/organizations/ada"] {
            http.get(path).bearer(token).await.expect(401);
        }
        http.append(TICKS, "{}").bearer(token).await.expect(401);
        assert_eq!(http.metrics.refused_secrets.get(), 5);
        // A secret that was known is told of in its owner's log, without its value.
        let log = http.get("/api/v1/audit").bearer(&ada).await.expect(200);
        assert!(!log.text().contains(&token[4..]));
        let denied = |entry: &&Value| entry["operation"] == "Authenticate" && entry["outcome"] == "denied";
        assert_eq!(log.json()["items"].as_array().unwrap().iter().filter(denied).count(), 5);
    }

    async fn an_expired_secret_and_a_disabled_owner_are_refused(world: World) {
        let (http, ada) = (Http::new(world), full(world, "ada").await);
        let etl = of_service(world).await;
        http.get(EVENTS).bearer(&ada).await.expect(200);
        world.run(DISABLE_ADA, None).await;
        http.get(TICKS).bearer(&ada).await.expect(401);
        http.get(EVENTS).bearer(&etl).await.expect(200);
        world.run(EXPIRE, None).await;
        http.get(EVENTS).bearer(&etl).await.expect(401);
    }

    async fn the_last_use_is_noted_off_the_way(world: World) {
        let (http, ada) = (Http::new(world), full(world, "ada").await);
        let issued = http.issue(&ada, "public_read").await;
        let token = issued["token"].as_str().unwrap();
        let shown = async || {
            http.get(&format!("/api/v1/secrets/{}", issued["id"].as_str().unwrap())).bearer(&ada).await.json()
        };
        assert_eq!(shown().await["last_used_at"], Value::Null);
        world.pass(60_000);
        http.get(TICKS).bearer(token).await.expect(200);
        http.gateway.write_uses().await;
        let shown = shown().await;
        assert_eq!(shown["last_used_at"], "2025-10-09T08:54:20Z");
        assert!(shown.to_string().contains("198.51.100.7"), "{shown}");
    }
}
