//! Fields of YAML in a selector: what reads like a label there, and is meant as something else.

use super::port::is_port_number;
use super::token::Token;
use super::{Code, Diagnostic, Failure};
use crate::diagnostic::{Applicability, Edit};
use crate::source::Span;

/// What is wrong with `port: 6379`, `matchLabels:` and their like: each would silently be a label.
pub fn explain(failure: &Failure<'_>) -> Option<Diagnostic> {
    let colon = failure.found().filter(|found| found.text == ":")?;
    let key = failure.back(1).filter(|key| key.is_word() && failure.here > 2)?;
    // `app.kubernetes.io/name` is no field.
    if failure.back(2).is_some_and(|before| before.text == "/") {
        return None;
    }
    match key.text {
        "port" | "ports" | "targetPort" | "containerPort" | "hostPort" | "nodePort" | "endPort"
        | "protocol"
            if failure.first() == "segment" =>
        {
            Some(ports(failure, key))
        }
        "labels" | "selector" | "matchLabels" | "matchExpressions" | "podSelector"
        | "namespaceSelector" | "podLabels" => Some(selector(failure, key, colon)),
        "name" if failure.first() != "segment" => Some(name_of_namespace(failure, key, colon)),
        "namespace" | "name" | "metadata" | "spec" | "kind" | "image" | "replicas" | "type"
        | "containers" | "serviceAccount" | "serviceAccountName" => {
            Some(other(failure, key, colon))
        }
        _ => None,
    }
}

/// `segment cache: port: 6379`.
fn ports(failure: &Failure<'_>, key: &Token<'_>) -> Diagnostic {
    let name = failure.tokens.get(1).map_or("web", |name| name.text);
    let value = failure.ahead(1).filter(|value| is_port_number(value));
    let port = value.map_or("6379", |value| value.text);
    let written = format!("segment {name} tcp/{port}");
    let diagnostic = Diagnostic::new(
        Code::Syntax,
        failure.span_of(key),
        format!("ports stand before `:`, and `{}` would be a label", key.text),
    )
    .label("behind `:` stand the labels of the pods")
    .help(format!("write `{written}`"));
    let begins = failure.back(2).filter(|begins| begins.text == ":");
    let (Some(value), Some(begins)) = (value, begins) else { return diagnostic };
    let is_all = failure.ahead(2).is_none();
    if is_all {
        let span = failure.span(begins.start, value.end());
        diagnostic.maybe_fix(format!("write `{written}`"), span, format!(" tcp/{port}"))
    } else {
        diagnostic
    }
}

/// `segment web: labels: app=web`.
fn selector(failure: &Failure<'_>, key: &Token<'_>, colon: &Token<'_>) -> Diagnostic {
    let diagnostic = Diagnostic::new(
        Code::Syntax,
        failure.span_of(key),
        format!("`{}` would be a label", key.text),
    )
    .label("a field of YAML")
    .help("the labels stand alone behind `:`, with `=` and commas: `app=web, tier=core`");
    match failure.ahead(1).filter(|next| next.is_word()) {
        Some(next) => {
            let edits = vec![Edit {
                span: failure.span(key.start, next.start),
                replacement: String::new(),
            }];
            diagnostic.fixes("remove it", edits, Applicability::Unsafe)
        }
        None => diagnostic.also(failure.span_of(colon), "no label stands behind it"),
    }
}

/// `segment web: name: web`, `segment web: namespace: prod`.
fn other(failure: &Failure<'_>, key: &Token<'_>, colon: &Token<'_>) -> Diagnostic {
    let says = match key.text {
        "namespace" => "a segment is of the zone that it stands in: `in prod { segment web }`",
        "name" => {
            "the name of a segment stands before `:`, and is the label `app` where nothing else is said"
        }
        "serviceAccount" | "serviceAccountName" => {
            "the account of its pods stands before `:`, `segment web as ACCOUNT`"
        }
        _ => "behind `:` stand the labels of the pods, as in `segment web: app=web`",
    };
    let message = format!("this would be the label `{}`", key.text);
    Diagnostic::new(Code::Syntax, failure.span_of(key), message)
        .label("a label, or a field of YAML?")
        .help(says)
        .maybe_fix("ask for the label: write `=`", sign(failure, key, colon), "=")
}

/// `namespaces where name: prod`.
fn name_of_namespace(failure: &Failure<'_>, key: &Token<'_>, colon: &Token<'_>) -> Diagnostic {
    let message = "this would be the label `name`";
    Diagnostic::new(Code::Syntax, failure.span_of(key), message)
        .label("a label, or a field of YAML?")
        .help("namespaces are named without `where`: `namespaces prod`; their name is the label `kubernetes.io/metadata.name`")
        .maybe_fix("ask for the label: write `=`", sign(failure, key, colon), "=")
}

/// A `:` with the blanks around it.
fn sign(failure: &Failure<'_>, key: &Token<'_>, colon: &Token<'_>) -> Span {
    failure.span(key.end(), failure.ahead(1).map_or(colon.end(), |value| value.start))
}
