//! Services: names and ports in front of pods.

use super::workload;
use crate::k8s::document::{Node, Refusal, Value, fields};
use crate::set::flow::Labels;
use crate::set::port::Protocol;
use crate::source::Span;
use ecow::EcoString;

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

/// Reads a Service.
///
/// # Errors
/// When its selector or one of its ports isn't what it must be.
pub fn read(object: &Node<'_>, span: Span) -> Result<Service, Refusal> {
    fields(object, &["apiVersion", "kind", "metadata", "spec"])?;
    let (metadata, spec) = (object.get("metadata"), object.get("spec"));
    let text = |field| EcoString::from(metadata.get(field).text().unwrap_or_default());
    let within = |refusal: Refusal| refusal.within("spec");
    let selector = workload::labels(spec.get("selector"))
        .map_err(|refusal| within(refusal.within("selector")))?;
    let ports = spec.get("ports").items().iter().enumerate();
    let ports = ports.map(|(at, port)| {
        read_port(port).map_err(|refusal| within(refusal.at(at).within("ports")))
    });
    let ports = ports.collect::<Result<_, _>>()?;
    Ok(Service { namespace: text("namespace"), name: text("name"), span, selector, ports })
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
