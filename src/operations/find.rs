//! Finding things by name. The store finds what fits where the caller may see something, and the rules say of each whether
//! its page would open: what is found equals a filter by check.

use access::{actions, visible};
use api::find::{FEWEST_CHARACTERS, FindThings, FoundThing, ThingKind};
use api::names::{Name, StreamPath};
use api::{Fault, Page, PageRequest};

use super::{Context, Stop, facts, pages};
use crate::store::finds::{self, Candidate, Fit};
use crate::store::search::Typed;
use crate::store::{Tx, organizations, pipelines, projects, services, streams, teams};

/// Finds things by parts of their names.
///
/// # Errors
/// A fault that says why not.
pub async fn find_things(context: &Context, input: FindThings) -> Result<Page<FoundThing>, Fault> {
    let typed = Typed::of(&input.search);
    if typed.letters < FEWEST_CHARACTERS {
        return Err(Fault::field(
            "search",
            format!("type at least {FEWEST_CHARACTERS} characters of the name"),
        ));
    }
    let page = PageRequest::new(input.limit, input.after)?;
    let after = page.after.as_deref().map(|cursor| read(cursor).ok_or_else(pages::bad_cursor)).transpose()?;
    context
        .reading("FindThings", async |tx| {
            let _present = facts::present(context.actor())?;
            let (candidates, end) =
                candidates(context, tx, input.kind, &typed, after.as_ref(), &page).await?;
            let limit = usize::try_from(page.limit).unwrap_or(usize::MAX);
            let (mut items, mut last, mut next) = (Vec::new(), None, end.as_ref().map(cursor));
            for Candidate { fit, id, names } in candidates {
                if !opens(context, tx, fit.kind, &names).await? {
                    continue;
                }
                if items.len() == limit {
                    next = last.as_ref().map(cursor);
                    break;
                }
                let shown: Vec<String> = names.iter().map(Name::to_string).collect();
                let Some(name) = names.last().cloned() else { continue };
                items.push(FoundThing { id, kind: fit.kind, name, path: shown.join("/") });
                last = Some(fit);
            }
            Ok(Page { items, next })
        })
        .await
}

/// What may be found next, in its order; and how far that goes, if there is more behind it. What comes after the last one of a
/// kind isn't known yet, so nothing behind that is told.
async fn candidates(
    context: &Context,
    tx: &mut Tx,
    only: Option<ThingKind>,
    typed: &Typed,
    after: Option<&Fit>,
    page: &PageRequest,
) -> Result<(Vec<Candidate>, Option<Fit>), Stop> {
    let scope = visible::<actions::ViewProject>(context.actor()).scope();
    let limit = pages::one_more(page);
    let (mut all, mut end) = (Vec::new(), None::<Fit>);
    for kind in ThingKind::ALL.into_iter().filter(|kind| only.is_none_or(|only| only == *kind)) {
        let found = finds::candidates(tx, scope, kind, typed, after, limit).await?;
        if i64::try_from(found.len()).is_ok_and(|count| count == limit) {
            let last = found.last().map(|last| last.fit.clone());
            end = end.into_iter().chain(last).min();
        }
        all.extend(found);
    }
    all.retain(|one| end.as_ref().is_none_or(|end| one.fit <= *end));
    all.sort_by(|one, other| one.fit.cmp(&other.fit));
    Ok((all, end))
}

/// Where the next page begins.
fn cursor(last: &Fit) -> String {
    format!("{}:{}:{}", last.rank, last.kind, last.path)
}

fn read(cursor: &str) -> Option<Fit> {
    let mut parts = cursor.splitn(3, ':');
    let rank = parts.next()?.parse().ok().filter(|rank| (0..=2).contains(rank))?;
    let kind = ThingKind::of_word(parts.next()?)?;
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '/');
    let path = parts.next().filter(|path| path.chars().all(is_plain))?.to_owned();
    Some(Fit { rank, kind, path })
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
