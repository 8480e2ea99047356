//! What one world allows and another doesn't: by rule, and by pods that are no longer isolated.
//!
//! A connection is gained when the wider world allows it and the narrower one denies it in some direction.
//! In that direction something of the wider world lets it through that the narrower one doesn't hold: a rule,
//! or that nothing isolates its end. So each of these is asked for a connection that the wider world lets
//! through at its other end too. Nothing else can be gained, and nothing is enumerated.

use super::Unfinished;
use super::pairs::Unmatched;
use crate::set::cidr::AddressSet;
use crate::set::flow::{Connection, Model, Peers, Ports};
use crate::set::labels::LabelBox;
use crate::set::port::PortSet;
use crate::set::rule::{Direction, Rule, Space, Subject, of_namespaces};
use crate::world::prover::{Cause, Found, Prover};
use crate::world::way::Way;
use crate::world::{Origin, World};
use std::collections::BTreeSet;
use std::ops::ControlFlow;

/// How many parts of a rule are told apart; of a rule with more the rule itself is told.
const MOST_PARTS: usize = 8;

/// A rule that lets through what the narrower world denies.
pub(super) struct Opening {
    pub(super) direction: Direction,
    pub(super) rule: Rule<Origin>,
    /// The parts of it that do, where other rules decide at the other end; else none, for all of it.
    pub(super) parts: Vec<Way>,
    /// Whether the narrower world allows some of it.
    pub(super) partly: bool,
    pub(super) witness: Connection,
    pub(super) only_where: Option<Model>,
}

/// Pods that the narrower world isolates, and the wider one doesn't, or not all of them.
pub(super) struct Release {
    pub(super) direction: Direction,
    pub(super) subject: Subject,
    pub(super) origin: Origin,
    pub(super) witness: Connection,
    pub(super) only_where: Option<Model>,
}

/// What is gained.
#[derive(Default)]
pub(super) struct Gained {
    pub(super) openings: Vec<Opening>,
    pub(super) releases: Vec<Release>,
    /// Whether an end lets through more, and the other end nothing of it.
    pub(super) unseen: bool,
}

/// A world that may allow more, and one that may allow less.
pub(super) struct Search<'a, 'b> {
    pub(super) space: &'a Space,
    pub(super) wider: (&'b mut Prover<'a>, &'a World),
    pub(super) narrower: (&'b mut Prover<'a>, &'a World),
    /// The readings of `ipBlock` that can differ.
    pub(super) models: &'static [Model],
}

/// What is gained in one reading.
#[derive(Default)]
struct Gap {
    parts: Vec<Way>,
    partly: bool,
    witness: Option<Connection>,
    unseen: bool,
}

impl<'a> Search<'a, '_> {
    /// All that is gained, where these rules of the wider world are not in the narrower one as they are.
    pub(super) fn gained(&mut self, unmatched: &Unmatched) -> Result<Gained, Unfinished> {
        let mut gained = Gained::default();
        for direction in Direction::ALL {
            self.releases(direction, &mut gained)?;
            for rule in unmatched.of(direction) {
                self.opening(direction, *rule, &mut gained)?;
            }
        }
        Ok(gained)
    }

    fn opening(
        &mut self,
        direction: Direction,
        rule: Rule<Origin>,
        gained: &mut Gained,
    ) -> Result<(), Unfinished> {
        let ways = |space: &'a Space, model| {
            let parts = (rule.subject, rule.peer, rule.ports);
            Way::of_rule(space, direction, model, parts).collect::<Vec<_>>()
        };
        let own = Cause::Rule(rule.origin);
        let space = self.space;
        let found = self.in_each_model(gained, |search, model| {
            let ways = ways(space, model);
            let mut gap = search.gap(direction, &ways, own)?;
            if gap.witness.is_some() {
                let told = if gap.parts.is_empty() { &ways } else { &gap.parts };
                gap.partly = search.any_allowed(told)?;
            }
            Ok(gap)
        })?;
        if let Some((Gap { parts, partly, witness: Some(witness), .. }, only_where)) = found {
            let opening = Opening { direction, rule, parts, partly, witness, only_where };
            gained.openings.push(opening);
        }
        Ok(())
    }

    /// The subjects that the narrower world isolates, as far as the wider one leaves them open.
    fn releases(&mut self, direction: Direction, gained: &mut Gained) -> Result<(), Unfinished> {
        let isolated = |world: &'a World| &world.meaning.side(direction).isolated;
        let kept: BTreeSet<Subject> =
            isolated(self.wider.1).iter().map(|(subject, _)| *subject).collect();
        let mut asked = BTreeSet::new();
        for (subject, origin) in isolated(self.narrower.1) {
            if kept.contains(subject) || !asked.insert(*subject) {
                continue;
            }
            let ways = everything(self.space, direction, *subject);
            let found =
                self.in_each_model(gained, |search, _| search.open_gap(direction, &ways))?;
            if let Some((Gap { witness: Some(witness), .. }, only_where)) = found {
                let (subject, origin) = (*subject, *origin);
                gained.releases.push(Release { direction, subject, origin, witness, only_where });
            }
        }
        Ok(())
    }

    /// The first gap that a reading shows, and the reading where only one does.
    fn in_each_model(
        &mut self,
        gained: &mut Gained,
        mut gap: impl FnMut(&Self, Model) -> Result<Gap, Unfinished>,
    ) -> Result<Option<(Gap, Option<Model>)>, Unfinished> {
        let mut found: Option<(Gap, Model)> = None;
        let (mut seen, mut unseen) = (0, false);
        for model in self.models {
            self.wider.0.start(*model);
            self.narrower.0.start(*model);
            let gap = gap(self, *model)?;
            unseen |= gap.unseen;
            if gap.witness.is_some() {
                seen += 1;
                found.get_or_insert((gap, *model));
            }
        }
        gained.unseen |= unseen && found.is_none();
        let everywhere = seen == self.models.len();
        Ok(found.map(|(gap, model)| (gap, (!everywhere).then_some(model))))
    }

    /// What of these ways, which something of the wider world lets through in a direction, is gained.
    fn gap(&self, direction: Direction, ways: &[Way], own: Cause) -> Result<Gap, Unfinished> {
        let mut gap = Gap::default();
        let mut whole = false;
        for way in ways {
            match self.narrower.0.denied(direction, way) {
                Found::None => continue,
                Found::One(_) => gap.unseen = true,
                Found::Undecided => return Err(Unfinished),
            }
            let (parts, witness) = self.parts(direction, way, own)?;
            if let Some(witness) = witness {
                gap.witness.get_or_insert(witness);
                whole |= parts.is_empty();
                gap.parts.extend(parts);
            }
        }
        if whole {
            gap.parts.clear();
        }
        Ok(gap)
    }

    /// The parts of a way that the wider world lets through at its other end, and the narrower one denies in
    /// `direction`; none stand for all of it.
    fn parts(
        &self,
        direction: Direction,
        way: &Way,
        own: Cause,
    ) -> Result<(Vec<Way>, Option<Connection>), Unfinished> {
        let mut parts: Vec<Way> = Vec::new();
        let mut witness = None;
        let flow = self.wider.0.each::<()>(other(direction), way, &mut |cause, part| {
            let whole =
                cause == own || !matches!(cause, Cause::Rule(_)) || part.ports.to_set().is_none();
            if parts.contains(&part) && !whole {
                return ControlFlow::Continue(());
            }
            match self.narrower.0.denied(direction, &part) {
                Found::None => ControlFlow::Continue(()),
                Found::Undecided => ControlFlow::Break(None),
                Found::One(connection) => {
                    witness.get_or_insert(*connection);
                    if whole || parts.len() == MOST_PARTS {
                        parts.clear();
                        return ControlFlow::Break(Some(()));
                    }
                    parts.push(part);
                    ControlFlow::Continue(())
                }
            }
        });
        match flow {
            ControlFlow::Break(None) => Err(Unfinished),
            _ => Ok((parts, witness)),
        }
    }

    /// What of these ways, which the narrower world isolates, nothing isolates in the wider one.
    fn open_gap(&self, direction: Direction, ways: &[Way]) -> Result<Gap, Unfinished> {
        let mut gap = Gap::default();
        for way in ways {
            let flow = self.wider.0.each(direction, way, &mut |cause, open| {
                if cause != Cause::Open {
                    return ControlFlow::Continue(());
                }
                match self.gap(direction, &[open], Cause::Open) {
                    Err(Unfinished) => ControlFlow::Break(None),
                    Ok(Gap { witness: None, unseen, .. }) => {
                        gap.unseen |= unseen;
                        ControlFlow::Continue(())
                    }
                    Ok(found) => ControlFlow::Break(Some(found)),
                }
            });
            match flow {
                ControlFlow::Continue(()) => {}
                ControlFlow::Break(Some(found)) => return Ok(found),
                ControlFlow::Break(None) => return Err(Unfinished),
            }
        }
        Ok(gap)
    }

    /// Whether the narrower world allows a connection of these ways.
    fn any_allowed(&self, ways: &[Way]) -> Result<bool, Unfinished> {
        for way in ways {
            match self.narrower.0.escape(way, &[]) {
                Found::None => {}
                Found::One(_) => return Ok(true),
                Found::Undecided => return Err(Unfinished),
            }
        }
        Ok(false)
    }
}

const fn other(direction: Direction) -> Direction {
    match direction {
        Direction::Egress => Direction::Ingress,
        Direction::Ingress => Direction::Egress,
    }
}

/// All that a subject could exchange with anybody: with addresses first, which are isolated nowhere.
fn everything(space: &Space, direction: Direction, subject: Subject) -> Vec<Way> {
    let parts = space.name_of(subject.namespace).zip(space.labels_of(subject.pods));
    let Some((name, pods)) = parts else { return Vec::new() };
    let subject = Peers::Pods {
        namespaces: of_namespaces([name.clone()]),
        pods: pods.clone(),
        addresses: AddressSet::all(),
    };
    let every = Peers::Pods {
        namespaces: LabelBox::default(),
        pods: LabelBox::default(),
        addresses: AddressSet::all(),
    };
    let peers = [Peers::Outside(AddressSet::all()), every];
    let mut ways = Vec::new();
    for ports in Ports::of(&PortSet::any()) {
        ways.extend(peers.clone().map(|peer| {
            let (source, target) = match direction {
                Direction::Egress => (subject.clone(), peer),
                Direction::Ingress => (peer, subject.clone()),
            };
            Way { source, target, ports: ports.clone() }
        }));
    }
    ways
}
