//! The ways from one guise to others.

use super::SYSTEM;
use crate::k8s::authority::{Authority, CLUSTER_ADMIN, Given, Guise, Held};
use crate::k8s::danger::{Deed, deeds};
use crate::set::right::{Act, Holder};
use ecow::EcoString;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// The user that the controller manager is: it may make a token of every ServiceAccount.
const CONTROLLER_MANAGER: &str = "system:kube-controller-manager";

/// A signer whose certificates log in to the API server.
const CLIENT_SIGNER: &str = "kubernetes.io/kube-apiserver-client";

const RBAC: &str = "rbac.authorization.k8s.io";
const ADMISSION: &str = "admissionregistration.k8s.io";
const CERTIFICATES: &str = "certificates.k8s.io";

/// Ways into pods that run.
const ENTERS: [&[Deed]; 3] = [deeds::EXEC, deeds::EPHEMERAL, deeds::PODS_CHANGE];

/// Every group and resource that a gate asks for.
static ASKED: LazyLock<Vec<(&str, &str)>> = LazyLock::new(|| {
    let pods = [deeds::PODS, deeds::WORKLOADS].into_iter().chain(ENTERS).flatten();
    pods.map(Deed::about).chain(OTHERS).collect()
});

const OTHERS: [(&str, &str); 17] = [
    ("", "nodes/proxy"),
    ("", "serviceaccounts/token"),
    ("", "secrets"),
    ("", "serviceaccounts"),
    ("", "users"),
    ("", "groups"),
    (RBAC, "clusterroles"),
    (RBAC, "roles"),
    (RBAC, "clusterrolebindings"),
    (RBAC, "rolebindings"),
    (ADMISSION, "mutatingwebhookconfigurations"),
    (ADMISSION, "validatingwebhookconfigurations"),
    (ADMISSION, "mutatingadmissionpolicies"),
    (ADMISSION, "mutatingadmissionpolicybindings"),
    (CERTIFICATES, "certificatesigningrequests"),
    (CERTIFICATES, "certificatesigningrequests/approval"),
    (CERTIFICATES, "signers"),
];

/// Whether a right can open a gate: no other changes where somebody comes to.
#[must_use]
pub fn leads(act: &Act) -> bool {
    let asked = || ASKED.iter().any(|(group, resource)| act.is_about(group, resource));
    match act {
        Act::ClusterRole(_) => true,
        Act::Resource { .. } => asked(),
        Act::Url { .. } => false,
    }
}

const WRITE: [&str; 3] = ["create", "patch", "update"];
const CHANGE: [&str; 2] = ["patch", "update"];

/// A way from one guise to others.
#[derive(Debug, Clone)]
pub struct Gate<T> {
    /// What happens there.
    pub how: How,
    /// Whom it leads to.
    pub target: Target,
    /// The rights that open it, together.
    pub by: Vec<Given<T>>,
}

/// How somebody becomes somebody else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum How {
    /// A pod of one's own runs as the account.
    Runs,
    /// A pod that runs already does as it is told.
    Enters,
    /// A token of the account is made.
    Mints,
    /// A token of the account may stand in a Secret.
    Reads,
    /// The API server takes one for the other.
    Impersonates,
    /// A role is made wider, or bound.
    Holds,
    /// One of the accounts that run the cluster is in one's hands.
    System,
    /// The whole cluster is in one's hands.
    Rules,
}

/// Whom a gate leads to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// One guise.
    One(Guise),
    /// ServiceAccounts.
    Accounts {
        /// Of this namespace, or of all.
        namespace: Option<EcoString>,
        /// Of this name, or of every one.
        name: Option<EcoString>,
        /// Only those that pods are known to run as.
        running: bool,
    },
}

impl Target {
    /// The one guise that it is.
    pub(super) fn alone(&self) -> Option<Guise> {
        match self {
            Self::One(guise) => Some(guise.clone()),
            Self::Accounts { namespace: Some(namespace), name: Some(name), running: false } => {
                Some(Guise::Holder(Holder::Account(namespace.clone(), name.clone())))
            }
            Self::Accounts { .. } => None,
        }
    }
}

/// What a guise holds, to be asked for.
struct Asking<'a, T> {
    authority: &'a Authority<T>,
    held: Vec<Held<'a, T>>,
    /// Those of [`ASKED`] that something held is about.
    about: Vec<(&'static str, &'static str)>,
    gates: Vec<Gate<T>>,
    /// Where the gates lead; the first that leads somewhere is enough.
    targets: BTreeSet<Target>,
}

/// Every gate of a guise.
pub(super) fn gates<T: Copy>(authority: &Authority<T>, guise: &Guise) -> Vec<Gate<T>> {
    let held = authority.held(guise);
    let is_held = |asked: &(&str, &str)| held.iter().any(|one| one.act.is_about(asked.0, asked.1));
    let about: Vec<_> = ASKED.iter().copied().filter(is_held).collect();
    if about.is_empty() {
        return Vec::new();
    }
    let mut asking = Asking { authority, held, about, gates: Vec::new(), targets: BTreeSet::new() };
    asking.pods();
    asking.credentials();
    asking.impersonation();
    asking.roles();
    asking.cluster();
    asking.gates
}

impl<T: Copy> Asking<'_, T> {
    /// What is held of some verbs on a resource.
    fn of(&self, verbs: &[&str], group: &str, resource: &str) -> Vec<Given<T>> {
        if !self.about.contains(&(group, resource)) {
            return Vec::new();
        }
        let asked = verbs.iter().map(|verb| Act::Resource {
            group: group.into(),
            resource: resource.into(),
            verb: (*verb).into(),
            name: None,
        });
        let each = asked
            .flat_map(|asked| self.authority.meet(&self.held, &asked, None).collect::<Vec<_>>());
        each.collect()
    }

    /// What is held of deeds.
    fn of_deeds(&self, lists: &[&'static [Deed]]) -> Vec<Given<T>> {
        let each = lists.iter().copied().flatten().flat_map(|deed| {
            let (group, resource) = deed.about();
            self.of(&deed.verbs(self.authority.minor()).collect::<Vec<_>>(), group, resource)
        });
        each.collect()
    }

    fn open(&mut self, how: How, target: Target, by: Vec<Given<T>>) {
        if self.targets.insert(target.clone()) {
            self.gates.push(Gate { how, target, by });
        }
    }

    fn rules(&mut self, how: How, by: Vec<Given<T>>) {
        self.open(how, Target::One(Guise::cluster_admin()), by);
    }

    /// Accounts of the namespaces where a right holds.
    fn accounts(&mut self, how: How, given: Given<T>, name: Option<EcoString>, running: bool) {
        let namespace = given.namespace.clone();
        self.accounts_of(how, Target::Accounts { namespace, name, running }, vec![given]);
    }

    /// Accounts; those of the cluster's own namespace rule it.
    fn accounts_of(&mut self, how: How, target: Target, by: Vec<Given<T>>) {
        let rules = match &target {
            Target::Accounts { namespace: None, name, .. } => name.is_none(),
            Target::Accounts { namespace: Some(namespace), .. } => namespace == SYSTEM,
            Target::One(_) => false,
        };
        if rules { self.rules(How::System, by) } else { self.open(how, target, by) }
    }

    /// Whose pods one can make or enter.
    fn pods(&mut self) {
        for given in self.of_deeds(&[deeds::PODS, deeds::WORKLOADS]) {
            self.accounts(How::Runs, given, None, false);
        }
        for given in self.of_deeds(&ENTERS) {
            self.accounts(How::Enters, given, None, true);
        }
    }

    /// Whose tokens one can make or read.
    fn credentials(&mut self) {
        for given in self.of(&["create"], "", "serviceaccounts/token") {
            let name = name(&given);
            self.accounts(How::Mints, given, name, false);
        }
        let reads = self.of(&["get", "list", "watch"], "", "secrets");
        for write in self.of(&["create"], "", "secrets") {
            for read in &reads {
                // A Secret of one's own, of a name that one may read, becomes a token of any account.
                if let Some(namespace) = meeting(&write, read) {
                    let target = Target::Accounts { namespace, name: None, running: false };
                    self.accounts_of(How::Mints, target, vec![write.clone(), read.clone()]);
                }
            }
        }
        let changes = self.of(&CHANGE, "", "secrets");
        for given in reads.into_iter().chain(changes).filter(|given| name(given).is_none()) {
            let namespace = given.namespace.clone();
            let target = Target::Accounts { namespace, name: None, running: false };
            self.open(How::Reads, target, vec![given]);
        }
    }

    /// Whom the API server takes one for.
    fn impersonation(&mut self) {
        let verb = ["impersonate"];
        let accounts = self.of(&verb, "", "serviceaccounts");
        let users = self.of(&verb, "", "users");
        // A group is impersonated together with a user or an account.
        let somebody = users.first().or_else(|| accounts.first()).cloned();
        for given in accounts {
            let name = name(&given);
            self.accounts(How::Impersonates, given, name, false);
        }
        for given in users {
            match name(&given) {
                Some(user) if user != CONTROLLER_MANAGER => {
                    let target = Target::One(Guise::Holder(Holder::User(user)));
                    self.open(How::Impersonates, target, vec![given]);
                }
                _ => self.rules(How::Rules, vec![given]),
            }
        }
        let Some(somebody) = somebody else { return };
        for given in self.of(&verb, "", "groups") {
            let by = vec![given.clone(), somebody.clone()];
            match name(&given) {
                Some(group) => {
                    let target = Target::One(Guise::Holder(Holder::Group(group)));
                    self.open(How::Impersonates, target, by);
                }
                None => self.rules(How::Rules, by),
            }
        }
    }

    /// Which roles one can widen or bind.
    fn roles(&mut self) {
        for resource in ["clusterroles", "roles"] {
            let writes = self.of(&WRITE, RBAC, resource);
            for escalates in self.of(&["escalate"], RBAC, resource) {
                for write in &writes {
                    self.holds(CLUSTER_ADMIN.into(), escalates.clone(), write.clone());
                }
            }
        }
        let everywhere = self.of(&WRITE, RBAC, "clusterrolebindings");
        let here = self.of(&WRITE, RBAC, "rolebindings");
        for binds in self.of(&["bind"], RBAC, "clusterroles") {
            let role = name(&binds).unwrap_or_else(|| CLUSTER_ADMIN.into());
            let whole = everywhere.iter().filter(|_| binds.namespace.is_none());
            for write in whole {
                self.holds(role.clone(), binds.clone(), write.clone());
            }
            for write in &here {
                self.holds(role.clone(), binds.clone(), write.clone());
            }
        }
    }

    /// A role is held wherever both rights hold.
    fn holds(&mut self, role: EcoString, first: Given<T>, second: Given<T>) {
        let Some(place) = meeting(&first, &second) else { return };
        let how = if place.is_none() && role == CLUSTER_ADMIN { How::Rules } else { How::Holds };
        self.open(how, Target::One(Guise::of_role(role, place)), vec![first, second]);
    }

    /// What puts the whole cluster into one's hands.
    fn cluster(&mut self) {
        let proxied = ["create", "delete", "get", "patch", "update"];
        let alone = [
            self.of(&WRITE, ADMISSION, "mutatingwebhookconfigurations"),
            self.of(&WRITE, ADMISSION, "validatingwebhookconfigurations"),
            self.of(&CHANGE, ADMISSION, "mutatingadmissionpolicies"),
            self.of(&proxied, "", "nodes/proxy"),
        ];
        for given in alone.into_iter().flatten() {
            self.rules(How::Rules, vec![given]);
        }
        let policies = [
            self.of(&["create"], ADMISSION, "mutatingadmissionpolicies"),
            self.of(&WRITE, ADMISSION, "mutatingadmissionpolicybindings"),
        ];
        self.together(&policies);
        let signs = |given: &Given<T>| name(given).is_none_or(|name| name == CLIENT_SIGNER);
        let certificates = [
            self.of(&["create"], CERTIFICATES, "certificatesigningrequests"),
            self.of(&CHANGE, CERTIFICATES, "certificatesigningrequests/approval"),
            self.of(&["approve"], CERTIFICATES, "signers").into_iter().filter(signs).collect(),
        ];
        self.together(&certificates);
    }

    /// Rights that rule the cluster only together.
    fn together(&mut self, needed: &[Vec<Given<T>>]) {
        let firsts: Option<Vec<_>> = needed.iter().map(|given| given.first().cloned()).collect();
        if let Some(by) = firsts {
            self.rules(How::Rules, by);
        }
    }
}

/// Where two rights hold together: in a namespace, or everywhere.
fn meeting<T>(first: &Given<T>, second: &Given<T>) -> Option<Option<EcoString>> {
    match (&first.namespace, &second.namespace) {
        (Some(one), Some(other)) => (one == other).then(|| Some(one.clone())),
        (one, other) => Some(one.as_ref().or(other.as_ref()).cloned()),
    }
}

/// The one object that a right is about.
fn name<T>(given: &Given<T>) -> Option<EcoString> {
    match &given.act {
        Act::Resource { name, .. } => name.clone(),
        Act::Url { .. } | Act::ClusterRole(_) => None,
    }
}
