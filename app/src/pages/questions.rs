//! Every question about access, at one place: why or why not, what somebody may do, who may. Plain GET forms: the question
//! stands in the address, so it can be sent to somebody else, who gets the answer that is theirs to hear.

mod asked;
mod fields;
mod found;
mod list;
mod why;

use api::Fault;
use leptos::prelude::*;

use super::{Made, frame};
use crate::backend::{reply, site, viewer};
use crate::parts::{ButtonKind, CopyButton, Empty, Glyph, Panel, Subject, SubmitButton, Tab, Tabs, Title};
use crate::shell::{Crumb, Frame, Section};
use asked::{Ask, Asked, Errors};

const PATH: &str = "/-/access";
const LEDE: &str = "Who may do what, and by which grants. Of yourself you hear everything, of others what you may know: \
    where you can see an access list, all who are on it.";

/// The page.
pub(super) async fn page() -> Made {
    let viewer = viewer().ok_or_else(Fault::unauthenticated)?;
    let asked = Asked::of_query(&viewer);
    let made = match (asked.is_asked(), asked.ask) {
        (false, _) => Ok(empty(asked.ask)),
        (true, Ask::Why) => why::answer(&asked).await?,
        (true, Ask::List) => found::resources(&asked).await?,
        (true, Ask::WhoCan) => found::subjects(&asked).await?,
    };
    let (errors, answer) = match made {
        Ok(answer) => (Errors::default(), answer),
        Err(errors) => {
            reply().set_status(422);
            (errors, empty(asked.ask))
        }
    };
    let tabs = Ask::ALL.map(|ask| Tab::new(ask.label(), asked.link(ask), ask == asked.ask)).to_vec();
    let body = view! {
        <Title subject=Subject::Page("Access".into()) lede=LEDE.into_any() />
        <Tabs label="Questions" tabs=tabs />
        <div class="asking">{question(&asked, errors)} <div>{answer}</div></div>
    };
    let crumbs = vec![Crumb::here("Access")];
    Ok((Frame { section: Section::Access, crumbs, ..frame("Access") }, body.into_any()))
}

/// The form.
fn question(asked: &Asked, errors: Errors) -> impl IntoView + use<> {
    let site = site();
    let copy = asked.is_asked().then(|| {
        let link = format!("{}{}", site.origin, asked.link(asked.ask));
        view! { <CopyButton text=link label="Copy the link to this question" /> }.into_any()
    });
    let fields = asked.fields(errors);
    let act = asked.ask.act();
    view! {
        <Panel title="Question" aside=copy>
            <form class="form" method="get" action=PATH>
                {fields}
                <div class="actions">
                    <SubmitButton kind=ButtonKind::Filled>{act}</SubmitButton>
                </div>
            </form>
        </Panel>
    }
}

/// What stands there before anything is asked.
fn empty(ask: Ask) -> AnyView {
    let (glyph, title, line, command) = match ask {
        Ask::Why => (
            Glyph::Access,
            "Ask why, or why not",
            "Each grant, role and team that leads to a yes; or what comes close, and who can give it.",
            "sluicegate access explain user:ada read stream:acme/lake/orders",
        ),
        Ask::List => (
            Glyph::Folder,
            "Ask what somebody may do",
            "Every organization, project, stream or pipeline on which they may do it.",
            "sluicegate access list user:ada --kind stream --action read",
        ),
        Ask::WhoCan => (
            Glyph::Users,
            "Ask who may do something",
            "Every person and every service that may, by whatever way.",
            "sluicegate access who-can read stream:acme/lake/orders",
        ),
    };
    view! {
        <div class="panel">
            <Empty glyph=glyph title=title line=line command=command />
        </div>
    }
    .into_any()
}
