//! Roles and bindings with the places of what they say.

use super::of_place;
use crate::k8s::document::{Node, Refusal};
use crate::k8s::rights;
use crate::set::flow::Labels;
use crate::set::labels::LabelBox;
use crate::set::right::Holder;
use crate::source::{FileId, Span};
use ecow::EcoString;
use k8s_openapi::api::rbac::v1::PolicyRule;

/// A Role or a ClusterRole.
#[derive(Debug, Clone, PartialEq)]
pub struct Role {
    /// Its namespace; none of a ClusterRole.
    pub namespace: Option<EcoString>,
    /// Its name.
    pub name: EcoString,
    /// The line of its name.
    pub span: Span,
    /// Its labels.
    pub labels: Labels,
    /// Its rules.
    pub rules: Vec<Rule>,
    /// The labels of the ClusterRoles whose rules a controller puts into it (`aggregationRule`).
    pub collects: Vec<LabelBox>,
    /// Why it is as it is.
    pub reason: Option<Reason>,
}

/// A rule of a role, and where its words stand.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// Where it begins.
    pub span: Span,
    /// What it says.
    pub rule: PolicyRule,
    /// The places of `resources`, in their order.
    pub resources: Vec<Span>,
    /// The places of `verbs`.
    pub verbs: Vec<Span>,
    /// The places of `apiGroups`.
    pub groups: Vec<Span>,
    /// The places of `resourceNames`.
    pub names: Vec<Span>,
    /// The places of `nonResourceURLs`.
    pub urls: Vec<Span>,
}

/// A RoleBinding or a ClusterRoleBinding.
#[derive(Debug, Clone, PartialEq)]
pub struct Binding {
    /// Its namespace; none of a ClusterRoleBinding.
    pub namespace: Option<EcoString>,
    /// Its name.
    pub name: EcoString,
    /// The line of its name.
    pub span: Span,
    /// Its labels.
    pub labels: Labels,
    /// The namespace of a Role, none of a ClusterRole, and its name.
    pub role: (Option<EcoString>, EcoString),
    /// Where the role is named.
    pub role_span: Span,
    /// To whom it gives the role, with their places.
    pub subjects: Vec<(Holder, Span)>,
    /// Why it is there.
    pub reason: Option<Reason>,
    /// Its last day, as it is written, whether it says why or not.
    pub until: Option<EcoString>,
}

/// The annotations `netz/because` and `netz/until`: why something is as it is, and for how long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// The reason, never empty.
    pub because: EcoString,
    /// The last day, as it is written.
    pub until: Option<EcoString>,
}

impl Reason {
    /// The reason that the metadata of an object gives.
    #[must_use]
    pub fn of(object: &Node<'_>) -> Option<Self> {
        let annotations = object.get("metadata").get("annotations");
        let said = |key| annotations.get(key).text().map(str::trim).filter(|text| !text.is_empty());
        let because = said("netz/because")?.into();
        Some(Self { because, until: said("netz/until").map(EcoString::from) })
    }
}

/// What is read of either kind; of any other object nothing.
pub(super) enum Read {
    Role(Role),
    Binding(Binding),
}

/// Reads a role or a binding.
///
/// # Errors
/// When the API server would refuse it or drop a part of it.
pub(super) fn read(object: &Node<'_>, span: Span) -> Result<Option<Read>, Refusal> {
    let reason = Reason::of(object);
    let until = object.get("metadata").get("annotations").get("netz/until").text();
    let until = until.map(EcoString::from);
    Ok(rights::read::object(object)?.map(|read| match read {
        rights::read::Read::Role(role) => {
            let rules = role.rules.into_iter();
            let rules = rules.map(|(node, rule)| with_places(node, rule, span.file)).collect();
            Read::Role(Role {
                namespace: role.namespace,
                name: role.name,
                span,
                labels: role.labels,
                rules,
                collects: role.collects,
                reason,
            })
        }
        rights::read::Read::Binding(binding) => {
            let place = |node: &Node<'_>| of_place(span.file, node.get("name").place);
            let subjects = binding.subjects.into_iter();
            Read::Binding(Binding {
                namespace: binding.namespace,
                name: binding.name,
                span,
                labels: binding.labels,
                role: binding.role,
                role_span: place(object.get("roleRef")),
                subjects: subjects.map(|(node, holder)| (holder, place(node))).collect(),
                reason,
                until,
            })
        }
    }))
}

fn with_places(node: &Node<'_>, rule: PolicyRule, file: FileId) -> Rule {
    let places = |field: &str| {
        node.get(field).items().iter().map(|item| of_place(file, item.place)).collect()
    };
    let start = node.entries().first().map_or(node.place, |entry| entry.place);
    Rule {
        span: of_place(file, start),
        rule,
        resources: places("resources"),
        verbs: places("verbs"),
        groups: places("apiGroups"),
        names: places("resourceNames"),
        urls: places("nonResourceURLs"),
    }
}

/// What roles and bindings give.
pub(super) fn objects(roles: &[Role], bindings: &[Binding]) -> rights::Objects {
    let mut objects = rights::Objects::default();
    for role in roles {
        let name = (role.namespace.clone(), role.name.clone());
        let rules = role.rules.iter().map(|rule| &rule.rule);
        objects.add_role(name, rules, &role.labels, &role.collects);
    }
    for binding in bindings {
        objects.add_binding(rights::Binding {
            name: binding.name.clone(),
            namespace: binding.namespace.clone(),
            role: binding.role.clone(),
            holders: binding.subjects.iter().map(|(holder, _)| holder.clone()).collect(),
        });
    }
    objects
}
