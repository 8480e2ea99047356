//! Destinations to targets: each with its ports.

use super::endpoints::{Place, Resolved, Use};
use super::ports::PortsOf;
use super::template::Environment;
use super::{Lowering, Referent};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Endpoint, EndpointKind, Target, ZoneId};
use crate::set::port::PortSet;
use crate::source::Span;
use crate::syntax::ast::{self, PortKind};

impl Lowering<'_> {
    /// The destinations of a list, each with its ports: its own where it is a service, else those of the
    /// statement, else the segment's.
    pub(super) fn targets(
        &mut self,
        ends: &[ast::Endpoint],
        items: &[ast::PortItem],
        usage: Use,
        zone: Option<ZoneId>,
        environment: Environment,
        statement: Span,
    ) -> Vec<Target> {
        let resolved = self.resolve_all(ends, usage, Place { zone, environment, statement });
        let by_name = items.iter().any(|item| matches!(item.kind, PortKind::Name(_)));
        let plain =
            if by_name { None } else { Some(self.ports(items, PortsOf::Nobody, environment)) };
        let mut targets = Vec::with_capacity(resolved.len());
        let services_alone = !resolved.is_empty() && resolved.iter().all(|end| end.ports.is_some());
        if let (true, Some(first)) = (services_alone, items.first()) {
            let span = items.last().map_or(first.span, |last| first.span.to(last.span));
            self.say(
                Diagnostic::new(Code::PortsAfterServices, span, "these ports hold for nothing")
                    .label("the destinations are services, which have their own")
                    .help("drop them, or name the segment in place of the service"),
            );
        }
        for Resolved { endpoint, ports } in resolved {
            let ports = match (ports, &endpoint.kind) {
                (Some(ports), _) => ports,
                (None, EndpointKind::Zone(zone)) if by_name => {
                    targets.extend(self.ports_of_every(*zone, items, endpoint.span, environment));
                    continue;
                }
                (None, EndpointKind::Segment(id)) if items.is_empty() => self
                    .policy
                    .segment(*id)
                    .map(|segment| segment.ports.clone())
                    .unwrap_or_default(),
                (None, EndpointKind::Segment(id)) if by_name => {
                    self.ports(items, PortsOf::Segment(*id), environment)
                }
                _ => match &plain {
                    Some(plain) => plain.clone(),
                    None => self.ports(items, PortsOf::Nobody, environment),
                },
            };
            if ports.is_empty() {
                if items.is_empty() {
                    self.no_ports(&endpoint);
                }
                continue;
            }
            if matches!(endpoint.kind, EndpointKind::Addresses(_)) && ports.has_names() {
                let message =
                    format!("addresses have no port names: `{ports}` would match nothing");
                self.say(
                    Diagnostic::new(Code::BadPort, endpoint.span, message)
                        .label("only a pod knows its ports by name")
                        .help("write the number"),
                );
            }
            targets.push(Target { endpoint, ports });
        }
        targets
    }

    /// `-> * metrics`: each declared segment of the zone that has such a port; other ports hold for every
    /// pod of the zone.
    fn ports_of_every(
        &mut self,
        zone: ZoneId,
        items: &[ast::PortItem],
        span: Span,
        environment: Environment,
    ) -> Vec<Target> {
        let mut targets = Vec::new();
        let mut for_all = PortSet::default();
        for item in items {
            let PortKind::Name(name) = &item.kind else {
                if let Some(ports) = self.port_item(item, PortsOf::Nobody, environment) {
                    for_all = for_all.union(&ports);
                }
                continue;
            };
            let text = self.name(name, environment);
            if let Some(ports) = self.named_port(&text, PortsOf::Nobody, name.span) {
                for_all = for_all.union(&ports);
                continue;
            }
            let before = targets.len();
            let mut with_port = Vec::new();
            for id in self.members.get(&zone).into_iter().flatten() {
                let Some(segment) = self.policy.segments.get_mut(id.0 as usize) else { continue };
                let own = segment.named_ports.iter().find(|(name, _)| *name == text);
                if let Some((_, ports)) = own {
                    let kind = EndpointKind::Segment(*id);
                    targets
                        .push(Target { endpoint: Endpoint { kind, span }, ports: ports.clone() });
                    segment.used = true;
                    with_port.push(*id);
                }
            }
            for id in with_port {
                self.note(name.span, Referent::Port(id, text.clone()));
            }
            if targets.len() == before {
                let message =
                    format!("no segment of zone `{}` has a port `{text}`", self.zone_name(zone));
                self.say(
                    Diagnostic::new(Code::UnknownPort, name.span, message)
                        .help(format!("give one to a segment: `segment NAME {text}=tcp/…`")),
                );
            }
        }
        if !for_all.is_empty() {
            let endpoint = Endpoint { kind: EndpointKind::Zone(zone), span };
            targets.push(Target { endpoint, ports: for_all });
        }
        targets
    }

    fn no_ports(&mut self, end: &Endpoint) {
        let text = self.program.sources.slice(end.span).to_owned();
        let diagnostic = Diagnostic::new(
            Code::NoPorts,
            end.span,
            format!("on which ports may `{text}` be reached?"),
        )
        .label("no ports here, and none declared");
        let segment = match &end.kind {
            EndpointKind::Segment(id) => self.policy.segment(*id),
            _ => None,
        };
        let declared = segment.and_then(|segment| self.ports_of_containers(segment));
        let diagnostic = match (segment, declared) {
            (Some(segment), _) if !segment.named_ports.is_empty() => {
                let names: Vec<_> = segment
                    .named_ports
                    .iter()
                    .map(|(name, _)| format!("`-> {text} {name}`"))
                    .collect();
                diagnostic.help(format!("it has named ports: {}", names.join(", ")))
            }
            (Some(segment), Some((ports, place))) => diagnostic
                .note(format!("the containers of its workloads declare {ports}"))
                .help(format!("declare them: `segment {} {ports}`", segment.name))
                .fix(format!("write `{ports}`"), place, format!(" {ports}")),
            (Some(segment), None) => diagnostic.help(format!(
                "write them, `-> {text} tcp/8080`, or declare them once: `segment {} tcp/8080`",
                segment.name
            )),
            (None, _) => diagnostic.help(format!("write them: `-> {text} tcp/443`")),
        };
        if segment.is_some_and(|segment| segment.implicit) {
            self.say_undeclared(diagnostic);
        } else {
            self.say(diagnostic);
        }
    }
}
