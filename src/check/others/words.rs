//! A rule of somebody else's policy, in the words of the program.

use crate::ir::{Policy, Zone, ZoneId};
use crate::set::labels::{LabelBox, ValueSet};
use crate::set::rule::{
    Direction, LabelsId, NAMESPACE_NAME, Peer, PeerId, Rule, Space, of_namespaces,
};
use crate::world::{Origin, way};

/// What the words are about.
pub(super) struct Words<'a> {
    pub(super) policy: &'a Policy,
    pub(super) space: &'a Space,
}

/// What a rule allows.
pub(super) struct Sentence {
    /// As a clause of a message.
    pub(super) text: String,
    /// As a flow, where the language has a word for each end.
    pub(super) flow: Option<String>,
}

/// Some pods or addresses.
struct End {
    text: String,
    is_word: bool,
}

impl Words<'_> {
    pub(super) fn sentence(&self, direction: Direction, rule: Rule<Origin>) -> Sentence {
        let namespace = self.space.name_of(rule.subject.namespace).cloned().unwrap_or_default();
        let own = self.pods(&of_namespaces([namespace]), rule.subject.pods);
        let peer = self.peer(rule.peer);
        let ports = self.space.ports_of(rule.ports);
        let (source, target) = match direction {
            Direction::Egress => (own, peer),
            Direction::Ingress => (peer, own),
        };
        let on = match ports {
            Some(ports) if !ports.is_any() => format!("on `{ports}`"),
            _ => "on every port".to_owned(),
        };
        let text = format!("it lets {} reach {} {on}", quoted(&source), quoted(&target));
        let ports = ports.map(ToString::to_string).unwrap_or_default();
        let flow = format!("{} -> {} {ports}", source.text, target.text);
        Sentence { text, flow: (source.is_word && target.is_word).then_some(flow) }
    }

    fn peer(&self, id: PeerId) -> End {
        let word = |word: &str| End { text: word.to_owned(), is_word: true };
        match self.space.peer_of(id) {
            Some(Peer::Anywhere) | None => word("anywhere"),
            Some(Peer::Pods(namespaces, pods)) => match self.space.labels_of(*namespaces) {
                Some(namespaces) => self.pods(namespaces, *pods),
                None => word("cluster"),
            },
            Some(Peer::Addresses(id)) => {
                let text = self.space.addresses_of(*id).map(ToString::to_string);
                let text = text.unwrap_or_default();
                let is_word = !text.contains(',');
                End { text, is_word }
            }
        }
    }

    /// Pods: by the name of a segment or a zone that are the same, else by their labels.
    fn pods(&self, namespaces: &LabelBox, pods: LabelsId) -> End {
        let every = LabelBox::default();
        let pods = self.space.labels_of(pods).unwrap_or(&every);
        let named = (0..).map(ZoneId).zip(&self.policy.zones).find_map(|(id, zone)| {
            let same = way::namespaces(zone).canonical() == namespaces.clone().canonical();
            same.then(|| self.in_zone(id, zone, pods)).flatten()
        });
        if let Some(text) = named {
            return End { text, is_word: true };
        }
        let all = namespaces.get(NAMESPACE_NAME) == &ValueSet::all() && namespaces.is_all();
        if all && pods.is_all() {
            return End { text: "cluster".to_owned(), is_word: true };
        }
        let who = match pods.is_all() {
            true => "every pod".to_owned(),
            false => format!("pods with `{pods}`"),
        };
        let whose = match namespaces.get(NAMESPACE_NAME).only() {
            _ if all => "every namespace".to_owned(),
            Some(name) => format!("namespace `{name}`"),
            None => format!("namespaces with `{namespaces}`"),
        };
        End { text: format!("{who} in {whose}"), is_word: false }
    }

    fn in_zone(&self, id: ZoneId, zone: &Zone, pods: &LabelBox) -> Option<String> {
        if pods.is_all() {
            return Some(format!("{}/*", zone.name));
        }
        let mut segments = self.policy.segments.iter().filter(|segment| segment.zone == id);
        let same = segments.find(|segment| match segment.alternatives.as_slice() {
            [one] => one.labels().canonical() == pods.clone().canonical(),
            _ => false,
        });
        same.map(|segment| format!("{}/{}", zone.name, segment.name))
    }
}

fn quoted(end: &End) -> String {
    if end.is_word { format!("`{}`", end.text) } else { end.text.clone() }
}
