//! Ports at the source of a flow, where other tools write them.

use super::port::{is_port_number, is_protocol};
use super::token::Token;
use super::{Code, Diagnostic, Failure};
use crate::diagnostic::{Applicability, Edit};

/// `web tcp/443 -> db`, `web, tcp/443 -> db`, `web:443 -> db`, `web 443 -> db`.
pub fn explain(failure: &Failure<'_>) -> Option<Diagnostic> {
    if failure.is_behind_arrow() {
        return None;
    }
    let arrow = failure.tokens.iter().position(|token| matches!(token.text, "->" | "<->"))?;
    let before = failure.tokens.get(..arrow)?;
    let first = first_port(before).filter(|first| *first > 0 && failure.here + 1 >= *first)?;
    let (name, start, last) =
        (before.get(first - 1)?, before.get(first)?, before.get(arrow.checked_sub(1)?)?);
    let is_sign = matches!(name.text, "," | ":");
    let name = if is_sign { before.get(first.checked_sub(2)?)? } else { name };
    let ports = failure.text.get(start.start..last.end())?;
    let ports = if is_port_number(start) && !ports.contains('/') {
        format!("tcp/{ports}")
    } else {
        ports.to_owned()
    };
    let diagnostic = Diagnostic::new(
        Code::Syntax,
        failure.span_to(start, last),
        "ports stand behind the destination",
    )
    .label("at the source")
    .help("they are the ports that are connected to; no policy knows the port that a connection comes from");
    let removal = Edit { span: failure.span(name.end(), last.end()), replacement: String::new() };
    let only_ports = before.iter().skip(first).all(|token| {
        is_protocol(token)
            || is_port_number(token)
            || matches!(token.text, "/" | ",")
            || follows_slash(failure, token)
    });
    if !only_ports {
        return Some(diagnostic);
    }
    let end = end_of_destination(failure, arrow)?;
    let target = failure.tokens.get(arrow + 1..end)?;
    let is_named = target.first().is_some_and(|token| !is_protocol(token));
    let (Some(to), true) = (target.last(), is_named) else { return Some(diagnostic) };
    if first_port(target).is_some() || target.iter().any(|token| token.text == "any") {
        return Some(diagnostic.fixes("remove them", vec![removal], Applicability::Unsafe));
    }
    let insertion =
        Edit { span: failure.span(to.end(), to.end()), replacement: format!(" {ports}") };
    let edits = vec![removal, insertion];
    Some(diagnostic.fixes("move them", edits, Applicability::Unsafe))
}

/// Where in some tokens ports begin: at a protocol with its `/`, or at a number alone.
fn first_port(tokens: &[Token<'_>]) -> Option<usize> {
    (0..tokens.len()).find(|at| {
        let (token, next) = (tokens.get(*at), tokens.get(at + 1).map_or("", |next| next.text));
        let before = at.checked_sub(1).and_then(|at| tokens.get(at)).map_or("", |it| it.text);
        token.is_some_and(|token| {
            is_protocol(token) && matches!(next, "/" | "") && before != "/"
                || is_port_number(token) && next != "." && before != "/"
        })
    })
}

/// `http` of `tcp/http`.
fn follows_slash(failure: &Failure<'_>, token: &Token<'_>) -> bool {
    failure.tokens.iter().any(|before| before.text == "/" && before.end() == token.start)
}

/// The token behind the last of the destination.
fn end_of_destination(failure: &Failure<'_>, arrow: usize) -> Option<usize> {
    let behind = failure.tokens.get(arrow + 1..)?;
    let ends = |token: &Token<'_>| {
        matches!(token.text, "because" | "until" | "egress" | "ingress" | "{" | "->" | "<->")
    };
    Some(arrow + 1 + behind.iter().position(ends).unwrap_or(behind.len()))
}
