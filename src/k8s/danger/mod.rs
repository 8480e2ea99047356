//! What rights are good for in the wrong hands.
//!
//! A danger is a request that the API server must not answer to just anybody. A rule is dangerous when the
//! authorizer would allow such a request by it, however the rule is written: `"*"` runs commands in pods,
//! `pods/*` does not, and `create` with names makes nothing but does run commands in a pod of that name.
//!
//! [`dangers`] judges one rule, [`breadth`] its wildcards, [`union`] what a subject holds together, [`subject`] whom rights are given to,
//! and [`role`] the ClusterRoles that every cluster has.

pub mod breadth;
mod deed;
mod index;
pub mod role;
pub mod subject;
mod table;
pub mod union;

pub use deed::{Allowed, Deed, in_namespaces};
pub use table::deeds;

use crate::k8s::authorizer::can_be_unnamed;
use k8s_openapi::api::rbac::v1::PolicyRule;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth a look.
    Low,
    /// A step on somebody's way.
    Medium,
    /// The holder gets what it was not meant to have.
    High,
    /// The holder gets everything.
    Critical,
}

impl Severity {
    /// One step lower.
    #[must_use]
    pub const fn lower(self) -> Self {
        match self {
            Self::Critical => Self::High,
            Self::High => Self::Medium,
            Self::Medium | Self::Low => Self::Low,
        }
    }
}

/// Where a rule holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place<'a> {
    /// In every namespace, and for what is in none.
    Cluster,
    /// In one namespace.
    Namespace(&'a str),
}

/// The namespace of the cluster's own workloads: who rules there rules the cluster.
pub const SYSTEM_NAMESPACE: &str = "kube-system";

impl Place<'_> {
    /// Whether what is done here reaches the cluster's own workloads.
    fn is_system(self) -> bool {
        matches!(self, Self::Cluster | Self::Namespace(SYSTEM_NAMESPACE))
    }
}

/// What a right is good for: one check each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Rights in a role beyond one's own.
    Escalate,
    /// Roles given away beyond one's own.
    Bind,
    /// Writing roles and bindings.
    RbacWrite,
    /// Acting as somebody else.
    Impersonate,
    /// Tokens of ServiceAccounts.
    AccountToken,
    /// Secrets that become tokens.
    TokenSecret,
    /// Approving client certificates.
    CertificateApproval,
    /// Signing certificates.
    CertificateSigning,
    /// What clients of a signer trust.
    TrustBundleWrite,
    /// The kubelet's own API.
    NodesProxy,
    /// Making pods.
    PodsCreate,
    /// Making what makes pods.
    WorkloadsWrite,
    /// Changing pods that run.
    PodsChange,
    /// Commands in containers.
    PodsExec,
    /// Connections into pods.
    PodsConnect,
    /// The content of Secrets.
    SecretsRead,
    /// Volumes and who provides them.
    StorageWrite,
    /// Admission webhooks.
    WebhookWrite,
    /// Admission policies.
    AdmissionPolicyWrite,
    /// Definitions of custom resources.
    DefinitionWrite,
    /// Aggregated APIs.
    ApiServiceWrite,
    /// Nodes and what they report.
    NodesWrite,
    /// What pods and Services report.
    StatusWrite,
    /// Where pods run.
    PodsMove,
    /// ServiceAccounts and what clouds give them.
    AccountsWrite,
    /// Settings of the cluster's own workloads.
    SystemConfig,
    /// What happened.
    EventsDelete,
    /// Policies of the network.
    NetworkPolicyWrite,
    /// Where traffic goes.
    TrafficWrite,
    /// Quotas and limits.
    QuotaWrite,
    /// Who is served first.
    SchedulingWrite,
    /// Labels of namespaces.
    NamespacesWrite,
    /// What delivery tools apply.
    GitopsWrite,
    /// Policies of policy engines.
    PolicyEngineWrite,
    /// Locks of the cluster's own workloads.
    SystemLeases,
}

/// A line of the table: deeds that come to the same.
#[derive(Debug)]
pub struct Entry {
    /// What they are good for.
    pub kind: Kind,
    /// What who may do them can do, as the end of "who can do this can …".
    pub so: &'static str,
    /// The same of who may do them to objects of some names only.
    so_named: &'static str,
    /// How bad it is cluster-wide.
    cluster: Severity,
    /// How bad it is in one namespace.
    namespace: Severity,
    deeds: [&'static [Deed]; 2],
    /// Whether it is about the cluster's own workloads alone.
    system: bool,
}

/// What is wrong with a rule.
#[derive(Debug, Clone)]
pub struct Danger {
    /// What the rule is good for.
    pub entry: &'static Entry,
    /// How bad it is where the rule holds.
    pub severity: Severity,
    /// The requests that the rule allows, never none.
    pub allowed: Vec<Allowed>,
    /// Whether the rule says which objects they may be about.
    confined: bool,
}

impl Danger {
    /// What who may do all of some can do, where these come to the same: the end of "who can do this can …".
    pub fn so<'a>(all: impl IntoIterator<Item = &'a Self>) -> Option<&'static str> {
        let mut all = all.into_iter();
        let first = all.next()?;
        let confined = first.confined && all.all(|danger| danger.confined);
        Some(if confined { first.entry.so_named } else { first.entry.so })
    }

    /// Whether it reaches as far as the namespaces where the rule holds.
    #[must_use]
    pub fn is_local(&self) -> bool {
        !self.entry.system && self.allowed.iter().any(|allowed| allowed.namespaced)
    }
}

/// What a rule is good for where it holds, in Kubernetes 1.`minor`, the lines of the table in order.
#[must_use]
pub fn dangers(rule: &PolicyRule, place: Place<'_>, minor: u32) -> Vec<Danger> {
    table::near(rule).filter_map(|entry| entry.judge(rule, place, minor)).collect()
}

impl Entry {
    fn deeds(&self) -> impl Iterator<Item = &'static Deed> {
        self.deeds.into_iter().flatten()
    }

    fn judge(&'static self, rule: &PolicyRule, place: Place<'_>, minor: u32) -> Option<Danger> {
        if self.system && !place.is_system() {
            return None;
        }
        let allowed: Vec<_> =
            self.deeds().filter_map(|deed| deed.allowed(rule, place, minor)).collect();
        if allowed.is_empty() {
            return None;
        }
        let severity = if place.is_system() { self.cluster } else { self.namespace };
        let severity = match narrowed(self.kind, rule, &allowed) {
            Narrowed::Harmless => return None,
            Narrowed::Less => severity.lower(),
            Narrowed::No => severity,
        };
        let confined = names(rule, &allowed).is_some();
        Some(Danger { entry: self, severity, allowed, confined })
    }
}

/// The names of the objects that some requests may be about which a rule allows; none where some of them may be
/// about any object. The empty name is that of requests without one, which list or make objects.
#[must_use]
pub fn names<'a>(rule: &'a PolicyRule, allowed: &[Allowed]) -> Option<Vec<&'a str>> {
    let (named, unnamed): (Vec<_>, Vec<_>) =
        rule.resource_names.iter().flatten().map(String::as_str).partition(|it| !it.is_empty());
    let is_unnamed = |one: &Allowed| {
        let part = one.resource.split_once('/').map_or("", |(_, part)| part);
        one.verbs.iter().any(|verb| can_be_unnamed(verb, part))
    };
    let all = match unnamed.is_empty() {
        true => named.is_empty(),
        false => allowed.iter().any(is_unnamed),
    };
    (!all).then_some(named)
}

/// What the names of a rule change of some requests that it allows.
fn narrowed(kind: Kind, rule: &PolicyRule, allowed: &[Allowed]) -> Narrowed {
    let Some(names) = names(rule, allowed) else { return Narrowed::No };
    let holds = |crucial: &[&str]| names.iter().any(|name| crucial.contains(name));
    match kind {
        // Reading what is needed, by name, is what is asked for.
        Kind::SecretsRead => Narrowed::Harmless,
        Kind::Impersonate if holds(&[subject::MASTERS]) => Narrowed::No,
        Kind::Bind if holds(&role::ADMINISTRATORS) => Narrowed::No,
        Kind::SystemConfig if holds(&["aws-auth", "coredns", "kube-proxy"]) => Narrowed::No,
        Kind::CertificateApproval | Kind::CertificateSigning if holds(&CLIENT_SIGNERS) => {
            Narrowed::No
        }
        _ => Narrowed::Less,
    }
}

/// The signers whose certificates the API server takes for an identity.
const CLIENT_SIGNERS: [&str; 3] = [
    "kubernetes.io/*",
    "kubernetes.io/kube-apiserver-client",
    "kubernetes.io/kube-apiserver-client-kubelet",
];

/// What is left of a danger where a rule names its objects.
enum Narrowed {
    /// Nothing.
    Harmless,
    /// It is one step lower.
    Less,
    /// All of it: the names are those that matter.
    No,
}

#[cfg(test)]
mod tests;
