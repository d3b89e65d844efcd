//! The Secrets tab of the profile: issue, list, roll, revoke. The list and its dialogs serve the secrets of services, too.

mod adoption;
mod dialogs;
mod issued;
mod notices;
mod rows;

use api::Fault;
use api::secrets::{ListSecrets, ListedState, ShowReach};
use leptos::prelude::*;

use super::{Made, frame, outcome, query};
use crate::backend::{Viewer, ask, now, site, viewer};
use crate::forms::Outcome;
use crate::islands::{IssueForm, IssueSecret, one_time};
use crate::parts::{Avatar, AvatarSize, BarePanel, Empty, Glyph, Pager, Subject, Tab, Tabs, Title};
use crate::shell::{Crumb, Frame, Section};

/// Where the tab is.
const PATH: &str = "/-/profile/secrets";
pub(super) use dialogs::asked as asked_dialog;
pub(super) use notices::{leak, named, page_of, secret_notices, within};
pub(super) use rows::{Of, table};

/// Where its list of ended secrets is.
const ENDED: &str = "/-/profile/secrets?tab=ended";

/// The page.
pub(super) async fn page() -> Made {
    let viewer = viewer().ok_or_else(Fault::unauthenticated)?;
    let ended = query("tab").as_deref() == Some("ended");
    let state = if ended { ListedState::Ended } else { ListedState::Active };
    let list = ask(ListSecrets { state: Some(state), after: query("after"), limit: None }).await?;
    let reach = ask(ShowReach {}).await?;
    let (issued, form) = match outcome() {
        Some(Outcome::Issued(issued)) => (Some(issued), IssueForm::default()),
        Some(Outcome::Refused { form, fault, fields }) if form == "issue-secret" => {
            (None, IssueForm::refused(&fields, fault))
        }
        _ => (None, IssueForm::default()),
    };
    let new = issued.as_ref().map(|issued| issued.secret.id).or_else(|| query("new")?.parse().ok());
    let origin = site().origin;
    let dialog = dialogs::asked(PATH).await?;
    let notices = notices::notices(&secret_notices().await?, PATH);
    let count = list.items.len() as u64;
    let whole_list = list.next.is_none() && query("after").is_none();
    let own = whole_list.then_some(count);
    let other = others(if ended { ListedState::Active } else { ListedState::Ended }).await;
    let (active, over) = if ended { (other, own) } else { (own, other) };
    let counted = |tab: Tab, count: Option<u64>| match count {
        Some(count) => tab.counted(count),
        None => tab,
    };
    let tabs = vec![
        counted(Tab::new("Active", PATH, !ended), active),
        counted(Tab::new("Revoked and ended", ENDED, ended), over),
    ];
    let next =
        list.next.map(|next| format!("{PATH}?tab={}&after={next}", if ended { "ended" } else { "active" }));
    let rows = if list.items.is_empty() {
        nothing(ended)
    } else {
        let now = now();
        rows::table(list.items, PATH, rows::Of::Person, now, new)
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
            {issued.map(|issued| one_time(issued, &origin, PATH))} {notices}
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

/// How many secrets the other tab lists: an extra, told where one page holds them.
async fn others(state: ListedState) -> Option<u64> {
    let list = ask(ListSecrets { state: Some(state), after: None, limit: Some(100) }).await.ok()?;
    list.next.is_none().then_some(list.items.len() as u64)
}

/// The head of the profile's pages: who, and the faces of the profile.
pub(super) fn profile_head(viewer: &Viewer, current: &str) -> impl IntoView + use<> {
    let name = viewer.name.to_string();
    let tabs = [
        ("Secrets", PATH),
        ("Account", "/-/profile/account"),
        ("Sign-in & security", "/-/profile/security"),
        ("Usage", "/-/profile/usage"),
        ("Activity", "/-/profile/activity"),
    ];
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
