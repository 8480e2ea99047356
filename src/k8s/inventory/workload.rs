//! What runs pods: Pods, Deployments and the others, with what policies ask of their pods.

use super::Reason;
use crate::diagnostic::suggest;
use crate::k8s::document::{Node, Refusal, Value, fields, in_yaml_1_1};
use crate::k8s::labels;
use crate::set::flow::Labels;
use crate::set::port::Protocol;
use crate::source::Span;
use ecow::EcoString;
use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

/// Something that runs pods. Pods of one controller are one workload, which is of the controller's kind and
/// name whether that stands in the files or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workload {
    /// `Deployment`.
    pub kind: EcoString,
    /// Its namespace.
    pub namespace: EcoString,
    /// Its name.
    pub name: EcoString,
    /// The line of the name of the first object that tells of it.
    pub span: Span,
    /// What controls it.
    pub owner: Option<Owner>,
    /// Its pods, those that are alike once.
    pub pods: Vec<Template>,
    /// Why it is as it is: what it says itself, or else its pods.
    pub reason: Option<Reason>,
}

/// The controller of an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    /// Its kind, where the reference says it.
    pub kind: Option<EcoString>,
    /// Its name.
    pub name: EcoString,
}

/// What a pod is, as far as policies and rights ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// Its labels.
    pub labels: Labels,
    /// The ports that its containers declare.
    pub ports: Vec<ContainerPort>,
    /// The ServiceAccount that it runs as.
    pub account: EcoString,
    /// Whether it is on the network of its node, where most plugins don't see it.
    pub host_network: bool,
    /// Its addresses, where its status says them.
    pub addresses: BTreeSet<IpAddr>,
}

/// A port that a container declares.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ContainerPort {
    /// Its name.
    pub name: Option<EcoString>,
    /// Its number.
    pub number: u16,
    /// Its protocol.
    pub protocol: Protocol,
}

/// Reads an object that runs pods; `way` leads from it to their template.
///
/// # Errors
/// When the template is missing, or something that is asked for isn't what it must be.
pub fn read(object: &Node<'_>, way: &[&'static str], span: Span) -> Result<Workload, Refusal> {
    fields(object, &["apiVersion", "kind", "metadata", "spec", "status"])?;
    let metadata = object.get("metadata");
    let text = |node: &Node<'_>| EcoString::from(node.text().unwrap_or_default());
    let mut template = object;
    for (depth, field) in way.iter().enumerate() {
        let around = template;
        template = template.get(field);
        if template.is_null() {
            let within = |refusal: Refusal, steps| {
                way.iter().take(steps).rev().fold(refusal, |refusal, step| refusal.within(step))
            };
            no_slip(around, &[field]).map_err(|refusal| within(refusal, depth))?;
            return Err(within(Refusal::new("is missing"), depth + 1));
        }
    }
    let pods = read_template(template, object.get("status"))
        .map_err(|refusal| way.iter().rev().fold(refusal, |refusal, step| refusal.within(step)))?;
    Ok(Workload {
        kind: text(object.get("kind")),
        namespace: text(metadata.get("namespace")),
        name: text(metadata.get("name")),
        span,
        owner: owner(metadata),
        pods: vec![pods],
        reason: Reason::of(object).or_else(|| Reason::of(template)),
    })
}

/// The namespace and the name of an object.
pub fn title(object: &Node<'_>) -> [EcoString; 2] {
    ["namespace", "name"]
        .map(|field| object.get("metadata").get(field).text().unwrap_or_default().into())
}

fn owner(metadata: &Node<'_>) -> Option<Owner> {
    let controls = |one: &&Node<'_>| one.get("controller").value == Value::Bool(true);
    let reference = metadata.get("ownerReferences").items().iter().find(controls)?;
    let kind = reference.get("kind").text().map(EcoString::from);
    // The pods of a node's own files are no more alike than others.
    if kind.as_deref() == Some("Node") {
        return None;
    }
    Some(Owner { kind, name: reference.get("name").text()?.into() })
}

fn read_template(template: &Node<'_>, status: &Node<'_>) -> Result<Template, Refusal> {
    let spec = template.get("spec");
    let used = ["containers", "hostNetwork", "serviceAccountName"];
    no_slip(spec, &used).map_err(|refusal| refusal.within("spec"))?;
    let within = |refusal: Refusal| refusal.within("labels").within("metadata");
    let metadata = template.get("metadata");
    no_slip(metadata, &["annotations", "labels", "name", "namespace"])
        .map_err(|refusal| refusal.within("metadata"))?;
    let labels = labels::read(metadata.get("labels")).map_err(within)?;
    let account = ["serviceAccountName", "serviceAccount"].map(|field| spec.get(field).text());
    let mut ports = Vec::new();
    for field in ["initContainers", "containers"] {
        for (at, container) in spec.get(field).items().iter().enumerate() {
            let mut own = Vec::new();
            read_ports(container, &mut own)
                .map_err(|refusal| refusal.at(at).within(field).within("spec"))?;
            // Those that end before the pod runs serve nobody (`FindPort` of `pkg/api/v1/pod`).
            let stays =
                field == "containers" || container.get("restartPolicy").text() == Some("Always");
            ports.extend(own.into_iter().filter(|_| stays));
        }
    }
    ports.sort_unstable();
    ports.dedup();
    let listed = status.get("podIPs").items().iter().map(|one| one.get("ip"));
    let addresses = listed.chain([status.get("podIP")]).filter_map(|one| one.text()?.parse().ok());
    Ok(Template {
        labels,
        ports,
        account: account
            .into_iter()
            .flatten()
            .find(|name| !name.is_empty())
            .unwrap_or("default")
            .into(),
        host_network: is_true(spec.get("hostNetwork")),
        addresses: addresses.collect(),
    })
}

/// Whether a value is true, to kubectl.
fn is_true(node: &Node<'_>) -> bool {
    node.value == Value::Bool(true) || node.text().and_then(in_yaml_1_1) == Some("`true`")
}

/// That no field is nearly one of these.
pub fn no_slip(node: &Node<'_>, used: &[&'static str]) -> Result<(), Refusal> {
    for entry in node.entries().iter().filter(|entry| !used.contains(&entry.key.as_ref())) {
        if suggest::closest(&entry.key, used.iter().copied()).is_some() {
            return Err(Refusal::unknown_field(&entry.key, used));
        }
    }
    Ok(())
}

fn read_ports(container: &Node<'_>, ports: &mut Vec<ContainerPort>) -> Result<(), Refusal> {
    no_slip(container, &["ports"])?;
    for (at, port) in container.get("ports").items().iter().enumerate() {
        let port = read_port(port).map_err(|refusal| refusal.at(at).within("ports"))?;
        ports.push(port);
    }
    Ok(())
}

fn read_port(port: &Node<'_>) -> Result<ContainerPort, Refusal> {
    fields(port, &["containerPort", "hostIP", "hostPort", "name", "protocol"])?;
    Ok(ContainerPort {
        name: port.get("name").text().filter(|name| !name.is_empty()).map(EcoString::from),
        number: number(port.get("containerPort"))
            .map_err(|refusal| refusal.within("containerPort"))?,
        protocol: protocol(port)?,
    })
}

/// A number that a port may have.
pub fn number(node: &Node<'_>) -> Result<u16, Refusal> {
    let number = match node.value {
        Value::Int(number) => u16::try_from(number).ok().filter(|number| *number > 0),
        Value::Null => return Err(Refusal::new("is missing")),
        Value::Text(ref text) if text.parse::<u16>().is_ok() => {
            return Err(Refusal::new("is text, and must be a number: take the quotes off"));
        }
        _ => None,
    };
    number.ok_or_else(|| Refusal::new("no port"))
}

/// The protocol of a port; TCP where it says none.
pub fn protocol(port: &Node<'_>) -> Result<Protocol, Refusal> {
    let node = port.get("protocol");
    let said = Protocol::ALL.into_iter().find(|one| node.text() == Some(one.kubernetes()));
    let said = if node.is_null() { Some(Protocol::Tcp) } else { said };
    said.ok_or_else(|| Refusal::new("no protocol").within("protocol"))
}

/// Workloads with those that another one controls taken together: left out where the controller is one of
/// them, else under its name. In the order of namespaces, kinds and names.
pub fn by_controller(all: &[Workload]) -> Vec<Workload> {
    let key = |one: &Workload| (one.namespace.clone(), one.kind.clone(), one.name.clone());
    let known: BTreeSet<_> = all.iter().map(key).collect();
    let is_controlled = |one: &Workload| {
        one.owner.clone().is_some_and(|Owner { kind, name }| {
            let kind = kind.unwrap_or_default();
            (&kind, &name) != (&one.kind, &one.name)
                && known.contains(&(one.namespace.clone(), kind, name))
        })
    };
    let mut taken: BTreeMap<_, Workload> = BTreeMap::new();
    for one in all {
        if is_controlled(one) {
            continue;
        }
        let mut one = one.clone();
        if let Some(Owner { kind, name }) = one.owner.take() {
            one.kind = kind.unwrap_or(one.kind);
            one.name = name;
        }
        match taken.get_mut(&key(&one)) {
            Some(same) => {
                // Pods of one controller may be of two versions: a reason is one if both have it.
                same.reason = same.reason.take().filter(|_| one.reason.is_some());
                one.pods.into_iter().for_each(|pods| same.take(pods));
            }
            None => drop(taken.insert(key(&one), one)),
        }
    }
    taken.into_values().collect()
}

impl Workload {
    /// Adds pods, to those that are alike where there are such.
    fn take(&mut self, pods: Template) {
        let alike = |other: &&mut Template| {
            let Template { labels, ports, account, host_network, addresses: _ } = &**other;
            (labels, ports, account, host_network)
                == (&pods.labels, &pods.ports, &pods.account, &pods.host_network)
        };
        match self.pods.iter_mut().find(alike) {
            Some(same) => same.addresses.extend(pods.addresses),
            None => self.pods.push(pods),
        }
    }
}
