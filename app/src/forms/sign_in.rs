//! Forms of signing in, and of how one does.

use api::accounts::SignIn;
use api::sign_in::{
    AddPasskey, FinishTotp, RemovePasskey, RemoveTotp, RenamePasskey, RenewRecoveryCodes, SignInWithCode,
    SignInWithPasskey, StartTotp,
};
use api::{Fault, Request};

use super::{Fields, Submission, decode};

/// Where the settings are.
pub(super) const PAGE: &str = "/-/profile/security";

/// Fields that a form holds for its page alone: what it has to show again, and where to go on to.
const SHOWN: [&str; 4] = ["do", "next", "key", "picture"];

/// Reads a form of these, if `form` is one.
pub(super) fn read(form: &str, fields: &Fields) -> Option<Result<Submission, Fault>> {
    let typed =
        |(name, value): &&(String, String)| !SHOWN.contains(&name.as_str()) && !value.trim().is_empty();
    let fields: Fields = fields.iter().filter(typed).cloned().collect();
    let request = match form {
        "sign-in" => decode::<SignIn>(&fields).map(Request::from),
        "sign-in-with-code" => decode::<SignInWithCode>(&fields).map(Request::from),
        "sign-in-with-passkey" => decode::<SignInWithPasskey>(&fields).map(Request::from),
        "start-totp" => decode::<StartTotp>(&fields).map(Request::from),
        "finish-totp" => decode::<FinishTotp>(&fields).map(Request::from),
        "remove-totp" => decode::<RemoveTotp>(&fields).map(Request::from),
        "renew-recovery-codes" => decode::<RenewRecoveryCodes>(&fields).map(Request::from),
        "add-passkey" => decode::<AddPasskey>(&fields).map(Request::from),
        "rename-passkey" => decode::<RenamePasskey>(&fields).map(Request::from),
        "remove-passkey" => decode::<RemovePasskey>(&fields).map(Request::from),
        _ => return None,
    };
    Some(request.map(|request| Submission::Call { password: None, request: Box::new(request) }))
}
