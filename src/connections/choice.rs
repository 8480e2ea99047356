//! Parts of a table: from some ends, to some ends, on some ports.

use super::{Connections, EntranceRow, ExposedRow, Group, OutsideRow, Row, Way, group, services};
use crate::diagnostic::suggest::closest;
use crate::k8s::inventory::Inventory;
use crate::set::cidr::{self, AddressSet};
use crate::set::port::{PortSet, Protocol};
use ipnet::IpNet;
use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use wildmatch::WildMatch;

/// Ends of connections.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ends {
    /// Workloads, each with the ports of it that are meant: those behind a Service or an entrance on the
    /// ports that it leads to.
    pub workloads: BTreeMap<u32, PortSet>,
    /// Addresses outside.
    pub addresses: AddressSet,
    /// Entrances, by what they are and their names.
    pub entrances: BTreeSet<(Way, String)>,
}

/// Which ends are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Who connects.
    From,
    /// Who is connected to.
    To,
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
    /// `ingress shop/front`, `10.0.0.0/8`, `192.0.2.1`, `internet`, `outside`. An entrance stands for itself as a
    /// source, and for the workloads behind it as a target.
    ///
    /// # Errors
    /// When one of them names nothing.
    pub fn parse(
        words: &[String],
        side: Side,
        connections: &Connections,
        inventory: &Inventory,
        entrances: &[EntranceRow],
    ) -> Result<Self, Unknown> {
        let mut ends = Self::default();
        for word in words.iter().map(|word| word.trim()) {
            if let Some((way, name)) = way(word) {
                for row in entrances_called(way, name, entrances)? {
                    match side {
                        Side::From => drop(ends.entrances.insert((way, row.name.clone()))),
                        Side::To => row.workloads.iter().for_each(|at| ends.add(*at, &row.ports)),
                    }
                }
            } else if let Some(name) = word.strip_prefix("service ") {
                let service = services::find(inventory, name.trim())?;
                for (at, ports) in services::behind(connections, service) {
                    ends.add(at, &ports);
                }
            } else if let Some(addresses) = addresses(word) {
                ends.addresses = ends.addresses.union(&addresses);
            } else {
                for at in workloads(word, connections)? {
                    ends.add(at, &PortSet::any());
                }
            }
        }
        Ok(ends)
    }

    fn add(&mut self, workload: u32, ports: &PortSet) {
        let own = self.workloads.entry(workload).or_default();
        *own = own.union(ports);
    }

    /// The workloads of a group that are meant.
    fn among(&self, group: &Group) -> Group {
        group.iter().filter(|at| self.workloads.contains_key(at)).copied().collect()
    }

    /// The workloads of a group that are meant, with those of these ports that are.
    fn open(&self, group: &Group, ports: &PortSet) -> Vec<(Group, PortSet)> {
        let mut by_ports: BTreeMap<&PortSet, Group> = BTreeMap::new();
        for at in group {
            if let Some(own) = self.workloads.get(at) {
                by_ports.entry(own).or_default().push(*at);
            }
        }
        let parts = by_ports.into_iter().map(|(own, group)| (group, both(ports, own)));
        parts.filter(|(_, ports)| !ports.is_empty()).collect()
    }
}

fn both(ports: &PortSet, other: &PortSet) -> PortSet {
    PortSet::of_numbers(ports.numbers().intersect(other.numbers()))
}

/// `ingress shop/front`, as tables call an entrance.
fn way(word: &str) -> Option<(Way, &str)> {
    let (first, name) = word.split_once(' ')?;
    let way = Way::ALL.into_iter().find(|way| way.word().eq_ignore_ascii_case(first))?;
    Some((way, name.trim()))
}

fn entrances_called<'a>(
    way: Way,
    name: &str,
    entrances: &'a [EntranceRow],
) -> Result<Vec<&'a EntranceRow>, Unknown> {
    let glob = WildMatch::new(name);
    let called = |row: &&EntranceRow| {
        let own = row.name.split_once('/').map_or(&*row.name, |(_, own)| own);
        row.way == way && glob.matches(if name.contains('/') { &row.name } else { own })
    };
    let found: Vec<_> = entrances.iter().filter(called).collect();
    if !found.is_empty() {
        return Ok(found);
    }
    let word = way.word();
    let near = closest(name, entrances.iter().map(|row| &*row.name));
    let near = near.and_then(|near| entrances.iter().find(|row| row.name == near));
    let help = match near {
        Some(row) => {
            format!("did you mean `{} {}`?", row.way.word().to_ascii_lowercase(), row.name)
        }
        None if entrances.iter().any(|row| row.way == way) => {
            "write it as \"Through entrances\" does, with its namespace".to_owned()
        }
        None => format!("no {word} leads to a workload here"),
    };
    Err(Unknown { message: format!("no {word} that leads to a workload is called `{name}`"), help })
}

fn addresses(word: &str) -> Option<AddressSet> {
    match word {
        "outside" => return Some(AddressSet::all()),
        "internet" => return Some(AddressSet::of_blocks(&cidr::public())),
        _ => {}
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
    let address = name.split('/').next().unwrap_or_default();
    if address.parse::<IpAddr>().is_ok() {
        return Err(Unknown {
            message: format!("`{word}` is no block of addresses"),
            help: "a block is written as `10.0.0.0/8` or `2001:db8::/32`".to_owned(),
        });
    }
    let names: Vec<String> = match name.contains('/') {
        true => all().map(|(_, one)| full(one)).collect(),
        false => all().map(|(_, one)| one.name.to_string()).collect(),
    };
    let help = if all().any(|(_, one)| one.namespace == name) {
        format!("`{name}/*` is every workload of the namespace")
    } else if ["anywhere", "external", "world"].contains(&name) {
        "addresses outside are `outside`, and public ones `internet`".to_owned()
    } else if let Some(near) = closest(name, names.iter().map(String::as_str)) {
        format!("did you mean `{near}`?")
    } else {
        "a workload is written as `namespace/name`, `name` or `namespace/*`; an end may also be \
         `service namespace/name`, `ingress namespace/name`, an address, a block of addresses, \
         `internet` or `outside`"
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

impl Choice {
    /// Those of these ports that are chosen.
    fn among(&self, ports: &PortSet) -> PortSet {
        self.ports.as_ref().map_or_else(|| ports.clone(), |chosen| both(ports, chosen))
    }

    /// The targets that are chosen, with the ports of theirs that are.
    fn targets(&self, group: &Group, ports: &PortSet) -> Vec<(Group, PortSet)> {
        let ports = self.among(ports);
        match &self.to {
            _ if ports.is_empty() => Vec::new(),
            None => vec![(group.clone(), ports)],
            Some(to) => to.open(group, &ports),
        }
    }

    fn sources(&self, group: &Group) -> Group {
        self.from.as_ref().map_or_else(|| group.clone(), |from| from.among(group))
    }

    fn row(&self, row: &Row) -> Vec<Row> {
        let sources = self.sources(&row.sources);
        let parts = self.targets(&row.targets, &row.ports).into_iter();
        let row = |(mut targets, ports): (Group, PortSet)| {
            let mut sources = sources.clone();
            group::apart(&mut sources, &mut targets);
            Row { sources, targets, ports }
        };
        let rows = parts.map(row);
        rows.filter(|row| !(row.sources.is_empty() || row.targets.is_empty())).collect()
    }

    fn going_out(&self, row: &OutsideRow) -> Option<OutsideRow> {
        let row = OutsideRow {
            workloads: self.sources(&row.workloads),
            addresses: chosen(&row.addresses, self.to.as_ref()),
            ports: self.among(&row.ports),
        };
        let says = !(row.workloads.is_empty() || row.addresses.is_empty() || row.ports.is_empty());
        says.then_some(row)
    }

    fn coming_in(&self, row: &OutsideRow) -> Vec<OutsideRow> {
        let addresses = chosen(&row.addresses, self.from.as_ref());
        if addresses.is_empty() {
            return Vec::new();
        }
        let parts = self.targets(&row.workloads, &row.ports).into_iter();
        let row =
            |(workloads, ports)| OutsideRow { workloads, addresses: addresses.clone(), ports };
        parts.map(row).collect()
    }

    fn exposed(&self, row: &ExposedRow) -> Vec<ExposedRow> {
        let parts = self.targets(&row.workloads, &row.ports).into_iter();
        let row = |(workloads, ports)| ExposedRow { workloads, to: row.to.clone(), ports };
        parts.map(row).collect()
    }

    /// The entrances that are chosen: those to these ends, and those that are named or let something of
    /// the addresses in, where it is said from where. An Ingress that isn't shut lets all in, whoever its
    /// controller is.
    #[must_use]
    pub fn entrances(&self, rows: &[EntranceRow]) -> Vec<EntranceRow> {
        let mut found = Vec::new();
        for row in rows {
            let mut comers = row.comers.clone();
            if let Some(from) = &self.from
                && !from.entrances.contains(&(row.way, row.name.clone()))
            {
                if row.way != Way::Ingress {
                    comers.addresses = comers.addresses.intersect(&from.addresses);
                }
                if from.addresses.is_empty() || comers.is_empty() {
                    continue;
                }
            }
            let parts = self.targets(&row.workloads, &row.ports).into_iter();
            found.extend(parts.map(|(workloads, ports)| EntranceRow {
                workloads,
                ports,
                comers: comers.clone(),
                ..row.clone()
            }));
        }
        found
    }
}

fn chosen(addresses: &AddressSet, ends: Option<&Ends>) -> AddressSet {
    ends.map_or_else(|| addresses.clone(), |ends| addresses.intersect(&ends.addresses))
}

impl Connections {
    /// The part that is chosen.
    #[must_use]
    pub fn chosen(mut self, choice: &Choice) -> Self {
        self.rows = self.rows.iter().flat_map(|row| choice.row(row)).collect();
        self.to_outside = self.to_outside.iter().filter_map(|row| choice.going_out(row)).collect();
        self.from_outside =
            self.from_outside.iter().flat_map(|row| choice.coming_in(row)).collect();
        self.exposed = self.exposed.iter().flat_map(|row| choice.exposed(row)).collect();
        self
    }
}
