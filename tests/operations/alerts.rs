//! Quotas that come near their end are told once: by whichever node looks first, in the log, by mail and by webhook.

use std::sync::Arc;
use std::time::Duration;

use access::{Actor, Month};
use api::fields::Limit;
use serde_json::Value;
use sluicegate::jobs::{AlertsTo, deliver, tell};
use sluicegate::metrics::Metrics;
use sluicegate::usage::alerts::{Alert, reached};
use sluicegate::webhook::{Webhook, WebhookKey};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::on_both;
use crate::services::update;
use crate::support::World;

/// The service `ada/etl` writes so many bytes.
async fn write(world: &World, bytes: u64) {
    let (actor, now) = (Actor::Service { id: world.etl }, world.core.clock.now());
    let charged =
        world.core.db.append(async |tx| world.core.usage.charge_write(tx, &actor, bytes, now).await);
    charged.await.unwrap();
}

async fn bounded(world: &World) {
    let input = api::services::UpdateService { write_quota_mb: Some(Limit(Some(1))), ..update("etl") };
    world.ada().await.call(input).await.unwrap();
}

async fn look(world: &World) -> Vec<Alert> {
    reached(&world.core.db, world.core.clock.now(), &[]).await.unwrap()
}

fn shares(alerts: &[Alert]) -> Vec<u8> {
    alerts.iter().map(|alert| alert.percent).collect()
}

/// Takes one request, answers with this status, and gives its head in lower case and its body.
async fn receive(listener: &TcpListener, status: &str) -> (String, String) {
    let (mut connection, _) = listener.accept().await.unwrap();
    let mut taken = Vec::new();
    loop {
        let mut part = [0; 4096];
        let length = connection.read(&mut part).await.unwrap();
        taken.extend_from_slice(&part[..length]);
        let text = String::from_utf8_lossy(&taken).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let head = head.to_lowercase();
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
        if body.len() == length.parse::<usize>().unwrap() {
            let answer = format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
            connection.write_all(answer.as_bytes()).await.unwrap();
            return (head, body.to_owned());
        }
    }
}

const MESSAGES: &str = "select 1 from alert_messages";

/// Sends what is due, to a receiver that answers with this status.
async fn delivered(world: &World, to: &AlertsTo, listener: &TcpListener, status: &str) -> (String, String) {
    let (taken, ()) = tokio::join!(receive(listener, status), deliver(&world.core, to));
    taken
}

on_both! {
    async fn each_share_is_told_once_a_month(world: World) {
        bounded(world).await;
        write(world, 499_999).await;
        assert_eq!(look(world).await, []);
        write(world, 1).await;
        let told = look(world).await;
        assert_eq!(told, [Alert {
            organization: "ada".into(),
            holder: "service:ada/etl".into(),
            direction: "write".into(),
            percent: 50,
            quota_mb: 1,
            used_bytes: 500_000,
            refused: false,
            resets_at: Month::of(world.core.clock.now()).next().start(),
        }]);
        assert_eq!(look(world).await, []);
        write(world, 500_000).await;
        assert_eq!(shares(&look(world).await), [100], "of two at once the highest");
        assert_eq!(look(world).await, []);
        world.pass(31 * 24 * 60 * 60 * 1000);
        write(world, 800_000).await;
        assert_eq!(shares(&look(world).await), [80], "another month");
    }

    async fn a_refusal_is_told_as_all_of_it_however_much_is_left(world: World) {
        bounded(world).await;
        write(world, 900_000).await;
        assert_eq!(shares(&look(world).await), [80]);
        let (actor, now) = (Actor::Service { id: world.etl }, world.core.clock.now());
        let usage = &world.core.usage;
        let charged = world.core.db.append(async |tx| usage.charge_write(tx, &actor, 200_000, now).await);
        assert!(charged.await.is_err());
        usage.write(&world.core.db).await.unwrap();
        let told = look(world).await;
        assert_eq!((shares(&told), told[0].used_bytes, told[0].refused), (vec![100], 900_000, true));
        assert_eq!(look(world).await, []);
    }

    async fn a_quota_that_is_raised_is_told_of_again(world: World) {
        bounded(world).await;
        write(world, 1_000_000).await;
        assert_eq!(shares(&look(world).await), [100]);
        let input = api::services::UpdateService { write_quota_mb: Some(Limit(Some(2))), ..update("etl") };
        world.ada().await.call(input).await.unwrap();
        assert_eq!(look(world).await, [], "half of it was told already, and still is gone");
        write(world, 600_000).await;
        assert_eq!(shares(&look(world).await), [80]);
        write(world, 400_000).await;
        assert_eq!(shares(&look(world).await), [100]);
    }

    async fn nodes_that_look_at_once_tell_it_once(world: World) {
        bounded(world).await;
        write(world, 1_000_000).await;
        let (one, two, three) = tokio::join!(look(world), look(world), look(world));
        assert_eq!([shares(&one), shares(&two), shares(&three)].concat(), [100]);
    }

    async fn a_webhook_is_signed_and_tried_again(world: World) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let key: WebhookKey = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".parse().unwrap();
        let to = AlertsTo { mail: None, webhook: Some(Webhook::new(url.parse().unwrap(), key.clone())) };
        let metrics = Arc::new(Metrics::default());
        bounded(world).await;
        write(world, 900_000).await;
        tell(&world.core, &to, &metrics).await;
        // Another address is no answer either.
        let (first, sent) = delivered(world, &to, &listener, "308 Permanent Redirect").await;
        assert_eq!(world.rows(MESSAGES).await, 1);
        // It isn't due yet. A server that ended meanwhile loses nothing: it waits in the database.
        deliver(&world.core, &to).await;
        world.pass(10_000);
        let (head, again) = delivered(world, &to, &listener, "204 No Content").await;
        assert_eq!(world.rows(MESSAGES).await, 0);
        assert_eq!(sent, again);
        let field = |head: &str, name: &str| {
            head.lines().find_map(|line| line.strip_prefix(&format!("{name}: ")).map(str::to_owned)).unwrap()
        };
        let id = field(&head, "webhook-id");
        assert_eq!(field(&first, "webhook-id"), id, "whoever took both knows");
        let second: i64 = field(&head, "webhook-timestamp").parse().unwrap();
        assert_eq!(second, world.core.clock.now().0 / 1000, "of this try: receivers refuse what is old");
        assert_eq!(field(&head, "webhook-signature"), key.sign(&id, second, &sent).to_lowercase());
        let event: Value = serde_json::from_str(&sent).unwrap();
        assert_eq!((&event["type"], &event["data"]["holder"]), (&"quota.reached".into(), &"service:ada/etl".into()));
        assert_eq!((&event["data"]["percent"], &event["data"]["used_bytes"]), (&80.into(), &900_000.into()));
        assert_eq!(metrics.quota_alerts.get(), 1);
        assert!(metrics.to_text().contains("sluicegate_quota_alerts_total 1"));
    }

    async fn an_alert_is_sent_once_by_one_of_several_nodes_and_given_up_after_half_a_day(world: World) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let key: WebhookKey = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".parse().unwrap();
        let to = AlertsTo { mail: None, webhook: Some(Webhook::new(url.parse().unwrap(), key)) };
        let metrics = Arc::new(Metrics::default());
        bounded(world).await;
        write(world, 900_000).await;
        tell(&world.core, &to, &metrics).await;
        let others = async { tokio::join!(deliver(&world.core, &to), deliver(&world.core, &to)) };
        let (_, ((), ())) = tokio::join!(receive(&listener, "500 Oops"), others);
        let second = tokio::time::timeout(Duration::from_millis(200), listener.accept()).await;
        assert!(second.is_err(), "nobody sent it a second time");
        drop(listener);
        let mut hours = 0;
        while world.rows(MESSAGES).await == 1 {
            world.pass(60 * 60 * 1000);
            deliver(&world.core, &to).await;
            hours += 1;
            assert!(hours < 48, "it is never given up");
        }
        assert!((12..24).contains(&hours), "{hours}");
        // What isn't set up here waits for a node where it is, but not for ever.
        write(world, 100_000).await;
        tell(&world.core, &to, &metrics).await;
        assert_eq!(world.rows(MESSAGES).await, 1);
        deliver(&world.core, &AlertsTo::default()).await;
        assert_eq!(world.rows(MESSAGES).await, 1);
        world.pass(24 * 60 * 60 * 1000);
        deliver(&world.core, &AlertsTo::default()).await;
        assert_eq!(world.rows(MESSAGES).await, 0);
    }
}
