//! `undeclared-port`, `service-port`, `unknown-port-name`: the ports of flows beside those of containers.

use super::{Deployed, Pods};
use crate::connections::services::{is_behind, target};
use crate::diagnostic::{Code, Diagnostic, Sink, suggest};
use crate::ir::{EndpointKind, Flow, Target};
use crate::k8s::inventory::Service;
use crate::set::port::{PortPart, Protocol};
use crate::source::Span;
use ecow::EcoString;
use std::collections::BTreeSet;

pub(super) fn check(deployed: &Deployed<'_>, sink: &mut Sink) {
    let mut seen = BTreeSet::new();
    for flow in &deployed.policy.flows {
        for target in &flow.targets {
            let (pods, own) = match &target.endpoint.kind {
                EndpointKind::Segment(id) => {
                    let declared = deployed.policy.segment(*id).map(|segment| segment.span);
                    (deployed.of_segment.get(id), declared)
                }
                EndpointKind::Zone(id) => (deployed.of_zone.get(id), None),
                _ => continue,
            };
            let pods = deployed.pods_of(pods.map_or(&[][..], Vec::as_slice));
            // A container need not declare its ports, so where one declares none nothing is known.
            if pods.is_empty() || pods.iter().any(|pods| pods.template.ports.is_empty()) {
                continue;
            }
            let asking = Asking { deployed, flow, target, declared: own, pods };
            for part in target.ports.parts() {
                if let Some(diagnostic) = asking.part(&part)
                    && seen.insert((diagnostic.primary(), diagnostic.message.clone()))
                {
                    sink.push(diagnostic);
                }
            }
        }
    }
}

/// A destination of a flow.
struct Asking<'a> {
    deployed: &'a Deployed<'a>,
    flow: &'a Flow,
    target: &'a Target,
    /// The segment's declaration.
    declared: Option<Span>,
    pods: Vec<Pods<'a>>,
}

impl Asking<'_> {
    fn part(&self, part: &PortPart) -> Option<Diagnostic> {
        match part {
            PortPart::All(_) => None,
            PortPart::Range(protocol, low, high) => {
                let mut declared = self.pods.iter().flat_map(|pods| &pods.template.ports);
                let is_open = declared.any(|port| {
                    port.protocol == *protocol && (*low..=*high).contains(&port.number)
                });
                if is_open {
                    return None;
                }
                let through = (low == high).then(|| self.service_port(*protocol, *low)).flatten();
                Some(match through {
                    Some((service, number)) => self.of_service(service, *protocol, *low, number),
                    None => self.undeclared(*protocol, *low, *high),
                })
            }
            PortPart::Named(protocol, name) => self.named(*protocol, name),
        }
    }

    /// A Service before the pods whose port is this number, and the port of the pods that it leads to.
    fn service_port(&self, protocol: Protocol, number: u16) -> Option<(&Service, u16)> {
        self.deployed.inventory.services().iter().find_map(|service| {
            let mut behind =
                self.pods.iter().filter(|pods| is_behind(service, pods.workload, pods.template));
            let pods = behind.next()?;
            let mut ports = service.ports.iter();
            let port = ports.find(|port| port.protocol == protocol && port.port == number)?;
            let to = target(port, pods.template)?;
            (to != number).then_some((service, to))
        })
    }

    /// Where the program writes a number: in the flow, or in the declaration that it takes its ports from.
    fn place(&self, protocol: Protocol, number: u16) -> Option<Span> {
        let places = &self.deployed.policy.port_places;
        let find = |of: Span| {
            places
                .iter()
                .find(|place| (place.of, place.protocol, place.number) == (of, protocol, number))
        };
        find(self.flow.span).or_else(|| find(self.declared?)).map(|place| place.span)
    }

    fn whose(&self) -> String {
        let names: Vec<_> = self.pods.iter().take(2).map(Pods::name).collect();
        match self.pods.len().saturating_sub(names.len()) {
            0 => names.join(", "),
            more => format!("{} and {more} more", names.join(", ")),
        }
    }

    fn of_service(
        &self,
        service: &Service,
        protocol: Protocol,
        number: u16,
        to: u16,
    ) -> Diagnostic {
        let word = protocol.word();
        let place = self.place(protocol, number);
        let message = format!(
            "{word}/{number} is a port of the Service, and policies see that of the pods: {word}/{to}"
        );
        let diagnostic = Diagnostic::new(
            Code::ServicePort,
            place.unwrap_or(self.target.endpoint.span),
            message,
        )
        .label(format!("no container of {} listens here", self.whose()))
        .also(service.span, format!("leads from {number} to {to}"))
        .note("a plugin looks at a packet behind the Service, when the address and the port are the pod's")
        .help(format!("write `{word}/{to}`"));
        match place {
            Some(place) => diagnostic.fix(format!("write `{to}`"), place, to.to_string()),
            None => diagnostic,
        }
    }

    fn undeclared(&self, protocol: Protocol, low: u16, high: u16) -> Diagnostic {
        let word = protocol.word();
        let ports = if low == high { format!("{low}") } else { format!("{low}-{high}") };
        let place = self.place(protocol, low).unwrap_or(self.target.endpoint.span);
        let declared: BTreeSet<_> = self
            .pods
            .iter()
            .flat_map(|pods| &pods.template.ports)
            .map(|port| format!("{}/{}", port.protocol.word(), port.number))
            .collect();
        let declared: Vec<_> = declared.into_iter().collect();
        let message = format!("no container of {} declares {word}/{ports}", self.whose());
        Diagnostic::new(Code::UndeclaredPort, place, message)
            .label(format!("they declare {}", declared.join(", ")))
            .help("write the port that the container listens on, or declare it there: `containerPort`")
    }

    fn named(&self, protocol: Protocol, name: &EcoString) -> Option<Diagnostic> {
        let declared = || self.pods.iter().flat_map(|pods| &pods.template.ports);
        if declared().any(|port| port.protocol == protocol && port.name.as_ref() == Some(name)) {
            return None;
        }
        let names: BTreeSet<_> = declared().filter_map(|port| port.name.as_ref()).collect();
        let message = format!("no container of {} has a port named `{name}`", self.whose());
        let diagnostic = Diagnostic::new(Code::UnknownPortName, self.target.endpoint.span, message)
            .label(format!("`{}/{name}` matches nothing", protocol.word()));
        let near = suggest::closest(name, names.iter().map(|name| name.as_str()));
        Some(match near {
            Some(near) => diagnostic.help(format!("did you mean `{}/{near}`?", protocol.word())),
            None if names.is_empty() => {
                diagnostic.help("their ports have no names: write the number")
            }
            None => {
                let names: Vec<_> = names.into_iter().map(|name| format!("`{name}`")).collect();
                diagnostic.help(format!("they have {}", names.join(", ")))
            }
        })
    }
}
