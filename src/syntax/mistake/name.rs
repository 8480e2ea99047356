//! Names that aren't: reserved words, digits at the start, dots, hyphens at the end, single quotes.

use super::port::is_protocol;
use super::token::{Kind, Token};
use super::word::is_statement;
use super::{Code, Diagnostic, Failure};
use crate::source::Span;
use crate::syntax::build::is_reserved;
use crate::syntax::grammar::Rule;
use std::net::IpAddr;

const FORM: &str = "a name is letters, digits, `-` and `_`, from a letter to a letter or digit; \
                    anything else is quoted";

/// What is wrong with the name at the place.
pub fn explain(failure: &Failure<'_>) -> Option<Diagnostic> {
    quoted_address(failure)
        .or_else(|| braced_variable(failure))
        .or_else(|| single_quotes(failure))
        .or_else(|| reserved(failure))
        .or_else(|| malformed(failure))
}

impl Failure<'_> {
    /// Whether a name, or something that may be one, could stand at the place.
    pub(super) fn expects_name(&self) -> bool {
        const NAMES: [Rule; 17] = [
            Rule::name,
            Rule::names,
            Rule::pattern,
            Rule::patterns,
            Rule::scoped,
            Rule::member,
            Rule::place,
            Rule::endpoints,
            Rule::everywhere,
            Rule::subject,
            Rule::subjects,
            Rule::held_role,
            Rule::loop_variable,
            Rule::level,
            Rule::claim,
            Rule::flow,
            Rule::one_statement,
        ];
        NAMES.iter().any(|rule| self.expects(*rule))
    }
}

/// `""`.
pub fn empty_name(span: Span) -> Diagnostic {
    Diagnostic::new(Code::NameForm, span, "this name is empty")
        .label("a name has at least one character")
        .help("write what it is called; only the value of a label may be empty")
}

/// `"10.0.0.0/8"`.
fn quoted_address(failure: &Failure<'_>) -> Option<Diagnostic> {
    let found = failure.found().filter(|found| found.kind == Kind::String)?;
    let inner = found.text.trim_matches(['"', '\'']);
    let is_address = inner.parse::<ipnet::IpNet>().is_ok() || inner.parse::<IpAddr>().is_ok();
    if !is_address || !failure.expects(Rule::address) && !failure.expects(Rule::cidrs) {
        return None;
    }
    let span = failure.span_of(found);
    Some(
        Diagnostic::new(Code::Syntax, span, "addresses stand without quotes")
            .label("in quotes it is a name")
            .fix("remove the quotes", span, inner),
    )
}

/// `${env}`.
fn braced_variable(failure: &Failure<'_>) -> Option<Diagnostic> {
    let (open, name) = failure.tokens.windows(3).find_map(|tokens| match tokens {
        [dollar, open, name] if dollar.text.ends_with('$') && open.text == "{" => {
            (dollar.end() == open.start).then_some((open, name))
        }
        _ => None,
    })?;
    let end = name.end() + 1;
    let diagnostic =
        Diagnostic::new(Code::NameForm, failure.span(open.start, end), "a variable has no braces")
            .label(format!("write `${}`", name.text))
            .help("a variable ends at the first character that is no letter or digit");
    let goes_on =
        failure.text.get(end..).is_some_and(|rest| rest.starts_with(char::is_alphanumeric));
    Some(if goes_on {
        diagnostic
    } else {
        diagnostic.fix("remove the braces", failure.span(open.start, end), name.text)
    })
}

fn single_quotes(failure: &Failure<'_>) -> Option<Diagnostic> {
    let found = failure.found().filter(|found| found.text.starts_with('\''))?;
    let message = "strings stand in double quotes";
    let diagnostic =
        Diagnostic::new(Code::Syntax, failure.span_of(found), message).label("single quotes");
    let inner = found.text.strip_prefix('\'').and_then(|text| text.strip_suffix('\''));
    Some(match inner {
        Some(inner) => diagnostic.fix("use double quotes", failure.span_of(found), quoted(inner)),
        None => diagnostic,
    })
}

/// A reserved word where only a name can stand.
fn reserved(failure: &Failure<'_>) -> Option<Diagnostic> {
    let found = failure.found().filter(|found| is_reserved(found.text))?;
    let behind = failure.ahead(1);
    let as_clause = match found.text {
        "because" => behind.is_some_and(|next| next.kind == Kind::String),
        "until" => behind.is_some_and(|next| starts_with_digit(next.text)),
        _ => false,
    };
    if as_clause || !failure.expects_name() || failure.at == 0 {
        return None;
    }
    Some(reserved_word(failure.span_of(found), found.text))
}

/// `any` or `all` as an end of a flow.
pub fn every_endpoint(span: Span, word: &str) -> Diagnostic {
    Diagnostic::new(Code::ReservedWord, span, format!("`{word}` is no endpoint"))
        .label("every pod, or everybody?")
        .help("`*` is every pod of this zone, `prod/*` every pod of that one")
        .help("`cluster` is every pod of every namespace, `internet` public addresses, `anywhere` all of it")
        .help(format!("a segment of that name stands in quotes: `\"{word}\"`"))
}

/// A reserved word as a name.
pub fn reserved_word(span: Span, word: &str) -> Diagnostic {
    if let "because" | "until" | "can" | "has" | "tcp" | "udp" | "sctp" | "icmp" | "egress"
    | "ingress" = word
    {
        let message = format!("a name is missing before `{word}`");
        return Diagnostic::new(Code::ReservedWord, span, message)
            .label("a word of the language, and no name")
            .help(format!("if it is a name, quote it: `\"{word}\"`"));
    }
    let message = format!("`{word}` is a word of the language, and no name");
    Diagnostic::new(Code::ReservedWord, span, message)
        .label("a name is expected here")
        .help("a quoted word is always a name")
        .maybe_fix("quote it", span, quoted(word))
}

/// A word that is no name at its start, at its end or in its middle.
fn malformed(failure: &Failure<'_>) -> Option<Diagnostic> {
    let found = failure.found()?;
    let glued = |token: &&Token<'_>| token.end() == found.start && token.is_word();
    let is_port = failure.back(1).is_some_and(|slash| slash.text == "/")
        && failure.back(2).is_some_and(is_protocol);
    if is_port && failure.at > found.start {
        return None;
    }
    if let "-" | "_" = found.text
        && failure.at == found.start
        && let Some(before) = failure.back(1).filter(glued)
        && !starts_with_digit(before.text)
    {
        return Some(ends_in_hyphen(failure, before.start, found.end()));
    }
    if !found.is_word() {
        return None;
    }
    let rest = failure.text.get(failure.at..found.end()).unwrap_or_default();
    let first = rest.chars().next()?;
    let remark = match first {
        _ if failure.at > found.start && starts_with_digit(found.text) => return None,
        '-' | '_' if failure.at > found.start && found.text.ends_with(['-', '_']) => {
            return Some(ends_in_hyphen(failure, found.start, found.end()));
        }
        '.' | '@' | '%' | '+' | '*' if failure.at > found.start => {
            format!("`{first}` is in no name")
        }
        _ if failure.here == 1 && is_statement(failure.first()) && found.text.contains('@') => {
            "`@` is in no name".to_owned()
        }
        _ if !first.is_ascii() => format!("`{first}` is no ASCII letter"),
        _ if failure.at > found.start || !failure.expects_name() => return None,
        '0'..='9' if found.text.contains(char::is_alphabetic) => {
            "it starts with a digit".to_owned()
        }
        '-' | '_' | '.' | '@' | '%' | '+' => format!("it starts with `{first}`"),
        _ => return None,
    };
    let span = failure.span_of(found);
    let message = format!("`{}` is no name without quotes", found.text);
    let diagnostic = Diagnostic::new(Code::NameForm, span, message).label(remark).help(FORM);
    Some(diagnostic.maybe_fix("quote it", span, quoted(found.text)))
}

fn ends_in_hyphen(failure: &Failure<'_>, start: usize, end: usize) -> Diagnostic {
    let text = failure.text.get(start..end).unwrap_or_default();
    let name = text.trim_end_matches(['-', '_']);
    let span = failure.span(start + name.len(), end);
    Diagnostic::new(Code::NameForm, span, format!("`{text}` ends in no letter or digit"))
        .label("a name can't end in this")
        .help(FORM)
        .maybe_fix(format!("write `{name}`"), span, "")
}

fn starts_with_digit(text: &str) -> bool {
    text.starts_with(|char: char| char.is_ascii_digit())
}

/// The string that means `text`.
pub fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
