//! `--evidence`: what was proved, of which bytes, for auditors and later builds.

use netz::source::SourceMap;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use super::Built;
use crate::cli::failure::Failure;
use crate::cli::stage::Stage;

/// What the proof takes for granted.
const ASSUMPTIONS: [&str; 4] = [
    "no other NetworkPolicies in these namespaces",
    "no cluster-wide policy and no policy of the network plugin decides before these",
    "the API server sets kubernetes.io/metadata.name and the defaults of NetworkPolicy as Kubernetes 1 does",
    "the network plugin implements all of networking.k8s.io/v1",
];

/// What it says nothing about.
const OUTSIDE: [&str; 8] = [
    "pods on the host's network",
    "a pod and its own node",
    "a pod and itself",
    "ICMP",
    "addresses that are translated on the way",
    "connections that are open when a policy changes, and the delay before it applies",
    "who may set labels on pods and namespaces",
    "RBAC objects, which are validated but not compared with the grants",
];

/// Writes the evidence of a build.
pub fn write(path: &Path, built: &Built, sources: &SourceMap) -> Result<(), Failure> {
    let text = format!("{:#}\n", evidence(built, sources));
    let mut stage = Stage::default();
    stage.write(path, text.as_bytes())?;
    stage.commit()
}

fn evidence(built: &Built, sources: &SourceMap) -> Value {
    let proof = &built.proof;
    let inputs = sources.iter().map(|(_, source)| (source.name.as_str(), source.text.as_str()));
    let outputs = built.texts.iter().map(|(path, text)| (path.as_str(), text.as_str()));
    json!({
        "version": 1,
        "tool": { "name": "netz", "version": env!("CARGO_PKG_VERSION") },
        "claim": "in each direction, the NetworkPolicy objects isolate and allow exactly what the program does",
        "holds": true,
        "models": [
            "ipBlock matches addresses outside the cluster alone",
            "ipBlock matches addresses of pods too",
        ],
        "counts": {
            "flows": proof.flows,
            "objects": proof.objects,
            "policies": proof.policies,
            "rules": proof.rules,
            "boxes": proof.boxes,
            "compared": proof.compared,
            "searched": proof.searched,
        },
        "assumptions": ASSUMPTIONS,
        "outside": OUTSIDE,
        "inputs": hashes(inputs),
        "outputs": hashes(outputs),
    })
}

/// The SHA-256 of each text, by its name.
fn hashes<'a>(texts: impl Iterator<Item = (&'a str, &'a str)>) -> BTreeMap<&'a str, String> {
    texts.map(|(name, text)| (name, hash(text))).collect()
}

fn hash(text: &str) -> String {
    let mut hex = String::from("sha256:");
    for byte in Sha256::digest(text.as_bytes()) {
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

#[cfg(test)]
mod tests {
    #[test]
    fn hashes_are_those_of_sha256sum() {
        let empty = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(super::hash(""), empty);
    }
}
