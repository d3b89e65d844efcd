//! `sluicegate access …`: questions about who may do what.

use api::names::Name;
use api::questions::{ActionName, CheckAccess, Entity, ExplainAccess};
use clap::builder::PossibleValuesParser;
use clap::{Args, Subcommand};

use super::connect::Context;
use super::exit::{Exit, Failure};
use super::print::Format;
use super::values;

/// The flags and permissions that can be asked about.
const ACTIONS: [&str; 7] = ["view", "create", "admin", "read", "write", "edit", "manage"];

/// The verbs.
#[derive(Debug, Subcommand)]
pub(crate) enum Access {
    /// Says yes (exit code 0) or no (exit code 3)
    Check(Question),
    /// Says why: each way in which a yes comes about, or what comes close to it
    Explain(Question),
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
        Access::Check(question) => {
            let answer = client.call(&CheckAccess {
                subject: question.actor.clone(),
                action: ActionName { name: question.action.clone() },
                resource: question.resource.clone(),
            })?;
            let yes = answer.value.decision;
            match context.printer.format {
                Format::Json => context.printer.line(&answer.text)?,
                Format::Table => context.printer.line(&sentence(yes, &answer.value.context.reason))?,
            }
            if yes { Ok(()) } else { Err(Failure::silent(Exit::NotAllowed)) }
        }
        Access::Explain(question) => {
            let answer = client.call(&ExplainAccess {
                actor: words(&question.actor),
                action: question.action.clone(),
                resource: words(&question.resource),
            })?;
            if context.printer.format == Format::Json {
                return context.printer.line(&answer.text);
            }
            let said = answer.value;
            let mut lines = vec![sentence(said.decision, &said.reason)];
            lines.extend(said.paths.iter().map(|path| format!("  by {}", path.join(" → "))));
            lines.extend(
                said.near_misses.iter().map(|miss| format!("  close: {}, but {}", miss.held, miss.because)),
            );
            if !said.grantors.is_empty() {
                lines.push(format!("  could be granted by {}", said.grantors.join(", ")));
            }
            context.printer.line(&lines.join("\n"))
        }
    }
}

fn sentence(yes: bool, reason: &str) -> String {
    format!("{}: {reason}", if yes { "yes" } else { "no" })
}

fn words(entity: &Entity) -> String {
    if entity.id.is_empty() { entity.kind.clone() } else { format!("{}:{}", entity.kind, entity.id) }
}

fn actor(text: &str) -> Result<Entity, String> {
    match text.split_once(':') {
        None if text == "caller" => Ok(Entity { kind: text.to_owned(), id: String::new() }),
        Some((kind @ "user", path)) => entity(kind, path, "user:NAME", 1),
        Some((kind @ "service", path)) => entity(kind, path, "service:ORG/SERVICE", 2),
        _ => Err("write user:NAME, service:ORG/SERVICE or caller".to_owned()),
    }
}

fn resource(text: &str) -> Result<Entity, String> {
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
