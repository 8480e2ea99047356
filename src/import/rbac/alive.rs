//! Which rights allow anything at all.

use crate::k8s::inventory::Inventory;
use crate::k8s::resource::{self, Resource, STANDARD, Subresource, Table};
use crate::set::right::{Act, Right};
use ecow::EcoString;

/// The resources of the cluster, and what a right on them is good for.
pub struct Alive {
    table: Table,
}

/// Why a right allows nothing.
pub struct Dead {
    /// As a clause.
    pub reason: String,
    /// Whether its verb is to blame, and not its object.
    pub of_verb: bool,
}

impl From<String> for Dead {
    fn from(reason: String) -> Self {
        Self { reason, of_verb: false }
    }
}

/// What a resource of a rule is.
pub enum Known<'a> {
    /// A resource of the table, perhaps a part of it.
    Resource(&'a Resource, Option<&'a Subresource>),
    /// A resource of an API group that the table knows nothing of.
    Custom,
    /// One of RBAC's own wildcards.
    Wildcard,
}

impl Alive {
    /// With the built-in resources of a version and those that the objects define.
    pub fn new(inventory: &Inventory, kube_version: u32) -> Self {
        let mut table = Table::new(kube_version);
        for definition in inventory.definitions() {
            if table.find(&definition.group, &definition.plural).is_none() {
                table.add(definition.clone());
            }
        }
        Self { table }
    }

    /// The resources.
    pub const fn table(&self) -> &Table {
        &self.table
    }

    /// What a resource of a rule is.
    ///
    /// # Errors
    /// Why it is none.
    pub fn resource<'a>(&'a self, group: &str, resource: &str) -> Result<Known<'a>, String> {
        let (plural, part) = match resource.split_once('/') {
            Some((plural, part)) => (plural, Some(part)),
            None => (resource, None),
        };
        let whole = |word: &str| word == "*" || !word.contains('*');
        if !whole(plural) || !whole(group) || part.is_some_and(|part| part.contains('*')) {
            return Err(format!("RBAC knows no pattern such as `{resource}`"));
        }
        if plural == "*" || group == "*" {
            return self.wildcard(group, part);
        }
        let Some(found) = self.table.find(group, plural) else {
            let is_built_in = self.table.of_group(group).any(|known| known.built_in);
            if group.contains('.') && !is_built_in {
                return Ok(Known::Custom);
            }
            let shown = if group.is_empty() { "the core group" } else { group };
            let minor = self.table.minor();
            return Err(match resource::since(Some(group), plural) {
                Some(since) if since > minor => {
                    format!(
                        "`{plural}` of {shown} comes with Kubernetes 1.{since}: `--kube-version 1.{since}`"
                    )
                }
                _ => format!("there is no `{plural}` in {shown}"),
            });
        };
        match part {
            None => Ok(Known::Resource(found, None)),
            Some(part) => match found.subresource(part) {
                Some(sub) => Ok(Known::Resource(found, Some(sub))),
                None if !found.built_in => Ok(Known::Custom),
                None => Err(format!("`{plural}` has no part `{part}`")),
            },
        }
    }

    fn wildcard(&self, group: &str, part: Option<&str>) -> Result<Known<'_>, String> {
        let is_built_in = self.table.of_group(group).any(|known| known.built_in);
        let shown = if group.is_empty() { "the core group" } else { group };
        if group != "*" && !is_built_in && !group.contains('.') {
            return Err(format!("there is nothing in {shown}"));
        }
        let mut parts = self.table.of_group(group).flat_map(|known| &known.subresources);
        match part {
            Some(part) if is_built_in && !parts.any(|sub| sub.name == part) => {
                Err(format!("nothing in {shown} has a part `{part}`"))
            }
            _ => Ok(Known::Wildcard),
        }
    }

    /// The act, where it allows something: in a namespace, or in the whole cluster.
    ///
    /// # Errors
    /// Why it allows nothing.
    pub fn act(&self, act: &Act, in_namespace: bool) -> Result<Act, Dead> {
        match act {
            Act::ClusterRole(_) => Ok(act.clone()),
            Act::Url { .. } if in_namespace => Err("a URL is of no namespace".to_owned().into()),
            Act::Url { verb, path } => {
                // Every path begins with a slash.
                let path = if path == "*" { EcoString::from("/*") } else { path.clone() };
                Ok(Act::Url { verb: verb.clone(), path })
            }
            Act::Resource { group, resource, verb, name } => {
                let nameless = matches!(verb.as_str(), "create" | "deletecollection");
                if name.is_some() && nameless && !resource.contains(['/', '*']) {
                    let reason = format!(
                        "a request to {verb} names no object, so `resourceNames` matches none"
                    );
                    return Err(Dead { reason, of_verb: true });
                }
                let known = self.resource(group, resource)?;
                if let Known::Resource(found, part) = known
                    && let Some(part) = part.filter(|_| found.built_in)
                    && STANDARD.contains(&verb.as_str())
                    && !part.verbs.iter().chain(&part.guarded).any(|known| known == verb)
                    // The kubelet asks for its parts of nodes with verbs of its own.
                    && found.plural != "nodes"
                {
                    let reason = "the API server has no such request".to_owned();
                    return Err(Dead { reason, of_verb: true });
                }
                if let Known::Resource(found, _) = known
                    && in_namespace
                    && !found.namespaced
                    && !reaches(found, verb)
                {
                    let reason =
                        format!("`{resource}` is of no namespace, and the binding is of one");
                    return Err(reason.into());
                }
                Ok(act.clone())
            }
        }
    }

    /// The right, where it allows something.
    pub fn right(&self, right: Right) -> Option<Right> {
        let act = self.act(&right.act, right.namespace.is_some()).ok()?;
        Some(Right { act, ..right })
    }
}

/// Whether a right on a cluster-scoped resource holds in a namespace: on the namespace itself, and for binding
/// a ClusterRole there.
fn reaches(resource: &Resource, verb: &str) -> bool {
    let (group, plural) = (resource.group.as_str(), resource.plural.as_str());
    match (group, plural) {
        ("", "namespaces") => matches!(verb, "get" | "update" | "patch" | "delete" | "*"),
        ("rbac.authorization.k8s.io", "clusterroles") => verb == "bind",
        _ => false,
    }
}
