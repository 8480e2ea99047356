//! Names, strings, and lists of them.

use super::{Builder, Match};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::syntax::ast::{Name, Text};
use crate::syntax::grammar::Rule;
use crate::syntax::mistake;
use ecow::EcoString;

impl Builder<'_> {
    /// A word or a string as a name; every token that may be either.
    pub fn name(&mut self, pair: &Match<'_>) -> Name {
        let text = pair.as_str();
        let span = self.span(pair);
        if text.starts_with('"') {
            if text == "\"\"" && matches!(pair.as_rule(), Rule::name | Rule::scoped | Rule::member)
            {
                self.sink.push(mistake::empty_name(span));
            }
            Name { text: self.unquoted(text, span), span, quoted: true }
        } else {
            if text.contains('$') {
                self.check_variables(text, span);
            }
            Name { text: text.into(), span, quoted: false }
        }
    }

    /// A word that only the place makes a name: reserved words are reported.
    pub fn free_name(&mut self, pair: &Match<'_>) -> Name {
        let name = self.name(pair);
        if !name.quoted && is_reserved(&name.text) {
            self.sink.push(mistake::reserved_word(name.span, &name.text));
        }
        name
    }

    /// The same where no pattern can stand either.
    pub fn plain_name(&mut self, pair: &Match<'_>) -> Name {
        let name = self.free_name(pair);
        if !name.quoted && name.text.contains('*') {
            let message = format!("`{}` is a pattern, and only zones have patterns", name.text);
            let diagnostic = Diagnostic::new(Code::NameForm, name.span, message)
                .label("expected a name")
                .help("`*` is every pod of this zone, `prod/*` every pod of another");
            self.sink.push(diagnostic);
        }
        name
    }

    /// Reports each `$` that no letter or digit follows.
    fn check_variables(&mut self, text: &str, span: Span) {
        for (at, _) in text.match_indices('$') {
            let rest = text.get(at + 1..).unwrap_or_default();
            if !rest.starts_with(|char: char| char.is_ascii_alphanumeric()) {
                let start = span.start + u32::try_from(at).unwrap_or_default();
                let place = Span::new(span.file, start, start + 1);
                let diagnostic =
                    Diagnostic::new(Code::NameForm, place, "this `$` names no variable")
                        .label("expected a letter or digit behind it")
                        .help("a variable of a `for` is `$` and its name: `pay-$env`");
                self.sink.push(diagnostic);
            }
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
        let span = self.span(pair);
        Text { text: self.unquoted(pair.as_str(), span), span }
    }

    /// The string of a statement that says nothing else.
    pub fn only_string(&mut self, pair: Match<'_>) -> Option<Text> {
        let string = pair.into_inner().find(|pair| pair.as_rule() == Rule::string)?;
        Some(self.string(&string))
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

/// Whether a word is never a name unless quoted; as in the rule `reserved` of the grammar.
pub fn is_reserved(word: &str) -> bool {
    matches!(
        word,
        "all"
            | "any"
            | "anywhere"
            | "as"
            | "because"
            | "can"
            | "cluster"
            | "egress"
            | "except"
            | "from"
            | "has"
            | "icmp"
            | "in"
            | "ingress"
            | "internet"
            | "named"
            | "owner"
            | "sctp"
            | "tcp"
            | "udp"
            | "until"
            | "without"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reserved_words_are_those_of_the_grammar() {
        let grammar = include_str!("../../../grammar/netz.pest");
        let (_, rule) = grammar.split_once("reserved = _{").unwrap();
        let (rule, _) = rule.split_once('}').unwrap();
        let words: Vec<&str> = rule.split('"').skip(1).step_by(2).collect();
        assert!(words.iter().all(|word| is_reserved(word)));
        assert_eq!(words.len(), 22);
    }
}
