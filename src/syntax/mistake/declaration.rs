//! Declarations: what stands between a name and what it is declared as, and where they may stand.

use super::token::{Kind, Token};
use super::{Code, Context, Diagnostic, Failure, word};
use crate::syntax::grammar::Rule;

/// What is wrong with the declaration.
pub fn explain(failure: &Failure<'_>) -> Option<Diagnostic> {
    colon_inside(failure)
        .or_else(|| in_cluster(failure))
        .or_else(|| outside_cluster(failure))
        .or_else(|| without_block(failure))
        .or_else(|| variable(failure))
        .or_else(|| declared_subject(failure))
        .or_else(|| role(failure))
        .or_else(|| colon_at_start(failure))
        .or_else(|| colon_at_end(failure))
        .or_else(|| both(failure))
        .or_else(|| equals(failure))
        .or_else(|| namespaces(failure))
        .or_else(|| several(failure))
}

/// A statement among the facts of a `cluster`.
fn in_cluster(failure: &Failure<'_>) -> Option<Diagnostic> {
    let first = failure.tokens.first().filter(|_| failure.context == Context::Cluster)?;
    let arrow =
        failure.tokens.iter().any(|token| matches!(token.text, "->" | "<->" | "can" | "has"));
    if !arrow && (!word::is_statement(first.text) || word::is_fact(first.text)) {
        return None;
    }
    let span = failure.span_of(first);
    Some(
        Diagnostic::new(Code::ClusterStatement, span, "a `cluster` block only states what the cluster is")
            .label("no such fact")
            .help("it holds `pods`, `services`, `nodes`, `api`, `source-ip preserved` and `service dns = …`; all else stands outside"),
    )
}

/// A fact of a `cluster` outside of one.
fn outside_cluster(failure: &Failure<'_>) -> Option<Diagnostic> {
    let first = failure.tokens.first().filter(|_| failure.context == Context::Statement)?;
    let second = failure.tokens.get(1).filter(|_| failure.here <= 1)?;
    let is_fact = match first.text {
        "pods" | "services" | "nodes" | "api" => {
            second.text.starts_with(|char: char| char.is_ascii_digit())
        }
        "source-ip" => second.text == "preserved",
        _ => false,
    };
    is_fact.then(|| {
        let message = format!("`{}` stands in a `cluster` block", first.text);
        Diagnostic::new(Code::ClusterStatement, failure.span_of(first), message)
            .label("outside of one")
            .help(format!("write `cluster {{ {} }}`", failure.text))
    })
}

/// `for x in a, b` and `cluster kind` without braces.
fn without_block(failure: &Failure<'_>) -> Option<Diagnostic> {
    let first = failure.tokens.first().filter(|_| failure.context == Context::Statement)?;
    let next_is_symbol = failure.tokens.get(1).is_some_and(|next| next.kind == Kind::Symbol);
    if !matches!(first.text, "for" | "cluster") || next_is_symbol || failure.here > 1 {
        return None;
    }
    let end = failure.span(failure.text.len(), failure.text.len());
    Some(
        Diagnostic::new(Code::Syntax, end, format!("a `{}` needs a block", first.text))
            .label("expected `{`")
            .also(failure.span_of(first), "for this"),
    )
}

/// `for $env in …`, `for my-env in …`.
fn variable(failure: &Failure<'_>) -> Option<Diagnostic> {
    if failure.first() != "for" || !failure.expects(Rule::loop_variable) {
        return None;
    }
    let found = failure.found().filter(|found| found.is_word())?;
    let span = failure.span_of(found);
    let diagnostic = Diagnostic::new(Code::NameForm, span, "a variable is letters and digits");
    Some(match found.text.strip_prefix('$') {
        Some(name) => diagnostic.label("`$` stands only where the variable is used").fix(
            format!("write `{name}`"),
            span,
            name,
        ),
        None => diagnostic.label("it starts with a letter and holds only letters and digits"),
    })
}

/// `user alice can read pods`.
fn declared_subject(failure: &Failure<'_>) -> Option<Diagnostic> {
    let (first, name) = (failure.tokens.first()?, failure.tokens.get(1)?);
    let verb = failure.tokens.get(2).filter(|verb| matches!(verb.text, "can" | "has"))?;
    if !matches!(first.text, "user" | "group" | "account" | "segment") || failure.here > 2 {
        return None;
    }
    let message = format!("a grant names its subject alone: `{} {}`", name.text, verb.text);
    let diagnostic = Diagnostic::new(Code::Syntax, failure.span_of(first), message)
        .label("not needed")
        .help("a declaration is a statement of its own");
    Some(diagnostic.fix("remove it", failure.span(first.start, name.start), ""))
}

/// `role viewer: read pods`, `role viewer = read pods`.
fn role(failure: &Failure<'_>) -> Option<Diagnostic> {
    let sign = failure
        .tokens
        .get(2)
        .filter(|sign| matches!(sign.text, ":" | "=") && failure.first() == "role")?;
    let (before, span) = (failure.tokens.get(1)?, failure.span_of(sign));
    let diagnostic = Diagnostic::new(Code::Syntax, span, "what a role may do stands behind `can`")
        .label("expected `can`");
    let says_can = failure.tokens.get(3).is_some_and(|next| next.text == "can");
    let place = failure.span(before.end(), sign.end());
    Some(diagnostic.fix("write `can`", place, if says_can { "" } else { " can" }))
}

/// `in a b`, `app=web tier=core`. Asked last, since it takes any word for a part of the list.
pub fn comma(failure: &Failure<'_>) -> Option<Diagnostic> {
    if let Some(diagnostic) = without_braces(failure) {
        return Some(diagnostic);
    }
    let (found, before) = (failure.found()?, failure.back(1)?);
    let list = matches!(
        failure.first(),
        "in" | "zone" | "extern" | "lint" | "for" | "pods" | "quota" | "segment" | "delivered"
    );
    let listed = |token: &Token<'_>| token.is_word() || token.kind == Kind::String;
    if !list
        || !failure.expects(Rule::comma)
        || !listed(found)
        || !listed(before)
        || failure.here < 2
    {
        return None;
    }
    let place = failure.span(before.end(), before.end());
    let message = format!("a comma is missing between `{}` and `{}`", before.text, found.text);
    Some(Diagnostic::new(Code::Syntax, place, message).label("expected `,`").maybe_fix(
        "write a comma",
        place,
        ",",
    ))
}

/// `net corp 10.0.0.0/8`, `net corp: 10.0.0.0/8`.
fn equals(failure: &Failure<'_>) -> Option<Diagnostic> {
    let declared = failure.tokens.first()?;
    let found = failure.found()?;
    let is_amount = failure.expects(Rule::is) && failure.first() == "quota";
    if !is_amount && !failure.expects(Rule::equals) {
        return None;
    }
    let span = failure.span_of(found);
    let message = match declared.text {
        "quota" => "`=` stands between a resource and its amount".to_owned(),
        word => format!("a `{word}` is declared with `=`"),
    };
    let diagnostic = Diagnostic::new(Code::Syntax, span, message).label("expected `=`");
    if matches!(found.text, ":" | ":=" | "->" | "=>" | "is") {
        let glued = failure.back(1).is_some_and(|before| before.end() == found.start);
        return Some(diagnostic.fix("write `=`", span, if glued { " =" } else { "=" }));
    }
    let takes = match declared.text {
        "zone" | "extern" => found.text == "namespaces",
        "net" | "port" | "service" | "user" | "group" => found.kind != Kind::Symbol,
        _ => false,
    };
    takes.then(|| diagnostic.maybe_fix("write `=`", span.before(), "= "))
}

/// `zone shop = shop-web`.
fn namespaces(failure: &Failure<'_>) -> Option<Diagnostic> {
    let found = failure.found().filter(|found| found.is_word())?;
    if failure.back(1)?.text != "=" || !matches!(failure.first(), "zone" | "extern") {
        return None;
    }
    if word::near(found.text, &["namespaces"]).is_some() {
        return None;
    }
    let span = failure.span_of(found);
    Some(
        Diagnostic::new(Code::Syntax, span, "a zone is a set of `namespaces`")
            .label("expected `namespaces`")
            .help("`= namespaces a, b` names them, `= namespaces where k=v` chooses them by label")
            .maybe_fix("write `namespaces`", span.before(), "namespaces "),
    )
}

/// `zone: shop`.
fn colon_at_start(failure: &Failure<'_>) -> Option<Diagnostic> {
    let colon = failure.found().filter(|found| found.text == ":" && failure.here == 1)?;
    let name = failure.ahead(1).filter(|next| next.is_word() || next.kind == Kind::String)?;
    if !word::is_statement(failure.first()) || colon.start != failure.first().len() {
        return None;
    }
    let span = failure.span_of(colon);
    let message = format!("no `:` stands between `{}` and `{}`", failure.first(), name.text);
    let glued = name.start == colon.end();
    Some(Diagnostic::new(Code::Syntax, span, message).label("not needed").fix(
        "remove it",
        span,
        if glued { " " } else { "" },
    ))
}

/// `zone prod:`.
fn colon_at_end(failure: &Failure<'_>) -> Option<Diagnostic> {
    let colon = failure.found().filter(|found| found.text == ":")?;
    let at_end = failure
        .ahead(1)
        .is_none_or(|next| matches!(next.text, "{" | "isolates" | "owner" | "isolated"));
    if !at_end || !matches!(failure.first(), "zone" | "in" | "for" | "cluster" | "extern") {
        return None;
    }
    let span = failure.span_of(colon);
    Some(
        Diagnostic::new(
            Code::Syntax,
            span,
            format!("no `:` stands behind a `{}`", failure.first()),
        )
        .label("not needed")
        .help("a block stands in braces")
        .fix("remove it", span, ""),
    )
}

/// `zone prod isolates both`.
fn both(failure: &Failure<'_>) -> Option<Diagnostic> {
    let found = failure.found().filter(|found| matches!(found.text, "both" | "all"))?;
    let before = failure.back(1).filter(|before| before.text == "isolates")?;
    let span = failure.span(before.end(), found.end());
    Some(
        Diagnostic::new(
            Code::Syntax,
            failure.span_of(found),
            "`isolates` alone is both directions",
        )
        .label("not needed")
        .fix("remove it", span, ""),
    )
}

/// `lint deny: any-port`, `delivered by: ci`.
fn colon_inside(failure: &Failure<'_>) -> Option<Diagnostic> {
    if !matches!(failure.first(), "lint" | "delivered") {
        return None;
    }
    let colon = [failure.found(), failure.ahead(1)].into_iter().flatten();
    let colon = colon.into_iter().find(|token| token.text == ":")?;
    let span = failure.span_of(colon);
    let message = format!("no `:` stands in a `{}`", failure.first());
    Some(Diagnostic::new(Code::Syntax, span, message).label("not needed").fix(
        "remove it",
        span,
        "",
    ))
}

/// `in prod a -> b tcp/80`.
fn without_braces(failure: &Failure<'_>) -> Option<Diagnostic> {
    let (found, before) = (failure.found()?, failure.back(1)?);
    let sentence = |token: &Token<'_>| matches!(token.text, "->" | "<->" | "can" | "has");
    let is_begun =
        failure.first() == "in" && failure.here >= 2 && failure.context == Context::Statement;
    if !is_begun || !failure.tokens.iter().skip(failure.here).any(sentence) {
        return None;
    }
    let edit = |at, text: &str| crate::diagnostic::Edit {
        span: failure.span(at, at),
        replacement: text.to_owned(),
    };
    let edits = vec![edit(before.end(), " {"), edit(failure.text.trim_end().len(), " }")];
    Some(
        Diagnostic::new(
            Code::Syntax,
            failure.span_of(found),
            "the statements of an `in` stand in braces",
        )
        .label("expected `{` before it")
        .fixes("write braces", edits, crate::diagnostic::Applicability::Unsafe),
    )
}

/// `zone a, b`.
fn several(failure: &Failure<'_>) -> Option<Diagnostic> {
    let comma = failure.found().filter(|found| found.text == ",")?;
    let word = failure.first();
    if failure.here != 2
        || !matches!(
            word,
            "zone" | "segment" | "account" | "use" | "role" | "net" | "port" | "service"
        )
    {
        return None;
    }
    let diagnostic = Diagnostic::new(
        Code::Syntax,
        failure.span_of(comma),
        format!("a `{word}` declares one thing"),
    )
    .label("a second is begun here");
    Some(match word {
        "zone" => diagnostic.help(
            "declare each on a line of its own; `in a, b { … }` adds to several declared ones",
        ),
        _ => diagnostic.help("declare each on a line of its own"),
    })
}

/// Parts in the wrong order.
pub fn order(failure: &Failure<'_>) -> Option<Diagnostic> {
    let found = failure.found()?;
    let before =
        |word: &str| failure.tokens.iter().take(failure.here).find(|token| token.text == word);
    let (after, what) = match (failure.first(), found.text) {
        ("segment", "as") => (failure.tokens.get(2)?, "the ports"),
        ("zone" | "extern", "isolates") => (before("owner")?, "`owner`"),
        ("zone" | "extern", "=") => (before("isolates").or_else(|| before("owner"))?, "the rest"),
        (_, "named") if failure.tokens.iter().any(|token| token.text == "can") => {
            (before("in").or_else(|| before("cluster-wide"))?, "the scope")
        }
        _ => return None,
    };
    let message = format!("`{}` stands before {what}", found.text);
    Some(
        Diagnostic::new(Code::Syntax, failure.span_of(found), message)
            .label("too late")
            .also(failure.span_of(after), "move it before this"),
    )
}
