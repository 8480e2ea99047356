//! Canonical rules allow what the rules allowed, request by request.

use k8s_openapi::api::rbac::v1::PolicyRule;
use netz::ir::{Rule, canonical};
use netz::k8s::authorizer::{Request, allows};
use proptest::prelude::*;
use std::collections::BTreeSet;

const VERBS: [&str; 4] = ["get", "list", "create", "other"];
const GROUPS: [&str; 3] = ["", "apps", "other"];
const RESOURCES: [&str; 2] = ["pods", "other"];
const SUBRESOURCES: [&str; 3] = ["", "log", "scale"];
const NAMES: [&str; 3] = ["", "a", "b"];
const PATHS: [&str; 7] = ["/", "/a", "/a/", "/a/b", "/ab", "/b", "/a*"];

fn to_kubernetes(rule: &Rule) -> PolicyRule {
    let list = |words: &BTreeSet<ecow::EcoString>| words.iter().map(ToString::to_string).collect();
    PolicyRule {
        api_groups: Some(list(&rule.groups)),
        resources: Some(list(&rule.resources)),
        verbs: list(&rule.verbs),
        resource_names: Some(list(&rule.names)),
        non_resource_urls: Some(list(&rule.urls)),
    }
}

/// Every request of the small world that the rules allow.
fn allowed(rules: &[Rule]) -> Vec<Request<'static>> {
    let rules: Vec<_> = rules.iter().map(to_kubernetes).collect();
    let mut requests = Vec::new();
    for verb in VERBS {
        requests.extend(PATHS.map(|path| Request::Url { verb, path }));
        for group in GROUPS {
            for resource in RESOURCES {
                for subresource in SUBRESOURCES {
                    for name in NAMES {
                        let request =
                            Request::Resource { verb, group, resource, subresource, name };
                        requests.push(request);
                    }
                }
            }
        }
    }
    requests.retain(|request| allows(&rules, request));
    requests
}

fn words(
    from: &'static [&'static str],
    least: usize,
) -> impl Strategy<Value = BTreeSet<ecow::EcoString>> {
    prop::sample::subsequence(from, least..=from.len().min(3))
        .prop_map(|words| words.into_iter().map(Into::into).collect())
}

fn rule() -> impl Strategy<Value = Rule> {
    let verbs = || words(&["get", "list", "create", "*"], 1);
    let resources: &[&str] =
        &["pods", "pods/log", "pods/scale", "*", "*/log", "*/scale", "other", "other/log"];
    let object =
        (words(&["", "apps", "*"], 1), words(resources, 1), verbs(), words(&["a", "b"], 0))
            .prop_map(|(groups, resources, verbs, names)| Rule {
                groups,
                resources,
                verbs,
                names,
                ..Rule::default()
            });
    let urls = words(&["/a", "/a*", "/a**", "/a/*", "/a/b", "/*", "*", "/b"], 1);
    let url = (urls, verbs()).prop_map(|(urls, verbs)| Rule { urls, verbs, ..Rule::default() });
    prop_oneof![3 => object, 1 => url]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn canonical_rules_mean_the_same(rules in prop::collection::vec(rule(), 0..6)) {
        let canonical = canonical(&rules);
        prop_assert_eq!(allowed(&rules), allowed(&canonical));
    }

    #[test]
    fn canonical_rules_stay_as_they_are(rules in prop::collection::vec(rule(), 0..6)) {
        let once = canonical(&rules);
        prop_assert_eq!(&canonical(&once), &once);
        let reversed: Vec<_> = rules.into_iter().rev().collect();
        prop_assert_eq!(canonical(&reversed), once);
    }
}

fn object(groups: &[&str], resources: &[&str], verbs: &[&str], names: &[&str]) -> Rule {
    let set = |words: &[&str]| words.iter().copied().map(Into::into).collect();
    Rule {
        groups: set(groups),
        resources: set(resources),
        verbs: set(verbs),
        names: set(names),
        ..Rule::default()
    }
}

#[test]
fn equal_rights_are_one_rule() {
    let rules = [
        object(&["apps"], &["deployments"], &["get", "list"], &[]),
        object(&["apps"], &["statefulsets"], &["list"], &[]),
        object(&["apps"], &["statefulsets"], &["get"], &[]),
    ];
    let merged = object(&["apps"], &["deployments", "statefulsets"], &["get", "list"], &[]);
    assert_eq!(canonical(&rules), [merged]);
    let events = [
        object(&[""], &["events"], &["get"], &[]),
        object(&["events.k8s.io"], &["events"], &["get"], &[]),
    ];
    let merged = object(&["", "events.k8s.io"], &["events"], &["get"], &[]);
    assert_eq!(canonical(&events), [merged]);
}

#[test]
fn what_a_wider_rule_says_is_dropped() {
    let wide = object(&[""], &["secrets"], &["get"], &[]);
    let narrow = object(&[""], &["secrets"], &["get", "update"], &["db"]);
    let rest = object(&[""], &["secrets"], &["update"], &["db"]);
    assert_eq!(canonical([&wide, &narrow]), [wide, rest]);
}

#[test]
fn groups_and_resources_are_not_crossed() {
    let rules = [
        object(&[""], &["pods"], &["get"], &[]),
        object(&["apps"], &["deployments"], &["get"], &[]),
    ];
    assert_eq!(canonical(&rules).len(), 2, "`pods` of `apps` is nobody's right");
}

#[test]
fn requests_match_as_the_api_server_matches_them() {
    let rule = |resource: &str, names: &[&str]| {
        vec![to_kubernetes(&object(&[""], &[resource], &["get"], names))]
    };
    let pod = |resource, subresource, name| Request::Resource {
        verb: "get",
        group: "",
        resource,
        subresource,
        name,
    };
    assert!(allows(&rule("pods", &[]), &pod("pods", "", "a")));
    assert!(!allows(&rule("pods", &[]), &pod("pods", "log", "a")), "a resource is not its parts");
    assert!(!allows(&rule("pods/*", &[]), &pod("pods", "log", "a")), "there is no `pods/*`");
    assert!(allows(&rule("*/log", &[]), &pod("pods", "log", "a")));
    assert!(!allows(&rule("*/log", &[]), &pod("pods", "", "a")));
    assert!(allows(&rule("*", &[]), &pod("pods", "log", "a")));
    assert!(!allows(&rule("pods", &["a"]), &pod("pods", "", "")), "a list names nothing");
    assert!(!allows(&rule("pods", &["a"]), &pod("pods", "", "b")));
    let get = |path| Request::Url { verb: "get", path };
    let urls = |url: &str| {
        let urls = [url.into()].into();
        vec![to_kubernetes(&Rule { urls, verbs: ["get".into()].into(), ..Rule::default() })]
    };
    assert!(allows(&urls("/healthz/*"), &get("/healthz/etcd")));
    assert!(!allows(&urls("/healthz/*"), &get("/healthz")));
    assert!(allows(&urls("*"), &get("/anything")));
    assert!(!allows(&urls("/a*b"), &get("/axb")));
    assert!(!allows(&urls("/metrics"), &pod("pods", "", "a")));
}
