//! `host-network`: pods on the network of their node, which policies of most plugins don't see.

use super::Deployed;
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::ir::{EndpointKind, SegmentId};
use std::collections::BTreeSet;

pub(super) fn check(deployed: &Deployed<'_>, sink: &mut Sink) {
    let policy = deployed.policy;
    let mut used: BTreeSet<SegmentId> = BTreeSet::new();
    for flow in &policy.flows {
        let targets = flow.targets.iter().map(|target| &target.endpoint);
        for end in flow.sources.iter().chain(targets) {
            if let EndpointKind::Segment(id) = end.kind {
                used.insert(id);
            }
        }
    }
    for (pods, own) in deployed.pods.iter().zip(&deployed.segments) {
        if !pods.template.host_network {
            continue;
        }
        let zone = deployed.zone_of(&pods.workload.namespace);
        let zone = zone.filter(|zone| zone.isolation.ingress || zone.isolation.egress);
        let peer = own.iter().find(|id| used.contains(id)).and_then(|id| policy.segment(*id));
        let message = format!("{} is on the network of its node", pods.name());
        let diagnostic = Diagnostic::new(Code::HostNetwork, pods.workload.span, message);
        let diagnostic = match (zone, peer) {
            (Some(zone), _) => diagnostic
                .label("most plugins don't isolate it")
                .also(zone.span, "though this zone says so"),
            (None, Some(segment)) => diagnostic
                .label("most plugins don't know it by its labels")
                .also(segment.span, "so flows of this segment don't hold for it"),
            (None, None) => continue,
        };
        sink.push(
            diagnostic
                .note("its traffic has the node's address")
                .help("take `hostNetwork` out, or name `nodes` in the flows"),
        );
    }
}
