//! Roles and bindings to roles and grants.

mod alive;
mod holders;
mod places;
mod sentence;

pub use alive::Alive;
pub use holders::name_principals;

use super::Unsaid;
use super::clauses::Clauses;
use super::model::{Draft, Grant, Role, Scope, What, Who, ZoneId};
use super::names::{self, word};
use super::network::Zones;
use super::write::comment;
use crate::diagnostic::Code;
use crate::k8s::inventory::{self, Inventory, Reason};
use crate::k8s::rights::{Binding, RoleName};
use crate::set::right::Act;
use crate::source::Span;
use ecow::{EcoString, eco_format};
use holders::{accounts, subject};
use indexmap::IndexMap;
use sentence::{Customs, Missing};
use std::collections::{BTreeMap, BTreeSet};

/// How netz calls the Role of a declared role, and those of grants.
const DECLARED: &str = "netz-role:";
const OWN: &str = "netz:";
const SHARED: &str = "netz-shared:";
/// How many objects of a role are listed on which a right allows nothing.
const LISTED: usize = 6;
/// How many statements a role that is bound once may take before it is written as a role.
const INLINE: usize = 3;
/// The same of a role that one subject alone has.
const INLINE_ALONE: usize = 8;

/// A role as it is bound: what of it holds there.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Bound {
    /// A ClusterRole that is in no file.
    ByName(EcoString),
    /// A role of the files: its name, whether it is always written as one, and what holds.
    Acts { name: EcoString, declared: bool, acts: BTreeSet<Act> },
}

/// Rights that allow nothing, by role and reason.
type Dead = BTreeMap<(EcoString, String), DeadRights>;

/// The verbs on each object, and where the first of them stands.
#[derive(Default)]
struct DeadRights {
    objects: BTreeMap<EcoString, BTreeSet<EcoString>>,
    place: Option<Span>,
}

/// Where a role is bound, and whose it is.
struct Use {
    scope: Option<ZoneId>,
    who: BTreeSet<Who>,
    why: Why,
    bindings: Vec<EcoString>,
}

/// Why a binding stands, and whether netz joined the reasons of several grants there.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
struct Why {
    clauses: Clauses,
    is_joined: bool,
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
    for (binding, object) in inventory.rbac().bindings().iter().zip(inventory.bindings()) {
        let Some(scope) = scope(binding, zones, draft) else { continue };
        let place = object.role_span;
        let roles = roles(inventory, &collected, binding, place, &alive, &mut dead, unsaid);
        let holders = object.subjects.iter();
        let who: BTreeSet<Who> = holders
            .filter_map(|(holder, place)| subject(holder, Some(*place), zones, draft, unsaid))
            .collect();
        let why = why(inventory, object);
        for role in roles {
            if who.is_empty() || matches!(&role, Bound::Acts { acts, .. } if acts.is_empty()) {
                continue;
            }
            let uses = bound.entry(role).or_default();
            let (who, why, name) = (who.clone(), why.clone(), binding.name.clone());
            match uses.iter_mut().find(|one| one.scope == scope && one.why == why) {
                Some(known) => {
                    known.who.extend(who);
                    known.bindings.push(name);
                }
                None => uses.push(Use { scope, who, why, bindings: vec![name] }),
            }
        }
    }
    let mut customs = Customs::default();
    for (role, uses) in bound {
        add(inventory, role, uses, &alive, &mut customs, draft, unsaid);
    }
    declare(&customs, &alive, draft);
    accounts(inventory, zones, draft);
    for ((role, reason), DeadRights { objects, place }) in dead {
        let verbs = |verbs: BTreeSet<EcoString>| verbs.into_iter().collect::<Vec<_>>().join(", ");
        let more = objects.len().saturating_sub(LISTED);
        let shown = objects.into_iter().take(LISTED);
        let shown: Vec<_> = shown.map(|(object, of)| format!("`{} {object}`", verbs(of))).collect();
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let what = comment(&format!("{}{more} of {role}", shown.join(", ")));
        unsaid.push(Unsaid::new(Code::DeadRightLeftOut, what.into(), reason).at(place));
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
    place: Span,
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
        let reason = format!("its Role `{name}` is in no file");
        let what = comment(&shown(binding)).into();
        unsaid.push(Unsaid::new(Code::BindingLeftOut, what, reason).at(place));
        return Vec::new();
    };
    // What collects others, and says more than the files tell, goes on collecting them.
    if acts.contains(&Act::ClusterRole(name.clone())) {
        return vec![Bound::ByName(name.clone())];
    }
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
            Err(alive::Dead { reason, of_verb }) => {
                let of_role = dead.entry((shown_role(&binding.role), reason)).or_default();
                let (verb, object) = in_words(act);
                of_role.objects.entry(object).or_default().insert(verb);
                let place = || places::of_act(inventory, &binding.role, act, of_verb);
                of_role.place = of_role.place.or_else(place);
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

/// Why a binding stands: what it says itself, and what its role says.
fn why(inventory: &Inventory, binding: &inventory::Binding) -> Why {
    let because = |reason: &Option<Reason>| reason.as_ref().map(|one| one.because.clone());
    let until = binding.until.as_deref();
    let own = Clauses::new(because(&binding.reason).as_deref(), until);
    let of_netz = binding.labels.get("app.kubernetes.io/managed-by").is_some_and(|by| by == "netz");
    if of_netz {
        // Its Role has the same annotations.
        let is_joined = binding.name.starts_with(OWN) && !own.is_empty();
        return Why { clauses: own, is_joined };
    }
    let role = places::role(inventory, &binding.role).and_then(|role| role.reason.as_ref());
    let of_role = role.map(|one| Clauses::new(Some(&one.because), one.until.as_deref()));
    Why { clauses: own.and(&of_role.unwrap_or_default()), is_joined: false }
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
    inventory: &Inventory,
    role: Bound,
    uses: Vec<Use>,
    alive: &Alive,
    customs: &mut Customs,
    draft: &mut Draft,
    unsaid: &mut Vec<Unsaid>,
) {
    let mut merged: IndexMap<(BTreeSet<Who>, Why), Places> = IndexMap::new();
    for Use { scope, who, why, bindings } in uses {
        let (scopes, names) = merged.entry((who, why)).or_default();
        scopes.push(scope);
        names.extend(bindings);
    }
    let in_namespace = merged.values().flat_map(|(scopes, _)| scopes).any(Option::is_some);
    let mut grants: Vec<(Vec<Who>, Why, Scope, Vec<EcoString>)> = Vec::new();
    for ((who, why), (scopes, names)) in merged {
        let who: Vec<Who> = who.into_iter().collect();
        if scopes.contains(&None) {
            grants.push((who.clone(), why.clone(), Scope::ClusterWide, names.clone()));
        }
        let zones: Vec<ZoneId> = scopes.into_iter().flatten().collect();
        if !zones.is_empty() {
            grants.push((who, why, Scope::Zones(zones), names));
        }
    }
    let (name, declared, acts) = match role {
        Bound::ByName(name) => {
            for (who, Why { clauses, .. }, scope, names) in grants {
                let what = What::Has(eco_format!("clusterrole {}", word(&name)));
                let origin = origin(&names, Some(&name), &who);
                draft.access.grants.push(Grant { who, what, scope, clauses, origin });
            }
            return;
        }
        Bound::Acts { name, declared, acts } => (name, declared, acts),
    };
    let mut missing = Vec::new();
    let permissions = sentence::permissions(&acts, alive, in_namespace, customs, &mut missing);
    for Missing { what, word, reason } in missing {
        let what = eco_format!("`{}` of the role `{}`", comment(&what), comment(&name));
        let place = places::of_word(inventory, &name, &word);
        unsaid.push(Unsaid::new(Code::RightLeftOut, what, reason).at(place));
    }
    let alone = grants.iter().all(|(who, ..)| who.len() < 2);
    let most = if alone { INLINE_ALONE } else { INLINE };
    let once = grants.len() < 2 && permissions.len() <= most;
    if !declared && (once || name.is_empty()) {
        for (who, Why { clauses, is_joined }, scope, names) in grants {
            let origin = origin(&names, Some(&name), &who);
            let mut clauses = clauses;
            if is_joined && permissions.len() > 1 {
                // Which of the grants each reason is of isn't known.
                let whose = names.first().and_then(|name| name.strip_prefix(OWN)).unwrap_or("them");
                let why = std::mem::take(&mut clauses).words();
                let remark = eco_format!("why some grants of {whose} stand: {why}");
                let zone = match &scope {
                    Scope::Zones(zones) => zones.first().and_then(|id| draft.zones.get_mut(id.0)),
                    Scope::ClusterWide => None,
                };
                zone.map_or(&mut draft.access.remarks, |zone| &mut zone.remarks).push(remark);
            }
            for permission in &permissions {
                let (who, scope, origin) = (who.clone(), scope.clone(), origin.clone());
                let (what, clauses) = (What::Can(permission.clone()), clauses.clone());
                let grant = Grant { who, what, scope, clauses, origin };
                if !draft.access.grants.contains(&grant) {
                    draft.access.grants.push(grant);
                }
            }
        }
        return;
    }
    let taken = |name: &str| draft.access.roles.iter().any(|role| role.name == name);
    let role = names::free(&name, taken);
    draft.access.roles.push(Role { name: role.clone(), permissions });
    for (who, Why { clauses, .. }, scope, names) in grants {
        let (what, origin) = (What::Has(word(&role)), origin(&names, Some(&name), &who));
        draft.access.grants.push(Grant { who, what, scope, clauses, origin });
    }
}

/// Which bindings a grant comes from, where netz didn't write them and their names say more than the role and
/// those who have it.
fn origin(bindings: &[EcoString], role: Option<&EcoString>, who: &[Who]) -> Option<EcoString> {
    let accounts = who.iter().filter_map(|who| match who {
        Who::Account(_, name) => Some(name.as_str()),
        Who::Principal(_) => None,
    });
    let known: Vec<&str> = accounts.chain(role.map(EcoString::as_str)).collect();
    let telling = |name: &&EcoString| !name.starts_with("netz") && names::tells_more(name, &known);
    let mut names: Vec<&str> = bindings.iter().filter(telling).map(EcoString::as_str).collect();
    names.dedup();
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
            (None, true) => Some(
                "No definition is in the files; namespaced, since it is granted in a namespace.",
            ),
            (None, false) => Some("No definition is in the files: add `namespaced` where it is."),
        };
        draft.access.resources.push((text.into(), comment.map(Into::into)));
    }
}

/// Roles that nothing in the files binds. Those that go into others by their labels stay with them.
fn unbound(inventory: &Inventory, unsaid: &mut Vec<Unsaid>) {
    let bound: BTreeSet<&RoleName> =
        inventory.rbac().bindings().iter().map(|one| &one.role).collect();
    let collecting: Vec<_> =
        inventory.roles().iter().filter(|role| !role.collects.is_empty()).collect();
    let key = |role: &inventory::Role| (role.namespace.clone(), role.name.clone());
    let objects: BTreeMap<RoleName, _> =
        inventory.roles().iter().map(|role| (key(role), role)).collect();
    let free = inventory.rbac().roles().keys().filter(|role| !bound.contains(role));
    for role in free {
        let what = comment(&shown_role(role)).into();
        let object = objects.get(role);
        let reason = match object.and_then(|object| places::collector(&collecting, object)) {
            None => "nothing in the files binds it".to_owned(),
            Some(by) => format!("nothing in the files binds it; `{by}` collects it by its labels"),
        };
        let place = object.map(|role| role.span);
        unsaid.push(Unsaid::new(Code::RoleLeftOut, what, reason).at(place));
    }
}
