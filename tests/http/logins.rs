//! Signing a command line in over HTTP, leaks reported by anybody, and the pages that go with it.

use serde_json::{Value, json};

use super::world::{PASSWORD, World};

const LOGINS: &str = "/api/v1/auth/logins";

async fn start(world: &World) -> Value {
    let started = world.post(LOGINS).json(&json!({ "machine": "<b>ada’s</b>" })).await.expect(200);
    assert_eq!(started.header("cache-control"), "no-store");
    started.json()
}

async fn poll(world: &World, started: &Value) -> Value {
    let asked = json!({ "poll_token": started["poll_token"] });
    let answer = world.post("/api/v1/auth/logins/token").json(&asked).await.expect(200);
    assert_eq!(answer.header("cache-control"), "no-store");
    answer.json()
}

#[tokio::test]
async fn a_command_line_is_signed_in_by_plain_forms() {
    for world in World::on_both().await {
        let started = start(&world).await;
        assert_eq!(poll(&world, &started).await, json!({ "state": "waiting", "secret": null }));
        let page = started["page"].as_str().unwrap().strip_prefix("http://127.0.0.1:3000").unwrap();
        let code = started["user_code"].as_str().unwrap();
        assert!(
            page.ends_with(code)
                && code.len() == 9
                && !page.contains(started["poll_token"].as_str().unwrap())
        );

        // Signed in first, and back.
        let sent = world.get(page).await.expect(303);
        assert_eq!(sent.header("location"), format!("/-/sign-in?next=/-/cli/login%3Fcode%3D{code}"));
        let ada = world.sign_in("ada").await;
        let shown = world.get(page).cookie(&ada).await.expect(200);
        let text = shown.text();
        assert!(text.contains(code) && text.contains("198.51.100.7"), "{text}");
        assert!(text.contains("&lt;b&gt;ada’s") && !text.contains("<b>ada"), "{text}");

        let form = |password| {
            let mut form = vec![
                ("do", "approve-login"),
                ("code", code),
                ("kind", "private_read"),
                ("lifetime", "90"),
                ("description", "laptop"),
            ];
            form.extend(password);
            form
        };
        // Approving asks that it's you, whatever the kind.
        let asked = world.post(page).cookie(&ada).form(&form(None)).await.expect(403);
        assert!(asked.text().contains("Confirm that it’s you"));
        assert_eq!(poll(&world, &started).await["state"], "waiting");
        let done =
            world.post(page).cookie(&ada).form(&form(Some(("confirm_password", PASSWORD)))).await.expect(303);
        assert_eq!(done.header("location"), "/-/cli/login?done=approved");
        assert!(
            world.get(done.header("location")).cookie(&ada).await.expect(200).text().contains("Approved")
        );

        let taken = poll(&world, &started).await;
        assert_eq!((&taken["state"], &taken["secret"]["kind"]), (&json!("issued"), &json!("private_read")));
        let token = taken["secret"]["token"].as_str().unwrap();
        let who = world.get("/api/v1/whoami").bearer(token).await.expect(200).json();
        assert_eq!((&who["user"], &who["credential"]["kind"]), (&json!("ada"), &json!("private_read")));
        assert_eq!(poll(&world, &started).await, json!({ "state": "used", "secret": null }));
        world.get(page).cookie(&ada).await.expect(404);

        // It ends itself, though it changes nothing else.
        world.post("/api/v1/secrets").bearer(token).json(&json!({ "kind": "public_read" })).await.expect(403);
        let ended = world.post("/api/v1/auth/logout").bearer(token).await.expect(200).json();
        assert_eq!(ended["state"], "revoked");
        world.get("/api/v1/whoami").bearer(token).await.expect(401);
        world.post("/api/v1/auth/logout").bearer(token).await.expect(401);
        world.post("/api/v1/auth/logout").await.expect(401);
    }
}

#[tokio::test]
async fn a_login_is_refused_and_a_wrong_code_is_asked_for_again() {
    let world = World::peopled().await;
    let (started, ada) = (start(&world).await, world.sign_in("ada").await);
    let code = started["user_code"].as_str().unwrap();
    let typed = code.to_lowercase().replace('-', "+");
    let page = format!("/-/cli/login?code={typed}");
    assert!(world.get(&page).cookie(&ada).await.expect(200).text().contains(code));
    let form = [("do", "refuse-login"), ("code", code)];
    let refused = world.post(&page).cookie(&ada).form(&form).await.expect(303);
    assert_eq!(refused.header("location"), "/-/cli/login?done=refused");
    assert_eq!(poll(&world, &started).await["state"], "refused");
    let again = world.get(&page).cookie(&ada).await.expect(404).text();
    assert!(
        again.contains("No command line waits with this code") && again.contains("name=\"code\""),
        "{again}"
    );
    let nonsense = world.get("/-/cli/login?code=AEIOU").cookie(&ada).await.expect(200).text();
    assert!(nonsense.contains("A code is eight letters"), "{nonsense}");
    for _ in 0..10 {
        world.get("/-/cli/login?code=BBBB-BBBB").cookie(&ada).await;
    }
    world.get("/-/cli/login?code=BBBB-BBBB").cookie(&ada).await.expect(429);
    let machine = "x".repeat(101);
    for machine in ["", "a\nb", machine.as_str()] {
        world.post(LOGINS).json(&json!({ "machine": machine })).await.expect(422);
    }
}

#[tokio::test]
async fn the_page_of_the_command_line_is_for_everybody() {
    let world = World::peopled().await;
    let page = world.get("/-/cli").await.expect(200).text();
    for line in
        ["cargo xtask build --release", "sluicegate auth login --url http://127.0.0.1:3000", "/-/cli/login"]
    {
        assert!(page.contains(line), "{line}");
    }
    let ada = world.sign_in("ada").await;
    assert!(world.get("/").cookie(&ada).await.expect(200).text().contains("href=\"/-/cli\""));
    assert!(world.get("/-/sign-in").await.expect(200).text().contains("sluicegate auth login --url"));
}

#[tokio::test]
async fn a_leak_is_reported_without_sign_in_and_always_answered_alike() {
    for world in World::on_both().await {
        let leaked = world.secret("ada").await;
        let issue = json!({ "kind": "private_read", "description": "notebook" });
        let issued = world.post("/api/v1/secrets").bearer(&leaked).json(&issue).await.expect(201).json();
        let expired = world.post("/api/v1/secrets").bearer(&leaked).json(&json!({
            "kind": "public_read", "lifetime_days": 1
        }));
        let expired = expired.await.expect(201).json();
        world.pass(2 * 24 * 60 * 60 * 1000);
        let report = async |token: &str| {
            world
                .post("/api/v1/secrets/leaked")
                .json(&json!({ "token": token }))
                .await
                .expect(202)
                .comparable()
        };
        let answers = [
            report("nonsense").await,
            report("sgf_00000000000000000000000000000000000000000003TvmPR").await,
            report(expired["token"].as_str().unwrap()).await,
            report(&leaked).await,
            report(&leaked).await,
        ];
        assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
        for token in [leaked.as_str(), issued["token"].as_str().unwrap()] {
            world.get("/api/v1/whoami").bearer(token).await.expect(401);
        }
        world.post("/api/v1/secrets/leaked").json(&json!({})).await.expect(422);
        // A bearer that isn't right is refused here, too.
        world.post("/api/v1/secrets/leaked").bearer(&leaked).json(&json!({ "token": "x" })).await.expect(401);

        // Ada is told on Home and over her secrets, until she takes the notice away.
        let ada = world.sign_in("ada").await;
        for page in ["/", "/-/profile/secrets"] {
            assert!(
                world.get(page).cookie(&ada).await.expect(200).text().contains("Leaked and revoked"),
                "{page}"
            );
        }
        let home = world.get("/").cookie(&ada).await;
        let id = home.field("id");
        world.post("/").cookie(&ada).form(&[("do", "dismiss-leak"), ("id", &id)]).await.expect(303);
        assert!(!world.get("/").cookie(&ada).await.expect(200).text().contains("Leaked and revoked"));
    }
}

#[tokio::test]
async fn what_a_secret_issued_is_offered_and_revoked_with_it() {
    let world = World::peopled().await;
    let full = world.secret("ada").await;
    let id = world.get("/api/v1/whoami").bearer(&full).await.json()["credential"]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let mut issued = Vec::new();
    for description in ["one", "two", "three"] {
        let issue = json!({ "kind": "private_read", "description": description });
        issued.push(world.post("/api/v1/secrets").bearer(&full).json(&issue).await.expect(201).json());
    }
    let list = world.get(&format!("/api/v1/secrets/{id}/issued")).bearer(&full).await.expect(200).json();
    assert_eq!(list["items"].as_array().unwrap().len(), 3);
    assert_eq!(list["items"][0]["issued_with"], id.as_str());

    let ada = world.sign_in("ada").await;
    let page = format!("/-/profile/secrets?revoke={id}");
    let dialog = world.get(&page).cookie(&ada).await.expect(200).text();
    assert_eq!(dialog.matches("name=\"also\"").count(), 3);
    let (one, two) = (issued[0]["id"].as_str().unwrap(), issued[1]["id"].as_str().unwrap());
    let strange = [("do", "revoke-secret"), ("id", id.as_str()), ("also", one), ("also", id.as_str())];
    let refused = world.post(&page).cookie(&ada).form(&strange).await.expect(422).text();
    assert!(refused.contains("this secret did not issue"), "{refused}");
    let ticked = [("do", "revoke-secret"), ("id", id.as_str()), ("also", one), ("also", two)];
    world.post("/-/profile/secrets").cookie(&ada).form(&ticked).await.expect(303);
    for (secret, status) in issued.iter().zip([401, 401, 200]) {
        world.get("/api/v1/whoami").bearer(secret["token"].as_str().unwrap()).await.expect(status);
    }
    // By the API, with commas.
    let full = world.secret("ada").await;
    let three = issued[2]["id"].as_str().unwrap();
    let path = format!("/api/v1/secrets/{id}?also={three},{one}");
    world.ask("DELETE", &path).bearer(&full).await.expect(200);
    world.get("/api/v1/whoami").bearer(issued[2]["token"].as_str().unwrap()).await.expect(401);
    let other = world.get("/api/v1/whoami").bearer(&full).await.json()["credential"]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    world.ask("DELETE", &format!("/api/v1/secrets/{id}?also={other}")).bearer(&full).await.expect(422);
}

#[tokio::test]
async fn the_metrics_count_secrets_that_end_soon() {
    let token = "a-token-of-some-length-0123456789";
    let world = World::with(&[("SLUICEGATE_METRICS_TOKEN", token)]).await;
    world.people().await;
    let full = world.secret("ada").await;
    let issue = json!({ "kind": "public_read", "lifetime_days": 7 });
    world.post("/api/v1/secrets").bearer(&full).json(&issue).await.expect(201);
    let text = world.get("/metrics").await.expect(200).text();
    assert!(text.contains("sluicegate_secrets_ending{within_days=\"7\"} 1\n"), "{text}");
    assert!(
        text.contains("sluicegate_secrets_ending{within_days=\"1\"} 0\n") && !text.contains("user:ada"),
        "{text}"
    );
    let named = world.get("/metrics").bearer(token).await.expect(200).text();
    assert!(
        named.contains("sluicegate_secret_expires_timestamp_seconds{owner=\"user:ada\",secret=\""),
        "{named}"
    );
}
