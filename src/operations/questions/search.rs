//! AuthZEN's searches: who may, on what, and what. A walk through indexes finds candidates, and each is an answer if an
//! evaluation of it would be a yes: a search equals a filter by check.

use access::{Permission, ResourceKind};
use api::Fault;
use api::lists::{DEFAULT_LIMIT, MAX_LIMIT};
use api::questions::{
    ActionName, Entity, SearchActions, SearchNext, SearchPage, SearchResources, SearchResults, SearchSubjects,
};

use super::desk::Desk;
use super::question::{self, NoQuestion, Question, Resource, Subject};
use super::token::Position;
use super::walk::{Resources, Subjects};
use super::{incomplete, present};
use crate::operations::Context;

/// The most candidates that one call looks at. A part with few answers among many candidates ends early and says where it
/// goes on, so that no call takes longer as there is more to look at.
const LOOKED_AT: usize = 500;
/// Candidates that are fetched together.
const CHUNK: i64 = 60;

/// Finds who of a kind may do something on a resource.
///
/// # Errors
/// 401 without a credential; 400 for what is incomplete or a strange token; 422 for a limit out of range; the store's.
pub async fn search_subjects(
    context: &Context,
    input: SearchSubjects,
) -> Result<SearchResults<Entity>, Fault> {
    present(context.actor())?;
    let SearchSubjects { subject, action, resource, page } = input;
    check_complete(None, Some(&resource))?;
    let asked = ["subject", &subject.kind, &action.name, &resource.kind, &resource.id];
    let mut part = Part::new(page.as_ref(), &asked)?;
    let question = || -> Result<(Resource, Permission), NoQuestion> {
        let resource = Resource::of(&resource.kind, &resource.id)?;
        let permission = question::permission_of(resource.kind(), &action.name)?;
        Ok((resource, permission))
    };
    let Ok((on, permission)) = question() else { return Ok(part.end(&asked)) };
    if !matches!(subject.kind.as_str(), "user" | "service" | "caller") {
        return Ok(part.end(&asked));
    }
    let desk = Desk::open(context, "SearchSubjects").await?;
    let Some(seen) = desk.listed(desk.asker, &on) else { return Ok(part.end(&asked)) };
    let walk = Subjects::of(&desk, &subject.kind, &seen, permission);
    context
        .reading("SearchSubjects", async |tx| {
            while part.goes_on() {
                let chunk = walk.next(tx, &part.at, CHUNK).await?;
                part.fetched(chunk.len());
                for (position, candidate) in chunk {
                    if !part.goes_on() {
                        break;
                    }
                    let answer = match candidate {
                        Some(subject) => {
                            let question = Question { subject, permission, resource: on.clone() };
                            desk.allows(&question).then(|| subject_entity(&question.subject))
                        }
                        None => None,
                    };
                    part.look(position, answer);
                }
            }
            Ok(part.end(&asked))
        })
        .await
}

/// Finds the resources of a kind on which a subject may do something.
///
/// # Errors
/// As [`search_subjects`].
pub async fn search_resources(
    context: &Context,
    input: SearchResources,
) -> Result<SearchResults<Entity>, Fault> {
    present(context.actor())?;
    let SearchResources { subject, action, resource, page } = input;
    check_complete(Some(&subject), None)?;
    let asked = ["resource", &subject.kind, &subject.id, &action.name, &resource.kind];
    let mut part = Part::new(page.as_ref(), &asked)?;
    let question = || -> Result<(Subject, ResourceKind, Permission), NoQuestion> {
        let kind = question::kind_of(&resource.kind)?;
        Ok((Subject::of(&subject.kind, &subject.id)?, kind, question::permission_of(kind, &action.name)?))
    };
    let Ok((about, kind, permission)) = question() else { return Ok(part.end(&asked)) };
    let desk = Desk::open(context, "SearchResources").await?;
    let Some(actor) = desk.subject(&about) else { return Ok(part.end(&asked)) };
    let walk = Resources::of(&desk, &actor, kind, permission);
    context
        .reading("SearchResources", async |tx| {
            while part.goes_on() {
                let chunk = walk.next(tx, &part.at, CHUNK).await?;
                part.fetched(chunk.len());
                for (position, candidate) in chunk {
                    if !part.goes_on() {
                        break;
                    }
                    let answer = match candidate {
                        Some(resource) => {
                            let question = Question { subject: about.clone(), permission, resource };
                            desk.allows(&question).then(|| resource_entity(&question.resource))
                        }
                        None => None,
                    };
                    part.look(position, answer);
                }
            }
            Ok(part.end(&asked))
        })
        .await
}

/// Finds what a subject may do on a resource.
///
/// # Errors
/// As [`search_subjects`].
pub async fn search_actions(
    context: &Context,
    input: SearchActions,
) -> Result<SearchResults<ActionName>, Fault> {
    present(context.actor())?;
    let SearchActions { subject, resource, page } = input;
    check_complete(Some(&subject), Some(&resource))?;
    let asked = ["action", &subject.kind, &subject.id, &resource.kind, &resource.id];
    let mut part = Part::new(page.as_ref(), &asked)?;
    let question = || -> Result<(Subject, Resource), NoQuestion> {
        Ok((Subject::of(&subject.kind, &subject.id)?, Resource::of(&resource.kind, &resource.id)?))
    };
    let Ok((about, on)) = question() else { return Ok(part.end(&asked)) };
    let desk = Desk::open(context, "SearchActions").await?;
    let begun = part.at.id.as_u128();
    for (at, permission) in (1..).zip(Permission::of(on.kind()).iter().copied()) {
        if at <= begun {
            continue;
        }
        let question = Question { subject: about.clone(), permission, resource: on.clone() };
        let answer = desk.allows(&question).then(|| ActionName { name: permission.to_string() });
        part.look(Position::after(uuid::Uuid::from_u128(at)), answer);
    }
    part.fetched(0);
    Ok(part.end(&asked))
}

fn check_complete(subject: Option<&Entity>, resource: Option<&Entity>) -> Result<(), Fault> {
    question::missing(subject, resource).map_or(Ok(()), |missing| Err(incomplete(missing)))
}

fn subject_entity(subject: &Subject) -> Entity {
    let (kind, id) = match subject {
        Subject::Caller => ("caller", "caller".to_owned()),
        Subject::User(name) => ("user", name.to_string()),
        Subject::Service(organization, name) => ("service", format!("{organization}/{name}")),
    };
    Entity { kind: kind.to_owned(), id }
}

fn resource_entity(resource: &Resource) -> Entity {
    let id = match resource {
        Resource::Organization(name) => name.to_string(),
        Resource::Project(path) => path.to_string(),
        Resource::Stream(path) => path.to_string(),
        Resource::Pipeline(organization, name) => format!("{organization}/{name}"),
    };
    Entity { kind: resource.kind().to_string(), id }
}

/// One part of a search's answer, while it is found.
struct Part<T> {
    /// The last position that was looked at.
    at: Position,
    limit: usize,
    /// The answers, each with its position; one more than wanted says that there are more.
    found: Vec<(Position, T)>,
    looked_at: usize,
    exhausted: bool,
}

impl<T> Part<T> {
    fn new(page: Option<&SearchPage>, asked: &[&str]) -> Result<Self, Fault> {
        let (token, limit) = page.map_or((None, None), |page| (page.token.as_deref(), page.limit));
        let limit = limit.unwrap_or(i64::from(DEFAULT_LIMIT));
        if !(1..=i64::from(MAX_LIMIT)).contains(&limit) {
            let what = format!("a limit is from 1 to {MAX_LIMIT}; this is {limit}");
            return Err(Fault::field("page.limit", what));
        }
        let at = Position::of_token(token, asked)?;
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        Ok(Self { at, limit, found: Vec::new(), looked_at: 0, exhausted: false })
    }

    fn goes_on(&self) -> bool {
        !self.exhausted && self.found.len() <= self.limit && self.looked_at < LOOKED_AT
    }

    fn fetched(&mut self, candidates: usize) {
        self.exhausted |= candidates == 0;
    }

    fn look(&mut self, position: Position, answer: Option<T>) {
        self.looked_at += 1;
        self.at = position.clone();
        self.found.extend(answer.map(|answer| (position, answer)));
    }

    fn end(&mut self, asked: &[&str]) -> SearchResults<T> {
        let more = self.found.len() > self.limit;
        let mut found = std::mem::take(&mut self.found);
        found.truncate(self.limit);
        let goes_on = match found.last() {
            Some((last, _)) if more => Some(last.clone()),
            _ if self.exhausted || self.looked_at == 0 => None,
            _ => Some(self.at.clone()),
        };
        let next_token = goes_on.map_or_else(String::new, |at| at.to_token(asked));
        let count = u32::try_from(found.len()).unwrap_or(u32::MAX);
        let results = found.into_iter().map(|(_, answer)| answer).collect();
        SearchResults { page: SearchNext { next_token, count }, results }
    }
}
