//! Every setting, typed: what exists is acceptable. The only reader of the environment.
//!
//! A setting comes from a flag, else from `SLUICEGATE_*`, else from `sluicegate.toml`, else it has a default;
//! no secret has one. What isn't known is refused, so that a misspelt setting can't be taken for the default.

mod alerts;
mod environment;
mod error;
mod file;
mod mail;
mod origin;
mod sources;
mod values;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use ipnet::IpNet;

use crate::jobs::AlertsTo;

pub use environment::Environment;
pub use error::ConfigError;
pub use mail::{MailSettings, SmtpUrl};
pub use origin::Origin;
pub(crate) use origin::is_loopback;
pub use values::{Database, LogFormat, MetricsToken, Organizations, SignUp};

use sources::Sources;

/// Where data is kept unless said otherwise: a directory of the working directory.
const DEFAULT_DATA_DIR: &str = "data";
/// Where the server listens unless said otherwise.
const DEFAULT_LISTEN: &str = "127.0.0.1:3000";
/// What the log tells unless said otherwise.
const DEFAULT_LOG: &str = "info";

/// The settings of `serve` and `admin`.
#[derive(Clone, Debug)]
pub struct Settings {
    /// `SLUICEGATE_LISTEN`, `--listen`: where the server listens; port 0 takes a free one.
    pub listen: SocketAddr,
    /// `SLUICEGATE_DATABASE`, `--database`.
    pub database: Database,
    /// `SLUICEGATE_ORIGIN`; if left out, see [`Settings::origin_at`].
    pub origin: Option<Origin>,
    /// `SLUICEGATE_SIGN_UP`: who may make an account.
    pub sign_up: SignUp,
    /// `SLUICEGATE_ORGANIZATIONS`: who may create an organization.
    pub organizations: Organizations,
    /// `SLUICEGATE_TRUSTED_PROXIES`: whose forwarded addresses count; nobody's by default.
    pub trusted_proxies: Vec<IpNet>,
    /// `SLUICEGATE_METRICS_TOKEN`: who sends it sees names in `/metrics`.
    pub metrics_token: Option<MetricsToken>,
    /// `SLUICEGATE_SMTP_URL` and `SLUICEGATE_MAIL_FROM`: without them no mail is sent.
    pub mail: Option<MailSettings>,
    /// `SLUICEGATE_ALERTS_TO`, `SLUICEGATE_WEBHOOK_URL` and `SLUICEGATE_WEBHOOK_KEY`: who is told of quotas that come near
    /// their end.
    pub alerts: AlertsTo,
    /// `SLUICEGATE_DATA_DIR`: where the database and the server's own files are kept.
    pub data_dir: PathBuf,
    /// `SLUICEGATE_LOG`: what the log tells: `error`, `warn`, `info`, `debug`, or by module as `tracing` takes it.
    pub log: String,
    /// `SLUICEGATE_LOG_FORMAT`: `text` or `json`.
    pub log_format: LogFormat,
    /// The `sluicegate.toml` that was read, if there is one.
    pub file: Option<PathBuf>,
}

/// Settings given as flags, as typed; they win over all else.
#[derive(Clone, Debug, Default)]
pub struct Flags {
    /// `--listen`.
    pub listen: Option<String>,
    /// `--database`.
    pub database: Option<String>,
}

/// The directory that the program was started in.
///
/// # Errors
/// If it is gone or closed.
pub fn working_directory() -> Result<PathBuf, ConfigError> {
    std::env::current_dir().map_err(|error| ConfigError::new("the working directory", error))
}

impl Settings {
    /// Reads all settings; `working` is the working directory.
    ///
    /// # Errors
    /// If a setting is unknown or not acceptable: which, where it was set, and what would be right.
    pub fn load(flags: &Flags, environment: &Environment, working: &Path) -> Result<Self, ConfigError> {
        let sources = Sources::gather(flags, environment, working)?;
        let data_dir = sources.data_dir().to_owned();
        let listen =
            sources.parse("listen", values::listen)?.map_or_else(|| values::listen(DEFAULT_LISTEN), Ok);
        let listen = listen.map_err(|why| ConfigError::new("listen", why))?;
        let origin = sources.parse("origin", origin::origin)?;
        if origin.is_none() && !listen.ip().to_canonical().is_loopback() {
            return Err(ConfigError::new(
                "SLUICEGATE_ORIGIN",
                format!(
                    "is needed, since {listen} is open to others: the address people type, such as https://sluicegate.example.com"
                ),
            ));
        }
        let mail = MailSettings::read(&sources)?;
        Ok(Self {
            listen,
            database: sources
                .parse("database", values::database)?
                .unwrap_or_else(|| Database::Sqlite(data_dir.join("sluicegate.db"))),
            origin,
            sign_up: sources.parse("sign_up", values::sign_up)?.unwrap_or_default(),
            organizations: sources.parse("organizations", values::organizations)?.unwrap_or_default(),
            trusted_proxies: sources.parse("trusted_proxies", values::networks)?.unwrap_or_default(),
            metrics_token: sources.parse("metrics_token", values::metrics_token)?,
            alerts: alerts::read(&sources, mail.is_some())?,
            mail,
            log: sources.parse("log", values::log)?.unwrap_or_else(|| DEFAULT_LOG.to_owned()),
            log_format: sources.parse("log_format", values::log_format)?.unwrap_or_default(),
            file: sources.file_path(),
            data_dir,
        })
    }

    /// The public origin of a server that listens at `bound`: the one that was set, else `http://` and the
    /// address, which is then loopback.
    #[must_use]
    pub fn origin_at(&self, bound: SocketAddr) -> Origin {
        self.origin.clone().unwrap_or_else(|| Origin::of_loopback(bound))
    }
}

#[cfg(test)]
mod tests;
