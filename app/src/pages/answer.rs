//! The answer to a question about access, drawn: the verdict, the ways of a yes or what comes close to it, who can give
//! it, and the command that asks the same. For the stream's Access tab and the page of all questions.

use access::{Permission, ResourceKind};
use api::questions::{Explanation, NearMiss};
use leptos::prelude::*;

use crate::islands::{RequestAccess, Wanted};
use crate::parts::{Avatar, AvatarSize, ButtonKind, CodeLine, Glyph, Icon, LinkButton};

/// What is drawn beside the explanation itself.
pub(super) struct Asked {
    /// Whom it is about, as the question named them: `user:ada`.
    pub(super) actor: String,
    /// The same for people.
    pub(super) who: String,
    /// The verdict in a line.
    pub(super) title: String,
    /// What a yes would take.
    pub(super) takes: String,
    /// Where the viewer can give what is missing.
    pub(super) give: Option<String>,
    /// What to ask others for, where the viewer can't.
    pub(super) request: Option<Wanted>,
    /// What else there is to say, before the command.
    pub(super) more: Option<AnyView>,
    /// The same question from a terminal.
    pub(super) command: String,
}

/// The whole answer.
pub(super) fn answer(asked: Asked, told: Explanation) -> AnyView {
    let (class, glyph) = match (told.decision, told.is_unknown()) {
        (true, _) => ("verdict allowed", Glyph::Check),
        (false, true) => ("verdict unknown", Glyph::Info),
        (false, false) => ("verdict", Glyph::Ban),
    };
    let Asked { actor, who, title, takes, give, request, more, command } = asked;
    let no = class == "verdict";
    let takes = no.then(|| format!(" {takes}"));
    // The question's own word for them is for machines.
    let said = |text: String| text.replace(&actor, &who);
    let step = |text: String| said(text).trim_end_matches('.').to_owned();
    let paths = told.paths.into_iter().map(|steps| chain(steps.into_iter().map(step).collect()));
    let paths = section("How it comes about", paths.collect(), |paths| {
        view! { <div class="ways">{paths}</div> }.into_any()
    });
    let misses = told.near_misses.into_iter().map(|NearMiss { held, because }| {
        let (held, because) = (said(held), said(because));
        view! {
            <li>
                <span>{held} <span class="second">{because}</span></span>
            </li>
        }
        .into_any()
    });
    let misses = section("What comes close, and why it is not enough", misses.collect(), |misses| {
        view! { <ol class="near">{misses}</ol> }.into_any()
    });
    let givers = told.grantors.clone();
    let request = request.filter(|_| give.is_none() && !told.decision).map(|wanted| {
        let whom = wanted.who.as_ref().map(|who| format!(" for {who}"));
        view! {
            <details class="request-access">
                <summary class="button filled">
                    <Icon glyph=Glyph::Mail />
                    <span>"Request access" {whom}</span>
                </summary>
                <RequestAccess wanted givers back=None />
            </details>
        }
    });
    let givers = told.grantors.into_iter().map(|name| {
        view! {
            <span>
                <Avatar name=name.clone() size=AvatarSize::Small />
                {name}
            </span>
        }
        .into_any()
    });
    let givers = section("Who can give it", givers.collect(), |givers| {
        view! { <p class="givers">{givers}</p> }.into_any()
    });
    let give = give.map(|href| {
        view! {
            <div class="actions">
                <LinkButton href=href kind=ButtonKind::Filled>
                    "Grant…"
                </LinkButton>
            </div>
        }
    });
    // The title says already who can't do what; a reason of its own is something else.
    let reason = said(told.reason);
    let reason = (!no || !reason.contains(" does not have ")).then_some(reason);
    view! {
        <div class="answer">
            <div class=class role="status">
                <Icon glyph />
                <div>
                    <strong>{title}</strong>
                    <p>{reason} {takes}</p>
                </div>
            </div>
            {paths}
            {misses}
            {givers}
            {more}
            {give}
            {request}
            <CodeLine text=command command=true wrap=true />
        </div>
    }
    .into_any()
}

/// What a yes takes, in a sentence.
pub(super) fn takes(person: bool, (kind, permission): (ResourceKind, Permission), path: &str) -> String {
    let project = path.rsplit_once('/').map_or(path, |(project, _)| project);
    match (kind, permission) {
        (ResourceKind::Stream, Permission::Write) if person => {
            format!("It takes create on {project}: people reach streams by their project.")
        }
        (ResourceKind::Stream, _) if person => {
            format!("It takes view on {project}: people reach streams by their project.")
        }
        (ResourceKind::Stream, _) => format!("It takes a grant of {permission} on the stream itself."),
        _ if !person => "Services hold nothing but grants on streams.".to_owned(),
        (ResourceKind::Pipeline, Permission::Read) => {
            "It takes a role on it, or a team that it is shared with.".to_owned()
        }
        (ResourceKind::Pipeline, Permission::Edit) => "It takes the role editor or owner.".to_owned(),
        (ResourceKind::Pipeline, _) => "It takes the role owner.".to_owned(),
        (_, Permission::View) => "It takes view, create or admin there.".to_owned(),
        (_, Permission::Create) => "It takes create itself: admin does not include it.".to_owned(),
        _ => format!("It takes {permission} itself."),
    }
}

/// A part of the answer under its heading; nothing where there is nothing to say.
fn section(title: &'static str, items: Vec<AnyView>, list: fn(Vec<AnyView>) -> AnyView) -> Option<AnyView> {
    if items.is_empty() {
        return None;
    }
    let section = view! {
        <div>
            <h3>{title}</h3>
            {list(items)}
        </div>
    };
    Some(section.into_any())
}

/// A path, from what was given to what it comes to.
pub(super) fn chain(mut steps: Vec<String>) -> AnyView {
    // A grant on the stream itself is what it comes to.
    if matches!(steps.as_slice(), [given, right] if given.starts_with(&format!("{right} on "))) {
        steps.truncate(1);
    }
    let steps = steps.into_iter().enumerate().map(|(index, step)| {
        view! {
            <li>
                {(index > 0).then(|| view! { <Icon glyph=Glyph::Right /> })} <span class="badge">{step}</span>
            </li>
        }
    });
    view! { <ol class="chain">{steps.collect_view()}</ol> }.into_any()
}
