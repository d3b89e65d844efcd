//! Times at the edge: RFC 3339 in UTC, as the API and the console show them. Inside, a time is
//! [`access::Time`], milliseconds since the Unix epoch.

use access::Time;
use serde::{Deserialize, Deserializer, Serializer};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// The RFC 3339 text of `at`, in UTC; milliseconds only where they aren't zero.
#[must_use]
pub fn to_rfc3339(at: Time) -> String {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(at.0) * 1_000_000)
        .ok()
        .and_then(|at| at.format(&Rfc3339).ok())
        .unwrap_or_default()
}

/// The time that an RFC 3339 text names, any offset; `None` if it isn't one.
#[must_use]
pub fn from_rfc3339(text: &str) -> Option<Time> {
    let at = OffsetDateTime::parse(text, &Rfc3339).ok()?;
    i64::try_from(at.unix_timestamp_nanos() / 1_000_000).ok().map(Time)
}

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// The day for people: "19 Feb 2027".
#[must_use]
pub fn date(at: Time) -> String {
    let text = to_rfc3339(at);
    let part = |from: usize, to: usize| text.get(from..to).unwrap_or_default();
    let month = part(5, 7).parse::<usize>().ok().and_then(|month| MONTHS.get(month.checked_sub(1)?));
    format!("{} {} {}", part(8, 10).trim_start_matches('0'), month.unwrap_or(&""), part(0, 4))
}

/// The minute for people: "19 Feb 2027, 21:40 UTC".
#[must_use]
pub fn exact(at: Time) -> String {
    format!("{}, {} UTC", date(at), to_rfc3339(at).get(11..16).unwrap_or_default())
}

/// The end of a UTC day (`2027-02-19` → 23:59:59), for forms that ask for a date.
#[must_use]
pub fn end_of_day(date: &str) -> Option<Time> {
    (date.len() == 10).then(|| from_rfc3339(&format!("{date}T23:59:59Z"))).flatten()
}

/// Writes the time as RFC 3339.
///
/// # Errors
/// Those of the serializer.
pub fn serialize<S: Serializer>(at: &Time, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&to_rfc3339(*at))
}

/// Reads RFC 3339.
///
/// # Errors
/// If the text is no RFC 3339 time.
pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Time, D::Error> {
    let text = String::deserialize(from)?;
    from_rfc3339(&text).ok_or_else(|| serde::de::Error::custom("not a time such as 2027-02-19T23:59:59Z"))
}

/// The same for a time that may be absent.
pub mod option {
    use access::Time;
    use serde::{Deserialize, Deserializer, Serializer};

    /// Writes the time as RFC 3339, or null.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn serialize<S: Serializer>(at: &Option<Time>, to: S) -> Result<S::Ok, S::Error> {
        match at {
            Some(at) => super::serialize(at, to),
            None => to.serialize_none(),
        }
    }

    /// Reads RFC 3339 or null.
    ///
    /// # Errors
    /// If there is a text and it is no RFC 3339 time.
    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Time>, D::Error> {
        let text = Option::<String>::deserialize(from)?;
        text.map(|text| {
            super::from_rfc3339(&text)
                .ok_or_else(|| serde::de::Error::custom("not a time such as 2027-02-19T23:59:59Z"))
        })
        .transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates() {
        assert_eq!(date(Time(0)), "1 Jan 1970");
        assert_eq!(exact(Time(1_803_081_540_000)), "19 Feb 2027, 23:59 UTC");
    }

    #[test]
    fn rfc3339_goes_there_and_back() {
        for text in ["2027-02-19T23:59:59Z", "1970-01-01T00:00:00Z", "2026-11-22T00:45:33.12Z"] {
            assert_eq!(to_rfc3339(from_rfc3339(text).unwrap()), text);
        }
        assert_eq!(from_rfc3339("2027-02-19T00:00:00+01:00"), from_rfc3339("2027-02-18T23:00:00Z"));
        assert_eq!(from_rfc3339("tomorrow"), None);
        assert_eq!(end_of_day("2027-02-19"), from_rfc3339("2027-02-19T23:59:59Z"));
        assert_eq!(end_of_day("19.02.2027"), None);
    }
}
