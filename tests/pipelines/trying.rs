//! Trying transforms on a stream's newest records.

use api::pipelines::{TriedOutcome, TryTransforms};
use serde_json::{Value, json};

use crate::on_both;
use crate::yard::{Yard, node};

fn trying(transforms: Value, records: Value) -> TryTransforms {
    serde_json::from_value(json!({
        "organization": "ada", "project": "lake", "stream": "events", "transforms": transforms, "records": records
    }))
    .unwrap()
}

on_both! {
    async fn transforms_are_tried_on_the_newest_records(world: World) {
        let yard = Yard::new(world, json!([])).await;
        let node = node(world);
        yard.append(&node, "events", 1..=30).await;
        let transforms = json!([{ "filter": "record.n != 29" }, { "fields": { "m": "30 / (record.n - 28)" } }]);
        let tried = yard.ada.call(trying(transforms, Value::Null)).await.unwrap();
        let numbers: Vec<u64> = tried.items.iter().map(|item| item.seq).collect();
        assert_eq!(numbers, [30, 29, 28, 27, 26]);
        let outcomes: Vec<TriedOutcome> = tried.items.into_iter().map(|item| item.outcome).collect();
        assert_eq!(outcomes[0], TriedOutcome::Passed { record: "{\"m\":15}".into() });
        assert_eq!(outcomes[1], TriedOutcome::Filtered { transform: 0 });
        let TriedOutcome::Failed { reason } = &outcomes[2] else { panic!() };
        assert_eq!(reason, "transforms[1].fields.m: it divides by zero");
        assert_eq!(yard.records("clean").await, Vec::<String>::new());

        let fault = yard.ada.call(trying(json!([{ "filter": "recrod.n" }, { "fields": { "a": "1 +" } }]), Value::Null)).await;
        let fault = fault.unwrap_err();
        let fields: Vec<&str> = fault.errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!((fault.status(), fields), (422, vec!["transforms[0].filter", "transforms[1].fields.a"]));
        for records in [0, 21] {
            assert_eq!(yard.ada.status(trying(json!([]), json!(records))).await, 422);
        }
        assert_eq!(yard.ada.call(trying(json!([]), json!(20))).await.unwrap().items.len(), 20);
        assert_eq!(world.bob().await.status(trying(json!([]), Value::Null)).await, 200, "who may view the project");
        assert_eq!(world.cleo().await.status(trying(json!([]), Value::Null)).await, 404);
        assert_eq!(world.anonymous().status(trying(json!([]), Value::Null)).await, 401);
    }
}
