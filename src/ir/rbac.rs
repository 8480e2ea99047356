//! Subjects, roles and grants.

mod canonical;

pub use canonical::canonical;

use super::{AccountId, Clauses, GroupId, RoleId, UserId, ZoneId};
use crate::source::Span;
use ecow::{EcoString, eco_format};
use std::collections::BTreeSet;

/// Whom RBAC knows (`rbac/v1` `Subject`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// A ServiceAccount.
    Account(AccountId),
    /// A User.
    User(UserId),
    /// A Group.
    Group(GroupId),
}

/// A ServiceAccount.
#[derive(Debug, Clone)]
pub struct Account {
    /// The zone that it belongs to.
    pub zone: ZoneId,
    /// Its namespace, one of the zone's.
    pub namespace: EcoString,
    /// Its name.
    pub name: EcoString,
    /// The place of the name in its declaration.
    pub span: Span,
    /// Somebody else's: never emitted.
    pub external: bool,
    /// Whether some statement uses it.
    pub used: bool,
}

/// A user or a group.
#[derive(Debug, Clone)]
pub struct Principal {
    /// Its name in the program.
    pub name: EcoString,
    /// Its name for the API server.
    pub identity: EcoString,
    /// The place of the name in its declaration.
    pub span: Span,
    /// Whether some statement uses it.
    pub used: bool,
}

/// A role that the program declares, its statements added up.
#[derive(Debug, Clone)]
pub struct Role {
    /// Its name.
    pub name: EcoString,
    /// The place of the name in its first statement.
    pub span: Span,
    /// What it may.
    pub permissions: Vec<Permission>,
    /// Whether somebody has it.
    pub used: bool,
}

/// What one statement permits: intents expanded, exceptions taken out.
#[derive(Debug, Clone)]
pub struct Permission {
    /// From the first verb to the last name.
    pub span: Span,
    /// The exact rules, in [canonical] form.
    pub rules: Vec<Rule>,
    /// What each part of the statement gives, in the order of its resources: the rules with their places.
    pub uses: Vec<Use>,
    /// `named`: the only objects that it is about; empty for all.
    pub names: BTreeSet<EcoString>,
}

/// Verbs on one resource or URL, with their places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    /// Where the resource is written; that of the verb where an intent implies it.
    pub span: Span,
    /// What it is.
    pub object: Object,
    /// The verbs, never none.
    pub verbs: Vec<VerbUse>,
}

/// What a verb is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Object {
    /// A resource as a rule says it, wildcards included.
    Resource {
        /// Its group; empty for the core group, `*` for every group.
        group: EcoString,
        /// `pods`, `pods/log`, `*`, `*/scale`.
        resource: EcoString,
        /// Where its objects live; none for wildcards, which hold both.
        namespaced: Option<bool>,
    },
    /// A URL path, perhaps with a last `*`.
    Url(EcoString),
}

impl Object {
    /// What kubectl calls it: `pods/log`, `deployments.apps/scale`, `*.apps`.
    #[must_use]
    pub fn name(&self) -> EcoString {
        match self {
            Self::Url(url) => url.clone(),
            Self::Resource { group, resource, .. } => {
                let (plural, part) = match resource.split_once('/') {
                    Some((plural, part)) => (plural, eco_format!("/{part}")),
                    None => (resource.as_str(), EcoString::new()),
                };
                match (plural, group.as_str()) {
                    ("*", "") => eco_format!("*.core{part}"),
                    (_, "") | ("*", "*") => resource.clone(),
                    (_, group) => eco_format!("{plural}.{group}{part}"),
                }
            }
        }
    }
}

/// A verb with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerbUse {
    /// `get`, `*`.
    pub verb: EcoString,
    /// The verb or intent that gives it.
    pub span: Span,
    /// Whether a table lists it for the resource; only `verb "x"` may name one that none lists.
    pub listed: bool,
}

impl Use {
    /// The rule that it gives, for objects of some names.
    #[must_use]
    pub fn rule(&self, names: &BTreeSet<EcoString>) -> Rule {
        let verbs = self.verbs.iter().map(|verb| verb.verb.clone()).collect();
        match &self.object {
            Object::Url(url) => Rule { verbs, urls: [url.clone()].into(), ..Rule::default() },
            Object::Resource { group, resource, .. } => Rule {
                groups: [group.clone()].into(),
                resources: [resource.clone()].into(),
                verbs,
                names: names.clone(),
                ..Rule::default()
            },
        }
    }

    /// The verbs that `wanted` holds of.
    pub fn verbs_of(&self, wanted: impl Fn(&str) -> bool) -> impl Iterator<Item = &VerbUse> {
        self.verbs.iter().filter(move |verb| wanted(&verb.verb))
    }
}

/// One rule (`rbac/v1` `PolicyRule`): resources or URLs, never both.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rule {
    /// API groups; the core group is empty.
    pub groups: BTreeSet<EcoString>,
    /// `plural` or `plural/subresource`.
    pub resources: BTreeSet<EcoString>,
    /// Verbs.
    pub verbs: BTreeSet<EcoString>,
    /// Object names; empty for all.
    pub names: BTreeSet<EcoString>,
    /// URL paths.
    pub urls: BTreeSet<EcoString>,
}

/// Where a grant holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// In the namespaces of these zones; never empty.
    Zones(Vec<ZoneId>),
    /// In every namespace, and for cluster-scoped resources. The place of the words.
    ClusterWide(Span),
}

/// Who may do what, where.
#[derive(Debug, Clone)]
pub struct Grant {
    /// The statement.
    pub span: Span,
    /// The zone whose statement it is, where there is one.
    pub zone: Option<ZoneId>,
    /// Who.
    pub subjects: Vec<Subject>,
    /// What.
    pub permission: Permission,
    /// Where.
    pub scope: Scope,
    /// Its clauses.
    pub clauses: Clauses,
}

/// Who has a role, where.
#[derive(Debug, Clone)]
pub struct Holding {
    /// The statement.
    pub span: Span,
    /// The zone whose statement it is, where there is one.
    pub zone: Option<ZoneId>,
    /// Who.
    pub subjects: Vec<Subject>,
    /// Which role.
    pub role: RoleRef,
    /// Where.
    pub scope: Scope,
    /// Its clauses.
    pub clauses: Clauses,
}

/// A role that somebody has.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum RoleRef {
    /// One that the program declares.
    Declared(RoleId),
    /// A ClusterRole that exists already.
    ClusterRole(EcoString),
}
