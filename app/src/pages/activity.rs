//! Audit logs: the Activity tab of the profile, and an organization's for its admins.

use access::Time;
use api::Fault;
use api::Page;
use api::audit::{AuditEntry, ListAudit, ListOrganizationAudit, Outcome};
use leptos::prelude::*;

use super::secrets::profile_head;
use super::{Made, frame, organization_frame, param, query};
use crate::backend::{ask, now, viewer};
use crate::parts::{
    Badge, BarePanel, Cell, Empty, Glyph, Head, MainCell, Pager, Row, Subject, Table, Timestamp, Title, Tone,
    exact,
};
use crate::shell::{Crumb, Frame, OrganizationSection, Section};

/// Where the tab is.
const PATH: &str = "/-/profile/activity";

/// The page.
pub(super) async fn page() -> Made {
    let viewer = viewer().ok_or_else(Fault::unauthenticated)?;
    let log = ask(ListAudit { after: query("after"), limit: None }).await?;
    let body = view! {
        {profile_head(&viewer, "Activity")}
        {entries(log, PATH, "What you do, and what is done to your account, is kept here.")}
    };
    let crumbs =
        vec![Crumb::to(viewer.name.to_string(), format!("/{}", viewer.name)), Crumb::here("Activity")];
    let frame = Frame { section: Section::Elsewhere, crumbs, ..frame("Activity") };
    Ok((frame, body.into_any()))
}

/// An organization's audit log.
pub(super) async fn organization_page() -> Made {
    let organization = param("organization")?;
    let input =
        ListOrganizationAudit { organization: organization.clone(), after: query("after"), limit: None };
    let log = ask(input).await?;
    let path = format!("/{organization}/-/audit");
    let lede = "What was done here and what was refused, by whom and with which credential. Nothing in it can be \
        changed.";
    let body = view! {
        <Title subject=Subject::Page("Audit log".into()) lede=lede.into_any() />
        {entries(log, &path, "What is done and refused in this organization is kept here.")}
    };
    let crumbs =
        vec![Crumb::to(organization.to_string(), format!("/{organization}")), Crumb::here("Audit log")];
    let frame = organization_frame("Audit log", &organization.to_string()).await;
    let section = Section::Organization(OrganizationSection::AuditLog);
    Ok((Frame { section, crumbs, ..frame }, body.into_any()))
}

/// A page of entries with the way to the next.
fn entries(log: Page<AuditEntry>, path: &str, empty: &'static str) -> impl IntoView + use<> {
    let next = log.next.map(|next| format!("{path}?after={next}"));
    let rows = if log.items.is_empty() {
        view! { <Empty glyph=Glyph::File title="Nothing yet" line=empty /> }.into_any()
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
    view! {
        <BarePanel label="Audit log">
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
    }
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
