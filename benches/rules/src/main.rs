//! The rules themselves, on who holds what in memory, beside Cedar on the same questions with the same answers.

#[path = "../../src/plan.rs"]
mod plan;
#[path = "../../src/table.rs"]
mod table;

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
        let streams: Vec<StreamId> = plan.streams.iter().map(|id| StreamId::new(*id)).collect();
        let by_id = timed(&questions, |(user, project, _)| {
            let (actor, stream) = (&actors[*user], streams[*project]);
            let facts = snapshot.seen_by(actor).stream_outline_of(stream);
            facts.is_some_and(|facts| check::<actions::ReadRecords>(actor, &facts) == Outcome::Allowed)
        })?;
        let names: Vec<Name> =
            (0..plan.users.len()).map(|number| name(&user_name(number))).collect::<Result<_>>()?;
        let path = |number| stream_path(number).parse::<StreamPath>().map_err(|why| anyhow!("{why}"));
        let paths: Vec<StreamPath> = (0..plan.streams.len()).map(path).collect::<Result<_>>()?;
        let by_name = timed(&questions, |(user, project, _)| {
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
        (user, project, held.binary_search(&project).is_ok())
    };
    (0..ASKED).map(&mut question).collect()
}

fn nanoseconds(time: Duration) -> String {
    format!("{} ns", time.as_nanos())
}

type Question = (usize, usize, bool);

/// The time of one question; every answer is compared with what is right.
fn timed(questions: &[Question], mut ask: impl FnMut(&Question) -> bool) -> Result<Duration> {
    let mut best = Duration::MAX;
    // The best of three: what else the machine does takes time away, never gives any.
    for _ in 0..3 {
        let begun = Instant::now();
        let wrong =
            questions.iter().filter(|question| black_box(ask(black_box(question))) != question.2).count();
        best = best.min(begun.elapsed() / u32::try_from(questions.len())?);
        if wrong > 0 {
            bail!("{wrong} wrong answers");
        }
    }
    Ok(best)
}

/// People are in the group of viewers of each project that they may view, as Cedar's own guides model it.
fn cedar(plan: &Plan, questions: &[Question]) -> Result<(Duration, Duration)> {
    let kind = |name: &str| name.parse::<EntityTypeName>();
    let (user, project, group) = (kind("User")?, kind("Project")?, kind("Viewers")?);
    let uid = |kind: &EntityTypeName, number: usize| {
        EntityUid::from_type_name_and_id(kind.clone(), EntityId::new(number.to_string()))
    };
    let begun = Instant::now();
    let mut entities = Vec::with_capacity(plan.users.len() + 2 * plan.streams.len());
    for number in 0..plan.streams.len() {
        entities.push(Entity::new_no_attrs(uid(&group, number), Default::default()));
        let viewers = RestrictedExpression::new_entity_uid(uid(&group, number));
        let attributes = [("viewers".to_owned(), viewers)].into();
        entities.push(Entity::new(uid(&project, number), attributes, Default::default())?);
    }
    for (number, held) in plan.grants.iter().enumerate() {
        let parents = held.iter().map(|project| uid(&group, *project)).collect();
        entities.push(Entity::new_no_attrs(uid(&user, number), parents));
    }
    let entities = Entities::from_entities(entities, None)?;
    let policies: PolicySet =
        "permit(principal, action == Action::\"view\", resource) when { principal in resource.viewers };"
            .parse()?;
    let ready = begun.elapsed();
    let (authorizer, action) = (Authorizer::new(), "Action::\"view\"".parse::<EntityUid>()?);
    let requests: Vec<(Request, bool)> = questions
        .iter()
        .map(|(who, what, right)| {
            let context = CedarContext::empty();
            let request = Request::new(uid(&user, *who), action.clone(), uid(&project, *what), context, None);
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
