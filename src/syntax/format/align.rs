//! Lines to text, with cells and comments in columns.

use super::shape::Shape;

/// A cell that is wider than this doesn't push those of other lines aside.
const WIDEST: usize = 40;

/// Lines of a formatted text.
#[derive(Debug, Default)]
pub struct Lines {
    /// In order.
    pub lines: Vec<Line>,
    /// What stands behind them, as it is.
    pub rest: String,
}

/// A statement, a brace or a comment.
#[derive(Debug)]
pub struct Line {
    /// How many blocks it stands in.
    pub depth: usize,
    /// Whether an empty line stands before it.
    pub gap: bool,
    /// What its cells are aligned with.
    pub shape: Shape,
    /// Its cells.
    pub cells: Vec<String>,
    /// The comment behind it.
    pub comment: Option<String>,
    /// The lines on which it goes on, each with its comment.
    pub more: Vec<(String, Option<String>)>,
}

impl Line {
    /// A line of one cell.
    pub fn of(depth: usize, gap: bool, text: impl Into<String>) -> Self {
        let cells = vec![text.into()];
        Self { depth, gap, shape: Shape::Other, cells, comment: None, more: Vec::new() }
    }

    /// Whether it stands in columns with the line before it.
    fn joins(&self, before: &Self) -> bool {
        !self.gap && self.shape == before.shape && self.depth == before.depth
    }
}

/// How many characters a text has.
pub fn width(text: &str) -> usize {
    text.chars().count()
}

impl Lines {
    /// Writes them.
    pub fn write(mut self) -> String {
        let starts = self.lines.chunk_by_mut(|before, line| line.joins(before));
        starts.for_each(columns);
        let texts: Vec<_> = self.lines.iter().map(Line::text).collect();
        let mut out = String::new();
        let mut at = 0;
        let mut lines = self.lines.iter().zip(&texts).peekable();
        while let Some((line, text)) = lines.next() {
            if line.gap && !out.is_empty() {
                out.push('\n');
            }
            out.push_str(text);
            if let Some(comment) = &line.comment {
                if at == 0 {
                    let run =
                        lines.clone().take_while(|(line, _)| !line.gap && line.comment.is_some());
                    let run = run.map(|(line, text)| (width(text), line.more.is_empty()));
                    let own = (width(text), line.more.is_empty());
                    at = column(std::iter::once(own).chain(run));
                }
                pad(&mut out, at.saturating_sub(width(text)) + 2);
                out.push_str(comment);
            }
            let goes_on = lines.peek().is_some_and(|(next, _)| !next.gap && next.comment.is_some());
            if line.comment.is_none() || !goes_on || !line.more.is_empty() {
                at = 0;
            }
            out.push('\n');
            for (text, comment) in &line.more {
                pad(&mut out, 2 * (line.depth + 1));
                out.push_str(text);
                if let Some(comment) = comment {
                    out.push_str(if text.is_empty() { "" } else { "  " });
                    out.push_str(comment);
                }
                out.push('\n');
            }
        }
        out.push_str(&self.rest);
        out
    }
}

/// Where the comments of a run stand: up to the first line that goes on.
fn column(run: impl Iterator<Item = (usize, bool)>) -> usize {
    let mut widest = 0;
    for (width, ends) in run {
        widest = widest.max(width);
        if !ends {
            break;
        }
    }
    widest
}

impl Line {
    fn text(&self) -> String {
        let mut text = String::new();
        pad(&mut text, 2 * self.depth);
        text.push_str(&self.cells.join(" "));
        text
    }
}

fn pad(text: &mut String, blanks: usize) {
    text.extend(std::iter::repeat_n(' ', blanks));
}

/// Makes the cells of a run as wide as the widest of each column, but for the last of each line.
fn columns(run: &mut [Line]) {
    let most = run.iter().map(|line| line.cells.len()).max().unwrap_or(0);
    for at in 0..most.saturating_sub(1) {
        let inner = |line: &&Line| line.cells.len() > at + 1;
        let widths = run.iter().filter(inner).filter_map(|line| line.cells.get(at));
        let fitting = widths.map(|cell| width(cell)).filter(|width| *width <= WIDEST);
        let Some(widest) = fitting.max() else { continue };
        for line in run.iter_mut().filter(|line| line.cells.len() > at + 1) {
            if let Some(cell) = line.cells.get_mut(at) {
                let blanks = widest.saturating_sub(width(cell));
                pad(cell, blanks);
            }
        }
    }
}
