//! "What this secret could reach now": computed by the rules themselves, in the browser, from what the account
//! holds.

use access::{HeldFacts, Permission, ReachRow, ReachSection, SecretKind, UserId};
use api::secrets::Reach;
use leptos::prelude::*;

use crate::parts;
use crate::parts::{Change, Preview, PreviewLine, PreviewSection};

/// How many rows of a section are shown before the rest is folded away.
const SHOWN: usize = 6;

/// What the account holds, as the rules take it.
fn held(user: UserId, reach: &Reach) -> HeldFacts {
    HeldFacts::User {
        user,
        organizations: reach.organizations.clone(),
        projects: reach.projects.iter().map(|(project, _)| project.clone()).collect(),
        pipelines: reach.pipelines.clone(),
    }
}

/// What stands beside a path: how many streams there are, else the permission.
fn note(row: &ReachRow, streams: &[(String, u32)]) -> String {
    match streams.iter().find(|(path, _)| *path == row.resource.path) {
        Some((_, 1)) if row.permission == Permission::View => "1 stream".to_owned(),
        Some((_, count)) if row.permission == Permission::View => format!("{count} streams"),
        _ => row.permission.to_string(),
    }
}

/// One section: the first rows, and the rest folded.
fn section(section: &ReachSection, streams: &[(String, u32)]) -> impl IntoView + use<> {
    let row =
        |row: &ReachRow| view! { <parts::Reach path=row.resource.path.clone() note=note(row, streams) /> };
    let first: Vec<_> = section.rows.iter().take(SHOWN).map(row).collect();
    let rest: Vec<_> = section.rows.iter().skip(SHOWN).map(row).collect();
    let folded = (!rest.is_empty()).then(|| {
        view! {
            <details class="more">
                <summary>{format!("{} more", rest.len())}</summary>
                {rest}
            </details>
        }
    });
    view! { <PreviewSection title=section.title>{first} {folded}</PreviewSection> }
}

/// The preview beside the issue form, for the kind that is chosen at the moment.
#[component]
pub(super) fn ReachPreview(
    /// Whose secret it would be.
    user: UserId,
    /// The kind that is chosen.
    #[prop(into)]
    kind: Signal<SecretKind>,
    /// What the account holds.
    reach: Reach,
    /// Whether it follows the form.
    #[prop(into)]
    live: Signal<bool>,
) -> impl IntoView {
    let held = held(user, &reach);
    let streams: Vec<_> =
        reach.projects.iter().map(|(project, count)| (project.path.clone(), *count)).collect();
    let more = reach.more;
    let sections = move || {
        let reach = access::reach(kind.get(), &held);
        let nothing = reach.sections.is_empty();
        let never = reach
            .never
            .iter()
            .map(|never| view! { <PreviewLine change=Change::Never>{*never}</PreviewLine> });
        view! {
            {reach.sections.iter().map(|part| section(part, &streams)).collect_view()}
            {nothing
                .then(|| {
                    view! {
                        <PreviewSection title="Read">
                            <p class="caption">"Nothing that is yours alone."</p>
                        </PreviewSection>
                    }
                })}
            {reach
                .public
                .then(|| {
                    view! {
                        <PreviewSection title="Public">
                            <p class="caption">"Every public project and its streams, as anybody can."</p>
                        </PreviewSection>
                    }
                })}
            <PreviewSection title="Never, whatever your rights become">{never.collect_view()}</PreviewSection>
        }
    };
    view! {
        <Preview title="What this secret could reach now" live=live>
            <div aria-live="polite">{sections}</div>
            <PreviewSection>
                <p class="caption">"It follows your rights: what you lose, the secret loses at once."</p>
                {more
                    .then(|| {
                        view! {
                            <p class="caption">
                                "Of your organizations and projects, the first 200 each are counted."
                            </p>
                        }
                    })}
            </PreviewSection>
        </Preview>
    }
}
