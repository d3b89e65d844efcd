//! Questions about access.

use crate::world::World;

#[test]
fn check_answers_by_its_exit_code_and_explain_says_why() {
    let world = World::start();
    let full = world.with(&world.with_stream("ada"));
    world.person("bob");
    let stream = "stream:ada/lake/events";
    let said = full.run(&["access", "check", "user:ada", "write", stream]).ok();
    assert!(said.out.starts_with("yes: "), "{said:?}");
    let said = full.run(&["access", "check", "caller", "read", stream]).ok();
    assert!(said.out.starts_with("yes: "), "{said:?}");
    let said = full.run(&["access", "check", "user:bob", "read", stream]);
    assert_eq!((said.code, said.err.as_str()), (3, ""), "{said:?}");
    assert!(said.out.starts_with("no: "), "{said:?}");
    let said = full.run(&["access", "check", "user:bob", "read", stream, "--output", "json"]);
    assert!(said.code == 3 && said.out.contains("\"decision\":false"), "{said:?}");

    let why = full.run(&["access", "explain", "user:ada", "read", stream]).ok().out;
    assert!(why.starts_with("yes: ") && why.contains("\n  by "), "{why}");
    let why = full.run(&["access", "explain", "user:bob", "read", stream]);
    assert!(why.code == 3 && why.err.is_empty() && why.out.starts_with("no: "), "{why:?}");
    world.anybody().run(&["access", "check", "caller", "read", stream]).fails(3, "");
}

#[test]
fn several_at_once_are_a_yes_if_each_is() {
    let world = World::start();
    let full = world.with(&world.with_stream("ada"));
    let both = ["stream:ada/lake/events", "project:ada/lake"];
    let said = full.run(&["access", "check", "caller", "view", "organization:ada", "project:ada/lake"]).ok();
    assert_eq!(said.out.lines().filter(|line| line.starts_with("yes: ")).count(), 2, "{said:?}");
    let said = full.run(&["access", "check", "caller", "read", both[0], both[1]]);
    assert_eq!((said.code, said.err.as_str()), (3, ""), "{said:?}");
    assert!(said.out.starts_with("yes: ") && said.out.contains("\nno: "), "{said:?}");
    let said = full.run(&["access", "check", "caller", "read", both[0], both[1], "--output", "json"]);
    assert!(said.code == 3 && said.out.starts_with("{\"evaluations\":["), "{said:?}");
}

#[test]
fn who_can_and_list_go_through_all_parts_or_stop_where_told() {
    let world = World::start();
    let full = world.with(&world.with_stream("ada"));
    world.person("bob");
    full.run(&["project", "update-permissions", "ada/lake", "bob", "--view", "true", "--create", "true"])
        .ok();
    let stream = "stream:ada/lake/events";
    let said = full.run(&["access", "who-can", "write", stream]).ok();
    let rows: Vec<Vec<&str>> = said.out.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(rows, [["KIND", "WHO"], ["user", "ada"], ["user", "bob"]]);
    let said = full.run(&["access", "who-can", "write", stream, "--output", "json"]).ok();
    let expected =
        "{\"items\":[{\"type\":\"user\",\"id\":\"ada\"},{\"type\":\"user\",\"id\":\"bob\"}],\"next\":null}";
    assert_eq!(said.out.trim(), expected);
    let said = full.run(&["access", "who-can", "write", stream, "--limit", "1"]).ok();
    assert!(said.out.contains("ada") && !said.out.contains("bob"), "{said:?}");
    let next = said.err.trim().rsplit(' ').next().unwrap().to_owned();
    let said = full.run(&["access", "who-can", "write", stream, "--limit", "1", "--after", &next]).ok();
    assert!(said.out.contains("bob") && !said.out.contains("ada"), "{said:?}");
    full.run(&["access", "who-can", "write", stream, "--after", "nonsense"]).fails(2, "--after");
    let said = full.run(&["access", "who-can", "write", "stream:ada/lake/nothing"]).ok();
    assert_eq!((said.out.as_str(), said.err.trim()), ("", "nothing to show"), "{said:?}");

    let said = full.run(&["access", "list", "user:bob"]).ok();
    for row in [
        "write stream ada/lake/events",
        "read stream ada/lake/events",
        "create project ada/lake",
        "view project ada/lake",
    ] {
        let found = said.out.lines().any(|line| line.split_whitespace().eq(row.split(' ')));
        assert!(found, "{row} is missing in {said:?}");
    }
    // What bob holds elsewhere is not for ada to know.
    assert!(!said.out.contains(" bob"), "{said:?}");
    let said = full.run(&["access", "list", "caller", "--kind", "stream", "--output", "json"]).ok();
    let list: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(list["items"].as_array().unwrap().len(), 2, "{list}");
    assert_eq!(
        list["items"][0],
        serde_json::json!({ "action": "read", "type": "stream", "id": "ada/lake/events" })
    );
    let said = full.run(&["access", "list", "user:bob", "project:ada/lake"]).ok();
    let actions: Vec<&str> =
        said.out.lines().skip(1).map(|line| line.split_whitespace().next().unwrap()).collect();
    assert_eq!(actions, ["view", "create"]);
    world.anybody().run(&["access", "list", "caller"]).fails(3, "");
}

#[test]
fn the_operator_registers_gateways() {
    let world = World::start();
    world.person("ada");
    let operator = world.operator();
    operator.run(&["admin", "register-gateway", "ada/none"]).fails(4, "ada/none");
    operator.run(&["admin", "register-gateway", "ada"]).fails(2, "");
    operator.run(&["admin", "register-gateway", "ada/none", "--remove"]).fails(4, "ada/none");
}

#[test]
fn the_operator_makes_somebody_an_admin() {
    let world = World::start();
    let ada = world.with(&world.person("ada"));
    let bob = world.with(&world.person("bob"));
    ada.run(&["organization", "create", "acme"]).ok();
    let operator = world.operator();
    operator.run(&["admin", "grant", "acme", "bob"]).fails(2, "--admin");
    operator.run(&["admin", "grant", "none", "bob", "--admin"]).fails(4, "none");
    operator.run(&["admin", "grant", "ada", "bob", "--admin"]).fails(5, "personal");
    bob.run(&["audit", "list", "acme"]).fails(3, "");
    operator.run(&["admin", "grant", "acme", "bob", "--admin"]).ok();
    bob.run(&["audit", "list", "acme"]).ok();
}
