//! What asks first never waits where nobody can answer, and changes nothing.

use crate::world::World;

#[test]
fn without_a_terminal_and_without_yes_it_ends_at_once() {
    let world = World::start();
    let full = world.with(&world.with_stream("ada"));
    let asks = "pass --yes to go ahead";
    full.run(&["project", "update", "ada/lake", "--public"]).fails(2, asks);
    full.run(&["project", "update", "ada/lake", "--public", "no"]).fails(2, asks);
    assert_eq!(full.json(&["project", "show", "ada/lake"])["public"], false);
    let id = full.json(&["secret", "list"])["items"][0]["id"].as_str().unwrap().to_owned();
    full.run(&["secret", "revoke", &id]).fails(2, asks);
    full.run(&["auth", "whoami"]).ok();

    // What needs no asking takes --yes too, wherever it stands.
    full.run(&["project", "update", "ada/lake", "--description", "x"]).ok();
    full.run(&["--yes", "project", "--quiet", "list", "--yes"]).ok();
}

#[test]
fn boolean_flags_take_what_people_write_and_leave_the_rest_alone() {
    let world = World::start();
    let full = world.with(&world.with_stream("ada"));
    let public = |value: &[&str]| {
        full.run(&[&["project", "update", "--yes"], value, &["ada/lake"]].concat()).ok();
        full.json(&["project", "show", "ada/lake"])["public"].as_bool().unwrap()
    };
    for value in [&["--public"][..], &["--public", "true"], &["--public", "yes"], &["--public=1"]] {
        assert!(public(value), "{value:?}");
        assert!(public(&["--description", "left out, it stays"]));
        assert!(!public(&["--public", "no"]));
    }
    for value in [&["--public", "false"][..], &["--public", "0"]] {
        assert!(public(&["--public"]));
        assert!(!public(value), "{value:?}");
    }
    full.run(&["project", "create", "--public", "ada/pond"]).ok();
    assert_eq!(full.json(&["project", "show", "ada/pond"])["public"], true);
    let renamed = full.json(&["project", "update", "ada/pond", "--name", "big_pond"]);
    assert_eq!((&renamed["path"], &renamed["public"]), (&"ada/big-pond".into(), &true.into()));
    full.run(&["project", "show", "ada/pond"]).fails(4, "");
}
