//! The rules themselves, on who holds what in memory, beside Cedar on the same questions with the same answers.

#[path = "../../src/plan.rs"]
mod plan;
#[path = "../../src/table.rs"]
mod table;

use std::collections::HashSet;
use std::hint::black_box;
use std::time::{Duration, Instant};

use access::{Actor, Flags, Outcome, StreamId, UserCredential, UserId, actions, check};
use anyhow::{Context, Result, anyhow, bail};
use api::names::{Name, StreamPath};
use cedar_policy::{
    Authorizer, Context as CedarContext, Decision, Entities, Entity, EntityId, EntityTypeName, EntityUid,
    PolicySet, Request, RestrictedExpression,
};
use rights::Snapshot;
use rights::rows::Row;

use crate::plan::{Plan, Random, home, stream_path, user_name};
use crate::table::Table;

/// The product's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Questions that are asked of ours.
const ASKED: usize = 1_000_000;
/// Questions that are asked of Cedar, the first of the same.
const ASKED_OF_CEDAR: usize = 20_000;

/// How many grants there are.
const SIZES: [usize; 3] = [10_000, 100_000, 1_000_000];

fn main() -> Result<()> {
    let mut table = Table::new(&[
        "grants",
        "filled",
        "bytes a grant",
        "by id",
        "by name",
        "Cedar filled",
        "Cedar",
        "Cedar / by id",
    ]);
    for size in SIZES {
        let plan = Plan::new(size);
        let begun = Instant::now();
        let snapshot = filled(&plan)?;
        let ready = begun.elapsed();
        let (grants, bytes) = snapshot.grants();
        if grants != plan.count() {
            bail!("{grants} grants in memory, {} were made", plan.count());
        }
        let questions = questions(&plan);
        let actor = |id| Actor::User { id, credential: UserCredential::Full };
        let actors: Vec<Actor> = plan.users.iter().map(|id| actor(UserId::new(*id))).collect();
        // Whoever asks has what they ask about at hand; so do Cedar's requests stand in a row.
        let asked: Vec<((Actor, StreamId), bool)> = questions
            .iter()
            .map(|((user, project), right)| ((actors[*user], StreamId::new(plan.streams[*project])), *right))
            .collect();
        let by_id = timed(&asked, |(actor, stream)| {
            let facts = snapshot.seen_by(actor).stream_outline_of(*stream);
            facts.is_some_and(|facts| check::<actions::ReadRecords>(actor, &facts) == Outcome::Allowed)
        })?;
        let names: Vec<Name> =
            (0..plan.users.len()).map(|number| name(&user_name(number))).collect::<Result<_>>()?;
        let path = |number| stream_path(number).parse::<StreamPath>().map_err(|why| anyhow!("{why}"));
        let paths: Vec<StreamPath> = (0..plan.streams.len()).map(path).collect::<Result<_>>()?;
        let by_name = timed(&questions, |(user, project)| {
            let Some(id) = snapshot.user_named(&names[*user]) else { return false };
            let actor = actor(id);
            let facts = snapshot.seen_by(&actor).stream_outline(&paths[*project]);
            facts.is_some_and(|facts| check::<actions::ReadRecords>(&actor, &facts) == Outcome::Allowed)
        })?;
        let (cedar_ready, cedar) = cedar(&plan, &questions[..ASKED_OF_CEDAR])?;
        table.row(&[
            grants.to_string(),
            format!("{:.2} s", ready.as_secs_f64()),
            format!("{:.1}", bytes as f64 / grants as f64),
            nanoseconds(by_id),
            nanoseconds(by_name),
            format!("{:.1} s", cedar_ready.as_secs_f64()),
            nanoseconds(cedar),
            format!("{:.0}", cedar.as_secs_f64() / by_id.as_secs_f64()),
        ]);
    }
    println!("One check, {ASKED} random questions, every answer compared:\n\n{table}");
    Ok(())
}

fn name(text: &str) -> Result<Name> {
    text.parse().map_err(|why| anyhow!("{why}"))
}

/// Everything that is planned, in memory, as the server fills it.
fn filled(plan: &Plan) -> Result<Snapshot> {
    let mut snapshot = Snapshot::default();
    let bounds = (None, None);
    for (number, id) in plan.organizations.iter().enumerate() {
        let name = name(&format!("o{number}"))?;
        snapshot.put(Row::Organization { id: (*id).into(), name, personal_of: None, bounds });
    }
    for (number, (id, user)) in plan.own.iter().zip(&plan.users).enumerate() {
        let name = name(&user_name(number))?;
        snapshot.put(Row::Organization { id: (*id).into(), name, personal_of: Some((*user).into()), bounds });
    }
    for (number, (id, own)) in plan.users.iter().zip(&plan.own).enumerate() {
        let name = name(&user_name(number))?;
        snapshot.put(Row::User { id: (*id).into(), name, enabled: true, billed_to: *own });
    }
    for (number, id) in plan.projects.iter().enumerate() {
        let (organization, name) = (plan.organizations[home(number)], name(&format!("p{number}"))?);
        snapshot.put(Row::Project { id: *id, organization, name, public: false });
    }
    for (id, project) in plan.streams.iter().zip(&plan.projects) {
        snapshot.put(Row::Stream { id: *id, project: *project, name: name("events")?, schema: None });
    }
    let flags = Flags { view: true, create: true, admin: false };
    for (held, user) in plan.grants.iter().zip(&plan.users) {
        for project in held {
            snapshot.put(Row::ProjectGrant { project: plan.projects[*project], user: *user, flags });
        }
    }
    Ok(snapshot)
}

/// Questions as pairs of a person and a project, half of which are a yes.
fn questions(plan: &Plan) -> Vec<Question> {
    let mut random = Random(11);
    let mut question = |index: usize| {
        let user = random.below(plan.users.len());
        let held = &plan.grants[user];
        let project = match index % 2 {
            0 => held[random.below(held.len())],
            _ => random.below(plan.streams.len()),
        };
        ((user, project), held.binary_search(&project).is_ok())
    };
    (0..ASKED).map(&mut question).collect()
}

fn nanoseconds(time: Duration) -> String {
    format!("{} ns", time.as_nanos())
}

/// The numbers of a person and of a project, and what is right.
type Question = ((usize, usize), bool);

/// The time of one question; every answer is compared with what is right.
fn timed<Q>(questions: &[(Q, bool)], mut ask: impl FnMut(&Q) -> bool) -> Result<Duration> {
    let mut best = Duration::MAX;
    // The best of nine: what else the machine does takes time away, never gives any.
    for _ in 0..9 {
        let begun = Instant::now();
        let wrong = questions
            .iter()
            .filter(|(question, right)| black_box(ask(black_box(question))) != *right)
            .count();
        best = best.min(begun.elapsed() / u32::try_from(questions.len())?);
        if wrong > 0 {
            bail!("{wrong} wrong answers");
        }
    }
    Ok(best)
}

/// What may be done to records, in Cedar's words: who may view or create in a project is in a group of it, as Cedar's own
/// guides model it, and a service in one of the stream. `check` decides by all of these rules, too.
const POLICIES: &str = r#"
    permit(principal is User, action == Action::"read", resource is Stream)
    when { resource.project.public };

    permit(principal is User, action == Action::"read", resource is Stream)
    when { principal in resource.project.viewers && context.credential != "public_read" };

    permit(principal is User, action == Action::"write", resource is Stream)
    when { principal in resource.project.creators && ["session", "full"].contains(context.credential) };

    permit(principal is Service, action == Action::"read", resource is Stream)
    when { principal in resource.readers };

    permit(principal is Service, action == Action::"write", resource is Stream)
    when { principal in resource.writers };
"#;

/// What is planned, as Cedar keeps it.
fn cedar_entities(plan: &Plan, uid: &impl Fn(&str, usize) -> Result<EntityUid>) -> Result<Entities> {
    let reference = |kind, number| uid(kind, number).map(RestrictedExpression::new_entity_uid);
    let group =
        |kind, number| Ok::<_, anyhow::Error>(Entity::new_no_attrs(uid(kind, number)?, HashSet::new()));
    let mut entities = Vec::with_capacity(plan.users.len() + 6 * plan.streams.len());
    for number in 0..plan.streams.len() {
        entities.extend([group("Viewers", number)?, group("Readers", number)?, group("Writers", number)?]);
        // Whoever may create views.
        entities.push(Entity::new_no_attrs(uid("Creators", number)?, [uid("Viewers", number)?].into()));
        let project = [
            ("public".to_owned(), RestrictedExpression::new_bool(false)),
            ("viewers".to_owned(), reference("Viewers", number)?),
            ("creators".to_owned(), reference("Creators", number)?),
        ];
        entities.push(Entity::new(uid("Project", number)?, project.into(), HashSet::new())?);
        let stream = [
            ("project".to_owned(), reference("Project", number)?),
            ("readers".to_owned(), reference("Readers", number)?),
            ("writers".to_owned(), reference("Writers", number)?),
        ];
        entities.push(Entity::new(uid("Stream", number)?, stream.into(), HashSet::new())?);
    }
    for (number, held) in plan.grants.iter().enumerate() {
        let groups = held.iter().map(|project| uid("Creators", *project)).collect::<Result<_>>()?;
        entities.push(Entity::new_no_attrs(uid("User", number)?, groups));
    }
    Ok(Entities::from_entities(entities, None)?)
}

/// How long Cedar takes to be filled, and for one question.
fn cedar(plan: &Plan, questions: &[Question]) -> Result<(Duration, Duration)> {
    let uid = |kind: &str, number: usize| {
        let kind = kind.parse::<EntityTypeName>()?;
        Ok(EntityUid::from_type_name_and_id(kind, EntityId::new(number.to_string())))
    };
    let begun = Instant::now();
    let entities = cedar_entities(plan, &uid)?;
    let policies: PolicySet = POLICIES.parse()?;
    let ready = begun.elapsed();
    let (authorizer, action) = (Authorizer::new(), "Action::\"read\"".parse::<EntityUid>()?);
    let requests: Vec<(Request, bool)> = questions
        .iter()
        .map(|((who, what), right)| {
            let credential = RestrictedExpression::new_string("full".to_owned());
            let context = CedarContext::from_pairs([("credential".to_owned(), credential)])?;
            let request =
                Request::new(uid("User", *who)?, action.clone(), uid("Stream", *what)?, context, None);
            Ok((request.context("no request")?, *right))
        })
        .collect::<Result<_>>()?;
    let begun = Instant::now();
    let wrong = requests
        .iter()
        .filter(|(request, right)| {
            let answer = authorizer.is_authorized(request, &policies, &entities);
            (answer.decision() == Decision::Allow) != *right
        })
        .count();
    if wrong > 0 {
        bail!("{wrong} answers of Cedar differ");
    }
    Ok((ready, begun.elapsed() / u32::try_from(requests.len())?))
}
