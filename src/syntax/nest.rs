//! Which `}` closes which `{`.
//!
//! Where the braces don't match, indentation is asked: a statement that stands no deeper than the header of
//! an open block shows that its `}` is missing. It is believed when that leaves fewer braces unmatched.

use super::scan::{Bytes, Item};
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::source::{FileId, Span};

/// How deep blocks may nest. Whatever walks them may recurse.
const DEEPEST: usize = 64;

/// A statement, or a block with all that is in it.
#[derive(Debug)]
pub enum Node {
    /// A statement.
    Statement(Bytes),
    /// A block.
    Block(Block),
}

/// A header, `{`, nodes, `}`.
#[derive(Debug)]
pub struct Block {
    /// The header; empty where a `{` has none.
    pub header: Bytes,
    /// The place of the `{`.
    pub brace: u32,
    /// Behind the `}`, or behind what comes last when it is missing.
    pub end: u32,
    /// Whether all braces in it match and nothing was left out.
    pub sound: bool,
    /// What is in it.
    pub body: Vec<Node>,
}

impl Node {
    /// Whether all braces in it match and nothing was left out.
    pub const fn is_sound(&self) -> bool {
        match self {
            Self::Statement(_) => true,
            Self::Block(block) => block.sound,
        }
    }

    /// From its first to its last byte.
    pub fn bytes(&self) -> Bytes {
        match self {
            Self::Statement(bytes) => bytes.clone(),
            Self::Block(block) => block.header.start..block.end,
        }
    }
}

/// Matches the braces; what is wrong with them goes to `sink`.
pub fn nest(id: FileId, text: &str, items: &[Item], sink: &mut Sink) -> Vec<Node> {
    let mut nest = Nest::default().run(items, |_| None);
    if nest.unmatched() > 0 {
        let indented = Nest::default().run(items, |at| indentation(text, at));
        if indented.unmatched() <= nest.unmatched() {
            nest = indented;
        }
    }
    nest.report(id, sink);
    nest.nodes
}

/// The blanks before `at`, or none when something else stands before it on its line.
fn indentation(text: &str, at: u32) -> Option<usize> {
    let before = text.get(..at as usize).unwrap_or_default();
    let line = before.trim_end_matches([' ', '\t', '\u{feff}']);
    (line.is_empty() || line.ends_with('\n')).then(|| before.len() - line.len())
}

#[derive(Default)]
struct Nest {
    nodes: Vec<Node>,
    /// The open blocks, with the indentation of their headers.
    open: Vec<(Block, Option<usize>)>,
    /// How many blocks are open that are too deep to keep.
    dropped: usize,
    too_deep: Option<u32>,
    stray: Vec<u32>,
    unclosed: Vec<u32>,
    /// Behind the last item.
    end: u32,
}

impl Nest {
    fn unmatched(&self) -> usize {
        self.stray.len() + self.unclosed.len()
    }

    fn run(mut self, items: &[Item], indentation: impl Fn(u32) -> Option<usize>) -> Self {
        for item in items {
            match item {
                Item::Statement(bytes) => {
                    self.close_outdented(indentation(bytes.start), true);
                    self.end = bytes.end;
                    if self.dropped == 0 {
                        self.push(Node::Statement(bytes.clone()));
                    }
                }
                Item::Open(header, brace) => {
                    let indent = indentation(header.start);
                    self.close_outdented(indent, true);
                    self.end = brace.saturating_add(1);
                    self.open(header, *brace, indent);
                }
                Item::Close(brace) => {
                    self.close_outdented(indentation(*brace), false);
                    self.end = brace.saturating_add(1);
                    if self.dropped > 0 {
                        self.dropped -= 1;
                    } else if !self.close() {
                        self.stray.push(*brace);
                    }
                }
            }
        }
        while !self.open.is_empty() {
            self.close_unsound();
        }
        self
    }

    fn push(&mut self, node: Node) {
        match self.open.last_mut() {
            Some((block, _)) => block.body.push(node),
            None => self.nodes.push(node),
        }
    }

    fn open(&mut self, header: &Bytes, brace: u32, indent: Option<usize>) {
        if self.open.len() == DEEPEST {
            self.too_deep.get_or_insert(brace);
            self.dropped += 1;
            if let Some((block, _)) = self.open.last_mut() {
                block.sound = false;
            }
            return;
        }
        let end = brace.saturating_add(1);
        let block = Block { header: header.clone(), brace, end, sound: true, body: Vec::new() };
        self.open.push((block, indent));
    }

    /// Closes the innermost block; false when there is none.
    fn close(&mut self) -> bool {
        let Some((mut block, _)) = self.open.pop() else { return false };
        block.end = self.end;
        if let (false, Some((around, _))) = (block.sound, self.open.last_mut()) {
            around.sound = false;
        }
        self.push(Node::Block(block));
        true
    }

    /// Closes the innermost block, whose `}` is missing.
    fn close_unsound(&mut self) {
        if let Some((block, _)) = self.open.last_mut() {
            block.sound = false;
            self.unclosed.push(block.brace);
        }
        self.close();
    }

    /// Closes the blocks that what stands at `indent` can't be in. A `}` may stand as deep as the header of
    /// its block, a statement must not.
    fn close_outdented(&mut self, indent: Option<usize>, statement: bool) {
        let Some(indent) = indent else { return };
        while let Some((_, Some(header))) = self.open.last()
            && (indent < *header || statement && indent == *header)
        {
            self.close_unsound();
        }
    }

    fn report(&self, id: FileId, sink: &mut Sink) {
        let at = |offset: u32| Span::new(id, offset, offset.saturating_add(1));
        for brace in &self.stray {
            let diagnostic =
                Diagnostic::new(Code::StrayBrace, at(*brace), "this `}` closes nothing")
                    .label("no `{` is open here")
                    .maybe_fix("remove it", at(*brace), "");
            sink.push(diagnostic);
        }
        if let Some(brace) = self.too_deep {
            let message = format!("blocks nest at most {DEEPEST} deep");
            let diagnostic = Diagnostic::new(Code::NestingTooDeep, at(brace), message)
                .label("one block too many")
                .help("look for a `}` that is missing before this place");
            sink.push(diagnostic);
            return;
        }
        for brace in &self.unclosed {
            let diagnostic =
                Diagnostic::new(Code::UnclosedBrace, at(*brace), "this `{` is never closed")
                    .label("no `}` closes it")
                    .help("add a `}` where its block ends");
            sink.push(diagnostic);
        }
    }
}
