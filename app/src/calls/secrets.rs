//! Calls on one's own secrets.

use api::accounts::ConfirmPassword;
use api::fields::Password;
use api::secrets;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

use super::CallFault;
use crate::backend::ask;

/// Issues a secret; the password comes first where one was asked for.
#[server(prefix = "/-/call", endpoint = "issue-secret", input = Json)]
pub async fn issue_secret(
    secret: secrets::IssueSecret,
    password: Option<Password>,
) -> Result<secrets::IssuedSecret, CallFault> {
    if let Some(password) = password {
        ask(ConfirmPassword { password }).await?;
    }
    Ok(ask(secret).await?)
}

/// Revokes a secret.
#[server(prefix = "/-/call", endpoint = "revoke-secret", input = Json)]
pub async fn revoke_secret(secret: secrets::RevokeSecret) -> Result<secrets::Secret, CallFault> {
    Ok(ask(secret).await?)
}
