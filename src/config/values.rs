//! The types of settings (the origin has its own module), and how each is read from text. A refusal says what would be right.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use ipnet::IpNet;
use url::Url;

/// Which database.
#[derive(Clone, PartialEq, Eq)]
pub enum Database {
    /// A SQLite file.
    Sqlite(PathBuf),
    /// A PostgreSQL server, by its URL; it may hold a password.
    Postgres(String),
}

/// Who may make an account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SignUp {
    /// Who was invited.
    #[default]
    Invite,
    /// Everybody.
    Open,
    /// Nobody.
    Closed,
}

/// Who may create an organization.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Organizations {
    /// Every user.
    #[default]
    Open,
    /// Nobody.
    Closed,
}

/// How log lines look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// For programs: one JSON object a line.
    Json,
}

/// Who sends this to `/metrics` sees names there. It shows itself as dots.
#[derive(Clone, PartialEq, Eq)]
pub struct MetricsToken(String);

impl MetricsToken {
    /// The token, to compare with what was sent.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for MetricsToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MetricsToken(…)")
    }
}

impl fmt::Display for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Self::Postgres(text) => {
                let Ok(mut url) = Url::parse(text) else { return f.write_str("postgres://…") };
                // The query may hold a password too.
                url.set_query(None);
                if url.password().is_some() && url.set_password(Some("…")).is_err() {
                    return f.write_str("postgres://…");
                }
                write!(f, "{}", url.as_str().replace("%E2%80%A6", "…"))
            }
        }
    }
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

pub(super) fn listen(text: &str) -> Result<SocketAddr, String> {
    if let Some(port) = text.strip_prefix("localhost:").and_then(|port| port.parse().ok()) {
        return Ok((Ipv4Addr::LOCALHOST, port).into());
    }
    text.parse()
        .map_err(|_| format!("“{text}” is no address with a port, such as 127.0.0.1:3000 or [::]:3000"))
}

pub(super) fn database(text: &str) -> Result<Database, String> {
    if let Some(path) = text.strip_prefix("sqlite:") {
        let path = path.strip_prefix("//").unwrap_or(path);
        return match path {
            "" => Err("a path is needed after sqlite:, such as sqlite:sluicegate.db".to_owned()),
            ":memory:" => Err("data in memory would be gone at the end; name a file".to_owned()),
            path => Ok(Database::Sqlite(path.into())),
        };
    }
    // Never repeats the text: it may hold a password.
    if text.starts_with("postgres://") || text.starts_with("postgresql://") {
        return match Url::parse(text) {
            Ok(_) => Ok(Database::Postgres(text.to_owned())),
            Err(why) => Err(format!(
                "is no PostgreSQL URL ({why}); write postgres://USER:PASSWORD@HOST:5432/NAME, special characters as %XX"
            )),
        };
    }
    Err("write sqlite:PATH or postgres://USER:PASSWORD@HOST:5432/NAME".to_owned())
}

pub(super) fn sign_up(text: &str) -> Result<SignUp, String> {
    match text {
        "invite" => Ok(SignUp::Invite),
        "open" => Ok(SignUp::Open),
        "closed" => Ok(SignUp::Closed),
        _ => Err(format!("“{text}” is none of invite, open, closed")),
    }
}

pub(super) fn organizations(text: &str) -> Result<Organizations, String> {
    match text {
        "open" => Ok(Organizations::Open),
        "closed" => Ok(Organizations::Closed),
        _ => Err(format!("“{text}” is neither open nor closed")),
    }
}

pub(super) fn networks(text: &str) -> Result<Vec<IpNet>, String> {
    let words = text.split(',').map(str::trim).filter(|word| !word.is_empty());
    words
        .map(|word| {
            let network = word.parse::<IpNet>().or_else(|_| word.parse::<IpAddr>().map(IpNet::from));
            network.map_err(|_| format!("“{word}” is no address or network, such as 10.0.0.7 or 10.0.0.0/8"))
        })
        .collect()
}

pub(super) fn metrics_token(text: &str) -> Result<MetricsToken, String> {
    if text.chars().all(|c| c.is_ascii_graphic()) {
        Ok(MetricsToken(text.to_owned()))
    } else {
        Err("holds a blank or a character that no header can carry; use letters and digits".to_owned())
    }
}

pub(super) fn log(text: &str) -> Result<String, String> {
    match tracing_subscriber::EnvFilter::try_new(text) {
        Ok(_) => Ok(text.to_owned()),
        Err(why) => Err(format!("{why}; write error, warn, info, debug or trace")),
    }
}

pub(super) fn log_format(text: &str) -> Result<LogFormat, String> {
    match text {
        "text" => Ok(LogFormat::Text),
        "json" => Ok(LogFormat::Json),
        _ => Err(format!("“{text}” is neither text nor json")),
    }
}
