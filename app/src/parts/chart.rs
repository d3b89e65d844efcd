//! Bar charts: drawn on the server, in per cent of their own size. The table beside a chart says the same in numbers.

use leptos::prelude::*;

/// One bar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    /// What it stands for on the axis: "21 Nov". Shown for a few bars only.
    pub at: String,
    /// How high it is.
    pub value: u64,
}

/// Which of two series a chart shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Series {
    /// The first: accent.
    #[default]
    First,
    /// The second: the colour of text.
    Second,
}

/// How many bars have their name under them.
const NAMED: usize = 4;

/// One series of bars.
#[component]
pub fn BarChart(
    /// "Read".
    #[prop(into)]
    label: String,
    /// The figure beside it: the sum.
    #[prop(into)]
    figure: String,
    /// What it shows, in a sentence, for who can't see it.
    #[prop(into)]
    description: String,
    /// The bars, oldest first.
    bars: Vec<Bar>,
    /// How a value is said.
    say: fn(u64) -> String,
    /// Which series.
    #[prop(optional)]
    series: Series,
    /// What lies over the plot: tooltips.
    #[prop(optional_no_strip, into)]
    over: Option<AnyView>,
) -> impl IntoView {
    let top = ceiling(bars.iter().map(|bar| bar.value).max().unwrap_or(0));
    let count = bars.len().max(1);
    let step = 100.0 / count as f64;
    let drawn = bars.iter().enumerate().filter(|(_, bar)| bar.value > 0).map(|(index, bar)| {
        // What is there is seen, however little it is beside the rest.
        let height = (bar.value as f64 * 100.0 / top as f64).max(1.5);
        view! {
            <rect
                x=format!("{:.3}%", (index as f64 + 0.15) * step)
                y=format!("{:.3}%", 100.0 - height)
                width=format!("{:.3}%", step * 0.7)
                height=format!("{height:.3}%")
            />
        }
    });
    let drawn = drawn.collect_view();
    let lines = [0, 50, 100].map(|y| {
        let y = format!("{y}%");
        view! { <line class="grid-line" x1="0" x2="100%" y1=y.clone() y2=y /> }
    });
    // The first and the last are among them, so that they stand under their own bars.
    let named = (0..NAMED).filter_map(|step| bars.get(step * (count - 1) / (NAMED - 1)));
    let names = named.map(|bar| view! { <span>{bar.at.clone()}</span> }).collect_view();
    let class = match series {
        Series::First => "chart",
        Series::Second => "chart second-series",
    };
    view! {
        <figure class=class>
            <figcaption>
                <span>{label}</span>
                <strong>{figure}</strong>
                <span class="chart-top" aria-hidden="true">
                    {format!("up to {}", say(top))}
                </span>
            </figcaption>
            <div class="chart-plot">
                <svg role="img" aria-label=description>
                    {lines}
                    {drawn}
                </svg>
                {over}
            </div>
            <div class="chart-axis" aria-hidden="true">
                {names}
            </div>
        </figure>
    }
    .into_any()
}

/// The next of 1, 2, 5, 10, 20, 50 … that is at least `most`.
fn ceiling(most: u64) -> u64 {
    let decade = 10_u64.pow(most.max(1).ilog10());
    let steps = [1, 2, 5, 10].into_iter().filter_map(|step| decade.checked_mul(step));
    steps.into_iter().find(|top| *top >= most).unwrap_or(most).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn round_ceilings() {
        for (most, top) in
            [(0, 1), (1, 1), (2, 2), (3, 5), (7, 10), (11, 20), (51, 100), (1_234_567, 2_000_000)]
        {
            assert_eq!(ceiling(most), top, "{most}");
        }
        assert!(ceiling(u64::MAX) >= u64::MAX / 2);
    }
}
