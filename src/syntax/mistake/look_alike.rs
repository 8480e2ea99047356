//! Characters that look like those of the language and aren't: dashes, arrows, blanks, quotes, letters.

use super::token::{Kind, Token};
use super::{Code, Diagnostic, Failure};
use crate::diagnostic::{Applicability, Edit};

/// Reports the first one; its fix replaces all of the statement.
pub fn explain(failure: &Failure<'_>) -> Option<Diagnostic> {
    let mut edits = Vec::new();
    let mut first = None;
    for (start, char) in suspects(&failure.tokens) {
        if let Some(ascii) = meant(char) {
            let span = failure.span(start, start + char.len_utf8());
            first.get_or_insert((span, char, ascii));
            edits.push(Edit { span, replacement: ascii.to_owned() });
        }
    }
    let (span, char, ascii) = first?;
    let number = format!("U+{:04X}", u32::from(char));
    let (message, title) = match ascii {
        "" => (format!("an invisible character ({number}) stands here"), "remove it".to_owned()),
        " " => {
            (format!("this blank ({number}) is no ordinary blank"), "use an ordinary blank".into())
        }
        _ if char.is_alphabetic() => (
            format!("this `{char}` ({number}) only looks like `{ascii}`"),
            format!("write `{ascii}`"),
        ),
        _ => (format!("`{char}` ({number}) is not `{ascii}`"), format!("write `{ascii}`")),
    };
    let diagnostic = Diagnostic::new(Code::LookAlike, span, message)
        .label("not what it looks like")
        .help("outside strings and comments a program is written in ASCII")
        .fixes(title, edits, Applicability::Safe);
    Some(diagnostic)
}

/// The characters outside ASCII, with their places. Of a string in curly quotes only the quotes: what is
/// between them is text.
fn suspects(tokens: &[Token<'_>]) -> Vec<(usize, char)> {
    let mut suspects = Vec::new();
    for token in tokens {
        let chars = token.text.char_indices().map(|(at, char)| (token.start + at, char));
        match token.kind {
            Kind::String => {
                suspects.extend(chars.clone().next());
                suspects.extend(chars.skip(1).last());
            }
            _ => suspects.extend(chars),
        }
    }
    suspects.retain(|(_, char)| !char.is_ascii());
    suspects
}

/// The ASCII that a character is taken for.
fn meant(char: char) -> Option<&'static str> {
    Some(match char {
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' => "-",
        '→' | '⟶' | '➔' | '➜' | '➝' | '➞' | '➡' | '⇒' | '⟹' => "->",
        '↔' | '⟷' | '⇔' | '⟺' => "<->",
        '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => " ",
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' => "",
        '\u{2060}'..='\u{2069}' | '\u{feff}' => "",
        '“' | '”' | '„' | '‟' | '«' | '»' | '‘' | '’' | '‚' | '＂' => "\"",
        '，' | '、' => ",",
        '：' => ":",
        '；' => ";",
        '／' | '⁄' | '∕' => "/",
        '＝' => "=",
        '≠' => "!=",
        '（' => "(",
        '）' => ")",
        '＊' | '∗' => "*",
        '｜' | '∣' => "|",
        '！' => "!",
        '＃' => "#",
        '＄' => "$",
        '．' => ".",
        _ => letter(char)?,
    })
}

/// Cyrillic and Greek letters that look like Latin ones.
fn letter(char: char) -> Option<&'static str> {
    Some(match char {
        'а' | 'α' => "a",
        'с' | 'ϲ' => "c",
        'ԁ' => "d",
        'е' => "e",
        'һ' => "h",
        'і' | 'ι' => "i",
        'ј' => "j",
        'ο' | 'о' => "o",
        'р' | 'ρ' => "p",
        'ѕ' => "s",
        'ν' => "v",
        'х' | 'χ' => "x",
        'у' | 'γ' => "y",
        'А' | 'Α' => "A",
        'В' | 'Β' => "B",
        'С' => "C",
        'Е' | 'Ε' => "E",
        'Н' | 'Η' => "H",
        'І' | 'Ι' => "I",
        'К' | 'Κ' => "K",
        'М' | 'Μ' => "M",
        'Ν' => "N",
        'О' | 'Ο' => "O",
        'Р' | 'Ρ' => "P",
        'Т' | 'Τ' => "T",
        'Х' | 'Χ' => "X",
        _ => return None,
    })
}
