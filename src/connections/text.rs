//! Connections for people: one line a row, the most alike together.

use super::words::{self, Words};
use super::{Comers, EntranceRow, ExposedRow, Group, OutsideRow, Report, Stranger};
use crate::set::cidr::{self, AddressSet};
use crate::set::labels::LabelBox;
use crate::set::rule::NAMESPACE_NAME;
use std::io::{self, Write};

/// How many words of a list are written out.
const MOST: usize = 12;

/// How wide the columns of ends may be, but for what doesn't fit.
const WIDEST: usize = 48;

/// Writes a report. Long lists are cut; [`super::json`] and [`super::csv`] have all of them.
///
/// # Errors
/// When `out` has one.
pub fn write(out: &mut dyn Write, report: &Report<'_>) -> io::Result<()> {
    let connections = report.connections;
    let words = Words::new(&connections.workloads);
    let mut sections: Vec<(&str, Vec<[String; 3]>)> = Vec::new();
    if report.exposed {
        let row = |row: &ExposedRow| {
            [stranger(&row.to), group(&words, &row.workloads), words::ports(&row.ports)]
        };
        sections.push((
            "What pods and addresses that no file knows may connect to",
            connections.exposed.iter().map(row).collect(),
        ));
    } else {
        sections.push(("Between workloads", between(report, &words)));
        let from = |row: &OutsideRow| {
            [addresses(&row.addresses), group(&words, &row.workloads), words::ports(&row.ports)]
        };
        let to = |row: &OutsideRow| {
            [group(&words, &row.workloads), addresses(&row.addresses), words::ports(&row.ports)]
        };
        sections.push(("From outside", connections.from_outside.iter().map(from).collect()));
        sections.push(("To the outside", connections.to_outside.iter().map(to).collect()));
        let service = |row: &super::ServiceRow| {
            let ports = match row.ports == row.targets {
                true => words::ports(&row.ports),
                false => format!("{} (pods: {})", row.ports, row.targets),
            };
            [group(&words, &row.sources), format!("service {}", row.service), ports]
        };
        sections.push(("Through Services", report.services.iter().map(service).collect()));
    }
    let entrances = report.entrances.iter().map(|row| entrance(&words, row));
    sections.push(("Through entrances", entrances.collect()));
    sections.retain(|(_, rows)| !rows.is_empty());
    if sections.is_empty() {
        return writeln!(out, "nothing");
    }
    for (at, (title, rows)) in sections.iter().enumerate() {
        let blank = if at > 0 { "\n" } else { "" };
        writeln!(out, "{blank}{title}")?;
        table(out, rows)?;
    }
    Ok(())
}

fn between(report: &Report<'_>, words: &Words<'_>) -> Vec<[String; 3]> {
    let mut lines = Vec::new();
    if report.pairs {
        let Ok(()) = report.connections.each_pair(|source, target, ports| {
            lines.push([words.short(source), words.short(target), words::ports(ports)]);
            Ok::<(), std::convert::Infallible>(())
        });
        return lines;
    }
    let rows = report.connections.rows.iter();
    rows.map(|row| {
        [group(words, &row.sources), group(words, &row.targets), words::ports(&row.ports)]
    })
    .collect()
}

fn table(out: &mut dyn Write, rows: &[[String; 3]]) -> io::Result<()> {
    let width = |column: fn(&[String; 3]) -> &String| {
        let widths = rows.iter().map(|row| column(row).chars().count());
        widths.filter(|width| *width <= WIDEST).max().unwrap_or(0)
    };
    let (left, right) = (width(|[left, ..]| left), width(|[_, right, _]| right));
    for [from, to, ports] in rows {
        writeln!(out, "  {from:left$} -> {to:right$}  {ports}")?;
    }
    Ok(())
}

/// Some of a list, and how many are left.
fn listed(list: &[String]) -> String {
    match list.len().checked_sub(MOST).filter(|left| *left > 1) {
        None => list.join(", "),
        Some(left) => {
            format!("{} and {left} more", list.get(..MOST).unwrap_or_default().join(", "))
        }
    }
}

/// `shop/web, shop/api`, `every workload but shop/db`.
pub(super) fn group(words: &Words<'_>, group: &Group) -> String {
    let terms = words.terms(group, Words::short);
    let whole = match terms.whole.as_slice() {
        [all] if all == "*" => "every workload".to_owned(),
        whole => listed(whole),
    };
    match terms.but.as_slice() {
        [] => whole,
        but => format!("{whole} but {}", listed(but)),
    }
}

/// `Ingress shop/web`, the workloads, and the ports with those who may come to them.
pub(super) fn entrance(words: &Words<'_>, row: &EntranceRow) -> [String; 3] {
    let EntranceRow { way, name, workloads, ports, comers, .. } = row;
    let said = match comers.is_empty() {
        true => format!("{ports}, shut: no policy lets it in"),
        false => format!("{ports} from {}", self::comers(words, comers)),
    };
    [format!("{} {name}", way.word()), group(words, workloads), said]
}

/// `any pod, 10.0.0.0/8`.
fn comers(words: &Words<'_>, comers: &Comers) -> String {
    let strangers = comers.strangers.iter().map(stranger);
    let known = (!comers.workloads.is_empty()).then(|| group(words, &comers.workloads));
    let outside = (!comers.addresses.is_empty()).then(|| addresses(&comers.addresses));
    listed(&strangers.chain(known).chain(outside).collect::<Vec<_>>())
}

/// `any address`, `public addresses`, `10.0.0.0/8`, `0.0.0.0/0 except 10.0.0.0/8`.
pub(super) fn addresses(addresses: &AddressSet) -> String {
    if *addresses == AddressSet::all() {
        return "any address".to_owned();
    }
    if *addresses == AddressSet::of_blocks(&cidr::public()) {
        return "public addresses".to_owned();
    }
    let (whole, but) = words::blocks(addresses);
    let [whole, but] = [whole, but].map(|blocks| {
        let blocks: Vec<_> = blocks.iter().map(ToString::to_string).collect();
        (blocks.len(), listed(&blocks))
    });
    match but {
        (0, _) => whole.1,
        (_, but) => format!("{} except {but}", whole.1),
    }
}

/// `any pod`, `any pod of namespaces with team=a`, `pods with app=x of namespace b`.
pub(super) fn stranger(stranger: &Stranger) -> String {
    match stranger {
        Stranger::EveryPod => "any pod".to_owned(),
        Stranger::Addresses(set) => addresses(set),
        Stranger::Pods { namespaces, pods } => {
            let whose = of_namespaces(namespaces);
            match pods.is_all() {
                true => format!("any pod{whose}"),
                false => format!("pods with {pods}{whose}"),
            }
        }
    }
}

fn of_namespaces(labels: &LabelBox) -> String {
    match labels.get(NAMESPACE_NAME).only() {
        _ if labels.is_all() => String::new(),
        Some(name) if labels.keys().len() == 1 => format!(" of namespace {name}"),
        _ => format!(" of namespaces with {labels}"),
    }
}
