//! Endpoints as other tools write them: with colons, dots, blanks and brackets.

use super::token::Token;
use super::{Code, Diagnostic, Failure, word};
use crate::diagnostic::{Applicability, Edit};
use crate::syntax::grammar::Rule;

/// What is wrong with the endpoint.
pub fn explain(failure: &Failure<'_>) -> Option<Diagnostic> {
    brackets(failure)
        .or_else(|| negated(failure))
        .or_else(|| colon(failure))
        .or_else(|| slash(failure))
}

/// `[a, b]`, `(a, b)`, `(tcp/80)`.
fn brackets(failure: &Failure<'_>) -> Option<Diagnostic> {
    let open = failure.found()?;
    let close = match open.text {
        "[" => "]",
        "(" => ")",
        _ => return None,
    };
    let expects = [Rule::port, Rule::verb, Rule::plain_verb, Rule::permission, Rule::resource]
        .iter()
        .chain(&[Rule::kind, Rule::cidrs, Rule::cidr, Rule::address, Rule::open])
        .any(|rule| failure.expects(*rule));
    let is_selector = matches!(failure.first(), "segment") || failure.expects(Rule::value_list);
    if is_selector || !failure.expects_name() && !expects {
        return None;
    }
    let close =
        failure.tokens.iter().position(|token| token.start > open.start && token.text == close)?;
    let behind = failure.tokens.get(close + 1);
    let close = failure.tokens.get(close)?;
    if behind.is_some_and(|colon| colon.text == ":" && colon.start == close.end()) {
        return Some(
            Diagnostic::new(
                Code::Syntax,
                failure.span_of(open),
                "an address stands without brackets, and apart from its port",
            )
            .label("no bracket belongs here")
            .help("write `-> 2001:db8::1 tcp/443`"),
        );
    }
    if failure.back(1).is_some_and(|before| before.text == "except") {
        let edit =
            |token, text: &str| Edit { span: failure.span_of(token), replacement: text.to_owned() };
        return (open.text == "[").then(|| {
            Diagnostic::new(Code::Syntax, failure.span_of(open), "exceptions stand in parentheses")
                .label("expected `(`")
                .fixes(
                    "write parentheses",
                    vec![edit(open, "("), edit(close, ")")],
                    Applicability::Safe,
                )
        });
    }
    let remove =
        |token: &Token<'_>| Edit { span: failure.span_of(token), replacement: String::new() };
    Some(
        Diagnostic::new(Code::Syntax, failure.span_of(open), "lists stand without brackets")
            .label("no bracket belongs here")
            .help("names are separated by commas, ports by blanks")
            .fixes("remove the brackets", vec![remove(open), remove(close)], Applicability::Safe),
    )
}

/// `!10.0.0.0/8`, `! db`.
fn negated(failure: &Failure<'_>) -> Option<Diagnostic> {
    let found = failure.found().filter(|found| matches!(found.text, "!" | "~" | "^"))?;
    let expects = [Rule::place, Rule::endpoints, Rule::address, Rule::cidr, Rule::cidrs];
    if !expects.iter().any(|rule| failure.expects(*rule)) {
        return None;
    }
    Some(
        Diagnostic::new(Code::Syntax, failure.span_of(found), "nothing is taken out with a sign")
            .label("no sign belongs here")
            .help("a flow names who is allowed; a block without a part is `10.0.0.0/8 except 10.6.0.0/16`"),
    )
}

/// `prod:backend`, `b:tcp/80`, `https://…`, `frontend: …`.
fn colon(failure: &Failure<'_>) -> Option<Diagnostic> {
    let at = [failure.here, failure.here + 1]
        .into_iter()
        .find(|at| failure.tokens.get(*at).is_some_and(|token| token.text == ":"))?;
    let (name, colon) = (failure.tokens.get(at.checked_sub(1)?)?, failure.tokens.get(at)?);
    let next = failure.tokens.get(at + 1);
    let span = failure.span_of(colon);
    if !failure.is_behind_arrow() {
        if word::is_statement(name.text) {
            return None;
        }
        let message = format!("no statement begins with `{}:`", name.text);
        return (at == 1 && name.is_word() && failure.here <= 1).then(|| {
            Diagnostic::new(Code::Syntax, span, message)
                .label("no `:` belongs here")
                .help("a flow is `frontend -> backend tcp/80`, a grant `deployer can get pods`")
        });
    }
    match next?.text {
        "//" | "/" => Some(
            Diagnostic::new(Code::Syntax, failure.span_of(name), "a URL is no endpoint")
                .label("expected a name or an address")
                .help("NetworkPolicy knows addresses and pods: write the addresses, `10.0.0.0/8 tcp/443`"),
        ),
        "tcp" | "udp" | "sctp" => Some(
            Diagnostic::new(Code::Syntax, span, "a blank stands between an endpoint and its ports")
                .label("no `:` belongs here")
                .fix("write a blank", span, " "),
        ),
        next if next.starts_with(char::is_alphabetic) || next.starts_with(['"', '*']) => Some(
            Diagnostic::new(Code::Syntax, span, "`/` joins a zone and a name")
                .label("expected `/`")
                .maybe_fix("write `/`", span, "/"),
        ),
        _ => Some(
            Diagnostic::new(Code::Syntax, span, "no `:` stands in a flow")
                .label("not expected here")
                .help("a flow is `frontend -> backend tcp/80`, and a zone is joined with `/`: `prod/backend`"),
        ),
    }
}

/// `prod / b`, `prod/b/c`, `10.0.0.0/`.
fn slash(failure: &Failure<'_>) -> Option<Diagnostic> {
    let slash = failure.found().filter(|found| found.text == "/")?;
    let (name, before) = (failure.back(1)?, failure.back(2));
    let begins = before.is_none_or(|before| matches!(before.text, "," | "->" | "<->" | "->>"));
    let span = failure.span_of(slash);
    if begins && name.text.starts_with(|char: char| char.is_ascii_digit()) {
        return Some(
            Diagnostic::new(Code::Syntax, span, "the length of the prefix is missing")
                .label("expected a number behind it")
                .help(format!("`{0}/32` is one address, `{0}/24` a network of 256", name.text)),
        );
    }
    let apart = |next: &&Token<'_>| next.start > slash.end() || slash.start > name.end();
    if begins && let Some(next) = failure.ahead(1).filter(|next| next.is_word()).filter(apart) {
        return Some(
            Diagnostic::new(
                Code::Syntax,
                failure.span_to(name, next),
                "no blank stands around `/`",
            )
            .label("a zone and a name")
            .fix(
                format!("write `{}/{}`", name.text, next.text),
                failure.span(name.end(), next.start),
                "/",
            ),
        );
    }
    let second = failure.is_behind_arrow()
        && before.is_some_and(|before| before.text == "/" && before.end() == name.start);
    (second
        && failure.back(3).is_some_and(|zone| zone.is_word() && !super::port::is_protocol(zone)))
    .then(|| {
        Diagnostic::new(Code::Syntax, span, "a name stands in one zone")
            .label("the second `/`")
            .help("an endpoint is `backend` or `prod/backend`; there is nothing between")
    })
}

/// The ends of names of hosts that nobody calls a segment.
const HOSTS: [&str; 9] = ["com", "org", "net", "io", "edu", "gov", "de", "uk", "eu"];

/// `prod.b`, `api.github.com`.
pub fn dots(failure: &Failure<'_>) -> Option<Diagnostic> {
    let found = failure.found().filter(|found| failure.at > found.start && found.is_word())?;
    let is_endpoint = failure.back(1).is_some_and(|before| {
        matches!(before.text, "->" | "<->" | "->>")
            || before.text == "," && failure.is_behind_arrow()
    });
    let parts: Vec<&str> = found.text.split('.').collect();
    let named = parts
        .iter()
        .all(|part| part.starts_with(|char: char| char.is_ascii_alphabetic() || char == '*'));
    if !is_endpoint || !named {
        return None;
    }
    let span = failure.span_of(found);
    match parts.as_slice() {
        [zone, name] if !zone.contains('*') && !HOSTS.contains(name) => {
            let meant = format!("{zone}/{name}");
            Some(
                Diagnostic::new(Code::NameForm, span, "`/` joins a zone and a name")
                    .label("`.` is in no name")
                    .maybe_fix(format!("write `{meant}`"), span, meant),
            )
        }
        [_, _, _, ..] | [_, _] => Some(
            Diagnostic::new(Code::NameForm, span, format!("`{}` is no endpoint", found.text))
                .label("it looks like the name of a host")
                .help(
                    "NetworkPolicy knows addresses and pods: write the addresses behind the name",
                ),
        ),
        _ => None,
    }
}
