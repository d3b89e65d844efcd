//! The things that rights hang on, by id and by name.

use std::hash::BuildHasher;
use std::sync::Arc;

use access::{OrganizationId, PipelineId, ProjectId, ServiceId, StreamId, TeamId, UserId};
use api::names::Name;
use hashbrown::DefaultHashBuilder;
use uuid::Uuid;

use super::table::{Rows, Table, spread};
use crate::store::quotas::Bounds;

/// Where a row stands among those of its kind.
pub(super) type Place = u32;
/// The place of nothing: the parent of what has none.
pub(super) const NOWHERE: Place = u32::MAX;

/// A kind of thing.
pub(super) trait Noun: Clone {
    /// Its id.
    fn id(&self) -> Uuid;
    /// Within what it is named, and how.
    fn named(&self) -> (Place, &Name);
}

/// A person.
#[derive(Clone, Debug)]
pub(super) struct User {
    pub(super) id: UserId,
    pub(super) name: Name,
    pub(super) enabled: bool,
    pub(super) billed_to: Uuid,
}

/// An organization.
#[derive(Clone, Debug)]
pub(super) struct Organization {
    pub(super) id: OrganizationId,
    pub(super) name: Name,
    pub(super) personal_of: Option<UserId>,
    pub(super) bounds: Bounds,
}

/// A project.
#[derive(Clone, Debug)]
pub(super) struct Project {
    pub(super) id: ProjectId,
    pub(super) organization: Place,
    pub(super) name: Name,
    pub(super) public: bool,
}

/// A stream.
#[derive(Clone, Debug)]
pub(super) struct Stream {
    pub(super) id: StreamId,
    pub(super) project: Place,
    pub(super) name: Name,
    pub(super) schema: Option<Arc<str>>,
}

/// A service.
#[derive(Clone, Debug)]
pub(super) struct Service {
    pub(super) id: ServiceId,
    pub(super) organization: Place,
    pub(super) name: Name,
    pub(super) gateway: bool,
    pub(super) bounds: Bounds,
}

/// A team.
#[derive(Clone, Debug)]
pub(super) struct Team {
    pub(super) id: TeamId,
    pub(super) organization: Place,
    pub(super) name: Name,
    pub(super) discoverable: bool,
}

/// A pipeline.
#[derive(Clone, Debug)]
pub(super) struct Pipeline {
    pub(super) id: PipelineId,
    pub(super) organization: Place,
    pub(super) name: Name,
}

macro_rules! nouns {
    ($($noun:ident in $parent:expr;)+) => {$(
        impl Noun for $noun {
            fn id(&self) -> Uuid {
                self.id.uuid()
            }

            fn named(&self) -> (Place, &Name) {
                ($parent(self), &self.name)
            }
        }
    )+};
}

nouns! {
    User in |_: &User| NOWHERE;
    Organization in |_: &Organization| NOWHERE;
    Project in |project: &Project| project.organization;
    Stream in |stream: &Stream| stream.project;
    Service in |service: &Service| service.organization;
    Team in |team: &Team| team.organization;
    Pipeline in |pipeline: &Pipeline| pipeline.organization;
}

/// The hash of an id: a UUIDv7's last bits are random.
pub(super) fn hash_of(id: Uuid) -> u64 {
    let (_, random) = id.as_u64_pair();
    spread(random)
}

/// All things of a kind.
#[derive(Clone, Debug)]
pub(super) struct Nouns<T> {
    rows: Rows<T>,
    ids: Table<(Uuid, Place)>,
    names: Table<(u64, Place)>,
    // Names are chosen by people: by which of them share a place is not for them to work out.
    hasher: DefaultHashBuilder,
}

impl<T> Default for Nouns<T> {
    fn default() -> Self {
        Self {
            rows: Rows::default(),
            ids: Table::default(),
            names: Table::default(),
            hasher: DefaultHashBuilder::default(),
        }
    }
}

impl<T: Noun> Nouns<T> {
    /// The place of the thing with this id.
    pub(super) fn place(&self, id: Uuid) -> Option<Place> {
        self.ids.find(hash_of(id), |(known, _)| *known == id).map(|(_, place)| *place)
    }

    /// What stands at a place.
    pub(super) fn get(&self, place: Place) -> Option<&T> {
        self.rows.get(place)
    }

    /// The thing of this name within `parent`, and its place.
    pub(super) fn find(&self, parent: Place, name: &Name) -> Option<(Place, &T)> {
        let is = |place: Place| self.rows.get(place).is_some_and(|row| row.named() == (parent, name));
        let (_, place) = *self.names.find(self.name_hash(parent, name), |(_, place)| is(*place))?;
        Some((place, self.rows.get(place)?))
    }

    /// Puts a thing in, in place of the one with its id.
    pub(super) fn put(&mut self, row: T) {
        let id = row.id();
        let place = match self.place(id) {
            Some(place) => {
                self.forget_name(place);
                place
            }
            None => {
                let place = self.rows.push(row.clone());
                self.ids.put(
                    hash_of(id),
                    (id, place),
                    |(known, _)| *known == id,
                    |(known, _)| hash_of(*known),
                );
                place
            }
        };
        let (parent, name) = row.named();
        let hash = self.name_hash(parent, name);
        self.names.put(hash, (hash, place), |(_, known)| *known == place, |(hash, _)| *hash);
        self.rows.set(place, Some(row));
    }

    /// Takes the thing with this id out.
    pub(super) fn take(&mut self, id: Uuid) {
        if let Some((_, place)) = self.ids.take(hash_of(id), |(known, _)| *known == id) {
            self.forget_name(place);
            self.rows.set(place, None);
        }
    }

    fn forget_name(&mut self, place: Place) {
        let Some((parent, name)) = self.rows.get(place).map(Noun::named) else { return };
        let hash = self.name_hash(parent, name);
        self.names.take(hash, |(_, known)| *known == place);
    }

    fn name_hash(&self, parent: Place, name: &Name) -> u64 {
        self.hasher.hash_one((parent, name.stored()))
    }
}
