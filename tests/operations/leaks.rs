//! Secrets that were found where they don't belong.

use std::time::Duration;

use access::{SecretKind, UserCredential};
use api::audit::ListAudit;
use api::secrets::{
    DismissLeak, IssueSecret, IssueServiceSecret, IssuedSecret, ListSecretNotices, ReportLeakedSecret,
    RevokeSecret, SecretNotices, SecretState, ShowSecret,
};
use sluicegate::operations::operator;
use sluicegate::store::secrets::find_by_hash;
use sluicegate::tokens;

use crate::mail::{inbox_of, mailing};
use crate::on_both;
use crate::support::World;
use crate::support::client::Client;
use crate::support::inbox::Inbox;
use crate::support::world::named;

const DAY: i64 = 24 * 60 * 60 * 1000;

fn report(token: &str) -> ReportLeakedSecret {
    ReportLeakedSecret { token: token.to_owned().into() }
}

fn issue() -> IssueSecret {
    IssueSecret {
        kind: SecretKind::PrivateRead,
        description: "notebook".to_owned().try_into().unwrap(),
        lifetime_days: None,
        expires_at: None,
    }
}

fn issue_for_etl() -> IssueServiceSecret {
    IssueServiceSecret {
        organization: named("ada"),
        service: named("etl"),
        description: "production".to_owned().try_into().unwrap(),
        lifetime_days: None,
        expires_at: None,
    }
}

async fn works(world: &World, issued: &IssuedSecret) -> bool {
    let hash = tokens::hash(issued.token.reveal());
    let known = find_by_hash(&world.core.db, &hash).await.unwrap().unwrap();
    known.actor(world.core.clock.now()).is_some()
}

async fn notices(client: &Client) -> SecretNotices {
    client.call(ListSecretNotices {}).await.unwrap()
}

on_both! {
    async fn whoever_finds_a_secret_ends_it_with_what_it_issued(world: World) {
        let nobody = world.anonymous();
        let full = operator::issue_secret(&world.core, &named("ada"), &Default::default()).await.unwrap();
        let by_full = world.ada_by(UserCredential::Full).with_secret(full.secret.id);
        let (read, of_service) =
            (by_full.call(issue()).await.unwrap(), by_full.call(issue_for_etl()).await.unwrap());
        let by_read = world.ada_by(UserCredential::Full).with_secret(read.secret.id);
        let deep = by_read.call(issue()).await.unwrap();
        let other = world.ada().await.call(issue()).await.unwrap();
        nobody.call(report(full.token.reveal())).await.unwrap();
        for ended in [&full, &read, &of_service, &deep] {
            assert!(!works(world, ended).await);
        }
        assert!(works(world, &other).await);

        let ada = world.ada().await;
        let shown = ada.call(ShowSecret { id: full.secret.id }).await.unwrap();
        assert_eq!((shown.state, shown.leaked_at), (SecretState::Revoked, Some(world.core.clock.now())));
        assert_eq!(ada.call(ShowSecret { id: read.secret.id }).await.unwrap().leaked_at, None);
        let log = ada.call(ListAudit::default()).await.unwrap().items;
        let rows: Vec<_> = log.iter().filter(|row| row.operation == "ReportLeakedSecret").collect();
        assert_eq!(rows.len(), 3, "the service’s is in its organization’s log");
        assert!(rows.iter().all(|row| row.actor == "anonymous"), "{rows:?}");
        assert!(!serde_json::to_string(&log).unwrap().contains(full.token.reveal()));
    }

    async fn every_report_is_answered_alike(world: World) {
        let nobody = world.anonymous();
        let ada = world.ada().await;
        let (live, dead, short) = (
            ada.call(issue()).await.unwrap(),
            ada.call(issue()).await.unwrap(),
            ada.call(IssueSecret { lifetime_days: Some(1), ..issue() }).await.unwrap(),
        );
        ada.call(RevokeSecret::only(dead.secret.id)).await.unwrap();
        world.pass(2 * DAY);
        let unknown = tokens::make(SecretKind::Full, &[3; 32]).text;
        let mut answers = Vec::new();
        for token in [live.token.reveal(), dead.token.reveal(), short.token.reveal(), &unknown, "nonsense", ""] {
            answers.push(nobody.call(report(token)).await.unwrap());
        }
        assert!(answers.iter().all(|answer| *answer == answers[0]));
        assert!(!works(world, &live).await);
        // What had ended was not leaked: nobody is told.
        let ada = world.ada().await;
        assert_eq!(notices(&ada).await.leaked.len(), 1);
        // Limited by where they come from.
        for _ in answers.len()..60 {
            nobody.call(report("nonsense")).await.unwrap();
        }
        assert_eq!(nobody.status(report("nonsense")).await, 429);
        assert_eq!(nobody.from([203, 0, 113, 1]).status(report("nonsense")).await, 200);
    }

    async fn its_owner_is_told_until_the_notice_is_taken_away(world: World) {
        let ada = world.ada().await;
        let (mine, etls) = (ada.call(issue()).await.unwrap(), ada.call(issue_for_etl()).await.unwrap());
        for issued in [&mine, &etls] {
            world.anonymous().call(report(issued.token.reveal())).await.unwrap();
        }
        let told = notices(&ada).await.leaked;
        assert_eq!(told.len(), 2);
        let service = told.iter().find(|noticed| noticed.secret.id == etls.secret.id).unwrap();
        assert_eq!(service.service.as_ref().unwrap().to_string(), "ada/etl");
        // Only who decides about it; another person's is as one that isn't there.
        let (bob, cleo) = (world.bob().await, world.cleo().await);
        assert_eq!(notices(&bob).await, SecretNotices::default());
        assert_eq!(cleo.status(DismissLeak { id: mine.secret.id }).await, 404);
        assert_eq!(world.ada_by(UserCredential::PrivateRead).status(ListSecretNotices {}).await, 403);

        ada.call(DismissLeak { id: mine.secret.id }).await.unwrap();
        ada.call(DismissLeak { id: mine.secret.id }).await.unwrap();
        let left = notices(&ada).await.leaked;
        assert_eq!(left.iter().map(|noticed| noticed.secret.id).collect::<Vec<_>>(), [etls.secret.id]);
        let other = ada.call(issue()).await.unwrap();
        assert_eq!(ada.status(DismissLeak { id: other.secret.id }).await, 404, "it did not leak");
        world.pass(30 * DAY);
        assert!(notices(&world.ada().await).await.leaked.is_empty(), "a month is enough");
    }

    async fn confirmed_addresses_get_a_letter(world: World) {
        world.run("update users set email = name || '@example.com', email_confirmed_at = 1 where name <> 'cleo'", None).await;
        world.run("update users set email = 'cleo@example.com' where name = 'cleo'", None).await;
        let inbox = Inbox::open();
        let core = mailing(&world.core, &inbox);
        let nobody = Client::anonymous(&core);
        let (ada, cleo) = (world.ada().await, world.cleo().await);
        let mine = ada.call(issue()).await.unwrap();
        nobody.call(report(mine.token.reveal())).await.unwrap();
        let mail = inbox.wait(1).remove(0);
        assert_eq!(mail.to, ["ada@example.com"]);
        assert_eq!(mail.header("Subject").unwrap(), "A secret was found in the open and is revoked");
        let text = mail.text();
        assert!(text.contains("notebook") && text.contains(&mine.secret.hint), "{text}");
        assert!(!text.contains(mine.token.reveal()));
        // An address that nobody confirmed gets nothing.
        let cleos = cleo.call(issue()).await.unwrap();
        nobody.call(report(cleos.token.reveal())).await.unwrap();
        // A service's goes to those who decide about it.
        let etls = ada.call(issue_for_etl()).await.unwrap();
        nobody.call(report(etls.token.reveal())).await.unwrap();
        core.mail.finish(Duration::from_secs(20)).await;
        assert_eq!(inbox_of(&inbox), ["ada@example.com", "ada@example.com"]);
    }
}
