//! Calls on passkeys: what the browser is to hand to an authenticator. The document's script calls them; what comes of it is
//! posted as a form.

use api::sign_in;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

use super::CallFault;

/// Begins to add a passkey.
#[server(prefix = "/-/call", endpoint = "start-passkey", input = Json)]
pub async fn start_passkey() -> Result<sign_in::PasskeyChallenge, CallFault> {
    Ok(crate::backend::ask(sign_in::StartPasskey {}).await?)
}

/// Begins to ask a passkey who somebody is.
#[server(prefix = "/-/call", endpoint = "ask-passkey", input = Json)]
pub async fn ask_passkey() -> Result<sign_in::PasskeyChallenge, CallFault> {
    Ok(crate::backend::ask(sign_in::AskPasskey {}).await?)
}
