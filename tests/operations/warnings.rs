//! Warnings before a secret ends: on pages, by mail, in the metrics.

use std::time::Duration;

use access::{SecretKind, Time};
use api::secrets::{
    IssueSecret, IssueServiceSecret, IssuedSecret, ListSecretNotices, RevokeSecret, RollSecret,
};
use sluicegate::operations::secrets::{ending_figures, warn_of_ending};

use crate::mail::{inbox_of, mailing};
use crate::on_both;
use crate::support::World;
use crate::support::client::Client;
use crate::support::inbox::Inbox;
use crate::support::world::named;

const HOUR: i64 = 60 * 60 * 1000;
const DAY: i64 = 24 * HOUR;

async fn lives(client: &Client, days: u16, description: &str) -> IssuedSecret {
    let input = IssueSecret {
        kind: SecretKind::PublicRead,
        description: description.to_owned().try_into().unwrap(),
        lifetime_days: Some(days),
        expires_at: None,
    };
    client.call(input).await.unwrap()
}

async fn ending(world: &World) -> Vec<String> {
    let notices = world.ada().await.call(ListSecretNotices {}).await.unwrap();
    notices.ending.iter().map(|noticed| noticed.secret.description.to_string()).collect()
}

on_both! {
    async fn pages_tell_of_what_ends_within_14_days_and_isnt_rolled(world: World) {
        let ada = world.ada().await;
        lives(&ada, 15, "far").await;
        let rolled = lives(&ada, 10, "rolled").await;
        let revoked = lives(&ada, 9, "revoked").await;
        lives(&ada, 8, "near").await;
        let etl = IssueServiceSecret {
            organization: named("ada"),
            service: named("etl"),
            description: "of etl".to_owned().try_into().unwrap(),
            lifetime_days: Some(7),
            expires_at: None,
        };
        ada.call(etl).await.unwrap();
        ada.call(RollSecret { id: rolled.secret.id, overlap_hours: Some(24 * 5) }).await.unwrap();
        ada.call(RevokeSecret::only(revoked.secret.id)).await.unwrap();
        // The one that took the place of the rolled one ends itself.
        assert_eq!(ending(world).await, ["of etl", "near", "rolled"]);
        let notices = ada.call(ListSecretNotices {}).await.unwrap();
        assert_eq!(notices.ending[0].service.as_ref().unwrap().to_string(), "ada/etl");
        assert!(notices.ending[2].secret.rolled_from.is_some());
        assert!(world.bob().await.call(ListSecretNotices {}).await.unwrap().ending.is_empty());
        world.pass(DAY + 1);
        assert_eq!(ending(world).await, ["of etl", "near", "rolled", "far"]);
        world.pass(7 * DAY);
        assert_eq!(ending(world).await, ["rolled", "far"], "what has ended isn’t ending");
    }

    async fn letters_go_14_7_and_1_days_before_each_once(world: World) {
        world.run("update users set email = name || '@example.com', email_confirmed_at = 1", None).await;
        let inbox = Inbox::open();
        let core = mailing(&world.core, &inbox);
        let ada = world.ada().await;
        lives(&ada, 30, "laptop").await;
        let warned = async |after: i64| {
            world.pass(after);
            let before = inbox.mails().len();
            // Two nodes look at once.
            let (one, other) = tokio::join!(warn_of_ending(&core), warn_of_ending(&core));
            assert!(one.is_ok() && other.is_ok());
            core.mail.finish(Duration::from_secs(20)).await;
            inbox.mails()[before..].iter().map(|mail| mail.header("Subject").unwrap()).collect::<Vec<_>>()
        };
        assert!(warned(15 * DAY).await.is_empty());
        assert_eq!(warned(DAY).await, ["The secret laptop ends in 14 days"]);
        assert!(warned(HOUR).await.is_empty());
        assert!(warned(5 * DAY).await.is_empty());
        assert_eq!(warned(2 * DAY - HOUR).await, ["The secret laptop ends in 7 days"]);
        assert!(warned(DAY).await.is_empty());
        assert!(warned(5 * DAY - HOUR).await.is_empty());
        assert_eq!(warned(HOUR).await, ["The secret laptop ends within a day"]);
        assert!(warned(HOUR).await.is_empty());
        assert!(warned(DAY).await.is_empty());
        assert_eq!(inbox_of(&inbox), ["ada@example.com"; 3]);
        assert!(inbox.mails()[0].text().contains("What uses them is refused from then on"));
    }

    async fn nobody_is_warned_of_what_they_just_asked_for(world: World) {
        world.run("update users set email = name || '@example.com', email_confirmed_at = 1 where name = 'bob'", None).await;
        let inbox = Inbox::open();
        let core = mailing(&world.core, &inbox);
        // Ada has no confirmed address.
        lives(&world.ada().await, 20, "ada’s").await;
        let bob = world.bob().await;
        lives(&bob, 7, "a week").await;
        lives(&bob, 1, "a day").await;
        let rolled = lives(&bob, 20, "rolled").await;
        warn_of_ending(&core).await.unwrap();
        world.pass(10 * DAY);
        bob.call(RollSecret { id: rolled.secret.id, overlap_hours: Some(24) }).await.unwrap();
        warn_of_ending(&core).await.unwrap();
        core.mail.finish(Duration::from_secs(20)).await;
        assert_eq!(inbox_of(&inbox).len(), 0);
        // The week's: a day before its end there is something to say.
        world.pass(-4 * DAY);
        warn_of_ending(&core).await.unwrap();
        core.mail.finish(Duration::from_secs(20)).await;
        let subjects: Vec<_> = inbox.mails().iter().map(|mail| mail.header("Subject").unwrap()).collect();
        assert_eq!(subjects, ["The secret a week ends within a day"]);
    }

    async fn the_metrics_count_them_and_name_them_where_asked(world: World) {
        let ada = world.ada().await;
        for (days, description) in [(14, "a"), (7, "b"), (1, "c"), (30, "d")] {
            lives(&ada, days, description).await;
        }
        let now = world.core.clock.now();
        let figures = ending_figures(&world.core.db, now, false).await.unwrap();
        for line in [
            "# TYPE sluicegate_secrets_ending gauge",
            "sluicegate_secrets_ending{within_days=\"14\"} 3",
            "sluicegate_secrets_ending{within_days=\"7\"} 2",
            "sluicegate_secrets_ending{within_days=\"1\"} 1",
        ] {
            assert!(figures.lines().any(|found| found == line), "{figures}");
        }
        assert!(!figures.contains("ada"), "{figures}");
        let named = ending_figures(&world.core.db, now, true).await.unwrap();
        let ends = Time(now.0 + DAY).0 / 1000;
        assert!(named.contains("{owner=\"user:ada\",secret=") && named.contains(&format!("}} {ends}\n")), "{named}");
        assert_eq!(named.matches("owner=").count(), 3);
    }
}
