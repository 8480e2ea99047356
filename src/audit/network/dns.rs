//! `dns-cut`: pods that may connect to others by name, and may not ask for names.

use super::net::Net;
use super::{bare, name};
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::k8s::networkpolicy::Origin;
use crate::set::port::Protocol;
use crate::set::rule::{Direction, Peer, Rule};

pub(super) fn check(net: &Net<'_>, sink: &mut Sink) {
    for (number, policy) in net.policies() {
        let namespace = &policy.title.namespace;
        let own: Vec<_> = net
            .rules(namespace, Direction::Egress)
            .filter(|(_, rule)| rule.origin.policy == number)
            .collect();
        // Whoever connects to fixed addresses alone needs no names.
        let names = |rule: &Rule<Origin>| {
            matches!(net.space.peer_of(rule.peer), Some(Peer::Pods(..) | Peer::Anywhere))
        };
        let Some((pods, first)) = own.iter().find(|(_, rule)| names(rule)) else { continue };
        let asks = |rule: &Rule<Origin>| {
            let ports = net.space.ports_of(rule.ports);
            ports.is_some_and(|ports| {
                ports.contains(Protocol::Udp, 53)
                    || ports
                        .names()
                        .iter()
                        .any(|(protocol, name)| *protocol == Protocol::Udp && name.contains("dns"))
            })
        };
        let mut all = net.rules(namespace, Direction::Egress);
        if all.any(|(others, rule)| pods.is_subset(others) && asks(rule)) {
            continue;
        }
        let span = first.origin.rule.and_then(|rule| policy.rule(Direction::Egress, rule));
        let span = span.map_or(policy.span, |_| {
            let spec = policy.spec();
            spec.entry("egress").map_or(policy.span, |entry| policy.place(entry.place))
        });
        let reason = policy.reason();
        let message =
            format!("{} lets its pods out, and no policy lets them ask DNS", name(policy));
        sink.push(
            Diagnostic::new(Code::DnsCut, span, message)
                .label("no egress rule for these pods holds udp/53")
                .note("without it no name of a Service resolves")
                .help("allow udp/53 and tcp/53 to the DNS pods of kube-system, in this policy or in one for the whole namespace")
                .marked(bare(policy), ["dns"])
                .answered(net.model.because_owned(reason.as_ref()).as_ref()),
        );
    }
}
