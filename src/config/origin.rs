//! The public origin, and which hosts are this machine itself.

use std::fmt;
use std::net::{IpAddr, SocketAddr};

use url::{Host, Url};

/// The public origin: scheme, host and port, as a browser writes it in `Origin`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    text: String,
    secure: bool,
}

impl Origin {
    /// `http://` and an address that is loopback.
    pub(super) fn of_loopback(bound: SocketAddr) -> Self {
        Self { text: format!("http://{bound}").trim_end_matches(":80").to_owned(), secure: false }
    }

    /// As a browser writes it: no path, no default port.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it is https.
    #[must_use]
    pub fn is_secure(&self) -> bool {
        self.secure
    }

    /// Host and port, as a browser writes them in `Host`.
    #[must_use]
    pub fn host(&self) -> &str {
        self.text.split_once("://").map_or("", |(_, host)| host)
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Whether a URL's host can only be this machine.
pub(crate) fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => *name == "localhost" || name.ends_with(".localhost"),
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => IpAddr::V6(*address).to_canonical().is_loopback(),
    }
}

pub(super) fn origin(text: &str) -> Result<Origin, String> {
    const RIGHT: &str = "write scheme and host alone, such as https://sluicegate.example.com";
    let url = Url::parse(text).map_err(|why| format!("“{text}” is no origin ({why}); {RIGHT}"))?;
    let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
    let (Some(host), true, true) = (url.host(), bare, url.username().is_empty() && url.password().is_none())
    else {
        return Err(format!("is more or less than an origin; {RIGHT}"));
    };
    match url.scheme() {
        "https" => Ok(Origin { text: url.origin().ascii_serialization(), secure: true }),
        "http" if is_loopback(&host) => {
            Ok(Origin { text: url.origin().ascii_serialization(), secure: false })
        }
        "http" => Err(format!("plain http is only for this machine itself; use https://{host}")),
        other => Err(format!("“{other}” is not http or https; {RIGHT}")),
    }
}
