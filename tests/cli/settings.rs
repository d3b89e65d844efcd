//! `serve --check`: every setting, and what is wrong with one.

use crate::world::Shell;

#[test]
fn check_shows_what_the_settings_come_to_and_touches_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let shell = Shell::nowhere(directory.path())
        .with("SLUICEGATE_METRICS_TOKEN", "hunter2hunter2")
        .with("SLUICEGATE_SMTP_URL", "smtps://gate:hunter2@mail.example.com")
        .with("SLUICEGATE_MAIL_FROM", "gate@example.com")
        .with("SLUICEGATE_URL", "not an address")
        .with("SLUICEGATE_SECRET", "sgf_x");
    let said = shell.run(&["serve", "--check", "--database", "postgres://gate:hunter2@db/gate"]).ok();
    for shown in [
        "127.0.0.1:3000",
        "postgres://gate:…@db/gate",
        "http://127.0.0.1:3000",
        "invite",
        "metrics_token    set",
        "smtps://gate:…@mail.example.com",
    ] {
        assert!(said.out.contains(shown), "{shown}: {said:?}");
    }
    assert!(!said.out.contains("hunter2"), "{said:?}");
    shell.run(&["serve", "--check", "--listen", "127.0.0.1:0"]).ok();
    assert!(!directory.path().join("data").exists());
}

#[test]
fn check_names_the_setting_its_source_and_what_would_be_right() {
    for (name, value, words) in [
        ("SLUICEGATE_LISTEN", "3000", "SLUICEGATE_LISTEN: “3000” is no address with a port"),
        ("SLUICEGATE_LISTEN", "0.0.0.0:3000", "SLUICEGATE_ORIGIN: is needed"),
        ("SLUICEGATE_ORIGIN", "http://gate.example.com", "use https://gate.example.com"),
        ("SLUICEGATE_DATABASE", "gate.db", "SLUICEGATE_DATABASE: write sqlite:PATH"),
        ("SLUICEGATE_SIGN_UP", "yes", "invite, open, closed"),
        ("SLUICEGATE_TRUSTED_PROXIES", "10.0.0.0/33", "10.0.0.0/8"),
        ("SLUICEGATE_METRICS_TOKEN", "a b", "SLUICEGATE_METRICS_TOKEN: holds a blank"),
        ("SLUICEGATE_SMTP_URL", "smtp://gate@host", "SLUICEGATE_SMTP_URL: holds a user or a password alone"),
        ("SLUICEGATE_MAIL_FROM", "gate@example.com", "SLUICEGATE_SMTP_URL: is needed beside"),
        ("SLUICEGATE_LOG", "a=b=c", "SLUICEGATE_LOG: "),
        ("SLUICEGATE_LOG_FORMAT", "xml", "neither text nor json"),
        ("SLUICEGATE_LISTN", "127.0.0.1:1", "did you mean SLUICEGATE_LISTEN?"),
    ] {
        let directory = tempfile::tempdir().unwrap();
        let shell = Shell::nowhere(directory.path()).with(name, value);
        shell.run(&["serve", "--check"]).fails(2, words);
        // What --check refuses doesn't start, and the operator's commands refuse it too.
        shell.run(&["serve"]).fails(2, words);
        shell.run(&["admin", "verify-audit"]).fails(2, words);
    }
}

#[test]
fn the_file_is_read_strictly() {
    for (file, words) in [
        ("listen = \"127.0.0.1:0\"\nlisten_port = 3", "`listen_port` in "),
        ("secret = \"sgf_x\"", "SLUICEGATE_SECRET in the environment"),
        ("sign_up = true", "a text, in quotes"),
        ("a = [", "sluicegate.toml, line 1: "),
    ] {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("sluicegate.toml");
        std::fs::write(&path, file).unwrap();
        let shell = Shell::nowhere(directory.path());
        shell.run(&["serve", "--check"]).fails(2, words);
        std::fs::write(&path, "sign_up = \"open\"\nlisten = \"localhost:4000\"").unwrap();
        let said = shell.run(&["serve", "--check"]).ok();
        assert!(said.out.contains("open") && said.out.contains("http://127.0.0.1:4000"), "{said:?}");
    }
}
