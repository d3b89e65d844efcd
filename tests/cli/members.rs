//! Organizations and their people from the command line, on both databases; the seeds' command as it stands there.

use crate::support::database::TestDatabase;
use crate::world::{Shell, World};

#[test]
fn organizations_and_their_people_on_sqlite() {
    organizations_and_their_people(&World::start());
}

#[tokio::test(flavor = "multi_thread")]
async fn organizations_and_their_people_on_postgres() {
    on_postgres(organizations_and_their_people).await;
}

#[test]
fn secrets_end_with_who_issued_them_on_sqlite() {
    secrets_end_with_who_issued_them(&World::start());
}

#[tokio::test(flavor = "multi_thread")]
async fn secrets_end_with_who_issued_them_on_postgres() {
    on_postgres(secrets_end_with_who_issued_them).await;
}

pub(crate) async fn on_postgres(journey: fn(&World)) {
    let Some(database) = TestDatabase::postgres().await else { return };
    let url = database.url.clone();
    let journey = move || journey(&World::over(tempfile::tempdir().unwrap(), url));
    tokio::task::spawn_blocking(journey).await.unwrap();
}

fn organizations_and_their_people(world: &World) {
    let full = world.with(&world.with_stream("ada"));
    world.person("bob");
    world.person("cleo");

    assert_eq!(
        full.json(&["organization", "create", "acme", "--description", "Tests"])["pays_for_you"],
        false
    );
    // As the seeds write it.
    let seeds = "organization update-permissions acme bob --view --create --admin";
    full.run(&seeds.split(' ').collect::<Vec<_>>()).ok();
    let members = full.json(&["organization", "show-members", "acme"]);
    let bob = &members["items"][1];
    assert_eq!((&bob["user"], &bob["billing_organization"]), (&"bob".into(), &"bob".into()), "billing stays");
    assert_eq!((&bob["view"], &bob["create"], &bob["admin"]), (&true.into(), &true.into(), &true.into()));

    full.run(&["organization", "update-permissions", "acme", "bob", "cleo", "--view", "--admin", "no"]).ok();
    full.run(&["organization", "update-permissions", "acme", "ada", "--admin", "no"]).fails(5, "admin");
    full.run(&["organization", "update-permissions", "acme", "bob"]).fails(2, "");
    let shown = full.run(&["organization", "show-members", "acme", "--filter", "admins"]).ok().out;
    assert!(shown.contains("ada") && !shown.contains("bob"), "{shown}");

    full.run(&["organization", "update-quota", "acme", "--read-quota-mb", "100", "--write-quota-mb", "none"])
        .ok();
    assert_eq!(full.json(&["organization", "show", "acme"])["read_quota_mb"], 100);
    full.run(&["organization", "update-member-quota", "ada", "ada", "--read-quota-mb", "7"]).ok();
    full.run(&["organization", "update-member-quota", "acme", "bob", "--read-quota-mb", "7"]).fails(5, "");
    full.run(&["organization", "update", "acme", "--name", "newton", "--longest-secret-days", "30"]).ok();
    full.run(&["organization", "show", "acme"]).fails(4, "");

    let asks = "pass --yes to go ahead";
    full.run(&["organization", "remove-member", "newton", "bob"]).fails(2, asks);
    full.run(&["organization", "leave", "newton"]).fails(2, asks);
    full.run(&["organization", "delete", "newton"]).fails(2, asks);
    full.run(&["organization", "remove-member", "newton", "bob", "cleo", "--take-over", "--yes"]).ok();
    full.run(&["organization", "remove-member", "newton", "bob", "--yes"]).fails(4, "");
    full.run(&["organization", "leave", "newton", "--yes", "--quiet"]).fails(5, "");
    full.run(&["organization", "delete", "newton", "--yes"]).ok();
    full.run(&["organization", "delete", "ada", "--yes"]).fails(5, "personal");
}

/// A service of acme's that this person makes, and a secret of it that they issue.
fn service_secret(who: &Shell, name: &str) -> String {
    let path = format!("acme/{name}");
    who.run(&["service", "create", &path]).ok();
    who.run(&["service", "issue-secret", &path, "--quiet"]).ok().out.trim().to_owned()
}

fn secrets_end_with_who_issued_them(world: &World) {
    let [ada, bob, cleo] = ["ada", "bob", "cleo"].map(|name| world.with(&world.person(name)));
    ada.run(&["organization", "create", "acme"]).ok();
    let works = |secret: &str| world.with(secret).run(&["auth", "whoami"]).code == 0;
    let joins = |name: &str| {
        ada.run(&["organization", "update-permissions", "acme", name, "--view", "--create"]).ok();
    };
    let revoked =
        |said: &str| serde_json::from_str::<serde_json::Value>(said).unwrap()["revoked_secrets"].clone();

    for (number, who, name) in [(1, &bob, "bob"), (2, &cleo, "cleo")] {
        joins(name);
        let kept = service_secret(who, &format!("kept-{number}"));
        let leaves = ["organization", "leave", "acme", "--yes"];
        who.run(&leaves).ok();
        assert!(works(&kept), "without the flag it goes on");
        joins(name);
        let ended = service_secret(who, &format!("ended-{number}"));
        let own = service_secret(&ada, &format!("own-{number}"));
        assert!(works(&ended));
        // One of them leaves, the other one is removed.
        let json = ["--revoke-secrets", "--yes", "--output", "json"];
        let said = match name {
            "bob" => who.run(&[&["organization", "leave", "acme"], &json[..]].concat()),
            _ => ada.run(&[&["organization", "remove-member", "acme", name], &json[..]].concat()),
        };
        assert_eq!(revoked(&said.ok().out), 2, "all that they issued there");
        assert!(!works(&kept) && !works(&ended));
        world.with(&ended).run(&["auth", "whoami"]).fails(3, "");
        assert!(works(&own), "another's goes on");
    }
}
