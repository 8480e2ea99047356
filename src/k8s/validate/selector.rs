//! Label selectors (`apimachinery` `meta/v1/validation`).

use super::path::Path;
use super::{Violations, labels};
use crate::k8s::name;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, LabelSelectorRequirement};

/// `ValidateLabelSelector`.
pub fn label_selector(selector: &LabelSelector, path: &Path<'_>, violations: &mut Violations) {
    if let Some(map) = &selector.match_labels {
        labels(map, &path.field("matchLabels"), violations);
    }
    let at = path.field("matchExpressions");
    for (index, requirement) in selector.match_expressions.iter().flatten().enumerate() {
        expression(requirement, &at.index(index), violations);
    }
}

fn expression(
    requirement: &LabelSelectorRequirement,
    path: &Path<'_>,
    violations: &mut Violations,
) {
    let values = requirement.values.as_deref().unwrap_or_default();
    let at = path.field("values");
    match requirement.operator.as_str() {
        "In" | "NotIn" => {
            let reason = "`In` and `NotIn` need at least one value";
            violations.require(!values.is_empty(), &at, reason);
        }
        "Exists" | "DoesNotExist" => {
            let reason = "`Exists` and `DoesNotExist` take no values";
            violations.require(values.is_empty(), &at, reason);
        }
        _ => violations.push(&path.field("operator"), "there is no such operator"),
    }
    let key = &requirement.key;
    violations.name(key, name::label_key(key), "label key", &path.field("key"));
    for (index, value) in values.iter().enumerate() {
        violations.name(value, name::label_value(value), "label value", &at.index(index));
    }
}
