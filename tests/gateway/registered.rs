//! Registered gateways: what the operator lets a service ask, and no longer than that.

use sluicegate::operations::operator;

use crate::http::{Http, full, of_service};
use crate::on_both;
use crate::questions::decision;
use crate::support::World;

/// Makes `ada/etl` a gateway, or no gateway any more; says whether that changed anything.
pub(crate) async fn register(world: &World, gateway: bool) -> bool {
    operator::register_gateway(&world.core, &"ada/etl".parse().unwrap(), gateway).await.unwrap()
}

const ASKED: [(&str, Option<bool>); 10] = [
    ("user:ada write stream:ada/lake/events", Some(true)),
    ("user:bob read stream:ada/lake/events", Some(true)),
    ("user:bob write stream:ada/lake/events", Some(false)),
    ("user:cleo read stream:ada/lake/events", Some(false)),
    ("user:cleo read stream:ada/open/ticks", Some(true)),
    ("user:bob create project:ada/lake", Some(false)),
    ("user:bob view organization:ada", Some(true)),
    ("user:nobody-here read stream:ada/lake/events", None),
    ("user:ada read stream:ada/lake/nothing", None),
    ("user:ada view project:cleo/nothing", None),
];

on_both! {
    async fn a_gateway_asks_about_everybody_from_when_it_is_one(world: World) {
        let (http, etl) = (Http::new(world), of_service(world).await);
        for (words, _) in ASKED {
            assert_eq!(decision(&http, &etl, words).await, None, "{words}");
        }
        assert!(register(world, true).await);
        assert!(!register(world, true).await);
        for (words, expected) in ASKED {
            assert_eq!(decision(&http, &etl, words).await, expected, "{words}");
        }
        // About itself it is a service like every other.
        assert_eq!(decision(&http, &etl, "caller read stream:ada/open/ticks").await, Some(false));
        assert_eq!(decision(&http, &etl, "service:ada/etl read stream:ada/lake/events").await, Some(true));
        assert_eq!(decision(&http, &etl, "caller admin organization:ada").await, Some(false));
        http.get("/api/v1/organizations/ada/members").bearer(&etl).await.expect(403);
        assert!(register(world, false).await);
        assert!(!register(world, false).await);
        for (words, _) in ASKED {
            assert_eq!(decision(&http, &etl, words).await, None, "{words}");
        }
    }

    async fn the_operator_is_on_record_and_only_services_can_be_gateways(world: World) {
        let (http, ada) = (Http::new(world), full(world, "ada").await);
        register(world, true).await;
        register(world, true).await;
        register(world, false).await;
        let log = http.get("/api/v1/organizations/ada/audit").bearer(&ada).await.expect(200).json();
        let entries = log["items"].as_array().unwrap().iter();
        let entries = entries.filter(|entry| entry["resource"] == "service:ada/etl");
        let told: Vec<_> = entries.map(|entry| (entry["operation"].as_str().unwrap(), entry["actor"].as_str().unwrap())).collect();
        assert_eq!(told, [("UnregisterGateway", "operator"), ("RegisterGateway", "operator")]);
        for missing in ["ada/none", "nobody/etl"] {
            let fault = operator::register_gateway(&world.core, &missing.parse().unwrap(), true).await.unwrap_err();
            assert_eq!(fault.status(), 404);
        }
    }
}
