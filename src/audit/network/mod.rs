//! NetworkPolicies: what each of them says, and what they leave open together.

mod api;
mod breadth;
mod content;
mod dns;
mod idle;
mod namespaces;
mod net;
mod redundant;
mod selects;
mod title;
mod types;

pub(super) use net::Net;

use super::model::Model;
use crate::diagnostic::Sink;
use crate::k8s::inventory::Policy;
use crate::set::rule::Direction;
use crate::source::Span;

/// Says everything that there is to say of who may talk to whom.
pub(super) fn check(model: &Model<'_>, sink: &mut Sink) {
    let net = Net::of(model);
    types::check(&net, sink);
    title::check(&net, sink);
    breadth::check(&net, sink);
    selects::check(&net, sink);
    dns::check(&net, sink);
    redundant::check(&net, sink);
    namespaces::check(&net, sink);
    api::check(&net, sink);
    idle::check(&net, sink);
}

/// ``NetworkPolicy `shop/web` ``.
fn name(policy: &Policy) -> String {
    format!("NetworkPolicy `{}`", policy.title)
}

/// The same for a mark.
fn bare(policy: &Policy) -> String {
    format!("NetworkPolicy {}", policy.title)
}

/// The fields of a rule's peers.
const fn peers(direction: Direction) -> &'static str {
    match direction {
        Direction::Egress => "to",
        Direction::Ingress => "from",
    }
}

/// Where a rule of a policy begins.
fn rule_span(policy: &Policy, direction: Direction, number: u32) -> Option<Span> {
    let spec = policy.spec();
    let rule = spec.get(direction.word()).items().get(number as usize)?;
    let place = rule.entries().first().map_or(rule.place, |entry| entry.place);
    Some(policy.place(place))
}
