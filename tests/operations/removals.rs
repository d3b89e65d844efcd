//! Removing people and leaving.

use access::{Flags, UserCredential};
use api::FaultKind;
use api::accounts::Whoami;
use api::audit::ListOrganizationAudit;
use api::members::{
    LeaveOrganization, ListMembers, RemoveMember, RemoveMembers, ShowMemberHoldings, UpdateMembers,
};
use api::people::{FindPeople, Standing};
use api::projects::{CreateProject, ListProjectMembers, ShowProject, UpdateProjectPermissions};
use api::secrets::{IssueServiceSecret, IssuedSecret};
use api::services::CreateService;
use api::teams::{AddTeamMember, CreateTeam, ListTeams};

use crate::members::grant;
use crate::on_both;
use crate::organizations::bill_bob;
use crate::services;
use crate::support::World;
use crate::support::client::Client;
use crate::support::races::{Tally, both, rounds};
use crate::support::world::named;

fn remove(user: &str) -> RemoveMember {
    let (organization, user) = (named("acme"), named(user));
    RemoveMember { organization, user, take_over: false, revoke_secrets: false, seen: None }
}

fn leave(organization: &str) -> LeaveOrganization {
    LeaveOrganization { organization: named(organization), revoke_secrets: false, seen: None }
}

fn members() -> ListMembers {
    let organization = named("acme");
    ListMembers { organization, search: None, filter: None, order: None, limit: None, after: None }
}

fn show(project: &str) -> ShowProject {
    ShowProject { organization: named("acme"), project: named(project) }
}

/// Another admin of the project `acme/pond`.
fn share_pond(user: &str) -> UpdateProjectPermissions {
    let (organization, project, user) = (named("acme"), named("pond"), named(user));
    UpdateProjectPermissions {
        organization,
        project,
        user,
        view: None,
        create: None,
        admin: Some(true),
        seen: None,
    }
}

async fn payer(client: &Client) -> String {
    client.call(Whoami {}).await.unwrap().billing_organization.to_string()
}

/// Acme, which pays for Bob; he views it, owns the project `acme/pond` and is in the team `acme/data`.
async fn acme(world: &World) {
    world.organization("acme").await;
    let (ada, bob) = (world.ada().await, world.bob().await);
    ada.call(grant("acme", "bob", [Some(true), Some(true), None])).await.unwrap();
    bill_bob(world).await;
    let (organization, name) = (named("acme"), named("pond"));
    let input = CreateProject { organization, name, description: Default::default(), public: false };
    bob.call(input).await.unwrap();
    let (organization, name) = (named("acme"), named("data"));
    let input = CreateTeam { organization, name, description: Default::default(), discoverable: false };
    ada.call(input).await.unwrap();
    let (organization, team, user) = (named("acme"), named("data"), named("bob"));
    ada.call(AddTeamMember { organization, team, user, seen: None }).await.unwrap();
}

/// A secret of a service of acme's that Bob made and issued a secret for.
async fn issued_by_bob(world: &World) -> IssuedSecret {
    let bob = world.bob().await;
    let made = CreateService { organization: named("acme"), ..services::create("shift") };
    bob.call(made).await.unwrap();
    let input = IssueServiceSecret { organization: named("acme"), ..services::issue("shift") };
    bob.call(input).await.unwrap()
}

/// The people who hold `admin` on acme.
async fn admins(world: &World) -> usize {
    let text = "select u.name from organization_grants g join users u on u.id = g.user_id \
        join organizations o on o.id = g.organization_id where o.name = 'acme' and g.can_admin";
    world.rows(text).await
}

on_both! {
    async fn secrets_that_somebody_issued_go_on_unless_they_are_ticked(world: World) {
        acme(world).await;
        let issued = issued_by_bob(world).await;
        let ada = world.ada().await;
        let (organization, user) = (named("acme"), named("bob"));
        let held = ada.call(ShowMemberHoldings { organization, user }).await.unwrap();
        assert_eq!(held.secrets.len(), 1);
        let input = LeaveOrganization { organization: named("acme"), revoke_secrets: true, seen: None };
        // The only admin of a project hands it over first.
        assert_eq!(world.bob().await.status(input.clone()).await, 409);
        assert!(services::holder(world, &issued).await.is_some(), "nothing of it was done");
        let taken = RemoveMember { take_over: true, ..remove("bob") };
        let removed = ada.call(taken).await.unwrap();
        assert_eq!(removed.revoked_secrets, 0);
        assert!(services::holder(world, &issued).await.is_some());
        ada.call(grant("acme", "bob", [Some(true), Some(true), None])).await.unwrap();
        let input = IssueServiceSecret { organization: named("acme"), ..services::issue("shift") };
        let again = world.bob().await.call(input).await.unwrap();
        let ticked = RemoveMember { revoke_secrets: true, ..remove("bob") };
        let removed = ada.call(ticked).await.unwrap();
        assert_eq!(removed.revoked_secrets, 2, "all that they issued there");
        assert_eq!(services::holder(world, &issued).await, None);
        assert_eq!(services::holder(world, &again).await, None);
    }

    async fn who_leaves_may_end_the_secrets_that_they_issued(world: World) {
        acme(world).await;
        let (bob, issued) = (world.bob().await, issued_by_bob(world).await);
        let input = IssueServiceSecret { organization: named("acme"), ..services::issue("shift") };
        let own = world.ada().await.call(input).await.unwrap();
        bob.call(share_pond("ada")).await.unwrap();
        let ticked = LeaveOrganization { revoke_secrets: true, ..leave("acme") };
        let left = bob.call(ticked).await.unwrap();
        assert_eq!((left.users, left.revoked_secrets), (vec![named("bob")], 1));
        assert_eq!(services::holder(world, &issued).await, None);
        assert!(services::holder(world, &own).await.is_some(), "another issued it");
        assert_eq!(payer(&bob).await, "bob");
    }

    async fn a_removed_member_is_refused_on_the_next_call(world: World) {
        acme(world).await;
        let bob = world.bob().await;
        let secret = Client::as_user(&world.core, world.bob.id, "bob", UserCredential::Full);
        for client in [&bob, &secret] {
            assert_eq!((client.status(members()).await, client.status(show("pond")).await), (200, 200));
        }
        let ada = world.ada().await;
        let removed = ada.call(RemoveMember { take_over: true, ..remove("bob") }).await.unwrap();
        assert_eq!(removed.taken_over, ["project:acme/pond"]);
        for client in [&bob, &secret] {
            assert_eq!((client.status(members()).await, client.status(show("pond")).await), (403, 404));
            let teams = ListTeams { organization: named("acme"), search: None, limit: None, after: None };
            assert!(client.call(teams).await.map_or(true, |page| page.items.is_empty()));
        }
        assert_eq!(payer(&bob).await, "bob");
        assert_eq!(ada.status(remove("bob")).await, 404, "there is nothing left to end");
    }

    async fn what_would_be_ownerless_is_named_or_taken_over(world: World) {
        acme(world).await;
        let ada = world.ada().await;
        let refused = ada.call(remove("bob")).await.unwrap_err();
        assert_eq!(refused.kind, FaultKind::Conflict);
        assert!(refused.detail.contains("project:acme/pond") && refused.detail.contains("--take-over"));
        assert_eq!(payer(&world.bob().await).await, "acme", "nothing was done");
        ada.call(RemoveMember { take_over: true, ..remove("bob") }).await.unwrap();
        let input = ListProjectMembers {
            organization: named("acme"), project: named("pond"), search: None, limit: None, after: None,
        };
        let left = ada.call(input).await.unwrap().items;
        assert_eq!((left.len(), left[0].flags.admin), (1, true));
        let audit = ListOrganizationAudit { organization: named("acme"), limit: None, after: None };
        let names: Vec<String> = ada.call(audit).await.unwrap().items.into_iter().map(|row| row.operation).collect();
        assert!(names.iter().any(|name| name == "ClaimProject") && names.iter().any(|name| name == "RemoveMember"));
    }

    async fn holdings_show_what_may_be_seen_and_count_the_rest(world: World) {
        acme(world).await;
        let of = || ShowMemberHoldings { organization: named("acme"), user: named("bob") };
        let seen = world.ada().await.call(of()).await.unwrap();
        assert_eq!((seen.flags.view, seen.billed_here, seen.hidden), (true, true, 1), "ada can't see into pond");
        assert_eq!(seen.holdings.iter().map(|one| one.resource.as_str()).collect::<Vec<_>>(), ["team:acme/data"]);
        let own = world.bob().await.call(of()).await.unwrap();
        assert_eq!((own.hidden, own.holdings.len()), (0, 2));
        assert!(own.holdings[0].only_keeper && own.holdings[0].resource == "project:acme/pond");
        assert_eq!(world.cleo().await.status(of()).await, 403);
    }

    async fn who_leaves_pays_at_home_and_keeps_nothing(world: World) {
        acme(world).await;
        let bob = world.bob().await;
        let refused = bob.call(leave("acme")).await.unwrap_err();
        assert_eq!(refused.kind, FaultKind::Conflict);
        bob.call(share_pond("ada")).await.unwrap();
        assert_eq!(bob.call(leave("acme")).await.unwrap().users, [named("bob")]);
        assert_eq!((payer(&bob).await.as_str(), bob.status(show("pond")).await), ("bob", 404));
        assert_eq!(bob.status(leave("acme")).await, 404);
        assert_eq!(world.ada().await.status(leave("ada")).await, 409, "one's own is left with the account");
        let own = bob.call(grant("bob", "bob", [None, None, None])).await.unwrap();
        assert_eq!(own.flags, Flags::ALL);
    }

    async fn a_project_grant_alone_can_be_given_up_and_taken(world: World) {
        world.ada().await.call(grant("ada", "bob", [Some(false), None, None])).await.unwrap();
        let lake = ShowProject { organization: named("ada"), project: named("lake") };
        assert_eq!(world.bob().await.status(lake.clone()).await, 200, "flags are gone, the project grant stays");
        world.bob().await.call(leave("ada")).await.unwrap();
        assert_eq!(world.bob().await.status(lake).await, 404);
    }

    async fn several_are_changed_and_removed_or_none(world: World) {
        acme(world).await;
        let ada = world.ada().await;
        let names = |names: &[&str]| names.iter().map(|name| named(name)).collect::<Vec<_>>().try_into().unwrap();
        let flags = |users, admin| UpdateMembers {
            organization: named("acme"), users, view: Some(true), create: None, admin, seen: None,
        };
        let changed = ada.call(flags(names(&["bob", "cleo"]), None)).await.unwrap().changed;
        assert_eq!(changed, [named("cleo")], "bob had it already");
        assert_eq!(ada.status(flags(names(&["cleo", "nobody"]), Some(true))).await, 422);
        ada.call(flags(names(&["bob", "cleo"]), Some(true))).await.unwrap();
        let all = flags(names(&["ada", "bob", "cleo"]), Some(false));
        assert_eq!(ada.status(all).await, 409, "the invariant is over the whole set");
        assert_eq!(admins(world).await, 3);
        let gone = |users, take_over| RemoveMembers {
            organization: named("acme"), users, take_over, revoke_secrets: false, seen: None,
        };
        assert_eq!(ada.status(gone(names(&["cleo", "bob"]), false)).await, 409);
        assert_eq!(admins(world).await, 3, "none was removed");
        let removed = ada.call(gone(names(&["cleo", "bob"]), true)).await.unwrap();
        assert_eq!((removed.users.len(), removed.taken_over.len(), admins(world).await), (2, 1, 1));
    }

    async fn people_are_found_by_how_their_name_begins(world: World) {
        let find = |search: &str| FindPeople { search: search.into(), organization: None };
        let found = world.bob().await.call(find("CL")).await.unwrap().people;
        assert_eq!((found.len(), found[0].name.clone()), (1, named("cleo")));
        assert_eq!(world.bob().await.status(find("c")).await, 422);
        assert_eq!(world.etl().status(find("cl")).await, 403);
        let there = |search: &str| FindPeople { organization: Some(named("ada")), ..find(search) };
        for (search, standing) in [("ad", Standing::Member), ("bo", Standing::Collaborator), ("cl", Standing::Outside)] {
            let found = world.bob().await.call(there(search)).await.unwrap().people;
            assert_eq!(found[0].standing, Some(standing));
            let stranger = world.cleo().await.call(there(search)).await.unwrap().people;
            assert_eq!((stranger.len(), stranger[0].standing), (1, None), "that is for who may view it");
        }
    }

    async fn two_admins_demote_each_other_and_one_stays(world: World) {
        world.organization("acme").await;
        let (ada, bob) = (world.ada().await, world.bob().await);
        let (mut tally, no) = (Tally::default(), [None, None, Some(false)]);
        for _ in 0..rounds() {
            let yes = [None, None, Some(true)];
            for who in [&ada, &bob] {
                // Whoever stayed lets the other one in again.
                let _ = who.call(grant("acme", "ada", yes)).await;
                let _ = who.call(grant("acme", "bob", yes)).await;
            }
            assert_eq!(admins(world).await, 2);
            let (one, other) = (ada.clone(), bob.clone());
            let (first, second) = both(
                async move { one.status(grant("acme", "bob", no)).await },
                async move { other.status(grant("acme", "ada", no)).await },
            ).await;
            assert_eq!(admins(world).await, 1, "{first} {second}");
            assert!([first, second].contains(&200) && [first, second].contains(&403), "{first} {second}");
            tally.add(if first == 200 { "the first" } else { "the second" });
        }
        tally.report("demote ∥ demote", &world.core);
    }

    async fn two_admins_remove_each_other_and_one_stays(world: World) {
        world.organization("acme").await;
        let (ada, bob) = (world.ada().await, world.bob().await);
        let mut tally = Tally::default();
        for _ in 0..rounds() {
            let yes = [None, None, Some(true)];
            for who in [&ada, &bob] {
                let _ = who.call(grant("acme", "ada", yes)).await;
                let _ = who.call(grant("acme", "bob", yes)).await;
            }
            assert_eq!(admins(world).await, 2);
            let (one, other) = (ada.clone(), bob.clone());
            let ended = both(
                async move { one.status(remove("bob")).await },
                async move { other.status(remove("ada")).await },
            ).await;
            assert_eq!(admins(world).await, 1, "{ended:?}");
            assert!(matches!(ended, (200, 403) | (403, 200)), "{ended:?}");
            tally.add(if ended.0 == 200 { "the first" } else { "the second" });
        }
        tally.report("remove ∥ remove", &world.core);
    }
}
