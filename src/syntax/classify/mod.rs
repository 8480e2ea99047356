//! What each piece of a text is: for colours, and the judge of every editor's own grammar.
//!
//! What the grammar can read is classified by what the grammar says; what it can't, by the longest beginning
//! of each line that it can read, and by a rough look at the rest. So a half-typed line keeps its colours.

mod matched;
mod rough;

use super::grammar::{Grammar, Rule};
use super::mistake::{self, token};
use super::scan::{self, Bytes, Item};
use crate::source::{FileId, Span};
use matched::Matched;
use pest::Parser as _;
use pest::iterators::Pairs;
use std::ops::Range;

/// What a piece of a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// From `#` to the end of the line.
    Comment,
    /// A word of the language: `zone`, `isolates`, `can`, `internet`.
    Keyword,
    /// A zone, a namespace, a cluster, or a pattern of zones.
    Zone,
    /// What a flow connects by name: a segment, a net, a service.
    Segment,
    /// Whom a grant is for: an account, a user, a group.
    Account,
    /// A role.
    Role,
    /// A verb of a grant.
    Verb,
    /// A resource: `pods/log`, `certificates.cert-manager.io`.
    Resource,
    /// `tcp`, `udp`, `sctp`, and in their place `any` and `icmp`.
    Protocol,
    /// A number, range or name of ports.
    Port,
    /// An address, with its `/` and bits.
    Address,
    /// The key of a label or of a quota.
    Label,
    /// Plain text without quotes: the value of a label, the name of an object, a date, a lint.
    Value,
    /// The variable that a `for` declares.
    Variable,
    /// Text in quotes that is no name.
    String,
    /// Arrows, `=` and its kin, `|`, `!`, and `*` alone.
    Operator,
}

impl Class {
    /// Every class.
    pub const ALL: [Self; 16] = [
        Self::Comment,
        Self::Keyword,
        Self::Zone,
        Self::Segment,
        Self::Account,
        Self::Role,
        Self::Verb,
        Self::Resource,
        Self::Protocol,
        Self::Port,
        Self::Address,
        Self::Label,
        Self::Value,
        Self::Variable,
        Self::String,
        Self::Operator,
    ];

    /// Its name, in lower case.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Comment => "comment",
            Self::Keyword => "keyword",
            Self::Zone => "zone",
            Self::Segment => "segment",
            Self::Account => "account",
            Self::Role => "role",
            Self::Verb => "verb",
            Self::Resource => "resource",
            Self::Protocol => "protocol",
            Self::Port => "port",
            Self::Address => "address",
            Self::Label => "label",
            Self::Value => "value",
            Self::Variable => "variable",
            Self::String => "string",
            Self::Operator => "operator",
        }
    }
}

/// The pieces of a text that have a class, in order and apart from each other. Blanks and punctuation have
/// none. Never fails: of broken text, what can be told is told.
#[must_use]
pub fn classify(id: FileId, text: &str) -> Vec<(Span, Class)> {
    let scan = scan::scan(id, text);
    let mut classifier = Classifier { text, found: Vec::new() };
    let mut clusters = Vec::new();
    for item in &scan.items {
        let in_cluster = clusters.last().copied().unwrap_or_default();
        match item {
            Item::Statement(bytes) => classifier.statement(bytes, in_cluster),
            Item::Open(header, _) => {
                classifier.header(header);
                let mut words = classifier.slice(header).split([' ', '\t']);
                clusters.push(words.next() == Some("cluster"));
            }
            Item::Close(_) => _ = clusters.pop(),
        }
    }
    let comments = scan.comments.iter().map(|comment| comment.span);
    merge(id, classifier.found, comments)
}

/// The pieces with the comments; what overlaps a comment is no piece.
fn merge(
    id: FileId,
    found: Vec<(Bytes, Class)>,
    comments: impl Iterator<Item = Span>,
) -> Vec<(Span, Class)> {
    let mut merged = Vec::with_capacity(found.len());
    let mut comments = comments.peekable();
    let mut read = 0;
    for (bytes, class) in found {
        while let Some(comment) = comments.next_if(|comment| comment.start < bytes.end) {
            read = comment.end;
            merged.push((comment, Class::Comment));
        }
        if bytes.start >= read {
            merged.push((Span::new(id, bytes.start, bytes.end), class));
        }
    }
    merged.extend(comments.map(|comment| (comment, Class::Comment)));
    merged
}

struct Classifier<'t> {
    text: &'t str,
    /// In order.
    found: Vec<(Bytes, Class)>,
}

/// How many ends of a line that can't be read are tried.
const TRIES: usize = 4;

impl<'t> Classifier<'t> {
    fn slice(&self, bytes: &Bytes) -> &'t str {
        self.text.get(bytes.start as usize..bytes.end as usize).unwrap_or_default()
    }

    fn statement(&mut self, bytes: &Bytes, in_cluster: bool) {
        let rule = if in_cluster { Rule::one_fact } else { Rule::one_statement };
        match Grammar::parse(rule, self.slice(bytes)) {
            Ok(pairs) => self.matched(pairs, bytes.start),
            Err(_) => self.lines(bytes, rule),
        }
    }

    fn header(&mut self, bytes: &Bytes) {
        let with_brace = format!("{} {{", self.slice(bytes));
        match Grammar::parse(Rule::one_header, &with_brace) {
            Ok(pairs) => self.matched(pairs, bytes.start),
            Err(_) => self.lines(bytes, Rule::one_statement),
        }
    }

    fn matched(&mut self, pairs: Pairs<'_, Rule>, base: u32) {
        Matched { base, found: &mut self.found }.all(pairs);
    }

    /// A statement that can't be read, line by line: what is half typed draws in the line behind it.
    fn lines(&mut self, bytes: &Bytes, rule: Rule) {
        let tokens = token::tokens(self.slice(bytes));
        let mut rest = tokens.as_slice();
        while let Some(first) = rest.first() {
            let line = self.slice(bytes).get(first.start..).unwrap_or_default();
            let end = first.start + line.find('\n').unwrap_or(line.len());
            let count = rest.iter().take_while(|token| token.start < end).count();
            let (line, behind) = rest.split_at_checked(count).unwrap_or((rest, &[]));
            rest = behind;
            let known = self.beginning(bytes, line, rule);
            let unknown = line.get(known..).unwrap_or_default();
            rough::classify(unknown, known == 0, |place: Range<usize>, class| {
                let offset = |at| bytes.start.saturating_add(u32::try_from(at).unwrap_or(u32::MAX));
                self.found.push((offset(place.start)..offset(place.end), class));
            });
        }
    }

    /// Reads as much of a line as makes a statement: how many of its tokens.
    fn beginning(&mut self, bytes: &Bytes, line: &[token::Token<'_>], rule: Rule) -> usize {
        let (Some(first), Some(last)) = (line.first(), line.last()) else { return 0 };
        let base = bytes.start.saturating_add(u32::try_from(first.start).unwrap_or(u32::MAX));
        let part = |end: usize| self.slice(bytes).get(first.start..end).unwrap_or_default();
        let error = match Grammar::parse(rule, part(last.end())) {
            Ok(pairs) => {
                self.matched(pairs, base);
                return line.len();
            }
            Err(error) => error,
        };
        let read = first.start + mistake::place(&error);
        let most = line.partition_point(|token| token.end() <= read);
        for count in (1..=most).rev().take(TRIES) {
            let Some(last) = line.get(count - 1) else { continue };
            if let Ok(pairs) = Grammar::parse(rule, part(last.end())) {
                self.matched(pairs, base);
                return count;
            }
        }
        0
    }
}

#[cfg(test)]
mod tests;
