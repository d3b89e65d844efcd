//! Who shall have which role, as a form says it. Three ways lead to the same changes: a field `change` ("bob editor",
//! "acme/data none"), a list `who` with one `role` for all people in it, and rows (`row` as held, `role:NAME` as chosen).
//! And what a page says afterwards, and how it is taken back.

use access::Role;
use api::Fault;
use api::pipelines::{AccessChange, AccessChanged};

use crate::forms::Fields;

/// The word for no role.
pub const NONE: &str = "none";
/// The word for what a team has.
pub const VIEWER: &str = "viewer";

/// A role by its word; none for [`NONE`].
fn role(word: &str) -> Option<Option<Role>> {
    [Role::Reader, Role::Editor, Role::Owner]
        .into_iter()
        .find(|role| role.name() == word)
        .map(Some)
        .or_else(|| (word == NONE).then_some(None))
}

/// Whom a form names: people by their names, teams by their paths; each once.
#[must_use]
pub fn named(fields: &Fields) -> Vec<String> {
    let mut named: Vec<String> = Vec::new();
    let words = fields.iter().filter(|(name, _)| name == "who");
    for word in words.flat_map(|(_, value)| value.split([' ', ','])).filter(|word| !word.is_empty()) {
        let word = word.trim_start_matches('@').replace('_', "-");
        if !named.contains(&word) {
            named.push(word);
        }
    }
    named
}

/// What the form changes; nothing where rows stand as they are held.
///
/// # Errors
/// If somebody's name or role isn't one.
pub fn changes(fields: &Fields) -> Result<Vec<AccessChange>, Fault> {
    let value = |name: &str| fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str());
    let mut changes = Vec::new();
    for (_, words) in fields.iter().filter(|(name, _)| name == "change") {
        let (who, word) = words.split_once(' ').unwrap_or((words, ""));
        changes.push(change(who, word).map_err(|(_, why)| Fault::field("change", why))?);
    }
    let chosen = value("role").unwrap_or_default();
    for who in named(fields) {
        let word = if who.contains('/') { VIEWER } else { chosen };
        changes.push(change(&who, word).map_err(|(field, why)| Fault::field(field, why))?);
    }
    for (_, row) in fields.iter().filter(|(name, _)| name == "row") {
        let (who, held) = row.split_once(' ').unwrap_or((row, ""));
        // A control that is off isn't sent: what it shows stays.
        let Some(now) = value(&format!("role:{who}")).filter(|now| *now != held) else { continue };
        changes.push(change(who, now).map_err(|(field, why)| Fault::field(field, why))?);
    }
    Ok(changes)
}

/// One change, or the field at fault and why.
fn change(who: &str, word: &str) -> Result<AccessChange, (&'static str, String)> {
    if who.contains('/') {
        let team = who.parse().map_err(|why: api::names::PathError| ("who", format!("{who}: {why}")))?;
        return match word {
            VIEWER | "" => Ok(AccessChange::Team { team, shared: true }),
            NONE => Ok(AccessChange::Team { team, shared: false }),
            _ => Err(("role", "teams can only be viewers".to_owned())),
        };
    }
    let user = who.parse().map_err(|why: api::names::NameError| ("who", format!("{who}: {why}")))?;
    match role(word) {
        Some(role) => Ok(AccessChange::User { user, role }),
        None if word == VIEWER => Err(("role", format!("viewers are teams, and {who} is a person"))),
        None => Err(("role", "choose a role".to_owned())),
    }
}

/// The most changes that are told one by one, and can be taken back together.
const TOLD: usize = 20;

/// What a page is to say of a change: the pipeline in `path`, and who had and has which role in fields `did` ("bob reader
/// none"); of very many only the `count`.
#[must_use]
pub fn done(changed: &AccessChanged) -> Fields {
    let mut fields = vec![("path".to_owned(), changed.path.to_string())];
    if changed.undo.len() > TOLD {
        fields.push(("count".to_owned(), changed.undo.len().to_string()));
        return fields;
    }
    fields.extend(changed.undo.iter().map(|undo| {
        let (who, was, now) = match undo {
            AccessChange::User { user, role } => {
                let row = changed.items.iter().find(|row| row.user.as_ref() == Some(user));
                let now = row.map_or(NONE, |row| row.role.word());
                (user.to_string(), role.map_or(NONE, Role::name), now)
            }
            AccessChange::Team { team, shared: true } => (team.to_string(), VIEWER, NONE),
            AccessChange::Team { team, shared: false } => (team.to_string(), NONE, VIEWER),
        };
        ("did".to_owned(), format!("{who} {was} {now}"))
    }));
    fields
}

/// What was done, for the page that says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// In a sentence.
    pub line: String,
    /// As fields `change` that take it back; none if it can't be.
    pub undo: Fields,
}

impl Done {
    /// From the fields of [`done`], on the page of the pipeline at `path`; none if nothing was changed there.
    #[must_use]
    pub fn read(fields: &Fields, path: &str) -> Option<Self> {
        let value =
            |name: &str| fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str());
        value("path").filter(|of| *of == path)?;
        if let Some(count) = value("count") {
            return Some(Self { line: format!("{count} changes are saved."), undo: Fields::new() });
        }
        let mut did = Vec::new();
        for (_, words) in fields.iter().filter(|(name, _)| name == "did") {
            let mut words = words.split(' ');
            did.push((words.next()?, words.next()?, words.next()?));
        }
        let line = match did.as_slice() {
            [] => return None,
            [(who, was, now)] => match (*was, *now) {
                (VIEWER, _) => format!("{who} may no longer view it."),
                (_, VIEWER) => format!("{who} may view it now."),
                (NONE, now) => format!("{who} is {now} now."),
                (was, NONE) => format!("{who} is no longer {was}."),
                (was, now) => format!("{who} is {now} now, no longer {was}."),
            },
            several => format!("{} changes are saved.", several.len()),
        };
        let undo = did.iter().map(|(who, was, _)| ("change".to_owned(), format!("{who} {was}")));
        Some(Self { line, undo: undo.collect() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(pairs: &[(&str, &str)]) -> Fields {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    fn said(changes: &[AccessChange]) -> Vec<String> {
        let say = |change: &AccessChange| match change {
            AccessChange::User { user, role } => format!("{user} {}", role.map_or(NONE, Role::name)),
            AccessChange::Team { team, shared } => format!("{team} {shared}"),
        };
        changes.iter().map(say).collect()
    }

    #[test]
    fn people_get_the_role_and_teams_view() {
        let form = fields(&[("who", "dora, @cleo acme/data"), ("who", "dora"), ("role", "editor")]);
        assert_eq!(said(&changes(&form).unwrap()), ["dora editor", "cleo editor", "acme/data true"]);
        let form = fields(&[("who", "acme/data"), ("role", "viewer")]);
        assert_eq!(said(&changes(&form).unwrap()), ["acme/data true"]);
        let form = fields(&[("who", "dora"), ("role", "viewer")]);
        assert_eq!(changes(&form).unwrap_err().at("role"), Some("viewers are teams, and dora is a person"));
        let form = fields(&[("who", "Dora!"), ("role", "editor")]);
        assert!(changes(&form).unwrap_err().at("who").is_some());
    }

    #[test]
    fn only_changed_rows_count() {
        let form = fields(&[
            ("row", "ada owner"),
            ("row", "bob editor"),
            ("role:bob", "editor"),
            ("row", "cleo reader"),
            ("role:cleo", "owner"),
            ("row", "dora reader"),
            ("role:dora", "none"),
        ]);
        assert_eq!(said(&changes(&form).unwrap()), ["cleo owner", "dora none"]);
    }

    #[test]
    fn what_was_done_is_told_and_taken_back() {
        let told = |did: &[&str]| {
            let mut form = fields(&[("path", "acme/clean")]);
            form.extend(did.iter().map(|did| ("did".to_owned(), (*did).to_owned())));
            Done::read(&form, "acme/clean")
        };
        let back = |done: &Done| said(&changes(&done.undo).unwrap());
        for (did, line, undo) in [
            ("hana reader none", "hana is no longer reader.", "hana reader"),
            ("hana none editor", "hana is editor now.", "hana none"),
            ("hana owner editor", "hana is editor now, no longer owner.", "hana owner"),
            ("acme/data viewer none", "acme/data may no longer view it.", "acme/data true"),
            ("acme/data none viewer", "acme/data may view it now.", "acme/data false"),
        ] {
            let done = told(&[did]).unwrap();
            assert_eq!((done.line.as_str(), back(&done)), (line, vec![undo.to_owned()]));
        }
        let both = told(&["bob reader none", "cleo none reader"]).unwrap();
        assert_eq!(
            (both.line.as_str(), back(&both)),
            ("2 changes are saved.", vec!["bob reader".to_owned(), "cleo none".to_owned()])
        );
        assert_eq!(told(&[]), None);
        assert_eq!(told(&["bob"]), None);
        let other = fields(&[("path", "acme/other"), ("did", "bob reader none")]);
        assert_eq!(Done::read(&other, "acme/clean"), None);
    }

    #[test]
    fn one_row_is_taken_away() {
        let form = fields(&[("change", "bob none"), ("change", "acme/data none")]);
        assert_eq!(said(&changes(&form).unwrap()), ["bob none", "acme/data false"]);
        assert!(changes(&fields(&[("change", "acme/data editor")])).is_err());
    }
}
