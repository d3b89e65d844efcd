//! What is appended comes back as it was sent, or nothing is appended at all.

use axum::body::Body;
use futures_util::future::join_all;
use futures_util::stream;
use serde_json::json;

use crate::http::{ARRAY, EVENTS, Http, LINES, TICKS, full};
use crate::on_both;

/// Digits, key order, escapes: what careless code spoils.
fn record(n: u64) -> String {
    format!(
        r#"{{"z":{n},"a":[1.10,1e400,-0.0,{n}00000000000000000000],"é":"\u0000\ud83d\ude00 '\\","m":{{"y":1, "b":2}}}}"#
    )
}

on_both! {
    async fn a_thousand_records_come_back_as_they_were_sent(world: World) {
        let (http, ada) = (Http::new(world), full(world, "ada").await);
        let records: Vec<String> = (1..=1000).map(record).collect();
        let answer = http.append(EVENTS, records.join("\n")).bearer(&ada).await.expect(200);
        assert_eq!(answer.json(), json!({ "first_seq": 1, "last_seq": 1000, "count": 1000 }));
        let read = http.get(&format!("{EVENTS}?limit=1000")).bearer(&ada).await.expect(200);
        assert_eq!(read.header("content-type"), LINES);
        let at = "2025-10-09T08:53:20Z";
        let expected: String = (1..=1000)
            .map(|n| format!("{{\"seq\":{n},\"at\":\"{at}\",\"record\":{}}}\n", record(n)))
            .collect();
        assert!(read.text() == expected, "{}", read.text().lines().next().unwrap());
        assert_eq!(http.metrics.records_appended.get(), 1000);
        assert_eq!(http.metrics.bytes_read.get(), records.iter().map(|record| record.len() as u64).sum::<u64>());
    }

    async fn both_framings_are_forgiving_about_blanks(world: World) {
        let (http, ada) = (Http::new(world), full(world, "ada").await);
        for (content_type, body, count) in [
            (LINES, "{\"a\":1}\r\n\r\n  \n{\"a\":2}\r\n", 2),
            ("Application/X-NDJSON; charset=UTF-8", "{\"a\":3}", 1),
            (ARRAY, " [ {\"a\":\n4} ,\r\n{\"a\":5} ]\n", 2),
            (ARRAY, "[]", 0),
            (LINES, "", 0),
        ] {
            let answer = http.call("POST", EVENTS).bearer(&ada).body(content_type, body).await.expect(200);
            assert_eq!(answer.json()["count"], count, "{body}");
        }
        let read = http.get(EVENTS).bearer(&ada).await.expect(200);
        assert_eq!(read.numbers(), [1, 2, 3, 4, 5]);
        assert!(read.text().contains("\"record\":{\"a\": 4}}\n"));
        let none = http.append(EVENTS, "\n").bearer(&ada).await.expect(200);
        assert_eq!(none.json(), json!({ "first_seq": 6, "last_seq": 5, "count": 0 }));
    }

    async fn one_bad_line_refuses_all(world: World) {
        let (http, ada) = (Http::new(world), full(world, "ada").await);
        let mut lines: Vec<String> = (1..=1000).map(record).collect();
        lines[499] = r#"{"a":1,"a":2}"#.into();
        let answer = http.append(EVENTS, lines.join("\n")).bearer(&ada).await.expect(422);
        assert_eq!(answer.header("content-type"), "application/problem+json");
        assert_eq!(answer.json()["line"], 500);
        let element = http.call("POST", EVENTS).bearer(&ada).body(ARRAY, "[{},{},7]").await.expect(422);
        assert_eq!(element.json()["line"], 3);
        for bad in [&b"{\"a\":\"\xff\"}"[..], b"nonsense", b"[]", b"{\"a\":1} {}"] {
            let answer = http.append(EVENTS, bad.to_vec()).bearer(&ada).await.expect(422);
            assert_eq!(answer.json()["line"], 1);
        }
        let long = format!("{{}}\n{{\"a\":\"{}\"}}", "x".repeat(1_000_000));
        assert_eq!(http.append(EVENTS, long).bearer(&ada).await.expect(422).json()["line"], 2);
        let deep = format!("{{\"a\":{}{}}}", "[".repeat(128), "]".repeat(128));
        assert_eq!(http.append(EVENTS, deep).bearer(&ada).await.expect(422).json()["line"], 1);
        assert_eq!(http.get(EVENTS).bearer(&ada).await.expect(200).text(), "");
    }

    async fn other_types_and_larger_bodies_are_refused(world: World) {
        let (http, ada) = (Http::new(world), full(world, "ada").await);
        let post = || http.call("POST", EVENTS).bearer(&ada);
        post().await.expect(415);
        for other in ["text/plain", "application/x-www-form-urlencoded", "", "application/json; charset=latin1"] {
            post().body(other, "{}").await.expect(415);
        }
        for encoding in ["gzip", "br", "identity, gzip"] {
            post().header("content-encoding", encoding).body(LINES, "{}").await.expect(415);
        }
        post().header("content-encoding", "identity").body(LINES, "{}").await.expect(200);
        // By what it says, and by what it is.
        let line = format!("{{\"a\":\"{}\"}}\n", "x".repeat(999_990));
        assert_eq!(line.len(), 999_999);
        let full = line.repeat(10) + "{}\n\n\n\n\n\n\n\n\n";
        assert!(full.len() > 10_000_000);
        post().header("content-length", "10000001").body(LINES, "{}").await.expect(413);
        let chunks = full.into_bytes().chunks(100_000).map(|chunk| Ok::<_, std::io::Error>(chunk.to_vec())).collect::<Vec<_>>();
        post().body(LINES, Body::from_stream(stream::iter(chunks))).await.expect(413);
        post().body(LINES, line.repeat(10)).await.expect(200);
        let broken = stream::iter([Ok("{}\n"), Err(std::io::Error::other("gone"))]);
        post().body(LINES, Body::from_stream(broken)).await.expect(400);
        assert_eq!(http.get(&format!("{EVENTS}?after=1&limit=100")).bearer(&ada).await.expect(200).numbers().len(), 10);
    }

    async fn numbers_have_no_gaps_however_many_write(world: World) {
        let (http, ada) = (Http::new(world), full(world, "ada").await);
        let calls = (0..30).map(|writer| {
            // Every third one fails.
            let lines: String = (0..7)
                .map(|n| if writer % 3 == 0 && n == 6 { "{".to_owned() } else { format!("{{\"w\":{writer},\"n\":{n}}}\n") })
                .collect();
            http.append(EVENTS, lines).bearer(&ada).into_future()
        });
        let answers = join_all(calls).await;
        let mut firsts: Vec<u64> = answers
            .iter()
            .filter(|answer| answer.status == 200)
            .map(|answer| answer.json()["first_seq"].as_u64().unwrap())
            .collect();
        firsts.sort_unstable();
        assert!(firsts.into_iter().eq((0..20).map(|n| 1 + 7 * n)));
        assert!(answers.iter().filter(|answer| answer.status == 422).count() == 10);
        let read = http.get(&format!("{EVENTS}?limit=10000")).bearer(&ada).await.expect(200);
        assert!(read.numbers().into_iter().eq(1..=140));
    }

    async fn appends_at_once_share_commits_and_nobody_suffers_for_another(world: World) {
        let (http, ada, bob) = (Http::new(world), full(world, "ada").await, full(world, "bob").await);
        let calls = (0..200_u64).map(|n| {
            let (stream, token) = match n % 10 {
                // Bob only reads.
                3 => (EVENTS, &bob),
                5..=9 => (TICKS, &ada),
                _ => (EVENTS, &ada),
            };
            let body = if n % 10 == 4 { "[1]".to_owned() } else { format!("{{\"n\":{n}}}\n{{\"n\":{n}}}") };
            let call = http.append(stream, body).bearer(token);
            async move { (n, stream, call.await) }
        });
        let mut ranges: Vec<(&str, u64, u64)> = Vec::new();
        for (n, stream, answer) in join_all(calls).await {
            match n % 10 {
                3 => drop(answer.expect(403)),
                4 => drop(answer.expect(422)),
                _ => {
                    let json = answer.expect(200).json();
                    let (first, last) = (json["first_seq"].as_u64().unwrap(), json["last_seq"].as_u64().unwrap());
                    assert_eq!(last, first + 1);
                    let page = http.get(&format!("{stream}?after={}&limit=2", first - 1)).bearer(&ada).await;
                    assert_eq!(page.expect(200).text().matches(&format!("{{\"n\":{n}}}")).count(), 2);
                    ranges.push((stream, first, last));
                }
            }
        }
        ranges.sort_unstable();
        for stream in [EVENTS, TICKS] {
            let numbers: Vec<u64> =
                ranges.iter().filter(|range| range.0 == stream).flat_map(|range| [range.1, range.2]).collect();
            assert_eq!(numbers, (1..=numbers.len() as u64).collect::<Vec<_>>());
        }
        assert_eq!(ranges.len(), 160);
        let commits = http.metrics.append_commits.get();
        assert!(commits < 120, "{commits} commits for 160 appends");
    }
}
