//! From items to the tree: runs of statements through the grammar, blocks on a stack.

use super::ast::{Cluster, ClusterItem, File, For, In, Statement, StatementKind as Kind, Zone};
use super::build::{Builder, Match};
use super::grammar::{Grammar, Rule};
use super::mistake::{self, Context, Failure};
use super::nest;
use super::scan::{self, Bytes, Item, Scan};
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::source::{FileId, Span};
use pest::Parser as _;

/// How many bytes of statements the grammar gets at once: enough that a call costs nothing, and so few that
/// its tokens stay in the cache.
const MOST: usize = 16 * 1024;
/// How many after a statement that was wrong; doubles while statements are right.
const FEW: usize = 128;

/// Parses a file.
pub fn parse(id: FileId, text: &str, sink: &mut Sink) -> File {
    let Scan { items, comments, unclosed } = scan::scan(id, text);
    let items = nest::nest(id, items, sink);
    let mut parser =
        Parser { id, text, unclosed, sink, frames: Vec::new(), frame: Frame::default() };
    parser.items(&items);
    File { id, statements: parser.frame.statements, comments }
}

/// What a block is of.
#[derive(Default)]
enum Block {
    /// The file.
    #[default]
    File,
    Zone(Zone),
    In(In),
    For(For),
    Cluster(Cluster),
    /// A header that can't be read: its statements are parsed for their errors and dropped.
    Broken,
    /// Braces where no block belongs: nothing in it is worth a message.
    Silent,
}

/// A block being read.
#[derive(Default)]
struct Frame {
    block: Block,
    start: u32,
    statements: Vec<Statement>,
}

struct Parser<'t, 's> {
    id: FileId,
    text: &'t str,
    unclosed: Vec<Bytes>,
    sink: &'s mut Sink,
    /// The blocks around `frame`.
    frames: Vec<Frame>,
    frame: Frame,
}

impl<'t> Parser<'t, '_> {
    fn items(&mut self, mut items: &[Item]) {
        let mut run = Vec::new();
        while let Some((first, rest)) = items.split_first() {
            items = rest;
            match first {
                Item::Statement(bytes) => run.push(bytes.clone()),
                Item::Open(header, brace) => {
                    self.run(&run);
                    run.clear();
                    self.open(header, *brace);
                }
                Item::Close(brace) => {
                    self.run(&run);
                    run.clear();
                    self.close(*brace);
                }
            }
        }
        self.run(&run);
    }

    /// Parses consecutive statements.
    fn run(&mut self, run: &[Bytes]) {
        let mut rest = run;
        let mut size = MOST;
        while let Some(first) = rest.first() {
            let fits = |bytes: &&Bytes| (bytes.end - first.start) as usize <= size;
            let count = rest.iter().take_while(fits).count().max(1);
            let (chunk, _) = rest.split_at_checked(count).unwrap_or((rest, rest));
            let read = self.many(chunk);
            let mut done = read;
            if let Some(wrong) = chunk.get(read) {
                self.one(wrong);
                done += 1;
                size = FEW;
            } else {
                size = (size * 2).min(MOST);
            }
            rest = rest.get(done..).unwrap_or_default();
        }
    }

    /// Gives a chunk to the grammar at once. How many of its statements were right.
    fn many(&mut self, chunk: &[Bytes]) -> usize {
        let (Some(first), Some(last)) = (chunk.first(), chunk.last()) else { return 0 };
        let rule = match self.frame.block {
            Block::Cluster(_) => Rule::facts,
            _ => Rule::statements,
        };
        let Ok(pairs) = Grammar::parse(rule, self.slice(&(first.start..last.end))) else {
            return 0;
        };
        let Some(statements) = pairs.into_iter().next() else { return 0 };
        let mut read = 0;
        for (pair, bytes) in statements.into_inner().zip(chunk) {
            let (id, base) = (self.id, first.start);
            let span = Builder { id, base, sink: self.sink }.span(&pair);
            if (span.start, span.end) != (bytes.start, bytes.end) {
                break;
            }
            self.push(pair, base, span);
            read += 1;
        }
        read
    }

    /// Gives one statement to the grammar, and says what is wrong with it.
    fn one(&mut self, bytes: &Bytes) {
        if matches!(self.frame.block, Block::Silent) || self.is_unclosed(bytes) {
            return;
        }
        let (rule, context) = match self.frame.block {
            Block::Cluster(_) => (Rule::one_fact, Context::Cluster),
            _ => (Rule::one_statement, Context::Statement),
        };
        match Grammar::parse(rule, self.slice(bytes)) {
            Ok(mut pairs) => {
                let span = Span::new(self.id, bytes.start, bytes.end);
                if let Some(pair) = pairs.next().and_then(|pair| pair.into_inner().next()) {
                    self.push(pair, bytes.start, span);
                }
            }
            Err(error) => self.explain(&error, bytes, context),
        }
    }

    /// Adds a statement to the block being read.
    fn push(&mut self, pair: Match<'t>, base: u32, span: Span) {
        let mut builder = Builder { id: self.id, base, sink: self.sink };
        let built = match &mut self.frame.block {
            Block::Cluster(cluster) => {
                let kind = builder.fact(pair);
                kind.map(|kind| cluster.items.push(ClusterItem { span, kind }))
            }
            _ => {
                let kind = builder.statement(pair);
                kind.map(|kind| self.frame.statements.push(Statement { span, kind }))
            }
        };
        if built.is_none() {
            self.sink.push(internal(span));
        }
    }

    fn open(&mut self, header: &Bytes, brace: u32) {
        let bytes = header.start..brace.saturating_add(1);
        let block = match &self.frame.block {
            Block::Silent => Block::Silent,
            _ => self.header(header, &bytes),
        };
        let frame = Frame { block, start: header.start, statements: Vec::new() };
        self.frames.push(std::mem::replace(&mut self.frame, frame));
    }

    /// Reads a header with its brace, which `bytes` holds both.
    fn header(&mut self, header: &Bytes, bytes: &Bytes) -> Block {
        let error = match Grammar::parse(Rule::one_header, self.slice(bytes)) {
            Ok(mut pairs) => {
                let pair = pairs.next().and_then(|pair| pair.into_inner().next());
                return pair
                    .and_then(|pair| self.block(pair, bytes.start))
                    .unwrap_or(Block::Broken);
            }
            Err(error) => error,
        };
        if self.is_unclosed(header) {
            return Block::Broken;
        }
        if Grammar::parse(Rule::one_statement, self.slice(header)).is_ok() {
            self.one(header);
            let brace = Span::new(self.id, bytes.end.saturating_sub(1), bytes.end);
            self.sink.push(mistake::no_block(brace));
            return Block::Silent;
        }
        self.explain(&error, bytes, Context::Header);
        Block::Broken
    }

    fn block(&mut self, pair: Match<'t>, base: u32) -> Option<Block> {
        let mut builder = Builder { id: self.id, base, sink: self.sink };
        match pair.as_rule() {
            Rule::r#loop => return builder.repeated(pair).map(Block::For),
            Rule::cluster => return Some(Block::Cluster(builder.cluster(pair))),
            _ => {}
        }
        match builder.statement(pair)? {
            Kind::Zone(zone) => Some(Block::Zone(zone)),
            Kind::In(inside) => Some(Block::In(inside)),
            _ => None,
        }
    }

    fn close(&mut self, brace: u32) {
        let Some(outer) = self.frames.pop() else { return };
        let Frame { block, start, statements } = std::mem::replace(&mut self.frame, outer);
        let kind = match block {
            Block::Zone(zone) => Kind::Zone(Zone { body: Some(statements), ..zone }),
            Block::In(inside) => Kind::In(In { body: Some(statements), ..inside }),
            Block::For(repeated) => Kind::For(For { body: statements, ..repeated }),
            Block::Cluster(cluster) => Kind::Cluster(cluster),
            Block::File | Block::Broken | Block::Silent => return,
        };
        let span = Span::new(self.id, start, brace.saturating_add(1));
        self.frame.statements.push(Statement { span, kind });
    }

    fn explain(&mut self, error: &pest::error::Error<Rule>, bytes: &Bytes, context: Context) {
        let failure = Failure::new(self.id, self.text, bytes.clone(), context, error);
        self.sink.push(mistake::explain(&failure));
    }

    /// Whether a string of a statement has no end, and says so itself.
    fn is_unclosed(&mut self, bytes: &Bytes) -> bool {
        let from = self.unclosed.partition_point(|string| string.start < bytes.start);
        let unclosed = self.unclosed.get(from).filter(|string| string.start < bytes.end);
        let Some(string) = unclosed else { return false };
        let span = Span::new(self.id, string.start, string.end);
        self.sink.push(mistake::unclosed_string(span));
        true
    }

    fn slice(&self, bytes: &Bytes) -> &'t str {
        self.text.get(bytes.start as usize..bytes.end as usize).unwrap_or_default()
    }
}

/// A disagreement between the grammar and the builder.
fn internal(span: Span) -> Diagnostic {
    Diagnostic::new(
        Code::Internal,
        span,
        "internal error: this statement has parts that netz doesn't know",
    )
    .help("please report it, with the statement")
}
