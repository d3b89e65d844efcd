//! What `serve` prints on stdout: where to open the console, and while there is no account the link to make one.
//! The link is printed and not logged: whoever reads the log must not be able to use it.

use std::io::Write;

use super::ServeError;
use crate::config::Origin;
use crate::operations::{Core, accounts};

/// Prints it. A stdout that nobody reads is no reason to stop.
pub(super) async fn announce(core: &Core, origin: &Origin) -> Result<(), ServeError> {
    let code = accounts::first_account_code(core)
        .await
        .map_err(|fault| ServeError::Failed(format!("the database does not answer: {}", fault.detail)))?;
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "Sluicegate is at {origin}");
    if let Some(code) = code {
        let _ = writeln!(
            out,
            "Make the first account there, once and within an hour: {origin}/-/welcome?code={code}"
        );
    }
    let _ = out.flush();
    Ok(())
}
