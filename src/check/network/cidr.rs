//! `wide-cidr`, `cidr-overlaps-cluster`, `metadata-address`: addresses that reach further than they look.

use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::ir::{Addresses, AddressesKind, Endpoint, EndpointKind, Flow, Policy};
use crate::set::cidr::{AddressSet, IpBlock};
use ipnet::IpNet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Prefixes up to this length are wide.
const WIDE: u8 = 8;

/// Where clouds hand out the credentials of a node.
const METADATA: [IpAddr; 2] = [
    IpAddr::V4(Ipv4Addr::new(169, 254, 169, 254)),
    IpAddr::V6(Ipv6Addr::new(0xfd00, 0x0ec2, 0, 0, 0, 0, 0, 0x0254)),
];

pub(super) fn check(policy: &Policy, sink: &mut Sink) {
    let metadata = AddressSet::of_cidrs(&METADATA.map(IpNet::from));
    for flow in &policy.flows {
        let targets = flow.targets.iter().map(|target| (&target.endpoint, true));
        let ends = flow.sources.iter().map(|source| (source, false)).chain(targets);
        for (endpoint, is_target) in ends {
            let EndpointKind::Addresses(addresses) = &endpoint.kind else { continue };
            if matches!(addresses.kind, AddressesKind::Literal | AddressesKind::Net(_)) {
                wide(flow, endpoint, addresses, sink);
                overlap(policy, flow, endpoint, addresses, sink);
            }
            if is_target
                && !AddressSet::of_blocks(&addresses.blocks).intersect(&metadata).is_empty()
            {
                reaches_metadata(flow, endpoint, sink);
            }
        }
    }
}

fn wide(flow: &Flow, endpoint: &Endpoint, addresses: &Addresses, sink: &mut Sink) {
    let Some(block) = addresses.blocks.iter().find(|block| block.cidr.prefix_len() <= WIDE) else {
        return;
    };
    let size = match block.cidr {
        IpNet::V4(net) => format!("{} addresses", 1_u64 << (32 - u32::from(net.prefix_len()))),
        IpNet::V6(net) => format!("2^{} addresses", 128 - net.prefix_len()),
    };
    sink.push(
        Diagnostic::new(Code::WideCidr, endpoint.span, format!("`{}` is {size}", block.cidr))
            .help("name the networks that are meant; if it must be all of them, say why with `because`")
            .answered(flow.clauses.because.as_ref()),
    );
}

fn overlap(
    policy: &Policy,
    flow: &Flow,
    endpoint: &Endpoint,
    addresses: &Addresses,
    sink: &mut Sink,
) {
    let set = AddressSet::of_blocks(&addresses.blocks);
    let ranges = [("pod", &policy.cluster.pods), ("Service", &policy.cluster.services)];
    for (what, cidrs) in ranges {
        let hit =
            cidrs.iter().find(|cidr| !set.intersect(&AddressSet::of_cidrs([*cidr])).is_empty());
        let Some(range) = hit else { continue };
        let shown = addresses.blocks.iter().map(IpBlock::to_string).collect::<Vec<_>>().join(", ");
        sink.push(
            Diagnostic::new(
                Code::CidrOverlapsCluster,
                endpoint.span,
                format!("`{shown}` overlaps the {what} addresses `{range}` of the cluster"),
            )
            .note("some network plugins match pods by such a block and others never do: the same policy allows different things")
            .help(format!("leave the range out, `except {range}`, and name pods by their segments"))
            .answered(flow.clauses.because.as_ref()),
        );
        return;
    }
}

fn reaches_metadata(flow: &Flow, endpoint: &Endpoint, sink: &mut Sink) {
    sink.push(
        Diagnostic::new(
            Code::MetadataAddress,
            endpoint.span,
            "the cloud's metadata address can be reached",
        )
        .label("holds 169.254.169.254 or fd00:ec2::254")
        .note("it hands the node's cloud credentials to any pod that asks")
        .help("leave it out: `except 169.254.0.0/16`")
        .answered(flow.clauses.because.as_ref()),
    );
}
