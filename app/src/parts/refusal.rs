//! Pages that stand in the place of another: refused, not there, failed. Each says what one can do instead.

use super::{Avatar, ButtonKind, Glyph, LinkButton, LinkRow, Panel, Rows, Tile, icon::TileTone};
use leptos::prelude::*;

/// Somebody who could grant what is missing.
#[derive(Clone, Debug)]
pub struct Grantor {
    /// The user's name.
    pub name: String,
    /// "@ada".
    pub line: String,
}

/// 403: what one can do, what is missing, who can grant it.
#[component]
pub fn Refused(
    /// "You can see acme/lake, but can't change its settings".
    #[prop(into)]
    title: String,
    /// "Changing a project's settings".
    #[prop(into)]
    doing: String,
    /// The missing permission; nothing where it isn't one that is missing.
    #[prop(into)]
    permission: String,
    /// On what.
    #[prop(into)]
    resource: String,
    /// What the viewer holds there; none if that isn't known.
    #[prop(optional_no_strip)]
    held: Option<Vec<String>>,
    /// What else there is to know of it.
    #[prop(optional, into)]
    note: String,
    /// Why, where no permission is missing.
    #[prop(optional, into)]
    line: String,
    /// Who could grant it; empty for who may not see members.
    #[prop(optional)]
    grantors: Vec<Grantor>,
    /// "admins of acme".
    #[prop(optional, into)]
    grantors_are: String,
    /// What to ask them for; it ends with the way back.
    #[prop(optional_no_strip)]
    request: Option<AnyView>,
    /// A way back, and what it is called.
    back: (String, String),
    /// Status, permission, resource, request: folded.
    details: Vec<(&'static str, String)>,
) -> impl IntoView {
    let grantors = (!grantors.is_empty()).then(|| {
        let rows = grantors.into_iter().map(|grantor| {
            let name = grantor.name.clone();
            view! {
                <LinkRow
                    lead=view! { <Avatar name=grantor.name /> }.into_any()
                    name=name.into_any()
                    second=grantor.line
                />
            }
        });
        let aside = view! { <span class="caption">{grantors_are}</span> };
        view! {
            <Panel title="Who can grant it" flush=true aside=aside.into_any()>
                <Rows>{rows.collect_view()}</Rows>
            </Panel>
        }
    });
    let ending = match request {
        Some(request) => view! { <Panel title="Request access">{request}</Panel> }.into_any(),
        None => view! {
            <div class="actions">
                <LinkButton href=back.0>{back.1}</LinkButton>
            </div>
        }
        .into_any(),
    };
    let line = if permission.is_empty() {
        line.into_any()
    } else {
        view! {
            {doing}
            " needs "
            <code class="badge warning code">{permission}</code>
            " on "
            <code>{resource}</code>
            "."
            {held.map(holds)}
            {(!note.is_empty()).then(|| format!(" {note}"))}
        }
        .into_any()
    };
    view! {
        <div class="refusal">
            <Tile glyph=Glyph::Lock tone=TileTone::Warning />
            <h1>{title}</h1>
            <p>{line}</p>
            {grantors}
            {ending}
            <Support details />
        </div>
    }
    .into_any()
}

/// What is held, in a sentence.
fn holds(held: Vec<String>) -> AnyView {
    if held.is_empty() {
        return " You hold nothing there.".into_any();
    }
    let flags = held.into_iter().enumerate().map(|(index, flag)| {
        view! {
            {(index > 0).then_some(", ")}
            <code>{flag}</code>
        }
    });
    view! {
        " You hold "
        {flags.collect_view()}
        "."
    }
    .into_any()
}

/// 404, the same for hidden and absent. Somebody who isn't signed in is offered to.
#[component]
pub fn Missing(
    /// The sign-in page, for anonymous viewers.
    #[prop(into)]
    sign_in: Option<String>,
) -> impl IntoView {
    let signed_in = sign_in.is_none();
    view! {
        <div class="refusal">
            <Tile glyph=Glyph::Search tone=TileTone::Empty />
            <h1>"There is nothing here that you can see"</h1>
            <p>
                {if signed_in {
                    "The address may be misspelt, the thing renamed or deleted, or it is not shared with you."
                } else {
                    "The address may be misspelt, or it is something that needs you to sign in."
                }}
            </p>
            <div class="actions">
                {sign_in
                    .map(|href| {
                        view! {
                            <LinkButton href kind=ButtonKind::Filled>
                                "Sign in"
                            </LinkButton>
                        }
                    })} <LinkButton href="/">"Go to Home"</LinkButton>
            </div>
        </div>
    }
    .into_any()
}

/// Any other failure: what happened, what to do, and the request's id for support.
#[component]
pub fn Failed(
    /// "That did not work".
    #[prop(into)]
    title: String,
    /// What happened and what to do.
    #[prop(into)]
    line: String,
    /// Status, code, request: folded.
    details: Vec<(&'static str, String)>,
) -> impl IntoView {
    view! {
        <div class="refusal">
            <Tile glyph=Glyph::Warning tone=TileTone::Warning />
            <h1>{title}</h1>
            <p>{line}</p>
            <div class="actions">
                <LinkButton href="/">"Go to Home"</LinkButton>
            </div>
            <Support details />
        </div>
    }
    .into_any()
}

/// What support asks for.
#[component]
fn Support(details: Vec<(&'static str, String)>) -> impl IntoView {
    let lines = details.into_iter().map(|(label, value)| {
        view! {
            <dt>{label}</dt>
            <dd>{value}</dd>
        }
    });
    view! {
        <details class="support">
            <summary>"Details for support"</summary>
            <dl>{lines.collect_view()}</dl>
        </details>
    }
    .into_any()
}
