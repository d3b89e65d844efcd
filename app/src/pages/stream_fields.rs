//! What a stream's form asks beside its name: whether it is made or changed.

use api::Fault;
use leptos::prelude::*;

use super::{at, typed};
use crate::forms::Fields;
use crate::parts::{InputKind, TextArea, TextField};

/// What every record must fit; `otherwise` if nothing was typed yet.
pub(super) fn schema(fault: &Option<Fault>, fields: &Fields, otherwise: &str, hint: &'static str) -> AnyView {
    let text = if fields.is_empty() { otherwise.to_owned() } else { typed(fields, "schema", "") };
    view! {
        <TextArea
            name="schema"
            label="JSON Schema"
            value=text
            hint=hint
            error=at(fault, "schema")
            optional=true
        />
    }
    .into_any()
}

/// How long records are kept; `otherwise` if nothing was typed yet.
pub(super) fn retention(fault: &Option<Fault>, fields: &Fields, otherwise: &str) -> AnyView {
    view! {
        <TextField
            name="retention_days"
            label="Days that records are kept"
            kind=InputKind::Name
            value=typed(fields, "retention_days", otherwise)
            hint="A number of days, or none for no end. Older records are deleted for good; numbers aren’t used again."
            error=at(fault, "retention_days")
        />
    }
    .into_any()
}
