//! The things that rights hang on, by id and by name, and what hangs on each.

use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;

use access::UserId;
use api::names::Name;
use uuid::Uuid;

use crate::column::{Column, NOWHERE, Place};
use crate::holders::Holders;
use crate::index::{Index, spread};
use crate::rows::Bounds;

/// What is known of a person.
#[derive(Clone, Debug)]
pub(crate) struct User {
    pub(crate) enabled: bool,
    /// The organization that pays.
    pub(crate) billed_to: Place,
    /// Quotas that organizations set.
    pub(crate) bounds: Arc<[(Place, Bounds)]>,
}

impl Default for User {
    fn default() -> Self {
        Self { enabled: false, billed_to: NOWHERE, bounds: Arc::default() }
    }
}

/// What is known of an organization.
#[derive(Clone, Debug, Default)]
pub(crate) struct Organization {
    pub(crate) personal_of: Option<UserId>,
    pub(crate) bounds: Bounds,
    /// Users by their flags.
    pub(crate) granted: Holders,
}

/// What is known of a project, which stands within its organization.
#[derive(Clone, Debug, Default)]
pub(crate) struct Project {
    pub(crate) public: bool,
    /// Users by their flags.
    pub(crate) granted: Holders,
}

/// What is known of a stream, which stands within its project.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stream {
    pub(crate) schema: Option<Arc<str>>,
}

/// What is known of a service, which stands within its organization.
#[derive(Clone, Debug, Default)]
pub(crate) struct Service {
    pub(crate) gateway: bool,
    pub(crate) bounds: Bounds,
    /// Streams by the service's flags there, and whether they are confirmed.
    pub(crate) grants: Holders,
}

/// What is known of a team, which stands within its organization.
#[derive(Clone, Debug, Default)]
pub(crate) struct Team {
    pub(crate) discoverable: bool,
    pub(crate) members: Holders,
}

/// What is known of a pipeline, which stands within its organization.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pipeline {
    /// Users by their role.
    pub(crate) roles: Holders,
    /// Its owners, disabled ones too.
    pub(crate) owners: Arc<[Place]>,
    /// Teams that may view it.
    pub(crate) teams: Arc<[Place]>,
}

/// The hash of an id: a UUIDv7's last bits are random.
#[inline]
pub(crate) fn hash_of(id: Uuid) -> u64 {
    let (_, random) = id.as_u64_pair();
    spread(random)
}

/// The hash of a name within what it names a thing in.
#[inline]
fn hash_of_name(hasher: &RandomState, parent: Place, name: &Name) -> u64 {
    hasher.hash_one((parent, name.stored()))
}

/// All things of a kind. What is known of them stands in columns, since most questions need little of it: the less there is
/// of that, the more of it is near.
#[derive(Clone, Debug)]
pub(crate) struct Nouns<T> {
    ids: Index,
    names: Index,
    id: Column<Uuid>,
    /// Within what it is named.
    parent: Column<Place>,
    rows: Column<Option<T>>,
    name: Column<Option<Name>>,
    next: Place,
    // Names are chosen by people: by which of them share a slot is not for them to work out.
    hasher: RandomState,
}

impl<T> Default for Nouns<T> {
    fn default() -> Self {
        Self {
            ids: Index::default(),
            names: Index::default(),
            id: Column::default(),
            parent: Column::default(),
            rows: Column::default(),
            name: Column::default(),
            next: 0,
            hasher: RandomState::default(),
        }
    }
}

impl<T: Clone + Default> Nouns<T> {
    /// The place of the thing with this id.
    #[inline]
    pub(crate) fn place(&self, id: Uuid) -> Option<Place> {
        self.ids.find(hash_of(id), |place| self.id.get(place) == Some(&id))
    }

    /// The place of the thing of this name within `parent`.
    #[inline]
    pub(crate) fn named(&self, parent: Place, name: &Name) -> Option<Place> {
        let is = |place| self.name(place) == Some(name) && self.parent(place) == Some(parent);
        self.names.find(self.hash_of_name(parent, name), is)
    }

    /// What hangs on the thing at a place.
    #[inline]
    pub(crate) fn get(&self, place: Place) -> Option<&T> {
        self.rows.get(place)?.as_ref()
    }

    /// The id of the thing at a place.
    #[inline]
    pub(crate) fn id(&self, place: Place) -> Option<Uuid> {
        self.id.get(place).copied()
    }

    /// Within what the thing at a place stands.
    #[inline]
    pub(crate) fn parent(&self, place: Place) -> Option<Place> {
        self.parent.get(place).copied()
    }

    /// The name of the thing at a place.
    #[inline]
    pub(crate) fn name(&self, place: Place) -> Option<&Name> {
        self.name.get(place)?.as_ref()
    }

    /// What hangs on each.
    pub(crate) fn all(&self) -> impl Iterator<Item = &T> {
        self.rows.values().flatten()
    }

    /// Changes what hangs on the thing with this id, if there is one. `change` says whether it did; so does this.
    pub(crate) fn change(&mut self, id: Uuid, change: impl FnOnce(&mut T) -> bool) -> bool {
        let Some(place) = self.place(id) else { return false };
        self.row_mut(place).is_some_and(change)
    }

    /// Puts a thing in, or gives it another name and place to stand; what hangs on it stays. Says whether anything changed.
    pub(crate) fn put(
        &mut self,
        id: Uuid,
        parent: Place,
        name: Name,
        change: impl FnOnce(&mut T) -> bool,
    ) -> bool {
        let known = self.place(id);
        let place = known.unwrap_or_else(|| self.begin(id));
        let renamed = self.parent(place) != Some(parent) || self.name(place) != Some(&name);
        if renamed {
            self.forget_name(place);
            let hash = self.hash_of_name(parent, &name);
            self.parent.set(place, parent);
            self.name.set(place, Some(name));
            let Self { names, parent, name, hasher, .. } = self;
            let known = |place| Some((parent.get(place)?, name.get(place)?.as_ref()?));
            let hash_at =
                |place| known(place).map_or(0, |(parent, name)| hash_of_name(hasher, *parent, name));
            names.put(hash, place, hash_at);
        }
        self.row_mut(place).is_some_and(change) || renamed || known.is_none()
    }

    /// Takes the thing with this id out, with all that hangs on it. Says whether there was one.
    pub(crate) fn take(&mut self, id: Uuid) -> bool {
        let Some(place) = self.place(id) else { return false };
        self.forget_name(place);
        self.ids.take(hash_of(id), place);
        self.rows.set(place, None);
        true
    }

    fn row_mut(&mut self, place: Place) -> Option<&mut T> {
        self.rows.get_mut(place)?.as_mut()
    }

    /// A new place.
    fn begin(&mut self, id: Uuid) -> Place {
        let place = self.next;
        self.next += 1;
        self.id.set(place, id);
        self.parent.set(place, NOWHERE);
        self.rows.set(place, Some(T::default()));
        let hash_at = |place| self.id.get(place).map_or(0, |id| hash_of(*id));
        self.ids.put(hash_of(id), place, hash_at);
        place
    }

    fn forget_name(&mut self, place: Place) {
        let known = self.parent(place).zip(self.name(place));
        if let Some(hash) = known.map(|(parent, name)| self.hash_of_name(parent, name)) {
            self.names.take(hash, place);
            self.name.set(place, None);
        }
    }

    fn hash_of_name(&self, parent: Place, name: &Name) -> u64 {
        hash_of_name(&self.hasher, parent, name)
    }
}
