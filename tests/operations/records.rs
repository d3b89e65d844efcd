//! Records in the store: whole calls, numbers without gaps, the same text back.

use access::{Actor, actions, authorize};
use api::streams::ShowNewestRecords;
use sluicegate::operations::{Stop, facts};
use sluicegate::store::records::{self, Appended, RecordRow};

use crate::on_both;
use crate::support::World;
use crate::support::world::named;

async fn append(world: &World, bodies: &[&str]) -> Appended {
    let (actor, now) = (world.ada().await.who.actor, world.core.clock.now());
    let appended = world.core.db.append(async |tx| -> Result<_, Stop> {
        let stream = facts::stream(tx, &actor, &"ada/lake/events".parse().unwrap()).await?;
        let proof = authorize::<actions::WriteRecords>(&actor, &stream.facts)?;
        Ok(records::append(tx, proof, now, bodies).await?)
    });
    appended.await.unwrap().unwrap()
}

async fn read(world: &World, after: u64, limit: u32) -> Vec<RecordRow> {
    let actor = Actor::Service { id: world.etl };
    let proof = world.core.db.read(async |tx| -> Result<_, Stop> {
        let stream = facts::stream(tx, &actor, &"ada/lake/events".parse().unwrap()).await?;
        Ok(authorize::<actions::ReadRecords>(&actor, &stream.facts)?)
    });
    records::read(&world.core.db, &proof.await.unwrap(), after, limit).await.unwrap()
}

/// Half a megabyte.
fn long_record() -> String {
    format!(r#"{{"a":"{}"}}"#, "x".repeat(499_990))
}

on_both! {
    async fn records_come_back_in_order_with_the_same_text(world: World) {
        let bodies = [r#"{"b":1.00,"a":"\u0000\\\" 😀'"}"#, "{}", r#"{"n":123456789012345678901234567890}"#];
        assert_eq!(append(world, &[]).await, Appended { first_seq: 1, last_seq: 0 });
        assert_eq!(append(world, &bodies).await, Appended { first_seq: 1, last_seq: 3 });
        assert_eq!(append(world, &["{}"]).await, Appended { first_seq: 4, last_seq: 4 });
        assert_eq!(append(world, &[]).await, Appended { first_seq: 5, last_seq: 4 });
        let read = read(world, 0, 10).await;
        let back: Vec<_> = read.iter().map(|row| (row.seq, row.body.as_str())).collect();
        assert_eq!(back, [(1, bodies[0]), (2, bodies[1]), (3, bodies[2]), (4, "{}")]);
        assert!(read.iter().all(|row| row.at == world.core.clock.now()));
    }

    async fn many_records_are_read_by_pages(world: World) {
        let bodies: Vec<String> = (1..=2500).map(|n| format!(r#"{{"n":{n}}}"#)).collect();
        let bodies: Vec<&str> = bodies.iter().map(String::as_str).collect();
        append(world, &bodies).await;
        let (mut back, mut after) = (Vec::new(), 0);
        loop {
            let page = read(world, after, u32::MAX).await;
            let Some(last) = page.last() else { break };
            after = last.seq;
            back.extend(page);
        }
        assert!(back.iter().map(|row| row.body.as_str()).eq(bodies));
        assert_eq!(read(world, 2490, 3).await.iter().map(|row| row.seq).collect::<Vec<_>>(), [2491, 2492, 2493]);
        assert!(read(world, u64::MAX, 3).await.is_empty());
    }

    async fn a_page_of_long_records_is_short(world: World) {
        append(world, &[long_record().as_str(); 18]).await;
        let first = read(world, 0, 100).await;
        assert!((5..=10).contains(&first.len()), "{}", first.len());
        assert_eq!(read(world, 17, 100).await.len(), 1, "one at least");
    }

    async fn a_page_of_a_long_stream_reads_no_more_than_itself(world: World) {
        append(world, &["{}"; 100_000]).await;
        let start = std::time::Instant::now();
        for _ in 0..20 {
            assert_eq!(read(world, 5, 10).await.len(), 10);
        }
        assert!(start.elapsed().as_millis() < 2000, "{:?}", start.elapsed());
    }

    async fn numbers_have_no_gaps_however_many_write(world: World) {
        let all = (0..16).map(|_| append(world, &["{}", "{}"]));
        let mut firsts: Vec<u64> =
            futures_util::future::join_all(all).await.iter().map(|appended| appended.first_seq).collect();
        firsts.sort_unstable();
        assert!(firsts.into_iter().eq((0..16).map(|n| 1 + 2 * n)));
        assert!(read(world, 0, 100).await.iter().map(|row| row.seq).eq(1..=32));
    }

    async fn the_newest_stand_on_the_streams_page(world: World) {
        append(world, &["{}"; 120]).await;
        let input = ShowNewestRecords {
            organization: named("ada"), project: named("lake"), stream: named("events"), before: None,
        };
        let bob = world.bob().await;
        let first = bob.call(input.clone()).await.unwrap();
        assert_eq!((first.records[0].seq, first.records[49].seq, first.more), (120, 71, true));
        append(world, &[long_record().as_str(); 3]).await;
        let long = bob.call(input.clone()).await.unwrap();
        assert_eq!((long.records.len(), long.more), (2, true), "a page has an end");
        let last = bob.call(ShowNewestRecords { before: Some(21), ..input }).await.unwrap();
        assert_eq!((last.records[0].seq, last.records.len(), last.more), (20, 20, false));
    }
}
