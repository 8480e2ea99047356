use super::*;
use std::collections::BTreeMap as Map;

const SHOP: &str = "zone shop isolates { web -> db tcp/5432 }\n";

/// The codes and verdicts of a policy and a test.
fn tested(policy: &str, test: &str, against: Option<&str>) -> (Vec<Code>, Vec<(String, bool)>) {
    let mut files: Map<String, String> = [("main.netz", policy), ("a.test.netz", test)]
        .map(|(name, text)| (name.into(), text.into()))
        .into();
    let roots: &[&str] = if policy.is_empty() { &[] } else { &["main.netz"] };
    let mut program = lower::files::load_with_tests(roots, &["a.test.netz"], &mut files);
    let inventory = against.map(|text| {
        let mut inventory = Inventory::default();
        lower::files::read_objects(&mut program, "objects.yaml", text.into(), &mut inventory);
        inventory
    });
    let tested = test_all(&program, inventory.as_ref());
    let verdicts =
        tested.verdicts.iter().map(|one| (one.sentence.clone(), one.outcome == Outcome::Holds));
    (tested.errors.iter().map(|one| one.code).collect(), verdicts.collect())
}

fn test_all(program: &Program, against: Option<&Inventory>) -> Tested {
    super::test(program, &Options::default(), against)
}

#[test]
fn each_assertion_has_a_verdict_of_its_own() {
    let policy = format!("{SHOP}never shop/db -> shop/web\n");
    let test = "in shop {\n only web -> db\n never web -> db }\nnever shop/web -> internet";
    let (errors, verdicts) = tested(&policy, test, None);
    assert_eq!(errors, []);
    let expected = [
        ("never shop/db -> shop/web", true),
        ("shop: only web -> db", true),
        ("shop: never web -> db", false),
        ("never shop/web -> internet", true),
    ];
    assert_eq!(verdicts, expected.map(|(sentence, holds)| (sentence.to_owned(), holds)));
}

#[test]
fn what_belongs_to_the_policy_is_refused_wherever_it_stands() {
    let refused = [
        "in shop { db -> web tcp/80 }",
        "for a in x { zone $a isolates }",
        "in shop { account a }",
        "lint allow any-port",
        "cluster { pods 10.0.0.0/8 }",
        "in shop { exclusive }",
        "role r can get pods",
        "user u = \"u\"\nin shop { u can get pods }",
    ];
    for test in refused {
        let (errors, verdicts) = tested(SHOP, test, None);
        assert!(errors.contains(&Code::TestStatement), "{test}: {errors:?}");
        assert!(verdicts.is_empty());
    }
    let names = "net n = 10.0.0.0/8; port p = tcp/80; extern zone x { segment s }\nuser u = \"u\"\n\
                 zone y { segment t }\nnever n -> shop/* p";
    assert_eq!(tested(SHOP, names, None).0, []);
}

#[test]
fn a_name_that_changes_the_policy_is_refused() {
    let changing = [
        ("zone shop isolates { web -> db tcp/1 }", "in shop { segment db: role=db }"),
        (
            "zone shop isolates { exclusive; segment a; segment b: tier=b; a -> b tcp/1 }",
            "in shop { segment c: role=c }",
        ),
        ("zone a-x isolates { segment s }\nin a-* { s -> s tcp/1 }", "zone a-y { segment s }"),
        ("zone shop isolates { segment a m=tcp/1; a -> * m }", "in shop { segment b m=tcp/1 }"),
    ];
    for (policy, test) in changing {
        let (errors, _) = tested(policy, &format!("{test}\nnever internet -> cluster"), None);
        // A zone that isolates nothing gets no rule, whatever glob it fits.
        let harmless = policy.starts_with("zone a-x");
        let expected: &[Code] = if harmless { &[] } else { &[Code::TestChangesPolicy] };
        assert_eq!(errors, expected, "{policy} {test}");
    }
}

const OBJECTS: &str = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: db, namespace: shop}
spec:
  podSelector: {matchLabels: {app: db}}
  ingress:
  - from: [{podSelector: {matchLabels: {app: web}}}]
    ports: [{port: 5432}]
";

#[test]
fn objects_can_stand_in_the_place_of_a_policy() {
    let test = "zone shop { segment web; segment db tcp/5432\n only web -> db; always web -> db\n \
                never web -> db tcp/5433; never db -> web }";
    let (errors, verdicts) = tested("", test, Some(OBJECTS));
    assert_eq!(errors, []);
    let holding: Vec<_> = verdicts.iter().map(|(_, holds)| *holds).collect();
    assert_eq!(holding, [true, true, true, false], "{verdicts:?}");
    // The policy only names things then: what it allows doesn't count.
    let policy = "zone shop isolates { segment web; segment db tcp/5432\n db -> web tcp/80 }";
    let (_, verdicts) =
        tested(policy, "only shop/web -> shop/db\nalways shop/db -> internet tcp/1", Some(OBJECTS));
    assert!(verdicts.iter().all(|(_, holds)| *holds), "{verdicts:?}");
}

#[test]
fn each_cluster_is_tested() {
    let policy =
        format!("cluster a {{ pods 10.0.0.0/8 }}\ncluster b {{ pods 10.0.0.0/8 }}\n{SHOP}");
    let (errors, verdicts) = tested(&policy, "only shop/web -> shop/db", None);
    assert_eq!((errors, verdicts.len()), (Vec::new(), 2));
}

#[test]
fn what_is_not_proved_is_no_success() {
    let policy = format!("{SHOP}only shop/web ->> shop/db\n");
    let outcome = |policy: &str| {
        let mut files = Map::from([("main.netz".to_owned(), policy.to_owned())]);
        let program = lower::files::load(&["main.netz"], &mut files);
        test_all(&program, None).verdicts[0].outcome
    };
    assert_eq!(outcome(&policy), Outcome::Fails);
    for level in ["warn", "allow"] {
        let policy = format!("lint {level} not-proved\n{policy}");
        assert_eq!(outcome(&policy), Outcome::NotProved);
    }
}

/// A policy that lets in the namespaces of a team, and such a namespace.
const OF_TEAM: &str = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\n\
    metadata: {name: web, namespace: shop}\n\
    spec: {podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {team: ops}}}]}]}\n\
    ---\napiVersion: v1\nkind: Namespace\nmetadata: {name: mon, labels: {team: TEAM}}\n";

#[test]
fn namespaces_have_the_labels_that_their_objects_say() {
    let test = "extern zone mon { segment prom }\nextern zone lab { segment probe }\nzone shop { segment web }\n\
                always mon/prom -> shop/web tcp/80\nnever mon/prom -> shop/web tcp/80\n\
                never lab/probe -> shop/web tcp/80";
    for (team, expected) in [("ops", [true, false, false]), ("shop", [false, true, false])] {
        let (errors, verdicts) = tested("", test, Some(&OF_TEAM.replace("TEAM", team)));
        assert_eq!(errors, []);
        let held: Vec<_> = verdicts.into_iter().map(|(_, holds)| holds).collect();
        assert_eq!(held, expected, "{team}");
    }
}

#[test]
fn an_account_in_a_test_is_told_once() {
    let test = "extern zone mon { account x }\nnever mon/x can get pods cluster-wide\n";
    let (errors, _) = tested(SHOP, test, None);
    assert_eq!(errors, [Code::TestStatement]);
}
