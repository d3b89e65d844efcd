//! Server functions: how an island calls an operation. One line each into the door; the form that the island
//! enhances does the same by a plain post.
//!
//! All of them take JSON by POST, so none can change anything by a link, and the console's guards stand before
//! them as before every form.

#![allow(
    missing_docs,
    reason = "the server macro makes a struct of the arguments, whose fields can’t be documented"
)]

mod find;
mod passkeys;
mod people;
mod secrets;

use std::fmt;

use api::{Fault, FaultKind};
use leptos::prelude::{FromServerFnError, ServerFnErrorErr};
use leptos::server_fn::codec::JsonEncoding;
use serde::{Deserialize, Serialize};

pub use find::*;
pub use passkeys::*;
pub use people::*;
pub use secrets::*;

use crate::backend::reply;

/// A fault on its way from a server function to its island.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallFault(pub Fault);

impl From<Fault> for CallFault {
    /// Gives the reply the fault's own status: the framework's would be 500 for every fault.
    fn from(fault: Fault) -> Self {
        reply().set_status(fault.status());
        Self(fault)
    }
}

impl FromServerFnError for CallFault {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        // What the framework itself says (an unreachable server, a body that can't be read) is for the log.
        let kind = match error {
            ServerFnErrorErr::Request(_) => FaultKind::Unavailable,
            ServerFnErrorErr::Args(_)
            | ServerFnErrorErr::MissingArg(_)
            | ServerFnErrorErr::Deserialization(_) => FaultKind::BadRequest,
            _ => FaultKind::Internal,
        };
        let detail = match kind {
            FaultKind::Unavailable => {
                "The server can’t be reached. Nothing was changed as far as this page knows."
            }
            FaultKind::BadRequest => "The server could not read the request; load the page again.",
            _ => "Something broke on our side; the log knows more.",
        };
        Self(Fault::new(kind, detail))
    }
}

impl fmt::Display for CallFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
