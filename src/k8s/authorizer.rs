//! Whether an RBAC rule allows a request (`rbac/v1` evaluation helpers and the RBAC authorizer).

use k8s_openapi::api::rbac::v1::PolicyRule;

/// Since this minor version opening a connection into a pod (exec, attach, port-forward) takes `create`;
/// before, `get` does it too.
pub const CONNECTS_BY_CREATE: u32 = 35;

/// What somebody asks the API server for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Request<'a> {
    /// An object, or objects.
    Resource {
        /// The verb.
        verb: &'a str,
        /// The API group; empty for the core group.
        group: &'a str,
        /// The plural.
        resource: &'a str,
        /// The subresource; empty for none.
        subresource: &'a str,
        /// The object's name; empty where the request names none.
        name: &'a str,
    },
    /// A path that belongs to no resource.
    Url {
        /// The HTTP method, in lower case.
        verb: &'a str,
        /// The path.
        path: &'a str,
    },
}

/// The verbs whose requests can be without a name, where they are about no subresource. `escalate` is asked for
/// with the name in the request to write a role, and one that makes a role has none.
pub const UNNAMED: [&str; 5] = ["create", "deletecollection", "escalate", "list", "watch"];

/// Whether a request for a verb can be without a name: one that lists objects, or makes one.
#[must_use]
pub fn can_be_unnamed(verb: &str, subresource: &str) -> bool {
    subresource.is_empty() && UNNAMED.contains(&verb)
}

/// Whether a request for a verb can have the name of an object.
#[must_use]
pub fn can_be_named(verb: &str, subresource: &str) -> bool {
    !subresource.is_empty() || !matches!(verb, "create" | "deletecollection")
}

/// Whether the rule allows requests for a verb on some object or other, by the names that they can have.
#[must_use]
pub fn allows_some(
    rule: &PolicyRule,
    verb: &str,
    group: &str,
    resource: &str,
    subresource: &str,
) -> bool {
    let allows =
        |name| rule_allows(rule, &Request::Resource { verb, group, resource, subresource, name });
    let names = list(rule.resource_names.as_ref());
    if names.is_empty() {
        return allows("");
    }
    let named = names.iter().find(|name| !name.is_empty());
    (can_be_unnamed(verb, subresource) && allows(""))
        || (can_be_named(verb, subresource) && named.is_some_and(|name| allows(name)))
}

/// Whether one of the rules allows the request.
#[must_use]
pub fn allows(rules: &[PolicyRule], request: &Request<'_>) -> bool {
    rules.iter().any(|rule| rule_allows(rule, request))
}

/// Whether the rule allows the request.
#[must_use]
pub fn rule_allows(rule: &PolicyRule, request: &Request<'_>) -> bool {
    match *request {
        Request::Resource { verb, group, resource, subresource, name } => {
            has(&rule.verbs, verb)
                && has(list(rule.api_groups.as_ref()), group)
                && list(rule.resources.as_ref())
                    .iter()
                    .any(|pattern| resource_matches(pattern, resource, subresource))
                && name_matches(list(rule.resource_names.as_ref()), name)
        }
        Request::Url { verb, path } => {
            has(&rule.verbs, verb)
                && list(rule.non_resource_urls.as_ref())
                    .iter()
                    .any(|pattern| url_matches(pattern, path))
        }
    }
}

/// Whether `pattern` of a rule means the resource: `*` with every subresource, `r`, `r/s`, `*/s`.
#[must_use]
pub fn resource_matches(pattern: &str, resource: &str, subresource: &str) -> bool {
    let Some((plural, sub)) = pattern.split_once('/') else {
        return pattern == "*" || (pattern == resource && subresource.is_empty());
    };
    !subresource.is_empty() && sub == subresource && (plural == "*" || plural == resource)
}

/// Whether `pattern` of a rule means the path: `*`, the path itself, or a beginning of it before a last `*`.
#[must_use]
pub fn url_matches(pattern: &str, path: &str) -> bool {
    pattern == path || (pattern.ends_with('*') && path.starts_with(pattern.trim_end_matches('*')))
}

/// A rule without names means every object, and requests that name none too.
fn name_matches(names: &[String], name: &str) -> bool {
    names.is_empty() || names.iter().any(|known| known == name)
}

fn list(items: Option<&Vec<String>>) -> &[String] {
    items.map_or(&[], Vec::as_slice)
}

/// Verbs and groups match as they are written, or by `*`.
fn has(patterns: &[String], word: &str) -> bool {
    patterns.iter().any(|pattern| pattern == "*" || pattern == word)
}
