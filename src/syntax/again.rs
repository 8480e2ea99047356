//! A file that was read before: the statements whose text hasn't changed are not read again.
//!
//! What a statement means depends on nothing but its own text, so the tree is that of a fresh parse. The
//! exceptions are those about which something was said ([`File::doubtful`]): they are read again, so that it
//! is said again.

use super::ast::shift::Shift as _;
use super::ast::{File, Statement, StatementKind};
use super::nest::Node;
use crate::source::Span;

/// A text as it was, and what was read of it.
#[derive(Debug, Clone, Copy)]
pub struct Before<'a> {
    /// The text.
    pub text: &'a str,
    /// What was read of it, with the same id.
    pub file: &'a File,
}

/// What stays of it in a new text: a part at the start, and a part at the end.
#[derive(Debug)]
pub(super) struct Kept<'a> {
    file: &'a File,
    /// How long the part at the start is.
    start: u32,
    /// Where the part at the end begins in the new text.
    end: u32,
    /// How far that has moved; backwards by a number that wraps.
    moved: u32,
}

impl<'a> Kept<'a> {
    /// Compares both texts.
    pub(super) fn new(before: Before<'a>, text: &str) -> Self {
        let (old, new) = (before.text.as_bytes(), text.as_bytes());
        let start = alike(old.iter(), new.iter());
        let rest = |bytes: &'_ [u8]| bytes.len() - start;
        let most = rest(old).min(rest(new));
        let end = alike(old.iter().rev().take(most), new.iter().rev().take(most));
        let small = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        Self {
            file: before.file,
            start: small(start),
            end: small(new.len() - end),
            moved: small(new.len()).wrapping_sub(small(old.len())),
        }
    }

    /// The statement that a node of the new text was before, at its new place; none where it was none.
    pub(super) fn statement(&self, node: &Node) -> Option<Statement> {
        let (old, moved) = self.find(node)?;
        let mut statement = old.clone();
        if moved != 0 {
            statement.shift(moved);
        }
        Some(statement)
    }

    /// Whether a node was a statement before.
    pub(super) fn holds(&self, node: &Node) -> bool {
        self.find(node).is_some()
    }

    /// Whether a statement holds a place that may read otherwise.
    fn is_doubtful(&self, span: Span) -> bool {
        let first = Span { end: 0, ..span };
        let mut behind = self.file.doubtful.range(first..);
        behind.next().is_some_and(|place| place.start <= span.end)
    }

    fn find(&self, node: &Node) -> Option<(&'a Statement, u32)> {
        let bytes = node.bytes();
        let moved = if bytes.end <= self.start {
            0
        } else if bytes.start >= self.end {
            self.moved
        } else {
            return None;
        };
        let start = bytes.start.wrapping_sub(moved);
        let end = bytes.end.wrapping_sub(moved);
        let mut level = self.file.statements.as_slice();
        loop {
            let after = level.partition_point(|one| one.span.start <= start);
            let found = level.get(after.checked_sub(1)?)?;
            if found.span.start == start && found.span.end == end {
                let sure = node.is_sound() && !self.is_doubtful(found.span);
                return sure.then_some((found, moved));
            }
            level = match &found.kind {
                StatementKind::Zone(zone) => zone.body.as_deref()?,
                StatementKind::In(scope) => scope.body.as_deref()?,
                StatementKind::For(each) => &each.body,
                _ => return None,
            };
        }
    }
}

/// How many bytes are alike.
fn alike<'b>(left: impl Iterator<Item = &'b u8>, right: impl Iterator<Item = &'b u8>) -> usize {
    left.zip(right).take_while(|(left, right)| left == right).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Diagnostic, Levels, Sink};
    use crate::source::FileId;
    use crate::syntax::{parse, parse_again};

    fn said(sink: Sink) -> Vec<Diagnostic> {
        sink.finish(&Levels::default())
    }

    /// Parses `old`, then `new` with what is known of it. How many statements of the file were kept.
    fn again(old: &str, new: &str) -> usize {
        let file = parse(FileId(0), old, &mut Sink::default());
        let before = Before { text: old, file: &file };
        let (mut first, mut second) = (Sink::default(), Sink::default());
        let fresh = parse(FileId(0), new, &mut first);
        let quick = parse_again(FileId(0), new, before, &mut second);
        assert_eq!(quick, fresh, "{old:?} to {new:?}");
        assert_eq!(
            format!("{:?}", said(second)),
            format!("{:?}", said(first)),
            "{old:?} to {new:?}"
        );
        let kept = Kept::new(before, new);
        let items = crate::syntax::scan::scan(FileId(0), new).items;
        let nodes = crate::syntax::nest::nest(FileId(0), new, &items, &mut Sink::default());
        nodes.iter().filter(|node| kept.holds(node)).count()
    }

    const ZONES: &str = "zone a { x -> y tcp/1 }\nzone b { x -> y }\nzone c { x -> y }\n";

    #[test]
    fn what_has_not_changed_is_kept() {
        assert_eq!(again(ZONES, ZONES), 3);
        assert_eq!(again(ZONES, &ZONES.replace("zone b { x", "zone b { long")), 2);
        assert_eq!(again(ZONES, &format!("# x\n{ZONES}")), 3);
        assert_eq!(again(ZONES, &format!("{ZONES}zone d")), 3);
        assert_eq!(again(ZONES, ""), 0);
        assert_eq!(again("", ZONES), 0);
    }

    #[test]
    fn braces_and_what_was_said_are_read_anew() {
        again(ZONES, &ZONES.replacen('}', "", 1));
        again(&ZONES.replacen('}', "", 1), ZONES);
        again(ZONES, &format!("}} {ZONES}"));
        again("zone a { x -> y udp/1 }\nb", "cluster { x -> y udp/1 }\nb");
        let slips = "a -> b egress-only\nsegment \"\"\nc -> d\n";
        assert_eq!(again(slips, &format!("{slips}x -> y")), 1, "only the last says nothing");
        let deep = format!("{}a -> b{}", "zone x {\n".repeat(70), "}".repeat(70));
        again(&deep, deep.replacen("zone x {\n", "", 20).as_str());
        again(deep.replacen("zone x {\n", "", 20).as_str(), &deep);
    }
}
