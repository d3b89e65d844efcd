//! An outline of a stream decides as the whole facts do, and a row that is put in again changes nothing: over random
//! histories of a small world, for everybody and every action.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

use access::{Actor, Flags, OrganizationId, ServiceId, StreamFlags, UserCredential, UserId, actions, check};
use api::names::{Name, StreamPath};
use rights::Snapshot;
use rights::rows::{Key, Noun, Row};
use uuid::Uuid;

/// Numbers that look random and are the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }

    fn yes(&mut self) -> bool {
        self.below(2) == 0
    }
}

/// How many there are of each kind.
const EACH: usize = 3;

fn id(kind: u128, number: usize) -> Uuid {
    Uuid::from_u128(kind << 64 | (number as u128 + 1))
}

fn name(kind: &str, number: usize) -> Name {
    format!("{kind}{number}").parse().unwrap()
}

/// A row of the world, as it may be at some moment.
fn row(random: &mut Random) -> Row {
    let (first, second) = (random.below(EACH), random.below(EACH));
    let flags = Flags { view: random.yes(), create: random.yes(), admin: random.yes() };
    let bounds = (None, None);
    match random.below(8) {
        0 => Row::Organization {
            id: OrganizationId::new(id(1, first)),
            name: name("o", first),
            personal_of: (first == 0).then(|| UserId::new(id(2, 0))),
            bounds,
        },
        1 => Row::User {
            id: UserId::new(id(2, first)),
            name: name("u", first),
            enabled: true,
            billed_to: id(1, second),
        },
        2 => Row::Project {
            id: id(3, first),
            organization: id(1, second),
            name: name("p", first),
            public: random.yes(),
        },
        3 => Row::Stream { id: id(4, first), project: id(3, second), name: name("s", first), schema: None },
        4 => Row::Service {
            id: ServiceId::new(id(5, first)),
            organization: id(1, second),
            name: name("v", first),
            gateway: false,
            bounds,
        },
        5 => Row::OrganizationGrant { organization: id(1, first), user: id(2, second), flags },
        6 => Row::ProjectGrant { project: id(3, first), user: id(2, second), flags },
        _ => Row::ServiceGrant {
            service: id(5, first),
            stream: id(4, second),
            flags: StreamFlags { read: random.yes(), write: random.yes() },
            confirmed: random.yes(),
        },
    }
}

/// A row that may go.
fn key(random: &mut Random) -> Key {
    let (a, b) = (random.below(EACH), random.below(EACH));
    match random.below(4) {
        0 => Key { noun: Noun::OrganizationGrant, a: id(1, a), b: id(2, b) },
        1 => Key { noun: Noun::ProjectGrant, a: id(3, a), b: id(2, b) },
        2 => Key { noun: Noun::ServiceGrant, a: id(5, a), b: id(4, b) },
        _ => Key { noun: Noun::Stream, a: id(4, a), b: Uuid::nil() },
    }
}

fn actors() -> Vec<Actor> {
    use UserCredential::{Full, PrivateRead, PublicRead, Session};
    let users = (0..EACH).flat_map(|number| {
        let id = UserId::new(id(2, number));
        [Session, Full, PrivateRead, PublicRead].map(|credential| Actor::User { id, credential })
    });
    let services = (0..EACH).map(|number| Actor::Service { id: ServiceId::new(id(5, number)) });
    users.chain(services).chain([Actor::Anonymous]).collect()
}

fn paths() -> Vec<StreamPath> {
    let mut paths = Vec::new();
    for (organization, project, stream) in
        (0..EACH.pow(3)).map(|number| (number / 9, number / 3 % 3, number % 3))
    {
        let (organization, project) = (name("o", organization), name("p", project));
        paths.push(StreamPath { organization, project, stream: name("s", stream) });
    }
    paths
}

/// Asks every action about a stream by its outline and by the whole facts.
macro_rules! compare {
    ($snapshot:expr, $actor:expr, $path:expr, $($action:ident)+) => {{
        let seen = $snapshot.seen_by($actor);
        let (whole, outline) = (seen.stream($path), seen.stream_outline($path));
        assert_eq!(whole.is_some(), outline.is_some());
        whole.zip(outline).map_or(0, |(whole, outline)| {
            assert_eq!((whole.id, seen.stream_outline_of(whole.id).as_ref()), (outline.id, Some(&outline)));
            $(assert_eq!(
                check::<actions::$action>($actor, &whole),
                check::<actions::$action>($actor, &outline),
                "{} by {:?} on {whole:?}", stringify!($action), $actor
            );)+
            1
        })
    }};
}

#[test]
fn an_outline_decides_as_the_whole_facts_do() {
    let (mut random, mut snapshot, mut compared) = (Random(5), Snapshot::default(), 0);
    let (actors, paths) = (actors(), paths());
    for _ in 0..600 {
        if random.below(5) == 0 {
            snapshot.take(key(&mut random));
        } else {
            snapshot.put(row(&mut random));
        }
        for actor in &actors {
            for path in &paths {
                compared += compare!(snapshot, actor, path, ViewStream ReadRecords ViewStreamAccess WriteRecords
                    UpdateStream DeleteStream);
            }
        }
    }
    assert!(compared > 10_000, "only {compared} facts were compared");
}

#[test]
fn what_is_put_in_or_taken_out_again_changes_nothing() {
    let (mut random, mut snapshot, mut changes) = (Random(9), Snapshot::default(), [0, 0]);
    for _ in 0..5_000 {
        let (row, key) = (row(&mut random), key(&mut random));
        changes[0] += usize::from(snapshot.put(row.clone()));
        assert!(!snapshot.put(row.clone()), "{row:?}");
        if random.below(4) == 0 {
            changes[1] += usize::from(snapshot.take(key));
            assert!(!snapshot.take(key), "{key:?}");
        }
    }
    assert!(changes.into_iter().all(|count| count > 100), "{changes:?}");
}
