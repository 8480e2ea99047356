//! What is emitted for some pods, read back from its text: the numbers of rules are those of the YAML.

use super::answer::Emission;
use crate::diagnostic::Sink;
use crate::emit::{Manifest, Preview};
use crate::ir::{Pods, Policy, SegmentId, ZoneId};
use crate::k8s::inventory::Inventory;
use crate::k8s::networkpolicy::{Origin, Title};
use crate::set::flow::{Model, Peers};
use crate::set::labels::LabelBox;
use crate::set::rule::{Direction, NAMESPACE_NAME};
use crate::source::{FileId, SourceMap};
use crate::world::way::{self, Way};
use crate::world::{self, World};
use std::cell::OnceCell;
use std::collections::{BTreeSet, HashMap};

/// How many names of policies are told.
const MOST: usize = 3;

/// The emitted NetworkPolicies, as far as they were asked for.
pub(super) struct Emitted<'a> {
    policy: &'a Policy,
    sources: &'a SourceMap,
    preview: OnceCell<Preview<'a>>,
    rbac: OnceCell<Vec<Manifest>>,
    segments: HashMap<ZoneId, Vec<SegmentId>>,
}

impl<'a> Emitted<'a> {
    /// Nothing yet.
    pub(super) fn new(policy: &'a Policy, sources: &'a SourceMap) -> Self {
        let mut segments: HashMap<_, Vec<_>> = HashMap::new();
        for (at, segment) in policy.segments.iter().enumerate() {
            segments.entry(segment.zone).or_default().push(SegmentId::at(at));
        }
        Self { policy, sources, preview: OnceCell::new(), rbac: OnceCell::new(), segments }
    }

    /// The rules that hold a part, in one direction: those that hold all of it, or else some.
    pub(super) fn rules(&self, direction: Direction, model: Model, part: &Way) -> Vec<Emission> {
        let world = self.world(part.subject(direction));
        let mut whole = BTreeSet::new();
        let mut some = BTreeSet::new();
        for rule in &world.meaning.side(direction).rules {
            let world::Origin::Object(origin) = rule.origin else { continue };
            let parts = (rule.subject, rule.peer, rule.ports);
            for held in Way::of_rule(&world.space, direction, model, parts) {
                if part.is_inside(&held) {
                    whole.insert(origin);
                } else if part.intersect(&held).is_some() {
                    some.insert(origin);
                }
            }
        }
        let rules = if whole.is_empty() { some } else { whole };
        let told = rules.iter().take(MOST).filter_map(|origin| {
            let (title, _) = world.object(*origin)?;
            Some(emission(title, direction, *origin))
        });
        told.collect()
    }

    /// The policies that isolate some pods in a direction.
    pub(super) fn isolating(&self, direction: Direction, subject: &Peers) -> Vec<String> {
        let world = self.world(subject);
        let isolated = world.meaning.side(direction).isolated.iter();
        let numbers = isolated.filter_map(|(_, origin)| match origin {
            world::Origin::Object(origin) => Some(origin.policy),
            world::Origin::Policy(_) => None,
        });
        // The default policy of a namespace is its first, and says the least. Where there are several
        // namespaces, all have the same.
        let numbers: BTreeSet<_> = numbers.collect();
        let title = |number: u32| world.objects.get(number as usize).map(|(title, _)| title);
        let first = numbers.first().and_then(|number| title(*number));
        let titles = numbers.iter().rev().filter_map(|number| title(*number));
        let titles =
            titles.filter(|title| first.is_some_and(|one| one.namespace == title.namespace));
        titles.take(MOST).map(ToString::to_string).collect()
    }

    /// The policies of everything that holds all of these pods.
    fn world(&self, subject: &Peers) -> World {
        let mut inventory = Inventory::default();
        let Peers::Pods { namespaces, pods, .. } = subject else {
            return World::of_objects(&inventory);
        };
        let wanted = self.holding(namespaces, pods);
        let mut text = String::new();
        let own = namespaces.get(NAMESPACE_NAME);
        self.preview().give(&wanted, &mut |manifest| {
            if own.contains(manifest.namespace.as_deref()) {
                text.push_str("---\n");
                manifest.write_yaml(&mut text);
            }
        });
        // What netz writes can be read: a build proves it.
        inventory.read(FileId(u32::MAX), &text, &mut Sink::default());
        World::of_objects(&inventory)
    }

    /// Accounts, roles and bindings.
    pub(super) fn rbac(&self) -> &[Manifest] {
        self.rbac.get_or_init(|| {
            let mut objects = Vec::new();
            self.preview().give_rbac(&mut |manifest| objects.push(manifest));
            objects
        })
    }

    fn preview(&self) -> &Preview<'a> {
        self.preview.get_or_init(|| Preview::new(self.policy, self.sources))
    }

    /// The zones and segments that hold all of these pods.
    fn holding(&self, namespaces: &LabelBox, pods: &LabelBox) -> BTreeSet<Pods> {
        let mut wanted = BTreeSet::new();
        for (at, zone) in self.policy.zones.iter().enumerate() {
            let id = ZoneId::at(at);
            if !zone.is_ours() || way::namespaces(zone).is_disjoint(namespaces) {
                continue;
            }
            wanted.insert(Pods::Zone(id));
            for segment in self.segments.get(&id).into_iter().flatten() {
                let alternatives =
                    self.policy.segment(*segment).map(|one| one.alternatives.as_slice());
                let holds = |one: &crate::set::selector::Selector| pods.is_subset(&one.labels());
                if alternatives.unwrap_or_default().iter().any(holds) {
                    wanted.insert(Pods::Segment(*segment));
                }
            }
        }
        wanted
    }
}

/// A rule of a NetworkPolicy, as an answer names it.
pub(super) fn emission(title: &Title, direction: Direction, origin: Origin) -> Emission {
    let (object, list) = (format!("NetworkPolicy {title}"), direction.word());
    Emission { object, list, rule: origin.rule.map(|rule| rule + 1) }
}
