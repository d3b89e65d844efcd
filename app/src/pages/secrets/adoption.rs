//! The adoption meter: how far the new secret of a roll has taken the old one's place, and whether the old one can go.

use access::{SecretId, Time};
use api::Fault;
use api::secrets::{Adoption, Secret, SecretState, ShowAdoption};
use leptos::prelude::*;

use super::super::{closing, hidden, same_part};
use super::rows::{called, row_menu};
use crate::backend::{ask, now};
use crate::islands::ChartTips;
use crate::parts::{
    Bar, BarChart, ButtonKind, Dialog, Facts, LinkButton, Notice, Series, SubmitButton, Tone, counted, exact,
    grouped, relative,
};

const HOUR: i64 = 60 * 60 * 1000;

/// The meter of the roll of the secret `id`, over the page `here`.
pub(super) async fn adoption_dialog(id: SecretId, here: &str) -> Result<AnyView, Fault> {
    let adoption = ask(ShowAdoption { id }).await?;
    let now = now();
    let Adoption { old, new, from, old_requests, new_requests, safe_to_finish } = adoption;
    let over = old.state != SecretState::Active;
    let (tone, title, line) = verdict(&old, &new, over, safe_to_finish, now);
    let close = closing(here, &row_menu(id));
    let confirm = if over {
        view! {
            <LinkButton href=close.clone() kind=ButtonKind::Filled>
                "Done"
            </LinkButton>
        }
        .into_any()
    } else {
        view! { <SubmitButton kind=ButtonKind::DangerFilled>"Finish: revoke the old one"</SubmitButton> }
            .into_any()
    };
    let facts = vec![
        ("Last with the old", last(&old, now).into_any()),
        ("Last with the new", last(&new, now).into_any()),
        ("The old one ends", ending(&old, now).into_any()),
    ];
    Ok(view! {
        <Dialog
            title=format!("Roll of {}", called(&old))
            line="Requests an hour in the last two days, with the old secret and with the new one."
            action=same_part(here)
            close=close
            command=format!("sluicegate secret revoke {}", old.id)
            confirm=confirm
        >
            {hidden("do", "revoke-secret")}
            {hidden("id", old.id)}
            {meter(&format!("Old, {}", old.hint), &old_requests, from, Series::Second)}
            {meter(&format!("New, {}", new.hint), &new_requests, from, Series::First)}
            <Notice tone=tone title=title>
                <p>{line}</p>
            </Notice>
            <Facts facts=facts />
        </Dialog>
    }
    .into_any())
}

/// What follows from it.
fn verdict(old: &Secret, new: &Secret, over: bool, safe: bool, now: Time) -> (Tone, &'static str, String) {
    if over {
        return (Tone::Success, "The old secret has ended", "Only the new one works.".to_owned());
    }
    if safe {
        let line = "The new one is in use, and nobody used the old one for an hour.";
        return (Tone::Success, "Safe to finish", line.to_owned());
    }
    if new.last_used_at.is_none() {
        let line = "Nobody has used the new secret yet: what still has the old one would stop.";
        return (Tone::Warning, "Not yet", line.to_owned());
    }
    let line = match (old.last_used_at, &old.last_used_from) {
        (Some(at), Some(from)) => format!("Something at {from} used the old one {}.", relative(at, now)),
        (Some(at), None) => format!("Something used the old one {}.", relative(at, now)),
        (None, _) => "The old one was in use until now.".to_owned(),
    };
    (Tone::Warning, "Not yet", line)
}

fn last(secret: &Secret, now: Time) -> String {
    match (secret.last_used_at, &secret.last_used_from) {
        (Some(at), Some(from)) => format!("{} from {from}", relative(at, now)),
        (Some(at), None) => relative(at, now),
        (None, _) => "never".to_owned(),
    }
}

fn ending(secret: &Secret, now: Time) -> String {
    match (secret.revoked_at, secret.expires_at) {
        (Some(at), _) => format!("revoked {}", relative(at, now)),
        (None, Some(at)) => format!("{}, {}", relative(at, now), exact(at)),
        (None, None) => "never by itself".to_owned(),
    }
}

/// "21 Nov, 09:00".
fn hour_name(at: Time) -> String {
    let text = exact(at);
    let (day, time) = text.split_once(", ").unwrap_or((&text, ""));
    format!("{}, {}", day.rsplit_once(' ').map_or(day, |(day, _)| day), time.trim_end_matches(" UTC"))
}

fn meter(label: &str, requests: &[u64], from: Time, series: Series) -> impl IntoView + use<> {
    let sum: u64 = requests.iter().sum();
    let at = |hour: usize| Time(from.0 + i64::try_from(hour).unwrap_or_default() * HOUR);
    let bars = requests.iter().enumerate();
    let bars = bars.map(|(hour, requests)| Bar { at: hour_name(at(hour)), value: *requests }).collect();
    let labels = requests.iter().enumerate();
    let labels =
        labels.map(|(hour, count)| format!("{}: {}", exact(at(hour)), counted(*count, "request"))).collect();
    let description = format!(
        "{label}: {} in 48 hours, {} of them in the present hour",
        counted(sum, "request"),
        requests.last().copied().unwrap_or(0)
    );
    view! {
        <BarChart
            label=label.to_owned()
            figure=counted(sum, "request")
            description=description
            bars=bars
            say=grouped
            series=series
            over=view! { <ChartTips labels=labels /> }.into_any()
        />
    }
}
