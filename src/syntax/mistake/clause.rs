//! Reasons, dates and other strings: `because`, `until`, `owner`, `use`.

use super::name::quoted;
use super::token::{Kind, Token};
use super::{Code, Diagnostic, Failure, word};
use crate::source::Span;
use crate::syntax::grammar::Rule;

/// What is wrong with the clause or string at the place.
pub fn explain(failure: &Failure<'_>) -> Option<Diagnostic> {
    without_statement(failure)
        .or_else(|| other_date_word(failure))
        .or_else(|| quotes_inside(failure))
        .or_else(|| backslash(failure))
        .or_else(|| half(failure))
        .or_else(|| misplaced(failure))
        .or_else(|| date(failure))
        .or_else(|| string(failure))
}

/// `because` where no statement is before it, or one that takes none.
fn without_statement(failure: &Failure<'_>) -> Option<Diagnostic> {
    let first = failure.tokens.first()?;
    let is_clause = |token: &Token<'_>| matches!(token.text, "because" | "until");
    let next = failure.tokens.get(1).map(|token| (token.kind, token.text));
    if is_clause(first) && !matches!(next, Some((Kind::Symbol, _))) {
        let message = format!("`{}` has no statement to belong to", first.text);
        return Some(
            Diagnostic::new(Code::ClauseWithoutStatement, failure.span_of(first), message)
                .label("no flow or grant before it")
                .help("it stands at the end of a flow or grant, or on the line under it"),
        );
    }
    let declares = word::is_statement(first.text)
        && !matches!(first.text, "never" | "always" | "only" | "confine")
        && failure.here >= 2;
    let found = failure.found().filter(|found| declares && is_clause(found))?;
    let message = format!("a `{}` takes no `{}`", first.text, found.text);
    Some(
        Diagnostic::new(Code::ClauseWithoutStatement, failure.span_of(found), message)
            .label("only flows and grants take it")
            .help("say it in a comment"),
    )
}

/// `untill 2027-06-30`, `expires 2027-06-30`: the word was taken for a port.
fn other_date_word(failure: &Failure<'_>) -> Option<Diagnostic> {
    let word = failure.back(1).filter(|word| word.is_word() && failure.expects(Rule::port))?;
    failure.found().filter(|found| iso(found.text).is_some())?;
    let other = matches!(word.text, "expires" | "expiry" | "till" | "to" | "before" | "by" | "end");
    if !other && word::near(word.text, &["until"]).is_none() {
        return None;
    }
    Some(word::did_you_mean(failure, word, "until"))
}

/// `"it's "quoted" here"`.
fn quotes_inside(failure: &Failure<'_>) -> Option<Diagnostic> {
    let found = failure.found().filter(|found| found.is_word())?;
    let string = failure.back(1).filter(|string| string.kind == Kind::String)?;
    if string.end() != found.start {
        return None;
    }
    let place = failure.span(string.end().saturating_sub(1), string.end());
    let diagnostic = Diagnostic::new(Code::Syntax, place, "the string ends at this quote")
        .label("followed by more text")
        .help("a quote in a string is written `\\\"`");
    let last = failure.tokens.iter().rfind(|token| token.kind == Kind::String)?;
    let text = failure.text.get(string.start + 1..last.end().checked_sub(1)?)?;
    let span = failure.span(string.start, last.end());
    Some(diagnostic.maybe_fix("escape the quotes in it", span, quoted(text)))
}

/// A `\` at the end of a line.
fn backslash(failure: &Failure<'_>) -> Option<Diagnostic> {
    let found = failure.found().filter(|found| found.text == "\\")?;
    let span = failure.span_of(found);
    Some(
        Diagnostic::new(Code::Syntax, span, "no `\\` continues a line")
            .label("not needed")
            .help(
                "a statement goes on behind a comma or an arrow, and before `because` and `until`",
            )
            .fix("remove it", span, ""),
    )
}

/// `egress-only`.
pub fn half_in_one_word(span: Span, word: &str) -> Diagnostic {
    Diagnostic::new(Code::Syntax, span, format!("`{word} only` is two words"))
        .label("taken for the name of a port")
        .fix(format!("write `{word} only`"), span, format!("{word} only"))
}

/// A word before a string that is nearly `because`.
pub fn misspelt_because(span: Span, text: &str) -> Option<Diagnostic> {
    word::near(text, &["because"])?;
    let diagnostic = Diagnostic::new(Code::Syntax, span, format!("unknown word `{text}`"))
        .label("did you mean `because`?")
        .maybe_fix("write `because`", span, "because");
    Some(diagnostic)
}

/// `only egress`, and `egress` alone.
fn half(failure: &Failure<'_>) -> Option<Diagnostic> {
    let end = failure.back(1).filter(|end| matches!(end.text, "egress" | "ingress"))?;
    if !failure.expects(Rule::ONLY) || failure.found().is_some_and(|found| found.text == "-") {
        return None;
    }
    let right = format!("{} only", end.text);
    let only = failure.back(2).filter(|only| only.text == "only");
    Some(match only {
        Some(only) => {
            let span = failure.span_to(only, end);
            Diagnostic::new(Code::Syntax, span, format!("`only` stands behind `{}`", end.text))
                .label("taken for the name of a port")
                .fix(format!("write `{right}`"), span, right)
        }
        None => {
            let span = failure.span_of(end);
            Diagnostic::new(Code::Syntax, span, format!("half a flow is `{right}`"))
                .label("expected `only` behind it")
                .help("it says that the other end is allowed elsewhere; without it a flow opens both ends")
                .maybe_fix(format!("write `{right}`"), span, right)
        }
    })
}

/// `egress only` behind a clause.
fn misplaced(failure: &Failure<'_>) -> Option<Diagnostic> {
    let found = failure.found().filter(|found| matches!(found.text, "egress" | "ingress"))?;
    let clause = failure.tokens.iter().take(failure.here);
    let clause = clause.rev().find(|token| matches!(token.text, "because" | "until"))?;
    let message = format!("`{} only` stands before `{}`", found.text, clause.text);
    Some(
        Diagnostic::new(Code::Syntax, failure.span_of(found), message)
            .label("too late")
            .also(failure.span_of(clause), "move it before this"),
    )
}

/// What stands behind `until`.
fn date(failure: &Failure<'_>) -> Option<Diagnostic> {
    let until = failure.back(1).filter(|token| token.text == "until")?;
    if !failure.expects(Rule::date) {
        return None;
    }
    let help = "a date is year, month and day: `until 2027-06-30`";
    let Some((start, end)) = failure.run() else {
        let place = failure.span_of(until).after();
        let message = "`until` needs a date";
        return Some(Diagnostic::new(Code::BadDate, place, message).label("a date").help(help));
    };
    let text = failure.text.get(start..end).unwrap_or_default();
    let span = failure.span(start, end);
    let diagnostic = Diagnostic::new(Code::BadDate, span, format!("`{text}` is no date"))
        .label("no date")
        .help(help);
    Some(match iso(text.trim_matches('"')) {
        Some(date) => diagnostic.maybe_fix(format!("write `{date}`"), span, date),
        None => diagnostic,
    })
}

/// The date that three numbers mean, with the year first or last.
fn iso(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.split(['-', '/', '.']).collect();
    let (year, month, day) = match parts.as_slice() {
        [year, month, day] if year.len() == 4 => (year, month, day),
        // Day before month where a point separates them; with slashes nobody knows.
        [day, month, year] if year.len() == 4 && text.contains('.') => (year, month, day),
        _ => return None,
    };
    let numbers = [year, month, day].map(|part| part.parse::<u32>());
    let [Ok(year), Ok(month @ 1..=12), Ok(day @ 1..=31)] = numbers else { return None };
    Some(format!("{year:04}-{month:02}-{day:02}"))
}

/// A string without quotes.
fn string(failure: &Failure<'_>) -> Option<Diagnostic> {
    if !failure.expects(Rule::string) {
        return None;
    }
    if let (Some(word), Some(sign)) = (failure.back(1), failure.found())
        && matches!(word.text, "because" | "owner" | "use" | "host")
        && matches!(sign.text, ":" | "=")
    {
        let span = failure.span_of(sign);
        let glued = failure.ahead(1).is_some_and(|next| next.start == sign.end());
        let message = format!("no `{}` stands behind `{}`", sign.text, word.text);
        return Some(Diagnostic::new(Code::Syntax, span, message).label("not needed").fix(
            "remove it",
            span,
            if glued { " " } else { "" },
        ));
    }
    let word =
        failure.back(1).filter(|token| matches!(token.text, "because" | "owner" | "use" | "="))?;
    let what = match (word.text, failure.first()) {
        ("because", _) => "a reason",
        ("owner", _) => "an owner",
        ("use", _) => "a path",
        ("=", "user" | "group") => "the name that the API server sees",
        _ => return None,
    };
    let Some((start, mut end)) = failure.run() else {
        let place = failure.span_of(word).after();
        let message = format!("{what} is missing behind `{}`", word.text);
        return Some(
            Diagnostic::new(Code::Syntax, place, message)
                .label("expected a string in double quotes"),
        );
    };
    if word.text == "because" {
        let rest = failure.tokens.iter().skip(failure.here);
        let reason = rest.take_while(|token| !matches!(token.text, "until" | "{"));
        end = reason.last().map_or(end, Token::end);
    }
    let text = failure.text.get(start..end).unwrap_or_default();
    let span = failure.span(start, end);
    let diagnostic = Diagnostic::new(Code::Syntax, span, format!("{what} stands in double quotes"))
        .label("not a string");
    Some(if text.contains(['"', '\n', '{', '#']) {
        diagnostic
    } else {
        diagnostic.fix("quote it", span, quoted(text))
    })
}

impl Failure<'_> {
    /// The tokens from the place on that no blank separates.
    pub(super) fn run(&self) -> Option<(usize, usize)> {
        let found = self.found().filter(|found| found.text != "{")?;
        let mut end = found.end();
        for token in self.tokens.iter().skip(self.here + 1) {
            if token.start != end || token.text == "{" {
                break;
            }
            end = token.end();
        }
        Some((found.start, end))
    }
}
