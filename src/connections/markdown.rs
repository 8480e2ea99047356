//! Connections as tables of Markdown.

use super::words::{self, Words};
use super::{ExposedRow, OutsideRow, Report, ServiceRow, text};
use std::io::{self, Write};

/// Writes a report.
///
/// # Errors
/// When `out` has one.
pub fn write(out: &mut dyn Write, report: &Report<'_>) -> io::Result<()> {
    let of = report.connections;
    let words = Words::new(&of.workloads);
    let ports = words::ports;
    if report.exposed {
        let row = |row: &ExposedRow| {
            [text::stranger(&row.to), text::group(&words, &row.workloads), ports(&row.ports)]
        };
        table(out, "Exposed", &of.exposed.iter().map(row).collect::<Vec<_>>())?;
        return entrances(out, report, &words);
    }
    let mut between = Vec::new();
    if report.pairs {
        let Ok(()) = of.each_pair(|source, target, open| {
            between.push([words.short(source), words.short(target), ports(open)]);
            Ok::<(), std::convert::Infallible>(())
        });
    } else {
        between.extend(of.rows.iter().map(|row| {
            let ends = [&row.sources, &row.targets].map(|group| text::group(&words, group));
            let [from, to] = ends;
            [from, to, ports(&row.ports)]
        }));
    }
    table(out, "Between workloads", &between)?;
    let from = |row: &OutsideRow| {
        [text::addresses(&row.addresses), text::group(&words, &row.workloads), ports(&row.ports)]
    };
    let to = |row: &OutsideRow| {
        [text::group(&words, &row.workloads), text::addresses(&row.addresses), ports(&row.ports)]
    };
    table(out, "From outside", &of.from_outside.iter().map(from).collect::<Vec<_>>())?;
    table(out, "To the outside", &of.to_outside.iter().map(to).collect::<Vec<_>>())?;
    let service = |row: &ServiceRow| {
        let to = format!("service {}", row.service);
        [text::group(&words, &row.sources), to, row.ports.to_string()]
    };
    table(out, "Through Services", &report.services.iter().map(service).collect::<Vec<_>>())?;
    entrances(out, report, &words)
}

fn entrances(out: &mut dyn Write, report: &Report<'_>, words: &Words<'_>) -> io::Result<()> {
    let rows = report.entrances.iter().map(|row| text::entrance(words, row));
    table(out, "Through entrances", &rows.collect::<Vec<_>>())
}

fn table(out: &mut dyn Write, title: &str, rows: &[[String; 3]]) -> io::Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    writeln!(out, "### {title}\n\n| from | to | ports |\n|---|---|---|")?;
    for row in rows {
        let [from, to, ports] = row.each_ref().map(|cell| escaped(cell));
        writeln!(out, "| {from} | {to} | {ports} |")?;
    }
    writeln!(out)
}

/// Text in a cell.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for char in text.chars() {
        if matches!(char, '|' | '*' | '_' | '<' | '`' | '\\' | '[' | ']') {
            escaped.push('\\');
        }
        escaped.push(char);
    }
    escaped
}
