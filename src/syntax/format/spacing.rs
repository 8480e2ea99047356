//! The blanks between the tokens of a statement.

use super::super::mistake::token::Token;

/// Tokens on one line, with one blank where there is one.
pub fn spaced(tokens: &[Token<'_>], all: &Statement) -> String {
    let mut line = String::new();
    let mut before: Option<&Token<'_>> = None;
    for token in tokens {
        if before.is_some_and(|before| all.blank(before, token)) {
            line.push(' ');
        }
        line.push_str(token.text);
        before = Some(token);
    }
    line
}

/// What the blanks of a statement depend on.
pub struct Statement {
    /// Where the `=` of a declaration stands.
    equals: Option<usize>,
    /// Where the `:` of a segment stands.
    colon: Option<usize>,
    /// Where the commas between the ports of one protocol stand.
    commas: Vec<usize>,
}

impl Statement {
    /// A whole statement.
    pub fn new(tokens: &[Token<'_>]) -> Self {
        let first = tokens.first().map_or("", |token| token.text);
        let place = |text: &str| tokens.iter().find(|token| token.text == text);
        let declares =
            matches!(first, "zone" | "extern" | "net" | "port" | "service" | "user" | "group");
        let equals = place("=").filter(|_| declares).map(|token| token.start);
        let colon = place(":").filter(|_| first == "segment").map(|token| token.start);
        Self { equals, colon, commas: port_commas(tokens) }
    }

    fn blank(&self, before: &Token<'_>, token: &Token<'_>) -> bool {
        let glued = before.end() == token.start;
        match (before.text, token.text) {
            (_, "," | ")") | ("(" | "!", _) => false,
            (_, version) if version.starts_with('@') => false,
            (",", _) => !self.commas.contains(&before.start),
            (_, "=") => Some(token.start) == self.equals,
            ("=", _) => Some(before.start) == self.equals,
            (_, "==" | "!=") | ("==" | "!=", _) => false,
            (_, ":") if Some(token.start) == self.colon => false,
            (":", _) if Some(before.start) == self.colon => true,
            (":" | "/", _) | (_, ":" | "/") => !glued,
            _ => true,
        }
    }
}

/// The commas of `tcp/80,443`: a blank behind one would end the ports.
fn port_commas(tokens: &[Token<'_>]) -> Vec<usize> {
    let mut commas = Vec::new();
    let mut in_ports = false;
    for (at, token) in tokens.iter().enumerate() {
        let glued =
            |other: Option<&Token<'_>>| other.is_some_and(|other| other.end() == token.start);
        let before = at.checked_sub(1).and_then(|before| tokens.get(before));
        let next = tokens.get(at + 1).is_some_and(|next| next.start == token.end());
        in_ports = match token.text {
            "tcp" | "udp" | "sctp" => next,
            _ => in_ports && glued(before),
        };
        if in_ports && token.text == "," && next {
            commas.push(token.start);
        }
    }
    commas
}
