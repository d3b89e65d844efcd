//! What somebody holds, as a button that opens the path to it: subject, grant, permission.

use access::Flags;
use leptos::prelude::*;

use super::{Badge, Glyph, Held, Icon, Tone};

/// A tick that tells its path, for one flag of one person.
#[component]
pub fn PathTick(
    /// Whose.
    #[prop(into)]
    person: String,
    /// `view`, `create` or `admin`.
    flag: &'static str,
    /// On what: its path.
    #[prop(into)]
    on: String,
    /// Everything that they hold there, as stored.
    flags: Flags,
    /// How this flag is held.
    held: Held,
    /// Since when the person stands there: "member since 14 Mar 2026".
    #[prop(into)]
    standing: String,
    /// Who set it: "set by ada, 14 Mar 2026".
    #[prop(into)]
    granted: String,
    /// Where it is changed; none for who may not.
    #[prop(optional_no_strip, into)]
    change: Option<String>,
    /// Unique in the page.
    #[prop(into)]
    id: String,
) -> impl IntoView {
    let implying = if flags.admin { "admin" } else { "create" };
    let (class, word) = match held {
        Held::Direct => ("tick-button direct", "set".to_owned()),
        Held::Implied => ("tick-button implied", format!("implied by {implying}")),
        Held::No => ("tick-button", "not set".to_owned()),
    };
    let steps: Vec<(String, bool, String)> = match held {
        Held::Direct => vec![(person.clone(), false, standing), (flag.to_owned(), true, granted)],
        Held::Implied => vec![
            (person.clone(), false, standing),
            (implying.to_owned(), true, granted),
            (flag.to_owned(), true, format!("implied by {implying}, not set by itself")),
        ],
        Held::No => vec![(person.clone(), false, standing), (flag.to_owned(), true, "not set".to_owned())],
    };
    let after = match held {
        Held::Implied => format!("Take {implying} away, and {flag} goes too."),
        Held::Direct if flag == "view" && (flags.admin || flags.create) => {
            format!("Taken away, it is still implied by {implying}.")
        }
        Held::Direct if flag != "view" && !flags.view => {
            "Taken away, the view that it implies goes too.".to_owned()
        }
        Held::Direct => "It is set by itself.".to_owned(),
        Held::No => format!("Nothing that {person} holds here lets {flag}."),
    };
    let steps = steps.into_iter().map(|(label, code, second)| {
        let label = if code { view! { <code>{label}</code> }.into_any() } else { label.into_any() };
        view! {
            <li>
                <span>{label}</span>
                <span class="second">{second}</span>
            </li>
        }
    });
    let verdict = match held {
        Held::No => view! { <Badge tone=Tone::Neutral text="Denied" /> }.into_any(),
        _ => view! { <Badge tone=Tone::Success text="Allowed" /> }.into_any(),
    };
    view! {
        <button
            type="button"
            class=class
            popovertarget=id.clone()
            aria-label=format!("{person}, {flag} on {on}, {word}")
        >
            {(held != Held::No).then(|| view! { <Icon glyph=Glyph::Check /> })}
        </button>
        <div class="menu path-popover" id=id popover="auto">
            <div class="path-head">
                <strong>{person} " · " <code>{flag}</code> " on " {on}</strong>
                {verdict}
            </div>
            <ol class="path-steps">{steps.collect_view()}</ol>
            <div class="path-foot">
                <p>{after}</p>
                {change
                    .map(|href| {
                        view! {
                            <a class="button small" href=href>
                                "Change…"
                            </a>
                        }
                    })}
            </div>
        </div>
    }
    .into_any()
}
