//! Where mail is handed over, and from whom it comes.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use lettre::message::Mailbox;
use lettre::transport::smtp::AsyncSmtpTransportBuilder;
use lettre::{AsyncSmtpTransport, Tokio1Executor};
use url::Url;

use super::error::ConfigError;
use super::sources::Sources;

/// `SLUICEGATE_SMTP_URL` and `SLUICEGATE_MAIL_FROM`.
#[derive(Clone, Debug)]
pub struct MailSettings {
    /// The server that takes the letters.
    pub url: SmtpUrl,
    /// From whom they come.
    pub from: Mailbox,
}

impl MailSettings {
    /// Both settings, or neither.
    pub(super) fn read(sources: &Sources<'_>) -> Result<Option<Self>, ConfigError> {
        let (url, from) = (sources.parse("smtp_url", smtp_url)?, sources.parse("mail_from", mail_from)?);
        match (url, from) {
            (Some(url), Some(from)) => Ok(Some(Self { url, from })),
            (None, None) => Ok(None),
            (Some(_), None) => Err(ConfigError::new(
                "SLUICEGATE_MAIL_FROM",
                "is needed beside SLUICEGATE_SMTP_URL: from whom mail comes, such as Sluicegate <gate@example.com>",
            )),
            (None, Some(_)) => Err(ConfigError::new(
                "SLUICEGATE_SMTP_URL",
                "is needed beside SLUICEGATE_MAIL_FROM: the server that takes mail, such as smtps://USER:PASSWORD@HOST",
            )),
        }
    }
}

/// An SMTP server by its URL. It shows itself without the password.
#[derive(Clone, PartialEq, Eq)]
pub struct SmtpUrl(Url);

impl SmtpUrl {
    /// The way there.
    ///
    /// # Errors
    /// If there is none, such as when the system has no certificates to trust.
    pub(crate) fn transport(&self) -> Result<AsyncSmtpTransportBuilder, String> {
        AsyncSmtpTransport::<Tokio1Executor>::from_url(self.0.as_str()).map_err(|_| {
            "can’t be used: a part of it is no text, or this system trusts no certificates".to_owned()
        })
    }
}

impl fmt::Display for SmtpUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let user =
            if self.0.password().is_some() { format!("{}:…@", self.0.username()) } else { String::new() };
        let port = self.0.port().map(|port| format!(":{port}")).unwrap_or_default();
        write!(f, "{}://{user}{}{port}", self.0.scheme(), self.0.host_str().unwrap_or_default())
    }
}

impl fmt::Debug for SmtpUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for SmtpUrl {
    type Err = String;

    /// A refusal never repeats the text: it may hold a password.
    fn from_str(text: &str) -> Result<Self, String> {
        smtp_url(text)
    }
}

fn smtp_url(text: &str) -> Result<SmtpUrl, String> {
    const RIGHT: &str =
        "write smtps://USER:PASSWORD@HOST or smtp://USER:PASSWORD@HOST:587, special characters as %XX";
    let mut url = Url::parse(text).map_err(|why| format!("is no URL ({why}); {RIGHT}"))?;
    let host = url.host_str().unwrap_or_default().to_ascii_lowercase();
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
    if !matches!(url.scheme(), "smtp" | "smtps") || host.is_empty() || !host.chars().all(plain) {
        return Err(format!("is no address of a mail server by name; {RIGHT}"));
    }
    if !matches!(url.path(), "" | "/") || url.fragment().is_some() {
        return Err(format!("holds more than a server; {RIGHT}"));
    }
    if url.username().is_empty() != url.password().is_none_or(str::is_empty) {
        return Err(format!("holds a user or a password alone; {RIGHT}"));
    }
    let here = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    let encrypted = match url.query() {
        None => url.scheme() == "smtps" || !here,
        Some("tls=required") => true,
        Some("tls=none") if url.scheme() == "smtp" => false,
        Some(_) => return Err("knows only ?tls=required and, for smtp://, ?tls=none".to_owned()),
    };
    if !encrypted && !here && url.password().is_some() {
        return Err("would send a password unencrypted; leave tls=none out".to_owned());
    }
    url.set_query((encrypted && url.scheme() == "smtp").then_some("tls=required"));
    url.set_path("");
    let url = SmtpUrl(url);
    url.transport().map(|_| url)
}

fn mail_from(text: &str) -> Result<Mailbox, String> {
    text.parse().map_err(|_| {
        format!("“{text}” is no sender; write gate@example.com or Sluicegate <gate@example.com>")
    })
}
