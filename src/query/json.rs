//! Answers as JSON: the same facts for programs.

use super::answer::{Answer, Body, Emission, Extent, Miss, Reason, State, Suggestion};
use super::text;
use crate::source::{SourceMap, Span};
use serde_json::{Value, json};
use std::io::{self, Write};

/// The version of the format: a reader may rely on the fields of one.
const VERSION: u32 = 1;

/// Writes the answers to questions as one JSON object.
///
/// # Errors
/// When `out` can't be written.
pub fn write(
    out: &mut dyn Write,
    sources: &SourceMap,
    questions: &[String],
    answers: &[Vec<Answer>],
) -> io::Result<()> {
    let each = questions.iter().zip(answers).flat_map(|(question, answers)| {
        answers.iter().map(move |answer| entry(sources, question, answer))
    });
    let report = json!({ "version": VERSION, "answers": each.collect::<Vec<_>>() });
    serde_json::to_writer_pretty(&mut *out, &report)?;
    writeln!(out)
}

fn entry(sources: &SourceMap, question: &str, answer: &Answer) -> Value {
    let mut entry = json!({
        "question": question,
        "answer": answer.verdict.word(),
        "sentence": answer.sentence,
        "notes": answer.notes,
    });
    let body = match &answer.body {
        Body::Flow(flow) => {
            let side = |side: &super::answer::Side| {
                json!({
                    "direction": side.direction.word(),
                    "state": match side.state {
                        State::Outside => "outside",
                        State::Allows => "allows",
                        State::Denies => "denies",
                    },
                    "reasons": reasons(sources, &side.reasons),
                    "more": side.more,
                    "isolating": side.isolating,
                })
            };
            let ports = |(extent, ports): &(Extent, String)| {
                let pods = match extent {
                    Extent::All => "all",
                    Extent::Some => "some",
                    Extent::None => "none",
                };
                json!({ "ports": ports, "allowedFor": pods })
            };
            json!({
                "ports": flow.ports.iter().map(ports).collect::<Vec<_>>(),
                "sides": flow.sides.iter().map(side).collect::<Vec<_>>(),
                "allowed": flow.allowed,
                "denied": flow.denied,
                "nearMisses": misses(sources, &flow.misses),
                "suggestion": suggestion(flow.suggestion.as_ref()),
            })
        }
        Body::Peers(rows) => {
            let row = |peer: &super::answer::Peer| {
                json!({
                    "names": peer.names,
                    "ports": peer.ports,
                    "partly": peer.partly,
                    "onlyWhere": peer.reading,
                    "reasons": reasons(sources, &peer.reasons),
                })
            };
            json!({ "peers": rows.iter().map(row).collect::<Vec<_>>() })
        }
        Body::Rights(rights) => {
            let given = |given: &super::answer::Given| {
                json!({
                    "holder": given.holder,
                    "what": given.what,
                    "where": given.place,
                    "reasons": reasons(sources, &given.reasons),
                })
            };
            json!({
                "given": rights.given.iter().map(given).collect::<Vec<_>>(),
                "nearMisses": misses(sources, &rights.misses),
                "suggestion": suggestion(rights.suggestion.as_ref()),
            })
        }
    };
    if let (Value::Object(entry), Value::Object(body)) = (&mut entry, body) {
        entry.extend(body);
    }
    entry
}

fn reasons(sources: &SourceMap, reasons: &[Reason]) -> Vec<Value> {
    let one = |reason: &Reason| {
        json!({
            "statement": reason.statement.map(|span| statement(sources, span)),
            "remark": reason.remark,
            "rules": reason.rules.iter().map(emission).collect::<Vec<_>>(),
        })
    };
    reasons.iter().map(one).collect()
}

fn emission(rule: &Emission) -> Value {
    let list = Some(rule.list).filter(|list| !list.is_empty());
    json!({ "object": rule.object, "list": list, "rule": rule.rule })
}

fn misses(sources: &SourceMap, misses: &[Miss]) -> Vec<Value> {
    let one = |miss: &Miss| json!({ "statement": statement(sources, miss.statement), "remark": miss.remark });
    misses.iter().map(one).collect()
}

fn statement(sources: &SourceMap, span: Span) -> Value {
    let at = sources.position(span.file, span.start);
    json!({
        "file": sources.name(span.file),
        "line": at.line,
        "column": at.column,
        "text": text::statement(sources, span),
    })
}

fn suggestion(suggestion: Option<&Suggestion>) -> Value {
    suggestion.map_or(Value::Null, |one| json!({ "zone": one.zone, "statement": one.statement }))
}
