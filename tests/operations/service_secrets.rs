//! Secrets of services, and rolling anybody's.

use access::{Actor, SecretKind};
use api::FaultKind;
use api::organizations::UpdateOrganization;
use api::secrets::{
    IssueSecret, IssueServiceSecret, IssuedSecret, ListServiceSecrets, ListedState, RevokeSecret, RollSecret,
    SecretState, ShowAdoption, ShowSecret,
};
use api::services::UpdateServicePermissions;
use sluicegate::store::secrets;

use crate::on_both;
use crate::services::{acme, create, grant, holder, issue, place};
use crate::support::client::Client;
use crate::support::world::named;

const HOUR: i64 = 60 * 60 * 1000;
const DAY: i64 = 24 * HOUR;

pub(crate) fn list(service: &str) -> ListServiceSecrets {
    ListServiceSecrets {
        organization: named("ada"),
        service: named(service),
        state: None,
        limit: None,
        after: None,
    }
}

pub(crate) fn roll(issued: &IssuedSecret) -> RollSecret {
    RollSecret { id: issued.secret.id, overlap_hours: None }
}

async fn read_secret(client: &Client) -> IssuedSecret {
    let input = IssueSecret {
        kind: SecretKind::PrivateRead,
        description: "notebook".to_owned().try_into().unwrap(),
        lifetime_days: Some(10),
        expires_at: None,
    };
    client.call(input).await.unwrap()
}

on_both! {
    async fn a_secret_is_the_service_and_is_listed_for_its_managers(world: World) {
        let ada = world.ada().await;
        let input = IssueServiceSecret { description: "prod".to_owned().try_into().unwrap(), lifetime_days: Some(3), ..issue("etl") };
        let issued = ada.call(input).await.unwrap();
        assert!(issued.token.reveal().starts_with("sgs_"));
        assert_eq!((issued.secret.kind, issued.secret.issued_by.clone()), (SecretKind::Service, Some(named("ada"))));
        assert_eq!(holder(world, &issued).await, Some(Actor::Service { id: world.etl }));
        assert_eq!(ada.call(list("etl")).await.unwrap().items, std::slice::from_ref(&issued.secret));
        assert_eq!(ada.call(ShowSecret { id: issued.secret.id }).await.unwrap(), issued.secret);
        let bob = world.bob().await;
        assert_eq!(bob.status(list("etl")).await, 403);
        assert_eq!(bob.status(ShowSecret { id: issued.secret.id }).await, 404);
        assert_eq!(bob.status(RevokeSecret::only(issued.secret.id)).await, 404);
        let gone = ada.call(RevokeSecret::only(issued.secret.id)).await.unwrap();
        assert_eq!(gone.state, SecretState::Revoked);
        assert_eq!(holder(world, &issued).await, None);
        let live = ListServiceSecrets { state: Some(ListedState::Active), ..list("etl") };
        assert_eq!(ada.call(live).await.unwrap().items, []);
    }

    async fn issuing_hands_on_all_that_the_service_holds(world: World) {
        place(world, "bob", true, true, false).await;
        let (ada, bob) = (world.ada().await, world.bob().await);
        bob.call(create("bobs")).await.unwrap();
        let first = bob.call(issue("bobs")).await.unwrap();
        ada.call(grant("bobs", "ada/lake/events", None, Some(true))).await.unwrap();
        let fault = bob.call(issue("bobs")).await.unwrap_err();
        assert_eq!((fault.status(), fault.permission.as_deref()), (403, Some("issue")));
        assert_eq!(bob.status(roll(&first)).await, 403, "rolling is issuing");
        bob.call(RevokeSecret::only(first.secret.id)).await.unwrap();
        ada.call(issue("bobs")).await.unwrap();
        let (ada, cleo) = acme(world).await;
        let of_acme = || IssueServiceSecret { organization: named("acme"), ..issue("etl") };
        cleo.call(of_acme()).await.unwrap();
        let input = UpdateServicePermissions { organization: named("acme"), ..grant("etl", "acme/lake/events", Some(true), None) };
        ada.call(input).await.unwrap();
        let fault = cleo.call(of_acme()).await.unwrap_err();
        assert_eq!((fault.status(), fault.permission.as_deref()), (403, Some("issue")), "admins included");
    }

    async fn an_organization_caps_the_lifetimes_of_its_services_secrets(world: World) {
        let ada = world.ada().await;
        let old = ada.call(issue("etl")).await.unwrap();
        let cap = UpdateOrganization {
            organization: named("ada"),
            name: None,
            description: None,
            longest_secret_days: Some(api::fields::Limit(Some(7))),
        };
        ada.call(cap).await.unwrap();
        let days = |days| IssueServiceSecret { lifetime_days: Some(days), ..issue("etl") };
        assert_eq!(ada.status(issue("etl")).await, 422);
        assert_eq!(ada.status(days(8)).await, 422);
        assert_eq!(ada.status(days(7)).await, 200);
        let new = ada.call(roll(&old)).await.unwrap();
        assert_eq!(new.secret.expires_at, Some(world.core.clock.now().plus(7 * DAY)), "a roll is cut to it");
    }

    async fn a_roll_makes_another_like_it_and_ends_the_old_one_after_the_overlap(world: World) {
        let ada = world.ada().await;
        let old = read_secret(&ada).await;
        world.pass(5 * DAY);
        let new = ada.call(roll(&old)).await.unwrap();
        let now = world.core.clock.now();
        assert_eq!((new.secret.kind, new.secret.description.as_str()), (SecretKind::PrivateRead, "notebook"));
        assert_eq!(new.secret.expires_at, Some(now.plus(10 * DAY)), "the same lifetime from now on");
        assert_eq!(new.secret.rolled_from, Some(old.secret.id));
        let was = ada.call(ShowSecret { id: old.secret.id }).await.unwrap();
        assert_eq!((was.expires_at, was.rolled_to), (Some(now.plus(DAY)), Some(new.secret.id)));
        assert!(holder(world, &old).await.is_some() && holder(world, &new).await.is_some());
        world.pass(DAY - 1);
        assert!(holder(world, &old).await.is_some());
        world.pass(1);
        assert!(holder(world, &old).await.is_none());
        assert!(holder(world, &new).await.is_some());
        assert_eq!(ada.call(roll(&old)).await.unwrap_err().kind, FaultKind::Conflict, "dead");
        ada.call(RollSecret { overlap_hours: Some(0), ..roll(&new) }).await.unwrap();
        assert!(holder(world, &new).await.is_none(), "no overlap");
    }

    async fn neither_of_a_pair_is_rolled_while_both_work(world: World) {
        let ada = world.ada().await;
        let old = ada.call(issue("etl")).await.unwrap();
        let new = ada.call(roll(&old)).await.unwrap();
        assert_eq!(ada.status(roll(&old)).await, 409);
        assert_eq!(ada.status(roll(&new)).await, 409);
        // Revoking either leaves the other as it was.
        let before = ada.call(ShowSecret { id: new.secret.id }).await.unwrap();
        ada.call(RevokeSecret::only(old.secret.id)).await.unwrap();
        assert_eq!(ada.call(ShowSecret { id: new.secret.id }).await.unwrap(), before);
        ada.call(roll(&new)).await.unwrap();
        let other = ada.call(issue("etl")).await.unwrap();
        let next = ada.call(roll(&other)).await.unwrap();
        let end = ada.call(ShowSecret { id: other.secret.id }).await.unwrap().expires_at;
        ada.call(RevokeSecret::only(next.secret.id)).await.unwrap();
        assert_eq!(ada.call(ShowSecret { id: other.secret.id }).await.unwrap().expires_at, end);
        assert!(holder(world, &other).await.is_some());
    }

    async fn an_overlap_is_from_0_to_30_days_and_never_longer_than_the_secret(world: World) {
        let ada = world.ada().await;
        let old = read_secret(&ada).await;
        let fault = ada.call(RollSecret { overlap_hours: Some(721), ..roll(&old) }).await.unwrap_err();
        assert_eq!((fault.status(), fault.errors[0].field.as_str()), (422, "overlap_hours"));
        ada.call(RollSecret { overlap_hours: Some(720), ..roll(&old) }).await.unwrap();
        assert_eq!(ada.call(ShowSecret { id: old.secret.id }).await.unwrap().expires_at, old.secret.expires_at);
    }

    async fn two_rolls_at_once_make_one(world: World) {
        let ada = world.ada().await;
        let old = ada.call(issue("etl")).await.unwrap();
        let (one, two) = tokio::join!(ada.call(roll(&old)), ada.call(roll(&old)));
        assert_eq!([&one, &two].into_iter().filter(|answer| answer.is_ok()).count(), 1, "{one:?} {two:?}");
        assert_eq!(ada.call(list("etl")).await.unwrap().items.len(), 2);
    }

    async fn rolling_a_full_secret_counts_as_issuing_one(world: World) {
        let ada = world.ada().await.confirmed().await;
        let input = IssueSecret { kind: SecretKind::Full, description: Default::default(), lifetime_days: None, expires_at: None };
        let full = ada.call(input).await.unwrap();
        let fresh = world.ada().await;
        assert_eq!(fresh.call(roll(&full)).await.unwrap_err().kind, FaultKind::PasswordNeeded);
        assert_eq!(world.ada_by(access::UserCredential::Full).status(roll(&full)).await, 403);
        let new = fresh.confirmed().await.call(roll(&full)).await.unwrap();
        assert!(new.token.reveal().starts_with("sgf_"));
        assert_eq!(world.bob().await.status(roll(&new)).await, 404);
    }

    async fn adoption_counts_requests_with_either(world: World) {
        let ada = world.ada().await;
        let old = ada.call(issue("etl")).await.unwrap();
        assert_eq!(ada.status(ShowAdoption { id: old.secret.id }).await, 409, "not rolled");
        let new = ada.call(roll(&old)).await.unwrap();
        let used = async |issued: &IssuedSecret| {
            let now = world.core.clock.now();
            world.core.usage.note_use(issued.secret.id, now);
            let used = [secrets::Use { id: issued.secret.id, at: now, from: None }];
            world.core.db.append(async |tx| secrets::note_uses(tx, &used).await).await.unwrap();
        };
        used(&old).await;
        used(&old).await;
        world.pass(HOUR);
        used(&new).await;
        let seen = ada.call(ShowAdoption { id: old.secret.id }).await.unwrap();
        assert_eq!((seen.old_requests.len(), seen.old_requests[46], seen.old_requests[47]), (48, 2, 0));
        assert_eq!((seen.new_requests[46], seen.new_requests[47]), (0, 1));
        assert!(seen.safe_to_finish);
        used(&old).await;
        assert!(!ada.call(ShowAdoption { id: old.secret.id }).await.unwrap().safe_to_finish);
        assert_eq!(world.bob().await.status(ShowAdoption { id: old.secret.id }).await, 404);
    }
}
