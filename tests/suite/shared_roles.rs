//! `--share-roles`: fewer objects, the same rights, and names that no roleRef has to change for.

use netz::diagnostic::Sink;
use netz::emit::{Manifest, Object, Style, emit};
use netz::source::SourceMap;
use netz::{Checked, Options};
use std::collections::{BTreeMap, BTreeSet};

const PROGRAM: &str = r#"
group dev = "oidc:dev"
group oncall = "oidc:oncall"
role viewer can read pods, pods/log
role lonely can get configmaps
zone shop = namespaces shop-web, shop-api {
  account deployer in shop-api
  deployer can get, patch deployments
  dev has viewer
  dev has clusterrole view
}
zone pay {
  account runner
  shop/deployer can get services
  runner can get endpoints
  dev has viewer
  oncall has lonely
}
oncall has viewer cluster-wide
"#;

fn checked(text: &str) -> (Checked, SourceMap) {
    let mut files = BTreeMap::from([("main.netz".to_owned(), text.to_owned())]);
    let program = netz::load(&["main.netz"], &mut files);
    let outcome = netz::check(&program, &Options::default());
    let checked = outcome.checked.unwrap_or_else(|| panic!("{:#?}", outcome.diagnostics));
    (checked, program.sources)
}

fn objects(checked: &Checked, sources: &SourceMap, style: Style) -> Vec<Manifest> {
    let mut sink = Sink::default();
    let mut manifests = Vec::new();
    emit(checked, style, sources, &mut sink, &mut |manifest| manifests.push(manifest));
    assert!(!sink.has_errors());
    let mut text = String::new();
    for manifest in &manifests {
        text.push_str("---\n");
        manifest.write_yaml(&mut text);
    }
    let proof = netz::verify::verify(checked.policy(), [text.as_str()], &mut sink);
    assert!(proof.is_some(), "{text}");
    manifests
}

fn titles(manifests: &[Manifest], kind: &str) -> Vec<String> {
    let of_kind = manifests.iter().filter(|manifest| manifest.kind == kind);
    of_kind
        .map(|manifest| match &manifest.namespace {
            Some(namespace) => format!("{namespace}/{}", manifest.name),
            None => manifest.name.to_string(),
        })
        .collect()
}

#[test]
fn what_stands_in_several_namespaces_stands_once() {
    let (checked, sources) = checked(PROGRAM);
    let apart = objects(&checked, &sources, Style::default());
    let shared = objects(&checked, &sources, Style { share_roles: true });
    assert_eq!(
        titles(&apart, "Role"),
        [
            "shop-web/netz:deployer",
            "shop-web/netz-role:viewer",
            "shop-api/netz:deployer",
            "shop-api/netz-role:viewer",
            "pay/netz:shop:deployer",
            "pay/netz:runner",
            "pay/netz-role:viewer",
            "pay/netz-role:lonely",
        ]
    );
    assert_eq!(
        titles(&shared, "Role"),
        ["pay/netz:shop:deployer", "pay/netz:runner", "pay/netz-role:lonely"]
    );
    assert_eq!(titles(&shared, "ClusterRole"), ["netz-shared:shop:deployer", "netz-role:viewer"]);
    assert_eq!(titles(&apart, "ClusterRole"), ["netz-role:viewer"]);
    assert_eq!(titles(&apart, "RoleBinding").len(), titles(&shared, "RoleBinding").len());
}

#[test]
fn a_binding_of_one_name_binds_one_role() {
    let (checked, sources) = checked(PROGRAM);
    let both = [Style::default(), Style { share_roles: true }]
        .map(|style| objects(&checked, &sources, style));
    let mut bound: BTreeMap<(String, String), BTreeSet<(String, String)>> = BTreeMap::new();
    for manifest in both.iter().flatten() {
        if let Object::RoleBinding(binding) = &manifest.object {
            let place = manifest.namespace.as_deref().unwrap_or_default().to_owned();
            let role = (binding.role_ref.kind.clone(), binding.role_ref.name.clone());
            bound.entry((place, manifest.name.to_string())).or_default().insert(role);
        }
    }
    let twice: Vec<_> = bound.iter().filter(|(_, roles)| roles.len() > 1).collect();
    assert!(twice.is_empty(), "{twice:#?}");
}

#[test]
fn one_namespace_shares_nothing() {
    let (checked, sources) = checked("zone a { account x; x can get pods }");
    let apart = objects(&checked, &sources, Style::default());
    let shared = objects(&checked, &sources, Style { share_roles: true });
    assert_eq!(titles(&apart, "Role"), titles(&shared, "Role"));
    assert_eq!(titles(&shared, "ClusterRole"), [""; 0]);
}
