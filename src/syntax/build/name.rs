//! Names, strings, and lists of them.

use super::{Builder, Match};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::syntax::ast::{Name, Text};
use crate::syntax::grammar::Rule;
use ecow::EcoString;

impl Builder<'_> {
    /// A word or a string as a name; every token that may be either.
    pub fn name(&mut self, pair: &Match<'_>) -> Name {
        let text = pair.as_str();
        let span = self.token_span(pair);
        if text.starts_with('"') {
            Name { text: self.unquoted(text, span), span, quoted: true }
        } else {
            Name { text: text.into(), span, quoted: false }
        }
    }

    /// The names in a list.
    pub fn names(&mut self, pair: Match<'_>) -> Vec<Name> {
        let names = pair.into_inner();
        let is_name =
            |pair: &Match<'_>| matches!(pair.as_rule(), Rule::name | Rule::pattern | Rule::value);
        names.filter(is_name).map(|pair| self.name(&pair)).collect()
    }

    /// A string.
    pub fn string(&mut self, pair: &Match<'_>) -> Text {
        let span = self.token_span(pair);
        Text { text: self.unquoted(pair.as_str(), span), span }
    }

    /// The string of a statement that says nothing else.
    pub fn only_string(&mut self, pair: Match<'_>) -> Option<Text> {
        let string = pair.into_inner().find(|pair| pair.as_rule() == Rule::string)?;
        Some(self.string(&string))
    }

    /// The place of a token, which never ends in blanks.
    pub fn token_span(&self, pair: &Match<'_>) -> Span {
        let span = pair.as_span();
        let offset = |at: usize| self.base.saturating_add(u32::try_from(at).unwrap_or(u32::MAX));
        Span::new(self.id, offset(span.start()), offset(span.end()))
    }

    /// The text of a string in its quotes, whose place is `span`. Wrong escapes are reported, and kept.
    pub fn unquoted(&mut self, quoted: &str, span: Span) -> EcoString {
        let inner = quoted.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
        let inner = inner.unwrap_or(quoted);
        if !inner.contains('\\') {
            return inner.into();
        }
        let mut text = EcoString::new();
        let mut chars = inner.char_indices();
        while let Some((_, char)) = chars.next() {
            if char != '\\' {
                text.push(char);
                continue;
            }
            let Some((at, escaped)) = chars.next() else { break };
            if !matches!(escaped, '"' | '\\') {
                // The quote, then `at`, which counts from behind it, then back to the backslash.
                let start = span.start + u32::try_from(at).unwrap_or(0);
                let end = start + 1 + u32::try_from(escaped.len_utf8()).unwrap_or(1);
                self.bad_escape(Span::new(span.file, start, end), escaped);
                text.push('\\');
            }
            text.push(escaped);
        }
        text
    }

    fn bad_escape(&mut self, span: Span, escaped: char) {
        let diagnostic =
            Diagnostic::new(Code::BadEscape, span, format!("`\\{escaped}` is no escape"))
                .label("unknown escape")
                .help("strings know `\\\"` for a quote and `\\\\` for a backslash, and no others")
                .fix("write the backslash twice", span, format!("\\\\{escaped}"));
        self.sink.push(diagnostic);
    }
}
