//! Flags of several people at once, each their own: what goes in.

use access::Flags;
use serde::{Deserialize, Serialize};

use crate::names::{MAX_NAMES, Name, Names};

/// Somebody's flags as they shall be; a flag left out stays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FlagChange {
    /// Whose.
    pub user: Name,
    /// Whether they may look; left out, it stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub view: Option<bool>,
    /// Whether they may make things; left out, it stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub create: Option<bool>,
    /// Whether they may decide who else may; left out, it stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub admin: Option<bool>,
}

impl FlagChange {
    /// What they hold after it.
    #[must_use]
    pub fn over(&self, held: Flags) -> Flags {
        Flags {
            view: self.view.unwrap_or(held.view),
            create: self.create.unwrap_or(held.create),
            admin: self.admin.unwrap_or(held.admin),
        }
    }

    /// The change from what is held to what shall be: what stays the same is left out.
    #[must_use]
    pub fn between(user: Name, held: Flags, wanted: Flags) -> Self {
        let changed = |held: bool, wanted: bool| (held != wanted).then_some(wanted);
        Self {
            user,
            view: changed(held.view, wanted.view),
            create: changed(held.create, wanted.create),
            admin: changed(held.admin, wanted.admin),
        }
    }

    /// How many flags it names.
    #[must_use]
    pub fn count(&self) -> usize {
        [self.view, self.create, self.admin].iter().flatten().count()
    }

    /// `bob +view -admin`, as a form sends it.
    fn word(&self) -> String {
        let flags = [("view", self.view), ("create", self.create), ("admin", self.admin)];
        let named = flags.into_iter().filter_map(|(flag, set)| set.map(|set| (flag, set)));
        named.fold(self.user.to_string(), |word, (flag, set)| {
            format!("{word} {}{flag}", if set { '+' } else { '-' })
        })
    }

    fn from_word(word: &str) -> Result<Self, String> {
        let mut parts = word.split_whitespace();
        let user = parts.next().unwrap_or_default().parse().map_err(|why| format!("{word:?}: {why}"))?;
        let mut change = Self { user, view: None, create: None, admin: None };
        for part in parts {
            let (flag, set) = match (part.strip_prefix('+'), part.strip_prefix('-')) {
                (Some(flag), _) => (flag, true),
                (_, Some(flag)) => (flag, false),
                _ => return Err(format!("“{part}” is no change of a flag, such as +view")),
            };
            match flag {
                "view" => change.view = Some(set),
                "create" => change.create = Some(set),
                "admin" => change.admin = Some(set),
                _ => return Err(format!("“{flag}” is no flag")),
            }
        }
        Ok(change)
    }
}

/// Changes of 1 to 500 people, each of them once: a list in JSON, words such as `bob +view -admin` with commas between
/// them in a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "RawChanges", into = "Vec<FlagChange>")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(with = "Vec<FlagChange>"))]
pub struct FlagChanges(Vec<FlagChange>);

#[derive(Deserialize)]
#[serde(untagged)]
enum RawChanges {
    List(Vec<FlagChange>),
    Text(String),
}

impl FlagChanges {
    /// The same change for several people.
    #[must_use]
    pub fn of_all(users: &Names, view: Option<bool>, create: Option<bool>, admin: Option<bool>) -> Self {
        Self(users.iter().map(|user| FlagChange { user: user.clone(), view, create, admin }).collect())
    }

    /// The changes, in the order given.
    #[must_use]
    pub fn as_slice(&self) -> &[FlagChange] {
        &self.0
    }

    /// Whose flags change, in the order given.
    #[must_use]
    pub fn users(&self) -> Vec<Name> {
        self.0.iter().map(|change| change.user.clone()).collect()
    }

    /// As a form sends it.
    #[must_use]
    pub fn words(&self) -> String {
        self.0.iter().map(FlagChange::word).collect::<Vec<_>>().join(",")
    }
}

impl std::str::FromStr for FlagChanges {
    type Err = String;

    fn from_str(words: &str) -> Result<Self, String> {
        words.split(',').map(FlagChange::from_word).collect::<Result<Vec<_>, _>>()?.try_into()
    }
}

impl From<FlagChanges> for Vec<FlagChange> {
    fn from(changes: FlagChanges) -> Self {
        changes.0
    }
}

impl TryFrom<Vec<FlagChange>> for FlagChanges {
    type Error = String;

    fn try_from(changes: Vec<FlagChange>) -> Result<Self, String> {
        let twice = |(at, change): (usize, &FlagChange)| {
            changes.iter().take(at).any(|other| other.user == change.user).then(|| change.user.clone())
        };
        match changes.len() {
            0 => Err("name at least one".to_owned()),
            many if many > MAX_NAMES => Err(format!("at most {MAX_NAMES} at once; these are {many}")),
            _ => match changes.iter().enumerate().find_map(twice) {
                Some(user) => Err(format!("{user} stands there twice")),
                None => Ok(Self(changes)),
            },
        }
    }
}

impl TryFrom<RawChanges> for FlagChanges {
    type Error = String;

    fn try_from(raw: RawChanges) -> Result<Self, String> {
        match raw {
            RawChanges::List(changes) => changes.try_into(),
            RawChanges::Text(words) => words.parse(),
        }
    }
}

/// Sets flags of several people on an organization or on a project of it, each their own, or of none if one of them can’t
/// be.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UpdateFlags {
    /// The organization.
    pub organization: Name,
    /// The project, if it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project: Option<Name>,
    /// Whose, and which.
    pub changes: FlagChanges,
    /// The mark of the preview that the caller saw; if it no longer holds, the call is refused as a conflict.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_says_it_in_words() {
        let words = "bob +view -admin,cleo-tan +create";
        let changes: FlagChanges = words.parse().unwrap();
        let bob = &changes.as_slice()[0];
        assert_eq!((bob.view, bob.create, bob.admin, bob.count()), (Some(true), None, Some(false), 2));
        assert_eq!(changes.words(), words);
        for bad in ["", "bob view", "bob +fly", "bob +view,bob -view", "9 +view"] {
            assert!(bad.parse::<FlagChanges>().is_err(), "{bad}");
        }
    }

    #[test]
    fn between_and_over_are_each_other() {
        let (held, wanted) = (Flags { view: true, ..Flags::NONE }, Flags { admin: true, ..Flags::NONE });
        let change = FlagChange::between("bob".parse().unwrap(), held, wanted);
        assert_eq!((change.over(held), change.count()), (wanted, 2));
    }
}
