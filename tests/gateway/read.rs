//! Records are read in order, by pages of any size.

use crate::http::{EVENTS, Http, LINES, TICKS, full};
use crate::on_both;

on_both! {
    async fn after_and_limit(world: World) {
        let (http, ada) = (Http::new(world), full(world, "ada").await);
        let lines: String = (1..=2500).map(|n| format!("{{\"n\":{n}}}\n")).collect();
        http.append(EVENTS, lines).bearer(&ada).await.expect(200);
        let read = async |query: &str| http.get(&format!("{EVENTS}{query}")).bearer(&ada).await.expect(200).numbers();
        assert!(read("").await.into_iter().eq(1..=100));
        assert_eq!(read("?after=2497").await, [2498, 2499, 2500]);
        assert_eq!(read("?after=7&limit=2").await, [8, 9]);
        assert!(read("?limit=2300&after=100").await.into_iter().eq(101..=2400));
        assert!(read("?limit=10000").await.into_iter().eq(1..=2500));
        assert!(read("?after=2500").await.is_empty());
        assert!(read("?after=18446744073709551615").await.is_empty());
        let head = http.call("HEAD", EVENTS).bearer(&ada).await.expect(200);
        assert_eq!((head.header("content-type"), head.body.len()), (LINES, 0));
    }

    async fn what_is_out_of_range_is_refused_at_its_parameter(world: World) {
        let http = Http::new(world);
        for (query, field) in [
            ("limit=0", "limit"), ("limit=10001", "limit"), ("limit=-1", "limit"), ("limit=ten", "limit"),
            ("limit=", "limit"), ("after=-1", "after"), ("after=18446744073709551616", "after"), ("after=1.5", "after"),
            ("wait=31", "wait"), ("wait=-1", "wait"), ("wait=0.5", "wait"), ("limit=1&limit=2", "limit"),
            ("colour=red", "colour"),
        ] {
            let answer = http.get(&format!("{TICKS}?{query}")).await.expect(422);
            assert_eq!(answer.json()["errors"][0]["field"], field, "{query}");
        }
        http.get(&format!("{TICKS}?after=0&limit=10000&wait=0")).await.expect(200);
    }
}
