//! `auth login`, by a secret and by the browser, and `auth logout`.

use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::process::{Child, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::world::{PASSWORD, Said, Shell, World};

#[test]
fn a_secret_is_kept_for_its_server_alone() {
    let world = World::start();
    let token = world.person("ada");
    let anybody = world.anybody();
    let file = world.directory.path().join("home/.config/sluicegate/login.toml");

    anybody.run_with(&["auth", "login", "--secret-stdin"], "sgf_wrong\n").fails(3, "nothing was kept");
    assert!(!file.exists());
    let said = anybody.run_with(&["auth", "login", "--secret-stdin"], format!("{token}\n")).ok();
    assert!(said.out.is_empty() && said.err.contains("as ada (full secret)"), "{said:?}");
    assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(file.parent().unwrap().metadata().unwrap().permissions().mode() & 0o777, 0o700);

    assert_eq!(anybody.json(&["auth", "whoami"])["user"], "ada");
    // The server is remembered with the secret.
    let anywhere = crate::world::Shell::nowhere(world.directory.path());
    assert_eq!(anywhere.json(&["auth", "whoami"])["user"], "ada");
    // Another server never gets it, though it is the same one by another name.
    let other = world.url.replace("127.0.0.1", "localhost");
    anywhere.run(&["auth", "whoami", "--url", &other]).fails(3, "you are signed in at");
    // The environment comes first.
    world.with("sgf_wrong").run(&["auth", "whoami"]).fails(3, "SLUICEGATE_SECRET");

    anybody.run(&["auth", "logout"]).ok();
    assert!(!file.exists());
    anybody.run(&["auth", "whoami"]).fails(3, "auth login");
    assert!(anybody.run(&["auth", "logout"]).ok().err.contains("nothing to forget"));
}

/// A command line that waits to be signed in: the program, and what it said on stderr so far.
struct Waiting {
    child: Child,
    said: Arc<Mutex<String>>,
    reader: JoinHandle<()>,
}

impl Waiting {
    fn start(shell: &Shell) -> Self {
        let mut command = shell.command(&["auth", "login", "--no-browser"]);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let (said, stderr) = (Arc::new(Mutex::new(String::new())), child.stderr.take().unwrap());
        let reader = std::thread::spawn({
            let said = Arc::clone(&said);
            move || {
                for line in BufReader::new(stderr).lines() {
                    said.lock().unwrap().push_str(&(line.unwrap() + "\n"));
                }
            }
        });
        Self { child, said, reader }
    }

    /// The code that it shows.
    fn code(&self) -> String {
        let until = Instant::now() + Duration::from_secs(20);
        loop {
            let said = self.said.lock().unwrap().clone();
            let shown = said.split_once("It must show this code:");
            if let Some(code) = shown.and_then(|(_, rest)| rest.split_whitespace().next()) {
                assert!(said.contains(&format!("/-/cli/login?code={code}")), "{said}");
                return code.to_owned();
            }
            assert!(Instant::now() < until, "no code in: {said}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// How it ended.
    fn ended(self) -> Said {
        let output = self.child.wait_with_output().unwrap();
        self.reader.join().unwrap();
        let err = self.said.lock().unwrap().clone();
        Said { code: output.status.code().unwrap(), out: String::from_utf8(output.stdout).unwrap(), err }
    }
}

/// Somebody at the console's forms, as a browser without scripts sends them.
struct Browser {
    agent: ureq::Agent,
    url: String,
    cookie: String,
}

impl Browser {
    fn sign_in(world: &World, name: &str) -> Self {
        let config = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0);
        let agent = config.max_redirects_will_error(false).build().into();
        let mut browser = Self { agent, url: world.url.clone(), cookie: String::new() };
        let answer = browser.post("/-/sign-in", &[("do", "sign-in"), ("name", name), ("password", PASSWORD)]);
        let set = answer.headers().get("set-cookie").unwrap().to_str().unwrap();
        browser.cookie = set.split(';').next().unwrap().to_owned();
        browser
    }

    fn post(&self, path: &str, form: &[(&str, &str)]) -> ureq::http::Response<ureq::Body> {
        let request = self.agent.post(format!("{}{path}", self.url));
        let request = request.header("sec-fetch-site", "same-origin").header("cookie", &self.cookie);
        request.send_form(form.iter().copied()).unwrap()
    }

    fn answer(&self, code: &str, form: &[(&str, &str)]) -> u16 {
        let fields = [&[("code", code)], form].concat();
        self.post(&format!("/-/cli/login?code={code}"), &fields).status().as_u16()
    }
}

fn approval(kind: &'static str) -> [(&'static str, &'static str); 5] {
    [
        ("do", "approve-login"),
        ("kind", kind),
        ("lifetime", "30"),
        ("description", "the terminal"),
        ("confirm_password", PASSWORD),
    ]
}

#[test]
fn a_command_line_is_signed_in_by_the_browser_and_out_again() {
    let world = World::start();
    let operators = world.with(&world.person("ada"));
    let (anybody, browser) = (world.anybody(), Browser::sign_in(&world, "ada"));
    let file = world.directory.path().join("home/.config/sluicegate/login.toml");

    let waiting = Waiting::start(&anybody);
    assert_eq!(browser.answer(&waiting.code(), &approval("full")), 303);
    let said = waiting.ended();
    assert!(said.code == 0 && said.out.is_empty() && said.err.contains("as ada (full secret)"), "{said:?}");
    assert!(!said.err.contains("sgf_"), "{said:?}");
    assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(anybody.json(&["auth", "whoami"])["user"], "ada");
    let first = anybody.json(&["auth", "whoami"])["credential"]["id"].as_str().unwrap().to_owned();
    let issued = anybody.json(&["secret", "list"])["items"][0].clone();
    assert_eq!((&issued["id"], &issued["description"]), (&first.as_str().into(), &"the terminal".into()));
    assert!(issued["expires_at"].is_string());

    // A read secret ends itself, too; signing in anew ends the one before.
    let waiting = Waiting::start(&anybody);
    assert_eq!(browser.answer(&waiting.code(), &approval("public_read")), 303);
    assert_eq!(waiting.ended().code, 0);
    let state = |id: &str| {
        let all = operators.json(&["secret", "list"]);
        let found =
            all["items"].as_array().unwrap().iter().find(|secret| secret["id"] == id).unwrap().clone();
        found["state"].as_str().unwrap().to_owned()
    };
    assert_eq!(state(&first), "revoked");
    let second = anybody.json(&["auth", "whoami"])["credential"]["id"].as_str().unwrap().to_owned();
    assert!(anybody.run(&["auth", "logout"]).ok().err.contains("revoked and forgotten"));
    assert_eq!((state(&second).as_str(), file.exists()), ("revoked", false));
    anybody.run(&["auth", "whoami"]).fails(3, "auth login");
}

#[test]
fn a_refused_login_keeps_nothing_and_logging_out_offline_says_what_stays() {
    let world = World::start();
    world.person("ada");
    let (anybody, browser) = (world.anybody(), Browser::sign_in(&world, "ada"));
    let file = world.directory.path().join("home/.config/sluicegate/login.toml");
    let waiting = Waiting::start(&anybody);
    assert_eq!(browser.answer(&waiting.code(), &[("do", "refuse-login")]), 303);
    let said = waiting.ended();
    assert!(said.code == 3 && said.err.contains("refused in the browser; nothing was kept"), "{said:?}");
    assert!(!file.exists());

    let waiting = Waiting::start(&anybody);
    assert_eq!(browser.answer(&waiting.code(), &approval("private_read")), 303);
    assert_eq!(waiting.ended().code, 0);
    // Nothing listens there.
    let kept = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, kept.replace(&world.url, "http://127.0.0.1:9")).unwrap();
    let away = Shell::nowhere(world.directory.path());
    away.run(&["auth", "logout"])
        .fails(7, "works until it is revoked: do so at http://127.0.0.1:9/-/profile/secrets");
    assert!(!file.exists());
}
