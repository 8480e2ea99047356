//! Questions that nobody means: each is answered or refused in words, and never more than that.

use super::{SHOP, load};
use netz::Options;
use netz::query;
use std::time::{Duration, Instant};

fn ask(question: &str) -> bool {
    let start = Instant::now();
    let mut program = load(SHOP);
    let outcome = query::ask(&mut program, &Options::default(), &[question.to_owned()]);
    assert!(start.elapsed() < Duration::from_secs(20), "{question:?} takes too long");
    assert_eq!(outcome.answers.is_none(), !outcome.diagnostics.is_empty(), "{question:?}");
    for diagnostic in &outcome.diagnostics {
        for label in &diagnostic.labels {
            let text = program.sources.text(label.span.file);
            let fits = label.span.end as usize <= text.len().max(1);
            assert!(fits && label.span.start <= label.span.end, "{question:?}: {diagnostic:?}");
        }
        assert!(!diagnostic.message.contains("internal"), "{question:?}: {diagnostic:?}");
    }
    outcome.answers.is_some()
}

#[test]
fn odd_questions_are_refused() {
    let long = "a".repeat(10_000);
    let arrows = "->".repeat(5_000);
    let braces = "{".repeat(5_000);
    let pods = "shop{app=web}".repeat(700);
    for question in [
        "",
        " ",
        "\n",
        "->",
        "-> db",
        "web ->",
        "who",
        "what",
        "can",
        "who can",
        "what can ",
        "what can in",
        "what can  in shop",
        "why",
        "why ",
        "why why web -> api",
        "{",
        "}",
        "{}",
        "shop{",
        "shop}",
        "shop{{}} -> web",
        "shop{\"} -> web",
        "\"shop{ -> web",
        "shop{é} -> web",
        "é -> web",
        "web → api",
        "web => api",
        "# web -> api",
        "web -> api\nwho -> api",
        "$x -> api",
        "zone a { web -> api }",
        "use \"x\"",
        "\u{feff}",
        "\0",
        "web -> api tcp/0",
        "web -> api any icmp",
        "host \"a\" -> web",
        "what can a can b",
        "who can \"*\" \"*\" in",
        &long,
        &arrows,
        &braces,
        &pods,
    ] {
        assert!(!ask(question), "{question:?} is answered");
    }
}

#[test]
fn odd_ways_to_ask_are_answered() {
    let many = vec!["web"; 200].join(", ");
    for question in [
        "  web->api  ",
        "shop/web->shop/api tcp/8080",
        "why web -> api",
        "what -> api",
        "web -> who",
        "shop{} -> web",
        "\"shop\"{app=web} -> api",
        "shop{ app = web , tier in (a,b) | x } -> api",
        "shop{app=web} -> shop{app=api} tcp/8080",
        "*{} -> *{}",
        "cluster -> cluster",
        "anywhere -> web",
        "web -> anywhere any",
        "who can get pods",
        "shop{app=a,app=b} -> web",
        "web <-> api",
        "*/web -> */api",
        &format!("{many} -> api"),
    ] {
        assert!(ask(question), "{question:?} is refused");
    }
}

#[test]
fn every_beginning_of_a_question_is_answered_or_refused() {
    for question in [
        "why shop{app=web, tier in (a, b)} -> shop/api tcp/80,443 udp/53",
        "what can shop/nobody in shop",
        "who can get, list pods, pods/log named a, b in shop",
    ] {
        for end in 0..question.len() {
            ask(&question[..end]);
        }
    }
}
