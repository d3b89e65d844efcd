//! A server that always gives the same answer: for answers that the real one doesn't give yet, or never will.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;

use crate::world::Shell;

/// Runs a command against a server that answers with `status`, headers and body; gives what it was asked, too.
fn answered(status: &str, headers: &str, body: &str, arguments: &[&str]) -> (crate::world::Said, String) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let answer = format!(
        "HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
    let serving = std::thread::spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        let mut reader = BufReader::new(stream.try_clone().unwrap());
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            reader.read_line(&mut head).unwrap();
        }
        let length = head.to_ascii_lowercase();
        let length = length.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
        let mut sent = vec![0; length.unwrap_or(0)];
        reader.read_exact(&mut sent).unwrap();
        (&stream).write_all(answer.as_bytes()).unwrap();
        head + &String::from_utf8(sent).unwrap()
    });
    let directory = tempfile::tempdir().unwrap();
    let shell =
        Shell::nowhere(directory.path()).with("SLUICEGATE_URL", &url).with("SLUICEGATE_SECRET", "sgf_x");
    let said = shell.run(arguments);
    (said, serving.join().unwrap())
}

fn problem(status: u16, code: &str) -> String {
    format!(
        r#"{{"type":"about:blank","title":"T","status":{status},"code":"{code}","detail":"Some detail."}}"#
    )
}

#[test]
fn every_answer_has_its_exit_code() {
    for (status, code, exit) in [
        (400, "bad_request", 1),
        (401, "unauthenticated", 3),
        (403, "forbidden", 3),
        (403, "password_needed", 3),
        (404, "not_found", 4),
        (405, "method_not_allowed", 1),
        (409, "conflict", 5),
        (412, "precondition_failed", 5),
        (413, "too_large", 1),
        (415, "unsupported_media_type", 1),
        (422, "invalid", 1),
        (429, "too_many_requests", 1),
        (429, "over_quota", 6),
        (500, "internal", 1),
        (503, "unavailable", 7),
    ] {
        let (said, _) = answered(&format!("{status} X"), "", &problem(status, code), &["auth", "whoami"]);
        said.fails(exit, "");
    }
}

#[test]
fn an_answer_of_something_else_says_where_it_came_from() {
    for (status, exit) in
        [("401 X", 3), ("403 X", 3), ("404 X", 4), ("409 X", 5), ("500 X", 1), ("502 X", 7), ("503 X", 7)]
    {
        let (said, _) = answered(status, "", "<h1>Proxy</h1>", &["auth", "whoami"]);
        said.fails(exit, "this doesn’t look like Sluicegate");
    }
    let (said, _) = answered("200 OK", "", "<h1>Welcome</h1>", &["auth", "whoami"]);
    said.fails(1, "doesn’t understand");
}

#[test]
fn a_redirect_is_not_followed() {
    let there = "Location: https://elsewhere.example/\r\n";
    let (said, _) = answered("307 Temporary Redirect", there, "", &["auth", "whoami"]);
    said.fails(1, "it points to https://elsewhere.example/, and redirects aren’t followed");
}

#[test]
fn what_a_server_says_cannot_drive_the_terminal() {
    let body = r#"{"type":"about:blank","title":"T","status":409,"code":"conflict","detail":"red\u001b[31m\nand more"}"#;
    let (said, _) = answered("409 X", "", body, &["project", "create", "ada/lake"]);
    let said = said.fails(5, "red");
    assert!(!said.err.contains('\u{1b}'), "{said:?}");
}

#[test]
fn only_what_was_given_is_sent() {
    let (_, asked) = answered(
        "409 X",
        "",
        &problem(409, "conflict"),
        &["project", "update", "ada/my_lake", "--description", "x"],
    );
    assert!(asked.starts_with("PATCH /api/v1/projects/ada/my-lake HTTP/1.1\r\n"), "{asked}");
    assert!(asked.to_ascii_lowercase().contains("authorization: bearer sgf_x\r\n"), "{asked}");
    assert!(asked.ends_with("\r\n\r\n{\"description\":\"x\"}"), "{asked}");
    let (_, asked) =
        answered("409 X", "", &problem(409, "conflict"), &["project", "list", "acme", "--limit", "7"]);
    let line = asked.lines().next().unwrap();
    assert!(
        line.contains("organization=acme") && line.contains("limit=7") && !line.contains("after"),
        "{asked}"
    );
}
