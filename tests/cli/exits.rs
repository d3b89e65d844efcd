//! Exit codes, where the real server gives the answer and where the command line itself refuses.

use std::time::{Duration, Instant};

use crate::world::{PASSWORD, Shell, World, numbered};

#[test]
fn the_command_line_refuses_what_is_wrong_by_itself() {
    let directory = tempfile::tempdir().unwrap();
    // Nothing listens there: whatever asked it would end with 7.
    let shell = Shell::nowhere(directory.path()).with("SLUICEGATE_URL", "http://127.0.0.1:1");
    let long = "x".repeat(100_000);
    for (line, words) in [
        ("project create Ada/lake", "lower-case letters"),
        ("project create lake", "ORG/PROJECT"),
        ("stream create ada/lake", "ORG/PROJECT/STREAM"),
        ("stream read ada/9lake/x", "begins with a lower-case letter"),
        ("project update ada/lake", "--public"),
        ("project update ada/lake --public=maybe", "true or false"),
        ("project list --limit 0", "1..=500"),
        ("project list --output xml", "table, json"),
        ("secret issue", "--kind"),
        ("secret issue --kind super", "full, private-read or public-read"),
        ("secret issue --kind full --lifetime-days 1 --expires-at 2030-01-01", "cannot be used with"),
        ("secret issue --kind full --expires-at tomorrow", "2027-02-19T23:59:59Z"),
        ("secret revoke 12 --yes", "secret list"),
        ("access check ada read stream:a/b/c", "user:NAME"),
        ("access check user:ada read stream:a/b", "stream:ORG/PROJECT/STREAM"),
        ("access check user:ada fly stream:a/b/c", "view, create"),
        ("stream read a/b/c --after -1", "-1"),
        ("stream read a/b/c --limit 0", "--limit"),
        ("admin create-user admin", "take another name"),
        ("proejct list", "did you mean"),
        ("project list --colour", "--colour"),
        ("auth whoami --url gate.example", "--url"),
        ("auth whoami --url https://gate.example/console", "scheme and host alone"),
    ] {
        let arguments: Vec<&str> = line.split(' ').collect();
        let said = shell.run(&arguments);
        assert_eq!((said.code, said.out.as_str()), (2, ""), "{line}: {said:?}");
        let words = if words == "did you mean" { "a similar subcommand exists: 'project'" } else { words };
        said.fails(2, words);
    }
    let said = shell.run(&["project", "create", "ada/lake", "--description", &long]);
    let said = said.fails(2, "a description has at most 500 characters; this has 100000");
    assert!(said.err.len() < 300, "{said:?}");
    assert_eq!(shell.run(&[]).code, 2);
    assert_eq!(shell.run(&["project"]).code, 2);
    assert_eq!(shell.run(&["help"]).ok().err, "");
    assert!(shell.run(&["--version"]).ok().out.starts_with("sluicegate "));
    assert!(shell.run(&["stream", "write", "--help"]).ok().out.contains("10 MB"));
}

#[test]
fn the_servers_refusals_have_their_codes() {
    let world = World::start();
    let token = world.with_stream("ada");
    let full = world.with(&token);
    world
        .anybody()
        .run(&["auth", "whoami"])
        .fails(3, "set SLUICEGATE_SECRET, or run `sluicegate auth login`");
    let wrong = token.replace(token.chars().last().unwrap(), "!");
    world.with(&wrong).run(&["auth", "whoami"]).fails(3, "SLUICEGATE_SECRET holds no secret that works now");
    full.run(&["project", "show", "ada/pond"]).fails(4, "");
    full.run(&["project", "create", "ada/lake"]).fails(5, "a project of this name already");
    full.run(&["secret", "issue", "--kind", "private-read", "--expires-at", "2001-01-01"])
        .fails(1, "expires_at");
    let bob = world.with(&world.person("bob"));
    bob.run(&["project", "show", "ada/lake"]).fails(4, "");
    full.run(&["project", "update", "ada/lake", "--public", "yes", "--yes"]).ok();
    bob.run(&["project", "update", "ada/lake", "--description", "mine"])
        .fails(3, "needs admin on project ada/lake");
    bob.run_with(&["stream", "write", "ada/lake/events"], numbered(1, 3)).fails(3, "Nothing was written.");
    let operator = world.operator();
    operator.run_with(&["admin", "create-user", "bob"], PASSWORD).fails(5, "already");
    operator.run_with(&["admin", "create-user", "carol"], "short\n").fails(2, "at least 10 characters");
    operator.run(&["admin", "create-user", "carol"]).fails(2, "read from stdin");
    operator.run(&["admin", "issue-secret", "carol"]).fails(4, "carol");
}

#[test]
fn a_server_that_is_not_there() {
    let directory = tempfile::tempdir().unwrap();
    let shell = Shell::nowhere(directory.path()).with("SLUICEGATE_URL", "http://127.0.0.1:1");
    let start = Instant::now();
    shell.run(&["auth", "whoami"]).fails(7, "http://127.0.0.1:1 can’t be reached");
    shell.run_with(&["stream", "write", "a/b/c"], "{}\n").fails(7, "is it running");
    assert!(start.elapsed() < Duration::from_secs(5));
    let shell = Shell::nowhere(directory.path()).with("SLUICEGATE_URL", "http://no-such-host.invalid");
    shell.run(&["auth", "whoami"]).fails(7, "can’t be reached");
}
