//! What stands before a place: the blocks around it, the statement so far, the word being typed.

use crate::source::FileId;
use crate::syntax::scan::{Item, scan};

/// The text before a place, cut up.
#[derive(Debug)]
pub(super) struct Context<'t> {
    /// The headers of the blocks around, the outermost first.
    pub(super) headers: Vec<&'t str>,
    /// The tokens of the statement before the word.
    pub(super) tokens: Vec<&'t str>,
    /// The word, with a zone or the like before its `/`.
    pub(super) raw: &'t str,
    /// Where it starts.
    pub(super) raw_start: usize,
}

impl<'t> Context<'t> {
    /// The text before an offset; none in comments and strings, where nothing is completed.
    pub(super) fn at(text: &'t str, offset: u32) -> Option<Self> {
        let before = text.get(..offset as usize)?;
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        if in_string_or_comment(before.get(line_start..)?) {
            return None;
        }
        let is_word = |it: char| it.is_alphanumeric() || "-_.$*/@".contains(it);
        let raw_start = before.trim_end_matches(is_word).len();
        let raw = before.get(raw_start..)?;
        let base = last_zone(before.get(..raw_start)?);
        // Something stands at the place, so that the scanner says which statement it belongs to.
        let probe = format!("{}x", before.get(base..raw_start)?);
        let mut headers = Vec::new();
        let mut statement = raw_start..raw_start;
        for item in scan(FileId(0), &probe).items {
            match item {
                Item::Open(header, _) => {
                    headers.push(
                        before.get(base + header.start as usize..base + header.end as usize)?,
                    );
                }
                Item::Close(_) => _ = headers.pop(),
                Item::Statement(bytes) => {
                    let end = base + bytes.end as usize;
                    statement = base + bytes.start as usize..end.min(raw_start);
                }
            }
        }
        let so_far = before.get(statement.start..raw_start).unwrap_or_default();
        Some(Self { headers, tokens: tokens(so_far), raw, raw_start })
    }

    /// Where the part of the word behind its last `/` starts.
    pub(super) fn word_start(&self) -> usize {
        self.raw_start + self.raw.rfind('/').map_or(0, |at| at + 1)
    }

    /// What stands before the `/` of the word.
    pub(super) fn scope(&self) -> Option<&'t str> {
        self.raw.rsplit_once('/').map(|(scope, _)| scope)
    }

    /// Whether the place is in the block of a cluster.
    pub(super) fn in_cluster(&self) -> bool {
        let header = self.headers.last().and_then(|header| header.split_whitespace().next());
        header == Some("cluster")
    }
}

/// Where the last line starts that begins a zone or a cluster without a blank before it: nothing around it
/// matters for what is in it, however long the text is. The start of the text where there is none.
fn last_zone(text: &str) -> usize {
    let starts = ["\nzone ", "\nextern zone ", "\ncluster"];
    let places = starts.iter().filter_map(|start| text.rfind(start));
    places.max().map_or(0, |newline| newline + 1)
}

/// Whether a line so far ends in a string or in a comment.
fn in_string_or_comment(line: &str) -> bool {
    let mut in_string = false;
    let mut letters = line.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' if in_string => _ = letters.next(),
            '"' => in_string = !in_string,
            '#' if !in_string => return true,
            _ => {}
        }
    }
    in_string
}

/// The words, strings and signs of a part of a statement, without comments.
fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '#' => rest.find('\n').unwrap_or(rest.len()),
            '"' => string_length(rest),
            _ => {
                match ["<->", "->>", "->", "==", "!="].iter().find(|sign| rest.starts_with(**sign))
                {
                    Some(sign) => sign.len(),
                    None if "=,:|()!@<>".contains(first) => first.len_utf8(),
                    None => word_length(rest),
                }
            }
        };
        let (token, behind) = rest.split_at_checked(length).unwrap_or((rest, ""));
        if first != '#' {
            tokens.push(token);
        }
        rest = behind.trim_start();
    }
    tokens
}

fn string_length(text: &str) -> usize {
    let mut letters = text.char_indices().skip(1);
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\\' => _ = letters.next(),
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// The length of a word: up to a blank, a sign or an arrow. `tcp/80,443` is one.
fn word_length(text: &str) -> usize {
    let mut last = ' ';
    for (at, letter) in text.char_indices() {
        let rest = text.get(at..).unwrap_or_default();
        let list = letter == ','
            && last.is_ascii_alphanumeric()
            && text.get(..at).is_some_and(|word| word.contains('/') && is_transport(word))
            && rest.chars().nth(1).is_some_and(char::is_alphanumeric);
        let ends = letter.is_whitespace()
            || "=:|()!\"#<>".contains(letter)
            || letter == ',' && !list
            || rest.starts_with("->");
        if at > 0 && ends {
            return at;
        }
        last = letter;
    }
    text.len()
}

fn is_transport(word: &str) -> bool {
    ["tcp/", "udp/", "sctp/"].iter().any(|start| word.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> (Vec<&str>, Vec<&str>, &str) {
        let offset = u32::try_from(text.len()).expect("short");
        let context = Context::at(text, offset).expect("a place for words");
        (context.headers, context.tokens, context.raw)
    }

    #[test]
    fn the_statement_is_what_the_scanner_takes_for_one() {
        let text = "zone shop {\n  a -> b\n  web, # both\n    pay/api -> db tcp/80,443 be";
        assert_eq!(
            at(text),
            (vec!["zone shop"], vec!["web", ",", "pay/api", "->", "db", "tcp/80,443"], "be")
        );
        assert_eq!(at("a->b tcp/1\nseg").1, [""; 0]);
        assert_eq!(at("segment a tcp/1 m=tcp/2: app=").1.last(), Some(&"="));
    }

    #[test]
    fn what_is_before_a_zone_does_not_matter() {
        let text = "zone a {\n  in b {\n a ->\nzone shop {\n  for x in y {\n a -> b tcp/8";
        assert_eq!(at(text), (vec!["zone shop", "for x in y"], vec!["a", "->", "b"], "tcp/8"));
    }

    #[test]
    fn comments_and_strings_complete_nothing() {
        for text in ["# zo", "use \"a", "a -> b # x", "user a = \"x\\\"y"] {
            assert!(Context::at(text, u32::try_from(text.len()).expect("short")).is_none());
        }
    }
}
