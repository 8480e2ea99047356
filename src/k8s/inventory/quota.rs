//! ResourceQuotas: how much a namespace may use.

use crate::k8s::document::{Node, Refusal, Value, fields};
use crate::source::Span;
use ecow::{EcoString, eco_format};

/// A ResourceQuota.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quota {
    /// Its namespace.
    pub namespace: EcoString,
    /// Its name.
    pub name: EcoString,
    /// The line of its name.
    pub span: Span,
    /// The most of each resource, as written, in the order of the file.
    pub hard: Vec<(EcoString, EcoString)>,
    /// Whether it counts only some pods (`scopes`, `scopeSelector`).
    pub scoped: bool,
}

/// Reads a quota.
///
/// # Errors
/// When it has fields that Kubernetes doesn't know, or an amount that is none.
pub fn read(object: &Node<'_>, span: Span) -> Result<Quota, Refusal> {
    fields(object, &["apiVersion", "kind", "metadata", "spec"])?;
    let (metadata, spec) = (object.get("metadata"), object.get("spec"));
    let within = |refusal: Refusal| refusal.within("spec");
    fields(spec, &["hard", "scopes", "scopeSelector"]).map_err(within)?;
    let text = |field| EcoString::from(metadata.get(field).text().unwrap_or_default());
    let mut hard = Vec::new();
    for entry in spec.get("hard").entries() {
        let amount = match &entry.node.value {
            Value::Text(text) => EcoString::from(text.as_ref()),
            Value::Int(number) => eco_format!("{number}"),
            Value::Number(text) => EcoString::from(text.as_ref()),
            _ => return Err(within(Refusal::new("no amount").within(&entry.key).within("hard"))),
        };
        hard.push((entry.key.as_ref().into(), amount));
    }
    let scoped = !spec.get("scopes").items().is_empty() || !spec.get("scopeSelector").is_null();
    Ok(Quota { namespace: text("namespace"), name: text("name"), span, hard, scoped })
}
