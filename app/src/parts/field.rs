//! Fields: label above, hint below, an error in the hint's place. Names, errors and hints are tied by ids made of the
//! field's name, so that a form works the same with and without scripts.

use super::{Glyph, Icon};
use leptos::prelude::*;

/// What kind of text an input takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InputKind {
    /// Any line.
    #[default]
    Text,
    /// A name or a path: mono, no spelling help.
    Name,
    /// The password one has.
    Password,
    /// A password that is being chosen.
    NewPassword,
    /// The name that one signs in with.
    Username,
    /// A one-time code.
    Code,
    /// A day.
    Date,
    /// A search.
    Search,
}

impl InputKind {
    const fn html(self) -> &'static str {
        match self {
            Self::Text | Self::Name | Self::Username | Self::Code => "text",
            Self::Password | Self::NewPassword => "password",
            Self::Date => "date",
            Self::Search => "search",
        }
    }

    const fn autocomplete(self) -> &'static str {
        match self {
            Self::Password => "current-password",
            Self::NewPassword => "new-password",
            Self::Username => "username",
            Self::Code => "one-time-code",
            _ => "off",
        }
    }
}

/// An error as a sentence: it begins with a capital, unless with a path or with whom it is about.
fn sentence(error: String) -> String {
    let first = error.split(' ').next().unwrap_or_default();
    if first.contains('/') || first.ends_with(':') {
        return error;
    }
    let error = if first == "is" { format!("this {error}") } else { error };
    let mut letters = error.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The line under a control: its error, else its hint; and the id that the control names it by.
pub(crate) struct Below {
    /// What the control is described by.
    pub(crate) id: Option<String>,
    /// `aria-invalid`.
    pub(crate) invalid: Option<&'static str>,
    /// The line.
    pub(crate) view: AnyView,
}

impl Below {
    /// The line of the field of this name.
    pub(crate) fn new(field: &str, hint: String, error: Option<String>) -> Self {
        match error {
            Some(error) => {
                let id = format!("{field}-error");
                let view = view! {
                    <p class="error" id=id.clone()>
                        <Icon glyph=Glyph::Warning />
                        <span>{sentence(error)}</span>
                    </p>
                };
                Self { id: Some(id), invalid: Some("true"), view: view.into_any() }
            }
            None if hint.is_empty() => Self { id: None, invalid: None, view: ().into_any() },
            None => {
                let id = format!("{field}-hint");
                let view = view! {
                    <p class="hint" id=id.clone()>
                        {hint}
                    </p>
                };
                Self { id: Some(id), invalid: None, view: view.into_any() }
            }
        }
    }
}

/// A label and what stands at its right.
#[component]
fn Label(field: String, text: String, optional: bool, aside: Option<AnyView>) -> impl IntoView {
    view! {
        <div class="label-row">
            <label for=field>
                {text} {optional.then(|| view! { <span class="optional">" optional"</span> })}
            </label>
            {aside}
        </div>
    }
    .into_any()
}

/// One line of text. Passwords get a *Show* button where scripts run, and new ones a judgement while they are typed.
#[component]
pub fn TextField(
    /// The field's name in the form; also the start of its ids.
    name: &'static str,
    /// The start of its ids instead, where another form of the page has a field of this name.
    #[prop(optional)]
    id: Option<&'static str>,
    /// Its label.
    #[prop(into)]
    label: String,
    /// What it takes.
    #[prop(optional)]
    kind: InputKind,
    /// What stands in it; of a password, nothing.
    #[prop(optional, into)]
    value: String,
    /// A line of help.
    #[prop(optional, into)]
    hint: String,
    /// What is wrong with it; replaces the hint.
    #[prop(optional_no_strip, into)]
    error: Option<String>,
    /// It may stay empty.
    #[prop(optional)]
    optional: bool,
    /// The 40 px control of sign-in.
    #[prop(optional)]
    large: bool,
    /// Takes focus when the page opens.
    #[prop(optional)]
    autofocus: bool,
    /// What stands at the right of the label.
    #[prop(optional_no_strip, into)]
    aside: Option<AnyView>,
) -> impl IntoView {
    let id = id.unwrap_or(name);
    let below = Below::new(id, hint, error);
    let class = format!(
        "input{}{}",
        if large { " large" } else { "" },
        if matches!(kind, InputKind::Name | InputKind::Code) { " code" } else { "" }
    );
    let input = view! {
        <input
            class=class
            type=kind.html()
            id=id
            name=name
            value=value
            required=!optional
            autofocus=autofocus
            autocomplete=kind.autocomplete()
            autocapitalize="none"
            spellcheck=if matches!(kind, InputKind::Text) { "true" } else { "false" }
            aria-invalid=below.invalid
            aria-describedby=below.id
        />
    };
    let control = if kind.html() == "password" {
        view! {
            <div class="revealable">
                {input} <button type="button" class="reveal needs-script" data-reveal=id>
                    "Show"
                    <span class="visually-hidden">" the password"</span>
                </button>
            </div>
        }
        .into_any()
    } else {
        input.into_any()
    };
    let strength = (kind == InputKind::NewPassword).then(|| {
        view! {
            <div class="strength" data-strength=id>
                <div class="strength-bar"></div>
                <p role="status"></p>
            </div>
        }
    });
    view! {
        <div class="field">
            <Label field=id.to_owned() text=label optional aside />
            {control}
            {strength}
            {below.view}
        </div>
    }
    .into_any()
}

/// A field of a search form: its label stands in it.
#[component]
pub fn SearchField(
    /// The field's name in the form.
    #[prop(default = "search")]
    name: &'static str,
    /// What stands in it.
    #[prop(into)]
    value: String,
    /// What is looked for.
    label: &'static str,
) -> impl IntoView {
    view! {
        <div class="search-field">
            <Icon glyph=Glyph::Search />
            <input
                class="input"
                type="search"
                name=name
                value=value
                placeholder=label
                aria-label=label
                autocomplete="off"
                autocapitalize="none"
            />
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::sentence;

    #[test]
    fn errors_are_sentences() {
        for (error, said) in [
            ("a name is needed", "A name is needed"),
            ("is needed", "This is needed"),
            ("“-” is no name", "“-” is no name"),
            ("dora: there is nobody of this name", "dora: there is nobody of this name"),
            ("acme/lake is there already", "acme/lake is there already"),
        ] {
            assert_eq!(sentence(error.to_owned()), said);
        }
    }
}
