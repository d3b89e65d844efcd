//! Finding things by name. The store finds what fits where the caller may see something, and the rules say of each whether
//! its page would open: what is found equals a filter by check.

use access::{ConsoleFacts, Scope, actions, authorize, visible};
use api::Fault;
use api::find::{
    DEFAULT_THINGS, FEWEST_CHARACTERS, FindThings, FoundThing, FoundThings, MAX_THINGS, ThingKind,
};
use api::names::{Name, StreamPath};

use super::{Context, Stop};
use crate::store::search::Typed;
use crate::store::{Tx, finds, organizations, pipelines, projects, services, streams, teams};

/// Finds things by parts of their names.
///
/// # Errors
/// A fault that says why not.
pub async fn find_things(context: &Context, input: FindThings) -> Result<FoundThings, Fault> {
    let typed = Typed::of(&input.search);
    if input.search.chars().filter(|letter| !letter.is_whitespace()).count() < FEWEST_CHARACTERS {
        return Err(Fault::field(
            "search",
            format!("type at least {FEWEST_CHARACTERS} characters of the name"),
        ));
    }
    let limit = input.limit.unwrap_or(DEFAULT_THINGS);
    if !(1..=MAX_THINGS).contains(&limit) {
        return Err(Fault::field("limit", format!("a limit is from 1 to {MAX_THINGS}; this is {limit}")));
    }
    context
        .reading("FindThings", async |tx| {
            let _present =
                authorize::<actions::WhoAmI>(context.actor(), &ConsoleFacts { organizations_open: false })?;
            let mut found = Vec::new();
            for kind in ThingKind::ALL.into_iter().filter(|kind| input.kind.is_none_or(|only| only == *kind))
            {
                of_kind(context, tx, kind, &typed, limit, &mut found).await?;
            }
            found.sort();
            let most = usize::try_from(limit).unwrap_or(usize::MAX);
            let more = found.len() > most;
            found.truncate(most);
            let things = found.into_iter().map(|(_, kind, path)| FoundThing { kind, path }).collect();
            Ok(FoundThings { things, more })
        })
        .await
}

/// Where things of a kind may come from. Nobody but a person has teams, pipelines and services to look at.
fn scope(context: &Context) -> Scope {
    visible::<actions::ViewProject>(context.actor()).scope()
}

/// Adds what is found of one kind: each with how well it fits and its path; one more than wanted.
async fn of_kind(
    context: &Context,
    tx: &mut Tx,
    kind: ThingKind,
    typed: &Typed,
    limit: u32,
    found: &mut Vec<(i64, ThingKind, String)>,
) -> Result<(), Stop> {
    for candidate in finds::candidates(tx, scope(context), kind, typed, i64::from(limit) + 1).await? {
        if opens(context, tx, kind, &candidate.names).await? {
            let names: Vec<String> = candidate.names.iter().map(Name::to_string).collect();
            found.push((candidate.rank, kind, names.join("/")));
        }
    }
    Ok(())
}

/// Whether the page of this thing opens for the caller; of a project, whether its name is listed.
async fn opens(context: &Context, tx: &mut Tx, kind: ThingKind, names: &[Name]) -> Result<bool, Stop> {
    let actor = context.actor();
    Ok(match (kind, names) {
        (ThingKind::Organization, [name]) => organizations::find(tx, actor, name)
            .await?
            .is_some_and(|row| visible::<actions::ViewOrganization>(actor).keeps(&row.facts)),
        (ThingKind::Project, [organization, name]) => {
            projects::find(tx, actor, organization, name).await?.is_some_and(|row| {
                visible::<actions::ViewProject>(actor).keeps(&row.facts)
                    || visible::<actions::ListProjects>(actor).keeps(&row.facts.organization)
            })
        }
        (ThingKind::Stream, [organization, project, stream]) => {
            let (organization, project, stream) = (organization.clone(), project.clone(), stream.clone());
            let path = StreamPath { organization, project, stream };
            let row = streams::find(tx, actor, &path).await?;
            row.is_some_and(|row| visible::<actions::ViewStream>(actor).keeps(&row.facts))
        }
        (ThingKind::Pipeline, [organization, name]) => pipelines::find(tx, actor, organization, name)
            .await?
            .is_some_and(|row| visible::<actions::ViewPipeline>(actor).keeps(&row.facts)),
        (ThingKind::Service, [organization, name]) => {
            let row = services::find(tx, actor, context.now, (organization, name)).await?;
            row.is_some_and(|row| visible::<actions::ViewService>(actor).keeps(&row.facts))
        }
        (ThingKind::Team, [organization, name]) => teams::find(tx, actor, organization, name)
            .await?
            .is_some_and(|row| visible::<actions::FindTeam>(actor).keeps(&row.facts)),
        _ => false,
    })
}
