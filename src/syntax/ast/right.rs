//! Accounts, roles, grants and resources.

use super::{Clauses, Name, Text};
use crate::source::Span;
use ecow::EcoString;

/// `account deployer`, `extern account x in shop-api`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Somebody else's: never emitted.
    pub external: bool,
    /// Its name.
    pub name: Name,
    /// The namespace, for a zone with several.
    pub namespace: Option<Name>,
}

/// `user alice = "alice@example.com"`, `group dev = "oidc:dev"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Principal {
    /// The name in the program.
    pub name: Name,
    /// The name that the API server sees.
    pub identity: Text,
}

/// `role pod-viewer can read pods`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// Its name.
    pub name: Name,
    /// What it may.
    pub permission: Permission,
}

/// `resource certificates.cert-manager.io namespaced sub status verbs get, list`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resource {
    /// `plural.group`.
    pub name: Name,
    /// Whether its objects live in namespaces.
    pub namespaced: bool,
    /// Its subresources.
    pub subresources: Vec<Name>,
    /// Its verbs; empty for the standard eight.
    pub verbs: Vec<Name>,
}

/// A subject of a grant: `deployer`, `monitoring/prometheus`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubjectName {
    /// The zone; a glob in assertions.
    pub zone: Option<Name>,
    /// The name.
    pub name: Name,
    /// The place of both.
    pub span: Span,
}

/// Verbs on resources, perhaps of some names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permission {
    /// Verbs and intents.
    pub verbs: Vec<Verb>,
    /// Resources.
    pub resources: Vec<ResourceItem>,
    /// `named a, b`.
    pub names: Vec<Name>,
    /// From the first verb to the last name.
    pub span: Span,
}

/// A verb or an intent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verb {
    /// The word.
    pub kind: VerbKind,
    /// The place.
    pub span: Span,
}

/// The forms of a verb.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VerbKind {
    /// `get`, `read`, `exec`: a Kubernetes verb or an intent.
    Word(EcoString),
    /// `all`: every verb the resource serves.
    All,
    /// `verb "x"`: a verb that no table lists.
    Custom(Text),
    /// `"*"`: RBAC's own wildcard.
    Wildcard,
}

/// A resource of a grant, with what is taken out of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResourceItem {
    /// What it names.
    pub kind: ResourceKind,
    /// `except x`, `except (x, y)`.
    pub except: Vec<Name>,
    /// The place, without the `except`.
    pub span: Span,
}

/// The forms of a resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ResourceKind {
    /// `pods`, `deployments.apps`, `pods/log`, `pods/*`: as written.
    Plain(EcoString),
    /// `all of apps`: every resource of a group.
    AllOf(Name),
    /// `"*"`, `"*/scale"`: RBAC's own wildcards.
    Wildcard(EcoString),
    /// `"/metrics"`: a URL path.
    Url(EcoString),
}

/// Where a grant holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// The enclosing zone.
    Here,
    /// `in prod, staging-*`.
    Zones(Vec<Name>),
    /// `cluster-wide`, with its place.
    ClusterWide(Span),
}

/// `deployer can get, list deployments in prod because "…"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// Who.
    pub subjects: Vec<SubjectName>,
    /// What.
    pub permission: Permission,
    /// Where.
    pub scope: Scope,
    /// Its clauses.
    pub clauses: Clauses,
}

/// `oncall has pod-viewer, clusterrole view in prod`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Has {
    /// Who.
    pub subjects: Vec<SubjectName>,
    /// Which roles.
    pub roles: Vec<RoleName>,
    /// Where.
    pub scope: Scope,
    /// Its clauses.
    pub clauses: Clauses,
}

/// A role that is held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleName {
    /// A ClusterRole that exists already: `clusterrole view`.
    pub cluster_role: bool,
    /// Its name.
    pub name: Name,
}
