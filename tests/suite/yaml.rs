//! What our YAML writer writes, read by others.

use netz::emit::yaml;
use proptest::prelude::*;
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::process::{Command, Stdio};

fn write<T: Serialize + ?Sized>(value: &T) -> String {
    let mut out = String::new();
    yaml::write(value, &mut out).unwrap();
    out
}

/// The string as a value, a key, an item, and each of them deeper.
fn around(text: &str) -> Value {
    json!({
        "value": text,
        (text): { "in": { (text): text } },
        "list": [text, [text, "b"], { (text): text, "b": [] }],
    })
}

/// Strings that some reader takes for something else, or that break a document when they stand bare.
fn nasty() -> Vec<String> {
    let words = ["y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf", "none"];
    let cased = words.iter().flat_map(|word| {
        let (head, tail) = word.split_at(1);
        [word.to_string(), word.to_uppercase(), head.to_uppercase() + tail]
    });
    let fixed = [
        "",
        "~",
        "=",
        "<<",
        "<",
        ">",
        "|",
        "&a",
        "*a",
        "!a",
        "!!str a",
        "%a",
        "@a",
        "`a",
        "#a",
        "a#",
        "a #b",
        "a# b",
        ": a",
        ":a",
        "a:",
        "a: b",
        "a:b",
        "::",
        "a : b",
        "? a",
        "?a",
        "?",
        "-",
        "- a",
        "-a",
        "--",
        "---",
        "--- a",
        "...",
        "... a",
        "[",
        "]",
        "{",
        "}",
        "{}",
        "[]",
        "a, b",
        ",",
        "[a]",
        "{a: b}",
        "'",
        "\"",
        "'a'",
        "\"a\"",
        "it's",
        "a\"b",
        "\\",
        "a\\nb",
        " ",
        "  ",
        " a",
        "a ",
        "0",
        "00",
        "012",
        "08",
        "-0",
        "+1",
        "1_000",
        "_1",
        "1_",
        "0x1F",
        "0X1f",
        "-0x1",
        "0o17",
        "0O7",
        "0b101",
        "0B1",
        "1:30",
        "190:20:30",
        "190:20:30.15",
        "-1:30",
        "1:60",
        "1.5",
        "1.",
        ".5",
        "-.5",
        "1e3",
        "1E+3",
        "1.e3",
        "1e",
        "e1",
        "12e03",
        "0.1e-5",
        "6.8523015e+5",
        "685_230.15",
        ".inf",
        "-.inf",
        "+.INF",
        ".Inf",
        ".nan",
        ".NaN",
        ".NAN",
        "0x1p-2",
        "0x",
        "0b",
        "1,000",
        "123456789012345678901",
        "2027-06-30",
        "2027-6-3",
        "2001-12-14t21:59:43.10-05:00",
        "2001-12-14 21:59:43.10 -5",
        "2001-12-15 2:59:43.10",
        "2027-06-30T00:00:00Z",
        "12:30:45",
        "1.2.3.4",
        "10.0.0.0/8",
        "::/0",
        "::1/128",
        "fe80::/10",
        "2001:db8::/32",
        "2001:db8::1",
        "1password",
        "v1.34",
        "64Gi",
        "*/status",
        "pods/*",
        "/metrics",
        "oidc:dev",
        "system:serviceaccount:a:b",
        "a\tb",
        "\ta",
        "a\nb",
        "a\n",
        "\na",
        "a\n\nb\n",
        "a\r\nb",
        "\r",
        "\0",
        "\u{1}",
        "\u{7f}",
        "\u{85}",
        "\u{a0}",
        "\u{ad}",
        "\u{2028}",
        "\u{2029}",
        "\u{202e}",
        "\u{feff}",
        "\u{fffd}",
        "\u{ffff}",
        "\u{d7ff}",
        "é",
        "naïve",
        "日本語",
        "😀",
        "a😀b",
        "\u{10ffff}",
        "null\n",
        "true ",
    ];
    let long = ["x".repeat(5000), "x y ".repeat(400), "é".repeat(600), "\u{1}".repeat(400)];
    cased.chain(fixed.map(str::to_owned)).chain(long).collect()
}

fn reads_back(value: &Value) {
    let text = write(value);
    let read: Value = serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    assert_eq!(read, *value, "{text}");
}

#[test]
fn nasty_strings_are_read_back_by_yaml_1_2() {
    for text in nasty() {
        reads_back(&around(&text));
        reads_back(&json!(text));
    }
}

#[test]
fn nasty_strings_are_read_back_by_yaml_1_1() {
    let cases: Vec<_> = nasty()
        .iter()
        .flat_map(|text| [json!(text), json!({ (text): text }), json!([text]), around(text)])
        .chain([
            json!([0, -1, 1.5, 1e100, -2.5e-300, true, false, null, u64::MAX, i64::MIN]),
            json!({ "a": {}, "b": [], "c": [[], {}, [[1]], [{ "d": 1, "e": [2] }]] }),
        ])
        .map(|meant| json!({ "yaml": write(&meant), "meant": meant }))
        .collect();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/yaml11/check.py");
    let child =
        Command::new("python3").arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let Ok(mut child) = child else {
        println!("skipped: there is no python3");
        return;
    };
    let input = child.stdin.take().unwrap();
    // Without PyYAML it ends before it has read everything.
    let _broken_pipe = serde_json::to_writer(input, &cases);
    let output = child.wait_with_output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    match output.status.code() {
        Some(0) => {}
        Some(77) => println!("skipped: {text}"),
        _ => panic!("{text}"),
    }
}

#[test]
fn every_string_stays_on_its_line() {
    for text in nasty() {
        let written = write(&json!([text]));
        assert_eq!(written.lines().count(), 1, "{written:?}");
        assert!(!written.contains(['\u{85}', '\u{2028}', '\u{2029}', '\r']), "{written:?}");
    }
}

#[test]
fn variants_are_written_as_json_has_them() {
    #[derive(Serialize)]
    enum Shape {
        Unit,
        One(u8),
        Two(u8, char),
        Named { on: bool, none: Option<u8> },
    }
    let shapes =
        [Shape::Unit, Shape::One(1), Shape::Two(2, 'y'), Shape::Named { on: true, none: None }];
    let text = write(&shapes);
    assert_eq!(
        text,
        "- Unit\n- One: 1\n- Two:\n  - 2\n  - 'y'\n- Named:\n    'on': true\n    none: null\n"
    );
    let read: Value = serde_yaml::from_str(&text).unwrap();
    assert_eq!(read, serde_json::to_value(&shapes).unwrap());
}

#[test]
fn keys_that_are_no_scalars_are_refused() {
    let map = std::collections::BTreeMap::from([(vec![1], 2)]);
    assert!(yaml::write(&map, &mut String::new()).is_err());
    let numbers = std::collections::BTreeMap::from([(1, "a")]);
    assert_eq!(write(&numbers), "1: a\n");
}

/// A string of any characters, the ones with a meaning in YAML more often.
fn any_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        3 => any::<char>().prop_map(String::from),
        3 => "[-:#,\\[\\]{}&*!|>'\"%@`?~=<. \t\n0-9a-fxonyTZ_+]{1,4}",
        1 => proptest::sample::select(nasty()),
    ];
    proptest::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

fn any_number() -> BoxedStrategy<Value> {
    let float = any::<f64>().prop_filter("finite", |number| number.is_finite());
    prop_oneof![any::<i64>().prop_map(Value::from), float.prop_map(Value::from)].boxed()
}

fn any_value(text: BoxedStrategy<String>, number: BoxedStrategy<Value>) -> BoxedStrategy<Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        number,
        text.clone().prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 40, 5, move |inner| {
        let pairs = proptest::collection::vec((text.clone(), inner.clone()), 0..5);
        prop_oneof![
            proptest::collection::vec(inner, 0..5).prop_map(Value::from),
            pairs.prop_map(|pairs| Value::from(pairs.into_iter().collect::<Map<_, _>>())),
        ]
    })
    .boxed()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_string_is_read_back(text in any_text()) {
        reads_back(&around(&text));
    }

    #[test]
    fn any_value_is_read_back(value in any_value(any_text().boxed(), any_number())) {
        reads_back(&value);
    }

    #[test]
    fn ordinary_values_are_the_bytes_of_serde_yaml(
        value in any_value(
            "[a-z]{6,9}(/[a-z*]{0,4}|[.:-][a-z0-9]{1,9}|, [a-z]{1,4})?".boxed(),
            any::<i64>().prop_map(Value::from).boxed(),
        ),
    ) {
        assert_eq!(write(&value), serde_yaml::to_string(&value).unwrap());
    }
}
