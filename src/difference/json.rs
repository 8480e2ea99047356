//! A difference for programs.

use super::words::{Counts, remarks, sentence, side, witness};
use super::{Difference, Entry, Implied, What};
use crate::set::flow::{Connection, End, Labels, Model};
use crate::world::way;
use ecow::EcoString;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// The version of the format: a reader may rely on the fields of one.
const VERSION: u32 = 1;

/// Writes one JSON object. `old` and `new` are what the sides are called.
///
/// # Errors
/// When `out` can't be written.
pub fn write(
    out: &mut dyn Write,
    difference: &Difference,
    (old, new): (&str, &str),
) -> io::Result<()> {
    let report = Report {
        version: VERSION,
        old,
        new,
        gained: difference.gained.iter().map(|entry| shown(entry, true)).collect(),
        lost: difference.lost.iter().map(|entry| shown(entry, false)).collect(),
        counts: Both { gained: Counts::of(&difference.gained), lost: Counts::of(&difference.lost) },
    };
    serde_json::to_writer_pretty(&mut *out, &report)?;
    writeln!(out)
}

#[derive(Serialize)]
struct Report<'a> {
    version: u32,
    old: &'a str,
    new: &'a str,
    gained: Vec<Shown<'a>>,
    lost: Vec<Shown<'a>>,
    counts: Both,
}

#[derive(Serialize)]
struct Both {
    gained: Counts,
    lost: Counts,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Shown<'a> {
    zone: Option<&'a str>,
    text: String,
    remarks: Vec<String>,
    #[serde(flatten)]
    kind: Kind<'a>,
    places: Vec<Place<'a>>,
    witness: Option<Witness>,
    /// The reading of `ipBlock` that it needs.
    only_where: Option<&'static str>,
}

#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Kind<'a> {
    Isolation {
        pods: &'a str,
        directions: Vec<&'static str>,
    },
    Flow {
        sources: Vec<&'a str>,
        destinations: Vec<&'a str>,
        ports: &'a str,
        implied: Option<&'static str>,
        partly: bool,
    },
    Grant {
        holders: Vec<&'a str>,
        verbs: Vec<&'a str>,
        resources: Vec<&'a str>,
        names: Vec<&'a str>,
        /// None for the whole cluster.
        scope: Option<Vec<&'a str>>,
    },
}

#[derive(Serialize)]
struct Place<'a> {
    side: &'static str,
    file: &'a str,
    line: u32,
    /// `namespace/name` of the NetworkPolicy that says it.
    policy: Option<String>,
    /// The number of its rule, from one.
    rule: Option<u32>,
}

#[derive(Serialize)]
struct Witness {
    text: String,
    source: Party,
    destination: Party,
    protocol: &'static str,
    port: u16,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Party {
    #[serde(rename_all = "camelCase")]
    Pod {
        namespace_labels: BTreeMap<String, String>,
        labels: BTreeMap<String, String>,
        /// What the pod calls the port.
        port_names: Vec<String>,
    },
    Outside {
        address: String,
    },
}

fn shown(entry: &Entry, gained: bool) -> Shown<'_> {
    Shown {
        zone: entry.zone.as_deref(),
        text: sentence(entry, gained),
        remarks: remarks(entry, gained),
        kind: kind(&entry.what),
        places: entry.places.iter().map(place).collect(),
        witness: entry
            .witness
            .as_ref()
            .zip(witness(entry))
            .map(|(connection, text)| shown_witness(connection, text)),
        only_where: entry.only_where.map(|model| match model {
            Model::Outside => "outside",
            Model::Everywhere => "everywhere",
        }),
    }
}

fn kind(what: &What) -> Kind<'_> {
    match what {
        What::Isolation { pods, directions } => {
            Kind::Isolation { pods, directions: directions.iter().map(|one| one.word()).collect() }
        }
        What::Flow { sources, targets, ports, implied, partly } => Kind::Flow {
            sources: strings(sources),
            destinations: strings(targets),
            ports,
            implied: implied.map(|implied| match implied {
                Implied::Dns => "dns",
                Implied::Api => "api",
            }),
            partly: *partly,
        },
        What::Grant { holders, verbs, objects, names, places } => Kind::Grant {
            holders: strings(holders),
            verbs: strings(verbs),
            resources: strings(objects),
            names: strings(names),
            scope: places.as_deref().map(strings),
        },
    }
}

fn place(place: &super::Place) -> Place<'_> {
    let (policy, rule) = match &place.object {
        Some((title, rule)) => (Some(title.to_string()), *rule),
        None => (None, None),
    };
    Place { side: side(place.side), file: &place.file, line: place.line, policy, rule }
}

fn shown_witness(connection: &Connection, text: String) -> Witness {
    let (source, target) = way::ends(connection);
    let (protocol, port) = (connection.protocol.word(), connection.port);
    Witness { text, source: party(source), destination: party(target), protocol, port }
}

fn party(end: End) -> Party {
    match end {
        End::Outside(address) => Party::Outside { address: address.to_string() },
        End::Pod(pod) => Party::Pod {
            namespace_labels: labels(&pod.namespace),
            labels: labels(&pod.labels),
            port_names: pod.ports.keys().map(|(_, name)| name.to_string()).collect(),
        },
    }
}

fn strings(words: &[EcoString]) -> Vec<&str> {
    words.iter().map(EcoString::as_str).collect()
}

fn labels(labels: &Labels) -> BTreeMap<String, String> {
    labels.iter().map(|(key, value)| (key.to_string(), value.to_string())).collect()
}
