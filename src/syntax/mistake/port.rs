//! Ports as other tools write them.

use super::token::Token;
use super::{Code, Context, Diagnostic, Failure};
use crate::source::Span;
use crate::syntax::grammar::Rule;

/// What is wrong with the ports.
pub fn explain(failure: &Failure<'_>) -> Option<Diagnostic> {
    swapped(failure)
        .or_else(|| behind_colon(failure))
        .or_else(|| other_separator(failure))
        .or_else(|| behind_slash(failure))
        .or_else(|| list(failure))
        .or_else(|| range(failure))
        .or_else(|| bare_number(failure))
}

/// Whether a token is `tcp`, `udp` or `sctp`, in whatever letters.
pub fn is_protocol(token: &Token<'_>) -> bool {
    matches!(token.text.to_ascii_lowercase().as_str(), "tcp" | "udp" | "sctp")
}

/// `80` or `8000-8100`.
fn is_port_number(token: &Token<'_>) -> bool {
    token.text.starts_with(|char: char| char.is_ascii_digit())
        && token.text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-')
        && token.text.split('-').count() <= 2
        && token.text.split('-').all(|port| (1..=5).contains(&port.len()))
}

fn rewrite(span: Span, message: String, port: &str) -> Diagnostic {
    Diagnostic::new(Code::Syntax, span, message).label(format!("write `{port}`")).fix(
        format!("write `{port}`"),
        span,
        port,
    )
}

/// `80/tcp`.
fn swapped(failure: &Failure<'_>) -> Option<Diagnostic> {
    let (number, slash, protocol) = (failure.found()?, failure.ahead(1)?, failure.ahead(2)?);
    if !is_port_number(number) || slash.text != "/" || !is_protocol(protocol) {
        return None;
    }
    let port = format!("{}/{}", protocol.text.to_ascii_lowercase(), number.text);
    let span = failure.span_to(number, protocol);
    Some(rewrite(span, "the protocol stands before the port".to_owned(), &port))
}

/// `db:5432`.
fn behind_colon(failure: &Failure<'_>) -> Option<Diagnostic> {
    let colon_at = [failure.here, failure.here + 1]
        .into_iter()
        .find(|at| failure.tokens.get(*at).is_some_and(|token| token.text == ":"))?;
    let (name, colon) =
        (failure.tokens.get(colon_at.checked_sub(1)?)?, failure.tokens.get(colon_at)?);
    let number = failure.tokens.get(colon_at + 1).filter(|number| is_port_number(number))?;
    let takes_ports = failure.is_behind_arrow() || failure.context == Context::Cluster;
    if !takes_ports || !name.is_word() || is_protocol(name) || is_port_number(name) {
        return None;
    }
    let span = failure.span_to(colon, number);
    let port = format!("tcp/{}", number.text);
    Some(
        Diagnostic::new(Code::Syntax, span, "a port stands apart, with its protocol")
            .label(format!("write ` {port}`"))
            .maybe_fix(format!("write `{} {port}`", name.text), span, format!(" {port}")),
    )
}

/// `tcp 80`, `tcp:80`, `tcp=80`.
fn other_separator(failure: &Failure<'_>) -> Option<Diagnostic> {
    let protocol = failure.back(1).filter(|token| is_protocol(token))?;
    let number = match failure.found()? {
        token if is_port_number(token) => token,
        token if matches!(token.text, ":" | "=") => {
            failure.ahead(1).filter(|number| is_port_number(number))?
        }
        _ => return None,
    };
    let port = format!("{}/{}", protocol.text.to_ascii_lowercase(), number.text);
    let message = format!("`/` joins `{}` and its port", protocol.text);
    Some(rewrite(failure.span_to(protocol, number), message, &port))
}

/// What stands around a `/` that was not taken: `TCP/80`, `tcp/`, `icmp/8`, `http/80`.
fn behind_slash(failure: &Failure<'_>) -> Option<Diagnostic> {
    let slash = failure.found().filter(|found| found.text == "/")?;
    let (word, value) = (failure.back(1).filter(|word| word.is_word())?, failure.ahead(1));
    let before = failure.back(2).map_or("", |before| before.text);
    if matches!(before, "" | "," | "->" | "<->" | "->>" | "/") {
        return None;
    }
    if !(failure.is_behind_arrow() || failure.expects(Rule::port) || failure.first() == "segment") {
        return None;
    }
    let small = word.text.to_ascii_lowercase();
    let span = value.map_or(failure.span_to(word, slash), |value| failure.span_to(word, value));
    if small == "icmp" || small == "icmpv6" {
        return Some(
            Diagnostic::new(Code::Icmp, span, "NetworkPolicy can't say anything about ICMP")
                .label("no port of TCP, UDP or SCTP")
                .help("remove it; whether ICMP passes is up to the network plugin"),
        );
    }
    if !is_protocol(word) {
        return Some(
            Diagnostic::new(Code::Syntax, failure.span_of(word), format!("`{}` is no protocol", word.text))
                .label("expected `tcp`, `udp` or `sctp`")
                .help("a port is a protocol and a number or name, `tcp/80` or `tcp/http`; `any` is every port"),
        );
    }
    if small != word.text {
        let span = failure.span_of(word);
        return Some(rewrite(span, "protocols are written in small letters".to_owned(), &small));
    }
    Some(match value {
        Some(star) if star.text.starts_with('*') => {
            rewrite(span, format!("`{small}` alone is every port of it"), &small)
        }
        Some(open) if matches!(open.text, "[" | "(") => {
            Diagnostic::new(Code::Syntax, failure.span_of(open), "ports stand without brackets")
                .label("no bracket belongs here")
                .help(format!("write `{small}/80,443`"))
        }
        Some(number) if number.start > slash.end() && is_port_number(number) => {
            let port = format!("{small}/{}", number.text);
            rewrite(span, format!("no blank stands in `{port}`"), &port)
        }
        _ => Diagnostic::new(
            Code::Syntax,
            failure.span_of(slash),
            format!("`{small}/` lacks its port"),
        )
        .label("expected a number, a range or a name")
        .help(format!(
            "`{small}/80`, `{small}/8000-8100`, `{small}/http`; `{small}` alone is every port of it"
        )),
    })
}

/// `tcp/80, 443`, `tcp/80, udp/53`.
fn list(failure: &Failure<'_>) -> Option<Diagnostic> {
    let comma = failure.found().filter(|found| found.text == ",")?;
    let mut before = failure.tokens.iter().take(failure.here).rev();
    let before = before.find(|token| !is_port_number(token) && token.text != ",")?;
    if before.text != "/" && !is_protocol(before) {
        return None;
    }
    let span = failure.span_of(comma);
    match failure.ahead(1) {
        None => Some(
            Diagnostic::new(Code::Syntax, span, "nothing stands behind this comma")
                .label("ports are separated by blanks")
                .fix("remove the comma", span, ""),
        ),
        Some(number) if is_port_number(number) => Some(
            Diagnostic::new(
                Code::Syntax,
                span,
                "no blank stands between the ports of one protocol",
            )
            .label("followed by a blank")
            .fix("remove the blank", failure.span(comma.start, number.start), ","),
        ),
        Some(protocol) if is_protocol(protocol) => Some(
            Diagnostic::new(Code::Syntax, span, "ports are separated by blanks")
                .label("no comma belongs here")
                .fix("remove the comma", span, ""),
        ),
        _ => None,
    }
}

/// `tcp/80-`, `tcp/80..90`, `tcp/80:90`.
fn range(failure: &Failure<'_>) -> Option<Diagnostic> {
    let found = failure.found()?;
    let (before, first) = if failure.at > found.start {
        (failure.back(1)?, failure.text.get(found.start..failure.at)?)
    } else {
        (failure.back(2)?, failure.back(1).filter(|first| first.end() == found.start)?.text)
    };
    if before.text != "/" || !first.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let rest = failure.text.get(failure.at..)?;
    let behind = rest.trim_start_matches(['-', '.', ':']);
    let separator = rest.len() - behind.len();
    if separator == 0 {
        return None;
    }
    let span = failure.span(failure.at, failure.at + separator);
    let diagnostic =
        Diagnostic::new(Code::Syntax, span, "a range of ports is two numbers with `-` between");
    Some(if behind.starts_with(|char: char| char.is_ascii_digit()) {
        diagnostic.label("expected `-`").fix("write `-`", span, "-")
    } else {
        diagnostic
            .label("the last port is missing")
            .help(format!("`{first}-65535` is every port from {first} on"))
    })
}

/// `-> db 5432`.
fn bare_number(failure: &Failure<'_>) -> Option<Diagnostic> {
    let number = failure.found().filter(|number| is_port_number(number))?;
    if !failure.expects(Rule::port) && !failure.expects(Rule::exact_port) {
        return None;
    }
    let word =
        failure.back(1).filter(|word| matches!(word.text, "port" | "ports") && failure.here > 1);
    let span = word.map_or(failure.span_of(number), |word| failure.span_to(word, number));
    let port = format!("tcp/{}", number.text);
    Some(
        Diagnostic::new(Code::Syntax, span, format!("port {} has no protocol", number.text))
            .label("expected `tcp/`, `udp/` or `sctp/` and the number")
            .maybe_fix(format!("write `{port}`"), span, port),
    )
}
