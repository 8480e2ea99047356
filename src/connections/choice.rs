//! Parts of a table: from some ends, to some ends, on some ports.

use super::{Connections, Group, OutsideRow, Row, group, services};
use crate::diagnostic::suggest::closest;
use crate::k8s::inventory::Inventory;
use crate::set::cidr::AddressSet;
use crate::set::port::{PortSet, Protocol};
use ipnet::IpNet;
use std::net::IpAddr;
use wildmatch::WildMatch;

/// Ends of connections.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ends {
    /// Workloads.
    pub workloads: Group,
    /// Addresses outside.
    pub addresses: AddressSet,
    /// The ports of Services, where all of the ends are Services.
    pub ports: Option<PortSet>,
}

/// What is shown.
#[derive(Debug, Clone, Default)]
pub struct Choice {
    /// Who connects; none for all.
    pub from: Option<Ends>,
    /// Who is connected to; none for all.
    pub to: Option<Ends>,
    /// On which ports; none for all.
    pub ports: Option<PortSet>,
}

/// A word that names nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    /// What is wrong with it.
    pub message: String,
    /// The way out.
    pub help: String,
}

impl Ends {
    /// What words name: `shop/web`, `web`, `shop/*`, `shop/web[Deployment]`, `service shop/api`,
    /// `10.0.0.0/8`, `192.0.2.1`, `outside`.
    ///
    /// # Errors
    /// When one of them names nothing.
    pub fn parse(
        words: &[String],
        connections: &Connections,
        inventory: &Inventory,
    ) -> Result<Self, Unknown> {
        let mut ends = Self::default();
        let (mut ports, mut all_services) = (PortSet::default(), !words.is_empty());
        for word in words {
            if let Some(name) = word.strip_prefix("service ") {
                let service = services::find(inventory, name.trim())?;
                let (own, open) = services::behind(connections, service);
                ends.workloads.extend(own);
                ports = ports.union(&open);
                continue;
            }
            all_services = false;
            match addresses(word) {
                Some(addresses) => ends.addresses = ends.addresses.union(&addresses),
                None => ends.workloads.extend(workloads(word, connections)?),
            }
        }
        ends.workloads = group::union(&[&ends.workloads]);
        ends.ports = all_services.then_some(ports);
        Ok(ends)
    }
}

fn addresses(word: &str) -> Option<AddressSet> {
    if word == "outside" {
        return Some(AddressSet::all());
    }
    let net = word.parse::<IpNet>().or_else(|_| word.parse::<IpAddr>().map(IpNet::from)).ok()?;
    Some(AddressSet::of_cidrs([&net]))
}

fn workloads(word: &str, connections: &Connections) -> Result<Group, Unknown> {
    let (name, kind) = match word.strip_suffix(']').and_then(|word| word.split_once('[')) {
        Some((name, kind)) => (name, Some(kind)),
        None => (word, None),
    };
    let glob = WildMatch::new(name);
    let full = |one: &crate::k8s::inventory::Workload| format!("{}/{}", one.namespace, one.name);
    let all = || (0..).zip(&connections.workloads);
    let is_it = |one: &crate::k8s::inventory::Workload| {
        kind.is_none_or(|kind| one.kind == kind)
            && if name.contains('/') { glob.matches(&full(one)) } else { glob.matches(&one.name) }
    };
    let found: Group = all().filter(|(_, one)| is_it(one)).map(|(at, _)| at).collect();
    if !found.is_empty() {
        return Ok(found);
    }
    let names: Vec<String> = match name.contains('/') {
        true => all().map(|(_, one)| full(one)).collect(),
        false => all().map(|(_, one)| one.name.to_string()).collect(),
    };
    let help = if all().any(|(_, one)| one.namespace == name) {
        format!("`{name}/*` is every workload of the namespace")
    } else if let Some(near) = closest(name, names.iter().map(String::as_str)) {
        format!("did you mean `{near}`?")
    } else {
        "a workload is written as `namespace/name`, `name` or `namespace/*`; an end may also be \
         `service namespace/name`, an address, a block of addresses, or `outside`"
            .to_owned()
    };
    Err(Unknown { message: format!("no workload is called `{word}`"), help })
}

/// Ports in words: `80`, `tcp/80`, `udp/53`, `tcp/8000-8100`, `tcp`.
///
/// # Errors
/// When they are written otherwise.
pub fn ports(words: &[String]) -> Result<PortSet, Unknown> {
    let mut all = PortSet::default();
    for word in words {
        let unknown = || Unknown {
            message: format!("`{word}` is no port"),
            help: "ports are written as `80`, `tcp/80`, `udp/53`, `tcp/8000-8100` or `tcp`"
                .to_owned(),
        };
        let lower = word.to_ascii_lowercase();
        let (protocol, numbers) = match lower.split_once('/') {
            Some((protocol, numbers)) => (Some(protocol), Some(numbers)),
            None if lower.starts_with(|first: char| first.is_ascii_digit()) => {
                (None, Some(&*lower))
            }
            None => (Some(&*lower), None),
        };
        let protocols: Vec<_> = Protocol::ALL
            .into_iter()
            .filter(|one| protocol.is_none_or(|protocol| one.word() == protocol))
            .collect();
        let range = match numbers {
            None => (1, u16::MAX),
            Some(numbers) => {
                let (low, high) = numbers.split_once('-').unwrap_or((numbers, numbers));
                let parsed = low.parse::<u16>().ok().zip(high.parse::<u16>().ok());
                parsed.filter(|(low, high)| 0 < *low && low <= high).ok_or_else(unknown)?
            }
        };
        if protocols.is_empty() {
            return Err(unknown());
        }
        for protocol in protocols {
            all = all.union(&PortSet::range(protocol, range.0, range.1));
        }
    }
    Ok(all)
}

impl Connections {
    /// The part that is chosen.
    #[must_use]
    pub fn chosen(mut self, choice: &Choice) -> Self {
        let Choice { from, to, ports } = choice;
        let service_ports = to.as_ref().and_then(|to| to.ports.clone());
        let among = |group: &Group, ends: &Option<Ends>| match ends {
            None => group.clone(),
            Some(ends) => group
                .iter()
                .filter(|at| ends.workloads.binary_search(at).is_ok())
                .copied()
                .collect(),
        };
        let open = |open: &PortSet| {
            let chosen = ports.iter().chain(&service_ports);
            chosen.fold(open.clone(), |open, ports| {
                PortSet::of_numbers(open.numbers().intersect(ports.numbers()))
            })
        };
        self.rows = self
            .rows
            .iter()
            .map(|row| Row {
                sources: among(&row.sources, from),
                targets: among(&row.targets, to),
                ports: open(&row.ports),
            })
            .filter(|row| {
                let alone = row.sources.len() == 1 && row.sources == row.targets;
                !(row.sources.is_empty() || row.targets.is_empty() || row.ports.is_empty() || alone)
            })
            .collect();
        let outside = |rows: &[OutsideRow], own: &Option<Ends>, other: &Option<Ends>| {
            let rows = rows.iter().map(|row| OutsideRow {
                workloads: among(&row.workloads, own),
                addresses: match other {
                    None => row.addresses.clone(),
                    Some(ends) => row.addresses.intersect(&ends.addresses),
                },
                ports: open(&row.ports),
            });
            let says = |row: &OutsideRow| {
                !(row.workloads.is_empty() || row.addresses.is_empty() || row.ports.is_empty())
            };
            rows.filter(says).collect()
        };
        self.to_outside = outside(&self.to_outside, from, to);
        self.from_outside = outside(&self.from_outside, to, from);
        self.exposed.retain_mut(|row| {
            row.workloads = among(&row.workloads, to);
            row.ports = open(&row.ports);
            !(row.workloads.is_empty() || row.ports.is_empty())
        });
        self
    }
}
