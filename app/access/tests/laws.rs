//! What must hold in every world, whatever the tables say.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a broken law ends the test")]

mod common;

use access::actions::*;
use access::world::{Change, Right, Subject, Thing, World};
use access::{
    Actor, Flags, Outcome, Permission, Role, SecretFacts, SecretKind, SecretOwner, ServiceGrantFacts,
    StreamFlags, UserCredential, UserId, check, explain, invariants, preview, visible,
};
use common::places::{Decision, Place, decide, places};
use common::worlds::{CREDENTIALS, actors, random_change, random_flags, random_grant, random_world};
use common::{Random, id, service, session};
use proptest::prelude::*;

fn every_decision(world: &World, actor: &Actor, mut each: impl FnMut(&Decision<'_>)) {
    places(world).into_iter().for_each(|place| decide(world, actor, place, &mut each));
}

fn outcomes(world: &World, actor: &Actor) -> Vec<(Place, &'static str, Outcome)> {
    let mut outcomes = Vec::new();
    every_decision(world, actor, |one| outcomes.push((one.place, one.action, one.check())));
    outcomes
}

/// 0 for hidden, 1 for forbidden, 2 for allowed.
fn rank(outcome: Outcome) -> u8 {
    match outcome {
        Outcome::Hidden | Outcome::Unauthenticated => 0,
        Outcome::Forbidden => 1,
        Outcome::Allowed => 2,
    }
}

fn worlds() -> impl Strategy<Value = (World, Random)> {
    any::<u64>().prop_map(|seed| {
        let mut random = Random::new(seed);
        (random_world(&mut random), random)
    })
}

impl std::fmt::Debug for Random {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Random")
    }
}

/// Something more for one person: a flag, a role at least as strong, a team.
fn give_more(world: &mut World, random: &mut Random, user: UserId) {
    let flags = random_flags(random);
    match random.below(4) {
        0 => {
            let held = &mut world.organizations.get_mut(&id(10 + random.below(3) as u128)).unwrap().flags;
            let more = held.get(&user).copied().unwrap_or_default().union(flags);
            held.insert(user, more);
        }
        1 => {
            let held = &mut world.projects.get_mut(&id(20 + random.below(4) as u128)).unwrap().flags;
            let more = held.get(&user).copied().unwrap_or_default().union(flags);
            held.insert(user, more);
        }
        2 => {
            let roles = &mut world.pipelines.get_mut(&id(60 + random.below(3) as u128)).unwrap().roles;
            let more =
                roles.get(&user).copied().max(Some(random.pick(&[Role::Reader, Role::Editor, Role::Owner])));
            roles.insert(user, more.unwrap());
        }
        _ => {
            world.teams.get_mut(&id(50 + random.below(2) as u128)).unwrap().members.insert(user);
        }
    }
}

proptest! {
    // A failing world is printed whole; seeds kept in a file would mean another world after any change to its maker.
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    /// Holding more never allows less, nor shows less. (Claims are about what others hold.)
    #[test]
    fn union_is_monotone((world, mut random) in worlds()) {
        let user = id(1 + random.below(4) as u128);
        let mut more = world.clone();
        give_more(&mut more, &mut random, user);
        for credential in CREDENTIALS {
            let actor = Actor::User { id: user, credential };
            for (before, after) in outcomes(&world, &actor).into_iter().zip(outcomes(&more, &actor)) {
                let claim = matches!(before.0, Place::ProjectClaim(_)) || before.1.ends_with("Pipeline");
                prop_assert!(claim || rank(before.2) <= rank(after.2), "{before:?} became {after:?}");
            }
        }
    }

    /// No credential allows what its owner's session doesn't.
    #[test]
    fn ceiling_never_adds((world, _) in worlds()) {
        for user in world.users.keys().copied() {
            let full = outcomes(&world, &session(user));
            for credential in CREDENTIALS {
                let under = outcomes(&world, &Actor::User { id: user, credential });
                for (full, under) in full.iter().zip(under) {
                    prop_assert!(under.2 != Outcome::Allowed || full.2 == Outcome::Allowed, "{under:?} {credential:?}");
                }
            }
        }
    }

    /// A public read secret does what nobody in particular may do, and says who it is.
    #[test]
    fn public_read_is_nobody_with_a_name((world, _) in worlds()) {
        let nobody = outcomes(&world, &Actor::Anonymous);
        for user in world.users.keys().copied() {
            let actor = Actor::User { id: user, credential: UserCredential::PublicRead };
            for (nobody, under) in nobody.iter().zip(outcomes(&world, &actor)) {
                let about_itself = matches!(under.1, "WhoAmI" | "CheckCaller" | "IntrospectSecret");
                prop_assert!(about_itself || (under.2 == Outcome::Allowed) == (nobody.2 == Outcome::Allowed), "{under:?}");
            }
        }
    }

    /// Reading credentials change nothing; services write records and report usage; nobody changes nothing.
    #[test]
    fn only_people_with_changing_credentials_change((world, _) in worlds()) {
        for actor in actors(&world) {
            every_decision(&world, &actor, |one| {
                let may = match actor {
                    Actor::User { credential, .. } => credential.changes(),
                    Actor::Service { .. } => matches!(one.action, "WriteRecords" | "ReportUsage"),
                    Actor::Anonymous => false,
                };
                assert!(may || !one.changes || one.check() != Outcome::Allowed, "{} at {:?}", one.action, one.place);
            });
        }
    }

    /// Hidden and unauthenticated say nothing that depends on the thing; forbidden says what is missing, and where.
    #[test]
    fn hidden_before_forbidden((world, _) in worlds()) {
        for actor in actors(&world) {
            every_decision(&world, &actor, |one| {
                let (outcome, denial, explanation) = (one.check(), one.deny(), one.explain());
                assert_eq!(explanation.outcome, outcome);
                assert_eq!(explanation.paths.is_empty(), outcome != Outcome::Allowed, "{} at {:?}", one.action, one.place);
                let Some(denial) = denial else { return assert_eq!(outcome, Outcome::Allowed) };
                assert_eq!(explanation.near_misses, denial.near_misses);
                assert_eq!(denial.action, one.action);
                let status = [(Outcome::Unauthenticated, 401), (Outcome::Forbidden, 403), (Outcome::Hidden, 404)];
                assert!(status.contains(&(outcome, denial.status())));
                assert_eq!(denial.resource.is_some(), outcome == Outcome::Forbidden);
                if outcome != Outcome::Forbidden {
                    assert!(denial.near_misses.is_empty() && !denial.may_see_grantors);
                    assert_eq!(denial.permission, "view");
                }
            });
        }
    }

    /// "Hidden answers exactly like absent", secrets and invites included, whatever the credential.
    #[test]
    fn hidden_is_absent((world, _) in worlds()) {
        for actor in actors(&world) {
            let nowhere = access::absent::<ViewProject>(&actor);
            for project in world.projects.keys() {
                let denial = access::authorize::<ViewProject>(&actor, &world.project(&actor, *project).unwrap()).err();
                prop_assert!(denial.is_none_or(|denial| denial.status() == 403 || denial == nowhere));
            }
            for row in SECRET {
                let nowhere = (row.deny)(&actor, &SecretFacts::absent(id(71))).unwrap();
                let users = world.users.keys().copied().map(SecretOwner::User);
                let services = world.services.keys();
                let services = services.map(|id| SecretOwner::Service(Box::new(world.service(&actor, *id).unwrap())));
                for owner in users.chain(services) {
                    let owned = matches!(&owner, SecretOwner::User(user) if actor.user() == Some(*user));
                    let readers = !actor.credential().is_some_and(UserCredential::changes);
                    for kind in [SecretKind::Full, SecretKind::PrivateRead] {
                        let facts = SecretFacts { id: id(70), owner: owner.clone(), kind, live: true };
                        let denial = (row.deny)(&actor, &facts);
                        if readers || (!owned && denial.as_ref().is_some_and(|denial| denial.status() == 404)) {
                            prop_assert_eq!(denial.as_ref(), Some(&nowhere));
                        }
                    }
                }
            }
        }
    }

    /// Where one of several things is hidden, the whole is: a refusal about one never tells that another is there.
    #[test]
    fn a_hidden_part_hides_the_whole((world, _) in worlds()) {
        for actor in actors(&world) {
            for (service, stream) in world.services.keys().zip(world.streams.keys().cycle()) {
                let (service, stream) = (world.service(&actor, *service).unwrap(), world.stream(&actor, *stream).unwrap());
                let project = check::<ViewProject>(&actor, &stream.project);
                let facts = ServiceGrantFacts { service, stream, adds: StreamFlags::ALL };
                if project == Outcome::Hidden {
                    prop_assert_eq!(check::<UpdateServicePermissions>(&actor, &facts), Outcome::Hidden);
                }
            }
        }
    }

    /// "With organization view a private project is 403, and so is every path in it": whoever can't see into a project
    /// gets the same words for any path in it, there or not.
    #[test]
    fn paths_in_a_known_project_are_refused_alike((world, _) in worlds()) {
        for actor in actors(&world).into_iter().filter(|actor| actor.user().is_some()) {
            for stream in world.streams.keys() {
                let facts = world.stream(&actor, *stream).unwrap();
                let Some(mut absent) = access::authorize::<ViewProject>(&actor, &facts.project).err() else { continue };
                for row in STREAM {
                    let denial = (row.deny)(&actor, &facts).unwrap();
                    absent.action = row.name;
                    prop_assert_eq!(&denial, &absent);
                }
            }
        }
    }

    /// `admin` alone creates nothing.
    #[test]
    fn admin_does_not_imply_create((mut world, mut random) in worlds()) {
        let user: UserId = id(1 + random.below(4) as u128);
        let only_admin = Flags { admin: true, ..Flags::NONE };
        for flags in world.organizations.values_mut().map(|one| &mut one.flags) {
            flags.insert(user, only_admin);
        }
        for flags in world.projects.values_mut().map(|one| &mut one.flags) {
            flags.insert(user, only_admin);
        }
        for (_, action, outcome) in outcomes(&world, &session(user)) {
            let creates = ["CreateProject", "CreateService", "CreateStream", "WriteRecords", "UpdateStream",
                "DeleteStream", "CreatePipeline", "TransferProject"];
            prop_assert!(!creates.contains(&action) || outcome != Outcome::Allowed, "{action}");
        }
    }

    /// Making something public gives a service of the same organization nothing.
    #[test]
    fn public_does_not_count_for_services((mut world, mut random) in worlds()) {
        let project: access::ProjectId = id(20 + random.below(4) as u128);
        let organization = world.projects[&project].organization;
        world.projects.get_mut(&project).unwrap().public = false;
        let public = world.after(&Change::Public { project, public: true });
        for (one, _) in world.services.iter().filter(|(_, one)| one.organization == organization) {
            for (before, after) in outcomes(&world, &service(*one)).into_iter().zip(outcomes(&public, &service(*one))) {
                prop_assert_eq!(before.2 == Outcome::Allowed, after.2 == Outcome::Allowed, "{:?}", after);
            }
        }
    }

    /// A preview is the difference of checks before and after, by the actions that each permission stands for.
    #[test]
    fn preview_equals_checks_before_and_after((world, mut random) in worlds()) {
        let change = random_change(&mut random);
        let (seen, after) = (preview(&world, &change), world.after(&change));
        let subjects = std::iter::once(Subject::Everybody)
            .chain(world.users.keys().copied().map(Subject::User))
            .chain(world.services.keys().copied().map(Subject::Service));
        for subject in subjects {
            let things = world.organizations.keys().copied().map(Thing::Organization)
                .chain(world.projects.keys().copied().map(Thing::Project))
                .chain(world.streams.keys().copied().map(Thing::Stream))
                .chain(world.pipelines.keys().copied().map(Thing::Pipeline));
            for on in things {
                for permission in Permission::of(on.kind()).iter().copied() {
                    let right = Right { on, permission, subject };
                    let (had, has) = (allowed(&world, right), allowed(&after, right));
                    prop_assert_eq!(seen.gains.contains(&right), !had && has, "{:?} by {:?}", right, change);
                    prop_assert_eq!(seen.losses.contains(&right), had && !has, "{:?} by {:?}", right, change);
                }
            }
        }
    }

    /// Nobody sees more of a preview than of the access lists; what they don't see is counted.
    #[test]
    fn a_seen_preview_leaves_nothing_out((world, mut random) in worlds()) {
        let whole = preview(&world, &random_change(&mut random));
        for viewer in actors(&world) {
            let seen = whole.seen_by(&viewer, &world);
            let (gained, lost) = (whole.gains.len() + whole.joins.len(), whole.losses.len() + whole.leaves.len());
            prop_assert_eq!(seen.shown.gains.len() + seen.shown.joins.len() + seen.hidden.0, gained);
            prop_assert_eq!(seen.shown.losses.len() + seen.shown.leaves.len() + seen.hidden.1, lost);
            prop_assert_eq!(seen.shown.ownerless.len() + seen.hidden.2, whole.ownerless.len());
            if viewer == Actor::Anonymous {
                prop_assert!(seen.shown.gains.is_empty() && seen.shown.losses.is_empty());
            }
        }
    }

    /// A change that a preview finds nothing ownerless in leaves an enabled keeper wherever there was one.
    #[test]
    fn never_ownerless((world, mut random) in worlds()) {
        let change = random_change(&mut random);
        let (seen, after) = (preview(&world, &change), world.after(&change));
        if matches!(change, Change::Enabled { .. }) {
            prop_assert!(seen.ownerless.is_empty(), "disabling is never refused");
        } else if seen.ownerless.is_empty() {
            for (project, before) in &world.projects {
                let Some(now) = after.projects.get(project) else { continue };
                let (before, now) = (world.admins(&before.flags), after.admins(&now.flags));
                prop_assert!(invariants::is_orphaned(&before) || !invariants::is_orphaned(&now));
            }
            for (pipeline, before) in &world.pipelines {
                let Some(now) = after.pipelines.get(pipeline) else { continue };
                prop_assert!(invariants::is_orphaned(&world.owners(before)) || !invariants::is_orphaned(&after.owners(now)));
            }
        }
    }

    /// Lists made by their scope hold what a check allows one by one.
    #[test]
    fn lists_equal_filters_by_check((world, _) in worlds()) {
        for actor in actors(&world) {
            let scope = visible::<ViewProject>(&actor).scope();
            let holds = |project: &access::ProjectId| {
                let project = &world.projects[project];
                (scope.public && project.public) || scope.user.is_some_and(|user| project.flags.contains_key(&user))
            };
            for project in world.projects.keys() {
                let facts = world.project(&actor, *project).unwrap();
                prop_assert_eq!(visible::<ViewProject>(&actor).keeps(&facts), holds(project));
            }
            for (id, stream) in &world.streams {
                let granted = scope.service.is_some_and(|service| world.granted(service, *id).any());
                let facts = world.stream(&actor, *id).unwrap();
                prop_assert_eq!(visible::<ViewStream>(&actor).keeps(&facts), granted || holds(&stream.project));
            }
            for (id, pipeline) in &world.pipelines {
                let listed = scope.user.is_some_and(|user| {
                    pipeline.roles.contains_key(&user)
                        || pipeline.teams.iter().any(|team| world.teams[team].members.contains(&user))
                });
                prop_assert_eq!(visible::<ViewPipeline>(&actor).keeps(&world.pipeline(&actor, *id).unwrap()), listed);
            }
        }
    }

    /// Whoever may issue for a service, add to its grants or wire it up could do themselves all that it then can.
    #[test]
    fn handing_on_never_exceeds_holding((world, mut random) in worlds()) {
        for actor in actors(&world) {
            for (id, service) in &world.services {
                let issuing = world.issuing(&actor, *id).unwrap();
                if check::<IssueServiceSecret>(&actor, &issuing) == Outcome::Allowed {
                    for (stream, grant) in &service.grants {
                        prop_assert!(covers(&world, &actor, *stream, grant.flags));
                    }
                }
                for stream in world.streams.keys() {
                    let adds = random_grant(&mut random);
                    let (service, on) = (world.service(&actor, *id).unwrap(), world.stream(&actor, *stream).unwrap());
                    let facts = ServiceGrantFacts { service, stream: on, adds };
                    if check::<UpdateServicePermissions>(&actor, &facts) == Outcome::Allowed {
                        prop_assert!(covers(&world, &actor, *stream, adds));
                    }
                }
            }
            for place in places(&world) {
                let Place::PipelineWiring(_, wiring) = place else { continue };
                decide(&world, &actor, place, &mut |one| {
                    if one.check() == Outcome::Allowed {
                        let read = StreamFlags { read: true, write: false };
                        assert!(wiring.source.is_none_or(|source| covers(&world, &actor, source, read)));
                        let write = StreamFlags { read: false, write: true };
                        assert!(wiring.sink.is_none_or(|sink| covers(&world, &actor, sink, write)));
                    }
                });
            }
        }
    }

    /// What leaves an organization leaves it whole: nothing is held inside any more.
    #[test]
    fn removal_ends_everything_inside((world, mut random) in worlds()) {
        let (organization, user) = (id(10 + random.below(3) as u128), id(1 + random.below(4) as u128));
        prop_assume!(world.organizations[&organization].personal_of != Some(user));
        let after = world.after(&Change::RemovePerson { organization, user });
        for right in after.rights_of(Subject::User(user)) {
            let (home, public) = match right.on {
                Thing::Organization(id) => (id, false),
                Thing::Project(id) => (after.projects[&id].organization, after.projects[&id].public),
                Thing::Stream(id) => {
                    let project = &after.projects[&after.streams[&id].project];
                    (project.organization, project.public)
                }
                Thing::Pipeline(id) => {
                    let teams = &after.pipelines[&id].teams;
                    let elsewhere = teams.iter().any(|team| after.teams[team].organization != organization);
                    (after.pipelines[&id].organization, elsewhere)
                }
            };
            prop_assert!(home != organization || public, "{right:?} is left");
        }
    }

    /// Reasons are sentences, and never about what a public read secret shouldn't tell.
    #[test]
    fn reasons_can_be_read((world, _) in worlds()) {
        for actor in actors(&world) {
            every_decision(&world, &actor, |one| {
                let explanation = one.explain();
                let paths = explanation.paths.iter().map(ToString::to_string);
                let misses = explanation.near_misses.iter().map(ToString::to_string);
                for sentence in paths.chain(misses).chain(one.deny().map(|denial| denial.to_string())) {
                    assert!(sentence.ends_with('.') && sentence.len() > 12, "{sentence:?}");
                    let public = Some(UserCredential::PublicRead) == actor.credential();
                    assert!(!public || !sentence.contains("You hold"), "{sentence:?}");
                }
            });
        }
    }
}

/// Could the actor's user do this on the stream? (For the ceiling, the actor itself.)
fn covers(world: &World, actor: &Actor, stream: access::StreamId, flags: StreamFlags) -> bool {
    let facts = world.stream(actor, stream).unwrap();
    (!flags.read || check::<ReadRecords>(actor, &facts) == Outcome::Allowed)
        && (!flags.write || check::<WriteRecords>(actor, &facts) == Outcome::Allowed)
}

/// A right, decided by an action that needs it; disabled people can do nothing.
fn allowed(world: &World, right: Right) -> bool {
    let actor = match right.subject {
        Subject::Everybody => Actor::Anonymous,
        Subject::User(user) if world.users[&user].enabled => session(user),
        Subject::User(_) => return false,
        Subject::Service(id) if world.services.contains_key(&id) => service(id),
        Subject::Service(_) => return false,
    };
    use Permission as P;
    let outcome = match (world.listed(&actor, right.on), right.permission) {
        (Some(access::Listed::Organization(on)), P::View) => check::<ViewMembers>(&actor, &on),
        (Some(access::Listed::Organization(on)), P::Create) => check::<CreateProject>(&actor, &on),
        (Some(access::Listed::Organization(on)), _) => check::<DeleteOrganization>(&actor, &on),
        (Some(access::Listed::Project(on)), P::View) => check::<ViewProject>(&actor, &on),
        (Some(access::Listed::Project(on)), P::Create) => check::<CreateStream>(&actor, &on),
        (Some(access::Listed::Project(on)), _) => check::<DeleteProject>(&actor, &on),
        (Some(access::Listed::Stream(on)), P::Read) => check::<ReadRecords>(&actor, &on),
        (Some(access::Listed::Stream(on)), _) => check::<WriteRecords>(&actor, &on),
        (Some(access::Listed::Pipeline(on)), P::Read) => check::<ViewPipeline>(&actor, &on),
        (Some(access::Listed::Pipeline(on)), P::Edit) => check::<DeployPipeline>(&actor, &on),
        (Some(access::Listed::Pipeline(on)), _) => explain::<DeletePipeline>(&actor, &on).outcome,
        (None, _) => Outcome::Hidden,
    };
    outcome == Outcome::Allowed
}
