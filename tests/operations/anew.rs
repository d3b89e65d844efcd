//! What is made anew under a name that was freed, by deleting or by renaming: no member, team, secret, invite or grant of
//! before applies to it. What was renamed keeps them all.

use access::Flags;
use api::invites::{ListInvites, ListOwnInvites, SentInvite};
use api::members::ListMembers;
use api::organizations::{DeleteOrganization, UpdateOrganization};
use api::profile::UpdateAccount;
use api::projects::{CreateProject, DeleteProject, ShowProject, UpdateProject, UpdateProjectPermissions};
use api::secrets::{IssueServiceSecret, IssuedSecret, ListSecrets, ListServiceSecrets};
use api::services::{CreateService, DeleteService};
use api::streams::ShowNewestRecords;
use api::teams::{AddTeamMember, CreateTeam, ListTeamMembers, ListTeams};
use sluicegate::operations::operator;

use crate::invites::{accept, invite, look, resend, to_address};
use crate::members::grant;
use crate::on_both;
use crate::services;
use crate::support::World;
use crate::support::client::Client;
use crate::support::world::{PASSWORD, named};

const DAY: i64 = 24 * 60 * 60 * 1000;

/// What hangs on the organization `acme`.
struct Hanging {
    /// To Bob, by name.
    invite: SentInvite,
    /// To an address.
    link: SentInvite,
    /// Of the service `acme/shift`.
    secret: IssuedSecret,
}

/// Acme with Cleo as an admin, in the team `acme/crew` and on the project `acme/lake`; a service with a secret; and two
/// invites that wait.
async fn acme(world: &World) -> Hanging {
    let ada = world.ada().await;
    world.organization("acme").await;
    furnish(&ada).await;
    ada.call(grant("acme", "cleo", [Some(true); 3])).await.unwrap();
    let (organization, team, user) = (named("acme"), named("crew"), named("cleo"));
    ada.call(AddTeamMember { organization, team, user, seen: None }).await.unwrap();
    let (organization, project, user) = (named("acme"), named("lake"), named("cleo"));
    let [view, create, admin] = [Some(true); 3];
    let share = UpdateProjectPermissions { organization, project, user, view, create, admin, seen: None };
    ada.call(share).await.unwrap();
    let issue = IssueServiceSecret { organization: named("acme"), ..services::issue("shift") };
    Hanging {
        invite: ada.call(invite("acme", "bob", Flags::ALL)).await.unwrap(),
        link: ada.call(to_address("acme", "dora@example.com")).await.unwrap(),
        secret: ada.call(issue).await.unwrap(),
    }
}

/// A team, a project and a service of acme's.
async fn furnish(ada: &Client) {
    let (organization, name) = (named("acme"), named("crew"));
    let team = CreateTeam { organization, name, description: Default::default(), discoverable: false };
    ada.call(team).await.unwrap();
    let (organization, name) = (named("acme"), named("lake"));
    let project = CreateProject { organization, name, description: Default::default(), public: false };
    ada.call(project).await.unwrap();
    ada.call(CreateService { organization: named("acme"), ..services::create("shift") }).await.unwrap();
}

fn project(organization: &str, project: &str) -> ShowProject {
    ShowProject { organization: named(organization), project: named(project) }
}

fn members(organization: &str) -> ListMembers {
    let organization = named(organization);
    ListMembers { organization, search: None, filter: None, order: None, limit: None, after: None }
}

fn crew(organization: &str) -> ListTeamMembers {
    let (organization, team) = (named(organization), named("crew"));
    ListTeamMembers { organization, team, search: None, limit: None, after: None }
}

fn newest(project: &str) -> ShowNewestRecords {
    let (organization, project, stream) = (named("ada"), named(project), named("events"));
    ShowNewestRecords { organization, project, stream, before: None }
}

/// Acme is made anew, with a team, a project and a service of the old names: nobody and nothing of before is there.
async fn nothing_applies(world: &World) {
    let (ada, bob, cleo) = (world.ada().await, world.bob().await, world.cleo().await);
    world.organization("acme").await;
    let organization = named("acme");
    let teams = ListTeams { organization, search: None, limit: None, after: None };
    assert!(ada.call(teams).await.unwrap().items.is_empty());
    furnish(&ada).await;
    assert!(ada.call(crew("acme")).await.unwrap().items.is_empty(), "no place in a team");
    let people = ada.call(members("acme")).await.unwrap().items;
    assert_eq!(people.iter().map(|one| one.user.clone()).collect::<Vec<_>>(), [Some(named("ada"))]);
    assert_eq!((cleo.status(members("acme")).await, cleo.status(project("acme", "lake")).await), (403, 404));
    let (organization, service) = (named("acme"), named("shift"));
    let secrets = ListServiceSecrets { organization, service, state: None, limit: None, after: None };
    assert!(ada.call(secrets).await.unwrap().items.is_empty(), "no secret");
    let invites = ListInvites { organization: named("acme"), pending: None, limit: None, after: None };
    assert!(ada.call(invites).await.unwrap().items.is_empty(), "no invite");
    assert_eq!((bob.status(accept("acme")).await, bob.status(members("acme")).await), (404, 403));
}

on_both! {
    async fn a_deleted_organization_carries_nothing_into_one_made_anew(world: World) {
        let old = acme(world).await;
        let ada = world.ada().await.confirmed().await;
        let (organization, project) = (named("acme"), named("lake"));
        ada.call(DeleteProject { organization, project, seen: None }).await.unwrap();
        let shift = DeleteService { organization: named("acme"), ..services::delete("shift") };
        ada.call(shift).await.unwrap();
        ada.call(DeleteOrganization { organization: named("acme"), seen: None }).await.unwrap();
        let waiting = world.bob().await.call(ListOwnInvites::default()).await.unwrap();
        assert!(waiting.items.is_empty());
        nothing_applies(world).await;
        assert_eq!(world.anonymous().status(look(&old.link)).await, 404);
        assert_eq!(services::holder(world, &old.secret).await, None);
        for sent in [&old.invite, &old.link] {
            assert_eq!(ada.status(resend(&sent.invite)).await, 404);
        }
    }

    async fn a_renamed_organization_takes_all_along(world: World) {
        let old = acme(world).await;
        let (ada, bob, cleo) = (world.ada().await, world.bob().await, world.cleo().await);
        let rename = UpdateOrganization {
            organization: named("acme"), name: Some(named("newton")), description: None, longest_secret_days: None,
        };
        ada.call(rename).await.unwrap();
        nothing_applies(world).await;
        assert_eq!(ada.status(resend(&old.invite.invite)).await, 404, "it is newton's");
        assert_eq!((cleo.status(members("newton")).await, cleo.status(project("newton", "lake")).await), (200, 200));
        assert_eq!(cleo.call(crew("newton")).await.unwrap().items.len(), 1);
        assert_eq!(world.anonymous().call(look(&old.link)).await.unwrap().organization, named("newton"));
        assert!(services::holder(world, &old.secret).await.is_some());
        assert_eq!(bob.call(accept("newton")).await.unwrap().organization, named("newton"));
    }

    async fn a_renamed_project_takes_all_along(world: World) {
        let (ada, bob) = (world.ada().await, world.bob().await);
        assert_eq!((bob.status(newest("lake")).await, world.etl().status(newest("lake")).await), (200, 200));
        let rename = UpdateProject {
            organization: named("ada"), project: named("lake"), name: Some(named("sea")), description: None,
            public: None, seen: None,
        };
        ada.call(rename).await.unwrap();
        world.project("lake", false).await;
        world.stream("lake", "events").await;
        assert_eq!(bob.status(newest("lake")).await, 403, "its name is known by view on ada");
        assert_eq!(world.etl().status(newest("lake")).await, 404);
        assert_eq!(ada.call(crate::project_members::list("lake")).await.unwrap().items.len(), 1);
        assert_eq!((bob.status(newest("sea")).await, world.etl().status(newest("sea")).await), (200, 200));
    }

    async fn a_renamed_user_takes_all_along(world: World) {
        world.organization("acme").await;
        let ada = world.ada().await;
        let sent = ada.call(invite("acme", "bob", Flags::ALL)).await.unwrap();
        let bob = world.bob().await.confirmed().await;
        bob.call(UpdateAccount { name: Some(named("rob")), ..Default::default() }).await.unwrap();
        world.pass(13 * DAY);
        for _ in 0..6 {
            // For as long as the name is kept for whoever freed it.
            world.ada().await.call(resend(&sent.invite)).await.unwrap();
            world.pass(13 * DAY);
        }
        let new = operator::create_user(&world.core, named("bob"), &PASSWORD.to_owned().into()).await.unwrap();
        assert_ne!(new.id, world.bob.id);
        let (rob, bob) = (world.bob().await, Client::in_session(&world.core, &new).await);
        assert!(bob.call(ListOwnInvites::default()).await.unwrap().items.is_empty());
        assert!(bob.call(ListSecrets::default()).await.unwrap().items.is_empty());
        assert_eq!((bob.status(accept("acme")).await, bob.status(newest("lake")).await), (404, 404));
        assert_eq!(bob.status(project("ada", "lake")).await, 404);
        assert_eq!((rob.status(newest("lake")).await, rob.status(accept("acme")).await), (200, 200));
    }
}
