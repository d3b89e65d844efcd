//! `sluicegate find`

use api::find::{FindThings, FoundThing, ThingKind};
use clap::Args;

use super::connect::Context;
use super::exit::Failure;
use super::lists::{self, Paging};
use super::print::Row;

/// What to find.
#[derive(Debug, Args)]
pub(crate) struct Find {
    /// A part of the name; with a `/` or blanks in it, parts of the whole path
    #[arg(value_name = "TEXT")]
    search: String,
    /// Things of this kind alone: organization, project, stream, pipeline, service or team
    #[arg(long, value_name = "KIND", value_parser = kind)]
    kind: Option<ThingKind>,
    #[command(flatten)]
    paging: Paging,
}

fn kind(word: &str) -> Result<ThingKind, String> {
    ThingKind::of_word(word)
        .ok_or_else(|| format!("is none of {}", ThingKind::ALL.map(ThingKind::word).join(", ")))
}

pub(crate) fn run(context: &Context, find: &Find) -> Result<(), Failure> {
    let Find { search, kind, paging } = find;
    lists::show(&context.client()?, &context.printer, paging, |limit, after| FindThings {
        search: search.clone(),
        kind: *kind,
        limit,
        after,
    })
}

impl Row for FoundThing {
    const HEAD: &'static [&'static str] = &["KIND", "PATH"];

    fn cells(&self) -> Vec<String> {
        vec![self.kind.to_string(), self.path.clone()]
    }
}
