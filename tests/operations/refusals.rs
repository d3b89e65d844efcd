//! Who is refused what: every operation of the table × every kind of caller, in one file to read. An operation that
//! isn't in [`samples`] fails here. `UPDATE_SNAPSHOTS=1` writes the file anew; look at what changed.

mod accounts;
mod logins;
mod members;
mod pipelines;
mod questions;
mod services;
mod things;

use std::fmt::Write;

use access::{Flags, SecretKind, UserCredential};
use api::accounts::{ConfirmPassword, CreateFirstAccount, SignIn, SignOut, Whoami};
use api::audit::{ListAudit, ListOrganizationAudit, VerifyAudit};
use api::invites::{
    AcceptInvite, DeclineInvite, InviteMember, ListInvites, ListOwnInvites, ResendInvite, RevokeInvite,
    ShowInviteLink, ShowOwnInvite, SignUp, TakeInvite,
};
use api::organizations::{ListOrganizations, ShowOrganization};
use api::projects::{CreateProject, ListProjects, ShowProject, UpdateProject};
use api::secrets::{IssueSecret, ListSecrets, RevokeSecret, ShowReach, ShowSecret};
use api::sign_in::{
    AddPasskey, AskPasskey, FinishTotp, RemovePasskey, RemoveTotp, RenamePasskey, RenewRecoveryCodes,
    ShowSignInMethods, SignInWithCode, SignInWithPasskey, StartPasskey, StartTotp,
};
use api::streams::{CreateStream, ListStreams, ShowNewestRecords, ShowStream};
use api::{Fault, FaultKind, Request, Response};
use sluicegate::operations::operator;

use super::invites::invite;
use crate::on_both;
use crate::support::World;
use crate::support::client::Client;
use crate::support::world::{PASSWORD, named};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/operations/refusals.txt");
const HEAD: &str = "\
Who is refused what. Ada owns the private project ada/lake and the public ada/open; bob holds view on the
organization and on ada/lake; cleo is a stranger; the service ada/etl is granted read on ada/lake/events alone.
A 403 names the permission that is missing.
";

pub(crate) const CALLERS: [&str; 9] = [
    "anonymous",
    "cleo",
    "bob",
    "bob private_read",
    "ada",
    "ada full",
    "ada private_read",
    "ada public_read",
    "service",
];

pub(crate) async fn caller(world: &World, name: &str) -> Client {
    match name {
        "anonymous" => world.anonymous(),
        "cleo" => world.cleo().await,
        "bob" => world.bob().await,
        "bob private_read" => Client::as_user(&world.core, world.bob.id, "bob", UserCredential::PrivateRead),
        "ada" => world.ada().await,
        "ada full" => world.ada_by(UserCredential::Full),
        "ada private_read" => world.ada_by(UserCredential::PrivateRead),
        "ada public_read" => world.ada_by(UserCredential::PublicRead),
        "service" => world.etl(),
        name => panic!("nobody is called {name}"),
    }
}

/// What an operation is tried on: on what is hidden from strangers, on what is public, on what isn't there.
async fn samples(world: &World, operation: &str, fresh: &str) -> Vec<(&'static str, Request)> {
    let ada = || named("ada");
    let password = || PASSWORD.to_owned().into();
    let issue =
        |kind| IssueSecret { kind, description: Default::default(), lifetime_days: None, expires_at: None };
    let update = |project, public| UpdateProject {
        organization: ada(),
        project: named(project),
        name: None,
        description: None,
        public,
        seen: None,
    };
    let create_stream = |project| CreateStream {
        organization: ada(),
        project: named(project),
        name: named(fresh),
        description: Default::default(),
        schema: None,
        retention_days: None,
    };
    let streams =
        |project| ListStreams { organization: ada(), project: named(project), limit: None, after: None };
    let project = |project| ShowProject { organization: ada(), project: named(project) };
    let stream =
        |project, stream| ShowStream { organization: ada(), project: named(project), stream: named(stream) };
    let newest = |project, stream| ShowNewestRecords {
        organization: ada(),
        project: named(project),
        stream: named(stream),
        before: None,
    };
    let adas_secret = async || {
        let issued = operator::issue_secret(&world.core, &ada(), &Default::default()).await.unwrap();
        issued.secret.id
    };
    let missing_secret = || access::SecretId::new(uuid::Uuid::now_v7());
    let missing_passkey = || access::PasskeyId::new(uuid::Uuid::now_v7());
    let of = |organization| ListProjects { organization, ..Default::default() };
    if let Some(samples) = logins::samples(world, operation, fresh).await {
        return samples;
    }
    match operation {
        "CreateFirstAccount" => {
            let input = CreateFirstAccount { code: "dead".into(), name: named(fresh), password: password() };
            vec![("", input.into())]
        }
        "SignIn" => vec![("as ada", SignIn { name: "ada".into(), password: password() }.into())],
        "SignInWithCode" => {
            let input = SignInWithCode { token: "dead".to_owned().into(), code: "123456".to_owned().into() };
            vec![("", input.into())]
        }
        "AskPasskey" => vec![("", AskPasskey {}.into())],
        "SignInWithPasskey" => {
            let credential = "{}".to_owned().into();
            vec![("", SignInWithPasskey { token: "dead".to_owned().into(), credential }.into())]
        }
        "ShowSignInMethods" => vec![("", ShowSignInMethods {}.into())],
        "StartTotp" => vec![("", StartTotp { password: password() }.into())],
        "FinishTotp" => {
            let input = FinishTotp { token: "dead".to_owned().into(), code: "123456".to_owned().into() };
            vec![("", input.into())]
        }
        "RemoveTotp" => vec![("", RemoveTotp {}.into())],
        "RenewRecoveryCodes" => vec![("", RenewRecoveryCodes {}.into())],
        "StartPasskey" => vec![("", StartPasskey {}.into())],
        "AddPasskey" => {
            let (token, name) = ("dead".to_owned().into(), "phone".to_owned().try_into().unwrap());
            vec![("", AddPasskey { token, name, credential: "{}".to_owned().into() }.into())]
        }
        "RenamePasskey" => {
            let (id, name) = (missing_passkey(), "phone".to_owned().try_into().unwrap());
            vec![("missing", RenamePasskey { id, name }.into())]
        }
        "RemovePasskey" => vec![("missing", RemovePasskey { id: missing_passkey() }.into())],
        "ConfirmPassword" => vec![("", ConfirmPassword { password: password() }.into())],
        "SignOut" => vec![("", SignOut {}.into())],
        "Whoami" => vec![("", Whoami {}.into())],
        "IssueSecret" => vec![
            ("full", issue(SecretKind::Full).into()),
            ("private_read", issue(SecretKind::PrivateRead).into()),
        ],
        "ListSecrets" => vec![("", ListSecrets::default().into())],
        "ShowSecret" => vec![
            ("ada's", ShowSecret { id: adas_secret().await }.into()),
            ("missing", ShowSecret { id: missing_secret() }.into()),
        ],
        "RevokeSecret" => vec![
            ("ada's", RevokeSecret::only(adas_secret().await).into()),
            ("missing", RevokeSecret::only(missing_secret()).into()),
        ],
        "ShowReach" => vec![("", ShowReach {}.into())],
        "ListOrganizations" => vec![("", ListOrganizations::default().into())],
        "ShowOrganization" => vec![
            ("ada", ShowOrganization { organization: ada() }.into()),
            ("missing", ShowOrganization { organization: named("nobody") }.into()),
        ],
        "InviteMember" => {
            let (organization, _) = invited(world, fresh).await;
            let into = |organization| invite(organization, "bob", Flags::NONE).into();
            vec![("in ada's", into(&organization)), ("in ada", into("ada")), ("in missing", into("nobody"))]
        }
        "ListInvites" => {
            let (organization, _) = invited(world, fresh).await;
            let of = |organization| {
                ListInvites { organization: named(organization), pending: None, limit: None, after: None }
                    .into()
            };
            vec![("of ada's", of(&organization)), ("of missing", of("nobody"))]
        }
        "ResendInvite" | "RevokeInvite" => {
            let (organization, id) = invited(world, fresh).await;
            let missing = access::InviteId::new(uuid::Uuid::now_v7());
            let on = |id| -> Request {
                let organization = named(&organization);
                match operation {
                    "ResendInvite" => ResendInvite { organization, id }.into(),
                    _ => RevokeInvite { organization, id }.into(),
                }
            };
            vec![("cleo's", on(id)), ("missing", on(missing))]
        }
        "ListOwnInvites" => vec![("", ListOwnInvites::default().into())],
        "ShowOwnInvite" | "AcceptInvite" | "DeclineInvite" => {
            let (organization, _) = invited(world, fresh).await;
            let into = |organization| -> Request {
                let organization = named(organization);
                match operation {
                    "ShowOwnInvite" => ShowOwnInvite { organization }.into(),
                    "AcceptInvite" => AcceptInvite { organization, seen: None }.into(),
                    _ => DeclineInvite { organization }.into(),
                }
            };
            vec![("cleo's", into(&organization)), ("in missing", into("nobody"))]
        }
        "ShowInviteLink" | "TakeInvite" | "SignUp" => {
            let (organization, _) = invited(world, fresh).await;
            let email = Some("dora@example.com".to_owned().try_into().unwrap());
            let input = InviteMember { user: None, email, ..invite(&organization, "nobody", Flags::NONE) };
            let sent = world.ada().await.call(input).await.unwrap();
            let code = sent.link.unwrap().reveal().rsplit('/').next().unwrap().to_owned();
            let by = |code: String| -> Request {
                match operation {
                    "ShowInviteLink" => ShowInviteLink { code }.into(),
                    "TakeInvite" => TakeInvite { code }.into(),
                    _ => {
                        let code = Some(code);
                        SignUp { code, name: named(fresh), email: None, password: password() }.into()
                    }
                }
            };
            let mut samples = vec![("good", by(code)), ("dead", by("dead".into()))];
            if operation == "SignUp" {
                let open = SignUp { code: None, name: named(fresh), email: None, password: password() };
                samples.push(("without a link", open.into()));
            }
            samples
        }
        "CreateProject" => {
            let into = |organization| CreateProject {
                organization,
                name: named(fresh),
                description: Default::default(),
                public: false,
            };
            vec![("in ada", into(ada()).into()), ("in missing", into(named("nobody")).into())]
        }
        "ListProjects" => vec![
            ("held", of(None).into()),
            ("of ada", of(Some(ada())).into()),
            ("of missing", of(Some(named("nobody"))).into()),
        ],
        "ShowProject" => vec![
            ("ada/lake", project("lake").into()),
            ("ada/open", project("open").into()),
            ("ada/missing", project("missing").into()),
        ],
        "UpdateProject" => vec![
            ("ada/lake", update("lake", Some(false)).into()),
            ("ada/open", update("open", Some(true)).into()),
            ("ada/missing", update("missing", None).into()),
        ],
        "CreateStream" => vec![
            ("in ada/lake", create_stream("lake").into()),
            ("in ada/open", create_stream("open").into()),
            ("in ada/missing", create_stream("missing").into()),
        ],
        "ListStreams" => vec![
            ("of ada/lake", streams("lake").into()),
            ("of ada/open", streams("open").into()),
            ("of ada/missing", streams("missing").into()),
        ],
        "ShowStream" => vec![
            ("ada/lake/events", stream("lake", "events").into()),
            ("ada/lake/missing", stream("lake", "missing").into()),
            ("ada/open/ticks", stream("open", "ticks").into()),
            ("ada/open/missing", stream("open", "missing").into()),
        ],
        "ShowNewestRecords" => vec![
            ("ada/lake/events", newest("lake", "events").into()),
            ("ada/lake/missing", newest("lake", "missing").into()),
            ("ada/open/ticks", newest("open", "ticks").into()),
        ],
        "ListAudit" => vec![("", ListAudit::default().into())],
        "ListOrganizationAudit" => {
            let of = |organization| ListOrganizationAudit { organization, limit: None, after: None };
            vec![("of ada", of(ada()).into()), ("of missing", of(named("nobody")).into())]
        }
        "VerifyAudit" => vec![("", VerifyAudit {}.into())],
        operation => match members::samples(operation, fresh).or_else(|| questions::samples(operation)) {
            Some(samples) => samples,
            None if accounts::HAS.contains(&operation) => accounts::samples(world, operation, fresh).await,
            None => match things::samples(world, operation, fresh).await {
                Some(samples) => samples,
                None => match pipelines::samples(world, operation, fresh).await {
                    Some(samples) => samples,
                    None => services::samples(world, operation, fresh)
                        .await
                        .unwrap_or_else(|| panic!("{operation} is missing: say here what it is tried on")),
                },
            },
        },
    }
}

/// A fresh organization of Ada's into which Cleo is invited.
async fn invited(world: &World, fresh: &str) -> (String, access::InviteId) {
    let organization = format!("{fresh}-inc");
    world.organization(&organization).await;
    let sent = world.ada().await.call(invite(&organization, "cleo", Flags::NONE)).await.unwrap();
    (organization, sent.invite.id)
}

fn outcome(answer: Result<Response, Fault>) -> String {
    match answer {
        Ok(_) => "ok".into(),
        Err(fault) if fault.kind == FaultKind::PasswordNeeded => "403 (password)".into(),
        Err(fault) => match &fault.permission {
            Some(permission) => format!("{} {permission}", fault.status()),
            None => fault.status().to_string(),
        },
    }
}

async fn table(world: &World) -> String {
    let mut text = format!("{HEAD}\n{:<36}", "");
    for name in CALLERS {
        write!(text, "{name:<18}").unwrap();
    }
    let mut fresh = 0;
    for operation in Request::NAMES {
        let mut rows: Vec<(&str, Vec<String>)> = Vec::new();
        for name in CALLERS {
            fresh += 1;
            for (at, (on, request)) in
                samples(world, operation, &format!("fresh{fresh}")).await.into_iter().enumerate()
            {
                let answer = caller(world, name).await.request(request).await;
                if rows.len() <= at {
                    rows.push((on, Vec::new()));
                }
                rows[at].1.push(outcome(answer));
            }
        }
        for (on, outcomes) in rows {
            text.truncate(text.trim_end().len());
            write!(text, "\n{:<36}", format!("{operation} {on}")).unwrap();
            for outcome in outcomes {
                write!(text, "{outcome:<18}").unwrap();
            }
        }
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

on_both! {
    async fn every_operation_for_every_kind_of_caller(world: World) {
        let table = table(world).await;
        if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
            std::fs::write(FILE, &table).unwrap();
        }
        let kept = std::fs::read_to_string(FILE).unwrap_or_default();
        for (kept, now) in kept.lines().zip(table.lines()) {
            assert_eq!(now, kept, "UPDATE_SNAPSHOTS=1 writes {FILE} anew");
        }
        assert_eq!(table, kept);
    }
}
