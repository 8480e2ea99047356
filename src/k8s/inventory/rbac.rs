//! Roles and bindings with the places of what they say.

use super::{of_place, workload};
use crate::k8s::document::{Node, Refusal};
use crate::k8s::networkpolicy;
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

/// The labels of the ClusterRoles that an `aggregationRule` collects.
pub(super) fn collects(object: &Node<'_>) -> Result<Vec<LabelBox>, Refusal> {
    let rule = object.get("aggregationRule");
    let selectors = rule.get("clusterRoleSelectors").items().iter().enumerate();
    let selectors = selectors.map(|(at, selector)| {
        let labels = networkpolicy::selector::labels(selector);
        labels.map_err(|refusal| {
            refusal.at(at).within("clusterRoleSelectors").within("aggregationRule")
        })
    });
    selectors.collect()
}

/// What is read of either kind; of any other object nothing.
pub(super) enum Read {
    Role(Role),
    Binding(Binding),
}

/// Reads an object that [`rights::Objects`] took.
pub(super) fn read(
    object: &Node<'_>,
    span: Span,
    collects: Vec<LabelBox>,
) -> Result<Read, Refusal> {
    let metadata = object.get("metadata");
    let text = |node: &Node<'_>| EcoString::from(node.text().unwrap_or_default());
    let kind = object.get("kind").text().unwrap_or_default();
    let namespace = (!kind.starts_with("Cluster")).then(|| text(metadata.get("namespace")));
    let name = text(metadata.get("name"));
    let labels = workload::labels(metadata.get("labels"))
        .map_err(|refusal| refusal.within("labels").within("metadata"))?;
    let reason = Reason::of(object);
    if !kind.ends_with("Binding") {
        let rules = object.get("rules").items().iter();
        let rules = rules.map(|rule| read_rule(rule, span.file)).collect();
        return Ok(Read::Role(Role { namespace, name, span, labels, rules, collects, reason }));
    }
    let reference = object.get("roleRef");
    let role = rights::role(reference, namespace.as_ref())?;
    let role_span = of_place(span.file, reference.get("name").place);
    let mut subjects = Vec::new();
    for subject in object.get("subjects").items() {
        let place = of_place(span.file, subject.get("name").place);
        subjects.push((rights::holder(subject, namespace.as_ref())?, place));
    }
    Ok(Read::Binding(Binding { namespace, name, span, labels, role, role_span, subjects, reason }))
}

fn read_rule(rule: &Node<'_>, file: FileId) -> Rule {
    let words = |field: &str| {
        let items = rule.get(field).items();
        let words = items.iter().map(|item| item.text().unwrap_or_default().to_owned()).collect();
        let places = items.iter().map(|item| of_place(file, item.place)).collect();
        (words, places)
    };
    let (api_groups, groups) = words("apiGroups");
    let (resources, of_resources) = words("resources");
    let (verbs, of_verbs) = words("verbs");
    let (resource_names, names) = words("resourceNames");
    let (non_resource_urls, urls) = words("nonResourceURLs");
    let start = rule.entries().first().map_or(rule.place, |entry| entry.place);
    Rule {
        span: of_place(file, start),
        rule: PolicyRule {
            api_groups: Some(api_groups),
            resources: Some(resources),
            verbs,
            resource_names: Some(resource_names),
            non_resource_urls: Some(non_resource_urls),
        },
        resources: of_resources,
        verbs: of_verbs,
        groups,
        names,
        urls,
    }
}
