//! What a pipeline is doing, and why, in words.

use api::pipelines::PipelineState;

/// The state of a kept word, and the reason that is told with it. `there` says whether the source, the sink and the
/// service still exist: what goes crashes its pipeline, whatever was noted before.
#[must_use]
pub fn state_of(word: &str, noted: &str, there: [bool; 3]) -> (PipelineState, Option<String>) {
    let known = PipelineState::ALL.into_iter().find(|state| state.name() == word);
    let state = known.unwrap_or(PipelineState::Crashed);
    let reason = match state {
        PipelineState::Crashed => gone(there).or_else(|| Some(noted.to_owned())),
        PipelineState::Degraded => Some(noted.to_owned()),
        _ => None,
    };
    (state, reason.filter(|reason| !reason.is_empty()))
}

/// The reason to stop if the source, the sink or the service of a pipeline is gone.
#[must_use]
pub fn gone(there: [bool; 3]) -> Option<String> {
    let ends = ["source", "sink", "service"];
    let gone: Vec<&str> =
        ends.into_iter().zip(there).filter(|(_, there)| !there).map(|(end, _)| end).collect();
    match gone.as_slice() {
        [] => None,
        [one] => Some(format!("Its {one} was deleted. Choose another, then deploy it.")),
        several => {
            Some(format!("Its {} were deleted. Choose others, then deploy it.", several.join(" and ")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_gone_outweighs_what_was_noted() {
        let all = [true; 3];
        assert_eq!(state_of("running", "", all), (PipelineState::Running, None));
        assert_eq!(
            state_of("degraded", "Over quota.", all),
            (PipelineState::Degraded, Some("Over quota.".into()))
        );
        assert_eq!(state_of("crashed", "No grant.", all), (PipelineState::Crashed, Some("No grant.".into())));
        let (state, reason) = state_of("crashed", "No grant.", [true, false, true]);
        assert_eq!(state, PipelineState::Crashed);
        assert!(reason.unwrap().contains("sink"));
        assert!(gone([false, true, false]).unwrap().contains("source and service"));
    }
}
