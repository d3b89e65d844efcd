//! Who was granted what, as many grants as wanted: the same in every run but for the ids.

use uuid::Uuid;

/// Grants of each person.
const EACH: usize = 100;
/// The fewest people there are.
pub(crate) const CALLERS: usize = 100;
/// Who was granted a tenth of everything.
pub(crate) const EVERYWHERE: usize = 1;
/// Projects of each organization.
const TOGETHER: usize = 100;

/// People, organizations, projects with one stream each, and who was granted `view` and `create` where.
pub(crate) struct Plan {
    pub(crate) users: Vec<Uuid>,
    /// Each person's personal organization.
    pub(crate) own: Vec<Uuid>,
    pub(crate) organizations: Vec<Uuid>,
    pub(crate) projects: Vec<Uuid>,
    pub(crate) streams: Vec<Uuid>,
    /// The project number of each grant, by person. The second one was granted a tenth of everything.
    pub(crate) grants: Vec<Vec<usize>>,
}

/// The name of a person and of their organization.
pub(crate) fn user_name(number: usize) -> String {
    format!("u{number}")
}

/// The number of the organization that a project is in.
pub(crate) const fn home(project: usize) -> usize {
    project / TOGETHER
}

/// The path of a project's stream.
pub(crate) fn stream_path(project: usize) -> String {
    format!("o{}/p{project}/events", home(project))
}

/// Numbers that look random and are the same in every run.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }
}

impl Plan {
    /// About so many grants.
    pub(crate) fn new(grants: usize) -> Self {
        let people = (grants / EACH).max(CALLERS);
        let projects = people.max(2 * EACH);
        let mut random = Random(7);
        let ids = |count: usize| (0..count).map(|_| Uuid::now_v7()).collect::<Vec<_>>();
        let (users, streams) = (ids(people), ids(projects));
        let held = (0..people)
            .map(|person| {
                let count = if person == EVERYWHERE { projects / 10 } else { EACH };
                let mut held: Vec<usize> = (0..count).map(|_| random.below(projects)).collect();
                held.sort_unstable();
                held.dedup();
                held
            })
            .collect();
        let organizations = ids(projects.div_ceil(TOGETHER));
        Self { users, own: ids(people), organizations, projects: ids(projects), streams, grants: held }
    }

    /// How many grants there are.
    pub(crate) fn count(&self) -> usize {
        self.grants.iter().map(Vec::len).sum()
    }
}
