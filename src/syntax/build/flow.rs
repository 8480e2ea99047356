//! Flows, their clauses, and assertions.

use super::{Builder, Match};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::syntax::ast::{
    Arrow, Assertion, AssertionWord, Claim, Clauses, Date, Flow, Half, PortItem, PortKind,
};
use crate::syntax::grammar::Rule;
use crate::syntax::mistake;

impl Builder<'_> {
    /// A flow, or the claim of an assertion, which has the same parts.
    pub(super) fn flow(&mut self, pair: Match<'_>) -> Option<Flow> {
        let mut inner = pair.into_inner();
        let from = self.endpoints(inner.next()?)?;
        let (arrow, arrow_span) = self.arrow(&inner.next()?);
        let to = self.endpoints(inner.next()?)?;
        let (mut ports, mut half, mut clauses): (Vec<PortItem>, _, _) =
            (Vec::new(), None, Clauses::default());
        for part in inner {
            match part.as_rule() {
                Rule::port => {
                    self.check_clause_word(ports.last(), &part);
                    self.check_half_word(&part);
                    ports.push(self.port(&part));
                }
                Rule::half => half = Some(self.half(part)?),
                _ => self.clause(part, &mut clauses)?,
            }
        }
        Some(Flow { from, arrow, arrow_span, to, ports, half, clauses })
    }

    /// Reports `becuase "…"`, which reads as two ports.
    fn check_clause_word(&mut self, before: Option<&PortItem>, port: &Match<'_>) {
        if let Some(PortItem { kind: PortKind::Name(word), span }) = before
            && !word.quoted
            && port.as_str().starts_with('"')
            && let Some(diagnostic) = mistake::misspelt_because(*span, &word.text)
        {
            self.sink.push(diagnostic);
        }
    }

    /// Reports `egress-only`, which reads as a port.
    fn check_half_word(&mut self, port: &Match<'_>) {
        let Some(word) = port.as_str().strip_suffix("-only") else { return };
        if matches!(word, "egress" | "ingress") {
            let span = self.span(port);
            self.sink.push(mistake::half_in_one_word(span, word));
        }
    }

    fn arrow(&self, pair: &Match<'_>) -> (Arrow, Span) {
        let (arrow, length) = match pair.as_str() {
            text if text.starts_with("->>") => (Arrow::Hops, 3),
            text if text.starts_with("<->") => (Arrow::Both, 3),
            _ => (Arrow::To, 2),
        };
        let start = self.span(pair).start;
        (arrow, Span::new(self.id, start, start + length))
    }

    fn half(&self, pair: Match<'_>) -> Option<(Half, Span)> {
        let span = self.span(&pair);
        let half = match pair.into_inner().next()?.as_rule() {
            Rule::EGRESS => Half::Egress,
            _ => Half::Ingress,
        };
        Some((half, span))
    }

    /// A `because` or an `until`, added to `clauses`; or a comment before one.
    pub(super) fn clause(&mut self, pair: Match<'_>, clauses: &mut Clauses) -> Option<()> {
        let word = match pair.as_rule() {
            Rule::because => "because",
            Rule::until => "until",
            Rule::comment => return Some(()),
            _ => return None,
        };
        let value = pair.into_inner().last()?;
        let span = self.span(&value);
        let first = match value.as_rule() {
            Rule::string => {
                let text = self.string(&value);
                let first = clauses.because.as_ref().map(|text| text.span);
                clauses.because.get_or_insert(text);
                first
            }
            Rule::date => {
                let date = Date { text: value.as_str().into(), span };
                let first = clauses.until.as_ref().map(|date| date.span);
                clauses.until.get_or_insert(date);
                first
            }
            _ => return None,
        };
        if let Some(first) = first {
            self.said_twice(word, first, span);
        }
        Some(())
    }

    /// Reports a clause that a statement has already.
    pub(super) fn said_twice(&mut self, word: &str, first: Span, second: Span) {
        let message = format!("a statement has one `{word}`");
        let diagnostic = Diagnostic::new(Code::DuplicateClause, second, message)
            .label("the second")
            .also(first, "the first")
            .help(format!("say it in one `{word}`"));
        self.sink.push(diagnostic);
    }

    pub(super) fn assertion(&mut self, pair: Match<'_>) -> Option<Assertion> {
        let mut inner = pair.into_inner();
        let word = match inner.next()?.as_rule() {
            Rule::NEVER => AssertionWord::Never,
            Rule::ALWAYS => AssertionWord::Always,
            Rule::ONLY => AssertionWord::Only,
            Rule::CONFINE => AssertionWord::Confine,
            _ => return None,
        };
        let claim = inner.next()?;
        let claim = match claim.as_rule() {
            Rule::claim => Claim::Flow(self.flow(claim)?),
            _ => Claim::Grant(self.grant(claim)?),
        };
        Some(Assertion { word, claim })
    }
}
