//! `->>`: who can be reached by hopping from pod to pod.
//!
//! The pods that a set of pods reaches in one hop are again some boxes: those of what lets a connection out
//! cut by those of what lets it in. So there are only so many sets, and each is looked at once. Port names
//! are facts about a hop's target that no later hop asks for.
//!
//! Sets forget one thing: that a namespace has the same labels at every hop. So a chain of sets is made a
//! chain of pods, from its end; where that fails, the claim is undecided, neither proved nor refuted.

use crate::set::flow::{Connection, End, Labels, Peers, Pod};
use crate::set::labels::{LabelBox, ValueSet};
use crate::set::nearby::Nearby;
use crate::set::port::PortSet;
use crate::set::rule::{Direction, NAMESPACE_NAME, of_other_namespaces};
use crate::world::prover::{Cause, Found, Prover};
use crate::world::way::{self, Way};
use ecow::EcoString;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

/// What a search for a chain found.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Chain {
    /// There is none.
    None,
    /// These connections, each from the pod that the one before reached.
    Of(Vec<Connection>),
    /// The budget ended first.
    Undecided,
}

/// A set of pods or addresses that is reached.
struct Reached {
    ends: Peers,
    /// The set before it and the connections that lead here; none for the sources.
    hop: Option<(usize, Way)>,
}

/// The sets that are reached, found by their labels.
#[derive(Default)]
struct Sets {
    all: Vec<Reached>,
    nearby: Nearby<usize>,
}

impl Sets {
    fn add(&mut self, reached: Reached) {
        let labels = way::labels(&reached.ends).unwrap_or_default();
        self.nearby.insert(self.all.len(), &labels);
        self.all.push(reached);
    }

    /// Whether pods are surely all of a set that is reached already.
    fn hold(&self, prover: &Prover<'_>, ends: &Peers) -> ControlFlow<(), bool> {
        let Some(one) = way::labels(ends).and_then(|labels| labels.member()) else {
            return ControlFlow::Continue(false);
        };
        for known in self.nearby.holding(&one).filter_map(|at| self.all.get(at)) {
            prover.spend(1)?;
            if way::is_inside(ends, &known.ends) {
                return ControlFlow::Continue(true);
            }
        }
        ControlFlow::Continue(false)
    }
}

/// A chain from the sources to one of the targets, the last hop on its ports.
pub(super) fn chain(prover: &Prover<'_>, sources: &[Peers], targets: &[(Peers, PortSet)]) -> Chain {
    let mut reached = Sets::default();
    for ends in sources {
        reached.add(Reached { ends: ends.clone(), hop: None });
    }
    let mut at = 0;
    let mut lost = false;
    while let Some(from) = reached.all.get(at) {
        let ends = from.ends.clone();
        for (target, ports) in targets {
            for last in Way::all(std::slice::from_ref(&ends), std::slice::from_ref(target), ports) {
                match prover.escape(&last, &[]) {
                    Found::None => {}
                    Found::Undecided => return Chain::Undecided,
                    Found::One(_) => match concrete(prover, &reached.all, at, last) {
                        Some(chain) => return Chain::Of(chain),
                        None => lost = true,
                    },
                }
            }
        }
        if hop(prover, &mut reached, at, &ends).is_break() {
            return Chain::Undecided;
        }
        at += 1;
    }
    if lost { Chain::Undecided } else { Chain::None }
}

/// Adds what `ends` reach in one hop. DNS that flows imply is no hop.
fn hop(prover: &Prover<'_>, reached: &mut Sets, at: usize, ends: &Peers) -> ControlFlow<()> {
    let (any, addresses) = (LabelBox::default(), prover.pods.clone());
    let pods = Peers::Pods { namespaces: any.clone(), pods: any, addresses };
    let ends = std::slice::from_ref(ends);
    for way in Way::all(ends, std::slice::from_ref(&pods), &PortSet::any()) {
        let flow = prover.each::<()>(Direction::Egress, &way, &mut |egress, part| {
            if egress == Cause::DNS || known(reached, prover, &part)? {
                return ControlFlow::Continue(());
            }
            prover.each(Direction::Ingress, &part, &mut |ingress, part| {
                if ingress == Cause::DNS {
                    return ControlFlow::Continue(());
                }
                for part in by_relation(part) {
                    if known(reached, prover, &part)? {
                        continue;
                    }
                    match prover.outside(&part, &[]) {
                        Found::None => {}
                        Found::Undecided => return ControlFlow::Break(None),
                        Found::One(_) => {
                            let ends = part.target.clone();
                            reached.add(Reached { ends, hop: Some((at, part)) });
                        }
                    }
                }
                ControlFlow::Continue(())
            })
        });
        if flow.is_break() {
            return ControlFlow::Break(());
        }
    }
    ControlFlow::Continue(())
}

/// Whether a way leads nowhere new.
fn known(reached: &Sets, prover: &Prover<'_>, way: &Way) -> ControlFlow<Option<()>, bool> {
    match reached.hold(prover, &way.target) {
        ControlFlow::Continue(known) => ControlFlow::Continue(known),
        ControlFlow::Break(()) => ControlFlow::Break(None),
    }
}

/// The part of a way between different namespaces and the part within one, so that every target of each
/// has a source.
fn by_relation(way: Way) -> Vec<Way> {
    let Way { source, target, ports } = way.clone();
    let (
        Peers::Pods { namespaces: of_source, pods: source_pods, addresses: source_addresses },
        Peers::Pods { namespaces, pods, addresses },
    ) = (source, target)
    else {
        return vec![way];
    };
    let own = of_source.get(NAMESPACE_NAME).only().cloned();
    let others = own.map_or_else(LabelBox::default, |name| of_other_namespaces([name]));
    let both = of_source.intersect(&namespaces);
    let with = |source_namespaces: LabelBox, target_namespaces: LabelBox| {
        let possible = !source_namespaces.is_empty() && !target_namespaces.is_empty();
        possible.then(|| Way {
            source: Peers::Pods {
                namespaces: source_namespaces,
                pods: source_pods.clone(),
                addresses: source_addresses.clone(),
            },
            target: Peers::Pods {
                namespaces: target_namespaces,
                pods: pods.clone(),
                addresses: addresses.clone(),
            },
            ports: ports.clone(),
        })
    };
    let apart = with(of_source.clone(), namespaces.intersect(&others));
    let together = with(both.clone(), both);
    apart.into_iter().chain(together).collect()
}

/// The sets that lead to the one at `at`, and `last`, as connections from pod to pod.
fn concrete(
    prover: &Prover<'_>,
    reached: &[Reached],
    at: usize,
    last: Way,
) -> Option<Vec<Connection>> {
    let mut ways = vec![last];
    let mut next = at;
    while let Some((before, way)) = reached.get(next).and_then(|set| set.hop.as_ref()) {
        ways.push(way.clone());
        next = *before;
    }
    let keys = prover.keys();
    let mut namespaces = BTreeMap::new();
    let mut chain = Vec::new();
    let mut towards: Option<Pod> = None;
    for (index, way) in ways.into_iter().enumerate() {
        let way = match &towards {
            Some(pod) => Way { target: way::meet(&way.target, &point(pod, &keys))?, ..way },
            None => way,
        };
        let through_dns = index == 0;
        let connection = among(prover, &way, &namespaces, &keys, through_dns)?;
        let (source, target) = way::ends(&connection);
        for end in [&source, &target] {
            if let End::Pod(pod) = end {
                let name = pod.namespace.get(NAMESPACE_NAME)?.clone();
                namespaces.insert(name, pod.namespace.clone());
            }
        }
        chain.push(connection);
        towards = match source {
            End::Pod(pod) => Some(pod),
            End::Outside(_) => None,
        };
    }
    chain.reverse();
    Some(chain)
}

/// An allowed connection of a way whose namespaces are those known, or others.
fn among(
    prover: &Prover<'_>,
    way: &Way,
    namespaces: &BTreeMap<EcoString, Labels>,
    keys: &BTreeSet<EcoString>,
    through_dns: bool,
) -> Option<Connection> {
    let others = of_other_namespaces(namespaces.keys().cloned());
    let choices =
        || namespaces.values().map(|labels| exactly(labels, keys)).chain([others.clone()]);
    for of_source in choices() {
        for of_target in choices() {
            let within = |end: &Peers, cut: &LabelBox| match end {
                Peers::Outside(_) => Some(end.clone()),
                Peers::Pods { namespaces, pods, addresses } => {
                    let namespaces = namespaces.intersect(cut);
                    let (pods, addresses) = (pods.clone(), addresses.clone());
                    let possible = !namespaces.is_empty();
                    possible.then_some(Peers::Pods { namespaces, pods, addresses })
                }
            };
            let (source, target) =
                (within(&way.source, &of_source), within(&way.target, &of_target));
            let (Some(source), Some(target)) = (source, target) else { continue };
            let way = Way { source, target, ports: way.ports.clone() };
            let found =
                if through_dns { prover.escape(&way, &[]) } else { prover.outside(&way, &[]) };
            if let Found::One(connection) = found {
                return Some(*connection);
            }
        }
    }
    None
}

/// This pod and no other, as far as anything can tell.
fn point(pod: &Pod, keys: &BTreeSet<EcoString>) -> Peers {
    let address = match pod.address {
        std::net::IpAddr::V4(address) => ipnet::IpNet::V4(address.into()),
        std::net::IpAddr::V6(address) => ipnet::IpNet::V6(address.into()),
    };
    Peers::Pods {
        namespaces: exactly(&pod.namespace, keys),
        pods: exactly(&pod.labels, keys),
        addresses: crate::set::cidr::AddressSet::of_cidrs([&address]),
    }
}

/// These labels, and none of the other keys.
fn exactly(labels: &Labels, keys: &BTreeSet<EcoString>) -> LabelBox {
    let keys = keys.iter().chain(labels.keys());
    keys.fold(LabelBox::default(), |all, key| {
        let value = labels.get(key);
        let values = value.cloned().into_iter().collect();
        all.replace(key, ValueSet { absent: value.is_none(), negated: false, values })
    })
}
