//! What the operations on pipelines are tried on: Ada's, one that Bob may edit too, and none. They are made anew for each
//! call.

use access::Role;
use api::Request;
use api::pipelines::{
    CreatePipeline, Dependency, DeployPipeline, ListDeadLetters, ListDependents, ListOrphanedPipelines,
    ListPipelines, ReadConfig, ReplayDeadLetters, ShowDeadLetter, ShowPipelineMetrics, TeardownPipeline,
    TryTransforms, UpdatePipelineAccess,
};
use api::streams::CreateStream;

use crate::pipelines;
use crate::support::World;
use crate::support::world::named;

/// Samples of what this file knows.
pub(super) async fn samples(
    world: &World,
    operation: &str,
    fresh: &str,
) -> Option<Vec<(&'static str, Request)>> {
    let ada = || named("ada");
    let one: Box<dyn Fn(&str) -> Request> = match operation {
        "CreatePipeline" => {
            sink(world).await;
            let elsewhere = CreatePipeline { organization: named("nobody"), ..pipelines::create(fresh) };
            return Some(vec![("in ada", pipelines::create(fresh).into()), ("in missing", elsewhere.into())]);
        }
        "ListPipelines" => {
            let of = |organization: &str| {
                ListPipelines { organization: Some(named(organization)), ..pipelines::list() }.into()
            };
            return Some(vec![
                ("", pipelines::list().into()),
                ("of ada", of("ada")),
                ("of missing", of("nobody")),
            ]);
        }
        "ListOrphanedPipelines" => {
            let of = |organization: &str| {
                ListOrphanedPipelines { organization: named(organization), limit: None, after: None }.into()
            };
            return Some(vec![("of ada", of("ada")), ("of missing", of("nobody"))]);
        }
        "ListDependents" => {
            let on = |of: Dependency| ListDependents { of }.into();
            return Some(vec![
                ("ada/lake/events", on(Dependency::Stream("ada/lake/events".parse().unwrap()))),
                ("ada/open", on(Dependency::Project("ada/open".parse().unwrap()))),
                ("ada/etl", on(Dependency::Service("ada/etl".parse().unwrap()))),
                ("ada/missing", on(Dependency::Service("ada/missing".parse().unwrap()))),
            ]);
        }
        "ReadConfig" => {
            let config = "source: a/b/c\nsink: a/b/d\nservice: s\n".to_owned();
            return Some(vec![("", ReadConfig { config }.into())]);
        }
        "CountPipelines" => return Some(vec![("", pipelines::count().into())]),
        "TryTransforms" => {
            let on = |project: &str, stream: &str| {
                let (organization, project, stream) = (ada(), named(project), named(stream));
                TryTransforms { organization, project, stream, transforms: Vec::new(), records: None }.into()
            };
            return Some(vec![
                ("ada/lake/events", on("lake", "events")),
                ("ada/open/ticks", on("open", "ticks")),
                ("ada/lake/missing", on("lake", "missing")),
            ]);
        }
        "ShowPipeline" => Box::new(|name| pipelines::show(name).into()),
        "UpdatePipeline" => Box::new(|name| pipelines::rewire(name, "> 1", "> 2").into()),
        "DeletePipeline" => Box::new(|name| pipelines::delete(name).into()),
        "ClaimPipeline" => Box::new(|name| pipelines::claim(name).into()),
        "ListPipelineVersions" => Box::new(|name| pipelines::versions(name).into()),
        "RestorePipeline" => Box::new(|name| pipelines::restore(name, 1).into()),
        "ListPipelineAccess" => Box::new(|name| pipelines::access(name).into()),
        "ListPipelinePeople" => Box::new(|name| pipelines::people(name).into()),
        "SharePipeline" => Box::new(|name| pipelines::share(name, "cleo", Role::Reader).into()),
        "UnsharePipeline" => Box::new(|name| pipelines::unshare(name, "bob").into()),
        "UpdatePipelineAccess" => Box::new(move |name| {
            let (organization, pipeline) = (ada(), named(name));
            UpdatePipelineAccess { organization, pipeline, changes: Vec::new(), seen: None }.into()
        }),
        "TransferPipeline" => Box::new(|name| pipelines::transfer(name, "bob").into()),
        "LeavePipeline" => Box::new(|name| pipelines::leave(name).into()),
        "DeployPipeline" => {
            Box::new(move |name| DeployPipeline { organization: ada(), pipeline: named(name) }.into())
        }
        "TeardownPipeline" => {
            Box::new(move |name| TeardownPipeline { organization: ada(), pipeline: named(name) }.into())
        }
        "ShowPipelineMetrics" => Box::new(move |name| {
            ShowPipelineMetrics { organization: ada(), pipeline: named(name), range: None }.into()
        }),
        "ListDeadLetters" => Box::new(move |name| {
            let (organization, pipeline) = (ada(), named(name));
            ListDeadLetters { organization, pipeline, limit: None, after: None }.into()
        }),
        "ShowDeadLetter" => Box::new(move |name| {
            let (organization, pipeline) = (ada(), named(name));
            ShowDeadLetter { organization, pipeline, id: uuid::Uuid::nil() }.into()
        }),
        "ReplayDeadLetters" => Box::new(move |name| {
            ReplayDeadLetters { organization: ada(), pipeline: named(name), ids: None }.into()
        }),
        _ => return None,
    };
    sink(world).await;
    let shared = format!("{fresh}-too");
    let client = world.ada().await;
    client.call(pipelines::create(fresh)).await.unwrap();
    client.call(pipelines::create(&shared)).await.unwrap();
    client.call(pipelines::share(&shared, "bob", Role::Editor)).await.unwrap();
    Some(vec![("ada's", one(fresh)), ("bob edits", one(&shared)), ("missing", one("none"))])
}

/// Makes the sink of those pipelines, unless it is there.
async fn sink(world: &World) {
    let (organization, project, name) = (named("ada"), named("lake"), named("clean"));
    let description = Default::default();
    let input = CreateStream { organization, project, name, description, schema: None, retention_days: None };
    let made = world.ada().await.status(input).await;
    assert!([200, 409].contains(&made), "{made}");
}
