//! Invites, as somebody sends and answers them who has only the command line.

use serde_json::Value;

use crate::support::database::TestDatabase;
use crate::support::inbox::Inbox;
use crate::world::World;

#[test]
fn invites_on_sqlite() {
    invites(&World::start());
}

#[tokio::test(flavor = "multi_thread")]
async fn invites_on_postgres() {
    let Some(database) = TestDatabase::postgres().await else { return };
    let url = database.url.clone();
    let journey = move || invites(&World::over(tempfile::tempdir().unwrap(), url));
    tokio::task::spawn_blocking(journey).await.unwrap();
}

fn invites(world: &World) {
    let ada = world.with(&world.person("ada"));
    let bob = world.with(&world.person("bob"));
    ada.run(&["organization", "create", "acme"]).ok();
    let payer = |who: &crate::world::Shell| who.json(&["auth", "whoami"])["billing_organization"].clone();

    ada.run(&["organization", "invite-member", "acme", "bob", "--view", "--create", "--admin"]).ok();
    let waiting = bob.json(&["organization", "list-invites"]);
    let offered = &waiting["items"][0];
    assert_eq!(
        (&offered["organization"], &offered["state"]),
        (&Value::from("acme"), &Value::from("pending"))
    );
    assert_eq!(
        (&offered["view"], &offered["create"], &offered["admin"]),
        (&true.into(), &true.into(), &true.into())
    );
    let terms = bob.run(&["organization", "show-invite", "acme"]).ok().out;
    assert!(terms.contains("pays for you now") && terms.contains("view create admin"), "{terms}");
    assert_eq!(payer(&bob), "bob");
    bob.run(&["organization", "accept-invite", "acme"]).ok();
    assert_eq!(payer(&bob), "acme");
    bob.run(&["organization", "accept-invite", "acme"]).fails(5, "accepted already");
    ada.run(&["organization", "invite-member", "acme", "bob"]).fails(5, "member of acme already");
    assert_eq!(bob.json(&["organization", "show", "acme"])["admin"], true);

    // A link for somebody without an account: alone on stdout.
    let said = ada.run(&["organization", "invite-member", "acme", "cleo@example.com", "--view"]).ok();
    assert_eq!(said.out.lines().count(), 1);
    assert!(said.out.starts_with(&format!("{}/-/invite/", world.url)), "{said:?}");
    assert!(said.err.contains("cleo@example.com"), "{said:?}");
    let quiet = ["organization", "invite-member", "acme", "cleo@example.com", "--view", "--quiet"];
    assert_eq!(ada.run(&quiet).ok().err, "");
    let listed = ada.json(&["organization", "list-invites", "acme", "--pending"]);
    assert_eq!(listed["items"].as_array().unwrap().len(), 1);
    assert_eq!(
        (&listed["items"][0]["user"], &listed["items"][0]["state"]),
        (&Value::Null, &"pending".into())
    );
    let id = listed["items"][0]["id"].as_str().unwrap();
    assert_ne!(ada.run(&["organization", "resend-invite", "acme", id]).ok().out, said.out);
    ada.run(&["organization", "revoke-invite", "acme", id]).ok();
    ada.run(&["organization", "revoke-invite", "acme", id]).fails(5, "revoked");
    ada.run(&["organization", "resend-invite", "acme", id]).fails(5, "revoked");

    let cleo = world.with(&world.person("cleo"));
    cleo.run(&["organization", "list-invites", "acme"]).fails(3, "admin");
    cleo.run(&["organization", "accept-invite", "acme"]).fails(4, "");
    ada.run(&["organization", "invite-member", "acme", "cleo", "--view", "no"]).ok();
    cleo.run(&["organization", "decline-invite", "acme"]).ok();
    cleo.run(&["organization", "accept-invite", "acme"]).fails(5, "declined");
    ada.run(&["organization", "invite-member", "acme", "nobody"]).fails(1, "no user nobody");
    ada.run(&["organization", "invite-member", "acme", "no@body"]).ok();
    ada.run(&["organization", "invite-member", "acme", "@body"]).fails(2, "name@example.com");
}

#[test]
fn with_mail_the_link_is_sent_too() {
    let (directory, inbox) = (tempfile::tempdir().unwrap(), Inbox::open());
    let file = format!("smtp_url = \"{}\"\nmail_from = \"gate@example.com\"\n", inbox.url("gate:hunter2@"));
    std::fs::write(directory.path().join("sluicegate.toml"), file).unwrap();
    let database = format!("sqlite:{}", directory.path().join("test.db").display());
    let world = World::over(directory, database);
    let ada = world.with(&world.person("ada"));
    ada.run(&["organization", "create", "acme"]).ok();
    let said = ada.run(&["organization", "invite-member", "acme", "cleo@example.com", "--view"]).ok();
    assert!(said.err.contains("on its way by mail to cleo@example.com"), "{said:?}");
    let mail = inbox.wait(1).remove(0);
    let link = said.out.trim();
    assert!(mail.text().contains(link) && mail.html().contains(link), "{mail:?}");
    let log = std::fs::read_to_string(world.directory.path().join("log")).unwrap();
    assert!(!log.contains("/-/invite/") && !log.contains("hunter2"), "{log}");
}
