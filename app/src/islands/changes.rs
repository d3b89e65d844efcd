//! What a change would do, in sentences: written from the facts of a form's preview by the shared rules. The same lines
//! come out on the server, where a page shows them once, and in the browser, where they follow the form.

use std::collections::BTreeMap;

use access::world::{Change, Membership, Preview, Right, SeenPreview, Subject, Thing, World, preview_all};
use access::{Actor, Permission, StreamId, TeamId, UserCredential, UserId};
use api::previews::PreviewFacts;
use leptos::prelude::*;

use crate::parts::{self, PreviewLine, PreviewSection};

/// How many names a line says before it counts the rest.
const NAMED: usize = 5;

/// What changes would do, told to one viewer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Who gains what.
    pub gains: Vec<Line>,
    /// Who loses what.
    pub losses: Vec<Line>,
    /// Whose bill moves.
    pub pays: Vec<Line>,
    /// Paths of what would be left without anybody who decides about it: then the change is refused.
    pub ownerless: Vec<String>,
    /// How many more gains and losses the viewer may not see.
    pub hidden: usize,
    /// How many people and services lose anything that the viewer sees.
    pub losers: (usize, usize),
    /// What the form sends as `seen`.
    pub mark: String,
}

/// A sentence of a preview: who, does what, and the permissions in mono.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    mark: parts::Change,
    who: String,
    verb: &'static str,
    permissions: Vec<Permission>,
    rest: String,
    second: String,
}

impl Told {
    /// What `changes` would do to the world of `facts`, as far as `viewer` may see it.
    #[must_use]
    pub fn of(facts: &PreviewFacts, viewer: UserId, changes: &[Change]) -> Self {
        let before = &facts.world;
        let after = before.after_all(changes);
        let actor = Actor::User { id: viewer, credential: UserCredential::Session };
        let seen = preview_all(before, changes).seen_by(&actor, before);
        let SeenPreview { shown: Preview { gains, losses, joins, leaves, ownerless }, hidden } = &seen;
        let teller = Teller { before, after: &after, viewer };
        let mut lost = teller.lines(losses, false);
        lost.extend(teller.teams(leaves, false));
        let mut gained = teller.lines(gains, true);
        gained.extend(teller.teams(joins, true));
        Self {
            losers: losers(losses),
            gains: gained,
            losses: lost,
            pays: teller.pays(),
            ownerless: ownerless.iter().map(|thing| teller.path(*thing)).collect(),
            hidden: hidden.0 + hidden.1,
            mark: seen.mark(),
        }
    }

    /// The lines alone, for a bar: what stands in the way first.
    #[must_use]
    pub fn lines(self) -> AnyView {
        let Self { gains, losses, ownerless, hidden, .. } = self;
        let nothing = gains.is_empty() && losses.is_empty() && ownerless.is_empty() && hidden == 0;
        let lines = gains.into_iter().chain(losses).map(Line::view);
        let nothing = nothing.then(|| {
            view! { <PreviewLine change=parts::Change::Equal>"Nobody gains or loses anything by it"</PreviewLine> }
        });
        view! {
            {refused(ownerless)}
            {lines.collect_view()}
            {nothing}
            {hidden_note(hidden)}
        }
        .into_any()
    }

    /// The sections of the preview panel; that on who pays where a form can move a bill.
    #[must_use]
    pub fn sections(self, pays: bool) -> AnyView {
        let Self { gains, losses, pays: moves, ownerless, hidden, .. } = self;
        view! {
            {refused(ownerless)}
            {section("Who gains", gains, "Nobody gains anything")}
            {section("Who loses", losses, "Nobody loses anything")}
            {pays.then(|| section("Who pays", moves, "Nobody’s bill moves"))}
            {hidden_note(hidden)}
        }
        .into_any()
    }
}

/// What would be left without an admin or an owner.
fn refused(ownerless: Vec<String>) -> AnyView {
    let lines = ownerless.into_iter().map(|path| {
        view! {
            <PreviewLine
                change=parts::Change::Warning
                second="Let somebody else decide about it first, or delete it."
            >
                {path}
                " would be left without anybody who decides about it, so this is refused"
            </PreviewLine>
        }
    });
    lines.collect_view().into_any()
}

/// How much more there is than the viewer may see.
fn hidden_note(hidden: usize) -> Option<AnyView> {
    let line = format!("And {hidden} more on things that you can’t see.");
    (hidden > 0).then(|| view! { <p class="caption">{line}</p> }.into_any())
}

fn section(title: &'static str, lines: Vec<Line>, none: &'static str) -> AnyView {
    let body = if lines.is_empty() {
        view! { <PreviewLine change=parts::Change::Equal>{none}</PreviewLine> }.into_any()
    } else {
        lines.into_iter().map(Line::view).collect_view().into_any()
    };
    view! { <PreviewSection title=title>{body}</PreviewSection> }.into_any()
}

impl Line {
    fn view(self) -> AnyView {
        let mut permissions = Vec::new();
        for (index, permission) in self.permissions.iter().enumerate() {
            let join = if index == 0 { " " } else { ", " };
            permissions.push(view! {
                {join}
                <code>{permission.name()}</code>
            });
        }
        view! {
            <PreviewLine change=self.mark second=self.second>
                <strong>{self.who}</strong>
                " "
                {self.verb}
                {permissions}
                " "
                {self.rest}
            </PreviewLine>
        }
        .into_any()
    }
}

/// How many people and how many services lose anything; everybody isn't counted.
fn losers(losses: &[Right]) -> (usize, usize) {
    let mut subjects: Vec<Subject> = losses.iter().map(|right| right.subject).collect();
    subjects.sort();
    subjects.dedup();
    let people = subjects.iter().filter(|subject| matches!(subject, Subject::User(_))).count();
    let services = subjects.iter().filter(|subject| matches!(subject, Subject::Service(_))).count();
    (people, services)
}

/// Everything that one subject gains or loses; those with the same share a line.
#[derive(Default, PartialEq, Eq, PartialOrd, Ord)]
struct Share {
    things: BTreeMap<Thing, Vec<Permission>>,
    streams: BTreeMap<Vec<Permission>, Vec<StreamId>>,
}

struct Teller<'a> {
    before: &'a World,
    after: &'a World,
    viewer: UserId,
}

impl Teller<'_> {
    fn lines(&self, rights: &[Right], gained: bool) -> Vec<Line> {
        let everybody = |right: &Right| Right { subject: Subject::Everybody, ..*right };
        // What everybody gets or loses is said once.
        let own = rights.iter().filter(|right| {
            !matches!(right.subject, Subject::User(_)) || !rights.contains(&everybody(right))
        });
        let mut by_subject: BTreeMap<Subject, BTreeMap<Thing, Vec<Permission>>> = BTreeMap::new();
        for right in own {
            by_subject.entry(right.subject).or_default().entry(right.on).or_default().push(right.permission);
        }
        let mut shares: BTreeMap<Share, Vec<Subject>> = BTreeMap::new();
        for (subject, things) in by_subject {
            let mut share = Share::default();
            for (thing, permissions) in things {
                match thing {
                    Thing::Stream(stream) => share.streams.entry(permissions).or_default().push(stream),
                    thing => drop(share.things.insert(thing, permissions)),
                }
            }
            shares.entry(share).or_default().push(subject);
        }
        let mut groups: Vec<(Share, Vec<Subject>)> = shares.into_iter().collect();
        groups.sort_by_key(|(_, subjects)| subjects.first().copied());
        groups.into_iter().flat_map(|(share, subjects)| self.share(share, &subjects, gained)).collect()
    }

    fn share(&self, share: Share, subjects: &[Subject], gained: bool) -> Vec<Line> {
        let who = self.names(subjects);
        let verb = match (subjects, gained) {
            ([Subject::User(user)], true) if *user == self.viewer => "get",
            ([Subject::User(user)], false) if *user == self.viewer => "lose",
            ([_], true) => "gets",
            ([_], false) => "loses",
            (_, true) => "get",
            (_, false) => "lose",
        };
        let mark = if gained { parts::Change::Plus } else { parts::Change::Minus };
        let line =
            |permissions, rest, second| Line { mark, who: who.clone(), verb, permissions, rest, second };
        let things = share.things.into_iter().map(|(thing, permissions)| {
            line(permissions, format!("on {}", self.path(thing)), self.stays(thing, subjects))
        });
        let streams = share.streams.into_iter().map(|(permissions, streams)| {
            let paths: Vec<String> = streams.iter().map(|stream| self.path(Thing::Stream(*stream))).collect();
            match paths.as_slice() {
                [path] => line(permissions, format!("on {path}"), String::new()),
                paths => line(permissions, format!("on {} streams", paths.len()), list(paths)),
            }
        });
        things.chain(streams).collect()
    }

    /// What one person's role on a pipeline takes the place of, and what a team gives them all the same.
    fn stays(&self, thing: Thing, subjects: &[Subject]) -> String {
        let (Thing::Pipeline(id), [Subject::User(user)]) = (thing, subjects) else { return String::new() };
        let (Some(before), Some(after)) = (self.before.pipelines.get(&id), self.after.pipelines.get(&id))
        else {
            return String::new();
        };
        let role = |pipeline: &access::world::Pipeline| pipeline.roles.get(user).map(|role| role.name());
        let teams = after.teams.iter().filter_map(|team| self.after.teams.get(team));
        let team = teams.into_iter().find(|team| team.members.contains(user));
        let replaced = match (role(before), role(after)) {
            (Some(was), Some(is)) if was != is => Some(format!("{is} replaces {was}")),
            _ => None,
        };
        let stays = team.map(|team| format!("read stays, via team {}", team.path));
        replaced.into_iter().chain(stays).collect::<Vec<_>>().join("; ")
    }

    /// Who joins or leaves which team; those of one team share a line.
    fn teams(&self, places: &[Membership], joined: bool) -> Vec<Line> {
        let mut by_team: BTreeMap<TeamId, Vec<Subject>> = BTreeMap::new();
        for place in places {
            by_team.entry(place.team).or_default().push(Subject::User(place.user));
        }
        let line = |(team, people): (TeamId, Vec<Subject>)| {
            let alone = people.len() == 1 && people != [Subject::User(self.viewer)];
            let (mark, verb) = match (joined, alone) {
                (true, false) => (parts::Change::Plus, "join"),
                (true, true) => (parts::Change::Plus, "joins"),
                (false, false) => (parts::Change::Minus, "leave"),
                (false, true) => (parts::Change::Minus, "leaves"),
            };
            let path = self.before.teams.get(&team).map_or("", |team| &team.path);
            let (who, rest) = (self.names(&people), format!("team {path}"));
            Line { mark, who, verb, permissions: Vec::new(), rest, second: String::new() }
        };
        by_team.into_iter().map(line).collect()
    }

    fn pays(&self) -> Vec<Line> {
        let moved = self.before.users.iter().filter_map(|(id, user)| {
            let now = self.after.users.get(id)?.billed_to;
            (now != user.billed_to).then_some((*id, user.billed_to, now))
        });
        let path = |organization: Option<access::OrganizationId>| {
            organization
                .map_or_else(|| "somebody you can’t see".to_owned(), |id| self.path(Thing::Organization(id)))
        };
        let line = |(user, from, to)| {
            let whom = if user == self.viewer { "you".to_owned() } else { self.name(Subject::User(user)) };
            Line {
                mark: parts::Change::Arrow,
                who: path(to),
                verb: "pays",
                permissions: Vec::new(),
                rest: format!("for {whom} instead of {}", path(from)),
                second: String::new(),
            }
        };
        moved.map(line).collect()
    }

    fn names(&self, subjects: &[Subject]) -> String {
        let names: Vec<String> = subjects.iter().map(|subject| self.name(*subject)).collect();
        list(&names)
    }

    fn name(&self, subject: Subject) -> String {
        match subject {
            Subject::Everybody => "Everybody".to_owned(),
            Subject::User(user) if user == self.viewer => "You".to_owned(),
            Subject::User(user) => {
                self.before.users.get(&user).map_or_else(|| "somebody".to_owned(), |user| user.name.clone())
            }
            Subject::Service(service) => self
                .before
                .services
                .get(&service)
                .map_or_else(|| "a service".to_owned(), |service| format!("service {}", service.path)),
        }
    }

    fn path(&self, thing: Thing) -> String {
        let world = self.before;
        let path = match thing {
            Thing::Organization(id) => world.organizations.get(&id).map(|one| &one.path),
            Thing::Project(id) => world.projects.get(&id).map(|one| &one.path),
            Thing::Stream(id) => world.streams.get(&id).map(|one| &one.path),
            Thing::Pipeline(id) => world.pipelines.get(&id).map(|one| &one.path),
        };
        path.cloned().unwrap_or_else(|| thing.kind().to_string())
    }
}

/// "a, b and c"; after a few names the rest is counted.
fn list(names: &[String]) -> String {
    let (named, more) = match names.len() {
        count if count > NAMED => (NAMED - 1, count - (NAMED - 1)),
        count => (count, 0),
    };
    let mut parts: Vec<String> = names.iter().take(named).cloned().collect();
    if more > 0 {
        parts.push(format!("{more} more"));
    }
    match parts.pop() {
        Some(last) if parts.is_empty() => last,
        Some(last) => format!("{} and {last}", parts.join(", ")),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use access::Flags;
    use access::world::{Organization, Project, Team, User};
    use access::{OrganizationId, ProjectId};

    use super::*;

    fn id<T: std::str::FromStr<Err: std::fmt::Debug>>(number: u8) -> T {
        format!("00000000-0000-7000-8000-0000000000{number:02x}").parse().unwrap()
    }

    fn facts() -> PreviewFacts {
        let (ada, bob, acme, lake): (UserId, UserId, OrganizationId, ProjectId) =
            (id(1), id(2), id(3), id(4));
        let mut world = World::default();
        for (user, name) in [(ada, "ada"), (bob, "bob")] {
            world.users.insert(user, User { name: name.into(), enabled: true, billed_to: Some(acme) });
        }
        let organization = Organization { path: "acme".into(), personal_of: None, flags: BTreeMap::new() };
        world.organizations.insert(acme, organization);
        let flags = BTreeMap::from([(ada, Flags::ALL)]);
        let project = Project { path: "acme/lake".into(), organization: acme, public: false, flags };
        world.projects.insert(lake, project);
        PreviewFacts { world, project: Some(lake), users: vec![bob], ..PreviewFacts::of(acme) }
    }

    fn said(lines: &[Line]) -> Vec<String> {
        let words = |line: &Line| {
            let permissions: Vec<&str> = line.permissions.iter().map(|one| one.name()).collect();
            format!("{} {} {} {}", line.who, line.verb, permissions.join(", "), line.rest)
        };
        lines.iter().map(words).collect()
    }

    #[test]
    fn a_grant_says_what_follows_from_it() {
        let flags = Flags { create: true, ..Flags::NONE };
        let change = Change::ProjectFlags { project: id(4), user: id(2), flags };
        let told = Told::of(&facts(), id(1), &[change]);
        assert_eq!(said(&told.gains), ["bob gets view, create on acme/lake"]);
        assert!(told.losses.is_empty() && told.ownerless.is_empty());
    }

    #[test]
    fn public_is_said_once_for_everybody() {
        let told = Told::of(&facts(), id(1), &[Change::Public { project: id(4), public: true }]);
        assert_eq!(said(&told.gains), ["Everybody gets view on acme/lake"]);
    }

    #[test]
    fn the_last_admin_is_missed() {
        let change = Change::ProjectFlags { project: id(4), user: id(1), flags: Flags::NONE };
        let told = Told::of(&facts(), id(1), &[change]);
        assert_eq!(said(&told.losses), ["You lose view, create, admin on acme/lake"]);
        assert_eq!(told.ownerless, ["acme/lake"]);
        assert_eq!(told.losers, (1, 0));
    }

    #[test]
    fn a_moved_bill_names_both() {
        let mut facts = facts();
        facts.world.organizations.insert(
            id(5),
            Organization { path: "bob".into(), personal_of: Some(id(2)), flags: BTreeMap::new() },
        );
        let told = Told::of(&facts, id(1), &[Change::RemovePerson { organization: id(3), user: id(2) }]);
        assert_eq!(said(&told.pays), ["bob pays  for bob instead of acme"]);
    }

    #[test]
    fn a_team_that_goes_names_its_people_and_its_mark_knows_them() {
        let (mut facts, team) = (facts(), id(6));
        let members = std::collections::BTreeSet::from([id(1), id(2)]);
        let acme = facts.world.organizations.get_mut(&facts.organization).unwrap();
        acme.flags.insert(id(1), Flags::ALL);
        let data = Team { path: "acme/data".into(), organization: id(3), discoverable: false, members };
        facts.world.teams.insert(team, data);
        let told = Told::of(&facts, id(1), &[Change::DeleteTeam { team }]);
        assert_eq!(said(&told.losses), ["You and bob leave  team acme/data"]);
        facts.world.teams.get_mut(&team).unwrap().members.remove(&id(1));
        let other = Told::of(&facts, id(1), &[Change::DeleteTeam { team }]);
        assert_eq!(said(&other.losses), ["bob leaves  team acme/data"]);
        assert_ne!(told.mark, other.mark);
    }

    #[test]
    fn a_role_says_what_it_replaces_and_what_a_team_gives() {
        let (mut facts, clean, team) = (facts(), id(7), id(6));
        let data = Team {
            path: "acme/data".into(),
            organization: id(3),
            discoverable: false,
            members: std::collections::BTreeSet::from([id(2)]),
        };
        facts.world.teams.insert(team, data);
        let roles = BTreeMap::from([(id(1), access::Role::Owner), (id(2), access::Role::Reader)]);
        let pipeline = access::world::Pipeline {
            path: "acme/clean".into(),
            organization: id(3),
            roles,
            teams: std::collections::BTreeSet::from([team]),
        };
        facts.world.pipelines.insert(clean, pipeline);
        let change = |role| Change::PipelineRole { pipeline: clean, user: id(2), role };
        let told = Told::of(&facts, id(1), &[change(Some(access::Role::Editor))]);
        assert_eq!(said(&told.gains), ["bob gets edit on acme/clean"]);
        assert_eq!(told.gains[0].second, "editor replaces reader; read stays, via team acme/data");
        // What the team gives is no loss.
        let told = Told::of(&facts, id(1), &[change(None)]);
        assert!(told.losses.is_empty(), "{:?}", told.losses);
    }

    #[test]
    fn long_lists_are_counted() {
        let names: Vec<String> = ('a'..='h').map(String::from).collect();
        assert_eq!(list(&names), "a, b, c, d and 4 more");
        assert_eq!(list(&names[..2]), "a and b");
    }
}
