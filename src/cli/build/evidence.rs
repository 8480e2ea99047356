//! `--evidence`: what was proved, of which bytes, for auditors and later builds.

use netz::source::{FileId, Source};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use super::Built;
use crate::cli::failure::Failure;
use crate::cli::input::{Count, Input};
use crate::cli::stage::Stage;

/// What holds.
const CLAIM: &str = "in each direction the NetworkPolicy objects isolate and allow exactly what the program \
                     does, and the roles and bindings give exactly the rights that it grants";

/// What the proof takes for granted where nothing is said of other policies, and where they are given.
const NO_OTHERS: &str = "no other NetworkPolicies in these namespaces";
const THESE_OTHERS: &str = "no other NetworkPolicies in these namespaces than those under others, which assertions \
                            were proved with";

/// What it always takes for granted.
const ASSUMPTIONS: [&str; 3] = [
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
    "ServiceAccounts, Namespaces and quotas, which are validated but not compared",
];

/// Writes the evidence of a build.
pub fn write(path: &Path, built: &Built, input: &Input) -> Result<(), Failure> {
    let text = format!("{:#}\n", evidence(built, input));
    let mut stage = Stage::default();
    stage.write(path, text.as_bytes())?;
    stage.commit()
}

fn evidence(built: &Built, input: &Input) -> Value {
    let proof = &built.proof;
    let is_other = |(id, _): &(FileId, &Source)| input.other_files.contains(id);
    let text = |(_, source): (FileId, &'_ Source)| (source.name.clone(), hash(&source.text));
    let sources = || input.program.sources.iter();
    let inputs: BTreeMap<_, _> = sources().filter(|one| !is_other(one)).map(text).collect();
    let others: BTreeMap<_, _> = sources().filter(is_other).map(text).collect();
    let about_others = if others.is_empty() { NO_OTHERS } else { THESE_OTHERS };
    let assumptions: Vec<_> = [about_others].into_iter().chain(ASSUMPTIONS).collect();
    let outputs = built.texts.iter().map(|(path, text)| (path.as_str(), text.as_str()));
    let mut evidence = json!({
        "version": 1,
        "tool": { "name": "netz", "version": env!("CARGO_PKG_VERSION") },
        "claim": CLAIM,
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
            "rights": proof.rights,
        },
        "assumptions": assumptions,
        "outside": OUTSIDE,
        "inputs": inputs,
        "outputs": hashes(outputs),
    });
    if let (Some(fields), false) = (evidence.as_object_mut(), others.is_empty()) {
        let count = built.beside.unwrap_or(Count { others: 0, own: 0 });
        let skipped = input.others.skipped().iter();
        let skipped: BTreeMap<_, _> = skipped.map(|(kind, count)| (kind.as_str(), count)).collect();
        let counts = json!({
            "policies": count.others,
            "own": count.own,
            "skipped": skipped,
        });
        fields.insert("others".to_owned(), json!({ "counts": counts, "files": others }));
    }
    evidence
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
