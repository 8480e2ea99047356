//! `netz fmt` changes how a program looks, never what it says.

use super::hostile::netz_files;
use netz::syntax::format::format;
use proptest::prelude::*;

/// Every program and every mistake of the project, by name.
fn texts() -> Vec<(String, String)> {
    let files = ["examples", "tests"].into_iter().flat_map(netz_files);
    files.map(|(path, text)| (path.display().to_string(), text)).collect()
}

/// Formats, and formats again.
fn stable(text: &str) -> Result<String, String> {
    let once = format(text).ok_or("it would say something else")?.text;
    let twice = format(&once).ok_or("its formatted text would say something else")?.text;
    if once == twice { Ok(once) } else { Err(format!("not stable:\n{once}\n---\n{twice}")) }
}

#[test]
fn every_program_stays_what_it_is() {
    let mut faults = String::new();
    for (name, text) in texts() {
        let parts = text.split("\n---\n").map(str::to_owned);
        for part in parts.chain([text.clone()]) {
            if let Err(fault) = stable(&part) {
                faults.push_str(&format!("{name}: {fault}\n{part}\n"));
            }
        }
    }
    assert!(faults.is_empty(), "{faults}");
}

#[test]
fn the_examples_are_in_style() {
    for (name, text) in netz_files("examples") {
        let name = name.display();
        assert_eq!(stable(&text).as_deref(), Ok(text.as_str()), "{name}: run `netz fmt examples`");
    }
}

/// Half-typed programs: every beginning of every example.
#[test]
fn every_beginning_of_a_program_is_formatted() {
    for (name, text) in netz_files("examples") {
        let ends = text.char_indices().map(|(at, _)| at).step_by(11);
        for end in ends.take(100) {
            let begun = &text[..end];
            stable(begun).unwrap_or_else(|fault| panic!("{}: {fault}\n{begun}", name.display()));
        }
    }
}

fn token() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "zone ",
        "a",
        "b",
        " -> ",
        "->",
        "<->",
        " ",
        "  ",
        "\n",
        "\n\n",
        "\n\n\n",
        ";",
        "{",
        "}",
        "# c\n",
        "#",
        ",",
        ", ",
        "tcp/80",
        "tcp/80,443",
        " tcp/http",
        "any",
        "segment ",
        ":",
        ": app=x",
        "|",
        " tier in (a, b)",
        "!x",
        "because \"y\"",
        "\nbecause \"z\"",
        "until 2030-01-01",
        "net n = ",
        "10.0.0.0/8",
        " except ",
        "(",
        ")",
        "2001:db8::/32",
        "::/0",
        "can ",
        "read pods",
        " in a",
        "\"*\"",
        "\"",
        "cluster {",
        "pods ",
        "group g = \"h\"",
        "for x in a, b {",
        "$x",
        "*",
        "a/*",
        "never ",
        "->>",
        "isolates",
        "\t",
        "\r\n",
        "extern ",
        "quota pods=5",
        "host \"x\"",
        "@v1.34",
    ])
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(600) })]

    #[test]
    fn any_text_is_formatted(tokens in prop::collection::vec(token(), 0..40)) {
        let text = tokens.concat();
        prop_assert!(stable(&text).is_ok(), "{:?}: {}", text, stable(&text).unwrap_err());
    }
}
