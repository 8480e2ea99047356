//! Roles and bindings as a graph: who holds what through which objects, and which of them are Kubernetes' own.
//!
//! Kubernetes' own are the roles and bindings with the label `kubernetes.io/bootstrapping=rbac-defaults` and a
//! name that it uses, and those of kubeadm. The label alone hides nothing: anybody can write it.

use super::Options;
use crate::hash::{HashMap, IndexMap};
use crate::k8s::authority::Authority;
use crate::k8s::danger::subject;
use crate::k8s::danger::{Place, SYSTEM_NAMESPACE};
use crate::k8s::inventory::{Binding, Collected, Inventory, Reason, Role};
use crate::k8s::resource::Table;
use crate::set::flow::Labels;
use crate::set::right::Holder;
use ecow::EcoString;
use jiff::civil::Date;

/// Namespaces of the cluster's own.
const OWN_NAMESPACES: [&str; 3] = ["kube-system", "kube-public", "kube-node-lease"];

/// The ClusterRoles that administrators know, which Kubernetes makes.
const FACING: [&str; 4] = ["admin", "cluster-admin", "edit", "view"];

/// A binding that gives a role, by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Way(pub(super) usize);

/// What a binding gives.
#[derive(Debug)]
pub(super) enum Gives {
    /// Roles of the files: the one that it names and those that this collects.
    Roles(Vec<usize>),
    /// A ClusterRole that every cluster has and the files don't, and what they put into it.
    BuiltIn(EcoString, Vec<usize>),
    /// A role that is nowhere.
    Missing,
}

impl Gives {
    /// The roles of the files.
    pub(super) fn roles(&self) -> &[usize] {
        match self {
            Self::Roles(roles) | Self::BuiltIn(_, roles) => roles,
            Self::Missing => &[],
        }
    }
}

/// What the objects are asked through.
pub(super) struct Model<'a> {
    pub(super) inventory: &'a Inventory,
    pub(super) options: &'a Options,
    pub(super) table: Table,
    /// What the ClusterRoles say that every cluster has.
    pub(super) known: Authority<()>,
    /// What each binding gives.
    pub(super) gives: Vec<Gives>,
    /// The bindings that give each role.
    ways: Vec<Vec<Way>>,
    /// Whether another role collects it.
    collected: Vec<bool>,
    own_roles: Vec<bool>,
    own_bindings: Vec<bool>,
    /// The bindings of each holder, with the number of the subject in it.
    pub(super) holders: IndexMap<Holder, Vec<(usize, usize)>>,
}

impl<'a> Model<'a> {
    pub(super) fn of(inventory: &'a Inventory, options: &'a Options) -> Self {
        let (roles, bindings) = (inventory.roles(), inventory.bindings());
        let by_key: HashMap<_, usize> = roles
            .iter()
            .enumerate()
            .map(|(at, role)| ((&role.namespace, &role.name), at))
            .collect();
        let collected = Collected::of(roles, |role| is_own(&role.name, &role.labels));
        let mut ways = vec![Vec::new(); roles.len()];
        let mut gives = Vec::with_capacity(bindings.len());
        let mut holders: IndexMap<_, Vec<_>> = IndexMap::default();
        for (at, binding) in bindings.iter().enumerate() {
            let given = match by_key.get(&(&binding.role.0, &binding.role.1)) {
                Some(role) => Gives::Roles(collected.with(*role)),
                None if binding.role.0.is_none() && FACING.contains(&binding.role.1.as_str()) => {
                    let name = binding.role.1.clone();
                    let parts = collected.parts_of_built_in(&name);
                    Gives::BuiltIn(name, parts)
                }
                None => Gives::Missing,
            };
            for role in given.roles() {
                if let Some(ways) = ways.get_mut(*role) {
                    ways.push(Way(at));
                }
            }
            gives.push(given);
            for (number, (holder, _)) in binding.subjects.iter().enumerate() {
                holders.entry(subject::real(holder.clone())).or_default().push((at, number));
            }
        }
        Self {
            inventory,
            options,
            table: Table::new(options.kube_version),
            known: Authority::new(Table::new(options.kube_version), []),
            gives,
            ways,
            collected: collected.all(roles.len()),
            own_roles: roles.iter().map(|role| is_own(&role.name, &role.labels)).collect(),
            own_bindings: bindings.iter().map(is_own_binding).collect(),
            holders,
        }
    }

    pub(super) const fn minor(&self) -> u32 {
        self.options.kube_version
    }

    /// Everything but what Kubernetes ships.
    pub(super) fn roles(&self) -> impl Iterator<Item = (usize, &'a Role)> {
        let all = self.inventory.roles().iter().enumerate();
        all.filter(|(at, _)| !self.own_roles.get(*at).is_some_and(|own| *own))
    }

    /// Everything but what Kubernetes ships.
    pub(super) fn bindings(&self) -> impl Iterator<Item = (usize, &'a Binding)> {
        let all = self.inventory.bindings().iter().enumerate();
        all.filter(|(at, _)| !self.is_own_binding(*at))
    }

    /// Whether Kubernetes ships a binding.
    pub(super) fn is_own_binding(&self, binding: usize) -> bool {
        self.own_bindings.get(binding).is_some_and(|own| *own)
    }

    /// Whether Kubernetes ships a role.
    pub(super) fn is_own_role(&self, role: &Role) -> bool {
        is_own(&role.name, &role.labels)
    }

    /// How many roles and bindings Kubernetes ships.
    pub(super) fn own(&self) -> usize {
        self.own_roles.iter().chain(&self.own_bindings).filter(|own| **own).count()
    }

    /// Whether the files are an export of a whole cluster: what is in none of them is nowhere.
    pub(super) fn is_whole(&self) -> bool {
        let has = |name: &str| self.inventory.roles().iter().any(|role| role.name == name);
        has("cluster-admin") && has("system:discovery")
    }

    pub(super) fn role(&self, at: usize) -> Option<&'a Role> {
        self.inventory.roles().get(at)
    }

    pub(super) fn binding(&self, way: Way) -> Option<&'a Binding> {
        self.inventory.bindings().get(way.0)
    }

    /// The bindings that give a role, those that give it through one that collects it too.
    pub(super) fn ways(&self, role: usize) -> &[Way] {
        self.ways.get(role).map_or(&[], Vec::as_slice)
    }

    /// Whether another role collects this one, so that it needs no binding.
    pub(super) fn is_collected(&self, role: usize) -> bool {
        self.collected.get(role).is_some_and(|collected| *collected)
    }

    /// Where a role holds; of several places the one where it is worst.
    pub(super) fn worst(&self, role: usize) -> Option<Place<'a>> {
        let bindings = self.ways(role).iter().filter_map(|way| self.binding(*way));
        let places = bindings.map(|binding| match &binding.namespace {
            Some(namespace) => Place::Namespace(namespace.as_str()),
            None => Place::Cluster,
        });
        places.min_by_key(|place| match place {
            Place::Cluster => 0,
            Place::Namespace(SYSTEM_NAMESPACE) => 1,
            Place::Namespace(_) => 2,
        })
    }

    /// Whether nobody has a role but accounts of kube-system, which rule the cluster anyhow.
    pub(super) fn is_held_by_own(&self, role: usize) -> bool {
        let bindings: Vec<_> =
            self.ways(role).iter().filter_map(|way| self.binding(*way)).collect();
        let mut subjects = bindings.iter().flat_map(|binding| &binding.subjects).peekable();
        subjects.peek().is_some() && subjects.all(|(holder, _)| is_of_system(holder))
    }

    /// The same of a reason that somebody read just now.
    pub(super) fn because_owned(&self, reason: Option<&Reason>) -> Option<EcoString> {
        self.holds(reason?).then(|| reason.map(|reason| reason.because.clone()))?
    }

    fn holds(&self, reason: &Reason) -> bool {
        let holds =
            |until: &EcoString| until.parse::<Date>().is_ok_and(|last| last >= self.options.today);
        reason.until.as_ref().is_none_or(holds)
    }

    /// A reason that still holds.
    pub(super) fn because(&self, reason: Option<&'a Reason>) -> Option<&'a EcoString> {
        reason.filter(|reason| self.holds(reason)).map(|reason| &reason.because)
    }

    /// The reason of a role or, where every binding that gives it has one, of the first of these.
    pub(super) fn because_of(&self, role: usize) -> Option<&'a EcoString> {
        let own = self.role(role).and_then(|role| self.because(role.reason.as_ref()));
        own.or_else(|| {
            let bindings = self.ways(role).iter().filter_map(|way| self.binding(*way));
            let mut reasons = bindings.map(|binding| self.because(binding.reason.as_ref()));
            let first = reasons.next().flatten()?;
            reasons.all(|reason| reason.is_some()).then_some(first)
        })
    }
}

/// Whether a namespace is one of the cluster's own.
pub(super) fn is_own_namespace(name: &str) -> bool {
    OWN_NAMESPACES.contains(&name)
}

/// Whether a holder is an account of kube-system, which rules the cluster anyhow; not that of pods which name
/// none.
pub(super) fn is_of_system(holder: &Holder) -> bool {
    matches!(holder, Holder::Account(namespace, name)
        if namespace == SYSTEM_NAMESPACE && name != "default")
}

/// Whether a holder is a component of the cluster: an account of kube-system, or a name of its own that isn't
/// that of everybody.
pub(super) fn is_component(holder: &Holder) -> bool {
    match holder {
        Holder::Account(..) => is_of_system(holder),
        Holder::User(_) | Holder::Group(_) => {
            use subject::Whom;
            matches!(subject::whom(holder), Some(Whom::Component))
                || matches!(holder, Holder::Group(name) if name.starts_with("kubeadm:"))
                || matches!(subject::whom(holder), Some(Whom::AccountAsUser(SYSTEM_NAMESPACE, _)))
        }
    }
}

fn is_own(name: &str, labels: &Labels) -> bool {
    let label = labels.get("kubernetes.io/bootstrapping").is_some_and(|it| it == "rbac-defaults");
    label && (name.starts_with("system:") || FACING.contains(&name))
}

/// A binding of Kubernetes' own whose subjects are those that it has.
fn is_own_binding(binding: &Binding) -> bool {
    let own = is_own(&binding.name, &binding.labels);
    let of_kubeadm = binding.name.starts_with("kubeadm:");
    let known = |holder: &Holder| match subject::whom(holder) {
        Some(subject::Whom::Masters) => binding.name == "cluster-admin",
        Some(subject::Whom::Anonymous | subject::Whom::Authenticated) => {
            matches!(
                binding.role.1.as_str(),
                "system:basic-user" | "system:discovery" | "system:public-info-viewer"
            ) || (of_kubeadm && binding.role.1 == "kubeadm:bootstrap-signer-clusterinfo")
        }
        Some(subject::Whom::EveryAccount | subject::Whom::AccountsOf(_)) => {
            binding.role.1 == "system:service-account-issuer-discovery"
        }
        _ => is_component(holder),
    };
    (own || of_kubeadm) && binding.subjects.iter().all(|(holder, _)| known(holder))
}
