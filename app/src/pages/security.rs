//! The Sign-in & security tab of the profile: each way of signing in has a panel of its own.

mod passkeys;
mod two_factor;

use api::Fault;
use api::sign_in::ShowSignInMethods;
use leptos::prelude::*;

use super::profile::{password, sessions};
use super::secrets::profile_head;
use super::{Made, confirm, frame, query};
use crate::backend::{ask, viewer};
use crate::shell::{Crumb, Frame, Section};

/// Where the tab is.
const PATH: &str = "/-/profile/security";

/// The page.
pub(super) async fn page() -> Made {
    let viewer = viewer().ok_or_else(Fault::unauthenticated)?;
    let methods = ask(ShowSignInMethods {}).await?;
    // A passkey is made by the browser before anything is posted, so the question comes before its dialog.
    if query("add").is_some() && !viewer.confirmed {
        return Ok(confirm::first());
    }
    let title = "Sign-in & security";
    let sessions = sessions::panel().await?;
    let dialog = two_factor::asked(&methods).or_else(|| passkeys::asked(&methods));
    let body = view! {
        {profile_head(&viewer, title)}
        <div class="stack">
            {two_factor::recovery_codes()} {password::panel()} {two_factor::panel(&methods)}
            {passkeys::panel(&methods)} {sessions}
        </div>
        {dialog}
    };
    let crumbs = vec![Crumb::to(viewer.name.to_string(), format!("/{}", viewer.name)), Crumb::here(title)];
    let frame = Frame { section: Section::Elsewhere, crumbs, ..frame(title) };
    Ok((frame, body.into_any()))
}
