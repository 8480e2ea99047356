//! `open-zone`, `open-direction`, `isolated-without-baseline`, `host-network-pod`: what the policies of a
//! namespace leave open, and what walks round them.

use super::net::Net;
use crate::audit::model::is_own_namespace;
use crate::audit::words;
use crate::diagnostic::{Code, Diagnostic, Level, Sink};
use crate::k8s::inventory::Workload;
use crate::set::rule::Direction;
use crate::source::Span;
use ecow::EcoString;
use std::collections::BTreeSet;

const ENFORCE: &str = "pod-security.kubernetes.io/enforce";

pub(super) fn check(net: &Net<'_>, sink: &mut Sink) {
    let inventory = net.model.inventory;
    let declared = inventory.namespaces();
    let isolating = net.isolating();
    let mut names: BTreeSet<&EcoString> =
        net.workloads.keys().chain(isolating.iter().copied()).collect();
    // Where no file holds a policy or a workload, somebody keeps them elsewhere.
    if !inventory.policies().is_empty() || !net.workloads.is_empty() {
        names.extend(declared.keys());
    }
    for name in names.into_iter().filter(|name| !is_own_namespace(name)) {
        let reason = declared.get(name).and_then(|it| it.reason.as_ref());
        let because = net.model.because_owned(reason);
        let mut push = |finding: Diagnostic, what: &str, own: Option<EcoString>| {
            let because = because.as_ref().or(own.as_ref());
            sink.push(finding.marked(format!("Namespace {name}"), [what]).answered(because));
        };
        if let Some((finding, own)) = open(net, name) {
            push(finding, "ingress", own);
        } else if let Some(finding) = open_egress(net, name) {
            push(finding, "egress", None);
        }
        if !isolating.contains(name) {
            continue;
        }
        if let Some(namespace) = declared.get(name) {
            let level = namespace.labels.get(ENFORCE).map(EcoString::as_str);
            if !matches!(level, Some("baseline" | "restricted")) {
                let message = format!(
                    "namespace `{name}` is isolated, and its pods may use the network of their nodes"
                );
                let finding =
                    Diagnostic::new(Code::IsolatedWithoutBaseline, namespace.span, message)
                        .label(match level {
                            Some(level) => format!("enforces `{level}`"),
                            None => "enforces no Pod Security standard".to_owned(),
                        })
                        .note(
                            "most network plugins neither select nor match pods with `hostNetwork`",
                        )
                        .help(format!("label it `{ENFORCE}: baseline`, or `restricted`"))
                        .at_level(Level::Warn);
                push(finding, "pod security", None);
            }
        }
        for workload in net.workloads(name).iter().filter(|one| is_of_host(one)) {
            let (kind, own) = (&workload.kind, &workload.name);
            let message = format!(
                "{kind} `{name}/{own}` is on the network of its node, where no policy of `{name}` holds"
            );
            let finding = Diagnostic::new(Code::HostNetworkPod, workload.span, message)
                .label("`hostNetwork: true`")
                .help("take it off the host's network, or give it a namespace of its own");
            let because = net.model.because_owned(workload.reason.as_ref());
            push(finding, &format!("{kind} {own}"), because);
        }
    }
}

fn is_of_host(workload: &Workload) -> bool {
    workload.pods.iter().any(|pods| pods.host_network)
}

/// The place of a namespace: its object, or what runs there.
fn place(net: &Net<'_>, name: &EcoString) -> Option<Span> {
    let declared = net.model.inventory.namespaces().get(name).map(|it| it.span);
    let first = || net.workloads(name).first().map(|it| it.span);
    declared.or_else(first).or_else(|| net.first_policy(name).map(|it| it.span))
}

/// Pods that take every connection, with the reason if each of them has one.
fn open(net: &Net<'_>, name: &EcoString) -> Option<(Diagnostic, Option<EcoString>)> {
    let isolated: Vec<_> = net.isolated(name, Direction::Ingress).collect();
    if isolated.iter().any(|(pods, _)| pods.is_all()) {
        return None;
    }
    let span = place(net, name)?;
    let help = "add a default deny: a policy with `podSelector: {}`, `policyTypes: [Ingress, Egress]` and no rules";
    if isolated.is_empty() {
        // A namespace without pods has nothing to open.
        let empty = net.workloads(name).is_empty() && !net.model.is_whole();
        let message = format!("no NetworkPolicy rules what the pods of namespace `{name}` accept");
        let finding = Diagnostic::new(Code::OpenZone, span, message)
            .label("accepts every connection")
            .help(help);
        return Some((if empty { finding.at_level(Level::Allow) } else { finding }, None));
    }
    let open = net.workloads(name).iter().filter(|one| {
        let mut pods = one.pods.iter().filter(|pods| !pods.host_network);
        pods.any(|pods| !isolated.iter().any(|(labels, _)| labels.contains(&pods.labels)))
    });
    let open: Vec<_> = open.collect();
    let (message, span) = match open.first() {
        Some(first) => {
            let names: Vec<_> = open.iter().map(|one| one.name.as_str()).collect();
            (
                format!(
                    "no NetworkPolicy rules what {} of namespace `{name}` accept",
                    words::few(&names)
                ),
                first.span,
            )
        }
        None => (
            format!("namespace `{name}` isolates no pods but those that its policies select"),
            span,
        ),
    };
    let label = if open.is_empty() {
        "any other pod accepts every connection"
    } else {
        "accepts every connection"
    };
    let reasons = open.iter().map(|one| net.model.because_owned(one.reason.as_ref()));
    let reasons: Option<Vec<_>> = reasons.collect();
    let because = reasons.and_then(|reasons| reasons.into_iter().next());
    Some((Diagnostic::new(Code::OpenZone, span, message).label(label).help(help), because))
}

/// Pods that may connect to everything, where what they accept is ruled.
fn open_egress(net: &Net<'_>, name: &EcoString) -> Option<Diagnostic> {
    let mut isolated = net.isolated(name, Direction::Egress);
    if isolated.any(|(pods, _)| pods.is_all()) {
        return None;
    }
    let message = format!("namespace `{name}` has no default deny of egress");
    Some(
        Diagnostic::new(Code::OpenDirection, place(net, name)?, message)
            .label("its pods may open every connection that no policy rules")
            .help("add `Egress` to the `policyTypes` of its default deny, and allow DNS"),
    )
}
