//! From the words of a grant to its rules.

use super::statement::{grant, resource};
use netz::diagnostic::{Code, Diagnostic, Levels, Sink};
use netz::ir::{Object, Permission};
use netz::k8s::resource::{NEWEST, OLDEST};
use netz::lower::rbac::{self, Resources};

fn resources(minor: u32) -> Resources {
    let mut resources = Resources::new(minor);
    let mut sink = Sink::default();
    resources.declare(
        &resource("resource certificates.cert-manager.io namespaced sub status"),
        &mut sink,
    );
    resources.declare(&resource("resource scc.example.com verbs get, list, sync, use"), &mut sink);
    assert!(sink.finish(&Levels::default()).is_empty());
    resources
}

/// The statement that gives what is under test.
fn sentence(text: &str) -> String {
    format!("s can {text}")
}

fn lower_for(minor: u32, text: &str) -> (Option<Permission>, Vec<Diagnostic>) {
    let mut sink = Sink::default();
    let permission = grant(&sentence(text)).permission;
    let lowered = rbac::permission(&permission, resources(minor).table(), &mut sink);
    (lowered, sink.finish(&Levels::default()))
}

/// The rules of a statement, one a line: `groups: resources: verbs[: names]`.
fn rules_for(minor: u32, text: &str) -> String {
    let (lowered, diagnostics) = lower_for(minor, text);
    assert_eq!(diagnostics, [], "{text}");
    let join = |words: &std::collections::BTreeSet<ecow::EcoString>| {
        let quote =
            |word: &ecow::EcoString| if word.is_empty() { "core".into() } else { word.clone() };
        words.iter().map(quote).collect::<Vec<_>>().join(" ")
    };
    let mut lines = Vec::new();
    for rule in lowered.unwrap().rules {
        let mut parts = vec![join(&rule.groups), join(&rule.resources), join(&rule.verbs)];
        if !rule.urls.is_empty() {
            parts = vec![join(&rule.urls), join(&rule.verbs)];
        }
        if !rule.names.is_empty() {
            parts.push(join(&rule.names));
        }
        lines.push(parts.join(": "));
    }
    lines.join("\n")
}

fn rules(text: &str) -> String {
    rules_for(OLDEST, text)
}

/// The one mistake of a statement: its code, the text it is about, the text after its fix.
fn mistake_for(minor: u32, text: &str) -> (Code, String, Option<String>) {
    let (lowered, diagnostics) = lower_for(minor, text);
    assert!(lowered.is_none(), "{text}");
    let [diagnostic] = diagnostics.as_slice() else { panic!("{text}: {diagnostics:#?}") };
    let place = sentence(text)[diagnostic.primary().unwrap().range()].to_owned();
    (diagnostic.code, place, diagnostic.fix.as_ref().map(|_| fixed(text, diagnostic)))
}

fn fixed(text: &str, diagnostic: &Diagnostic) -> String {
    let mut text = sentence(text);
    for edit in diagnostic.fix.iter().flat_map(|fix| &fix.edits).rev() {
        text.replace_range(edit.span.range(), &edit.replacement);
    }
    text.strip_prefix("s can ").unwrap().to_owned()
}

#[track_caller]
fn is_mistake(text: &str, code: Code, place: &str, fix: Option<&str>) {
    let (found, at, fixed) = mistake_for(OLDEST, text);
    assert_eq!((found, at.as_str(), fixed.as_deref()), (code, place, fix), "{text}");
    if let Some(fixed) = fixed {
        assert_eq!(lower_for(OLDEST, &fixed).1, [], "the fix of {text} is fine");
    }
}

#[test]
fn verbs_are_taken_as_they_are() {
    assert_eq!(
        rules("get, list, patch deployments, statefulsets"),
        "apps: deployments statefulsets: get list patch"
    );
    assert_eq!(rules("get secrets named db-password"), "core: secrets: get: db-password");
    assert_eq!(rules("get deployments.apps/scale"), "apps: deployments/scale: get");
    assert_eq!(rules("get pods.core"), "core: pods: get");
    assert_eq!(rules("\"*\" pods"), "core: pods: *");
}

#[test]
fn intents_keep_what_is_served() {
    assert_eq!(rules("read pods, pods/log"), "core: pods: get list watch\ncore: pods/log: get");
    assert_eq!(rules("write deployments/scale"), "apps: deployments/scale: patch update");
    assert_eq!(rules("apply jobs"), "batch: jobs: create get list patch watch");
    assert_eq!(
        rules("all namespaces"),
        "core: namespaces: create delete get list patch update watch"
    );
    assert_eq!(rules("all bindings"), "core: bindings: create");
}

#[test]
fn all_leaves_out_what_only_authorizers_ask_for() {
    let all = "create delete deletecollection get list patch update watch";
    assert_eq!(rules("all roles"), format!("rbac.authorization.k8s.io: roles: {all}"));
    assert_eq!(rules("escalate, bind roles"), "rbac.authorization.k8s.io: roles: bind escalate");
    assert_eq!(rules("all serviceaccounts"), format!("core: serviceaccounts: {all}"));
    assert_eq!(rules("impersonate users named alice"), "core: users: impersonate: alice");
    assert_eq!(
        rules("impersonate userextras/scopes"),
        "authentication.k8s.io: userextras/scopes: impersonate"
    );
    assert_eq!(
        rules("approve signers named \"example.com/*\""),
        "certificates.k8s.io: signers: approve: example.com/*"
    );
}

#[test]
fn exec_and_forward_go_through_pods() {
    let before = "core: pods: get\ncore: pods/exec: create get";
    assert_eq!(rules_for(34, "exec pods"), before);
    assert_eq!(rules_for(35, "exec pods"), "core: pods: get\ncore: pods/exec: create");
    assert_eq!(
        rules("forward pods named db-0"),
        "core: pods: get: db-0\ncore: pods/portforward: create: db-0"
    );
    is_mistake("exec deployments", Code::VerbNotServed, "exec", Some("exec pods"));
    is_mistake("forward services, pods", Code::VerbNotServed, "forward", None);
}

#[test]
fn events_are_in_two_groups() {
    assert_eq!(rules("read events"), "core events.k8s.io: events: get list watch");
    assert_eq!(rules("read events.events.k8s.io"), "events.k8s.io: events: get list watch");
    assert_eq!(rules("read events.core"), "core: events: get list watch");
}

#[test]
fn custom_resources_are_named_with_their_group() {
    assert_eq!(
        rules("read certificates.cert-manager.io, certificates.cert-manager.io/status"),
        "cert-manager.io: certificates: get list watch\ncert-manager.io: certificates/status: get"
    );
    assert_eq!(rules("sync, use scc.example.com"), "example.com: scc: sync use");
    assert_eq!(rules("all scc.example.com"), "example.com: scc: get list sync");
    let fix = Some("read certificates.cert-manager.io/status");
    is_mistake("read certificates/status", Code::UnknownResource, "certificates/status", fix);
}

#[test]
fn groups_and_parts_expand() {
    assert_eq!(
        rules("read all of apps except (controllerrevisions, daemonsets)"),
        "apps: deployments replicasets statefulsets: get list watch"
    );
    assert_eq!(
        rules("read all of core except secrets").lines().next(),
        Some("core: componentstatuses: get list")
    );
    assert!(!rules("read all of core except secrets").contains("secrets"));
    assert!(!rules("all all of core").contains('/'), "a group's parts are named apart");
    assert_eq!(rules("get deployments/*"), "apps: deployments/scale deployments/status: get");
    assert_eq!(
        rules("create pods/* except (exec, pods/attach, proxy, portforward)"),
        "core: pods/binding pods/eviction: create"
    );
    let newer = rules_for(NEWEST, "read all of scheduling.k8s.io");
    assert!(
        newer.contains("workloads")
            && !rules("read all of scheduling.k8s.io").contains("workloads")
    );
}

#[test]
fn wildcards_are_rbacs_own() {
    assert_eq!(rules("\"*\" \"*\""), "*: *: *");
    assert_eq!(rules("read \"*.apps\""), "apps: *: get list watch");
    assert_eq!(rules("update, get \"*/scale\""), "*: */scale: get update");
    assert_eq!(rules("get \"deployments.*\""), "*: deployments: get");
    is_mistake("get \"pods/*\"", Code::UnknownResource, "\"pods/*\"", Some("get pods/*"));
    is_mistake("get \"*/*\"", Code::UnknownResource, "\"*/*\"", None);
    is_mistake("get \"pod*\"", Code::UnknownResource, "\"pod*\"", None);
    is_mistake("get \"*/scal\"", Code::UnknownResource, "\"*/scal\"", Some("get \"*/scale\""));
    is_mistake("get \"*.nowhere\"", Code::UnknownResource, "\"*.nowhere\"", None);
    is_mistake("create \"*/scale\"", Code::VerbNotServed, "create", None);
}

#[test]
fn urls_stand_alone() {
    assert_eq!(rules("get \"/metrics\", \"/healthz/*\""), "/healthz/* /metrics: get");
    assert_eq!(rules("read \"/metrics\""), "/metrics: get");
    assert_eq!(rules("post, head \"/flush\""), "/flush: head post");
    is_mistake("get pods, \"/metrics\"", Code::MixedResources, "\"/metrics\"", None);
    is_mistake("get \"/metrics\" named a", Code::MixedResources, "a", None);
    is_mistake("get \"/a/*/b\"", Code::UnknownResource, "\"/a/*/b\"", None);
    is_mistake("list \"/metrics\"", Code::VerbNotServed, "list", None);
    is_mistake("write \"/metrics\"", Code::VerbNotServed, "write", None);
    is_mistake("post pods", Code::UnknownVerb, "post", Some("create pods"));
}

#[test]
fn a_wrong_resource_is_corrected() {
    let corrected = |text: &str, fix: &str| {
        let (_, resource) = text.split_once(' ').unwrap();
        is_mistake(text, Code::UnknownResource, resource, Some(fix));
    };
    corrected("get deploymnets", "get deployments");
    corrected("get pod/log", "get pods/log");
    corrected("get Deployment", "get deployments");
    corrected("get Pods", "get pods");
    corrected("get deploy/scale", "get deployments/scale");
    corrected("get netpol", "get networkpolicies");
    corrected("get deployments.extensions", "get deployments");
    corrected("get deployments.v1.apps", "get deployments");
    corrected("get deployments.apps/v1", "get deployments.apps");
    corrected("get apps/deployments", "get deployments");
    corrected("get pods/logs", "get pods/log");
    corrected("get certificate.cert-manager.io", "get certificates.cert-manager.io");
    corrected("get certificates.cert-manager.com", "get certificates.cert-manager.io");
    corrected("get pods.apps", "get pods");
    is_mistake(
        "get services.serving.example.dev",
        Code::UnknownResource,
        "services.serving.example.dev",
        None,
    );
    is_mistake(
        "get Service.serving.example.dev",
        Code::UnknownResource,
        "Service.serving.example.dev",
        None,
    );
    is_mistake("get widgets", Code::UnknownResource, "widgets", None);
    is_mistake("get pods/nothing", Code::UnknownResource, "pods/nothing", None);
    is_mistake("get secrets/*", Code::UnknownResource, "secrets/*", None);
    is_mistake("impersonate userextras/*", Code::UnknownResource, "userextras/*", None);
    is_mistake("get workloads", Code::UnknownResource, "workloads", None);
    is_mistake("read all of app", Code::UnknownResource, "app", Some("read all of apps"));
    let fix = Some("read all of networking.k8s.io");
    is_mistake("read all of networking", Code::UnknownResource, "networking", fix);
    is_mistake("read all of pods", Code::UnknownResource, "pods", None);
}

#[test]
fn a_wrong_verb_is_corrected() {
    is_mistake("lst pods", Code::UnknownVerb, "lst", Some("list pods"));
    is_mistake("GET pods", Code::UnknownVerb, "GET", Some("get pods"));
    is_mistake("view pods", Code::UnknownVerb, "view", Some("read pods"));
    is_mistake("logs pods", Code::UnknownVerb, "logs", None);
    is_mistake("frobnicate pods", Code::UnknownVerb, "frobnicate", None);
    let (lowered, diagnostics) = lower_for(OLDEST, "verb \"frobnicate\" pods");
    assert_eq!(diagnostics, []);
    assert!(!lowered.unwrap().uses[0].verbs[0].listed);
    let (lowered, _) = lower_for(OLDEST, "verb \"escalate\" roles");
    assert!(lowered.unwrap().uses[0].verbs[0].listed);
}

#[test]
fn a_verb_that_is_not_served_is_refused() {
    is_mistake("list pods/log", Code::VerbNotServed, "list", Some("get pods/log"));
    is_mistake("read bindings", Code::VerbNotServed, "read", Some("create bindings"));
    is_mistake("deletecollection namespaces", Code::VerbNotServed, "deletecollection", None);
    is_mistake("escalate pods", Code::VerbNotServed, "escalate", None);
    is_mistake("get userextras", Code::VerbNotServed, "get", None);
    is_mistake("all users", Code::VerbNotServed, "all", None);
    let text = "get, list, watch pods, pods/log";
    is_mistake(text, Code::VerbNotServed, "list", Some("read pods, pods/log"));
}

#[test]
fn names_never_match_what_names_nothing() {
    is_mistake("create configmaps named app", Code::DeadName, "create", None);
    let fix = Some("update, patch, delete configmaps named app");
    is_mistake("write configmaps named app", Code::DeadName, "write", fix);
    is_mistake("get configmaps named \"app-*\"", Code::DeadName, "\"app-*\"", None);
    assert_eq!(rules("impersonate groups named \"team *\""), "core: groups: impersonate: team *");
    assert_eq!(rules("create pods/exec named web-0"), "core: pods/exec: create: web-0");
    assert_eq!(rules("delete pods named web-0"), "core: pods: delete: web-0");
}

#[test]
fn except_takes_something() {
    let fix = Some("read all of apps except daemonsets");
    is_mistake("read all of apps except daemonset", Code::ExceptNothing, "daemonset", fix);
    is_mistake("read all of apps except pods", Code::ExceptNothing, "pods", None);
    is_mistake("read pods except pods", Code::ExceptNothing, "pods", None);
    is_mistake("read \"*\" except secrets", Code::ExceptNothing, "secrets", None);
    let text = "get deployments/* except (scale, status)";
    is_mistake(text, Code::EmptyGrant, "deployments/*", None);
}

#[test]
fn uses_know_their_places() {
    let text = "get, exec pods";
    let (lowered, _) = lower_for(OLDEST, text);
    let uses = lowered.unwrap().uses;
    let places = uses.iter().map(|used| sentence(text)[used.span.range()].to_owned());
    assert_eq!(places.collect::<Vec<_>>(), ["pods", "exec"]);
    assert_eq!(&sentence(text)[uses[0].verbs[0].span.range()], "get");
    let (lowered, _) = lower_for(OLDEST, "get nodes/metrics");
    let Object::Resource { namespaced, .. } = &lowered.unwrap().uses[0].object else { panic!() };
    assert_eq!(*namespaced, Some(false));
}

/// What is said of a grant for its scope: codes, and the text after the first fix.
fn scoped(text: &str) -> (Vec<Code>, String) {
    let grant = grant(&sentence(text));
    let mut sink = Sink::default();
    let lowered = rbac::permission(&grant.permission, resources(OLDEST).table(), &mut sink);
    rbac::scope::check_grant(&lowered.unwrap(), &grant.scope, &mut sink);
    let diagnostics = sink.finish(&Levels::default());
    let codes = diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
    (codes, diagnostics.first().map(|first| fixed(text, first)).unwrap_or_default())
}

#[test]
fn what_is_in_no_namespace_is_granted_cluster_wide() {
    let wide = (vec![Code::ClusterScoped], "read nodes cluster-wide".to_owned());
    assert_eq!(scoped("read nodes"), wide);
    assert_eq!(scoped("read nodes in prod, staging"), wide);
    assert_eq!(scoped("read nodes cluster-wide").0, []);
    assert_eq!(scoped("get \"/metrics\"").0, [Code::UrlScope]);
    assert_eq!(scoped("read pods").0, []);
    assert_eq!(scoped("get \"*\"").0, []);
    assert_eq!(scoped("get, patch, delete namespaces").0, []);
    assert_eq!(scoped("update namespaces/status").0, []);
    assert_eq!(scoped("read namespaces").0, [Code::ClusterScoped]);
}
