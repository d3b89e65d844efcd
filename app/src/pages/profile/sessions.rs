//! The panel of browser sessions: which there are, end one, end all others.

use access::Time;
use api::Fault;
use api::sessions::{ListSessions, Session};
use leptos::prelude::*;

use super::super::{hidden, query, refused, whole};
use super::SECURITY;
use crate::backend::{ask, now};
use crate::parts::{
    Badge, ButtonKind, ButtonSize, Cell, Day, ErrorSummary, Head, MainCell, Pager, Panel, Row, RowState,
    SubmitButton, Table, Timestamp, Tone,
};

/// The panel.
pub(in crate::pages) async fn panel() -> Result<AnyView, Fault> {
    let list = ask(ListSessions { limit: None, after: query("after") }).await?;
    let (one, all) = (refused("end-session").0, refused("end-other-sessions").0);
    let fault = whole(&one).or_else(|| whole(&all));
    let others = list.next.is_some() || list.items.iter().any(|session| !session.current);
    let now = now();
    let heads = ["Device", "Address", "Begun", "Last seen"].map(Head::Text);
    let heads = heads.into_iter().chain([Head::Hidden("End")]).collect();
    let rows = list.items.into_iter().map(|session| row(session, now)).collect_view();
    let end_others = others.then(|| {
        view! {
            <form method="post" action=SECURITY>
                {hidden("do", "end-other-sessions")}
                <SubmitButton kind=ButtonKind::Danger size=ButtonSize::Small>
                    "End all others"
                </SubmitButton>
            </form>
        }
        .into_any()
    });
    let foot = list
        .next
        .map(|next| view! { <Pager range="" next=Some(format!("{SECURITY}?after={next}")) /> }.into_any());
    let panel = view! {
        <Panel title="Sessions" aside=end_others foot=foot flush=true>
            {fault.map(|title| view! { <ErrorSummary title=title /> })}
            <Table label="Sessions" heads=heads>
                {rows}
            </Table>
        </Panel>
    };
    Ok(panel.into_any())
}

fn row(session: Session, now: Time) -> impl IntoView {
    let (state, end) = if session.current {
        (RowState::Selected, view! { <Badge tone=Tone::Accent text="This one" /> }.into_any())
    } else {
        let label = format!(" the session on {}", session.device);
        let end = view! {
            <form method="post" action=SECURITY>
                {hidden("do", "end-session")}
                {hidden("id", session.id)}
                <SubmitButton size=ButtonSize::Small>
                    "End" <span class="visually-hidden">{label}</span>
                </SubmitButton>
            </form>
        };
        (RowState::Plain, end.into_any())
    };
    let address = if session.address.is_empty() { "unknown".to_owned() } else { session.address };
    view! {
        <Row state=state>
            <MainCell>{session.device}</MainCell>
            <Cell label="Address">{address}</Cell>
            <Cell label="Begun">
                <Day at=session.created_at now />
            </Cell>
            <Cell label="Last seen">
                <Timestamp at=session.last_seen_at now />
            </Cell>
            <Cell label="">{end}</Cell>
        </Row>
    }
}
