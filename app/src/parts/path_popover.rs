//! What somebody holds, as a button that opens the path to it: subject, grant, permission; and what can be done about it.

use access::Flags;
use leptos::prelude::*;

use super::{Badge, Glyph, Held, Icon, Tone, held_face, implying, tick_face};

/// Whether a flag can be changed from its popover.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Edit {
    /// Not by who looks.
    #[default]
    No,
    /// On another page: an invite's flags.
    At(String),
    /// Here, and without scripts at this address.
    Here(String),
    /// Not now: why.
    Fixed(String),
}

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
    /// Whether it can be changed.
    #[prop(optional)]
    edit: Edit,
    /// Unique in the page.
    #[prop(into)]
    id: String,
) -> impl IntoView {
    let (class, word) = tick_face(flags, held);
    // Boxes with an edge can be changed, glyphs without one can't.
    let (class, face) = if edit == Edit::No {
        let (face, glyph) = held_face(held);
        let face = view! {
            <span class=face>
                <Icon glyph />
            </span>
        };
        ("right-tick", face.into_any())
    } else {
        (class, view! { <Icon glyph=Glyph::Check /> }.into_any())
    };
    let steps =
        steps(&person, flag, (flags, held), standing, granted).into_iter().map(|(label, code, second)| {
            let label = if code { view! { <code>{label}</code> }.into_any() } else { label.into_any() };
            view! {
                <li>
                    <span>{label}</span>
                    <span class="second">{second}</span>
                </li>
            }
        });
    let after = match &edit {
        Edit::Fixed(reason) => reason.clone(),
        _ => after(&person, flag, flags, held),
    };
    let verdict = match held {
        Held::No => view! { <Badge tone=Tone::Neutral text="Denied" /> }.into_any(),
        _ => view! { <Badge tone=Tone::Success text="Allowed" /> }.into_any(),
    };
    let tick = format!("{person} {flag}");
    let act = act(edit, &tick, flag, held, &id);
    view! {
        <button
            type="button"
            class=class
            popovertarget=id.clone()
            data-tick=tick
            aria-label=format!("{person}, {flag} on {on}, {word}")
        >
            {face}
        </button>
        <div class="menu path-popover" id=id popover="auto">
            <div class="path-head">
                <strong>{person} " · " <code>{flag}</code> " on " {on}</strong>
                {verdict}
            </div>
            <ol class="path-steps">{steps.collect_view()}</ol>
            <div class="path-foot">
                <p>{after}</p>
                {act}
            </div>
        </div>
    }
    .into_any()
}

/// The chain: a label, whether it is a permission, and its second line.
fn steps(
    person: &str,
    flag: &str,
    (flags, held): (Flags, Held),
    standing: String,
    granted: String,
) -> Vec<(String, bool, String)> {
    let implying = implying(flags);
    let whom = (person.to_owned(), false, standing);
    match held {
        Held::Direct => vec![whom, (flag.to_owned(), true, granted)],
        Held::Implied => vec![
            whom,
            (implying.to_owned(), true, granted),
            (flag.to_owned(), true, format!("implied by {implying}, not set by itself")),
        ],
        Held::No => vec![whom, (flag.to_owned(), true, "not set".to_owned())],
    }
}

/// What taking it away would do.
fn after(person: &str, flag: &str, flags: Flags, held: Held) -> String {
    let implying = implying(flags);
    match held {
        Held::Implied => format!("Take {implying} away, and {flag} goes too."),
        Held::Direct if flag == "view" && (flags.admin || flags.create) => {
            format!("Taken away, it is still implied by {implying}.")
        }
        Held::Direct if flag != "view" && !flags.view => {
            "Taken away, the view that it implies goes too.".to_owned()
        }
        Held::Direct => "It is set by itself.".to_owned(),
        Held::No => format!("Nothing that {person} holds here lets {flag}."),
    }
}

/// What can be done about it. What is done here only marks the tick: it is saved from the bar under the list.
fn act(edit: Edit, tick: &str, flag: &str, held: Held, popover: &str) -> Option<AnyView> {
    let (href, here) = match edit {
        Edit::No | Edit::Fixed(_) => return None,
        Edit::At(href) => (href, false),
        Edit::Here(href) => (href, true),
    };
    let live = here.then(|| {
        let label = match held {
            Held::Direct => format!("Take {flag} away"),
            Held::Implied | Held::No => format!("Give {flag}"),
        };
        let button = |class: &'static str, label: String| {
            view! {
                <button
                    type="button"
                    class=class
                    data-give=tick.to_owned()
                    popovertarget=popover.to_owned()
                    popovertargetaction="hide"
                >
                    {label}
                </button>
            }
        };
        view! {
            {button("button small when-editing when-kept", label)}
            {button("button small when-editing when-pending", "Undo".to_owned())}
        }
    });
    let class = if here { "button small when-not-editing" } else { "button small" };
    let link = view! {
        <a class=class href=href>
            "Change…"
        </a>
    };
    Some(
        view! {
            {live}
            {link}
        }
        .into_any(),
    )
}
