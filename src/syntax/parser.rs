//! From nodes to the tree: much at a time while it is right. What is around a mistake is read one by one,
//! in [`super::recover`].

use super::again::{Before, Kept};
use super::ast::{ClusterItem, File, Statement};
use super::build::{Builder, Match};
use super::grammar::{Grammar, Rule};
use super::nest::{self, Node};
use super::scan::{self, Bytes, Scan};
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::source::{FileId, Span};
use pest::Parser as _;
use std::collections::BTreeSet;

/// How many bytes the grammar gets at once: enough that a call costs nothing, and so few that its tokens
/// stay in the cache.
const MOST: usize = 16 * 1024;
/// How many behind something right that was read alone; doubles while all is right.
const FEW: usize = 128;

/// Parses a file; of one that was parsed before, what has changed.
pub fn parse(id: FileId, text: &str, before: Option<Before<'_>>, sink: &mut Sink) -> File {
    let Scan { items, comments, unclosed } = scan::scan(id, text);
    let nodes = nest::nest(id, text, &items, sink);
    let kept = before.map(|before| Kept::new(before, text));
    let (doubtful, said) = (BTreeSet::new(), sink.count());
    let mut parser = Parser { id, text, unclosed, lost: false, kept, doubtful, sink };
    let mut body = Body::default();
    parser.nodes(&nodes, &mut body);
    let Parser { mut doubtful, .. } = parser;
    doubtful.extend(sink.since(said).filter_map(Diagnostic::primary));
    File { id, statements: body.statements, comments, doubtful }
}

/// What is read of a block, or of the file.
#[derive(Default)]
pub struct Body {
    /// Whether it is a `cluster`'s, and so has facts.
    pub of_cluster: bool,
    /// Its statements.
    pub statements: Vec<Statement>,
    /// Its facts.
    pub facts: Vec<ClusterItem>,
}

/// The state of parsing one file.
pub struct Parser<'t, 's> {
    pub(super) id: FileId,
    pub(super) text: &'t str,
    /// Strings without an end, in order.
    pub(super) unclosed: Vec<Bytes>,
    /// Whether the header around can't be read.
    pub(super) lost: bool,
    /// What is known already.
    kept: Option<Kept<'s>>,
    /// See [`File::doubtful`].
    pub(super) doubtful: BTreeSet<Span>,
    pub(super) sink: &'s mut Sink,
}

impl<'t> Parser<'t, '_> {
    /// Parses the nodes of a block, where they aren't known already.
    pub(super) fn nodes(&mut self, nodes: &[Node], body: &mut Body) {
        let mut rest = nodes;
        while let (Some(kept), Some(node), false) = (&self.kept, rest.first(), body.of_cluster) {
            let behind = rest.get(1..).unwrap_or_default();
            if let Some(statement) = kept.statement(node) {
                body.statements.push(statement);
                rest = behind;
            } else if let Node::Block(block) = node {
                // It has changed, but perhaps not all that is in it.
                self.block(block, body);
                rest = behind;
            } else {
                let fresh = |node: &&Node| matches!(node, Node::Statement(_)) && !kept.holds(node);
                let count = rest.iter().take_while(fresh).count();
                self.fresh(rest.get(..count).unwrap_or_default(), body);
                rest = rest.get(count..).unwrap_or_default();
            }
        }
        self.fresh(rest, body);
    }

    /// Parses nodes of a block.
    fn fresh(&mut self, nodes: &[Node], body: &mut Body) {
        let mut rest = nodes;
        let mut size = MOST;
        while let Some(first) = rest.first() {
            let start = first.bytes().start;
            let fits = |node: &&Node| {
                node.is_sound() && node.bytes().end.saturating_sub(start) as usize <= size
            };
            let count = rest.iter().take_while(fits).count();
            let read = self.many(rest.get(..count).unwrap_or_default(), body);
            rest = rest.get(read..).unwrap_or_default();
            if read == count && count > 0 {
                size = (size * 2).min(MOST);
            } else if let Some((node, behind)) = rest.split_first() {
                let right = match node {
                    Node::Statement(bytes) => self.statement(bytes, body),
                    Node::Block(block) => {
                        self.block(block, body);
                        true
                    }
                };
                rest = behind;
                size = if right { FEW } else { 0 };
            }
        }
    }

    /// Gives nodes to the grammar at once. How many were right.
    fn many(&mut self, nodes: &[Node], body: &mut Body) -> usize {
        let (Some(first), Some(last)) = (nodes.first(), nodes.last()) else { return 0 };
        let base = first.bytes().start;
        let rule = if body.of_cluster { Rule::cluster_facts } else { Rule::file };
        let Ok(mut pairs) = Grammar::parse(rule, self.slice(&(base..last.bytes().end))) else {
            return 0;
        };
        let inner = pairs.next().map(Match::into_inner).into_iter().flatten();
        let matches = inner.filter(|pair| pair.as_rule() != Rule::comment);
        let mut read = 0;
        for (pair, node) in matches.zip(nodes) {
            let span = self.builder(base).span(&pair);
            if (span.start..span.end) != node.bytes() {
                break;
            }
            self.push(pair, base, span, body);
            read += 1;
        }
        read
    }

    /// Adds what the grammar matched in a text that starts at `base`.
    pub(super) fn push(&mut self, pair: Match<'_>, base: u32, span: Span, body: &mut Body) {
        let mut builder = self.builder(base);
        let built = if body.of_cluster {
            builder.fact(pair).map(|kind| body.facts.push(ClusterItem { span, kind }))
        } else {
            builder.statement(pair).map(|kind| body.statements.push(Statement { span, kind }))
        };
        if built.is_none() {
            let message = "internal error: netz doesn't know a part of this statement";
            let diagnostic = Diagnostic::new(Code::Internal, span, message);
            self.sink.push(diagnostic.help("please report it, with the statement"));
        }
    }

    pub(super) fn builder(&mut self, base: u32) -> Builder<'_> {
        Builder { id: self.id, base, sink: self.sink }
    }

    pub(super) fn slice(&self, bytes: &Bytes) -> &'t str {
        self.text.get(bytes.start as usize..bytes.end as usize).unwrap_or_default()
    }
}
