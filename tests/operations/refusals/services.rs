//! What the operations on services, their secrets and usage are tried on. What would be gone afterwards is made anew for
//! each call.

use api::Request;
use api::secrets::{RollSecret, ShowAdoption};
use api::services::GridRows;
use api::usage::{ReportUsage, ShowOrganizationUsage, ShowOwnUsage, ShowServiceUsage, ShowStreamUsage};
use sluicegate::operations::operator;

use crate::support::World;
use crate::support::world::named;
use crate::{service_grants, service_secrets, services};

/// Samples of what this file knows.
pub(super) async fn samples(
    world: &World,
    operation: &str,
    fresh: &str,
) -> Option<Vec<(&'static str, Request)>> {
    let made = async || {
        world.ada().await.call(services::create(fresh)).await.unwrap();
    };
    Some(match operation {
        "CreateService" => {
            let elsewhere =
                api::services::CreateService { organization: named("nobody"), ..services::create(fresh) };
            vec![("in ada", services::create(fresh).into()), ("in missing", elsewhere.into())]
        }
        "ListServices" => {
            let missing = api::services::ListServices { organization: named("nobody"), ..services::list() };
            vec![("of ada", services::list().into()), ("of missing", missing.into())]
        }
        "ShowService" => both(|name| services::show(name).into()),
        "UpdateService" => both(|name| services::update(name).into()),
        "DeleteService" => {
            made().await;
            vec![("ada's", services::delete(fresh).into()), ("missing", services::delete("none").into())]
        }
        "ShowServiceActivity" => both(|name| services::activity(name).into()),
        "ListServicePermissions" => both(|name| service_grants::permissions(name).into()),
        "UpdateServicePermissions" => {
            made().await;
            let grant = |stream, read, write| services::grant(fresh, stream, read, write).into();
            vec![
                ("read ada/lake", grant("ada/lake/events", Some(true), None)),
                ("write ada/lake", grant("ada/lake/events", None, Some(true))),
                ("read ada/open", grant("ada/open/ticks", Some(true), None)),
                ("end ada/lake", grant("ada/lake/events", Some(false), Some(false))),
                ("read missing", grant("ada/lake/missing", Some(true), None)),
            ]
        }
        "ShowServiceGrid" => both(|name| service_grants::grid(name, GridRows::Others).into()),
        "UpdateServiceGrid" => {
            made().await;
            let change = |stream| service_grants::change(fresh, &[(stream, true, true)]).into();
            vec![("ada/lake", change("ada/lake/events")), ("missing", change("ada/lake/missing"))]
        }
        "ListServiceSecrets" => both(|name| service_secrets::list(name).into()),
        "IssueServiceSecret" => both(|name| services::issue(name).into()),
        "RollSecret" => {
            let issued = world.ada().await.call(services::issue("etl")).await.unwrap();
            let missing = RollSecret { id: access::SecretId::new(uuid::Uuid::now_v7()), overlap_hours: None };
            vec![("etl's", service_secrets::roll(&issued).into()), ("missing", missing.into())]
        }
        "ShowAdoption" => {
            let ada = world.ada().await;
            let issued = ada.call(services::issue("etl")).await.unwrap();
            ada.call(service_secrets::roll(&issued)).await.unwrap();
            let missing = ShowAdoption { id: access::SecretId::new(uuid::Uuid::now_v7()) };
            vec![("etl's", ShowAdoption { id: issued.secret.id }.into()), ("missing", missing.into())]
        }
        "ShowServiceUsage" => {
            let of = |name, secret| {
                let (organization, service) = (named("ada"), named(name));
                ShowServiceUsage { organization, service, by: None, secret }.into()
            };
            let own = world.ada().await.call(services::issue("etl")).await.unwrap().secret.id;
            vec![
                ("ada/etl", of("etl", None)),
                ("missing", of("none", None)),
                ("with its secret", of("etl", Some(own))),
                ("with missing", of("etl", Some(access::SecretId::new(uuid::Uuid::now_v7())))),
            ]
        }
        "ShowOrganizationUsage" => {
            let of = |organization| {
                ShowOrganizationUsage { organization: named(organization), user: None, by: None, of: None }
                    .into()
            };
            vec![("of ada", of("ada")), ("of missing", of("nobody"))]
        }
        "ShowStreamUsage" => {
            let of = |project, stream| {
                let (organization, project, stream) = (named("ada"), named(project), named(stream));
                ShowStreamUsage { organization, project, stream, by: None }.into()
            };
            vec![
                ("ada/lake/events", of("lake", "events")),
                ("ada/open/ticks", of("open", "ticks")),
                ("ada/lake/missing", of("lake", "missing")),
            ]
        }
        "ShowOwnUsage" => {
            let with = |secret| ShowOwnUsage { by: None, secret }.into();
            let issued =
                operator::issue_secret(&world.core, &named("ada"), &Default::default()).await.unwrap();
            vec![
                ("", with(None)),
                ("with ada's secret", with(Some(issued.secret.id))),
                ("with missing", with(Some(access::SecretId::new(uuid::Uuid::now_v7())))),
            ]
        }
        "ReportUsage" => {
            let input = ReportUsage { actor: "user:ada".into(), stream: None, read_bytes: 1, write_bytes: 0 };
            vec![("of ada", input.into())]
        }
        _ => return None,
    })
}

fn both(request: impl Fn(&str) -> Request) -> Vec<(&'static str, Request)> {
    vec![("ada/etl", request("etl")), ("missing", request("none"))]
}
