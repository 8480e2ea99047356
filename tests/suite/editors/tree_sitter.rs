//! The tree-sitter grammar takes what netz takes, and gives the colours of netz.

use super::compare::{Classes, all_equal};
use super::programs::{made, written};
use netz::syntax::Class;
use tree_sitter::{Language, Parser, Query, QueryCursor, StreamingIterator};
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

/// What a query captures of a text: each capture with the first line of its node, in order, and where a
/// pattern captures several things, all of them together.
fn captured(query: &str, text: &str) -> Vec<String> {
    let query = Query::new(&language(), query).unwrap();
    let mut parser = Parser::new();
    parser.set_language(&language()).unwrap();
    let tree = parser.parse(text, None).unwrap();
    let mut cursor = QueryCursor::new();
    let mut matches = cursor.matches(&query, tree.root_node(), text.as_bytes());
    let mut found = Vec::new();
    while let Some(one) = matches.next() {
        let captures = one.captures.iter().map(|capture| {
            let name = query.capture_names()[capture.index as usize];
            let text = capture.node.utf8_text(text.as_bytes()).unwrap();
            let (first, last) =
                (capture.node.start_position().row, capture.node.end_position().row);
            let rows = if first == last { String::new() } else { format!(" {first}-{last}") };
            format!("{name}{rows}: {}", text.lines().next().unwrap_or_default())
        });
        found.push(captures.collect::<Vec<_>>().join(" | "));
    }
    found
}

const EXAMPLE: &str = "\
# Of the shop,
# in two lines.
net office = 203.0.113.0/24
zone shop isolates {
  segment web tcp/80
  segment db
  for env in dev, prod {
    web-$env -> db,
      pay/api https
  }
}
";

#[test]
fn blocks_and_runs_of_comments_fold() {
    let found = captured(tree_sitter_netz::FOLDS, EXAMPLE);
    let wanted = ["fold: # Of the shop, | fold: # in two lines.", "fold 3-10: {", "fold 6-9: {"];
    assert_eq!(found, wanted);
}

#[test]
fn blocks_and_statements_that_go_on_are_indented() {
    let found = captured(tree_sitter_netz::INDENTS, EXAMPLE);
    let wanted = [
        "indent.begin: net office = 203.0.113.0/24",
        "indent.begin 3-10: {",
        "indent.branch: } | indent.end: }",
    ];
    for one in wanted {
        assert!(found.iter().any(|it| it == one), "{one} is not in {found:#?}");
    }
    assert!(found.iter().any(|it| it == "indent.begin 7-8: web-$env -> db,"), "{found:#?}");
    assert_eq!(found.iter().filter(|it| it.contains("indent.branch")).count(), 2, "{found:#?}");
}

#[test]
fn names_are_defined_where_they_are_declared() {
    let found = captured(tree_sitter_netz::LOCALS, EXAMPLE);
    let of = |name: &str| {
        let of = found.iter().filter_map(|it| it.strip_prefix(&format!("local.{name}")));
        of.map(|it| it.split(": ").last().unwrap_or_default()).collect::<Vec<_>>()
    };
    assert_eq!(of("definition.type: "), ["office", "web", "db"], "{found:#?}");
    assert_eq!(of("definition.parameter: "), ["env"], "{found:#?}");
    // A name behind a zone is that zone's.
    assert_eq!(of("reference: "), ["web-$env", "db", "https"], "{found:#?}");
    assert_eq!(of("scope").len(), 3, "the file and two blocks: {found:#?}");
}

#[test]
fn an_outline_has_what_is_declared_and_used() {
    let found = captured(tree_sitter_netz::TAGS, EXAMPLE);
    let name = |line: &String| {
        let parts: Vec<_> = line.split(" | ").collect();
        let name = parts.iter().find_map(|it| it.strip_prefix("name: ")).unwrap_or_default();
        let kind = parts.iter().find(|it| !it.starts_with("name")).unwrap_or(&"");
        format!("{} {name}", kind.split([':', ' ']).next().unwrap_or_default())
    };
    let mut tags: Vec<_> = found.iter().map(name).collect();
    tags.sort();
    let wanted = [
        "definition.class db",
        "definition.class web",
        "definition.constant office",
        "definition.module shop",
        "reference.class api",
        "reference.class db",
        "reference.class web-$env",
        "reference.module pay",
    ];
    assert_eq!(tags, wanted);
}
