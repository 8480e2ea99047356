//! JSON against another reader of it.

use super::super::json;
use super::{of_serde, placeless};

#[test]
fn any_json_is_read_as_another_library_reads_it() {
    let words = [
        "null",
        "true",
        "0",
        "-1",
        "1.5",
        "1e3",
        "-0.5E-2",
        "\"\"",
        "\"a\\n\\u00e9\\ud83d\\ude00/\\/\"",
        "\"é\"",
        "[]",
        "{}",
        "[1, \"b\" ,{}]",
        "9223372036854775807",
        "18446744073709551616",
    ];
    let wrong = [
        "01",
        "1.",
        "-",
        ".5",
        "1e",
        "nul",
        "tru",
        "\"\\q\"",
        "\"\\ud83d\"",
        "\"\n\"",
        "\"",
        "[1,]",
        "{\"a\" 1}",
        "{a: 1}",
        "{\"a\":1,}",
        "+1",
        "1.e3",
        "--1",
        "\"\\u12\"",
        "\"\\u+123\"",
        "",
    ];
    for word in words {
        let text = format!("{{\"k\": {word} ,\n\t\"l\":[{word}]}}\n");
        let ours = json::document(&text, 0).unwrap_or_else(|error| panic!("{error:?} {text}"));
        let other: serde_yaml::Value =
            serde_yaml::to_value(serde_json::from_str::<serde_json::Value>(&text).unwrap())
                .unwrap();
        assert_eq!(placeless(ours), of_serde(other), "{text}");
    }
    for word in wrong {
        let text = format!("{{\"k\": {word}}}");
        assert!(json::document(&text, 0).is_err(), "{text}");
        assert!(serde_json::from_str::<serde_json::Value>(&text).is_err(), "{text}");
    }
}
