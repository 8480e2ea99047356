//! What a file declares: for outlines, and for the search over a workspace.

use super::tree;
use crate::source::Span;
use crate::syntax::ast::{File, Statement, StatementKind};

/// What a symbol is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A zone.
    Zone,
    /// `in ZONES { … }`.
    In,
    /// `for X in … { … }`.
    For,
    /// `cluster { … }`.
    Cluster,
    /// A segment.
    Segment,
    /// A net.
    Net,
    /// A port.
    Port,
    /// A service.
    Service,
    /// A ServiceAccount.
    Account,
    /// A user.
    User,
    /// A group.
    Group,
    /// A role.
    Role,
    /// A custom resource.
    Resource,
}

/// Something that a file declares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Symbol {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// The rest of its statement or header, in one line.
    pub detail: String,
    /// The statement, its body included.
    pub span: Span,
    /// The name in it, or the words that stand for it.
    pub at: Span,
    /// What its body declares.
    pub inside: Vec<Symbol>,
}

/// What a file declares, in the order of the text.
#[must_use]
pub fn outline(file: &File, text: &str) -> Vec<Symbol> {
    symbols(&file.statements, text)
}

fn symbols(statements: &[Statement], text: &str) -> Vec<Symbol> {
    statements.iter().filter_map(|statement| symbol(statement, text)).collect()
}

fn symbol(statement: &Statement, text: &str) -> Option<Symbol> {
    let slice = |span: Span| text.get(span.range()).unwrap_or_default();
    let (kind, name, at) = match &statement.kind {
        StatementKind::Zone(it) => (Kind::Zone, it.name.text.to_string(), it.name.span),
        StatementKind::In(it) => (Kind::In, one_line(slice(it.header)), it.header),
        StatementKind::For(it) => (Kind::For, one_line(slice(it.header)), it.header),
        StatementKind::Cluster(it) => match &it.name {
            Some(name) => (Kind::Cluster, name.text.to_string(), name.span),
            None => (Kind::Cluster, "cluster".to_owned(), it.header),
        },
        StatementKind::Segment(it) => (Kind::Segment, it.name.text.to_string(), it.name.span),
        StatementKind::Net(it) => (Kind::Net, it.name.text.to_string(), it.name.span),
        StatementKind::Port(it) => (Kind::Port, it.name.text.to_string(), it.name.span),
        StatementKind::Service(it) => (Kind::Service, it.name.text.to_string(), it.name.span),
        StatementKind::Account(it) => (Kind::Account, it.name.text.to_string(), it.name.span),
        StatementKind::User(it) => (Kind::User, it.name.text.to_string(), it.name.span),
        StatementKind::Group(it) => (Kind::Group, it.name.text.to_string(), it.name.span),
        StatementKind::Role(it) => (Kind::Role, it.name.text.to_string(), it.name.span),
        StatementKind::Resource(it) => (Kind::Resource, it.name.text.to_string(), it.name.span),
        _ => return None,
    };
    let header = tree::header(statement).unwrap_or(statement.span);
    let rest = Span { start: at.end.min(header.end), ..header };
    let detail = one_line(slice(rest));
    let inside = symbols(tree::body(statement), text);
    Some(Symbol { name, kind, detail, span: statement.span, at, inside })
}

/// A text without line breaks and double blanks.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The symbols whose names hold the letters of `query` in their order, with the zone around each; at most
/// `most` of them.
#[must_use]
pub fn search<'a>(
    symbols: &'a [Symbol],
    query: &str,
    most: usize,
) -> Vec<(&'a Symbol, Option<&'a str>)> {
    let mut found = Vec::new();
    walk(symbols, None, &mut |symbol, around| {
        let named = !matches!(symbol.kind, Kind::In | Kind::For);
        if named && found.len() < most && holds(&symbol.name, query) {
            found.push((symbol, around));
        }
    });
    found
}

fn walk<'a>(
    symbols: &'a [Symbol],
    around: Option<&'a str>,
    visit: &mut dyn FnMut(&'a Symbol, Option<&'a str>),
) {
    for symbol in symbols {
        visit(symbol, around);
        walk(&symbol.inside, Some(&symbol.name), visit);
    }
}

/// Whether a name holds the letters of a query in their order, whatever their case.
fn holds(name: &str, query: &str) -> bool {
    let mut letters = name.chars().flat_map(char::to_lowercase);
    query
        .chars()
        .filter(|one| !one.is_whitespace())
        .flat_map(char::to_lowercase)
        .all(|wanted| letters.any(|letter| letter == wanted))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Sink;
    use crate::source::FileId;

    fn of(text: &str) -> Vec<Symbol> {
        outline(&crate::syntax::parse(FileId(0), text, &mut Sink::default()), text)
    }

    #[test]
    fn blocks_hold_what_they_declare() {
        let text = "zone shop isolates owner \"x\" {\n  segment web tcp/80: a=b\n  web -> web\n}\nnet corp = 10.0.0.0/8\n";
        let all = of(text);
        let seen: Vec<_> = all.iter().map(|one| (one.name.as_str(), one.detail.as_str())).collect();
        assert_eq!(seen, [("shop", "isolates owner \"x\""), ("corp", "= 10.0.0.0/8")]);
        let inside = &all[0].inside;
        assert_eq!(inside.len(), 1);
        assert_eq!((inside[0].name.as_str(), inside[0].detail.as_str()), ("web", "tcp/80: a=b"));
    }

    #[test]
    fn a_search_finds_letters_in_their_order() {
        let all = of("zone shop { segment frontend; segment backend }");
        let found = search(&all, "FTE", 9);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].0.name.as_str(), found[0].1), ("frontend", Some("shop")));
        assert_eq!(search(&all, "", 2).len(), 2);
        assert_eq!(search(&all, "xyz", 9).len(), 0);
    }
}
