//! What somebody holds in an organization, by itself and before it ends, on both databases.

use crate::members::on_postgres;
use crate::world::{Shell, World};

#[test]
fn what_ends_is_told_first_on_sqlite() {
    what_ends_is_told_first(&World::start());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_ends_is_told_first_on_postgres() {
    on_postgres(what_ends_is_told_first).await;
}

/// Bob is paid for by acme and holds one of each thing there, and a project that nobody else sees.
fn bobs_things(ada: &Shell, bob: &Shell) {
    ada.run(&["organization", "create", "acme"]).ok();
    ada.run(&["organization", "invite-member", "acme", "bob", "--view", "--create", "--admin"]).ok();
    bob.run(&["organization", "accept-invite", "acme"]).ok();
    ada.run(&["organization", "update-member-quota", "acme", "bob", "--read-quota-mb", "7"]).ok();
    bob.run(&["organization", "invite-member", "acme", "cleo", "--view"]).ok();
    bob.run(&["project", "create", "acme/pond"]).ok();
    ada.run(&["team", "create", "acme/data"]).ok();
    ada.run(&["team", "add-member", "acme/data", "bob"]).ok();
    ada.run(&["project", "create", "acme/lake"]).ok();
    ada.run(&["project", "update-permissions", "acme/lake", "bob", "--view", "--admin"]).ok();
    ada.run(&["stream", "create", "acme/lake/events"]).ok();
    ada.run(&["stream", "create", "acme/lake/clean"]).ok();
    ada.run(&["service", "create", "acme/etl"]).ok();
    bob.run(&["service", "issue-secret", "acme/etl", "--description", "night import"]).ok();
    let config = "source: acme/lake/events\nsink: acme/lake/clean\nservice: etl\n";
    ada.run_with(&["pipeline", "create", "acme/wash", "--config", "-"], config).ok();
    ada.run(&["pipeline", "share", "acme/wash", "--user", "bob", "--role", "editor"]).ok();
}

#[track_caller]
fn tells(said: &str, lines: &[&str]) {
    for line in lines {
        assert!(said.lines().any(|said| said == *line), "no “{line}” in\n{said}");
    }
}

fn what_ends_is_told_first(world: &World) {
    let [ada, bob, cleo] = ["ada", "bob", "cleo"].map(|name| world.with(&world.person(name)));
    bobs_things(&ada, &bob);
    let shows = ["organization", "show-holdings", "acme"];
    let of = |who| [&shows[..], &[who]].concat();

    // By itself: one's own without a name, another's for admins, what isn't the viewer's to see as a count.
    let held = ada.json(&of("bob"));
    assert_eq!(
        (&held["user"], &held["billed_here"], &held["admin"]),
        (&"bob".into(), &true.into(), &true.into())
    );
    assert_eq!((&held["hidden"], &held["invites"]), (&1.into(), &1.into()), "{held}");
    let things: Vec<_> =
        held["holdings"].as_array().unwrap().iter().map(|thing| &thing["resource"]).collect();
    assert_eq!(things, ["project:acme/lake", "pipeline:acme/wash", "team:acme/data"]);
    assert_eq!(bob.json(&shows)["hidden"], 0);
    let table = bob.run(&shows).ok().out;
    assert!(
        table.contains("project acme/pond: view, create, admin; nobody else decides about it"),
        "{table}"
    );
    assert!(table.contains("night import"), "{table}");
    cleo.run(&of("bob")).fails(3, "admin");
    cleo.run(&shows).fails(4, "");
    ada.run(&of("cleo")).fails(4, "");
    ada.run(&["organization", "show-holdings", "none", "bob"]).fails(4, "");

    // Before it ends. Nobody decides about the pond then: so it doesn't, but it was told.
    let leaves = ["organization", "leave", "acme", "--yes"];
    let said = bob.run(&leaves);
    assert_eq!(said.code, 5, "{said:?}");
    tells(
        &said.err,
        &[
            "In acme you lose:",
            "- the flags view create admin",
            "- project acme/lake: view, admin",
            "- project acme/pond: view, create, admin; nobody else decides about it",
            "- pipeline acme/wash: editor",
            "- team acme/data: member",
            "- 1 pending invite that you sent",
            "- acme as who pays: your personal organization does from then on",
            "- a read quota of 7 MB a month",
        ],
    );
    bob.run(&["project", "update-permissions", "acme/pond", "ada", "--admin"]).ok();
    bob.run(&["project", "update-permissions", "acme/pond", "bob", "--admin", "no"]).ok();
    let removes = ["organization", "remove-member", "acme", "bob", "--revoke-secrets", "--yes"];
    let said = ada.run(&removes).ok();
    tells(
        &said.err,
        &["In acme bob loses:", "- pipeline acme/wash: editor", "- 1 pending invite that they sent"],
    );
    assert!(said.err.contains("night import), which they issued, is revoked."), "{}", said.err);
    assert!(!said.out.contains("loses"), "answers alone on stdout: {}", said.out);

    // Not with --quiet, nor of whom there is nothing to tell.
    ada.run(&removes).fails(4, "");
    ada.run(&["organization", "update-permissions", "acme", "cleo", "--view"]).ok();
    assert_eq!(cleo.run(&[&leaves[..], &["--quiet"]].concat()).ok().err, "");
}
