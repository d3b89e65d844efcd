//! `secret scan`, `secret report-leaked`, `secret revoke --with-issued`, and the rule file for common scanners.

use access::SecretKind;
use regex::Regex;
use serde_json::Value;
use sluicegate::tokens;

use crate::world::{Shell, World};

const KINDS: [SecretKind; 4] =
    [SecretKind::Full, SecretKind::PrivateRead, SecretKind::PublicRead, SecretKind::Service];

fn token(kind: SecretKind) -> String {
    tokens::make(kind, &[41; 32]).text
}

#[test]
fn a_scan_finds_every_kind_and_never_shows_one() {
    let directory = tempfile::tempdir().unwrap();
    let shell = Shell::nowhere(directory.path());
    let at = |path: &str| directory.path().join("code").join(path);
    std::fs::create_dir_all(at("deep/er")).unwrap();
    let [full, private, public, service] = KINDS.map(token);
    let wrong = format!("{}x", &full[..full.len() - 1]);
    std::fs::write(at("a.env"), format!("é = 1\nKEY={full}\nOTHER={wrong}\n")).unwrap();
    std::fs::write(at("deep/er/b.py"), format!("t = '{private}'; u = \"{public}{service}\"")).unwrap();
    std::fs::write(at("binary"), [b"\0\0".as_slice(), full.as_bytes()].concat()).unwrap();
    std::fs::write(at("large"), format!("{full}{}", " ".repeat(10_000_001))).unwrap();
    std::os::unix::fs::symlink(directory.path(), at("loop")).unwrap();

    let said = shell.run(&["secret", "scan", "code"]);
    assert_eq!(said.code, 1, "{said:?}");
    let lines: Vec<&str> = said.out.lines().collect();
    let hint = |token: &str| tokens::hint(token);
    assert_eq!(
        lines,
        [
            format!("code/a.env:2:5: full secret {}", hint(&full)),
            format!("code/deep/er/b.py:1:6: private-read secret {}", hint(&private)),
            format!("code/deep/er/b.py:1:67: public-read secret {}", hint(&public)),
            format!("code/deep/er/b.py:1:120: service secret {}", hint(&service)),
        ]
    );
    for secret in [&full, &private, &public, &service] {
        assert!(!said.out.contains(secret.as_str()) && !said.err.contains(secret.as_str()));
    }
    assert!(said.err.contains("4 secrets in 2 files; skipped: 1 binary, 1 over 10 MB"), "{said:?}");
    let said = shell.run(&["secret", "scan", "code", "--output", "json", "--quiet"]);
    let json: Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!((json["found"].as_array().unwrap().len(), &json["skipped_binary"]), (4, &1.into()));
    assert_eq!((said.code, said.err.as_str()), (1, ""));

    std::fs::remove_dir_all(at("deep")).unwrap();
    std::fs::write(at("a.env"), "nothing").unwrap();
    assert_eq!(shell.run(&["secret", "scan", "code"]).ok().out, "");
    assert_eq!(shell.run_with(&["secret", "scan", "-"], "no secrets").ok().out, "");
    let piped = shell.run_with(&["secret", "scan", "-", "--quiet"], format!("x {full}\n"));
    assert_eq!((piped.code, piped.out), (1, format!("-:1:3: full secret {}\n", hint(&full))));
    shell.run(&["secret", "scan", "nowhere"]).fails(2, "nowhere can’t be read");
}

#[test]
fn the_rule_for_common_scanners_matches_secrets_and_nothing_else() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/deploy/secret-scanning/gitleaks.toml");
    let rules: toml::Value = toml::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let [rule] = rules["rules"].as_array().unwrap().as_slice() else { panic!("one rule") };
    let regex = Regex::new(rule["regex"].as_str().unwrap()).unwrap();
    let group = usize::try_from(rule["secretGroup"].as_integer().unwrap()).unwrap();
    let keywords: Vec<&str> =
        rule["keywords"].as_array().unwrap().iter().map(|word| word.as_str().unwrap()).collect();
    for kind in KINDS {
        let token = token(kind);
        assert!(keywords.iter().any(|word| token.starts_with(word)), "{token}");
        for line in [
            token.clone(),
            format!("KEY={token}"),
            format!("\"{token}\","),
            format!("Authorization: Bearer {token}\n"),
            format!("https://x.example/?token={token}&b=c"),
            format!("prefix_{token}_suffix"),
        ] {
            let found = regex.captures(&line).unwrap_or_else(|| panic!("{line}"));
            assert_eq!(&found[group], token, "{line}");
        }
        for line in [
            token[..token.len() - 1].to_owned(),
            format!("{token}0"),
            format!("x{token}"),
            token.replace('_', "-"),
            token.replace("sg", "sq"),
            format!("{}-{}", &token[..20], &token[20..]),
            "msgs_of_a_function_whose_name_is_really_quite_long_indeed".to_owned(),
        ] {
            assert!(!regex.is_match(&line), "{line}");
        }
    }
}

#[test]
fn a_leaked_secret_is_ended_by_whoever_finds_it() {
    let world = World::start();
    let full = world.person("ada");
    let shell = world.with(&full);
    let read = shell.run(&["secret", "issue", "--kind", "private-read", "--quiet"]).ok().out;
    let said = world.anybody().run_with(&["secret", "report-leaked"], &full).ok();
    assert!(said.out.is_empty() && said.err.contains("Thank you"), "{said:?}");
    shell.run(&["auth", "whoami"]).fails(3, "");
    world.with(read.trim()).run(&["auth", "whoami"]).fails(3, "");
    assert_eq!(world.anybody().run_with(&["secret", "report-leaked"], "nonsense").ok().err, said.err);
}

#[test]
fn revoking_says_what_a_secret_issued_and_takes_it_along() {
    let world = World::start();
    let (by, shell) = (world.with(&world.person("ada")), world.with(&world.secret_of("ada")));
    let id = by.json(&["auth", "whoami"])["credential"]["id"].as_str().unwrap().to_owned();
    let issue = |description: &str| {
        by.json(&["secret", "issue", "--kind", "private-read", "--description", description])["token"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let (one, two) = (issue("notebook"), issue("school"));
    let said = shell.run(&["secret", "revoke", &id, "--yes"]).ok();
    assert_eq!(said.err.lines().count(), 2, "{said:?}");
    assert!(said.err.contains("(notebook), which stays; --with-issued revokes it too"), "{said:?}");
    world.with(&one).run(&["auth", "whoami"]).ok();
    let said = shell.run(&["secret", "revoke", &id, "--with-issued", "--yes"]).ok();
    assert!(said.err.contains("(school), which is revoked with it"), "{said:?}");
    for token in [one, two] {
        world.with(&token).run(&["auth", "whoami"]).fails(3, "");
    }
}
