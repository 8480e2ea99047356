//! Files larger than anybody writes.

use super::{Place, compile, finished, places_fit, shown};
use netz::diagnostic::{Code, Severity};
use netz::source::SourceMap;
use netz::syntax;
use std::fmt::Write as _;

/// Checks that a text is answered, and how many errors that gives.
#[track_caller]
fn errors(text: &str) -> usize {
    let (sources, diagnostics, _) = compile(text);
    places_fit(&sources, &diagnostics);
    assert!(shown(&sources, &diagnostics).len() < 1_000_000 + 20_000 * diagnostics.len());
    diagnostics.iter().filter(|it| it.severity == Severity::Error).count()
}

#[test]
fn a_line_of_megabytes_is_a_line() {
    let comment = format!("zone a isolates {{}} # {}", "ä".repeat(5 << 20));
    assert_eq!(errors(&comment), 0);
    let flows = format!("zone a isolates; {}", "b -> c tcp/1; ".repeat(10_000));
    assert_eq!(errors(&flows), 0);
    let mistakes = format!("zone a isolates; {}", "b -> x/c tcp/1; ".repeat(10_000));
    assert_eq!(errors(&mistakes), 10_000);
}

#[test]
fn braces_a_hundred_thousand_deep_are_refused() {
    for open in ["{", "zone a {", "for a in b {", "in a {", "("] {
        let text = open.repeat(100_000);
        let mut sources = SourceMap::default();
        let file = sources.add("main.netz", text.as_str());
        let mut sink = netz::diagnostic::Sink::default();
        let _ast = syntax::parse(file, &text, &mut sink);
        let said = finished(sink);
        assert!(!said.is_empty() && said.len() < 200, "{} messages about {open}", said.len());
        places_fit(&sources, &said);
        assert!(errors(&text) > 0);
    }
    let closed = format!("{}zone a isolates {{}}{}", "for a in b {".repeat(65), "}".repeat(65));
    Place::of(closed).build(&[]).is("N0005", "1:780", "64");
}

#[test]
fn what_is_never_closed_is_shown_where_it_opens() {
    let zone = Place::of("zone a isolates {\n  b -> c tcp/1\n\nzone d isolates {}\n").build(&[]);
    zone.is("N0002", "1:17", "}");
    let string = Place::of("zone a isolates {\n  b -> c tcp/1 because \"it\n}\n").build(&[]);
    string.is("N0003", "2:24", "\"");
}

#[test]
fn a_name_of_many_kilobytes_is_not_repeated() {
    let name = "a".repeat(1 << 17);
    for text in [
        format!("zone {name} isolates {{}}"),
        format!("zone a isolates {{ {name} -> b tcp/1 }}"),
        format!("zone a isolates {{ b -> {name}/c tcp/1 }}"),
        format!("zone a isolates {{ b -> b {name} }}"),
        format!("zone a isolates {{ {name} can read pods }}"),
        format!("zone a isolates {{ account b; b can read {name} }}"),
        format!("zone a isolates {{ account b; b can {name} pods }}"),
        format!("use \"{name}.netz\""),
        format!("net n = {name}"),
        format!("lint deny {name}"),
    ] {
        let (sources, diagnostics, _) = compile(&text);
        let human = {
            let mut out = Vec::new();
            netz::diagnostic::render::human(&mut out, &sources, &diagnostics, false).expect("text");
            out
        };
        assert!(diagnostics.iter().any(|it| it.severity == Severity::Error), "{}", &text[..40]);
        assert!(human.len() < 20_000, "{} bytes about {}", human.len(), &text[..40]);
    }
}

#[test]
fn many_zones_and_many_values_are_compiled() {
    let values: Vec<_> = (0..2_000).map(|at| format!("v{at}")).collect();
    let values = values.join(", ");
    let text = format!("for v in {values} {{ zone z-$v isolates {{ segment a tcp/1; a -> a }} }}");
    assert_eq!(errors(&text), 0);
    let text = format!("{text}\nin * {{ a -> a tcp/2; b -> z-v1/a tcp/3 }}");
    assert_eq!(errors(&text), 0);
    let text = format!("zone a isolates {{ segment b tcp/1: app in ({values}); b -> b }}");
    assert_eq!(errors(&text), 0);
}

#[test]
fn ten_thousand_mistakes_are_ten_thousand_messages() {
    let mut text = String::new();
    for at in 0..10_000 {
        writeln!(text, "zone z{at} isolates {{ a{at} -> y{at}/b tcp/1 }}").expect("a text");
    }
    assert_eq!(errors(&text), 10_000);
}

#[test]
fn the_same_mistake_in_many_zones_is_one_message() {
    let mut text = String::new();
    for at in 0..1_000 {
        writeln!(text, "zone z{at} isolates {{ segment backend tcp/1 }}").expect("a text");
    }
    text.push_str("in * { backnd -> backend tcp/1 }\n");
    assert_eq!(errors(&text), 1);
}

#[test]
fn segments_that_all_meet_are_refused_once() {
    let mut text = "zone a isolates {\nexclusive\n".to_owned();
    for at in 0..1_000 {
        writeln!(text, "segment s{at} tcp/1: k{at}=v").expect("a text");
    }
    let (_, diagnostics, _) = compile(&(text + "s1 -> s2\n}\n"));
    let refused: Vec<_> =
        diagnostics.iter().filter(|it| it.code == Code::ExclusiveTooWide).collect();
    let [one] = refused.as_slice() else { panic!("{refused:?}") };
    assert_eq!(one.notes, ["so do 999 other segments of the zone"]);
}

#[test]
fn long_lists_are_compiled() {
    let list = |item: &dyn Fn(usize) -> String| (0..3_000).map(item).collect::<Vec<_>>().join(", ");
    let blocks = list(&|at| format!("10.{}.{}.0/24", at / 256, at % 256));
    assert_eq!(errors(&format!("net n = {blocks}\nzone a isolates {{ b -> n tcp/1 }}")), 0);
    let cut = format!("net n = 10.0.0.0/8 except ({blocks})\nzone a isolates {{ b -> n tcp/1 }}");
    assert_eq!(errors(&cut), 0);
    let mut roles = "zone a isolates {}\ngroup g = \"g\"\ng has r in a\n".to_owned();
    for at in 0..3_000 {
        writeln!(roles, "role r can get configmaps named c{at}").expect("a text");
    }
    assert_eq!(errors(&roles), 0);
}
