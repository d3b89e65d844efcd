//! Teams, who is in them, and home teams.

use access::UserCredential;
use access::world::{Change, preview_all};
use api::FaultKind;
use api::names::Name;
use api::previews::{PreviewOf, ShowPreviewFacts};
use api::teams::{
    AddTeamMember, AddTeamMembers, CreateTeam, DeleteTeam, ListTeamMembers, ListTeams, RemoveTeamMember,
    SetHomeTeam, ShowTeam, TeamMember, UpdateTeam,
};

use crate::on_both;
use crate::support::World;
use crate::support::client::Client;
use crate::support::world::named;

pub(crate) fn create(name: &str, discoverable: bool) -> CreateTeam {
    let description = "Loads and cleans".to_owned().try_into().unwrap();
    CreateTeam { organization: named("ada"), name: named(name), description, discoverable }
}

pub(crate) fn show(team: &str) -> ShowTeam {
    ShowTeam { organization: named("ada"), team: named(team) }
}

pub(crate) fn list() -> ListTeams {
    ListTeams { organization: named("ada"), search: None, limit: None, after: None }
}

pub(crate) fn add(team: &str, user: &str) -> AddTeamMember {
    AddTeamMember { organization: named("ada"), team: named(team), user: named(user), seen: None }
}

pub(crate) fn add_all(team: &str, users: &str) -> AddTeamMembers {
    let users: Vec<Name> = users.split(',').map(named).collect();
    AddTeamMembers {
        organization: named("ada"),
        team: named(team),
        users: users.try_into().unwrap(),
        seen: None,
    }
}

pub(crate) fn remove(team: &str, user: &str) -> RemoveTeamMember {
    RemoveTeamMember { organization: named("ada"), team: named(team), user: named(user), seen: None }
}

pub(crate) fn home(team: &str, user: &str) -> SetHomeTeam {
    SetHomeTeam { organization: named("ada"), team: named(team), user: named(user) }
}

pub(crate) fn members(team: &str) -> ListTeamMembers {
    ListTeamMembers { organization: named("ada"), team: named(team), search: None, limit: None, after: None }
}

pub(crate) fn update(team: &str) -> UpdateTeam {
    UpdateTeam {
        organization: named("ada"),
        team: named(team),
        name: None,
        description: None,
        discoverable: None,
    }
}

pub(crate) fn delete(team: &str) -> DeleteTeam {
    DeleteTeam { organization: named("ada"), team: named(team), seen: None }
}

async fn names(client: &Client) -> Vec<String> {
    client.call(list()).await.unwrap().items.iter().map(|team| team.name.to_string()).collect()
}

/// The teams of ada that are bob's home team.
async fn homes_of_bob(world: &World) -> Vec<String> {
    let ada = world.ada().await;
    let mut homes = Vec::new();
    for team in names(&ada).await {
        let rows: Vec<TeamMember> = ada.call(members(&team)).await.unwrap().items;
        homes.extend(rows.iter().filter(|row| row.home && row.user == named("bob")).map(|_| team.clone()));
    }
    homes
}

on_both! {
    async fn a_team_is_made_changed_and_deleted(world: World) {
        let ada = world.ada().await;
        let made = ada.call(create("data-crew", false)).await.unwrap();
        assert_eq!((made.path.as_str(), made.members, made.member), ("ada/data-crew", 0, false));
        assert_eq!(ada.call(show("data_crew")).await.unwrap(), made);
        let taken = ada.call(create("data_crew", false)).await.unwrap_err();
        assert_eq!((taken.kind, taken.at("name").is_some()), (FaultKind::Conflict, true));
        let renamed = ada.call(UpdateTeam { name: Some(named("crew")), ..update("data-crew") }).await.unwrap();
        assert_eq!((renamed.id, renamed.description, renamed.discoverable), (made.id, made.description, false));
        assert_eq!(ada.status(show("data-crew")).await, 404);
        assert_eq!(ada.call(delete("crew")).await.unwrap().path, "ada/crew");
        assert_eq!(ada.status(show("crew")).await, 404);
        let anew = ada.call(create("crew", false)).await.unwrap();
        assert_ne!(anew.id, made.id);
    }

    async fn a_stale_update_is_refused(world: World) {
        let ada = world.ada().await;
        let made = ada.call(create("crew", false)).await.unwrap();
        let stale = sluicegate::etag::of(&made);
        ada.call(UpdateTeam { discoverable: Some(true), ..update("crew") }).await.unwrap();
        let late = ada.if_match(&stale).call(update("crew")).await.unwrap_err();
        assert_eq!(late.kind, FaultKind::PreconditionFailed);
    }

    async fn a_team_takes_members_and_holders_of_a_flag(world: World) {
        let ada = world.ada().await;
        ada.call(create("crew", false)).await.unwrap();
        let added = ada.call(add("crew", "bob")).await.unwrap();
        assert_eq!((added.home, added.added_by, added.disabled), (true, Some(named("ada")), false));
        assert_eq!(ada.call(add("crew", "ada")).await.unwrap().user, named("ada"), "billed here");
        assert_eq!(ada.call(add("crew", "bob")).await.unwrap().joined_at, added.joined_at, "done, not an error");
        for stranger in ["cleo", "nobody"] {
            let refused = ada.call(add("crew", stranger)).await.unwrap_err();
            assert_eq!((refused.kind, refused.at("user").is_some()), (FaultKind::Invalid, true), "{stranger}");
        }
        assert_eq!(ada.call(show("crew")).await.unwrap().members, 2);
        let page = ada.call(ListTeamMembers { limit: Some(1), ..members("crew") }).await.unwrap();
        assert_eq!((page.items[0].user.clone(), page.next.as_deref()), (named("ada"), Some("ada")));
        let found = ada.call(ListTeamMembers { search: Some("BO".into()), ..members("crew") }).await.unwrap();
        assert_eq!(found.items.len(), 1);
        assert_eq!(ada.status(remove("crew", "cleo")).await, 404);
        assert_eq!(ada.call(remove("crew", "ada")).await.unwrap().members, 1);
    }

    async fn several_join_a_team_or_none(world: World) {
        let ada = world.ada().await;
        ada.call(create("crew", false)).await.unwrap();
        let refused = ada.call(add_all("crew", "ada,bob,cleo")).await.unwrap_err();
        assert_eq!((refused.kind, refused.at("users").is_some()), (FaultKind::Invalid, true));
        assert_eq!(ada.call(show("crew")).await.unwrap().members, 0);
        ada.call(add("crew", "bob")).await.unwrap();
        assert_eq!(ada.call(add_all("crew", "ada,bob")).await.unwrap().changed, [named("ada")]);
        assert_eq!(ada.call(show("crew")).await.unwrap().members, 2);
        assert_eq!(world.bob().await.status(add_all("crew", "ada")).await, 403);
    }

    async fn who_leaves_the_organization_leaves_its_teams(world: World) {
        let ada = world.ada().await;
        ada.call(create("crew", false)).await.unwrap();
        ada.call(add("crew", "bob")).await.unwrap();
        ada.call(crate::members::grant("ada", "bob", [Some(false); 3])).await.unwrap();
        assert_eq!(ada.call(show("crew")).await.unwrap().members, 0);
        assert_eq!(world.bob().await.status(show("crew")).await, 404);
    }

    async fn from_outside_only_a_discoverable_team_can_be_named(world: World) {
        let ada = world.ada().await;
        let secret = ada.call(create("night-shift", false)).await.unwrap();
        let open = ada.call(create("day-shift", true)).await.unwrap();
        let cleo = world.cleo().await;
        let hidden = cleo.call(show("night-shift")).await.unwrap_err();
        assert_eq!((hidden.status(), cleo.call(show("nothing")).await.unwrap_err()), (404, hidden));
        let seen = cleo.call(show("day-shift")).await.unwrap();
        assert_eq!((seen.id, seen.members, seen.description.as_str()), (open.id, 0, ""), "one row with a count");
        assert_eq!(names(&cleo).await, ["day-shift"]);
        let refused = cleo.call(members("day-shift")).await.unwrap_err();
        assert_eq!((refused.status(), refused.resource.as_deref()), (403, Some("organization:ada")));
        assert_eq!(cleo.status(members("night-shift")).await, 404);
        assert_eq!(names(&world.bob().await).await, ["day-shift", "night-shift"]);
        assert_eq!(world.bob().await.call(show("night-shift")).await.unwrap(), secret);
        assert_eq!(world.anonymous().status(list()).await, 401);
        assert_eq!(world.anonymous().status(show("day-shift")).await, 401);
        assert_eq!(world.etl().status(show("day-shift")).await, 404, "services know no teams");
        assert_eq!(world.ada_by(UserCredential::PublicRead).status(list()).await, 403);
        let search = ListTeams { search: Some("night_".into()), ..list() };
        assert_eq!(ada.call(search).await.unwrap().items.len(), 1);
    }

    async fn the_home_team_is_the_first_joined_until_changed(world: World) {
        let (ada, bob) = (world.ada().await, world.bob().await);
        for team in ["zinc", "iron", "gold"] {
            ada.call(create(team, false)).await.unwrap();
            ada.call(add(team, "bob")).await.unwrap();
            world.pass(1);
        }
        assert_eq!(homes_of_bob(world).await, ["zinc"], "the first joined, not the first by name");
        assert!(bob.call(home("gold", "bob")).await.unwrap().home, "one's own");
        assert_eq!(homes_of_bob(world).await, ["gold"]);
        assert_eq!(world.cleo().await.status(home("gold", "bob")).await, 404);
        bob.call(remove("gold", "bob")).await.unwrap();
        assert_eq!(homes_of_bob(world).await, ["zinc"], "when it ends, the next joined follows");
        ada.call(home("iron", "bob")).await.unwrap();
        ada.call(delete("iron")).await.unwrap();
        assert_eq!(homes_of_bob(world).await, ["zinc"]);
        ada.call(remove("zinc", "bob")).await.unwrap();
        assert_eq!(homes_of_bob(world).await, [""; 0]);
        assert_eq!(ada.status(home("zinc", "bob")).await, 404, "only a member has it as home");
    }

    async fn only_admins_manage_and_members_leave(world: World) {
        let (ada, bob) = (world.ada().await, world.bob().await);
        ada.call(create("crew", false)).await.unwrap();
        ada.call(add("crew", "bob")).await.unwrap();
        assert_eq!(bob.status(create("own", false)).await, 403);
        assert_eq!(bob.status(add("crew", "ada")).await, 403);
        assert_eq!(bob.status(update("crew")).await, 403);
        assert_eq!(bob.status(delete("crew")).await, 403);
        let of = PreviewOf::Team { organization: named("ada"), team: named("crew"), users: vec![named("cleo")] };
        let facts = bob.call(ShowPreviewFacts { of }).await.unwrap();
        assert_eq!((facts.world.teams.len(), facts.users, facts.hidden), (1, vec![world.cleo.id], 0));
        assert_eq!(bob.call(remove("crew", "bob")).await.unwrap().members, 0);
    }
    async fn what_was_seen_of_a_team_must_still_hold(world: World) {
        let (ada, bob) = (world.ada().await, world.bob().await);
        ada.call(create("crew", false)).await.unwrap();
        let join = seen(&ada, "bob", true).await;
        let joining = AddTeamMember { seen: Some(join.clone()), ..add("crew", "bob") };
        let stale = AddTeamMember { seen: Some(seen(&ada, "ada", true).await), ..add("crew", "bob") };
        assert_eq!(ada.call(stale).await.unwrap_err().kind, FaultKind::Conflict, "that was about somebody else");
        assert_eq!(ada.call(show("crew")).await.unwrap().members, 0);
        ada.call(joining.clone()).await.unwrap();

        let goes = seen_deleted(&ada).await;
        ada.call(add("crew", "ada")).await.unwrap();
        let stale = DeleteTeam { seen: Some(goes.clone()), ..delete("crew") };
        assert_eq!(ada.call(stale.clone()).await.unwrap_err().kind, FaultKind::Conflict, "one more is in it");
        // Who leaves sees the same of it; somebody else's mark is none of it.
        let leaves = seen(&bob, "bob", false).await;
        let other = RemoveTeamMember { seen: Some(seen(&ada, "ada", false).await), ..remove("crew", "bob") };
        assert_eq!(bob.call(other).await.unwrap_err().kind, FaultKind::Conflict);
        bob.call(RemoveTeamMember { seen: Some(leaves), ..remove("crew", "bob") }).await.unwrap();
        ada.call(joining).await.unwrap();
        ada.call(remove("crew", "ada")).await.unwrap();
        ada.call(stale).await.unwrap();
        assert_eq!(ada.status(show("crew")).await, 404);
    }

    async fn what_was_seen_of_several_joining_must_still_hold(world: World) {
        let ada = world.ada().await;
        ada.call(create("crew", false)).await.unwrap();
        let joining = |seen: &str| AddTeamMembers { seen: Some(seen.into()), ..add_all("crew", "ada,bob") };
        let facts = ada.call(preview_of(&["ada", "bob"])).await.unwrap();
        assert_eq!(facts.users, [world.ada.id, world.bob.id]);
        let would = preview_all(&facts.world, &facts.set_membership(true));
        let mark = would.seen_by(&ada.who.actor, &facts.world).mark();
        assert_eq!(would.joins.len(), 2);
        let alone = seen(&ada, "bob", true).await;
        assert_eq!(ada.call(joining(&alone)).await.unwrap_err().kind, FaultKind::Conflict, "one of the two");
        ada.call(add("crew", "bob")).await.unwrap();
        assert_eq!(ada.call(joining(&mark)).await.unwrap_err().kind, FaultKind::Conflict, "bob is in it");
        assert_eq!(ada.call(show("crew")).await.unwrap().members, 1, "none if one of them can’t");
        ada.call(remove("crew", "bob")).await.unwrap();
        assert_eq!(ada.call(joining(&mark)).await.unwrap().changed, [named("ada"), named("bob")]);
        assert_eq!(ada.status(preview_of(&["ada", "nobody"])).await, 404);
    }
}

fn preview_of(users: &[&str]) -> ShowPreviewFacts {
    let users = users.iter().map(|user| named(user)).collect();
    let of = PreviewOf::Team { organization: named("ada"), team: named("crew"), users };
    ShowPreviewFacts { of }
}

/// The mark of what joining or leaving would do.
async fn seen(client: &Client, user: &str, member: bool) -> String {
    let facts = client.call(preview_of(&[user])).await.unwrap();
    let seen =
        preview_all(&facts.world, &facts.set_membership(member)).seen_by(&client.who.actor, &facts.world);
    assert_eq!(seen.shown.joins.len() + seen.shown.leaves.len(), 1);
    seen.mark()
}

/// The mark of what deleting the team would do.
async fn seen_deleted(client: &Client) -> String {
    let facts = client.call(preview_of(&[])).await.unwrap();
    let change = Change::DeleteTeam { team: facts.team.unwrap() };
    preview_all(&facts.world, &[change]).seen_by(&client.who.actor, &facts.world).mark()
}
