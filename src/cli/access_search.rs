//! `sluicegate access who-can` and `access list`: searches, one after the other where there are several kinds.

use api::Page;
use api::lists::MAX_LIMIT;
use api::questions::{
    ActionName, Entity, Kind, SearchActions, SearchPage, SearchResources, SearchResults, SearchSubjects,
};
use clap::Args;
use clap::builder::PossibleValuesParser;
use serde::{Deserialize, Serialize};

use super::access::{ACTIONS, actor, resource};
use super::client::Client;
use super::connect::Context;
use super::exit::{Exit, Failure};
use super::lists::Paging;
use super::print::{Format, Printer, Row};

/// The kinds of resources, each with the actions on it.
const KINDS: [(&str, &[&str]); 4] = [
    ("organization", &["view", "create", "admin"]),
    ("project", &["view", "create", "admin"]),
    ("stream", &["read", "write"]),
    ("pipeline", &["read", "edit", "manage"]),
];

/// Who may do ACTION on RESOURCE?
#[derive(Debug, Args)]
pub(crate) struct WhoCan {
    /// A flag or permission
    #[arg(value_parser = PossibleValuesParser::new(ACTIONS), hide_possible_values = false)]
    action: String,
    /// organization:ORG, project:ORG/PROJECT, stream:ORG/PROJECT/STREAM or pipeline:ORG/PIPELINE
    #[arg(value_parser = resource)]
    resource: Entity,
    #[command(flatten)]
    paging: Paging,
}

/// What may ACTOR do?
#[derive(Debug, Args)]
pub(crate) struct List {
    /// user:NAME, service:ORG/SERVICE, or caller for the secret that is presented
    #[arg(value_parser = actor)]
    actor: Entity,
    /// On this one alone: organization:ORG, project:ORG/PROJECT, stream:ORG/PROJECT/STREAM or pipeline:ORG/PIPELINE
    #[arg(value_parser = resource)]
    resource: Option<Entity>,
    /// This action alone
    #[arg(long, value_parser = PossibleValuesParser::new(ACTIONS), conflicts_with = "resource")]
    action: Option<String>,
    /// Resources of this kind alone
    #[arg(long, value_name = "KIND", conflicts_with = "resource",
        value_parser = PossibleValuesParser::new(KINDS.map(|(kind, _)| kind)))]
    kind: Option<String>,
    #[command(flatten)]
    paging: Paging,
}

/// Who may.
#[derive(Deserialize, Serialize)]
struct Subject {
    #[serde(rename = "type")]
    kind: String,
    id: String,
}

/// What may be done.
#[derive(Deserialize, Serialize)]
struct Right {
    action: String,
    #[serde(rename = "type")]
    kind: String,
    id: String,
}

impl Row for Subject {
    const HEAD: &'static [&'static str] = &["KIND", "WHO"];

    fn cells(&self) -> Vec<String> {
        vec![self.kind.clone(), self.id.clone()]
    }
}

impl Row for Right {
    const HEAD: &'static [&'static str] = &["ACTION", "KIND", "RESOURCE"];

    fn cells(&self) -> Vec<String> {
        vec![self.action.clone(), self.kind.clone(), self.id.clone()]
    }
}

pub(crate) fn who_can(context: &Context, client: &Client, asked: &WhoCan) -> Result<(), Failure> {
    let found = search(&["user", "service"], &asked.paging, |kind, page| {
        let answer = client.call(&SearchSubjects {
            subject: Kind { kind: (*kind).to_owned() },
            action: ActionName { name: asked.action.clone() },
            resource: asked.resource.clone(),
            page: Some(page),
        })?;
        Ok(rows(answer.value, |Entity { kind, id }| Subject { kind, id }))
    })?;
    show(&context.printer, &found)
}

pub(crate) fn list(context: &Context, client: &Client, asked: &List) -> Result<(), Failure> {
    if let Some(resource) = &asked.resource {
        let found = search(&[()], &asked.paging, |(), page| {
            let (subject, resource) = (asked.actor.clone(), resource.clone());
            let answer = client.call(&SearchActions { subject, resource, page: Some(page) })?;
            Ok(rows(answer.value, |action| right(action.name, asked.resource.clone())))
        })?;
        return show(&context.printer, &found);
    }
    let wanted = |kind: &str, action: &str| {
        asked.kind.as_deref().is_none_or(|wanted| wanted == kind)
            && asked.action.as_deref().is_none_or(|wanted| wanted == action)
    };
    let pairs = KINDS.iter().flat_map(|(kind, actions)| actions.iter().map(move |action| (*kind, *action)));
    let pairs: Vec<(&str, &str)> = pairs.filter(|(kind, action)| wanted(kind, action)).collect();
    let found = search(&pairs, &asked.paging, |(kind, action), page| {
        let answer = client.call(&SearchResources {
            subject: asked.actor.clone(),
            action: ActionName { name: (*action).to_owned() },
            resource: Kind { kind: (*kind).to_owned() },
            page: Some(page),
        })?;
        Ok(rows(answer.value, |entity| right((*action).to_owned(), Some(entity))))
    })?;
    show(&context.printer, &found)
}

fn right(action: String, entity: Option<Entity>) -> Right {
    let (kind, id) = entity.map(|Entity { kind, id }| (kind, id)).unwrap_or_default();
    Right { action, kind, id }
}

/// Rows of one part, and the token of the next; empty at the end.
fn rows<T, R>(found: SearchResults<T>, row: impl Fn(T) -> R) -> (Vec<R>, String) {
    (found.results.into_iter().map(row).collect(), found.page.next_token)
}

/// All parts of all searches; or as many rows as wanted, and where it goes on: `SEARCH:TOKEN`.
fn search<S, R>(
    searches: &[S],
    paging: &Paging,
    ask: impl Fn(&S, SearchPage) -> Result<(Vec<R>, String), Failure>,
) -> Result<Page<R>, Failure> {
    let begin = paging.after.as_deref().map_or(Some((0, "")), |after| {
        let (at, token) = after.split_once(':')?;
        Some((at.parse::<usize>().ok().filter(|at| *at < searches.len())?, token))
    });
    let (first, token) =
        begin.ok_or_else(|| Failure::new(Exit::Usage, "--after takes what a page said in “next”"))?;
    let mut token = token.to_owned();
    let mut items = Vec::new();
    for (at, search) in searches.iter().enumerate().skip(first) {
        loop {
            let left = match paging.limit {
                None => MAX_LIMIT,
                Some(limit) => limit - u32::try_from(items.len()).unwrap_or(limit).min(limit),
            };
            if left == 0 {
                return Ok(Page { items, next: Some(format!("{at}:{token}")) });
            }
            let page = SearchPage {
                token: Some(std::mem::take(&mut token)).filter(|token| !token.is_empty()),
                limit: Some(i64::from(left)),
            };
            let (more, next) = ask(search, page)?;
            items.extend(more);
            token = next;
            if token.is_empty() {
                break;
            }
        }
    }
    Ok(Page { items, next: None })
}

fn show<R: Row + Serialize>(printer: &Printer, found: &Page<R>) -> Result<(), Failure> {
    if printer.format == Format::Json {
        return printer.line(&serde_json::to_string(found).unwrap_or_default());
    }
    printer.rows(&found.items)?;
    if let Some(next) = &found.next {
        printer.note(format!("there is more: --after {next}"));
    }
    Ok(())
}
