//! Selectors of segments and zones.

use super::token::{Kind, Token};
use super::{Code, Diagnostic, Failure};
use crate::diagnostic::{Applicability, Edit};
use crate::syntax::grammar::Rule;

/// What is wrong with the selector.
pub fn explain(failure: &Failure<'_>) -> Option<Diagnostic> {
    without_colon(failure).or_else(|| {
        let begins = |token: &Token<'_>| matches!(token.text, ":" | "where");
        if !failure.tokens.iter().take(failure.here).any(begins) {
            return None;
        }
        ports_behind(failure)
            .or_else(|| at_end(failure))
            .or_else(|| operator(failure))
            .or_else(|| junction(failure))
            .or_else(|| values(failure))
    })
}

/// `segment web app=web`, `segment web = app=web`.
fn without_colon(failure: &Failure<'_>) -> Option<Diagnostic> {
    let found = failure.found().filter(|_| failure.first() == "segment")?;
    let message = "the selector of a segment stands behind `:`";
    if found.text == "=" && failure.expects(Rule::colon) && failure.here == 2 {
        let before = failure.back(1)?;
        let span = failure.span_of(found);
        return Some(Diagnostic::new(Code::Syntax, span, message).label("expected `:`").fix(
            "write `:`",
            failure.span(before.end(), found.end()),
            ":",
        ));
    }
    let (equals, key, before) = (failure.back(1)?, failure.back(2)?, failure.back(3)?);
    if equals.text != "=" || !failure.expects(Rule::exact_port) || found.kind == Kind::Symbol {
        return None;
    }
    Some(
        Diagnostic::new(Code::Syntax, failure.span_to(key, found), message)
            .label("a label, or a named port without its protocol")
            .help("a named port is written with its protocol: `metrics=tcp/9102`")
            .maybe_fix("write `:` before it", failure.span(before.end(), key.start), ": "),
    )
}

/// `segment web: app=web tcp/8080`.
fn ports_behind(failure: &Failure<'_>) -> Option<Diagnostic> {
    let found = failure.found().filter(|_| failure.first() == "segment")?;
    if !matches!(found.text, "tcp" | "udp" | "sctp") || failure.ahead(1)?.text != "/" {
        return None;
    }
    let colon = failure.tokens.iter().find(|token| token.text == ":")?;
    let (name, before) = (failure.tokens.get(1)?, failure.back(1)?);
    let end = failure.text.trim_end().len();
    let ports = failure.text.get(found.start..end)?;
    let edits = vec![
        Edit { span: failure.span(name.end(), name.end()), replacement: format!(" {ports}") },
        Edit { span: failure.span(before.end(), end), replacement: String::new() },
    ];
    Some(
        Diagnostic::new(
            Code::Syntax,
            failure.span(found.start, end),
            "the ports of a segment stand before its selector",
        )
        .label("too late")
        .also(failure.span_of(colon), "the selector begins here")
        .fixes("move them", edits, Applicability::Safe),
    )
}

/// A selector that ends too early.
fn at_end(failure: &Failure<'_>) -> Option<Diagnostic> {
    let last = failure.back(1)?;
    if failure.found().is_some_and(|found| found.text != "{") {
        return None;
    }
    let count = |text| failure.tokens.iter().filter(|token| token.text == text).count();
    if count("(") > count(")") && last.text != "(" {
        let open = failure.tokens.iter().rfind(|token| token.text == "(")?;
        let end = failure.span_of(last);
        let place = if last.text == "," { end } else { end.after() };
        return Some(
            Diagnostic::new(Code::Syntax, failure.span_of(open), "this `(` is never closed")
                .label("no `)` closes it")
                .maybe_fix("close it", place, ")"),
        );
    }
    let span = failure.span_of(last);
    match last.text {
        "," | "|" => Some(
            Diagnostic::new(Code::Syntax, span, format!("the selector ends in `{}`", last.text))
                .label("a label is expected behind it")
                .maybe_fix("remove it", span, ""),
        ),
        "=" | "==" | "!=" | "in" | "notin" | "!" => Some(
            Diagnostic::new(
                Code::Syntax,
                span,
                format!("the selector ends in the operator `{}`", last.text),
            )
            .label("nothing to compare with")
            .help("an empty value is `\"\"`; a key alone asks whether the label is there"),
        ),
        _ => None,
    }
}

/// `app: web`, `app ! = web`, `app =! web`, `app not in (…)`.
fn operator(failure: &Failure<'_>) -> Option<Diagnostic> {
    let found = failure.found()?;
    let (first, last, operator) = match (found.text, failure.back(1), failure.ahead(1)) {
        (":", _, _) => (found, found, "="),
        ("!", _, Some(next)) if next.text == "=" => (found, next, "!="),
        ("!", Some(before), _) if before.text == "=" => (before, found, "!="),
        ("not", _, Some(next)) if next.text == "in" => (found, next, "notin"),
        ("is" | "equals", _, _) if failure.expects(Rule::equal) => (found, found, "="),
        _ => return None,
    };
    let span = failure.span_to(first, last);
    let text = failure.text.get(first.start..last.end()).unwrap_or_default();
    // `app: web` becomes `app=web`, without the blank.
    let glued = text == ":" && failure.back(1).is_some_and(|key| key.end() == first.start);
    let end = failure.ahead(1).filter(|_| glued).map_or(last.end(), |value| value.start);
    Some(
        Diagnostic::new(Code::Syntax, span, format!("`{text}` is no test on a label"))
            .label(format!("write `{operator}`"))
            .fix(format!("write `{operator}`"), failure.span(first.start, end), operator),
    )
}

/// `and`, `&&`, `or`, `||`.
fn junction(failure: &Failure<'_>) -> Option<Diagnostic> {
    let found = failure.found()?;
    let (meant, remark) = match found.text {
        "and" | "&&" | "&" | "AND" => (",", "both must hold"),
        "or" | "||" | "OR" => (" |", "either may hold"),
        _ => return None,
    };
    let symbol = meant.trim_start();
    let before = failure.back(1).filter(|before| before.end() <= found.start)?;
    Some(
        Diagnostic::new(
            Code::Syntax,
            failure.span_of(found),
            format!("`{}` joins no labels", found.text),
        )
        .label(format!("`{symbol}` says that {remark}"))
        .fix(format!("write `{symbol}`"), failure.span(before.end(), found.end()), meant),
    )
}

/// `tier in web, core`, `tier in [web, core]`.
fn values(failure: &Failure<'_>) -> Option<Diagnostic> {
    let found = failure
        .found()
        .filter(|_| failure.expects(Rule::value_list) || failure.expects(Rule::open))?;
    let operator = failure.back(1).filter(|token| matches!(token.text, "in" | "notin"))?;
    let behind = || failure.tokens.iter().skip(failure.here);
    let span = failure.span_of(found);
    let message = format!("the values of `{}` stand in parentheses", operator.text);
    let diagnostic = Diagnostic::new(Code::Syntax, span, message).label("expected `(`");
    let edit = |start, end, text: &str| Edit {
        span: failure.span(start, end),
        replacement: text.to_owned(),
    };
    let edits = if found.text == "[" {
        let close = behind().find(|token| token.text == "]")?;
        vec![edit(found.start, found.end(), "("), edit(close.start, close.end(), ")")]
    } else {
        let listed = behind().take_while(|token| token.is_word() || token.text == ",");
        let last = listed.last()?;
        vec![edit(found.start, found.start, "("), edit(last.end(), last.end(), ")")]
    };
    Some(diagnostic.fixes("write parentheses", edits, Applicability::Unsafe))
}
