//! How one can sign in to one's account.

use access::{actions, authorize};
use api::Fault;
use api::sign_in::{ShowSignInMethods, SignInMethods};

use super::passkeys::view;
use crate::operations::Context;
use crate::operations::facts::own_account;
use crate::store::{passkeys, recovery_codes, totp};

/// Shows the caller's authenticator app and passkeys.
///
/// # Errors
/// A fault that says why not.
pub async fn show_sign_in_methods(context: &Context, _: ShowSignInMethods) -> Result<SignInMethods, Fault> {
    context
        .reading("ShowSignInMethods", async |tx| {
            let proof = authorize::<actions::UpdateSignIn>(context.actor(), &own_account(context))?;
            let user = proof.target();
            let app = totp::find(tx, user).await?;
            let passkeys = passkeys::list(tx, user).await?.into_iter().map(view).collect::<Result<_, _>>()?;
            Ok(SignInMethods {
                totp_since: app.map(|app| app.created_at),
                recovery_codes: recovery_codes::count(tx, user).await?,
                passkeys,
            })
        })
        .await
}
