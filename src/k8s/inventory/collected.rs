//! Which ClusterRoles a controller puts into which, by their labels.

use super::Role;
use crate::k8s::danger::role::aggregated_into;
use std::collections::BTreeMap;

/// Which ClusterRoles go into which.
#[derive(Debug)]
pub struct Collected {
    /// By the number of the role that collects.
    by_role: BTreeMap<usize, Vec<usize>>,
    /// By the name of a role that every cluster has.
    by_name: BTreeMap<&'static str, Vec<usize>>,
}

impl Collected {
    /// Of roles; what `is_own` is of the cluster itself, and widens no other.
    #[must_use]
    pub fn of(roles: &[Role], is_own: impl Fn(&Role) -> bool) -> Self {
        let mut by_role: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        let collecting: Vec<_> =
            roles.iter().enumerate().filter(|(_, role)| !role.collects.is_empty()).collect();
        let mut by_name: BTreeMap<&'static str, Vec<usize>> = BTreeMap::new();
        for (at, part) in roles.iter().enumerate() {
            if part.namespace.is_some() {
                continue;
            }
            for (into, role) in &collecting {
                if *into != at && role.collects.iter().any(|labels| labels.contains(&part.labels)) {
                    by_role.entry(*into).or_default().push(at);
                }
            }
            if is_own(part) {
                continue;
            }
            for (key, value) in &part.labels {
                let into = aggregated_into(key, value);
                // What goes into `view` is in `edit` too, and what goes into that is in `admin`.
                let wider: &[&'static str] = match into {
                    Some("view") => &["view", "edit", "admin"],
                    Some("edit") => &["edit", "admin"],
                    Some("admin") => &["admin"],
                    _ => &[],
                };
                for name in wider {
                    let parts = by_name.entry(name).or_default();
                    if !parts.contains(&at) {
                        parts.push(at);
                    }
                }
            }
        }
        Self { by_role, by_name }
    }

    /// A role and everything that it collects.
    #[must_use]
    pub fn with(&self, role: usize) -> Vec<usize> {
        let mut all = vec![role];
        let mut next = 0;
        while let Some(role) = all.get(next) {
            for part in self.by_role.get(role).into_iter().flatten().copied().collect::<Vec<_>>() {
                if !all.contains(&part) {
                    all.push(part);
                }
            }
            next += 1;
        }
        all
    }

    /// Of each role whether some other collects it.
    #[must_use]
    pub fn all(&self, roles: usize) -> Vec<bool> {
        let mut all = vec![false; roles];
        for part in self.by_role.values().chain(self.by_name.values()).flatten() {
            if let Some(collected) = all.get_mut(*part) {
                *collected = true;
            }
        }
        all
    }

    /// What goes into a role that every cluster has.
    #[must_use]
    pub fn parts_of_built_in(&self, name: &str) -> Vec<usize> {
        self.by_name.get(name).cloned().unwrap_or_default()
    }
}
