//! Names, duplicates, validity, numbers.

use super::builder::*;
use crate::diagnostic::Code;
use crate::ir::*;
use crate::set::selector::{Selector, Test};

#[test]
fn names_that_become_one_are_an_error_that_shows_both() {
    let mut program = Builder::default();
    let prod = program.named("prod", &["prod"], INGRESS);
    let (one, two) = (program.segment(prod, "Web"), program.segment(prod, "web"));
    program.flow(&[&one, &two], &[(&one, tcp(80)), (&two, tcp(80))]);
    let output = program.compile();
    assert!(output.manifests.is_empty());
    let [diagnostic] = output.diagnostics.as_slice() else { panic!("{:?}", output.diagnostics) };
    assert_eq!(diagnostic.code, Code::DuplicateObject);
    let spans: Vec<_> = diagnostic.labels.iter().map(|label| label.span).collect();
    let declared = |at: usize| program.policy.segments[at].span;
    assert_eq!(spans, [declared(1), declared(0)]);
}

#[test]
fn the_same_name_in_two_namespaces_is_no_duplicate() {
    let mut program = Builder::default();
    let prod = program.named("prod", &["a", "b"], INGRESS);
    let web = program.segment(prod, "default");
    program.flow(&[&web], &[(&web, tcp(80))]);
    let output = program.compile();
    assert_eq!(output.diagnostics, []);
    let names: Vec<_> = output.manifests.iter().map(|manifest| manifest.title()).collect();
    assert_eq!(
        names,
        [
            "NetworkPolicy a/netz-default",
            "NetworkPolicy b/netz-default",
            "NetworkPolicy a/netz-segment-default",
            "NetworkPolicy b/netz-segment-default",
        ]
    );
}

#[test]
fn what_the_api_server_would_refuse_is_an_error_at_its_statement() {
    let mut program = Builder::default();
    let prod = program.named("prod", &["prod"], INGRESS);
    let none = selector(&[("app", Test::In(Vec::new()))]);
    let web = EndpointKind::Segment(program.segment_of(prod, "web", vec![none]));
    program.flow(&[&EndpointKind::Cluster], &[(&web, tcp(80))]);
    let output = program.compile();
    assert!(output.manifests.is_empty());
    let [diagnostic] = output.diagnostics.as_slice() else { panic!("{:?}", output.diagnostics) };
    assert_eq!(diagnostic.code, Code::InvalidObject);
    assert_eq!(diagnostic.primary(), Some(program.policy.segments[0].span));
    let note = "the field is `spec.podSelector.matchExpressions[0].values`";
    assert_eq!(diagnostic.notes, [note]);
}

#[test]
fn zones_that_are_not_ours_or_isolate_nothing_get_no_policy() {
    let mut program = Builder::default();
    let open = program.named("open", &["open"], NONE);
    let theirs = program.named("theirs", &["theirs"], BOTH);
    program.zone_mut(theirs).external = true;
    let labels = Namespaces::Labelled(Selector::equals("a", "b"));
    let labelled = program.zone("labelled", labels, BOTH);
    let ends: Vec<_> =
        [open, theirs, labelled].into_iter().map(|zone| program.segment(zone, "web")).collect();
    for end in &ends {
        program.flow(&[end], &[(&ends[0], tcp(80)), (&ends[1], tcp(80)), (&ends[2], tcp(80))]);
    }
    assert_eq!(program.yaml(), "");
}

#[test]
fn nobody_never_becomes_everybody() {
    let mut program = Builder::default();
    let prod = program.named("prod", &["prod"], BOTH);
    let nowhere = program.named("nowhere", &[], NONE);
    let (web, ghost) = (program.segment(prod, "web"), program.segment(nowhere, "ghost"));
    let podless = EndpointKind::Segment(program.segment_of(prod, "podless", Vec::new()));
    let empty = addresses(AddressesKind::Net("empty".into()), Vec::new());
    for nobody in [&ghost, &podless, &empty, &EndpointKind::Zone(nowhere)] {
        program.flow(&[nobody], &[(&web, tcp(80))]);
        program.flow(&[&web], &[(nobody, tcp(80))]);
    }
    let yaml = program.yaml();
    assert!(!yaml.contains("ingress:") && !yaml.contains("egress:"), "{yaml}");
}

#[test]
fn the_summary_counts_what_was_emitted() {
    let mut program = Builder::default();
    program.kube_dns();
    let prod = program.named("prod", &["prod"], BOTH);
    let (web, api) = (program.segment(prod, "web"), program.segment(prod, "api"));
    program.flow(&[&web], &[(&api, tcp(80))]);
    let summary = program.compile().summary;
    assert_eq!((summary.zones, summary.segments, summary.policies()), (1, 2, 3));
    // Egress of web to api and to DNS, ingress of api.
    assert_eq!((summary.rules, summary.implied_dns, summary.implied_api), (3, 1, 0));
}

#[test]
fn json_and_yaml_are_the_same_object() {
    let mut program = Builder::default();
    let prod = program.named("prod", &["prod"], BOTH);
    let web = program.segment(prod, "web");
    program.flow(&[&EndpointKind::Anywhere], &[(&web, tcp(80))]);
    for manifest in program.compile().manifests {
        let mut yaml = String::new();
        manifest.write_yaml(&mut yaml);
        let read: serde_json::Value = serde_yaml::from_str(&yaml).unwrap();
        assert_eq!(read, manifest.to_json());
    }
}
