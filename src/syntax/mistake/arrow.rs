//! Flows without their arrow, with another, or with too many; and lists of endpoints.

use super::token::{Kind, Token};
use super::{Code, Diagnostic, Failure, word};
use crate::diagnostic::{Applicability, Edit};
use crate::syntax::grammar::Rule;

/// What is wrong with the flow.
pub fn explain(failure: &Failure<'_>) -> Option<Diagnostic> {
    at_start(failure)
        .or_else(|| other_arrow(failure))
        .or_else(|| backwards(failure))
        .or_else(|| hops(failure))
        .or_else(|| comma(failure))
        .or_else(|| second_arrow(failure))
        .or_else(|| scope(failure))
        .or_else(|| verb(failure))
        .or_else(|| missing(failure))
}

/// `-> b`.
fn at_start(failure: &Failure<'_>) -> Option<Diagnostic> {
    let arrow = failure.found().filter(|found| matches!(found.text, "->" | "<->" | "->>"))?;
    (failure.here == 0).then(|| {
        Diagnostic::new(Code::Syntax, failure.span_of(arrow), "a flow begins with who connects")
            .label("nothing stands before the arrow")
            .help("`* -> backend` is every pod of the zone, `anywhere -> backend` everybody")
    })
}

/// `=>` and its like.
fn other_arrow(failure: &Failure<'_>) -> Option<Diagnostic> {
    let found = failure.found().filter(|_| failure.expects(Rule::arrow))?;
    let arrow = match found.text {
        "=>" | "-->" | "==>" | "~>" | ">" | ">>" | "to" => "->",
        "<=>" => "<->",
        "-" if failure
            .ahead(1)
            .is_some_and(|next| matches!(next.text, ">" | "->" | "-->") || is_dashes(failure)) =>
        {
            "->"
        }
        _ => return None,
    };
    let head = failure.tokens.iter().skip(failure.here).take_while(|it| it.text == "-").count();
    let last = failure.ahead(head).filter(|_| found.text == "-").unwrap_or(found);
    let span = failure.span_to(found, last);
    let text = failure.text.get(found.start..last.end()).unwrap_or_default();
    Some(
        Diagnostic::new(Code::LookAlike, span, format!("`{text}` is no arrow"))
            .label(format!("the arrow is `{arrow}`"))
            .fix(format!("write `{arrow}`"), span, arrow),
    )
}

/// `--->` in pieces.
fn is_dashes(failure: &Failure<'_>) -> bool {
    let mut rest = failure.tokens.iter().skip(failure.here).skip_while(|it| it.text == "-");
    rest.next().is_some_and(|it| matches!(it.text, ">" | "->" | "-->"))
}

fn backwards(failure: &Failure<'_>) -> Option<Diagnostic> {
    let found = failure.found().filter(|found| matches!(found.text, "<-" | "<=" | "<"))?;
    let diagnostic = Diagnostic::new(
        Code::Syntax,
        failure.span_of(found),
        "arrows point from who connects to who is connected to",
    )
    .label("no such arrow");
    let (Some(to), Some(from), 1) = (failure.tokens.first(), failure.ahead(1), failure.here) else {
        return Some(diagnostic);
    };
    if !failure.expects(Rule::arrow)
        || !from.is_word()
        || failure.ahead(2).is_some_and(|t| t.text == "/")
    {
        return Some(diagnostic);
    }
    let edit = |token: &Token<'_>, text: &str| Edit {
        span: failure.span_of(token),
        replacement: text.to_owned(),
    };
    let edits = vec![edit(to, from.text), edit(found, "->"), edit(from, to.text)];
    let title = format!("write `{} -> {}`", from.text, to.text);
    Some(diagnostic.fixes(title, edits, Applicability::Unsafe))
}

fn hops(failure: &Failure<'_>) -> Option<Diagnostic> {
    let found = failure.found().filter(|found| found.text == "->>")?;
    if !failure.expects(Rule::arrow) {
        return None;
    }
    let span = failure.span_of(found);
    Some(
        Diagnostic::new(Code::Syntax, span, "`->>` stands only in assertions")
            .label("by hopping from pod to pod")
            .help("a flow allows one step; `never a ->> b` forbids every path")
            .maybe_fix("write `->`", span, "->"),
    )
}

/// Commas that are missing, doubled or at the end.
fn comma(failure: &Failure<'_>) -> Option<Diagnostic> {
    let found = failure.found();
    if let Some(before) = failure.back(1).filter(|before| before.text == ",")
        && let Some(found) = found
        && (found.text == ","
            || matches!(found.text, "->" | "<->" | "->>" | "can" | "has" | "=" | "{"))
    {
        let span = failure.span_of(before);
        let rest = failure.tokens.iter().skip(failure.here);
        let commas = rest.take_while(|token| token.text == ",");
        let last = commas.last().unwrap_or(before);
        let (keeps, end) = match failure.tokens.iter().find(|token| token.start >= last.end()) {
            Some(next)
                if !matches!(next.text, "->" | "<->" | "->>" | "can" | "has" | "=" | "{") =>
            {
                (",", last.end())
            }
            _ => ("", last.end()),
        };
        let all = failure.span(before.start, end);
        return Some(
            Diagnostic::new(
                Code::Syntax,
                span,
                format!("nothing stands between `,` and `{}`", found.text),
            )
            .label("a comma too many, or a name too few")
            .maybe_fix("remove the comma", all, keeps),
        );
    }
    if found.is_none()
        && failure.is_behind_arrow()
        && let Some(before) = failure.back(1).filter(|before| before.text == ",")
    {
        let span = failure.span_of(before);
        return Some(
            Diagnostic::new(Code::Syntax, span, "nothing stands behind this comma")
                .label("a comma too many, or a name too few")
                .maybe_fix("remove the comma", span, ""),
        );
    }
    // `a -> b, tcp/80`: the protocol was taken for a zone.
    if let (Some(slash), Some(protocol)) = (failure.back(1), failure.back(2))
        && slash.text == "/"
        && matches!(protocol.text, "tcp" | "udp" | "sctp")
        && failure.expects(Rule::member)
        && let Some(before) = failure.back(3)
    {
        return Some(before_ports(failure, before, protocol));
    }
    let found = found?;
    // In a selector a comma is "and".
    let in_selector = matches!(failure.first(), "segment" | "zone" | "extern");
    if failure.expects(Rule::comma)
        && !in_selector
        && matches!(found.text, "and" | "&" | "&&" | "+" | "or" | "plus")
    {
        let before = failure.back(1)?;
        let span = failure.span_to(found, found);
        return Some(
            Diagnostic::new(Code::Syntax, span, "a list is separated by commas")
                .label("no comma")
                .fix("write `,`", failure.span(before.end(), found.end()), ","),
        );
    }
    None
}

fn before_ports(failure: &Failure<'_>, before: &Token<'_>, protocol: &Token<'_>) -> Diagnostic {
    if before.text == "," {
        return Diagnostic::new(
            Code::Syntax,
            failure.span_of(before),
            "no comma stands before ports",
        )
        .label("a blank is enough")
        .fix("remove the comma", failure.span_of(before), "");
    }
    let place = failure.span(before.end(), protocol.start);
    Diagnostic::new(Code::Syntax, failure.span_of(protocol), "the flow has no destination")
        .label("expected an endpoint, and found ports")
        .also(place.before(), "behind this")
        .help("name who is connected to before the ports: `a -> b tcp/80`")
}

fn second_arrow(failure: &Failure<'_>) -> Option<Diagnostic> {
    let is_arrow = |token: &&Token<'_>| matches!(token.text, "->" | "<->" | "->>");
    let second = failure.found().filter(is_arrow)?;
    let first = failure.tokens.iter().take(failure.here).find(is_arrow)?;
    Some(
        Diagnostic::new(Code::Syntax, failure.span_of(second), "a flow has one arrow")
            .label("the second")
            .also(failure.span_of(first), "the first")
            .help("write two flows, on two lines or with `;` between them"),
    )
}

fn scope(failure: &Failure<'_>) -> Option<Diagnostic> {
    let found = failure.found().filter(|found| found.text == "in" && failure.is_behind_arrow())?;
    let zone = failure.ahead(1).map_or("prod", |zone| zone.text);
    Some(
        Diagnostic::new(Code::Syntax, failure.span_of(found), "a flow takes no `in`")
            .label("only grants take it")
            .help(format!("name the zone with the endpoint, `{zone}/backend`, or write the flow in `in {zone} {{ … }}`")),
    )
}

/// `allow a -> b`, `deny a -> b`.
fn verb(failure: &Failure<'_>) -> Option<Diagnostic> {
    let first = failure.tokens.first()?;
    let found = failure.found().filter(|found| failure.here == 1 && found.kind != Kind::Symbol)?;
    let span = failure.span_of(first);
    let has_arrow = failure.tokens.iter().any(|token| matches!(token.text, "->" | "<->"));
    match first.text {
        "allow" | "permit" | "let" | "accept" | "grant" if has_arrow => {
            let message = format!("a flow needs no `{}`: writing it is allowing it", first.text);
            let rest = failure.span(first.start, found.start);
            Some(
                Diagnostic::new(Code::Syntax, span, message)
                    .label("not needed")
                    .maybe_fix("remove it", rest, ""),
            )
        }
        "deny" | "block" | "forbid" | "reject" | "drop" | "disallow" => Some(
            Diagnostic::new(Code::Syntax, span, format!("there is no `{}`", first.text))
                .label("no statement of netz")
                .help("a zone that isolates denies all that no flow allows; `never a -> b` proves that nothing allows it")
                .maybe_fix("assert it with `never`", span, "never"),
        ),
        _ => None,
    }
}

/// No arrow, or no comma, between two names.
fn missing(failure: &Failure<'_>) -> Option<Diagnostic> {
    let (found, before) = (failure.found()?, failure.back(1)?);
    if !failure.expects(Rule::arrow) || found.kind == Kind::Symbol || word::is_meant(failure) {
        return None;
    }
    if matches!(found.text, "can" | "has") {
        return Some(
            Diagnostic::new(Code::Syntax, failure.span_of(before), "rights are given to names")
                .label("no account, segment, user or group")
                .help("a grant begins with the name of who may; who may connect is written with an arrow"),
        );
    }
    let place = failure.span(before.end(), before.end());
    let behind = failure.tokens.iter().skip(failure.here);
    let has_arrow = behind.clone().any(|token| matches!(token.text, "->" | "<->" | "->>"));
    let says = |word| behind.clone().any(|token: &Token<'_>| token.text == word);
    if has_arrow || says("can") || says("has") {
        let message = format!("a comma is missing between `{}` and `{}`", before.text, found.text);
        return Some(
            Diagnostic::new(Code::Syntax, place, message).label("expected `,`").maybe_fix(
                "write a comma",
                place,
                ",",
            ),
        );
    }
    let message = format!("an arrow is missing between `{}` and `{}`", before.text, found.text);
    let diagnostic = Diagnostic::new(Code::Syntax, failure.span_of(found), message)
        .label("expected an arrow `->`, `can` or `has`");
    Some(match found.text {
        "tcp" | "udp" | "sctp" => diagnostic,
        _ => diagnostic.maybe_fix("write an arrow", failure.span_of(found).before(), "-> "),
    })
}
