//! The first account, who is calling, signing out.

use access::UserCredential;
use api::FaultKind;
use api::accounts::{CreateFirstAccount, CredentialKind, SignOut, Whoami};
use api::organizations::ShowOrganization;
use sluicegate::operations::accounts::first_account_code;
use sluicegate::operations::operator;

use crate::on_both;
use crate::support::client::Client;
use crate::support::world::{PASSWORD, named};

fn first(code: &str, name: &str, password: &str) -> CreateFirstAccount {
    CreateFirstAccount { code: code.into(), name: named(name), password: password.to_owned().into() }
}

on_both! {
    async fn the_first_account_is_made_by_the_link_once(world: Empty) {
        // Each node prints one of its own.
        let code = first_account_code(&world.core).await.unwrap().unwrap();
        let other = first_account_code(&world.core).await.unwrap().unwrap();
        let nobody = world.anonymous();
        assert_eq!(nobody.status(first("wrong", "ada", PASSWORD)).await, 404);
        let reserved = nobody.call(first(&code, "admin", PASSWORD)).await.unwrap_err();
        assert!(reserved.at("name").unwrap().contains("a word of the product"));
        let short = nobody.call(first(&code, "ada", "short")).await.unwrap_err();
        assert!(short.at("password").unwrap().contains("at least 10"));

        let account = nobody.call(first(&code, "ada", PASSWORD)).await.unwrap();
        assert_eq!(account.name, named("ada"));
        assert_eq!(nobody.status(first(&code, "bob", PASSWORD)).await, 404, "it is used up");
        assert_eq!(nobody.status(first(&other, "bob", PASSWORD)).await, 404, "and the other one with it");
        assert_eq!(first_account_code(&world.core).await.unwrap(), None);

        let ada = Client::in_session(&world.core, &account).await;
        let organization = ada.call(ShowOrganization { organization: named("ada") }).await.unwrap();
        assert!(organization.personal && organization.pays_for_you);
        assert!(organization.flags.view && organization.flags.create && organization.flags.admin);
    }

    async fn the_link_is_dead_after_an_hour_and_once_there_is_an_account(world: Empty) {
        let late = first_account_code(&world.core).await.unwrap().unwrap();
        world.pass(60 * 60 * 1000);
        assert_eq!(world.anonymous().status(first(&late, "ada", PASSWORD)).await, 404);
        let code = first_account_code(&world.core).await.unwrap().unwrap();
        operator::create_user(&world.core, named("bob"), &PASSWORD.to_owned().into()).await.unwrap();
        assert_eq!(world.anonymous().status(first(&code, "ada", PASSWORD)).await, 404);
    }

    async fn two_at_once_make_one_first_account(world: Empty) {
        let code = first_account_code(&world.core).await.unwrap().unwrap();
        let other = first_account_code(&world.core).await.unwrap().unwrap();
        let nobody = world.anonymous();
        let both = tokio::join!(
            nobody.status(first(&code, "ada", PASSWORD)),
            nobody.status(first(&other, "bob", PASSWORD))
        );
        assert!(matches!(both, (200, 404) | (404, 200)), "{both:?}");
    }

    async fn names_are_one_namespace_and_taken_once(world: World) {
        let again = operator::create_user(&world.core, named("ada"), &PASSWORD.to_owned().into()).await.unwrap_err();
        assert_eq!(again.kind, FaultKind::Conflict);
        assert!(again.at("name").is_some());
        world.run("insert into freed_names (name, user_id, freed_at) \
            select 'dora', id, 1760000000000 from users where name = 'ada'", None).await;
        let freed = async || operator::create_user(&world.core, named("dora"), &PASSWORD.to_owned().into()).await;
        assert_eq!(freed().await.unwrap_err().kind, FaultKind::Conflict, "kept for whoever freed it");
        world.pass(90 * 24 * 60 * 60 * 1000);
        assert_eq!(freed().await.unwrap().name, named("dora"));
    }

    async fn whoami_says_who_by_what_and_who_pays(world: World) {
        let identity = world.ada().await.call(Whoami {}).await.unwrap();
        assert_eq!((identity.user, identity.service), (Some(named("ada")), None));
        assert_eq!(identity.credential.kind, CredentialKind::Session);
        assert_eq!(identity.billing_organization, named("ada"));
        let read = world.ada_by(UserCredential::PublicRead).call(Whoami {}).await.unwrap();
        assert_eq!(read.credential.kind, CredentialKind::PublicRead);
        let service = world.etl().call(Whoami {}).await.unwrap();
        assert_eq!(service.service.as_deref(), Some("ada/etl"));
        assert_eq!(service.billing_organization, named("ada"));
        assert_eq!(world.anonymous().status(Whoami {}).await, 401);
    }

    async fn signing_out_ends_the_session_for_good(world: World) {
        let ada = world.ada().await.confirmed().await;
        let key = ada.who.session.unwrap();
        ada.call(SignOut {}).await.unwrap();
        let db = &world.core.db;
        let now = world.core.clock.now();
        assert!(sluicegate::store::sessions::find(db, &key, now).await.unwrap().is_none());
        let saved = db.write(async |tx| sluicegate::store::sessions::save(tx, &key, "{}", now.plus(1)).await).await;
        assert!(!saved.unwrap(), "a late save doesn't bring it back");
        ada.call(SignOut {}).await.unwrap();
    }

    async fn a_disabled_users_sessions_are_dead(world: World) {
        let key = world.bob().await.who.session.unwrap();
        world.run("update users set disabled_at = 1 where name = 'bob'", None).await;
        let found = sluicegate::store::sessions::find(&world.core.db, &key, world.core.clock.now()).await.unwrap();
        assert!(found.is_none());
    }
}
