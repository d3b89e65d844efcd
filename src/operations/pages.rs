//! Pages of lists: one row more than asked for is read, and says whether there is a next page.

use std::fmt::Display;
use std::str::FromStr;

use api::{Fault, Page, PageRequest};

/// How many rows to read for a page.
pub(super) fn one_more(page: &PageRequest) -> i64 {
    i64::from(page.limit) + 1
}

/// Rows of one page, with the cursor to the next.
pub(super) struct Rows<T> {
    rows: Vec<T>,
    next: Option<String>,
}

/// Cuts the row too many; `cursor` says where the next page starts after a row.
pub(super) fn page<T>(page: &PageRequest, mut rows: Vec<T>, cursor: impl Fn(&T) -> String) -> Rows<T> {
    let limit = usize::try_from(page.limit).unwrap_or(usize::MAX);
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(cursor);
    Rows { rows, next }
}

impl<T> Rows<T> {
    /// The page, with each row as it is shown.
    pub(super) fn map<U>(self, show: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.rows.into_iter().map(show).collect(), next: self.next }
    }
}

/// Reads a cursor that is an id.
pub(super) fn id_cursor<I: FromStr<Err: Display>>(after: Option<&str>) -> Result<Option<I>, Fault> {
    after.map(|after| after.parse().map_err(|_| bad_cursor())).transpose()
}

/// Reads a cursor that is a name.
pub(super) fn name_cursor(after: Option<&str>) -> Result<String, Fault> {
    let name = after.map(str::parse::<api::names::Name>).transpose().map_err(|_| bad_cursor())?;
    Ok(name.map_or_else(String::new, |name| name.stored().to_owned()))
}

/// A cursor that no page gave.
pub(super) fn bad_cursor() -> Fault {
    Fault::field("after", "this is no cursor that a page gave; send the one in “next”")
}
