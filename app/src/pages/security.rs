//! The Sign-in & security tab of the profile: each way of signing in has a panel of its own.

use api::Fault;
use leptos::prelude::*;

use super::profile::{password, sessions};
use super::secrets::profile_head;
use super::{Made, frame};
use crate::backend::viewer;
use crate::shell::{Crumb, Frame, Section};

/// The page.
pub(super) async fn page() -> Made {
    let viewer = viewer().ok_or_else(Fault::unauthenticated)?;
    let title = "Sign-in & security";
    let sessions = sessions::panel().await?;
    let body = view! {
        {profile_head(&viewer, title)}
        <div class="stack">{password::panel()} {sessions}</div>
    };
    let crumbs = vec![Crumb::to(viewer.name.to_string(), format!("/{}", viewer.name)), Crumb::here(title)];
    let frame = Frame { section: Section::Elsewhere, crumbs, ..frame(title) };
    Ok((frame, body.into_any()))
}
