//! Lists: all pages, or one if `--limit` says how long it is.

use api::operations::Operation;
use api::{Page, lists};
use clap::Args;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::client::Client;
use super::exit::Failure;
use super::print::{Format, Printer, Row};

/// Which part of a list.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct Paging {
    /// Only one page of so many rows; all rows without it
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=i64::from(lists::MAX_LIMIT)))]
    pub limit: Option<u32>,
    /// Starts after the page whose answer had this in `next`
    #[arg(long, value_name = "CURSOR")]
    pub after: Option<String>,
}

/// A page as it came, its rows unread.
#[derive(Deserialize, Serialize)]
struct RawPage {
    items: Vec<Box<RawValue>>,
    next: Option<String>,
}

/// Shows a list; `ask` makes the input for a limit and a cursor.
pub(crate) fn show<O, T>(
    client: &Client,
    printer: &Printer,
    paging: &Paging,
    ask: impl Fn(Option<u32>, Option<String>) -> O,
) -> Result<(), Failure>
where
    O: Operation<Output = Page<T>> + Serialize,
    T: Row + serde::de::DeserializeOwned,
{
    if paging.limit.is_some() {
        let text = client.call_text(&ask(paging.limit, paging.after.clone()))?;
        if printer.format == Format::Json {
            return printer.line(&text);
        }
        let page: Page<T> = client.read(&text)?;
        printer.rows(&page.items)?;
        if let Some(next) = page.next {
            printer.note(format!("there is more: --after {next}"));
        }
        return Ok(());
    }
    let mut all = RawPage { items: Vec::new(), next: None };
    pages(client, paging.after.clone(), ask, |items| {
        all.items.extend(items);
        Ok(())
    })?;
    match printer.format {
        // All pages in one, each row as it came.
        Format::Json => printer.line(&serde_json::to_string(&all).unwrap_or_default()),
        Format::Table => {
            let rows = all.items.iter().map(|row| client.read(row.get()));
            printer.rows(&rows.collect::<Result<Vec<T>, Failure>>()?)
        }
    }
}

/// Hands each row of all pages to `take`, as it came.
pub(crate) fn each<O, T>(
    client: &Client,
    ask: impl Fn(Option<u32>, Option<String>) -> O,
    take: impl Fn(&str) -> Result<(), Failure>,
) -> Result<(), Failure>
where
    O: Operation<Output = Page<T>> + Serialize,
{
    pages(client, None, ask, |items| items.iter().try_for_each(|row| take(row.get())))
}

/// Hands the rows of each page to `take`, up to the last page.
fn pages<O, T>(
    client: &Client,
    mut after: Option<String>,
    ask: impl Fn(Option<u32>, Option<String>) -> O,
    mut take: impl FnMut(Vec<Box<RawValue>>) -> Result<(), Failure>,
) -> Result<(), Failure>
where
    O: Operation<Output = Page<T>> + Serialize,
{
    loop {
        let page: RawPage = client.read(&client.call_text(&ask(Some(lists::MAX_LIMIT), after))?)?;
        take(page.items)?;
        after = page.next;
        if after.is_none() {
            return Ok(());
        }
    }
}
