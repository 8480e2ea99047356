//! Statements for tests, from their words.

use netz::source::{FileId, Span};
use netz::syntax::ast;

pub const FILE: FileId = FileId(0);

/// The words, commas and parentheses of a text, with their places.
struct Words<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Words<'a> {
    fn peek(&self) -> Option<&'a str> {
        let rest = self.text[self.at..].trim_start();
        let end = match rest.chars().next()? {
            '"' => rest[1..].find('"').unwrap() + 2,
            ',' | '(' | ')' => 1,
            _ => rest.find([' ', ',', '(', ')']).unwrap_or(rest.len()),
        };
        Some(&rest[..end])
    }

    fn next(&mut self) -> Option<(&'a str, Span)> {
        let word = self.peek()?;
        let rest = &self.text[self.at..];
        let start = self.at + rest.len() - rest.trim_start().len();
        self.at = start + word.len();
        Some((word, span(start, self.at)))
    }

    fn take(&mut self, wanted: &str) -> bool {
        self.peek() == Some(wanted) && self.next().is_some()
    }

    fn name(&mut self) -> ast::Name {
        let (word, span) = self.next().unwrap();
        let quoted = word.starts_with('"');
        ast::Name { text: word.trim_matches('"').into(), span, quoted }
    }

    fn list<T>(&mut self, mut one: impl FnMut(&mut Self) -> T) -> Vec<T> {
        let mut all = vec![one(self)];
        while self.take(",") {
            all.push(one(self));
        }
        all
    }
}

fn span(start: usize, end: usize) -> Span {
    Span::new(FILE, u32::try_from(start).unwrap(), u32::try_from(end).unwrap())
}

/// `get, list pods, pods/log named a, b`.
pub fn permission(text: &str) -> ast::Permission {
    let mut words = Words { text, at: 0 };
    let verbs = words.list(verb);
    let resources = words.list(resource);
    let names = if words.take("named") { words.list(Words::name) } else { Vec::new() };
    let end = words.at;
    assert_eq!(words.peek(), None, "the statement goes on: {text}");
    ast::Permission { verbs, resources, names, span: span(0, end) }
}

fn verb(words: &mut Words<'_>) -> ast::Verb {
    let (word, span) = words.next().unwrap();
    let kind = match word {
        "all" => ast::VerbKind::All,
        "\"*\"" => ast::VerbKind::Wildcard,
        "verb" => {
            let ast::Name { text, span, .. } = words.name();
            ast::VerbKind::Custom(ast::Text { text, span })
        }
        word => ast::VerbKind::Word(word.into()),
    };
    ast::Verb { kind, span }
}

fn resource(words: &mut Words<'_>) -> ast::ResourceItem {
    let (word, mut span) = words.next().unwrap();
    let text = word.trim_matches('"');
    let kind = match word {
        "all" => {
            assert!(words.take("of"));
            let group = words.name();
            span = span.to(group.span);
            ast::ResourceKind::AllOf(group)
        }
        _ if word.starts_with("\"/") => ast::ResourceKind::Url(text.into()),
        _ if word.starts_with('"') => ast::ResourceKind::Wildcard(text.into()),
        _ => ast::ResourceKind::Plain(word.into()),
    };
    let except = if !words.take("except") {
        Vec::new()
    } else if words.take("(") {
        let names = words.list(Words::name);
        assert!(words.take(")"));
        names
    } else {
        vec![words.name()]
    };
    ast::ResourceItem { kind, except, span }
}

/// `certificates.cert-manager.io namespaced sub status verbs get, list`.
pub fn declaration(text: &str) -> ast::Resource {
    let mut words = Words { text, at: 0 };
    let name = words.name();
    let namespaced = words.take("namespaced");
    let subresources = if words.take("sub") { words.list(Words::name) } else { Vec::new() };
    let verbs = if words.take("verbs") { words.list(Words::name) } else { Vec::new() };
    ast::Resource { name, namespaced, subresources, verbs }
}
