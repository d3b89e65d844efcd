//! Organizations and their people from the command line; the seeds' command as it stands there.

use crate::world::World;

#[test]
fn organizations_and_their_people() {
    let world = World::start();
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
    full.run(&["organization", "leave", "newton", "--yes"]).fails(5, "");
    full.run(&["organization", "delete", "newton", "--yes"]).ok();
    full.run(&["organization", "delete", "ada", "--yes"]).fails(5, "personal");
}
