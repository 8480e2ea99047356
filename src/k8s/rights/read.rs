//! Roles and bindings as the API server takes them, each part with the node that says it.

use super::RoleName;
use crate::k8s::document::{Node, Refusal, Value, fields};
use crate::k8s::labels;
use crate::k8s::networkpolicy::selector;
use crate::k8s::validate::{self, Violation};
use crate::set::flow::Labels;
use crate::set::labels::LabelBox;
use crate::set::right::Holder;
use ecow::EcoString;
use k8s_openapi::api::rbac::v1::{PolicyRule, RoleRef, Subject};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

const API: &str = "rbac.authorization.k8s.io/v1";

/// What an object of one of the four kinds says.
pub(in crate::k8s) enum Read<'a> {
    Role(Role<'a>),
    Binding(Binding<'a>),
}

/// A Role or a ClusterRole.
pub(in crate::k8s) struct Role<'a> {
    /// Its namespace; none of a ClusterRole.
    pub namespace: Option<EcoString>,
    pub name: EcoString,
    pub labels: Labels,
    pub rules: Vec<(&'a Node<'a>, PolicyRule)>,
    /// The labels of the ClusterRoles whose rules a controller puts into it.
    pub collects: Vec<LabelBox>,
}

/// A RoleBinding or a ClusterRoleBinding.
pub(in crate::k8s) struct Binding<'a> {
    /// Its namespace; none of a ClusterRoleBinding.
    pub namespace: Option<EcoString>,
    pub name: EcoString,
    pub labels: Labels,
    pub role: RoleName,
    pub subjects: Vec<(&'a Node<'a>, Holder)>,
}

/// Reads an object of one of the four kinds; none of any other.
///
/// # Errors
/// When the API server would refuse it or drop a part of it.
pub(in crate::k8s) fn object<'a>(object: &'a Node<'_>) -> Result<Option<Read<'a>>, Refusal> {
    let kind = object.get("kind").text().unwrap_or_default();
    let (is_role, namespaced) = match kind {
        "Role" => (true, true),
        "ClusterRole" => (true, false),
        "RoleBinding" => (false, true),
        "ClusterRoleBinding" => (false, false),
        _ => return Ok(None),
    };
    if object.get("apiVersion").text() != Some(API) {
        return Err(Refusal::new(format!("is not `{API}`")).within("apiVersion"));
    }
    let metadata = object.get("metadata");
    let said = |field| text(metadata, field).map_err(|refusal| refusal.within("metadata"));
    let name = said("name")?;
    let namespace = match namespaced {
        true => Some(said("namespace")?),
        // The API server drops the one that charts write.
        false => None,
    };
    let labels = labels::read(metadata.get("labels"))
        .map_err(|refusal| refusal.within("labels").within("metadata"))?;
    let checked = ObjectMeta {
        name: Some(name.to_string()),
        namespace: namespace.as_ref().map(ToString::to_string),
        ..ObjectMeta::default()
    };
    let about = About { metadata: checked, namespace, name, labels };
    match is_role {
        true => role(object, about).map(|role| Some(Read::Role(role))),
        false => binding(object, about).map(|binding| Some(Read::Binding(binding))),
    }
}

/// What the metadata of an object says, and the same for the API server's validation.
struct About {
    metadata: ObjectMeta,
    namespace: Option<EcoString>,
    name: EcoString,
    labels: Labels,
}

fn role<'a>(object: &'a Node<'_>, about: About) -> Result<Role<'a>, Refusal> {
    let About { metadata, namespace, name, labels } = about;
    let known = ["apiVersion", "kind", "metadata", "rules", "aggregationRule"];
    fields(object, known.get(..if namespace.is_some() { 4 } else { 5 }).unwrap_or_default())?;
    let nodes = list(object, "rules")?;
    let rules = nodes.iter().enumerate();
    let rules =
        rules.map(|(at, node)| rule(node).map_err(|refusal| refusal.at(at).within("rules")));
    let rules = rules.collect::<Result<Vec<_>, _>>()?;
    let collects = collects(object.get("aggregationRule"))
        .map_err(|refusal| refusal.within("aggregationRule"))?;
    accepted(&validate::rules(&metadata, namespace.is_some(), &rules))?;
    let rules = nodes.iter().zip(rules).collect();
    Ok(Role { namespace, name, labels, rules, collects })
}

fn binding<'a>(object: &'a Node<'_>, about: About) -> Result<Binding<'a>, Refusal> {
    let About { metadata, namespace, name, labels } = about;
    fields(object, &["apiVersion", "kind", "metadata", "roleRef", "subjects"])?;
    let said = role_ref(object.get("roleRef")).map_err(|refusal| refusal.within("roleRef"))?;
    let nodes = list(object, "subjects")?;
    let subjects = nodes.iter().enumerate();
    let subjects =
        subjects.map(|(at, node)| subject(node).map_err(|it| it.at(at).within("subjects")));
    let subjects = subjects.collect::<Result<Vec<_>, _>>()?;
    accepted(&validate::binding(&metadata, namespace.is_some(), &said, &subjects))?;
    let role = (namespace.clone().filter(|_| said.kind == "Role"), said.name.into());
    let holders = subjects.into_iter().map(|subject| holder(subject, namespace.as_ref()));
    let subjects = nodes.iter().zip(holders).collect();
    Ok(Binding { namespace, name, labels, role, subjects })
}

/// Refuses what the API server refuses.
fn accepted(violations: &[Violation]) -> Result<(), Refusal> {
    violations.first().map_or(Ok(()), |first| Err(first.refusal()))
}

/// What a binding binds.
fn role_ref(node: &Node<'_>) -> Result<RoleRef, Refusal> {
    fields(node, &["apiGroup", "kind", "name"])?;
    let word = |field| optional(node, field).map(Option::unwrap_or_default);
    Ok(RoleRef { api_group: Some(word("apiGroup")?), kind: word("kind")?, name: word("name")? })
}

fn subject(node: &Node<'_>) -> Result<Subject, Refusal> {
    fields(node, &["apiGroup", "kind", "name", "namespace"])?;
    let word = |field| optional(node, field).map(Option::unwrap_or_default);
    Ok(Subject {
        api_group: optional(node, "apiGroup")?,
        kind: word("kind")?,
        name: word("name")?,
        namespace: optional(node, "namespace")?,
    })
}

/// Whom a subject of a binding means. A ServiceAccount without a namespace is of that of the binding.
fn holder(subject: Subject, namespace: Option<&EcoString>) -> Holder {
    let name = EcoString::from(subject.name);
    match subject.kind.as_str() {
        "User" => Holder::User(name),
        "Group" => Holder::Group(name),
        _ => {
            let own = subject.namespace.filter(|own| !own.is_empty()).map(EcoString::from);
            Holder::Account(own.or_else(|| namespace.cloned()).unwrap_or_default(), name)
        }
    }
}

fn rule(rule: &Node<'_>) -> Result<PolicyRule, Refusal> {
    fields(rule, &["apiGroups", "resources", "verbs", "resourceNames", "nonResourceURLs"])?;
    let words = |field: &str| -> Result<Vec<String>, Refusal> {
        let word = |(at, item): (usize, &Node<'_>)| {
            let text = item.text().map(str::to_owned);
            text.ok_or_else(|| Refusal::no_text(item).at(at).within(field))
        };
        list(rule, field)?.iter().enumerate().map(word).collect()
    };
    Ok(PolicyRule {
        api_groups: Some(words("apiGroups")?),
        resources: Some(words("resources")?),
        verbs: words("verbs")?,
        resource_names: Some(words("resourceNames")?),
        non_resource_urls: Some(words("nonResourceURLs")?),
    })
}

/// The labels of the ClusterRoles that an `aggregationRule` collects.
fn collects(rule: &Node<'_>) -> Result<Vec<LabelBox>, Refusal> {
    if rule.is_null() {
        return Ok(Vec::new());
    }
    fields(rule, &["clusterRoleSelectors"])?;
    let selectors = list(rule, "clusterRoleSelectors")?;
    if selectors.is_empty() {
        let reason = "what is collected needs a selector";
        return Err(Refusal::new(reason).within("clusterRoleSelectors"));
    }
    let each = selectors.iter().enumerate();
    let each = each.map(|(at, one)| {
        selector::labels(one).map_err(|refusal| refusal.at(at).within("clusterRoleSelectors"))
    });
    each.collect()
}

/// A text that must be there.
fn text(node: &Node<'_>, field: &str) -> Result<EcoString, Refusal> {
    let text = node.get(field).text().filter(|text| !text.is_empty());
    text.map(EcoString::from).ok_or_else(|| Refusal::new("is missing").within(field))
}

/// A text that may be there.
fn optional(node: &Node<'_>, field: &str) -> Result<Option<String>, Refusal> {
    let value = node.get(field);
    match value.text() {
        None if !value.is_null() => Err(Refusal::no_text(value).within(field)),
        text => Ok(text.map(str::to_owned)),
    }
}

fn list<'a, 'b>(node: &'a Node<'b>, field: &str) -> Result<&'a [Node<'b>], Refusal> {
    match &node.get(field).value {
        Value::Null => Ok(&[]),
        Value::List(items) => Ok(items),
        _ => Err(Refusal::new("no list").within(field)),
    }
}
