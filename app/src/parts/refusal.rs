//! Pages that stand in the place of another: refused, not there, failed. Each says what one can do instead.

use super::{
    Avatar, ButtonKind, CopyTextButton, Glyph, LinkButton, LinkRow, Panel, Rows, Tile, icon::TileTone,
};
use leptos::prelude::*;

/// Somebody who could grant what is missing.
#[derive(Clone, Debug)]
pub struct Grantor {
    /// The user's name.
    pub name: String,
    /// "admin of acme".
    pub line: String,
}

/// 403: what one can do, what is missing, who can grant it.
#[component]
pub fn Refused(
    /// "You can see acme/lake, but not change it".
    #[prop(into)]
    title: String,
    /// "Creating a stream".
    #[prop(into)]
    doing: String,
    /// The missing permission.
    #[prop(into)]
    permission: String,
    /// On what.
    #[prop(into)]
    resource: String,
    /// What the viewer holds there.
    #[prop(optional)]
    held: Vec<String>,
    /// Who could grant it; empty for who may not see members.
    #[prop(optional)]
    grantors: Vec<Grantor>,
    /// What to write to them, ready to be copied.
    #[prop(optional_no_strip, into)]
    request: Option<String>,
    /// A way back.
    #[prop(into)]
    back: String,
    /// Status, permission, resource, request: folded.
    details: Vec<(&'static str, String)>,
) -> impl IntoView {
    let held = match held.as_slice() {
        [] => view! { " You hold nothing there." }.into_any(),
        held => {
            let mut parts = Vec::new();
            for (index, flag) in held.iter().enumerate() {
                let join = if index == 0 { "" } else { ", " };
                parts.push(view! {
                    {join}
                    <code>{flag.clone()}</code>
                });
            }
            view! {
                " You hold "
                {parts}
                "."
            }
            .into_any()
        }
    };
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
        view! {
            <Panel title="Who can grant it" flush=true>
                <Rows>{rows.collect_view()}</Rows>
            </Panel>
        }
    });
    let request = request.map(|text| {
        view! {
            <Panel title="Request access">
                <p class="request">{text.clone()}</p>
                <div class="actions">
                    <CopyTextButton text=text label="Copy request" />
                    <p class="caption">
                        "Send it to one of them. The link opens the form with your name in it."
                    </p>
                </div>
            </Panel>
        }
    });
    view! {
        <div class="refusal">
            <Tile glyph=Glyph::Lock tone=TileTone::Warning />
            <h1>{title}</h1>
            <p>
                {doing} " needs " <code class="badge warning code">{permission}</code> " on "
                <code>{resource}</code> "." {held}
            </p>
            {grantors}
            {request}
            <div class="actions">
                <LinkButton href=back>"Go back"</LinkButton>
            </div>
            <Support details />
        </div>
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
