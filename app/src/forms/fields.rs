//! Fields of forms as the fields of operations: what a browser doesn't send, sends in parts, or sends under another name.

use api::Fault;
use api::names::Name;
use serde::de::DeserializeOwned;

use super::Fields;

/// A tick that isn't set isn't sent, and a flag that isn't sent stays: a form that shows all three says so by a field
/// `flags`, and then what is missing is off.
pub(super) fn whole_flags(fields: &mut Fields) {
    if take(fields, "flags").is_some() {
        for flag in ["view", "create", "admin"] {
            if !has(fields, flag) {
                fields.push((flag.to_owned(), "false".to_owned()));
            }
        }
    }
}

/// What can't be undone asks for the name of what it is about.
pub(super) fn confirmed(mut fields: Fields, about: &'static str) -> Result<Fields, Fault> {
    let typed = take(&mut fields, "typed").and_then(|typed| typed.trim().parse::<Name>().ok());
    let name = fields.iter().find(|(field, _)| field == about).map(|(_, name)| name.clone());
    match (typed, name) {
        (Some(typed), Some(name)) if name.parse() == Ok(typed.clone()) => Ok(fields),
        (_, name) => Err(Fault::field(
            "typed",
            format!("type “{}” to confirm", name.unwrap_or_else(|| about.to_owned())),
        )),
    }
}

/// The same for one's own account, which the operation doesn't name: the field `account` is for the question alone.
pub(super) fn confirmed_account(fields: Fields) -> Result<Fields, Fault> {
    let mut fields = confirmed(fields, "account")?;
    take(&mut fields, "account");
    Ok(fields)
}

/// An empty field counts as left out. A form that shows texts that may be emptied names them in its field `shows`.
pub(super) fn cleared(mut fields: Fields, texts: &[&str]) -> Fields {
    let shows = take(&mut fields, "shows").unwrap_or_default();
    for text in texts {
        if shows.split(' ').any(|shown| shown == *text) && !has(&fields, text) {
            fields.push(((*text).to_owned(), String::new()));
        }
    }
    fields
}

/// Ticks of one name are one field, with commas between what is ticked.
pub(super) fn joined(mut fields: Fields, name: &str) -> Fields {
    let (ticked, mut others): (Fields, Fields) = fields.drain(..).partition(|(field, _)| field == name);
    if !ticked.is_empty() {
        let values: Vec<String> = ticked.into_iter().map(|(_, value)| value).collect();
        others.push((name.to_owned(), values.join(",")));
    }
    others
}

/// The fields of a form on quotas.
pub(super) const QUOTAS: [&str; 2] = ["read_quota_mb", "write_quota_mb"];

/// A bound that is left empty is none.
pub(super) fn unbounded(mut fields: Fields, bounds: &[&str]) -> Fields {
    for bound in bounds {
        if !has(&fields, bound) {
            fields.push(((*bound).to_owned(), "none".to_owned()));
        }
    }
    fields
}

pub(super) fn has(fields: &Fields, name: &str) -> bool {
    fields.iter().any(|(field, _)| field == name)
}

/// The choice of a lifetime (`30`, `90`, `180`, `never`, or `date` with a day beside it) as the operation's fields.
pub(super) fn lifetime(mut fields: Fields) -> Result<Fields, Fault> {
    let choice = take(&mut fields, "lifetime");
    let date = take(&mut fields, "date");
    match choice.as_deref() {
        Some("date") => {
            let end = date.as_deref().and_then(api::time::end_of_day);
            let end = end.ok_or_else(|| Fault::field("expires_at", "choose the day it ends"))?;
            fields.push(("expires_at".into(), api::time::to_rfc3339(end)));
        }
        Some("never") | None => {}
        Some(days) => fields.push(("lifetime_days".into(), days.to_owned())),
    }
    Ok(fields)
}

pub(super) fn take(fields: &mut Fields, name: &str) -> Option<String> {
    let at = fields.iter().position(|(field, _)| field == name)?;
    Some(fields.remove(at).1)
}

/// Reads fields into an operation's input; a field that isn't acceptable is named.
pub(super) fn decode<T: DeserializeOwned>(fields: &Fields) -> Result<T, Fault> {
    api::decode::from_pairs(fields)
}
