//! ClusterRoles that collect the rules of others by their labels (`aggregationRule`).
//!
//! A controller of the cluster puts the rules of every ClusterRole that a selector fits into the role that
//! has the selector. So whoever adds a ClusterRole with the label
//! `rbac.authorization.k8s.io/aggregate-to-edit` gives more to all who have `edit`.

use crate::set::flow::Labels;
use crate::set::labels::{LabelBox, ValueSet};
use crate::set::right::Act;
use ecow::{EcoString, eco_format};
use std::collections::{BTreeMap, BTreeSet};

/// The ClusterRoles of every cluster that collect others, and the one that collects each of them.
const BUILT_IN: [(&str, Option<&str>); 3] =
    [("view", Some("edit")), ("edit", Some("admin")), ("admin", None)];

/// Labels and selectors of ClusterRoles.
#[derive(Debug, Clone, Default)]
pub(super) struct Aggregation {
    labels: BTreeMap<EcoString, Labels>,
    selectors: BTreeMap<EcoString, Vec<LabelBox>>,
}

impl Aggregation {
    /// Takes the labels and the selectors of a ClusterRole.
    pub(super) fn add(&mut self, name: &EcoString, labels: &Labels, selectors: &[LabelBox]) {
        if !selectors.is_empty() {
            self.selectors.insert(name.clone(), selectors.to_vec());
        }
        // A selector can ask for what isn't there: no labels are labels too.
        self.labels.insert(name.clone(), labels.clone());
    }

    /// What each role that collects others says with theirs, where `said` is what roles say by themselves.
    ///
    /// A role whose own rules aren't known says itself too, as [`Act::ClusterRole`]: one that nobody has put
    /// the rules into yet, and one of every cluster that isn't among `said`, where others widen it.
    pub(super) fn collected(
        &self,
        said: &BTreeMap<&EcoString, &[Act]>,
    ) -> BTreeMap<EcoString, BTreeSet<Act>> {
        let mut whole = self.clone();
        let built_in = whole.add_built_in(said);
        let mut all: BTreeMap<EcoString, BTreeSet<Act>> = BTreeMap::new();
        for name in whole.selectors.keys() {
            let own = said.get(name).copied().unwrap_or_default().iter().cloned();
            let itself = built_in.contains(name).then(|| Act::ClusterRole(name.clone()));
            all.insert(name.clone(), own.chain(itself).collect());
        }
        let sources: Vec<_> =
            whole.selectors.iter().map(|(name, all)| (name, whole.fitting(all))).collect();
        let mut grows = true;
        while grows {
            grows = false;
            for (name, sources) in &sources {
                let mut own = all.remove(*name).unwrap_or_default();
                let before = own.len();
                for source in sources {
                    match (all.get(*source), said.get(source)) {
                        (Some(acts), _) => own.extend(acts.iter().cloned()),
                        (None, Some(acts)) => own.extend(acts.iter().cloned()),
                        (None, None) => {}
                    }
                }
                grows |= own.len() > before;
                all.insert((*name).clone(), own);
            }
        }
        // One of every cluster has those in it anyhow that it collects there.
        for (name, acts) in all.iter_mut().filter(|(name, _)| built_in.contains(*name)) {
            let within = |other: &EcoString| other != name && built_in.contains(other);
            acts.retain(|act| !matches!(act, Act::ClusterRole(other) if within(other)));
        }
        let is_itself = |act: &Act| matches!(act, Act::ClusterRole(_));
        all.retain(|name, acts| !built_in.contains(name) || !acts.iter().all(is_itself));
        for (name, acts) in all.iter_mut().filter(|(name, _)| !said.contains_key(name)) {
            acts.insert(Act::ClusterRole(name.clone()));
        }
        all
    }

    /// Adds the roles of every cluster as they come, but for those that are known. Which it added.
    fn add_built_in(&mut self, said: &BTreeMap<&EcoString, &[Act]>) -> BTreeSet<EcoString> {
        let mut added = BTreeSet::new();
        for (name, collector) in BUILT_IN {
            let name = EcoString::from(name);
            if said.contains_key(&name) || self.selectors.contains_key(&name) {
                continue;
            }
            let yes = ValueSet { absent: false, negated: false, values: ["true".into()].into() };
            self.selectors
                .insert(name.clone(), vec![LabelBox::default().with(&label(&name), &yes)]);
            let labels = collector.map(|collector| (label(collector), "true".into()));
            self.labels.insert(name.clone(), labels.into_iter().collect());
            added.insert(name);
        }
        added
    }

    /// The roles that one of the selectors fits.
    fn fitting(&self, selectors: &[LabelBox]) -> Vec<&EcoString> {
        let fits = |labels: &Labels| selectors.iter().any(|selector| selector.contains(labels));
        self.labels.iter().filter(|(_, labels)| fits(labels)).map(|(name, _)| name).collect()
    }
}

/// The label by which a ClusterRole of every cluster collects others.
fn label(collector: &str) -> EcoString {
    eco_format!("rbac.authorization.k8s.io/aggregate-to-{collector}")
}
