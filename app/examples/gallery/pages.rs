//! The sample pages.

use access::Time;
use app::parts::*;
use app::shell::{Crumb, Frame, Layout, OrganizationSection, Section};
use leptos::prelude::*;

use crate::{people, secrets, services, things};

/// Draws one page and says what frame it wants.
type Draw = fn(&mut Frame) -> AnyView;

/// Every sample.
pub(crate) const ALL: &[(&str, Draw)] = &[
    ("secrets", secrets::secrets),
    ("revoke", secrets::revoke),
    ("sign-in", sign_in),
    ("home", home),
    ("find", people::find),
    ("project", things::project),
    ("create", things::create),
    ("stream", things::stream),
    ("audit", people::audit),
    ("refused", refused),
    ("missing", missing),
    ("empty", empty),
    ("usage", services::usage),
    ("grid", services::grid),
    ("icons", icons),
];

/// 21 Nov 2026, 12:00 UTC.
pub(crate) const NOW: Time = Time(1_795_262_400_000);
pub(crate) const HOUR: i64 = 3_600_000;
pub(crate) const DAY: i64 = 24 * HOUR;

pub(crate) fn switch(names: &[&str]) -> Vec<(String, String)> {
    names.iter().map(|name| ((*name).to_owned(), format!("/{name}"))).collect()
}

fn sign_in(frame: &mut Frame) -> AnyView {
    frame.layout = Layout::Bare;
    view! {
        <Gate title="Sign in to Sluicegate" host="gate.acme.example">
            <form class="form gate-panel" method="post">
                <TextField name="user" label="Username" kind=InputKind::Username value="ada" large=true />
                <TextField
                    name="password"
                    label="Password"
                    kind=InputKind::Password
                    large=true
                    autofocus=true
                    error="That username and password don’t match.".to_owned()
                />
                <SubmitButton kind=ButtonKind::Filled size=ButtonSize::Wide>"Sign in"</SubmitButton>
            </form>
            <CodeLine text="sluicegate auth login" command=true label="From a terminal" />
        </Gate>
    }
    .into_any()
}

fn home(frame: &mut Frame) -> AnyView {
    frame.section = Section::Home;
    frame.crumbs = vec![Crumb::here("Home")];
    let organization = |name: &'static str, second: &'static str, flags: &'static str, pays: bool| {
        view! {
            <LinkRow
                href=format!("/{name}")
                lead=view! { <Avatar name of=AvatarOf::Organization /> }.into_any()
                name=view! { {name} {pays.then(|| view! { <Badge tone=Tone::Accent text="pays for you" /> })} }.into_any()
                second
                end=view! { <code>{flags}</code> }.into_any()
            />
        }
    };
    view! {
        <Title
            subject=Subject::Page("Home".to_owned())
            actions=view! {
                <LinkButton href="/-/profile/secrets" glyph=Glyph::Key>"Issue secret"</LinkButton>
                <LinkButton href="/-/projects/new" glyph=Glyph::Plus>"New project"</LinkButton>
            }
                .into_any()
        />
        <div class="attention">
            <AttentionCard href="/-/profile/secrets" glyph=Glyph::Clock tone=Tone::Warning second="the next one tomorrow, 21:40 UTC">
                <strong>"2 secrets end"</strong>
                " within 7 days"
            </AttentionCard>
        </div>
        <div class="with-rail">
            <div class="stack">
                <Panel title="Projects" flush=true aside=view! { <a href="/">"All 14"</a> }.into_any()>
                    <Table label="Your projects" heads=vec![Head::Text("Project"), Head::Text("Visibility"), Head::End("Streams"), Head::Text("You hold")]>
                        {[("acme/lake", false, 6), ("acme/billing", false, 2), ("ada/scratch", true, 1)]
                            .map(|(path, public, streams)| {
                                view! {
                                    <Row>
                                        <MainCell>
                                            <Path path href=format!("/{path}") />
                                        </MainCell>
                                        <Cell label="Visibility">
                                            <VisibilityBadge public />
                                        </Cell>
                                        <Cell label="Streams" end=true>{streams}</Cell>
                                        <Cell label="You hold"><code>"view create"</code></Cell>
                                    </Row>
                                }
                            })
                            .collect_view()}
                    </Table>
                </Panel>
                <Panel title="Secrets ending soon" flush=true aside=view! { <a href="/">"All 5"</a> }.into_any()>
                    <Table label="Secrets ending soon" heads=vec![Head::Text("Name"), Head::Text("Ends"), Head::Text("Last used")]>
                        <Row>
                            <MainCell second="sgf_b0R…9kLw" second_label="Secret">"old laptop"</MainCell>
                            <Cell label="Ends"><Ends at=Some(NOW.plus(22 * HOUR)) now=NOW /></Cell>
                            <Cell label="Last used" second="203.0.113.24".to_owned()><Timestamp at=NOW.plus(-2 * HOUR) now=NOW /></Cell>
                        </Row>
                    </Table>
                </Panel>
            </div>
            <div class="stack">
                <Panel title="Organizations" flush=true>
                    <Rows>
                        {organization("acme", "12 projects", "create admin", true)}
                        {organization("northlight", "collaborator, 2 projects", "view", false)}
                        {organization("ada", "personal, 1 project", "admin", false)}
                    </Rows>
                </Panel>
            </div>
        </div>
    }
    .into_any()
}

fn refused(frame: &mut Frame) -> AnyView {
    frame.layout = Layout::Narrow;
    frame.crumbs = vec![Crumb::to("acme", "/acme"), Crumb::here("loader")];
    view! {
        <Refused
            title="You can see acme/loader, but not change it"
            doing="Changing a service’s permissions"
            permission="admin"
            resource="acme"
            held=Some(vec!["view".to_owned()])
            grantors=vec![
                Grantor { name: "ada".to_owned(), line: "@ada".to_owned() },
                Grantor { name: "bob".to_owned(), line: "@bob".to_owned() },
            ]
            grantors_are="admins of acme"
            back=("/".to_owned(), "Go to Home".to_owned())
            details=vec![("status", "403".to_owned()), ("permission", "admin".to_owned()), ("request", "01938f2c-7d1e".to_owned())]
        />
    }
    .into_any()
}

fn missing(frame: &mut Frame) -> AnyView {
    frame.layout = Layout::Narrow;
    frame.crumbs = vec![];
    view! { <Missing sign_in="/-/sign-in?next=/acme".to_owned() /> }.into_any()
}

fn empty(frame: &mut Frame) -> AnyView {
    frame.section = Section::Organization(OrganizationSection::Projects);
    frame.crumbs = vec![Crumb::to("acme", "/acme").or(switch(&["ada"])), Crumb::here("Projects")];
    view! {
        <Title subject=Subject::Page("Projects".to_owned()) />
        <BarePanel label="Projects">
            <Empty
                glyph=Glyph::Folder
                title="No projects yet"
                line="A project holds streams and says who reads and writes them. It starts private; only you can see it."
                actions=view! {
                    <LinkButton href="?" kind=ButtonKind::Filled glyph=Glyph::Plus>"New project"</LinkButton>
                    <LinkButton href="?" kind=ButtonKind::Ghost>"How projects work"</LinkButton>
                }
                    .into_any()
                command="sluicegate project create acme/lake"
            />
        </BarePanel>
    }
    .into_any()
}

fn icons(frame: &mut Frame) -> AnyView {
    frame.crumbs = vec![Crumb::here("Icons")];
    let icon = |glyph: &Glyph| {
        let lead = view! { <Tile glyph=*glyph tone=TileTone::Quiet /> };
        view! { <LinkRow lead=lead.into_any() name=format!("{glyph:?}").into_any() /> }
    };
    view! {
        <Title subject=Subject::Page("Icons".to_owned()) />
        <Panel title="Every icon" flush=true>
            <Rows>{Glyph::ALL.iter().map(icon).collect_view()}</Rows>
        </Panel>
    }
    .into_any()
}
