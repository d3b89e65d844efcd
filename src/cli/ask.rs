//! Asks before something that can't be taken back, and takes secrets from stdin. Never waits without a
//! terminal.

use std::io::{IsTerminal, Read, Write, stderr, stdin};

use api::fields::Password;

use super::exit::{Exit, Failure};

/// The longest line that is taken for a secret or password, in bytes.
const MAX_LINE: u64 = 4096;

/// Whether to ask before going ahead: not with `--yes`.
///
/// # Errors
/// Without a terminal and without `--yes`.
pub(crate) fn must_ask(yes: bool) -> Result<bool, Failure> {
    if yes {
        return Ok(false);
    }
    if stdin().is_terminal() && stderr().is_terminal() {
        return Ok(true);
    }
    Err(Failure::usage("this asks first, and there is no terminal to ask at; pass --yes to go ahead"))
}

/// Asks at the terminal.
///
/// # Errors
/// If the answer isn't yes.
pub(crate) fn confirm(question: &str) -> Result<(), Failure> {
    let mut answer = String::new();
    let mut to = stderr();
    let asked = write!(to, "{question} [y/N] ").and_then(|()| to.flush());
    match asked.and_then(|()| stdin().read_line(&mut answer)) {
        Ok(_) if matches!(answer.trim(), "y" | "Y" | "yes") => Ok(()),
        Ok(_) => Err(Failure::new(Exit::Failed, "nothing was changed")),
        Err(error) => Err(Failure::new(Exit::Failed, format!("the answer can't be read: {error}"))),
    }
}

/// The first line of stdin without its end; at a terminal it is asked for and not shown.
///
/// # Errors
/// If there is none.
pub(crate) fn hidden_line(what: &str) -> Result<String, Failure> {
    let read = if stdin().is_terminal() {
        rpassword::prompt_password(format!("{what}: "))
    } else {
        let mut text = String::new();
        stdin().take(MAX_LINE).read_to_string(&mut text).map(|_| text)
    };
    let text =
        read.map_err(|error| Failure::usage(format!("the {what} can't be read from stdin: {error}")))?;
    match text.lines().next() {
        Some(line) if !line.is_empty() => Ok(line.to_owned()),
        _ => Err(Failure::usage(format!("the {what} is read from stdin, and nothing came"))),
    }
}

/// A password that is being given; at a terminal it is asked for twice.
///
/// # Errors
/// If there is none, it is not acceptable, or the second isn't the first.
pub(crate) fn new_password() -> Result<Password, Failure> {
    let first = hidden_line("password")?;
    let password = Password::from(first.clone());
    password.acceptable().map_err(Failure::usage)?;
    if stdin().is_terminal() && hidden_line("the same again")? != first {
        return Err(Failure::usage("the two passwords aren’t the same; nothing was changed"));
    }
    Ok(password)
}
