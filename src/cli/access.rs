//! `sluicegate access …`: questions about who may do what.

use api::names::Name;
use api::questions::{ActionName, CheckAccess, CheckAccessBatch, Entity, ExplainAccess, PartialEvaluation};
use clap::builder::PossibleValuesParser;
use clap::{Args, Subcommand};

use super::access_search::{self, List, WhoCan};
use super::client::Client;
use super::connect::Context;
use super::exit::{Exit, Failure};
use super::print::Format;
use super::values;

/// The flags and permissions that can be asked about.
pub(super) const ACTIONS: [&str; 7] = ["view", "create", "admin", "read", "write", "edit", "manage"];

/// The verbs.
#[derive(Debug, Subcommand)]
pub(crate) enum Access {
    /// Says yes (exit code 0) or no (exit code 3); of several resources, yes if it is one for each
    Check(Questions),
    /// Says why: each way in which a yes comes about, or what comes close to it
    Explain(Question),
    /// Lists who may do ACTION on RESOURCE, as far as you may know
    WhoCan(WhoCan),
    /// Lists what ACTOR may do, as far as you may know
    List(List),
}

/// May ACTOR do ACTION on each RESOURCE?
#[derive(Debug, Args)]
pub(crate) struct Questions {
    /// user:NAME, service:ORG/SERVICE, or caller for the secret that is presented
    #[arg(value_parser = actor)]
    actor: Entity,
    /// A flag or permission
    #[arg(value_parser = PossibleValuesParser::new(ACTIONS), hide_possible_values = false)]
    action: String,
    /// organization:ORG, project:ORG/PROJECT, stream:ORG/PROJECT/STREAM or pipeline:ORG/PIPELINE; up to 1,000
    #[arg(value_name = "RESOURCE", value_parser = resource, required = true, num_args = 1..=1000)]
    resources: Vec<Entity>,
}

/// May ACTOR do ACTION on RESOURCE?
#[derive(Debug, Args)]
pub(crate) struct Question {
    /// user:NAME, service:ORG/SERVICE, or caller for the secret that is presented
    #[arg(value_parser = actor)]
    actor: Entity,
    /// A flag or permission
    #[arg(value_parser = PossibleValuesParser::new(ACTIONS), hide_possible_values = false)]
    action: String,
    /// organization:ORG, project:ORG/PROJECT, stream:ORG/PROJECT/STREAM or pipeline:ORG/PIPELINE
    #[arg(value_parser = resource)]
    resource: Entity,
}

pub(crate) fn run(context: &Context, command: &Access) -> Result<(), Failure> {
    let client = context.client()?;
    match command {
        Access::Check(questions) => check(context, &client, questions),
        Access::WhoCan(asked) => access_search::who_can(context, &client, asked),
        Access::List(asked) => access_search::list(context, &client, asked),
        Access::Explain(question) => {
            let answer = client.call(&ExplainAccess {
                actor: words(&question.actor),
                action: question.action.clone(),
                resource: words(&question.resource),
            })?;
            let said = answer.value;
            let ends = if said.decision { Ok(()) } else { Err(Failure::silent(Exit::NotAllowed)) };
            if context.printer.format == Format::Json {
                context.printer.line(&answer.text)?;
                return ends;
            }
            let mut lines = vec![sentence(said.decision, &said.reason)];
            lines.extend(said.paths.iter().map(|path| format!("  by {}", path.join(" → "))));
            lines.extend(
                said.near_misses.iter().map(|miss| format!("  close: {}, but {}", miss.held, miss.because)),
            );
            if !said.grantors.is_empty() {
                lines.push(format!("  could be granted by {}", said.grantors.join(", ")));
            }
            context.printer.line(&lines.join("\n"))?;
            ends
        }
    }
}

fn check(context: &Context, client: &Client, asked: &Questions) -> Result<(), Failure> {
    let (subject, action) = (asked.actor.clone(), ActionName { name: asked.action.clone() });
    let (text, answers) = match asked.resources.as_slice() {
        [resource] => {
            let answer = client.call(&CheckAccess { subject, action, resource: resource.clone() })?;
            (answer.text, vec![answer.value])
        }
        resources => {
            let evaluation = |resource: &Entity| PartialEvaluation {
                resource: Some(resource.clone().into()),
                ..PartialEvaluation::default()
            };
            let answer = client.call(&CheckAccessBatch {
                subject: Some(subject.into()),
                action: Some(action.into()),
                evaluations: Some(resources.iter().map(evaluation).collect()),
                ..CheckAccessBatch::default()
            })?;
            (answer.text, answer.value.evaluations.unwrap_or_default())
        }
    };
    match context.printer.format {
        Format::Json => context.printer.line(&text)?,
        Format::Table => {
            let lines = answers.iter().map(|answer| sentence(answer.decision, &answer.context.reason));
            context.printer.line(&lines.collect::<Vec<_>>().join("\n"))?;
        }
    }
    let all = answers.len() == asked.resources.len() && answers.iter().all(|answer| answer.decision);
    if all { Ok(()) } else { Err(Failure::silent(Exit::NotAllowed)) }
}

fn sentence(yes: bool, reason: &str) -> String {
    format!("{}: {reason}", if yes { "yes" } else { "no" })
}

fn words(entity: &Entity) -> String {
    if entity.id.is_empty() { entity.kind.clone() } else { format!("{}:{}", entity.kind, entity.id) }
}

pub(super) fn actor(text: &str) -> Result<Entity, String> {
    match text.split_once(':') {
        None if text == "caller" => Ok(Entity { kind: text.to_owned(), id: String::new() }),
        Some((kind @ "user", path)) => entity(kind, path, "user:NAME", 1),
        Some((kind @ "service", path)) => entity(kind, path, "service:ORG/SERVICE", 2),
        _ => Err("write user:NAME, service:ORG/SERVICE or caller".to_owned()),
    }
}

pub(super) fn resource(text: &str) -> Result<Entity, String> {
    match text.split_once(':') {
        Some((kind @ "organization", path)) => entity(kind, path, "organization:ORG", 1),
        Some((kind @ "project", path)) => entity(kind, path, "project:ORG/PROJECT", 2),
        Some((kind @ "stream", path)) => entity(kind, path, "stream:ORG/PROJECT/STREAM", 3),
        Some((kind @ "pipeline", path)) => entity(kind, path, "pipeline:ORG/PIPELINE", 2),
        _ => Err(
            "write organization:ORG, project:ORG/PROJECT, stream:ORG/PROJECT/STREAM or pipeline:ORG/PIPELINE"
                .to_owned(),
        ),
    }
}

fn entity(kind: &str, path: &str, shape: &str, parts: usize) -> Result<Entity, String> {
    let names = path.split('/').map(values::name).collect::<Result<Vec<Name>, String>>()?;
    if names.len() != parts {
        return Err(format!("write {shape}"));
    }
    let id = names.iter().map(ToString::to_string).collect::<Vec<_>>().join("/");
    Ok(Entity { kind: kind.to_owned(), id })
}
