//! `sluicegate find`

use api::find::{FindThings, FoundThing, MAX_THINGS, ThingKind};
use clap::Args;
use clap::builder::PossibleValuesParser;
use clap::builder::TypedValueParser;

use super::connect::Context;
use super::exit::Failure;
use super::print::{Format, Row};

/// What to find.
#[derive(Debug, Args)]
pub(crate) struct Find {
    /// A part of the name; with a `/` or blanks in it, parts of the whole path
    #[arg(value_name = "TEXT")]
    search: String,
    /// Things of this kind alone
    #[arg(long, value_name = "KIND", value_parser = kind())]
    kind: Option<ThingKind>,
    /// The most things; 20 without it
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=i64::from(MAX_THINGS)))]
    limit: Option<u32>,
}

fn kind() -> impl TypedValueParser<Value = ThingKind> {
    PossibleValuesParser::new(ThingKind::ALL.map(ThingKind::word))
        .map(|word| ThingKind::ALL.into_iter().find(|kind| kind.word() == word).unwrap_or(ThingKind::Stream))
}

pub(crate) fn run(context: &Context, find: &Find) -> Result<(), Failure> {
    let Find { search, kind, limit } = find;
    let input = FindThings { search: search.clone(), kind: *kind, limit: *limit };
    let answer = context.client()?.call(&input)?;
    if context.printer.format == Format::Json {
        return context.printer.line(&answer.text);
    }
    context.printer.rows(&answer.value.things)?;
    if answer.value.more {
        context.printer.note("there is more: type more of the name, or --limit 100");
    }
    Ok(())
}

impl Row for FoundThing {
    const HEAD: &'static [&'static str] = &["KIND", "PATH"];

    fn cells(&self) -> Vec<String> {
        vec![self.kind.to_string(), self.path.clone()]
    }
}
