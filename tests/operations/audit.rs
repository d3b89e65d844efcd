//! The audit log: every change and refusal, in a chain that shows what was done to it.

use access::UserCredential;
use api::audit::{ListAudit, ListOrganizationAudit, Outcome, VerifyAudit};
use api::projects::UpdateProject;
use sluicegate::jobs;
use sluicegate::operations::operator::verify_audit;
use sluicegate::store::Db;
use sqlx::Executor;

use crate::on_both;
use crate::support::World;
use crate::support::world::named;

fn make_public() -> UpdateProject {
    let (organization, project) = (named("ada"), named("lake"));
    UpdateProject { organization, project, name: None, description: None, public: Some(true), seen: None }
}

async fn try_text(world: &World, text: &'static str) -> Result<(), sqlx::Error> {
    match &world.core.db {
        Db::Sqlite { writer, .. } => writer.execute(text).await.map(drop),
        Db::Postgres(pool) => pool.execute(text).await.map(drop),
    }
}

on_both! {
    async fn a_change_is_told_with_before_and_after(world: World) {
        let ada = world.ada().await;
        ada.call(make_public()).await.unwrap();
        let entry = ada.call(ListAudit::default()).await.unwrap().items.remove(0);
        assert_eq!((entry.actor.as_str(), entry.operation.as_str()), ("user:ada", "UpdateProject"));
        assert_eq!((entry.resource.as_str(), entry.outcome), ("project:ada/lake", Outcome::Done));
        assert_eq!(entry.before.as_deref(), Some(r#"{"name":"lake","description":"","public":false}"#));
        assert_eq!(entry.after.as_deref(), Some(r#"{"name":"lake","description":"","public":true}"#));
        assert_eq!((entry.request_id.as_str(), entry.address.as_deref()), ("test-request", Some("192.0.2.1")));
    }

    async fn a_refusal_is_told_without_values_and_what_is_hidden_is_not(world: World) {
        let bob = world.bob().await;
        bob.call(make_public()).await.unwrap_err();
        let log = bob.call(ListAudit::default()).await.unwrap().items;
        assert_eq!((log[0].outcome, log[0].resource.as_str()), (Outcome::Denied, "project:ada/lake"));
        assert_eq!((&log[0].before, &log[0].after), (&None, &None));
        let cleo = world.cleo().await;
        assert_eq!(cleo.status(make_public()).await, 404);
        assert!(cleo.call(ListAudit::default()).await.unwrap().items.is_empty());
    }

    async fn an_organizations_log_holds_what_others_did_there(world: World) {
        let of_ada = |after| ListOrganizationAudit { organization: named("ada"), limit: Some(1), after };
        world.bob().await.call(make_public()).await.unwrap_err();
        let ada = world.ada().await;
        let newest = ada.call(of_ada(None)).await.unwrap();
        assert_eq!(newest.items[0].actor, "user:bob");
        assert_eq!((newest.items[0].operation.as_str(), newest.items[0].outcome), ("UpdateProject", Outcome::Denied));
        let next = ada.call(of_ada(newest.next)).await.unwrap();
        assert!(next.items[0].id < newest.items[0].id);
        assert_eq!(world.bob().await.status(of_ada(None)).await, 403, "it takes admin");
        assert_eq!(world.cleo().await.status(of_ada(None)).await, 403, "everybody knows the organization");
    }

    async fn the_log_is_listed_by_pages_newest_first(world: World) {
        let ada = world.ada().await;
        let all = ada.call(ListAudit::default()).await.unwrap().items;
        assert_eq!(all.len(), 4);
        let first = ada.call(ListAudit { limit: Some(3), after: None }).await.unwrap();
        let rest = ada.call(ListAudit { limit: Some(3), after: first.next }).await.unwrap();
        assert_eq!((first.items.as_slice(), rest.items.as_slice()), (&all[..3], &all[3..]));
        assert_eq!(world.ada_by(UserCredential::PrivateRead).status(ListAudit::default()).await, 403);
        assert_eq!(ada.status(VerifyAudit {}).await, 403);
    }

    async fn the_chain_is_sealed_and_verified(world: World) {
        let before = verify_audit(&world.core).await.unwrap();
        assert_eq!((before.sealed, before.unsealed, before.head), (0, 4, None));
        jobs::seal(&world.core.db).await.unwrap();
        let after = verify_audit(&world.core).await.unwrap();
        assert_eq!((after.sealed, after.unsealed, &after.broken), (4, 0, &None));
        world.ada().await.call(make_public()).await.unwrap();
        jobs::seal(&world.core.db).await.unwrap();
        let longer = verify_audit(&world.core).await.unwrap();
        assert_eq!(longer.sealed, 5);
        assert_ne!(longer.head, after.head);
    }

    async fn the_database_refuses_to_change_or_delete(world: World) {
        for text in [
            "update audit set outcome = 'denied'",
            "update audit set seq = 7, actor = 'user:cleo'",
            "delete from audit",
        ] {
            assert!(try_text(world, text).await.is_err(), "{text}");
        }
        jobs::seal(&world.core.db).await.unwrap();
        assert!(try_text(world, "update audit set seq = seq + 100").await.is_err());
        if matches!(world.core.db, Db::Postgres(_)) {
            assert!(try_text(world, "truncate audit").await.is_err());
        }
    }

    async fn tampering_shows_at_the_first_row_that_differs(world: World) {
        jobs::seal(&world.core.db).await.unwrap();
        let off = match &world.core.db {
            Db::Sqlite { .. } => ["drop trigger audit_is_append_only", "drop trigger audit_is_not_emptied"],
            Db::Postgres(_) => ["alter table audit disable trigger all", "select 1"],
        };
        for text in off {
            try_text(world, text).await.unwrap();
        }
        try_text(world, "update audit set actor = 'user:cleo' where seq = 3").await.unwrap();
        let found = verify_audit(&world.core).await.unwrap();
        assert_eq!((found.sealed, found.broken.unwrap().seq), (2, 3));
        try_text(world, "delete from audit where seq = 2").await.unwrap();
        let found = verify_audit(&world.core).await.unwrap();
        let broken = found.broken.unwrap();
        assert_eq!((found.sealed, broken.seq, broken.reason.as_str()), (1, 3, "rows before it are missing"));
    }
}
