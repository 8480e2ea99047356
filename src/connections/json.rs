//! Connections for programs: one JSON object.

use super::words::{Terms, Words};
use super::{Comers, EntranceRow, ExposedRow, Group, OutsideRow, Report, Stranger};
use crate::set::port::PortSet;
use crate::source::{SourceMap, Span};
use serde::Serialize;
use std::io::{self, Write};

/// The version of the form.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Document {
    version: u32,
    workloads: Vec<WorkloadData>,
    #[serde(skip_serializing_if = "Option::is_none")]
    connections: Option<Vec<RowData>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    from_outside: Option<Vec<OutsideData>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to_outside: Option<Vec<OutsideData>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    services: Option<Vec<ServiceData>>,
    entrances: Vec<EntranceData>,
    #[serde(skip_serializing_if = "Option::is_none")]
    exposed: Option<Vec<ExposedData>>,
}

#[derive(Serialize)]
struct WorkloadData {
    name: String,
    place: String,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    host_network: bool,
}

#[derive(Serialize)]
struct GroupData {
    all_of: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    but: Vec<String>,
}

#[derive(Serialize)]
struct RowData {
    from: GroupData,
    to: GroupData,
    ports: String,
}

#[derive(Serialize)]
struct OutsideData {
    workloads: GroupData,
    addresses: Vec<String>,
    ports: String,
}

#[derive(Serialize)]
struct ServiceData {
    from: GroupData,
    service: String,
    ports: String,
    pod_ports: String,
}

#[derive(Serialize)]
struct EntranceData {
    kind: &'static str,
    name: String,
    place: String,
    to: GroupData,
    ports: String,
    from: ComersData,
}

#[derive(Serialize)]
struct ComersData {
    pods: Vec<StrangerData>,
    workloads: GroupData,
    addresses: Vec<String>,
}

#[derive(Serialize)]
struct ExposedData {
    workloads: GroupData,
    to: StrangerData,
    ports: String,
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum StrangerData {
    EveryPod,
    Pods { namespaces: String, labels: String },
    Addresses(Vec<String>),
}

/// Writes a report.
///
/// # Errors
/// When `out` has one.
pub fn write(out: &mut dyn Write, sources: &SourceMap, report: &Report<'_>) -> io::Result<()> {
    let of = report.connections;
    let words = Words::new(&of.workloads);
    let group = |group: &Group| group_data(&words, group);
    let outside = |rows: &[OutsideRow]| {
        let data = |row: &OutsideRow| OutsideData {
            workloads: group(&row.workloads),
            addresses: row.addresses.cidrs().map(|block| block.to_string()).collect(),
            ports: row.ports.to_string(),
        };
        (!report.exposed).then(|| rows.iter().map(data).collect())
    };
    let workload = |(at, one): (u32, &crate::k8s::inventory::Workload)| WorkloadData {
        name: words.full(at),
        place: place(sources, one.span),
        host_network: one.pods.iter().any(|pod| pod.host_network),
    };
    let services = report.services.iter().map(|row| ServiceData {
        from: group(&row.sources),
        service: row.service.clone(),
        ports: row.ports.to_string(),
        pod_ports: row.targets.to_string(),
    });
    let document = Document {
        version: VERSION,
        workloads: (0..).zip(&of.workloads).map(workload).collect(),
        connections: (!report.exposed).then(|| rows(report, &words)),
        from_outside: outside(&of.from_outside),
        to_outside: outside(&of.to_outside),
        services: (!report.exposed).then(|| services.collect()),
        entrances: report.entrances.iter().map(|row| entrance(&words, sources, row)).collect(),
        exposed: report
            .exposed
            .then(|| of.exposed.iter().map(|row| exposed(&words, row)).collect()),
    };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

fn group_data(words: &Words<'_>, group: &Group) -> GroupData {
    let Terms { whole, but } = words.terms(group, Words::full);
    GroupData { all_of: whole, but }
}

fn rows(report: &Report<'_>, words: &Words<'_>) -> Vec<RowData> {
    let row = |from: &Group, to: &Group, ports: &PortSet| RowData {
        from: group_data(words, from),
        to: group_data(words, to),
        ports: ports.to_string(),
    };
    if !report.pairs {
        let rows = report.connections.rows.iter();
        return rows.map(|one| row(&one.sources, &one.targets, &one.ports)).collect();
    }
    let mut pairs = Vec::new();
    let Ok(()) = report.connections.each_pair(|source, target, ports| {
        pairs.push(row(&vec![source], &vec![target], ports));
        Ok::<(), std::convert::Infallible>(())
    });
    pairs
}

fn place(sources: &SourceMap, span: Span) -> String {
    format!("{}:{}", sources.name(span.file), sources.position(span.file, span.start).line)
}

fn entrance(words: &Words<'_>, sources: &SourceMap, row: &EntranceRow) -> EntranceData {
    let Comers { addresses, strangers, workloads } = &row.comers;
    EntranceData {
        kind: row.way.word(),
        name: row.name.clone(),
        place: place(sources, row.span),
        to: group_data(words, &row.workloads),
        ports: row.ports.to_string(),
        from: ComersData {
            pods: strangers.iter().map(stranger).collect(),
            workloads: group_data(words, workloads),
            addresses: addresses.cidrs().map(|block| block.to_string()).collect(),
        },
    }
}

fn exposed(words: &Words<'_>, row: &ExposedRow) -> ExposedData {
    let (to, ports) = (stranger(&row.to), row.ports.to_string());
    ExposedData { workloads: group_data(words, &row.workloads), to, ports }
}

fn stranger(stranger: &Stranger) -> StrangerData {
    match stranger {
        Stranger::EveryPod => StrangerData::EveryPod,
        Stranger::Addresses(set) => {
            StrangerData::Addresses(set.cidrs().map(|block| block.to_string()).collect())
        }
        Stranger::Pods { namespaces, pods } => {
            StrangerData::Pods { namespaces: namespaces.to_string(), labels: pods.to_string() }
        }
    }
}
