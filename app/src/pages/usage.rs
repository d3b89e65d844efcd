//! What is used: an organization's, one's own, and the panels that services and streams show of theirs.

mod one_secret;
mod panels;

use api::Fault;
use api::names::Name;
use api::organizations::ShowOrganization;
use api::usage::{ShowOrganizationUsage, ShowOwnUsage, Step, Usage, UsageOf, UsageRow};
use leptos::prelude::*;

use super::secrets::profile_head;
use super::services::meter;
use super::{Made, frame, hidden, organization_frame, param, query};
use crate::backend::{ask, viewer};
use crate::parts::{
    Cell, Empty, Glyph, Head, LinkButton, MainCell, Notice, Panel, Quota, Row, SearchField, Subject, Tab,
    Table, Tabs, Title, grouped,
};
use crate::shell::{Crumb, Frame, OrganizationSection, Section};
pub(super) use one_secret::{asked_secret, only_with};
pub(super) use panels::{Bounded, quota_panel, step, usage_panels};

/// Where one's own is.
const OWN: &str = "/-/profile/usage";

/// The ways in which an organization's use is broken down.
const WAYS: [(UsageOf, &str, &str); 4] = [
    (UsageOf::Members, "Members", "members"),
    (UsageOf::Services, "Services", "services"),
    (UsageOf::Streams, "Streams", "streams"),
    (UsageOf::Secrets, "Secrets", "secrets"),
];

/// One's own.
pub(super) async fn own_page() -> Made {
    let viewer = viewer().ok_or_else(Fault::unauthenticated)?;
    let secret = asked_secret()?;
    let usage = ask(ShowOwnUsage { by: step(), secret }).await?;
    let (first, here) = match secret {
        Some(id) => (only_with(id, OWN).await, format!("{OWN}?secret={id}")),
        None => (quota_panel(&usage, Bounded::Holder, None), OWN.to_owned()),
    };
    let body = view! {
        {profile_head(&viewer, "Usage")}
        <div class="stack">
            {first} {usage_panels(&usage, &here)}
            <p class="caption">
                "What you read and wrote at the expense of whoever pays for you now. Services pay with their own quota and stand on their own pages."
            </p>
        </div>
    };
    let crumbs = vec![Crumb::to(viewer.name.to_string(), format!("/{}", viewer.name)), Crumb::here("Usage")];
    Ok((Frame { crumbs, ..frame("Usage") }, body.into_any()))
}

/// An organization's.
pub(super) async fn page() -> Made {
    let name = param("organization")?;
    let organization = ask(ShowOrganization { organization: name.clone() }).await?;
    let (of, _, word) =
        WAYS.into_iter().find(|(.., word)| query("of").as_deref() == Some(word)).unwrap_or(WAYS[0]);
    let asked = query("user");
    let user: Option<Name> = asked.as_deref().and_then(|text| text.trim().parse().ok());
    let shown =
        ShowOrganizationUsage { organization: name.clone(), user: user.clone(), by: step(), of: Some(of) };
    let (usage, missing) = match ask(shown.clone()).await {
        // Whoever is looked for may be nobody: then everything is shown, and that said.
        Err(fault) if user.is_some() && fault.status() == 404 => {
            (ask(ShowOrganizationUsage { user: None, ..shown }).await?, true)
        }
        shown => (shown?, asked.is_some() && user.is_none()),
    };
    let user = user.filter(|_| !missing);
    let path = format!("/{name}/-/usage");
    let kept = user.as_ref().map_or_else(|| format!("of={word}"), |user| format!("user={user}"));
    let change = (organization.flags.admin && user.is_none()).then(|| format!("/{name}/-/settings"));
    let bounded = if user.is_some() { Bounded::Holder } else { Bounded::Payer };
    let rows = user.is_none().then(|| breakdown(&name, &path, of, &usage));
    let nobody = missing.then(|| {
        view! {
            <Notice title="Nobody of this name used anything here">
                <p>"This is the use of everybody."</p>
            </Notice>
        }
    });
    let lede = match &user {
        Some(user) => format!("What {user} read and wrote at {name}’s expense."),
        None => format!("What {name} pays for: everything that its members and services read and write."),
    };
    let body = view! {
        <Title
            subject=Subject::Page("Usage".into())
            actions=member_filter(&path, user.as_ref())
            lede=lede.into_any()
        />
        <div class="stack">
            {nobody} {quota_panel(&usage, bounded, change)} {usage_panels(&usage, &format!("{path}?{kept}"))}
            {rows}
        </div>
    };
    let frame = Frame {
        section: Section::Organization(OrganizationSection::Usage),
        crumbs: vec![Crumb::to(name.to_string(), format!("/{name}")), Crumb::here("Usage")],
        ..organization_frame(format!("Usage of {name}"), &name.to_string()).await
    };
    Ok((frame, body.into_any()))
}

/// Only one member's use.
fn member_filter(path: &str, user: Option<&Name>) -> AnyView {
    let (path, clear) = (path.to_owned(), user.map(|_| path.to_owned()));
    let value = user.map(ToString::to_string).unwrap_or_default();
    let hour = (step() == Some(Step::Hour)).then(|| hidden("by", "hour"));
    view! {
        <form class="search" method="get" action=path role="search">
            {hour}
            <SearchField name="user" value label="Only this member" />
        </form>
        {clear.map(|href| view! { <LinkButton href=href>"Show everybody"</LinkButton> })}
    }
    .into_any()
}

/// Who or what used most this month.
fn breakdown(organization: &Name, path: &str, of: UsageOf, usage: &Usage) -> AnyView {
    let (rows, used) = (usage.rows.clone(), usage.month.read_requests + usage.month.write_requests > 0);
    let by = if step() == Some(Step::Hour) { "&by=hour" } else { "" };
    let tabs = WAYS.map(|(way, label, word)| Tab::new(label, format!("{path}?of={word}{by}"), way == of));
    let word = WAYS.into_iter().find(|(way, ..)| *way == of).map_or("Members", |(_, label, _)| label);
    let list = if rows.is_empty() {
        let (title, line) = match of {
            UsageOf::Members if used => {
                ("No member used anything this month", "Services did, or accounts that are gone.")
            }
            UsageOf::Services if used => ("No service used anything this month", "Members did."),
            _ => (
                "Nothing used this month",
                "As soon as records are read or written, it stands here whose use it was.",
            ),
        };
        view! { <Empty glyph=Glyph::Chart title=title line=line /> }.into_any()
    } else {
        let bounded = matches!(of, UsageOf::Members | UsageOf::Services);
        let rows = rows.into_iter().map(|row| share(organization, of, row, bounded)).collect_view();
        let heads = vec![
            Head::Text(match of {
                UsageOf::Members => "Member",
                UsageOf::Services => "Service",
                UsageOf::Streams => "Stream",
                UsageOf::Secrets => "Secret",
            }),
            Head::Text("Read this month"),
            Head::Text("Write this month"),
            Head::End("Records read"),
            Head::End("Records written"),
            Head::End("Requests"),
        ];
        view! {
            <Table label=format!("Use by {}", word.to_lowercase()) heads=heads>
                {rows}
            </Table>
        }
        .into_any()
    };
    view! {
        <Panel title="Who used it" flush=true>
            <Tabs label="Use by" tabs=tabs.to_vec() />
            {list}
        </Panel>
    }
    .into_any()
}

fn share(organization: &Name, of: UsageOf, row: UsageRow, bounded: bool) -> impl IntoView + use<> {
    let known = row.name.clone();
    let name = known.clone().unwrap_or_else(|| {
        let nameless = match of {
            UsageOf::Members | UsageOf::Services => "deleted services and accounts",
            UsageOf::Streams => "deleted, or not for you to see",
            UsageOf::Secrets => "without a secret, or with a deleted one",
        };
        nameless.to_owned()
    });
    let href = known.and_then(|name| match of {
        UsageOf::Members => Some(format!("/{organization}/-/usage?user={name}")),
        UsageOf::Services => {
            let service = name.rsplit('/').next().unwrap_or(&name).to_owned();
            Some(format!("/{organization}/-/services/{service}?tab=usage"))
        }
        UsageOf::Streams => Some(format!("/{name}?tab=usage")),
        UsageOf::Secrets => {
            let id = row.secret?;
            // Whose it is, and how to recognise it.
            match name.split_once(" sgs_") {
                Some((service, _)) => {
                    Some(format!("/{organization}/-/services/{service}?tab=usage&secret={id}"))
                }
                None => Some(format!("{OWN}?secret={id}")),
            }
        }
    });
    let about = row.description.map(|text| text.to_string()).unwrap_or_default();
    let main = match href {
        Some(href) => view! { <a href=href>{name.clone()}</a> }.into_any(),
        None => view! { <span>{name.clone()}</span> }.into_any(),
    };
    let cell = |word: &str, used: u64, quota_mb: Option<u64>| {
        if bounded {
            meter(&name, word, Quota { used, quota_mb, ends_at: None })
        } else {
            crate::parts::bytes(used).into_any()
        }
    };
    let counts = row.counts;
    let read = cell("read", counts.read_bytes, row.read_quota_mb);
    let write = cell("write", counts.write_bytes, row.write_quota_mb);
    view! {
        <Row>
            <MainCell second=about prose=true>
                {main}
            </MainCell>
            <Cell label="Read">{read}</Cell>
            <Cell label="Write">{write}</Cell>
            <Cell label="Records read" end=true>
                {grouped(counts.read_records)}
            </Cell>
            <Cell label="Records written" end=true>
                {grouped(counts.write_records)}
            </Cell>
            <Cell label="Requests" end=true>
                {grouped(counts.read_requests.saturating_add(counts.write_requests))}
            </Cell>
        </Row>
    }
}
