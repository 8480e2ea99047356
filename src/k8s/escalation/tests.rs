//! Each way of becoming somebody else, and what is none.

use super::{Accounts, Closure, path, way};
use crate::k8s::authority::{Authority, Guise};
use crate::k8s::resource::Table;
use crate::set::right::{Act, Holder, Right};
use ecow::{EcoString, eco_format};

/// `verb group/resource[ name]` in a namespace; `-` for the whole cluster.
fn right(holder: &Holder, words: &str) -> (Right, ()) {
    let mut words = words.split(' ');
    let (place, verb) = (words.next().unwrap(), words.next().unwrap());
    let (group, resource) = words.next().unwrap().split_once(':').unwrap();
    let name = words.next().map(EcoString::from);
    let namespace = (place != "-").then(|| place.into());
    let act = match verb {
        "has" => Act::ClusterRole(resource.into()),
        verb => Act::Resource {
            group: group.into(),
            resource: resource.into(),
            verb: verb.into(),
            name,
        },
    };
    (Right { holder: holder.clone(), namespace, act }, ())
}

fn user(name: &str) -> Holder {
    Holder::User(name.into())
}

/// A cluster in which `ci` holds some rights, and the accounts `a/runs` (of a pod) and `a/idle`, `b/idle`.
fn closure(minor: u32, rights: &[&str]) -> (Authority<()>, Closure<()>) {
    let rights = rights.iter().map(|words| match words.split_once(' ') {
        Some(("idle", words)) => right(&Holder::Account("a".into(), "idle".into()), words),
        _ => right(&user("ci"), words),
    });
    let authority = Authority::new(Table::new(minor), rights);
    let mut accounts = Accounts::default();
    accounts.add("a".into(), "runs".into(), true);
    accounts.add("a".into(), "idle".into(), false);
    accounts.add("b".into(), "idle".into(), false);
    let closure = Closure::new(&authority, accounts);
    (authority, closure)
}

fn name(holder: &Holder) -> EcoString {
    match holder {
        Holder::Account(namespace, name) => eco_format!("{namespace}/{name}"),
        Holder::User(name) | Holder::Group(name) => name.clone(),
    }
}

/// As whom `ci` can come to act.
fn becomes(minor: u32, rights: &[&str]) -> Vec<String> {
    let (_, closure) = closure(minor, rights);
    let mut names: Vec<_> = closure
        .from(&user("ci"))
        .iter()
        .skip(1)
        .map(|stop| match &stop.guise {
            Guise::Holder(holder) => name(holder).to_string(),
            Guise::Role(Act::ClusterRole(role), namespace) => {
                format!("{role} {}", namespace.as_deref().unwrap_or("everywhere"))
            }
            Guise::Role(..) => unreachable!(),
        })
        .collect();
    names.sort();
    names
}

const EVERYTHING: &[&str] = &["cluster-admin everywhere"];
const NOBODY: &[&str] = &[];

#[test]
fn whoever_makes_pods_is_every_account_there() {
    for right in [
        "a create :pods",
        "a create apps:deployments",
        "a patch apps:statefulsets",
        "a update batch:cronjobs x",
        "a create batch:jobs",
        "a * :replicationcontrollers",
        "a create *:*",
    ] {
        let named = becomes(33, &[right]);
        assert!(named.contains(&"a/idle".into()) && named.contains(&"a/runs".into()), "{right}");
        assert!(!named.contains(&"b/idle".into()), "{right}");
    }
    for right in ["a delete :pods", "a get apps:deployments", "a update apps:deployments/scale"] {
        assert_eq!(becomes(33, &[right]), NOBODY, "{right}");
    }
    // No request to create a pod bears a name.
    assert_eq!(becomes(33, &["a create :pods x"]), NOBODY);
}

#[test]
fn whoever_enters_pods_is_what_they_run_as() {
    for right in [
        "a create :pods/exec",
        "a get :pods/attach",
        "a patch :pods/ephemeralcontainers",
        "a update :pods web-0",
    ] {
        assert_eq!(becomes(33, &[right]), ["a/runs"], "{right}");
    }
    assert_eq!(becomes(35, &["a get :pods/exec"]), NOBODY);
    assert_eq!(becomes(35, &["a create :pods/exec"]), ["a/runs"]);
    assert_eq!(becomes(33, &["a create :pods/portforward"]), NOBODY);
}

#[test]
fn credentials_are_who_they_are_of() {
    assert_eq!(becomes(33, &["a create :serviceaccounts/token idle"]), ["a/idle"]);
    assert_eq!(becomes(33, &["a impersonate :serviceaccounts"]), ["a/idle", "a/runs"]);
    assert_eq!(becomes(33, &["a list :secrets"]), ["a/idle", "a/runs"]);
    assert_eq!(becomes(33, &["- get :secrets"]), ["a/idle", "a/runs", "b/idle"]);
    assert_eq!(becomes(33, &["a get :secrets db"]), NOBODY);
    assert_eq!(becomes(33, &["a create :secrets"]), NOBODY);
    // A Secret of one's own becomes a token, where one may read it.
    assert_eq!(becomes(33, &["a create :secrets", "a get :secrets mine"]), ["a/idle", "a/runs"]);
    assert_eq!(becomes(33, &["- create :secrets", "b get :secrets mine"]), ["b/idle"]);
    assert_eq!(becomes(33, &["b create :secrets", "a get :secrets mine"]), NOBODY);
    assert_eq!(becomes(33, &["- impersonate :users ann"]), ["ann"]);
    // A user is in no namespace.
    assert_eq!(becomes(33, &["a impersonate :users ann"]), NOBODY);
    assert_eq!(becomes(33, &["- impersonate :groups system:masters"]), NOBODY);
    let both = ["- impersonate :groups system:masters", "- impersonate :users ann"];
    assert_eq!(becomes(33, &both), ["ann", "system:masters"]);
}

#[test]
fn some_rights_are_the_whole_cluster() {
    for rights in [
        &["- has :cluster-admin", "- create :pods"][..],
        &["- create :pods"],
        &["kube-system create :pods"],
        &["kube-system create :serviceaccounts/token x"],
        &["- create :pods/exec"],
        &["- create :secrets", "kube-system get :secrets mine"],
        &["- create :secrets", "- get :secrets mine"],
        &["- impersonate :users"],
        &["- get :nodes/proxy"],
        &["- create admissionregistration.k8s.io:mutatingwebhookconfigurations"],
        &["- patch admissionregistration.k8s.io:validatingwebhookconfigurations x"],
        &[
            "- escalate rbac.authorization.k8s.io:clusterroles",
            "- patch rbac.authorization.k8s.io:clusterroles",
        ],
        &[
            "- bind rbac.authorization.k8s.io:clusterroles",
            "- create rbac.authorization.k8s.io:clusterrolebindings",
        ],
        &[
            "- create certificates.k8s.io:certificatesigningrequests",
            "- update certificates.k8s.io:certificatesigningrequests/approval",
            "- approve certificates.k8s.io:signers kubernetes.io/kube-apiserver-client",
        ],
        &[
            "- create admissionregistration.k8s.io:mutatingadmissionpolicies",
            "- create admissionregistration.k8s.io:mutatingadmissionpolicybindings",
        ],
    ] {
        assert!(becomes(33, rights).contains(&EVERYTHING[0].to_owned()), "{rights:?}");
    }
    for rights in [
        &["- escalate rbac.authorization.k8s.io:clusterroles"][..],
        &["- create rbac.authorization.k8s.io:clusterrolebindings"],
        &["- bind rbac.authorization.k8s.io:clusterroles"],
        &["- delete admissionregistration.k8s.io:mutatingwebhookconfigurations"],
        &["a get :nodes/proxy"],
        &["- approve certificates.k8s.io:signers example.com/mine"],
        &[
            "- create certificates.k8s.io:certificatesigningrequests",
            "- update certificates.k8s.io:certificatesigningrequests/approval",
            "- approve certificates.k8s.io:signers example.com/mine",
        ],
    ] {
        assert_eq!(becomes(33, rights), NOBODY, "{rights:?}");
    }
}

#[test]
fn a_role_is_held_where_both_rights_hold() {
    const BIND: &str = "bind rbac.authorization.k8s.io:clusterroles";
    const ROLE_BINDINGS: &str = "create rbac.authorization.k8s.io:rolebindings";
    let here = [&*format!("- {BIND} view"), &*format!("a {ROLE_BINDINGS}")];
    assert_eq!(becomes(33, &here), ["view a"]);
    let other = [&*format!("b {BIND} view"), &*format!("a {ROLE_BINDINGS}")];
    assert_eq!(becomes(33, &other), NOBODY);
    let all = [&*format!("a {BIND}"), &*format!("a {ROLE_BINDINGS}")];
    assert_eq!(becomes(33, &all), ["a/idle", "a/runs", "cluster-admin a"]);
    let escalates =
        ["a escalate rbac.authorization.k8s.io:roles", "a update rbac.authorization.k8s.io:roles"];
    assert_eq!(becomes(33, &escalates), ["a/idle", "a/runs", "cluster-admin a"]);
}

#[test]
fn the_roles_of_every_cluster_are_followed() {
    assert_eq!(becomes(33, &["a has :view"]), NOBODY);
    assert_eq!(becomes(33, &["a has :edit"]), ["a/idle", "a/runs"]);
    assert!(becomes(33, &["- has :edit"]).contains(&EVERYTHING[0].to_owned()));
}

#[test]
fn a_path_is_told_step_by_step() {
    let (authority, closure) = closure(
        33,
        &[
            "a patch apps:deployments",
            "idle - escalate rbac.authorization.k8s.io:clusterroles",
            "idle - update rbac.authorization.k8s.io:clusterroles",
        ],
    );
    let stops = closure.from(&user("ci"));
    let end = stops.iter().position(|stop| stop.guise.is_cluster_admin()).unwrap();
    let told = path(&authority, "ci", &way(&stops, end), None, name);
    assert_eq!(
        told,
        "ci can patch deployments in a → runs as a/idle → can escalate clusterroles and update \
         clusterroles → is cluster-admin"
    );
}

/// The closure goes on from whoever is reached, and ends where everybody was.
#[test]
fn becoming_goes_on() {
    let there =
        ["a create :serviceaccounts/token idle", "idle b create :pods", "idle a create :pods"];
    assert_eq!(becomes(33, &there), ["a/idle", "a/runs", "b/idle"]);
}
