//! The preview beside the sharing of a pipeline: who gains and loses what by the people, teams and role chosen so far, and
//! who decides from then on what runs as its service.

use std::time::Duration;

use access::{Role, UserId};
use api::names::Name;
use api::people::FindPeople;
use api::pipelines::AccessChange;
use api::previews::{PreviewFacts, PreviewOf, ShowPreviewFacts};
use leptos::html::Div;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::JsCast;
use serde::{Deserialize, Serialize};

use super::changes::Told;
use super::page;
use crate::calls::{find_people, preview_facts};
use crate::forms::Fields;
use crate::forms::pipelines::sharing;
use crate::parts::{self, PreviewLine, PreviewSection};

/// How long typing has to pause before anything is fetched.
const PAUSE: Duration = Duration::from_millis(150);

/// The fewest letters that are looked up.
const FEWEST: usize = 2;

/// Whether a name that is still being typed is somebody's already, as far as it can be found out.
async fn is_there(name: &str) -> bool {
    if name.chars().count() < FEWEST {
        return false;
    }
    let find = FindPeople { search: name.to_owned(), organization: None };
    let found = find_people(find).await;
    found.map_or(true, |found| found.people.iter().any(|person| person.name.to_string() == name))
}

/// Those whom the form keeps, each as a chip: they are meant as they stand there.
fn kept(form: &web_sys::HtmlFormElement) -> Vec<String> {
    let elements = form.elements();
    let inputs = (0..elements.length())
        .filter_map(|index| elements.item(index)?.dyn_into::<web_sys::HtmlInputElement>().ok());
    inputs
        .filter(|input| input.type_() == "hidden" && input.name() == "who")
        .map(|input| input.value())
        .collect()
}

/// What is shared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shared {
    /// Its organization.
    pub organization: Name,
    /// The pipeline.
    pub pipeline: Name,
    /// The service that it runs as.
    pub service: String,
    /// What that may, in a line; empty if the viewer may not see it.
    pub may: String,
}

/// What a preview is about, and what it is computed from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// People and teams.
    whom: Vec<String>,
    /// The facts.
    facts: PreviewFacts,
}

impl Shared {
    /// What the preview of these changes is computed from.
    #[must_use]
    pub fn preview_of(&self, changes: &[AccessChange]) -> PreviewOf {
        PreviewOf::of_roles(self.organization.clone(), self.pipeline.clone(), changes)
    }

    fn command(&self, changes: &[AccessChange]) -> String {
        let path = format!("{}/{}", self.organization, self.pipeline);
        let one = |change: &AccessChange| match change {
            AccessChange::User { user, role } => {
                format!("--user {user} --role {}", role.map_or("reader", Role::name))
            }
            AccessChange::Team { team, .. } => format!("--team {team}"),
        };
        let who = |change: &AccessChange| match change {
            AccessChange::User { user, .. } => user.to_string(),
            AccessChange::Team { team, .. } => team.to_string(),
        };
        let Some((first, more)) = changes.split_first() else {
            return format!("sluicegate pipeline share {path} --user NAME --role reader");
        };
        let more: Vec<String> = more.iter().map(who).collect();
        let again = if more.is_empty() { String::new() } else { format!(" # again for {}", more.join(", ")) };
        format!("sluicegate pipeline share {path} {}{again}", one(first))
    }
}

/// Everybody else who may deploy it afterwards, by name.
fn deployers(facts: &PreviewFacts, changes: &[AccessChange], viewer: UserId) -> Vec<String> {
    let after = facts.world.after_all(&facts.set_roles(changes));
    let roles = facts.pipeline.and_then(|id| after.pipelines.get(&id)).map(|one| one.roles.clone());
    let editing =
        roles.unwrap_or_default().into_iter().filter(|(user, role)| role.rights().edit && *user != viewer);
    let names = editing.filter_map(|(user, _)| after.users.get(&user).map(|user| user.name.clone()));
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

/// What to know beside gains and losses.
fn good_to_know(shared: &Shared, changes: &[AccessChange], deployers: Vec<String>) -> AnyView {
    let edits = changes
        .iter()
        .any(|change| matches!(change, AccessChange::User { role: Some(role), .. } if role.rights().edit));
    let owns =
        changes.iter().any(|change| matches!(change, AccessChange::User { role: Some(Role::Owner), .. }));
    let (service, may) = (shared.service.clone(), shared.may.clone());
    let decides = edits.then(|| {
        view! {
            <PreviewLine change=parts::Change::Warning second=may>
                "An editor decides what runs as "
                <code>{service}</code>
            </PreviewLine>
        }
    });
    let owner = owns.then(|| {
        view! {
            <PreviewLine change=parts::Change::Warning>
                "An owner shares it with others, and can take your own role away"
            </PreviewLine>
        }
    });
    let teams = changes.iter().any(|change| matches!(change, AccessChange::Team { .. })).then(|| {
        view! {
            <PreviewLine change=parts::Change::Equal>
                "Whoever joins the team later sees it, too; who leaves it no longer does"
            </PreviewLine>
        }
    });
    let deploy = match deployers.as_slice() {
        [] => "Nobody beside you will be able to deploy it".to_owned(),
        [one] => format!("1 person will be able to deploy it beside you: {one}"),
        many => format!("{} people will be able to deploy it beside you: {}", many.len(), many.join(", ")),
    };
    view! {
        <PreviewSection title="Good to know">
            {decides} {owner} {teams} <PreviewLine change=parts::Change::Equal>{deploy}</PreviewLine>
        </PreviewSection>
    }
    .into_any()
}

/// Fits the rest of the dialog to who is chosen: which roles can be, the button's label, the command.
fn fit(
    form: &web_sys::HtmlFormElement,
    shared: &Shared,
    whom: &[String],
    changes: &[AccessChange],
    ready: bool,
) {
    let people = whom.iter().any(|who| !who.contains('/'));
    let teams = !whom.is_empty() && !people;
    let word = if teams { "teams" } else { "people" };
    // What can't be drawn stays as it was; the server refuses what can't be.
    let _undrawn = form.set_attribute("data-whom", if whom.is_empty() { "nobody" } else { word });
    for role in ["reader", "editor", "owner", sharing::VIEWER] {
        let found = form.query_selector(&format!("input[name=role][value={role}]")).ok().flatten();
        let Some(input) = found.and_then(|found| found.dyn_into::<web_sys::HtmlInputElement>().ok()) else {
            continue;
        };
        let viewer = role == sharing::VIEWER;
        input.set_disabled(viewer != teams);
        if (teams && viewer) || (!teams && role == "reader" && !any_chosen(form)) {
            input.set_checked(true);
        }
    }
    if let Ok(Some(button)) = form.query_selector("button[type=submit]") {
        let label = if whom.is_empty() { "Share".to_owned() } else { format!("Share with {}", whom.len()) };
        button.set_text_content(Some(&label));
        let _undrawn =
            if ready { button.remove_attribute("disabled") } else { button.set_attribute("disabled", "") };
    }
    if let Ok(Some(command)) = form.query_selector(".dialog-foot .command") {
        command.set_text_content(Some(&shared.command(changes)));
    }
}

fn any_chosen(form: &web_sys::HtmlFormElement) -> bool {
    form.query_selector("input[name=role]:checked:not([value=viewer])").is_ok_and(|found| found.is_some())
}

/// What the preview for these people and teams is computed from; none while one of them isn't there, and may be still being
/// typed.
async fn facts_of(
    shared: StoredValue<Shared>,
    kept: &[String],
    whom: &[String],
) -> Result<Option<PreviewFacts>, String> {
    let said = |fault: api::Fault| match fault.errors.as_slice() {
        [] => fault.detail,
        errors => errors.iter().map(|error| error.message.as_str()).collect(),
    };
    let people = vec![("who".to_owned(), whom.join(" ")), ("role".to_owned(), "reader".to_owned())];
    let changes = sharing::changes(&people).map_err(said)?;
    let mut typed = whom.iter().filter(|who| !kept.contains(who)).peekable();
    let all_kept = typed.peek().is_none();
    for name in typed.filter(|who| !who.contains('/')) {
        if !is_there(name).await {
            return Ok(None);
        }
    }
    let of = shared.with_value(|shared| shared.preview_of(&changes));
    match preview_facts(ShowPreviewFacts { of }).await {
        Ok(facts) => Ok(Some(facts)),
        Err(fault) if fault.0.status() == 404 && all_kept => {
            Err("There is nobody of this name, or no team that you may name".to_owned())
        }
        Err(fault) if fault.0.status() == 404 => Ok(None),
        Err(fault) => Err(said(fault.0)),
    }
}

/// The panel, and the field that says on save what was seen.
#[island]
pub fn SharePreview(
    /// What is shared.
    shared: Shared,
    /// Who looks.
    viewer: UserId,
    /// The form as it was posted, if it was.
    start: Fields,
    /// What its preview is computed from, if it was.
    facts: Option<PreviewFacts>,
    /// It was posted without scripts and is shown again with what it would do: now it may be saved.
    confirming: bool,
) -> impl IntoView {
    let known = facts.map(|facts| Known { whom: sharing::named(&start), facts });
    let (known, set_known) = signal(known);
    let (fields, set_fields) = signal(start);
    let (error, set_error) = signal(None::<String>);
    let place = NodeRef::<Div>::new();
    let shared = StoredValue::new(shared);
    let read = move |form: &web_sys::HtmlFormElement| set_fields.set(page::fields_of(form));
    let live = page::follow_form(place, read);
    let whom = Memo::new(move |_| fields.with(sharing::named));
    let changes = Memo::new(move |_| fields.with(sharing::changes).unwrap_or_default());
    // What it takes to preview is fetched whenever somebody else is chosen, and dropped if yet another came meanwhile.
    Effect::new(move |_| {
        let whom_now = whom.get();
        set_error.set(None);
        if !live.get() || whom_now.is_empty() {
            return;
        }
        let still = move |whom_then: &Vec<String>| whom.try_get_untracked().as_ref() == Some(whom_then);
        set_timeout(
            move || {
                if still(&whom_now) {
                    let kept = page::form_around(place).map(|form| kept(&form)).unwrap_or_default();
                    spawn_local(async move {
                        let answer = facts_of(shared, &kept, &whom_now).await;
                        match answer {
                            _ if !still(&whom_now) => {}
                            Ok(Some(facts)) => set_known.set(Some(Known { whom: whom_now, facts })),
                            Ok(None) => {}
                            Err(why) => set_error.set(Some(why)),
                        }
                    });
                }
            },
            PAUSE,
        );
    });
    let told = Memo::new(move |_| {
        let (known, whom, changes) = (known.get()?, whom.get(), changes.get());
        let same = known.whom == whom && !changes.is_empty();
        same.then(|| {
            let told = Told::of(&known.facts, viewer, &known.facts.set_roles(&changes));
            (told, deployers(&known.facts, &changes, viewer))
        })
    });
    Effect::new(move |_| {
        let ready = told.with(|told| told.as_ref().is_some_and(|(told, _)| told.ownerless.is_empty()));
        let (whom, changes) = (whom.get(), changes.get());
        if let Some(form) = page::form_around(place) {
            shared.with_value(|shared| fit(&form, shared, &whom, &changes, ready));
        }
        // The role may have been changed by that.
        if ready && let Some(form) = page::form_around(place) {
            read(&form);
        }
    });
    let mark = move || told.with(|told| told.as_ref().map(|(told, _)| told.mark.clone()));
    let body = move || {
        if let Some(error) = error.get() {
            return view! { <PreviewLine change=parts::Change::Warning>{error}</PreviewLine> }.into_any();
        }
        match told.get() {
            None => view! {
                <PreviewLine change=parts::Change::Equal>
                    "Choose whom to share it with, and what they gain stands here."
                </PreviewLine>
            }
            .into_any(),
            Some((told, deployers)) => {
                let more = shared.with_value(|shared| good_to_know(shared, &changes.get(), deployers));
                view! {
                    {told.sections(false)}
                    {more}
                }
                .into_any()
            }
        }
    };
    page::preview_panel(place, (live, confirming), mark, body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_does_the_same() {
        let name = |name: &str| name.parse::<Name>().unwrap();
        let shared = Shared {
            organization: name("acme"),
            pipeline: name("clean"),
            service: "acme/loader".into(),
            may: String::new(),
        };
        let changes = [
            AccessChange::User { user: name("dora"), role: Some(Role::Editor) },
            AccessChange::Team { team: "acme/data".parse().unwrap(), shared: true },
        ];
        assert_eq!(
            shared.command(&changes),
            "sluicegate pipeline share acme/clean --user dora --role editor # again for acme/data"
        );
        assert_eq!(shared.command(&changes[1..]), "sluicegate pipeline share acme/clean --team acme/data");
    }
}
