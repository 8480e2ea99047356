//! The table of resources, against the crate of Kubernetes' types and against definitions.

use super::statement::{FILE, resource};
use k8s_openapi as k8s;
use netz::diagnostic::{Code, Levels, Sink};
use netz::k8s::crd;
use netz::k8s::resource::{NEWEST, OLDEST, STANDARD, Table, since};
use netz::lower::rbac::Resources;
use netz::source::SourceMap;
use std::collections::BTreeSet;

/// What a type says of itself.
struct Known {
    group: &'static str,
    plural: &'static str,
    kind: &'static str,
    namespaced: bool,
}

trait Place {
    const NAMESPACED: bool;
}

impl Place for k8s::NamespaceResourceScope {
    const NAMESPACED: bool = true;
}

impl Place for k8s::ClusterResourceScope {
    const NAMESPACED: bool = false;
}

fn known<T: k8s::Resource>() -> Known
where
    T::Scope: Place,
{
    Known {
        group: T::GROUP,
        plural: T::URL_PATH_SEGMENT,
        kind: T::KIND,
        namespaced: T::Scope::NAMESPACED,
    }
}

macro_rules! known {
    ($($($part:ident)::+ { $($kind:ident)* })*) => {
        {
            let mut all = Vec::new();
            $({
                use k8s::$($part)::+::{$($kind),*};
                all.extend([$(known::<$kind>()),*]);
            })*
            all
        }
    };
}

/// Every resource of the crate at its newest version.
fn every_known() -> Vec<Known> {
    known! {
        api::core::v1 {
            Binding ComponentStatus ConfigMap Endpoints Event LimitRange Namespace Node
            PersistentVolume PersistentVolumeClaim Pod PodTemplate ReplicationController
            ResourceQuota Secret Service ServiceAccount
        }
        api::admissionregistration::v1 {
            MutatingAdmissionPolicy MutatingAdmissionPolicyBinding MutatingWebhookConfiguration
            ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding
            ValidatingWebhookConfiguration
        }
        apiextensions_apiserver::pkg::apis::apiextensions::v1 { CustomResourceDefinition }
        kube_aggregator::pkg::apis::apiregistration::v1 { APIService }
        api::apps::v1 { ControllerRevision DaemonSet Deployment ReplicaSet StatefulSet }
        api::authentication::v1 { SelfSubjectReview TokenReview }
        api::authorization::v1 {
            LocalSubjectAccessReview SelfSubjectAccessReview SelfSubjectRulesReview
            SubjectAccessReview
        }
        api::autoscaling::v2 { HorizontalPodAutoscaler }
        api::batch::v1 { CronJob Job }
        api::certificates::v1 {
            CertificateSigningRequest ClusterTrustBundle PodCertificateRequest
        }
        api::coordination::v1 { Lease }
        api::coordination::v1beta1 { LeaseCandidate }
        api::discovery::v1 { EndpointSlice }
        api::events::v1 { Event }
        api::flowcontrol::v1 { FlowSchema PriorityLevelConfiguration }
        api::apiserverinternal::v1alpha1 { StorageVersion }
        api::lifecycle::v1alpha1 { Eviction EvictionRequest }
        api::networking::v1 { IPAddress Ingress IngressClass NetworkPolicy ServiceCIDR }
        api::node::v1 { RuntimeClass }
        api::policy::v1 { PodDisruptionBudget }
        api::rbac::v1 { ClusterRole ClusterRoleBinding Role RoleBinding }
        api::resource::v1 {
            DeviceClass DeviceTaintRule ResourceClaim ResourceClaimTemplate ResourceSlice
        }
        api::resource::v1alpha3 { ResourcePoolStatusRequest }
        api::scheduling::v1 { PriorityClass }
        api::scheduling::v1alpha3 { CompositePodGroup }
        api::scheduling::v1beta1 { PodGroup Workload }
        api::storage::v1 {
            CSIDriver CSINode CSIStorageCapacity StorageClass VolumeAttachment
            VolumeAttributesClass
        }
        api::storagemigration::v1 { StorageVersionMigration }
    }
}

/// What authorizers ask for and discovery doesn't list.
const UNLISTED: [&str; 5] = ["users", "groups", "uids", "userextras", "signers"];

#[test]
fn the_table_is_that_of_kubernetes() {
    let table = Table::new(NEWEST);
    let every_known = every_known();
    assert_eq!(every_known.len(), 79);
    for known in &every_known {
        let resource = table.find(known.group, known.plural);
        let resource = resource.unwrap_or_else(|| panic!("no {} in {}", known.plural, known.group));
        assert_eq!(resource.kind, known.kind);
        assert_eq!(resource.namespaced, known.namespaced, "{}", known.plural);
        assert_eq!(resource.singular, known.kind.to_lowercase());
    }
    let unlisted: Vec<_> =
        table.iter().filter(|resource| UNLISTED.contains(&resource.plural.as_str())).collect();
    assert!(unlisted.iter().all(|resource| resource.verbs.is_empty()));
    assert_eq!(table.iter().count(), every_known.len() + unlisted.len());
}

#[test]
fn versions_bring_resources() {
    let listed = |minor| table_size(minor) - UNLISTED.len();
    assert_eq!((listed(OLDEST), listed(NEWEST)), (72, 79));
    assert_eq!(since(None, "podgroups"), Some(36));
    assert_eq!(since(Some("example.com"), "podgroups"), None);
    assert!(Table::new(35).find("scheduling.k8s.io", "podgroups").is_none());
    assert!(Table::new(36).find("scheduling.k8s.io", "podgroups").is_some());
    let parts =
        |minor| Table::new(minor).find("storage.k8s.io", "csinodes").unwrap().subresources.len();
    assert_eq!((parts(36), parts(37)), (0, 1));
}

fn table_size(minor: u32) -> usize {
    Table::new(minor).iter().count()
}

#[test]
fn a_plural_is_in_one_group_but_for_events() {
    let table = Table::new(NEWEST);
    let plurals: BTreeSet<_> = table.iter().map(|resource| &resource.plural).collect();
    let twice = plurals.into_iter().filter(|plural| table.of_plural(plural).count() > 1);
    assert_eq!(twice.collect::<Vec<_>>(), ["events"]);
}

#[test]
fn verbs_are_sorted_and_standard_unless_listed() {
    let table = Table::new(NEWEST);
    for resource in table.iter() {
        let parts = resource.subresources.iter().flat_map(|part| [&part.verbs, &part.guarded]);
        for verbs in parts.chain([&resource.verbs, &resource.guarded]) {
            assert!(verbs.is_sorted(), "{}", resource.plural);
        }
    }
    let differing = table
        .iter()
        .filter(|resource| !resource.verbs.is_empty() && resource.verbs.iter().ne(STANDARD.iter()));
    assert_eq!(differing.count(), 9);
}

#[test]
fn definitions_are_read() {
    let text = "\
# two documents and a list
---
apiVersion: v1
kind: ConfigMap
metadata: {name: x}
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
spec:
  group: cert-manager.io
  names: {plural: certificates, singular: certificate, kind: Certificate, shortNames: [cert]}
  scope: Namespaced
  versions:
  - {name: v1, served: true, storage: true, subresources: {status: {}}}
  - {name: v0, served: false, storage: false, subresources: {scale: {specReplicasPath: .spec.n}}}
---
apiVersion: v1
kind: List
items:
- kind: Secret
- kind: CustomResourceDefinition
  spec: {group: example.com, names: {plural: boxes, kind: Box}, scope: Cluster, versions: []}
";
    let definitions = crd::read(text).unwrap();
    let [certificates, boxes] = definitions.as_slice() else { panic!("{definitions:?}") };
    assert_eq!(certificates.line, 5);
    let resource = &certificates.resource;
    assert_eq!(resource.full_name(), "certificates.cert-manager.io");
    assert!(resource.namespaced && !resource.built_in);
    assert_eq!((resource.kind.as_str(), resource.short_names[0].as_str()), ("Certificate", "cert"));
    let parts: Vec<_> = resource.subresources.iter().map(|part| part.name.as_str()).collect();
    assert_eq!(parts, ["status"], "what isn't served isn't there");
    assert_eq!(boxes.line, 15);
    assert_eq!((boxes.resource.singular.as_str(), boxes.resource.namespaced), ("box", false));
}

#[test]
fn a_broken_definition_names_its_line() {
    let error = crd::read("kind: A\n---\nkind: CustomResourceDefinition\nspec: {group: a.b}\n");
    let error = error.unwrap_err();
    assert_eq!((error.line, error.reason.as_str()), (1, "missing field `names`"));
    let error = crd::read("a: 1\n---\nb: [1\nc: 2\n").unwrap_err();
    assert!(error.line >= 2, "{error:?}");
    assert!(!error.reason.contains("line"), "{error:?}");
    assert_eq!(crd::read("# nothing\n---\n"), Ok(Vec::new()));
}

/// The codes that declaring the resources gives, and the table.
fn declare(texts: &[&str]) -> (Vec<Code>, Resources) {
    let mut resources = Resources::new(OLDEST);
    let mut sink = Sink::default();
    for text in texts {
        resources.declare(&resource(&format!("resource {text}")), &mut sink);
    }
    let diagnostics = sink.finish(&Levels::default());
    (diagnostics.iter().map(|diagnostic| diagnostic.code).collect(), resources)
}

#[test]
fn declared_resources_join_the_table() {
    let (codes, resources) = declare(&[
        "certificates.cert-manager.io namespaced sub status, approve verbs get, use, sync",
    ]);
    assert_eq!(codes, []);
    let resource = resources.table().find("cert-manager.io", "certificates").unwrap();
    assert!(resource.namespaced);
    assert_eq!(resource.verbs, ["get", "sync"]);
    assert_eq!(resource.guarded, ["use"]);
    assert_eq!(resource.subresource("status").unwrap().verbs, ["get", "patch", "update"]);
    let (codes, resources) = declare(&["boxes.example.com"]);
    assert_eq!(codes, []);
    let resource = resources.table().find("example.com", "boxes").unwrap();
    assert!(!resource.namespaced && resource.verbs == STANDARD);
}

#[test]
fn a_resource_that_cannot_be_is_refused() {
    let bad = |text| assert_eq!(declare(&[text]).0, [Code::BadCustomResource], "{text}");
    bad("certificates");
    bad("pods");
    bad("deployments.apps");
    bad("boxes.apps");
    bad("Boxes.example.com");
    bad("boxes.example..com");
    bad("boxes.example.com verbs read");
    bad("boxes.example.com verbs get, \"*\"");
    bad("boxes.example.com sub Status");
    bad("boxes.example.com sub status, status");
    assert_eq!(declare(&["services.serving.example.com"]).0, []);
}

#[test]
fn a_resource_is_declared_once() {
    let (codes, mut resources) = declare(&["boxes.example.com"]);
    assert_eq!(codes, []);
    let mut sources = SourceMap::default();
    let text = "\n---\nkind: CustomResourceDefinition\nspec:\n  group: example.com\n  scope: Cluster\n  \
                names: {plural: boxes, kind: Box}\n";
    let file = sources.add("crds/boxes.yaml", text);
    let mut sink = Sink::default();
    resources.define(file, sources.get(file).unwrap(), &mut sink);
    let diagnostics = sink.finish(&Levels::default());
    let [diagnostic] = diagnostics.as_slice() else { panic!("{diagnostics:?}") };
    assert_eq!(diagnostic.code, Code::DuplicateDeclaration);
    assert_eq!(sources.slice(diagnostic.labels[0].span), "---");
    assert_eq!(diagnostic.labels[1].span.file, FILE);
}
