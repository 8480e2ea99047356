//! What NetworkPolicies mean (`networking.k8s.io/v1`): objects to sets of connections.
//!
//! Written against the types of the API, its validation and its defaulting. What the API server would
//! refuse, or drop since it doesn't know the field, is refused here: a meaning is never guessed.

mod peer;
mod port;
pub(crate) mod selector;

use super::document::{Node, Refusal, Value, fields};
use crate::set::rule::{Direction, Meaning, PeerId, PortsId, Rule, Space, Subject};
use ecow::EcoString;

/// Where a part of a meaning comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin {
    /// The number of the policy, as [`add`] was told.
    pub policy: u32,
    /// The number of its rule; none for its isolation.
    pub rule: Option<u32>,
}

/// The name of a policy.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Title {
    /// Its namespace.
    pub namespace: EcoString,
    /// Its name.
    pub name: EcoString,
}

impl std::fmt::Display for Title {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}/{}", self.namespace, self.name)
    }
}

/// Adds what a policy means to `meaning`, and says its name. Of a refused one nothing is added.
///
/// # Errors
/// When the API server would refuse it or drop a part of it, or it doesn't say its namespace.
pub fn add(
    object: &Node<'_>,
    number: u32,
    space: &mut Space,
    meaning: &mut Meaning<Origin>,
) -> Result<Title, Refusal> {
    fields(object, &["apiVersion", "kind", "metadata", "spec"])?;
    for (field, wanted) in [("kind", "NetworkPolicy"), ("apiVersion", "networking.k8s.io/v1")] {
        if object.get(field).text() != Some(wanted) {
            return Err(Refusal::new(format!("is not `{wanted}`")).within(field));
        }
    }
    let metadata = object.get("metadata");
    let named = |field: &str| {
        let text = metadata.get(field).text().filter(|text| !text.is_empty());
        let missing = || Refusal::new("is missing").within(field).within("metadata");
        text.map(EcoString::from).ok_or_else(missing)
    };
    let title = Title { namespace: named("namespace")?, name: named("name")? };
    let before = meaning.size();
    let namespace = title.namespace.clone();
    match (Reader { number, namespace, space, meaning }).spec(object.get("spec")) {
        Ok(()) => Ok(title),
        Err(refusal) => {
            meaning.truncate(before);
            Err(refusal.within("spec"))
        }
    }
}

struct Reader<'a> {
    number: u32,
    namespace: EcoString,
    space: &'a mut Space,
    meaning: &'a mut Meaning<Origin>,
}

impl Reader<'_> {
    fn spec(&mut self, spec: &Node<'_>) -> Result<(), Refusal> {
        fields(spec, &["podSelector", "policyTypes", "ingress", "egress"])?;
        let pods = selector::labels(spec.get("podSelector")).map_err(within("podSelector"))?;
        let egress = list(spec.get("egress")).map_err(within("egress"))?;
        let ingress = list(spec.get("ingress")).map_err(within("ingress"))?;
        let types = list(spec.get("policyTypes")).map_err(within("policyTypes"))?;
        if types.len() > Direction::ALL.len() {
            return Err(Refusal::new("more than two policy types").within("policyTypes"));
        }
        // Defaulting: ingress always, egress where there are rules for it.
        let mut isolates = (types.is_empty(), types.is_empty() && !egress.is_empty());
        for (at, name) in types.iter().enumerate() {
            match name.text() {
                Some("Ingress") => isolates.0 = true,
                Some("Egress") => isolates.1 = true,
                _ => return Err(Refusal::new("no policy type").at(at).within("policyTypes")),
            }
        }
        // A selector that no pod can match selects nothing, but its rules are validated all the same.
        let namespace = self.space.name(&self.namespace);
        let subject = self.space.labels(pods).map(|pods| Subject { namespace, pods });
        let sides = [
            (Direction::Ingress, "ingress", "from", ingress, isolates.0),
            (Direction::Egress, "egress", "to", egress, isolates.1),
        ];
        for (direction, field, peers, rules, isolates) in sides {
            let subject = subject.filter(|_| isolates);
            if let Some(subject) = subject {
                let origin = Origin { policy: self.number, rule: None };
                self.meaning.side_mut(direction).isolated.push((subject, origin));
            }
            for (at, rule) in rules.iter().enumerate() {
                self.rule(direction, subject, peers, rule, at)
                    .map_err(|refusal| refusal.at(at).within(field))?;
            }
        }
        Ok(())
    }

    fn rule(
        &mut self,
        direction: Direction,
        subject: Option<Subject>,
        field: &'static str,
        rule: &Node<'_>,
        at: usize,
    ) -> Result<(), Refusal> {
        fields(rule, &[field, "ports"])?;
        let entries = list(rule.get(field)).map_err(within(field))?;
        let mut peers: Vec<PeerId> = Vec::with_capacity(entries.len().max(1));
        for (at, entry) in entries.iter().enumerate() {
            let peer = peer::peer(entry, &self.namespace, self.space);
            peers.extend(peer.map_err(|refusal| refusal.at(at).within(field))?);
        }
        if entries.is_empty() {
            peers.push(self.space.anywhere());
        }
        let ports = port::ports(rule.get("ports")).map_err(within("ports"))?;
        let Some((subject, ports)) = subject.zip(self.space.ports(&ports)) else { return Ok(()) };
        let origin = Origin { policy: self.number, rule: u32::try_from(at).ok() };
        self.allow(direction, subject, &peers, ports, origin);
        Ok(())
    }

    fn allow(
        &mut self,
        direction: Direction,
        subject: Subject,
        peers: &[PeerId],
        ports: PortsId,
        origin: Origin,
    ) {
        let rule = |peer: &PeerId| Rule { subject, peer: *peer, ports, origin };
        self.meaning.side_mut(direction).rules.extend(peers.iter().map(rule));
    }
}

/// The items of a list; null has none.
fn list<'a, 'b>(node: &'a Node<'b>) -> Result<&'a [Node<'b>], Refusal> {
    match &node.value {
        Value::Null => Ok(&[]),
        Value::List(items) => Ok(items),
        _ => Err(Refusal::new("no list")),
    }
}

/// A text.
fn text<'a>(node: &'a Node<'_>) -> Result<&'a str, Refusal> {
    node.text().ok_or_else(|| Refusal::no_text(node))
}

/// A refusal, seen from a field above.
fn within(field: &str) -> impl Fn(Refusal) -> Refusal + '_ {
    move |refusal| refusal.within(field)
}
