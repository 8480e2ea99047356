//! Ingresses and EndpointSlices: what leads to Services, and what stands behind them.

use super::workload;
use crate::k8s::document::{Node, Refusal, Value, fields};
use crate::k8s::inventory::ServicePort;
use crate::set::port::Protocol;
use crate::source::Span;
use ecow::EcoString;
use std::net::IpAddr;

/// An Ingress, as far as it leads to Services.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ingress {
    /// Its namespace, which is that of its Services.
    pub namespace: EcoString,
    /// Its name.
    pub name: EcoString,
    /// The line of its name.
    pub span: Span,
    /// The Services that it leads to, each once.
    pub backends: Vec<Backend>,
}

/// A port of a Service that an Ingress leads to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Backend {
    /// The Service.
    pub service: EcoString,
    /// Its port.
    pub port: BackendPort,
}

/// Which port of a Service is meant.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum BackendPort {
    /// By number.
    Number(u16),
    /// By name.
    Name(EcoString),
}

impl BackendPort {
    /// Whether a port of a Service is it.
    #[must_use]
    pub fn is(&self, port: &ServicePort) -> bool {
        match self {
            Self::Number(number) => port.port == *number,
            Self::Name(name) => port.name.as_ref() == Some(name),
        }
    }
}

impl std::fmt::Display for BackendPort {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(number) => write!(formatter, "{number}"),
            Self::Name(name) => write!(formatter, "`{name}`"),
        }
    }
}

/// Addresses behind a Service, of pods or of anything else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndpointSlice {
    /// Its namespace, which is that of the Service.
    pub namespace: EcoString,
    /// Its name.
    pub name: EcoString,
    /// The line of its name.
    pub span: Span,
    /// The Service; none for a slice of none.
    pub service: Option<EcoString>,
    /// The addresses; names of hosts are none.
    pub addresses: Vec<IpAddr>,
    /// Name, protocol and number of the ports; a port without a number is every port.
    pub ports: Vec<(Option<EcoString>, Protocol, Option<u16>)>,
}

/// Reads an Ingress (`networking.k8s.io/v1`, and the old `v1beta1`).
pub(super) fn read(object: &Node<'_>, span: Span) -> Result<Ingress, Refusal> {
    fields(object, &["apiVersion", "kind", "metadata", "spec"])?;
    let spec = object.get("spec");
    let backends = read_spec(spec).map_err(|refusal| refusal.within("spec"))?;
    let [namespace, name] = workload::title(object);
    Ok(Ingress { namespace, name, span, backends })
}

fn read_spec(spec: &Node<'_>) -> Result<Vec<Backend>, Refusal> {
    if !spec.is_null() {
        fields(spec, &["backend", "defaultBackend", "ingressClassName", "rules", "tls"])?;
    }
    let mut backends = Vec::new();
    for field in ["backend", "defaultBackend"] {
        let backend = read_backend(spec.get(field)).map_err(|refusal| refusal.within(field))?;
        backends.extend(backend);
    }
    for (at, rule) in spec.get("rules").items().iter().enumerate() {
        let within = |refusal: Refusal| refusal.at(at).within("rules");
        fields(rule, &["host", "http"]).map_err(within)?;
        let http = rule.get("http");
        if !http.is_null() {
            fields(http, &["paths"]).map_err(|refusal| within(refusal.within("http")))?;
        }
        for (number, path) in http.get("paths").items().iter().enumerate() {
            let within =
                |refusal: Refusal| within(refusal.at(number).within("paths").within("http"));
            fields(path, &["backend", "path", "pathType"]).map_err(within)?;
            let backend = read_backend(path.get("backend"));
            backends.extend(backend.map_err(|refusal| within(refusal.within("backend")))?);
        }
    }
    backends.sort_unstable();
    backends.dedup();
    Ok(backends)
}

/// The Service of a backend; none where it is another resource.
fn read_backend(node: &Node<'_>) -> Result<Option<Backend>, Refusal> {
    if node.is_null() {
        return Ok(None);
    }
    fields(node, &["resource", "service", "serviceName", "servicePort"])?;
    let service = node.get("service");
    let (name, port) = match service.is_null() {
        true => (node.get("serviceName"), node.get("servicePort")),
        false => {
            let within = |refusal: Refusal| refusal.within("service");
            fields(service, &["name", "port"]).map_err(within)?;
            let port = service.get("port");
            if !port.is_null() {
                fields(port, &["name", "number"])
                    .map_err(|refusal| within(refusal.within("port")))?;
            }
            let number = port.get("number");
            (service.get("name"), if number.is_null() { port.get("name") } else { number })
        }
    };
    let Some(name) = name.text() else { return Ok(None) };
    let port = match &port.value {
        Value::Text(text) => BackendPort::Name(text.as_ref().into()),
        _ => BackendPort::Number(workload::number(port).map_err(|refusal| refusal.within("port"))?),
    };
    Ok(Some(Backend { service: name.into(), port }))
}

/// Reads an EndpointSlice (`discovery.k8s.io/v1`).
pub(super) fn read_slice(object: &Node<'_>, span: Span) -> Result<EndpointSlice, Refusal> {
    fields(object, &["addressType", "apiVersion", "endpoints", "kind", "metadata", "ports"])?;
    let service = object.get("metadata").get("labels").get("kubernetes.io/service-name").text();
    let endpoints = object.get("endpoints").items().iter();
    let addresses = endpoints.flat_map(|endpoint| endpoint.get("addresses").items());
    let mut ports = Vec::new();
    for (at, port) in object.get("ports").items().iter().enumerate() {
        let within = |refusal: Refusal| refusal.at(at).within("ports");
        fields(port, &["appProtocol", "name", "port", "protocol"]).map_err(within)?;
        let number = match port.get("port").is_null() {
            true => None,
            false => Some(
                workload::number(port.get("port"))
                    .map_err(|refusal| within(refusal.within("port")))?,
            ),
        };
        let name = port.get("name").text().filter(|name| !name.is_empty()).map(EcoString::from);
        ports.push((name, workload::protocol(port).map_err(within)?, number));
    }
    let [namespace, name] = workload::title(object);
    Ok(EndpointSlice {
        namespace,
        name,
        span,
        service: service.map(EcoString::from),
        addresses: addresses.filter_map(|one| one.text()?.parse().ok()).collect(),
        ports,
    })
}
