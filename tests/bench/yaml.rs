//! Our YAML writer beside serde_yaml, on the same objects: `cargo bench --bench yaml`.

use divan::counter::BytesCount;
use k8s_openapi::api::networking::v1::NetworkPolicy;
use serde_json::json;

fn main() {
    divan::main();
}

/// A thousand policies like those of a large program.
fn policies() -> Vec<NetworkPolicy> {
    let peer = |zone: usize, segment: usize| {
        json!({
            "namespaceSelector": { "matchLabels": { "kubernetes.io/metadata.name": format!("zone-{zone}") } },
            "podSelector": { "matchLabels": { "app": format!("segment-{segment}") } },
        })
    };
    let ports = json!([{ "port": 8080, "protocol": "TCP" }, { "port": 53, "protocol": "UDP" }]);
    let policy = |at: usize| {
        let object = json!({
            "apiVersion": "networking.k8s.io/v1",
            "kind": "NetworkPolicy",
            "metadata": {
                "name": format!("netz-segment-{at}"),
                "namespace": "zone-1",
                "labels": { "app.kubernetes.io/managed-by": "netz", "netz/zone": "zone-1" },
                "annotations": { "netz/because": "ledger API, PCI-1234" },
            },
            "spec": {
                "podSelector": { "matchLabels": { "app": format!("segment-{at}") } },
                "policyTypes": ["Ingress", "Egress"],
                "ingress": [{ "from": [peer(1, at), peer(2, at), peer(3, at)], "ports": ports }],
                "egress": [
                    { "to": [peer(4, at), peer(5, at)], "ports": ports },
                    { "to": [{ "ipBlock": { "cidr": "10.0.0.0/8", "except": ["10.6.0.0/16"] } }] },
                ],
            },
        });
        serde_json::from_value(object).unwrap_or_default()
    };
    (0..1000).map(policy).collect()
}

fn ours(policies: &[NetworkPolicy]) -> String {
    let mut out = String::new();
    for policy in policies {
        let _written = netz::emit::yaml::write(policy, &mut out);
    }
    out
}

#[divan::bench]
fn netz(bencher: divan::Bencher<'_, '_>) {
    let policies = policies();
    let size = ours(&policies).len();
    bencher.counter(BytesCount::new(size)).bench_local(|| ours(&policies));
}

#[divan::bench]
fn serde_yaml(bencher: divan::Bencher<'_, '_>) {
    let policies = policies();
    let write = || {
        let mut out = Vec::new();
        for policy in &policies {
            let _written = serde_yaml::to_writer(&mut out, policy);
        }
        out
    };
    bencher.counter(BytesCount::new(write().len())).bench_local(write);
}
