//! Two meanings of one direction: is each inside the other?
//!
//! Both are sorted by subject and peer, the ports of each pair joined. Pairs that stand on both sides with
//! equal ports are proved at once; for real output these are all but a few. Any other pair is searched for
//! among the rules of its own subject, then among those of its namespace.

use crate::set::cover::{Answer, Budget, covered};
use crate::set::flow::{Connection, FlowBox, Model};
use crate::set::port::PortSet;
use crate::set::rule::{Direction, PeerId, PortsId, Rule, Side, Space, Subject};

/// How much was compared.
#[derive(Debug, Clone, Copy, Default)]
pub struct Counts {
    /// Pairs of subject and peer on either side, and isolated subjects.
    pub compared: usize,
    /// Those that were searched for.
    pub searched: usize,
}

/// What a connection shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure<A, B> {
    /// The first side holds it, as these parts say, and the second doesn't.
    Missing(Gap, Vec<A>),
    /// The second side holds it, as these parts say, and the first doesn't.
    Extra(Gap, Vec<B>),
    /// The search was given up.
    Undecided(Direction),
}

/// A connection that only one side holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// The connection.
    pub connection: Box<Connection>,
    /// Whether it is about who is isolated, not about what is allowed.
    pub isolation: bool,
    /// The reading of `ipBlock` in which it is so.
    pub model: Model,
}

/// The ports of a subject with a peer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Pair {
    subject: Subject,
    peer: PeerId,
    ports: PortsId,
}

/// A direction of one side: its isolated subjects, and its pairs by subject and peer.
struct Table {
    isolated: Vec<Subject>,
    pairs: Vec<Pair>,
}

/// That two sides isolate and allow the same in a direction.
///
/// # Errors
/// When they don't, or when it isn't decided within the budget.
pub fn compare<A: Copy + Ord, B: Copy + Ord>(
    space: &mut Space,
    direction: Direction,
    first: &Side<A>,
    second: &Side<B>,
    budget: &mut Budget,
) -> Result<Counts, Failure<A, B>> {
    let (left, right) = (Table::new(space, first), Table::new(space, second));
    let mut search = Search { space, direction, budget, counts: Counts::default() };
    search.counts.compared = left.pairs.len() + left.isolated.len();
    search.inside(&left, &right).map_err(|stop| match stop {
        Stop::Gap(gap) => {
            let origins = search.origins(first, &gap);
            Failure::Missing(gap, origins)
        }
        Stop::Undecided => Failure::Undecided(direction),
    })?;
    search.inside(&right, &left).map_err(|stop| match stop {
        Stop::Gap(gap) => {
            let origins = search.origins(second, &gap);
            Failure::Extra(gap, origins)
        }
        Stop::Undecided => Failure::Undecided(direction),
    })?;
    Ok(search.counts)
}

impl Table {
    fn new<O: Copy>(space: &mut Space, side: &Side<O>) -> Self {
        let mut isolated: Vec<_> = side.isolated.iter().map(|(subject, _)| *subject).collect();
        isolated.sort_unstable();
        isolated.dedup();
        let pair = |rule: &Rule<O>| (rule.subject, rule.peer, rule.ports);
        let mut triples: Vec<_> = side.rules.iter().map(pair).collect();
        triples.sort_unstable();
        triples.dedup();
        let mut pairs: Vec<Pair> = Vec::with_capacity(triples.len());
        for same in triples.chunk_by(|one, other| (one.0, one.1) == (other.0, other.1)) {
            let Some((subject, peer, first)) = same.first().copied() else { continue };
            let ports = match same {
                [_] => Some(first),
                several => {
                    let of_each = several.iter().filter_map(|(_, _, ports)| space.ports_of(*ports));
                    let all = of_each.fold(PortSet::default(), |all, ports| all.union(ports));
                    space.ports(&all)
                }
            };
            pairs.extend(ports.map(|ports| Pair { subject, peer, ports }));
        }
        Self { isolated, pairs }
    }

    /// The pairs of a subject.
    fn of_subject(&self, subject: Subject) -> &[Pair] {
        run(&self.pairs, |pair| pair.subject.cmp(&subject))
    }

    /// The pairs of a subject's namespace.
    fn of_namespace(&self, subject: Subject) -> &[Pair] {
        run(&self.pairs, |pair| pair.subject.namespace.cmp(&subject.namespace))
    }
}

/// The run of a sorted list that compares as equal.
fn run<T>(items: &[T], order: impl Fn(&T) -> std::cmp::Ordering) -> &[T] {
    let start = items.partition_point(|item| order(item).is_lt());
    let rest = items.get(start..).unwrap_or_default();
    rest.get(..rest.partition_point(|item| order(item).is_eq())).unwrap_or_default()
}

/// Why an inclusion isn't proved.
enum Stop {
    Gap(Gap),
    Undecided,
}

struct Search<'a> {
    space: &'a mut Space,
    direction: Direction,
    budget: &'a mut Budget,
    counts: Counts,
}

impl Search<'_> {
    /// That everything of `own` is in `others`.
    fn inside(&mut self, own: &Table, others: &Table) -> Result<(), Stop> {
        for subject in &own.isolated {
            if others.isolated.binary_search(subject).is_err() {
                self.counts.searched += 1;
                self.isolation_inside(*subject, others)?;
            }
        }
        let key = |pair: &Pair| (pair.subject, pair.peer);
        let mut rest = others.pairs.iter().peekable();
        for pair in &own.pairs {
            while rest.next_if(|other| key(other) < key(pair)).is_some() {}
            let equal = rest.peek().filter(|other| key(other) == key(pair));
            if equal.is_some_and(|other| other.ports == pair.ports || self.holds(other, pair)) {
                continue;
            }
            self.counts.searched += 1;
            if !self.anywhere_holds(pair, others) {
                self.pair_inside(pair, others)?;
            }
        }
        Ok(())
    }

    /// Whether the ports of one pair hold those of the other, of the same subject and peer.
    fn holds(&self, pair: &Pair, inner: &Pair) -> bool {
        let ports = self.space.ports_of(inner.ports).zip(self.space.ports_of(pair.ports));
        ports.is_some_and(|(inner, outer)| inner.is_subset(outer))
    }

    /// Whether the subject may exchange as much with everybody: the usual reason why a pair is left out.
    fn anywhere_holds(&mut self, pair: &Pair, others: &Table) -> bool {
        let anywhere = self.space.anywhere();
        let everybody = others.of_subject(pair.subject).iter().find(|one| one.peer == anywhere);
        everybody.is_some_and(|everybody| self.holds(everybody, pair))
    }

    fn isolation_inside(&mut self, subject: Subject, others: &Table) -> Result<(), Stop> {
        let Some(wanted) = FlowBox::of_isolation(self.space, subject) else { return Ok(()) };
        let near = run(&others.isolated, |other| other.namespace.cmp(&subject.namespace));
        let by: Vec<_> =
            near.iter().filter_map(|other| FlowBox::of_isolation(self.space, *other)).collect();
        match covered(self.direction, &wanted, &by, self.budget) {
            Answer::Inside => Ok(()),
            Answer::Outside(connection) => {
                Err(Stop::Gap(Gap { connection, isolation: true, model: Model::Outside }))
            }
            Answer::Undecided => Err(Stop::Undecided),
        }
    }

    fn pair_inside(&mut self, pair: &Pair, others: &Table) -> Result<(), Stop> {
        for model in Model::ALL {
            let near = self.boxes(others.of_subject(pair.subject), model);
            for wanted in self.boxes_of(pair, model) {
                match covered(self.direction, &wanted, &near, self.budget) {
                    Answer::Inside => continue,
                    Answer::Undecided => return Err(Stop::Undecided),
                    Answer::Outside(_) => {}
                }
                let all = self.boxes(others.of_namespace(pair.subject), model);
                match covered(self.direction, &wanted, &all, self.budget) {
                    Answer::Inside => {}
                    Answer::Undecided => return Err(Stop::Undecided),
                    Answer::Outside(connection) => {
                        return Err(Stop::Gap(Gap { connection, isolation: false, model }));
                    }
                }
            }
        }
        Ok(())
    }

    fn boxes(&self, pairs: &[Pair], model: Model) -> Vec<FlowBox> {
        pairs.iter().flat_map(|pair| self.boxes_of(pair, model)).collect()
    }

    fn boxes_of(&self, pair: &Pair, model: Model) -> Vec<FlowBox> {
        let Pair { subject, peer, ports } = *pair;
        FlowBox::of_rule(self.space, self.direction, model, subject, peer, ports)
    }

    /// What of a side says that it holds a connection.
    fn origins<O: Copy + Ord>(&self, side: &Side<O>, gap: &Gap) -> Vec<O> {
        let holds = |boxes: Vec<FlowBox>| boxes.iter().any(|one| one.contains(&gap.connection));
        let mut origins: Vec<_> = if gap.isolation {
            let isolated = side.isolated.iter().filter(|(subject, _)| {
                holds(FlowBox::of_isolation(self.space, *subject).into_iter().collect())
            });
            isolated.map(|(_, origin)| *origin).collect()
        } else {
            let rules = side.rules.iter().filter(|rule| {
                let Rule { subject, peer, ports, .. } = **rule;
                let direction = self.direction;
                holds(FlowBox::of_rule(self.space, direction, gap.model, subject, peer, ports))
            });
            rules.map(|rule| rule.origin).collect()
        };
        origins.sort_unstable();
        origins.dedup();
        origins
    }
}
