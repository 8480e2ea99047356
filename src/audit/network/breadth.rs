//! `any-peer`, `any-port`, `wide-cidr`, `metadata-address`, `empty-list`, `split-peer`: rules that say more
//! than they look.

use super::net::Net;
use super::{bare, name, peers};
use crate::diagnostic::{Code, Diagnostic, Level, Sink};
use crate::k8s::document::{Node, Value};
use crate::k8s::inventory::Policy;
use crate::set::cidr::AddressSet;
use crate::set::rule::Direction;
use crate::source::Span;
use ecow::EcoString;
use ipnet::IpNet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Prefixes up to this length are wide.
const WIDE: u8 = 8;

/// Where clouds hand out the credentials of a node.
const METADATA: [IpAddr; 2] = [
    IpAddr::V4(Ipv4Addr::new(169, 254, 169, 254)),
    IpAddr::V6(Ipv6Addr::new(0xfd00, 0x0ec2, 0, 0, 0, 0, 0, 0x0254)),
];

/// A rule of a policy.
struct Seen<'a> {
    policy: &'a Policy,
    direction: Direction,
    number: usize,
    rule: &'a Node<'a>,
    because: Option<EcoString>,
}

pub(super) fn check(net: &Net<'_>, sink: &mut Sink) {
    for (_, policy) in net.policies() {
        let reason = policy.reason();
        let because = net.model.because_owned(reason.as_ref());
        let spec = policy.spec();
        for direction in Direction::ALL {
            let rules = spec.get(direction.word()).items().iter().enumerate();
            for (number, rule) in rules {
                let seen = Seen { policy, direction, number, rule, because: because.clone() };
                seen.peers(sink);
                seen.ports(sink);
                seen.split(sink);
                seen.blocks(sink);
            }
        }
    }
}

impl Seen<'_> {
    fn push(&self, sink: &mut Sink, finding: Diagnostic, what: &str) {
        let mark = format!("{} {what}", self.direction.word());
        sink.push(finding.marked(bare(self.policy), [mark]).answered(self.because.as_ref()));
    }

    fn place(&self, node: &Node<'_>) -> Span {
        let first = node.entries().first().map_or(node.place, |entry| entry.place);
        self.policy.place(first)
    }

    fn head(&self) -> String {
        format!("{}, {} rule {}", name(self.policy), self.direction.word(), self.number + 1)
    }

    /// What the other end is when nothing restricts it.
    const fn anybody(&self) -> &'static str {
        match self.direction {
            Direction::Egress => "to every pod and every address",
            Direction::Ingress => "from every pod and every address",
        }
    }

    /// Whether it is about DNS alone, which every pod asks.
    fn is_dns(&self) -> bool {
        let ports = self.rule.get("ports").items();
        let is_dns = |port: &Node<'_>| {
            let number = &port.get("port").value;
            matches!(number, Value::Int(53 | 853 | 5353)) && port.get("endPort").is_null()
        };
        self.direction == Direction::Egress && !ports.is_empty() && ports.iter().all(is_dns)
    }

    fn peers(&self, sink: &mut Sink) {
        if self.is_dns() {
            return;
        }
        let field = peers(self.direction);
        let entry = self.rule.entry(field);
        let items = self.rule.get(field).items();
        if items.is_empty() {
            let explicit = entry.filter(|entry| matches!(entry.node.value, Value::List(_)));
            if let Some(entry) = explicit {
                let message = format!("{}: `{field}: []` means anybody, not nobody", self.head());
                let finding =
                    Diagnostic::new(Code::EmptyList, self.policy.place(entry.place), message)
                        .label(format!("allows connections {}", self.anybody()))
                        .help("to allow nothing, leave the whole rule out");
                self.push(sink, finding, field);
                return;
            }
            let all = if self.rule.get("ports").items().is_empty() { " on every port" } else { "" };
            let message = format!("{}: allows connections {}{all}", self.head(), self.anybody());
            let finding = Diagnostic::new(Code::AnyPeer, self.place(self.rule), message)
                .label(format!("says no `{field}`"))
                .help(format!("name the pods or addresses in `{field}`"));
            self.push(sink, finding, "anybody");
            return;
        }
        for peer in items {
            let every = |field: &str| {
                let node = peer.get(field);
                matches!(&node.value, Value::Map(_))
                    && node.entries().iter().all(|entry| {
                        entry.node.items().is_empty() && entry.node.entries().is_empty()
                    })
            };
            let pods = peer.get("podSelector").is_null() || every("podSelector");
            if every("namespaceSelector") && pods {
                let message = format!("{}: allows the whole cluster", self.head());
                let finding = Diagnostic::new(Code::AnyPeer, self.place(peer), message)
                    .label("every pod of every namespace, those to come too")
                    .help("name the namespaces by their label `kubernetes.io/metadata.name`");
                self.push(sink, finding, "cluster");
            }
        }
    }

    fn ports(&self, sink: &mut Sink) {
        let field = peers(self.direction);
        let items = self.rule.get(field).items();
        let entry = self.rule.entry("ports");
        if let Some(entry) =
            entry.filter(|entry| matches!(&entry.node.value, Value::List(it) if it.is_empty()))
        {
            let message = format!("{}: `ports: []` means every port, not none", self.head());
            let finding = Diagnostic::new(Code::EmptyList, self.policy.place(entry.place), message)
                .label("allows every port of every protocol")
                .help("list the ports, or leave `ports` out where all are meant");
            self.push(sink, finding, "ports");
            return;
        }
        // A rule for anybody is spoken of already.
        if entry.is_some() || items.is_empty() {
            return;
        }
        let outside = items.iter().any(|peer| !peer.get("ipBlock").is_null());
        let message = format!("{}: allows every port of every protocol", self.head());
        let level = if outside { Level::Warn } else { Level::Allow };
        let finding = Diagnostic::new(Code::AnyPort, self.place(self.rule), message)
            .label("says no `ports`")
            .help("list the ports that the destination listens on")
            .at_level(level);
        self.push(sink, finding, "any port");
    }

    /// Two peers where one dash less would make one.
    fn split(&self, sink: &mut Sink) {
        let items = self.rule.get(peers(self.direction)).items();
        for (first, second) in items.iter().zip(items.iter().skip(1)) {
            let says = |peer: &Node<'_>, has: &str, hasnt: &str| {
                !peer.get(has).is_null() && peer.get(hasnt).is_null()
            };
            let (pods, namespaces) = ("podSelector", "namespaceSelector");
            if items.len() == 2 && says(first, namespaces, pods) && says(second, pods, namespaces) {
                let whom = match self.direction {
                    Direction::Egress => "to",
                    Direction::Ingress => "from",
                };
                let message = format!(
                    "{}: {whom} every pod of these namespaces, or {whom} these pods of `{}`",
                    self.head(),
                    self.policy.title.namespace
                );
                let finding = Diagnostic::new(Code::SplitPeer, self.place(second), message)
                    .label("a peer of its own")
                    .also(self.place(first), "another peer: all pods there")
                    .help("for these pods of those namespaces, take away the dash before `podSelector`");
                self.push(sink, finding, "split");
            }
        }
    }

    fn blocks(&self, sink: &mut Sink) {
        let metadata = AddressSet::of_cidrs(&METADATA.map(IpNet::from));
        for peer in self.rule.get(peers(self.direction)).items() {
            let block = peer.get("ipBlock");
            let cidr = block.get("cidr");
            let Some(net) = cidr.text().and_then(|text| text.parse::<IpNet>().ok()) else {
                continue;
            };
            let span = self.policy.place(cidr.place);
            if net.prefix_len() <= WIDE {
                let size = match net {
                    IpNet::V4(net) => {
                        format!("{} addresses", 1_u64 << (32 - u32::from(net.prefix_len())))
                    }
                    IpNet::V6(net) => format!("2^{} addresses", 128 - net.prefix_len()),
                };
                let message = format!("{}: `{net}` is {size}", self.head());
                let finding = Diagnostic::new(Code::WideCidr, span, message)
                    .label("a wide block")
                    .help("name the networks that are meant; if it must be all of them, say why in the annotation `netz/because`");
                self.push(sink, finding, &net.to_string());
            }
            let except = block.get("except").items().iter();
            let except: Vec<IpNet> = except.filter_map(|it| it.text()?.parse().ok()).collect();
            let all = AddressSet::of_cidrs([&net]).subtract(&AddressSet::of_cidrs(&except));
            if self.direction == Direction::Egress && !all.intersect(&metadata).is_empty() {
                let message =
                    format!("{}: the cloud's metadata address can be reached", self.head());
                let finding = Diagnostic::new(Code::MetadataAddress, span, message)
                    .label("holds 169.254.169.254 or fd00:ec2::254")
                    .note("it hands the node's cloud credentials to any pod that asks")
                    .help("leave it out: `except: [169.254.0.0/16]`");
                self.push(sink, finding, &format!("metadata {net}"));
            }
        }
    }
}
