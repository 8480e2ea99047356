//! `service pay/api`: a Service of the cluster as a destination.
//!
//! It resolves to the pods that the Service selects, on the ports that it leads to, as the objects of
//! `--with` say them: to the segment of just these pods where there is one, else to one of its own.

use super::endpoints::{Place, Resolved, Use};
use super::{Lowering, written};
use crate::diagnostic::{Code, Diagnostic, suggest};
use crate::ir::{
    Addresses, AddressesKind, Endpoint, EndpointKind, Exclusive, Segment, SegmentId, ZoneId,
};
use crate::k8s::inventory::{Exposure, Service, Target};
use crate::set::cidr::IpBlock;
use crate::set::port::PortSet;
use crate::set::selector::{Requirement, Selector, Test};
use crate::source::Span;
use crate::syntax::ast;
use ecow::{EcoString, eco_format};
use ipnet::IpNet;
use std::sync::Arc;

impl Lowering<'_> {
    /// What a Service of the cluster stands for.
    pub(super) fn served(
        &mut self,
        namespace: &ast::Name,
        name: &ast::Name,
        span: Span,
        usage: Use,
        place: Place,
    ) -> Vec<Resolved> {
        if usage == Use::Source {
            self.say(
                Diagnostic::new(Code::ServiceAsSource, span, "a Service connects to nothing")
                    .label("is a name for pods, which others connect to")
                    .help("name the segment of its pods"),
            );
            return Vec::new();
        }
        let [namespace, name] = [namespace, name].map(|name| self.name(name, place.environment));
        let options = self.options;
        let services = options.others.services();
        if options.others.is_empty() {
            let message =
                format!("which pods `service {namespace}/{name}` stands for is not known");
            self.say(
                Diagnostic::new(Code::UnresolvedService, span, message)
                    .label("stands in an object of the cluster")
                    .help("give the objects: `--with DIR`, or `kubectl get services -A -o yaml | netz build --with -`")
                    .help("or name the segment and its ports: then nothing else is needed"),
            );
            return Vec::new();
        }
        let found = services.iter().find(|one| one.namespace == namespace && one.name == name);
        let Some(service) = found else {
            let names: Vec<_> =
                services.iter().map(|one| format!("{}/{}", one.namespace, one.name)).collect();
            let wanted = format!("{namespace}/{name}");
            let near = suggest::closest(&wanted, names.iter().map(String::as_str));
            let message = format!("there is no Service `{wanted}` in the objects of `--with`");
            let diagnostic = Diagnostic::new(Code::UnknownService, span, message);
            let declare = format!(
                "to name a segment `{name}` of zone `{namespace}`, drop the word `service`"
            );
            self.say(match near {
                Some(near) => diagnostic.help(format!("did you mean `service {near}`?")),
                None => diagnostic.help("look it up: `kubectl get services -A`").help(declare),
            });
            return Vec::new();
        };
        if service.selector.is_empty() || service.exposure == Exposure::Name {
            return self.without_pods(service, span);
        }
        let ports = service.ports.iter().fold(PortSet::default(), |ports, port| {
            ports.union(&match &port.target {
                Target::Number(number) => PortSet::range(port.protocol, *number, *number),
                Target::Name(name) => PortSet::named(port.protocol, name.clone()),
            })
        });
        let Some(id) = self.segment_of(service, span) else { return Vec::new() };
        if ports.is_empty() {
            let message = format!("Service `{namespace}/{name}` has no ports");
            self.say(
                Diagnostic::new(Code::ServiceWithoutPods, span, message)
                    .label("leads nowhere")
                    .also(service.span, "this Service")
                    .help("name the segment of its pods, and the ports"),
            );
            return Vec::new();
        }
        let endpoint = Endpoint { kind: EndpointKind::Segment(id), span };
        vec![Resolved { endpoint, ports: Some(ports) }]
    }

    /// A Service whose pods no selector tells: the addresses that its EndpointSlices list.
    fn without_pods(&mut self, service: &Service, span: Span) -> Vec<Resolved> {
        let (namespace, name) = (&service.namespace, &service.name);
        let slices =
            self.options.others.slices().iter().filter(|slice| {
                slice.namespace == *namespace && slice.service.as_ref() == Some(name)
            });
        let (mut blocks, mut ports) = (Vec::new(), PortSet::default());
        for slice in slices {
            blocks.extend(
                slice.addresses.iter().map(|address| IpBlock::whole(IpNet::from(*address))),
            );
            for (_, protocol, number) in &slice.ports {
                ports = ports.union(&match number {
                    Some(number) => PortSet::range(*protocol, *number, *number),
                    None => PortSet::all_of(*protocol),
                });
            }
        }
        blocks.sort_unstable();
        blocks.dedup();
        if blocks.is_empty() || ports.is_empty() {
            let label = match service.exposure {
                Exposure::Name => "is a name for a host outside",
                _ => "has no selector, and no EndpointSlice says its addresses",
            };
            let message = format!("no pods are behind Service `{namespace}/{name}`");
            self.say(
                Diagnostic::new(Code::ServiceWithoutPods, span, message)
                    .label(label)
                    .also(service.span, "this Service")
                    .help("name the addresses: `-> 192.0.2.10 tcp/5432`"),
            );
            return Vec::new();
        }
        let addresses = Addresses { kind: AddressesKind::Literal, blocks };
        let endpoint = Endpoint { kind: EndpointKind::Addresses(Arc::new(addresses)), span };
        vec![Resolved { endpoint, ports: Some(ports) }]
    }

    /// The segment of the pods that a Service selects.
    fn segment_of(&mut self, service: &Service, span: Span) -> Option<SegmentId> {
        let zone = self.zone_of_service(service, span)?;
        let requirement = |(key, value): (&EcoString, &EcoString)| Requirement {
            key: key.clone(),
            test: Test::In(vec![value.clone()]),
        };
        let selector =
            Selector { requirements: service.selector.iter().map(requirement).collect() };
        let labels = selector.labels().canonical();
        let members = self.members.get(&zone).into_iter().flatten();
        let same = members.copied().find(|id| {
            self.policy.segment(*id).is_some_and(|segment| match segment.alternatives.as_slice() {
                [one] => one.labels().canonical() == labels,
                _ => false,
            })
        });
        if let Some(id) = same {
            self.use_segment(id);
            return Some(id);
        }
        let taken = |name: &EcoString| self.segments.contains_key(&(zone, name.clone()));
        let numbered = (2..).map(|at| eco_format!("{}-service-{at}", service.name));
        let names = [service.name.clone(), eco_format!("{}-service", service.name)];
        let name = names.into_iter().chain(numbered).find(|name| !taken(name))?;
        let id = self.add_segment(Segment {
            zone,
            name,
            span,
            statement: span,
            alternatives: vec![selector],
            ports: PortSet::default(),
            named_ports: Vec::new(),
            account: None,
            implicit: false,
            used: true,
        });
        self.served.push((id, span));
        Some(id)
    }

    /// The zone that is the namespace of a Service, and no other.
    fn zone_of_service(&mut self, service: &Service, span: Span) -> Option<ZoneId> {
        let namespace = &service.namespace;
        let mut zones = (0..).map(ZoneId).zip(&self.policy.zones);
        let found = zones.find(|(_, zone)| zone.names().contains(namespace));
        match found {
            Some((id, zone)) if zone.names().len() == 1 => Some(id),
            Some((_, zone)) => {
                let message = format!(
                    "zone `{}` has more namespaces than `{namespace}`, so it can't say the pods of one Service",
                    zone.name
                );
                let diagnostic = Diagnostic::new(Code::ServiceOutsideZones, span, message)
                    .label("is of one namespace")
                    .also(zone.span, "this zone")
                    .help("name the segment: it is of all namespaces of the zone");
                self.say(diagnostic);
                None
            }
            None => {
                let message = format!("no zone is the namespace `{namespace}`");
                self.say(
                    Diagnostic::new(Code::ServiceOutsideZones, span, message)
                        .label("the Service is of this namespace")
                        .also(service.span, "this Service")
                        .help(format!("declare it: `extern zone {}`", written(namespace))),
                );
                None
            }
        }
    }

    /// Refuses Services of zones whose guards would cut their pods.
    pub(super) fn refuse_served_of_exclusive(&mut self) {
        for (id, span) in std::mem::take(&mut self.served) {
            let Some(segment) = self.policy.segment(id) else { continue };
            let Some(zone) = self.policy.zone(segment.zone) else { continue };
            if zone.exclusive == Exclusive::No {
                continue;
            }
            let selectors: Vec<_> = segment.alternatives.iter().map(ToString::to_string).collect();
            let message =
                format!("no segment of zone `{}` has just the pods of this Service", zone.name);
            let diagnostic = Diagnostic::new(Code::ServiceOutsideZones, span, message)
                .label("the zone is exclusive, so no other segment may share them")
                .also(zone.span, "this zone")
                .help(format!("declare it: `segment NAME: {}`", selectors.join(" | ")));
            self.say(diagnostic);
        }
    }
}
