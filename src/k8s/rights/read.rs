//! Roles and bindings as the API server takes them, each part with the node that says it.

use super::{RoleName, holder, list, role, text};
use crate::k8s::document::{Node, Refusal, fields};
use crate::k8s::labels;
use crate::k8s::networkpolicy::selector;
use crate::set::flow::Labels;
use crate::set::labels::LabelBox;
use crate::set::right::Holder;
use ecow::EcoString;
use k8s_openapi::api::rbac::v1::PolicyRule;

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
        false => None,
    };
    let labels = labels::read(metadata.get("labels"))
        .map_err(|refusal| refusal.within("labels").within("metadata"))?;
    if is_role {
        let known = ["apiVersion", "kind", "metadata", "rules", "aggregationRule"];
        fields(object, known.get(..if namespaced { 4 } else { 5 }).unwrap_or_default())?;
        let rules = list(object, "rules")?.iter().enumerate();
        let rules = rules.map(|(at, node)| match rule(node) {
            Ok(rule) => Ok((node, rule)),
            Err(refusal) => Err(refusal.at(at).within("rules")),
        });
        let rules = rules.collect::<Result<_, _>>()?;
        let collects = collects(object.get("aggregationRule"))
            .map_err(|refusal| refusal.within("aggregationRule"))?;
        return Ok(Some(Read::Role(Role { namespace, name, labels, rules, collects })));
    }
    fields(object, &["apiVersion", "kind", "metadata", "roleRef", "subjects"])?;
    let role = role(object.get("roleRef"), namespace.as_ref())
        .map_err(|refusal| refusal.within("roleRef"))?;
    let subjects = list(object, "subjects")?.iter().enumerate();
    let subjects = subjects.map(|(at, node)| match holder(node, namespace.as_ref()) {
        Ok(holder) => Ok((node, holder)),
        Err(refusal) => Err(refusal.at(at).within("subjects")),
    });
    let subjects = subjects.collect::<Result<_, _>>()?;
    Ok(Some(Read::Binding(Binding { namespace, name, labels, role, subjects })))
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
    let each = list(rule, "clusterRoleSelectors")?.iter().enumerate();
    let each = each.map(|(at, one)| {
        selector::labels(one).map_err(|refusal| refusal.at(at).within("clusterRoleSelectors"))
    });
    each.collect()
}
