//! The sample pages.

use access::{SecretKind, Time};
use app::parts::*;
use app::shell::{Crumb, Frame, Layout, OrganizationSection, Section};
use leptos::prelude::*;

/// Draws one page and says what frame it wants.
type Draw = fn(&mut Frame) -> AnyView;

/// Every sample.
pub(crate) const ALL: &[(&str, Draw)] = &[
    ("secrets", secrets),
    ("revoke", revoke),
    ("sign-in", sign_in),
    ("home", home),
    ("find", find),
    ("project", project),
    ("create", create),
    ("stream", stream),
    ("audit", audit),
    ("refused", refused),
    ("missing", missing),
    ("empty", empty),
    ("usage", crate::services::usage),
    ("grid", crate::services::grid),
    ("icons", icons),
];

/// 21 Nov 2026, 12:00 UTC.
pub(crate) const NOW: Time = Time(1_795_262_400_000);
const HOUR: i64 = 3_600_000;
pub(crate) const DAY: i64 = 24 * HOUR;

fn switch(names: &[&str]) -> Vec<(String, String)> {
    names.iter().map(|name| ((*name).to_owned(), format!("/{name}"))).collect()
}

fn profile(frame: &mut Frame) -> AnyView {
    frame.section = Section::Secrets;
    frame.crumbs = vec![
        Crumb::to("ada", "/ada").or(switch(&["acme", "northwind"])),
        Crumb::to("Profile", "/-/profile"),
        Crumb::here("Secrets"),
    ];
    view! {
        <Title
            subject=Subject::Name("ada".to_owned())
            lead=view! { <Avatar name="ada" size=AvatarSize::Large /> }.into_any()
            lede=view! { "Billed to " <a href="/acme">"acme"</a> " since 3 Mar 2026" }.into_any()
        />
        <Tabs
            label="Your profile"
            tabs=vec![
                Tab::new("Profile", "/-/profile", false),
                Tab::new("Secrets", "/-/profile/secrets", true).counted(5),
                Tab::new("Sessions", "/-/profile/sessions", false).counted(2),
                Tab::new("Audit log", "/-/profile/audit", false),
            ]
        />
    }
    .into_any()
}

fn secrets(frame: &mut Frame) -> AnyView {
    let head = profile(frame);
    view! {
        {head}
        <div class="stack">
            <OneTimePanel
                name="laptop"
                kind=SecretKind::Full
                token="sgf_7Qm0000000000000000000000000000000000000000x3Tq00"
                note="Copy it now. It is shown this once; Sluicegate keeps only a hash of it. Until 19 Feb 2027 it can do what you can do, except issue another full secret or change how you sign in."
                curl="curl -H \"Authorization: Bearer $SLUICEGATE_SECRET\" https://gate.acme.example/api/v1/whoami"
                stored="/-/profile/secrets"
                revoke="/-/profile/secrets?revoke=1"
            />
            <Panel title="Issue a secret" flush=true>
                <Split preview=reach()>
                    <form class="form" method="post">
                        <TextField name="description" label="Description" value="nightly notebook" />
                        <RadioCards
                            name="kind"
                            legend="Kind"
                            chosen="private_read"
                            choices=vec![
                                Choice::new("full", "Full (CLI)", "Everything you may do. For your own terminal.")
                                    .aside("sgf_"),
                                Choice::new(
                                        "private_read",
                                        "Private read",
                                        "View what you can view, read your pipelines. Changes nothing.",
                                    )
                                    .aside("sgp_"),
                                Choice::new("public_read", "Public read", "View public projects only. The least harm if it leaks.")
                                    .aside("sgr_"),
                            ]
                        />
                        <Segmented
                            name="ends"
                            legend="Ends"
                            chosen="90"
                            choices=vec![("30", "30 days"), ("90", "90 days"), ("180", "180 days"), ("date", "Date")]
                        >
                            "19 Feb 2027, 23:59 UTC. acme caps secrets at 180 days."
                        </Segmented>
                        <div class="actions">
                            <SubmitButton kind=ButtonKind::Filled>"Issue secret"</SubmitButton>
                            <span class="caption">"For production, use a " <a href="/">"service secret"</a> "."</span>
                        </div>
                    </form>
                </Split>
            </Panel>
            {list()}
        </div>
    }
    .into_any()
}

fn reach() -> AnyView {
    view! {
        <Preview title="What this secret could reach now" live=true>
            <PreviewSection title="view · 2 organizations, 5 projects">
                <Reach path="acme" note="profile, members, usage" />
                <Reach path="acme/lake" note="6 streams" />
                <Reach path="acme/billing" note="2 streams" />
                <Reach path="northwind/weather" public=true />
            </PreviewSection>
            <PreviewSection title="Never, whatever your rights become">
                <PreviewLine change=Change::Never>"write records, change settings, issue secrets"</PreviewLine>
            </PreviewSection>
            <PreviewSection>
                <p class="caption">"It follows your rights: lose acme/lake, and so does the secret, at once."</p>
            </PreviewSection>
        </Preview>
    }
    .into_any()
}

fn list() -> AnyView {
    type Line = (&'static str, &'static str, SecretKind, i64, Option<i64>, &'static str, Option<i64>);
    let rows: [Line; 5] = [
        ("laptop", "sgf_7Qm…x3Tq", SecretKind::Full, 0, None, "", Some(90 * DAY)),
        (
            "old laptop",
            "sgf_b0R…9kLw",
            SecretKind::Full,
            -172 * DAY,
            Some(-2 * HOUR),
            "203.0.113.24",
            Some(22 * HOUR),
        ),
        (
            "grafana panel",
            "sgp_Xe1…m40s",
            SecretKind::PrivateRead,
            -68 * DAY,
            Some(-HOUR / 15),
            "10.4.0.17",
            Some(22 * DAY),
        ),
        (
            "notebook on atlas",
            "sgp_3hT…Zz8c",
            SecretKind::PrivateRead,
            -83 * DAY,
            Some(-3 * DAY),
            "198.51.100.8",
            Some(5 * DAY),
        ),
        (
            "status page",
            "sgr_mm2…0QaP",
            SecretKind::PublicRead,
            -314 * DAY,
            Some(-HOUR / 60),
            "many addresses",
            None,
        ),
    ];
    let rows = rows.map(|(name, prefix, kind, created, used, from, ends)| {
        let new = created == 0;
        let ends = ends.map(|span| NOW.plus(span));
        let state = match ends {
            _ if new => (Tone::Accent, "New"),
            Some(at) if soon(at, NOW) => (Tone::Warning, "Ending soon"),
            _ => (Tone::Success, "Active"),
        };
        view! {
            <Row state=if new { RowState::Selected } else { RowState::Plain }>
                <MainCell second=prefix second_label="Secret">{name}</MainCell>
                <Cell label="Kind">
                    <SecretKindBadge kind />
                </Cell>
                <Cell label="Created">
                    <Day at=NOW.plus(created) now=NOW />
                </Cell>
                <Cell label="Last used" second=(!from.is_empty()).then(|| from.to_owned())>
                    {used.map_or_else(|| "never".into_any(), |span| view! { <Timestamp at=NOW.plus(span) now=NOW /> }.into_any())}
                </Cell>
                <Cell label="Ends">
                    <Ends at=ends now=NOW />
                </Cell>
                <Cell label="State">
                    <Badge tone=state.0 text=state.1 />
                </Cell>
                <MenuCell>
                    <RowMenu id=format!("menu-{}", &prefix[4..7]) label=format!("Actions for {name}")>
                        <MenuLink href="/" glyph=Glyph::File>"Show activity"</MenuLink>
                        <hr />
                        <MenuLink href="/" glyph=Glyph::Ban danger=true>"Revoke…"</MenuLink>
                    </RowMenu>
                </MenuCell>
            </Row>
        }
    });
    view! {
        <BarePanel label="Secrets">
            <Tabs
                label="Secrets by state"
                tabs=vec![
                    Tab::new("Active", "?", true).counted(5),
                    Tab::new("Revoked and ended", "?state=ended", false).counted(3),
                ]
            />
            <Table
                label="Active secrets"
                heads=vec![
                    Head::Text("Name"),
                    Head::Text("Kind"),
                    Head::Text("Created"),
                    Head::Text("Last used"),
                    Head::Text("Ends"),
                    Head::Text("State"),
                    Head::Hidden("Actions"),
                ]
            >
                {rows.collect_view()}
            </Table>
        </BarePanel>
    }
    .into_any()
}

fn revoke(frame: &mut Frame) -> AnyView {
    let head = profile(frame);
    view! {
        {head}
        {list()}
        <Dialog
            title="Revoke grafana panel"
            line="Programs that use it are refused at once. This can’t be undone."
            action="/-/profile/secrets"
            close="/-/profile/secrets"
            command="sluicegate secret revoke 0198c2f4"
            confirm=view! { <SubmitButton kind=ButtonKind::DangerFilled>"Revoke secret"</SubmitButton> }.into_any()
        >
            <input type="hidden" name="do" value="revoke_secret" />
            <Facts facts=vec![
                ("Secret", view! { <code>"sgp_Xe1…m40s"</code> }.into_any()),
                ("Last used", "4 minutes ago, from 10.4.0.17".into_any()),
                ("Can reach", "2 organizations, 5 projects".into_any()),
            ] />
            <Notice tone=Tone::Warning>"It was used in the last hour: something will stop working."</Notice>
        </Dialog>
    }
    .into_any()
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

fn project(frame: &mut Frame) -> AnyView {
    frame.section = Section::Organization(OrganizationSection::Projects);
    frame.crumbs = vec![
        Crumb::to("acme", "/acme").or(switch(&["ada", "northwind"])),
        Crumb::to("Projects", "/acme"),
        Crumb::here("lake"),
    ];
    let rows = [
        ("orders", "4,120", -1),
        ("orders-clean", "3,988", -2),
        ("a-very-long-stream-name-for-returns-feed", "12", -90),
    ]
    .map(|(name, count, days)| {
        view! {
            <Row>
                <MainCell>
                    <Path path=format!("acme/lake/{name}") href=format!("/acme/lake/{name}") />
                </MainCell>
                <Cell label="Records" end=true>{count}</Cell>
                <Cell label="Created"><Day at=NOW.plus(days * DAY) now=NOW /></Cell>
            </Row>
        }
    });
    view! {
        <Title
            subject=Subject::Thing(Glyph::Folder, "acme/lake".to_owned())
            badges=view! { <VisibilityBadge public=false of="project" /> }.into_any()
            actions=view! { <LinkButton href="?" kind=ButtonKind::Filled glyph=Glyph::Plus>"New stream"</LinkButton> }.into_any()
            lede="Orders, returns and what is made of them.".into_any()
        />
        <Tabs label="acme/lake" tabs=vec![Tab::new("Streams", "?", true).counted(3), Tab::new("Settings", "?", false)] />
        <Panel
            title="Streams"
            flush=true
            foot=view! { <span>"Everybody with view here reads every stream."</span> <Pager range="1–3 of 9" next="?after=3".to_owned() /> }.into_any()
        >
            <Table label="Streams" heads=vec![Head::Text("Stream"), Head::End("Records"), Head::Text("Created")]>
                {rows.collect_view()}
            </Table>
        </Panel>
    }
    .into_any()
}

fn create(frame: &mut Frame) -> AnyView {
    let page = project(frame);
    view! {
        {page}
        <Dialog
            title="New project"
            line="In acme. You get all three flags on it."
            action="/acme"
            close="/acme"
            command="sluicegate project create acme/NAME"
            confirm=view! { <SubmitButton kind=ButtonKind::Filled>"Create project"</SubmitButton> }.into_any()
        >
            <ErrorSummary
                title="2 fields need another look"
                errors=vec![
                    ("name".to_owned(), "A name starts with a letter.".to_owned()),
                    ("description".to_owned(), "At most 1,000 characters.".to_owned()),
                ]
            />
            <TextField
                name="name"
                label="Name"
                kind=InputKind::Name
                value="9lives"
                error="A name starts with a letter.".to_owned()
            />
            <TextField name="description" label="Description" optional=true hint="What others will find here." />
            <RadioCards
                name="public"
                legend="Seen by"
                chosen="false"
                choices=vec![
                    Choice::new("false", "Private", "Only people and services that you let in."),
                    Choice::new("true", "Public", "Everybody: its page, streams and records.")
                        .refused(Some("acme does not allow public projects.".to_owned())),
                ]
            />
        </Dialog>
    }
    .into_any()
}

fn stream(frame: &mut Frame) -> AnyView {
    frame.section = Section::Organization(OrganizationSection::Projects);
    frame.crumbs = vec![
        Crumb::to("acme", "/acme").or(switch(&["ada"])),
        Crumb::to("Projects", "/acme"),
        Crumb::to("lake", "/acme/lake").or(switch(&["billing"])),
        Crumb::here("orders"),
    ];
    let rows = (4115..=4120).rev().map(|seq: i64| {
        view! {
            <Row>
                <MainCell>{seq}</MainCell>
                <Cell label="Written" second=exact(NOW)><Timestamp at=NOW.plus((seq - 4121) * HOUR / 4) now=NOW /></Cell>
                <Cell label="Record">
                    <code class="record">{format!("{{\"order\":{seq},\"customer\":\"c-{}\",\"total\":19.90,\"lines\":[{{\"sku\":\"tea-250\",\"n\":2}}]}}", seq % 7)}</code>
                </Cell>
            </Row>
        }
    });
    view! {
        <Title
            subject=Subject::Thing(Glyph::Stream, "acme/lake/orders".to_owned())
            badges=view! { <VisibilityBadge public=false of="project" /> }.into_any()
            actions=view! { <LinkButton href="?" glyph=Glyph::Terminal>"Read from here"</LinkButton> }.into_any()
        />
        <Tabs label="acme/lake/orders" tabs=vec![Tab::new("Records", "?", true), Tab::new("Connect", "?", false), Tab::new("Settings", "?", false)] />
        <div class="stack">
            <BarePanel label="Records">
                <Table label="Records" heads=vec![Head::Text("Number"), Head::Text("Written"), Head::Text("Record")]>
                    {rows.collect_view()}
                </Table>
                <div class="panel-foot">
                    <Pager range="4,115–4,120 of 4,120" previous="?after=9".to_owned() />
                </div>
            </BarePanel>
            <Panel title="Connect">
                <CodeLine text="sluicegate stream read acme/lake/orders --follow" command=true label="From a terminal" />
                <CodeBlock
                    label="With curl"
                    text="curl -H \"Authorization: Bearer $SLUICEGATE_SECRET\" \\\n  \"https://gate.acme.example/api/v1/streams/acme/lake/orders/records?after=0&limit=100\""
                />
                <Notice>"Reading needs " <code>"view"</code> " on acme/lake, or a service with " <code>"read"</code> " on this stream."</Notice>
            </Panel>
        </div>
    }
    .into_any()
}

fn audit(frame: &mut Frame) -> AnyView {
    frame.section = Section::Organization(OrganizationSection::AuditLog);
    frame.crumbs = vec![Crumb::to("acme", "/acme").or(switch(&["ada"])), Crumb::here("Audit log")];
    let rows = [
        ("ada", "issued a secret", "sgf_7Qm…x3Tq", "session", -1),
        ("ada", "created a stream", "acme/lake/orders", "full secret", -26),
        ("bob", "was refused", "acme/billing", "private read", -80),
    ]
    .map(|(who, what, on, by, hours)| {
        view! {
            <Row>
                <MainCell><Avatar name=who size=AvatarSize::Small /> {who}</MainCell>
                <Cell label="Did">{what}</Cell>
                <Cell label="On"><Path path=on /></Cell>
                <Cell label="With" second="203.0.113.24".to_owned()>{by}</Cell>
                <Cell label="When"><Timestamp at=NOW.plus(hours * HOUR) now=NOW /></Cell>
            </Row>
        }
    });
    view! {
        <Title subject=Subject::Page("Audit log".to_owned()) lede="Every change and every refusal in acme, newest first. Nothing in it can be edited.".into_any() />
        <BarePanel label="Audit log">
            <Table label="Audit log" heads=vec![Head::Text("Who"), Head::Text("Did"), Head::Text("On"), Head::Text("With"), Head::Text("When")]>
                {rows.collect_view()}
            </Table>
        </BarePanel>
        <Toast text="laptop is revoked." dismiss="?" />
    }
    .into_any()
}

/// A row of ticks that tell their path and offer to change it.
fn ticks() -> AnyView {
    let flags = access::Flags { admin: true, ..access::Flags::NONE };
    let cells = FLAGS.into_iter().zip(Held::of(flags)).map(|(flag, held)| {
        view! {
            <Cell label="Flag">
                <PathTick
                    person="bob"
                    flag
                    on="acme"
                    flags
                    held
                    standing="member since 14 Mar 2026"
                    granted="set by ada"
                    edit=Edit::Here("/acme/-/members?edit=bob".into())
                    id=format!("path-bob-{flag}")
                />
            </Cell>
        }
    });
    let cells = cells.collect_view();
    let heads = vec![Head::Text("Person"), Head::Text("View"), Head::Text("Create"), Head::Text("Admin")];
    view! {
        <Table label="Members" heads=heads>
            <Row>
                <MainCell>"bob"</MainCell>
                {cells}
            </Row>
        </Table>
    }
    .into_any()
}

/// A field that suggests, as it stands while somebody types.
fn find(_: &mut Frame) -> AnyView {
    let people = [
        ("cleo", "collaborator in acme"),
        ("clementine-of-the-long-and-winding-name", "not in acme"),
        ("clio", "member of acme"),
    ];
    let people = people.map(|(name, second)| Match { name: name.into(), second: second.into() });
    let confirm = view! { <SubmitButton kind=ButtonKind::Filled>"Choose flags…"</SubmitButton> };
    view! {
        <Title subject=Subject::Page("Members".into()) />
        <div class="selecting" data-editing="">
            <Panel
                title="People"
                flush=true
                foot=view! { <TickLegend editable=true /> }.into_any()
            >
                {ticks()}
            </Panel>
        </div>
        <Dialog
            title="Add collaborator"
            line="Adding gives flags at once, and who pays for them stays as it is."
            action="/acme/-/members"
            close="/acme/-/members"
            confirm=confirm.into_any()
            step=true
        >
            <div class="field">
                <label for="edit">"Username"</label>
                <div class="combobox">
                    <input class="input code" id="edit" name="edit" value="cl" autocomplete="off" />
                    <Matches
                        id="edit-matches"
                        label="People"
                        matches=people.to_vec()
                        marked=Some(0)
                        choose=Callback::new(|_| ())
                    />
                </div>
                <Chosen one=Match { name: "cleo".into(), second: "collaborator in acme".into() } />
                <p class="hint">"As the person signs in."</p>
            </div>
        </Dialog>
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
