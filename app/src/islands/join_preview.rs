//! The preview beside joining a team: who joins, and what they see from then on. Whom and which team it is about is typed
//! and chosen in the form around it, so what it is computed from is fetched as they are.

use std::time::Duration;

use access::UserId;
use api::names::Name;
use api::previews::{PreviewFacts, PreviewOf, ShowPreviewFacts};
use leptos::html::Div;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};

use super::changes::Told;
use super::page;
use crate::calls::preview_facts;
use crate::forms::Fields;
use crate::parts::{Change, PreviewLine, PreviewSection};

/// How long typing has to pause before anything is fetched.
const PAUSE: Duration = Duration::from_millis(150);

/// Who joins which team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Joining {
    /// The team's organization.
    organization: Name,
    /// The team.
    team: Name,
    /// Who joins it, each once.
    users: Vec<Name>,
}

impl Joining {
    /// Reads a form: its fields `team`, and `user` or `users`; none while one of them isn't a name yet.
    #[must_use]
    pub fn read(organization: &Name, fields: &Fields) -> Option<Self> {
        let value = |name: &str| fields.iter().find(|(field, _)| field == name).map(|(_, value)| value);
        let team = value("team")?.trim().parse().ok()?;
        let mut users: Vec<Name> = Vec::new();
        for user in value("user").or_else(|| value("users"))?.split(',') {
            let user = user.trim().parse().ok()?;
            if !users.contains(&user) {
                users.push(user);
            }
        }
        Some(Self { organization: organization.clone(), team, users })
    }

    /// What the preview of it is computed from.
    #[must_use]
    pub fn preview_of(&self) -> PreviewOf {
        let Self { organization, team, users } = self.clone();
        PreviewOf::Team { organization, team, users }
    }
}

/// The panel, and the field that says on save what was seen.
#[island]
pub fn JoinPreview(
    /// The team's organization.
    organization: Name,
    /// Who looks.
    viewer: UserId,
    /// The form as it stands.
    start: Fields,
    /// What its preview is computed from, if it names somebody already.
    facts: Option<PreviewFacts>,
    /// It was posted without scripts and is shown again with what it would do: now it may be saved.
    confirming: bool,
) -> impl IntoView {
    let known = Joining::read(&organization, &start).zip(facts);
    let (known, set_known) = signal(known);
    let (fields, set_fields) = signal(start);
    let (error, set_error) = signal(None::<String>);
    let place = NodeRef::<Div>::new();
    let live = page::follow_form(place, move |form| set_fields.set(page::fields_of(form)));
    let joining = Memo::new(move |_| fields.with(|fields| Joining::read(&organization, fields)));
    let is_known = move |joining: &Joining| {
        known.with_untracked(|known| known.as_ref().is_some_and(|(whom, _)| whom == joining))
    };
    // What it takes to preview is fetched whenever somebody or something else is named, and dropped if yet another came
    // meanwhile.
    Effect::new(move |_| {
        set_error.set(None);
        let Some(wanted) = joining.get().filter(|wanted| live.get() && !is_known(wanted)) else { return };
        let still = move |wanted: &Joining| joining.try_get_untracked().flatten().as_ref() == Some(wanted);
        set_timeout(
            move || {
                if !still(&wanted) {
                    return;
                }
                spawn_local(async move {
                    let answer = preview_facts(ShowPreviewFacts { of: wanted.preview_of() }).await;
                    match answer {
                        _ if !still(&wanted) => {}
                        Ok(facts) => set_known.set(Some((wanted, facts))),
                        // A name that is typed is nobody's yet.
                        Err(fault) if fault.0.status() == 404 => {}
                        Err(fault) => set_error.set(Some(fault.0.detail)),
                    }
                });
            },
            PAUSE,
        );
    });
    let told = Memo::new(move |_| {
        let ((whom, facts), joining) = (known.get()?, joining.get()?);
        (whom == joining).then(|| Told::of(&facts, viewer, &facts.set_membership(true)))
    });
    let mark = move || told.with(|told| told.as_ref().map(|told| told.mark.clone()));
    let body = move || {
        match (error.get(), told.get()) {
        (Some(error), _) => view! { <PreviewLine change=Change::Warning>{error}</PreviewLine> }.into_any(),
        (None, None) => view! { <PreviewLine change=Change::Equal>"Name somebody, and what they gain stands here."</PreviewLine> }
        .into_any(),
        (None, Some(told)) => view! {
            {told.sections(false)}
            <PreviewSection title="Good to know">
                <PreviewLine change=Change::Equal>
                    "The first team that somebody joins here becomes their home team."
                </PreviewLine>
            </PreviewSection>
        }
        .into_any(),
    }
    };
    page::preview_panel(place, (live, confirming), mark, body)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(fields: &[(&str, &str)]) -> Option<Vec<String>> {
        let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let joining = Joining::read(&"acme".parse().unwrap(), &fields)?;
        let users = joining.users.iter().map(ToString::to_string);
        Some(std::iter::once(joining.team.to_string()).chain(users).collect())
    }

    #[test]
    fn both_forms_say_who_joins() {
        assert_eq!(read(&[("team", "data"), ("user", " night_shift ")]).unwrap(), ["data", "night-shift"]);
        assert_eq!(read(&[("users", "bob,cleo,bob"), ("team", "data")]).unwrap(), ["data", "bob", "cleo"]);
        assert_eq!(read(&[("team", "data"), ("user", "")]), None);
        assert_eq!(read(&[("users", "bob")]), None);
    }
}
