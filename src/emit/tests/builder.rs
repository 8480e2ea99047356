//! Policies without a parser: each statement stands on a line of its own of `main.netz`.

use crate::check::Checked;
use crate::compile::{Output, compile};
use crate::ir::*;
use crate::set::cidr::IpBlock;
use crate::set::port::{PortSet, Protocol};
use crate::set::selector::{Requirement, Selector, Test};
use crate::source::{FileId, SourceMap, Span};
use ecow::EcoString;
use std::collections::BTreeSet;
use std::sync::Arc;

#[derive(Clone, Default)]
pub struct Builder {
    pub policy: Policy,
    line: u32,
}

pub const BOTH: Isolation = Isolation { ingress: true, egress: true };
pub const INGRESS: Isolation = Isolation { ingress: true, egress: false };
pub const EGRESS: Isolation = Isolation { ingress: false, egress: true };
pub const NONE: Isolation = Isolation { ingress: false, egress: false };

pub fn names(names: &[&str]) -> Vec<EcoString> {
    names.iter().map(|name| EcoString::from(*name)).collect()
}

pub fn tcp(port: u16) -> PortSet {
    PortSet::range(Protocol::Tcp, port, port)
}

pub fn udp(port: u16) -> PortSet {
    PortSet::range(Protocol::Udp, port, port)
}

pub fn dns_ports() -> PortSet {
    udp(53).union(&tcp(53))
}

pub fn block(cidr: &str, except: &[&str]) -> IpBlock {
    let parse = |text: &str| text.parse().unwrap();
    IpBlock { cidr: parse(cidr), except: except.iter().map(|cut| parse(cut)).collect() }
}

pub fn addresses(kind: AddressesKind, blocks: Vec<IpBlock>) -> EndpointKind {
    EndpointKind::Addresses(Arc::new(Addresses { kind, blocks }))
}

pub fn selector(requirements: &[(&str, Test)]) -> Selector {
    let requirement =
        |(key, test): &(&str, Test)| Requirement { key: (*key).into(), test: test.clone() };
    Selector { requirements: requirements.iter().map(requirement).collect() }
}

pub fn rule(verbs: &[&str], group: &str, resources: &[&str], object_names: &[&str]) -> Rule {
    let set = |items: &[&str]| items.iter().map(|item| EcoString::from(*item)).collect();
    Rule {
        groups: set(&[group]),
        resources: set(resources),
        verbs: set(verbs),
        names: set(object_names),
        urls: BTreeSet::new(),
    }
}

impl Builder {
    /// A place on the next line.
    pub fn span(&mut self) -> Span {
        self.line += 1;
        Span::new(FileId(0), self.line - 1, self.line - 1)
    }

    fn end(&mut self, kind: EndpointKind) -> Endpoint {
        Endpoint { kind, span: self.span() }
    }

    pub fn zone(&mut self, name: &str, namespaces: Namespaces, isolation: Isolation) -> ZoneId {
        let span = self.span();
        self.policy.zones.push(Zone { isolation, ..Zone::new(name.into(), span, namespaces) });
        ZoneId::at(self.policy.zones.len() - 1)
    }

    /// A zone of these namespaces.
    pub fn named(&mut self, name: &str, namespaces: &[&str], isolation: Isolation) -> ZoneId {
        self.zone(name, Namespaces::Named(names(namespaces)), isolation)
    }

    pub fn zone_mut(&mut self, id: ZoneId) -> &mut Zone {
        &mut self.policy.zones[id.0 as usize]
    }

    pub fn segment_of(
        &mut self,
        zone: ZoneId,
        name: &str,
        alternatives: Vec<Selector>,
    ) -> SegmentId {
        let span = self.span();
        self.policy.segments.push(Segment {
            zone,
            name: name.into(),
            span,
            statement: span,
            alternatives,
            ports: PortSet::default(),
            named_ports: Vec::new(),
            account: None,
            implicit: false,
            used: true,
        });
        SegmentId::at(self.policy.segments.len() - 1)
    }

    /// A segment by shorthand.
    pub fn segment(&mut self, zone: ZoneId, name: &str) -> EndpointKind {
        let alternatives = vec![Selector::equals("app", name)];
        EndpointKind::Segment(self.segment_of(zone, name, alternatives))
    }

    pub fn flow(
        &mut self,
        sources: &[&EndpointKind],
        targets: &[(&EndpointKind, PortSet)],
    ) -> &mut Flow {
        let span = self.span();
        self.line -= 1;
        let sources = sources.iter().map(|kind| Endpoint { kind: (*kind).clone(), span }).collect();
        let target = |(kind, ports): &(&EndpointKind, PortSet)| Target {
            endpoint: Endpoint { kind: (*kind).clone(), span },
            ports: ports.clone(),
        };
        let targets = targets.iter().map(target).collect();
        let clauses = Clauses::default();
        self.line += 1;
        self.policy.flows.push(Flow { span, zone: None, sources, targets, only: None, clauses });
        self.policy.flows.last_mut().unwrap()
    }

    /// Names are resolved by these endpoints.
    pub fn dns(&mut self, endpoints: &[(&EndpointKind, PortSet)]) {
        for (kind, ports) in endpoints {
            let endpoint = self.end((*kind).clone());
            self.policy.cluster.dns.targets.push(Target { endpoint, ports: ports.clone() });
        }
    }

    /// The usual: pods of a zone that is somebody else's.
    pub fn kube_dns(&mut self) {
        let zone = self.named("kube-system", &["kube-system"], NONE);
        self.zone_mut(zone).external = true;
        let alternatives = vec![Selector::equals("k8s-app", "kube-dns")];
        let pods = EndpointKind::Segment(self.segment_of(zone, "dns-pods", alternatives));
        self.dns(&[(&pods, dns_ports())]);
    }

    /// Where the API server answers.
    pub fn api(&mut self, blocks: Vec<IpBlock>, ports: PortSet) {
        let endpoint = self.end(addresses(AddressesKind::ApiServer, blocks));
        self.policy.cluster.api.push(Target { endpoint, ports });
    }

    pub fn account(&mut self, zone: ZoneId, name: &str) -> Subject {
        let span = self.span();
        let namespace = self.policy.zone(zone).unwrap().names()[0].clone();
        let (name, external, used) = (name.into(), false, true);
        self.policy.accounts.push(Account { zone, namespace, name, span, external, used });
        Subject::Account(AccountId::at(self.policy.accounts.len() - 1))
    }

    pub fn group(&mut self, name: &str, identity: &str) -> Subject {
        let span = self.span();
        let (name, identity) = (name.into(), identity.into());
        self.policy.groups.push(Principal { name, identity, span, used: true });
        Subject::Group(GroupId::at(self.policy.groups.len() - 1))
    }

    pub fn user(&mut self, name: &str, identity: &str) -> Subject {
        let span = self.span();
        let (name, identity) = (name.into(), identity.into());
        self.policy.users.push(Principal { name, identity, span, used: true });
        Subject::User(UserId::at(self.policy.users.len() - 1))
    }

    pub fn role(&mut self, name: &str, rules: Vec<Rule>) -> RoleRef {
        let span = self.span();
        let permissions =
            vec![Permission { span, rules, uses: Vec::new(), names: BTreeSet::new() }];
        self.policy.roles.push(Role { name: name.into(), span, permissions, used: true });
        RoleRef::Declared(RoleId::at(self.policy.roles.len() - 1))
    }

    /// Subjects may do this, in these zones; cluster-wide without any.
    pub fn grant(
        &mut self,
        subjects: &[Subject],
        rules: Vec<Rule>,
        zones: &[ZoneId],
    ) -> &mut Grant {
        let (span, subjects) = (self.span(), subjects.to_vec());
        let (zone, clauses) = (None, Clauses::default());
        let (permission, scope) = (
            Permission { span, rules, uses: Vec::new(), names: BTreeSet::new() },
            scope(zones, span),
        );
        self.policy.grants.push(Grant { span, zone, subjects, permission, scope, clauses });
        self.policy.grants.last_mut().unwrap()
    }

    /// Subjects have this role, in these zones; cluster-wide without any.
    pub fn hold(&mut self, subjects: &[Subject], role: &RoleRef, zones: &[ZoneId]) -> &mut Holding {
        let (span, subjects) = (self.span(), subjects.to_vec());
        let (zone, clauses, role) = (None, Clauses::default(), role.clone());
        let scope = scope(zones, span);
        self.policy.holdings.push(Holding { span, zone, subjects, role, scope, clauses });
        self.policy.holdings.last_mut().unwrap()
    }

    pub fn compile(&self) -> Output {
        let mut sources = SourceMap::default();
        sources.add("main.netz", "\n".repeat(self.line as usize + 1));
        compile(&Checked::new(self.policy.clone()), &sources)
    }

    /// Every document, as a file has them.
    pub fn yaml(&self) -> String {
        let output = self.compile();
        assert_eq!(output.diagnostics, []);
        let mut text = String::new();
        for (at, manifest) in output.manifests.iter().enumerate() {
            if at > 0 {
                text.push_str("---\n");
            }
            manifest.write_yaml(&mut text);
        }
        text
    }
}

fn scope(zones: &[ZoneId], span: Span) -> Scope {
    match zones {
        [] => Scope::ClusterWide(span),
        zones => Scope::Zones(zones.to_vec()),
    }
}
