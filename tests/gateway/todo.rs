//! The "todo" scenario of AuthZEN's interoperability events in our own terms. Five people share a todo list; the
//! application's backend is a registered gateway that asks about whoever is signed in to it.
//!
//! | the scenario's action | here |
//! |---|---|
//! | `can_read_user`, `can_read_todos` (everybody) | `view` and `read` in the public project `citadel/todos` |
//! | `can_create_todo` (admins and editors) | `write` on the stream `citadel/todos/list` |
//! | `can_update_todo` (evil geniuses; editors their own) | `write` on the stream of the owner's project |
//! | `can_delete_todo` (admins; editors their own) | `admin` on the owner's project |

use api::names::Name;
use api::organizations::CreateOrganization;
use api::projects::{CreateProject, UpdateProjectPermissions};
use api::streams::CreateStream;
use serde_json::{Value, json};
use sluicegate::operations::operator;

use crate::http::{Http, of_service};
use crate::on_both;
use crate::registered::register;
use crate::support::World;
use crate::support::client::Client;
use crate::support::world::{PASSWORD, named};

const PEOPLE: [&str; 5] = ["rick", "morty", "summer", "beth", "jerry"];
const EDITORS: [&str; 3] = ["rick", "morty", "summer"];

async fn person(world: &World, name: &str) -> Client {
    let made = operator::create_user(&world.core, named(name), &PASSWORD.to_owned().into()).await.unwrap();
    Client::as_user(&world.core, made.id, name, access::UserCredential::Full)
}

/// Rick, who is admin and evil genius, makes it all; the editors get what is theirs.
async fn citadel(world: &World) {
    let rick = person(world, "rick").await;
    for name in &PEOPLE[1..] {
        person(world, name).await;
    }
    let citadel = || named("citadel");
    rick.call(CreateOrganization { name: citadel(), description: Default::default() }).await.unwrap();
    let project = async |name: Name, public| {
        let stream = CreateStream {
            organization: citadel(),
            project: name.clone(),
            name: named("list"),
            description: Default::default(),
            schema: None,
            retention_days: None,
        };
        rick.call(CreateProject { organization: citadel(), name, description: Default::default(), public })
            .await
            .unwrap();
        rick.call(stream).await.unwrap();
    };
    let grant = async |project: Name, user: &str, admin| {
        let (view, create, admin) = (Some(true), Some(true), Some(admin));
        let input = UpdateProjectPermissions {
            organization: citadel(),
            project,
            user: named(user),
            view,
            create,
            admin,
            seen: None,
        };
        rick.call(input).await.unwrap();
    };
    project(named("todos"), true).await;
    for owner in PEOPLE {
        let own = named(&format!("todos-of-{owner}"));
        project(own.clone(), false).await;
        if EDITORS[1..].contains(&owner) {
            grant(named("todos"), owner, false).await;
            grant(own, owner, true).await;
        }
    }
}

fn asked(user: &str, action: &str, kind: &str, id: &str) -> Value {
    json!({
        "subject": { "type": "user", "id": user }, "action": { "name": action },
        "resource": { "type": kind, "id": id }, "context": {},
    })
}

/// Each request of the scenario with its decision.
fn table() -> Vec<(Value, bool)> {
    let mut table = Vec::new();
    for user in PEOPLE {
        let editor = EDITORS.contains(&user);
        table.push((asked(user, "view", "project", "citadel/todos"), true));
        table.push((asked(user, "read", "stream", "citadel/todos/list"), true));
        table.push((asked(user, "write", "stream", "citadel/todos/list"), editor));
        for owner in PEOPLE {
            // Rick is evil genius and admin besides.
            let may = user == "rick" || (editor && user == owner);
            table.push((asked(user, "write", "stream", &format!("citadel/todos-of-{owner}/list")), may));
            table.push((asked(user, "admin", "project", &format!("citadel/todos-of-{owner}")), may));
        }
    }
    table
}

on_both! {
    async fn the_todo_application(world: World) {
        citadel(world).await;
        register(world, true).await;
        let (http, backend) = (Http::new(world), of_service(world).await);
        let post = async |path: &str, body: &Value| {
            http.call("POST", &format!("/access/v1/{path}")).bearer(&backend).json(body).await.expect(200).json()
        };
        let table = table();
        assert_eq!(table.len(), 65);
        assert_eq!(table.iter().filter(|(_, decision)| *decision).count(), 10 + 3 + 2 * 7);
        for (request, decision) in &table {
            assert_eq!(post("evaluation", request).await["decision"], *decision, "{request}");
        }
        // The list's checkboxes: for one person all todos at once, with the action said once.
        for user in PEOPLE {
            let owners: Vec<Value> = PEOPLE
                .iter()
                .map(|owner| json!({ "resource": { "type": "stream", "id": format!("citadel/todos-of-{owner}/list") } }))
                .collect();
            let body = json!({
                "subject": { "type": "user", "id": user }, "action": { "name": "write" },
                "resource": {}, "context": {}, "evaluations": owners,
            });
            let answer = post("evaluations", &body).await;
            for (owner, answer) in PEOPLE.iter().zip(answer["evaluations"].as_array().unwrap()) {
                let may = user == "rick" || (EDITORS.contains(&user) && user == *owner);
                assert_eq!(answer["decision"], may, "{user} on {owner}'s");
            }
        }
        // Searches say the same from either side.
        let ids = |answer: Value| {
            let mut ids: Vec<String> = answer["results"].as_array().unwrap().iter().map(|entity| entity["id"].as_str().unwrap().to_owned()).collect();
            ids.sort_unstable();
            ids
        };
        let who = post("search/subject", &asked("", "write", "stream", "citadel/todos-of-morty/list")).await;
        assert_eq!(ids(who), ["morty", "rick"]);
        let what = post("search/resource", &asked("summer", "write", "stream", "")).await;
        assert_eq!(ids(what), ["citadel/todos-of-summer/list", "citadel/todos/list"]);
        let actions = post("search/action", &asked("beth", "", "stream", "citadel/todos/list")).await;
        assert_eq!(actions["results"], json!([{ "name": "read" }]));
    }
}
