//! The Activity tab of the profile: the audit log of one's own account.

use access::Time;
use api::Fault;
use api::audit::{AuditEntry, ListAudit, Outcome};
use leptos::prelude::*;

use super::secrets::profile_head;
use super::{Made, frame, query};
use crate::backend::{ask, now, viewer};
use crate::parts::{
    Badge, BarePanel, Cell, Empty, Glyph, Head, MainCell, Pager, Row, Table, Timestamp, Tone, exact,
};
use crate::shell::{Crumb, Frame, Section};

/// Where the tab is.
const PATH: &str = "/-/profile/activity";

/// The page.
pub(super) async fn page() -> Made {
    let viewer = viewer().ok_or_else(Fault::unauthenticated)?;
    let log = ask(ListAudit { after: query("after"), limit: None }).await?;
    let next = log.next.map(|next| format!("{PATH}?after={next}"));
    let rows = if log.items.is_empty() {
        view! {
            <Empty
                glyph=Glyph::File
                title="Nothing yet"
                line="What you do, and what is done to your account, is kept here."
            />
        }
        .into_any()
    } else {
        let now = now();
        let rows = log.items.into_iter().map(|entry| row(entry, now)).collect_view();
        let heads = ["What", "When", "Who", "With", "From", "Outcome"].map(Head::Text).to_vec();
        view! {
            <Table label="Audit log" heads=heads>
                {rows}
            </Table>
        }
        .into_any()
    };
    let body = view! {
        {profile_head(&viewer, "Activity")}
        <BarePanel label="Activity">
            {rows}
            {next
                .map(|next| {
                    view! {
                        <div class="panel-foot">
                            <Pager range="Newest first" next=Some(next) />
                        </div>
                    }
                })}
        </BarePanel>
    };
    let crumbs =
        vec![Crumb::to(viewer.name.to_string(), format!("/{}", viewer.name)), Crumb::here("Activity")];
    let frame = Frame { section: Section::Elsewhere, crumbs, ..frame("Activity") };
    Ok((frame, body.into_any()))
}

/// `CreateProject` as "Create project".
fn words(operation: &str) -> String {
    operation.char_indices().fold(String::new(), |mut words, (index, c)| {
        if index > 0 && c.is_ascii_uppercase() {
            words.push(' ');
            words.push(c.to_ascii_lowercase());
        } else {
            words.push(c);
        }
        words
    })
}

fn row(entry: AuditEntry, now: Time) -> impl IntoView {
    let (tone, word) = match entry.outcome {
        Outcome::Done => (Tone::Success, "Done"),
        Outcome::Denied => (Tone::Danger, "Refused"),
    };
    let credential = serde_word(&format!("{:?}", entry.credential.kind));
    view! {
        <Row>
            <MainCell second=entry.resource second_label="On">
                {words(&entry.operation)}
            </MainCell>
            <Cell label="When" second=exact(entry.at)>
                <Timestamp at=entry.at now />
            </Cell>
            <Cell label="Who">{entry.actor}</Cell>
            <Cell label="With">{credential}</Cell>
            <Cell label="From">{entry.address.unwrap_or_else(|| "–".to_owned())}</Cell>
            <Cell label="Outcome">
                <Badge tone=tone text=word />
            </Cell>
        </Row>
    }
}

/// `PrivateRead` as "private read".
fn serde_word(kind: &str) -> String {
    words(kind).to_lowercase()
}
