//! What each role on a pipeline permits, cell by cell, by the API and by the console's forms, on both databases.

use axum::http::StatusCode;
use serde_json::{Value, json};
use sluicegate::operations::operator;

use super::world::{Answer, PASSWORD, World};

const CONFIG: &str = "source: ada/lake/events\nsink: ada/lake/clean\nservice: wash\n";
const TAGGED: &str = "source: ada/lake/events\nsink: ada/lake/clean\nservice: wash\ntags: [seen]\n";

/// View, change, deploy, tear down, share, transfer, delete: what comes of each.
type Cells = [Cell; 7];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cell {
    Done,
    Forbidden,
    Hidden,
}

const OWNER: Cells = [Cell::Done; 7];
const EDITOR: Cells = {
    use Cell::{Done, Forbidden};
    [Done, Done, Done, Done, Forbidden, Forbidden, Forbidden]
};
const READER: Cells = {
    use Cell::{Done, Forbidden};
    [Done, Forbidden, Forbidden, Forbidden, Forbidden, Forbidden, Forbidden]
};
const NONE: Cells = [Cell::Hidden; 7];

/// The roles that Bob may have: one of his own, and his team's.
const ROWS: [(Option<&str>, bool, Cells); 8] = [
    (Some("owner"), false, OWNER),
    (Some("editor"), false, EDITOR),
    (Some("reader"), false, READER),
    (None, true, READER),
    (Some("owner"), true, OWNER),
    (Some("editor"), true, EDITOR),
    (Some("reader"), true, READER),
    (None, false, NONE),
];

fn cell(answer: &Answer) -> Cell {
    match answer.status {
        StatusCode::OK | StatusCode::SEE_OTHER => Cell::Done,
        StatusCode::FORBIDDEN => Cell::Forbidden,
        StatusCode::NOT_FOUND => Cell::Hidden,
        other => panic!("{other}: {}", answer.text()),
    }
}

/// What pipelines take, Cleo, and Bob's team.
async fn furnish(world: &World, ada: &str) {
    operator::create_user(&world.core, "cleo".parse().unwrap(), &PASSWORD.to_owned().into()).await.unwrap();
    // Whoever is in a team has a flag in its organization.
    let bob = world.ask("PATCH", "/api/v1/organizations/ada/members/bob").bearer(ada);
    bob.json(&json!({ "view": true })).await.expect(200);
    for (path, body, status) in [
        ("/api/v1/projects/ada/lake/streams", json!({ "name": "clean" }), 201),
        ("/api/v1/organizations/ada/services", json!({ "name": "wash" }), 201),
        ("/api/v1/organizations/ada/teams", json!({ "name": "crew" }), 201),
        ("/api/v1/organizations/ada/teams/crew/members", json!({ "user": "bob" }), 200),
    ] {
        world.post(path).bearer(ada).json(&body).await.expect(status);
    }
}

/// A pipeline of Ada's on which Bob has these roles.
async fn shared(world: &World, ada: &str, name: &str, role: Option<&str>, viewer: bool) {
    let body = json!({ "name": name, "config": CONFIG });
    world.post("/api/v1/organizations/ada/pipelines").bearer(ada).json(&body).await.expect(201);
    let own = role.map(|role| json!({ "user": "bob", "role": role }));
    let teams = viewer.then(|| json!({ "team": "ada/crew" }));
    for body in own.into_iter().chain(teams) {
        let access = format!("/api/v1/pipelines/ada/{name}/access");
        world.post(&access).bearer(ada).json(&body).await.expect(200);
    }
}

/// The cells by the API; another pipeline of the same roles is deleted.
async fn by_api(world: &World, token: &str, name: &str, other: &str) -> Cells {
    let path = format!("/api/v1/pipelines/ada/{name}");
    let post = async |verb: &str, body: Value| {
        cell(&world.post(&format!("{path}/{verb}")).bearer(token).json(&body).await)
    };
    let change = json!({ "config": TAGGED });
    [
        cell(&world.get(&path).bearer(token).await),
        cell(&world.ask("PATCH", &path).bearer(token).json(&change).await),
        post("deploy", json!({})).await,
        post("teardown", json!({})).await,
        post("access", json!({ "user": "cleo", "role": "reader" })).await,
        post("transfer", json!({ "user": "cleo" })).await,
        cell(&world.ask("DELETE", &format!("/api/v1/pipelines/ada/{other}")).bearer(token).await),
    ]
}

/// The cells by the console's pages and forms.
async fn by_console(world: &World, cookie: &str, name: &str, other: &str) -> Cells {
    let post = async |name: &str, form: &str, more: &[(&str, &str)]| {
        let mut fields = vec![("do", form), ("organization", "ada"), ("pipeline", name)];
        fields.extend(more);
        world.post(&format!("/ada/-/pipelines/{name}")).cookie(cookie).form(&fields).await
    };
    // What is shown first is carried out with the mark of what was shown; whoever is shown nothing makes one up.
    let seen = async |form: &str, more: &[(&str, &str)]| {
        let shown = post(name, form, more).await;
        let mark =
            if shown.text().contains("name=\"seen\"") { shown.field("seen") } else { "made-up".into() };
        let more: Vec<_> = more.iter().copied().chain([("seen", mark.as_str())]).collect();
        cell(&post(name, form, &more).await)
    };
    [
        cell(&world.get(&format!("/ada/-/pipelines/{name}")).cookie(cookie).await),
        cell(&post(name, "update-pipeline-config", &[("config", TAGGED)]).await),
        cell(&post(name, "deploy-pipeline", &[]).await),
        cell(&post(name, "teardown-pipeline", &[]).await),
        seen("update-pipeline-access", &[("change", "cleo reader")]).await,
        seen("transfer-pipeline", &[("user", "cleo")]).await,
        cell(&post(other, "delete-pipeline", &[("typed", other)]).await),
    ]
}

#[tokio::test]
async fn the_matrix_holds_by_the_api_and_by_the_console() {
    for world in World::on_both().await {
        let (ada, bob) = (world.secret("ada").await, world.secret("bob").await);
        furnish(&world, &ada).await;
        let cookie = world.sign_in("bob").await;
        for (number, (role, viewer, wanted)) in ROWS.into_iter().enumerate() {
            let names = ["api", "api-end", "console", "console-end"].map(|name| format!("{name}-{number}"));
            for name in &names {
                shared(&world, &ada, name, role, viewer).await;
            }
            let [api, api_end, console, console_end] = &names;
            assert_eq!(by_api(&world, &bob, api, api_end).await, wanted, "{role:?}, viewer {viewer}");
            assert_eq!(
                by_console(&world, &cookie, console, console_end).await,
                wanted,
                "{role:?}, viewer {viewer}"
            );
        }
    }
}
