//! What a change would do, in sentences: written from the facts of a form's preview by the shared rules. The same lines
//! come out on the server, where a page shows them once, and in the browser, where they follow the form.

mod also;

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
    /// What leaving again would mean for whoever accepts an invite, under its title.
    pub leaving: Option<(String, Vec<Line>)>,
    /// What else is good to know, where the form may change flags on an organization.
    pub known: Option<Vec<Line>>,
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
        let SeenPreview { shown: Preview { gains, losses, joins, leaves, ownerless, .. }, hidden } = &seen;
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
            leaving: also::leaving(&teller, changes),
            known: also::known(&teller, facts, changes),
            ownerless: ownerless.iter().map(|thing| teller.path(*thing)).collect(),
            hidden: hidden.0 + hidden.1 + also::beyond(facts, changes),
            mark: seen.mark(),
        }
    }

    /// The lines alone, for a bar: what stands in the way first.
    #[must_use]
    pub fn lines(self) -> AnyView {
        let Self { gains, losses, known, ownerless, hidden, .. } = self;
        let nothing = gains.is_empty() && losses.is_empty() && ownerless.is_empty() && hidden == 0;
        let lines = gains.into_iter().chain(losses).chain(known.unwrap_or_default()).map(Line::view);
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
        let Self { gains, losses, pays: moves, leaving, known, ownerless, hidden, .. } = self;
        view! {
            {refused(ownerless)}
            {section("Who gains", gains, "Nobody gains anything")}
            {section("Who loses", losses, "Nobody loses anything")}
            {pays.then(|| section("Who pays", moves, "Nobody’s bill moves"))}
            {leaving.map(|(title, lines)| section(title, lines, "Nothing ends"))}
            {known.map(|lines| section("Good to know", lines, "Nothing else ends"))}
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

fn section(title: impl Into<String>, lines: Vec<Line>, none: &'static str) -> AnyView {
    let body = if lines.is_empty() {
        view! { <PreviewLine change=parts::Change::Equal>{none}</PreviewLine> }.into_any()
    } else {
        lines.into_iter().map(Line::view).collect_view().into_any()
    };
    let title = title.into();
    view! { <PreviewSection title=title>{body}</PreviewSection> }.into_any()
}

impl Line {
    fn view(self) -> AnyView {
        let who = (!self.who.is_empty()).then(|| view! { <strong>{self.who}</strong> });
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
                {who}
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
        // A personal organization has its user’s name, so it isn't told by that.
        let payer = |user, organization: Option<access::OrganizationId>, [your, their]: [&str; 2]| {
            let Some(id) = organization else { return "somebody you can’t see".to_owned() };
            if self.before.organizations.get(&id).is_none_or(|one| one.personal_of != Some(user)) {
                return self.path(Thing::Organization(id));
            }
            format!("{} personal organization", if user == self.viewer { your } else { their })
        };
        let line = |(user, from, to)| {
            let whom = if user == self.viewer { "you".to_owned() } else { self.name(Subject::User(user)) };
            Line {
                mark: parts::Change::Arrow,
                who: payer(user, to, ["Your", "Their"]),
                verb: "pays",
                permissions: Vec::new(),
                rest: format!("for {whom} instead of {}", payer(user, from, ["your", "their"])),
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
mod tests;
