//! The preview beside a form, live: it follows what is ticked and chosen, and keeps the form's `seen` at what it shows.
//! The form itself is plain HTML around it; without scripts the server shows the same lines before it saves.

use access::world::Change;
use access::{Flags, OrganizationId, ProjectId, UserId};
use api::previews::PreviewFacts;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::changes::Told;
use super::page;
use crate::forms::Fields;

/// Which change the form around a preview describes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Editing {
    /// Somebody's flags on an organization: its fields `view`, `create`, `admin`.
    OrganizationFlags(OrganizationId, Vec<UserId>),
    /// The flags that an invite offers: the same fields.
    Invite(OrganizationId, UserId),
    /// Somebody's flags on a project: the same fields.
    ProjectFlags(ProjectId, UserId),
    /// Public or private: the field `public`.
    Public(ProjectId),
    /// The removal of the people of the form. With its field `take_over` set, what nobody else would decide about passes
    /// to this user.
    Remove(Option<UserId>),
}

impl Editing {
    /// The change, as the form's fields say it.
    #[must_use]
    pub fn changes(&self, facts: &PreviewFacts, fields: &Fields) -> Vec<Change> {
        let set = |name: &str| fields.iter().any(|(field, value)| field == name && value == "true");
        let flags = Flags { view: set("view"), create: set("create"), admin: set("admin") };
        match self {
            Self::OrganizationFlags(organization, users) => users
                .iter()
                .map(|user| Change::OrganizationFlags { organization: *organization, user: *user, flags })
                .collect(),
            Self::Invite(organization, user) => {
                vec![Change::AcceptInvite { organization: *organization, user: *user, flags }]
            }
            Self::ProjectFlags(project, user) => {
                vec![Change::ProjectFlags { project: *project, user: *user, flags }]
            }
            Self::Public(project) => vec![Change::Public { project: *project, public: set("public") }],
            Self::Remove(taker) => facts.remove(taker.filter(|_| set("take_over"))),
        }
    }

    /// Whether it can move somebody's bill.
    const fn moves_bills(&self) -> bool {
        matches!(self, Self::Invite(..) | Self::Remove(_))
    }
}

/// The fields that changes are read from, as they stand in the form.
fn posted(form: &web_sys::HtmlFormElement) -> Fields {
    let Ok(data) = web_sys::FormData::new_with_form(form) else { return Fields::new() };
    ["view", "create", "admin", "public", "take_over"]
        .into_iter()
        .filter_map(|name| Some((name.to_owned(), data.get(name).as_string()?)))
        .collect()
}

/// The panel, and the field that says on save what was seen.
#[island]
pub fn LivePreview(
    /// What the change is computed from.
    facts: PreviewFacts,
    /// Who looks.
    viewer: UserId,
    /// Which change the form describes.
    editing: Editing,
    /// The form as it stands.
    start: Fields,
    /// The form was posted without scripts and is shown again with what it would do: now it may be saved.
    confirming: bool,
) -> impl IntoView {
    let (fields, set_fields) = signal(start);
    let place = NodeRef::<leptos::html::Div>::new();
    let live = page::follow_form(place, move |form| set_fields.set(posted(form)));
    let pays = editing.moves_bills();
    let told = Memo::new(move |_| Told::of(&facts, viewer, &editing.changes(&facts, &fields.get())));
    Effect::new(move |_| {
        // What would be refused can't be sent; the preview says why.
        let refused = told.with(|told| !told.ownerless.is_empty());
        let button = page::form_around(place)
            .and_then(|form| form.query_selector("button[type=submit]").ok().flatten());
        if let Some(button) = button {
            let _unchanged = if refused {
                button.set_attribute("disabled", "")
            } else {
                button.remove_attribute("disabled")
            };
        }
    });
    let mark = move || told.with(|told| Some(told.mark.clone()));
    page::preview_panel(place, (live, confirming), mark, move || told.get().sections(pays).into_any())
}
