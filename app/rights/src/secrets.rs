//! Secrets, by the hash of their token and by id.

use access::SecretId;
use uuid::Uuid;

use crate::column::{Column, Place};
use crate::index::Index;
use crate::nouns::hash_of;
use crate::rows::SecretRow;

/// All secrets.
#[derive(Clone, Debug, Default)]
pub(crate) struct Secrets {
    rows: Column<Option<SecretRow>>,
    hashes: Index,
    ids: Index,
    next: Place,
}

fn first_bytes(hash: &[u8; 32]) -> u64 {
    hash.first_chunk().map_or(0, |first| u64::from_be_bytes(*first))
}

impl Secrets {
    fn at(&self, place: Place) -> Option<&SecretRow> {
        self.rows.get(place)?.as_ref()
    }

    fn place(&self, id: Uuid) -> Option<Place> {
        self.ids.find(hash_of(id), |place| self.at(place).is_some_and(|row| row.id.uuid() == id))
    }

    /// The one whose token has this hash.
    pub(crate) fn hashed(&self, hash: &[u8; 32]) -> Option<&SecretRow> {
        let place = self
            .hashes
            .find(first_bytes(hash), |place| self.at(place).is_some_and(|row| row.hash == *hash))?;
        self.at(place)
    }

    /// The one with this id.
    pub(crate) fn get(&self, id: SecretId) -> Option<&SecretRow> {
        self.at(self.place(id.uuid())?)
    }

    /// Puts one in, in place of the one with its id. Says whether anything changed.
    pub(crate) fn put(&mut self, row: SecretRow) -> bool {
        let (id, hash) = (row.id.uuid(), first_bytes(&row.hash));
        // The hash of a token never changes.
        if let Some(place) = self.place(id) {
            let changed = self.at(place) != Some(&row);
            self.rows.set(place, Some(row));
            return changed;
        }
        let place = self.next;
        self.next += 1;
        self.rows.set(place, Some(row));
        let of = |place: Place, hash: fn(&SecretRow) -> u64| self.rows.get(place)?.as_ref().map(hash);
        self.ids.put(hash_of(id), place, |place| of(place, |row| hash_of(row.id.uuid())).unwrap_or(0));
        self.hashes.put(hash, place, |place| of(place, |row| first_bytes(&row.hash)).unwrap_or(0));
        true
    }

    /// Takes the one with this id out. Says whether there was one.
    pub(crate) fn take(&mut self, id: Uuid) -> bool {
        let Some(place) = self.place(id) else { return false };
        if let Some(hash) = self.at(place).map(|row| first_bytes(&row.hash)) {
            self.hashes.take(hash, place);
        }
        self.ids.take(hash_of(id), place);
        self.rows.set(place, None);
        true
    }
}
