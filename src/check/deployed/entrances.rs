//! `shut-entrance`: Ingresses and Services of type LoadBalancer whose traffic no policy lets in.

use super::{Deployed, Pods};
use crate::check::others;
use crate::connections::services::{is_behind, target};
use crate::connections::{Connections, Plugin, Stranger};
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::k8s::inventory::{Exposure, Ingress, Service, ServicePort};
use crate::set::port::Protocol;
use crate::world::World;

pub(super) fn check(deployed: &Deployed<'_>, sink: &mut Sink) {
    let inventory = deployed.inventory;
    let is_balanced = |one: &&Service| one.exposure == Exposure::LoadBalancer;
    if inventory.ingresses().is_empty() && !inventory.services().iter().any(|one| is_balanced(&one))
    {
        return;
    }
    let world =
        World::of_policy(deployed.policy).with(&others::of_others(deployed.policy, inventory));
    let connections = Connections::new(inventory, &world.space, &world.meaning, Plugin::default());
    let asking = Asking { deployed, connections };
    for service in inventory.services().iter().filter(is_balanced) {
        for port in &service.ports {
            if let Some((pods, number)) = asking.shut(service, port, None) {
                let what = format!(
                    "Service `{}/{}` of type LoadBalancer",
                    service.namespace, service.name
                );
                sink.push(
                    said(&what, &pods, port.protocol, number, deployed, "internet")
                        .at(service.span),
                );
            }
        }
    }
    for ingress in inventory.ingresses() {
        for backend in &ingress.backends {
            let service = inventory.services().iter().find(|service| {
                service.namespace == ingress.namespace && service.name == backend.service
            });
            let Some(service) = service else { continue };
            let port = service.ports.iter().find(|port| backend.port.is(port));
            if let Some(port) = port
                && let Some((pods, number)) = asking.shut(service, port, Some(ingress))
            {
                let what = format!("Ingress `{}/{}`", ingress.namespace, ingress.name);
                let from = "ingress-nginx/controller";
                sink.push(
                    said(&what, &pods, port.protocol, number, deployed, from).at(ingress.span),
                );
            }
        }
    }
}

struct Asking<'a> {
    deployed: &'a Deployed<'a>,
    connections: Connections,
}

impl<'a> Asking<'a> {
    /// Pods behind a port of a Service that are isolated and shut for what comes through it.
    fn shut(
        &self,
        service: &Service,
        port: &ServicePort,
        ingress: Option<&Ingress>,
    ) -> Option<(Pods<'a>, u16)> {
        let behind = self.deployed.pods.iter().find(|pods| {
            is_behind(service, pods.workload, pods.template)
                && self
                    .deployed
                    .zone_of(&pods.workload.namespace)
                    .is_some_and(|zone| zone.isolation.ingress)
        })?;
        let number = target(port, behind.template)?;
        let open = self.is_open(behind, port.protocol, number, ingress);
        (!open).then_some((*behind, number))
    }

    /// Whether anything may come from outside; for an Ingress from a pod that may be its controller as well:
    /// any that no file knows, or one of another namespace.
    fn is_open(
        &self,
        pods: &Pods<'_>,
        protocol: Protocol,
        number: u16,
        ingress: Option<&Ingress>,
    ) -> bool {
        let workloads = &self.connections.workloads;
        let Some(at) = workloads.iter().position(|one| {
            (&one.namespace, &one.kind, &one.name)
                == (&pods.workload.namespace, &pods.workload.kind, &pods.workload.name)
        }) else {
            return true;
        };
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        let outside = self
            .connections
            .from_outside
            .iter()
            .any(|row| row.workloads.contains(&at) && row.ports.contains(protocol, number));
        let Some(ingress) = ingress.filter(|_| !outside) else { return outside };
        let strangers = self.connections.exposed.iter().any(|row| {
            !matches!(row.to, Stranger::Addresses(_))
                && row.workloads.contains(&at)
                && row.ports.contains(protocol, number)
        });
        let is_elsewhere = |source: &u32| {
            workloads.get(*source as usize).is_some_and(|one| one.namespace != ingress.namespace)
        };
        strangers
            || self.connections.rows.iter().any(|row| {
                row.targets.contains(&at)
                    && row.ports.contains(protocol, number)
                    && row.sources.iter().any(is_elsewhere)
            })
    }
}

/// A finding that waits for its place.
struct Said {
    message: String,
    label: String,
    help: String,
    zone: Option<crate::source::Span>,
}

impl Said {
    fn at(self, span: crate::source::Span) -> Diagnostic {
        let diagnostic = Diagnostic::new(Code::ShutEntrance, span, self.message).label(self.label);
        let diagnostic = match self.zone {
            Some(zone) => diagnostic.also(zone, "this zone isolates them"),
            None => diagnostic,
        };
        diagnostic.help(self.help)
    }
}

fn said(
    what: &str,
    pods: &Pods<'_>,
    protocol: Protocol,
    number: u16,
    deployed: &Deployed<'_>,
    from: &str,
) -> Said {
    let word = protocol.word();
    let zone = deployed.zone_of(&pods.workload.namespace);
    let name = &pods.workload.name;
    let target = zone.map_or_else(|| name.to_string(), |zone| format!("{}/{name}", zone.name));
    Said {
        message: format!("no policy lets in what comes through {what}"),
        label: format!("leads to {word}/{number} of {}, which is shut", pods.name()),
        help: format!("write a flow from where it comes: `{from} -> {target} {word}/{number}`"),
        zone: zone.map(|zone| zone.span),
    }
}
