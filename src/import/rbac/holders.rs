//! Whom roles are given to: accounts of zones, users and groups, and what they are called.

use super::super::Unsaid;
use super::super::model::{Account, Draft, Kind, Principal, Who, ZoneId};
use super::super::names;
use super::super::network::Zones;
use super::super::write::comment;
use crate::diagnostic::Code;
use crate::k8s::inventory::Inventory;
use crate::set::right::Holder;
use crate::source::Span;
use ecow::{EcoString, eco_format};
use std::collections::BTreeSet;

/// Whom a binding names.
pub(super) fn subject(
    holder: &Holder,
    place: Option<Span>,
    zones: &mut Zones<'_>,
    draft: &mut Draft,
    unsaid: &mut Vec<Unsaid>,
) -> Option<Who> {
    let (word, identity) = match holder {
        Holder::Account(namespace, name) => {
            let valid =
                crate::k8s::name::dns_subdomain(name).and(crate::k8s::name::dns_label(namespace));
            if let Err(reason) = valid {
                let what = eco_format!("ServiceAccount `{namespace}/{name}`");
                let reason = format!("there can be none of that name: {reason}");
                unsaid.push(Unsaid::new(Code::SubjectLeftOut, what, reason).at(place));
                return None;
            }
            let zone = zones.of_namespace(draft, namespace);
            account(zone, namespace, name, draft);
            return Some(Who::Account(zone, name.clone()));
        }
        Holder::User(identity) => ("user", identity),
        Holder::Group(identity) => ("group", identity),
    };
    if identity.chars().any(char::is_control) {
        let what = eco_format!("{word} `{}`", comment(identity));
        let reason = "its name has characters that no text of a program has";
        unsaid.push(Unsaid::new(Code::SubjectLeftOut, what, reason).at(place));
        return None;
    }
    let principals = &mut draft.access.principals;
    let known = principals.iter().position(|one| one.word == word && one.identity == *identity);
    Some(Who::Principal(known.unwrap_or_else(|| {
        principals.push(Principal { word, name: EcoString::new(), identity: identity.clone() });
        principals.len() - 1
    })))
}

/// Declares an account of a zone: as somebody else's, as long as nobody knows better.
fn account(zone: ZoneId, namespace: &EcoString, name: &EcoString, draft: &mut Draft) {
    let Some(zone) = draft.zones.get_mut(zone.0) else { return };
    if zone.accounts.iter().any(|one| one.name == *name && one.namespace == *namespace) {
        return;
    }
    let (name, namespace) = (name.clone(), namespace.clone());
    zone.accounts.push(Account { name, namespace, external: true });
}

/// Declares accounts that netz can take over although nothing is granted to them.
pub(super) fn accounts(inventory: &Inventory, zones: &mut Zones<'_>, draft: &mut Draft) {
    for one in inventory.accounts().iter().filter(|one| one.without_token && !one.says_more) {
        let known = draft
            .zones
            .iter()
            .position(|zone| zone.kind == Kind::Ours && zone.namespaces.contains(&one.namespace));
        if known.is_some() {
            let zone = zones.of_namespace(draft, &one.namespace);
            account(zone, &one.namespace, &one.name, draft);
        }
    }
}

/// Gives users and groups names that nothing else has.
pub fn name_principals(draft: &mut Draft) {
    let mut taken: BTreeSet<EcoString> = BTreeSet::new();
    for zone in &draft.zones {
        taken.extend(zone.segments.iter().map(|segment| segment.name.clone()));
        taken.extend(zone.accounts.iter().map(|account| account.name.clone()));
    }
    for principal in &mut draft.access.principals {
        let name = short(&principal.identity);
        let used = |name: &str| names::is_of_language(name) || taken.contains(name);
        let name = match used(&name) {
            true => names::free(&eco_format!("{name}-{}", principal.word), used),
            false => name,
        };
        taken.insert(name.clone());
        principal.name = name;
    }
}

/// What people call somebody: `alice` of `alice@example.com`, `dev` of `oidc:dev`.
fn short(identity: &str) -> EcoString {
    let name = match identity.strip_prefix("system:") {
        Some(rest) => rest,
        None => identity.rsplit_once(':').map_or(identity, |(_, name)| name),
    };
    let name = name.split('@').next().filter(|name| !name.is_empty()).unwrap_or(name);
    let name = name.rsplit('/').next().filter(|name| !name.is_empty()).unwrap_or(name);
    let name = names::clean(name);
    if name == "pods" { "somebody".into() } else { name }
}
