//! What is told of two programs, in words.

use netz::diagnostic::{Levels, Sink};
use netz::difference::{self, Difference, Side, text};
use netz::k8s::inventory::Inventory;
use netz::source::{FileId, SourceMap};
use netz::{Options, compile};
use std::collections::BTreeMap;

struct Lowered {
    policy: netz::ir::Policy,
    sources: SourceMap,
}

fn lowered(program: &str) -> Lowered {
    let mut files = BTreeMap::from([("main.netz".to_owned(), program.to_owned())]);
    let program = netz::load(&["main.netz"], &mut files);
    let (policy, diagnostics) = compile::lower(&program, &Options::default());
    let policy = policy.unwrap_or_else(|| panic!("{diagnostics:#?}"));
    Lowered { policy, sources: program.sources }
}

fn compared(old: &str, new: &str) -> Difference {
    let (old, new) = (lowered(old), lowered(new));
    difference::compare(
        Side { policy: Some(&old.policy), objects: None, sources: &old.sources },
        Side { policy: Some(&new.policy), objects: None, sources: &new.sources },
        Options::default().kube_version,
    )
    .expect("decided")
}

fn told(old: &str, new: &str) -> String {
    let difference = compared(old, new);
    let mut out = Vec::new();
    let style = text::Style { color: false, unseen: true };
    text::write(&mut out, &difference, style).expect("a string takes all");
    String::from_utf8(out).expect("text")
}

/// Two isolated zones without DNS.
const ZONES: &str = "\
zone shop isolates { without dns; segment web; segment api; segment job: app=job,tier!=web }
zone pay isolates { without dns; segment ledger tcp/9000 }
";

fn with(statements: &str) -> String {
    format!("{ZONES}in shop {{\n{statements}\n}}\n")
}

const NOTHING: &str = "no difference: both allow and grant the same\n";

#[test]
fn equal_meanings_have_no_difference_however_they_are_written() {
    for (one, other) in [
        ("web -> api tcp/80\nweb -> api tcp/81", "web -> api tcp/80-81"),
        ("web, api -> job tcp/80", "api -> job tcp/80\nweb -> job tcp/80"),
        ("web <-> api tcp/80", "api -> web tcp/80; web -> api tcp/80"),
        ("web -> * tcp/80\nweb -> api tcp/80", "web -> * tcp/80"),
        ("web -> 10.0.0.0/8 tcp/80", "web -> 10.0.0.0/9, 10.128.0.0/9 tcp/80"),
        (
            "net n = 10.0.0.0/8 except 10.1.0.0/16\nweb -> n tcp/80",
            "web -> 10.0.0.0/8 except 10.1.0.0/16 tcp/80",
        ),
        ("web -> api tcp/80", "segment front: app in (web)\nfront -> api tcp/80"),
    ] {
        let (one, other) = (with_nets(one), with_nets(other));
        assert_eq!(told(&one, &other), NOTHING, "{one}\n{other}");
        assert_eq!(told(&other, &one), NOTHING);
    }
}

/// A `net` stands at top level.
fn with_nets(statements: &str) -> String {
    let (nets, others): (Vec<_>, Vec<_>) =
        statements.lines().partition(|line| line.starts_with("net "));
    format!("{}\n{}", nets.join("\n"), with(&others.join("\n")))
}

#[test]
fn an_added_flow_is_one_entry_of_its_statement() {
    let old = with("web -> api tcp/80");
    let new = with("web -> api tcp/80\nweb, api -> pay/ledger, job tcp/9000,9001");
    insta::assert_snapshot!(told(&old, &new));
    let back = compared(&new, &old);
    assert!(back.gained.is_empty());
    assert_eq!(back.lost.len(), 1);
}

#[test]
fn what_was_allowed_before_is_left_out() {
    let old = with("web -> api tcp/80\nweb -> 10.0.0.0/8 tcp/443");
    let new = with("web -> * tcp/80\nweb -> 10.0.0.0/7 tcp/443");
    insta::assert_snapshot!(told(&old, &new));
}

#[test]
fn half_a_flow_gives_nothing() {
    let (old, half) = (with(""), with("web -> api tcp/80 egress only"));
    let note = "note: one end lets through more or less than before, and the other end none of it: no \
                connection is gained or lost by that\n";
    assert_eq!(told(&old, &half), format!("{NOTHING}{note}"));
    let both = with("web -> api tcp/80 egress only\nweb -> api tcp/80 ingress only");
    insta::assert_snapshot!(told(&half, &both));
    assert_eq!(told(&both, &with("web -> api tcp/80")), NOTHING);
}

#[test]
fn a_segment_that_means_other_pods_is_told_with_its_labels() {
    let old = with("web -> pay/ledger");
    let new = old.replace("segment web;", "segment web: app=web,tier=front;");
    insta::assert_snapshot!(told(&old, &new));
}

#[test]
fn a_net_is_told_by_what_is_new_of_it() {
    let net = |blocks: &str| format!("net corp = {blocks}\n{}", with("web -> corp tcp/443"));
    let one = net("10.0.0.0/8");
    insta::assert_snapshot!(told(&one, &net("10.0.0.0/8, 192.168.0.0/16")));
    insta::assert_snapshot!(told(&with(""), &net("10.0.0.0/8, 192.168.0.0/16")));
    insta::assert_snapshot!(told(&with(""), &with("web -> internet tcp/443")));
}

#[test]
fn isolation_is_told_once_for_a_zone() {
    let isolated = "zone ops = namespaces ops-a, ops-b isolates { without dns; a -> b tcp/80 }";
    let half = isolated.replace("isolates", "isolates egress");
    let open = isolated.replace("isolates", "");
    insta::assert_snapshot!(told(isolated, &half));
    insta::assert_snapshot!(told(isolated, &open));
    insta::assert_snapshot!(told("zone other", isolated));
}

#[test]
fn names_that_flows_imply_are_told_as_implied() {
    let program = |flows: &str| {
        format!(
            "extern zone kube-system {{ segment coredns: k8s-app=kube-dns }}\n\
             service dns = kube-system/coredns udp/53 tcp/53\n\
             cluster {{ api 192.0.2.10 tcp/443 }}\n\
             zone shop isolates {{ account web; segment web; segment api; {flows} }}"
        )
    };
    insta::assert_snapshot!(told(
        &program(""),
        &program("web -> api tcp/80; web can get configmaps")
    ));
}

#[test]
fn a_plugin_may_decide() {
    let old = with("web -> 10.0.0.0/8 tcp/80");
    let new = with("web -> 10.0.0.0/8 tcp/80\nweb -> api tcp/80 ingress only");
    insta::assert_snapshot!(told(&old, &new));
}

/// People and accounts.
const PEOPLE: &str = "\
group oncall = \"oidc:oncall\"
group dev = \"oidc:dev\"
zone shop = namespaces shop-a, shop-b { account ci in shop-a }
zone pay
";

#[test]
fn rights_are_told_as_sentences() {
    let old = format!("{PEOPLE}in shop {{ oncall can get pods; dev has clusterrole view }}");
    let new = format!(
        "{PEOPLE}in shop {{ oncall, dev can read pods, secrets }}\n\
         in pay {{ dev has clusterrole view; shop/ci can get secrets named db, cache }}\n\
         oncall can read nodes cluster-wide; dev can get \"/metrics\" cluster-wide"
    );
    insta::assert_snapshot!(told(&old, &new));
}

#[test]
fn rights_that_others_cover_are_no_difference() {
    let wide = format!("{PEOPLE}oncall can read pods cluster-wide");
    let both = format!("{wide}\nin shop {{ oncall can get pods }}");
    assert_eq!(told(&wide, &both), NOTHING);
    assert_eq!(told(&both, &wide), NOTHING);
    let role = format!(
        "{PEOPLE}role r can get pods\nrole r can list, watch pods\noncall has r cluster-wide"
    );
    assert_eq!(told(&wide, &role), NOTHING);
    let star = format!("{PEOPLE}oncall can \"*\" pods cluster-wide");
    assert!(compared(&star, &wide).gained.is_empty());
    assert_eq!(compared(&wide, &star).gained.len(), 1);
}

#[test]
fn a_comment_stays_below_what_github_takes() {
    let flows: String =
        (0..1000).map(|at| format!("in zone-{at} {{ web -> api tcp/80 }}\n")).collect();
    let zones: String = (0..1000)
        .map(|at| format!("zone zone-{at} isolates {{ without dns; segment web; segment api }}\n"))
        .collect();
    let difference = compared(&zones, &format!("{zones}{flows}"));
    let comment = difference::markdown::write(&difference, ("old", "new"));
    let most = difference::markdown::MOST;
    assert!(comment.chars().count() <= most, "{}", comment.chars().count());
    assert!(comment.chars().count() > most / 2);
    let rows = comment.lines().filter(|line| line.starts_with("| ➕")).count();
    let left = difference.gained.len() - rows;
    assert!(left > 0);
    assert!(comment.contains(&format!("\n{left} more are left out")), "{left}");
    assert!(comment.ends_with("</details>\n"));
}

#[test]
fn nothing_in_a_comment_is_markup() {
    let old = "zone a isolates { without dns }".to_owned();
    let new = "zone a isolates { without dns; segment \"x|y\": \"a\" in (b), !c; segment z; z -> \"x|y\" tcp/80 }";
    let comment = difference::markdown::write(&compared(&old, new), ("`a`", "b|c"));
    assert!(comment.contains("`` `a` ``"), "{comment}");
    assert!(comment.contains("x\\|y"), "{comment}");
}

/// What is told of two lists of objects; a blank line is between two.
fn told_of_objects(old: &str, new: &str) -> String {
    let sources = SourceMap::default();
    let read = |text: &str| {
        let head = "apiVersion: rbac.authorization.k8s.io/v1\n";
        let objects: Vec<_> = text.trim().split("\n\n").map(|one| format!("{head}{one}")).collect();
        let (mut inventory, mut sink) = (Inventory::default(), Sink::default());
        inventory.read(FileId(0), &objects.join("\n---\n"), &mut sink);
        assert_eq!(sink.finish(&Levels::default()), []);
        inventory
    };
    let (old, new) = (read(old), read(new));
    let side = |objects| Side { policy: None, objects: Some(objects), sources: &sources };
    let minor = Options::default().kube_version;
    let difference = difference::compare(side(&old), side(&new), minor).expect("decided");
    let mut out = Vec::new();
    let style = text::Style { color: false, unseen: true };
    text::write(&mut out, &difference, style).expect("a string takes all");
    String::from_utf8(out).expect("text")
}

fn bound(role: &str, subject: &str) -> String {
    format!(
        "kind: ClusterRoleBinding\nmetadata: {{name: b}}\nroleRef: {{kind: ClusterRole, name: {role}}}\nsubjects: [{subject}]\n\n"
    )
}

fn cluster_role(name: &str, label: &str, rest: &str) -> String {
    format!("kind: ClusterRole\nmetadata: {{name: {name}, labels: {{{label}}}}}\n{rest}\n\n")
}

fn rules(resources: &str) -> String {
    format!("rules: [{{apiGroups: [''], resources: [{resources}], verbs: [get]}}]")
}

const GROUP: &str = "{kind: Group, name: dev}";

#[test]
fn what_a_controller_puts_into_a_role_counts() {
    let whole =
        "aggregationRule: {clusterRoleSelectors: [{matchLabels: {into: 'yes'}}]}\nrules: []";
    let with = |part: &str| {
        bound("all", GROUP)
            + &cluster_role("all", "", whole)
            + &cluster_role("part", "into: 'yes'", &rules(part))
    };
    let told = told_of_objects(&with("pods"), &with("pods, secrets"));
    assert!(told.contains("+ group dev can get secrets cluster-wide"), "{told}");
    assert_eq!(told_of_objects(&with("pods"), &with("pods")), NOTHING);
    // Into a role that every cluster has, and into those that have that.
    let to_view = "rbac.authorization.k8s.io/aggregate-to-view: 'true'";
    for (name, says) in [("view", true), ("edit", true), ("admin", true), ("cluster-admin", false)]
    {
        let old = bound(name, GROUP);
        let new = old.clone() + &cluster_role("more", to_view, &rules("nodes"));
        let told = told_of_objects(&old, &new);
        assert_eq!(told.contains("+ group dev can get nodes cluster-wide"), says, "{name}: {told}");
        assert!(!told.contains("has clusterrole"), "{told}");
    }
}

#[test]
fn a_role_of_every_cluster_is_what_it_says() {
    let bound = |role: &str| bound(role, GROUP);
    let only_lost = |old: &str, new: &str| {
        let told = told_of_objects(old, new);
        assert!(!told.contains("\n  +") && told.contains("\n  -"), "{told}");
        assert!(told_of_objects(new, old).contains("\n  +"));
    };
    only_lost(&bound("cluster-admin"), &bound("view"));
    only_lost(&bound("edit"), &bound("view"));
    only_lost(&bound("admin"), &bound("edit"));
    let own = bound("own") + &cluster_role("own", "", &rules("pods, secrets"));
    only_lost(&bound("edit"), &own);
    only_lost(&bound("cluster-admin"), &own);
    // `view` reads no secrets.
    assert!(told_of_objects(&bound("view"), &own).contains("+ group dev can get secrets"));
}

/// Who is in a group by its kind has what that has, and two names of an account are one.
#[test]
fn holders_are_those_whom_the_api_server_sees() {
    let account = bound("view", "{kind: ServiceAccount, name: s, namespace: a}");
    let user = bound("view", "{kind: User, name: 'system:serviceaccount:a:s'}");
    assert_eq!(told_of_objects(&account, &user), NOTHING);
    for group in ["serviceaccounts", "serviceaccounts:a", "authenticated"] {
        let group = bound("view", &format!("{{kind: Group, name: 'system:{group}'}}"));
        let told = told_of_objects(&group, &account);
        assert!(!told.contains("\n  +") && told.contains("\n  -"), "{told}");
    }
    let other = bound("view", "{kind: Group, name: 'system:serviceaccounts:b'}");
    assert!(told_of_objects(&other, &account).contains("\n  +"));
}

#[test]
fn what_no_request_asks_for_is_no_difference() {
    let local = |rule: &str| {
        let binding = bound("r", GROUP).replace("ClusterRoleBinding", "RoleBinding");
        binding.replace("name: b", "name: b, namespace: a")
            + &cluster_role("r", "", &format!("rules: [{rule}]"))
    };
    let nothing = "{apiGroups: [''], resources: [pods], verbs: [get]}";
    for dead in [
        "{apiGroups: [''], resources: [nodes], verbs: [list]}",
        "{nonResourceURLs: [/metrics], verbs: [get]}",
        "{apiGroups: [''], resources: [configmaps], resourceNames: [x], verbs: [create]}",
        "{apiGroups: [''], resources: [secrets], resourceNames: [''], verbs: [get]}",
    ] {
        let more = format!("{nothing}, {dead}");
        assert_eq!(told_of_objects(&local(nothing), &local(&more)), NOTHING, "{dead}");
    }
    let empty = "{apiGroups: [''], resources: [secrets], resourceNames: [''], verbs: [list]}";
    let told = told_of_objects(&local(nothing), &local(&format!("{nothing}, {empty}")));
    assert!(told.contains("+ group dev can list secrets in a"), "{told}");
}
