//! Lists: pages of rows with a cursor to the next.

use serde::{Deserialize, Serialize};

use crate::Fault;

/// The rows of a page that doesn't say how many it wants.
pub const DEFAULT_LIMIT: u32 = 50;
/// The most rows of one page.
pub const MAX_LIMIT: u32 = 500;

/// A page of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Page<T> {
    /// The rows.
    pub items: Vec<T>,
    /// Where the next page starts (send it as `after`), or null at the end.
    pub next: Option<String>,
}

/// Which page of a list is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageRequest {
    /// The most rows.
    pub limit: u32,
    /// The cursor that the page before gave.
    pub after: Option<String>,
}

impl PageRequest {
    /// Reads `limit` and `after` as they came in.
    ///
    /// # Errors
    /// If `limit` is 0 or above [`MAX_LIMIT`].
    pub fn new(limit: Option<u32>, after: Option<String>) -> Result<Self, Fault> {
        let limit = limit.unwrap_or(DEFAULT_LIMIT);
        if limit == 0 || limit > MAX_LIMIT {
            return Err(Fault::field("limit", format!("a limit is from 1 to {MAX_LIMIT}; this is {limit}")));
        }
        Ok(Self { limit, after: after.filter(|after| !after.is_empty()) })
    }
}
