//! The members of an organization as a file for spreadsheets: the same rows as the members page, all of them.

use api::members::{ListMembers, Member, MemberFilter, MemberOrder, MemberSource};
use api::operations::Operation;
use api::{Fault, FaultKind, Page, Request, lists, time};
use axum::Router;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Extension, Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::reply;
use super::state::Web;
use super::who::Asking;

const HEAD: [&str; 14] = [
    "user",
    "email",
    "source",
    "view",
    "create",
    "admin",
    "billing_organization",
    "granted_by",
    "since",
    "last_active_at",
    "read_quota_mb",
    "write_quota_mb",
    "disabled",
    "expires_at",
];

/// What the members page shows and this exports.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Shown {
    search: Option<String>,
    filter: Option<String>,
    order: Option<String>,
}

/// The route, for sessions.
pub(super) fn routes() -> Router<Web> {
    Router::new().route("/{organization}/-/members/export", get(members))
}

async fn members(
    State(web): State<Web>,
    Extension(asking): Extension<Asking>,
    path: Result<Path<String>, PathRejection>,
    query: Result<Query<Shown>, QueryRejection>,
) -> Response {
    let exported = async {
        let unreadable = |_| Fault::new(FaultKind::BadRequest, "The query can’t be read.");
        let shown = query.map(|Query(shown)| shown).map_err(unreadable)?;
        text(&web, &asking, path.map(|Path(name)| name).unwrap_or_default(), shown).await
    };
    match exported.await {
        Ok((name, text)) => {
            let attachment = format!("attachment; filename=\"{name}-members.csv\"");
            let headers = [
                (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
                (header::CONTENT_DISPOSITION, attachment),
                (header::CACHE_CONTROL, "no-store".to_owned()),
            ];
            (headers, text).into_response()
        }
        // To whom isn't signed in, nothing is there.
        Err(_) if asking.is_anonymous() => reply::page(&Fault::not_found()),
        Err(fault) => reply::page(&fault),
    }
}

async fn text(
    web: &Web,
    asking: &Asking,
    organization: String,
    shown: Shown,
) -> Result<(String, Vec<u8>), Fault> {
    let organization: api::names::Name = organization.parse().map_err(|_| Fault::not_found())?;
    let filter: Option<MemberFilter> = word("filter", shown.filter)?;
    let order: Option<MemberOrder> = word("order", shown.order)?;
    let mut file = csv::Writer::from_writer(Vec::new());
    file.write_record(HEAD).map_err(|_| Fault::internal())?;
    let mut after = None;
    loop {
        let input = ListMembers {
            organization: organization.clone(),
            search: shown.search.clone(),
            filter,
            order,
            limit: Some(lists::MAX_LIMIT),
            after,
        };
        let response = web.backend.call(asking.caller().clone(), Request::from(input)).await?;
        let page: Page<Member> = ListMembers::output(response).ok_or_else(Fault::internal)?;
        for member in &page.items {
            let row = cells(member).map(|cell| harmless(&cell));
            file.write_record(row).map_err(|_| Fault::internal())?;
        }
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    let text = file.into_inner().map_err(|_| Fault::internal())?;
    Ok((organization.to_string(), text))
}

/// A word of the query; a form sends an empty one for none.
fn word<T: DeserializeOwned>(field: &str, text: Option<String>) -> Result<Option<T>, Fault> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(None) };
    let word = serde_json::from_value(serde_json::Value::String(text));
    word.map(Some).map_err(|_| Fault::field(field, "there is no such choice"))
}

fn cells(member: &Member) -> [String; 14] {
    let name = |name: &Option<api::names::Name>| name.as_ref().map(ToString::to_string).unwrap_or_default();
    let number = |number: Option<u64>| number.map(|number| number.to_string()).unwrap_or_default();
    let source = match member.source {
        MemberSource::Member => "member",
        MemberSource::Collaborator => "collaborator",
        MemberSource::Invite => "invite",
    };
    [
        name(&member.user),
        member.email.clone().unwrap_or_default(),
        source.to_owned(),
        member.flags.view.to_string(),
        member.flags.create.to_string(),
        member.flags.admin.to_string(),
        name(&member.billing_organization),
        name(&member.granted_by),
        time::to_rfc3339(member.since),
        member.last_active_at.map(time::to_rfc3339).unwrap_or_default(),
        number(member.read_quota_mb),
        number(member.write_quota_mb),
        member.disabled.to_string(),
        member.expires_at.map(time::to_rfc3339).unwrap_or_default(),
    ]
}

/// A cell that no spreadsheet takes for a formula: an apostrophe says that it is text.
fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for bad in ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "=cmd|'/c calc'!A0"] {
            assert_eq!(harmless(bad), format!("'{bad}"));
        }
        for good in ["", "ada", "ada@example.com", "2026-01-01T00:00:00Z"] {
            assert_eq!(harmless(good), good);
        }
    }
}
