//! The form that issues a secret, with its live reach. A plain post without scripts; with them the same form is
//! read by the same code here, sent by a server function, and the token shown without another page.

use access::{SecretKind, Time, UserId};
use api::secrets::{IssuedSecret, Reach};
use api::{Fault, FaultKind};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::JsCast;
use serde::{Deserialize, Serialize};

use super::reach::ReachPreview;
use crate::calls::issue_secret;
use crate::forms::{self, Fields};
use crate::parts::{
    ButtonKind, Choice, ErrorSummary, Glyph, Icon, OneTimePanel, Panel, RadioCards, Segmented, Split,
    SubmitButton, TextField, date,
};

/// The form as it stands: what was typed, and what was wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssueForm {
    /// The description.
    pub description: String,
    /// `full`, `private_read` or `public_read`.
    pub kind: String,
    /// `30`, `90`, `180`, `never` or `date`.
    pub lifetime: String,
    /// The day, if `lifetime` is `date`.
    pub date: String,
    /// Why it was refused, if it was.
    pub fault: Option<Fault>,
}

impl Default for IssueForm {
    fn default() -> Self {
        Self {
            description: String::new(),
            kind: "private_read".into(),
            lifetime: "90".into(),
            date: String::new(),
            fault: None,
        }
    }
}

impl IssueForm {
    /// The form as it was posted, with what was wrong.
    #[must_use]
    pub fn refused(fields: &Fields, fault: Fault) -> Self {
        let typed = |name: &str, otherwise: &str| {
            fields.iter().find(|(field, _)| field == name).map_or(otherwise, |(_, value)| value).to_owned()
        };
        Self {
            description: typed("description", ""),
            kind: typed("kind", "private_read"),
            lifetime: typed("lifetime", "90"),
            date: typed("date", ""),
            fault: Some(fault),
        }
    }

    fn secret_kind(&self) -> SecretKind {
        match self.kind.as_str() {
            "full" => SecretKind::Full,
            "public_read" => SecretKind::PublicRead,
            _ => SecretKind::PrivateRead,
        }
    }

    fn at(&self, field: &str) -> Option<String> {
        self.fault.as_ref().and_then(|fault| fault.at(field)).map(str::to_owned)
    }

    /// What is wrong with the whole rather than with a field of it.
    fn whole(&self) -> Option<String> {
        let fault = self.fault.as_ref()?;
        (fault.errors.is_empty() && fault.kind != FaultKind::PasswordNeeded).then(|| fault.detail.clone())
    }
}

/// What each lifetime comes to.
fn ending(lifetime: &str, day: &str, now: Time) -> String {
    const DAY: i64 = 86_400_000;
    match (lifetime, api::time::end_of_day(day)) {
        ("never", _) => "It has no end date: revoke it when it isn’t needed any more.".into(),
        ("date", Some(end)) => format!("Ends {}, 23:59 UTC.", date(end)),
        ("date", None) => "Choose the last day on which it works.".into(),
        (days, _) => days
            .parse()
            .map_or_else(|_| String::new(), |days: i64| format!("Ends {}.", date(Time(now.0 + days * DAY)))),
    }
}

/// What the panel says of a secret that was just issued.
#[must_use]
fn one_time_note(issued: &IssuedSecret) -> String {
    let until = issued
        .secret
        .expires_at
        .map_or("As long as it is not revoked".to_owned(), |end| format!("Until {}", date(end)));
    let can = match issued.secret.kind {
        SecretKind::Full => {
            "it can do what you can do, except issue another full secret or change how you sign in"
        }
        SecretKind::PrivateRead => "it views what you can view, and changes nothing",
        SecretKind::PublicRead => "it views public projects, and nothing else",
        SecretKind::Service => "it does what its service may",
    };
    format!("Copy it now. It is shown this once; Sluicegate keeps only a hash of it. {until} {can}.")
}

/// The panel with the token of a secret that was just issued; `page` is the list of secrets that it stands over.
pub fn one_time(issued: IssuedSecret, origin: &str, page: &str) -> impl IntoView + use<> {
    let note = one_time_note(&issued);
    let name = match issued.secret.description.as_str() {
        "" => issued.secret.hint.clone(),
        text => text.to_owned(),
    };
    view! {
        <OneTimePanel
            name=name
            kind=issued.secret.kind
            token=issued.token.reveal()
            note=note
            curl=format!("curl -H \"Authorization: Bearer $SLUICEGATE_SECRET\" {origin}/api/v1/whoami")
            stored=page.to_owned()
            revoke=format!("{page}{}revoke={}", if page.contains('?') { '&' } else { '?' }, issued.secret.id)
        />
    }
}

/// The fields of a form as the browser would post them.
fn posted(form: &web_sys::HtmlFormElement) -> Fields {
    let Ok(data) = web_sys::FormData::new_with_form(form) else { return Fields::new() };
    ["do", "description", "kind", "lifetime", "date", forms::CONFIRM]
        .into_iter()
        .filter_map(|name| Some((name.to_owned(), data.get(name).as_string()?)))
        .collect()
}

/// The form and its preview; above them, once it succeeded, the token.
#[island]
pub fn IssueSecret(
    /// Whose secret it will be.
    user: UserId,
    /// What the account holds.
    reach: Reach,
    /// The form as it stands.
    form: IssueForm,
    /// The time when the page was made.
    now: Time,
    /// Whether the password was given less than ten minutes ago.
    confirmed: bool,
    /// The console's origin.
    origin: String,
) -> impl IntoView {
    let (live, set_live) = signal(false);
    let (busy, set_busy) = signal(false);
    let (confirmed, set_confirmed) = signal(confirmed);
    let (issued, set_issued) = signal(None::<IssuedSecret>);
    let (chosen, set_chosen) = signal((form.secret_kind(), ending(&form.lifetime, &form.date, now)));
    // The form is drawn again when a submission ended, never while somebody types.
    let (form, set_form) = signal(form);
    let kind = Signal::derive(move || chosen.get().0);
    let place = NodeRef::<leptos::html::Form>::new();
    let follow = move || {
        if let Some(element) = place.get_untracked() {
            let typed = IssueForm::refused(&posted(element.unchecked_ref()), Fault::internal());
            set_chosen.set((typed.secret_kind(), ending(&typed.lifetime, &typed.date, now)));
        }
    };
    Effect::new(move |_| {
        set_live.set(true);
        // What was chosen before the island came to life counts, too.
        follow();
    });

    let submit = move |event: SubmitEvent| {
        let element = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlFormElement>().ok());
        let Some(element) = element else { return };
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        let fields = posted(&element);
        set_busy.set(true);
        spawn_local(async move {
            match submitted(fields.clone()).await {
                Ok(secret) => {
                    set_confirmed.update(|confirmed| *confirmed |= secret.secret.kind == SecretKind::Full);
                    let new = secret.secret.id;
                    set_issued.set(Some(secret));
                    let blank = IssueForm::default();
                    set_chosen.set((blank.secret_kind(), ending(&blank.lifetime, "", now)));
                    set_form.set(blank);
                    element.reset();
                    super::page::reload_part("secrets", &format!("?new={new}")).await;
                }
                Err(fault) => {
                    if fault.kind == FaultKind::PasswordNeeded {
                        set_confirmed.set(false);
                    }
                    set_form.set(IssueForm::refused(&fields, fault));
                    super::page::focus_first("[aria-invalid=true], .notice[tabindex]");
                }
            }
            set_busy.set(false);
        });
    };
    view! {
        {move || issued.get().map(|issued| one_time(issued, &origin, "/-/profile/secrets"))}
        <Panel title="Issue a secret" flush=true>
            <Split preview=view! { <ReachPreview user kind reach live /> }.into_any()>
                <form
                    class="form"
                    method="post"
                    action="/-/profile/secrets"
                    on:submit=submit
                    on:input=move |_| follow()
                    node_ref=place
                >
                    <input type="hidden" name="do" value="issue-secret" />
                    {move || fields(&form.get(), confirmed, chosen)}
                    <div class="actions">
                        <SubmitButton kind=ButtonKind::Filled>
                            {move || if busy.get() { "Issuing…" } else { "Issue secret" }}
                        </SubmitButton>
                        <p class="caption">"Never share it, and keep it out of what you publish."</p>
                    </div>
                </form>
            </Split>
        </Panel>
    }
}

/// Reads the form by the rules of the server, and sends it if it is whole.
async fn submitted(fields: Fields) -> Result<IssuedSecret, Fault> {
    let (secret, password) = forms::read_issue_secret(fields)?;
    issue_secret(secret, password).await.map_err(|fault| fault.0)
}

/// The fields, as typed, with what is wrong at each.
fn fields(
    form: &IssueForm,
    confirmed: ReadSignal<bool>,
    chosen: ReadSignal<(SecretKind, String)>,
) -> impl IntoView + use<> {
    let kinds = vec![
        Choice::new("full", "Full (CLI)", "Everything you may do. For your own terminal.").aside("sgf_"),
        Choice::new("private_read", "Private read", "View what you can view. Changes nothing.").aside("sgp_"),
        Choice::new("public_read", "Public read", "View public projects only. The least harm if it leaks.")
            .aside("sgr_"),
    ];
    let lifetimes = vec![
        ("30", "30 days"),
        ("90", "90 days"),
        ("180", "180 days"),
        ("date", "Date"),
        ("never", "No end"),
    ];
    let needed = form.fault.as_ref().filter(|fault| fault.kind == FaultKind::PasswordNeeded);
    let password_error = form.at(forms::CONFIRM).or_else(|| needed.map(|fault| fault.detail.clone()));
    let errors = form.whole();
    view! {
        {errors.map(|title| view! { <ErrorSummary title=title /> })}
        <TextField
            name="description"
            label="Description"
            value=form.description.clone()
            hint="What will use it: you will look for it here when it has to go."
            error=form.at("description")
            optional=true
        />
        <RadioCards name="kind" legend="Kind" choices=kinds chosen=form.kind.clone() error=form.at("kind") />
        <PasswordAgain confirmed error=password_error />
        <Segmented
            name="lifetime"
            legend="Ends"
            choices=lifetimes
            chosen=form.lifetime.clone()
            error=form.at("expires_at").or_else(|| form.at("lifetime_days"))
        >
            {move || chosen.get().1}
        </Segmented>
        <div class="field when-date">
            <label for="date">"Last day"</label>
            <input class="input" type="date" id="date" name="date" value=form.date.clone() />
        </div>
    }
}

/// Asks for the password again. The style shows it while the kind is full; it is not `required`, since without
/// scripts it stands in the form whatever the kind.
#[component]
fn PasswordAgain(confirmed: ReadSignal<bool>, error: Option<String>) -> impl IntoView {
    let error = StoredValue::new(error);
    move || {
        (!confirmed.get()).then(|| {
            let error = error.get_value();
            let invalid = error.is_some().then_some("true");
            let below = match error {
                Some(error) => {
                    view! {
                        <p class="error" id="password-below">
                            <Icon glyph=Glyph::Warning />
                            <span>{error}</span>
                        </p>
                    }
                    .into_any()
                }
                None => {
                    view! {
                        <p class="hint" id="password-below">
                            "A full secret can do almost everything, so make sure it is you. Good for ten minutes."
                        </p>
                    }
                    .into_any()
                }
            };
            view! {
                <div class="field when-full">
                    <label for="password">"Your password"</label>
                    <input
                        class="input"
                        type="password"
                        id="password"
                        name=forms::CONFIRM
                        autocomplete="current-password"
                        aria-invalid=invalid
                        aria-describedby="password-below"
                    />
                    {below}
                </div>
            }
        })
    }
}
