//! Keeps a part of the page as it is now: fetched again every few seconds, while somebody looks.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::page;

/// How often.
const EVERY: Duration = Duration::from_secs(5);
/// The part of a pipeline's page that tells its state and figures.
pub const PIPELINE_NOW: &str = "pipeline-now";

/// Keeps the part [`PIPELINE_NOW`] fresh.
#[island]
pub fn KeepFresh() -> impl IntoView {
    Effect::new(move |_| {
        let again = set_interval_with_handle(
            || {
                if page::may_redraw(PIPELINE_NOW) {
                    spawn_local(async {
                        let query = window().location().search().unwrap_or_default();
                        page::reload_part(PIPELINE_NOW, &query).await;
                    });
                }
            },
            EVERY,
        );
        if let Ok(again) = again {
            on_cleanup(move || again.clear());
        }
    });
}
