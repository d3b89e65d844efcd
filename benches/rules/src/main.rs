//! The rules themselves, on who holds what in memory, beside Cedar on the same questions with the same answers.

#[path = "../../src/program.rs"]
mod program;
#[path = "../../src/table.rs"]
mod table;
#[allow(dead_code, reason = "secrets are for who asks over HTTP")]
#[path = "../../src/world.rs"]
mod world;

use std::hint::black_box;
use std::time::{Duration, Instant};

use access::{Actor, Outcome, UserCredential, UserId, actions, check};
use anyhow::{Context, Result, anyhow, bail};
use api::names::{Name, StreamPath};
use cedar_policy::{
    Authorizer, Context as CedarContext, Decision, Entities, Entity, EntityId, EntityTypeName, EntityUid,
    PolicySet, Request, RestrictedExpression,
};
use sluicegate::rights::Rights;
use sluicegate::store::Db;

use crate::table::Table;
use crate::world::{World, stream_path, user_name};

/// Questions that are asked of ours.
const ASKED: usize = 1_000_000;
/// Questions that are asked of Cedar, the first of the same.
const ASKED_OF_CEDAR: usize = 20_000;

/// How many grants there are.
const SIZES: [usize; 3] = [10_000, 100_000, 1_000_000];

#[tokio::main]
async fn main() -> Result<()> {
    let mut table = Table::new(&[
        "grants",
        "ready",
        "bytes a grant",
        "by id",
        "by name",
        "Cedar ready",
        "Cedar",
        "Cedar / by id",
    ]);
    for size in SIZES {
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("bench.db");
        let world = World::make(&file, size).await?;
        world.db.close().await;
        let db = Db::open(&format!("sqlite:{}", file.display())).await?;
        let begun = Instant::now();
        let rights = Rights::default();
        let snapshot = std::sync::Arc::clone(&*rights.now(&db).await?);
        let ready = begun.elapsed();
        let (grants, bytes) = snapshot.grants();
        // One more: what the organization's owner holds.
        if grants != world.count() + 1 {
            bail!("{grants} grants in memory, {} in the database", world.count());
        }
        let questions = world.questions(ASKED);
        let actors: Vec<Actor> = world
            .users
            .iter()
            .map(|id| Actor::User { id: UserId::new(*id), credential: UserCredential::Full })
            .collect();
        let by_id = timed(&questions, |(user, project, _)| {
            let facts =
                snapshot.seen_by(&actors[*user]).without_words().stream_of(world.streams[*project].into());
            facts.is_some_and(|facts| {
                check::<actions::ReadRecords>(&actors[*user], &facts) == Outcome::Allowed
            })
        })?;
        let name = |number| user_name(number).parse::<Name>().map_err(|why| anyhow!("{why}"));
        let path = |number| stream_path(number).parse::<StreamPath>().map_err(|why| anyhow!("{why}"));
        let names: Vec<Name> = (0..world.users.len()).map(name).collect::<Result<_>>()?;
        let paths: Vec<StreamPath> = (0..world.streams.len()).map(path).collect::<Result<_>>()?;
        let by_name = timed(&questions, |(user, project, _)| {
            let Some(id) = snapshot.user_named(&names[*user]) else { return false };
            let actor = Actor::User { id, credential: UserCredential::Full };
            let facts = snapshot.seen_by(&actor).without_words().stream(&paths[*project]);
            facts.is_some_and(|facts| check::<actions::ReadRecords>(&actor, &facts) == Outcome::Allowed)
        })?;
        let (cedar_ready, cedar) = cedar(&world, &questions[..ASKED_OF_CEDAR])?;
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
        db.close().await;
    }
    println!("One check, {ASKED} random questions, every answer compared:\n\n{table}");
    Ok(())
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
fn cedar(world: &World, questions: &[Question]) -> Result<(Duration, Duration)> {
    let kind = |name: &str| name.parse::<EntityTypeName>();
    let (user, project, group) = (kind("User")?, kind("Project")?, kind("Viewers")?);
    let uid = |kind: &EntityTypeName, number: usize| {
        EntityUid::from_type_name_and_id(kind.clone(), EntityId::new(number.to_string()))
    };
    let begun = Instant::now();
    let mut entities = Vec::with_capacity(world.users.len() + 2 * world.streams.len());
    for number in 0..world.streams.len() {
        entities.push(Entity::new_no_attrs(uid(&group, number), Default::default()));
        let viewers = RestrictedExpression::new_entity_uid(uid(&group, number));
        let attributes = [("viewers".to_owned(), viewers)].into();
        entities.push(Entity::new(uid(&project, number), attributes, Default::default())?);
    }
    for (number, held) in world.grants.iter().enumerate() {
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
