//! Connections as comma-separated values (RFC 4180), in the words of other analyzers.

use super::words::{Terms, Words, connections};
use super::{Group, OutsideRow, Report, text};
use crate::set::cidr::AddressSet;
use std::io::{self, Write};

/// Writes a report: `source,destination,connections`. Workloads are `namespace/name[Kind]`, addresses
/// `first-last[External]`, one range a line, Services `namespace/name[Service]`.
///
/// # Errors
/// When `out` has one.
pub fn write(out: &mut dyn Write, report: &Report<'_>) -> io::Result<()> {
    let of = report.connections;
    let words = Words::new(&of.workloads);
    writeln!(out, "source,destination,connections")?;
    if report.exposed {
        for row in &of.exposed {
            for target in members(report, &words, &row.workloads) {
                line(out, &text::stranger(&row.to), &target, &connections(&row.ports))?;
            }
        }
        return Ok(());
    }
    if report.pairs {
        let names: Vec<_> = (0..).zip(&of.workloads).map(|(at, _)| words.full(at)).collect();
        let name = |at: u32| names.get(at as usize).map_or("", String::as_str);
        of.each_pair(|source, target, ports| {
            line(out, name(source), name(target), &connections(ports))
        })?;
    } else {
        for row in &of.rows {
            let ends = [&row.sources, &row.targets].map(|group| said(&words, group));
            line(out, &ends[0], &ends[1], &connections(&row.ports))?;
        }
    }
    for (rows, comes) in [(&of.from_outside, true), (&of.to_outside, false)] {
        for OutsideRow { workloads, addresses, ports } in rows {
            let ports = connections(ports);
            for workload in members(report, &words, workloads) {
                for range in ranges(addresses) {
                    match comes {
                        true => line(out, &range, &workload, &ports)?,
                        false => line(out, &workload, &range, &ports)?,
                    }
                }
            }
        }
    }
    for row in report.services {
        for source in members(report, &words, &row.sources) {
            line(out, &source, &format!("{}[Service]", row.service), &connections(&row.ports))?;
        }
    }
    Ok(())
}

fn members(report: &Report<'_>, words: &Words<'_>, group: &Group) -> Vec<String> {
    match report.pairs {
        true => group.iter().map(|at| words.full(*at)).collect(),
        false => vec![said(words, group)],
    }
}

/// `shop/*; pay/api[Deployment]`, `* but shop/db[StatefulSet]`.
fn said(words: &Words<'_>, group: &Group) -> String {
    let Terms { whole, but } = words.terms(group, Words::full);
    match but.as_slice() {
        [] => whole.join("; "),
        but => format!("{} but {}", whole.join("; "), but.join("; ")),
    }
}

/// `10.0.0.0-10.255.255.255[External]`.
fn ranges(addresses: &AddressSet) -> impl Iterator<Item = String> {
    addresses.ranges().map(|(low, high)| format!("{low}-{high}[External]"))
}

fn line(out: &mut dyn Write, source: &str, target: &str, ports: &str) -> io::Result<()> {
    writeln!(out, "{},{},{}", cell(source), cell(target), cell(ports))
}

fn cell(text: &str) -> std::borrow::Cow<'_, str> {
    match text.contains([',', '"', '\n', '\r']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")).into(),
        false => text.into(),
    }
}
