//! The pods of an inventory, found by their labels.

use super::HostNetwork;
use crate::k8s::inventory::{Inventory, Template, Workload};
use crate::set::flow::Labels;
use crate::set::labels::{LabelBox, ValueSet};
use crate::set::rule::NAMESPACE_NAME;
use ecow::EcoString;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// How many namespaces are looked into one by one.
const FEW: usize = 8;

/// Pods that are alike, of one workload.
#[derive(Debug)]
pub(super) struct Pod<'a> {
    /// The number of the workload.
    pub(super) workload: u32,
    /// The number of the namespace.
    pub(super) namespace: u32,
    pub(super) template: &'a Template,
    /// Whether no policy sees it, since it is on the network of its node.
    pub(super) unseen: bool,
}

/// Pods by the values of a label.
type ByLabel<'a> = HashMap<(&'a EcoString, &'a EcoString), Vec<u32>>;

/// All pods of all workloads.
#[derive(Debug)]
pub(super) struct Ends<'a> {
    pub(super) pods: Vec<Pod<'a>>,
    /// Those that no policy sees.
    pub(super) unseen: Vec<u32>,
    namespaces: Vec<Labels>,
    numbers: BTreeMap<EcoString, u32>,
    of_namespace: Vec<Vec<u32>>,
    here: Vec<ByLabel<'a>>,
    anywhere: ByLabel<'a>,
}

fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

impl<'a> Ends<'a> {
    /// The pods of these workloads. Of those on the network of their node policies see none with `Unseen`.
    pub(super) fn new(
        inventory: &Inventory,
        workloads: &'a [Workload],
        host_network: HostNetwork,
    ) -> Self {
        let names: BTreeSet<&EcoString> = workloads.iter().map(|one| &one.namespace).collect();
        let namespaces: Vec<_> = names.iter().map(|name| inventory.namespace(name)).collect();
        let numbers = names.into_iter().cloned().zip(0..).collect();
        let mut ends = Self {
            pods: Vec::new(),
            unseen: Vec::new(),
            of_namespace: vec![Vec::new(); namespaces.len()],
            here: vec![HashMap::new(); namespaces.len()],
            namespaces,
            numbers,
            anywhere: HashMap::new(),
        };
        for (workload, one) in (0..).zip(workloads) {
            let Some(namespace) = ends.numbers.get(&one.namespace).copied() else { continue };
            for template in &one.pods {
                let unseen = template.host_network && host_network == HostNetwork::Unseen;
                ends.add(Pod { workload, namespace, template, unseen });
            }
        }
        ends
    }

    fn add(&mut self, pod: Pod<'a>) {
        let (at, namespace) = (number(self.pods.len()), pod.namespace as usize);
        let own = self.of_namespace.get_mut(namespace).filter(|_| !pod.unseen);
        own.into_iter().for_each(|own| own.push(at));
        for label in pod.template.labels.iter().filter(|_| !pod.unseen) {
            self.anywhere.entry(label).or_default().push(at);
            if let Some(here) = self.here.get_mut(namespace) {
                here.entry(label).or_default().push(at);
            }
        }
        if pod.unseen {
            self.unseen.push(at);
        }
        self.pods.push(pod);
    }

    pub(super) fn pod(&self, at: u32) -> Option<&Pod<'a>> {
        self.pods.get(at as usize)
    }

    /// The namespaces with these labels, ascending.
    pub(super) fn namespaces(&self, labels: &LabelBox) -> Vec<u32> {
        let holds = |at: &u32| {
            self.namespaces.get(*at as usize).is_some_and(|namespace| labels.contains(namespace))
        };
        let names = labels.get(NAMESPACE_NAME);
        match is_listed(names) {
            true => {
                let named = names.values.iter().filter_map(|name| self.numbers.get(name).copied());
                named.filter(holds).collect()
            }
            false => (0..number(self.namespaces.len())).filter(holds).collect(),
        }
    }

    /// The pods of namespaces with these labels, ascending.
    pub(super) fn with_labels(&self, namespaces: &[u32], labels: &LabelBox) -> Vec<u32> {
        let mut found = Vec::new();
        let holds = |at: &u32| {
            self.pod(*at).is_some_and(|pod| !pod.unseen && labels.contains(&pod.template.labels))
        };
        if namespaces.len() <= FEW {
            for namespace in namespaces.iter().map(|at| *at as usize) {
                let few = self.here.get(namespace).and_then(|here| fewest(here, labels));
                let own = self.of_namespace.get(namespace).map(Vec::as_slice);
                let few = few.unwrap_or_else(|| own.into_iter().collect());
                found.extend(few.into_iter().flatten().copied().filter(holds));
            }
        } else {
            let is_there = |at: &u32| {
                self.pod(*at).is_some_and(|pod| namespaces.binary_search(&pod.namespace).is_ok())
            };
            match fewest(&self.anywhere, labels) {
                Some(few) => {
                    found.extend(few.into_iter().flatten().copied().filter(is_there).filter(holds));
                }
                None => {
                    let all = 0..number(self.pods.len());
                    found.extend(all.filter(is_there).filter(holds));
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// The pods that have one of the values of the key that the fewest have; none where no key lists values.
fn fewest<'s>(by_label: &'s ByLabel<'_>, labels: &'s LabelBox) -> Option<Vec<&'s [u32]>> {
    let listed = labels.keys().iter().filter(|(_, values)| is_listed(values));
    let of_key = listed.map(|(key, values)| {
        let lists = values.values.iter().filter_map(|value| by_label.get(&(key, value)));
        lists.map(Vec::as_slice).collect::<Vec<_>>()
    });
    of_key.min_by_key(|lists| lists.iter().map(|list| list.len()).sum::<usize>())
}

const fn is_listed(values: &ValueSet) -> bool {
    !values.absent && !values.negated
}
