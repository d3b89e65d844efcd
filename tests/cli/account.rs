//! One's own account and its sessions from the command line, and passwords that the operator sets; on both databases.

use crate::support::database::TestDatabase;
use crate::world::{PASSWORD, World};

#[test]
fn accounts_on_sqlite() {
    accounts(&World::start());
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_on_postgres() {
    let Some(database) = TestDatabase::postgres().await else { return };
    let url = database.url.clone();
    let journey = move || accounts(&World::over(tempfile::tempdir().unwrap(), url));
    tokio::task::spawn_blocking(journey).await.unwrap();
}

fn accounts(world: &World) {
    let operator = world.operator();
    operator.run_with(&["admin", "create-user", "eve"], "password1234\n").fails(1, "too easy to guess");
    let ada = world.with(&world.person("ada"));
    assert!(ada.run(&["auth", "show-account"]).ok().out.contains("full name"));
    ada.run(&["auth", "update-account"]).fails(2, "--full-name");
    assert_eq!(ada.json(&["auth", "update-account", "--full-name", "Ada L."])["full_name"], "Ada L.");
    assert_eq!(ada.json(&["auth", "list-sessions"])["items"].as_array().unwrap().len(), 0);
    ada.run(&["auth", "end-session"]).fails(2, "");
    ada.run(&["auth", "end-session", "0199c0de-0000-7000-8000-000000000000"]).fails(4, "");
    assert_eq!(ada.json(&["auth", "end-session", "--others"])["ended"], 0);

    let reset = ["admin", "reset-password", "ada"];
    operator.run_with(&reset, "short\n").fails(2, "at least 10");
    operator.run_with(&reset, format!("{PASSWORD} 7\n")).ok();
    operator.run_with(&["admin", "reset-password", "nobody"], PASSWORD).fails(4, "nobody");
    assert!(ada.run(&["audit", "list"]).ok().out.contains("ResetPassword"));
}
