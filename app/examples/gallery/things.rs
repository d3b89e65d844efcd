//! Sample pages of projects and streams.

use app::parts::*;
use app::shell::{Crumb, Frame, OrganizationSection, Section};
use leptos::prelude::*;

use crate::pages::{DAY, HOUR, NOW, switch};

pub(crate) fn project(frame: &mut Frame) -> AnyView {
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

pub(crate) fn create(frame: &mut Frame) -> AnyView {
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

pub(crate) fn stream(frame: &mut Frame) -> AnyView {
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
