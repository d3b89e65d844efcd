//! The Secrets tab of the profile: issue, list, revoke.

use access::Time;
use api::Fault;
use api::secrets::{ListSecrets, ListedState, Secret, SecretState, ShowReach, ShowSecret};
use leptos::prelude::*;

use super::{Made, frame, outcome, query, whole};
use crate::backend::{Viewer, ask, now, site, viewer};
use crate::forms::Outcome;
use crate::islands::{IssueForm, IssueSecret, one_time};
use crate::parts::{
    Avatar, AvatarSize, Badge, BarePanel, ButtonKind, Cell, Day, Dialog, Empty, Ends, ErrorSummary, Glyph,
    Head, MainCell, MenuCell, MenuLink, Notice, Pager, Row, RowMenu, RowState, SecretKindBadge, Subject,
    SubmitButton, Tab, Table, Tabs, Timestamp, Title, Tone, exact, relative, soon,
};
use crate::shell::{Crumb, Frame, Section};

/// Where the tab is.
const PATH: &str = "/-/profile/secrets";
/// Where its list of ended secrets is.
const ENDED: &str = "/-/profile/secrets?tab=ended";

/// The page.
pub(super) async fn page() -> Made {
    let viewer = viewer().ok_or_else(Fault::unauthenticated)?;
    let ended = query("tab").as_deref() == Some("ended");
    let state = if ended { ListedState::Ended } else { ListedState::Active };
    let list = ask(ListSecrets { state: Some(state), after: query("after"), limit: None }).await?;
    let reach = ask(ShowReach {}).await?;
    let outcome = outcome();
    let (issued, form) = match outcome.clone() {
        Some(Outcome::Issued(issued)) => (Some(issued), IssueForm::default()),
        Some(Outcome::Refused { form, fault, fields }) if form == "issue-secret" => {
            (None, IssueForm::refused(&fields, fault))
        }
        _ => (None, IssueForm::default()),
    };
    let new = issued.as_ref().map(|issued| issued.secret.id).or_else(|| query("new")?.parse().ok());
    let origin = site().origin;
    let dialog = match query("revoke") {
        Some(id) => revoke_dialog(id, outcome).await?,
        None => None,
    };
    let count = list.items.len() as u64;
    let whole_list = list.next.is_none() && query("after").is_none();
    let counted = |tab: Tab, current: bool| if current && whole_list { tab.counted(count) } else { tab };
    let tabs = vec![
        counted(Tab::new("Active", PATH, !ended), !ended),
        counted(Tab::new("Revoked and ended", ENDED, ended), ended),
    ];
    let next =
        list.next.map(|next| format!("{PATH}?tab={}&after={next}", if ended { "ended" } else { "active" }));
    let rows = if list.items.is_empty() {
        nothing(ended)
    } else {
        let now = now();
        let rows = list.items.into_iter().map(|secret| row(secret, now, new)).collect_view();
        let heads = ["Name", "Kind", "Created", "Last used", "Ends", "State"].map(Head::Text);
        let heads = heads.into_iter().chain([Head::Hidden("Actions")]).collect();
        view! {
            <Table label="Secrets" heads=heads>
                {rows}
            </Table>
        }
        .into_any()
    };
    let pager = next.map(|next| {
        view! {
            <div class="panel-foot">
                <Pager range="" next=Some(next) />
            </div>
        }
    });
    let body = view! {
        {profile_head(&viewer, "Secrets")}
        <div class="stack">
            {issued.map(|issued| one_time(issued, &origin))}
            <IssueSecret
                user=viewer.id
                reach=reach
                form=form
                now=now()
                confirmed=viewer.confirmed
                origin=origin.clone()
            /> <div id="secrets">
                <BarePanel label="Your secrets">
                    <Tabs label="Secrets" tabs=tabs />
                    {rows}
                    {pager}
                </BarePanel>
            </div>
        </div>
        {dialog}
    };
    let crumbs =
        vec![Crumb::to(viewer.name.to_string(), format!("/{}", viewer.name)), Crumb::here("Secrets")];
    let frame = Frame { section: Section::Secrets, crumbs, ..frame("Secrets") };
    Ok((frame, body.into_any()))
}

/// The head of the profile's pages: who, and the faces of the profile.
pub(super) fn profile_head(viewer: &Viewer, current: &str) -> impl IntoView + use<> {
    let name = viewer.name.to_string();
    let tabs = [("Secrets", PATH), ("Activity", "/-/profile/activity")];
    let tabs = tabs.map(|(label, href)| Tab::new(label, href, label == current)).to_vec();
    let lede = view! {
        "Your account. Your personal organization is "
        <a href=format!("/{name}")>{name.clone()}</a>
        "."
    };
    view! {
        <Title
            subject=Subject::Name(name.clone())
            lead=view! { <Avatar name=name size=AvatarSize::Large /> }.into_any()
            lede=lede.into_any()
        />
        <Tabs label="Profile" tabs=tabs />
    }
}

fn nothing(ended: bool) -> AnyView {
    if ended {
        return view! {
            <Empty
                glyph=Glyph::Key
                title="Nothing has ended"
                line="Secrets that were revoked or have expired stay listed here."
            />
        }
        .into_any();
    }
    view! {
        <Empty
            glyph=Glyph::Key
            title="No secrets yet"
            line="A secret lets your code, notebook or terminal act as you. Issue one above."
            command="sluicegate secret issue --kind private-read --description notebook"
        />
    }
    .into_any()
}

/// What a secret is called: its description, or how its token is recognised.
fn called(secret: &Secret) -> String {
    match secret.description.as_str() {
        "" => "no description".to_owned(),
        text => text.to_owned(),
    }
}

fn row(secret: Secret, now: Time, new: Option<access::SecretId>) -> impl IntoView {
    let name = called(&secret);
    let menu = format!("secret-{}", secret.id);
    let revoke = format!("{PATH}?revoke={}", secret.id);
    let (tone, word) = match secret.state {
        SecretState::Active if new == Some(secret.id) => (Tone::Accent, "New"),
        SecretState::Active if secret.expires_at.is_some_and(|end| soon(end, now)) => {
            (Tone::Warning, "Ending soon")
        }
        SecretState::Active => (Tone::Success, "Active"),
        SecretState::Expired => (Tone::Neutral, "Expired"),
        SecretState::Revoked => (Tone::Danger, "Revoked"),
    };
    let active = secret.state == SecretState::Active;
    let state = if new == Some(secret.id) {
        RowState::Selected
    } else if active {
        RowState::Plain
    } else {
        RowState::Ended
    };
    let used = match secret.last_used_at {
        Some(at) => view! { <Timestamp at now /> }.into_any(),
        None => "never".into_any(),
    };
    let ends = match secret.revoked_at {
        Some(at) => view! {
            "revoked "
            <Timestamp at now />
        }
        .into_any(),
        None => view! { <Ends at=secret.expires_at now /> }.into_any(),
    };
    let actions = active.then(|| {
        view! {
            <RowMenu id=menu label=format!("Actions for {name}")>
                <MenuLink href=revoke glyph=Glyph::Ban danger=true>
                    "Revoke…"
                </MenuLink>
            </RowMenu>
        }
    });
    view! {
        <Row state=state>
            <MainCell second=secret.hint second_label="Secret">
                {name.clone()}
            </MainCell>
            <Cell label="Kind">
                <SecretKindBadge kind=secret.kind />
            </Cell>
            <Cell label="Created">
                <Day at=secret.created_at now />
            </Cell>
            <Cell label="Last used" second=secret.last_used_from>
                {used}
            </Cell>
            <Cell label="Ends">{ends}</Cell>
            <Cell label="State">
                <Badge tone=tone text=word />
            </Cell>
            <MenuCell>{actions}</MenuCell>
        </Row>
    }
}

/// The question before a secret is revoked, saying what would break.
async fn revoke_dialog(id: String, outcome: Option<Outcome>) -> Result<Option<impl IntoView>, Fault> {
    let Ok(id) = id.parse() else { return Err(Fault::not_found()) };
    let secret = ask(ShowSecret { id }).await?;
    if secret.state != SecretState::Active {
        return Ok(None);
    }
    let now = now();
    let name = called(&secret);
    let breaks = match (secret.last_used_at, &secret.last_used_from) {
        (Some(at), from) => {
            let from = from.as_ref().map(|from| format!(" from {from}")).unwrap_or_default();
            let line = format!("Last used {}{from} ({}).", relative(at, now), exact(at));
            view! {
                <Notice tone=Tone::Warning title="Code that still uses it will stop">
                    <p>{line}</p>
                </Notice>
            }
            .into_any()
        }
        (None, _) => view! {
            <Notice title="Nothing will break">
                <p>"It has never been used."</p>
            </Notice>
        }
        .into_any(),
    };
    let refused = outcome.and_then(|outcome| whole(&outcome.fault_of("revoke-secret").cloned()));
    let confirm = view! { <SubmitButton kind=ButtonKind::DangerFilled>"Revoke secret"</SubmitButton> };
    Ok(Some(view! {
        <Dialog
            title=format!("Revoke {name}")
            line=format!("{} is refused from the next request on. This can’t be undone.", secret.hint)
            action=PATH
            close=PATH
            command=format!("sluicegate secret revoke {id}")
            confirm=confirm.into_any()
        >
            <input type="hidden" name="do" value="revoke-secret" />
            <input type="hidden" name="id" value=id.to_string() />
            {refused.map(|title| view! { <ErrorSummary title=title /> })}
            {breaks}
        </Dialog>
    }))
}
