//! What the policies of all files mean together.

use crate::audit::model::{Model, is_own_namespace};
use crate::k8s::inventory::{Policy, Workload};
use crate::k8s::networkpolicy::Origin;
use crate::set::labels::LabelBox;
use crate::set::rule::{Direction, Meaning, NAMESPACE_NAME, Peer, Rule, Space, Subject};
use ecow::EcoString;
use std::collections::{BTreeMap, BTreeSet};

/// The policies, and what they are asked through.
pub(in crate::audit) struct Net<'a> {
    pub(super) model: &'a Model<'a>,
    pub(super) space: &'a Space,
    pub(super) meaning: &'a Meaning<Origin>,
    /// What runs pods, by namespace.
    pub(super) workloads: BTreeMap<EcoString, Vec<Workload>>,
}

impl<'a> Net<'a> {
    pub(in crate::audit) fn of(model: &'a Model<'a>) -> Self {
        let (space, meaning) = model.inventory.meaning();
        let mut workloads: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for workload in model.inventory.workloads() {
            workloads.entry(workload.namespace.clone()).or_default().push(workload);
        }
        Self { model, space, meaning, workloads }
    }

    /// The policies that the user wrote, with their numbers.
    pub(super) fn policies(&self) -> impl Iterator<Item = (u32, &'a Policy)> {
        (0..).zip(self.model.inventory.policies())
    }

    /// The namespace and the labels of a subject.
    pub(super) fn subject(&self, subject: Subject) -> Option<(&EcoString, &LabelBox)> {
        Some((self.space.name_of(subject.namespace)?, self.space.labels_of(subject.pods)?))
    }

    /// The pods of a namespace that are isolated in a direction, with the policies that do it.
    pub(super) fn isolated<'b>(
        &'b self,
        namespace: &'b EcoString,
        direction: Direction,
    ) -> impl Iterator<Item = (&'b LabelBox, u32)> {
        let all = self.meaning.side(direction).isolated.iter();
        let all =
            all.filter_map(|(subject, origin)| Some((self.subject(*subject)?, origin.policy)));
        all.filter(move |((own, _), _)| *own == namespace).map(|((_, pods), policy)| (pods, policy))
    }

    /// The rules for pods of a namespace.
    pub(super) fn rules<'b>(
        &'b self,
        namespace: &'b EcoString,
        direction: Direction,
    ) -> impl Iterator<Item = (&'b LabelBox, &'b Rule<Origin>)> {
        let all = self.meaning.side(direction).rules.iter();
        let all = all.filter_map(|rule| Some((self.subject(rule.subject)?, rule)));
        all.filter(move |((own, _), _)| *own == namespace).map(|((_, pods), rule)| (pods, rule))
    }

    /// The namespaces of which policies isolate pods, without those of the cluster's own.
    pub(in crate::audit) fn isolating(&self) -> BTreeSet<&EcoString> {
        let sides = Direction::ALL.into_iter().map(|direction| self.meaning.side(direction));
        let subjects = sides.flat_map(|side| &side.isolated).map(|(subject, _)| *subject);
        let names = subjects.filter_map(|subject| self.space.name_of(subject.namespace));
        names.filter(|name| !is_own_namespace(name)).collect()
    }

    /// A policy of a namespace.
    pub(in crate::audit) fn first_policy(&self, namespace: &EcoString) -> Option<&'a Policy> {
        let mut policies = self.model.inventory.policies().iter();
        policies.find(|policy| policy.title.namespace == *namespace)
    }

    /// Whether all pods of a namespace, those to come too, take only what rules let in.
    pub(in crate::audit) fn is_closed(&self, namespace: &EcoString) -> bool {
        self.isolated(namespace, Direction::Ingress).any(|(pods, _)| pods.is_all())
    }

    /// Whether some rule of a namespace lets in pods of another.
    pub(in crate::audit) fn lets_in(&self, namespace: &EcoString, home: &EcoString) -> bool {
        let labels = self.model.inventory.namespace(home);
        let mut rules = self.rules(namespace, Direction::Ingress);
        rules.any(|(_, rule)| match self.space.peer_of(rule.peer) {
            Some(Peer::Pods(namespaces, _)) => {
                self.space.labels_of(*namespaces).is_some_and(|it| it.contains(&labels))
            }
            Some(Peer::Anywhere) => true,
            Some(Peer::Addresses(_)) | None => false,
        })
    }

    /// Whether the policies of a namespace choose other namespaces by labels that somebody can write.
    pub(in crate::audit) fn lets_in_by_label(&self, namespace: &EcoString) -> bool {
        Direction::ALL.into_iter().any(|direction| {
            self.rules(namespace, direction).any(|(_, rule)| match self.space.peer_of(rule.peer) {
                Some(Peer::Pods(namespaces, _)) => {
                    let keys = self.space.labels_of(*namespaces).map(LabelBox::keys);
                    keys.is_some_and(|keys| keys.keys().any(|key| key != NAMESPACE_NAME))
                }
                _ => false,
            })
        })
    }

    /// Whether the policies of a namespace tell its pods apart by their labels.
    pub(in crate::audit) fn tells_pods_apart(&self, namespace: &EcoString) -> bool {
        Direction::ALL
            .into_iter()
            .any(|direction| self.rules(namespace, direction).any(|(pods, _)| !pods.is_all()))
    }

    /// Whether the files hold Services of a namespace with policies.
    pub(in crate::audit) fn has_services(&self, namespace: &EcoString) -> bool {
        self.model.inventory.services().iter().any(|service| service.namespace == *namespace)
    }

    /// The workloads of a namespace whose pods are on the network of pods.
    pub(super) fn workloads(&self, namespace: &EcoString) -> &[Workload] {
        self.workloads.get(namespace).map_or(&[], Vec::as_slice)
    }
}
