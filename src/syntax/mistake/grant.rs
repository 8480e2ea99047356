//! Grants: `can`, verbs, resources, scopes.

use super::name::quoted;
use super::token::{Kind, Token};
use super::{Code, Diagnostic, Failure};
use crate::diagnostic::{Applicability, Edit};
use crate::source::Span;
use crate::syntax::grammar::Rule;

/// What is wrong with the grant.
pub fn explain(failure: &Failure<'_>) -> Option<Diagnostic> {
    other_word(failure)
        .or_else(|| can_not(failure))
        .or_else(|| role_word(failure))
        .or_else(|| scope_word(failure))
        .or_else(|| object(failure))
        .or_else(|| without_can(failure))
        .or_else(|| has_in_assertion(failure))
        .or_else(|| verbs(failure))
        .or_else(|| comma_before_resource(failure))
        .or_else(|| custom_verb(failure))
        .or_else(|| unquoted(failure))
        .or_else(|| needless_quotes(failure))
        .or_else(|| cluster_wide(failure))
        .or_else(|| scope(failure))
}

/// `may`, `cannot`.
fn other_word(failure: &Failure<'_>) -> Option<Diagnostic> {
    let found = failure.found().filter(|_| failure.expects(Rule::CAN))?;
    let span = failure.span_of(found);
    match found.text {
        "may" | "could" | "is-allowed-to" => Some(
            Diagnostic::new(Code::Syntax, span, "what somebody may do is written with `can`")
                .label("expected `can`")
                .fix("write `can`", span, "can"),
        ),
        "is" | "gets" if failure.ahead(1).is_some_and(Token::is_word) => Some(
            Diagnostic::new(Code::Syntax, span, "a role is given with `has`, a right with `can`")
                .label("expected `has` or `can`")
                .maybe_fix("write `has`", span, "has"),
        ),
        "cannot" | "can't" | "cant" | "mustn't" => Some(no_deny(span)),
        _ => None,
    }
}

/// `can not read secrets`: `not` was taken for a verb.
fn can_not(failure: &Failure<'_>) -> Option<Diagnostic> {
    let mut before = failure.tokens.iter().take(failure.here);
    let can = before.find(|token| token.text == "can")?;
    let not = before.next().filter(|token| token.text == "not")?;
    Some(no_deny(failure.span_to(can, not)))
}

fn no_deny(span: Span) -> Diagnostic {
    Diagnostic::new(Code::Syntax, span, "RBAC has no deny")
        .label("nothing takes a right away")
        .help("leave out the grant; `never … can …` proves that nobody gives the right")
}

/// `has role viewer`, `has role/viewer`, `has ClusterRole view`.
fn role_word(failure: &Failure<'_>) -> Option<Diagnostic> {
    let found = failure.found()?;
    if found.text == "clusterrole"
        && let Some(slash) = failure.ahead(1).filter(|slash| slash.text == "/")
    {
        let span = failure.span_of(slash);
        return Some(
            Diagnostic::new(
                Code::Syntax,
                span,
                "a blank stands between `clusterrole` and its name",
            )
            .label("no `/` belongs here")
            .fix("write a blank", span, " "),
        );
    }
    let slash = failure.ahead(1).filter(|_| found.text == "/");
    let name = slash.unwrap_or(found);
    let name = Some(name).filter(|name| name.is_word() || name.kind == Kind::String)?;
    let (word, has) = (failure.back(1)?, failure.back(2).filter(|has| has.text == "has")?);
    let place = failure.span(has.end(), name.start);
    let span = failure.span_of(word);
    let diagnostic = |message| Diagnostic::new(Code::Syntax, span, message);
    match word.text.to_ascii_lowercase().replace(['-', '_'], "").as_str() {
        "role" | "roles" => Some(
            diagnostic("`has` names the role alone")
                .label("not needed")
                .help("a ClusterRole that the cluster has is `clusterrole NAME`")
                .fix(format!("write `has {}`", name.text), place, " "),
        ),
        "clusterrole" | "clusterroles" => Some(
            diagnostic("a ClusterRole is named with `clusterrole` and a blank")
                .label("expected `clusterrole`")
                .fix(format!("write `clusterrole {}`", name.text), place, " clusterrole "),
        ),
        _ => None,
    }
}

/// `in namespace shop`, `in zone shop`.
fn scope_word(failure: &Failure<'_>) -> Option<Diagnostic> {
    let name = failure.found().filter(|name| name.is_word() && failure.is_grant())?;
    let word = failure
        .back(1)
        .filter(|word| matches!(word.text, "namespace" | "namespaces" | "ns" | "zone" | "zones"))?;
    let before = failure.back(2).filter(|before| before.text == "in")?;
    let message = format!("`in` names the zone alone: `in {}`", name.text);
    Some(
        Diagnostic::new(Code::Syntax, failure.span_of(word), message)
            .label("not needed")
            .help("the right holds in every namespace of the zone")
            .maybe_fix("remove it", failure.span(before.end(), name.start), " "),
    )
}

/// `get pods web`, `get pods named "a" "b"`.
fn object(failure: &Failure<'_>) -> Option<Diagnostic> {
    let found = failure.found().filter(|_| failure.is_grant())?;
    let named = failure.tokens.iter().take(failure.here).any(|token| token.text == "named");
    let is_name = found.kind == Kind::String || found.is_word();
    if named && is_name && failure.expects(Rule::comma) && found.kind == Kind::String {
        let place = failure.span(failure.back(1)?.end(), failure.back(1)?.end());
        return Some(
            Diagnostic::new(Code::Syntax, failure.span_of(found), "names are separated by commas")
                .label("no comma before it")
                .maybe_fix("write a comma", place, ","),
        );
    }
    if found.text == "where" {
        return Some(
            Diagnostic::new(
                Code::Syntax,
                failure.span_of(found),
                "RBAC knows no labels of objects",
            )
            .label("no right is about objects with a label")
            .help("name the objects, `get pods named web`, or the zone that they are in"),
        );
    }
    None
}

/// `dev read pods`.
fn without_can(failure: &Failure<'_>) -> Option<Diagnostic> {
    let (found, before) = (failure.found()?, failure.back(1)?);
    let resource = failure.ahead(1).filter(|next| next.is_word() || next.text == ",");
    if !failure.expects(Rule::CAN) || !VERBS.contains(&found.text) || resource.is_none() {
        return None;
    }
    let message = format!("`can` is missing between `{}` and `{}`", before.text, found.text);
    Some(
        Diagnostic::new(Code::Syntax, failure.span_of(found), message)
            .label("expected `can`")
            .maybe_fix("write `can`", failure.span_of(found).before(), "can "),
    )
}

fn has_in_assertion(failure: &Failure<'_>) -> Option<Diagnostic> {
    let found = failure.found().filter(|found| found.text == "has")?;
    matches!(failure.first(), "never" | "always" | "only" | "confine").then(|| {
        Diagnostic::new(
            Code::Syntax,
            failure.span_of(found),
            "an assertion is about rights, not roles",
        )
        .label("expected an arrow or `can`")
        .help("name what the role would let them do: `never dev can delete pods`")
    })
}

const VERBS: [&str; 12] = [
    "get",
    "list",
    "watch",
    "create",
    "update",
    "patch",
    "delete",
    "deletecollection",
    "read",
    "write",
    "apply",
    "exec",
];

/// `can get list pods`.
fn verbs(failure: &Failure<'_>) -> Option<Diagnostic> {
    let (found, second, first) = (failure.found()?, failure.back(1)?, failure.back(2)?);
    let both = VERBS.contains(&first.text) && VERBS.contains(&second.text);
    if !failure.is_grant() || !both || !(found.is_word() || found.text == ",") {
        return None;
    }
    let place = failure.span(first.end(), first.end());
    Some(
        Diagnostic::new(Code::Syntax, failure.span_of(second), "verbs are separated by commas")
            .label(format!("`{}` is taken for a resource", second.text))
            .maybe_fix("write a comma", place, ","),
    )
}

/// `can get, pods`.
fn comma_before_resource(failure: &Failure<'_>) -> Option<Diagnostic> {
    let (last, comma) = (failure.back(1)?, failure.back(2).filter(|comma| comma.text == ",")?);
    let at_end = failure.found().is_none() && failure.is_grant();
    if !at_end || VERBS.contains(&last.text) || !last.is_word() || !failure.expects_resource() {
        return None;
    }
    Some(
        Diagnostic::new(
            Code::Syntax,
            failure.span_of(comma),
            "no comma stands before the resource",
        )
        .label(format!("it makes `{}` a verb", last.text))
        .maybe_fix("remove the comma", failure.span_of(comma), ""),
    )
}

/// `can verb x pods`.
fn custom_verb(failure: &Failure<'_>) -> Option<Diagnostic> {
    let word = failure.back(1).filter(|word| word.is_word() && failure.is_grant())?;
    failure.back(2).filter(|before| before.text == "verb")?;
    let span = failure.span_of(word);
    Some(
        Diagnostic::new(Code::Syntax, span, "a verb that no table lists stands in quotes")
            .label("not quoted")
            .fix("quote it", span, quoted(word.text)),
    )
}

impl Failure<'_> {
    fn is_grant(&self) -> bool {
        self.tokens.iter().take(self.here).any(|token| token.text == "can")
    }

    fn expects_verb(&self) -> bool {
        [Rule::permission, Rule::verb, Rule::plain_verb].iter().any(|rule| self.expects(*rule))
    }

    fn expects_resource(&self) -> bool {
        self.expects(Rule::resource) || self.expects(Rule::kind)
    }
}

/// `can get /metrics`, `can * *`.
fn unquoted(failure: &Failure<'_>) -> Option<Diagnostic> {
    let expects =
        [Rule::verb, Rule::resource, Rule::permission].iter().any(|rule| failure.expects(*rule))
            || failure.expects(Rule::plain_verb)
            || failure.expects(Rule::kind);
    let found = failure.found().filter(|found| expects && found.text.starts_with(['/', '*']))?;
    let (start, end) = failure.run()?;
    let text = failure.text.get(start..end)?.trim_end_matches(',');
    let span = failure.span(start, start + text.len());
    let what = if found.text.starts_with('/') { "a URL path" } else { "RBAC's wildcard" };
    if found.text == "*" && text == "*" {
        let stars = failure.tokens.iter().skip(failure.here).filter(|token| token.text == "*");
        let edit = |star| Edit { span: failure.span_of(star), replacement: quoted("*") };
        return Some(
            Diagnostic::new(Code::Syntax, span, format!("{what} stands in quotes"))
                .label("not quoted")
                .fixes("quote it", stars.map(edit).collect(), Applicability::Safe),
        );
    }
    Some(
        Diagnostic::new(Code::Syntax, span, format!("{what} stands in quotes"))
            .label("not quoted")
            .fix("quote it", span, quoted(text)),
    )
}

/// `can get "pods"`, `can "get" pods`.
fn needless_quotes(failure: &Failure<'_>) -> Option<Diagnostic> {
    let found = failure.found().filter(|found| found.kind == Kind::String)?;
    let verb = failure.expects_verb();
    if !verb && !failure.expects_resource() && !failure.expects(Rule::wildcard) {
        return None;
    }
    let inner = found.text.trim_matches('"');
    let plain =
        |char: char| char.is_ascii_lowercase() || char.is_ascii_digit() || "./-".contains(char);
    if inner.is_empty() || !inner.chars().all(plain) {
        return None;
    }
    let span = failure.span_of(found);
    let (what, remark) = if verb {
        ("verbs", "quotes are for `\"*\"`, and for `verb \"x\"`")
    } else {
        ("resources", "quotes are for `\"*\"` and URL paths")
    };
    Some(
        Diagnostic::new(Code::Syntax, span, format!("{what} are written without quotes"))
            .label(remark)
            .fix("remove the quotes", span, inner),
    )
}

/// `dev in prod can …`, `… cluster-wide in prod`.
fn scope(failure: &Failure<'_>) -> Option<Diagnostic> {
    let found = failure.found().filter(|found| matches!(found.text, "in" | "cluster-wide"))?;
    let before = failure.tokens.iter().take(failure.here);
    let span = failure.span_of(found);
    if failure.expects(Rule::CAN) {
        return Some(
            Diagnostic::new(Code::Syntax, span, "the scope of a grant stands behind its resources")
                .label("too early")
                .help("`dev can read pods in prod` is where the right holds; `prod/dev` is whose account it is"),
        );
    }
    let mut scopes = before.filter(|token| matches!(token.text, "in" | "cluster-wide"));
    let first = scopes.next().filter(|_| failure.is_grant())?;
    Some(
        Diagnostic::new(Code::Syntax, span, "a grant has one scope")
            .label("the second")
            .also(failure.span_of(first), "the first")
            .help("zones are listed with commas: `in prod, staging`"),
    )
}

/// `cluster wide`.
fn cluster_wide(failure: &Failure<'_>) -> Option<Diagnostic> {
    let (found, next) = (failure.found()?, failure.ahead(1)?);
    if (found.text, next.text) != ("cluster", "wide") {
        return None;
    }
    let span = failure.span_to(found, next);
    Some(
        Diagnostic::new(Code::Syntax, span, "`cluster-wide` is one word")
            .label("expected a scope")
            .fix("write `cluster-wide`", span, "cluster-wide"),
    )
}
