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
use crate::parts::{self, FLAGS, PreviewLine, PreviewSection};

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

    /// What the same act takes on the command line, behind whom or what it is about.
    #[must_use]
    pub fn arguments(&self, facts: &PreviewFacts, fields: &Fields) -> String {
        let set = |name: &str| fields.iter().any(|(field, value)| field == name && value == "true");
        let world = &facts.world;
        match self {
            Self::OrganizationFlags(organization, users) => {
                let held = world.organizations.get(organization).map(|one| &one.flags);
                flag_arguments(held.and_then(|held| held.get(users.first()?).copied()), set)
            }
            Self::Invite(..) => flag_arguments(None, set),
            Self::ProjectFlags(project, user) => {
                let held = world.projects.get(project).map(|one| &one.flags);
                flag_arguments(held.and_then(|held| held.get(user).copied()), set)
            }
            Self::Public(_) => format!(" --public {}", set("public")),
            Self::Remove(_) => {
                let ticks = [("take_over", " --take-over"), ("revoke_secrets", " --revoke-secrets")];
                ticks.into_iter().filter(|(field, _)| set(field)).map(|(_, argument)| argument).collect()
            }
        }
    }

    /// Whether the form as it stands would leave everything as it is.
    fn changes_nothing(&self, facts: &PreviewFacts, fields: &Fields) -> bool {
        !self.moves_bills() && facts.world.after_all(&self.changes(facts, fields)) == facts.world
    }

    /// Whether it can move somebody's bill.
    const fn moves_bills(&self) -> bool {
        matches!(self, Self::Invite(..) | Self::Remove(_))
    }
}

/// The flags that differ from those held; if none does, those that are set.
fn flag_arguments(held: Option<Flags>, set: impl Fn(&str) -> bool) -> String {
    let held = held.unwrap_or_default();
    let flags = FLAGS.into_iter().zip([held.view, held.create, held.admin]);
    let flags = flags.map(|(flag, held)| (flag, held, set(flag)));
    let same = flags.clone().all(|(_, held, now)| held == now);
    let shown = flags.filter(|(_, held, now)| if same { *now } else { held != now });
    shown.map(|(flag, _, now)| if now { format!(" --{flag}") } else { format!(" --{flag} false") }).collect()
}

/// The fields that changes are read from, as they stand in the form.
fn posted(form: &web_sys::HtmlFormElement) -> Fields {
    let Ok(data) = web_sys::FormData::new_with_form(form) else { return Fields::new() };
    ["view", "create", "admin", "public", "take_over", "revoke_secrets"]
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
    /// The same act as a command, but for what the form chooses; empty where there is none.
    command: String,
    /// What the button says that does it.
    act: String,
    /// The form was posted without scripts and is shown again with what it would do: now it may be saved.
    confirming: bool,
) -> impl IntoView {
    let (fields, set_fields) = signal(start);
    let place = NodeRef::<leptos::html::Div>::new();
    let live = page::follow_form(place, move |form| set_fields.set(posted(form)));
    let pays = editing.moves_bills();
    let told = Memo::new({
        let (facts, editing) = (facts.clone(), editing.clone());
        move |_| Told::of(&facts, viewer, &editing.changes(&facts, &fields.get()))
    });
    let (unchanged, set_unchanged) = signal(false);
    Effect::new(move |_| {
        let fields = fields.get();
        let Some(form) = page::form_around(place).filter(|_| live.get()) else { return };
        let nothing = editing.changes_nothing(&facts, &fields);
        set_unchanged.set(nothing);
        // What would be refused, or is there already, can't be sent; the preview says why.
        let off = nothing || told.with(|told| !told.ownerless.is_empty());
        if let Ok(Some(button)) = form.query_selector("button[type=submit]") {
            button.set_text_content(Some(&act));
            let _undrawn =
                if off { button.set_attribute("disabled", "") } else { button.remove_attribute("disabled") };
        }
        if let Ok(Some(line)) = form.query_selector(".dialog-foot .command") {
            line.set_text_content(Some(&format!("{command}{}", editing.arguments(&facts, &fields))));
        }
        page::show_implied(&form);
    });
    let mark = move || told.with(|told| Some(told.mark.clone()));
    let body = move || {
        let nothing = unchanged.get().then(|| {
            view! {
                <PreviewSection>
                    <PreviewLine change=parts::Change::Equal>
                        "The form says what holds already: there is nothing to save"
                    </PreviewLine>
                </PreviewSection>
            }
        });
        view! {
            {nothing}
            {told.get().sections(pays)}
        }
        .into_any()
    };
    page::preview_panel(place, (live, confirming), mark, body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_says_which_flags_change() {
        let of = |held, now: &[&str]| flag_arguments(held, |flag| now.contains(&flag));
        let create = Flags { create: true, ..Flags::NONE };
        assert_eq!(of(Some(create), &["create", "admin"]), " --admin");
        assert_eq!(of(Some(create), &["view"]), " --view --create false");
        assert_eq!(of(Some(create), &["create"]), " --create");
        assert_eq!(of(None, &["view"]), " --view");
    }
}
