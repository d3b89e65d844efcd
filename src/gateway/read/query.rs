//! What a read asks for, from the query of its URL.

use api::Fault;

/// The records of a read that doesn't say how many it wants.
const DEFAULT_LIMIT: u64 = 100;
/// The most records of one read.
const MAX_LIMIT: u64 = 10_000;
/// The longest wait, in seconds.
const MAX_WAIT: u64 = 30;
/// Which records are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadQuery {
    pub(super) after: u64,
    pub(super) limit: u64,
    pub(super) wait: u64,
}

impl ReadQuery {
    /// Reads the query of a URL.
    ///
    /// # Errors
    /// 422 at the parameter that is out of range, unknown or given twice.
    pub fn parse(query: &str) -> Result<Self, Fault> {
        let (mut after, mut limit, mut wait) = (None, None, None);
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let (place, least, most) = match &*name {
                "after" => (&mut after, 0, u64::MAX),
                "limit" => (&mut limit, 1, MAX_LIMIT),
                "wait" => (&mut wait, 0, MAX_WAIT),
                _ => {
                    return Err(Fault::field(
                        name,
                        "is not a parameter of this; there are after, limit and wait",
                    ));
                }
            };
            let number = value.parse().ok().filter(|number| (least..=most).contains(number));
            let Some(number) = number else {
                let range =
                    if most == u64::MAX { "from 0".to_owned() } else { format!("from {least} to {most}") };
                return Err(Fault::field(name, format!("is a whole number {range}")));
            };
            if place.replace(number).is_some() {
                return Err(Fault::field(name, "is given twice"));
            }
        }
        let limit = limit.unwrap_or(DEFAULT_LIMIT);
        Ok(Self { after: after.unwrap_or(0), limit, wait: wait.unwrap_or(0) })
    }
}
