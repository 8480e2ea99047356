//! Who may talk to whom, and where traffic goes.

use super::super::deed::{Deed, in_namespaces, of_cluster};
use super::super::{Entry, Kind, Severity};
use super::{CHANGE, WRITE, entry};
use Severity::{High, Medium};

const GATEWAY: &str = "gateway.networking.k8s.io";
const ISTIO: &str = "networking.istio.io";

/// Policies of the network, those of plugins too.
pub const POLICIES: &[Deed] = &[
    in_namespaces("networking.k8s.io", "networkpolicies", WRITE),
    of_cluster("policy.networking.k8s.io", "adminnetworkpolicies", WRITE),
    of_cluster("policy.networking.k8s.io", "baselineadminnetworkpolicies", WRITE),
    of_cluster("policy.networking.k8s.io", "clusternetworkpolicies", WRITE),
    in_namespaces("cilium.io", "ciliumnetworkpolicies", WRITE),
    of_cluster("cilium.io", "ciliumclusterwidenetworkpolicies", WRITE),
    in_namespaces("crd.projectcalico.org", "networkpolicies", WRITE),
    of_cluster("crd.projectcalico.org", "globalnetworkpolicies", WRITE),
    in_namespaces("projectcalico.org", "networkpolicies", WRITE),
    of_cluster("projectcalico.org", "globalnetworkpolicies", WRITE),
    in_namespaces("crd.antrea.io", "networkpolicies", WRITE),
    of_cluster("crd.antrea.io", "clusternetworkpolicies", WRITE),
];

/// Policies of meshes, which decide over what the network lets through.
const OF_MESHES: &[Deed] = &[
    in_namespaces("security.istio.io", "authorizationpolicies", WRITE),
    in_namespaces("security.istio.io", "peerauthentications", WRITE),
    in_namespaces("policy.linkerd.io", "authorizationpolicies", WRITE),
    in_namespaces("policy.linkerd.io", "servers", WRITE),
];

/// What stands behind Services.
pub const ENDPOINTS: &[Deed] = &[
    in_namespaces("", "endpoints", CHANGE),
    in_namespaces("discovery.k8s.io", "endpointslices", CHANGE),
];

pub(super) const ENTRIES: &[Entry] = &[
    entry(
        Kind::NetworkPolicyWrite,
        High,
        "open or remove the network policies that keep pods apart",
        POLICIES,
    )
    .or(OF_MESHES),
    entry(Kind::TrafficWrite, High, "send the traffic of a Service to any address", ENDPOINTS),
    entry(
        Kind::TrafficWrite,
        Medium,
        "send traffic that was meant for others to pods of their own",
        &[
            in_namespaces("", "services", CHANGE),
            in_namespaces("networking.k8s.io", "ingresses", CHANGE),
            of_cluster("networking.k8s.io", "ingressclasses", CHANGE),
            of_cluster(GATEWAY, "gatewayclasses", CHANGE),
            in_namespaces(GATEWAY, "gateways", CHANGE),
            in_namespaces(GATEWAY, "httproutes", CHANGE),
            in_namespaces(GATEWAY, "grpcroutes", CHANGE),
            in_namespaces(GATEWAY, "tlsroutes", CHANGE),
            in_namespaces(GATEWAY, "tcproutes", CHANGE),
            in_namespaces(GATEWAY, "referencegrants", CHANGE),
            in_namespaces(ISTIO, "virtualservices", CHANGE),
            in_namespaces(ISTIO, "gateways", CHANGE),
        ],
    ),
];
