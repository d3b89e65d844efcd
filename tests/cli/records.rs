//! Records on stdin and stdout: all or nothing for each part, whole lines, and in order.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use crate::world::{World, numbered};

const EVENTS: &str = "ada/lake/events";

#[test]
fn a_bad_line_is_named_and_nothing_is_written() {
    let world = World::start();
    let full = world.with(&world.with_stream("ada"));
    let broken = numbered(1, 499) + "{\"n\":500,\n" + &numbered(501, 600);
    full.run_with(&["stream", "write", EVENTS], broken).fails(1, "Line 500 of the input is at fault.");
    assert_eq!(full.run(&["stream", "read", EVENTS]).ok().out, "");
    // Blank lines are skipped, and counted.
    let said = full.run_with(&["stream", "write", EVENTS], "{}\n\n{}\n[]\n");
    said.fails(1, "Line 4 of the input is at fault. Nothing was written.");
    let said = full.run_with(&["stream", "write", EVENTS], "\n{\"a\":1.50,\"B\":2}").ok();
    assert_eq!(said.out, "1 records written, from 1 to 1\n");
    let read = full.run(&["stream", "read", EVENTS]).ok().out;
    assert!(read.contains("\"record\":{\"a\":1.50,\"B\":2}"), "{read}");
    assert_eq!(full.run_with(&["stream", "write", EVENTS], "").ok().out, "no records written\n");
    full.run_with(&["stream", "write", "ada/lake/absent"], "").fails(4, "");
}

#[test]
fn more_than_a_body_holds_is_sent_in_parts() {
    let world = World::start();
    let full = world.with(&world.with_stream("ada"));
    let line = |n: u64| format!("{{\"n\":{n},\"text\":\"{}\"}}\n", "x".repeat(1000));
    let many: String = (1..=15_000).map(line).collect();
    let said = full.run_with(&["stream", "write", EVENTS, "--output", "json"], &many).ok();
    assert_eq!(said.out, "{\"first_seq\":1,\"last_seq\":15000,\"count\":15000}\n");
    assert_eq!(full.run(&["stream", "read", EVENTS]).ok().out.lines().count(), 15_000);

    let broken = format!("{many}{{\n");
    let said = full.run_with(&["stream", "write", EVENTS], broken);
    let said = said.fails(1, "Line 15001 of the input is at fault.");
    let newest = full.json(&["stream", "show", EVENTS])["last_seq"].as_u64().unwrap();
    let count = newest - 15_000;
    assert!(
        count > 0
            && count < 15_000
            && said.err.contains(&format!("{count} records before that were written")),
        "{said:?}"
    );

    let endless = vec![b'x'; 11_000_000];
    full.run_with(&["stream", "write", EVENTS], endless).fails(2, "Line 1 of the input is at fault.");
}

#[test]
fn reading_begins_and_ends_where_it_is_told() {
    let world = World::start();
    let full = world.with(&world.with_stream("ada"));
    full.run_with(&["stream", "write", EVENTS], numbered(1, 250)).ok();
    let numbers = |arguments: &[&str]| -> Vec<u64> {
        let read = full.run(&[&["stream", "read", EVENTS], arguments].concat()).ok().out;
        let seq =
            |line: &str| serde_json::from_str::<serde_json::Value>(line).unwrap()["seq"].as_u64().unwrap();
        read.lines().map(seq).collect()
    };
    assert_eq!(numbers(&[]), (1..=250).collect::<Vec<_>>());
    assert_eq!(numbers(&["--after", "240"]), (241..=250).collect::<Vec<_>>());
    assert_eq!(numbers(&["--after", "100", "--limit", "120"]), (101..=220).collect::<Vec<_>>());
    assert_eq!(numbers(&["--after", "250"]), Vec::<u64>::new());
    // Always as the API gives it, whatever the format.
    assert_eq!(numbers(&["--limit", "2", "--output", "json"]), [1, 2]);
}

#[test]
fn following_waits_for_new_records() {
    let world = World::start();
    let full = world.with(&world.with_stream("ada"));
    let mut following = full
        .command(&["stream", "read", EVENTS, "--follow", "--limit", "3"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(following.stdout.take().unwrap()).lines();
    for n in 1..=3 {
        full.run_with(&["stream", "write", EVENTS], numbered(n, n)).ok();
        let line = lines.next().unwrap().unwrap();
        assert!(line.contains(&format!("\"n\":{n}")), "{line}");
    }
    assert!(lines.next().is_none() && following.wait().unwrap().success());
}

#[test]
fn a_reader_that_goes_away_ends_it_quietly() {
    let world = World::start();
    let full = world.with(&world.with_stream("ada"));
    full.run_with(&["stream", "write", EVENTS], numbered(1, 20_000)).ok();
    let mut reading = full
        .command(&["stream", "read", EVENTS])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = String::new();
    BufReader::new(reading.stdout.take().unwrap()).read_line(&mut first).unwrap();
    assert!(first.starts_with("{\"seq\":1,"), "{first}");
    let ended = reading.wait_with_output().unwrap();
    assert_eq!((ended.status.code(), String::from_utf8(ended.stderr).unwrap()), (Some(0), String::new()));
}
