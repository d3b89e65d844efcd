//! What is said over a list of secrets before anybody asks: which ones end soon, which ones were found in the open.

use access::Time;
use api::Fault;
use api::secrets::{ListSecretNotices, NoticedSecret, Secret, SecretNotices};
use leptos::prelude::*;

use super::super::{hidden, refused, whole};
use super::rows::called;
use crate::backend::{ask, now};
use crate::parts::{ButtonSize, ErrorSummary, Notice, SubmitButton, Tone, counted, exact, relative};

const DAY: i64 = 24 * 60 * 60 * 1000;

/// What is to be said of the viewer's secrets, and of those of services that they decide about.
pub(in crate::pages) async fn secret_notices() -> Result<SecretNotices, Fault> {
    ask(ListSecretNotices {}).await
}

/// The page on which a secret is found.
pub(in crate::pages) fn page_of(noticed: &NoticedSecret) -> String {
    noticed.service.as_ref().map_or_else(
        || super::PATH.to_owned(),
        |path| format!("/{}/-/services/{}?tab=secrets", path.organization, path.service),
    )
}

/// Its name, with its service's if it isn't a person's.
pub(in crate::pages) fn named(noticed: &NoticedSecret) -> String {
    let name = called(&noticed.secret);
    noticed.service.as_ref().map_or(name.clone(), |path| format!("{path}: {name}"))
}

/// "within a day", "within 7 days", "within 14 days".
pub(in crate::pages) fn within(end: Time, now: Time) -> &'static str {
    match end.0.saturating_sub(now.0) {
        left if left <= DAY => "within a day",
        left if left <= 7 * DAY => "within 7 days",
        _ => "within 14 days",
    }
}

/// The notices over the page `here`, whose forms post there.
pub(in crate::pages) fn notices(notices: &SecretNotices, here: &str) -> AnyView {
    let now = now();
    let leaked = notices.leaked.iter().map(|noticed| leak(noticed, here, now)).collect_view();
    view! {
        {leaked}
        {ending(&notices.ending, now)}
    }
    .into_any()
}

/// Says that a secret was found in the open, until it is taken away.
pub(in crate::pages) fn leak(noticed: &NoticedSecret, here: &str, now: Time) -> AnyView {
    let Secret { id, hint, issued, leaked_at, .. } = noticed.secret.clone();
    let when = leaked_at.map(|at| format!("{}, {}", relative(at, now), exact(at))).unwrap_or_default();
    let others = match issued {
        0 => String::new(),
        count => format!(" {} that it had issued went with it.", counted(count.into(), "secret")),
    };
    let line = format!(
        "Somebody found {hint} where others can read it and reported it {when}. It was revoked at once.{others} \
         Issue another where one is needed, and keep it out of what is published."
    );
    let (fault, _) = refused("dismiss-leak");
    let (title, here) = (format!("Leaked and revoked: {}", named(noticed)), here.to_owned());
    view! {
        <Notice tone=Tone::Danger title=title>
            <p>{line}</p>
            {whole(&fault).map(|title| view! { <ErrorSummary title=title /> })}
            <form method="post" action=here>
                {hidden("do", "dismiss-leak")}
                {hidden("id", id)}
                <SubmitButton size=ButtonSize::Small>"Dismiss"</SubmitButton>
            </form>
        </Notice>
    }
    .into_any()
}

/// Says which secrets end soon.
fn ending(ending: &[NoticedSecret], now: Time) -> Option<AnyView> {
    let end = ending.first()?.secret.expires_at?;
    let tone = if end.0.saturating_sub(now.0) <= 7 * DAY { Tone::Warning } else { Tone::Neutral };
    let title = match ending {
        [one] => format!("{} ends {}", named(one), within(end, now)),
        many => format!("{} secrets end soon, the first {}", many.len(), within(end, now)),
    };
    let lines = ending.iter().map(|noticed| {
        let end = noticed.secret.expires_at.unwrap_or(now);
        let when = format!(", {}: {}, {}", noticed.secret.hint, relative(end, now), exact(end));
        view! {
            <li>
                <a href=page_of(noticed)>{named(noticed)}</a>
                {when}
            </li>
        }
    });
    let lines = lines.collect_view();
    Some(
        view! {
            <Notice tone=tone title=title>
                <ul>{lines}</ul>
                <p>"What uses them stops then. Roll one to put another like it in its place."</p>
            </Notice>
        }
        .into_any(),
    )
}
