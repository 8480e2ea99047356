//! Namespaces with their Pod Security labels, and quotas.

use super::metadata::{Reasons, metadata};
use super::{Emission, Manifest, comment, names};
use crate::ir::Zone;
use crate::ir::zone::{PodSecurity, PodSecurityLevel};
use crate::source::Span;
use ecow::EcoString;
use k8s_openapi::api::core::v1::{Namespace, ResourceQuota, ResourceQuotaSpec};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;

/// What keeps a tool that prunes from deleting a namespace, with everything in it, when netz writes it no
/// more: Argo CD's annotation, then Flux's.
const KEEP: [(&str, &str); 2] = [
    ("argocd.argoproj.io/sync-options", "Prune=false,Delete=false"),
    ("kustomize.toolkit.fluxcd.io/prune", "disabled"),
];

/// Emits the namespaces of a zone that says `pods`, then its quotas.
pub fn emit(zone: &Zone, emission: &mut Emission<'_>) {
    if let Some(security) = &zone.pod_security {
        let place = comment::place(emission.sources, security.span);
        let line = format!("zone {}, Pod Security ({place})", zone.name);
        for name in zone.names() {
            let (comment, zone_name) = (vec![line.clone()], Some(zone.name.clone()));
            let object = namespace(name, zone, security);
            emission.give(Manifest::new(object, zone_name, comment, security.span));
        }
    }
    if let Some((_, _, span)) = zone.quota.first() {
        let place = comment::place(emission.sources, *span);
        let line = format!("zone {}, quota of each namespace ({place})", zone.name);
        for name in zone.names() {
            let (comment, zone_name) = (vec![line.clone()], Some(zone.name.clone()));
            emission.give(Manifest::new(quota(name, zone), zone_name, comment, *span));
        }
    }
}

fn namespace(name: &str, zone: &Zone, security: &PodSecurity) -> Namespace {
    let mut metadata = metadata(name, None, Some(zone), &Reasons::default());
    let labels = metadata.labels.get_or_insert_default();
    let mut label = |mode: &str, level: &PodSecurityLevel| {
        let key = format!("pod-security.kubernetes.io/{mode}");
        if let Some(version) = &level.version {
            labels.insert(format!("{key}-version"), version.to_string());
        }
        labels.insert(key, level.level.to_string());
    };
    label("enforce", &security.enforce);
    for (mode, level) in [("warn", &security.warn), ("audit", &security.audit)] {
        if let Some(level) = level {
            label(mode, level);
        }
    }
    let annotations = metadata.annotations.get_or_insert_default();
    annotations.extend(KEEP.map(|(key, value)| (key.to_owned(), value.to_owned())));
    Namespace { metadata, ..Namespace::default() }
}

fn quota(namespace: &str, zone: &Zone) -> ResourceQuota {
    let limit = |(resource, amount, _): &(EcoString, EcoString, Span)| {
        (resource.to_string(), Quantity(amount.to_string()))
    };
    ResourceQuota {
        metadata: metadata(names::QUOTA, Some(namespace), Some(zone), &Reasons::default()),
        spec: Some(ResourceQuotaSpec {
            hard: Some(zone.quota.iter().map(limit).collect()),
            ..ResourceQuotaSpec::default()
        }),
        status: None,
    }
}
