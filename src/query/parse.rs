//! The text of a question to the sentence that it is: the words of the language, read by its own parser.
//!
//! What the language has no form for, pods given by their labels, is cut out first and a word as long is put
//! in its place, so that every place in the sentence is the place in the question.

use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::source::{FileId, Span};
use crate::syntax;
use crate::syntax::ast::{self, Statement, StatementKind};
use ecow::EcoString;

/// What a question asks.
pub(super) enum Form {
    /// `A -> B`, where either end may be `who` or `what`.
    Flow(ast::Flow),
    /// `S can V R`, where S may be `who`.
    Grant(ast::Grant),
    /// `what can S`.
    Holds(Vec<ast::SubjectName>, ast::Scope),
}

/// A question, parsed.
pub(super) struct Sentence {
    /// What it asks.
    pub(super) form: Form,
    /// The pods that it gives by their labels, by their places.
    pub(super) pods: Vec<Labelled>,
}

/// `prod{app=web}`: pods given by their labels.
pub(super) struct Labelled {
    /// All of it.
    pub(super) span: Span,
    /// The zone or namespace; none for `*`, any.
    pub(super) place: Option<EcoString>,
    /// The labels; none for every pod.
    pub(super) selectors: Vec<ast::Selector>,
}

/// Parses a question; what is wrong with it is said.
pub(super) fn parse(id: FileId, text: &str, sink: &mut Sink) -> Option<Sentence> {
    let (mut words, pods) = cut(id, text, sink)?;
    let mut rest = words.trim_start();
    if let Some(asked) = rest.strip_prefix("why ") {
        words = blank_until(&words, words.len() - asked.len());
        rest = words.trim_start();
    }
    let form = match rest.strip_prefix("what can ") {
        Some(subject) => held(id, &words, words.len() - subject.len(), sink)?,
        None => sentence(id, &words, sink)?,
    };
    Some(Sentence { form, pods })
}

fn sentence(id: FileId, words: &str, sink: &mut Sink) -> Option<Form> {
    let whole = Span::new(id, 0, offset(words.len()));
    if let Some(subject) = words.trim_end().strip_suffix(" can what") {
        let meant = format!("what can {}", subject.trim());
        sink.push(
            Diagnostic::new(
                Code::NotAQuestion,
                whole,
                "`what` stands first when it asks for rights",
            )
            .help(format!("ask `{meant}`"))
            .maybe_fix(format!("ask `{meant}`"), whole, meant),
        );
        return None;
    }
    let mut said = Sink::default();
    let file = syntax::parse(id, words, &mut said);
    if said.has_errors() {
        explain(said, whole, words, sink);
        return None;
    }
    let mut statements = file.statements.into_iter();
    let (first, second) = (statements.next(), statements.next());
    if let Some(second) = second {
        sink.push(
            Diagnostic::new(Code::NotAQuestion, second.span, "one question stands alone")
                .label("a second one")
                .help("ask each with its own `-e QUESTION`"),
        );
        return None;
    }
    let (mistake, form) = match first {
        Some(Statement { kind: StatementKind::Flow(flow), .. }) => {
            (beyond(flow.half, &flow.clauses), Some(Form::Flow(flow)))
        }
        Some(Statement { kind: StatementKind::Grant(grant), .. }) => {
            (beyond(None, &grant.clauses), Some(Form::Grant(grant)))
        }
        other => (Some(no_question(other.map_or(whole, |statement| statement.span))), None),
    };
    match mistake {
        Some(mistake) => {
            sink.push(mistake);
            None
        }
        None => form,
    }
}

/// What the parser says of a text that has an arrow or a `can`; of anything else, what a question is.
fn explain(said: Sink, whole: Span, words: &str, sink: &mut Sink) {
    let asks = words.contains("->") || words.split_whitespace().any(|word| word == "can");
    if asks {
        sink.append(said);
    } else {
        sink.push(no_question(whole));
    }
}

fn no_question(span: Span) -> Diagnostic {
    Diagnostic::new(Code::NotAQuestion, span, "this asks nothing that netz can answer")
        .help("ask who may connect: `frontend -> db tcp/5432`, `who -> db`, `frontend -> what`")
        .help("ask who may do what: `who can list secrets in prod`, `what can alice`")
        .note("a shell takes `>` for a redirection and `{` for its own: put the question in quotes")
}

/// What a statement says and a question may not.
fn beyond(half: Option<(ast::Half, Span)>, clauses: &ast::Clauses) -> Option<Diagnostic> {
    let wrong = |span, what: &str| {
        Diagnostic::new(Code::NotAQuestion, span, format!("a question has no {what}"))
            .help("leave it out: netz answers for what the program says, at both ends")
    };
    let half = half.map(|(_, span)| wrong(span, "halves"));
    let because = clauses.because.as_ref();
    let until = clauses.until.as_ref();
    half.or_else(|| because.map(|text| wrong(text.span, "`because`")))
        .or_else(|| until.map(|date| wrong(date.span, "`until`")))
}

/// `what can SUBJECT [in ZONE | cluster-wide]`: the subject and the scope, each in a grant of its own.
fn held(id: FileId, words: &str, start: usize, sink: &mut Sink) -> Option<Form> {
    const GRANT: &str = "a can b c";
    let rest = words.get(start..).unwrap_or_default();
    let scope = [" in ", " cluster-wide"].iter().filter_map(|word| rest.find(word)).min();
    let end = start + scope.unwrap_or(rest.len());
    let subject = blank_until(words.get(..end).unwrap_or_default(), start);
    let place = |start: usize, end: usize| Span::new(id, offset(start), offset(end));
    let Some(Form::Grant(grant)) = alone(id, &format!("{subject} can get pods")) else {
        let span = if start < end { place(start, end) } else { place(start, start) };
        sink.push(
            Diagnostic::new(Code::NotAQuestion, span, "what can who?")
                .label("expected an account, a user or a group")
                .help("name one: `what can alice`, `what can prod/deployer`, `what can alice in prod`"),
        );
        return None;
    };
    let subjects = grant.subjects;
    if scope.is_none() {
        return Some(Form::Holds(subjects, ast::Scope::Here));
    }
    let tail = blank_until(words, end);
    let tail = tail.get(GRANT.len()..).unwrap_or_default();
    match alone(id, &format!("{GRANT}{tail}")) {
        Some(Form::Grant(grant)) => Some(Form::Holds(subjects, grant.scope)),
        _ => {
            let span = place(end, words.trim_end().len().max(end));
            sink.push(
                Diagnostic::new(Code::NotAQuestion, span, "this is no place where rights hold")
                    .help("write `in prod`, `in prod, staging` or `cluster-wide`"),
            );
            None
        }
    }
}

/// A sentence that is a part of a question: what is wrong with it is said by the caller.
fn alone(id: FileId, words: &str) -> Option<Form> {
    sentence(id, words, &mut Sink::default())
}

/// The text with blanks before a place.
fn blank_until(text: &str, end: usize) -> String {
    format!("{}{}", " ".repeat(end), text.get(end..).unwrap_or_default())
}

/// The question with a word in the place of each `zone{labels}`, and what those are.
fn cut(id: FileId, text: &str, sink: &mut Sink) -> Option<(String, Vec<Labelled>)> {
    let (mut words, mut pods) = (String::with_capacity(text.len()), Vec::new());
    let mut at = 0;
    while let Some(open) = find(text, at, '{') {
        let before = text.get(at..open).unwrap_or_default();
        let name = before.len() - place_at_end(before);
        let start = at + name;
        let Some(close) = find(text, open, '}') else {
            let span = Span::new(id, offset(open), offset(open + 1));
            sink.push(
                Diagnostic::new(Code::Syntax, span, "these labels have no end")
                    .label("opened here")
                    .help("close them with `}`"),
            );
            return None;
        };
        let span = Span::new(id, offset(start), offset(close + 1));
        words.push_str(before.get(..name).unwrap_or_default());
        words.push_str(&"x".repeat(close + 1 - start));
        let place = text.get(start..open).unwrap_or_default().trim_matches('"');
        if place.is_empty() {
            sink.push(
                Diagnostic::new(Code::Syntax, span, "these are the labels of pods of which zone?")
                    .help("name a zone or a namespace before them, `prod{app=web}`, or `*{app=web}` for any"),
            );
            return None;
        }
        let inner = Span::new(id, offset(open + 1), offset(close));
        let Some(selectors) = syntax::selectors(inner, text, sink) else {
            sink.push(
                Diagnostic::new(Code::Syntax, inner, "these labels can't be read").help(
                    "write them as kubectl does behind `-l`: `app=web,tier in (a, b),!canary`",
                ),
            );
            return None;
        };
        let place = (place != "*").then(|| place.into());
        pods.push(Labelled { span, place, selectors });
        at = close + 1;
    }
    words.push_str(text.get(at..).unwrap_or_default());
    Some((words, pods))
}

/// The first such character from a place on that stands in no quotes.
fn find(text: &str, from: usize, wanted: char) -> Option<usize> {
    let (mut quoted, mut escaped) = (false, false);
    for (at, found) in text.get(from..)?.char_indices() {
        match found {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            found if found == wanted && !quoted => return Some(from + at),
            _ => {}
        }
    }
    None
}

/// How long the name at the end of a text is.
fn place_at_end(text: &str) -> usize {
    if let Some(quoted) = text.strip_suffix('"') {
        return quoted.rfind('"').map_or(0, |start| text.len() - start);
    }
    let fits = |it: char| it.is_ascii_alphanumeric() || matches!(it, '-' | '_' | '.' | '*');
    text.len() - text.trim_end_matches(fits).len()
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
