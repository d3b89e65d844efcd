//! The one error of every door. Its JSON is an RFC 9457 problem document, its kind decides the HTTP status
//! and the command line's exit code, and its text says what to do next. It never carries what only the log
//! may see: causes go there, not here.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What went wrong, as one word; everything else follows from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum FaultKind {
    /// The request can't be read: bad syntax, a bearer where none belongs.
    BadRequest,
    /// No credential, or one that is malformed, unknown, expired or revoked.
    Unauthenticated,
    /// Visible, but not allowed.
    Forbidden,
    /// A session must confirm first that it is its user who asks.
    PasswordNeeded,
    /// Absent, or hidden: the two answer alike.
    NotFound,
    /// No such method here.
    MethodNotAllowed,
    /// The state does not permit it now.
    Conflict,
    /// `If-Match` names an older state.
    PreconditionFailed,
    /// The body is larger than this path takes.
    TooLarge,
    /// A content type or encoding that this path doesn't take.
    UnsupportedMediaType,
    /// Understood, but a value is not acceptable.
    Invalid,
    /// Slow down; `retry_after` says how long.
    TooManyRequests,
    /// A quota is used up.
    OverQuota,
    /// A fault of ours; the request id finds it in the log.
    Internal,
    /// Not possible now; again later.
    Unavailable,
}

impl FaultKind {
    /// The HTTP status.
    #[must_use]
    pub fn status(self) -> u16 {
        match self {
            Self::BadRequest => 400,
            Self::Unauthenticated => 401,
            Self::Forbidden | Self::PasswordNeeded => 403,
            Self::NotFound => 404,
            Self::MethodNotAllowed => 405,
            Self::Conflict => 409,
            Self::PreconditionFailed => 412,
            Self::TooLarge => 413,
            Self::UnsupportedMediaType => 415,
            Self::Invalid => 422,
            Self::TooManyRequests | Self::OverQuota => 429,
            Self::Internal => 500,
            Self::Unavailable => 503,
        }
    }

    /// The problem's title: the same for every problem of the kind.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::BadRequest => "The request can’t be read",
            Self::Unauthenticated => "A valid secret is needed",
            Self::Forbidden => "Not allowed",
            Self::PasswordNeeded => "Confirm that it’s you",
            Self::NotFound => "Not found",
            Self::MethodNotAllowed => "No such method here",
            Self::Conflict => "Not possible in this state",
            Self::PreconditionFailed => "Changed since it was read",
            Self::TooLarge => "Too large",
            Self::UnsupportedMediaType => "Content type not taken here",
            Self::Invalid => "A value is not acceptable",
            Self::TooManyRequests => "Too many requests",
            Self::OverQuota => "Quota used up",
            Self::Internal => "Something broke on our side",
            Self::Unavailable => "Not available now",
        }
    }
}

/// One field whose value is not acceptable.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FieldError {
    /// The field's name, as in the API.
    pub field: String,
    /// What is wrong and what would be right.
    pub message: String,
}

/// An operation's refusal or failure. Serializes as an RFC 9457 problem document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Problem", into = "Problem")]
pub struct Fault {
    /// What went wrong.
    pub kind: FaultKind,
    /// One sentence for the person who asked: what, and what to do next.
    pub detail: String,
    /// The fields that are not acceptable, if the input was at fault.
    pub errors: Vec<FieldError>,
    /// For a refusal: the missing permission.
    pub permission: Option<String>,
    /// For a refusal: on what, as `project:acme/lake`.
    pub resource: Option<String>,
    /// For a refusal, where the asker may see members: who could grant it.
    pub grantors: Option<Vec<String>>,
    /// For records: the line at fault, from 1.
    pub line: Option<u64>,
    /// Seconds until it makes sense to try again.
    pub retry_after: Option<u64>,
    /// The id of what the fault is about, such as the secret that an idempotent call issued before.
    pub id: Option<String>,
}

impl Fault {
    /// A fault of this kind with its sentence.
    #[must_use]
    pub fn new(kind: FaultKind, detail: impl Into<String>) -> Self {
        Self {
            kind,
            detail: detail.into(),
            errors: Vec::new(),
            permission: None,
            resource: None,
            grantors: None,
            line: None,
            retry_after: None,
            id: None,
        }
    }

    /// A value that is not acceptable, at its field.
    #[must_use]
    pub fn field(field: impl Into<String>, message: impl fmt::Display) -> Self {
        let (field, message) = (field.into(), message.to_string());
        Self {
            errors: vec![FieldError { field: field.clone(), message: message.clone() }],
            ..Self::new(FaultKind::Invalid, format!("{field}: {message}"))
        }
    }

    /// The database doesn't answer, in a moment it may.
    #[must_use]
    pub fn unavailable(detail: impl Into<String>) -> Self {
        Self { retry_after: Some(1), ..Self::new(FaultKind::Unavailable, detail) }
    }

    /// Absent or hidden: always these words, whatever the truth.
    #[must_use]
    pub fn not_found() -> Self {
        Self::new(FaultKind::NotFound, "There is nothing here that you can see.")
    }

    /// No credential, or a bad one: always these words, whatever is wrong with it.
    #[must_use]
    pub fn unauthenticated() -> Self {
        Self::new(
            FaultKind::Unauthenticated,
            "Send a secret that is valid now, as “Authorization: Bearer <secret>”.",
        )
    }

    /// A failure of ours. The cause goes to the log.
    #[must_use]
    pub fn internal() -> Self {
        Self::new(FaultKind::Internal, "The log knows more, by the request id.")
    }

    /// The message at a field, if the input was at fault there.
    #[must_use]
    pub fn at(&self, field: &str) -> Option<&str> {
        self.errors.iter().find(|error| error.field == field).map(|error| error.message.as_str())
    }

    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.kind.status()
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.kind.title(), self.detail)
    }
}

impl std::error::Error for Fault {}

/// The wire form of a [`Fault`].
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Problem {
    /// Always `about:blank`: the code says which problem it is, and there is no page to read.
    #[serde(rename = "type")]
    pub kind_uri: String,
    /// The kind's title.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// The kind, for programs.
    pub code: FaultKind,
    /// One sentence about this case.
    pub detail: String,
    /// Fields at fault.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// The missing permission.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permission: Option<String>,
    /// What it is missing on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource: Option<String>,
    /// Who could grant it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grantors: Option<Vec<String>>,
    /// The line at fault, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// Seconds to wait.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u64>,
    /// The id of what it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Self {
        Self {
            kind_uri: "about:blank".into(),
            title: fault.kind.title().into(),
            status: fault.kind.status(),
            code: fault.kind,
            detail: fault.detail,
            errors: fault.errors,
            permission: fault.permission,
            resource: fault.resource,
            grantors: fault.grantors,
            line: fault.line,
            retry_after: fault.retry_after,
            id: fault.id,
        }
    }
}

impl From<Problem> for Fault {
    fn from(problem: Problem) -> Self {
        Self {
            kind: problem.code,
            detail: problem.detail,
            errors: problem.errors,
            permission: problem.permission,
            resource: problem.resource,
            grantors: problem.grantors,
            line: problem.line,
            retry_after: problem.retry_after,
            id: problem.id,
        }
    }
}
