//! What a build would refuse, said by a check: objects that two statements make, and annotations that are
//! longer than the API server takes.
//!
//! All else that it would refuse has a message of its own where it is lowered.

use super::Context;
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::emit::{self, names};
use crate::hash::{HashMap, HashSet};
use crate::ir::{Clauses, Half, Isolation, Pods, Policy, Scope, SegmentId, Subject, Zone, ZoneId};
use crate::source::Span;
use ecow::EcoString;
use std::collections::hash_map::Entry;

/// Room for the owner among the annotations of an object: half of what reasons leave.
const LONGEST_OWNER: usize = 32 * 1024;

pub(super) fn check(context: &Context<'_>, sink: &mut Sink) {
    policies(context, sink);
    roles(context.policy, sink);
    annotations(context.policy, sink);
}

/// Segments of a zone whose policies would have one name.
fn policies(context: &Context<'_>, sink: &mut Sink) {
    let policy = context.policy;
    let says: HashSet<Pods> = context.halves.iter().map(|half| half.pods).collect();
    let mut titles: HashMap<(ZoneId, EcoString), SegmentId> = HashMap::default();
    for (at, segment) in policy.segments.iter().enumerate() {
        let id = SegmentId::at(at);
        let isolates = |zone: &&Zone| zone.is_ours() && zone.isolation != Isolation::default();
        let Some(zone) = policy.zone(segment.zone).filter(isolates) else { continue };
        if !says.contains(&Pods::Segment(id)) {
            continue;
        }
        for alternative in 0..segment.alternatives.len() {
            let name = names::segment_policy(&segment.name, alternative);
            let first = match titles.entry((segment.zone, name.clone())) {
                Entry::Vacant(entry) => {
                    entry.insert(id);
                    continue;
                }
                Entry::Occupied(entry) => *entry.get(),
            };
            let both = |namespace: &&EcoString| {
                [id, first].iter().all(|id| holds_in(context.halves, *id, namespace))
            };
            let Some(namespace) = zone.names().iter().find(both) else { continue };
            let first = policy.segment(first).map_or(segment.span, |first| first.span);
            let title = format!("NetworkPolicy {namespace}/{name}");
            sink.push(emit::duplicate_policy(&title, segment.span, first));
        }
    }
}

/// Whether a segment has a half in a namespace.
fn holds_in(halves: &[Half], id: SegmentId, namespace: &str) -> bool {
    halves.iter().any(|half| half.pods == Pods::Segment(id) && half.holds_in(namespace))
}

/// Subjects whose own grants would stand in one role: `monitoring/prometheus` and a user called
/// `monitoring:prometheus`.
fn roles(policy: &Policy, sink: &mut Sink) {
    let odd = |name: &EcoString| name.contains([':', '/', '%']);
    let principals = policy.users.iter().chain(&policy.groups).map(|one| &one.name);
    if !principals.chain(policy.zones.iter().map(|zone| &zone.name)).any(odd) {
        return;
    }
    let mut roles: HashMap<(Option<ZoneId>, EcoString), (Subject, Span)> = HashMap::default();
    for grant in &policy.grants {
        let places: Vec<_> = match &grant.scope {
            Scope::ClusterWide(_) => vec![None],
            Scope::Zones(zones) => zones.iter().copied().map(Some).collect(),
        };
        for place in places {
            for subject in &grant.subjects {
                let Some(name) = role_name(policy, *subject, place) else { continue };
                match roles.entry((place, name.clone())) {
                    Entry::Vacant(entry) => {
                        entry.insert((*subject, grant.span));
                    }
                    Entry::Occupied(entry) => {
                        let (other, first) = *entry.get();
                        if other != *subject {
                            let title = match place.and_then(|place| policy.zone(place)) {
                                Some(zone) => format!("Role {}/{name}", first_name(zone)),
                                None => format!("ClusterRole {name}"),
                            };
                            sink.push(emit::duplicate(&title, grant.span, first));
                        }
                    }
                }
            }
        }
    }
}

fn first_name(zone: &Zone) -> &str {
    zone.names().first().map_or(&zone.name, |name| name)
}

fn role_name(policy: &Policy, subject: Subject, place: Option<ZoneId>) -> Option<EcoString> {
    Some(match subject {
        Subject::User(id) => names::grants(None, &policy.user(id)?.name),
        Subject::Group(id) => names::grants(None, &policy.group(id)?.name),
        Subject::Account(id) => {
            let account = policy.account(id)?;
            let home = Some(account.zone).filter(|home| place != Some(*home));
            let zone = home.and_then(|home| policy.zone(home));
            names::grants(zone.map(|zone| zone.name.as_str()), &account.name)
        }
    })
}

/// Reasons and owners that no object can hold.
fn annotations(policy: &Policy, sink: &mut Sink) {
    let flows = policy.flows.iter().map(|flow| (flow.span, &flow.clauses));
    let grants = policy.grants.iter().map(|grant| (grant.span, &grant.clauses));
    let holdings = policy.holdings.iter().map(|holding| (holding.span, &holding.clauses));
    for (span, Clauses { because, .. }) in flows.chain(grants).chain(holdings) {
        let length = because.as_ref().map_or(0, |because| because.len());
        too_long("reason", length, emit::LONGEST_REASONS, span, sink);
    }
    for zone in policy.zones.iter().filter(|zone| zone.is_ours()) {
        let length = zone.owner.as_ref().map_or(0, |owner| owner.len());
        too_long("owner", length, LONGEST_OWNER, zone.span, sink);
    }
}

fn too_long(what: &str, length: usize, most: usize, span: Span, sink: &mut Sink) {
    if length <= most {
        return;
    }
    let message = format!("no object can hold this {what}: it has {length} bytes");
    sink.push(
        Diagnostic::new(Code::InvalidObject, span, message)
            .label(format!("a {what} has {most} bytes at most"))
            .note("the API server takes 256 KiB of annotations, all of an object together")
            .help("say where the long one stands, such as the number of a ticket"),
    );
}
