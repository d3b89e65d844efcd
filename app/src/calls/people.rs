//! Calls on people: who there is, and what a change of their rights would do.

use api::people;
use api::previews;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

use super::CallFault;

/// Finds people by how their name begins.
#[server(prefix = "/-/call", endpoint = "find-people", input = Json)]
pub async fn find_people(find: people::FindPeople) -> Result<people::People, CallFault> {
    Ok(crate::backend::ask(find).await?)
}

/// Tells what a preview is computed from.
#[server(prefix = "/-/call", endpoint = "preview-facts", input = Json)]
pub async fn preview_facts(facts: previews::ShowPreviewFacts) -> Result<previews::PreviewFacts, CallFault> {
    Ok(crate::backend::ask(facts).await?)
}
