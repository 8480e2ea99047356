//! `selects-no-pod`, `peer-without-pods`, `port-without-pods`, `never-matches`: policies about pods that are
//! not there.
//!
//! Only namespaces are judged whose workloads stand in the files: of any other it isn't known what runs there.

use super::net::Net;
use super::{bare, name, peers};
use crate::diagnostic::{Code, Diagnostic, Sink, listed};
use crate::k8s::document::{Node, Value};
use crate::k8s::inventory::{Policy, Workload};
use crate::k8s::networkpolicy::selector;
use crate::set::labels::LabelBox;
use crate::set::port::Protocol;
use crate::set::rule::{Direction, NAMESPACE_NAME};
use ecow::EcoString;

pub(super) fn check(net: &Net<'_>, sink: &mut Sink) {
    for (_, policy) in net.policies() {
        let because = policy.reason();
        let because = net.model.because_owned(because.as_ref());
        let mut push = |finding: Diagnostic, what: String| {
            sink.push(finding.marked(bare(policy), [what]).answered(because.as_ref()));
        };
        let spec = policy.spec();
        let node = spec.get("podSelector");
        let Ok(pods) = selector::labels(node) else { continue };
        let workloads = net.workloads(&policy.title.namespace);
        if pods.is_empty() {
            let message = format!("{}: no pod can have all of these labels", name(policy));
            let finding = Diagnostic::new(Code::NeverMatches, place(policy, node), message)
                .label("asks for two values of one label, or for none")
                .help("`In` with several values selects pods with any of them");
            push(finding, "podSelector".to_owned());
        } else if !pods.is_all() && !workloads.is_empty() && !any(workloads, &pods) {
            let message = format!("{} selects none of the pods of its namespace", name(policy));
            let finding = Diagnostic::new(Code::SelectsNoPod, place(policy, node), message)
                .label("no workload of the files has these labels");
            push(finding.help(near(workloads, node)), "podSelector".to_owned());
        } else {
            for (rule, port, text) in named_ports(&spec) {
                let protocol = protocol(port);
                let has = |workload: &Workload| {
                    workload.pods.iter().filter(|one| pods.contains(&one.labels)).any(|one| {
                        one.ports.iter().any(|own| {
                            own.name.as_deref() == Some(text) && own.protocol == protocol
                        })
                    })
                };
                if workloads.is_empty() || !any(workloads, &pods) || workloads.iter().any(has) {
                    continue;
                }
                let message = format!(
                    "{}, ingress rule {}: none of its pods calls a {} port `{text}`",
                    name(policy),
                    rule + 1,
                    protocol.kubernetes()
                );
                let span = policy.place(port.get("port").place);
                let names =
                    workloads.iter().flat_map(|it| &it.pods).filter(|it| pods.contains(&it.labels));
                let mut names: Vec<_> =
                    names.flat_map(|it| &it.ports).filter_map(|it| it.name.as_ref()).collect();
                names.sort_unstable();
                names.dedup();
                let help = match names.as_slice() {
                    [] => "write the number of the port".to_owned(),
                    names => format!("their ports are called {}", listed(names)),
                };
                let finding = Diagnostic::new(Code::PortWithoutPods, span, message)
                    .label("matches nothing")
                    .help(help);
                push(finding, format!("port {text}"));
            }
        }
        for direction in Direction::ALL {
            let rules = spec.get(direction.word()).items();
            for (number, rule) in rules.iter().enumerate() {
                for peer in rule.get(peers(direction)).items() {
                    let head =
                        format!("{}, {} rule {}", name(policy), direction.word(), number + 1);
                    if let Some((finding, what)) = of_peer(net, policy, peer, &head) {
                        push(finding, format!("{} {what}", direction.word()));
                    }
                }
            }
        }
    }
}

fn place(policy: &Policy, node: &Node<'_>) -> crate::source::Span {
    // The innermost key on the way down, where there is one alone.
    let mut place = node.place;
    let mut node = node;
    while let Some(entry) = node.entries().first() {
        place = entry.place.to(entry.node.place);
        node = match entry.node.items() {
            [first, ..] => first,
            [] => &entry.node,
        };
    }
    policy.place(place)
}

fn any(workloads: &[Workload], pods: &LabelBox) -> bool {
    workloads.iter().flat_map(|one| &one.pods).any(|one| pods.contains(&one.labels))
}

/// What the pods are called that a selector may have meant.
fn near(workloads: &[Workload], node: &Node<'_>) -> String {
    let labels = node.get("matchLabels").entries();
    for entry in labels {
        let Some(value) = entry.node.text() else { continue };
        let values = workloads.iter().flat_map(|it| &it.pods);
        let values: Vec<_> = values.filter_map(|it| it.labels.get(entry.key.as_ref())).collect();
        if !values.is_empty() && !values.iter().any(|own| *own == value) {
            let close =
                crate::diagnostic::suggest::closest(value, values.iter().map(|it| it.as_str()));
            return match close {
                Some(close) => format!("did you mean `{}: {close}`?", entry.key),
                None => {
                    let mut values = values;
                    values.sort_unstable();
                    values.dedup();
                    values.truncate(4);
                    format!("values of `{}` there: {}", entry.key, listed(values))
                }
            };
        }
        if values.is_empty() {
            return format!("no pod there has the label `{}`", entry.key);
        }
    }
    "compare it with the labels of the pod templates, not those of the Deployments".to_owned()
}

fn of_peer(
    net: &Net<'_>,
    policy: &Policy,
    peer: &Node<'_>,
    head: &str,
) -> Option<(Diagnostic, String)> {
    let (by_namespace, by_pod) = (peer.get("namespaceSelector"), peer.get("podSelector"));
    let (namespaces, pods) = (selector::labels(by_namespace).ok()?, selector::labels(by_pod).ok()?);
    for (labels, node, what) in [(&namespaces, by_namespace, "namespace"), (&pods, by_pod, "pod")] {
        if labels.is_empty() {
            let message = format!("{head}: no {what} can have all of these labels");
            let finding = Diagnostic::new(Code::NeverMatches, place(policy, node), message)
                .label("asks for two values of one label, or for none");
            return Some((finding, format!("{what} never")));
        }
    }
    if !peer.get("ipBlock").is_null() {
        return None;
    }
    let inventory = net.model.inventory;
    let own = &policy.title.namespace;
    let matched: Vec<EcoString> = if by_namespace.is_null() {
        vec![own.clone()]
    } else if let Some(name) = namespaces.get(NAMESPACE_NAME).only() {
        vec![name.clone()]
    } else {
        let declared = inventory.namespaces().iter();
        declared
            .filter(|(_, it)| namespaces.contains(&it.labels))
            .map(|(name, _)| name.clone())
            .collect()
    };
    // An export of a whole cluster has every namespace.
    let all_known = inventory.namespaces().contains_key("kube-system");
    let declared = |name: &EcoString| inventory.namespaces().contains_key(name);
    if all_known && !by_namespace.is_null() && !matched.iter().any(declared) {
        let message = format!("{head}: there is no namespace with these labels");
        let finding = Diagnostic::new(Code::PeerWithoutPods, place(policy, by_namespace), message)
            .label("matches nothing")
            .help("each namespace has its name in the label `kubernetes.io/metadata.name`");
        return Some((finding, "namespaces".to_owned()));
    }
    let by_name = by_namespace.is_null() || namespaces.get(NAMESPACE_NAME).only().is_some();
    let workloads: Vec<&[Workload]> = matched.iter().map(|name| net.workloads(name)).collect();
    let known = (by_name || all_known) && workloads.iter().all(|all| !all.is_empty());
    if pods.is_all() || !known || workloads.iter().any(|all| any(all, &pods)) || matched.is_empty()
    {
        return None;
    }
    let there = listed(matched.iter().take(3));
    let message = format!("{head}: no pod of {there} has these labels");
    let finding = Diagnostic::new(Code::PeerWithoutPods, place(policy, by_pod), message)
        .label("matches nothing")
        .help(near(workloads.first()?, by_pod));
    Some((finding, format!("pods of {}", matched.join(","))))
}

/// The ports of ingress rules that are names: the number of the rule, the port, and its name.
fn named_ports<'a>(spec: &'a Node<'a>) -> Vec<(usize, &'a Node<'a>, &'a str)> {
    let mut found = Vec::new();
    for (number, rule) in spec.get("ingress").items().iter().enumerate() {
        for port in rule.get("ports").items() {
            if let Value::Text(text) = &port.get("port").value {
                found.push((number, port, text.as_ref()));
            }
        }
    }
    found
}

fn protocol(port: &Node<'_>) -> Protocol {
    let said = port.get("protocol").text();
    Protocol::ALL.into_iter().find(|one| said == Some(one.kubernetes())).unwrap_or(Protocol::Tcp)
}
