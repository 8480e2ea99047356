//! Answers as text for people.

use super::answer::{
    Answer, Body, Extent, Flow, Given, Miss, Peer, Reason, Rights, Side, State, Suggestion,
};
use crate::source::{SourceMap, Span};
use std::io::{self, Write};

/// How many rows of a list are shown.
const MOST: usize = 50;

/// How much of a statement is shown.
const LONGEST: usize = 100;

/// Writes one answer.
///
/// # Errors
/// When `out` can't be written.
pub fn write(out: &mut dyn Write, sources: &SourceMap, answer: &Answer) -> io::Result<()> {
    let Answer { verdict, sentence, body, notes } = answer;
    writeln!(out, "{}: {sentence}", verdict.word())?;
    match body {
        Body::Flow(body) => flow(out, sources, body)?,
        Body::Peers(rows) => peers(out, sources, rows)?,
        Body::Rights(body) => rights(out, sources, body)?,
    }
    notes.iter().try_for_each(|note| writeln!(out, "  note: {note}"))
}

fn flow(out: &mut dyn Write, sources: &SourceMap, flow: &Flow) -> io::Result<()> {
    for (extent, ports) in &flow.ports {
        let what = match extent {
            Extent::All => "allowed for every pod on",
            Extent::Some => "allowed for some pods on",
            Extent::None => "denied on",
        };
        writeln!(out, "  {what} {ports}")?;
    }
    for side in &flow.sides {
        self::side(out, sources, side)?;
    }
    if let Some(witness) = &flow.allowed {
        writeln!(out, "  allowed, for example: {witness}")?;
    }
    if let Some(witness) = &flow.denied {
        writeln!(out, "  denied, for example: {witness}")?;
    }
    misses(out, sources, &flow.misses)?;
    suggestion(out, flow.suggestion.as_ref())
}

fn side(out: &mut dyn Write, sources: &SourceMap, side: &Side) -> io::Result<()> {
    let word = side.direction.word();
    match side.state {
        State::Outside => writeln!(out, "  {word:<7} an address: no policy rules it")?,
        State::Denies if side.isolating.is_empty() => writeln!(out, "  {word:<7} denied")?,
        State::Denies => {
            let policies = side.isolating.join(" and ");
            writeln!(out, "  {word:<7} denied by NetworkPolicy {policies}: no rule holds it")?;
        }
        State::Allows => {}
    }
    for (at, reason) in side.reasons.iter().enumerate() {
        let head = if at == 0 { word } else { "" };
        writeln!(out, "  {head:<7} {}", told(sources, reason))?;
        for rule in &reason.rules {
            writeln!(out, "  {:<7}   {rule}", "")?;
        }
    }
    match side.more {
        0 => Ok(()),
        more => writeln!(out, "  {:<7} and {more} more", ""),
    }
}

fn peers(out: &mut dyn Write, sources: &SourceMap, rows: &[Peer]) -> io::Result<()> {
    for Peer { names, ports, partly, reading, reasons } in rows.iter().take(MOST) {
        let partly = if *partly { ", a part of the pods asked about" } else { "" };
        let ports = if ports == "any" { "every port" } else { ports };
        writeln!(out, "  {} on {ports}{partly}", names.join(", "))?;
        for reason in reasons {
            writeln!(out, "      {}", told(sources, reason))?;
        }
        if let Some(reading) = reading {
            writeln!(out, "      only where {reading}")?;
        }
    }
    more(out, rows.len())
}

fn rights(out: &mut dyn Write, sources: &SourceMap, rights: &Rights) -> io::Result<()> {
    for Given { holder, what, place, reasons } in rights.given.iter().take(MOST) {
        match what.as_slice() {
            [one] => writeln!(out, "{}", format!("  {holder} can {one} {place}").trim_end())?,
            several => {
                writeln!(out, "{} can:", format!("  {holder} {place}").trim_end())?;
                several.iter().try_for_each(|one| writeln!(out, "    {one}"))?;
            }
        }
        for reason in reasons {
            writeln!(out, "      {}", told(sources, reason))?;
            reason.rules.iter().try_for_each(|rule| writeln!(out, "        {rule}"))?;
        }
    }
    more(out, rights.given.len())?;
    misses(out, sources, &rights.misses)?;
    suggestion(out, rights.suggestion.as_ref())
}

fn more(out: &mut dyn Write, rows: usize) -> io::Result<()> {
    match rows.saturating_sub(MOST) {
        0 => Ok(()),
        more => writeln!(out, "  and {more} more: `--format json` lists them all"),
    }
}

fn misses(out: &mut dyn Write, sources: &SourceMap, misses: &[Miss]) -> io::Result<()> {
    if !misses.is_empty() {
        writeln!(out, "  near misses:")?;
    }
    for Miss { statement, remark } in misses {
        writeln!(out, "    {}  ({remark})", quoted(sources, *statement))?;
    }
    Ok(())
}

fn suggestion(out: &mut dyn Write, suggestion: Option<&Suggestion>) -> io::Result<()> {
    match suggestion {
        Some(Suggestion { zone: Some(zone), statement }) => {
            writeln!(out, "  to allow it, write in zone {zone}: {statement}")
        }
        Some(Suggestion { zone: None, statement }) => {
            writeln!(out, "  to allow it, write: {statement}")
        }
        None => Ok(()),
    }
}

/// A reason in a line.
fn told(sources: &SourceMap, reason: &Reason) -> String {
    match (reason.statement, reason.remark.as_str()) {
        (Some(span), "") => quoted(sources, span),
        (Some(span), remark) => format!("{}  ({remark})", quoted(sources, span)),
        (None, remark) => remark.to_owned(),
    }
}

/// `main.netz:4  frontend -> db tcp/5432`.
fn quoted(sources: &SourceMap, span: Span) -> String {
    format!("{}  {}", place(sources, span), statement(sources, span))
}

/// `main.netz:4`.
pub(super) fn place(sources: &SourceMap, span: Span) -> String {
    let line = sources.position(span.file, span.start).line;
    format!("{}:{line}", sources.name(span.file))
}

/// A statement in one line.
pub(super) fn statement(sources: &SourceMap, span: Span) -> String {
    let words: Vec<_> = sources.slice(span).split_whitespace().collect();
    let text = words.join(" ");
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}
