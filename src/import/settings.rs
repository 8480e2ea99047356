//! What namespaces say of themselves: Pod Security levels and quotas.

use super::Unsaid;
use super::write::selector::text;
use crate::diagnostic::Code;
use crate::k8s::inventory::{Inventory, Namespace};
use ecow::{EcoString, eco_format};
use std::collections::BTreeMap;

/// The label of a mode.
const LABEL: &str = "pod-security.kubernetes.io/";
const LEVELS: [&str; 3] = ["privileged", "baseline", "restricted"];

/// The statements of each namespace, as they are written; what can't be said goes to `unsaid`.
pub fn settings(
    inventory: &Inventory,
    unsaid: &mut Vec<Unsaid>,
) -> BTreeMap<EcoString, Vec<EcoString>> {
    let mut all: BTreeMap<EcoString, Vec<EcoString>> = BTreeMap::new();
    for (name, namespace) in inventory.namespaces() {
        match pods(namespace) {
            Ok(None) => {}
            Ok(Some(line)) => all.entry(name.clone()).or_default().push(line),
            Err(reason) => {
                let what = eco_format!("the Pod Security labels of the namespace `{name}`");
                let one = Unsaid::new(Code::PodSecurityLeftOut, what, reason);
                unsaid.push(one.at(namespace.span));
            }
        }
    }
    for (name, line) in quotas(inventory, unsaid) {
        all.entry(name).or_default().push(line);
    }
    all
}

/// `pods restricted, warn …`, where a namespace has the labels.
pub fn pods(namespace: &Namespace) -> Result<Option<EcoString>, String> {
    let label = |mode: &str| namespace.labels.get(&eco_format!("{LABEL}{mode}"));
    let mut said = Vec::new();
    for mode in ["enforce", "warn", "audit"] {
        let Some(level) = label(mode) else {
            if let Some(version) = label(&format!("{mode}-version")) {
                return Err(format!("`{mode}-version: {version}` stands there without a level"));
            }
            continue;
        };
        if !LEVELS.contains(&level.as_str()) {
            return Err(format!("`{level}` is no level of the Pod Security Standards"));
        }
        let version = label(&format!("{mode}-version"));
        if let Some(version) = version.filter(|version| !is_version(version)) {
            return Err(format!("`{version}` is no version of the Pod Security Standards"));
        }
        let version = version.map(|version| format!(" @{version}")).unwrap_or_default();
        said.push((mode, format!("{level}{version}")));
    }
    let Some((first, _)) = said.first() else { return Ok(None) };
    if *first != "enforce" {
        return Err("`pods` says first what is enforced, and nothing is".to_owned());
    }
    let parts = said.iter().map(|(mode, level)| match *mode {
        "enforce" => level.clone(),
        mode => format!("{mode} {level}"),
    });
    Ok(Some(eco_format!("pods {}", parts.collect::<Vec<_>>().join(", "))))
}

fn is_version(text: &str) -> bool {
    text == "latest" || text.strip_prefix("v1.").is_some_and(|minor| minor.parse::<u32>().is_ok())
}

/// The quotas of each namespace, those of several objects together.
fn quotas(inventory: &Inventory, unsaid: &mut Vec<Unsaid>) -> BTreeMap<EcoString, EcoString> {
    let mut all: BTreeMap<EcoString, Vec<(EcoString, EcoString)>> = BTreeMap::new();
    for quota in inventory.quotas() {
        let what = || eco_format!("ResourceQuota `{}/{}`", quota.namespace, quota.name);
        if quota.scoped {
            let reason = "it counts only some pods, and `quota` counts all";
            unsaid.push(Unsaid::new(Code::QuotaLeftOut, what(), reason).at(quota.span));
            continue;
        }
        let known = all.entry(quota.namespace.clone()).or_default();
        let again = quota.hard.iter().find(|(resource, amount)| {
            known.iter().any(|(other, least)| other == resource && least != amount)
        });
        if let Some((resource, _)) = again {
            let reason = format!("another quota of the namespace limits `{resource}`, too");
            unsaid.push(Unsaid::new(Code::QuotaLeftOut, what(), reason).at(quota.span));
            continue;
        }
        for entry in &quota.hard {
            if !known.contains(entry) {
                known.push(entry.clone());
            }
        }
    }
    all.retain(|_, entries| !entries.is_empty());
    let line = |(name, entries): (EcoString, Vec<(EcoString, EcoString)>)| {
        let entries =
            entries.iter().map(|(resource, amount)| format!("{}={}", text(resource), text(amount)));
        (name, eco_format!("quota {}", entries.collect::<Vec<_>>().join(", ")))
    };
    all.into_iter().map(line).collect()
}
