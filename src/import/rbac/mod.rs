//! Roles and bindings to roles and grants.

mod alive;
mod holders;
mod sentence;

pub use alive::Alive;
pub use holders::name_principals;

use super::Unsaid;
use super::model::{Draft, Grant, Role, Scope, What, Who, ZoneId};
use super::names::{self, word};
use super::network::Zones;
use super::write::comment;
use crate::k8s::inventory::{Collected, Inventory};
use crate::k8s::rights::{Binding, RoleName};
use crate::set::right::Act;
use ecow::{EcoString, eco_format};
use holders::{accounts, subject};
use indexmap::IndexMap;
use sentence::Customs;
use std::collections::{BTreeMap, BTreeSet};

/// How netz calls the Role of a declared role, and those of grants.
const DECLARED: &str = "netz-role:";
const OWN: &str = "netz:";
const SHARED: &str = "netz-shared:";
/// How many roles that nothing binds are listed, and objects of a role on which a right allows nothing.
const LISTED: usize = 6;
/// How many statements a role that is bound once may take before it is written as a role.
const INLINE: usize = 3;

/// A role as it is bound: what of it holds there.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Bound {
    /// A ClusterRole that is in no file.
    ByName(EcoString),
    /// A role of the files: its name, whether it is always written as one, and what holds.
    Acts { name: EcoString, declared: bool, acts: BTreeSet<Act> },
}

/// Rights that allow nothing: by role and reason the verbs on each object.
type Dead = BTreeMap<(EcoString, String), BTreeMap<EcoString, BTreeSet<EcoString>>>;

/// Where a role is bound, and whose it is.
struct Use {
    scope: Option<ZoneId>,
    who: BTreeSet<Who>,
    bindings: Vec<EcoString>,
}

/// Adds roles and bindings to the draft.
pub fn import(
    inventory: &Inventory,
    kube_version: u32,
    zones: &mut Zones<'_>,
    draft: &mut Draft,
    unsaid: &mut Vec<Unsaid>,
) -> Alive {
    let alive = Alive::new(inventory, kube_version);
    let mut bound: IndexMap<Bound, Vec<Use>> = IndexMap::new();
    let mut dead = Dead::new();
    let collected = inventory.rbac().cluster_roles();
    for binding in inventory.rbac().bindings() {
        let Some(scope) = scope(binding, zones, draft) else { continue };
        let roles = roles(inventory, &collected, binding, &alive, &mut dead, unsaid);
        let holders = binding.holders.iter();
        let who: BTreeSet<Who> =
            holders.filter_map(|holder| subject(inventory, holder, zones, draft, unsaid)).collect();
        for role in roles {
            if who.is_empty() || matches!(&role, Bound::Acts { acts, .. } if acts.is_empty()) {
                continue;
            }
            let uses = bound.entry(role).or_default();
            let (who, name) = (who.clone(), binding.name.clone());
            match uses.iter_mut().find(|one| one.scope == scope) {
                Some(known) => {
                    known.who.extend(who);
                    known.bindings.push(name);
                }
                None => uses.push(Use { scope, who, bindings: vec![name] }),
            }
        }
    }
    let mut customs = Customs::default();
    for (role, uses) in bound {
        add(role, uses, &alive, &mut customs, draft, unsaid);
    }
    declare(&customs, &alive, draft);
    accounts(inventory, zones, draft);
    for ((role, reason), objects) in dead {
        let verbs = |verbs: BTreeSet<EcoString>| verbs.into_iter().collect::<Vec<_>>().join(", ");
        let more = objects.len().saturating_sub(LISTED);
        let shown = objects.into_iter().take(LISTED);
        let shown: Vec<_> = shown.map(|(object, of)| format!("`{} {object}`", verbs(of))).collect();
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let what = comment(&format!("{}{more} of {role}", shown.join(", ")));
        unsaid.push(Unsaid::of_nothing(what.into(), reason));
    }
    unbound(inventory, unsaid);
    alive
}

/// The zone of a binding, none for the cluster; nothing for that of a namespace whose zone another one
/// stands for.
fn scope(binding: &Binding, zones: &mut Zones<'_>, draft: &mut Draft) -> Option<Option<ZoneId>> {
    let Some(namespace) = &binding.namespace else { return Some(None) };
    let zone = zones.of_namespace(draft, namespace);
    let first = draft.zone(zone)?.namespaces.first()?;
    (first == namespace).then_some(Some(zone))
}

/// What a binding binds: what its role says, and, where that collects others which aren't in the files, the
/// ClusterRole by its name too.
fn roles(
    inventory: &Inventory,
    collected: &BTreeMap<EcoString, Vec<Act>>,
    binding: &Binding,
    alive: &Alive,
    dead: &mut Dead,
    unsaid: &mut Vec<Unsaid>,
) -> Vec<Bound> {
    let (namespace, name) = &binding.role;
    let acts = match namespace {
        None => collected.get(name),
        Some(_) => inventory.rbac().roles().get(&binding.role),
    };
    let Some(acts) = acts else {
        if namespace.is_none() {
            return vec![Bound::ByName(name.clone())];
        }
        let reason = format!("its Role `{name}` is in no file, so it grants nothing");
        unsaid.push(Unsaid::of_nothing(comment(&shown(binding)).into(), reason));
        return Vec::new();
    };
    let (mut kept, mut bound) = (BTreeSet::new(), Vec::new());
    for act in acts {
        if let Act::ClusterRole(name) = act {
            bound.push(Bound::ByName(name.clone()));
            continue;
        }
        match alive.act(act, binding.namespace.is_some()) {
            Ok(act) => {
                kept.insert(act);
            }
            Err(reason) => {
                let of_role = dead.entry((shown_role(&binding.role), reason)).or_default();
                let (verb, object) = in_words(act);
                of_role.entry(object).or_default().insert(verb);
            }
        }
    }
    let (name, declared) = match (name.strip_prefix(DECLARED), name.as_str()) {
        (Some(name), _) => (name.into(), true),
        (None, own) if own.starts_with(OWN) || own.starts_with(SHARED) => (EcoString::new(), false),
        _ => (name.clone(), false),
    };
    bound.push(Bound::Acts { name, declared, acts: kept });
    bound
}

fn shown(binding: &Binding) -> EcoString {
    match &binding.namespace {
        Some(namespace) => eco_format!("RoleBinding `{namespace}/{}`", binding.name),
        None => eco_format!("ClusterRoleBinding `{}`", binding.name),
    }
}

fn shown_role((namespace, name): &RoleName) -> EcoString {
    match namespace {
        Some(namespace) => eco_format!("Role `{namespace}/{name}`"),
        None => eco_format!("ClusterRole `{name}`"),
    }
}

/// The verb and the object of an act.
fn in_words(act: &Act) -> (EcoString, EcoString) {
    match act {
        Act::Resource { group, resource, verb, name } => {
            let dot = if group.is_empty() { "" } else { "." };
            let name = name.as_ref().map(|name| format!(" named {name}")).unwrap_or_default();
            (verb.clone(), eco_format!("{resource}{dot}{group}{name}"))
        }
        Act::Url { verb, path } => (verb.clone(), path.clone()),
        Act::ClusterRole(name) => ("has".into(), name.clone()),
    }
}

/// Where somebody has a role, and the names of the bindings that say so.
type Places = (Vec<Option<ZoneId>>, Vec<EcoString>);

/// A role as grants where it is bound once, else as a role and who has it.
fn add(
    role: Bound,
    uses: Vec<Use>,
    alive: &Alive,
    customs: &mut Customs,
    draft: &mut Draft,
    unsaid: &mut Vec<Unsaid>,
) {
    let mut merged: IndexMap<BTreeSet<Who>, Places> = IndexMap::new();
    for Use { scope, who, bindings } in uses {
        let (scopes, names) = merged.entry(who).or_default();
        scopes.push(scope);
        names.extend(bindings);
    }
    let in_namespace = merged.values().flat_map(|(scopes, _)| scopes).any(Option::is_some);
    let mut grants: Vec<(Vec<Who>, Scope, Vec<EcoString>)> = Vec::new();
    for (who, (scopes, names)) in merged {
        let who: Vec<Who> = who.into_iter().collect();
        if scopes.contains(&None) {
            grants.push((who.clone(), Scope::ClusterWide, names.clone()));
        }
        let zones: Vec<ZoneId> = scopes.into_iter().flatten().collect();
        if !zones.is_empty() {
            grants.push((who, Scope::Zones(zones), names));
        }
    }
    let (name, declared, acts) = match role {
        Bound::ByName(name) => {
            for (who, scope, names) in grants {
                let what = What::Has(eco_format!("clusterrole {}", word(&name)));
                draft.access.grants.push(Grant { who, what, scope, origin: origin(&names, None) });
            }
            return;
        }
        Bound::Acts { name, declared, acts } => (name, declared, acts),
    };
    let mut missing = Vec::new();
    let permissions = sentence::permissions(&acts, alive, in_namespace, customs, &mut missing);
    for (what, reason) in missing {
        let what = eco_format!("`{}` of the role `{}`", comment(&what), comment(&name));
        unsaid.push(Unsaid::of_meaning(what, reason));
    }
    let once = grants.len() < 2 && permissions.len() <= INLINE;
    if !declared && (once || name.is_empty()) {
        for (who, scope, names) in grants {
            let origin = origin(&names, Some(&name));
            for permission in &permissions {
                let (who, scope, origin) = (who.clone(), scope.clone(), origin.clone());
                let what = What::Can(permission.clone());
                draft.access.grants.push(Grant { who, what, scope, origin });
            }
        }
        return;
    }
    let taken = |name: &str| draft.access.roles.iter().any(|role| role.name == name);
    let role = names::free(&name, taken);
    draft.access.roles.push(Role { name: role.clone(), permissions });
    for (who, scope, names) in grants {
        let what = What::Has(word(&role));
        draft.access.grants.push(Grant { who, what, scope, origin: origin(&names, Some(&name)) });
    }
}

/// Which bindings a grant comes from, where netz didn't write them and their names say more than the role.
fn origin(bindings: &[EcoString], role: Option<&EcoString>) -> Option<EcoString> {
    let telling = |name: &&EcoString| !name.starts_with("netz") && Some(*name) != role;
    let names: Vec<&str> = bindings.iter().filter(telling).map(EcoString::as_str).collect();
    let shown = names.get(..names.len().min(3)).unwrap_or_default().join(", ");
    (!shown.is_empty()).then(|| comment(&shown).into())
}

/// Declares custom resources, with what is known of them.
fn declare(customs: &Customs, alive: &Alive, draft: &mut Draft) {
    for ((group, plural), custom) in &customs.0 {
        let defined = alive.table().find(group, plural);
        let mut parts = custom.parts.clone();
        parts.extend(
            defined.into_iter().flat_map(|one| &one.subresources).map(|sub| sub.name.clone()),
        );
        let namespaced = defined.map_or(custom.namespaced, |one| one.namespaced);
        let mut text = format!("{plural}.{group}");
        if namespaced {
            text.push_str(" namespaced");
        }
        if !parts.is_empty() {
            let parts: Vec<_> = parts.iter().map(|part| word(part)).collect();
            text.push_str(&format!(" sub {}", parts.join(", ")));
        }
        let comment = match (defined, custom.namespaced) {
            (Some(_), _) => None,
            (None, true) => Some("no definition is in the files: in a namespace it is granted"),
            (None, false) => Some("no definition is in the files: add `namespaced` if it is"),
        };
        draft.access.resources.push((text.into(), comment.map(Into::into)));
    }
}

/// Roles that nothing in the files binds, and that go into no other by their labels, give nobody anything.
fn unbound(inventory: &Inventory, unsaid: &mut Vec<Unsaid>) {
    let bound: BTreeSet<&RoleName> =
        inventory.rbac().bindings().iter().map(|one| &one.role).collect();
    let roles = inventory.roles();
    let collected = Collected::of(roles, |_| false).all(roles.len());
    let parts = roles.iter().zip(collected).filter(|(_, collected)| *collected);
    let parts: BTreeSet<&EcoString> = parts.map(|(role, _)| &role.name).collect();
    let is_part = |role: &RoleName| role.0.is_none() && parts.contains(&role.1);
    let free = inventory.rbac().roles().keys();
    let free: Vec<&RoleName> =
        free.filter(|role| !bound.contains(role) && !is_part(role)).collect();
    for role in free.iter().take(LISTED) {
        unsaid.push(Unsaid::beside(
            comment(&shown_role(role)).into(),
            "nothing in the files binds it",
        ));
    }
    if free.len() > LISTED {
        let what = eco_format!("{} more roles", free.len() - LISTED);
        unsaid.push(Unsaid::beside(what, "nothing in the files binds them"));
    }
}
