//! A stream's page: its newest records, how to connect, its schema, who can reach it, what
//! is read and written, its settings.

mod access;
mod connect;
mod records;
mod schema;
mod settings;

use api::names::StreamPath;
use api::projects::{Project, ShowProject};
use api::streams::{ListStreams, NewestRecords, ShowNewestRecords, ShowStream, Stream};
use api::usage::ShowStreamUsage;
use api::{Fault, FaultKind};
use leptos::prelude::*;

use super::usage::{step, usage_panels};
use super::{Made, organization_frame, param, posted, query, refused, siblings};
use crate::backend::{ask, viewer};
use crate::parts::{Glyph, LinkButton, Subject, Tab, Tabs, Title, VisibilityBadge};
use crate::shell::{Crumb, Frame, OrganizationSection, Section};

/// The faces of a stream.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Face {
    Records,
    Connect,
    Schema,
    Access,
    Usage,
    Settings,
}

impl Face {
    /// The face that was asked for, or that the posted form stands on.
    fn asked() -> Self {
        if posted("end-service") {
            return Self::Access;
        }
        if posted("delete-stream") {
            return Self::Settings;
        }
        if posted("update-stream") {
            let schema =
                refused("update-stream").1.iter().any(|(name, value)| name == "shows" && value == "schema");
            return if schema { Self::Schema } else { Self::Settings };
        }
        match query("tab").as_deref() {
            Some("connect") => Self::Connect,
            Some("schema") => Self::Schema,
            Some("access") => Self::Access,
            Some("usage") => Self::Usage,
            Some("settings") => Self::Settings,
            _ => Self::Records,
        }
    }
}

/// The refusal of the settings to who may only look.
fn unchangeable(project: &Project) -> Fault {
    if viewer().is_none() {
        return Fault::unauthenticated();
    }
    let path = &project.path;
    Fault {
        permission: Some("create".to_owned()),
        resource: Some(format!("project:{path}")),
        ..Fault::new(FaultKind::Forbidden, format!("This needs create on project {path}."))
    }
}

/// The page.
pub(super) async fn page() -> Made {
    let (organization, project, name) = (param("organization")?, param("project")?, param("stream")?);
    let stream = ask(ShowStream {
        organization: organization.clone(),
        project: project.clone(),
        stream: name.clone(),
    })
    .await?;
    let project = ask(ShowProject { organization: organization.clone(), project }).await?;
    let path = stream.path.to_string();
    let face = Face::asked();
    let content = match face {
        Face::Records => {
            let before = query("before").and_then(|before| before.parse().ok());
            let records = records(&stream, before).await?;
            view! {
                <div class="with-rail">
                    {records::records_panel(&stream, records, before)} {records::about(&stream)}
                </div>
            }
            .into_any()
        }
        Face::Connect => connect::connect(&stream).into_any(),
        Face::Schema => schema::schema(&stream, project.flags.create),
        Face::Access => access::access(&stream, &project).await?,
        Face::Usage => {
            let StreamPath { organization, project, stream } = stream.path.clone();
            let used = ask(ShowStreamUsage { organization, project, stream, by: step() }).await?;
            usage_panels(&used, &format!("/{path}?tab=usage"))
        }
        Face::Settings if !project.flags.create => return Err(unchangeable(&project)),
        Face::Settings => settings::settings(&stream).await?,
    };
    let lede = (!stream.description.as_str().is_empty()).then(|| stream.description.to_string().into_any());
    let badges = view! { <VisibilityBadge public=stream.public of="project" /> };
    let actions = (face != Face::Connect).then(|| {
        let href = format!("/{path}?tab=connect");
        view! {
            <LinkButton href=href glyph=Glyph::Terminal>
                "Read from here"
            </LinkButton>
        }
        .into_any()
    });
    let body = view! {
        <Title
            subject=Subject::Thing(Glyph::Stream, path.clone())
            badges=badges.into_any()
            actions=actions
            lede=lede
        />
        {tabs(&stream, &project, face)}
        {content}
    };
    let frame = Frame {
        section: Section::Organization(OrganizationSection::Projects),
        crumbs: vec![
            Crumb::to(organization.to_string(), format!("/{organization}")),
            Crumb::to(project.name.to_string(), format!("/{}", project.path)).or(siblings(
                &organization,
                &project.name,
            )
            .await),
            Crumb::here(stream.name.to_string()).or(others(&stream).await),
        ],
        ..organization_frame(path, &organization.to_string()).await
    };
    Ok((frame, body.into_any()))
}

/// The newest records; none for who may not read them.
async fn records(stream: &Stream, before: Option<u64>) -> Result<Option<NewestRecords>, Fault> {
    if !stream.read {
        return Ok(None);
    }
    let newest = ShowNewestRecords {
        organization: stream.path.organization.clone(),
        project: stream.path.project.clone(),
        stream: stream.name.clone(),
        before,
    };
    ask(newest).await.map(Some)
}

fn tabs(stream: &Stream, project: &Project, face: Face) -> impl IntoView + use<> {
    let path = &stream.path;
    let to = |label, tab: &str, of: Face| Tab::new(label, format!("/{path}?tab={tab}"), face == of);
    let mut tabs = vec![
        Tab::new("Records", format!("/{path}"), face == Face::Records),
        to("Connect", "connect", Face::Connect),
        to("Schema", "schema", Face::Schema),
    ];
    if viewer().is_some() {
        tabs.push(to("Access", "access", Face::Access));
    }
    // As the access list: a granted view, which public isn't.
    if project.flags.effective().view {
        tabs.push(to("Usage", "usage", Face::Usage));
    }
    if project.flags.create {
        tabs.push(to("Settings", "settings", Face::Settings));
    }
    view! { <Tabs label="Stream" tabs=tabs /> }
}

/// Other streams of its project, for the switcher in the breadcrumb.
async fn others(stream: &Stream) -> Vec<(String, String)> {
    let streams = ListStreams {
        organization: stream.path.organization.clone(),
        project: stream.path.project.clone(),
        limit: Some(50),
        after: None,
    };
    let others = ask(streams).await.map(|page| page.items).unwrap_or_default().into_iter();
    let others = others.filter(|other| other.name != stream.name);
    others.map(|other| (other.name.to_string(), format!("/{}", other.path))).collect()
}
