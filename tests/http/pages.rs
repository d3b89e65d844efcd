//! Pages and forms of the console, as far as the web layer makes them.

use serde_json::json;

use super::world::World;

#[tokio::test]
async fn hidden_and_absent_pages_are_one() {
    let world = World::peopled().await;
    let bob = world.sign_in("bob").await;
    for cookie in ["", bob.as_str()] {
        let page = async |path: &str| {
            let (status, headers, body) = world.get(path).cookie(cookie).await.comparable();
            // The path itself may stand in the page, in the sign-in link.
            (
                status,
                headers.iter().filter(|(name, _)| name != "content-length").cloned().collect::<Vec<_>>(),
                body.replace("lake", "NAME").replace("none", "NAME"),
            )
        };
        let hidden = page("/ada/lake").await;
        assert_eq!(hidden.0, 404);
        assert_eq!(page("/ada/none").await, hidden);
    }
}

#[tokio::test]
async fn a_page_has_the_status_of_what_it_shows() {
    let world = World::peopled().await;
    let ada = world.sign_in("ada").await;
    for (path, status) in [
        ("/", 200),
        ("/ada", 200),
        ("/ada/lake", 200),
        ("/ada/lake/events", 200),
        ("/ada/lake/none", 404),
        ("/-/nothing", 404),
        ("/a/b/c/d/e", 404),
        ("/Ada", 404),
    ] {
        world.get(path).cookie(&ada).await.expect(status);
    }
    let moved = world.get("/-/redirects/secrets").cookie(&ada).await.expect(307);
    assert_eq!(moved.header("location"), "/-/profile/secrets");
}

#[tokio::test]
async fn the_use_of_one_secret_has_a_page() {
    let world = World::peopled().await;
    let (ada, bob) = (world.sign_in("ada").await, world.sign_in("bob").await);
    let token = world.secret("ada").await;
    let whoami = world.get("/api/v1/whoami").bearer(&token).await.expect(200).json();
    let path = format!("/-/profile/usage?secret={}", whoami["credential"]["id"].as_str().unwrap());
    assert!(world.get("/-/profile/secrets").cookie(&ada).await.expect(200).text().contains(&path));
    let page = world.get(&path).cookie(&ada).await.expect(200).text();
    assert!(page.contains("Only what was used with the secret"), "{page}");
    world.get(&path).cookie(&bob).await.expect(404);
    world.get("/-/profile/usage?secret=x").cookie(&ada).await.expect(404);
}

#[tokio::test]
async fn a_title_is_words_alone() {
    let world = World::peopled().await;
    let page = world.get("/-/sign-in").await.expect(200);
    let text = page.text();
    let (_, title) = text.split_once("<title>").unwrap();
    assert_eq!(title.split_once("</title>").unwrap().0, "Sign in · Sluicegate");
}

#[tokio::test]
async fn a_secret_issued_by_a_form_is_shown_once_and_kept_nowhere() {
    let world = World::peopled().await;
    let ada = world.sign_in("ada").await;
    let form =
        [("do", "issue-secret"), ("kind", "private_read"), ("description", "notebook"), ("lifetime", "30")];
    let answer = world.post("/-/profile/secrets").cookie(&ada).form(&form).await.expect(200);
    assert_eq!(answer.header("cache-control"), "no-store");
    let token = answer.token("sgp_");
    world.get("/api/v1/projects/ada/lake").bearer(&token).await.expect(200);
    assert!(!world.get("/-/profile/secrets").cookie(&ada).await.text().contains(&token));
}

#[tokio::test]
async fn a_server_function_answers_with_its_faults_status() {
    let world = World::peopled().await;
    let ada = world.sign_in("ada").await;
    let call = |body: &str| {
        let ask = world.post("/-/call/issue-secret").cookie(&ada).header("sec-fetch-site", "same-origin");
        ask.header("accept", "text/html")
            .header("referer", "https://evil.example/")
            .body("application/json", body.to_owned())
    };
    let issued = call(r#"{"secret":{"kind":"private_read"},"password":null}"#).await.expect(200);
    assert_eq!(issued.header("cache-control"), "no-store");
    assert!(issued.json()["token"].as_str().unwrap().starts_with("sgp_"));
    // Without the password there is no full secret; the page is told so by the status, not by a redirect.
    let refused = call(r#"{"secret":{"kind":"full"},"password":null}"#).await.expect(403);
    assert_eq!((refused.json()["code"].as_str(), refused.header("location")), (Some("password_needed"), ""));
    call("{").await.expect(400);
    call(r#"{"secret":{"kind":"golden"}}"#).await.expect(400);
    // Nobody is signed in.
    let ask = world.post("/-/call/issue-secret").header("sec-fetch-site", "same-origin");
    ask.body("application/json", r#"{"secret":{"kind":"private_read"}}"#).await.expect(401);
    let ask = world.post("/-/call/nothing").header("sec-fetch-site", "same-origin");
    ask.body("application/json", "{}").await.expect(404);
}

#[tokio::test]
async fn a_theme_is_kept_in_a_cookie_and_nowhere_else() {
    let world = World::peopled().await;
    let answer = world
        .post("/-/sign-in?next=%2Fada")
        .form(&[("do", "set-theme"), ("theme", "dark")])
        .await
        .expect(303);
    assert_eq!(answer.header("location"), "/-/sign-in?next=%2Fada");
    assert!(answer.header("set-cookie").starts_with("theme=dark;"));
    assert!(world.get("/-/sign-in").cookie("theme=dark").await.text().contains("data-theme=\"dark\""));
    assert!(!world.get("/-/sign-in").cookie("theme=\"><script>").await.text().contains("\"><script>"));
}

#[tokio::test]
async fn members_are_exported_for_who_may_see_them() {
    let world = World::peopled().await;
    let (ada, bob) = (world.sign_in("ada").await, world.sign_in("bob").await);
    let file = world.get("/ada/-/members/export").cookie(&ada).await.expect(200);
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(file.header("content-disposition"), "attachment; filename=\"ada-members.csv\"");
    assert_eq!(file.header("cache-control"), "no-store");
    let text = file.text();
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[0].starts_with("user,email,source,view,create,admin,"), "{text}");
    assert!(lines[1].starts_with("ada,,member,true,true,true,ada,"), "{text}");
    world.get("/bob/-/members/export").cookie(&bob).await.expect(200);
    world.get("/ada/-/members/export").await.expect(404);
    world.get("/nobody/-/members/export").cookie(&ada).await.expect(404);
    world.get("/ada/-/members/export?filter=nonsense").cookie(&ada).await.expect(422);
    world.get("/bob/-/members/export").cookie(&ada).await.expect(403);
}

#[tokio::test]
async fn a_team_is_deleted_with_its_people_seen() {
    for world in World::on_both().await {
        let (token, ada) = (world.secret("ada").await, world.sign_in("ada").await);
        let post = async |path: &str, body| world.post(path).bearer(&token).json(&body).await;
        post("/api/v1/organizations/ada/teams", json!({ "name": "crew" })).await.expect(201);
        let teams = "/api/v1/organizations/ada/teams/crew/members";
        post(teams, json!({ "user": "ada" })).await.expect(200);

        let page = world.get("/ada/-/teams/crew?delete=team").cookie(&ada).await.expect(200);
        assert!(page.text().contains("team ada/crew"), "the preview says who leaves");
        let seen = page.field("seen");
        let grant = json!({ "view": true });
        let bob = "/api/v1/organizations/ada/members/bob";
        world.ask("PATCH", bob).bearer(&token).json(&grant).await.expect(200);
        post(teams, json!({ "user": "bob" })).await.expect(200);
        let delete = async |seen: &str| {
            let form = [
                ("do", "delete-team"),
                ("organization", "ada"),
                ("team", "crew"),
                ("typed", "crew"),
                ("seen", seen),
            ];
            world.post("/ada/-/teams/crew?tab=settings").cookie(&ada).form(&form).await
        };
        let stale = delete(&seen).await.expect(409);
        let fresh = stale.field("seen");
        assert!(fresh != seen && stale.text().contains("Somebody changed this meanwhile"));

        let page = world.get("/ada/-/teams/crew?remove=bob").cookie(&ada).await.expect(200);
        let form = [
            ("do", "remove-team-member"),
            ("organization", "ada"),
            ("team", "crew"),
            ("user", "ada"),
            ("seen", &page.field("seen")),
        ];
        world.post("/ada/-/teams/crew").cookie(&ada).form(&form).await.expect(409);
        delete(&fresh).await.expect(303);
        world.get("/api/v1/organizations/ada/teams/crew").bearer(&token).await.expect(404);
    }
}

#[tokio::test]
async fn a_refused_page_says_what_is_held_and_whom_to_ask() {
    let world = World::peopled().await;
    let (token, bob) = (world.secret("ada").await, world.sign_in("bob").await);
    let refused = async |path: &str| world.get(path).cookie(&bob).await.expect(403).text().replace("<!>", "");
    let post = async |path: &str, body| world.post(path).bearer(&token).json(&body).await.expect(201);
    post("/api/v1/organizations", json!({ "name": "acme" })).await;
    post("/api/v1/organizations/acme/projects", json!({ "name": "lake" })).await;
    // Bob holds nothing on it, and isn't told who decides there.
    let page = refused("/acme/-/settings").await;
    assert!(page.contains("You hold nothing there.") && page.contains("You know of acme"), "{page}");
    assert!(!page.contains("Send it to") && !page.contains("Who can grant it"), "{page}");
    let grant = json!({ "view": true });
    world
        .ask("PATCH", "/api/v1/organizations/acme/members/bob")
        .bearer(&token)
        .json(&grant)
        .await
        .expect(200);
    let page = refused("/acme/-/settings").await;
    assert!(page.contains("You can see acme, but can’t change its settings"), "{page}");
    assert!(page.contains("You hold <code>view</code>.") && !page.contains("You hold nothing"), "{page}");
    assert!(page.contains("Changing an organization’s settings needs "), "{page}");
    assert!(page.contains("Who can grant it") && page.contains("Send it to ada."), "{page}");
    assert!(page.contains("I need admin on acme for 7 days, to open "), "it stands there without scripts");
    let page = refused("/ada/-/settings").await;
    assert!(page.contains("nobody but its user is its admin") && !page.contains("I need admin"), "{page}");
    // He knows its name, and holds nothing on it.
    let page = refused("/acme/lake").await;
    assert!(page.contains("You know of acme/lake, but can’t open it"), "{page}");
    assert!(page.contains("You hold nothing there.") && page.contains("Back to acme"), "{page}");
}

#[tokio::test]
async fn a_denied_answer_offers_to_ask_or_to_grant_and_never_both() {
    let world = World::peopled().await;
    let (token, ada, bob) =
        (world.secret("ada").await, world.sign_in("ada").await, world.sign_in("bob").await);
    let grant = json!({ "view": true });
    world.ask("PATCH", "/api/v1/projects/ada/lake/members/bob").bearer(&token).json(&grant).await.expect(200);
    let ask = "/ada/lake/events?tab=access&who=bob&what=write";
    let page = world.get(ask).cookie(&bob).await.expect(200).text();
    assert!(page.contains("Request access") && !page.contains("Grant…"), "{page}");
    assert!(page.contains("I need create on ada/lake for 7 days, to write to ada/lake/events."), "{page}");
    let page = world.get(ask).cookie(&ada).await.expect(200).text();
    assert!(page.contains("Grant…") && !page.contains("Request access"), "{page}");
    let page =
        world.get("/ada/lake/events?tab=access&who=bob&what=read").cookie(&bob).await.expect(200).text();
    assert!(!page.contains("Request access"), "he can already");
}

#[tokio::test]
async fn settings_are_refused_to_who_may_only_look() {
    let world = World::peopled().await;
    let (token, bob) = (world.secret("ada").await, world.sign_in("bob").await);
    let grant = json!({ "view": true });
    world.ask("PATCH", "/api/v1/projects/ada/lake/members/bob").bearer(&token).json(&grant).await.expect(200);
    let page = world.get("/ada/lake?tab=settings").cookie(&bob).await.expect(403).text();
    assert!(page.contains("You can see ada/lake, but can’t change its settings"), "{page}");
    let page = world.get("/ada/lake/events?tab=settings").cookie(&bob).await.expect(403).text();
    assert!(page.contains("You can see ada/lake, but can’t change its streams"), "{page}");
    // Everybody sees what is public, and nobody is told more of it than that there is a sign-in.
    for path in ["/ada/pond?tab=settings", "/ada/pond/events?tab=settings"] {
        world.get(path).await.expect(404);
        world.get(path).cookie(&bob).await.expect(403);
    }
}
