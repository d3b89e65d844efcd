//! What goes to stdout (answers) and to stderr (explanations).

use std::io::{IsTerminal, Write, stderr, stdout};

use access::Time;
use comfy_table::presets::NOTHING;
use comfy_table::{ColumnConstraint, ContentArrangement, Table};
use terminal_size::Width;

use super::exit::{Failure, one_line};

/// The blanks between columns.
const GAP: u16 = 2;
/// The least room for free text that is worth breaking it into lines.
const LEAST_TEXT: u16 = 16;

/// How answers look: for people, or as the API gives them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    #[default]
    Table,
    Json,
}

/// Where a command's words go.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Printer {
    /// How answers look.
    pub format: Format,
    /// Whether explanations are left out.
    pub quiet: bool,
}

/// A thing that is shown as a row of a table.
pub(crate) trait Row {
    /// The columns' heads.
    const HEAD: &'static [&'static str];
    /// The cells, as many as there are heads.
    fn cells(&self) -> Vec<String>;
}

/// A thing that is shown by itself, one field a line.
pub(crate) trait Details {
    /// The fields, each with its name.
    fn details(&self) -> Vec<(&'static str, String)>;
}

impl Details for api::organizations::Deleted {
    fn details(&self) -> Vec<(&'static str, String)> {
        vec![("deleted", self.path.clone())]
    }
}

impl Printer {
    /// Writes an explanation to stderr, unless `--quiet`.
    pub(crate) fn note(&self, line: impl AsRef<str>) {
        if !self.quiet {
            // An explanation that can't be written is no reason to fail.
            let _ = writeln!(stderr(), "{}", one_line(line.as_ref()));
        }
    }

    /// Writes text to stdout, ending its line.
    pub(crate) fn line(&self, text: &str) -> Result<(), Failure> {
        let mut out = stdout().lock();
        writeln!(out, "{}", text.trim_end())
            .and_then(|()| out.flush())
            .map_err(|error| Failure::writing(&error))
    }

    /// Shows one thing: `text` is the API's answer, `thing` what it says.
    pub(crate) fn show(&self, text: &str, thing: &impl Details) -> Result<(), Failure> {
        match self.format {
            Format::Json => self.line(text),
            Format::Table => self.details(&thing.details()),
        }
    }

    /// Shows fields, one a line.
    pub(crate) fn details(&self, fields: &[(&str, String)]) -> Result<(), Failure> {
        let mut table = bare_table();
        for (name, value) in fields {
            table.add_row([*name, &one_line(if value.is_empty() { "-" } else { value })]);
        }
        self.table(table)
    }

    /// Shows rows under their heads.
    pub(crate) fn rows<R: Row>(&self, rows: &[R]) -> Result<(), Failure> {
        if rows.is_empty() {
            self.note("nothing to show");
            return Ok(());
        }
        let mut table = bare_table();
        table.set_header(R::HEAD);
        for row in rows {
            table.add_row(row.cells().iter().map(|cell| one_line(cell)));
        }
        self.table(table)
    }

    fn table(&self, mut table: Table) -> Result<(), Failure> {
        for column in table.column_iter_mut() {
            column.set_padding((0, GAP));
        }
        fit(&mut table);
        let lines: Vec<String> = table.lines().map(|line| line.trim_end().to_owned()).collect();
        self.line(&lines.join("\n"))
    }
}

/// No borders, columns aligned.
fn bare_table() -> Table {
    let mut table = Table::new();
    table.load_style(NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    table
}

/// Makes a table fit the terminal, if it is shown on one: the last column, which is free text, is broken into lines.
/// All else stays whole, so that it can be copied; where there is too little room, the terminal breaks the lines.
fn fit(table: &mut Table) {
    let Some((Width(width), _)) = terminal_size::terminal_size().filter(|_| stdout().is_terminal()) else {
        return;
    };
    let wanted = table.column_max_content_widths();
    let Some((_, others)) = wanted.split_last() else { return };
    let taken = others.iter().map(|column| column + GAP).sum::<u16>();
    if taken + GAP + LEAST_TEXT > width {
        return;
    }
    for column in table.column_iter_mut().take(others.len()) {
        column.set_constraint(ColumnConstraint::ContentWidth);
    }
    table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
}

/// A time in a table: RFC 3339 to the second.
pub(crate) fn time(at: Time) -> String {
    api::time::to_rfc3339(Time(at.0 - at.0.rem_euclid(1000)))
}

/// A time that may be absent.
pub(crate) fn time_or_dash(at: Option<Time>) -> String {
    at.map_or_else(|| "-".to_owned(), time)
}

/// The day of a time that may be absent.
pub(crate) fn day_or_dash(at: Option<Time>) -> String {
    at.map_or_else(|| "-".to_owned(), |at| time(at).chars().take(10).collect())
}

/// A word for yes and no.
pub(crate) fn yes_no(value: bool) -> String {
    if value { "yes" } else { "no" }.to_owned()
}

/// The flags that are held, in one cell.
pub(crate) fn flags(held: access::Flags) -> String {
    let names: Vec<&str> = held.names().collect();
    if names.is_empty() { "-".to_owned() } else { names.join(" ") }
}
