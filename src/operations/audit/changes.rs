//! What others lately did to one's own access: the audit log's rows, as facts that a page can put into words.

use access::{actions, authorize};
use api::Fault;
use api::audit::{AccessChange, AccessChanges, Altered, ListAccessChanges};
use serde_json::Value;

use crate::operations::Context;
use crate::operations::facts::own_account;
use crate::store::audit::{self, AuditRow};

/// The most changes that are listed.
const CHANGES: i64 = 10;
/// The flags, as rows name them.
const FLAGS: [&str; 3] = ["view", "create", "admin"];

/// Lists what others lately did to the caller's access, newest first.
///
/// # Errors
/// A fault that says why not.
pub async fn list_access_changes(context: &Context, _: ListAccessChanges) -> Result<AccessChanges, Fault> {
    context
        .reading("ListAccessChanges", async |tx| {
            let proof = authorize::<actions::ListAudit>(context.actor(), &own_account(context))?;
            let rows = audit::changes_of_access(tx, &proof, CHANGES).await?;
            Ok(AccessChanges { items: rows.into_iter().filter_map(change).collect() })
        })
        .await
}

/// A row as a change; none for one that says of itself that it is about something else.
fn change(row: AuditRow) -> Option<AccessChange> {
    let (kind, path) = row.resource.split_once(':')?;
    let state = |text: &Option<String>| -> Value {
        text.as_deref().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
    };
    let (before, after) = (state(&row.before), state(&row.after));
    let role = |state: &Value| state.get("role").and_then(Value::as_str).map(str::to_owned);
    let altered = match (row.operation.as_str(), kind) {
        ("RemoveMember" | "RemoveMembers", _) => Altered::Removed,
        ("UpdateMemberQuota", _) => Altered::Quota,
        ("GrantAdmin", _) => Altered::Flags { gained: vec!["admin".to_owned()], lost: Vec::new() },
        (_, "pipeline") => Altered::Role { from: role(&before), to: role(&after) },
        (_, "team") => {
            Altered::Team { member: after.get("member").and_then(Value::as_bool).unwrap_or_default() }
        }
        _ => {
            let held =
                |state: &Value, flag: &str| state.get(flag).and_then(Value::as_bool).unwrap_or_default();
            let moved = |from: &Value, to: &Value| {
                FLAGS
                    .into_iter()
                    .filter(|flag| !held(from, flag) && held(to, flag))
                    .map(str::to_owned)
                    .collect()
            };
            Altered::Flags { gained: moved(&before, &after), lost: moved(&after, &before) }
        }
    };
    let actor = row.actor.split_once(':').map_or(row.actor.as_str(), |(_, name)| name).to_owned();
    Some(AccessChange { at: row.at, actor, kind: kind.to_owned(), path: path.to_owned(), altered })
}
