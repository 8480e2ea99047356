//! Ends of flows as boxes, each made once.

use super::isolates;
use crate::hash::HashMap;
use crate::ir::{Addresses, EndpointKind, Namespaces, Pods, Policy, SegmentId, ZoneId};
use crate::set::cidr::AddressSet;
use crate::set::labels::LabelBox;
use crate::set::port::PortSet;
use crate::set::rule::{
    Direction, LabelsId, PeerId, PortsId, Space, Subject, of_namespaces, of_other_namespaces,
};
use ecow::EcoString;
use std::collections::BTreeSet;

/// The boxes of every segment, zone and set of addresses.
pub struct Ends<'a> {
    policy: &'a Policy,
    space: &'a mut Space,
    segments: Vec<PodBoxes>,
    zones: Vec<PodBoxes>,
    addresses: HashMap<&'a Addresses, Vec<PeerId>>,
    one: Vec<PeerId>,
}

/// Some pods, from either side of a rule.
#[derive(Default)]
struct PodBoxes {
    subjects: Vec<Subject>,
    peers: Vec<PeerId>,
}

impl<'a> Ends<'a> {
    /// The boxes of all segments and zones.
    pub fn new(policy: &'a Policy, space: &'a mut Space) -> Self {
        let every: Vec<_> = space.labels(LabelBox::default()).into_iter().collect();
        let zones =
            policy.zones.iter().map(|zone| boxes(space, &zone.namespaces, &every)).collect();
        let mut segments = Vec::with_capacity(policy.segments.len());
        for segment in &policy.segments {
            let alternatives = segment.alternatives.iter();
            let pods: Vec<_> = alternatives.filter_map(|one| space.labels(one.labels())).collect();
            let zone = policy.zone(segment.zone);
            segments
                .push(zone.map(|zone| boxes(space, &zone.namespaces, &pods)).unwrap_or_default());
        }
        Self { policy, space, segments, zones, addresses: HashMap::default(), one: Vec::new() }
    }

    fn boxes(&self, pods: Pods) -> Option<&PodBoxes> {
        match pods {
            Pods::Zone(ZoneId(id)) => self.zones.get(id as usize),
            Pods::Segment(SegmentId(id)) => self.segments.get(id as usize),
        }
    }

    /// Pods as subjects, in each of their namespaces.
    pub fn subjects(&self, pods: Pods) -> &[Subject] {
        self.boxes(pods).map_or(&[], |boxes| &boxes.subjects)
    }

    /// Pods as subjects, in one of their namespaces.
    pub fn subjects_in(&mut self, pods: Pods, namespace: &EcoString) -> Vec<Subject> {
        let namespace = self.space.name(namespace);
        let subjects = self.subjects(pods).iter();
        subjects.filter(|subject| subject.namespace == namespace).copied().collect()
    }

    /// Pods as peers.
    pub fn pods(&self, pods: Pods) -> &[PeerId] {
        self.boxes(pods).map_or(&[], |boxes| &boxes.peers)
    }

    /// An endpoint as peers.
    pub fn peers(&mut self, end: &'a EndpointKind) -> &[PeerId] {
        let one = match end {
            EndpointKind::Segment(id) => return self.pods(Pods::Segment(*id)),
            EndpointKind::Zone(id) => return self.pods(Pods::Zone(*id)),
            EndpointKind::Addresses(addresses) => {
                let space = &mut *self.space;
                return self.addresses.entry(addresses).or_insert_with(|| {
                    let blocks = addresses.blocks.iter();
                    blocks
                        .filter_map(|block| space.addresses(&AddressSet::of_blocks([block])))
                        .collect()
                });
            }
            EndpointKind::Anywhere => Some(self.space.anywhere()),
            EndpointKind::Cluster => self.outside_of(BTreeSet::new()),
            EndpointKind::OpenEgress => self.open_egress(),
        };
        self.one = one.into_iter().collect();
        &self.one
    }

    /// The pods of all namespaces but those whose egress some zone isolates.
    pub fn open_egress(&mut self) -> Option<PeerId> {
        let zones = self.policy.zones.iter();
        let closed = zones.filter(|zone| isolates(zone, Direction::Egress));
        let names = closed.flat_map(|zone| match &zone.namespaces {
            Namespaces::Named(names) => names.as_slice(),
            Namespaces::Labelled(_) => &[],
        });
        let names = names.cloned().collect();
        self.outside_of(names)
    }

    /// Every pod outside of these namespaces.
    fn outside_of(&mut self, names: BTreeSet<EcoString>) -> Option<PeerId> {
        let namespaces = self.space.namespaces(of_other_namespaces(names))?;
        let pods = self.space.labels(LabelBox::default())?;
        Some(self.space.pods(namespaces, pods))
    }

    /// Ports; none when there are none.
    pub fn ports(&mut self, ports: &PortSet) -> Option<PortsId> {
        self.space.ports(ports)
    }
}

/// Pods with these labels in these namespaces.
fn boxes(space: &mut Space, namespaces: &Namespaces, pods: &[LabelsId]) -> PodBoxes {
    let mut subjects = Vec::new();
    let labels = match namespaces {
        Namespaces::Named(names) => {
            for name in names {
                let namespace = space.name(name);
                subjects.extend(pods.iter().map(|pods| Subject { namespace, pods: *pods }));
            }
            of_namespaces(names.iter().cloned())
        }
        Namespaces::Labelled(selector) => selector.labels(),
    };
    let peers = match space.namespaces(labels) {
        Some(namespaces) => pods.iter().map(|pods| space.pods(namespaces, *pods)).collect(),
        None => Vec::new(),
    };
    PodBoxes { subjects, peers }
}
