//! Who may do what with a pipeline: the matrix cell by cell, sharing, handing over, and that somebody owns it always.

use access::world::{Change, preview_all};
use access::{PipelineRights, Role};
use api::FaultKind;
use api::members::{LeaveOrganization, RemoveMember, ShowMemberHoldings};
use api::names::TeamPath;
use api::organizations::DeleteOrganization;
use api::pipelines::{
    AccessChange, ListOrphanedPipelines, PipelineAccess, PipelineRole, TransferPipeline, UpdatePipelineAccess,
};
use api::previews::{PreviewFacts, PreviewOf, ShowPreviewFacts};
use api::profile::DeleteAccount;
use sluicegate::operations::operator;

use super::pipelines::{
    access, claim, cleaner, create, delete, leave, people, restore, rewire, share, share_team, show,
    transfer, unshare, unshare_team, update, versions,
};
use super::{services, teams};
use crate::on_both;
use crate::support::World;
use crate::support::client::Client;
use crate::support::races::{Tally, both, rounds};
use crate::support::world::named;

/// What each call of the matrix answers: view (and versions, and who has access), change, share, transfer, delete.
async fn cells(client: &Client, name: &str) -> [u16; 7] {
    [
        client.status(show(name)).await,
        client.status(versions(name)).await,
        client.status(access(name)).await,
        client.status(rewire(name, "> 1", "> 7")).await,
        client.status(share(name, "cleo", Role::Reader)).await,
        // Whom they could hand it to is nobody: only whether they may is asked.
        client.status(transfer(name, "nobody-at-all")).await,
        client.status(delete(name)).await,
    ]
}

const OWNER: [u16; 7] = [200, 200, 200, 200, 200, 404, 200];
const EDITOR: [u16; 7] = [200, 200, 200, 200, 403, 403, 403];
const READER: [u16; 7] = [200, 200, 200, 403, 403, 403, 403];
const NONE: [u16; 7] = [404; 7];

fn set(name: &str, changes: &[AccessChange]) -> UpdatePipelineAccess {
    let (organization, pipeline, changes) = (named("ada"), named(name), changes.to_vec());
    UpdatePipelineAccess { organization, pipeline, changes, seen: None }
}

fn person(user: &str, role: Option<Role>) -> AccessChange {
    AccessChange::User { user: named(user), role }
}

fn team(path: &str, shared: bool) -> AccessChange {
    AccessChange::Team { team: path.parse().unwrap(), shared }
}

fn preview(name: &str, users: &[&str], teams: &[&str]) -> ShowPreviewFacts {
    let users = users.iter().map(|user| named(user)).collect();
    let teams = teams.iter().map(|team| team.parse::<TeamPath>().unwrap()).collect();
    ShowPreviewFacts {
        of: PreviewOf::Pipeline { organization: named("ada"), pipeline: named(name), users, teams },
    }
}

/// The team `ada/data` with Bob in it.
async fn data(world: &World) {
    let ada = world.ada().await;
    ada.call(teams::create("data", false)).await.unwrap();
    ada.call(teams::add("data", "bob")).await.unwrap();
}

/// Disables an account.
async fn disable(world: &World, user: &str) {
    operator::disable_user(&world.core, &named(user)).await.unwrap();
}

/// One of two owners acts.
async fn give_up(client: Client, kind: u8, other: &'static str) -> u16 {
    match kind {
        0 => client.status(leave("cleaner")).await,
        1 => client.status(share("cleaner", other, Role::Reader)).await,
        _ => client.status(transfer("cleaner", other)).await,
    }
}

/// How many own the pipeline.
async fn owners(world: &World) -> usize {
    world.rows("select user_id from pipeline_roles where role = 'owner'").await
}

on_both! {
    async fn the_matrix_holds_cell_by_cell(world: World) {
        let ada = world.ada().await;
        cleaner(world).await;
        data(world).await;
        let bob = world.bob().await;
        for (role, viewer, wanted) in [
            (Some(Role::Reader), false, READER),
            (Some(Role::Editor), false, EDITOR),
            (None, true, READER),
            // Reader and team viewer: read. Editor and team viewer: read and edit.
            (Some(Role::Reader), true, READER),
            (Some(Role::Editor), true, EDITOR),
            (Some(Role::Owner), true, OWNER),
            (Some(Role::Owner), false, OWNER),
            (None, false, NONE),
        ] {
            if ada.status(show("cleaner")).await == 404 {
                ada.call(create("cleaner")).await.unwrap();
            }
            ada.call(set("cleaner", &[person("bob", role), team("ada/data", viewer)])).await.unwrap();
            assert_eq!(cells(&bob, "cleaner").await, wanted, "{role:?}, viewer {viewer}");
        }
        // Cleo got a role from the owners above and lost it with the pipeline.
        ada.call(unshare("cleaner", "cleo")).await.unwrap_err();
        assert_eq!(cells(&world.cleo().await, "cleaner").await, NONE);
        assert_eq!(cells(&ada, "cleaner").await, OWNER);
    }

    async fn losing_the_team_takes_what_the_team_gave(world: World) {
        let (ada, bob) = (world.ada().await, world.bob().await);
        cleaner(world).await;
        data(world).await;
        ada.call(set("cleaner", &[person("bob", Some(Role::Editor)), team("ada/data", true)])).await.unwrap();
        ada.call(create("other")).await.unwrap();
        ada.call(share_team("other", "ada/data")).await.unwrap();
        assert_eq!((bob.status(show("cleaner")).await, bob.status(show("other")).await), (200, 200));
        ada.call(teams::remove("data", "bob")).await.unwrap();
        assert_eq!((bob.status(show("cleaner")).await, bob.status(show("other")).await), (200, 404));
        // With the team goes what was shared with it.
        ada.call(teams::add("data", "bob")).await.unwrap();
        assert_eq!(bob.status(show("other")).await, 200);
        ada.call(teams::delete("data")).await.unwrap();
        assert_eq!(bob.status(show("other")).await, 404);
        assert!(ada.call(access("other")).await.unwrap().items.iter().all(|row| row.team.is_none()));
    }

    async fn sharing_again_is_done_and_a_second_grant_replaces(world: World) {
        let ada = world.ada().await;
        cleaner(world).await;
        let first: PipelineAccess = ada.call(share("cleaner", "bob", Role::Reader)).await.unwrap();
        world.pass(10);
        assert_eq!(ada.call(share("cleaner", "bob", Role::Reader)).await.unwrap(), first);
        let second = ada.call(share("cleaner", "bob", Role::Editor)).await.unwrap();
        assert_eq!((second.role, second.granted_by), (PipelineRole::Editor, Some(named("ada"))));
        assert_eq!(ada.call(access("cleaner")).await.unwrap().items.len(), 2);
        ada.call(unshare("cleaner", "bob")).await.unwrap();
        assert_eq!(ada.status(unshare("cleaner", "bob")).await, 404);
        assert_eq!(ada.status(unshare("cleaner", "nobody-at-all")).await, 404);
        assert_eq!(ada.status(share("cleaner", "nobody-at-all", Role::Reader)).await, 404);
        let neither = api::pipelines::SharePipeline { user: None, ..share("cleaner", "bob", Role::Reader) };
        assert_eq!(ada.status(neither).await, 422);
        let both = api::pipelines::SharePipeline { role: Some(Role::Reader), ..share_team("cleaner", "ada/data") };
        assert!(ada.call(both).await.unwrap_err().at("role").is_some());
        disable(world, "cleo").await;
        assert_eq!(ada.call(share("cleaner", "cleo", Role::Reader)).await.unwrap_err().kind, FaultKind::Invalid);
        assert_eq!(ada.status(transfer("cleaner", "cleo")).await, 422);
    }

    async fn only_teams_that_can_be_named_are_shared_with(world: World) {
        world.organization("acme").await;
        cleaner(world).await;
        data(world).await;
        let ada = world.ada().await;
        ada.call(share("cleaner", "cleo", Role::Owner)).await.unwrap();
        let cleo = world.cleo().await;
        for path in ["ada/data", "ada/nothing", "nowhere/data"] {
            let fault = cleo.call(share_team("cleaner", path)).await.unwrap_err();
            assert_eq!((fault.status(), fault.at("team").is_some()), (404, true), "{path}");
        }
        assert_eq!(cleo.status(unshare_team("cleaner", "ada/data")).await, 404);
        ada.call(teams::create("open", true)).await.unwrap();
        assert_eq!(cleo.status(share_team("cleaner", "ada/open")).await, 200);
        assert_eq!(cleo.status(unshare_team("cleaner", "ada/open")).await, 200);
        assert_eq!(cleo.status(unshare_team("cleaner", "ada/open")).await, 404);
        // What others shared can be ended all the same: the list shows it.
        ada.call(share_team("cleaner", "ada/data")).await.unwrap();
        let seen = cleo.call(people("cleaner")).await.unwrap();
        assert_eq!((seen.total, seen.closed_teams.len()), (2, 1));
        let seen = ada.call(people("cleaner")).await.unwrap();
        assert_eq!((seen.total, seen.closed_teams.len()), (3, 0));
        let bob = seen.items.iter().find(|one| one.user == named("bob")).unwrap();
        assert_eq!((bob.rights, bob.teams.len()), (PipelineRights::TEAM_VIEWER, 1));
        assert_eq!(cleo.status(unshare_team("cleaner", "ada/data")).await, 200);
    }

    async fn no_route_leaves_a_pipeline_without_an_owner(world: World) {
        let ada = world.ada().await;
        cleaner(world).await;
        for changed in [
            ada.status(share("cleaner", "ada", Role::Editor)).await,
            ada.status(unshare("cleaner", "ada")).await,
            ada.status(leave("cleaner")).await,
            ada.status(set("cleaner", &[person("ada", None)])).await,
        ] {
            assert_eq!(changed, 409);
        }
        // A disabled owner doesn't count.
        ada.call(share("cleaner", "bob", Role::Owner)).await.unwrap();
        disable(world, "bob").await;
        assert_eq!(ada.status(leave("cleaner")).await, 409);
        let by_operator = operator::delete_user(&world.core, &named("ada")).await.unwrap_err();
        let by_herself = world.ada().await.confirmed().await.call(DeleteAccount {}).await.unwrap_err();
        for refused in [by_operator, by_herself] {
            assert!(refused.detail.contains("ada/cleaner"), "{}", refused.detail);
        }
        // Handing over leaves the former owner an editor.
        let handed = ada.call(transfer("cleaner", "cleo")).await.unwrap();
        assert_eq!((handed.role, handed.rights.manage), (Some(Role::Editor), false));
        assert_eq!(world.cleo().await.call(show("cleaner")).await.unwrap().role, Some(Role::Owner));
        assert_eq!(world.cleo().await.status(transfer("cleaner", "cleo")).await, 422);
        let swapped = [person("ada", Some(Role::Owner)), person("cleo", None)];
        world.cleo().await.call(set("cleaner", &swapped)).await.unwrap();
        assert_eq!(owners(world).await, 2, "ada, and bob, who is disabled");
        assert_eq!(world.cleo().await.status(leave("cleaner")).await, 404);
    }

    async fn admins_claim_what_nobody_enabled_owns(world: World) {
        let (ada, bob) = (world.ada().await, world.bob().await);
        cleaner(world).await;
        let orphaned = async |client: &Client| -> Vec<String> {
            let asked = ListOrphanedPipelines { organization: named("ada"), limit: None, after: None };
            client.call(asked).await.unwrap().items.iter().map(|row| row.path.to_string()).collect()
        };
        assert_eq!(ada.status(claim("cleaner")).await, 403, "it has an owner");
        assert!(orphaned(&ada).await.is_empty());
        ada.call(transfer("cleaner", "cleo")).await.unwrap();
        ada.call(leave("cleaner")).await.unwrap();
        assert_eq!((ada.status(show("cleaner")).await, ada.status(claim("cleaner")).await), (404, 404));
        disable(world, "cleo").await;
        assert_eq!((bob.status(show("cleaner")).await, bob.status(claim("cleaner")).await), (404, 404));
        assert_eq!(ada.status(show("cleaner")).await, 403, "an admin may claim it, and look no further");
        assert_eq!(orphaned(&ada).await, ["ada/cleaner"]);
        let claimed = ada.call(claim("cleaner")).await.unwrap();
        assert!(orphaned(&ada).await.is_empty());
        assert_eq!((claimed.role, claimed.owners.len()), (Some(Role::Owner), 2));
    }

    async fn removing_people_ends_their_roles_or_takes_over(world: World) {
        let (ada, bob) = (world.ada().await, world.bob().await);
        world.stream("lake", "clean").await;
        ada.call(services::create("copy")).await.unwrap();
        services::place(world, "bob", true, true, false).await;
        ada.call(create("cleaner")).await.unwrap();
        ada.call(share("cleaner", "bob", Role::Editor)).await.unwrap();
        ada.call(create("lone")).await.unwrap();
        ada.call(transfer("lone", "bob")).await.unwrap();
        ada.call(leave("lone")).await.unwrap();
        let (organization, user) = (named("ada"), named("bob"));
        let held = ada.call(ShowMemberHoldings { organization, user }).await.unwrap();
        let seen = |resource: &str| held.holdings.iter().any(|one| one.resource == resource);
        assert!(seen("pipeline:ada/cleaner") && !seen("pipeline:ada/lone") && held.hidden == 1, "{held:?}");
        let remove = |take_over| {
            let (organization, user) = (named("ada"), named("bob"));
            RemoveMember { organization, user, take_over, revoke_secrets: false, seen: None }
        };
        let refused = ada.call(remove(false)).await.unwrap_err();
        assert_eq!(refused.kind, FaultKind::Conflict);
        assert!(refused.detail.contains("pipeline:ada/lone") && refused.detail.contains("--take-over"));
        let organization = named("ada");
        assert_eq!(bob.status(LeaveOrganization { organization, revoke_secrets: false, seen: None }).await, 409);
        assert_eq!(bob.status(show("lone")).await, 200, "nothing was done");
        let removed = ada.call(remove(true)).await.unwrap();
        assert_eq!(removed.taken_over, ["pipeline:ada/lone"]);
        assert_eq!((bob.status(show("lone")).await, bob.status(show("cleaner")).await), (404, 404));
        assert_eq!(ada.call(show("lone")).await.unwrap().role, Some(Role::Owner));
    }

    async fn an_organization_with_pipelines_stays(world: World) {
        let ada = world.ada().await;
        world.organization("acme").await;
        world.stream("lake", "clean").await;
        ada.call(api::services::CreateService { organization: named("acme"), ..services::create("etl") }).await.unwrap();
        ada.call(api::pipelines::CreatePipeline { organization: named("acme"), ..create("cleaner") }).await.unwrap();
        let input = api::services::DeleteService { organization: named("acme"), service: named("etl") };
        ada.call(input).await.unwrap();
        let gone = DeleteOrganization { organization: named("acme"), seen: None };
        let refused = ada.call(gone.clone()).await.unwrap_err();
        assert!(refused.kind == FaultKind::Conflict && refused.detail.contains("pipeline:acme/cleaner"));
        let input = api::pipelines::DeletePipeline { organization: named("acme"), pipeline: named("cleaner") };
        ada.call(input).await.unwrap();
        assert_eq!(ada.confirmed().await.status(gone).await, 200);
    }

    async fn accounts_go_without_a_trace_of_their_pipelines(world: World) {
        let ada = world.ada().await;
        cleaner(world).await;
        ada.call(share("cleaner", "cleo", Role::Owner)).await.unwrap();
        let cleo = world.cleo().await;
        cleo.call(rewire("cleaner", "> 1", "> 2")).await.unwrap();
        cleo.call(share("cleaner", "bob", Role::Reader)).await.unwrap();
        operator::delete_user(&world.core, &named("cleo")).await.unwrap();
        let newest = &ada.call(versions("cleaner")).await.unwrap().items[0];
        assert_eq!((newest.version, newest.author.clone()), (2, None));
        let listed = ada.call(access("cleaner")).await.unwrap().items;
        assert_eq!(listed.len(), 2);
        assert!(listed.iter().all(|row| row.granted_by.is_none()));
        assert_eq!(ada.call(restore("cleaner", 1)).await.unwrap().version, 3);
    }

    async fn previews_say_what_saving_does_and_saving_compares(world: World) {
        let ada = world.ada().await;
        cleaner(world).await;
        data(world).await;
        let changes = [person("bob", Some(Role::Editor)), team("ada/data", true)];
        let facts: PreviewFacts = ada.call(preview("cleaner", &["bob"], &["ada/data"])).await.unwrap();
        let would = preview_all(&facts.world, &facts.set_roles(&changes));
        let seen = would.seen_by(&ada.who.actor, &facts.world);
        assert_eq!((seen.shown.gains.len(), seen.hidden), (2, (0, 0, 0)), "read and edit for bob");
        let mark = Some(seen.mark());
        // Somebody else joins the team: others would gain now.
        services::place(world, "cleo", true, false, false).await;
        ada.call(teams::add("data", "cleo")).await.unwrap();
        let input = UpdatePipelineAccess { seen: mark, ..set("cleaner", &changes) };
        assert_eq!(ada.status(input).await, 409);
        let facts = ada.call(preview("cleaner", &["bob"], &["ada/data"])).await.unwrap();
        let mark = Some(preview_all(&facts.world, &facts.set_roles(&changes)).seen_by(&ada.who.actor, &facts.world).mark());
        let input = UpdatePipelineAccess { seen: mark, ..set("cleaner", &changes) };
        let changed = ada.call(input).await.unwrap();
        assert_eq!(changed.items.len(), 2);
        assert_eq!(changed.undo, [person("bob", None), team("ada/data", false)]);
        // Handing over, with what was seen.
        let facts = ada.call(preview("cleaner", &["bob"], &[])).await.unwrap();
        let (from, to) = (world.ada.id, world.bob.id);
        let change = Change::TransferPipeline { pipeline: facts.pipeline.unwrap(), from, to };
        let mark = preview_all(&facts.world, &[change]).seen_by(&ada.who.actor, &facts.world).mark();
        let stale = TransferPipeline { seen: Some("0".into()), ..transfer("cleaner", "bob") };
        assert_eq!(ada.status(stale).await, 409);
        let input = TransferPipeline { seen: Some(mark), ..transfer("cleaner", "bob") };
        assert_eq!(ada.status(input).await, 200);
        // What deleting the team takes is part of its preview.
        let of = PreviewOf::Team { organization: named("ada"), team: named("data"), users: vec![] };
        let facts = ada.call(ShowPreviewFacts { of }).await.unwrap();
        let lost = preview_all(&facts.world, &[Change::DeleteTeam { team: facts.team.unwrap() }]).losses;
        assert_eq!(lost.len(), 1, "cleo's read; bob keeps what his role gives");
        // Whoever doesn't see the pipeline sees no preview of it.
        assert_eq!(world.cleo().await.status(preview("cleaner", &[], &[])).await, 200, "by the team");
        ada.call(update("cleaner")).await.unwrap();
        assert_eq!(world.anonymous().status(preview("cleaner", &[], &[])).await, 401);
    }

    async fn two_owners_race(world: World) {
        cleaner(world).await;
        let (ada, bob) = (world.ada().await, world.bob().await);
        for (race, kind) in [("leave", 0), ("demote", 1), ("hand over", 2)] {
            let mut tally = Tally::default();
            for _ in 0..rounds() {
                world.run(OWN_AGAIN, None).await;
                world.run(BOB_TOO, None).await;
                let (one, other) = both(give_up(ada.clone(), kind, "bob"), give_up(bob.clone(), kind, "ada")).await;
                let left = owners(world).await;
                assert!(left > 0, "{race}: {one} {other}");
                tally.add(if left == 1 { "one owner" } else { "two owners" });
            }
            tally.report(&format!("pipeline: {race} ∥ {race}"), &world.core);
        }
    }
}

const OWN_AGAIN: &str = "insert into pipeline_roles (pipeline_id, user_id, role, granted_by, granted_at) \
    select l.id, u.id, 'owner', null, 0 from pipelines l cross join users u where u.name = 'ada' \
    on conflict (pipeline_id, user_id) do update set role = 'owner'";
const BOB_TOO: &str = "insert into pipeline_roles (pipeline_id, user_id, role, granted_by, granted_at) \
    select l.id, u.id, 'owner', null, 0 from pipelines l cross join users u where u.name = 'bob' \
    on conflict (pipeline_id, user_id) do update set role = 'owner'";
