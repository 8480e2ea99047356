//! Who can come to do everything: the same closure, followed back from its end.

use super::{Accounts, Closure, Gate, Target};
use crate::k8s::authority::Guise;
use crate::set::right::Holder;
use std::collections::BTreeMap;

/// The first step of a shortest way to cluster-admin, for everybody who has one.
#[derive(Debug)]
pub struct ToAdmin<'a, T>(BTreeMap<&'a Guise, (&'a Gate<T>, Guise)>);

impl<T: Copy> Closure<T> {
    /// The shortest ways to cluster-admin, found together: all who are one step away, then who reaches one of
    /// those by a step, and so on.
    #[must_use]
    pub fn to_cluster_admin(&self) -> ToAdmin<'_, T> {
        let mut steps: BTreeMap<&Guise, (&Gate<T>, Guise)> = BTreeMap::new();
        let mut reached = Accounts::default();
        let mut open: Vec<(&Guise, &Vec<Gate<T>>)> = self.gates.iter().collect();
        loop {
            let mut found = Vec::new();
            open.retain(|(guise, gates)| {
                let step = gates.iter().find_map(|gate| {
                    let next = match &gate.target {
                        Target::One(next) => (next.is_cluster_admin() || steps.contains_key(next))
                            .then(|| next.clone()),
                        target => reached.of(target).into_iter().find(|next| next != *guise),
                    };
                    next.map(|next| (gate, next))
                });
                let stays = step.is_none();
                found.extend(step.map(|step| (*guise, step)));
                stays
            });
            if found.is_empty() {
                return ToAdmin(steps);
            }
            for (guise, step) in found {
                if let Guise::Holder(Holder::Account(namespace, name)) = guise {
                    let runs = self.accounts.runs(namespace, name);
                    reached.add(namespace.clone(), name.clone(), runs);
                }
                steps.insert(guise, step);
            }
        }
    }
}

impl<'a, T> ToAdmin<'a, T> {
    /// The gates on the way from somebody, each with the guise that it leads to; none where there is no way.
    #[must_use]
    pub fn way<'b>(&'b self, start: &Guise) -> Vec<(&'a Gate<T>, &'b Guise)> {
        let mut way = Vec::new();
        let mut step = self.0.get(start);
        while let Some((gate, next)) = step {
            way.push((*gate, next));
            step = self.0.get(next);
        }
        way
    }
}
