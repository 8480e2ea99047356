//! The judge of proofs: the plain definition over one cluster, and the cluster that a witness describes.

use super::*;
use crate::emit::tests::intended::on;
use crate::emit::tests::world::{self, Namespace};
use crate::set::flow::{End, Labels, Pod};
use crate::set::rule::NAMESPACE_NAME;
use crate::world::way;

pub(super) const PORTS: [(&str, u16); 8] = [
    ("TCP", 80),
    ("TCP", 81),
    ("TCP", 90),
    ("TCP", 91),
    ("UDP", 53),
    ("UDP", 80),
    ("TCP", 53),
    ("SCTP", 80),
];

/// A claim and a cluster, judged plainly.
pub(super) struct Judge<'a> {
    pub(super) intended: Intended<'a>,
    without_dns: Intended<'a>,
    /// The objects that rule traffic, where they stand in the place of the policy or beside it.
    objects: Option<&'a [NetworkPolicy]>,
}

impl<'a> Judge<'a> {
    pub(super) fn new(
        policy: &'a Policy,
        dnsless: &'a Policy,
        objects: Option<&'a [NetworkPolicy]>,
        world: &'a World,
    ) -> Self {
        let intended = Intended { policy, world };
        Self { intended, without_dns: Intended { policy: dnsless, world }, objects }
    }

    /// Whether an end of a claim names it: addresses are those outside.
    fn is(&self, end: &EndpointKind, one: &world::End) -> bool {
        let inside = matches!(one, world::End::Pod(_));
        !(inside && matches!(end, EndpointKind::Addresses(_))) && self.intended.is(end, one)
    }

    pub(super) fn names(
        &self,
        claim: &Flows<'_>,
        to: &world::End,
        (protocol, port): (&str, u16),
    ) -> bool {
        let targets = claim.targets.iter().zip(claim.ports);
        targets
            .into_iter()
            .any(|(target, ports)| self.is(&target.kind, to) && on(ports, to, protocol, port))
    }

    pub(super) fn allows(
        &self,
        from: &world::End,
        to: &world::End,
        (protocol, port): (&str, u16),
    ) -> bool {
        match self.objects {
            Some(objects) => self.intended.world.allows(objects, from, to, protocol, port),
            None => self.intended.allows(from, to, protocol, port),
        }
    }

    pub(super) fn is_source(&self, claim: &Flows<'_>, from: &world::End) -> bool {
        claim.sources.iter().any(|source| self.is(&source.kind, from))
    }

    /// Whether one connection breaks a claim that isn't about hops.
    pub(super) fn breaks(
        &self,
        claim: &Flows<'_>,
        from: &world::End,
        to: &world::End,
        on_port: (&str, u16),
    ) -> bool {
        let allowed = self.allows(from, to, on_port);
        let (source, target) = (self.is_source(claim, from), self.names(claim, to, on_port));
        match claim.assertion.word {
            Word::Never => allowed && source && target,
            Word::Only => allowed && !source && target,
            Word::Always => !allowed && source && target,
            Word::Confine => {
                let dns = self.intended.policy.cluster.dns.targets.iter().any(|dns| {
                    self.intended.is(&dns.endpoint.kind, to)
                        && on(&dns.ports, to, on_port.0, on_port.1)
                });
                let implied = self.objects.is_none() && dns && self.intended.may_ask(from);
                allowed
                    && !implied
                    && claim.sources.iter().any(|source| {
                        self.is(&source.kind, from) && !self.permitted(source, to, on_port)
                    })
            }
        }
    }

    /// Whether some `confine` of a subject lets it reach this.
    fn permitted(&self, subject: &Endpoint, to: &world::End, on_port: (&str, u16)) -> bool {
        let claims = self.intended.policy.assertions.iter().filter_map(Flows::of);
        let mut same = claims.filter(|claim| {
            claim.assertion.word == Word::Confine
                && claim.sources.iter().any(|source| source.kind == subject.kind)
        });
        same.any(|claim| self.names(&claim, to, on_port))
    }

    pub(super) fn allows_hop(
        &self,
        from: &world::End,
        to: &world::End,
        (protocol, port): (&str, u16),
    ) -> bool {
        match self.objects {
            Some(_) => self.allows(from, to, (protocol, port)),
            None => self.without_dns.allows(from, to, protocol, port),
        }
    }

    fn hops(&self, from: &world::End, to: &world::End) -> bool {
        PORTS.iter().any(|on_port| self.allows_hop(from, to, *on_port))
    }

    /// Whether the cluster breaks a claim.
    pub(super) fn broken(&self, claim: &Flows<'_>) -> bool {
        let ends: Vec<_> = self.intended.world.ends.iter().enumerate().collect();
        let inside = |end: &world::End| matches!(end, world::End::Pod(_));
        let mut sources: Vec<_> = ends.clone();
        if claim.hops {
            sources.retain(|(_, end)| self.is_source(claim, end));
            let mut at = 0;
            while let Some((from, end)) = sources.get(at).copied() {
                for (to, other) in &ends {
                    let new = !sources.iter().any(|(known, _)| known == to);
                    if new && from != *to && inside(other) && self.hops(end, other) {
                        sources.push((*to, other));
                    }
                }
                at += 1;
            }
        }
        sources.iter().any(|(from, source)| {
            ends.iter().any(|(to, target)| {
                from != to
                    && (inside(source) || inside(target))
                    && PORTS.iter().any(|port| match claim.hops {
                        true => {
                            self.names(claim, target, *port) && self.allows(source, target, *port)
                        }
                        false => self.breaks(claim, source, target, *port),
                    })
            })
        })
    }
}

/// Whether a pod is in at most one segment where that is assumed.
pub(super) fn possible(policy: &Policy, intended: &Intended<'_>, end: &world::End) -> bool {
    (0..).map(ZoneId).zip(&policy.zones).all(|(id, zone)| {
        let segments = (0..).map(crate::ir::SegmentId).zip(&policy.segments);
        let in_it = segments.filter(|(segment_id, segment)| {
            segment.zone == id && intended.is(&EndpointKind::Segment(*segment_id), end)
        });
        zone.exclusive != Exclusive::Assumed || in_it.count() < 2
    })
}

/// The cluster that a chain of connections describes, and the numbers of its ends.
pub(super) fn described(chain: &[Connection], model: Model) -> (World, Vec<(usize, usize)>) {
    let strings = |labels: &Labels| {
        labels.iter().map(|(key, value)| (key.to_string(), value.to_string())).collect()
    };
    let blocks_match_pods = model == Model::Everywhere;
    let mut world = World { namespaces: Vec::new(), ends: Vec::new(), blocks_match_pods };
    let mut hops = Vec::new();
    let mut last: Option<Pod> = None;
    for connection in chain {
        let (source, target) = way::ends(connection);
        if let (Some(Pod { labels, namespace, address, .. }), End::Pod(next)) = (&last, &source) {
            assert_eq!(
                (labels, namespace, address),
                (&next.labels, &next.namespace, &next.address)
            );
        }
        for end in [&source, &target] {
            world.ends.push(match end {
                End::Outside(address) => world::End::Outside(*address),
                End::Pod(pod) => {
                    let name = pod.namespace[NAMESPACE_NAME].to_string();
                    let labels: world::Labels = strings(&pod.namespace);
                    let known = world.namespaces.iter().position(|other| other.name == name);
                    let namespace = known.unwrap_or(world.namespaces.len());
                    match world.namespaces.get(namespace) {
                        Some(other) => assert_eq!(other.labels, labels, "one namespace"),
                        None => world.namespaces.push(Namespace { name, labels }),
                    }
                    let port =
                        |((protocol, name), port): (&(crate::set::port::Protocol, _), &u16)| {
                            let name: &ecow::EcoString = name;
                            ((protocol.kubernetes().to_owned(), name.to_string()), *port)
                        };
                    world::End::Pod(world::Pod {
                        namespace,
                        labels: strings(&pod.labels),
                        ports: pod.ports.iter().map(port).collect(),
                        address: pod.address,
                    })
                }
            });
        }
        hops.push((world.ends.len() - 2, world.ends.len() - 1));
        last = match target {
            End::Pod(pod) => Some(pod),
            End::Outside(_) => None,
        };
    }
    (world, hops)
}
