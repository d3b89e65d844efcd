//! What a pipeline is doing: a dot and the word. The word always stands there, the hue only repeats it.

use api::pipelines::PipelineState;
use leptos::prelude::*;

/// A state, in a list or beside a title.
#[component]
pub fn StateMark(
    /// Which.
    state: PipelineState,
    /// Beside a title: in a box, with a capital.
    #[prop(optional)]
    badge: bool,
) -> impl IntoView {
    let tone = match state {
        PipelineState::Running => "success",
        PipelineState::Degraded => "warning",
        PipelineState::Crashed => "danger",
        PipelineState::Draft | PipelineState::Deploying | PipelineState::TornDown => "ring",
    };
    let class = if badge { format!("state badge {tone}") } else { format!("state {tone}") };
    let word = state.word();
    let (first, rest) = word.split_at_checked(usize::from(badge)).unwrap_or(("", word));
    view! { <span class=class>{first.to_ascii_uppercase()} {rest}</span> }.into_any()
}
