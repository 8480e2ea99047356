//! `A -> B`: whether it is allowed, and what both ends say of it.

use super::answer::{Answer, Body, Extent, Flow, Reason, Side, State, Verdict};
use super::reached::{Part, Reached, reached};
use super::resolve::End;
use super::{Asker, emitted, misses};
use crate::check::assertion::report;
use crate::ir::{self, FlowId};
use crate::reach;
use crate::set::flow::{Model, Peers};
use crate::set::port::PortSet;
use crate::set::rule::{Direction, NAMESPACE_NAME};
use crate::world::Origin;
use crate::world::prover::{Cause, Found};
use crate::world::way::{self, Way};
use crate::world::witness::witness;
use std::collections::BTreeMap;
use std::ops::ControlFlow;

/// How many reasons of one end are told.
const MOST: usize = 4;

/// What is asked.
pub(super) struct Asked<'q> {
    pub(super) source: &'q End,
    pub(super) target: &'q End,
    /// Every port where the question doesn't say.
    pub(super) ports: PortSet,
    /// Whether the question doesn't say.
    pub(super) open: bool,
    pub(super) ways: Vec<Way>,
}

impl<'q> Asked<'q> {
    pub(super) fn new(source: &'q End, target: &'q End, ports: Option<&PortSet>) -> Self {
        let open = ports.is_none();
        let ports = ports.cloned().unwrap_or_else(PortSet::any);
        let ways = Way::all(&source.peers, &target.peers, &ports);
        Self { source, target, ports, open, ways }
    }
}

impl Asker<'_> {
    /// Answers whether something may connect to something.
    pub(super) fn connection(&mut self, asked: &Asked<'_>) -> Answer {
        let [outside, everywhere] = Model::ALL.map(|model| {
            self.prover.start(model);
            reached(&self.prover, &asked.ways, &asked.ports, asked.open)
        });
        self.prover.start(Model::Outside);
        let verdict = verdict(asked, &outside);
        let mut flow = Flow { sides: self.sides(asked, &outside), ..Flow::default() };
        if verdict == Verdict::Partly {
            let extents = [Extent::All, Extent::Some, Extent::None];
            let ports = extents.iter().map(|extent| (*extent, outside.on(*extent)));
            let several = ports.clone().filter(|(_, ports)| !ports.is_empty()).count() > 1;
            flow.ports = ports
                .filter(|(extent, ports)| {
                    !ports.is_empty() && several && !(asked.open && *extent == Extent::None)
                })
                .map(|(extent, ports)| (extent, ports.to_string()))
                .collect();
            flow.allowed = outside.allowed.as_deref().map(witness);
            flow.denied = outside.denied.as_deref().map(witness);
        }
        if verdict == Verdict::No {
            flow.misses = misses::misses(self, asked);
            flow.suggestion = misses::suggestion(self, asked, &flow.sides);
        }
        let mut notes = self.about_ends(asked);
        let other = self::verdict(asked, &everywhere);
        if everywhere.ports != outside.ports {
            let ports = everywhere.on(Extent::All).union(everywhere.on(Extent::Some));
            let on = if ports.is_empty() || ports.is_any() {
                String::new()
            } else {
                format!(", on {ports}")
            };
            notes.push(format!("the answer is `{}`{on} where {}", other.word(), Model::Everywhere));
        }
        for zone in self.prover.take_assumed() {
            if let Some(zone) = self.policy.zone(zone) {
                notes.push(format!(
                    "zone `{}` is assumed to be exclusive: no pod of it is in two segments",
                    zone.name
                ));
            }
        }
        if outside.unfinished {
            notes.push("a part of the search took too long: ask about less at once".to_owned());
        }
        let sentence = sentence(asked, verdict, &outside);
        Answer { verdict, sentence, body: Body::Flow(Box::new(flow)), notes }
    }

    /// What there is to know of the ends that were asked about.
    pub(super) fn about_ends(&self, asked: &Asked<'_>) -> Vec<String> {
        let mut notes: Vec<_> = [asked.source, asked.target]
            .iter()
            .filter_map(|end| end.unknown.as_ref())
            .map(|name| self.unknown(name))
            .collect();
        notes.dedup();
        for end in [asked.source, asked.target] {
            if end.peers.is_empty() {
                notes.push(format!("no pod can carry the labels of `{}`", end.name));
            }
        }
        notes
    }

    fn sides(&self, asked: &Asked<'_>, reached: &Reached) -> Vec<Side> {
        Direction::ALL.map(|direction| self.side(asked, reached, direction)).into()
    }

    /// What one end says: what lets something through at both ends, or else at this end alone.
    fn side(&self, asked: &Asked<'_>, reached: &Reached, direction: Direction) -> Side {
        let of = |part: &Part| match direction {
            Direction::Egress => part.egress,
            Direction::Ingress => part.ingress,
        };
        let mut causes: BTreeMap<Cause, Way> = BTreeMap::new();
        for part in &reached.parts {
            causes.entry(of(part)).or_insert_with(|| part.way.clone());
        }
        if causes.is_empty() {
            for way in &asked.ways {
                let _ = self.prover.each::<()>(direction, way, &mut |cause, part| {
                    causes.entry(cause).or_insert(part);
                    ControlFlow::Continue(())
                });
            }
        }
        let state = match causes.keys().next() {
            Some(Cause::Outside) if causes.len() == 1 => State::Outside,
            Some(_) => State::Allows,
            None => State::Denies,
        };
        causes.remove(&Cause::Outside);
        let told = causes.iter().take(MOST);
        let reasons = told.map(|(cause, part)| self.reason(direction, *cause, part, true));
        let mut isolating = Vec::new();
        if state == State::Denies
            && let Some(way) = asked.ways.first()
        {
            isolating = self.emitted.isolating(direction, way.subject(direction));
        }
        let more = causes.len().saturating_sub(MOST);
        Side { direction, state, reasons: reasons.collect(), more, isolating }
    }

    /// Why a part is let through in a direction.
    pub(super) fn reason(
        &self,
        direction: Direction,
        cause: Cause,
        part: &Way,
        with_rules: bool,
    ) -> Reason {
        let remark = |remark: String| Reason { statement: None, remark, rules: Vec::new() };
        let rules = || {
            let wanted = with_rules.then(|| self.emitted.rules(direction, self.prover.model, part));
            wanted.unwrap_or_default()
        };
        let connection = || match self.prover.outside(part, &[]) {
            Found::One(connection) => way::seen_from(&connection, direction),
            Found::None | Found::Undecided => None,
        };
        match cause {
            Cause::Outside => remark("an address: no policy rules it".to_owned()),
            Cause::Open if of_others(part.subject(direction)) => {
                remark(format!("open: no zone isolates its {}", direction.word()))
            }
            Cause::Open => remark(match connection() {
                Some(seen) => report::open(&self.prover, &seen),
                None => format!("open: nothing isolates its {}", direction.word()),
            }),
            Cause::Rule(Origin::Object(origin)) => match self.prover.world.object(origin) {
                Some((title, span)) => {
                    let rules = vec![emitted::emission(title, direction, origin)];
                    Reason { statement: Some(*span), remark: String::new(), rules }
                }
                None => remark(String::new()),
            },
            Cause::Rule(Origin::Policy(reach::Origin::Zone(_))) => remark(String::new()),
            Cause::Rule(Origin::Policy(reach::Origin::Allowed(cause))) => {
                let (statement, remark) = match cause {
                    ir::Cause::Flow(id) => (self.statement(id), ""),
                    ir::Cause::Dns => {
                        let flow =
                            connection().and_then(|seen| report::implying(self.policy, &seen));
                        let remark = match flow {
                            Some(_) => "implies DNS",
                            None => "DNS answers every pod whose egress is open",
                        };
                        (flow.and_then(|id| self.statement(id)), remark)
                    }
                    ir::Cause::Api => {
                        let api = self.policy.cluster.api.first();
                        (api.map(|api| api.endpoint.span), "the API follows grants")
                    }
                };
                Reason { statement, remark: remark.to_owned(), rules: rules() }
            }
        }
    }

    fn statement(&self, flow: FlowId) -> Option<crate::source::Span> {
        self.policy.flow(flow).map(|flow| flow.span)
    }
}

/// Whether these are pods of namespaces that are known by what they are not.
fn of_others(peers: &Peers) -> bool {
    match peers {
        Peers::Pods { namespaces, .. } => namespaces.get(NAMESPACE_NAME).negated,
        Peers::Outside(_) => false,
    }
}

pub(super) fn verdict(asked: &Asked<'_>, reached: &Reached) -> Verdict {
    let [all, some, none] = Extent::ORDER.map(|extent| !reached.on(extent).is_empty());
    match (all, some, none) {
        _ if reached.unfinished && !all && !some => Verdict::Undecided,
        (false, false, _) => Verdict::No,
        (true, false, none) if asked.open || !none => Verdict::Yes,
        _ => Verdict::Partly,
    }
}

impl Extent {
    const ORDER: [Self; 3] = [Self::All, Self::Some, Self::None];
}

fn sentence(asked: &Asked<'_>, verdict: Verdict, reached: &Reached) -> String {
    let ports = match (asked.open, verdict) {
        (false, _) => asked.ports.clone(),
        (true, Verdict::Yes) => reached.on(Extent::All).clone(),
        (true, Verdict::Partly) => reached.on(Extent::All).union(reached.on(Extent::Some)),
        (true, Verdict::No | Verdict::Undecided) => PortSet::any(),
    };
    let on = match (ports.is_any(), verdict) {
        (true, Verdict::No) => " on any port".to_owned(),
        (true, _) => " on every port".to_owned(),
        (false, _) => format!(" on {ports}"),
    };
    let (source, target) = (&asked.source.name, &asked.target.name);
    match verdict {
        Verdict::Yes => format!("{source} can connect to {target}{on}"),
        Verdict::Partly => format!("{source} can connect to {target}{on}, but only in part"),
        Verdict::No => format!("{source} can't connect to {target}{on}"),
        Verdict::Undecided => {
            format!("whether {source} can connect to {target}{on} was not decided")
        }
    }
}
