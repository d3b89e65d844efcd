//! Sample pages of somebody's secrets.

use access::SecretKind;
use app::parts::*;
use app::shell::{Crumb, Frame, Section};
use leptos::prelude::*;

use crate::pages::{DAY, HOUR, NOW, switch};

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

pub(crate) fn secrets(frame: &mut Frame) -> AnyView {
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

pub(crate) fn revoke(frame: &mut Frame) -> AnyView {
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
