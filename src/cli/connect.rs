//! What every command gets: how to speak, and how to reach the server.

use crate::config::Environment;

use super::args::Globals;
use super::client::Client;
use super::exit::Failure;
use super::login::LoginFile;
use super::print::Printer;
use super::server_url::ServerUrl;

/// Where a server started without settings listens.
const DEFAULT_URL: &str = "http://127.0.0.1:3000";

/// What every command gets.
pub(crate) struct Context {
    /// What was found in the environment.
    pub environment: Environment,
    /// Where words go.
    pub printer: Printer,
    /// Whether to go ahead without asking.
    pub yes: bool,
    url: Option<String>,
}

impl Context {
    /// From the flags that may stand anywhere, and the environment.
    pub(crate) fn new(globals: Globals, environment: Environment) -> Self {
        let printer = Printer { format: globals.output, quiet: globals.quiet };
        Self { environment, printer, yes: globals.yes, url: globals.url }
    }

    /// The file of `auth login`.
    pub(crate) fn login_file(&self) -> Result<LoginFile, Failure> {
        let directory = self.environment.user_directory();
        let directory =
            directory.ok_or_else(|| Failure::usage("HOME isn’t set; set it, or XDG_CONFIG_HOME"))?;
        Ok(LoginFile::in_directory(&directory))
    }

    /// The server that was named, if one was.
    pub(crate) fn named_server(&self) -> Result<Option<ServerUrl>, Failure> {
        let (source, text) = match (&self.url, self.environment.url()) {
            (Some(url), _) => ("--url", url.as_str()),
            (None, Some(url)) => ("SLUICEGATE_URL", url),
            (None, None) => return Ok(None),
        };
        ServerUrl::parse(text).map(Some).map_err(|why| Failure::usage(format!("{source} {why}")))
    }

    /// The server that is there without a login.
    pub(crate) fn default_server() -> Result<ServerUrl, Failure> {
        ServerUrl::parse(DEFAULT_URL).map_err(Failure::usage)
    }

    /// A client with the secret of the environment, else that of `auth login` at the same server, else none.
    pub(crate) fn client(&self) -> Result<Client, Failure> {
        let named = self.named_server()?;
        let secret = self.environment.secret();
        let login = match (&named, secret) {
            (Some(_), Some(_)) => None,
            _ => self.login_file().ok().map(|file| file.read()).transpose()?.flatten(),
        };
        let home = login.as_ref().map(|login| ServerUrl::parse(&login.url)).transpose();
        let home =
            home.map_err(|why| Failure::usage(format!("the address in the file of `auth login` {why}")))?;
        let server = match named.or_else(|| home.clone()) {
            Some(server) => server,
            None => Self::default_server()?,
        };
        if let Some(secret) = secret {
            let hint = "SLUICEGATE_SECRET holds no secret that works now; put in one that does";
            return Ok(Client::new(server, Some(secret.to_owned()), hint.to_owned()));
        }
        Ok(match (login, home) {
            (Some(login), Some(home)) if home == server => {
                let hint = "the secret of `auth login` works no more; run `sluicegate auth login` again";
                Client::new(server, Some(login.secret), hint.to_owned())
            }
            (_, Some(home)) => {
                let hint = format!(
                    "you are signed in at {home}, not here; set SLUICEGATE_SECRET, or run `sluicegate auth login`"
                );
                Client::new(server, None, hint)
            }
            (_, None) => {
                let hint = "set SLUICEGATE_SECRET, or run `sluicegate auth login`";
                Client::new(server, None, hint.to_owned())
            }
        })
    }
}
