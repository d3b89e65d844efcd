//! The flags of organizations and projects, and those of service grants.

use serde::{Deserialize, Serialize};

/// What somebody holds on an organization or a project. Stored one by one; [`Flags::effective`] adds what follows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct Flags {
    /// See it.
    pub view: bool,
    /// Make things in it.
    pub create: bool,
    /// Decide about it.
    pub admin: bool,
}

impl Flags {
    /// Nothing held.
    pub const NONE: Self = Self { view: false, create: false, admin: false };
    /// What the creator of an organization or a project gets there.
    pub const ALL: Self = Self { view: true, create: true, admin: true };

    /// "Effective adds `admin` ⇒ `view` and `create` ⇒ `view` (`admin` does not imply `create`)."
    #[must_use]
    pub const fn effective(self) -> Self {
        Self { view: self.view || self.create || self.admin, ..self }
    }

    /// Both together: what accepting an invite leaves one with.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self {
            view: self.view || other.view,
            create: self.create || other.create,
            admin: self.admin || other.admin,
        }
    }

    /// The names of those that are held.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        let named = [(self.view, "view"), (self.create, "create"), (self.admin, "admin")];
        named.into_iter().filter_map(|(held, name)| held.then_some(name))
    }

    /// Whether anything is held: a row without flags is no row.
    #[must_use]
    pub const fn any(self) -> bool {
        self.view || self.create || self.admin
    }
}

/// What a service holds on a stream. `read` and `write` are independent of each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct StreamFlags {
    /// Read its records.
    pub read: bool,
    /// Append records to it.
    pub write: bool,
}

impl StreamFlags {
    /// Nothing held.
    pub const NONE: Self = Self { read: false, write: false };
    /// Both.
    pub const ALL: Self = Self { read: true, write: true };

    /// Both together.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self { read: self.read || other.read, write: self.write || other.write }
    }

    /// What is in `self` and not in `other`: what a change adds, or takes away.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self { read: self.read && !other.read, write: self.write && !other.write }
    }

    /// Whether anything is held.
    #[must_use]
    pub const fn any(self) -> bool {
        self.read || self.write
    }
}
