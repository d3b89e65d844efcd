use proptest::prelude::*;
use serde_json::value::RawValue;

use super::*;

fn lines(body: impl AsRef<[u8]>) -> Result<Vec<String>, Fault> {
    read_records(Framing::Lines, body.as_ref())
}

fn array(body: impl AsRef<[u8]>) -> Result<Vec<String>, Fault> {
    read_records(Framing::Array, body.as_ref())
}

/// The line at fault, and the sentence.
fn refused(read: Result<Vec<String>, Fault>) -> (u64, String) {
    let fault = read.unwrap_err();
    assert_eq!(fault.status(), 422);
    (fault.line.unwrap(), fault.detail)
}

#[test]
fn lines_keep_their_text() {
    let text = r#"{"b":1.10,"a":[1e400,123456789012345678901234567890,-0.0],"\u00e9":"\u0000é\ud83d\ude00"}"#;
    assert_eq!(lines(text).unwrap(), [text]);
    assert_eq!(lines(format!("\u{feff}{text}\r\n\r\n \t\n{{}}\n")).unwrap(), [text, "{}"]);
    assert_eq!(lines("").unwrap(), [""; 0]);
    assert_eq!(lines("\n\n").unwrap(), [""; 0]);
}

#[test]
fn elements_come_out_on_one_line_of_the_same_length() {
    assert_eq!(array("[ {\"a\":\r\n1}\n,\n{} ]\n").unwrap(), ["{\"a\":  1}", "{}"]);
    assert_eq!(array(" [ ] ").unwrap(), [""; 0]);
}

#[test]
fn the_line_at_fault_is_named() {
    let mut body = "{\"n\":1}\n".repeat(499);
    body.push_str("{\"n\":}\n{\"n\":1}\n");
    let (line, detail) = refused(lines(&body));
    assert_eq!(line, 500);
    assert_eq!(detail, "line 500, byte 6: no JSON value begins like this. Nothing was written.");
    // Blank lines count, so that the number is the one an editor shows.
    assert_eq!(refused(lines("\n\n{\"a\":1}\n[]")).0, 4);
    assert_eq!(refused(array("[{},{},3]")).0, 3);
    assert_eq!(refused(array("[{},{},]")).0, 3);
    assert_eq!(refused(array("[{} {}]")).0, 1);
}

#[test]
fn what_is_refused_and_why() {
    let why = |body: &str| {
        let (line, detail) = refused(lines(body));
        assert_eq!(line, 1, "{body}");
        detail
    };
    assert!(why("[{}]").contains("this is an array"));
    assert!(why("17").contains("this is a number"));
    assert!(why("{} {}").contains("a line of its own"));
    assert!(why(r#"{"a":1,"b":{"x":1,"x":2}}"#).contains("the key “x” stands twice"));
    assert!(why(r#"{"a":1,"\u0061":2}"#).contains("the key “a” stands twice"));
    let many: Vec<String> = (0..40).chain([7]).map(|n| format!("\"k{n}\":0")).collect();
    assert!(why(&format!("{{{}}}", many.join(","))).contains("the key “k7” stands twice"));
    assert!(why(r#"{"a":"\ud800"}"#).contains("half a surrogate pair"));
    assert!(why(r#"{"a":"\ud800\n"}"#).contains("half a surrogate pair"));
    assert!(why(r#"{"a":"\udc00"}"#).contains("half a surrogate pair"));
    assert!(why("{\"a\":\"\t\"}").contains("must be escaped"));
    assert!(why(r#"{"a":"#).contains("the text ends"));
    for body in [
        "{",
        "{a:1}",
        "{\"a\"}",
        "{\"a\":01}",
        "{\"a\":1.}",
        "{\"a\":+1}",
        "{\"a\":.5}",
        "{\"a\":1e}",
        "{\"a\":NaN}",
        "{\"a\":1,}",
        "{\"a\":[1,]}",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\\u12g4\"}",
        "{\"a\":tru}",
        "{\"a\":1}x",
        "{\"a\":\"}",
        "\u{feff}\u{feff}{}",
        "{\"a\":'b'}",
        "{\"a\":1 2}",
        "{\"a\":-}",
    ] {
        why(body);
    }
    assert!(refused(array("{}")).1.contains("application/x-ndjson"));
    assert!(refused(array("[{}] 1")).1.contains("follows the array"));
    assert!(refused(array("")).1.contains("is an array"));
}

#[test]
fn bytes_that_are_no_utf8_are_named_as_such() {
    let (line, detail) = refused(lines(b"{\"a\":1}\n{\"b\":\"\xff\"}\n"));
    assert_eq!((line, detail.as_str()), (2, "line 2, byte 7: not UTF-8. Nothing was written."));
    assert!(refused(lines(b"{\"a\":1}\xc3")).1.contains("not UTF-8"));
    assert!(refused(lines(b"{\"a\":1}\n\xc3")).1.contains("line 2, byte 1: not UTF-8"));
    let (line, detail) = refused(array(b"[{},{\"a\":\"\xff\"}]"));
    assert_eq!(line, 2);
    assert!(detail.contains("not UTF-8"));
    // What is wrong before that is said first.
    assert!(refused(lines(b"{\"a\":}\xff")).1.contains("no JSON value"));
}

#[test]
fn sizes_and_depths_have_limits() {
    let record = |length: usize| format!("{{\"a\":\"{}\"}}", "x".repeat(length - 8));
    assert_eq!(lines(record(MAX_RECORD)).unwrap().len(), 1);
    assert!(refused(lines(record(MAX_RECORD + 1))).1.contains("at most 1000000 bytes"));
    let nested = |depth: usize| format!("{{\"a\":{}{}}}", "[".repeat(depth - 1), "]".repeat(depth - 1));
    assert_eq!(lines(nested(128)).unwrap().len(), 1);
    assert!(refused(lines(nested(129))).1.contains("nested deeper than 128 levels"));
    assert!(refused(lines(nested(400_000))).1.contains("nested deeper than 128 levels"));
    assert!(array(format!("[{}]", nested(128))).is_ok());
}

/// JSON values as text, with the numbers and escapes that careless code spoils.
fn value() -> impl Strategy<Value = String> {
    let number = prop_oneof![
        any::<i64>().prop_map(|n| n.to_string()),
        any::<f64>().prop_filter("finite", |n| n.is_finite()).prop_map(|n| format!("{n:e}")),
        "-?(0|[1-9][0-9]{0,40})(\\.[0-9]{1,20})?([eE][+-]?[0-9]{1,4})?",
    ];
    let leaf = prop_oneof![
        number,
        text(),
        Just("null".to_owned()),
        Just("true".to_owned()),
        Just("false".to_owned()),
    ];
    leaf.prop_recursive(4, 24, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(|items| format!("[ {}\t]", items.join(" ,"))),
            object_of(inner),
        ]
    })
}

fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        any::<char>().prop_map(|c| serde_json::to_string(&c).unwrap().trim_matches('"').replace('"', "\\\"")),
        prop::sample::select(vec!["\\u0000", "\\/", "\\ud83d\\ude00", "\\u00E9", "\\n", "\\\\", "\u{2028}"])
            .prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..6).prop_map(|pieces| {
        let quoted = format!("\"{}\"", pieces.concat());
        // A lone backslash among the pieces may have spoiled the string.
        if serde_json::from_str::<String>(&quoted).is_ok() { quoted } else { "\"spoilt\"".to_owned() }
    })
}

fn object_of(inner: impl Strategy<Value = String>) -> impl Strategy<Value = String> {
    prop::collection::vec((text(), inner), 0..5).prop_map(|members| {
        let mut seen = std::collections::HashSet::new();
        let members = members.into_iter().enumerate().map(|(n, (key, value))| {
            let fresh = seen.insert(serde_json::from_str::<String>(&key).unwrap());
            if fresh { format!("{key}: {value}") } else { format!("\"again {n}\" :{value}") }
        });
        format!("{{{}}}", members.collect::<Vec<_>>().join(", "))
    })
}

/// Whether two texts are the same JSON: key order and digits included, white space aside.
fn same(a: &str, b: &str) -> bool {
    let compact = |text: &str| {
        let mut inside = false;
        let mut escaped = false;
        text.chars()
            .filter(|c| {
                let keep = inside || !c.is_ascii_whitespace();
                match c {
                    '"' if !escaped => inside = !inside,
                    _ => {}
                }
                escaped = inside && *c == '\\' && !escaped;
                keep
            })
            .collect::<String>()
    };
    compact(a) == compact(b)
}

proptest! {
    #[test]
    fn what_comes_back_is_what_was_sent(records in prop::collection::vec(object_of(value()), 0..4)) {
        let read = lines(records.join("\n")).unwrap();
        prop_assert_eq!(&read, &records);
        let spread: Vec<String> = records.iter().map(|record| record.replace('\t', "\n")).collect();
        let read = array(format!("[{}]", spread.join(",\r\n"))).unwrap();
        prop_assert_eq!(read.len(), records.len());
        for (read, sent) in read.iter().zip(&records) {
            prop_assert!(same(read, sent), "{read} is not {sent}");
            prop_assert!(!read.contains(['\n', '\r']));
        }
    }

    /// A well-kept parser as the judge: on any spoilt text, both accept or both refuse.
    #[test]
    fn the_grammar_is_that_of_serde_json(record in object_of(value()), cut in any::<prop::sample::Index>(), put in "[{}\\[\\]\",:0-9a-f\\\\ \\-+.eE]{0,2}") {
        let at: Vec<usize> = record.char_indices().map(|(at, _)| at).collect();
        let at = at[cut.index(at.len())];
        let next = at + record[at..].chars().next().map_or(0, char::len_utf8);
        let spoilt = format!("{}{put}{}", &record[..at], &record[next..]);
        let ours = lines(&spoilt);
        let theirs = serde_json::from_str::<&RawValue>(&spoilt);
        let stricter = ours.as_ref().is_err_and(|fault| {
            ["stands twice", "surrogate"].iter().any(|why| fault.detail.contains(why))
        });
        let object = spoilt.trim_start().starts_with('{');
        prop_assert!(
            stricter || ours.as_ref().is_ok_and(|read| read.len() == 1) == (theirs.is_ok() && object),
            "{spoilt}: {ours:?} against {theirs:?}"
        );
    }

    #[test]
    fn nothing_makes_it_panic(body in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = lines(&body);
        let _ = array(&body);
    }
}
