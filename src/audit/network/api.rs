//! `api-unreachable`: accounts with rights whose pods can't reach the API server.
//!
//! The API server is on the network of its node, so that no selector of pods means it: only a rule for
//! addresses, or for everything, lets a pod reach it.

use super::net::Net;
use crate::audit::model::{Way, is_own_namespace};
use crate::audit::words;
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::k8s::networkpolicy::Origin;
use crate::set::flow::Labels;
use crate::set::port::Protocol;
use crate::set::right::Holder;
use crate::set::rule::{Direction, Peer, Rule};
use ecow::EcoString;

/// The ports of the API server and of its Service.
const PORTS: [u16; 2] = [443, 6443];

pub(super) fn check(net: &Net<'_>, sink: &mut Sink) {
    for (namespace, workloads) in &net.workloads {
        if is_own_namespace(namespace) {
            continue;
        }
        for workload in workloads {
            let found = workload.pods.iter().find_map(|pods| {
                let account = Holder::Account(namespace.clone(), pods.account.clone());
                let bindings = net.model.holders.get(&account)?;
                let cut = !pods.host_network && is_cut(net, namespace, &pods.labels);
                cut.then_some((account, bindings))
            });
            let Some((account, bindings)) = found else { continue };
            let given = bindings.iter().find_map(|(at, subject)| {
                let binding = net.model.binding(Way(*at))?;
                Some((binding, binding.subjects.get(*subject)?.1))
            });
            let Some((binding, span)) = given else { continue };
            let own = net.model.because_owned(workload.reason.as_ref());
            let because = own.or_else(|| net.model.because_owned(binding.reason.as_ref()));
            let (kind, name) = (&workload.kind, &workload.name);
            let message = format!(
                "{} has rights, and the pods of {kind} `{namespace}/{name}` that run as it can't reach the API server",
                words::holder(&account)
            );
            sink.push(
                Diagnostic::new(Code::ApiUnreachable, workload.span, message)
                    .label("no egress rule lets it to an address on tcp/443 or tcp/6443")
                    .also(span, format!("{} gives it rights", words::binding(binding)))
                    .help("allow the addresses of the API server in an `ipBlock`, or take the rights away")
                    .marked(format!("{kind} {namespace}/{name}"), [words::bare_holder(&account)])
                    .answered(because.as_ref()),
            );
        }
    }
}

/// Whether the egress of pods is ruled, and no rule may mean the API server.
fn is_cut(net: &Net<'_>, namespace: &EcoString, labels: &Labels) -> bool {
    let isolated =
        net.isolated(namespace, Direction::Egress).any(|(pods, _)| pods.contains(labels));
    let reaches = |rule: &Rule<Origin>| {
        let ports = net.space.ports_of(rule.ports);
        let ports = ports
            .is_some_and(|ports| PORTS.iter().any(|port| ports.contains(Protocol::Tcp, *port)));
        let peer = net.space.peer_of(rule.peer);
        ports && matches!(peer, Some(Peer::Anywhere | Peer::Addresses(_)))
    };
    let mut rules = net.rules(namespace, Direction::Egress);
    isolated && !rules.any(|(pods, rule)| pods.contains(labels) && reaches(rule))
}
