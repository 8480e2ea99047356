//! Tokens of broken text: coarse, and never wrong about where they are.

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Letters, digits and what is mixed with them: names, numbers, addresses, dates.
    Word,
    /// A string in double quotes.
    String,
    /// Punctuation.
    Symbol,
}

/// A token of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token<'t> {
    /// What it is.
    pub kind: Kind,
    /// Its text.
    pub text: &'t str,
    /// Where it starts in the statement.
    pub start: usize,
}

impl Token<'_> {
    /// Where it ends in the statement.
    pub const fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// Whether it is a word.
    pub fn is_word(&self) -> bool {
        self.kind == Kind::Word
    }
}

/// Symbols of more than one character, the longest first.
const SYMBOLS: [&str; 18] = [
    "<->", "->>", "-->", "==>", "<=>", "->", "=>", "~>", "<-", "<=", "==", "!=", ":=", "&&", "||",
    "//", "/*", ">>",
];

/// Cuts a statement into tokens; blanks, newlines and comments are between them.
pub fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut start = 0;
    while let Some(rest) = text.get(start..)
        && let Some(first) = rest.chars().next()
    {
        let (kind, length) = match first {
            ' ' | '\t' | '\r' | '\n' => {
                start += 1;
                continue;
            }
            '#' => {
                start += rest.find('\n').unwrap_or(rest.len());
                continue;
            }
            '"' => (Kind::String, string(rest)),
            '“' | '”' | '„' | '«' if curly(rest).is_some() => {
                (Kind::String, curly(rest).unwrap_or(rest.len()))
            }
            '\'' => (Kind::String, single(rest)),
            _ => match word(rest) {
                0 => {
                    let glued = tokens.last().is_some_and(|last: &Token<'_>| last.end() == start);
                    (Kind::Symbol, symbol(rest, first, glued))
                }
                length => (Kind::Word, length),
            },
        };
        tokens.push(Token { kind, text: rest.get(..length).unwrap_or(rest), start });
        start += length.max(1);
    }
    tokens
}

fn string(rest: &str) -> usize {
    let mut escaped = false;
    for (at, char) in rest.char_indices().skip(1) {
        match char {
            '"' if !escaped => return at + 1,
            '\n' => return at,
            _ => escaped = char == '\\' && !escaped,
        }
    }
    rest.len()
}

/// A string in single quotes, or the quote alone.
fn single(rest: &str) -> usize {
    let line = rest.split('\n').next().unwrap_or_default();
    line.char_indices().skip(1).find(|(_, char)| *char == '\'').map_or(1, |(at, _)| at + 1)
}

/// A string in curly quotes, closed on its line.
fn curly(rest: &str) -> Option<usize> {
    let line = rest.split('\n').next()?;
    let mut quotes = line.char_indices().skip(1);
    let (at, close) = quotes.find(|(_, char)| matches!(char, '“' | '”' | '»'))?;
    Some(at + close.len_utf8())
}

fn word(rest: &str) -> usize {
    let mut end = 0;
    for (at, char) in rest.char_indices() {
        let next = rest.get(at + char.len_utf8()..).unwrap_or_default();
        let belongs = match char {
            '-' => at > 0 && !next.starts_with(['>', '-']),
            '_' | '$' | '.' | '*' | '@' | '%' | '+' => true,
            _ => char.is_alphanumeric(),
        };
        if !belongs {
            break;
        }
        end = at + char.len_utf8();
    }
    end
}

/// A `/` that is glued to what is before it begins no comment.
fn symbol(rest: &str, first: char, glued: bool) -> usize {
    let mut symbols = SYMBOLS.iter().filter(|symbol| !(glued && symbol.starts_with('/')));
    let known = symbols.find(|symbol| rest.starts_with(**symbol));
    known.map_or(first.len_utf8(), |symbol| symbol.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_what_a_person_would_point_at() {
        let text = "a-b->c,\n d/10.0.0.0 # x\n => 'q' \"s\\\"\" –>";
        let texts: Vec<_> = tokens(text).iter().map(|token| token.text).collect();
        let wanted =
            ["a-b", "->", "c", ",", "d", "/", "10.0.0.0", "=>", "'q'", "\"s\\\"\"", "–", ">"];
        assert_eq!(texts, wanted);
    }
}
