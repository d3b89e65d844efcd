//! What the operations on teams, on projects and those who hold something there, and on streams are tried on. What
//! would be gone afterwards is made anew for each call.

use api::Request;

use crate::support::World;
use crate::support::world::named;
use crate::{project_changes, project_members, stream_changes, teams};

const END_GRANTS: &str = "delete from project_grants where project_id = $1";
const GRANT_ETL: &str = "insert into service_grants (service_id, stream_id, can_read, can_write, granted_at) \
    select id, $1, true, false, 0 from services where name = 'etl'";

/// A team that is hidden from outside, and one that isn't.
async fn two_teams(world: &World, fresh: &str) -> (String, String) {
    let (hidden, open) = (fresh.to_owned(), format!("{fresh}o"));
    let ada = world.ada().await;
    ada.call(teams::create(&hidden, false)).await.unwrap();
    ada.call(teams::create(&open, true)).await.unwrap();
    for team in [&hidden, &open] {
        ada.call(teams::add(team, "ada")).await.unwrap();
    }
    (hidden, open)
}

/// Samples of what this file knows.
pub(super) async fn samples(
    world: &World,
    operation: &str,
    fresh: &str,
) -> Option<Vec<(&'static str, Request)>> {
    let team_samples = |made: &(String, String), request: &dyn Fn(&str) -> Request| {
        vec![("hidden", request(&made.0)), ("discoverable", request(&made.1)), ("missing", request("none"))]
    };
    let teams_made = async || two_teams(world, fresh).await;
    Some(match operation {
        "FindThings" => {
            let find = api::find::FindThings { search: "lake".into(), kind: None, limit: None, after: None };
            vec![("", find.into())]
        }
        "CreateTeam" => vec![("in ada", teams::create(fresh, false).into())],
        "ListTeams" => {
            let missing = api::teams::ListTeams { organization: named("nobody"), ..teams::list() };
            vec![("of ada", teams::list().into()), ("of missing", missing.into())]
        }
        "ShowTeam" => team_samples(&teams_made().await, &|team| teams::show(team).into()),
        "UpdateTeam" => team_samples(&teams_made().await, &|team| teams::update(team).into()),
        "DeleteTeam" => team_samples(&teams_made().await, &|team| teams::delete(team).into()),
        "ListTeamMembers" => team_samples(&teams_made().await, &|team| teams::members(team).into()),
        "AddTeamMember" => team_samples(&teams_made().await, &|team| teams::add(team, "bob").into()),
        "AddTeamMembers" => team_samples(&teams_made().await, &|team| teams::add_all(team, "bob").into()),
        "RemoveTeamMember" => team_samples(&teams_made().await, &|team| teams::remove(team, "ada").into()),
        "SetHomeTeam" => team_samples(&teams_made().await, &|team| teams::home(team, "ada").into()),
        "DeleteProject" => {
            world.project(fresh, false).await;
            let public = format!("{fresh}o");
            world.project(&public, true).await;
            let delete = |project: &str| project_changes::delete(project).into();
            vec![("private", delete(fresh)), ("public", delete(&public)), ("missing", delete("none"))]
        }
        "TransferProject" => {
            world.project(fresh, false).await;
            world.organization(fresh).await;
            vec![
                ("to one of ada's", project_changes::transfer(fresh, fresh).into()),
                ("to cleo", project_changes::transfer("lake", "cleo").into()),
                ("to missing", project_changes::transfer("open", "nobody").into()),
            ]
        }
        "ClaimProject" => {
            let orphan = world.project(fresh, false).await;
            world.run(END_GRANTS, Some(orphan.id.uuid())).await;
            let claim = |project: &str| project_members::claim(project).into();
            vec![("orphaned", claim(fresh)), ("ada/lake", claim("lake")), ("missing", claim("none"))]
        }
        "ListProjectMembers" => three("lake", "open", |project| project_members::list(project).into()),
        "UpdateProjectPermissions" => {
            three("lake", "open", |project| project_members::grant(project, "cleo", [None; 3]).into())
        }
        "ListProjectServices" => three("lake", "open", |project| project_changes::services(project).into()),
        "ConfirmService" => {
            three("lake", "open", |project| project_changes::confirm(project, "ada/etl").into())
        }
        "EndService" => {
            world.project(fresh, false).await;
            let stream = world.stream(fresh, "flow").await;
            world.run(GRANT_ETL, Some(stream.id.uuid())).await;
            let end = |project: &str| project_changes::end(project, "ada/etl").into();
            vec![("private", end(fresh)), ("ada/open", end("open")), ("missing", end("none"))]
        }
        "UpdateStream" => {
            streams("events", "ticks", |project, stream| stream_changes::update(project, stream).into())
        }
        "DeleteStream" => {
            world.stream("lake", fresh).await;
            world.stream("open", fresh).await;
            streams(fresh, fresh, |project, stream| stream_changes::delete(project, stream).into())
        }
        "ListStreamAccess" => {
            streams("events", "ticks", |project, stream| stream_changes::access(project, stream).into())
        }
        _ => return None,
    })
}

fn three(private: &str, public: &str, request: impl Fn(&str) -> Request) -> Vec<(&'static str, Request)> {
    vec![("ada/lake", request(private)), ("ada/open", request(public)), ("missing", request("missing"))]
}

fn streams(
    private: &str,
    public: &str,
    request: impl Fn(&str, &str) -> Request,
) -> Vec<(&'static str, Request)> {
    vec![
        ("in ada/lake", request("lake", private)),
        ("in ada/open", request("open", public)),
        ("ada/lake/missing", request("lake", "missing")),
    ]
}
