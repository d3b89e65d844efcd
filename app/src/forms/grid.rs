//! The grid of a service's grants as a form. Each row sends what is held there, in a field `row`; the ticks that are set
//! send its path in `read` and `write`. The same reading makes the preview in the browser and the change on the server.

use access::StreamFlags;
use api::Fault;
use api::services::{GridChange, UpdateServiceGrid};

use super::{Fields, decode};

/// What a row sends of itself.
#[must_use]
pub fn row(stream: &str, held: StreamFlags) -> String {
    format!("{stream} {}{}", if held.read { "r" } else { "" }, if held.write { "w" } else { "" })
}

/// What each row of a posted form held, and what is ticked in it now.
#[must_use]
pub fn rows(fields: &Fields) -> Vec<(String, StreamFlags, StreamFlags)> {
    let ticked = |name: &str, path: &str| fields.iter().any(|(field, value)| field == name && value == path);
    let rows = fields.iter().filter(|(field, _)| field == "row");
    rows.map(|(_, row)| {
        let (path, held) = row.split_once(' ').unwrap_or((row, ""));
        let held = StreamFlags { read: held.contains('r'), write: held.contains('w') };
        let now = StreamFlags { read: ticked("read", path), write: ticked("write", path) };
        (path.to_owned(), held, now)
    })
    .collect()
}

/// What a posted form changes: the rows whose ticks aren't what is held.
///
/// # Errors
/// If a row names no stream.
pub fn changes(fields: &Fields) -> Result<Vec<GridChange>, Fault> {
    let changed = rows(fields).into_iter().filter(|(_, held, now)| held != now);
    changed
        .map(|(path, _, now)| {
            let stream = path.parse().map_err(|why| Fault::field("changes", format!("{path}: {why}")))?;
            Ok(GridChange { stream, read: now.read, write: now.write })
        })
        .collect()
}

/// Reads the form into its operation.
///
/// # Errors
/// If a field isn't acceptable, or no tick was changed.
pub(super) fn read(fields: &Fields) -> Result<UpdateServiceGrid, Fault> {
    let changes = changes(fields)?;
    if changes.is_empty() {
        return Err(Fault::field("changes", "no tick was changed"));
    }
    // The rest of the fields belongs to the page that the form stands on.
    let own = |name: &str| matches!(name, "organization" | "service");
    let whose: Fields = fields.iter().filter(|(name, _)| own(name)).cloned().collect();
    let api::services::ShowService { organization, service } = decode(&whose)?;
    let seen = fields.iter().find(|(name, _)| name == "seen").map(|(_, mark)| mark.clone());
    Ok(UpdateServiceGrid { organization, service, changes, seen })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_changed_is_sent_on() {
        let held = StreamFlags { read: true, write: false };
        let fields: Fields = [
            ("organization", "acme".to_owned()),
            ("service", "loader".to_owned()),
            ("row", row("acme/lake/orders", held)),
            ("row", row("acme/lake/clean", held)),
            ("row", row("acme/lake/new", StreamFlags::default())),
            ("read", "acme/lake/orders".to_owned()),
            ("read", "acme/lake/new".to_owned()),
            ("write", "acme/lake/new".to_owned()),
            ("search", "lake".to_owned()),
            ("seen", "mark".to_owned()),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .to_vec();
        let input = read(&fields).unwrap();
        let changed: Vec<(String, bool, bool)> = input
            .changes
            .iter()
            .map(|change| (change.stream.to_string(), change.read, change.write))
            .collect();
        assert_eq!(
            changed,
            [("acme/lake/clean".to_owned(), false, false), ("acme/lake/new".to_owned(), true, true)]
        );
        assert_eq!(input.seen.as_deref(), Some("mark"));
    }

    #[test]
    fn nothing_changed_is_said() {
        let held = StreamFlags { read: true, write: false };
        let fields = vec![("row".to_owned(), row("a/b/c", held)), ("read".to_owned(), "a/b/c".to_owned())];
        assert_eq!(read(&fields).unwrap_err().at("changes"), Some("no tick was changed"));
    }
}
