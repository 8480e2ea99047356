//! The classes of what the grammar can't read, by the words and symbols around.

use super::super::build::is_reserved;
use super::super::mistake::token::{Kind, Token};
use super::super::mistake::word;
use super::Class;
use std::ops::Range;

/// Gives the tokens that have a class to `found`; `first` says that a statement begins with them.
pub fn classify(tokens: &[Token<'_>], first: bool, mut found: impl FnMut(Range<usize>, Class)) {
    let decides = |token: &Token<'_>| match token.text {
        "->" | "<->" | "->>" => Some(Class::Segment),
        "can" | "has" => Some(Class::Account),
        _ => None,
    };
    let lists = first && tokens.get(1).is_some_and(|second| matches!(second.text, "," | "/"));
    let mut expected = tokens.iter().find_map(decides).or_else(|| lists.then_some(Class::Segment));
    let mut before: Option<&Token<'_>> = None;
    for (at, token) in tokens.iter().enumerate() {
        let next = tokens.get(at + 1);
        let begins = first && at == 0;
        let class = match token.kind {
            Kind::String => Some(Class::String),
            Kind::Symbol => symbol(token.text),
            Kind::Word if is_port(before, token) => Some(Class::Port),
            Kind::Word if is_service(token, next, tokens.get(at + 2)) => Some(Class::Keyword),
            Kind::Word => word_alone(token.text, begins, next).or_else(|| {
                let is_zone =
                    next.is_some_and(|next| next.text == "/" && next.start == token.end());
                let names = matches!(expected, None | Some(Class::Segment | Class::Account));
                if is_zone && names { Some(Class::Zone) } else { expected }
            }),
        };
        if let Some(class) = class {
            found(token.start..token.end(), class);
        }
        let goes_on = |text: &str| matches!(text, "," | "/");
        expected = after(token.text, class).or_else(|| match expected {
            _ if goes_on(token.text) || next.is_some_and(|next| goes_on(next.text)) => expected,
            Some(Class::Verb) => Some(Class::Resource),
            _ if decides(token).is_some() || begins && class == Some(Class::Keyword) => expected,
            _ => None,
        });
        before = Some(token);
    }
}

fn symbol(text: &str) -> Option<Class> {
    let known = ["->", "<->", "->>", "=", "==", "!=", "!", "|"].contains(&text);
    known.then_some(Class::Operator)
}

/// A word that needs nothing around it to be known.
fn word_alone(text: &str, begins: bool, next: Option<&Token<'_>>) -> Option<Class> {
    let is_name = next
        .is_some_and(|next| matches!(next.text, "->" | "<->" | "->>" | "," | "/" | "can" | "has"));
    match text {
        "tcp" | "udp" | "sctp" | "icmp" | "any" => Some(Class::Protocol),
        "*" => Some(Class::Operator),
        _ if is_reserved(text) => Some(Class::Keyword),
        _ if begins && !is_name && (word::is_statement(text) || word::is_fact(text)) => {
            Some(Class::Keyword)
        }
        _ if text.starts_with(|char: char| char.is_ascii_digit()) && text.contains('.') => {
            Some(Class::Address)
        }
        _ => None,
    }
}

/// Whether a word is glued to the `/` behind a protocol, or stands for more of its ports.
fn is_port(before: Option<&Token<'_>>, token: &Token<'_>) -> bool {
    before.is_some_and(|before| before.text == "/" && before.end() == token.start)
        && token.text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-')
}

/// Whether a word is the `service` of `service pay/api`.
fn is_service(token: &Token<'_>, next: Option<&Token<'_>>, slash: Option<&Token<'_>>) -> bool {
    let (Some(name), Some(slash)) = (next, slash) else { return false };
    let is_name = match name.kind {
        Kind::Word => !is_reserved(name.text),
        Kind::String => true,
        Kind::Symbol => false,
    };
    token.text == "service" && is_name && slash.text == "/" && slash.start == name.end()
}

/// What names are behind a word or symbol.
fn after(text: &str, class: Option<Class>) -> Option<Class> {
    match (class?, text) {
        (Class::Operator, "->" | "<->" | "->>") => Some(Class::Segment),
        (Class::Keyword, "zone" | "in" | "cluster") => Some(Class::Zone),
        (Class::Keyword, "segment" | "net" | "service") => Some(Class::Segment),
        (Class::Keyword, "account" | "user" | "group" | "as") => Some(Class::Account),
        (Class::Keyword, "role" | "has") => Some(Class::Role),
        (Class::Keyword, "port") => Some(Class::Port),
        (Class::Keyword, "can") => Some(Class::Verb),
        (Class::Keyword, "resource") => Some(Class::Resource),
        (Class::Keyword, "named") => Some(Class::Value),
        _ => None,
    }
}
