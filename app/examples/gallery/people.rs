//! Sample pages of people, and of what they did.

use app::parts::*;
use app::shell::{Crumb, Frame, OrganizationSection, Section};
use leptos::prelude::*;

use crate::pages::{HOUR, NOW, switch};

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
pub(crate) fn find(_: &mut Frame) -> AnyView {
    let people = [
        ("cleo", "collaborator in acme"),
        ("clementine-of-the-long-and-winding-name", "not in acme"),
        ("clio", "member of acme"),
    ];
    let people = people.map(|(name, second)| Match {
        like: MatchLike::Person,
        name: name.into(),
        second: second.into(),
    });
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
                <Chosen one=Match {
                    like: MatchLike::Person,
                    name: "cleo".into(),
                    second: "collaborator in acme".into(),
                } />
                <p class="hint">"As the person signs in."</p>
            </div>
        </Dialog>
    }
    .into_any()
}

pub(crate) fn audit(frame: &mut Frame) -> AnyView {
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
