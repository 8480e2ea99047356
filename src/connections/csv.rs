//! Connections as comma-separated values (RFC 4180), in the words of other analyzers.

use super::words::{Terms, Words, connections};
use super::{EntranceRow, Group, OutsideRow, Report, Way, text};
use crate::set::cidr::AddressSet;
use crate::set::port::PortSet;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Writes a report: `source,destination,connections`. Workloads are `namespace/name[Kind]`, addresses
/// `first-last[External]`, one range a line, Services `namespace/name[Service]`, entrances
/// `namespace/name[Ingress]`, `[LoadBalancer]` or `[NodePort]`, with what policies let through them.
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
        return entrances(out, report, &words);
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
    entrances(out, report, &words)
}

fn entrances(out: &mut dyn Write, report: &Report<'_>, words: &Words<'_>) -> io::Result<()> {
    let mut open: BTreeMap<(Way, &str), BTreeMap<u32, PortSet>> = BTreeMap::new();
    for EntranceRow { way, name, workloads, ports, comers, .. } in report.entrances {
        if comers.is_empty() {
            continue;
        }
        let own = open.entry((*way, name)).or_default();
        for at in workloads {
            let all = own.entry(*at).or_default();
            *all = all.union(ports);
        }
    }
    for ((way, name), own) in open {
        let mut by_ports: BTreeMap<PortSet, Group> = BTreeMap::new();
        for (at, ports) in own {
            by_ports.entry(ports).or_default().push(at);
        }
        let source = format!("{name}[{}]", way.word());
        for (ports, workloads) in by_ports {
            for target in members(report, words, &workloads) {
                line(out, &source, &target, &connections(&ports))?;
            }
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
