//! What a zone becomes, in numbers: `3 policies · 5 rules`.

use super::Analysis;
use crate::emit::manifest::Object;
use crate::source::{FileId, Span};
use ecow::EcoString;
use k8s_openapi::api::networking::v1::NetworkPolicySpec;

/// A zone whose objects netz writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lens {
    /// The name in its declaration.
    pub span: Span,
    /// The zones that are declared there: several in a `for`.
    pub zones: Vec<EcoString>,
}

/// The zones that a file declares and netz writes objects for.
#[must_use]
pub fn lenses(analysis: &Analysis, file: FileId) -> Vec<Lens> {
    let mut lenses: Vec<Lens> = Vec::new();
    for zone in analysis.policy().zones.iter().filter(|zone| zone.is_ours()) {
        if zone.span.file != file || zone.span.start == zone.span.end {
            continue;
        }
        match lenses.iter_mut().find(|lens| lens.span == zone.span) {
            Some(lens) => lens.zones.push(zone.name.clone()),
            None => lenses.push(Lens { span: zone.span, zones: vec![zone.name.clone()] }),
        }
    }
    lenses.sort_by_key(|lens| lens.span);
    lenses
}

/// What zones become: none while the program has errors.
#[must_use]
pub fn title(analysis: &Analysis, zones: &[EcoString]) -> Option<String> {
    let objects = analysis.objects(&|zone| zones.contains(&zone.name))?;
    let (mut policies, mut rules, mut others) = (0, 0, 0);
    for manifest in &objects {
        match &manifest.object {
            Object::NetworkPolicy(policy) => {
                policies += 1;
                rules += policy.spec.as_ref().map_or(0, rules_of);
            }
            _ => others += 1,
        }
    }
    let mut parts = vec![counted(policies, "policy", "policies"), counted(rules, "rule", "rules")];
    if others > 0 {
        parts.push(counted(others, "other object", "other objects"));
    }
    Some(parts.join(" · "))
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

fn rules_of(spec: &NetworkPolicySpec) -> usize {
    spec.ingress.as_ref().map_or(0, Vec::len) + spec.egress.as_ref().map_or(0, Vec::len)
}
