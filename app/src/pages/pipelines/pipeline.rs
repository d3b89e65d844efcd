//! A pipeline's page: its state and figures on top, its faces under them.

use api::Fault;
use api::pipelines::{
    ListPipelineAccess, ListPipelines, MetricsRange, Pipeline, PipelineMetrics, PipelineState, ShowPipeline,
    ShowPipelineMetrics,
};
use leptos::prelude::*;

use super::super::{Made, hidden, organization_frame, param, posted, query, refused};
use super::{age, config, dialogs, letters, metrics, overview, settings, sharing, versions};
use crate::backend::{ask, now};
use crate::forms::pipelines::page as page_of;
use crate::islands::{KeepFresh, PIPELINE_NOW};
use crate::parts::{
    ButtonKind, ErrorSummary, Glyph, LinkButton, MetricTile, Path, StateMark, Subject, SubmitButton, Tab,
    Tabs, Tiles, Timestamp, Title, grouped,
};
use crate::shell::{Crumb, Frame, OrganizationSection, Section};

/// The faces of a pipeline.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Face {
    Overview,
    Config,
    Versions,
    Metrics,
    Letters,
    Sharing,
    Settings,
}

/// Which face a form stands on.
const FORMS: [(&str, Face); 7] = [
    ("update-pipeline-config", Face::Config),
    ("restore-pipeline", Face::Versions),
    ("replay-dead-letters", Face::Letters),
    ("update-pipeline-access", Face::Sharing),
    ("transfer-pipeline", Face::Sharing),
    ("rename-pipeline", Face::Settings),
    ("delete-pipeline", Face::Settings),
];

impl Face {
    const ALL: [(Self, &'static str, &'static str); 7] = [
        (Self::Overview, "", "Overview"),
        (Self::Config, "config", "Config"),
        (Self::Versions, "versions", "Versions"),
        (Self::Metrics, "metrics", "Metrics"),
        (Self::Letters, "dead-letters", "Dead letters"),
        (Self::Sharing, "sharing", "Sharing"),
        (Self::Settings, "settings", "Settings"),
    ];

    /// The face that was asked for, or that the posted form stands on.
    fn asked() -> Self {
        if let Some((_, face)) = FORMS.into_iter().find(|(form, _)| posted(form)) {
            return face;
        }
        let word = query("tab").unwrap_or_default();
        Self::ALL.into_iter().find(|(_, tab, _)| *tab == word).map_or(Self::Overview, |(face, ..)| face)
    }

    /// Its address.
    pub(super) fn href(self, page: &str) -> String {
        let word = Self::ALL.into_iter().find(|(face, ..)| *face == self).map_or("", |(_, word, _)| word);
        if word.is_empty() { page.to_owned() } else { format!("{page}?tab={word}") }
    }
}

/// The page.
pub(in crate::pages) async fn page() -> Made {
    let (organization, name) = (param("organization")?, param("pipeline")?);
    let pipeline = ask(ShowPipeline { organization: organization.clone(), pipeline: name }).await?;
    let page = page_of(&pipeline.path);
    let face = Face::asked();
    let content = match face {
        Face::Overview => overview::overview(&pipeline),
        Face::Config => config::config(&pipeline).await?,
        Face::Versions => versions::versions(&pipeline).await?,
        Face::Metrics => metrics::metrics(&pipeline).await?,
        Face::Letters => letters::letters(&pipeline).await?,
        Face::Sharing => sharing::sharing(&pipeline).await?,
        Face::Settings => settings::settings(&pipeline),
    };
    let granted = ListPipelineAccess {
        organization: organization.clone(),
        pipeline: pipeline.name.clone(),
        limit: Some(500),
        after: None,
    };
    // Extras: the page is shown without them.
    let granted = ask(granted).await.map(|page| page.items.len()).ok();
    let figures = tiles(&pipeline).await;
    let dialog = dialogs::open(&pipeline, &face.href(&page)).await?;
    let wrong = ["deploy-pipeline", "claim-pipeline"].into_iter().find_map(|form| refused(form).0);
    let wrong = wrong.map(|fault| view! { <ErrorSummary title=fault.detail /> });
    let moving =
        matches!(pipeline.state, PipelineState::Deploying | PipelineState::Running | PipelineState::Degraded);
    let body = view! {
        {wrong}
        <div id=PIPELINE_NOW>{head(&pipeline, face, &face.href(&page))} {figures}</div>
        {moving.then(|| view! { <KeepFresh /> })}
        {tabs(&pipeline, &page, face, granted)}
        {content}
        {dialog}
    };
    let frame = Frame {
        section: Section::Organization(OrganizationSection::Pipelines),
        crumbs: vec![
            Crumb::to(organization.to_string(), format!("/{organization}")),
            Crumb::to("Pipelines", format!("/{organization}/-/pipelines")),
            Crumb::here(pipeline.name.to_string()).or(others(&pipeline).await),
        ],
        ..organization_frame(pipeline.path.to_string(), &organization.to_string()).await
    };
    Ok((frame, body.into_any()))
}

fn head(pipeline: &Pipeline, face: Face, here: &str) -> AnyView {
    let now = now();
    let badge = view! { <StateMark state=pipeline.state badge=true /> };
    let deployed = match (pipeline.deployed_version, pipeline.deployed_at) {
        (Some(version), Some(at)) => {
            let by = pipeline.deployed_by.as_ref().map(|by| format!(" by {by}"));
            view! {
                {format!("Version {version}, deployed ")}
                <Timestamp at now />
                {by}
                " · newest record "
                <strong>{age(pipeline.newest_record_at, now)}</strong>
            }
            .into_any()
        }
        _ => format!("Version {}, never deployed", pipeline.version).into_any(),
    };
    let stream = |path: String| view! { <Path path=path.clone() href=Some(format!("/{path}")) /> };
    // The overview tells it at length.
    let reason = pipeline.reason.clone().filter(|_| face != Face::Overview).map(|reason| {
        view! { <span class="state-reason">{reason}</span> }
    });
    let about = pipeline.description.to_string();
    let about = (!about.is_empty()).then(|| format!("{about} · "));
    let lede = view! {
        {about}
        {deployed}
        " · "
        {stream(pipeline.config.source.to_string())}
        " to "
        {stream(pipeline.config.sink.to_string())}
        {reason}
    };
    view! {
        <Title
            subject=Subject::Thing(Glyph::Pipeline, pipeline.path.to_string())
            badges=badge.into_any()
            actions=actions(pipeline, here)
            lede=lede.into_any()
        />
    }
    .into_any()
}

/// Teardown and Deploy, for who may; what is done already isn't offered.
fn actions(pipeline: &Pipeline, here: &str) -> Option<AnyView> {
    if !pipeline.rights.edit {
        return None;
    }
    let join = if here.contains('?') { '&' } else { '?' };
    let up = !matches!(pipeline.state, PipelineState::Draft | PipelineState::TornDown);
    let teardown = up.then(|| {
        view! {
            <LinkButton
                href=format!("{here}{join}teardown=pipeline")
                kind=ButtonKind::Danger
                glyph=Glyph::Stop
            >
                "Teardown…"
            </LinkButton>
        }
    });
    let again = up && !pipeline.edited && pipeline.state != PipelineState::Crashed;
    let deploy = (!again).then(|| {
        view! {
            <form method="post" action=here.to_owned()>
                {hidden("do", "deploy-pipeline")}
                {hidden("organization", &pipeline.path.organization)}
                {hidden("pipeline", &pipeline.name)}
                <SubmitButton kind=ButtonKind::Filled glyph=Glyph::Play>
                    {format!("Deploy version {}", pipeline.version)}
                </SubmitButton>
            </form>
        }
    });
    Some(
        view! {
            {teardown}
            {deploy}
        }
        .into_any(),
    )
}

/// The last hour in figures, and the errors of a day; nothing for one that never ran.
async fn tiles(pipeline: &Pipeline) -> Option<AnyView> {
    pipeline.deployed_version?;
    let range = |range| ShowPipelineMetrics {
        organization: pipeline.path.organization.clone(),
        pipeline: pipeline.name.clone(),
        range: Some(range),
    };
    let hour = ask(range(MetricsRange::Hour)).await.ok()?;
    let day = ask(range(MetricsRange::Day)).await.ok()?;
    let tiles = vec![
        MetricTile {
            label: "Records in, 1 h",
            figure: grouped(hour.records_in),
            unit: "",
            points: hour.points.iter().map(|point| point.records_in).collect(),
            errors: false,
        },
        MetricTile {
            label: "Records out, 1 h",
            figure: grouped(hour.records_out),
            unit: "",
            points: hour.points.iter().map(|point| point.records_out).collect(),
            errors: false,
        },
        MetricTile {
            label: "Filtered, 1 h",
            figure: filtered(&hour),
            unit: "%",
            points: hour
                .points
                .iter()
                .map(|point| {
                    point.records_in.saturating_sub(point.records_out).saturating_sub(point.dead_letters)
                })
                .collect(),
            errors: false,
        },
        MetricTile {
            label: "Still to take in",
            figure: grouped(pipeline.lag),
            unit: "",
            points: hour.points.iter().map(|point| point.freshness_ms.unwrap_or(0)).collect(),
            errors: false,
        },
        MetricTile {
            label: "Errors, 24 h",
            figure: grouped(day.dead_letters),
            unit: "",
            points: day.points.iter().map(|point| point.dead_letters).collect(),
            errors: true,
        },
    ];
    Some(view! { <Tiles label="The last hour" tiles=tiles /> }.into_any())
}

/// How much of a hundred the filters kept back.
fn filtered(metrics: &PipelineMetrics) -> String {
    let kept = metrics.records_in.saturating_sub(metrics.records_out).saturating_sub(metrics.dead_letters);
    let thousandths = kept.saturating_mul(1000).checked_div(metrics.records_in).unwrap_or(0);
    if thousandths.is_multiple_of(10) {
        (thousandths / 10).to_string()
    } else {
        format!("{}.{}", thousandths / 10, thousandths % 10)
    }
}

fn tabs(pipeline: &Pipeline, page: &str, face: Face, granted: Option<usize>) -> AnyView {
    let tabs = Face::ALL.map(|(of, _, label)| {
        let tab = Tab::new(label, of.href(page), face == of);
        match of {
            Face::Versions => tab.counted(pipeline.version.into()),
            Face::Letters if pipeline.dead_letters > 0 => tab.counted(pipeline.dead_letters),
            Face::Sharing => granted.map_or_else(|| tab.clone(), |count| tab.clone().counted(count as u64)),
            _ => tab,
        }
    });
    view! { <Tabs label="Pipeline" tabs=tabs.to_vec() /> }.into_any()
}

/// Other pipelines of its organization, for the switcher in the breadcrumb: an extra.
async fn others(pipeline: &Pipeline) -> Vec<(String, String)> {
    let organization = Some(pipeline.path.organization.clone());
    let list = ListPipelines { organization, limit: Some(50), ..ListPipelines::default() };
    let others = ask(list).await.map(|page| page.items).unwrap_or_default().into_iter();
    let others = others.filter(|other| other.name != pipeline.name);
    others.map(|other| (other.name.to_string(), page_of(&other.path))).collect()
}

/// What a fault says where a part of the page would be, for who may know of the pipeline but not of this part.
pub(super) fn refusal(fault: &Fault) -> AnyView {
    let why = fault.detail.clone();
    view! { <p>{why}</p> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_have_one_place() {
        let metrics = |records_in, records_out, dead_letters| PipelineMetrics {
            range: MetricsRange::Hour,
            step_seconds: 60,
            records_in,
            records_out,
            dead_letters,
            restarts: 0,
            p50_us: None,
            p90_us: None,
            p99_us: None,
            lag: 0,
            newest_record_at: None,
            points: Vec::new(),
        };
        let cases = [((0, 0, 0), "0"), ((1000, 916, 0), "8.4"), ((100, 80, 10), "10"), ((1, 2, 0), "0")];
        for ((read, written, failed), share) in cases {
            assert_eq!(filtered(&metrics(read, written, failed)), share);
        }
    }
}
