//! Names for what has none: from labels, and from what it was called.

use crate::set::labels::{LabelBox, ValueSet};
use ecow::EcoString;

/// Words that are never names, unless quoted.
const RESERVED: [&str; 24] = [
    "all", "any", "anywhere", "as", "because", "can", "cluster", "egress", "except", "from", "has",
    "host", "icmp", "in", "ingress", "internet", "named", "owner", "sctp", "tcp", "udp", "until",
    "where", "without",
];

/// Names that mean something wherever they stand, quoted or not.
const OF_LANGUAGE: [&str; 3] = ["dns", "apiserver", "nodes"];

/// How long a name becomes.
const LONGEST: usize = 48;

/// Keys whose values people call pods by.
pub const KEYS: [&str; 9] = [
    "app.kubernetes.io/name",
    "app",
    "k8s-app",
    "name",
    "app.kubernetes.io/instance",
    "app.kubernetes.io/component",
    "component",
    "role",
    "tier",
];

/// Whether nothing of a program can be called so.
pub fn is_of_language(name: &str) -> bool {
    OF_LANGUAGE.contains(&name)
}

/// A name as a program writes it: in quotes where it needs them.
pub fn word(name: &str) -> EcoString {
    let plain = |it: char| it.is_ascii_alphanumeric() || it == '-' || it == '_';
    let bare = name.starts_with(|it: char| it.is_ascii_alphabetic())
        && name.ends_with(|it: char| it.is_ascii_alphanumeric())
        && name.chars().all(plain)
        && !RESERVED.contains(&name);
    if bare { name.into() } else { quoted(name) }
}

/// A text in quotes.
pub fn quoted(text: &str) -> EcoString {
    ecow::eco_format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// A text as a name that needs no quotes.
pub fn clean(text: &str) -> EcoString {
    let mut name = String::new();
    for char in text.chars() {
        let char = if char.is_ascii_alphanumeric() || char == '_' { char } else { '-' };
        if char != '-' || !name.ends_with(['-', '_']) {
            name.push(char);
        }
    }
    let name: String = name.chars().take(LONGEST).collect();
    let name = name.trim_matches(['-', '_']);
    match name.chars().next() {
        None => "pods".into(),
        Some(first) if first.is_ascii_alphabetic() => name.into(),
        Some(_) => ecow::eco_format!("x-{name}"),
    }
}

/// Words in the names of policies that say nothing of what the policies are about.
const OF_POLICIES: [&str; 14] = [
    "allow",
    "and",
    "auth",
    "egress",
    "from",
    "in",
    "ingress",
    "netpol",
    "network",
    "networkpolicy",
    "np",
    "policies",
    "policy",
    "to",
];

/// Whether the name of a policy says more than the names of the ends of its flow: `web-netpol` doesn't, where
/// `web` is one of them.
pub fn tells_more(policy: &str, ends: &[&str]) -> bool {
    let words = |text: &str| -> Vec<String> {
        let words = text.split(['-', '_', '.']).map(str::to_ascii_lowercase);
        words.filter(|word| !OF_POLICIES.contains(&word.as_str())).collect()
    };
    let ends: Vec<Vec<String>> = ends.iter().map(|end| words(end)).collect();
    let mut left = words(policy);
    // Whole ends, longest first, until nothing is left.
    while !left.is_empty() {
        let fitting = ends.iter().filter(|end| !end.is_empty() && left.starts_with(end));
        match fitting.map(Vec::len).max() {
            Some(length) => drop(left.drain(..length)),
            None => return true,
        }
    }
    false
}

/// The name, or the name with a number behind it.
pub fn free(name: &str, taken: impl Fn(&str) -> bool) -> EcoString {
    let numbered = (2_usize..).map(|number| ecow::eco_format!("{name}-{number}"));
    let mut all = std::iter::once(EcoString::from(name)).chain(numbered);
    all.find(|name| !taken(name)).unwrap_or_else(|| name.into())
}

/// A name for pods with these labels.
pub fn of_pods(pods: &[LabelBox]) -> EcoString {
    let Some(labels) = pods.first() else { return "pods".into() };
    of_labels(labels)
}

/// A name for namespaces with these labels.
pub fn of_namespaces(labels: &LabelBox) -> EcoString {
    clean(&ecow::eco_format!("{}-namespaces", of_labels(labels)))
}

fn of_labels(labels: &LabelBox) -> EcoString {
    let rank = |key: &str| KEYS.iter().position(|known| *known == key).unwrap_or(KEYS.len());
    let mut keys: Vec<_> = labels.keys().iter().collect();
    keys.sort_by_key(|(key, values)| (values.negated || values.absent, rank(key), (*key).clone()));
    let parts: Vec<_> = keys.into_iter().map(|(key, values)| of_values(key, values)).collect();
    clean(&parts.join("-"))
}

fn of_values(key: &str, set: &ValueSet) -> String {
    let key = key.rsplit('/').next().unwrap_or(key);
    let mut values: Vec<&str> = set.values.iter().take(3).map(EcoString::as_str).collect();
    if set.values.len() > values.len() {
        values.push("more");
    }
    // `true` and such say nothing without their key.
    let telling =
        |value: &str| value.len() > 1 && !matches!(value, "true" | "false" | "yes" | "no");
    match (set.absent, set.negated, values.as_slice()) {
        (true, false, []) => format!("no-{key}"),
        (false, true, []) => format!("with-{key}"),
        (_, true, values) => format!("not-{}", values.join("-or-")),
        (_, false, [only]) if !telling(only) => format!("{key}-{only}"),
        (_, false, values) => values.join("-or-"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_readable_and_need_no_quotes() {
        for (text, name) in [
            ("web", "web"),
            ("a.b/c", "a-b-c"),
            ("1password", "x-1password"),
            ("", "pods"),
            ("--", "pods"),
            ("päyment", "p-yment"),
            ("web_", "web"),
        ] {
            assert_eq!(clean(text), name);
            assert_eq!(word(&clean(text)), name);
        }
    }

    #[test]
    fn reserved_words_and_odd_names_are_quoted() {
        assert_eq!(word("in"), "\"in\"");
        assert_eq!(word("kube-root-ca.crt"), "\"kube-root-ca.crt\"");
        assert_eq!(word("a\"b\\"), "\"a\\\"b\\\\\"");
        assert_eq!(word("zone"), "zone");
    }

    #[test]
    fn a_policy_that_is_called_after_an_end_tells_nothing_more() {
        let ends = ["frontend", "redis-cart"];
        for name in ["frontend", "frontend-netpol", "allow-frontend-to-redis-cart", "redis-cart_np"]
        {
            assert!(!tells_more(name, &ends), "{name}");
        }
        for name in ["pci-1", "frontend-v2", "redis", "cart-frontend"] {
            assert!(tells_more(name, &ends), "{name}");
        }
    }

    #[test]
    fn pods_are_called_by_what_people_call_them() {
        let value = |value: &str| ValueSet {
            absent: false,
            negated: false,
            values: [EcoString::from(value)].into(),
        };
        let labels = LabelBox::default()
            .with(&"tier".into(), &value("backend"))
            .with(&"app".into(), &value("api"));
        assert_eq!(of_pods(std::slice::from_ref(&labels)), "api-backend");
        let absent = ValueSet { absent: true, negated: false, values: [].into() };
        assert_eq!(of_pods(&[labels.with(&"canary".into(), &absent)]), "api-backend-no-canary");
        let odd = LabelBox::default().with(&"x/public".into(), &value("true"));
        assert_eq!(of_pods(&[odd]), "public-true");
    }
}
