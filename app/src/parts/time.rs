//! Times: relative in the text, exact in the title, RFC 3339 for machines. All UTC. What is now is an argument.

use access::Time;
use api::time::to_rfc3339;
pub use api::time::{date, exact};
use leptos::prelude::*;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// "4 minutes ago", "in 90 days".
#[must_use]
pub fn relative(at: Time, now: Time) -> String {
    let ahead = at.0 > now.0;
    let span = at.0.abs_diff(now.0).min(i64::MAX as u64) as i64;
    if span < MINUTE {
        return if ahead { "in a minute" } else { "just now" }.to_owned();
    }
    // What was made to end in 90 days still ends in 90 days when the page is shown a moment later.
    let span = if ahead { span.saturating_add(MINUTE) } else { span };
    let (count, unit) = match span {
        _ if span < HOUR => (span / MINUTE, "minute"),
        _ if span < DAY => (span / HOUR, "hour"),
        _ if !ahead && span < 2 * DAY => return "yesterday".to_owned(),
        _ if ahead && span < 366 * DAY => (span / DAY, "day"),
        _ if span < 14 * DAY => (span / DAY, "day"),
        _ if span < 61 * DAY => (span / (7 * DAY), "week"),
        _ if span < 730 * DAY => (span / (30 * DAY), "month"),
        _ => (span / (365 * DAY), "year"),
    };
    let plural = if count == 1 { "" } else { "s" };
    if ahead { format!("in {count} {unit}{plural}") } else { format!("{count} {unit}{plural} ago") }
}

/// Whether something that ends then ends within a week.
#[must_use]
pub fn soon(at: Time, now: Time) -> bool {
    at.0.saturating_sub(now.0) < 7 * DAY
}

/// A moment, relative.
#[component]
pub fn Timestamp(
    /// The moment.
    at: Time,
    /// What is now.
    now: Time,
) -> impl IntoView {
    view! {
        <time datetime=to_rfc3339(at) title=exact(at)>
            {relative(at, now)}
        </time>
    }
    .into_any()
}

/// A moment as a day, or relative within its first day.
#[component]
pub fn Day(
    /// The moment.
    at: Time,
    /// What is now.
    now: Time,
) -> impl IntoView {
    let text = if now.0.abs_diff(at.0) < DAY as u64 { relative(at, now) } else { date(at) };
    view! {
        <time datetime=to_rfc3339(at) title=exact(at)>
            {text}
        </time>
    }
    .into_any()
}

/// When something ends: how long from now, and the date under it; in amber within a week.
#[component]
pub fn Ends(
    /// When; `None` for never.
    at: Option<Time>,
    /// What is now.
    now: Time,
) -> impl IntoView {
    let Some(at) = at else { return view! { "No end date" }.into_any() };
    let soon = soon(at, now);
    view! {
        <span class=soon.then_some("soon")>{relative(at, now)}</span>
        <time class="second" datetime=to_rfc3339(at) title=exact(at)>
            {if soon { exact(at) } else { date(at) }}
        </time>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Time = Time(1_795_262_400_000);

    #[test]
    fn spans() {
        let cases = [
            (0, "just now"),
            (-4 * MINUTE, "4 minutes ago"),
            (-HOUR, "1 hour ago"),
            (-DAY - HOUR, "yesterday"),
            (-12 * DAY, "12 days ago"),
            (-22 * DAY, "3 weeks ago"),
            (-70 * DAY, "2 months ago"),
            (22 * HOUR, "in 22 hours"),
            (90 * DAY, "in 90 days"),
            (800 * DAY, "in 2 years"),
        ];
        for (span, text) in cases {
            assert_eq!(relative(NOW.plus(span), NOW), text);
        }
    }
}
