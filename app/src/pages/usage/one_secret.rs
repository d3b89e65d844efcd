//! The use of one secret alone, on the usage page of whose it is.

use access::SecretId;
use api::Fault;
use api::secrets::ShowSecret;
use leptos::prelude::*;

use super::super::query;
use crate::backend::ask;
use crate::parts::Notice;

/// The secret whose use alone the page was asked for.
///
/// # Errors
/// 404 if it is no id.
pub(in crate::pages) fn asked_secret() -> Result<Option<SecretId>, Fault> {
    query("secret").map(|id| id.parse().map_err(|_| Fault::not_found())).transpose()
}

/// Says which secret it is; `all` is the page of all use.
pub(in crate::pages) async fn only_with(id: SecretId, all: &str) -> AnyView {
    // Whoever sees the use may not see the secret: then it is known by its id alone.
    let name = match ask(ShowSecret { id }).await {
        Ok(secret) if secret.description.as_str().is_empty() => secret.hint,
        Ok(secret) => format!("{} ({})", secret.description, secret.hint),
        Err(_) => id.to_string(),
    };
    let all = all.to_owned();
    view! {
        <Notice title=format!("Only what was used with the secret {name}")>
            <p>
                <a href=all>"Show all use"</a>
            </p>
        </Notice>
    }
    .into_any()
}
