//! The grammar for Sublime Text and bat gives the colours of netz.

use super::compare::{Classes, all_alike};
use super::programs::{made, written};
use super::{read, scopes};
use netz::syntax::Class;
use std::collections::HashMap;
use syntect::parsing::{
    ParseState, Scope, ScopeStack, SyntaxDefinition, SyntaxSet, SyntaxSetBuilder,
};

fn syntaxes() -> SyntaxSet {
    let text = read("editors/sublime/netz.sublime-syntax");
    let mut builder = SyntaxSetBuilder::new();
    builder.add(SyntaxDefinition::load_from_str(&text, true, None).unwrap());
    builder.build()
}

/// The classes of the stacks that were seen.
type Known = HashMap<Vec<Scope>, Option<Class>>;

fn class(known: &mut Known, stack: &ScopeStack) -> Option<Class> {
    if let Some(class) = known.get(stack.as_slice()) {
        return *class;
    }
    let scopes: Vec<_> = stack.as_slice().iter().map(|scope| scope.build_string()).collect();
    let class = scopes::class(scopes.iter().map(String::as_str));
    known.insert(stack.as_slice().to_vec(), class);
    class
}

fn classes(syntaxes: &SyntaxSet, known: &mut Known, text: &str) -> Classes {
    let mut state = ParseState::new(&syntaxes.syntaxes()[0]);
    let mut stack = ScopeStack::new();
    let mut classes = vec![None; text.len()];
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let mut read = start;
        let mut fill = |stack: &ScopeStack, range: std::ops::Range<usize>| {
            classes[range].fill(class(known, stack));
        };
        for (at, operation) in state.parse_line(line, syntaxes).unwrap() {
            fill(&stack, read..start + at);
            read = start + at;
            stack.apply(&operation).unwrap();
        }
        start += line.len();
        fill(&stack, read..start);
    }
    classes
}

#[test]
fn colours_are_those_of_netz() {
    let (syntaxes, mut known) = (syntaxes(), Known::new());
    all_alike(&written(), |text| classes(&syntaxes, &mut known, text));
    all_alike(made(), |text| classes(&syntaxes, &mut known, text));
}

/// bat, delta and Sublime read it with Oniguruma, syntect also without: no construct of one alone.
#[test]
fn its_expressions_are_plain() {
    let text = read("editors/sublime/netz.sublime-syntax");
    for construct in ["\\b", "\\h", "\\p{", "(?<", "(?>", "\\K", "\\G", "++", "*+", "?+"] {
        let lines = text.lines().filter(|line| !line.trim_start().starts_with('#'));
        let line = lines.into_iter().find(|line| line.contains(construct));
        assert_eq!(line, None, "{construct}");
    }
}
