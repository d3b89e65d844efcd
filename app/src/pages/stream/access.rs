//! Who can read and write a stream, by which path; and beside it, for any one of them, why or why not.

use access::{Permission, ResourceKind};
use api::Fault;
use api::pipelines::ListPipelines;
use api::projects::Project;
use api::questions::{ExplainAccess, Explanation};
use api::streams::{ListStreamAccess, Stream, StreamAccess, StreamRight};
use leptos::prelude::*;

use super::super::answer::{Asked, answer, chain, takes};
use super::super::project::{Settling, settle};
use super::super::requests::{gives, wanted, wanted_by_service};
use super::super::{about, hidden, query};
use crate::backend::{ask, viewer};
use crate::parts::{
    Avatar, Badge, Cell, Empty, ErrorSummary, Glyph, Head, Held, HeldMark, MainCell, MenuCell, MenuLink,
    Pager, Panel, Path, Row, RowMenu, StateMark, SubmitButton, Table, Tile, TileTone, Tone,
};
use crate::shell::bar::encoded;

/// As many rows are counted; a stream that more can reach has pages and no counts.
const COUNTED: u32 = 500;

/// The tab: the list at the left, the question at the right.
pub(super) async fn access(stream: &Stream, project: &Project) -> Result<AnyView, Fault> {
    let writes = query("can").as_deref() == Some("write");
    let right = if writes { StreamRight::Write } else { StreamRight::Read };
    let list = |permission, limit, after| {
        ask(ListStreamAccess {
            organization: stream.path.organization.clone(),
            project: stream.path.project.clone(),
            stream: stream.name.clone(),
            permission,
            search: None,
            limit,
            after,
        })
    };
    let all = list(None, Some(COUNTED), None).await?;
    let known: Vec<String> = all.items.iter().map(who).collect();
    let of = |right: StreamRight| all.items.iter().filter(move |row| has(row, right));
    let (rows, next, counts) = if all.next.is_some() {
        let page = list(Some(right), None, query("after")).await?;
        (page.items, page.next, None)
    } else {
        let counts = (of(StreamRight::Read).count(), of(StreamRight::Write).count());
        (of(right).cloned().collect(), None, Some(counts))
    };
    let asked = query("who");
    let action = if query("what").as_deref() == Some("write") { "write" } else { "read" };
    let answer = match &asked {
        Some(who) => Some(explained(stream, who, action).await),
        None => None,
    };
    let admin = project.flags.admin;
    let dialog = match about("end", "end-service", "service").filter(|_| admin) {
        Some(service) => {
            let here = format!("/{}?tab=access", stream.path);
            Some(settle(project, &service, Settling::End, here).await?)
        }
        None => None,
    };
    let (path, public) = (stream.path.to_string(), stream.public);
    let wired = wired(stream).await;
    let give = match &asked {
        Some(who) => gives(who.trim(), action, project).await,
        None => None,
    };
    let question = explain_panel(&path, asked.unwrap_or_default(), action, known, answer, give);
    Ok(view! {
        <div class="with-explain">
            <div class="stack">{list_panel(&path, rows, next, counts, writes, public, admin)} {wired}</div>
            <div class="explain">{question}</div>
        </div>
        {dialog}
    }
    .into_any())
}

/// The pipelines that read it or append to it, as far as the viewer can read them; nothing where there are none.
async fn wired(stream: &Stream) -> Option<AnyView> {
    let path = &stream.path;
    let wired =
        ListPipelines { stream: Some(path.clone()), limit: Some(COUNTED), ..ListPipelines::default() };
    let wired = ask(wired).await.map(|page| page.items).unwrap_or_default().into_iter();
    let rows: Vec<AnyView> = wired
        .map(|pipeline| {
            let reads = pipeline.config.source == *path;
            let service = pipeline.config.service.within(&pipeline.path.organization);
            let as_whom = format!("/{}/-/services/{}", service.organization, service.service);
            let held = if reads { "reads it" } else { "appends to it" };
            view! {
                <Row>
                    <MainCell>
                        <Path
                            path=pipeline.path.to_string()
                            href=Some(crate::forms::pipelines::page(&pipeline.path))
                        />
                    </MainCell>
                    <Cell label="What it does">{held}</Cell>
                    <Cell label="As">
                        <Path path=service.to_string() href=Some(as_whom) />
                    </Cell>
                    <Cell label="State">
                        <StateMark state=pipeline.state />
                    </Cell>
                </Row>
            }
            .into_any()
        })
        .collect();
    if rows.is_empty() {
        return None;
    }
    let heads =
        vec![Head::Text("Pipeline"), Head::Text("What it does"), Head::Text("As"), Head::Text("State")];
    let foot = view! { <p>"Only pipelines that you can read. What they may do here is their service’s."</p> };
    Some(
        view! {
            <Panel title="Pipelines on this stream" flush=true foot=foot.into_any()>
                <Table label="Pipelines on this stream" heads=heads>
                    {rows}
                </Table>
            </Panel>
        }
        .into_any(),
    )
}

/// A person's name or a service's path.
fn who(row: &StreamAccess) -> String {
    let service = row.service.as_ref().map(ToString::to_string);
    row.user.as_ref().map(ToString::to_string).or(service).unwrap_or_default()
}

const fn has(row: &StreamAccess, right: StreamRight) -> bool {
    match right {
        StreamRight::Read => row.read,
        StreamRight::Write => row.write,
    }
}

fn list_panel(
    path: &str,
    rows: Vec<StreamAccess>,
    next: Option<String>,
    counts: Option<(usize, usize)>,
    writes: bool,
    public: bool,
    admin: bool,
) -> impl IntoView + use<> {
    let here = format!("/{path}?tab=access");
    let segment = |label: &str, count: Option<usize>, can: &str, current: bool| {
        let text = count.map_or_else(|| label.to_owned(), |count| format!("{label} {count}"));
        view! {
            <a href=format!("{here}&can={can}") aria-current=current.then_some("true")>
                {text}
            </a>
        }
    };
    let segments = view! {
        <div class="segments">
            {segment("Can read", counts.map(|(read, _)| read), "read", !writes)}
            {segment("Can write", counts.map(|(_, write)| write), "write", writes)}
        </div>
    };
    let list = if rows.is_empty() {
        let line = if writes {
            "Create on the project lets people write; a service is granted write on the stream."
        } else {
            "View on the project lets people read; a service is granted read on the stream."
        };
        let title = if writes { "Nobody can write this" } else { "Nobody can read this" };
        view! { <Empty glyph=Glyph::Access title=title line=line /> }.into_any()
    } else {
        let me = viewer().map(|viewer| viewer.name.to_string());
        let rows = rows.into_iter().enumerate();
        let rows = rows.map(|(index, row)| line(&here, index, row, me.as_deref(), writes, admin));
        let rows = rows.collect_view();
        let heads = vec![
            Head::Text("Who"),
            Head::Text("Read"),
            Head::Text("Write"),
            Head::Text("Path"),
            Head::Hidden("Actions"),
        ];
        view! {
            <Table label="Who can reach this stream" heads=heads>
                {rows}
            </Table>
        }
        .into_any()
    };
    let can = if writes { "write" } else { "read" };
    let next = next.map(|next| format!("{here}&can={can}&after={next}"));
    let everybody = if public && !writes {
        "The project is public: everybody can read it, without signing in. Services read only what they are granted."
    } else {
        "Organization rights do not reach into projects."
    };
    let foot = view! {
        <p>{everybody}</p>
        {next.map(|next| view! { <Pager range="By name" next=Some(next) /> })}
    };
    let title = if writes { "Who can write this" } else { "Who can read this" };
    view! {
        <Panel title=title flush=true aside=segments.into_any() foot=foot.into_any()>
            {list}
        </Panel>
    }
}

fn line(
    here: &str,
    index: usize,
    row: StreamAccess,
    me: Option<&str>,
    writes: bool,
    admin: bool,
) -> impl IntoView + use<> {
    let name = who(&row);
    let service = row.service.is_some();
    let lead = if service {
        view! { <Tile glyph=Glyph::Box tone=TileTone::Quiet /> }.into_any()
    } else {
        view! { <Avatar name=name.clone() /> }.into_any()
    };
    let kind = match (service, me == Some(name.as_str())) {
        (true, _) => view! { <Badge text="service" /> }.into_any(),
        (false, true) => view! { <Badge tone=Tone::Accent text="you" /> }.into_any(),
        (false, false) => ().into_any(),
    };
    let marks = [(row.read, "read"), (row.write, "write")].map(|(has, right)| {
        let held = match (has, is_direct(&row.paths, right)) {
            (false, _) => Held::No,
            (true, true) => Held::Direct,
            (true, false) => Held::Implied,
        };
        view! { <HeldMark held=held name=format!("{name}, {right}") /> }.into_any()
    });
    let [read, write] = marks;
    let wanted = if writes { "write" } else { "read" };
    let paths = row.paths.into_iter().filter(|path| path.last().is_some_and(|last| last.starts_with(wanted)));
    let paths = paths.map(chain).collect_view();
    let explain = format!("{here}&who={name}&what={wanted}");
    let end = (service && admin).then(|| {
        let href = format!("{here}&end={name}");
        view! {
            <MenuLink href=href glyph=Glyph::Ban danger=true>
                "End its grants…"
            </MenuLink>
        }
    });
    let label = format!("Actions for {name}");
    view! {
        <Row>
            <MainCell>{lead} {name} {kind}</MainCell>
            <Cell label="Read">{read}</Cell>
            <Cell label="Write">{write}</Cell>
            <Cell label="Path">
                <div class="paths">{paths}</div>
            </Cell>
            <MenuCell>
                <RowMenu id=format!("access-{index}") label=label>
                    <MenuLink href=explain glyph=Glyph::Info>
                        "Explain"
                    </MenuLink>
                    {end}
                </RowMenu>
            </MenuCell>
        </Row>
    }
}

/// Whether one step leads from what was given to the right.
fn is_direct(paths: &[Vec<String>], right: &str) -> bool {
    paths.iter().any(|path| path.len() <= 2 && path.last().is_some_and(|last| last.starts_with(right)))
}

async fn explained(stream: &Stream, who: &str, action: &'static str) -> Result<Explanation, Fault> {
    let kind = if who.contains('/') { "service" } else { "user" };
    let question = ExplainAccess {
        actor: format!("{kind}:{}", who.trim()),
        action: action.to_owned(),
        resource: format!("stream:{}", stream.path),
    };
    ask(question).await
}

fn explain_panel(
    path: &str,
    who: String,
    action: &'static str,
    known: Vec<String>,
    answer: Option<Result<Explanation, Fault>>,
    give: Option<String>,
) -> impl IntoView + use<> {
    let (here, path) = (format!("/{path}"), path.to_owned());
    let other = format!("/-/access?may={action}-stream&who={}&on={path}", encoded(who.trim()));
    let other = viewer().map(|_| view! { <a href=other>"Ask something else"</a> }.into_any());
    let options = known.into_iter().map(|name| view! { <option value=name></option> }).collect_view();
    let answer = answer.map(|answer| match answer {
        Ok(explanation) => answered(&who, action, &path, explanation, give),
        Err(fault) => view! { <ErrorSummary title=fault.detail /> }.into_any(),
    });
    let none = answer.is_none().then(|| {
        view! { <p>"Ask of any person or service whether they can, and why."</p> }
    });
    view! {
        <Panel title="Explain" aside=other>
            <form method="get" action=here>
                {hidden("tab", "access")}
                <input
                    class="input"
                    name="who"
                    list="known"
                    value=who
                    placeholder="ada, or acme/loader"
                    aria-label="Who: a person, or a service by its path"
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                    required=true
                />
                <datalist id="known">{options}</datalist>
                <select class="input code" name="what" aria-label="What">
                    <option value="read" selected=action == "read">
                        "read"
                    </option>
                    <option value="write" selected=action == "write">
                        "write"
                    </option>
                </select>
                <div class="actions">
                    <SubmitButton>"Explain"</SubmitButton>
                </div>
            </form>
            {none}
            {answer}
        </Panel>
    }
}

fn answered(who: &str, action: &str, path: &str, told: Explanation, give: Option<String>) -> AnyView {
    let (who, person) = (who.trim(), !who.contains('/'));
    let can = if told.decision { "can" } else { "can’t" };
    let give = give.filter(|_| !told.decision);
    let request = if person {
        let verb = if action == "write" { "write to" } else { "read" };
        wanted(action, &format!("stream:{path}"), Some(who), format!("to {verb} {path}"))
    } else {
        wanted_by_service(action, path, who)
    };
    let actor = format!("{}:{who}", if person { "user" } else { "service" });
    let command = format!("sluicegate access explain {actor} {action} stream:{path}");
    let title = format!("{who} {can} {action} this stream");
    let permission = if action == "write" { Permission::Write } else { Permission::Read };
    let takes = takes(person, (ResourceKind::Stream, permission), path);
    answer(Asked { actor, who: who.to_owned(), title, takes, give, request, more: None, command }, told)
}
