//! `sluicegate auth login` and `logout`: by the browser, or with a secret that one has.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use access::Time;
use api::accounts::Whoami;
use api::logins::{EndLogin, LoginState, MAX_MACHINE, Machine, StartLogin, StartedLogin, TakeLogin};
use api::secrets::IssuedSecret;

use super::ask;
use super::auth::{kind, name};
use super::client::Client;
use super::connect::Context;
use super::exit::{Exit, Failure};
use super::login::{Login, LoginFile};
use super::server_url::ServerUrl;
use crate::tokens;

/// How long an answer is waited for, whatever the server's clock says: a bit longer than a login lives.
const PATIENCE: Duration = Duration::from_secs(11 * 60);
/// The most seconds between two questions.
const LONGEST_INTERVAL: u32 = 60;

/// Takes a secret from stdin and keeps it, if it works.
pub(super) fn by_secret(context: &Context) -> Result<(), Failure> {
    let (file, server) = (context.login_file()?, server(context)?);
    let secret = ask::hidden_line("secret")?.trim().to_owned();
    keep(context, &file, server, Login { url: String::new(), secret, issued: false })
}

/// Shows a code, waits until somebody approves it in the browser, and keeps the secret.
pub(super) fn by_browser(context: &Context, no_browser: bool) -> Result<(), Failure> {
    let (file, server) = (context.login_file()?, server(context)?);
    // A damaged file is overwritten in the end; what it held can't be ended then.
    let before = file.read().ok().flatten();
    let client =
        Client::new(server.clone(), None, "this server doesn’t let command lines sign in".to_owned());
    let started = client.call(&StartLogin { machine: this_machine()? })?.value;
    show(context, &started, no_browser);
    let issued = wait(&client, &started)?;
    let secret = issued.token.reveal().to_owned();
    keep(context, &file, server.clone(), Login { url: String::new(), secret, issued: true })?;
    if let Some(before) = before.filter(|before| before.issued && before.url == server.to_string()) {
        // Nobody would hold it any more. If it can't be ended now, it ends by itself or on the page.
        let _ = Client::new(server, Some(before.secret), String::new()).call(&EndLogin {});
    }
    Ok(())
}

/// Forgets the secret, and has it revoked if it was issued for this.
pub(super) fn logout(context: &Context) -> Result<(), Failure> {
    let file = context.login_file()?;
    // What can't be read is removed all the same.
    let login = file.read().ok().flatten();
    let was_there = file.remove()?;
    let ended = match login {
        Some(login) if login.issued => end(login)?,
        _ => false,
    };
    context.printer.note(match (was_there, ended, context.environment.secret()) {
        (_, _, Some(_)) => "signed out here; SLUICEGATE_SECRET is still set and still counts",
        (true, true, None) => "signed out: the secret is revoked and forgotten",
        (true, false, None) => "forgotten here; the secret itself works until it is revoked",
        (false, _, None) => "there was nothing to forget",
    });
    Ok(())
}

/// Revokes a secret by itself; what works no more is ended.
fn end(login: Login) -> Result<bool, Failure> {
    let (hint, url) = (tokens::hint(&login.secret), login.url.clone());
    let ended = ServerUrl::parse(&login.url).map_err(Failure::usage).and_then(|server| {
        Client::new(server, Some(login.secret), "the secret works no more".to_owned()).call(&EndLogin {})
    });
    match ended {
        Ok(_) => Ok(true),
        Err(failure) if failure.exit == Exit::NotAllowed => Ok(true),
        Err(failure) => Err(failure.hint(format!(
            "The secret {hint} is forgotten here, but works until it is revoked: do so at {url}/-/profile/secrets."
        ))),
    }
}

fn server(context: &Context) -> Result<ServerUrl, Failure> {
    let server = match context.named_server()? {
        Some(server) => server,
        None => Context::default_server()?,
    };
    if server.is_open() {
        context.printer.note(format!("warning: {server} is plain http; the secret can be read on the way"));
    }
    Ok(server)
}

/// Keeps a login, if its secret works.
fn keep(context: &Context, file: &LoginFile, server: ServerUrl, login: Login) -> Result<(), Failure> {
    let hint = "this secret doesn’t work here; nothing was kept";
    let client = Client::new(server, Some(login.secret.clone()), hint.to_owned());
    let who = client.call(&Whoami {})?.value;
    file.write(&Login { url: client.server().to_string(), ..login })?;
    context.printer.note(format!("signed in at {} as {} ({})", client.server(), name(&who), kind(&who)));
    if context.environment.secret().is_some() {
        context.printer.note("SLUICEGATE_SECRET is set too, and comes first");
    }
    Ok(())
}

/// Says what to do in the browser: the address and the code are no mere explanation, so `--quiet` keeps them.
fn show(context: &Context, started: &StartedLogin, no_browser: bool) {
    use std::io::{Write, stderr};
    let opened = !no_browser && context.environment.has_screen() && open(&started.page);
    let what = if opened { "Your browser opens this page" } else { "Open this page in a browser" };
    // Without stderr nobody could approve; the wait then ends by itself.
    let _ = writeln!(
        stderr(),
        "{what}:\n\n    {}\n\nIt must show this code:\n\n    {}\n",
        one_line(&started.page),
        started.user_code
    );
    context.printer.note(format!("Waiting until {} …", super::print::time(Time(started.expires_at.0))));
}

/// What a server answers is shown without what a terminal would obey.
fn one_line(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect()
}

/// Opens an address in the browser, if there is a way; says whether it was tried.
fn open(page: &str) -> bool {
    // Nothing but a web address: what opens it would open anything.
    if !(page.starts_with("https://") || page.starts_with("http://")) {
        return false;
    }
    let program = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
    let started = Command::new(program)
        .arg(page)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    let Ok(mut child) = started else { return false };
    std::thread::spawn(move || child.wait());
    true
}

/// Asks again and again until the login is answered.
fn wait(client: &Client, started: &StartedLogin) -> Result<IssuedSecret, Failure> {
    let until = Instant::now() + PATIENCE;
    let pause = Duration::from_secs(started.interval.clamp(1, LONGEST_INTERVAL).into());
    let ended = |exit, line: &str| Err(Failure::new(exit, format!("{line}; nothing was kept")));
    loop {
        std::thread::sleep(pause);
        let taken = match client.call(&TakeLogin { poll_token: started.poll_token.clone() }) {
            Ok(answer) => answer.value,
            // A server that is being restarted is there again in a moment.
            Err(failure) if failure.exit == Exit::Unreachable && Instant::now() < until => continue,
            Err(failure) => return Err(failure),
        };
        match (taken.state, taken.secret) {
            (LoginState::Issued, Some(issued)) => return Ok(issued),
            (LoginState::Waiting, _) if Instant::now() < until => {}
            (LoginState::Refused, _) => {
                return ended(Exit::NotAllowed, "the login was refused in the browser");
            }
            (LoginState::Used, _) => {
                return ended(Exit::Conflict, "somebody else took the secret of this login");
            }
            _ => {
                let line = "nobody approved the login in its ten minutes; run `sluicegate auth login` again";
                return ended(Exit::Failed, line);
            }
        }
    }
}

/// What this machine calls itself.
fn this_machine() -> Result<Machine, Failure> {
    let kept = std::fs::read_to_string("/proc/sys/kernel/hostname").ok();
    let asked = || {
        let said = Command::new("hostname").stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
        String::from_utf8(said.stdout).ok()
    };
    let name = kept.or_else(asked).unwrap_or_default();
    let name: String = name.trim().chars().filter(|c| !c.is_control()).take(MAX_MACHINE).collect();
    let name = if name.is_empty() { "a command line".to_owned() } else { name };
    Machine::try_from(name).map_err(Failure::usage)
}
