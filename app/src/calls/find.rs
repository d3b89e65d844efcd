//! Calls on everything that has a name.

use api::find;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

use super::CallFault;

/// Finds what the viewer can see by parts of its name.
#[server(prefix = "/-/call", endpoint = "find-things", input = Json)]
pub async fn find_things(find: find::FindThings) -> Result<api::Page<find::FoundThing>, CallFault> {
    Ok(crate::backend::ask(find).await?)
}
