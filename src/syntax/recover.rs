//! One statement or header at a time: what is right is kept, and what is wrong is explained once.

use super::ast::Statement;
use super::build::Header;
use super::grammar::{Grammar, Rule};
use super::mistake::{self, Context, Failure};
use super::nest::Block;
use super::parser::{Body, Parser};
use super::scan::{self, Bytes, Item};
use crate::source::Span;
use pest::Parser as _;
use pest::iterators::Pairs;

/// What a header turned out to be.
enum Opened {
    /// A header, and where it starts.
    Block(Header, u32),
    /// Nothing that can be read: the statements in it are parsed for their errors, and dropped.
    Lost,
    /// Something that takes no block: nothing in it is worth a message.
    Nothing,
}

/// Two statements that were taken for one: the unfinished, and the one that it drew in.
struct Cut<'t> {
    unfinished: Bytes,
    whole: Bytes,
    pairs: Pairs<'t, Rule>,
}

impl<'t> Parser<'t, '_> {
    /// Parses one statement. Whether it was right.
    pub(super) fn statement(&mut self, bytes: &Bytes, body: &mut Body) -> bool {
        if self.is_unclosed(bytes) {
            return false;
        }
        let context = if body.of_cluster { Context::Cluster } else { Context::Statement };
        let error = match Grammar::parse(context.rule(), self.slice(bytes)) {
            Ok(pairs) => {
                self.push_only(pairs, bytes, body);
                return true;
            }
            Err(error) => error,
        };
        if let Some(cut) = self.cut(bytes, context.rule(), mistake::place(&error)) {
            self.explain(&cut.unfinished, context);
            self.push_only(cut.pairs, &cut.whole, body);
        } else {
            self.explain(bytes, context);
        }
        false
    }

    /// Parses one block.
    pub(super) fn block(&mut self, block: &Block, body: &mut Body) {
        if !block.sound {
            self.doubtful.insert(Span::new(self.id, block.brace, block.brace.saturating_add(1)));
        }
        let mut inner = Body::default();
        match self.header(block, body) {
            Opened::Nothing => {}
            Opened::Lost => {
                let around = std::mem::replace(&mut self.lost, true);
                self.nodes(&block.body, &mut inner);
                self.lost = around;
            }
            Opened::Block(header, start) => {
                inner.of_cluster = matches!(header, Header::Cluster(_));
                self.nodes(&block.body, &mut inner);
                let span = Span::new(self.id, start, block.end);
                let kind = header.with(inner.statements, inner.facts);
                body.statements.push(Statement { span, kind });
            }
        }
    }

    fn header(&mut self, block: &Block, body: &mut Body) -> Opened {
        let (id, header) = (self.id, &block.header);
        let brace = Span::new(id, block.brace, block.brace.saturating_add(1));
        if header.is_empty() {
            if !self.lost {
                self.sink.push(mistake::block::without_header(brace));
            }
            return Opened::Lost;
        }
        if self.is_unclosed(header) {
            return Opened::Lost;
        }
        if body.of_cluster {
            self.sink.push(mistake::block::in_cluster(Span::new(id, header.start, header.end)));
            return Opened::Nothing;
        }
        let between = self.slice(&(header.end..block.brace));
        if between.contains('\n') {
            let place = Span::new(id, header.end, brace.end);
            self.sink.push(mistake::block::brace_on_its_own(brace, place, between));
        }
        let bytes = header.start..brace.end;
        let on_one_line = format!("{} {{", self.slice(header));
        let at = match Grammar::parse(Rule::one_header, &on_one_line) {
            Ok(pairs) => return self.opened(pairs, header.start),
            Err(error) => mistake::place(&error),
        };
        let statement = Grammar::parse(Rule::one_statement, self.slice(header)).ok();
        let at = if statement.is_some() { self.slice(header).len() } else { at };
        if let Some(cut) = self.cut(&bytes, Rule::one_header, at) {
            self.explain(&cut.unfinished, Context::Statement);
            return self.opened(cut.pairs, cut.whole.start);
        }
        let Some(pairs) = statement else {
            if self.slice(header).ends_with(['>', ',']) {
                self.sink.push(mistake::block::list_in_braces(brace));
                return Opened::Nothing;
            }
            let header_text = self.slice(header);
            if header_text.starts_with("segment ") && header_text.ends_with([':', '=']) {
                self.sink.push(mistake::block::not_taken(brace, header_text));
                return Opened::Nothing;
            }
            self.explain(&bytes, Context::Header);
            return Opened::Lost;
        };
        self.push_only(pairs, header, body);
        self.sink.push(mistake::block::not_taken(brace, self.slice(header)));
        Opened::Nothing
    }

    fn opened(&mut self, mut pairs: Pairs<'_, Rule>, base: u32) -> Opened {
        let pair = pairs.next().and_then(|pair| pair.into_inner().next());
        pair.and_then(|pair| self.builder(base).header(pair))
            .map_or(Opened::Lost, |header| Opened::Block(header, base))
    }

    /// Adds the match of a rule for exactly one statement.
    fn push_only(&mut self, mut pairs: Pairs<'_, Rule>, bytes: &Bytes, body: &mut Body) {
        let span = Span::new(self.id, bytes.start, bytes.end);
        if let Some(pair) = pairs.next().and_then(|pair| pair.into_inner().next()) {
            self.push(pair, bytes.start, span, body);
        }
    }

    /// Cuts what ends in a comma, an arrow or the like, and so drew in the next line, which says something
    /// by itself. That is what a half-typed statement looks like.
    fn cut(&self, bytes: &Bytes, rule: Rule, at: usize) -> Option<Cut<'t>> {
        let text = self.slice(bytes);
        let (before, _) = text.get(..at)?.rsplit_once('\n')?;
        let tail = text.get(before.len()..)?.trim_start();
        let pairs = Grammar::parse(rule, tail).ok()?;
        let Some(Item::Statement(unfinished)) = scan::scan(self.id, before).items.pop() else {
            return None;
        };
        let unfinished = bytes.start + unfinished.start..bytes.start + unfinished.end;
        let whole = bytes.end - u32::try_from(tail.len()).ok()?..bytes.end;
        Some(Cut { unfinished, whole, pairs })
    }

    /// Explains why `bytes` don't match. They are parsed once more with something behind them that nothing
    /// matches, so that also what is missing at the end was tried and can be named.
    fn explain(&mut self, bytes: &Bytes, context: Context) {
        let text = self.slice(bytes);
        if let Err(error) = Grammar::parse(context.rule(), &format!("{text} \u{1}")) {
            let failure = Failure::new(self.id, text, bytes.start, context, &error);
            self.sink.push(failure.explain());
        }
    }

    /// Whether a string of a statement has no end; that is then said.
    fn is_unclosed(&mut self, bytes: &Bytes) -> bool {
        let from = self.unclosed.partition_point(|string| string.start < bytes.start);
        let string = self.unclosed.get(from).filter(|string| string.start < bytes.end);
        let Some(string) = string else { return false };
        let span = Span::new(self.id, string.start, string.end);
        self.sink.push(mistake::unclosed_string(span));
        true
    }
}
