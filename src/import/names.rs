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

/// Words in the names of policies and bindings that say nothing of what these are about.
const OF_POLICIES: [&str; 19] = [
    "allow",
    "and",
    "auth",
    "binding",
    "clusterrole",
    "clusterrolebinding",
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
    "role",
    "rolebinding",
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
    // Whole ends, longest first, until nothing is left, or less than an end.
    while !left.is_empty() && !ends.iter().any(|end| end.starts_with(&left)) {
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

/// What pods with these labels are called by, the most telling first.
pub fn of_pods(pods: &[LabelBox]) -> Vec<String> {
    pods.first().map(of_labels).unwrap_or_default()
}

/// The shortest name out of such parts that no other pods have: `prometheus`, or `prometheus-k8s` where others
/// are called so too. `others` are the parts of other pods.
pub fn shortest(parts: &[String], others: &[&[String]], taken: impl Fn(&str) -> bool) -> EcoString {
    let Some((first, rest)) = parts.split_first() else { return free("pods", taken) };
    let with_one = rest.iter().map(|one| vec![first, one]);
    let longer = (3..=parts.len()).map(|length| parts.iter().take(length).collect());
    let mut all = std::iter::once(vec![first]).chain(with_one).chain(longer);
    let name = |parts: &[&String]| {
        let parts: Vec<&str> = parts.iter().map(|part| part.as_str()).collect();
        let name = clean(&parts.join("-"));
        if word(&name) == name { name } else { ecow::eco_format!("{name}-pods") }
    };
    let is_free = |some: &Vec<&String>| {
        let is_of = |other: &&[String]| some.iter().all(|part| other.contains(part));
        !others.iter().any(is_of) && !taken(&name(some))
    };
    match all.find(is_free) {
        Some(parts) => name(&parts),
        None => free(&name(&parts.iter().collect::<Vec<_>>()), taken),
    }
}

/// A name for namespaces with these labels.
pub fn of_namespaces(labels: &LabelBox) -> EcoString {
    clean(&format!("{}-namespaces", of_labels(labels).join("-")))
}

fn of_labels(labels: &LabelBox) -> Vec<String> {
    let rank = |key: &str| KEYS.iter().position(|known| *known == key).unwrap_or(KEYS.len());
    let mut keys: Vec<_> = labels.keys().iter().collect();
    keys.sort_by_key(|(key, values)| (values.negated || values.absent, rank(key), (*key).clone()));
    let mut parts: Vec<String> = Vec::new();
    for part in keys.into_iter().map(|(key, values)| of_values(key, values)) {
        if !parts.contains(&part) {
            parts.push(part);
        }
    }
    parts
}

/// Whether a value says something without its key.
pub fn is_telling(value: &str) -> bool {
    let number = value.bytes().all(|byte| byte.is_ascii_digit());
    value.len() > 1 && !number && !matches!(value, "true" | "false" | "yes" | "no")
}

fn of_values(key: &str, set: &ValueSet) -> String {
    let key = key.rsplit('/').next().unwrap_or(key);
    let mut values: Vec<&str> = set.values.iter().take(3).map(EcoString::as_str).collect();
    if set.values.len() > values.len() {
        values.push("more");
    }
    match (set.absent, set.negated, values.as_slice()) {
        (true, false, []) => format!("no-{key}"),
        (false, true, []) => format!("with-{key}"),
        (_, true, values) => format!("not-{}", values.join("-or-")),
        (_, false, ["true" | "yes"]) => key.to_owned(),
        (_, false, [only]) if !is_telling(only) => format!("{key}-{only}"),
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
        for name in [
            "frontend",
            "frontend-netpol",
            "allow-frontend-to-redis-cart",
            "redis-cart_np",
            "redis",
        ] {
            assert!(!tells_more(name, &ends), "{name}");
        }
        for name in ["pci-1", "frontend-v2", "cart-frontend"] {
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
        let absent = ValueSet { absent: true, negated: false, values: [].into() };
        let labels = labels.with(&"canary".into(), &absent);
        assert_eq!(of_pods(&[labels]), ["api", "backend", "no-canary"]);
        let odd = LabelBox::default().with(&"x/public".into(), &value("true"));
        assert_eq!(of_pods(&[odd]), ["public"]);
    }

    #[test]
    fn a_name_is_as_long_as_it_must_be() {
        let parts = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let of = |own: &str, others: &[&str], taken: &[&str]| {
            let others: Vec<_> = others.iter().map(|other| parts(other)).collect();
            let others: Vec<&[String]> = others.iter().map(Vec::as_slice).collect();
            shortest(&parts(own), &others, |name| taken.contains(&name))
        };
        assert_eq!(of("api backend", &[], &[]), "api");
        assert_eq!(of("api backend", &[], &["api"]), "api-backend");
        assert_eq!(of("api v1 backend", &["api v1 web"], &[]), "api-backend");
        assert_eq!(of("api v1 backend", &["api v1 web", "api backend"], &[]), "api-v1-backend");
        assert_eq!(of("api backend", &["api backend"], &["api-backend"]), "api-backend-2");
        assert_eq!(of("internet", &[], &[]), "internet-pods");
        assert_eq!(shortest(&[], &[], |_| false), "pods");
    }
}
