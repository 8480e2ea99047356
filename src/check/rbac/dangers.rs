//! What a statement is good for in the wrong hands: the dangers of its rules.

use super::{Right, advice, kubernetes, level};
use crate::diagnostic::{Diagnostic, Sink, listed};
use crate::hash::IndexMap;
use crate::ir::{Object, Use};
use crate::k8s::danger::{Allowed, Danger, Kind, Severity, dangers};
use crate::source::Span;
use ecow::EcoString;
use std::cmp::Reverse;

/// How many words of a kind a message names.
const NAMED: usize = 4;

/// Says what the dangers of the statements are. A body for several zones is one statement: of what it gives
/// in several places, the worst is said.
pub(super) fn check(rights: &[Right<'_>], minor: u32, sink: &mut Sink) {
    let mut findings: Vec<_> = rights.iter().flat_map(|right| findings(right, minor)).collect();
    findings.sort_by_key(|(severity, _)| Reverse(*severity));
    findings.into_iter().for_each(|(_, finding)| sink.push(finding));
}

/// Each danger of a statement, once for all of its resources.
fn findings(right: &Right<'_>, minor: u32) -> Vec<(Severity, Diagnostic)> {
    let mut found: IndexMap<&str, Vec<(Span, Danger)>> = IndexMap::default();
    for used in &right.permission.uses {
        for danger in of_use(right, used, minor) {
            // The finding on the wildcard itself tells the rest.
            if !is_everything(used) || danger.entry.kind == Kind::SecretsRead {
                found.entry(danger.entry.so).or_default().push((used.span, danger));
            }
        }
    }
    found.values().filter_map(|places| report(right, places)).collect()
}

/// What a wildcard brings along, the worst first, for a note.
pub(super) fn brought_along(right: &Right<'_>, used: &Use, minor: u32) -> Option<String> {
    let mut found = of_use(right, used, minor);
    found.retain(|danger| danger.severity >= Severity::Medium);
    found.sort_by_key(|danger| Reverse(danger.severity));
    let mut names = Vec::new();
    for danger in found {
        let name = advice::code(danger.entry.kind).name();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let rest = names.len().saturating_sub(NAMED);
    names.truncate(NAMED);
    let more = if rest > 0 { format!(", and {rest} more") } else { String::new() };
    (!names.is_empty())
        .then(|| format!("it holds what is reported elsewhere as {}{more}", listed(names)))
}

fn of_use(right: &Right<'_>, used: &Use, minor: u32) -> Vec<Danger> {
    let rule = kubernetes(&used.rule(&right.permission.names));
    let mut found = dangers(&rule, right.at, minor);
    // Who delivers a zone writes what netz makes for it.
    found.retain(|danger| !right.delivers || !is_delivered(danger.entry.kind));
    found
}

/// What netz makes for a zone.
pub(super) const fn is_delivered(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::NetworkPolicyWrite | Kind::RbacWrite | Kind::QuotaWrite | Kind::NamespacesWrite
    )
}

/// Whether it is every resource of a group, or of all.
pub(super) fn is_everything(used: &Use) -> bool {
    matches!(&used.object, Object::Resource { resource, .. } if resource == "*")
}

fn report(right: &Right<'_>, places: &[(Span, Danger)]) -> Option<(Severity, Diagnostic)> {
    let (span, first) = places.first()?;
    let entry = first.entry;
    let severity = places.iter().map(|(_, danger)| danger.severity).max()?;
    let allowed = places.iter().flat_map(|(_, danger)| &danger.allowed);
    let place = match places.iter().any(|(_, danger)| danger.is_local()) {
        true => format!(" {}", right.place),
        false => String::new(),
    };
    let so = Danger::so(places.iter().map(|(_, danger)| danger))?;
    let message = format!("who can {} can {so}{place}", phrase(allowed));
    let mut finding = Diagnostic::new(advice::code(entry.kind), *span, message)
        .label("enough for it")
        .help(advice::way_out(entry.kind))
        .at_level(level(severity));
    let mut shown = vec![*span];
    for (other, _) in places {
        if !shown.contains(other) {
            shown.push(*other);
            finding = finding.also(*other, "and this");
        }
    }
    Some((severity, finding.answered(right.because)))
}

/// Requests in the words of a grant: `create, patch deployments, jobs`.
pub(crate) fn phrase<'a>(allowed: impl IntoIterator<Item = &'a Allowed>) -> String {
    let mut groups: IndexMap<&[&str], Vec<&EcoString>> = IndexMap::default();
    for Allowed { resource, verbs, .. } in allowed {
        let resources = groups.entry(verbs).or_default();
        if !resources.contains(&resource) {
            resources.push(resource);
        }
    }
    let phrases = groups.into_iter().map(|(verbs, resources)| {
        let mut names: Vec<_> = resources.iter().take(NAMED).map(|name| name.as_str()).collect();
        if resources.len() > NAMED {
            names.push("…");
        }
        format!("`{} {}`", verbs.join(", "), names.join(", "))
    });
    phrases.collect::<Vec<_>>().join(" or ")
}
