//! Questions about access to pipelines: roles and teams, and what is told of teams that the asker may not look into.

use access::Role;
use api::names::TeamPath;
use api::pipelines::{ConfigInput, CreatePipeline, SharePipeline};
use api::teams::{AddTeamMember, CreateTeam};

use crate::http::{Http, full, of_service};
use crate::on_both;
use crate::questions::decision;
use crate::registered::register;
use crate::support::World;
use crate::support::world::named;

const YES: Option<bool> = Some(true);
const NO: Option<bool> = Some(false);

/// Ada's `ada/flow`: Cleo owns it too, and Bob views it by `ada/crew`, whose members Cleo may not see.
async fn flow(world: &World) {
    let ada = world.ada().await;
    world.stream("lake", "clean").await;
    let config = "{source: ada/lake/events, sink: ada/lake/clean, service: etl}".to_owned();
    let (organization, name, config) = (named("ada"), named("flow"), ConfigInput::Text(config));
    ada.call(CreatePipeline { organization, name, config, description: None }).await.unwrap();
    let (organization, name) = (named("ada"), named("crew"));
    let input = CreateTeam { organization, name, description: Default::default(), discoverable: false };
    ada.call(input).await.unwrap();
    let (organization, team, user) = (named("ada"), named("crew"), named("bob"));
    ada.call(AddTeamMember { organization, team, user, seen: None }).await.unwrap();
    let share = |user: Option<&str>, team: Option<TeamPath>, role| SharePipeline {
        organization: named("ada"),
        pipeline: named("flow"),
        user: user.map(named),
        team,
        role,
    };
    ada.call(share(Some("cleo"), None, Some(Role::Owner))).await.unwrap();
    ada.call(share(None, Some("ada/crew".parse().unwrap()), None)).await.unwrap();
}

on_both! {
    async fn roles_and_teams_decide(world: World) {
        flow(world).await;
        let http = Http::new(world);
        let [ada, bob, cleo] = [full(world, "ada").await, full(world, "bob").await, full(world, "cleo").await];
        let etl = of_service(world).await;
        for (token, words, expected) in [
            (&ada, "caller manage pipeline:ada/flow", YES),
            (&bob, "caller read pipeline:ada/flow", YES),
            (&bob, "caller edit pipeline:ada/flow", NO),
            (&bob, "user:cleo manage pipeline:ada/flow", YES),
            (&ada, "user:bob read pipeline:ada/flow", YES),
            (&ada, "user:bob edit pipeline:ada/flow", NO),
            (&ada, "service:ada/etl read pipeline:ada/flow", None),
            (&etl, "caller read pipeline:ada/flow", None),
            // Cleo may not see who is in the team: neither a yes nor a no.
            (&cleo, "user:bob read pipeline:ada/flow", None),
            (&cleo, "user:bob edit pipeline:ada/flow", NO),
            (&cleo, "user:ada read pipeline:ada/flow", YES),
        ] {
            assert_eq!(decision(&http, token, words).await, expected, "{words}");
        }
        register(world, true).await;
        assert_eq!(decision(&http, &etl, "user:bob read pipeline:ada/flow").await, YES);
    }

    async fn an_explanation_knows_roles_and_teams(world: World) {
        flow(world).await;
        let (http, ada, cleo) = (Http::new(world), full(world, "ada").await, full(world, "cleo").await);
        let explain = async |token: &str, words: &str| {
            let [actor, action, resource] = words.split(' ').collect::<Vec<_>>().try_into().unwrap();
            let path = format!("/api/v1/access/explain?actor={actor}&action={action}&resource={resource}");
            http.get(&path).bearer(token).await.expect(200).json()
        };
        let by_team = explain(&ada, "user:bob read pipeline:ada/flow").await;
        assert_eq!(by_team["decision"], true);
        assert!(by_team["paths"][0].to_string().contains("ada/crew"), "{by_team}");
        let by_role = explain(&ada, "user:cleo edit pipeline:ada/flow").await;
        assert!(by_role["paths"][0].to_string().contains("owner"), "{by_role}");
        let near = explain(&ada, "user:bob edit pipeline:ada/flow").await;
        assert!(near["near_misses"][0].to_string().contains("user:bob sees"), "{near}");
        // Nothing of a team that Cleo may not look into.
        let told = explain(&cleo, "user:bob edit pipeline:ada/flow").await.to_string();
        assert!(!told.contains("crew"), "{told}");
    }
}
