//! Where the server is.

use std::fmt;

use url::Url;

use crate::config::is_loopback;

/// A server's origin, as typed in `--url` or `SLUICEGATE_URL`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ServerUrl(Url);

impl ServerUrl {
    /// Reads it.
    ///
    /// # Errors
    /// What is wrong with it, without repeating it: it may hold a password.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        const RIGHT: &str = "write scheme and host alone, such as https://sluicegate.example.com";
        let url = Url::parse(text).map_err(|why| format!("is no URL ({why}); {RIGHT}"))?;
        let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        let anonymous = url.username().is_empty() && url.password().is_none();
        if !matches!(url.scheme(), "http" | "https") || !url.has_host() || !bare || !anonymous {
            return Err(format!("is more or less than a server’s address; {RIGHT}"));
        }
        Ok(Self(url))
    }

    /// The address of a path template of the API; each `{field}` is taken from `value`.
    ///
    /// # Errors
    /// If `value` doesn't know a field of the template.
    pub(crate) fn at<'a>(
        &self,
        template: &str,
        mut value: impl FnMut(&str) -> Option<&'a str>,
    ) -> Result<Url, String> {
        let mut url = self.0.clone();
        let mut segments = url.path_segments_mut().map_err(|()| "has no path".to_owned())?;
        segments.clear();
        for part in template.trim_start_matches('/').split('/') {
            match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
                Some(field) => segments.push(value(field).ok_or_else(|| format!("has no {field}"))?),
                None => segments.push(part),
            };
        }
        drop(segments);
        Ok(url)
    }

    /// Whether it is this machine: no proxy stands between.
    pub(crate) fn is_loopback(&self) -> bool {
        self.0.host().is_some_and(|host| is_loopback(&host))
    }

    /// Whether what is sent there can be read on the way.
    pub(crate) fn is_open(&self) -> bool {
        self.0.scheme() == "http" && !self.is_loopback()
    }
}

impl fmt::Display for ServerUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str().trim_end_matches('/'))
    }
}
