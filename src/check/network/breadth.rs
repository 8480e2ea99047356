//! `any-port`, `any-peer`, `source-nat`: flows that say more than somebody may have meant.

use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::ir::{AddressesKind, EndpointKind, Flow, Policy};
use crate::set::port::{PortSet, Protocol};

pub(super) fn check(policy: &Policy, sink: &mut Sink) {
    for flow in &policy.flows {
        any_port(flow, sink);
        any_peer(flow, sink);
        source_nat(policy, flow, sink);
    }
}

/// Every port of every protocol, or of one.
fn any_port(flow: &Flow, sink: &mut Sink) {
    let whole =
        |ports: &PortSet| Protocol::ALL.iter().any(|protocol| ports.holds_all_of(*protocol));
    let Some(target) = flow.targets.iter().find(|target| whole(&target.ports)) else { return };
    let what = if target.ports.is_any() {
        "every port of every protocol".to_owned()
    } else {
        let names = Protocol::ALL.iter().filter(|protocol| target.ports.holds_all_of(**protocol));
        let names: Vec<_> = names.map(|protocol| protocol.kubernetes()).collect();
        format!("every port of {}", names.join(" and "))
    };
    sink.push(
        Diagnostic::new(Code::AnyPort, flow.span, format!("this flow opens {what}"))
            .note("a debug port or an admin endpoint that somebody adds later is open from the first day")
            .help("name the ports that the destination serves: `tcp/8080`; if it must be all, say why with `because`")
            .answered(flow.clauses.because.as_ref()),
    );
}

/// `anywhere` and `cluster`.
fn any_peer(flow: &Flow, sink: &mut Sink) {
    let targets = flow.targets.iter().map(|target| &target.endpoint);
    for endpoint in flow.sources.iter().chain(targets) {
        let (word, what) = match endpoint.kind {
            EndpointKind::Anywhere => ("anywhere", "every pod of the cluster and every address"),
            EndpointKind::Cluster => {
                ("cluster", "every pod of every namespace, those of others too")
            }
            _ => continue,
        };
        sink.push(
            Diagnostic::new(Code::AnyPeer, endpoint.span, format!("`{word}` is {what}"))
                .help("name the segments, zones or addresses; if it must be all, say why with `because`")
                .answered(flow.clauses.because.as_ref()),
        );
    }
}

/// `internet` as a source, where the source address may not survive the way in.
fn source_nat(policy: &Policy, flow: &Flow, sink: &mut Sink) {
    if policy.cluster.source_ip_preserved {
        return;
    }
    for source in &flow.sources {
        let EndpointKind::Addresses(addresses) = &source.kind else { continue };
        if addresses.kind == AddressesKind::Internet {
            sink.push(
                Diagnostic::new(Code::SourceNat, source.span, "clients outside may not arrive with public addresses")
                    .note("load balancers and node ports replace the source by a private address, which `internet` leaves out")
                    .help("name the ingress controller's segment, write `anywhere`, or state `cluster { source-ip preserved }`")
                    .answered(flow.clauses.because.as_ref()),
            );
        }
    }
}
