//! Statements, braces and comments to lines.

use super::super::ast::Comment;
use super::super::mistake::token::{Token, tokens};
use super::super::scan::{Item, Scan};
use super::WIDTH;
use super::align::{Line, Lines, width};
use super::shape::{self, cells};
use super::spacing::{Statement, spaced};
use std::ops::Range;

/// The lines of a text up to `end`, of which the places `errors` can't be read.
pub fn lines(text: &str, scan: &Scan, errors: &[Range<usize>], end: usize) -> Lines {
    let end = sound(text, scan, end);
    let mut writer = Writer {
        text,
        errors,
        comments: scan.comments.iter().peekable(),
        lines: Lines::default(),
        depth: 0,
        clusters: Vec::new(),
        read: 0,
    };
    let mut items = scan.items.as_slice();
    while let [item, rest @ ..] = items {
        if place(item).start >= end {
            break;
        }
        items = rest;
        match item {
            Item::Statement(bytes) => writer.statement(bytes.start as usize..bytes.end as usize),
            Item::Open(header, brace) => {
                let header = header.start as usize..header.end as usize;
                let taken = writer.short_block(header.clone(), *brace as usize, rest);
                if taken > 0 {
                    items = rest.get(taken..).unwrap_or_default();
                } else {
                    writer.open(header, *brace as usize);
                }
            }
            Item::Close(at) => writer.close(*at as usize),
        }
    }
    writer.finish(end)
}

/// From its first to its last byte.
fn place(item: &Item) -> Range<usize> {
    match item {
        Item::Statement(bytes) => bytes.start as usize..bytes.end as usize,
        Item::Open(header, brace) => header.start as usize..*brace as usize + 1,
        Item::Close(at) => *at as usize..*at as usize + 1,
    }
}

/// Up to where, or up to `end`, every brace has its other and every string its end.
fn sound(text: &str, scan: &Scan, end: usize) -> usize {
    let mut end = end.min(text.len());
    if let Some(string) = scan.unclosed.first() {
        end = end.min(string.start as usize);
    }
    let mut open = Vec::new();
    for item in &scan.items {
        match item {
            Item::Open(header, brace) if header.is_empty() => end = end.min(*brace as usize),
            Item::Open(header, _) => open.push(header.start as usize),
            Item::Close(at) if open.pop().is_none() => end = end.min(*at as usize),
            Item::Statement(_) | Item::Close(_) => {}
        }
    }
    if let Some(unclosed) = open.first() {
        end = end.min(*unclosed);
    }
    // What can't be read begins with its statement.
    let holding = scan.items.iter().map(place).find(|place| place.contains(&end));
    holding.map_or(end, |place| place.start)
}

struct Writer<'t, C: Iterator<Item = &'t Comment>> {
    text: &'t str,
    errors: &'t [Range<usize>],
    comments: std::iter::Peekable<C>,
    lines: Lines,
    depth: usize,
    /// Whether each open block is a `cluster`.
    clusters: Vec<bool>,
    /// Up to where the text has been read.
    read: usize,
}

impl<'t, C: Iterator<Item = &'t Comment> + Clone> Writer<'t, C> {
    fn get(&self, place: Range<usize>) -> &'t str {
        self.text.get(place).unwrap_or_default()
    }

    /// Whether an empty line stands before `at`, behind what has been read.
    fn gap(&self, at: usize) -> bool {
        self.get(self.read..at).matches('\n').count() > 1
    }

    /// Writes the comments that stand before `at`.
    fn comments_before(&mut self, at: usize) {
        while let Some(comment) = self.comments.next_if(|one| one.span.range().start < at) {
            let place = comment.span.range();
            let text = self.get(place.clone()).trim_end();
            let behind = !self.get(self.read..place.start).contains('\n');
            match self.lines.lines.last_mut().filter(|_| behind) {
                Some(line) => match line.more.last_mut() {
                    Some((_, behind)) => *behind = Some(text.to_owned()),
                    None => line.comment = Some(text.to_owned()),
                },
                None => {
                    let gap = self.gap(place.start);
                    self.lines.lines.push(Line::of(self.depth, gap, text));
                }
            }
            self.read = place.end;
        }
    }

    /// Adds a line that stands at `place`.
    fn push(&mut self, mut line: Line, place: Range<usize>) {
        line.gap = self.gap(place.start);
        self.lines.lines.push(line);
        self.read = place.end;
    }

    fn statement(&mut self, place: Range<usize>) {
        self.comments_before(place.start);
        let broken = self.errors.iter().any(|error| {
            error.start < place.end && place.start < error.end.max(error.start + 1)
                || error.start == place.end
        });
        if broken {
            self.as_it_is(place);
            return;
        }
        let tokens = tokens(self.get(place.clone()));
        let all = Statement::new(&tokens);
        let rows = self.rows(&tokens, place.start);
        let mut rows = rows.into_iter();
        let Some(first) = rows.next() else { return };
        let (shape, cuts) = cells(&tokens, self.clusters.last().copied().unwrap_or_default());
        let mut line = Line::of(self.depth, false, "");
        let clauses = shape::clauses(first.tokens).filter(|at| {
            let whole = 2 * self.depth + width(&spaced(first.tokens, &all));
            whole > WIDTH && *at < first.tokens.len()
        });
        let (own, moved) = match clauses {
            Some(at) => first.tokens.split_at_checked(at).unwrap_or((first.tokens, &[])),
            None => (first.tokens, [].as_slice()),
        };
        line.cells = cut(own, &cuts).map(|cell| spaced(cell, &all)).collect();
        line.shape = shape;
        if moved.is_empty() {
            line.comment = first.comment;
        } else {
            line.more.push((spaced(moved, &all), first.comment));
        }
        line.more.extend(rows.map(|row| (spaced(row.tokens, &all), row.comment)));
        self.push(line, place);
    }

    /// A statement that can't be read.
    fn as_it_is(&mut self, place: Range<usize>) {
        while self.comments.next_if(|one| one.span.range().start < place.end).is_some() {}
        let mut rows = self.get(place.clone()).split('\n');
        let mut line = Line::of(self.depth, false, rows.next().unwrap_or_default().trim_end());
        line.depth = self.depth;
        self.push(line, place.clone());
        let rest: Vec<_> = rows.map(str::trim_end).collect();
        for row in rest {
            self.lines.lines.push(Line::of(0, false, row));
        }
    }

    /// The tokens of each line of a statement, with the comments in it.
    fn rows<'a>(&mut self, tokens: &'a [Token<'t>], start: usize) -> Vec<Row<'a, 't>> {
        let mut rows: Vec<Row<'a, 't>> = Vec::new();
        let mut begin = 0;
        for at in 0..tokens.len() {
            let next = tokens.get(at + 1).map(|next| start + next.start);
            let end = tokens.get(at).map_or(start, |token| start + token.end());
            let breaks = next.is_none_or(|next| self.get(end..next).contains('\n'));
            if !breaks {
                continue;
            }
            rows.push(Row { tokens: tokens.get(begin..=at).unwrap_or_default(), comment: None });
            begin = at + 1;
            let Some(next) = next else { break };
            while let Some(comment) = self.comments.next_if(|one| one.span.range().start < next) {
                let text = Some(self.get(comment.span.range()).trim_end().to_owned());
                match rows.last_mut().filter(|_| !comment.own_line) {
                    Some(row) => row.comment = text,
                    None => rows.push(Row { tokens: &[], comment: text }),
                }
            }
        }
        rows
    }

    fn open(&mut self, header: Range<usize>, brace: usize) {
        self.comments_before(header.start);
        let tokens = tokens(self.get(header.clone()));
        let all = Statement::new(&tokens);
        let rows = self.rows(&tokens, header.start);
        let mut rows = rows.into_iter();
        let Some(first) = rows.next() else { return };
        let mut line = Line::of(self.depth, false, spaced(first.tokens, &all));
        line.comment = first.comment;
        line.more.extend(rows.map(|row| (spaced(row.tokens, &all), row.comment)));
        let last = line.more.last_mut().map(|(text, _)| text);
        if let Some(last) = last.or(line.cells.last_mut()) {
            last.push_str(" {");
        }
        let is_cluster = tokens.first().is_some_and(|token| token.text == "cluster");
        self.push(line, header.start..brace + 1);
        self.depth += 1;
        self.clusters.push(is_cluster);
        self.skip_blank_lines();
    }

    fn close(&mut self, at: usize) {
        self.comments_before(at);
        self.depth = self.depth.saturating_sub(1);
        self.clusters.pop();
        let mut line = Line::of(self.depth, false, "}");
        line.gap = false;
        self.lines.lines.push(line);
        self.read = at + 1;
    }

    /// Nothing stands between a `{` and the first line of its block.
    fn skip_blank_lines(&mut self) {
        let rest = self.get(self.read..self.text.len());
        let blanks = rest.len() - rest.trim_start_matches([' ', '\t', '\n']).len();
        let newline = self.get(self.read..self.read + blanks).rfind('\n');
        self.read += newline.unwrap_or(0);
    }

    /// Writes a block of at most one statement that stands on one line and fits there; says how many of
    /// the items behind its `{` it took.
    fn short_block(&mut self, header: Range<usize>, brace: usize, rest: &[Item]) -> usize {
        let (statement, close, taken) = match rest {
            [Item::Close(close), ..] => (0..0, *close as usize, 1),
            [Item::Statement(bytes), Item::Close(close), ..] => {
                (bytes.start as usize..bytes.end as usize, *close as usize, 2)
            }
            _ => return 0,
        };
        let place = header.start..close + 1;
        let apart = self.get(place.clone()).contains(['\n', '#']);
        let broken = self.errors.iter().any(|error| place.contains(&error.start));
        if apart || broken || header.start == brace {
            return 0;
        }
        let one = |place: Range<usize>| {
            let tokens = tokens(self.get(place));
            spaced(&tokens, &Statement::new(&tokens))
        };
        let (header, statement) = (one(header), one(statement));
        let text = match statement.as_str() {
            "" => format!("{header} {{}}"),
            _ => format!("{header} {{ {statement} }}"),
        };
        if 2 * self.depth + width(&text) > WIDTH {
            return 0;
        }
        self.comments_before(place.start);
        self.push(Line::of(self.depth, false, text), place);
        taken
    }

    /// Ends at `end`; what is behind it stays as it is.
    fn finish(mut self, end: usize) -> Lines {
        if end < self.text.len() {
            let line = self.text.get(..end).and_then(|before| before.rfind('\n'));
            let start = line.map_or(0, |newline| newline + 1).max(self.read);
            self.comments_before(start);
            let gap = if self.gap(start + 1) && !self.lines.lines.is_empty() { "\n" } else { "" };
            self.lines.rest = format!("{gap}{}", self.get(start..self.text.len()));
        } else {
            self.comments_before(end);
        }
        self.lines
    }
}

/// One line of a statement.
struct Row<'a, 't> {
    tokens: &'a [Token<'t>],
    comment: Option<String>,
}

/// Cuts the tokens of a line into cells.
fn cut<'a, 't>(tokens: &'a [Token<'t>], cuts: &[usize]) -> impl Iterator<Item = &'a [Token<'t>]> {
    let inside = cuts.iter().copied().filter(|at| *at < tokens.len());
    let ends: Vec<_> = inside.chain([tokens.len()]).collect();
    let mut start = 0;
    ends.into_iter().filter_map(move |end| {
        let cell = tokens.get(start..end);
        start = end;
        cell
    })
}
