//! `api-without-rights`: rules that lead to the API server from pods whose account holds nothing.
//!
//! Where the API server is, the Service `default/kubernetes` and its EndpointSlices say. Without them a single
//! address on its usual port is taken for it.

use super::net::Net;
use super::{bare, rule_span};
use crate::audit::model::is_own_namespace;
use crate::audit::words;
use crate::diagnostic::{Code, Diagnostic, Level, Sink};
use crate::k8s::danger::subject;
use crate::k8s::inventory::{Inventory, Policy, Template, Workload};
use crate::k8s::networkpolicy::Origin;
use crate::set::cidr::AddressSet;
use crate::set::port::{PortSet, Protocol};
use crate::set::right::Holder;
use crate::set::rule::{Direction, Peer, Rule};
use ipnet::IpNet;
use std::collections::BTreeMap;

/// The usual port of the API server, and that of its Service.
const PORTS: [u16; 2] = [6443, 443];

/// How a rule leads to the API server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Way {
    /// Among other addresses.
    Among,
    /// To nothing else.
    Alone,
}

/// Pods without rights, by the policy and the number of the rule that lets them out.
type Idle<'a> = BTreeMap<(u32, u32), (Way, Vec<(&'a Workload, &'a Template)>)>;

pub(super) fn check(net: &Net<'_>, sink: &mut Sink) {
    // Without any binding, rights are given elsewhere.
    if net.model.inventory.bindings().is_empty() {
        return;
    }
    let api = Api::of(net.model.inventory);
    let mut idle = Idle::new();
    for rule in &net.meaning.side(Direction::Egress).rules {
        let (Some((namespace, labels)), Some(number)) =
            (net.subject(rule.subject), rule.origin.rule)
        else {
            continue;
        };
        let Some(way) = api.way(net, rule).filter(|_| !is_own_namespace(namespace)) else {
            continue;
        };
        for workload in net.workloads(namespace) {
            let pods = workload.pods.iter().find(|pods| {
                !pods.host_network
                    && labels.contains(&pods.labels)
                    && holds_nothing(net, workload, pods)
            });
            let Some(pods) = pods else { continue };
            let (gravest, found) =
                idle.entry((rule.origin.policy, number)).or_insert((way, Vec::new()));
            *gravest = way.max(*gravest);
            if !found.iter().any(|(other, _)| other.span == workload.span) {
                found.push((workload, pods));
            }
        }
    }
    for ((policy, rule), (way, found)) in &idle {
        if let Some(policy) = net.model.inventory.policies().get(*policy as usize)
            && let Some(finding) = report(net, policy, *rule, *way, found)
        {
            sink.push(finding);
        }
    }
}

/// Whether no binding of the files gives anything to the account of pods or to the groups of accounts that
/// it is in.
fn holds_nothing(net: &Net<'_>, workload: &Workload, pods: &Template) -> bool {
    let account = Holder::Account(workload.namespace.clone(), pods.account.clone());
    // What everybody may do with a name is no reason to ask.
    let groups = subject::groups(&account).into_iter();
    let accounts =
        groups.filter(|group| !matches!(subject::whom(group), Some(subject::Whom::Authenticated)));
    let mut holders = accounts.chain([account]);
    !holders.any(|holder| {
        let bindings = net.model.holders.get(&holder).into_iter().flatten();
        bindings.into_iter().any(|(at, _)| !net.model.is_own_binding(*at))
    })
}

/// Where the API server is.
struct Api {
    addresses: AddressSet,
    ports: PortSet,
}

impl Api {
    fn of(inventory: &Inventory) -> Self {
        let is_api = |namespace: &str, name: &str| namespace == "default" && name == "kubernetes";
        let services = inventory.services().iter();
        let services = services.filter(|it| is_api(&it.namespace, &it.name));
        let slices = inventory
            .slices()
            .iter()
            .filter(|it| it.service.as_ref().is_some_and(|service| is_api(&it.namespace, service)));
        let (mut cidrs, mut ports): (Vec<IpNet>, Vec<u16>) = (Vec::new(), Vec::new());
        for service in services {
            cidrs.extend(service.addresses.iter().copied().map(IpNet::from));
            ports.extend(service.ports.iter().map(|port| port.port));
        }
        for slice in slices {
            cidrs.extend(slice.addresses.iter().copied().map(IpNet::from));
            ports.extend(slice.ports.iter().filter_map(|(_, _, number)| *number));
        }
        ports.extend(PORTS);
        let ports = ports.iter().fold(PortSet::default(), |all, port| {
            all.union(&PortSet::range(Protocol::Tcp, *port, *port))
        });
        Self { addresses: AddressSet::of_cidrs(&cidrs), ports }
    }

    fn way(&self, net: &Net<'_>, rule: &Rule<Origin>) -> Option<Way> {
        let ports = net.space.ports_of(rule.ports)?;
        if ports.intersect(&self.ports).is_empty() {
            return None;
        }
        let addresses = match net.space.peer_of(rule.peer)? {
            Peer::Anywhere => return Some(Way::Among),
            Peer::Pods(..) => return None,
            Peer::Addresses(id) => net.space.addresses_of(*id)?,
        };
        if self.addresses.is_empty() {
            let [usual, _] = PORTS;
            let on_it_alone = ports.is_subset(&PortSet::range(Protocol::Tcp, usual, usual));
            let mut ranges = addresses.ranges();
            let one = ranges.next().is_some_and(|(first, last)| first == last);
            return (on_it_alone && one && ranges.next().is_none()).then_some(Way::Alone);
        }
        match addresses.intersect(&self.addresses).is_empty() {
            true => None,
            false if addresses.is_subset(&self.addresses) => Some(Way::Alone),
            false => Some(Way::Among),
        }
    }
}

fn report(
    net: &Net<'_>,
    policy: &Policy,
    rule: u32,
    way: Way,
    found: &[(&Workload, &Template)],
) -> Option<Diagnostic> {
    let (first, pods) = found.first()?;
    let names: Vec<_> = found.iter().map(|(workload, _)| workload.name.as_str()).collect();
    let (runs, its) = match found.len() {
        1 => ("its pods run", "the account"),
        _ => ("their pods run", "the accounts"),
    };
    let who = words::few(&names);
    let message = format!(
        "{who} of namespace `{}` may reach the API server, and nothing is granted to {its} that {runs} as",
        policy.title.namespace
    );
    let label = match way {
        Way::Alone => "no right to ask for anything",
        Way::Among => "leads to the API server too",
    };
    let less = match way {
        Way::Alone => "remove the rule, or bind a role to the account with what it asks for",
        Way::Among => "leave the addresses of the API server out with `except`",
    };
    // Who isn't made in these files may get its rights elsewhere, too.
    let known = found.iter().all(|(workload, pods)| {
        let mut made = net.model.inventory.accounts().iter();
        net.model.is_whole()
            || pods.account == "default"
            || made.any(|it| it.namespace == workload.namespace && it.name == pods.account)
    });
    let level = if way == Way::Alone && known { Level::Warn } else { Level::Allow };
    let account = format!("{}/{}", first.namespace, pods.account);
    let marks = found.iter().map(|(one, _)| format!("api {} {}", one.kind, one.name));
    let of_workloads: Option<Vec<_>> = found
        .iter()
        .map(|(workload, _)| net.model.because_owned(workload.reason.as_ref()))
        .collect();
    let because = net.model.because_owned(policy.reason().as_ref());
    let because = because.or_else(|| of_workloads?.into_iter().next());
    Some(
        Diagnostic::new(
            Code::ApiWithoutRights,
            rule_span(policy, Direction::Egress, rule)?,
            message,
        )
        .label(label)
        .also(first.span, format!("runs as `{account}`, which holds nothing"))
        .help(less)
        .help("with `automountServiceAccountToken: false` the pods have no token of it either")
        .at_level(level)
        .marked(bare(policy), marks.collect::<Vec<_>>())
        .answered(because.as_ref()),
    )
}
