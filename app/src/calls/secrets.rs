//! Calls on one's own secrets.

use api::fields::Password;
use api::secrets;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

use super::CallFault;

/// Issues a secret; the password comes first where one was asked for.
#[server(prefix = "/-/call", endpoint = "issue-secret", input = Json)]
pub async fn issue_secret(
    secret: secrets::IssueSecret,
    password: Option<Password>,
) -> Result<secrets::IssuedSecret, CallFault> {
    // The macro keeps this body from the browser, and these imports with it.
    use crate::backend::ask;
    use api::accounts::ConfirmPassword;

    if let Some(password) = password {
        ask(ConfirmPassword { password }).await.map_err(crate::forms::unconfirmed)?;
    }
    Ok(ask(secret).await?)
}
