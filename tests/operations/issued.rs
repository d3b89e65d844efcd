//! What a secret issued: shown, and revoked with it.

use access::{SecretId, SecretKind, UserCredential};
use api::audit::ListAudit;
use api::secrets::{
    IssueSecret, IssueServiceSecret, ListIssuedSecrets, RevokeSecret, Secret, SecretState, ShowSecret,
};
use sluicegate::operations::operator;

use crate::on_both;
use crate::support::World;
use crate::support::client::Client;
use crate::support::world::named;

/// A full secret of Ada's, by the operator.
async fn root(world: &World) -> Secret {
    operator::issue_secret(&world.core, &named("ada"), &Default::default()).await.unwrap().secret
}

fn by(world: &World, secret: SecretId) -> Client {
    world.ada_by(UserCredential::Full).with_secret(secret)
}

async fn read(client: &Client) -> Secret {
    let input = IssueSecret {
        kind: SecretKind::PrivateRead,
        description: Default::default(),
        lifetime_days: None,
        expires_at: None,
    };
    client.call(input).await.unwrap().secret
}

fn of(id: SecretId) -> ListIssuedSecrets {
    ListIssuedSecrets { id, limit: None, after: None }
}

on_both! {
    async fn what_a_secret_issued_is_listed_all_the_way_down(world: World) {
        let root = root(world).await;
        let first = read(&by(world, root.id)).await;
        // By way of another: as rolling with the first would make it.
        let second = read(&by(world, first.id)).await;
        let service = by(world, root.id)
            .call(IssueServiceSecret {
                organization: named("ada"),
                service: named("etl"),
                description: Default::default(),
                lifetime_days: None,
                expires_at: None,
            })
            .await
            .unwrap()
            .secret;
        let other = read(&world.ada().await).await;
        let ada = world.ada().await;
        let ids = |secrets: &[Secret]| secrets.iter().map(|secret| secret.id).collect::<Vec<_>>();
        let all = ada.call(of(root.id)).await.unwrap().items;
        assert_eq!(ids(&all), [service.id, second.id, first.id], "the newest first");
        assert_eq!(ids(&ada.call(of(first.id)).await.unwrap().items), [second.id]);
        assert!(ada.call(of(other.id)).await.unwrap().items.is_empty());
        let shown = ada.call(ShowSecret { id: root.id }).await.unwrap();
        assert_eq!((shown.issued, shown.issued_with), (2, None));
        assert_eq!(ada.call(ShowSecret { id: second.id }).await.unwrap().issued_with, Some(first.id));
        // By pages.
        let page = ada.call(ListIssuedSecrets { limit: Some(2), ..of(root.id) }).await.unwrap();
        assert_eq!(ids(&page.items), [service.id, second.id]);
        let rest = ada.call(ListIssuedSecrets { after: page.next, ..of(root.id) }).await.unwrap();
        assert_eq!((ids(&rest.items), rest.next), (vec![first.id], None));
        // Others don't learn that there is such a secret.
        assert_eq!(world.bob().await.status(of(root.id)).await, 404);
    }

    async fn those_named_are_revoked_with_it_and_no_others(world: World) {
        let root = root(world).await;
        let first = read(&by(world, root.id)).await;
        let (second, kept) = (read(&by(world, first.id)).await, read(&by(world, root.id)).await);
        let ada = world.ada().await;
        let strange = read(&ada).await;
        let bobs = read(&world.bob().await).await;
        for wrong in [strange.id, bobs.id, root.id, SecretId::new(uuid::Uuid::now_v7())] {
            let also = [first.id, wrong].into_iter().collect();
            let refused = ada.call(RevokeSecret { id: root.id, also }).await.unwrap_err();
            assert_eq!((refused.status(), refused.at("also").is_some()), (422, true));
        }
        let state = async |id| ada.call(ShowSecret { id }).await.unwrap().state;
        for id in [root.id, first.id, second.id, kept.id] {
            assert_eq!(state(id).await, SecretState::Active, "all or nothing");
        }
        let also = [first.id, second.id].into_iter().collect();
        ada.call(RevokeSecret { id: root.id, also }).await.unwrap();
        for id in [root.id, first.id, second.id] {
            assert_eq!(state(id).await, SecretState::Revoked);
        }
        assert_eq!((state(kept.id).await, state(strange.id).await), (SecretState::Active, SecretState::Active));
        let log = ada.call(ListAudit::default()).await.unwrap().items;
        let rows = log.iter().filter(|row| row.operation == "RevokeSecret");
        assert_eq!(rows.count(), 3, "a row for each");
        // What it issued can go later, too.
        ada.call(RevokeSecret { id: root.id, also: [kept.id].into_iter().collect() }).await.unwrap();
        assert_eq!(state(kept.id).await, SecretState::Revoked);
    }
}
