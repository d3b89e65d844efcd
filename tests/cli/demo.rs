//! `serve --demo`: something to click through, once.

use crate::world::World;

#[test]
fn an_empty_database_is_filled_and_a_full_one_left_alone() {
    let directory = tempfile::tempdir().unwrap();
    let database = format!("sqlite:{}", directory.path().join("test.db").display());
    let again = tempfile::tempdir().unwrap();
    let world = World::serving(directory, database.clone(), &["--demo"]);
    assert!(world.first.starts_with("Sign in as ada with the password "), "{}", world.first);

    let ada = world.with(&world.secret_of("ada"));
    let projects = ada.run(&["project", "list"]).ok().out;
    assert!(
        projects.contains("ada/shop     private") && projects.contains("ada/weather  public"),
        "{projects}"
    );
    let neighbour = ada.run(&["project", "list", "bob"]).ok().out;
    assert!(neighbour.contains("bob/library  public"), "{neighbour}");
    assert_eq!(ada.json(&["stream", "show", "ada/weather/readings"])["last_seq"], 288);
    let anybody = world.anybody().run(&["stream", "read", "bob/library/loans"]).ok().out;
    assert_eq!(anybody.lines().count(), 60);
    let secrets = ada.run(&["secret", "list"]).ok().out;
    for (kind, state) in [
        ("full", "active"),
        ("private-read", "active"),
        ("public-read", "active"),
        ("private-read", "revoked"),
    ] {
        let found = secrets.lines().any(|line| line.contains(kind) && line.contains(state));
        assert!(found, "no {kind} that is {state} in\n{secrets}");
    }
    let before = ada.json(&["audit", "list"])["items"].as_array().unwrap().len();

    let second = World::serving(again, database, &["--demo"]);
    assert_eq!(second.first, "");
    let after =
        second.with(&world.secret_of("ada")).json(&["audit", "list"])["items"].as_array().unwrap().len();
    assert_eq!(after, before + 1);
}
