//! What the program states about the cluster that it is compiled for.

use super::endpoints::{Place, Use};
use super::ports::PortsOf;
use super::{Item, Lowering, Program};
use crate::compile::Mode;
use crate::diagnostic::{Code, Diagnostic, suggest};
use crate::ir::{
    Addresses, AddressesKind, Dns, Endpoint, EndpointKind, Namespaces, Segment, SegmentId, Target,
    Zone, ZoneId,
};
use crate::set::port::{PortSet, Protocol};
use crate::set::selector::Selector;
use crate::source::{FileId, Span};
use crate::syntax::ast::{self, ClusterItemKind, StatementKind};
use ecow::EcoString;
use std::sync::Arc;

/// The names of the program's clusters, in the order of their declarations.
#[must_use]
pub fn names(program: &Program) -> Vec<EcoString> {
    let mut names = Vec::new();
    for statement in program.files.iter().flat_map(|file| &file.statements) {
        if let StatementKind::Cluster(ast::Cluster { name: Some(name), .. }) = &statement.kind
            && !names.contains(&name.text)
        {
            names.push(name.text.clone());
        }
    }
    names
}

impl Lowering<'_> {
    /// Reads the blocks of the cluster in force, and every `service dns`.
    pub(super) fn state_cluster(&mut self) {
        let chosen = self.choose_cluster();
        let blocks = self.pick(|kind| match kind {
            StatementKind::Cluster(cluster) => Some(cluster),
            _ => None,
        });
        let mut stated = Stated::default();
        let mut items = Vec::new();
        for (cluster, item) in blocks {
            let holds =
                cluster.name.as_ref().is_none_or(|name| Some(&name.text) == chosen.as_ref());
            if holds {
                items.extend(cluster.items.iter().map(|stated| (stated, item)));
            }
        }
        // `internet` and addresses come before what may name them.
        for (statement, item) in &items {
            self.state(statement, item, &mut stated);
        }
        for (service, item) in self.pick(|kind| match kind {
            StatementKind::Service(service) if service.name.text == "dns" => Some(service),
            _ => None,
        }) {
            if item.zone.is_some() {
                self.say(
                    Diagnostic::new(
                        Code::MisplacedStatement,
                        service.name.span,
                        "`service dns` holds for the whole program",
                    )
                    .help("move it to the top level, or into a `cluster` block"),
                );
                continue;
            }
            self.state_dns(service, &item, &mut stated);
        }
        for (statement, item) in &items {
            if let ClusterItemKind::Api { from: Some(from), .. } = &statement.kind {
                let place =
                    Place { zone: None, environment: item.environment, statement: statement.span };
                let sources = self.resolve(from, Use::Source, place);
                self.api_sources = Some(sources.into_iter().map(|end| end.endpoint).collect());
            }
        }
        if self.policy.cluster.dns.targets.is_empty() && stated.dns.is_none() {
            self.assume_dns();
        }
        self.policy.cluster.name = chosen;
    }

    fn choose_cluster(&mut self) -> Option<EcoString> {
        let names = names(self.program);
        let list = || names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        match (&self.options.cluster, names.as_slice()) {
            (Some(chosen), names) if names.contains(chosen) => Some(chosen.clone()),
            (Some(chosen), _) => {
                let message = format!("the program has no cluster `{chosen}`");
                let near = suggest::closest(chosen, names.iter().map(EcoString::as_str));
                let help = match near {
                    Some(near) => format!("did you mean `{near}`?"),
                    None if names.is_empty() => "it names none: leave `--cluster` out".to_owned(),
                    None => format!("it has {}", list()),
                };
                let diagnostic = Diagnostic::global(Code::UnknownCluster, message).help(help);
                self.say(diagnostic);
                names.first().cloned()
            }
            (None, []) => None,
            (None, [one]) => Some(one.clone()),
            (None, [first, ..]) => {
                if self.options.mode == Mode::Build {
                    let message = format!("for which cluster? the program has {}", list());
                    let help = format!("choose one: `--cluster {first}`");
                    self.say(Diagnostic::global(Code::ClusterChoice, message).help(help));
                }
                Some(first.clone())
            }
        }
    }

    fn state(&mut self, statement: &ast::ClusterItem, item: &Item<'_>, stated: &mut Stated) {
        match &statement.kind {
            ClusterItemKind::Pods(addresses) => {
                let cidrs = self.cidrs(addresses);
                self.policy.cluster.pods.extend(cidrs);
            }
            ClusterItemKind::Services(addresses) => {
                let cidrs = self.cidrs(addresses);
                self.policy.cluster.services.extend(cidrs);
            }
            ClusterItemKind::Nodes(addresses) => {
                let blocks = self.blocks(addresses);
                self.nodes.get_or_insert_default().extend(blocks);
            }
            ClusterItemKind::SourceIpPreserved => self.policy.cluster.source_ip_preserved = true,
            ClusterItemKind::Service(service) if service.name.text == "dns" => {
                self.state_dns(service, item, stated);
            }
            ClusterItemKind::Service(service) => {
                let message = format!("a cluster has no service `{}`", service.name.text);
                self.say(
                    Diagnostic::new(Code::ClusterStatement, service.name.span, message)
                        .help("only `service dns = …` stands here; move others to the top level"),
                );
            }
            ClusterItemKind::Api { addresses, ports, .. } => {
                if let Some(first) = stated.api.replace(statement.span) {
                    self.said_twice("the API server of this cluster", statement.span, first);
                }
                self.state_api(addresses, ports, statement.span, item);
            }
        }
    }

    fn state_api(
        &mut self,
        addresses: &[ast::Address],
        items: &[ast::PortItem],
        span: Span,
        item: &Item<'_>,
    ) {
        let blocks = self.blocks(addresses);
        let ports = self.ports(items, PortsOf::Nobody, item.environment);
        if items.is_empty() {
            self.say(
                Diagnostic::new(Code::NoPorts, span, "on which ports does the API server answer?")
                    .help("write them: `api 10.96.0.1 tcp/443`"),
            );
        }
        if blocks.is_empty() || ports.is_empty() {
            return;
        }
        let kind =
            EndpointKind::Addresses(Arc::new(Addresses { kind: AddressesKind::ApiServer, blocks }));
        self.policy.cluster.api = vec![Target { endpoint: Endpoint { kind, span }, ports }];
    }

    fn state_dns(&mut self, service: &ast::Service, item: &Item<'_>, stated: &mut Stated) {
        if let Some(first) = stated.dns.replace(service.name.span) {
            self.said_twice("`service dns`", service.name.span, first);
            return;
        }
        let targets = self.service_targets(service, None, item.environment);
        self.policy.cluster.dns = Dns { targets, declared: Some(service.name.span) };
    }

    /// The DNS of nearly every cluster, taken on trust: the pods `k8s-app=kube-dns` of `kube-system`.
    fn assume_dns(&mut self) {
        let namespace = EcoString::from("kube-system");
        let nowhere = Span::new(FileId(0), 0, 0);
        let zones = &self.policy.zones;
        let zone = match zones.iter().position(|zone| zone.names().contains(&namespace)) {
            Some(index) => ZoneId::at(index),
            None => {
                let namespaces = Namespaces::Named(vec![namespace.clone()]);
                let zone = Zone { external: true, ..Zone::new(namespace, nowhere, namespaces) };
                self.policy.zones.push(zone);
                ZoneId::at(self.policy.zones.len() - 1)
            }
        };
        let udp = PortSet::range(Protocol::Udp, 53, 53);
        let ports = udp.union(&PortSet::range(Protocol::Tcp, 53, 53));
        self.policy.segments.push(Segment {
            zone,
            name: "kube-dns".into(),
            span: nowhere,
            statement: nowhere,
            alternatives: vec![Selector::equals("k8s-app", "kube-dns")],
            ports: ports.clone(),
            named_ports: Vec::new(),
            account: None,
            implicit: true,
            used: true,
        });
        let kind = EndpointKind::Segment(SegmentId::at(self.policy.segments.len() - 1));
        let target = Target { endpoint: Endpoint { kind, span: nowhere }, ports };
        self.policy.cluster.dns = Dns { targets: vec![target], declared: None };
    }
}

/// What was stated already, and where.
#[derive(Debug, Default)]
struct Stated {
    api: Option<Span>,
    dns: Option<Span>,
}
