use api::pipelines::{OutputFields, Transform};

use super::*;

fn filter(source: &str) -> Transform {
    Transform { filter: Some(source.into()), fields: None }
}

fn fields(fields: &[(&str, &str)]) -> Transform {
    let fields = fields.iter().map(|(name, source)| ((*name).into(), (*source).into())).collect();
    Transform { filter: None, fields: Some(OutputFields(fields)) }
}

fn apply(transforms: &[Transform], record: &str) -> Outcome {
    let compiled = Transforms::compile(transforms).unwrap();
    let time = std::time::Duration::ZERO;
    compiled.apply(vec![Some(record.to_owned())], |_| true, time).unwrap().remove(0).outcome
}

/// What one expression makes of a record, as JSON text.
fn value(source: &str, record: &str) -> Result<String, String> {
    match apply(&[fields(&[("v", source)])], record) {
        Outcome::Passed(text) => {
            Ok(text.strip_prefix("{\"v\":").unwrap().strip_suffix('}').unwrap().to_owned())
        }
        Outcome::Failed(why) => Err(why),
        Outcome::Filtered(_) => unreachable!(),
    }
}

fn refused(source: &str) -> String {
    let errors = check(&[filter(source)]).unwrap_err();
    assert_eq!((errors.len(), errors[0].field.as_str()), (1, "config.transforms[0].filter"));
    assert!(!errors[0].message.contains('\n'), "{}", errors[0].message);
    errors[0].message.clone()
}

#[test]
fn expressions_come_to_what_the_language_says() {
    let record = r#"{"a":1,"b":2.5,"big":12345678901234567890,"whole":3.0,"min":-9223372036854775808,"text":"grüße \"q\"",
        "list":[3,1,2],"object":{"z":1,"a":{"deep":[true,null]}},"none":null,"yes":true}"#;
    let table = [
        ("record.a", "1"),
        ("record.a + 1", "2"),
        ("record.b * 2.0", "5.0"),
        ("record.whole", "3.0"),
        ("record.big", "1.2345678901234567e+19"),
        ("record.min", "-9223372036854775808"),
        ("record.a / 2", "0"),
        ("-7 % 3", "-1"),
        ("record.a == 1.0", "true"),
        ("record.a < record.b", "true"),
        ("type(record.a) == int && type(record.whole) == double", "true"),
        ("record.text", r#""grüße \"q\"""#),
        ("record.text + '!'", r#""grüße \"q\"!""#),
        ("size(record.text)", "9"),
        ("record.text.startsWith('gr')", "true"),
        ("record.text.matches('^gr..e')", "true"),
        ("matches(record.text, '^x')", "false"),
        ("record.list", "[3,1,2]"),
        ("record.list[1]", "1"),
        ("record.list.map(x, x * 2)", "[6,2,4]"),
        ("record.list.filter(x, x > 1)", "[3,2]"),
        ("record.list.map(x, x > 1, x + 10)", "[13,12]"),
        ("record.list.exists(x, x == 2)", "true"),
        ("record.list.all(x, x > 1)", "false"),
        ("record.list.exists_one(x, x == 2)", "true"),
        ("2 in record.list", "true"),
        ("record.object", r#"{"a":{"deep":[true,null]},"z":1}"#),
        ("record.object.map(k, k).size()", "2"),
        ("record['a']", "1"),
        ("has(record.a) && !has(record.absent)", "true"),
        ("has(record.absent) ? record.absent : 'none'", r#""none""#),
        ("record.none", "null"),
        ("{'k': record.a, 'j': [record.yes]}", r#"{"j":[true],"k":1}"#),
        ("int('42') + int(record.b)", "44"),
        ("string(record.a)", r#""1""#),
        ("1u + uint(record.a)", "2"),
        ("false && record.absent", "false"),
        ("record.absent || true", "true"),
    ];
    for (source, is) in table {
        assert_eq!(value(source, record).as_deref(), Ok(is), "{source}");
    }
}

#[test]
fn what_fails_says_why_without_the_record() {
    let record =
        r#"{"a":1,"secret":"hunter2","list":["hunter2"],"object":{"hunter2":1},"max":9223372036854775807}"#;
    let table = [
        ("record.absent", "the record has no “absent” there"),
        ("record.object[record.secret + 'x']", "it looks up a key that isn’t there"),
        ("record.a + record.secret", "values of these types"),
        ("record.secret > 1", ""),
        ("record.secret.nothing", ""),
        ("int(record.secret)", "int() can’t use the value that it got"),
        ("record.a / 0", "it divides by zero"),
        ("record.max + 1", "a number gets too large"),
        ("record.list[7]", "a list has no element at that place"),
        ("record.secret.matches('(' + '')", "a pattern that it doesn’t take"),
        ("record.list.map(x, int(x))", "int() can’t use the value that it got"),
        ("record.list.exists(x, x > 1)", ""),
        ("-record.secret", ""),
        ("!record.secret", ""),
        ("record.secret ? 1 : 2", ""),
        ("record.secret[0]", ""),
        ("1 in record.secret", ""),
        ("size(record.a)", ""),
        ("b'abc'", "JSON has no bytes and no types"),
        ("type(record)", "JSON has no bytes and no types"),
        ("0.0 / 0.0", "JSON has no infinite number and no NaN"),
        ("{1: 2}", "a key of an object is no text"),
        ("{record.secret: 1, 'hunter' + '2': 2}", ""),
    ];
    for (source, why) in table {
        let said = value(source, record).unwrap_err();
        assert!(said.starts_with("transforms[0].fields.v: ") && said.contains(why), "{source}: {said}");
        assert!(!said.contains("hunter"), "{source}: {said}");
        assert!(said.len() > "transforms[0].fields.v: ".len() + 5, "{source}: {said}");
    }
    let Outcome::Failed(why) = apply(&[filter("record.secret")], record) else { panic!() };
    assert_eq!(why, "transforms[0].filter: it is a string, not true or false");
    let Outcome::Failed(why) = apply(&[filter("true")], r#"{"n":1e400}"#) else { panic!() };
    assert_eq!(why, "transforms[0]: a number of the record is too large to calculate with");
}

#[test]
fn records_pass_as_they_are_kept_back_or_mapped_in_order() {
    let odd = r#"{"z": 1.10, "a":1e2,"u":"\u00e9","n":123456789012345678901234567890}"#;
    assert_eq!(apply(&[], odd), Outcome::Passed(odd.into()));
    assert_eq!(apply(&[filter("record.a > 1.0")], odd), Outcome::Passed(odd.into()));
    assert_eq!(
        apply(&[filter("true"), Transform::default(), filter("record.a > 100.0")], odd),
        Outcome::Filtered(2)
    );
    let mapped = [fields(&[("z", "record.a"), ("a", "record.z"), ("é\"", "1u")])];
    assert_eq!(apply(&mapped, odd), Outcome::Passed(r#"{"z":100.0,"a":1.1,"é\"":1}"#.into()));
    let twice = [mapped[0].clone(), fields(&[("sum", "record.z + record.a"), ("n", "record['é\"'] + 1")])];
    assert_eq!(apply(&twice, odd), Outcome::Passed(r#"{"sum":101.1,"n":2}"#.into()));
    assert_eq!(apply(&[fields(&[])], odd), Outcome::Passed("{}".into()));
}

#[test]
fn slips_are_refused_before_they_are_saved() {
    assert!(refused("recrod.a == 1").contains("no “recrod” here"));
    assert!(refused("record.list.exists(x, y == 1)").contains("no “y” here"));
    assert!(refused("size(record.l.map(x, x)) + x").contains("no “x” here"));
    assert!(refused("record.a.upper() == 'A'").contains("no function “upper”"));
    assert!(refused("now() > 1").contains("no function “now”"));
    assert!(refused("Thing{a: 1} == 1").contains("message type"));
    assert!(refused("record.a.matches('(')").contains("regular expression"));
    assert!(refused("record.s.matches('a{100}{100}{100}b')").contains("too large"));
    assert!(refused("record.a ==").contains("is no CEL expression"));
    assert!(refused("  ").contains("is empty"));
    assert!(refused(&format!("record.a == '{}'", "x".repeat(4000))).contains("longer than 4000 bytes"));
    let errors = check(&[filter("true"), fields(&[("ok", "1"), ("bad", "x"), ("", "1")])]).unwrap_err();
    let named: Vec<&str> = errors.iter().map(|error| error.field.as_str()).collect();
    assert_eq!(named, ["config.transforms[1].fields.bad", "config.transforms[1].fields"]);
    assert!(check(&vec![filter("true"); 21]).is_err());
    assert!(check(&vec![filter("true"); 20]).is_ok());
}

#[test]
fn hostile_expressions_end() {
    let long: [String; 12] = [
        "(".repeat(4000),
        format!("{}1{}", "(".repeat(1999), ")".repeat(1999)),
        format!("{}1{}", "[".repeat(1999), "]".repeat(1999)),
        "[".repeat(4000),
        "{".repeat(4000),
        format!("{}true", "!".repeat(3990)),
        format!("{}1", "-".repeat(3990)),
        format!("1{}", "+1".repeat(1990)),
        format!("true{}", "?true:true".repeat(390)),
        format!("record{}", ".a".repeat(1990)),
        format!("record{}", "[0]".repeat(1300)),
        "\u{0}\u{1}\"'`\\".repeat(500),
    ];
    for source in &long {
        let _ = check(&[filter(source)]);
    }
    let nested = format!("{}x{}", "[1].map(x, ".repeat(300), ")".repeat(300));
    assert!(check(&[filter(&nested)]).is_err());
}

#[test]
fn no_record_takes_more_than_its_budget() {
    let numbers = format!("{{\"l\":[{}0],\"s\":\"{}\"}}", "0,".repeat(200_000), "a".repeat(400_000));
    let table = [
        "record.l.map(x, record.l.map(y, x + y)).size()",
        "record.l.map(x, record).size()",
        "record.l.exists(x, record.l.exists(y, record.l.exists(z, z == 1)))",
        "record.l.exists_one(x, record.l.all(y, y == 0))",
        "record.l.map(x, record.s + record.s).size()",
        "record.l.filter(x, x in record.l.map(y, y + 1)).size()",
        "record.l.exists(x, record.s == record.s + 'b') || true",
        "record.s.matches('a{100}{100}' + '{100}b')",
        "record.s.matches('(a|aa)+$')",
        "[record.l, record.l, record.l, record.l, record.l, record.l, record.l, record.l, record.l, record.l].size()",
    ];
    for source in table {
        let begun = std::time::Instant::now();
        assert!(value(source, &numbers).is_err(), "{source}");
        assert!(begun.elapsed() < std::time::Duration::from_secs(15), "{source}: {:?}", begun.elapsed());
    }
}

#[test]
fn depth_and_size_of_records_are_bounded() {
    let deep = |levels: usize| format!("{{\"a\":{}{}}}", "[".repeat(levels - 1), "]".repeat(levels - 1));
    assert_eq!(apply(&[fields(&[("a", "record.a")])], &deep(128)), Outcome::Passed(deep(128)));
    let Outcome::Failed(why) = apply(&[fields(&[("a", "[record.a]")])], &deep(128)) else { panic!() };
    assert!(why.contains("deeper than 128"), "{why}");
    let large = format!("{{\"a\":\"{}\"}}", "x".repeat(600_000));
    let Outcome::Failed(why) = apply(&[fields(&[("a", "record.a"), ("b", "record.a")])], &large) else {
        panic!()
    };
    assert!(why.contains("larger than 1 MB"), "{why}");
}
