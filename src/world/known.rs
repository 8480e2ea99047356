//! What is known of the namespaces that are there: all of their labels.

use super::World;
use crate::hash::HashMap;
use crate::k8s::inventory::Inventory;
use crate::set::flow::{Labels, Peers};
use crate::set::labels::{LabelBox, ValueSet};
use crate::set::rule::{
    Direction, LabelsId, NAMESPACE_NAME, Peer, PeerId, Rule, Space, of_namespaces,
};
use ecow::EcoString;
use std::collections::BTreeMap;

/// Namespaces with their labels, the one with the name included.
#[derive(Debug, Clone, Default)]
pub struct Known(BTreeMap<EcoString, Labels>);

impl Known {
    /// Of the Namespace objects of an inventory.
    #[must_use]
    pub fn of(inventory: &Inventory) -> Self {
        let declared = inventory.namespaces().iter();
        Self(declared.map(|(name, one)| (name.clone(), one.labels.clone())).collect())
    }

    /// These, and of those that aren't among them the others.
    #[must_use]
    pub fn or(mut self, others: &Self) -> Self {
        for (name, labels) in &others.0 {
            self.0.entry(name.clone()).or_insert_with(|| labels.clone());
        }
        self
    }

    /// Namespaces that are selected by more than their names: those that are known by their names alone, and
    /// all others that there may be. None where names say it all.
    fn split(&self, namespaces: &LabelBox) -> Option<[LabelBox; 2]> {
        let by_name = namespaces.keys().keys().all(|key| key == NAMESPACE_NAME);
        if by_name || self.0.is_empty() {
            return None;
        }
        let fitting = self.0.iter().filter(|(_, labels)| namespaces.contains(labels));
        let known = of_namespaces(fitting.map(|(name, _)| name.clone()));
        let names = self.0.keys().cloned().collect();
        let others = ValueSet { absent: false, negated: true, values: names };
        Some([known, namespaces.clone().with(&NAMESPACE_NAME.into(), &others)])
    }
}

impl World {
    /// The same where some namespaces are known: a rule that selects namespaces by labels holds those of them
    /// that have the labels, whatever labels somebody asks about.
    #[must_use]
    pub fn knowing(mut self, known: Known) -> Self {
        self.known = known.or(&self.known);
        let mut split: HashMap<PeerId, Option<Vec<PeerId>>> = HashMap::default();
        for direction in Direction::ALL {
            let side = self.meaning.side_mut(direction);
            let mut rules = Vec::with_capacity(side.rules.len());
            for rule in side.rules.drain(..) {
                let (known, space) = (&self.known, &mut self.space);
                let peers =
                    split.entry(rule.peer).or_insert_with(|| pieces(known, space, rule.peer));
                match peers {
                    None => rules.push(rule),
                    Some(peers) => {
                        rules.extend(peers.iter().map(|peer| Rule { peer: *peer, ..rule }))
                    }
                }
            }
            side.rules = rules;
        }
        self
    }

    /// The same ends, namespaces that are known by their names.
    pub(crate) fn known_ends(&self, ends: Vec<Peers>) -> Vec<Peers> {
        let each = ends.into_iter().flat_map(|end| {
            let split = match &end {
                Peers::Pods { namespaces, .. } => self.known.split(namespaces),
                Peers::Outside(_) => None,
            };
            match (split, end) {
                (Some(split), Peers::Pods { pods, addresses, .. }) => {
                    let pods = split.into_iter().filter(|namespaces| !namespaces.is_empty()).map(
                        |namespaces| {
                            let (pods, addresses) = (pods.clone(), addresses.clone());
                            Peers::Pods { namespaces, pods, addresses }
                        },
                    );
                    pods.collect()
                }
                (_, end) => vec![end],
            }
        });
        each.collect()
    }
}

/// What a peer is where namespaces are known; none where it stays as it is.
fn pieces(known: &Known, space: &mut Space, peer: PeerId) -> Option<Vec<PeerId>> {
    let Peer::Pods(namespaces, pods) = *space.peer_of(peer)? else { return None };
    let split = known.split(space.labels_of(namespaces)?)?;
    let ids = split.map(|namespaces| space.labels(namespaces));
    let peers = ids.into_iter().flatten().map(|id: LabelsId| space.pods(id, pods));
    Some(peers.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emit::tests::dice::Dice;

    const KEYS: [&str; 2] = ["team", "tier"];
    const VALUES: [&str; 2] = ["ops", "shop"];
    const NAMES: [&str; 4] = ["mon", "shop", "lab", "new"];

    fn labels(dice: &mut Dice, name: &str) -> Labels {
        let mut labels: Labels = [(NAMESPACE_NAME.into(), name.into())].into();
        for key in KEYS {
            if dice.one_in(2) {
                labels.insert(key.into(), (*dice.pick(&VALUES)).into());
            }
        }
        labels
    }

    fn values(dice: &mut Dice, of: &[&str]) -> ValueSet {
        let values = dice.some(of, 2).into_iter().map(|value| (*value).into()).collect();
        ValueSet { absent: dice.one_in(2), negated: dice.one_in(2), values }
    }

    /// What a selector holds of a namespace that is known is what it says of its labels, whatever else is
    /// supposed of it; of any other it is what it said before.
    #[test]
    fn a_known_namespace_is_selected_by_the_labels_that_it_has() {
        for seed in 0..2000 {
            let mut dice = Dice(seed);
            let known = NAMES.iter().take(dice.roll(4));
            let known: BTreeMap<EcoString, Labels> =
                known.map(|name| ((*name).into(), labels(&mut Dice(seed + 7), name))).collect();
            let mut selector = LabelBox::default();
            for key in KEYS {
                selector = selector.with(&key.into(), &values(&mut dice, &VALUES));
            }
            if dice.one_in(3) {
                selector = selector.with(&NAMESPACE_NAME.into(), &values(&mut dice, &NAMES));
            }
            let Some(pieces) = Known(known.clone()).split(&selector) else { continue };
            for name in NAMES {
                let supposed = labels(&mut dice, name);
                let true_of = known.get(name).unwrap_or(&supposed);
                let held = pieces.iter().any(|piece| piece.contains(&supposed));
                assert_eq!(held, selector.contains(true_of), "{seed}: {name} {selector:?}");
            }
        }
    }
}
