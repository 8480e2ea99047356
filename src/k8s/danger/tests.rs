//! Rules that look dangerous and are not, and the other way round.

use super::breadth::{Breadth, breadth};
use super::union::{Held, together};
use super::{Kind, Place, Severity, dangers};
use crate::k8s::resource::STANDARD;
use k8s_openapi::api::rbac::v1::PolicyRule;

const RBAC: &str = "rbac.authorization.k8s.io";

fn named(groups: &[&str], resources: &[&str], verbs: &[&str], names: &[&str]) -> PolicyRule {
    let list = |words: &[&str]| words.iter().map(ToString::to_string).collect::<Vec<_>>();
    PolicyRule {
        api_groups: Some(list(groups)),
        resources: Some(list(resources)),
        verbs: list(verbs),
        resource_names: Some(list(names)),
        non_resource_urls: None,
    }
}

fn rule(groups: &[&str], resources: &[&str], verbs: &[&str]) -> PolicyRule {
    named(groups, resources, verbs, &[])
}

fn judged(rule: &PolicyRule, place: Place<'_>, minor: u32) -> Vec<(Kind, Severity)> {
    let found = dangers(rule, place, minor).into_iter();
    found.map(|danger| (danger.entry.kind, danger.severity)).collect()
}

fn kinds(rule: &PolicyRule) -> Vec<Kind> {
    judged(rule, Place::Cluster, 35).into_iter().map(|(kind, _)| kind).collect()
}

fn in_prod(rule: &PolicyRule) -> Vec<(Kind, Severity)> {
    judged(rule, Place::Namespace("prod"), 35)
}

#[test]
fn a_subresource_of_everything_is_that_of_pods() {
    assert_eq!(kinds(&rule(&[""], &["*/exec"], &["create"])), [Kind::PodsExec]);
    assert_eq!(kinds(&rule(&["*"], &["*/token"], &["create"])), [Kind::AccountToken]);
    assert_eq!(kinds(&rule(&[""], &["*/log"], &["get"])), []);
}

#[test]
fn a_resource_with_a_star_behind_the_slash_is_nothing() {
    assert_eq!(kinds(&rule(&[""], &["pods/*"], &["*"])), []);
    assert_eq!(kinds(&rule(&["*"], &["*/*"], &["*"])), []);
    assert_eq!(kinds(&rule(&[""], &["pod*", "Pods", "pods/"], &["create"])), []);
}

#[test]
fn a_pod_is_not_its_subresources() {
    assert_eq!(kinds(&rule(&[""], &["pods"], &["create"])), [Kind::PodsCreate]);
    assert_eq!(kinds(&rule(&[""], &["pods/log", "pods/status"], &["get"])), []);
}

#[test]
fn get_opens_a_connection_before_1_35_and_always_on_a_proxy() {
    let exec = rule(&[""], &["pods/exec"], &["get"]);
    assert_eq!(judged(&exec, Place::Cluster, 34), [(Kind::PodsExec, Severity::Critical)]);
    assert_eq!(judged(&exec, Place::Cluster, 35), []);
    for minor in [33, 37] {
        let proxy = rule(&[""], &["nodes/proxy"], &["get"]);
        let found = judged(&proxy, Place::Cluster, minor);
        assert_eq!(found, [(Kind::NodesProxy, Severity::Critical)]);
        let proxy = rule(&[""], &["services/proxy"], &["get"]);
        assert_eq!(judged(&proxy, Place::Cluster, minor), [(Kind::PodsConnect, Severity::High)]);
    }
}

#[test]
fn the_group_counts() {
    assert_eq!(kinds(&rule(&["apps"], &["secrets"], &["get"])), []);
    assert_eq!(kinds(&rule(&[""], &["deployments", "roles", "clusterroles"], &["*"])), []);
    assert_eq!(kinds(&rule(&["apps", ""], &["secrets"], &["get"])), [Kind::SecretsRead]);
    assert_eq!(kinds(&rule(&["*"], &["secrets"], &["watch"])), [Kind::SecretsRead]);
}

#[test]
fn a_verb_counts_on_its_resource_only() {
    assert_eq!(kinds(&rule(&[RBAC], &["rolebindings"], &["bind"])), []);
    assert_eq!(kinds(&rule(&[RBAC], &["rolebindings"], &["escalate"])), []);
    assert_eq!(kinds(&rule(&[""], &["pods"], &["impersonate", "escalate", "bind"])), []);
    assert_eq!(kinds(&rule(&[RBAC], &["clusterroles"], &["bind"])), [Kind::Bind]);
}

#[test]
fn names_make_some_requests_dead() {
    assert_eq!(kinds(&named(&[""], &["pods"], &["create"], &["web"])), []);
    assert_eq!(kinds(&named(&[""], &["events"], &["deletecollection"], &["web"])), []);
    assert_eq!(kinds(&named(&[""], &["secrets"], &["get"], &["db"])), []);
    let exec = named(&[""], &["pods/exec"], &["create"], &["web-0"]);
    assert_eq!(in_prod(&exec), [(Kind::PodsExec, Severity::Medium)]);
}

#[test]
fn some_names_are_as_good_as_all() {
    let bind = |name| in_prod(&named(&[RBAC], &["clusterroles"], &["bind"], &[name]));
    assert_eq!(bind("view"), [(Kind::Bind, Severity::Low)]);
    assert_eq!(bind("cluster-admin"), [(Kind::Bind, Severity::Medium)]);
    let be = |name| {
        let rule = named(&[""], &["groups"], &["impersonate"], &[name]);
        judged(&rule, Place::Cluster, 35)
    };
    assert_eq!(be("system:masters"), [(Kind::Impersonate, Severity::Critical)]);
    assert_eq!(be("support"), [(Kind::Impersonate, Severity::High)]);
}

#[test]
fn the_extra_fields_of_an_identity_are_named_by_their_subresource() {
    let group = "authentication.k8s.io";
    for resource in ["userextras/scopes", "*/scopes", "*"] {
        let found = kinds(&rule(&[group], &[resource], &["impersonate"]));
        assert_eq!(found, [Kind::Impersonate], "{resource}");
    }
    assert_eq!(kinds(&rule(&[group], &["userextras", "userextras/*"], &["impersonate"])), []);
}

#[test]
fn in_a_namespace_what_lives_in_none_is_out_of_reach() {
    assert_eq!(in_prod(&rule(&[""], &["nodes", "nodes/proxy", "persistentvolumes"], &["*"])), []);
    assert_eq!(in_prod(&rule(&[""], &["users", "groups"], &["impersonate"])), []);
    assert_eq!(in_prod(&rule(&[RBAC], &["clusterroles"], &["escalate", "patch"])), []);
    let relabel = rule(&[""], &["namespaces"], &["patch"]);
    assert_eq!(in_prod(&relabel), [(Kind::NamespacesWrite, Severity::High)]);
    let status = rule(&[""], &["namespaces/status"], &["update"]);
    assert_eq!(in_prod(&status), [(Kind::NamespacesWrite, Severity::High)]);
}

#[test]
fn kube_system_is_as_bad_as_the_cluster() {
    let configmaps = rule(&[""], &["configmaps"], &["patch"]);
    let system = Place::Namespace("kube-system");
    assert_eq!(judged(&configmaps, system, 35), [(Kind::SystemConfig, Severity::High)]);
    assert_eq!(in_prod(&configmaps), []);
    let exec = rule(&[""], &["pods/exec"], &["create"]);
    assert_eq!(judged(&exec, system, 35), [(Kind::PodsExec, Severity::Critical)]);
}

#[test]
fn guards_can_be_switched_off_by_deleting() {
    let group = "admissionregistration.k8s.io";
    for (resource, kind) in [
        ("validatingadmissionpolicybindings", Kind::AdmissionPolicyWrite),
        ("mutatingadmissionpolicies", Kind::AdmissionPolicyWrite),
        ("validatingwebhookconfigurations", Kind::WebhookWrite),
    ] {
        for verb in ["delete", "deletecollection"] {
            assert_eq!(kinds(&rule(&[group], &[resource], &[verb])), [kind]);
        }
    }
    let crd = rule(&["apiextensions.k8s.io"], &["customresourcedefinitions"], &["update"]);
    assert_eq!(kinds(&crd), [Kind::DefinitionWrite]);
    let api = rule(&["apiregistration.k8s.io"], &["apiservices"], &["create"]);
    assert_eq!(kinds(&api), [Kind::ApiServiceWrite]);
    let status = rule(&["apiregistration.k8s.io"], &["apiservices/status"], &["update"]);
    assert_eq!(kinds(&status), []);
}

#[test]
fn a_wildcard_is_every_danger_and_reading_alone_is_few() {
    let everything = kinds(&rule(&["*"], &["*"], &["*"]));
    let spelled = kinds(&rule(&["*"], &["*"], &STANDARD));
    let guarded = [Kind::Escalate, Kind::Bind, Kind::Impersonate];
    let expected: Vec<_> =
        everything.iter().copied().filter(|kind| !guarded.contains(kind)).collect();
    assert_eq!(spelled, expected);
    assert!(everything.len() > 35, "{}", everything.len());
    let reading = kinds(&rule(&["*"], &["*"], &["get", "list", "watch"]));
    assert_eq!(reading, [Kind::SecretsRead, Kind::PodsConnect, Kind::NodesProxy]);
}

#[test]
fn any_resource_of_a_policy_engine_counts_and_is_shown_as_written() {
    let group = "constraints.gatekeeper.sh";
    let found = dangers(&rule(&[group], &["k8srequiredlabels"], &["delete"]), Place::Cluster, 35);
    let [danger] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(danger.entry.kind, Kind::PolicyEngineWrite);
    assert_eq!(danger.allowed[0].resource, "k8srequiredlabels.constraints.gatekeeper.sh");
    assert_eq!(kinds(&rule(&[group], &["k8srequiredlabels/status"], &["update"])), []);
}

#[test]
fn breadth_is_that_of_the_authorizer() {
    let all = rule(&["*"], &["*"], &["*"]);
    assert_eq!(breadth(&all), [Breadth::EveryResource, Breadth::EveryVerb]);
    let all = rule(&["apps", "batch"], &["*"], &STANDARD);
    let of = Breadth::EveryResourceOf;
    assert_eq!(breadth(&all), [of("apps"), of("batch"), Breadth::EveryVerbSpelled]);
    let part = rule(&["*"], &["*/exec", "pods/*", "*/*"], &["create"]);
    assert_eq!(breadth(&part), [Breadth::Subresource("exec")]);
    let groups = rule(&["*"], &["ingresses"], &["get"]);
    assert_eq!(breadth(&groups), [Breadth::EveryGroup("ingresses")]);
    assert_eq!(breadth(&rule(&["*"], &["*"], &[])), []);
    assert_eq!(breadth(&rule(&["apps"], &["deployments"], &STANDARD)), []);
}

fn wholes(held: &[(&PolicyRule, Place<'_>)]) -> Vec<(Kind, Severity)> {
    let held: Vec<_> =
        held.iter().map(|(rule, place)| Held { rule, place: *place, from: () }).collect();
    let wholes = together(&held, 35).into_iter();
    wholes.map(|whole| (whole.union.kind, whole.severity)).collect()
}

#[test]
fn halves_add_up_where_they_meet() {
    let escalate = &rule(&[RBAC], &["roles"], &["escalate"]);
    let update = &rule(&[RBAC], &["roles"], &["update"]);
    let (a, b) = (Place::Namespace("a"), Place::Namespace("b"));
    assert_eq!(wholes(&[(escalate, a), (update, b)]), []);
    assert_eq!(wholes(&[(escalate, a), (update, a)]), [(Kind::Escalate, Severity::High)]);
    assert_eq!(
        wholes(&[(escalate, a), (update, Place::Cluster)]),
        [(Kind::Escalate, Severity::High)]
    );
    let everywhere = [(escalate, Place::Cluster), (update, Place::Cluster), (update, b)];
    assert_eq!(wholes(&everywhere), [(Kind::Escalate, Severity::Critical)]);
}

#[test]
fn a_cluster_role_is_bound_in_a_namespace_but_not_escalated_there() {
    let a = Place::Namespace("a");
    let bind = &rule(&[RBAC], &["clusterroles"], &["bind"]);
    let bindings = &rule(&[RBAC], &["rolebindings"], &["create"]);
    assert_eq!(wholes(&[(bind, a), (bindings, a)]), [(Kind::Bind, Severity::High)]);
    let named = &named(&[RBAC], &["clusterroles"], &["bind"], &["view"]);
    assert_eq!(wholes(&[(named, a), (bindings, a)]), [(Kind::Bind, Severity::Medium)]);
    let escalate = &rule(&[RBAC], &["clusterroles"], &["escalate", "update"]);
    assert_eq!(wholes(&[(escalate, a)]), []);
}

#[test]
fn a_secret_becomes_a_token_by_making_and_reading_it() {
    let create = &rule(&[""], &["secrets"], &["create"]);
    let list = &rule(&["*"], &["*"], &["list"]);
    let prod = Place::Namespace("prod");
    assert_eq!(wholes(&[(create, prod)]), []);
    assert_eq!(wholes(&[(create, prod), (list, prod)]), [(Kind::TokenSecret, Severity::High)]);
}

#[test]
fn approving_takes_the_approval_and_the_signer() {
    let group = "certificates.k8s.io";
    let approval = &rule(&[group], &["certificatesigningrequests/approval"], &["update"]);
    let create = &rule(&[group], &["certificatesigningrequests"], &["create"]);
    let signer = |name| named(&[group], &["signers"], &["approve"], &[name]);
    let (all, own) = (&signer("kubernetes.io/kube-apiserver-client"), &signer("example.com/mesh"));
    let at = Place::Cluster;
    assert_eq!(wholes(&[(approval, at), (create, at)]), []);
    assert_eq!(
        wholes(&[(approval, at), (create, at), (all, at)]),
        [
            (Kind::CertificateApproval, Severity::Critical),
            (Kind::CertificateApproval, Severity::High)
        ]
    );
    assert_eq!(
        wholes(&[(approval, at), (own, at)]),
        [(Kind::CertificateApproval, Severity::Medium)]
    );
}

mod subjects {
    use super::super::Severity;
    use super::super::role::{aggregated_into, built_in};
    use super::super::subject::{Whom, groups, real, whom};
    use crate::set::right::Holder;

    fn user(name: &str) -> Holder {
        Holder::User(name.into())
    }

    fn group(name: &str) -> Holder {
        Holder::Group(name.into())
    }

    #[test]
    fn names_of_the_api_server_are_known_for_what_they_are() {
        assert_eq!(whom(&group("system:masters")), Some(Whom::Masters));
        assert_eq!(whom(&user("system:masters")), Some(Whom::Component));
        assert_eq!(whom(&user("system:anonymous")), Some(Whom::Anonymous));
        assert_eq!(whom(&group("system:authenticated")), Some(Whom::Authenticated));
        assert_eq!(whom(&group("system:serviceaccounts")), Some(Whom::EveryAccount));
        assert_eq!(whom(&group("system:serviceaccounts:ci")), Some(Whom::AccountsOf("ci")));
        assert_eq!(whom(&user("system:serviceaccount:ci:x")), Some(Whom::AccountAsUser("ci", "x")));
        assert_eq!(whom(&user("system:serviceaccount:ci:default")), Some(Whom::Default("ci")));
        assert_eq!(
            whom(&Holder::Account("ci".into(), "default".into())),
            Some(Whom::Default("ci"))
        );
        assert_eq!(whom(&user("system-of-ours")), None);
        assert_eq!(whom(&group("oidc:system:masters")), None);
    }

    #[test]
    fn an_account_is_itself_however_it_is_written() {
        let account = Holder::Account("ci".into(), "x".into());
        assert_eq!(real(user("system:serviceaccount:ci:x")), account);
        assert_eq!(real(user("system:serviceaccount:ci")), user("system:serviceaccount:ci"));
        assert!(groups(&account).contains(&group("system:serviceaccounts:ci")));
        assert!(!groups(&user("system:anonymous")).contains(&group("system:authenticated")));
    }

    #[test]
    fn roles_that_collect_others_are_judged_by_what_they_hold() {
        assert_eq!(built_in("edit", false).map(|role| role.severity), Some(Severity::High));
        assert_eq!(
            built_in("cluster-admin", true).map(|role| role.severity),
            Some(Severity::Critical)
        );
        assert_eq!(built_in("view", true), None);
        let label = "rbac.authorization.k8s.io/aggregate-to-edit";
        assert_eq!(aggregated_into(label, "true"), Some("edit"));
        assert_eq!(aggregated_into(label, "false"), None);
        assert_eq!(aggregated_into("app.kubernetes.io/aggregate-to-edit", "true"), None);
    }
}
