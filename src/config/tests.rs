use super::*;

fn load(flags: Flags, variables: &[(&str, &str)], file: &str) -> Result<Settings, String> {
    let directory = tempfile::tempdir().unwrap();
    if !file.is_empty() {
        std::fs::write(directory.path().join("sluicegate.toml"), file).unwrap();
    }
    let shown = format!("{}/", directory.path().display());
    let variables = variables.iter().map(|(name, value)| ((*name).into(), (*value).into()));
    Environment::from_variables(variables)
        .and_then(|environment| Settings::load(&flags, &environment, directory.path()))
        .map_err(|error| error.to_string().replace(&shown, ""))
}

fn refused(variables: &[(&str, &str)], file: &str) -> String {
    load(Flags::default(), variables, file).unwrap_err()
}

#[test]
fn nothing_set_gives_the_defaults() {
    let settings = load(Flags::default(), &[("PATH", "/bin")], "").unwrap();
    assert_eq!(settings.listen.to_string(), "127.0.0.1:3000");
    assert!(settings.database.to_string().ends_with("/data/sluicegate.db"), "{:?}", settings.database);
    assert_eq!(settings.origin_at(settings.listen).as_str(), "http://127.0.0.1:3000");
    assert_eq!((settings.sign_up, settings.organizations), (SignUp::Invite, Organizations::Open));
    assert!(
        settings.trusted_proxies.is_empty() && settings.metrics_token.is_none() && settings.file.is_none()
    );
}

#[test]
fn flags_win_over_the_environment_and_that_over_the_file() {
    let file = "listen = \"127.0.0.1:1\"\nsign_up = \"open\"\ntrusted_proxies = [\"10.0.0.0/8\", \"::1\"]\n";
    let settings = load(Flags::default(), &[], file).unwrap();
    assert_eq!((settings.listen.port(), settings.sign_up), (1, SignUp::Open));
    assert_eq!(settings.trusted_proxies.len(), 2);
    let variables = [("SLUICEGATE_LISTEN", "127.0.0.1:2"), ("SLUICEGATE_SIGN_UP", "closed")];
    let settings = load(Flags::default(), &variables, file).unwrap();
    assert_eq!((settings.listen.port(), settings.sign_up), (2, SignUp::Closed));
    let flags = Flags { listen: Some("localhost:3".into()), database: Some("sqlite:x.db".into()) };
    let settings = load(flags, &variables, file).unwrap();
    assert_eq!((settings.listen.port(), settings.database), (3, Database::Sqlite("x.db".into())));
}

#[test]
fn the_file_may_stand_in_the_data_directory() {
    let data = tempfile::tempdir().unwrap();
    let file = data.path().join("sluicegate.toml");
    let variables = [("SLUICEGATE_DATA_DIR", data.path().to_str().unwrap())];
    std::fs::write(&file, "sign_up = \"open\"").unwrap();
    let settings = load(Flags::default(), &variables, "").unwrap();
    assert_eq!((settings.sign_up, settings.file.as_ref()), (SignUp::Open, Some(&file)));
    // The working directory's file comes first, and only one is read.
    assert_eq!(load(Flags::default(), &variables, "log = \"warn\"").unwrap().sign_up, SignUp::Invite);
    std::fs::write(&file, "data_dir = \"elsewhere\"").unwrap();
    assert!(refused(&variables, "").contains("can't be set in the data directory itself"));
}

#[test]
fn origins_obey_their_rules() {
    let origin = |text: &str| origin::origin(text).map(|origin| origin.to_string());
    assert_eq!(origin("https://Gate.Example.com:443/").unwrap(), "https://gate.example.com");
    assert_eq!(origin("http://localhost:8080").unwrap(), "http://localhost:8080");
    assert_eq!(origin("http://[::1]:3000").unwrap(), "http://[::1]:3000");
    for wrong in ["http://gate.example.com", "https://x/y", "https://u@x", "ftp://x", "gate", "https://x?y"] {
        assert!(origin(wrong).is_err(), "{wrong}");
    }
    assert!(
        refused(&[("SLUICEGATE_LISTEN", "0.0.0.0:3000")], "").starts_with("SLUICEGATE_ORIGIN: is needed")
    );
    let open = [("SLUICEGATE_LISTEN", "[::]:443"), ("SLUICEGATE_ORIGIN", "https://gate.example.com")];
    let settings = load(Flags::default(), &open, "").unwrap();
    let origin = settings.origin_at(settings.listen);
    assert_eq!((origin.host(), origin.is_secure()), ("gate.example.com", true));
}

#[test]
fn refusals_name_the_setting_and_its_source() {
    let wrong = [
        (
            refused(&[("SLUICEGATE_LISTEM", "x")], ""),
            "SLUICEGATE_LISTEM: is no setting; did you mean SLUICEGATE_LISTEN?",
        ),
        (
            refused(&[("SLUICEGATE_LISTEN", "3000")], ""),
            "SLUICEGATE_LISTEN: “3000” is no address with a port",
        ),
        (refused(&[("SLUICEGATE_ORIGIN", " ")], ""), "SLUICEGATE_ORIGIN: is empty"),
        (
            refused(&[("SLUICEGATE_DATABASE", "mysql://u:pw@h/d")], ""),
            "SLUICEGATE_DATABASE: write sqlite:PATH",
        ),
        (
            refused(&[("SLUICEGATE_TRUSTED_PROXIES", "10.0.0.0/8, x")], ""),
            "SLUICEGATE_TRUSTED_PROXIES: “x” is no address",
        ),
        (refused(&[("SLUICEGATE_METRICS_TOKEN", "a b")], ""), "SLUICEGATE_METRICS_TOKEN: holds a blank"),
        (refused(&[("SLUICEGATE_LOG_FORMAT", "xml")], ""), "SLUICEGATE_LOG_FORMAT: “xml” is neither"),
        (refused(&[], "sign_up = \"all\""), "`sign_up` in sluicegate.toml: “all” is none of"),
        (
            refused(&[], "organizations = \"all\""),
            "`organizations` in sluicegate.toml: “all” is neither open nor closed",
        ),
        (
            refused(&[], "signup = \"open\""),
            "`signup` in sluicegate.toml: is no setting; did you mean `sign_up`?",
        ),
        (refused(&[], "secret = \"x\""), "`secret` in sluicegate.toml: belongs to the command line"),
        (refused(&[], "listen = 3000"), "`listen` in sluicegate.toml: must be a text, in quotes"),
        (refused(&[], "log = \"info\"\nlisten ="), "sluicegate.toml, line 2: "),
    ];
    for (said, expected) in wrong {
        assert!(said.starts_with(expected), "{said}");
        assert_eq!(said.lines().count(), 1, "{said}");
    }
}

#[test]
fn the_server_ignores_what_is_the_command_lines() {
    let variables = [("SLUICEGATE_URL", "not a url"), ("SLUICEGATE_SECRET", "sgf_x")];
    assert!(load(Flags::default(), &variables, "").is_ok());
}

#[test]
fn nothing_secret_is_shown() {
    let variables = [
        ("SLUICEGATE_DATABASE", "postgres://gate:hunter2@db:5432/gate?password=hunter2"),
        ("SLUICEGATE_METRICS_TOKEN", "hunter2"),
        ("SLUICEGATE_SECRET", "hunter2"),
        ("SLUICEGATE_SMTP_URL", "smtps://gate:hunter2@mail.example.com"),
        ("SLUICEGATE_MAIL_FROM", "Sluicegate <gate@example.com>"),
    ];
    let settings = load(Flags::default(), &variables, "").unwrap();
    let mail = settings.mail.as_ref().unwrap();
    assert_eq!(mail.url.to_string(), "smtps://gate:…@mail.example.com");
    assert_eq!(mail.from.to_string(), "Sluicegate <gate@example.com>");
    assert_eq!(settings.database.to_string(), "postgres://gate:…@db:5432/gate");
    assert!(!format!("{settings:?}").contains("hunter2"));
    let wrong = refused(&[("SLUICEGATE_DATABASE", "postgres://gate:hunter2@db:port/gate")], "");
    assert!(!wrong.contains("hunter2") && wrong.contains("no PostgreSQL URL"), "{wrong}");
}

#[test]
fn mail_needs_a_server_and_a_sender() {
    let from = ("SLUICEGATE_MAIL_FROM", "gate@example.com");
    let with = |url: &str| load(Flags::default(), &[from, ("SLUICEGATE_SMTP_URL", url)], "");
    for right in [
        "smtp://gate:p%40ss@mail.example.com:587",
        "smtps://gate:pass@mail.example.com",
        "smtp://mail.example.com",
        "smtp://relay:25?tls=none",
        "smtp://gate:pass@127.0.0.1:2525",
        "smtp://localhost:2525?tls=required",
    ] {
        assert!(with(right).is_ok(), "{right}: {:?}", with(right));
    }
    for (wrong, words) in [
        ("mail.example.com", "is no URL"),
        ("http://mail.example.com", "is no address of a mail server"),
        ("smtp://", "is no address of a mail server"),
        ("smtp://gate:hunter2@mail.example.com/path", "holds more than a server"),
        ("smtp://gate@mail.example.com", "a user or a password alone"),
        ("smtp://gate:hunter2@relay:25?tls=none", "unencrypted"),
        ("smtp://gate:hunter2@relay?tls=maybe", "knows only ?tls=required"),
        ("smtps://gate:hunter2@relay?tls=none", "knows only ?tls=required"),
        ("smtp://gate:hunter2%FF@relay", "a part of it is no text"),
    ] {
        let said = with(wrong).unwrap_err();
        assert!(said.starts_with("SLUICEGATE_SMTP_URL: ") && said.contains(words), "{wrong}: {said}");
        assert!(!said.contains("hunter2"), "{said}");
    }
    assert!(refused(&[from], "").starts_with("SLUICEGATE_SMTP_URL: is needed beside"));
    let url = ("SLUICEGATE_SMTP_URL", "smtp://mail.example.com");
    assert!(refused(&[url], "").starts_with("SLUICEGATE_MAIL_FROM: is needed beside"));
    let nobody = refused(&[url, ("SLUICEGATE_MAIL_FROM", "nobody")], "");
    assert!(nobody.starts_with("SLUICEGATE_MAIL_FROM: “nobody” is no sender"), "{nobody}");
    let file = "smtp_url = \"smtp://mail.example.com\"\nmail_from = \"gate@example.com\"";
    assert!(load(Flags::default(), &[], file).unwrap().mail.is_some());
}

#[test]
fn alerts_go_where_mail_and_a_key_are() {
    let key = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    let with = |url: &str, key: &str| {
        let set = [("SLUICEGATE_WEBHOOK_URL", url), ("SLUICEGATE_WEBHOOK_KEY", key)];
        load(Flags::default(), &set, "")
    };
    for right in ["https://ops.example.com/hook?a=b", "http://127.0.0.1:9000/", "http://localhost/hook"] {
        let settings = with(right, key).unwrap();
        assert!(!format!("{:?}", settings.alerts).contains(key), "a key is never shown");
    }
    for wrong in [
        "http://ops.example.com/hook",
        "ftp://127.0.0.1/",
        "ops.example.com",
        "https://a:pw@ops.example.com/",
    ] {
        assert!(with(wrong, key).unwrap_err().to_string().starts_with("SLUICEGATE_WEBHOOK_URL"), "{wrong}");
    }
    let said = with("https://ops.example.com/", "whsec_hunter2").unwrap_err().to_string();
    assert!(said.starts_with("SLUICEGATE_WEBHOOK_KEY") && !said.contains("hunter2"), "{said}");
    let alone = refused(&[("SLUICEGATE_WEBHOOK_URL", "https://ops.example.com/")], "");
    assert!(alone.starts_with("SLUICEGATE_WEBHOOK_KEY: is needed beside"), "{alone}");
    let alone = refused(&[("SLUICEGATE_ALERTS_TO", "ops@example.com")], "");
    assert!(alone.starts_with("SLUICEGATE_ALERTS_TO: needs SLUICEGATE_SMTP_URL"), "{alone}");
}
