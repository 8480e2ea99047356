//! The judge is judged: the plain evaluator gives the verdicts of cyclonus' cases.
//!
//! The cases stand beside the project, in the folder that `NETZ_CONFORMANCE` names.

use super::world::{End, Namespace, Pod, World};
use flate2::read::GzDecoder;
use k8s_openapi::api::core::v1::{Namespace as NamespaceObject, Pod as PodObject};
use k8s_openapi::api::networking::v1::NetworkPolicy;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader};

/// Ports that a pair of pods may not use.
pub type Denied = BTreeMap<String, BTreeSet<String>>;

#[derive(Deserialize)]
pub struct Step {
    pub case: u32,
    pub step: u32,
    pub description: String,
    pub manifests: Vec<serde_json::Value>,
    pub probed: Vec<String>,
    pub denied: Denied,
}

/// The objects of a kind; some policies of the cases don't say theirs.
pub fn of_kind<T: serde::de::DeserializeOwned>(step: &Step, kind: &str) -> Vec<T> {
    let is =
        |object: &&serde_json::Value| object["kind"].as_str().unwrap_or("NetworkPolicy") == kind;
    let objects = step.manifests.iter().filter(is).map(|object| {
        let mut object = object.clone();
        let api = if kind == "NetworkPolicy" { "networking.k8s.io/v1" } else { "v1" };
        object["kind"] = kind.into();
        object["apiVersion"] = api.into();
        object
    });
    objects.map(|object| serde_json::from_value(object).unwrap()).collect()
}

/// The cluster of a step, and `namespace/name` of each of its pods.
pub fn cluster(step: &Step) -> (World, Vec<String>) {
    world(of_kind(step, "Namespace"), of_kind(step, "Pod"))
}

/// The cluster of these objects, and `namespace/name` of each of its pods.
pub fn world(namespaces: Vec<NamespaceObject>, pods: Vec<PodObject>) -> (World, Vec<String>) {
    let namespaces: Vec<_> = namespaces
        .into_iter()
        .map(|object| Namespace {
            name: object.metadata.name.unwrap(),
            labels: object.metadata.labels.unwrap_or_default(),
        })
        .collect();
    let (mut ends, mut names) = (Vec::new(), Vec::new());
    for pod in pods {
        let namespace = pod.metadata.namespace.unwrap();
        let containers = pod.spec.unwrap().containers;
        let ports =
            containers.into_iter().flat_map(|container| container.ports.unwrap_or_default());
        let named = ports.filter_map(|port| {
            let protocol = port.protocol.unwrap_or_else(|| "TCP".to_owned());
            Some(((protocol, port.name?), u16::try_from(port.container_port).unwrap()))
        });
        names.push(format!("{namespace}/{}", pod.metadata.name.unwrap()));
        ends.push(End::Pod(Pod {
            namespace: namespaces.iter().position(|it| it.name == namespace).unwrap(),
            labels: pod.metadata.labels.unwrap_or_default(),
            ports: named.collect(),
            address: pod.status.unwrap().pod_ip.unwrap().parse().unwrap(),
        }));
    }
    (World { namespaces, ends, blocks_match_pods: true }, names)
}

/// What the policies of a step deny; a pod to itself is left out.
fn denied(step: &Step) -> Denied {
    let policies = of_kind::<NetworkPolicy>(step, "NetworkPolicy");
    let (world, names) = cluster(step);
    let mut denied = Denied::new();
    for (source, from) in world.ends.iter().zip(&names) {
        for (destination, to) in world.ends.iter().zip(&names) {
            for probe in step.probed.iter().filter(|_| from != to) {
                let (protocol, port) = probe.split_once('/').unwrap();
                let port = port.parse().unwrap();
                if !world.allows(&policies, source, destination, protocol, port) {
                    denied.entry(format!("{from}->{to}")).or_default().insert(probe.clone());
                }
            }
        }
    }
    denied
}

/// The steps of all cases, those with the same manifests together: two cases have steps with the same
/// manifests and other verdicts, and either is right there.
#[allow(clippy::disallowed_methods, clippy::print_stderr, reason = "a test reads a folder")]
pub fn steps() -> Vec<Vec<Step>> {
    let Some(folder) = std::env::var_os("NETZ_CONFORMANCE") else {
        eprintln!("skipped: NETZ_CONFORMANCE is not set");
        return Vec::new();
    };
    let path = std::path::Path::new(&folder).join("cyclonus/truth.jsonl.gz");
    let file = std::fs::File::open(&path).unwrap_or_else(|error| panic!("{path:?}: {error}"));
    let mut steps: BTreeMap<(u32, String), Vec<Step>> = BTreeMap::new();
    for line in BufReader::new(GzDecoder::new(file)).lines() {
        let mut step: Step = serde_json::from_str(&line.unwrap()).unwrap();
        step.denied.retain(|pair, _| pair.split_once("->").is_some_and(|(from, to)| from != to));
        let manifests = serde_json::to_string(&step.manifests).unwrap();
        steps.entry((step.case, manifests)).or_default().push(step);
    }
    assert!(steps.len() > 200, "{} steps", steps.len());
    steps.into_values().collect()
}

/// That what is found denied in each step is what cyclonus found.
pub fn agrees(denied: impl Fn(&Step) -> Denied) {
    for same in steps() {
        let found = denied(&same[0]);
        let agrees = same.iter().any(|step| step.denied == found);
        let Step { case, step, description, .. } = &same[0];
        assert!(agrees, "case {case} step {step} ({description}): {found:#?}");
    }
}

#[test]
fn cyclonus_agrees() {
    agrees(denied);
}
