//! Services: names and ports in front of pods.

use super::workload;
use crate::k8s::document::{Node, Refusal, Value, fields};
use crate::k8s::labels;
use crate::set::flow::Labels;
use crate::set::port::Protocol;
use crate::source::Span;
use ecow::EcoString;
use std::collections::BTreeSet;
use std::net::IpAddr;

/// A Service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// Its namespace.
    pub namespace: EcoString,
    /// Its name.
    pub name: EcoString,
    /// The line of its name.
    pub span: Span,
    /// The labels of its pods; one without a selector has none, and gets its addresses otherwise.
    pub selector: Labels,
    /// Its ports.
    pub ports: Vec<ServicePort>,
    /// Who can come to it.
    pub exposure: Exposure,
    /// Whether it has no address of its own, so that its name gives those of its pods.
    pub headless: bool,
    /// The addresses of its own, where it says them.
    pub addresses: BTreeSet<IpAddr>,
    /// The blocks that a load balancer lets in; none for all.
    pub source_ranges: Vec<ipnet::IpNet>,
}

/// From where a Service can be come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Exposure {
    /// From inside of the cluster: `ClusterIP`.
    Inside,
    /// On the addresses of the nodes too: `NodePort`.
    Nodes,
    /// Through a load balancer, or on addresses of the outside: `LoadBalancer`, `externalIPs`.
    LoadBalancer,
    /// It is a name for another host: `ExternalName`.
    Name,
}

/// A port of a Service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServicePort {
    /// Its name.
    pub name: Option<EcoString>,
    /// Its protocol.
    pub protocol: Protocol,
    /// Its number.
    pub port: u16,
    /// The port of the pods.
    pub target: Target,
}

/// The port of the pods behind a port of a Service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// Its number.
    Number(u16),
    /// Its name, which each pod resolves.
    Name(EcoString),
}

/// The fields of `spec`.
const SPEC: &[&str] = &[
    "allocateLoadBalancerNodePorts",
    "clusterIP",
    "clusterIPs",
    "externalIPs",
    "externalName",
    "externalTrafficPolicy",
    "healthCheckNodePort",
    "internalTrafficPolicy",
    "ipFamilies",
    "ipFamilyPolicy",
    "loadBalancerClass",
    "loadBalancerIP",
    "loadBalancerSourceRanges",
    "ports",
    "publishNotReadyAddresses",
    "selector",
    "sessionAffinity",
    "sessionAffinityConfig",
    "topologyKeys",
    "trafficDistribution",
    "type",
];

/// Reads a Service.
///
/// # Errors
/// When its selector or one of its ports isn't what it must be.
pub fn read(object: &Node<'_>, span: Span) -> Result<Service, Refusal> {
    fields(object, &["apiVersion", "kind", "metadata", "spec"])?;
    let spec = object.get("spec");
    workload::no_slip(spec, SPEC).map_err(|refusal| refusal.within("spec"))?;
    let within = |refusal: Refusal| refusal.within("spec");
    let selector =
        labels::read(spec.get("selector")).map_err(|refusal| within(refusal.within("selector")))?;
    let ports = spec.get("ports").items().iter().enumerate();
    let ports = ports.map(|(at, port)| {
        read_port(port).map_err(|refusal| within(refusal.at(at).within("ports")))
    });
    let ports = ports.collect::<Result<_, _>>()?;
    let [namespace, name] = workload::title(object);
    let exposure = exposure(spec).map_err(within)?;
    let headless = spec.get("clusterIP").text() == Some("None");
    let ranges = spec.get("loadBalancerSourceRanges").items().iter();
    let source_ranges = ranges.filter_map(|one| one.text()?.trim().parse().ok()).collect();
    let addresses = spec.get("clusterIPs").items().iter().chain([spec.get("clusterIP")]);
    let addresses = addresses.filter_map(|one| one.text()?.parse().ok()).collect();
    Ok(Service {
        namespace,
        name,
        span,
        selector,
        ports,
        exposure,
        headless,
        addresses,
        source_ranges,
    })
}

fn exposure(spec: &Node<'_>) -> Result<Exposure, Refusal> {
    let said = spec.get("type");
    let exposure = match said.text() {
        None if said.is_null() => Exposure::Inside,
        Some("ClusterIP") => Exposure::Inside,
        Some("NodePort") => Exposure::Nodes,
        Some("LoadBalancer") => Exposure::LoadBalancer,
        Some("ExternalName") => Exposure::Name,
        _ => return Err(Refusal::new("no type of a Service").within("type")),
    };
    match exposure {
        Exposure::Inside | Exposure::Nodes if !spec.get("externalIPs").items().is_empty() => {
            Ok(Exposure::LoadBalancer)
        }
        other => Ok(other),
    }
}

fn read_port(node: &Node<'_>) -> Result<ServicePort, Refusal> {
    fields(node, &["appProtocol", "name", "nodePort", "port", "protocol", "targetPort"])?;
    let port = workload::number(node.get("port")).map_err(|refusal| refusal.within("port"))?;
    let target = node.get("targetPort");
    let target = match &target.value {
        Value::Null | Value::Int(0) => Target::Number(port),
        Value::Text(name) => Target::Name(name.as_ref().into()),
        _ => Target::Number(
            workload::number(target).map_err(|refusal| refusal.within("targetPort"))?,
        ),
    };
    let name = node.get("name").text().filter(|name| !name.is_empty()).map(EcoString::from);
    Ok(ServicePort { name, protocol: workload::protocol(node)?, port, target })
}
