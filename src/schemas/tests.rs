use serde_json::json;

use super::*;

#[test]
fn a_record_fits_or_the_message_says_where() {
    let text = json!({
        "type": "object",
        "properties": {"at": {"$ref": "#/$defs/place"}},
        "required": ["at"],
        "$defs": {"place": {"type": "object", "properties": {"x": {"type": "number", "maximum": 5}}}},
    });
    let schema = Schema::compile(&text.to_string()).unwrap();
    assert_eq!(schema.fits(r#"{"at":{"x":5}}"#), Ok(()));
    let why = schema.fits(r#"{"at":{"x":77}}"#).unwrap_err();
    assert!(why.starts_with("at /at/x: ") && !why.contains("77"), "{why}");
    assert!(schema.fits("{}").unwrap_err().contains("at"));
}

#[test]
fn what_is_no_schema_or_leads_elsewhere_is_refused_on_save() {
    let elsewhere = json!({"$ref": "https://example.com/schema.json"});
    let file = json!({"properties": {"a": {"$ref": "file:///etc/passwd"}}});
    let circle = json!({"properties": {"a": {"$ref": "#"}}});
    let ring = json!({"$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"allOf": [{"$ref": "#/$defs/a"}]}}});
    let inward = json!({"$defs": {"a": {"properties": {"b": {"$ref": "#/$defs/a"}}}}, "$ref": "#/$defs/a"});
    let around = json!({"allOf": [{"$ref": "#/allOf"}]});
    let nowhere = json!({"$ref": "#/$defs/none"});
    let nested = json!({"$defs": {"a": {"$id": "https://example.com/a"}}});
    let dynamic = json!({"$dynamicRef": "#x"});
    let metaschema = json!({"$schema": "https://example.com/own"});
    let wrong = json!({"type": "nothing"});
    let slow = json!({"pattern": "(a+)+$(?=b)"});
    for schema in [
        elsewhere,
        file,
        circle,
        ring,
        inward,
        around,
        nowhere,
        nested,
        dynamic,
        metaschema,
        wrong,
        slow,
        json!([]),
        json!(true),
    ] {
        assert!(Schema::compile(&schema.to_string()).is_err(), "{schema}");
    }
    assert!(Schema::compile("{").is_err());
}

#[test]
fn references_that_multiply_are_refused() {
    let mut defs = serde_json::Map::new();
    for level in 0..20 {
        let to = json!({"$ref": format!("#/$defs/d{}", level + 1)});
        defs.insert(format!("d{level}"), json!({"allOf": [to.clone(), to]}));
    }
    defs.insert("d20".into(), json!({"type": "object"}));
    let bomb = json!({"$defs": defs, "$ref": "#/$defs/d0"});
    assert!(Schema::compile(&bomb.to_string()).unwrap_err().contains("10,000"));
}

#[test]
fn a_pattern_takes_linear_time() {
    let schema = Schema::compile(r#"{"properties": {"a": {"pattern": "^(a+)+$"}}}"#).unwrap();
    let record = format!(r#"{{"a": "{}!"}}"#, "a".repeat(100_000));
    assert!(schema.fits(&record).is_err());
}

#[test]
fn data_in_a_schema_is_no_schema() {
    let data = json!({"const": {"$ref": "https://example.com/"}});
    assert!(Schema::compile(&data.to_string()).is_ok());
    let named =
        json!({"properties": {"default": {"properties": {"const": {"$ref": "#/properties/default"}}}}});
    assert!(Schema::compile(&named.to_string()).unwrap_err().contains("circle"));
}

#[test]
fn compiled_schemas_are_kept_by_their_text() {
    let schemas = Schemas::default();
    let first = schemas.of(r#"{"type": "object"}"#).unwrap();
    assert!(Arc::ptr_eq(&first, &schemas.of(r#"{"type": "object"}"#).unwrap()));
    assert!(!Arc::ptr_eq(&first, &schemas.of("{}").unwrap()));
}
