//! Home: what needs me, what others changed about my access, and where I can go.

mod changes;

use api::invites::{Invite, ListOwnInvites};
use api::organizations::{ListOrganizations, Organization};
use api::pipelines::{CountPipelines, ListPipelines, Pipeline, PipelineSort, PipelineState};
use api::projects::{ListProjects, Project};
use api::secrets::{NoticedSecret, SecretNotices};
use api::usage::{ShowOwnUsage, Step, Usage};
use leptos::prelude::*;

use super::pipelines::pipeline_table;
use super::secrets::{leak, named, page_of, secret_notices, within};
use super::{Made, flag_words, frame};
use crate::backend::{ask, now, reply, viewer};
use crate::parts::{
    AttentionCard, Avatar, AvatarOf, Badge, ButtonKind, ButtonSize, Cell, Change, Empty, Ends, Glyph, Head,
    LinkButton, LinkRow, MainCell, Panel, Path, PreviewLine, Quota, Row, Rows, Subject, Table, Title, Tone,
    VisibilityBadge, date, relative,
};
use crate::shell::{Crumb, Frame, Section};

/// The page. Somebody who isn't signed in is sent to do so.
pub(super) async fn page() -> Made {
    let Some(viewer) = viewer() else {
        reply().redirect("/-/sign-in");
        return Ok((frame("Home"), ().into_any()));
    };
    let projects = ask(ListProjects { limit: Some(20), ..ListProjects::default() }).await?;
    let organizations = ask(ListOrganizations::default()).await?.items;
    let invites = ask(ListOwnInvites { limit: Some(20), after: None }).await?.items;
    let SecretNotices { ending, leaked } = secret_notices().await?;
    // By the hour: the bars need the month's sum alone, not a line for each day.
    let usage = ask(ShowOwnUsage { by: Some(Step::Hour), secret: None }).await?;
    let changes = changes::panel().await?;
    let list =
        ListPipelines { sort: Some(PipelineSort::Updated), limit: Some(8), ..ListPipelines::default() };
    let pipelines = ask(list).await?.items;
    let all = ask(CountPipelines { organization: None }).await?.all;
    let crashed =
        ListPipelines { state: Some(PipelineState::Crashed), limit: Some(3), ..ListPipelines::default() };
    let crashed = ask(crashed).await?.items;
    let new_project = format!("/{}?new=project", viewer.name);
    let actions = view! {
        <LinkButton href="/-/profile/secrets" glyph=Glyph::Key>
            "Issue secret"
        </LinkButton>
        <LinkButton href="/-/organizations/new" glyph=Glyph::Plus>
            "New organization"
        </LinkButton>
        <LinkButton href=new_project.clone() glyph=Glyph::Plus>
            "New project…"
        </LinkButton>
    };
    let more = projects.next.is_some();
    let list = if projects.items.is_empty() {
        let actions = view! {
            <LinkButton href=new_project kind=ButtonKind::Filled glyph=Glyph::Plus>
                "New project…"
            </LinkButton>
        };
        view! {
            <Empty
                glyph=Glyph::Folder
                title="No projects yet"
                line="A project holds streams, and decides who may read and write them."
                actions=actions.into_any()
                command=format!("sluicegate project create {}/lake", viewer.name)
            />
        }
        .into_any()
    } else {
        project_table(projects.items).into_any()
    };
    let foot = more.then(|| {
        view! { <p>"The first 20 by path; an organization’s page has all of its own."</p> }.into_any()
    });
    let pays = organizations.iter().find(|one| one.pays_for_you).map(|one| one.path.clone());
    let body = view! {
        <Title subject=Subject::Page("Home".into()) actions=actions.into_any() />
        {leaks(&leaked)}
        {attention(&crashed, &ending, &invites, &usage)}
        <div class="with-rail">
            <div class="stack">
                {pipelines_panel(pipelines, all)} <Panel title="Projects" flush=true foot=foot>
                    {list}
                </Panel> {secrets_panel(ending)}
            </div>
            <div class="stack">
                {changes} {organizations_panel(organizations)}
                {invites.into_iter().map(|invite| invite_panel(invite, pays.as_deref())).collect_view()}
            </div>
        </div>
    };
    let frame = Frame { section: Section::Home, crumbs: vec![Crumb::here("Home")], ..frame("Home") };
    Ok((frame, body.into_any()))
}

/// Secrets that were found in the open; each goes once it is dismissed.
fn leaks(leaked: &[NoticedSecret]) -> Option<AnyView> {
    let now = now();
    let leaks = leaked.iter().map(|noticed| leak(noticed, "/", now)).collect_view();
    (!leaked.is_empty()).then(|| view! { <div class="stack leaks">{leaks}</div> }.into_any())
}

/// Percent of a quota from which on it needs the viewer.
const NEAR: u64 = 80;

/// The viewer's own quotas that come near their end.
fn quotas(usage: &Usage) -> Vec<AnyView> {
    let now = now();
    let both = [
        ("read", usage.month.read_bytes, usage.read_quota_mb),
        ("write", usage.month.write_bytes, usage.write_quota_mb),
    ];
    let near = both.into_iter().filter_map(|(what, used, quota_mb)| {
        let percent = Quota { used, quota_mb, ends_at: None }.percent()?;
        let tone = if percent >= 100 { Tone::Danger } else { Tone::Warning };
        (percent >= NEAR).then(|| {
            view! {
                <AttentionCard
                    href="/-/profile/usage"
                    glyph=Glyph::Chart
                    tone=tone
                    second=format!("starts anew {}", relative(usage.resets_at, now))
                >
                    <strong>{format!("{percent} %")}</strong>
                    {format!(" of your {what} quota is gone")}
                </AttentionCard>
            }
            .into_any()
        })
    });
    near.collect()
}

/// What needs the viewer.
fn attention(
    crashed: &[Pipeline],
    ending: &[NoticedSecret],
    invites: &[Invite],
    usage: &Usage,
) -> Option<impl IntoView + use<>> {
    let now = now();
    let secrets = ending.first().and_then(|next| Some((page_of(next), next.secret.expires_at?)));
    let secrets = secrets.map(|(page, end)| {
        let what = match ending.len() {
            1 => "1 secret ends".to_owned(),
            count => format!("{count} secrets end"),
        };
        let soonest = within(end, now);
        let rest = if ending.len() == 1 { format!(" {soonest}") } else { " within 14 days".to_owned() };
        let page = if ending.len() == 1 { page } else { "/-/profile/secrets".to_owned() };
        view! {
            <AttentionCard
                href=page
                glyph=Glyph::Clock
                tone=Tone::Warning
                second=format!("the next one {}", relative(end, now))
            >
                <strong>{what}</strong>
                {rest}
            </AttentionCard>
        }
    });
    let quotas = quotas(usage);
    let waiting = invites.iter().map(|invite| {
        let who = invite.organization.to_string();
        view! {
            <AttentionCard
                href=format!("/-/invites/{who}")
                glyph=Glyph::Mail
                second=format!("{who} would pay; ends {}", relative(invite.expires_at, now))
            >
                <strong>{who.clone()}</strong>
                " invites you"
            </AttentionCard>
        }
    });
    let waiting = waiting.collect::<Vec<_>>();
    let crashed = crashed.iter().map(|pipeline| {
        let path = pipeline.path.to_string();
        // What happened; what would help stands on its page.
        let reason = pipeline.reason.clone().unwrap_or_default();
        let reason = reason.split(". ").next().unwrap_or_default().to_owned();
        view! {
            <AttentionCard
                href=crate::forms::pipelines::page(&pipeline.path)
                glyph=Glyph::Warning
                tone=Tone::Danger
                second=reason
            >
                <strong>{path}</strong>
                " crashed"
            </AttentionCard>
        }
    });
    let crashed = crashed.collect::<Vec<_>>();
    let any = secrets.is_some() || !waiting.is_empty() || !crashed.is_empty() || !quotas.is_empty();
    any.then(|| view! { <div class="attention">{crashed} {secrets} {quotas} {waiting}</div> })
}

/// The viewer's pipelines, the one that was changed last first; nothing where there are none.
fn pipelines_panel(pipelines: Vec<Pipeline>, all: u32) -> Option<AnyView> {
    if pipelines.is_empty() {
        return None;
    }
    let aside = view! { <a href="/-/pipelines">{format!("All {all}")}</a> };
    Some(
        view! {
            <Panel title="Pipelines" flush=true aside=aside.into_any()>
                {pipeline_table(pipelines, false)}
            </Panel>
        }
        .into_any(),
    )
}

/// The secrets that end soon; nothing where none does.
fn secrets_panel(ending: Vec<NoticedSecret>) -> Option<impl IntoView> {
    let now = now();
    if ending.is_empty() {
        return None;
    }
    let rows = ending.into_iter().map(|noticed| {
        let page = page_of(&noticed);
        let name = named(&noticed);
        let secret = noticed.secret;
        let used = match (secret.last_used_at, secret.last_used_from) {
            (Some(at), Some(from)) => format!("used {}, {from}", relative(at, now)),
            (Some(at), None) => format!("used {}", relative(at, now)),
            (None, _) => "never used".to_owned(),
        };
        let roll = format!("{page}{}roll={}", if page.contains('?') { '&' } else { '?' }, secret.id);
        view! {
            <Row>
                <MainCell second=secret.hint>{name}</MainCell>
                <Cell label="Ends">
                    <Ends at=secret.expires_at now />
                </Cell>
                <Cell label="Last used">
                    <span class="muted">{used}</span>
                </Cell>
                <Cell label="">
                    <LinkButton href=roll size=ButtonSize::Small>
                        "Roll…"
                    </LinkButton>
                </Cell>
            </Row>
        }
    });
    let rows = rows.collect_view();
    let heads =
        vec![Head::Text("Secret"), Head::Text("Ends"), Head::Text("Last used"), Head::Hidden("Actions")];
    let all = view! { <a href="/-/profile/secrets">"All secrets"</a> };
    Some(view! {
        <Panel title="Secrets ending soon" flush=true aside=all.into_any()>
            <Table label="Secrets ending soon" heads=heads>
                {rows}
            </Table>
        </Panel>
    })
}

fn organizations_panel(organizations: Vec<Organization>) -> impl IntoView {
    let rows = organizations.into_iter().map(|organization| {
        let second = match (organization.personal, organization.pays_for_you) {
            (true, _) => "personal",
            (false, true) => "member",
            (false, false) => "collaborator",
        };
        let name = view! {
            {organization.path.clone()}
            {organization.pays_for_you.then(|| view! { <Badge tone=Tone::Accent text="pays for you" /> })}
        };
        view! {
            <LinkRow
                href=Some(format!("/{}", organization.path))
                lead=view! { <Avatar name=organization.path.clone() of=AvatarOf::Organization /> }.into_any()
                name=name.into_any()
                second=second
                end=view! { <code>{flag_words(organization.flags)}</code> }.into_any()
            />
        }
    });
    let rows = rows.collect_view();
    view! {
        <Panel title="Organizations" flush=true>
            <Rows>{rows}</Rows>
        </Panel>
    }
}

/// An invite that waits for an answer, with what it would change.
fn invite_panel(invite: Invite, pays: Option<&str>) -> impl IntoView + use<> {
    let now = now();
    let organization = invite.organization.to_string();
    let from = invite.invited_by.map(|by| format!("from {by}, ")).unwrap_or_default();
    let line = format!("{from}ends {}, {}", date(invite.expires_at), relative(invite.expires_at, now));
    let flags = flag_words(invite.flags);
    let gains = (!flags.is_empty()).then(|| {
        let organization = organization.clone();
        view! {
            <PreviewLine change=Change::Plus>
                <code>{flags.replace(' ', ", ")}</code>
                " on "
                {organization}
            </PreviewLine>
        }
    });
    let instead = pays.map(|pays| format!(" instead of {pays}")).unwrap_or_default();
    let (name, compare) = (organization.clone(), format!("/-/invites/{organization}"));
    view! {
        <Panel title="Invite waiting">
            <div class="invite-from">
                <Avatar name=organization.clone() of=AvatarOf::Organization />
                <span class="row-main">
                    <span class="name">{organization.clone()}</span>
                    <span class="second">{line}</span>
                </span>
            </div>
            <div>
                {gains} <PreviewLine change=Change::Arrow>{name} " pays for you" {instead}</PreviewLine>
            </div>
            <LinkButton href=compare size=ButtonSize::Wide>
                "Compare now and after"
            </LinkButton>
        </Panel>
    }
}

/// Projects with what the viewer may do in each.
pub(super) fn project_table(projects: Vec<Project>) -> impl IntoView {
    let rows = projects.into_iter().map(|project| {
        let path = project.path.to_string();
        let streams = project.streams.map_or_else(|| "–".to_owned(), |count| count.to_string());
        let flags = flag_words(project.flags);
        let may = if flags.is_empty() {
            "look, as anybody".into_any()
        } else {
            view! { <code>{flags}</code> }.into_any()
        };
        view! {
            <Row>
                <MainCell second=project.description.to_string() prose=true>
                    <Path path=path.clone() href=Some(format!("/{path}")) />
                </MainCell>
                <Cell label="Seen by">
                    <VisibilityBadge public=project.public />
                </Cell>
                <Cell label="Streams">{streams}</Cell>
                <Cell label="You may">{may}</Cell>
            </Row>
        }
    });
    let rows = rows.collect_view();
    let heads =
        vec![Head::Text("Project"), Head::Text("Seen by"), Head::Text("Streams"), Head::Text("You may")];
    view! {
        <Table label="Projects" heads=heads>
            {rows}
        </Table>
    }
}
