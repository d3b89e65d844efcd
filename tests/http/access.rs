//! The console's page of questions about access, on both databases.

use serde_json::json;

use super::world::{Answer, World};

const BOB_READS: &str = "/-/access?who=bob&may=read-stream&on=ada%2Flake%2Fevents";

fn says(page: &Answer, text: &str) -> bool {
    page.text().contains(text)
}

#[tokio::test]
async fn why_and_why_not() {
    for world in World::on_both().await {
        let (ada, bob, token) =
            (world.sign_in("ada").await, world.sign_in("bob").await, world.secret("ada").await);
        let asked = async |cookie: &str, path: &str| world.get(path).cookie(cookie).await.expect(200);

        let page = asked(&ada, "/-/access").await;
        assert_eq!(page.header("cache-control"), "no-store");
        assert!(says(&page, "Ask why, or why not"));

        let no = asked(&ada, BOB_READS).await;
        assert!(
            says(&no, "bob can’t read ada/lake/events") && says(&no, "/ada/lake?tab=members&amp;edit=bob")
        );
        assert!(says(&no, "It takes view on ada/lake"));
        assert!(says(&no, "sluicegate access explain user:bob read stream:ada/lake/events"));
        let grant = json!({ "view": true });
        let members = "/api/v1/projects/ada/lake/members/bob";
        world.ask("PATCH", members).bearer(&token).json(&grant).await.expect(200);
        let yes = asked(&ada, BOB_READS).await;
        assert!(
            says(&yes, "bob can read ada/lake/events") && says(&yes, "view is granted on project ada/lake")
        );
        assert!(!says(&yes, "Grant…"));

        // Nobody named is the viewer, who needn't see any list for that.
        let own = asked(&bob, "/-/access?who=&may=write-stream&on=ada%2Flake%2Fevents").await;
        assert!(says(&own, "You can’t write to ada/lake/events") && !says(&own, "Grant…"));
        // As the command line writes it, too.
        let own = asked(&bob, "/-/access?who=user:bob&may=read-stream&on=stream:ada%2Flake%2Fevents").await;
        assert!(says(&own, "You can read ada/lake/events"));
    }
}

#[tokio::test]
async fn what_is_hidden_is_answered_as_what_is_absent() {
    let world = World::peopled().await;
    let bob = world.sign_in("bob").await;
    for question in [
        "/-/access?who=ada&may=read-stream&on=ada%2FNAME%2Fevents",
        "/-/access?may=view-project&on=ada%2FNAME",
        "/-/access?tab=who-can&may=read-stream&on=ada%2FNAME%2Fevents",
    ] {
        let page = async |name: &str| {
            let answer = world.get(&question.replace("NAME", name)).cookie(&bob).await.expect(200);
            answer.comparable().2.replace("lake", "NAME").replace("dune", "NAME")
        };
        let hidden = page("lake").await;
        assert!(!hidden.contains("ada can") && !hidden.contains("edit=ada"), "{question}");
        assert_eq!(page("dune").await, hidden, "{question}");
    }
    // And to who isn't signed in it is a page like any other that isn't there.
    let page =
        async |path: &str| world.get(path).await.expect(404).comparable().2.replace("access", "nothing");
    assert_eq!(page("/-/access").await, page("/-/nothing").await);
}

#[tokio::test]
async fn what_is_no_question_is_said_at_its_field() {
    let world = World::peopled().await;
    let ada = world.sign_in("ada").await;
    for (question, field) in [
        ("who=ada&may=read-stream&on=ada%2Flake", "on"),
        ("who=ada&may=read-stream&on=", "on"),
        ("who=ada&may=fly-stream&on=ada%2Flake%2Fevents", "may"),
        ("who=Ada%21&may=read-stream&on=ada%2Flake%2Fevents", "who"),
        ("tab=list&who=a%2Fb%2Fc&may=read-stream", "who"),
        ("tab=who-can&may=view-project&on=lake", "on"),
    ] {
        let page = world.get(&format!("/-/access?{question}")).cookie(&ada).await.expect(422);
        for other in ["who", "may", "on"] {
            assert_eq!(says(&page, &format!("id=\"{other}-error\"")), other == field, "{question}");
        }
    }
}

#[tokio::test]
async fn lists_go_on_where_they_ended() {
    for world in World::on_both().await {
        let (ada, token) = (world.sign_in("ada").await, world.secret("ada").await);
        for number in 0..51 {
            let made = json!({ "name": format!("s{number}") });
            world.post("/api/v1/projects/ada/lake/streams").bearer(&token).json(&made).await.expect(201);
        }
        let made = json!({ "name": "loader" });
        world.post("/api/v1/organizations/ada/services").bearer(&token).json(&made).await.expect(201);
        let mut path = "/-/access?tab=list&may=write-stream".to_owned();
        let mut found = 0;
        loop {
            let page = world.get(&path).cookie(&ada).await.expect(200).text();
            found += page.matches("aria-label=\"Why ada can write to ada/").count();
            let Some((before, _)) = page.split_once("\" aria-label=\"Next page\"") else { break };
            path = before.rsplit_once("href=\"").unwrap().1.replace("&amp;", "&");
        }
        // And the two that were there.
        assert_eq!(found, 53);
        world.get("/-/access?tab=list&may=write-stream&after=x").cookie(&ada).await.expect(400);

        let who = "/-/access?tab=who-can&may=read-stream&on=ada%2Flake%2Fs1";
        let people = world.get(who).cookie(&ada).await.expect(200);
        assert!(says(&people, "Why ada can read ada/lake/s1") && !says(&people, "Why bob"));
        let services = format!("{who}&of=services");
        let none = world.get(&services).cookie(&ada).await.expect(200);
        assert!(says(&none, "There are no services that you may know of"));
        let grants = "/api/v1/services/ada/loader/permissions";
        let grant = json!({ "stream": "ada/lake/s1", "read": true });
        world.ask("PATCH", grants).bearer(&token).json(&grant).await.expect(200);
        let one = world.get(&services).cookie(&ada).await.expect(200);
        assert!(says(&one, "Why ada/loader can read ada/lake/s1"));
    }
}
