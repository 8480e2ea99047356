//! The tree-sitter grammar takes what netz takes, and gives the colours of netz.

use super::compare::{Classes, all_equal};
use super::programs::{made, written};
use netz::syntax::Class;
use tree_sitter::{Language, Parser, Query};
use tree_sitter_highlight::{Highlight, HighlightConfiguration, HighlightEvent, Highlighter};

/// The captures of `highlights.scm` and what they are.
const CAPTURES: [(&str, Option<Class>); 18] = [
    ("comment", Some(Class::Comment)),
    ("keyword", Some(Class::Keyword)),
    ("module", Some(Class::Zone)),
    ("type", Some(Class::Segment)),
    ("constant", Some(Class::Account)),
    ("attribute", Some(Class::Role)),
    ("function", Some(Class::Verb)),
    ("type.builtin", Some(Class::Resource)),
    ("constant.builtin", Some(Class::Protocol)),
    ("number", Some(Class::Port)),
    ("string.special", Some(Class::Address)),
    ("property", Some(Class::Label)),
    ("variable.member", Some(Class::Value)),
    ("variable.parameter", Some(Class::Variable)),
    ("string", Some(Class::String)),
    ("operator", Some(Class::Operator)),
    ("punctuation.delimiter", None),
    ("punctuation.bracket", None),
];

fn language() -> Language {
    tree_sitter_netz::LANGUAGE.into()
}

fn configuration() -> HighlightConfiguration {
    let query = tree_sitter_netz::HIGHLIGHTS;
    let mut configuration = HighlightConfiguration::new(language(), "netz", query, "", "").unwrap();
    for capture in configuration.names() {
        assert!(CAPTURES.iter().any(|(name, _)| name == capture), "{capture} is no class");
    }
    configuration.configure(&CAPTURES.map(|(name, _)| name));
    configuration
}

fn classes(configuration: &HighlightConfiguration, text: &str) -> Classes {
    let mut highlighter = Highlighter::new();
    let events = highlighter.highlight(configuration, text.as_bytes(), None, |_| None).unwrap();
    let mut classes = vec![None; text.len()];
    let mut open = Vec::new();
    for event in events {
        match event.unwrap() {
            HighlightEvent::HighlightStart(Highlight(capture)) => open.push(CAPTURES[capture].1),
            HighlightEvent::HighlightEnd => drop(open.pop()),
            HighlightEvent::Source { start, end } => {
                classes[start..end].fill(open.last().copied().flatten());
            }
        }
    }
    classes
}

/// The first node that is an error, as a message.
fn fault(parser: &mut Parser, text: &str) -> Option<String> {
    let tree = parser.parse(text, None).unwrap();
    if !tree.root_node().has_error() {
        return None;
    }
    let mut node = tree.root_node();
    while let Some(inner) = (0..node.child_count() as u32)
        .filter_map(|at| node.child(at))
        .find(|child| child.has_error() || child.is_missing())
    {
        node = inner;
    }
    let line = text.lines().nth(node.start_position().row).unwrap_or_default();
    Some(format!("{line}\n{}^ {node}", " ".repeat(node.start_position().column)))
}

#[test]
fn what_netz_takes_has_no_error() {
    let mut parser = Parser::new();
    parser.set_language(&language()).unwrap();
    let mut faults = Vec::new();
    for (name, text) in written().iter().chain(made()) {
        faults.extend(fault(&mut parser, text).map(|fault| format!("{name}:\n{fault}\n")));
    }
    let count = faults.len();
    faults.truncate(12);
    assert!(count == 0, "{count} differ\n{}", faults.join("\n"));
}

#[test]
fn colours_are_those_of_netz() {
    let configuration = configuration();
    all_equal(&written(), |text| classes(&configuration, text));
    all_equal(made(), |text| classes(&configuration, text));
}

/// What is taken though netz doesn't: a tree for an editor need not refuse it.
#[test]
fn what_is_taken_beyond_netz_is_known() {
    let mut parser = Parser::new();
    parser.set_language(&language()).unwrap();
    for text in ["a ->> b tcp/1", "10.0.0.0/8 can get pods", "zone has in tcp/1"] {
        let taken = fault(&mut parser, text).is_none();
        assert!(!super::programs::is_right(text), "{text}");
        assert_eq!(taken, !text.starts_with("zone"), "{text}");
    }
}

#[test]
fn every_query_is_of_the_grammar() {
    for query in [
        tree_sitter_netz::HIGHLIGHTS,
        tree_sitter_netz::LOCALS,
        tree_sitter_netz::FOLDS,
        tree_sitter_netz::INDENTS,
        tree_sitter_netz::TAGS,
    ] {
        Query::new(&language(), query).unwrap();
    }
    assert_eq!(language().abi_version(), 14, "Emacs 30 takes no newer one");
}
