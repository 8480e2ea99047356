//! Each line of the table of dangers, in a role of its own: the code, and the line of the YAML that it stands
//! at; and a right beside it that is good for nothing.

use super::{DEV, audit, binding, said};
use netz::audit::Options;
use netz::diagnostic::{Code, Diagnostic, Level, Severity};
use std::collections::BTreeSet;

/// Where a role holds: everywhere, or in a namespace.
const EVERYWHERE: &str = "";
const SHOP: &str = "shop";
const SYSTEM: &str = "kube-system";

const RBAC: &str = "rbac.authorization.k8s.io";
const ADMISSION: &str = "admissionregistration.k8s.io";

use Severity::{Error, Warning};

/// A code, where the role holds, how grave it is, the API group, `VERB RESOURCE`, and the near miss: another
/// verb or another resource.
type Case = (Code, &'static str, Severity, &'static str, &'static str, &'static str);

const CASES: &[Case] = &[
    (Code::Escalate, EVERYWHERE, Error, RBAC, "escalate clusterroles", "get clusterroles"),
    (Code::Escalate, SHOP, Warning, RBAC, "escalate roles", "escalate rolebindings"),
    (Code::Bind, EVERYWHERE, Error, RBAC, "bind clusterroles", "bind clusterrolebindings"),
    (Code::Bind, SHOP, Warning, RBAC, "bind roles", "bind rolebindings"),
    (Code::RbacWrite, EVERYWHERE, Error, RBAC, "patch rolebindings", "watch rolebindings"),
    (Code::RbacWrite, SHOP, Warning, RBAC, "create roles", "list roles"),
    (Code::Impersonate, EVERYWHERE, Error, "", "impersonate groups", "impersonate namespaces"),
    (Code::Impersonate, SHOP, Error, "", "impersonate serviceaccounts", "impersonate pods"),
    (
        Code::Impersonate,
        EVERYWHERE,
        Warning,
        "authentication.k8s.io",
        "impersonate userextras/scopes",
        "impersonate userextras",
    ),
    (
        Code::AccountToken,
        SHOP,
        Error,
        "",
        "create serviceaccounts/token",
        "get serviceaccounts/token",
    ),
    (Code::TokenSecret, EVERYWHERE, Error, "", "patch secrets", "delete secrets"),
    (Code::TokenSecret, SHOP, Warning, "", "patch secrets", "patch configmaps"),
    (
        Code::TrustBundleWrite,
        EVERYWHERE,
        Error,
        "certificates.k8s.io",
        "update clustertrustbundles",
        "get clustertrustbundles",
    ),
    (Code::NodesProxy, EVERYWHERE, Error, "", "get nodes/proxy", "get nodes/metrics"),
    (Code::PodsCreate, EVERYWHERE, Error, "", "create pods", "delete pods"),
    (Code::PodsCreate, SHOP, Warning, "", "create pods", "list pods"),
    (Code::WorkloadsWrite, EVERYWHERE, Error, "batch", "patch cronjobs", "delete cronjobs"),
    (Code::WorkloadsWrite, EVERYWHERE, Error, "batch", "create jobs", "update jobs"),
    (
        Code::PodsChange,
        SHOP,
        Warning,
        "",
        "patch pods/ephemeralcontainers",
        "get pods/ephemeralcontainers",
    ),
    (Code::PodsChange, EVERYWHERE, Warning, "", "patch pods/resize", "get pods/resize"),
    (Code::PodsExec, EVERYWHERE, Error, "", "create pods/attach", "create pods/log"),
    (Code::PodsExec, SHOP, Error, "", "create '*/exec'", "create '*/scale'"),
    (Code::PodsConnect, EVERYWHERE, Error, "", "get services/proxy", "get services"),
    (Code::PodsConnect, SHOP, Warning, "", "create pods/portforward", "list pods/portforward"),
    (
        Code::StorageWrite,
        EVERYWHERE,
        Error,
        "",
        "create persistentvolumes",
        "create persistentvolumeclaims",
    ),
    (
        Code::StorageWrite,
        EVERYWHERE,
        Warning,
        "storage.k8s.io",
        "patch storageclasses",
        "list storageclasses",
    ),
    (
        Code::WebhookWrite,
        EVERYWHERE,
        Error,
        ADMISSION,
        "delete mutatingwebhookconfigurations",
        "get mutatingwebhookconfigurations",
    ),
    (
        Code::AdmissionPolicyWrite,
        EVERYWHERE,
        Error,
        ADMISSION,
        "delete validatingadmissionpolicybindings",
        "list validatingadmissionpolicybindings",
    ),
    (
        Code::DefinitionWrite,
        EVERYWHERE,
        Error,
        "apiextensions.k8s.io",
        "deletecollection customresourcedefinitions",
        "list customresourcedefinitions",
    ),
    (
        Code::ApiServiceWrite,
        EVERYWHERE,
        Error,
        "apiregistration.k8s.io",
        "create apiservices",
        "get apiservices",
    ),
    (Code::NodesWrite, EVERYWHERE, Error, "", "patch nodes/status", "get nodes/status"),
    (Code::StatusWrite, EVERYWHERE, Warning, "", "update pods/status", "get pods/status"),
    (Code::PodsMove, EVERYWHERE, Warning, "", "create pods/eviction", "get pods/eviction"),
    (Code::AccountsWrite, EVERYWHERE, Error, "", "patch serviceaccounts", "delete serviceaccounts"),
    (Code::AccountsWrite, SHOP, Warning, "", "update serviceaccounts", "create serviceaccounts"),
    (Code::SystemConfig, SYSTEM, Error, "", "update configmaps", "get configmaps"),
    (Code::EventsDelete, EVERYWHERE, Warning, "", "delete events", "create events"),
    (
        Code::NetworkPolicyWrite,
        SHOP,
        Warning,
        "networking.k8s.io",
        "delete networkpolicies",
        "get networkpolicies",
    ),
    (
        Code::NetworkPolicyWrite,
        EVERYWHERE,
        Error,
        "security.istio.io",
        "patch authorizationpolicies",
        "get authorizationpolicies",
    ),
    (
        Code::TrafficWrite,
        SHOP,
        Warning,
        "discovery.k8s.io",
        "patch endpointslices",
        "delete endpointslices",
    ),
    (Code::TrafficWrite, EVERYWHERE, Warning, "", "update services", "delete services"),
    (Code::QuotaWrite, EVERYWHERE, Warning, "", "delete resourcequotas", "get resourcequotas"),
    (
        Code::SchedulingWrite,
        EVERYWHERE,
        Warning,
        "scheduling.k8s.io",
        "create priorityclasses",
        "get priorityclasses",
    ),
    (Code::NamespacesWrite, SHOP, Error, "", "patch namespaces", "delete namespaces"),
    (
        Code::NamespacesWrite,
        EVERYWHERE,
        Error,
        "",
        "update namespaces/finalize",
        "create namespaces",
    ),
    (Code::GitopsWrite, SHOP, Warning, "argoproj.io", "create applications", "delete applications"),
    (
        Code::PolicyEngineWrite,
        SHOP,
        Warning,
        "kyverno.io",
        "create policyexceptions",
        "get policyexceptions",
    ),
    (Code::SystemLeases, SYSTEM, Warning, "coordination.k8s.io", "delete leases", "get leases"),
    (Code::SecretsRead, EVERYWHERE, Error, "", "watch secrets", "delete secrets"),
    (Code::SecretsRead, SHOP, Error, "", "get secrets", "get configmaps"),
];

/// Two rights that are one danger together; the near miss lacks one of them.
const TOGETHER: &[(Code, [(&str, &str); 3])] = &[
    (
        Code::CertificateApproval,
        [
            ("certificates.k8s.io", "update certificatesigningrequests/approval"),
            ("certificates.k8s.io", "approve signers"),
            ("certificates.k8s.io", "attest signers"),
        ],
    ),
    (
        Code::CertificateSigning,
        [
            ("certificates.k8s.io", "sign signers"),
            ("certificates.k8s.io", "patch certificatesigningrequests/status"),
            ("certificates.k8s.io", "get certificatesigningrequests/status"),
        ],
    ),
    (Code::TokenSecret, [("", "create secrets"), ("", "get secrets"), ("", "delete secrets")]),
];

fn is_danger(code: Code) -> bool {
    (Code::Escalate..=Code::SystemLeases).contains(&code) || code == Code::SecretsRead
}

/// A role whose words stand on lines of their own: the first resource on line 7, the second on line 8. The
/// second is the one that counts.
fn text(place: &str, group: &str, words: &str) -> String {
    let (verb, resource) = words.split_once(' ').unwrap();
    let (kind, metadata) = match place {
        EVERYWHERE => ("ClusterRole", "{name: r}".to_owned()),
        place => ("Role", format!("{{name: r, namespace: {place}}}")),
    };
    let role = format!(
        "apiVersion: rbac.authorization.k8s.io/v1\nkind: {kind}\nmetadata: {metadata}\nrules:\n- apiGroups: \
         [\"{group}\"]\n  resources:\n  - harmless\n  - {resource}\n  verbs: [{verb}]\n---\n"
    );
    match place {
        EVERYWHERE => role + &binding("b", "r", DEV),
        place => role + &binding(&format!("{place}/b"), &format!("{place}/r"), DEV),
    }
}

/// The dangers that are found: code, severity, and the line.
fn found(text: &str) -> Vec<(Code, Severity, usize)> {
    let (sources, audit) = audit(&[("a.yaml", text)], &Options::default());
    let dangers = audit.diagnostics.iter().filter(|one| is_danger(one.code));
    let found = dangers.map(|one| {
        let span = one.primary().unwrap();
        (one.code, one.severity, sources.position(span.file, span.start).line as usize)
    });
    found.collect()
}

#[test]
fn each_danger_stands_at_its_word_and_what_is_beside_it_is_none() {
    for (code, place, severity, group, words, near) in CASES {
        let text_of = |words: &str| text(place, group, words);
        assert_eq!(found(&text_of(words)), [(*code, *severity, 8)], "{code} {place}: {words}");
        assert_eq!(found(&text_of(near)), [], "{code} {place}: {near}");
    }
}

#[test]
fn some_dangers_are_so_in_one_place_alone() {
    let cases = [
        (Code::SystemConfig, "", "update configmaps"),
        (Code::SystemLeases, "coordination.k8s.io", "delete leases"),
    ];
    for (code, group, words) in cases {
        assert_eq!(found(&text(SYSTEM, group, words)).first().map(|one| one.0), Some(code));
        assert_eq!(found(&text(SHOP, group, words)), [], "{code}");
    }
}

#[test]
fn dangers_of_two_rights_stand_at_the_first_and_need_the_second() {
    for (code, [first, second, near]) in TOGETHER {
        let both = |other: &(&str, &str)| {
            let one = text(EVERYWHERE, first.0, first.1);
            let other = text(EVERYWHERE, other.0, other.1);
            one + &other
                .replace("{name: r}", "{name: s}")
                .replace("name: b}", "name: c}")
                .replace("name: r}", "name: s}")
        };
        let all = found(&both(second));
        assert!(all.contains(&(*code, Error, 8)), "{code}: {all:?}");
        let less = found(&both(near));
        assert!(!less.iter().any(|(found, ..)| found == code), "{code}: {less:?}");
    }
}

#[test]
fn no_danger_is_left_out() {
    let tested: BTreeSet<Code> = CASES.iter().map(|case| case.0).collect();
    let tested: BTreeSet<Code> = tested.into_iter().chain(TOGETHER.iter().map(|it| it.0)).collect();
    let all: BTreeSet<Code> = Code::ALL.iter().copied().filter(|code| is_danger(*code)).collect();
    assert_eq!(tested, all);
}

/// A namespace that isolates, with a Service.
const ISOLATED: &str = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: default-deny, namespace: shop}
spec: {podSelector: {}, policyTypes: [Ingress, Egress]}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {selector: {app: web}, ports: [{port: 80}]}
---
";

/// A way round: its code, what says the same of the right itself, where the role holds, the API group, the
/// right, and the near miss.
type Way = (Code, &'static [Code], &'static str, &'static str, &'static str, &'static str);

/// What is said of a binding where nothing is heard of the right itself.
fn joined(text: &str, said_by: &[Code]) -> Vec<Diagnostic> {
    let mut options = Options::default();
    said_by.iter().for_each(|code| options.levels.set_on_command_line(*code, Level::Allow));
    let (_, audit) = audit(&[("a.yaml", text)], &options);
    let joins = Code::PolicyWriter..=Code::EscalationPath;
    audit.diagnostics.into_iter().filter(|one| joins.contains(&one.code)).collect()
}

/// Each alone; a right that an earlier check reports as gravely is reported there alone.
#[test]
fn each_way_round_an_isolation_alone() {
    let cases: [Way; 4] = [
        (
            Code::GuardWriter,
            &[Code::WebhookWrite, Code::AdmissionPolicyWrite],
            EVERYWHERE,
            ADMISSION,
            "patch validatingwebhookconfigurations",
            "get validatingwebhookconfigurations",
        ),
        (
            Code::Tunnel,
            &[Code::PodsExec, Code::PodsConnect, Code::PodsChange],
            SHOP,
            "",
            "create pods/portforward",
            "create pods/log",
        ),
        (Code::ServiceHijack, &[Code::TrafficWrite], SHOP, "", "patch services", "delete services"),
        (
            Code::PolicyWriter,
            &[Code::NetworkPolicyWrite],
            SHOP,
            "cilium.io",
            "delete ciliumnetworkpolicies",
            "get ciliumnetworkpolicies",
        ),
    ];
    for (code, said_by, place, group, words, near) in cases {
        let text = text(place, group, words) + ISOLATED;
        let codes =
            |text: &str| joined(text, said_by).iter().map(|one| one.code).collect::<Vec<_>>();
        assert_eq!(codes(&text), [code]);
        let near = self::text(place, group, near) + ISOLATED;
        assert_eq!(codes(&near), [], "{code}");
        // Without an isolation there is nothing to get round.
        let open = text.replace("policyTypes: [Ingress, Egress]", "policyTypes: []");
        let elsewhere = open.replace("NetworkPolicy", "Ingress");
        assert_eq!(codes(&elsewhere), [], "{code}");
    }
}

/// The right is spoken of once, by what says it more gravely.
#[test]
fn a_right_that_undoes_an_isolation_is_said_once() {
    let codes = |text: &str| {
        let found = said(text).into_iter();
        let about = found.filter(|one| {
            is_danger(one.code) || (Code::PolicyWriter..=Code::EscalationPath).contains(&one.code)
        });
        about.map(|one| (one.code, one.severity)).collect::<Vec<_>>()
    };
    let write = text(SHOP, "networking.k8s.io", "patch networkpolicies");
    assert_eq!(codes(&write), [(Code::NetworkPolicyWrite, Warning)]);
    assert_eq!(codes(&(write.clone() + ISOLATED)), [(Code::PolicyWriter, Error)]);
    // In a namespace a Service is a small thing, but not on a flow.
    let services = text(SHOP, "", "patch services");
    assert_eq!(codes(&services), []);
    assert_eq!(codes(&(services + ISOLATED)), [(Code::ServiceHijack, Warning)]);
    // As grave as the other: the role alone is spoken of.
    let forward = text(SHOP, "", "create pods/portforward");
    assert_eq!(codes(&(forward.clone() + ISOLATED)), [(Code::PodsConnect, Warning)]);
    // Who has the role elsewhere too has it said of the role.
    let elsewhere = text(EVERYWHERE, "networking.k8s.io", "patch networkpolicies").replace(
        "ClusterRoleBinding\nmetadata: {name: b}",
        "RoleBinding\nmetadata: {name: b, namespace: shop}",
    ) + &binding("pay/c", "r", DEV);
    let found = codes(&(elsewhere + ISOLATED));
    assert_eq!(found, [(Code::NetworkPolicyWrite, Warning), (Code::PolicyWriter, Error)]);
}
