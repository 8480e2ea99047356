//! What the API server refuses: its own validation of the kinds that netz emits, ported.
//!
//! Each check follows `pkg/apis/{networking,rbac,core}/validation` and `apimachinery` of Kubernetes. What it
//! finds names the field as the server would, and gives the reason.

mod core;
mod network;
mod path;
mod quantity;
mod rbac;
mod selector;
#[cfg(test)]
mod tests;

pub use self::core::{
    is_version, namespace, quota_amount, quota_resource, quota_resources, resource_quota,
    service_account,
};
pub use self::network::network_policy;
pub use self::rbac::{binding, cluster_role, cluster_role_binding, role, role_binding, rules};

use crate::k8s::document::{Refusal, Step};
use crate::k8s::name::{self, Verdict};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use path::Path;
use std::collections::BTreeMap;

/// One thing that the API server refuses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The field: `spec.ingress[0].ports[1].endPort`.
    pub path: String,
    /// The reason, as a sentence without a capital and without a full stop.
    pub reason: String,
    /// The way to the field.
    steps: Vec<Step>,
}

impl Violation {
    /// The same of an object that was read.
    #[must_use]
    pub fn refusal(&self) -> Refusal {
        let steps = self.steps.iter().rev();
        steps.fold(Refusal::new(self.reason.clone()), |refusal, step| match step {
            Step::Field(field) => refusal.within(field),
            Step::Item(index) => refusal.at(*index),
        })
    }
}

/// What was found so far.
#[derive(Debug, Default)]
struct Violations {
    found: Vec<Violation>,
}

impl Violations {
    fn push(&mut self, path: &Path<'_>, reason: impl Into<String>) {
        let (steps, reason) = (path.steps(), reason.into());
        self.found.push(Violation { path: path.to_string(), reason, steps });
    }

    fn require(&mut self, fine: bool, path: &Path<'_>, reason: &str) {
        if !fine {
            self.push(path, reason);
        }
    }

    /// `text` must be `what`, by one of the checks of [`name`].
    fn name(&mut self, text: &str, verdict: Verdict, what: &str, path: &Path<'_>) {
        if let Err(reason) = verdict {
            self.push(path, format!("`{text}` is no {what}: {reason}"));
        }
    }
}

/// All annotations of an object together.
const ANNOTATIONS_LIMIT: usize = 256 * 1024;

/// `ValidateObjectMeta`.
fn metadata(
    metadata: &ObjectMeta,
    namespaced: bool,
    check_name: fn(&str) -> Verdict,
    what: &str,
    violations: &mut Violations,
) {
    let path = Path::root("metadata");
    match metadata.name.as_deref() {
        None | Some("") => violations.push(&path.field("name"), "the object has no name"),
        Some(text) => violations.name(text, check_name(text), what, &path.field("name")),
    }
    let at = path.field("namespace");
    match metadata.namespace.as_deref() {
        None | Some("") => violations.require(!namespaced, &at, "the object has no namespace"),
        Some(_) if !namespaced => violations.push(&at, "objects of this kind have no namespace"),
        Some(text) => violations.name(text, name::dns_label(text), "namespace", &at),
    }
    if let Some(map) = &metadata.labels {
        labels(map, &path.field("labels"), violations);
    }
    if let Some(map) = &metadata.annotations {
        annotations(map, &path.field("annotations"), violations);
    }
}

fn labels(labels: &BTreeMap<String, String>, path: &Path<'_>, violations: &mut Violations) {
    for (key, value) in labels {
        violations.name(key, name::label_key(key), "label key", path);
        violations.name(value, name::label_value(value), "label value", &path.key(key));
    }
}

fn annotations(all: &BTreeMap<String, String>, path: &Path<'_>, violations: &mut Violations) {
    for key in all.keys() {
        let verdict = name::label_key(&key.to_ascii_lowercase());
        violations.name(key, verdict, "annotation key", path);
    }
    let size: usize = all.iter().map(|(key, value)| key.len() + value.len()).sum();
    let fine = size <= ANNOTATIONS_LIMIT;
    violations.require(fine, path, "all annotations together have more than 256 KiB");
}
