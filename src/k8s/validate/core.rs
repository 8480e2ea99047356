//! Namespaces, ServiceAccounts and quotas (`pkg/apis/core/validation`), and the labels of Pod Security.

use super::path::Path;
use super::quantity::Quantity;
use super::{Violation, Violations, metadata};
use crate::k8s::name::{self, Verdict};
use k8s_openapi::api::core::v1::{Namespace, ResourceQuota, ServiceAccount};

/// `ValidateServiceAccount`.
#[must_use]
pub fn service_account(account: &ServiceAccount) -> Vec<Violation> {
    let mut violations = Violations::default();
    metadata(
        &account.metadata,
        true,
        name::dns_subdomain,
        "ServiceAccount's name",
        &mut violations,
    );
    violations.found
}

/// `ValidateNamespace`, and what the admission of Pod Security says of its labels.
#[must_use]
pub fn namespace(namespace: &Namespace) -> Vec<Violation> {
    let mut violations = Violations::default();
    metadata(&namespace.metadata, false, name::dns_label, "namespace", &mut violations);
    let (root, empty) = (Path::root("metadata"), std::collections::BTreeMap::new());
    let path = root.field("labels");
    for (key, value) in namespace.metadata.labels.as_ref().unwrap_or(&empty) {
        let Some(mode) = key.strip_prefix("pod-security.kubernetes.io/") else { continue };
        let at = path.key(key);
        if mode.ends_with("-version") {
            let reason = "a version of Pod Security is `latest` or `v1.` and a number";
            violations.require(is_version(value), &at, reason);
        } else {
            let known = matches!(value.as_str(), "privileged" | "baseline" | "restricted");
            let reason = "a level of Pod Security is `privileged`, `baseline` or `restricted`";
            violations.require(known, &at, reason);
        }
    }
    violations.found
}

/// Whether a text is a version of Pod Security.
#[must_use]
pub fn is_version(text: &str) -> bool {
    let minor = text.strip_prefix("v1.").unwrap_or_default();
    let number = minor == "0" || !minor.starts_with('0');
    text == "latest"
        || (number && !minor.is_empty() && minor.bytes().all(|byte| byte.is_ascii_digit()))
}

/// `ValidateResourceQuota`, of `hard`.
#[must_use]
pub fn resource_quota(quota: &ResourceQuota) -> Vec<Violation> {
    let mut violations = Violations::default();
    metadata(&quota.metadata, true, name::dns_subdomain, "DNS subdomain", &mut violations);
    let root = Path::root("spec");
    let path = root.field("hard");
    let hard = quota.spec.as_ref().and_then(|spec| spec.hard.as_ref());
    for (resource, amount) in hard.into_iter().flatten() {
        let at = path.key(resource);
        violations.name(resource, quota_resource(resource), "resource of a quota", &at);
        violations.name(&amount.0, quota_amount(resource, &amount.0), "amount", &at);
    }
    violations.found
}

/// Whether a quota knows a resource: `pods`, `requests.cpu`, or one with the domain of whoever made it.
///
/// # Errors
/// The reason, when it doesn't.
pub fn quota_resource(resource: &str) -> Verdict {
    name::label_key(resource)?;
    let known = resource.contains('/') || is_standard(resource);
    if known { Ok(()) } else { Err("quotas have no such resource") }
}

/// Whether a quota takes so much of a resource.
///
/// # Errors
/// The reason, when it doesn't.
pub fn quota_amount(resource: &str, amount: &str) -> Verdict {
    match Quantity::parse(amount) {
        None => Err("it is no quantity"),
        Some(amount) if amount.negative => Err("a quota is not negative"),
        Some(amount) if !amount.whole && is_counted(resource) => {
            Err("what is counted is a whole number")
        }
        Some(_) => Ok(()),
    }
}

/// The resources of a quota that have a name without a domain.
pub fn quota_resources() -> impl Iterator<Item = &'static str> {
    COUNTED.into_iter().chain(MEASURED)
}

/// Resources of which there are only whole numbers.
const COUNTED: [&str; 9] = [
    "pods",
    "resourcequotas",
    "services",
    "replicationcontrollers",
    "secrets",
    "configmaps",
    "persistentvolumeclaims",
    "services.nodeports",
    "services.loadbalancers",
];

/// Resources that are measured.
const MEASURED: [&str; 10] = [
    "cpu",
    "memory",
    "ephemeral-storage",
    "requests.cpu",
    "requests.memory",
    "requests.storage",
    "requests.ephemeral-storage",
    "limits.cpu",
    "limits.memory",
    "limits.ephemeral-storage",
];

/// `IsStandardQuotaResourceName`.
fn is_standard(resource: &str) -> bool {
    COUNTED.contains(&resource)
        || MEASURED.contains(&resource)
        || resource.starts_with("hugepages-")
        || resource.starts_with("requests.hugepages-")
}

/// `IsIntegerResourceName`: the counted ones, and the extended ones of others' domains.
fn is_counted(resource: &str) -> bool {
    let extended = resource.contains('/')
        && !resource.contains("kubernetes.io/")
        && !resource.starts_with("requests.");
    COUNTED.contains(&resource) || extended
}
