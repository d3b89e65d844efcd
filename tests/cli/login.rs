//! `auth login --secret-stdin` and `auth logout`.

use std::os::unix::fs::PermissionsExt;

use crate::world::World;

#[test]
fn a_secret_is_kept_for_its_server_alone() {
    let world = World::start();
    let token = world.person("ada");
    let anybody = world.anybody();
    let file = world.directory.path().join("home/.config/sluicegate/login.toml");

    anybody.run_with(&["auth", "login", "--secret-stdin"], "sgf_wrong\n").fails(3, "nothing was kept");
    assert!(!file.exists());
    let said = anybody.run_with(&["auth", "login", "--secret-stdin"], format!("{token}\n")).ok();
    assert!(said.out.is_empty() && said.err.contains("as ada (full secret)"), "{said:?}");
    assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(file.parent().unwrap().metadata().unwrap().permissions().mode() & 0o777, 0o700);

    assert_eq!(anybody.json(&["auth", "whoami"])["user"], "ada");
    // The server is remembered with the secret.
    let anywhere = crate::world::Shell::nowhere(world.directory.path());
    assert_eq!(anywhere.json(&["auth", "whoami"])["user"], "ada");
    // Another server never gets it, though it is the same one by another name.
    let other = world.url.replace("127.0.0.1", "localhost");
    anywhere.run(&["auth", "whoami", "--url", &other]).fails(3, "you are signed in at");
    // The environment comes first.
    world.with("sgf_wrong").run(&["auth", "whoami"]).fails(3, "SLUICEGATE_SECRET");

    anybody.run(&["auth", "logout"]).ok();
    assert!(!file.exists());
    anybody.run(&["auth", "whoami"]).fails(3, "auth login");
    assert!(anybody.run(&["auth", "logout"]).ok().err.contains("nothing to forget"));
}
