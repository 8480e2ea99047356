//! `api-unreachable`, `api-without-rights`: who may ask the API server something has to reach it, and who
//! reaches it should have something to ask.

use crate::diagnostic::{Code, Diagnostic, Level, Sink, listed};
use crate::ir::half::Pods;
use crate::ir::{AddressesKind, Direction, EndpointKind, Flow, Policy, Segment, SegmentId, Target};
use crate::k8s::rights::Objects;
use crate::reach::rights;
use crate::set::cidr::AddressSet;
use crate::set::right::Holder;
use ecow::eco_format;
use std::collections::BTreeSet;

/// How many segments a message names.
const FEW: usize = 3;

/// A segment's account holds grants, but its pods can't reach the API server.
pub(super) fn unreachable(policy: &Policy, sink: &mut Sink) {
    if !policy.cluster.api.is_empty() {
        return;
    }
    let granted = policy.accounts_with_grants();
    let leads_out = |flow: &&Flow| {
        let addresses = |target: &Target| {
            matches!(target.endpoint.kind, EndpointKind::Addresses(_) | EndpointKind::Anywhere)
        };
        flow.targets.iter().any(addresses)
    };
    let outgoing = policy.flows.iter().filter(|flow| flow.only != Some(Direction::Ingress));
    let leading = outgoing.filter(leads_out);
    let reach_addresses: BTreeSet<_> =
        leading.flat_map(|flow| flow.sources.iter().map(|source| &source.kind)).collect();
    for (index, segment) in policy.segments.iter().enumerate() {
        let Some(account) = segment.account.filter(|account| granted.contains(account)) else {
            continue;
        };
        let kind = EndpointKind::Segment(SegmentId::at(index));
        let isolated = policy.subject(&kind, Direction::Egress).is_some();
        let follows = policy.zone(segment.zone).is_some_and(|zone| zone.api_follows);
        let leads_out = [&kind, &EndpointKind::Zone(segment.zone)];
        let leads_out = leads_out.iter().any(|end| reach_addresses.contains(end));
        if !isolated || !follows || leads_out {
            continue;
        }
        let name = policy.account(account).map_or("", |account| &account.name);
        sink.push(
            Diagnostic::new(
                Code::ApiUnreachable,
                segment.span,
                format!("account `{name}` holds grants, but the pods of `{}` can't reach the API server", segment.name),
            )
            .note("the zone isolates egress, and the program doesn't say where the API server is")
            .help("state it: `cluster { api 10.96.0.1, 192.0.2.10 tcp/443 tcp/6443 }`; or `without api` in the zone if its pods don't call it"),
        );
    }
}

/// A flow leads to the API server from pods whose account holds nothing.
pub(super) fn without_rights(policy: &Policy, others: &Objects, sink: &mut Sink) {
    if policy.cluster.api.is_empty() {
        return;
    }
    let granted = rights::given(policy).into_iter().map(|(right, _)| right.holder);
    let holders: BTreeSet<_> =
        granted.chain(others.given().into_iter().map(|right| right.holder)).collect();
    for flow in policy.flows.iter().filter(|flow| flow.only != Some(Direction::Ingress)) {
        let leading = flow.targets.iter().filter_map(|target| Some((way(policy, target)?, target)));
        let Some((way, target)) = leading.max_by_key(|(way, _)| *way) else { continue };
        let idle = sources(policy, flow).into_iter().filter(|one| is_idle(policy, one, &holders));
        // Of pods that run as an account that the program doesn't know, it doesn't know the rights either.
        let (known, unknown): (Vec<_>, Vec<_>) = idle.partition(|one| one.account.is_some());
        let level = match way {
            Way::Alone if !known.is_empty() => Level::Warn,
            Way::Alone | Way::Among => Level::Allow,
        };
        let said = if known.is_empty() { unknown } else { known };
        if let Some(first) = said.first() {
            let finding = idle_flow(policy, target, way, first, &said).at_level(level);
            sink.push(finding.answered(flow.clauses.because.as_ref()));
        }
    }
}

/// How a flow leads to the API server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Way {
    /// Among other addresses.
    Among,
    /// To nothing else.
    Alone,
}

/// How a target leads to the API server, if it does.
fn way(policy: &Policy, target: &Target) -> Option<Way> {
    let addresses = match &target.endpoint.kind {
        EndpointKind::Addresses(addresses) => AddressSet::of_blocks(&addresses.blocks),
        EndpointKind::Anywhere => AddressSet::all(),
        _ => return None,
    };
    let mut api = AddressSet::default();
    for one in &policy.cluster.api {
        let EndpointKind::Addresses(own) = &one.endpoint.kind else { continue };
        if !target.ports.numbers().intersect(one.ports.numbers()).is_empty() {
            api = api.union(&AddressSet::of_blocks(&own.blocks));
        }
    }
    let named = matches!(&target.endpoint.kind, EndpointKind::Addresses(addresses)
        if addresses.kind == AddressesKind::ApiServer);
    match addresses.intersect(&api).is_empty() {
        true => None,
        false if named || addresses.is_subset(&api) => Some(Way::Alone),
        false => Some(Way::Among),
    }
}

/// The segments that a flow leads from, where their zone isolates egress.
fn sources<'a>(policy: &'a Policy, flow: &Flow) -> Vec<&'a Segment> {
    let pods = flow.sources.iter().filter_map(|end| policy.subject(&end.kind, Direction::Egress));
    let segments = pods.flat_map(|pods| {
        let all = policy.segments.iter().enumerate();
        all.filter(move |(index, segment)| match pods {
            Pods::Segment(id) => id == SegmentId::at(*index),
            Pods::Zone(zone) => segment.zone == zone,
        })
    });
    let by_place: std::collections::BTreeMap<_, _> = segments.collect();
    by_place.into_values().collect()
}

/// Whether nobody is known to grant anything to the account that the pods of a segment run as.
fn is_idle(policy: &Policy, segment: &Segment, holders: &BTreeSet<Holder>) -> bool {
    let account = segment.account.and_then(|account| policy.account(account));
    account.is_none_or(|account| {
        let own = Holder::Account(account.namespace.clone(), account.name.clone());
        let of_namespace = eco_format!("system:serviceaccounts:{}", account.namespace);
        // What a chart makes, it grants something to.
        !account.external
            && !holders.contains(&own)
            && !holders.contains(&Holder::Group(of_namespace))
    })
}

fn idle_flow(
    policy: &Policy,
    target: &Target,
    way: Way,
    first: &Segment,
    idle: &[&Segment],
) -> Diagnostic {
    let names: Vec<_> = idle.iter().take(FEW).map(|segment| &segment.name).collect();
    let more = match idle.len().saturating_sub(FEW) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let who = format!("{}{more}", listed(&names));
    let (runs, its) = match idle.len() {
        1 => ("its pods run", "the account"),
        _ => ("their pods run", "the accounts"),
    };
    let message =
        format!("{who} may reach the API server, and nothing is granted to {its} that {runs} as");
    let label = match way {
        Way::Alone => "no right to ask for anything",
        Way::Among => "leads to the API server too",
    };
    let grant = match first.account.and_then(|account| policy.account(account)) {
        Some(account) => {
            format!("grant what it asks for, as in `{} can read configmaps`", account.name)
        }
        None => format!(
            "say as which account it runs, and what that may do: `account {0}; {0} can read configmaps`; `extern account {0}` if a chart makes both",
            first.name
        ),
    };
    let less = match way {
        Way::Alone => {
            "or remove the flow: it is the way to the API server for whoever gets into the pod"
        }
        Way::Among => "or leave the addresses of the API server out with `except`",
    };
    Diagnostic::new(Code::ApiWithoutRights, target.endpoint.span, message)
        .label(label)
        .also(first.span, "runs without rights")
        .help(grant)
        .help(less)
}
