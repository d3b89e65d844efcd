//! The pipelines of the demonstration: one that runs, is shared, and has records that it could not transform; and one that
//! lacks a grant.

use api::Fault;
use api::names::{PipelinePath, StreamPath};
use api::pipelines::{ConfigInput, CreatePipeline, DeployPipeline, Pipeline, PipelineConfig, SharePipeline};
use api::services::UpdateServicePermissions;
use api::streams::CreateStream;
use app::backend::Caller;

use super::company::{COMPANY, ask};
use super::{described, named};
use crate::operations::Core;
use access::Role;

/// What runs.
const CLEAN: &str = r#"{
    "description": "Orders worth the packing, in whole currency units",
    "tags": ["orders", "daily"],
    "source": "acme/lake/orders",
    "sink": "acme/lake/orders-clean",
    "service": "acme/loader",
    "transforms": [{
        "filter": "record.total_cents >= 5000",
        "fields": {
            "order": "record.order",
            "at": "record.at",
            "article": "record.article",
            "pieces": "record.pieces",
            "total": "double(record.total_cents) / 100.0"
        }
    }]
}"#;
/// What can't: its service was granted nothing.
const REPORT: &str = r#"{
    "description": "What was sold for cash, for the weekly report",
    "tags": ["report"],
    "source": "acme/lake/orders",
    "sink": "acme/lake/cash-report",
    "service": "acme/reports",
    "transforms": [{"filter": "record.paid_by == \"cash\""}]
}"#;

/// Makes them with `founder` as their owner, and deploys them.
pub(super) async fn seed(core: &Core, founder: &Caller) -> Result<(), Fault> {
    for (stream, about) in [
        ("orders-clean", "Orders as the warehouse takes them"),
        ("cash-report", "Orders that were paid in cash"),
    ] {
        let input = CreateStream {
            organization: named(COMPANY)?,
            project: named("lake")?,
            name: named(stream)?,
            description: described(about)?,
            schema: None,
            retention_days: None,
        };
        ask(core, founder, input).await?;
    }
    let (organization, service) = (named(COMPANY)?, named("loader")?);
    let stream: StreamPath = "acme/lake/orders-clean".parse().map_err(|why| Fault::field("stream", why))?;
    let grant = UpdateServicePermissions { organization, service, stream, read: None, write: Some(true) };
    ask(core, founder, grant).await?;

    let clean = create(core, founder, "orders-clean", CLEAN).await?;
    for (who, role) in [("cleo", Role::Editor), ("gus", Role::Reader)] {
        share(core, founder, &clean.path, Some((who, role))).await?;
    }
    share(core, founder, &clean.path, None).await?;
    deploy(core, founder, &clean.path).await?;
    let report = create(core, founder, "cash-report", REPORT).await?;
    deploy(core, founder, &report.path).await
}

async fn create(core: &Core, who: &Caller, name: &str, config: &str) -> Result<Pipeline, Fault> {
    let config: PipelineConfig = serde_json::from_str(config).map_err(|why| Fault::field("config", why))?;
    let input = CreatePipeline {
        organization: named(COMPANY)?,
        name: named(name)?,
        config: ConfigInput::Config(Box::new(config)),
        description: None,
    };
    ask(core, who, input).await
}

/// With a person in a role, or with the team that looks after the streams.
async fn share(
    core: &Core,
    who: &Caller,
    path: &PipelinePath,
    person: Option<(&str, Role)>,
) -> Result<(), Fault> {
    let team = match person {
        Some(_) => None,
        None => Some("acme/data".parse().map_err(|why| Fault::field("team", why))?),
    };
    let input = SharePipeline {
        organization: path.organization.clone(),
        pipeline: path.pipeline.clone(),
        user: person.map(|(name, _)| named(name)).transpose()?,
        team,
        role: person.map(|(_, role)| role),
    };
    ask(core, who, input).await.map(drop)
}

async fn deploy(core: &Core, who: &Caller, path: &PipelinePath) -> Result<(), Fault> {
    let (organization, pipeline) = (path.organization.clone(), path.pipeline.clone());
    ask(core, who, DeployPipeline { organization, pipeline }).await.map(drop)
}
