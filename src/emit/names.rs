//! What objects are called.
//!
//! | object | name |
//! |---|---|
//! | the policy of every pod of a namespace | `netz-default` |
//! | the policy of a segment, of its second alternative | `netz-web`, `netz-web-2` |
//! | the quota of a namespace | `netz-quota` |
//! | Role and binding of a subject's own grants | `netz:deployer`, `netz:alice` |
//! | the same, of another zone's account | `netz:monitoring/prometheus` with `:` for `/` |
//! | Role and binding of a declared role | `netz-role:pod-viewer` |
//! | binding to a ClusterRole that exists | `netz-clusterrole:view` |
//! | ClusterRole of a subject's own grants in all namespaces of a zone | `netz-shared:shop:deployer` |
//! | RoleBinding to a ClusterRole of ours | the name that it has without, and a hash of its `roleRef` |
//!
//! The prefix keeps them apart from what charts install. A binding's `roleRef` can't be changed once it
//! exists, so the name of a binding says which role it binds, and who has it are its subjects. Where
//! `--share-roles` may turn a Role into a ClusterRole, the hash keeps both bindings apart.
//!
//! NetworkPolicies are named by DNS subdomains, segments more freely: capitals become small, and what may
//! not stand there becomes `-`. Where two names become one, the duplicate is an error that shows both.

use crate::k8s::name;
use ecow::{EcoString, eco_format};

/// The policy of every pod of a namespace.
pub const DEFAULT_POLICY: &str = "netz-default";

/// The API group of roles.
pub const GROUP: &str = "rbac.authorization.k8s.io";

/// The quota of a namespace.
pub const QUOTA: &str = "netz-quota";

/// Room for `netz-segment-` and `-` with a number in the 253 characters of a name.
const LONGEST_PART: usize = 220;

/// The policy of an alternative of a segment, counted from zero.
pub fn segment_policy(segment: &str, alternative: usize) -> EcoString {
    let part = subdomain(segment);
    // `netz-default` is taken.
    let kind = if part == "default" { "segment-" } else { "" };
    match alternative {
        0 => eco_format!("netz-{kind}{part}"),
        _ => eco_format!("netz-{kind}{part}-{}", alternative + 1),
    }
}

/// Role and binding of a subject's own grants; `zone` where the subject is another zone's account.
pub fn grants(zone: Option<&str>, subject: &str) -> EcoString {
    let subject = path_segment(subject);
    match zone {
        Some(zone) => eco_format!("netz:{}:{subject}", path_segment(zone)),
        None => eco_format!("netz:{subject}"),
    }
}

/// Whether a role or binding of ours is that of a subject's own grants.
pub fn is_of_grants(name: &str) -> bool {
    ["netz:", "netz-shared:"].iter().any(|prefix| name.starts_with(prefix))
}

/// Role and binding of a declared role.
pub fn role(role: &str) -> EcoString {
    eco_format!("netz-role:{}", path_segment(role))
}

/// ClusterRole of a subject's own grants in all namespaces of the zone `place`; `zone` where the subject is
/// another zone's account.
pub fn shared_grants(place: &str, zone: Option<&str>, subject: &str) -> EcoString {
    let (place, subject) = (path_segment(place), path_segment(subject));
    match zone {
        Some(zone) => eco_format!("netz-shared:{place}:{}:{subject}", path_segment(zone)),
        None => eco_format!("netz-shared:{place}:{subject}"),
    }
}

/// RoleBinding to a ClusterRole that could as well bind a Role as `binding`.
pub fn bound(binding: &str, cluster_role: &str) -> EcoString {
    hashed(binding, &format!("{GROUP}/ClusterRole/{cluster_role}"))
}

/// Binding to a ClusterRole that exists.
pub fn cluster_role(role: &str) -> EcoString {
    eco_format!("netz-clusterrole:{role}")
}

/// A label value that names a zone.
pub fn label_value(zone: &str) -> EcoString {
    if name::label_value(zone).is_ok() {
        return zone.into();
    }
    let mapped: String = zone.chars().map(|char| keep(char, "-_.")).take(40).collect();
    hashed(trimmed(&mapped), zone)
}

/// A name as a part of a DNS subdomain.
fn subdomain(text: &str) -> EcoString {
    let fits = |part: &str| part.len() <= LONGEST_PART && name::dns_subdomain(part).is_ok();
    if fits(text) {
        return text.into();
    }
    let mapped: String = text.chars().map(|char| keep(char, "-.").to_ascii_lowercase()).collect();
    let mapped = trimmed(&mapped);
    if fits(mapped) {
        return mapped.into();
    }
    let plain: String = mapped.chars().map(|char| keep(char, "-")).take(40).collect();
    hashed(trimmed(&plain), text)
}

/// A name as a part of a path segment.
fn path_segment(text: &str) -> EcoString {
    if !text.contains(['/', '%']) {
        return text.into();
    }
    hashed(&text.replace(['/', '%'], "-"), text)
}

fn keep(char: char, others: &str) -> char {
    if char.is_ascii_alphanumeric() || others.contains(char) { char } else { '-' }
}

fn trimmed(text: &str) -> &str {
    text.trim_matches(|char: char| !char.is_ascii_alphanumeric())
}

/// `text` is what is left of `original`: the hash tells it from others of which the same is left.
fn hashed(text: &str, original: &str) -> EcoString {
    // FNV-1a: the same in every version of netz, or objects would change their names.
    let hash = original
        .bytes()
        .fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    let dash = if text.is_empty() { "" } else { "-" };
    eco_format!("{text}{dash}{hash:08x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_names_stay_as_they_are() {
        assert_eq!(segment_policy("frontend", 0), "netz-frontend");
        assert_eq!(segment_policy("kube-root-ca.crt", 1), "netz-kube-root-ca.crt-2");
        assert_eq!(grants(None, "deployer"), "netz:deployer");
        assert_eq!(grants(Some("monitoring"), "prometheus"), "netz:monitoring:prometheus");
        assert_eq!(label_value("shop_Web"), "shop_Web");
    }

    #[test]
    fn a_segment_called_default_leaves_the_default_policy_alone() {
        for segment in ["default", "Default", "_default"] {
            assert_ne!(segment_policy(segment, 0), DEFAULT_POLICY);
        }
    }

    #[test]
    fn every_name_is_valid_and_what_is_lost_is_hashed() {
        let long = "x".repeat(400);
        let odd =
            ["Web_1", "a..b", "", "!", "päymënt", "a/b", "-x-", "..", "%", "1password", &long];
        for text in odd {
            for alternative in [0, 1, 99_999] {
                let name = segment_policy(text, alternative);
                assert_eq!(name::dns_subdomain(&name), Ok(()), "{name}");
            }
            assert_eq!(name::label_value(&label_value(text)), Ok(()), "{text}");
            assert_eq!(name::path_segment(&grants(Some(text), text)), Ok(()), "{text}");
            assert_eq!(name::path_segment(&role(text)), Ok(()), "{text}");
        }
        assert_eq!(segment_policy("Web_1", 0), "netz-web-1");
        assert_ne!(subdomain("a..b"), subdomain("a.-b"));
        assert_ne!(path_segment("a/b"), path_segment("a%b"));
    }
}
