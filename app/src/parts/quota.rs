//! How much of a quota is gone: a bar with marks at 50 and 80 %, and what will happen if use goes on so.

use access::Time;
use access::quota::MEGABYTE;
use leptos::prelude::*;

use super::{Badge, Tone, bytes, date, exact, grouped};

/// How a quota stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// Bytes that are gone this month.
    pub used: u64,
    /// Megabytes a month; none is unlimited.
    pub quota_mb: Option<u64>,
    /// When it will be gone, if that is in this month.
    pub ends_at: Option<Time>,
}

impl Quota {
    /// How much of a hundred is gone; none without a quota. Of none at all everything is.
    #[must_use]
    pub fn percent(&self) -> Option<u64> {
        let quota = u128::from(self.quota_mb?) * u128::from(MEGABYTE);
        let percent = (u128::from(self.used) * 100).checked_div(quota).unwrap_or(100);
        Some(u64::try_from(percent).unwrap_or(u64::MAX))
    }

    fn tone(&self) -> Tone {
        match self.percent() {
            Some(percent) if percent >= 100 => Tone::Danger,
            Some(percent) if percent >= 80 || self.ends_at.is_some() => Tone::Warning,
            _ => Tone::Neutral,
        }
    }
}

/// The bar alone, for a table.
#[component]
pub fn Meter(
    /// What is measured: "acme/loader, read".
    #[prop(into)]
    label: String,
    /// How it stands.
    quota: Quota,
) -> impl IntoView {
    let percent = quota.percent().unwrap_or(0).min(100);
    let said = match quota.quota_mb {
        Some(most) => format!(
            "{label}: {} of {} MB, {} %",
            bytes(quota.used),
            grouped(most),
            quota.percent().unwrap_or(0)
        ),
        None => format!("{label}: {}, no quota", bytes(quota.used)),
    };
    let forecast = (quota.ends_at.is_some() && percent < 100).then(|| {
        view! { <rect class="forecast" x=format!("{percent}%") width=format!("{}%", 100 - percent) height="8" /> }
    });
    // In per cent of its own width, since the style may not stand in attributes here.
    view! {
        <svg class=format!("meter {}", quota.tone().class()) role="img" aria-label=said>
            {forecast}
            <rect class="used" width=format!("{percent}%") height="8" />
            <line class="mark" x1="50%" x2="50%" y1="0" y2="8" />
            <line class="mark" x1="80%" x2="80%" y1="0" y2="8" />
        </svg>
    }
    .into_any()
}

/// A quota with its figures above and a sentence below.
#[component]
pub fn QuotaBar(
    /// "Read" or "Write".
    label: &'static str,
    /// What then answers 429: "Reads" or "Writes".
    acts: &'static str,
    /// How it stands.
    quota: Quota,
    /// When the month ends.
    resets_at: Time,
    /// What is said where there is no quota.
    unbounded: &'static str,
) -> impl IntoView {
    let used = bytes(quota.used);
    let (figures, line) = match (quota.quota_mb, quota.percent()) {
        (Some(most), Some(percent)) => {
            let badge = view! { <Badge tone=quota.tone() text=format!("{percent} %") /> };
            let figures = view! {
                <span>
                    <strong>{used}</strong>
                    {format!(" of {} MB", grouped(most))}
                </span>
                {badge}
            };
            (figures.into_any(), sentence(quota, percent, acts, resets_at))
        }
        _ => {
            let figures = view! {
                <span>
                    <strong>{used}</strong>
                    " so far"
                </span>
            };
            (figures.into_any(), unbounded.to_owned())
        }
    };
    let meter = quota.quota_mb.map(|_| view! { <Meter label=label quota=quota /> });
    view! {
        <div class=format!("quota {}", quota.tone().class())>
            <div class="quota-head">
                <span class="quota-name">{label}</span>
                {figures}
            </div>
            {meter}
            <p class="caption">{line}</p>
        </div>
    }
    .into_any()
}

/// What will happen.
fn sentence(quota: Quota, percent: u64, acts: &str, resets_at: Time) -> String {
    let reset = date(resets_at);
    if quota.quota_mb == Some(0) {
        return format!("Blocked: {acts} answer 429, whatever the month.");
    }
    match quota.ends_at {
        _ if percent >= 100 => format!("Used up. {acts} answer 429 until {reset}."),
        Some(end) => format!("At this pace full on {}. {acts} then answer 429 until {reset}.", exact(end)),
        None if quota.used == 0 => format!("Nothing used so far. It starts anew on {reset}."),
        None => format!("At the pace of the last days it lasts until it starts anew on {reset}."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_gone_of_a_hundred() {
        let quota = |used, quota_mb| Quota { used, quota_mb, ends_at: None };
        assert_eq!(quota(1_500_000, Some(2)).percent(), Some(75));
        assert_eq!(quota(1, Some(0)).percent(), Some(100));
        assert_eq!(quota(3_000_000, Some(2)).percent(), Some(150));
        assert_eq!(quota(1, None).percent(), None);
    }

    #[test]
    fn amber_from_eighty_and_by_forecast() {
        let quota = |used, ends_at| Quota { used, quota_mb: Some(1), ends_at };
        assert_eq!(quota(799_999, None).tone(), Tone::Neutral);
        assert_eq!(quota(800_000, None).tone(), Tone::Warning);
        assert_eq!(quota(1, Some(Time(0))).tone(), Tone::Warning);
        assert_eq!(quota(1_000_000, Some(Time(0))).tone(), Tone::Danger);
    }
}
