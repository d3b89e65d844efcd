//! The bar under a service's grid: how many ticks are changed, who gains and loses what by it, what to look out for.

use access::{ServiceFacts, StreamFlags, UserId};
use api::names::{PipelinePath, StreamPath};
use api::previews::PreviewFacts;
use api::secrets::Secret;
use api::services::GridRow;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::changes::Told;
use super::grants::{Right, waits};
use crate::forms::{Fields, grid, pipelines};
use crate::parts::{self, ButtonKind, LinkButton, PreviewLine, SubmitButton, counted, grouped};

/// How many secrets are named.
const NAMED: usize = 4;

/// The pipelines that run as the service: what is taken from it may stop them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunAs {
    /// Those that the viewer can read, each with the stream that it reads and the one that it appends to.
    pub pipelines: Vec<(PipelinePath, StreamPath, StreamPath)>,
    /// How many more there are.
    pub hidden: u32,
}

impl RunAs {
    /// Those that the ticks of a form take something from that they need.
    fn stopped_by(&self, fields: &Fields) -> Vec<PipelinePath> {
        let rows = grid::rows(fields);
        let taken = |stream: &StreamPath, right: Right| {
            let stream = stream.to_string();
            rows.iter().any(|(path, held, now)| *path == stream && right.of(*held) && !right.of(*now))
        };
        let stopped = self
            .pipelines
            .iter()
            .filter(|(_, source, sink)| taken(source, Right::Read) || taken(sink, Right::Write));
        stopped.map(|(path, ..)| path.clone()).collect()
    }
}

/// Which pipelines would stop, each a link to its page.
fn stopping(stopped: Vec<PipelinePath>, hidden: u32) -> AnyView {
    let named = (!stopped.is_empty()).then(|| {
        let title = format!("{} will stop: ", counted(stopped.len() as u64, "pipeline"));
        let links = stopped.into_iter().enumerate().map(|(index, path)| {
            view! {
                {(index > 0).then_some(", ")}
                <a href=pipelines::page(&path)>{path.to_string()}</a>
            }
        });
        let links = links.collect_view();
        view! { <PreviewLine change=parts::Change::Warning>{title} {links}</PreviewLine> }
    });
    let hidden = (hidden > 0).then(|| {
        let line = match hidden {
            1 => "1 pipeline that you can’t see runs as it, too, and may stop".to_owned(),
            count => format!("{count} pipelines that you can’t see run as it, too, and may stop"),
        };
        view! { <PreviewLine change=parts::Change::Warning>{line}</PreviewLine> }
    });
    view! {
        {named}
        {hidden}
    }
    .into_any()
}

/// What saving would do, and the field that says on save what was seen.
#[component]
pub(super) fn SaveBar(
    /// The page without changes.
    page: String,
    viewer: UserId,
    service: ServiceFacts,
    rows: Vec<GridRow>,
    facts: PreviewFacts,
    live_secrets: u32,
    secrets: Vec<Secret>,
    run_as: RunAs,
    fields: ReadSignal<Fields>,
    live: ReadSignal<bool>,
    confirming: bool,
) -> impl IntoView {
    let told = Memo::new(move |_| {
        let changes = grid::changes(&fields.get()).unwrap_or_default();
        (changes.len(), Told::of(&facts, viewer, &facts.set_grants(&changes)))
    });
    let look_out = move || {
        fields.with(|fields| {
            let changed = grid::rows(fields).into_iter().filter(|(_, held, now)| held != now);
            let waiting = changed.filter_map(|(path, _, now): (String, StreamFlags, StreamFlags)| {
                let row = rows.iter().find(|row| row.stream.to_string() == path)?;
                Some(format!("On {path}, {}", waits(&service, row, now)?))
            });
            waiting.collect::<Vec<_>>()
        })
    };
    let gaining = secrets_line(live_secrets, &secrets);
    let bar = move || {
        let (count, told) = told.get();
        let shown = count > 0 && (live.get() || confirming);
        if !shown {
            // Without scripts nothing follows the ticks: the same lines come with the next page.
            let follows = live.get();
            let line = if follows {
                "No tick is changed. What saving would do appears here while you tick."
            } else {
                "Nothing is saved before you have seen what it changes."
            };
            return view! {
                <div class="grid-foot">
                    <SubmitButton disabled=follows>"Preview changes"</SubmitButton>
                    <p class="caption">{line}</p>
                </div>
            }
            .into_any();
        }
        let warnings = look_out().into_iter().map(|line| {
            view! { <PreviewLine change=parts::Change::Warning>{line}</PreviewLine> }
        });
        let gaining = gaining.clone();
        let secrets = (!told.gains.is_empty())
            .then(|| view! { <PreviewLine change=parts::Change::Warning>{gaining}</PreviewLine> });
        let lost = (!told.losses.is_empty()).then(|| {
            view! {
                <PreviewLine change=parts::Change::Warning>
                    "Code that uses what is taken away is refused from the next request on."
                </PreviewLine>
            }
        });
        let stopping = (!told.losses.is_empty()).then(|| {
            let stopped = fields.with(|fields| run_as.stopped_by(fields));
            stopping(stopped, run_as.hidden)
        });
        let mark = told.mark.clone();
        view! {
            <div class="save-bar" data-unsaved="">
                <input type="hidden" name="seen" value=mark />
                <div class="save-what">
                    <p class="save-count">
                        <strong>{counted(count as u64, "change")} " not saved"</strong>
                        {live.get().then(|| view! { <span class="live">"live preview"</span> })}
                    </p>
                    <div class="save-lines" aria-live="polite">
                        {told.lines()}
                        {stopping}
                        {secrets}
                        {lost}
                        {warnings.collect_view()}
                    </div>
                </div>
                <div class="save-acts" data-leave="">
                    <LinkButton href=page.clone()>"Discard"</LinkButton>
                    <SubmitButton kind=ButtonKind::Filled>
                        {format!("Save {}", counted(count as u64, "change"))}
                    </SubmitButton>
                </div>
            </div>
        }
        .into_any()
    };
    view! { {bar} }
}

/// Whose secrets gain what is granted: `live` of them, of which these are the newest.
fn secrets_line(live: u32, newest: &[Secret]) -> String {
    let name = |secret: &Secret| match secret.description.as_str() {
        "" => secret.hint.clone(),
        text => format!("{text} ({})", secret.hint),
    };
    let named: Vec<String> = newest.iter().take(NAMED).map(name).collect();
    let more = u64::from(live).saturating_sub(named.len() as u64);
    let more = if more > 0 { format!(" and {} more", grouped(more)) } else { String::new() };
    match live {
        0 => "It has no secret that works: nothing uses what it gains until one is issued.".to_owned(),
        1 => format!("1 live secret gains it: {}.", named.join(", ")),
        count => format!("{} live secrets gain it: {}{more}.", grouped(count.into()), named.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use access::{SecretKind, Time};
    use api::secrets::SecretState;

    use super::*;

    fn secret(number: usize) -> Secret {
        Secret {
            id: "00000000-0000-7000-8000-000000000001".parse().unwrap(),
            kind: SecretKind::Service,
            description: Default::default(),
            hint: format!("sgs_{number}"),
            state: SecretState::Active,
            created_at: Time(0),
            expires_at: None,
            revoked_at: None,
            last_used_at: None,
            last_used_from: None,
            issued_by: None,
            issued_with: None,
            rolled_from: None,
            rolled_to: None,
            issued: 0,
            leaked_at: None,
        }
    }

    #[test]
    fn all_that_gain_it_are_counted_and_some_named() {
        let newest: Vec<Secret> = (1..=20).map(secret).collect();
        let line = secrets_line(50, &newest);
        assert_eq!(line, "50 live secrets gain it: sgs_1, sgs_2, sgs_3, sgs_4 and 46 more.");
        assert_eq!(secrets_line(2, &newest[..2]), "2 live secrets gain it: sgs_1, sgs_2.");
        assert_eq!(secrets_line(1, &newest[..1]), "1 live secret gains it: sgs_1.");
        assert!(secrets_line(0, &[]).starts_with("It has no secret that works"));
    }

    #[test]
    fn a_pipeline_stops_without_what_it_needs() {
        let path = "acme/clean".parse::<PipelinePath>().unwrap();
        let [source, sink] = ["acme/lake/raw", "acme/lake/clean"].map(|path| path.parse().unwrap());
        let run_as = RunAs { pipelines: vec![(path, source, sink)], hidden: 0 };
        let held = StreamFlags { read: true, write: true };
        let rows = |ticks: &[(&str, &str)]| -> Fields {
            let rows =
                ["acme/lake/raw", "acme/lake/clean"].map(|path| ("row".to_owned(), grid::row(path, held)));
            let ticks = ticks.iter().map(|(right, path)| ((*right).to_owned(), (*path).to_owned()));
            rows.into_iter().chain(ticks).collect()
        };
        let (raw, clean) = ("acme/lake/raw", "acme/lake/clean");
        let needed = [("read", raw), ("write", clean)];
        assert_eq!(run_as.stopped_by(&rows(&needed)), []);
        for left in [[("write", raw), ("write", clean)], [("read", raw), ("read", clean)]] {
            assert_eq!(
                run_as.stopped_by(&rows(&left)),
                run_as.pipelines.iter().map(|one| one.0.clone()).collect::<Vec<_>>()
            );
        }
    }
}
