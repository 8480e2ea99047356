//! Ports as other tools write them.

use super::token::Token;
use super::{Code, Context, Diagnostic, Failure};
use crate::k8s::name;
use crate::source::Span;
use crate::syntax::grammar::Rule;
use std::net::IpAddr;

/// What is wrong with the ports.
pub fn explain(failure: &Failure<'_>) -> Option<Diagnostic> {
    port_name(failure)
        .or_else(|| two_protocols(failure))
        .or_else(|| glued_list(failure))
        .or_else(|| named_field(failure))
        .or_else(|| every(failure))
        .or_else(|| swapped(failure))
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
pub fn is_port_number(token: &Token<'_>) -> bool {
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

/// `tcp/my_port`: `_` is in no port's name.
fn port_name(failure: &Failure<'_>) -> Option<Diagnostic> {
    let found = failure.found().filter(|found| failure.at > found.start && found.is_word())?;
    let is_value = failure.back(1)?.text == "/" && is_protocol(failure.back(2)?);
    let reason = name::port_name(found.text).err()?;
    if !is_value || !found.text.starts_with(|char: char| char.is_ascii_alphabetic()) {
        return None;
    }
    let span = failure.span_of(found);
    let message = format!("`{}` is no name of a container port: {reason}", found.text);
    let diagnostic = Diagnostic::new(Code::BadPort, span, message)
        .help("write a number, or the `name` that the container gives the port");
    let meant = found.text.to_ascii_lowercase().replace(['_', '.'], "-");
    Some(if name::port_name(&meant).is_ok() {
        diagnostic.maybe_fix(format!("write `{meant}`"), span, meant)
    } else {
        diagnostic
    })
}

/// `tcp/udp/53`.
fn two_protocols(failure: &Failure<'_>) -> Option<Diagnostic> {
    let slash = failure.found().filter(|found| found.text == "/")?;
    let (second, between, first) = (failure.back(1)?, failure.back(2)?, failure.back(3)?);
    let number = failure.ahead(1).filter(|number| is_port_number(number))?;
    if !is_protocol(second) || !is_protocol(first) || between.text != "/" {
        return None;
    }
    let each = [first, second]
        .map(|protocol| format!("{}/{}", protocol.text.to_ascii_lowercase(), number.text));
    let ports = each.join(" ");
    let span = failure.span_to(first, number);
    let message = "a port has one protocol";
    Some(
        Diagnostic::new(Code::Syntax, span, message)
            .label("two protocols")
            .also(failure.span_of(slash), "the second `/`")
            .maybe_fix(format!("write `{ports}`"), span, ports),
    )
}

/// `-> db *`, `-> db all`.
fn every(failure: &Failure<'_>) -> Option<Diagnostic> {
    let found = failure.found().filter(|_| failure.expects(Rule::port))?;
    let every = matches!(found.text, "*" | "all" | "ALL" | "Any" | "ANY");
    (every && failure.is_behind_arrow() && failure.at == found.start).then(|| {
        let span = failure.span_of(found);
        Diagnostic::new(Code::Syntax, span, format!("`{}` is no port", found.text))
            .label("every port is `any`")
            .help("`tcp` alone is every port of TCP; narrower is `tcp/80`")
            .maybe_fix("write `any`", span, "any")
    })
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
    let before = |back: usize| colon_at.checked_sub(back).and_then(|at| failure.tokens.get(at));
    // The length of a prefix is a number, too.
    let is_prefix = before(2).is_some_and(|slash| slash.text == "/")
        && before(3).is_some_and(|address| address.text.parse::<IpAddr>().is_ok());
    if !takes_ports || !name.is_word() || is_protocol(name) || is_port_number(name) && !is_prefix {
        return None;
    }
    let span = failure.span_to(colon, number);
    let port = format!("tcp/{}", number.text);
    let start = before(3).filter(|_| is_prefix).map_or(name.start, |address| address.start);
    let before = failure.text.get(start..name.end())?;
    Some(
        Diagnostic::new(Code::Syntax, span, "a port stands apart, with its protocol")
            .label(format!("write ` {port}`"))
            .maybe_fix(format!("write `{before} {port}`"), span, format!(" {port}")),
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

/// `tcp/80,udp/53`: `udp` was taken for the name of a port.
fn glued_list(failure: &Failure<'_>) -> Option<Diagnostic> {
    let slash = failure.found().filter(|found| found.text == "/")?;
    let (protocol, comma) = (failure.back(1)?, failure.back(2)?);
    let before = failure.tokens.iter().take(failure.here).rev().skip(2);
    let before = before.into_iter().find(|token| !is_port_number(token) && token.text != ",")?;
    let is_list = before.text == "/" && is_protocol(protocol) && comma.text == ",";
    if !is_list || slash.start != protocol.end() {
        return None;
    }
    let place = failure.span(comma.start, protocol.start);
    Some(
        Diagnostic::new(Code::Syntax, failure.span_of(comma), "ports are separated by blanks")
            .label("no comma belongs here")
            .help("a comma joins the numbers of one protocol: `tcp/80,443`")
            .fix("write a blank", place, " "),
    )
}

/// `-> db port=5432`, `-> db port: 5432`.
fn named_field(failure: &Failure<'_>) -> Option<Diagnostic> {
    let sign_at = [failure.here, failure.here + 1]
        .into_iter()
        .find(|at| failure.tokens.get(*at).is_some_and(|token| matches!(token.text, ":" | "=")))?;
    let word = failure.tokens.get(sign_at.checked_sub(1)?)?;
    let fields = ["port", "ports", "dport", "to_port", "port_range", "protocol"];
    if !failure.is_behind_arrow() || !fields.contains(&word.text) {
        return None;
    }
    let number = failure.tokens.get(sign_at + 1).filter(|number| is_port_number(number));
    let end = number.or_else(|| failure.tokens.get(sign_at))?;
    let span = failure.span_to(word, end);
    let message = "ports stand behind the destination, each with its protocol";
    let diagnostic = Diagnostic::new(Code::Syntax, span, message);
    Some(match number {
        Some(number) => {
            let port = format!("tcp/{}", number.text);
            diagnostic.label(format!("write `{port}`")).maybe_fix(
                format!("write `{port}`"),
                span,
                port,
            )
        }
        None => diagnostic.label("no field belongs here").help("write `a -> b tcp/80,443 udp/53`"),
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
        // `tcp,udp/53`: `tcp` alone would be every port of it.
        Some(protocol)
            if is_protocol(protocol)
                && failure.back(1).is_some_and(is_protocol)
                && failure.ahead(2).is_some_and(|slash| slash.text == "/") =>
        {
            let number = failure.ahead(3).filter(|number| is_port_number(number))?;
            let first = failure.back(1)?;
            let ports = [first, protocol].map(|it| format!("{}/{}", it.text, number.text));
            let (span, ports) = (failure.span_to(first, number), ports.join(" "));
            Some(
                Diagnostic::new(Code::Syntax, span, "each port has its protocol")
                    .label(format!("`{}` alone is every port of it", first.text))
                    .maybe_fix(format!("write `{ports}`"), span, ports),
            )
        }
        Some(protocol) if is_protocol(protocol) => {
            let blank = if protocol.start == comma.end() { " " } else { "" };
            Some(
                Diagnostic::new(Code::Syntax, span, "ports are separated by blanks")
                    .label("no comma belongs here")
                    .fix("remove the comma", span, blank),
            )
        }
        _ => None,
    }
}

/// `tcp/80-`, `tcp/80..90`, `tcp/80:90`.
fn range(failure: &Failure<'_>) -> Option<Diagnostic> {
    let found = failure.found()?;
    let (behind, first) = if failure.at > found.start {
        (1, failure.text.get(found.start..failure.at)?)
    } else {
        (2, failure.back(1).filter(|first| first.end() == found.start)?.text)
    };
    let of_ports = failure.back(behind)?.text == "/" && is_protocol(failure.back(behind + 1)?);
    if !of_ports || !first.bytes().all(|byte| byte.is_ascii_digit()) {
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
