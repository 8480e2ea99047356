//! Random objects, with keys, values and names that need quotes: every program that comes out is sound, and
//! means its objects.

use super::{imported, read, whole};
use crate::laws::program::Dice;
use netz::import::{Loss, Proof};
use serde_json::{Value, json};

/// How many sets of objects are tried.
const TRIES: u64 = 100;

const NAMESPACES: [&str; 6] = ["a", "b", "kube-system", "in", "1st", "dns"];
const KEYS: [&str; 8] =
    ["app", "tier", "k8s-app", "in", "a.b/notin", "tcp", "x_y", "kubernetes.io/metadata.name"];
const VALUES: [&str; 9] = ["web", "", "in", "1", "a.b_c", "kube-dns", "any", "true", "a"];
const CIDRS: [&str; 6] =
    ["0.0.0.0/0", "10.0.0.0/8", "10.1.2.3/32", "::/0", "2001:db8::/32", "192.168.0.0/16"];

fn pick<'a>(dice: &mut Dice, items: &'a [&'a str]) -> &'a str {
    items[dice.roll(items.len())]
}

fn selector(dice: &mut Dice) -> Value {
    match dice.roll(6) {
        0 => json!({}),
        1 | 2 => json!({"matchLabels": {pick(dice, &KEYS): pick(dice, &VALUES)}}),
        3 => json!({"matchLabels": {"app": pick(dice, &VALUES), "tier": pick(dice, &VALUES)}}),
        _ => {
            let expressions: Vec<_> = (0..1 + dice.roll(2)).map(|_| expression(dice)).collect();
            json!({ "matchExpressions": expressions })
        }
    }
}

fn expression(dice: &mut Dice) -> Value {
    let key = pick(dice, &KEYS);
    let values: Vec<_> = (0..1 + dice.roll(3)).map(|_| pick(dice, &VALUES)).collect();
    match dice.roll(4) {
        0 => json!({"key": key, "operator": "In", "values": values}),
        1 => json!({"key": key, "operator": "NotIn", "values": values}),
        2 => json!({"key": key, "operator": "Exists"}),
        _ => json!({"key": key, "operator": "DoesNotExist"}),
    }
}

fn peer(dice: &mut Dice) -> Value {
    match dice.roll(7) {
        0 => json!({"podSelector": selector(dice)}),
        1 => json!({"namespaceSelector": selector(dice)}),
        2 => json!({"namespaceSelector": selector(dice), "podSelector": selector(dice)}),
        3 => {
            let names: Vec<_> = (0..1 + dice.roll(2)).map(|_| pick(dice, &NAMESPACES)).collect();
            let names =
                json!({"key": "kubernetes.io/metadata.name", "operator": "In", "values": names});
            json!({"namespaceSelector": {"matchExpressions": [names]}, "podSelector": selector(dice)})
        }
        4 => json!({"ipBlock": {"cidr": pick(dice, &CIDRS)}}),
        5 => json!({"ipBlock": {"cidr": "0.0.0.0/0", "except": ["10.0.0.0/8", "192.168.0.0/16"]}}),
        _ => json!({
            "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "kube-system"}},
            "podSelector": {"matchLabels": {"k8s-app": "kube-dns"}}
        }),
    }
}

fn port(dice: &mut Dice) -> Value {
    match dice.roll(7) {
        0 => json!({"port": "http-2"}),
        1 => json!({"port": 8000, "endPort": 8100}),
        2 => json!({"protocol": "UDP"}),
        3 | 4 => json!({"port": 53, "protocol": "UDP"}),
        5 => json!({"port": 53}),
        _ => json!({"port": 1 + dice.roll(65_535), "protocol": "SCTP"}),
    }
}

fn rule(dice: &mut Dice, peers: &str) -> Value {
    let mut rule = json!({});
    if dice.roll(5) > 0 {
        rule[peers] = (0..1 + dice.roll(3)).map(|_| peer(dice)).collect();
    }
    if dice.roll(3) > 0 {
        rule["ports"] = (0..1 + dice.roll(2)).map(|_| port(dice)).collect();
    }
    rule
}

fn policy(dice: &mut Dice, number: usize) -> Value {
    let types = [json!(["Ingress"]), json!(["Egress"]), json!(["Ingress", "Egress"])];
    let mut rules =
        |peers: &str| -> Vec<Value> { (0..dice.roll(3)).map(|_| rule(dice, peers)).collect() };
    let (ingress, egress) = (rules("from"), rules("to"));
    json!({
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": {"name": format!("p{number}"), "namespace": pick(dice, &NAMESPACES)},
        "spec": {
            "podSelector": selector(dice),
            "policyTypes": types[dice.roll(3)],
            "ingress": ingress,
            "egress": egress,
        },
    })
}

const GROUPS: [&str; 7] =
    ["", "apps", "events.k8s.io", "extensions", "cert-manager.io", "*", "a.b.c"];
const RESOURCES: [&str; 13] = [
    "pods",
    "pods/log",
    "pods/exec",
    "pods/portforward",
    "events",
    "deployments",
    "nodes",
    "namespaces",
    "*",
    "*/scale",
    "certificates",
    "certificates/status",
    "secrets",
];
const VERBS: [&str; 12] = [
    "get",
    "list",
    "watch",
    "create",
    "update",
    "patch",
    "delete",
    "deletecollection",
    "*",
    "use",
    "fly-it",
    "any",
];
const NAMES: [&str; 4] = ["a", "in", "kube-root-ca.crt", "a \"b\" \\"];
const USERS: [&str; 7] =
    ["alice@example.com", "oidc:dev", "system:masters", "a", "in", "a \"b\" \\ #", "dns"];

fn some(dice: &mut Dice, items: &[&str], most: usize) -> Vec<String> {
    (0..1 + dice.roll(most)).map(|_| pick(dice, items).to_owned()).collect()
}

fn role_rule(dice: &mut Dice) -> Value {
    let mut rule = json!({
        "apiGroups": some(dice, &GROUPS, 2),
        "resources": some(dice, &RESOURCES, 3),
        "verbs": some(dice, &VERBS, 5),
    });
    if dice.roll(4) == 0 {
        rule["resourceNames"] = json!(some(dice, &NAMES, 2));
    }
    rule
}

fn access(dice: &mut Dice, number: usize) -> Vec<Value> {
    let namespaced = dice.roll(2) == 0;
    let namespace = pick(dice, &NAMESPACES).to_owned();
    let mut rules: Vec<_> = (0..1 + dice.roll(3)).map(|_| role_rule(dice)).collect();
    if !namespaced && dice.roll(3) == 0 {
        rules.push(
            json!({"nonResourceURLs": ["/metrics", "/healthz/*", "*"], "verbs": ["get", "post"]}),
        );
    }
    let (role, binding) = match namespaced {
        true => ("Role", "RoleBinding"),
        false => ("ClusterRole", "ClusterRoleBinding"),
    };
    let api = "rbac.authorization.k8s.io/v1";
    let named = |kind: &str, name: String| {
        let mut object = json!({"apiVersion": api, "kind": kind, "metadata": {"name": name}});
        if namespaced {
            object["metadata"]["namespace"] = json!(namespace);
        }
        object
    };
    let mut objects = vec![named(role, format!("r {number} # in"))];
    objects[0]["rules"] = json!(rules);
    for at in 0..1 + dice.roll(2) {
        let mut object = named(binding, format!("b{number}-{at}"));
        let known = dice.roll(6) > 0;
        let name = if known { format!("r {number} # in") } else { "view".to_owned() };
        let kind = if known { role } else { "ClusterRole" };
        object["roleRef"] =
            json!({"apiGroup": "rbac.authorization.k8s.io", "kind": kind, "name": name});
        let subjects = (0..1 + dice.roll(2)).map(|_| match dice.roll(3) {
            0 => json!({"kind": "User", "name": pick(dice, &USERS)}),
            1 => json!({"kind": "Group", "name": pick(dice, &USERS)}),
            _ => json!({"kind": "ServiceAccount", "name": pick(dice, &["a", "web", "in", "x.y"]),
                        "namespace": pick(dice, &NAMESPACES)}),
        });
        object["subjects"] = subjects.collect();
        objects.push(object);
    }
    objects
}

#[test]
fn random_policies_are_imported_and_proved() {
    for seed in 0..TRIES {
        let mut dice = Dice(seed);
        let count = 1 + dice.roll(7);
        let texts: Vec<_> = (0..count).map(|at| policy(&mut dice, at).to_string()).collect();
        let read = read(texts.iter().map(String::as_str));
        assert!(read.errors.is_empty(), "{seed}: {:?}", read.errors);
        let import = imported(&read);
        let lost: Vec<_> = import.unsaid.iter().filter(|one| one.loss == Loss::Meaning).collect();
        // The one thing that no flow says: the named port of a block of addresses.
        let known = lost.iter().all(|one| one.what.contains("a named port of addresses"));
        assert!(known, "{seed}: {lost:#?}\n{}", import.text);
        if lost.is_empty() {
            assert_eq!(import.proof, Proof::Equal, "{seed}: {texts:#?}\n{}", import.text);
        }
    }
}

#[test]
fn random_roles_are_imported_and_proved() {
    for seed in 0..TRIES {
        let mut dice = Dice(seed);
        let objects =
            (0..1 + dice.roll(4)).flat_map(|at| access(&mut dice, at)).collect::<Vec<_>>();
        let texts: Vec<_> = objects.iter().map(ToString::to_string).collect();
        let read = read(texts.iter().map(String::as_str));
        assert!(read.errors.is_empty(), "{seed}: {:?}", read.errors);
        let import = imported(&read);
        let lost: Vec<_> = import.unsaid.iter().filter(|one| one.loss == Loss::Meaning).collect();
        if lost.is_empty() {
            assert_eq!(import.proof, Proof::Equal, "{seed}: {texts:#?}\n{}", import.text);
        }
        // What isn't said is about resources that netz knows nothing of.
        let known = lost.iter().all(|one| one.reason.contains("nothing that netz knows fits it"));
        assert!(known, "{seed}: {lost:#?}\n{}", import.text);
    }
}

#[test]
fn what_is_left_out_of_a_program_is_found_by_the_proof() {
    let text = json!({
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": {"name": "web", "namespace": "shop"},
        "spec": {
            "podSelector": {},
            "egress": [{"to": [{"ipBlock": {"cidr": "10.0.0.0/8"}}], "ports": [{"port": "http"}]}],
        },
    });
    let import = imported(&read([text.to_string().as_str()]));
    let Proof::Differs(gaps) = &import.proof else { panic!("{}", import.text) };
    assert!(gaps.iter().all(|gap| !gap.wider && gap.witness.is_some()), "{gaps:#?}");
    assert!(import.text.contains("a named port of addresses"), "{}", import.text);
}

#[test]
fn nothing_is_an_empty_program() {
    let import = whole(&read(["apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n"]));
    assert_eq!(import.counts, netz::import::Counts::default());
}
