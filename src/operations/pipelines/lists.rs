//! The list of pipelines: those that the caller can read, wherever they are.

use access::{OrganizationId, PipelineId, Time, actions, authorize, visible};
use api::names::{Name, PipelinePath};
use api::pipelines::{
    CountPipelines, ListPipelines, Pipeline, PipelineCounts, PipelineHow, PipelineSort, PipelineState,
};
use api::{Fault, Page, PageRequest};
use uuid::Uuid;

use super::view;
use crate::operations::{Context, Stop, facts, pages};
use crate::store::pipelines::{self, Filter, Order, PipelineRow};
use crate::store::{Tx, search};

/// Lists the pipelines that the caller can read.
///
/// # Errors
/// A fault that says why not.
pub async fn list_pipelines(context: &Context, input: ListPipelines) -> Result<Page<Pipeline>, Fault> {
    let page = PageRequest::new(input.limit, input.after)?;
    let sort = input.sort.unwrap_or_default();
    let after = After::of(sort, page.after.as_deref())?;
    let like = search::holding(input.search.as_deref());
    let on_stream = input.stream.map(|path| stored(&[&path.organization, &path.project, &path.stream]));
    let as_service = input.service.map(|path| stored(&[&path.organization, &path.service]));
    let by_team = input.team.map(|path| stored(&[&path.organization, &path.team]));
    context
        .reading("ListPipelines", async |tx| {
            let actor = context.actor();
            let organization = place(context, tx, input.organization.as_ref()).await?;
            let filter = Filter {
                organization,
                like: &like,
                owned: input.how == Some(PipelineHow::Owned),
                shared: input.how == Some(PipelineHow::Shared),
                team: input.how == Some(PipelineHow::Team),
                state: input.state.map_or("", PipelineState::name),
                on_stream: on_stream.as_deref().unwrap_or_default(),
                as_service: as_service.as_deref().unwrap_or_default(),
                by_team: by_team.as_deref().unwrap_or_default(),
            };
            let limit = pages::one_more(&page);
            let rows = pipelines::list(tx, &visible(actor), filter, after.order(), limit).await?;
            let Page { items, next } =
                pages::page(&page, rows, |row| cursor(sort, row)).map(|row| view(row, actor));
            Ok(Page { items: items.into_iter().collect::<Result<_, _>>()?, next })
        })
        .await
}

/// A path as names are kept.
fn stored(names: &[&Name]) -> String {
    names.iter().map(|name| name.stored()).collect::<Vec<_>>().join("/")
}

/// Counts the rows of each filter of that list.
///
/// # Errors
/// A fault that says why not.
pub async fn count_pipelines(context: &Context, input: CountPipelines) -> Result<PipelineCounts, Fault> {
    context
        .reading("CountPipelines", async |tx| {
            let organization = place(context, tx, input.organization.as_ref()).await?;
            let [all, owned, shared, team] =
                pipelines::count(tx, &visible(context.actor()), organization).await?;
            Ok(PipelineCounts { all, owned, shared, team })
        })
        .await
}

/// Whose pipelines: everybody may name an organization, and somebody has to ask.
async fn place(
    context: &Context,
    tx: &mut Tx,
    organization: Option<&Name>,
) -> Result<Option<OrganizationId>, Stop> {
    let actor = context.actor();
    let _present = facts::present(actor)?;
    let Some(name) = organization else { return Ok(None) };
    let facts = facts::organization(tx, actor, name).await?.facts;
    let _profile = authorize::<actions::ViewOrganization>(actor, &facts)?;
    Ok(Some(facts.id))
}

/// Where a page begins.
enum After {
    Path(Option<PipelinePath>),
    Deployed(Time, Uuid),
    Updated(Time, Uuid),
}

impl After {
    fn of(sort: PipelineSort, after: Option<&str>) -> Result<Self, Fault> {
        let path = || after.map(str::parse).transpose().map_err(|_| pages::bad_cursor());
        let moment = || match after {
            None => Ok((Time(i64::MAX), Uuid::max())),
            Some(after) => after
                .split_once('.')
                .and_then(|(at, id)| Some((Time(at.parse().ok()?), id.parse::<PipelineId>().ok()?.uuid())))
                .ok_or_else(pages::bad_cursor),
        };
        Ok(match sort {
            PipelineSort::Path => Self::Path(path()?),
            PipelineSort::Deployed => moment().map(|(at, id)| Self::Deployed(at, id))?,
            PipelineSort::Updated => moment().map(|(at, id)| Self::Updated(at, id))?,
        })
    }

    fn order(&self) -> Order<'_> {
        match self {
            Self::Path(None) => Order::Path("", ""),
            Self::Path(Some(path)) => Order::Path(path.organization.stored(), path.pipeline.stored()),
            Self::Deployed(at, id) => Order::Deployed(*at, *id),
            Self::Updated(at, id) => Order::Updated(*at, *id),
        }
    }
}

fn cursor(sort: PipelineSort, row: &PipelineRow) -> String {
    match sort {
        PipelineSort::Path => row.path.to_string(),
        PipelineSort::Deployed => {
            format!("{}.{}", row.run.as_ref().map_or(0, |run| run.at.0), row.facts.id)
        }
        PipelineSort::Updated => format!("{}.{}", row.updated_at.0, row.facts.id),
    }
}
