//! Tooltips over a chart: what the bar under the pointer stands for. The table beside the chart says the same to whoever
//! has no pointer, so this is silent.

use leptos::ev::PointerEvent;
use leptos::prelude::*;

/// A sheet over the plot.
#[island]
pub fn ChartTips(
    /// What each bar says, oldest first.
    labels: Vec<String>,
) -> impl IntoView {
    let (at, set_at) = signal(None::<usize>);
    let place = NodeRef::<leptos::html::Div>::new();
    let count = labels.len();
    let follow = move |event: PointerEvent| {
        let Some(place) = place.get_untracked() else { return };
        // What is drawn over it takes no pointer, so this is measured from its own edge.
        let share = f64::from(event.offset_x()) / f64::from(place.client_width().max(1));
        let index = (share * count as f64).floor();
        set_at.set((index >= 0.0 && index < count as f64).then_some(index as usize));
    };
    let tip = move || {
        let index = at.get()?;
        let label = labels.get(index)?.clone();
        let middle = (index as f64 + 0.5) * 100.0 / count as f64;
        // At an edge it stays inside.
        let class = match middle {
            middle if middle < 20.0 => "chart-tip from-start",
            middle if middle > 80.0 => "chart-tip from-end",
            _ => "chart-tip",
        };
        Some(view! {
            <span class="chart-line" style:left=format!("{middle:.2}%")></span>
            <span class=class style:left=format!("{middle:.2}%")>
                {label}
            </span>
        })
    };
    view! {
        <div
            class="chart-tips"
            aria-hidden="true"
            node_ref=place
            on:pointermove=follow
            on:pointerleave=move |_| set_at.set(None)
        >
            {tip}
        </div>
    }
}
