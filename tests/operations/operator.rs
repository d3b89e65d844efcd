//! Accounts that the operator ends or brings back.

use access::Flags;
use api::FaultKind;
use api::invites::{ListInvites, ListOwnInvites};
use api::names::Name;
use api::organizations::{ListOrganizations, ShowOrganization};
use api::projects::ShowProject;
use sluicegate::operations::operator;
use sluicegate::store::sessions;

use crate::invites::{accept, invite, look, resend, to_address};
use crate::members::grant;
use crate::on_both;
use crate::support::World;
use crate::support::client::Client;
use crate::support::world::{PASSWORD, named};

const DAY: i64 = 24 * 60 * 60 * 1000;

fn lake() -> ShowProject {
    ShowProject { organization: named("ada"), project: named("lake") }
}

async fn has_session(world: &World, client: &Client) -> bool {
    let key = client.who.session.unwrap();
    sessions::find(&world.core.db, &key, world.core.clock.now())
        .await
        .unwrap()
        .is_some_and(|row| row.user.is_some())
}

on_both! {
    async fn a_disabled_account_loses_its_sessions_for_good(world: World) {
        let bob = world.bob().await;
        assert!(has_session(world, &bob).await);
        operator::disable_user(&world.core, &named("bob")).await.unwrap();
        assert!(!has_session(world, &bob).await);
        let issued = operator::issue_secret(&world.core, &named("bob"), &Default::default()).await.unwrap_err();
        assert_eq!(issued.kind, FaultKind::Conflict);
        operator::enable_user(&world.core, &named("bob")).await.unwrap();
        assert!(!has_session(world, &bob).await, "sessions stay dead");
        operator::issue_secret(&world.core, &named("bob"), &Default::default()).await.unwrap();
        let nobody = operator::disable_user(&world.core, &named("nobody")).await.unwrap_err();
        assert_eq!(nobody.kind, FaultKind::NotFound);
    }

    async fn an_account_that_something_hangs_on_is_not_deleted(world: World) {
        let refused = operator::delete_user(&world.core, &named("ada")).await.unwrap_err();
        assert_eq!(refused.kind, FaultKind::Conflict);
        for path in ["ada/etl", "ada/lake", "ada/open"] {
            assert!(refused.detail.contains(path), "{}", refused.detail);
        }
        assert_eq!(world.ada().await.status(lake()).await, 200);
    }

    async fn whoever_takes_a_deleted_users_name_holds_nothing_of_theirs(world: World) {
        operator::issue_secret(&world.core, &named("bob"), &Default::default()).await.unwrap();
        let bob = world.bob().await;
        assert_eq!(bob.status(lake()).await, 200);
        operator::delete_user(&world.core, &named("bob")).await.unwrap();
        assert!(!has_session(world, &bob).await);
        assert_eq!(world.ada().await.status(ShowOrganization { organization: named("bob") }).await, 404);

        let password = PASSWORD.to_owned().into();
        let again = async || operator::create_user(&world.core, named("bob"), &password).await;
        assert_eq!(again().await.unwrap_err().kind, FaultKind::Conflict, "kept for 90 days");
        world.pass(91 * DAY);
        let new = again().await.unwrap();
        assert_ne!(new.id, world.bob.id);
        let bob = Client::in_session(&world.core, &new).await;
        assert_eq!(bob.status(lake()).await, 404);
        let own: Vec<Name> =
            bob.call(ListOrganizations::default()).await.unwrap().items.into_iter().map(|row| row.name).collect();
        assert_eq!(own, [named("bob")]);
        let secrets = bob.call(api::secrets::ListSecrets::default()).await.unwrap();
        assert!(secrets.items.is_empty());
    }

    async fn an_invite_ends_with_whom_it_was_for(world: World) {
        world.organization("acme").await;
        world.organization("beta").await;
        let ada = world.ada().await;
        let flags = Flags { view: true, ..Flags::NONE };
        ada.call(grant("beta", "bob", [None, None, Some(true)])).await.unwrap();
        let to_bob = ada.call(invite("acme", "bob", flags)).await.unwrap();
        let by_bob = world.bob().await.call(invite("beta", "cleo", flags)).await.unwrap();
        let link = world.bob().await.call(to_address("beta", "dora@example.com")).await.unwrap();
        operator::delete_user(&world.core, &named("bob")).await.unwrap();

        let cleo = world.cleo().await;
        assert!(cleo.call(ListOwnInvites::default()).await.unwrap().items.is_empty(), "whoever sent it is gone");
        assert_eq!((cleo.status(accept("beta")).await, world.anonymous().status(look(&link)).await), (404, 404));
        for organization in ["acme", "beta"] {
            let organization = named(organization);
            let list = ListInvites { organization, pending: Some(true), limit: None, after: None };
            assert!(ada.call(list).await.unwrap().items.is_empty());
        }
        for sent in [&to_bob, &by_bob, &link] {
            assert_eq!(ada.status(resend(&sent.invite)).await, 404);
        }
        let nobody = ada.call(invite("acme", "bob", flags)).await.unwrap_err();
        assert_eq!((nobody.status(), nobody.at("user").is_some()), (422, true));

        // No invite lasts as long as the name is kept; it must not have been kept either.
        let forgotten = "delete from freed_names";
        world.run(forgotten, None).await;
        let new = operator::create_user(&world.core, named("bob"), &PASSWORD.to_owned().into()).await.unwrap();
        let bob = Client::in_session(&world.core, &new).await;
        assert!(bob.call(ListOwnInvites::default()).await.unwrap().items.is_empty());
        assert_eq!(bob.status(accept("acme")).await, 404);
    }

    async fn the_operator_rescues_an_organization_but_no_personal_one(world: World) {
        let (bob, ada) = (named("bob"), named("ada"));
        let refused = operator::grant_admin(&world.core, &ada, &bob).await.unwrap_err();
        assert_eq!(refused.kind, FaultKind::Conflict);
        operator::grant_admin(&world.core, &bob, &bob).await.unwrap();
        let own = world.bob().await.call(ShowOrganization { organization: bob }).await.unwrap();
        assert_eq!(own.flags, Flags::ALL);
        let missing = operator::grant_admin(&world.core, &named("nobody"), &ada).await.unwrap_err();
        assert_eq!(missing.kind, FaultKind::NotFound);
    }
}
