//! `sluicegate pipeline …`: the verbs about who may do what with a pipeline.

use access::Role;
use api::Page;
use api::lists::MAX_LIMIT;
use api::names::{Name, TeamPath};
use api::pipelines::{
    ClaimPipeline, LeavePipeline, ListOrphanedPipelines, ListPipelineAccess, ListPipelinePeople,
    PipelinePeople, PipelinePerson, SharePipeline, TransferPipeline, UnsharePipeline,
};
use clap::{ArgGroup, Args, Subcommand};

use super::connect::Context;
use super::exit::Failure;
use super::lists::{self, Paging};
use super::pipeline::Path;
use super::print::Format;
use super::{ask, values};

/// The verbs.
#[derive(Debug, Subcommand)]
pub(crate) enum PipelineAccess {
    /// Shows who has which role on a pipeline: people, then teams
    ShowAccess {
        #[command(flatten)]
        path: Path,
        #[command(flatten)]
        paging: Paging,
    },
    /// Shows who may read, edit and manage a pipeline, and because of what
    People {
        #[command(flatten)]
        path: Path,
        #[command(flatten)]
        paging: Paging,
    },
    /// Gives somebody a role on a pipeline, in place of the one they have, or lets a team view it
    Share(Share),
    /// Takes somebody’s or a team’s role on a pipeline away
    Unshare(Unshare),
    /// Makes somebody the owner of a pipeline, and you an editor; asks first
    Transfer {
        #[command(flatten)]
        path: Path,
        /// The new owner
        #[arg(value_name = "USERNAME", value_parser = values::name)]
        user: Name,
    },
    /// Gives up your own role on a pipeline; asks first
    Leave(Path),
    /// Makes you owner of a pipeline that has no enabled owner; for admins of its organization
    Claim(Path),
    /// Lists an organization's pipelines that have no enabled owner; for its admins
    ListOrphaned {
        /// The organization
        #[arg(value_name = "ORG", value_parser = values::name)]
        organization: Name,
        #[command(flatten)]
        paging: Paging,
    },
}

/// What `share` takes.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("whom").required(true).args(["user", "team"]))]
pub(crate) struct Share {
    #[command(flatten)]
    path: Path,
    /// Whom: any user
    #[arg(long, value_name = "NAME", value_parser = values::name, requires = "role")]
    user: Option<Name>,
    /// The user’s role
    #[arg(long, value_name = "owner|editor|reader", value_parser = values::role, conflicts_with = "team")]
    role: Option<Role>,
    /// The team, whose members may view it then
    #[arg(long, value_name = "ORG/TEAM", value_parser = values::team_path)]
    team: Option<TeamPath>,
}

/// What `unshare` takes.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("whom").required(true).args(["user", "team"]))]
pub(crate) struct Unshare {
    #[command(flatten)]
    path: Path,
    /// Whose role
    #[arg(long, value_name = "NAME", value_parser = values::name)]
    user: Option<Name>,
    /// Which team’s
    #[arg(long, value_name = "ORG/TEAM", value_parser = values::team_path)]
    team: Option<TeamPath>,
}

pub(crate) fn run(context: &Context, command: &PipelineAccess) -> Result<(), Failure> {
    let printer = &context.printer;
    match command {
        PipelineAccess::ShowAccess { path, paging } => {
            lists::show(&context.client()?, printer, paging, |limit, after| {
                let (organization, pipeline) = path.names();
                ListPipelineAccess { organization, pipeline, limit, after }
            })
        }
        PipelineAccess::People { path, paging } => people(context, path, paging),
        PipelineAccess::Share(share) => {
            let (organization, pipeline) = share.path.names();
            let (user, team, role) = (share.user.clone(), share.team.clone(), share.role);
            let input = SharePipeline { organization, pipeline, user, team, role };
            let answer = context.client()?.call(&input)?;
            printer.show(&answer.text, &answer.value)
        }
        PipelineAccess::Unshare(unshare) => {
            let (organization, pipeline) = unshare.path.names();
            let (user, team) = (unshare.user.clone(), unshare.team.clone());
            let input = UnsharePipeline { organization, pipeline, user: user.clone(), team: team.clone() };
            let answer = context.client()?.call(&input)?;
            if printer.format == Format::Json {
                return printer.line(&answer.text);
            }
            let whom = user.map(|user| user.to_string()).or(team.map(|team| team.to_string()));
            printer.details(&[("pipeline", answer.value.path), ("ended", whom.unwrap_or_default())])
        }
        PipelineAccess::Transfer { path, user } => {
            if ask::must_ask(context.yes)? {
                ask::confirm(&format!("Make {user} the owner of {}? You stay on as an editor.", path.path))?;
            }
            let (organization, pipeline) = path.names();
            let input = TransferPipeline { organization, pipeline, user: user.clone(), seen: None };
            let answer = context.client()?.call(&input)?;
            printer.show(&answer.text, &answer.value)
        }
        PipelineAccess::Leave(path) => {
            if ask::must_ask(context.yes)? {
                ask::confirm(&format!("Give up your role on {}?", path.path))?;
            }
            let (organization, pipeline) = path.names();
            let answer = context.client()?.call(&LeavePipeline { organization, pipeline })?;
            if printer.format == Format::Json {
                return printer.line(&answer.text);
            }
            printer.details(&[("left", answer.value.path)])
        }
        PipelineAccess::Claim(path) => {
            let (organization, pipeline) = path.names();
            let answer = context.client()?.call(&ClaimPipeline { organization, pipeline })?;
            printer.show(&answer.text, &answer.value)
        }
        PipelineAccess::ListOrphaned { organization, paging } => {
            lists::show(&context.client()?, printer, paging, |limit, after| ListOrphanedPipelines {
                organization: organization.clone(),
                limit,
                after,
            })
        }
    }
}

/// All pages in one, or one page if `--limit` says how long it is.
fn people(context: &Context, path: &Path, paging: &Paging) -> Result<(), Failure> {
    let (client, printer) = (context.client()?, &context.printer);
    let ask = |limit: Option<u32>, after: Option<String>| {
        let (organization, pipeline) = path.names();
        client.call(&ListPipelinePeople { organization, pipeline, limit, after })
    };
    let first = ask(Some(paging.limit.unwrap_or(MAX_LIMIT)), paging.after.clone())?;
    if printer.format == Format::Json && (paging.limit.is_some() || first.value.next.is_none()) {
        return printer.line(&first.text);
    }
    let mut found: PipelinePeople = first.value;
    while paging.limit.is_none() && found.next.is_some() {
        let more = ask(Some(MAX_LIMIT), found.next.take())?.value;
        found.items.extend(more.items);
        found.next = more.next;
    }
    if printer.format == Format::Json {
        return printer.line(&serde_json::to_string(&found).unwrap_or_default());
    }
    let PipelinePeople { items, next, closed_teams, .. } = found;
    let page: Page<PipelinePerson> = Page { items, next };
    printer.rows(&page.items)?;
    for team in closed_teams {
        printer.note(format!("the members of the team {team} may view it, too"));
    }
    if let Some(next) = page.next {
        printer.note(format!("there is more: --after {next}"));
    }
    Ok(())
}
