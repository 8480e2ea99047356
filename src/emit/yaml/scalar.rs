//! How a string is written: bare, in single quotes, or in double quotes with escapes.

use std::fmt::Write;

/// Appends a string as a YAML scalar on one line.
pub fn string(text: &str, out: &mut String) {
    match style(text) {
        Style::Bare => out.push_str(text),
        Style::Single => single(text, out),
        Style::Double => double(text, out),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    Bare,
    Single,
    Double,
}

/// A control character, in ASCII.
const CONTROL: u8 = 1;
/// A part of a character outside ASCII.
const WIDE: u8 = 2;
/// `:`, `#` or a blank: what matters is what stands beside it.
const CONTEXT: u8 = 4;
/// No part of any number, date or time.
const TEXT: u8 = 8;

/// The classes of every byte.
const CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut rest: &mut [u8] = &mut classes;
    let mut byte = 0_u8;
    while let Some((class, tail)) = rest.split_first_mut() {
        *class = class_of(byte);
        byte = byte.wrapping_add(1);
        rest = tail;
    }
    classes
};

const fn class_of(byte: u8) -> u8 {
    match byte {
        0..0x20 | 0x7f => CONTROL,
        0x80.. => WIDE | TEXT,
        b' ' | b':' => CONTEXT,
        b'#' => CONTEXT | TEXT,
        b'0'..=b'9' | b'+' | b'-' | b'.' | b',' | b'_' => 0,
        // Hexadecimal digits, prefixes and exponents; `T` and `Z` of timestamps; `inf` and `nan`.
        b'a'..=b'f' | b'A'..=b'F' | b'x' | b'X' | b'o' | b'O' | b'p' | b'P' => 0,
        b't' | b'T' | b'z' | b'Z' | b'i' | b'I' | b'n' | b'N' => 0,
        _ => TEXT,
    }
}

/// Words that YAML 1.1 or 1.2 takes for a boolean or for null, in any case.
const WORDS: [&str; 9] = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"];

fn style(text: &str) -> Style {
    let bytes = text.as_bytes();
    let Some(first) = bytes.first() else { return Style::Single };
    let classes = bytes.iter().fold(0, |classes, byte| {
        classes | CLASSES.get(usize::from(*byte)).copied().unwrap_or(CONTROL)
    });
    if classes & CONTROL != 0 || (classes & WIDE != 0 && !text.chars().all(printable)) {
        return Style::Double;
    }
    if classes & CONTEXT != 0 && has_context(bytes) {
        return Style::Single;
    }
    let bare = match first {
        b'a'..=b'z' | b'A'..=b'Z' => {
            bytes.len() > 5 || !WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
        }
        // Anything that could be a number, a date or a time, and a little more.
        b'0'..=b'9' => classes & TEXT != 0,
        b'/' | b'_' | b'(' | b')' | b';' | b'$' | b'^' | b'\\' | 0x80.. => true,
        // `::/0`; a blank after it is found above.
        b':' => bytes.len() > 1,
        _ => false,
    };
    if bare { Style::Bare } else { Style::Single }
}

/// Whether `: `, ` #`, a `:` at the end or a blank at either end stands in it.
fn has_context(bytes: &[u8]) -> bool {
    let ends = bytes.first() == Some(&b' ') || matches!(bytes.last(), Some(b' ' | b':'));
    ends || bytes.windows(2).any(|pair| matches!(pair, b": " | b" #"))
}

/// Whether a character is seen as itself: no control, no line break of YAML 1.1, nothing invisible, nothing
/// that turns the direction of text, nothing beyond the basic plane.
pub const fn printable(char: char) -> bool {
    match char {
        ' '..='~' => true,
        '\0'..='\u{a0}' | '\u{ad}' | '\u{61c}' | '\u{180e}' => false,
        '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' => false,
        '\u{e000}'..='\u{f8ff}' | '\u{feff}' | '\u{fff0}'.. => false,
        _ => true,
    }
}

fn single(text: &str, out: &mut String) {
    out.push('\'');
    for (at, part) in text.split('\'').enumerate() {
        if at > 0 {
            out.push_str("''");
        }
        out.push_str(part);
    }
    out.push('\'');
}

fn double(text: &str, out: &mut String) {
    out.push('"');
    for char in text.chars() {
        match char {
            '"' | '\\' => {
                out.push('\\');
                out.push(char);
            }
            _ if printable(char) => out.push(char),
            _ => escape(char, out),
        }
    }
    out.push('"');
}

/// Appends the escape of a character in double quotes.
pub fn escape(char: char, out: &mut String) {
    let _infallible = match char {
        '\n' => out.write_str("\\n"),
        '\r' => out.write_str("\\r"),
        '\t' => out.write_str("\\t"),
        '\0'..='\u{ff}' => write!(out, "\\x{:02X}", u32::from(char)),
        '\u{100}'..='\u{ffff}' => write!(out, "\\u{:04X}", u32::from(char)),
        _ => write!(out, "\\U{:08X}", u32::from(char)),
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    fn styles(style_of: Style, texts: &[&str]) {
        for text in texts {
            assert_eq!(style(text), style_of, "{text:?}");
        }
    }

    #[test]
    fn what_policies_are_made_of_stands_bare() {
        styles(
            Style::Bare,
            &[
                "netz-frontend",
                "kubernetes.io/metadata.name",
                "TCP",
                "10.0.0.0/8",
                "2001:db8::/32",
                "::/0",
                "::1/128",
                "fc00::/7",
                "system:serviceaccount:prod:deployer",
                "oidc:dev",
                "/healthz/*",
                "ledger API, PCI-1234",
                "it's",
                "1password",
                "3scale",
                "10Gi/s",
                "Prune=false,Delete=false",
                "naïve",
                "a#b",
            ],
        );
    }

    #[test]
    fn what_some_reader_takes_for_something_else_is_quoted() {
        styles(
            Style::Single,
            &[
                "",
                "y",
                "N",
                "Yes",
                "nO",
                "on",
                "OFF",
                "tRue",
                "FALSE",
                "null",
                "Null",
                "~",
                "0",
                "-1",
                "+1",
                "1_000",
                "0x1F",
                "0X1f",
                "012",
                "0o17",
                "0b101",
                "1:30",
                "190:20:30",
                "1.5",
                "1e3",
                "1E+3",
                ".5",
                ".inf",
                "-.INF",
                ".NaN",
                "0x1p-2",
                "2027-06-30",
                "2001-12-14 21:59:43.10 -5",
                "2001-12-14t21:59:43Z",
                "=",
                "<<",
                " a",
                "a ",
                "a: b",
                "a:",
                "a #b",
                "# a",
                "- a",
                "-",
                "---",
                "...",
                "--- a",
                "?",
                "? a",
                ":",
                ": a",
                "*",
                "&a",
                "!a",
                "|",
                ">",
                "%a",
                "@a",
                "`a",
                "[a]",
                "{a}",
                ",",
                "'a'",
                "\"a\"",
                "1.2.3.4",
            ],
        );
    }

    #[test]
    fn what_cannot_be_seen_is_escaped() {
        styles(
            Style::Double,
            &[
                "a\nb", "a\tb", "\r", "\0", "\u{7f}", "\u{85}", "\u{a0}", "\u{2028}", "\u{202e}",
                "\u{200b}", "\u{feff}", "\u{ffff}", "😀",
            ],
        );
        let mut out = String::new();
        string("a\"\\\n\u{1}é\u{202e}😀", &mut out);
        assert_eq!(out, "\"a\\\"\\\\\\n\\x01é\\u202E\\U0001F600\"");
        out.clear();
        string("it's: so", &mut out);
        assert_eq!(out, "'it''s: so'");
    }
}
