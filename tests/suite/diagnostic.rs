//! How messages look to people and to machines.

use netz::diagnostic::{
    Applicability, Code, Diagnostic, Edit, Level, Levels, Severity, Sink, machine, render,
};
use netz::source::{SourceMap, Span};
use serde_json::Value;
use std::process::Command;

/// The span of the `nth` occurrence of `needle`, in a map of one file.
fn at(sources: &SourceMap, needle: &str, nth: usize) -> Span {
    let (id, source) = sources.iter().next().expect("a file");
    let (start, found) = source.text.match_indices(needle).nth(nth).expect("the needle");
    let place = |offset: usize| u32::try_from(offset).expect("a small file");
    Span::new(id, place(start), place(start + found.len()))
}

fn file(text: &str) -> SourceMap {
    let mut sources = SourceMap::default();
    sources.add("policies/main.netz", text);
    sources
}

fn human(sources: &SourceMap, diagnostics: &[Diagnostic]) -> String {
    let mut out = Vec::new();
    render::human(&mut out, sources, diagnostics, false).expect("a vector takes everything");
    String::from_utf8(out).expect("UTF-8")
}

fn short(sources: &SourceMap, diagnostics: &[Diagnostic]) -> String {
    let mut out = Vec::new();
    render::short(&mut out, sources, diagnostics).expect("a vector takes everything");
    String::from_utf8(out).expect("UTF-8")
}

fn warning(mut diagnostic: Diagnostic) -> Diagnostic {
    diagnostic.severity = Severity::Warning;
    diagnostic
}

fn accepted(mut diagnostic: Diagnostic, because: &str) -> Diagnostic {
    diagnostic.severity = Severity::Accepted;
    diagnostic.accepted = Some(because.into());
    diagnostic
}

#[test]
fn a_message_shows_its_places_and_the_way_out() {
    let sources = file("zone prod isolates {\n  web -> api tcp/80\n}\nzone prd { a -> b tcp/1 }\n");
    let diagnostic =
        Diagnostic::new(Code::UnknownZone, at(&sources, "prd", 0), "unknown zone `prd`")
            .label("no zone has this name")
            .also(at(&sources, "prod", 0), "this one is close")
            .note("zones are known to the whole program")
            .help("declare it: `zone prd`")
            .fix("write `prod`", at(&sources, "prd", 0), "prod");
    insta::assert_snapshot!(human(&sources, &[diagnostic]), @r"
    error[N0203]: unknown zone `prd`
      ┌─ policies/main.netz:4:6
      │
    1 │ zone prod isolates {
      │      ---- this one is close
      ·
    4 │ zone prd { a -> b tcp/1 }
      │      ^^^ no zone has this name
      │
      = note: zones are known to the whole program
      = help: declare it: `zone prd`
      = fix: write `prod`
    ");
}

#[test]
fn short_is_a_line_for_each_message() {
    let sources = file("zone a\nzone b\n");
    let first = Diagnostic::new(Code::UnknownZone, at(&sources, "a", 0), "one\ntwo").help("x");
    let second = warning(Diagnostic::new(Code::AnyPort, at(&sources, "b", 0), "every port"));
    let global = Diagnostic::global(Code::ClusterChoice, "several clusters");
    let hidden = accepted(Diagnostic::global(Code::AnyPort, "hidden"), "known");
    insta::assert_snapshot!(short(&sources, &[first, second, global, hidden]), @r"
    policies/main.netz:1:6: error[N0203]: one two
    policies/main.netz:2:6: warning[N0601]: every port
    error[N0310]: several clusters
    ");
}

#[test]
fn labels_at_the_end_of_a_line_and_of_the_text_stay_in_one_line() {
    let sources = file("zone a {\r\n  web ->\r\n  api tcp/80");
    let at_line_end = at(&sources, "->\r\n", 0);
    let span = Span::new(at_line_end.file, at_line_end.start + 2, at_line_end.start + 2);
    let end = u32::try_from(sources.text(span.file).len()).expect("a small file");
    let diagnostics = [
        Diagnostic::new(Code::Syntax, span, "expected a destination").label("here"),
        Diagnostic::new(Code::Syntax, at_line_end, "covers the line's end").label("here"),
        Diagnostic::new(Code::UnclosedBrace, Span::new(span.file, end, end), "expected `}`"),
    ];
    insta::assert_snapshot!(human(&sources, &diagnostics), @r"
    error[N0001]: expected a destination
      ┌─ policies/main.netz:2:9
      │
    2 │   web ->
      │         ^ here

    error[N0001]: covers the line's end
      ┌─ policies/main.netz:2:7
      │
    2 │   web ->
      │       ^^ here

    error[N0002]: expected `}`
      ┌─ policies/main.netz:3:13
      │
    3 │   api tcp/80
      │             ^
    ");
}

#[test]
fn carets_stand_under_what_they_mean() {
    let sources = file("\u{feff}zone \"日本\" {\n\tweb\t-> ap\u{301}i tcp/80\n}\n");
    let diagnostics = [
        Diagnostic::new(Code::InvalidName, at(&sources, "\"日本\"", 0), "wide characters"),
        Diagnostic::new(Code::UnknownName, at(&sources, "ap\u{301}i", 0), "after tabs")
            .also(at(&sources, "tcp/80", 0), "ports"),
    ];
    insta::assert_snapshot!(human(&sources, &diagnostics), @r#"
    error[N0304]: wide characters
      ┌─ policies/main.netz:1:6
      │
    1 │ ﻿zone "日本" {
      │      ^^^^^^

    error[N0201]: after tabs
      ┌─ policies/main.netz:2:9
      │
    2 │     web -> aṕi tcp/80
      │            ^^^ ------ ports
    "#);
}

#[test]
fn control_characters_of_a_file_never_reach_the_terminal() {
    let sources = file("zone \"a\u{1b}[31m\u{202e}b\u{7}\" x\n");
    let diagnostic = Diagnostic::new(Code::Syntax, at(&sources, "x", 0), "unexpected `\u{1b}]0;t`");
    let both = human(&sources, std::slice::from_ref(&diagnostic)) + &short(&sources, &[diagnostic]);
    assert!(!both.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{both:?}");
    assert!(both.contains("[31mb"), "{both}");
}

#[test]
fn a_line_of_megabytes_is_shown_in_part() {
    let line = "a".repeat(5_000_000) + " -> bad tcp/80; " + &"é".repeat(2_500_000);
    let sources = file(&line);
    let first = Span::new(at(&sources, "bad", 0).file, 0, 1);
    let diagnostic = Diagnostic::new(Code::UnknownName, at(&sources, "bad", 0), "unknown name")
        .label("here")
        .also(at(&sources, "tcp/80", 0), "ports")
        .also(first, "far away");
    let whole = Diagnostic::new(
        Code::Syntax,
        Span::new(first.file, 0, u32::try_from(line.len()).expect("small")),
        "all of it",
    );
    let text = human(&sources, &[diagnostic, whole]);
    assert!(text.len() < 2_000, "{} bytes", text.len());
    assert!(text.contains("main.netz:1:5000005"), "{text}");
    assert!(text.contains("^^^") && text.contains("------ ports"), "{text}");
    assert!(text.contains("main.netz:1:1: far away"), "{text}");
}

#[test]
fn a_long_block_is_marked_at_its_first_line() {
    let text = format!("zone a {{\n{}}}\n", "  x -> y tcp/1\n".repeat(10_000));
    let sources = file(&text);
    let span =
        Span::new(at(&sources, "zone", 0).file, 0, u32::try_from(text.len()).expect("small"));
    let diagnostic = Diagnostic::new(Code::OpenZone, span, "open").label("all of this");
    insta::assert_snapshot!(human(&sources, &[diagnostic]), @r"
    error[N0608]: open
      ┌─ policies/main.netz:1:1
      │
    1 │ zone a {
      │ ^^^^^^^^ all of this
    ");
}

#[test]
fn spans_that_fit_no_text_are_survived() {
    let sources = file("é");
    let id = at(&sources, "é", 0).file;
    let other = netz::source::FileId(7);
    for span in [Span::new(id, 1, 1), Span::new(id, 9, 99), Span::new(other, 0, 1)] {
        let text = human(&sources, &[Diagnostic::new(Code::Internal, span, "odd")]);
        assert!(text.starts_with("error[N0999]: odd"), "{text}");
    }
}

#[test]
fn colours_are_on_request() {
    let sources = file("zone a\n");
    let diagnostic = Diagnostic::new(Code::UnknownZone, at(&sources, "a", 0), "unknown zone `a`");
    let mut out = Vec::new();
    render::human(&mut out, &sources, &[diagnostic], true).expect("a vector takes everything");
    let text = String::from_utf8(out).expect("UTF-8");
    assert!(text.starts_with("\u{1b}[1;31merror[N0203]\u{1b}[0;1m: unknown zone"), "{text:?}");
}

/// One diagnostic with everything, one accepted, one of no place.
fn varied() -> (SourceMap, Vec<Diagnostic>) {
    let mut sources = SourceMap::default();
    let first = sources.add("a b/ä.netz", "zone é { x -> y tcp/80 }\nzone e\n");
    let second = sources.add("other.netz", "zone z\n");
    let full = Diagnostic::new(Code::UnknownZone, Span::new(first, 5, 7), "unknown `é`")
        .label("here")
        .also(Span::new(second, 5, 6), "there")
        .also(Span::new(first, 10, 32), "")
        .note("a fact")
        .help("a way out")
        .fixes(
            "write `e`",
            vec![
                Edit { span: Span::new(first, 5, 7), replacement: "e".to_owned() },
                Edit { span: Span::new(second, 0, 0), replacement: "# x\n".to_owned() },
            ],
            Applicability::Unsafe,
        );
    let known = Diagnostic::new(Code::WildcardVerb, Span::new(first, 10, 11), "every verb");
    let global = warning(Diagnostic::global(Code::AssumedDns, "assumed"));
    (sources, vec![full, accepted(known, "PCI-1"), global])
}

#[test]
fn json_holds_everything() {
    let (sources, diagnostics) = varied();
    let mut out = Vec::new();
    machine::json::write(&mut out, &sources, &diagnostics).expect("a vector takes everything");
    let value: Value = serde_json::from_slice(&out).expect("JSON");
    assert_eq!(value["version"], 1);
    assert_eq!(value["counts"], serde_json::json!({"errors": 1, "warnings": 1, "accepted": 1}));
    let full = &value["diagnostics"][0];
    assert_eq!((&full["code"], &full["name"]), (&"N0203".into(), &"unknown-zone".into()));
    assert_eq!(
        full["labels"][0],
        serde_json::json!({
            "file": "a b/ä.netz", "line": 1, "column": 6, "endLine": 1, "endColumn": 7,
            "start": 5, "end": 7, "text": "here", "primary": true,
        })
    );
    assert_eq!(full["labels"][2]["endLine"], 2);
    assert_eq!(full["fix"]["applicability"], "unsafe");
    assert_eq!(full["fix"]["edits"][1]["replacement"], "# x\n");
    assert_eq!(full["notes"], serde_json::json!(["a fact"]));
    assert_eq!(value["diagnostics"][1]["severity"], "accepted");
    assert_eq!(value["diagnostics"][1]["accepted"], "PCI-1");
    assert_eq!(value["diagnostics"][2]["labels"], serde_json::json!([]));
}

fn sarif() -> Value {
    let (sources, diagnostics) = varied();
    let mut out = Vec::new();
    machine::sarif::write(&mut out, &sources, &diagnostics).expect("a vector takes everything");
    serde_json::from_slice(&out).expect("JSON")
}

#[test]
fn sarif_tells_places_fixes_and_exceptions() {
    let run = &sarif()["runs"][0];
    let results = &run["results"];
    let artifact = &results[0]["locations"][0]["physicalLocation"]["artifactLocation"];
    assert_eq!(artifact["uri"], "a%20b/%C3%A4.netz");
    assert_eq!(results[0]["relatedLocations"][0]["message"]["text"], "there");
    assert_eq!(results[0]["fixes"][0]["artifactChanges"].as_array().map(Vec::len), Some(2));
    assert_eq!(results[1]["level"], "error");
    assert_eq!(
        results[1]["suppressions"],
        serde_json::json!([{ "kind": "inSource", "justification": "PCI-1" }])
    );
    let rules = &run["tool"]["driver"]["rules"];
    for result in results.as_array().expect("results") {
        let index = usize::try_from(result["ruleIndex"].as_u64().expect("index")).expect("small");
        assert_eq!(rules[index]["id"], result["ruleId"]);
    }
}

#[test]
fn sarif_tags_rules_with_the_controls_that_they_prove() {
    let rules = &sarif()["runs"][0]["tool"]["driver"]["rules"];
    let tags = |id: &str| {
        let rules = rules.as_array().expect("rules");
        let rule = rules.iter().find(|rule| rule["id"] == id).expect("a rule");
        rule["properties"]["tags"].clone()
    };
    let controls = serde_json::json!(["kubernetes", "CIS Kubernetes Benchmark 5.1.3"]);
    assert_eq!(tags("N0701"), controls);
    assert_eq!(tags("N0610"), serde_json::json!(["kubernetes"]));
}

#[test]
fn a_finding_may_start_with_a_level_of_its_own() {
    let finding = || Diagnostic::global(Code::PodsExec, "exec").at_level(Level::Warn);
    let severity = |finding: Diagnostic, levels: &Levels| {
        let mut sink = Sink::default();
        sink.push(finding);
        sink.finish(levels).first().map(|it| it.severity)
    };
    assert_eq!(severity(finding(), &Levels::default()), Some(Severity::Warning));
    let quiet = finding().at_level(Level::Allow);
    assert_eq!(severity(quiet.clone(), &Levels::default()), None);
    let mut levels = Levels::default();
    levels.set_in_program(Code::PodsExec, Level::Deny);
    assert_eq!(severity(quiet, &levels), Some(Severity::Error));
}

/// The schema of SARIF 2.1.0, which a package carries that is depended on for nothing else.
fn schema() -> Value {
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    let arguments = ["metadata", "--format-version=1", "--locked", "--manifest-path", manifest];
    let output = Command::new(env!("CARGO")).args(arguments).output().expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    let package = packages.iter().find(|package| package["name"] == "serde-sarif");
    let manifest = package.and_then(|package| package["manifest_path"].as_str()).expect("its path");
    let path = std::path::Path::new(manifest).with_file_name("src").join("schema.json");
    let text = std::fs::read(path).expect("the schema");
    let mut schema: Value = serde_json::from_slice(&text).expect("JSON");
    // Its regular expression has a bracket too many, and netz writes no language.
    for object in ["run", "toolComponent"] {
        schema["definitions"][object]["properties"]["language"] = Value::Bool(false);
    }
    schema
}

#[test]
fn sarif_is_valid_by_its_schema() {
    let validator =
        jsonschema::options().should_validate_formats(true).build(&schema()).expect("a schema");
    let log = sarif();
    let errors: Vec<_> = validator.iter_errors(&log).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:#?}");

    let mut empty = log.clone();
    empty["runs"][0]["results"] = serde_json::json!([]);
    assert!(validator.is_valid(&empty));
    let mut broken = log;
    broken["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] =
        0.into();
    assert!(!validator.is_valid(&broken), "the schema must be one that refuses");
}
