//! Reads what is typed, by the API's own rules: what they refuse is never sent.

use std::str::FromStr;

use access::{InviteId, Role, SecretId, SecretKind, SessionId, Time};
use api::fields::{Description, Email, Limit, SourceUrl};
use api::names::{Name, PipelinePath, ProjectPath, ServicePath, StreamPath, TeamPath};
use api::profile::FullName;

use super::invites::Invited;

/// The name of something that exists.
pub(crate) fn name(text: &str) -> Result<Name, String> {
    text.parse().map_err(|why: api::names::NameError| why.to_string())
}

/// The name of an account that is being made.
pub(crate) fn account_name(text: &str) -> Result<Name, String> {
    name(text)?.unreserved().map_err(|why| why.to_string())
}

/// `ORG/PROJECT`.
pub(crate) fn project_path(text: &str) -> Result<ProjectPath, String> {
    text.parse().map_err(|why: api::names::PathError| why.to_string())
}

/// `ORG/PROJECT/STREAM`.
pub(crate) fn stream_path(text: &str) -> Result<StreamPath, String> {
    text.parse().map_err(|why: api::names::PathError| why.to_string())
}

/// `ORG/SERVICE`.
pub(crate) fn service_path(text: &str) -> Result<ServicePath, String> {
    text.parse().map_err(|why: api::names::PathError| why.to_string())
}

/// `ORG/TEAM`.
pub(crate) fn team_path(text: &str) -> Result<TeamPath, String> {
    text.parse().map_err(|why: api::names::PathError| why.to_string())
}

/// `ORG/PIPELINE`.
pub(crate) fn pipeline_path(text: &str) -> Result<PipelinePath, String> {
    text.parse().map_err(|why: api::names::PathError| why.to_string())
}

/// A person's role on a pipeline.
pub(crate) fn role(text: &str) -> Result<Role, String> {
    let known = [Role::Owner, Role::Editor, Role::Reader].into_iter().find(|role| role.name() == text);
    known.ok_or_else(|| "write owner, editor or reader".to_owned())
}

/// What somebody is called.
pub(crate) fn full_name(text: &str) -> Result<FullName, String> {
    FullName::try_from(text.to_owned())
}

/// The id of a session.
pub(crate) fn session_id(text: &str) -> Result<SessionId, String> {
    text.parse().map_err(|_| "the id that `auth list-sessions` shows is needed".to_owned())
}

/// A whole number, or `none`.
pub(crate) fn limit(text: &str) -> Result<Limit, String> {
    text.parse()
}

/// A description.
pub(crate) fn description(text: &str) -> Result<Description, String> {
    Description::try_from(text.to_owned())
}

/// Where a service's code is kept.
pub(crate) fn source_url(text: &str) -> Result<SourceUrl, String> {
    SourceUrl::try_from(text.to_owned())
}

/// Yes or no.
pub(crate) fn boolean(text: &str) -> Result<bool, String> {
    match text {
        "true" | "yes" | "1" => Ok(true),
        "false" | "no" | "0" => Ok(false),
        _ => Err("write true or false".to_owned()),
    }
}

/// A secret's id, as `secret list` shows it.
pub(crate) fn secret_id(text: &str) -> Result<SecretId, String> {
    SecretId::from_str(text).map_err(|_| "an id as `sluicegate secret list` shows it is needed".to_owned())
}

/// Whom to invite: an e-mail address has an @, a username doesn't.
pub(crate) fn invited(text: &str) -> Result<Invited, String> {
    match text.contains('@') {
        true => Email::try_from(text.to_owned()).map(Invited::Address),
        false => name(text).map(Invited::User),
    }
}

/// An invite's id, as `organization list-invites` shows it.
pub(crate) fn invite_id(text: &str) -> Result<InviteId, String> {
    let why = "an id as `sluicegate organization list-invites` shows it is needed";
    InviteId::from_str(text).map_err(|_| why.to_owned())
}

/// The kind of a user's secret.
pub(crate) fn secret_kind(text: &str) -> Result<SecretKind, String> {
    match text.replace('_', "-").as_str() {
        "full" => Ok(SecretKind::Full),
        "private-read" => Ok(SecretKind::PrivateRead),
        "public-read" => Ok(SecretKind::PublicRead),
        _ => Err("write full, private-read or public-read".to_owned()),
    }
}

/// A time in RFC 3339, or a date, which means its end in UTC.
pub(crate) fn time(text: &str) -> Result<Time, String> {
    api::time::from_rfc3339(text)
        .or_else(|| api::time::end_of_day(text))
        .ok_or_else(|| "write a time such as 2027-02-19T23:59:59Z, or a date".to_owned())
}
