//! Secrets of one's own account.

use access::{Actor, SecretKind, UserCredential};
use api::FaultKind;
use api::secrets::{
    IssueSecret, IssuedSecret, ListSecrets, ListedState, RevokeSecret, SecretState, ShowReach, ShowSecret,
};
use sluicegate::operations::operator;
use sluicegate::store::secrets::{self, SecretIdentity, Use};
use sluicegate::tokens;

use crate::on_both;
use crate::support::World;
use crate::support::world::named;

const DAY: i64 = 24 * 60 * 60 * 1000;

fn issue(kind: SecretKind) -> IssueSecret {
    IssueSecret { kind, description: Default::default(), lifetime_days: None, expires_at: None }
}

async fn identity(world: &World, issued: &IssuedSecret) -> SecretIdentity {
    let presented = tokens::read(issued.token.reveal()).unwrap();
    secrets::find_by_hash(&world.core.db, &presented.hash).await.unwrap().unwrap()
}

on_both! {
    async fn an_issued_secret_is_its_owner_with_its_ceiling(world: World) {
        let ada = world.ada().await.confirmed().await;
        for (kind, credential, start) in [
            (SecretKind::Full, UserCredential::Full, "sgf_"),
            (SecretKind::PrivateRead, UserCredential::PrivateRead, "sgp_"),
            (SecretKind::PublicRead, UserCredential::PublicRead, "sgr_"),
        ] {
            let issued = ada.call(issue(kind)).await.unwrap();
            assert!(issued.token.reveal().starts_with(start) && issued.secret.hint.starts_with(start));
            assert_eq!(issued.secret.issued_by, Some(named("ada")));
            let found = identity(world, &issued).await;
            assert_eq!((found.id, found.name.as_str()), (issued.secret.id, "ada"));
            let now = world.core.clock.now();
            assert_eq!(found.actor(now), Some(Actor::User { id: world.ada.id, credential }));
        }
    }

    async fn a_full_secret_needs_the_password_lately_and_a_session(world: World) {
        let ada = world.ada().await;
        assert_eq!(ada.call(issue(SecretKind::Full)).await.unwrap_err().kind, FaultKind::PasswordNeeded);
        let ada = ada.confirmed().await;
        ada.call(issue(SecretKind::Full)).await.unwrap();
        world.pass(10 * 60 * 1000);
        assert_eq!(ada.call(issue(SecretKind::Full)).await.unwrap_err().kind, FaultKind::PasswordNeeded);
        let full = world.ada_by(UserCredential::Full);
        assert_eq!(full.status(issue(SecretKind::Full)).await, 403);
        let bob = world.bob().await;
        let mut stolen = ada.confirmed().await;
        stolen.who.actor = bob.who.actor;
        assert_eq!(stolen.status(issue(SecretKind::Full)).await, 403, "another's confirmation");
    }

    async fn a_secret_records_which_one_issued_it(world: World) {
        let full = operator::issue_secret(&world.core, &named("ada"), &Default::default()).await.unwrap();
        assert_eq!((full.secret.issued_by, full.secret.issued_with), (None, None));
        let by_full = world.ada_by(UserCredential::Full).with_secret(full.secret.id);
        let read = by_full.call(issue(SecretKind::PrivateRead)).await.unwrap();
        assert_eq!(read.secret.issued_with, Some(full.secret.id));
    }

    async fn lifetimes_are_checked_and_end_secrets(world: World) {
        let ada = world.ada().await;
        let now = world.core.clock.now();
        let mut input = issue(SecretKind::PrivateRead);
        for days in [0, 3651] {
            input.lifetime_days = Some(days);
            assert!(ada.call(input.clone()).await.unwrap_err().at("lifetime_days").is_some());
        }
        input.lifetime_days = Some(30);
        let issued = ada.call(input.clone()).await.unwrap();
        assert_eq!(issued.secret.expires_at, Some(now.plus(30 * DAY)));
        input.expires_at = Some(now.plus(DAY));
        assert!(ada.call(input.clone()).await.unwrap_err().at("expires_at").is_some(), "not both");
        for wrong in [now, now.plus(3651 * DAY)] {
            let input = IssueSecret { lifetime_days: None, expires_at: Some(wrong), ..input.clone() };
            assert!(ada.call(input).await.unwrap_err().at("expires_at").is_some());
        }
        assert!(ada.call(issue(SecretKind::Service)).await.unwrap_err().at("kind").is_some());

        world.pass(30 * DAY);
        assert_eq!(identity(world, &issued).await.actor(world.core.clock.now()), None);
        let ada = world.ada().await;
        let shown = ada.call(ShowSecret { id: issued.secret.id }).await.unwrap();
        assert_eq!(shown.state, SecretState::Expired);
    }

    async fn a_revoked_secret_is_dead_and_revoking_again_changes_nothing(world: World) {
        let ada = world.ada().await;
        let issued = ada.call(issue(SecretKind::PrivateRead)).await.unwrap();
        let id = issued.secret.id;
        for stranger in [world.cleo().await, world.bob().await] {
            let theirs = stranger.call(RevokeSecret::only(id)).await.unwrap_err();
            let missing = stranger.call(RevokeSecret::only(access::SecretId::new(uuid::Uuid::now_v7()))).await;
            assert_eq!(missing.unwrap_err(), theirs, "another's is as one that isn't there");
            assert_eq!(theirs.status(), 404);
        }
        let revoked = ada.call(RevokeSecret::only(id)).await.unwrap();
        assert_eq!(revoked.state, SecretState::Revoked);
        assert_eq!(identity(world, &issued).await.actor(world.core.clock.now()), None);
        world.pass(1000);
        assert_eq!(ada.call(RevokeSecret::only(id)).await.unwrap(), revoked);
    }

    async fn a_disabled_users_secrets_are_dead(world: World) {
        let issued = world.bob().await.call(issue(SecretKind::PublicRead)).await.unwrap();
        world.run("update users set disabled_at = 1 where name = 'bob'", None).await;
        assert_eq!(identity(world, &issued).await.actor(world.core.clock.now()), None);
        world.run("update users set disabled_at = null where name = 'bob'", None).await;
        assert!(identity(world, &issued).await.actor(world.core.clock.now()).is_some());
    }

    async fn lists_go_newest_first_by_pages_and_state(world: World) {
        let ada = world.ada().await;
        let mut issued = Vec::new();
        for _ in 0..5 {
            issued.push(ada.call(issue(SecretKind::PublicRead)).await.unwrap().secret.id);
        }
        world.bob().await.call(issue(SecretKind::PublicRead)).await.unwrap();
        ada.call(RevokeSecret::only(issued[1])).await.unwrap();
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let page = ada.call(ListSecrets { limit: Some(2), after, state: None }).await.unwrap();
            seen.extend(page.items.iter().map(|secret| secret.id));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        issued.reverse();
        assert_eq!(seen, issued);
        let of = async |state| ada.call(ListSecrets { state: Some(state), ..Default::default() }).await.unwrap();
        assert_eq!(of(ListedState::Active).await.items.len(), 4);
        assert_eq!(of(ListedState::Ended).await.items[0].id, issued[3]);
        assert_eq!(ada.status(ListSecrets { limit: Some(0), ..Default::default() }).await, 422);
        assert_eq!(ada.status(ListSecrets { after: Some("x".into()), ..Default::default() }).await, 422);
    }

    async fn last_use_is_noted_once_and_never_backwards(world: World) {
        let ada = world.ada().await;
        let id = ada.call(issue(SecretKind::PublicRead)).await.unwrap().secret.id;
        let now = world.core.clock.now();
        let used = |at, from: &str| Use { id, at, from: Some(from.into()) };
        for used in [used(now.plus(5), "192.0.2.5"), used(now, "192.0.2.6")] {
            let uses = [used];
            world.core.db.append(async |tx| secrets::note_uses(tx, &uses).await).await.unwrap();
        }
        let shown = ada.call(ShowSecret { id }).await.unwrap();
        assert_eq!((shown.last_used_at, shown.last_used_from.as_deref()), (Some(now.plus(5)), Some("192.0.2.5")));
    }

    async fn an_issuing_call_is_carried_out_once(world: World) {
        let ada = world.ada().await.once("key", 1);
        let issued = ada.call(issue(SecretKind::PrivateRead)).await.unwrap();
        let again = ada.call(issue(SecretKind::PrivateRead)).await.unwrap_err();
        assert_eq!((again.kind, again.id), (FaultKind::Conflict, Some(issued.secret.id.to_string())));
        let bobs = world.bob().await.once("key", 1);
        bobs.call(issue(SecretKind::PrivateRead)).await.unwrap();
        world.pass(DAY);
        ada.call(issue(SecretKind::PrivateRead)).await.unwrap();
    }

    async fn reach_tells_what_the_account_holds(world: World) {
        let reach = world.ada().await.call(ShowReach {}).await.unwrap();
        assert_eq!(reach.organizations.len(), 1);
        let projects: Vec<_> = reach.projects.iter().map(|(facts, streams)| (facts.path.as_str(), *streams)).collect();
        assert_eq!(projects, [("ada/lake", 1), ("ada/open", 1)]);
        let bobs = world.bob().await.call(ShowReach {}).await.unwrap();
        let organizations: Vec<_> = bobs.organizations.iter().map(|facts| facts.path.as_str()).collect();
        assert_eq!(organizations, ["ada", "bob"]);
        assert!(!bobs.more);
        assert_eq!(world.ada_by(UserCredential::PublicRead).status(ShowReach {}).await, 403);
    }
}
