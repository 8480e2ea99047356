//! CustomResourceDefinitions: which resources a cluster has besides its own.

use crate::k8s::document::{Node, Refusal};
use crate::k8s::resource::{Resource, Subresource};
use ecow::EcoString;

/// Reads a definition: what grants need to know of its resource.
///
/// # Errors
/// When it doesn't say its group, its plural or its scope.
pub fn read(object: &Node<'_>) -> Result<Resource, Refusal> {
    let spec = object.get("spec");
    let text = |node: &Node<'_>, field: &str| {
        let text = node.get(field).text().filter(|text| !text.is_empty()).map(EcoString::from);
        text.ok_or_else(|| Refusal::new("is missing").within(field))
    };
    let within = |refusal: Refusal| refusal.within("spec");
    let names = spec.get("names");
    let of_names = |field| text(names, field).map_err(|refusal| within(refusal.within("names")));
    let (plural, kind) = (of_names("plural")?, of_names("kind")?);
    let group = text(spec, "group").map_err(within)?;
    let namespaced = match spec.get("scope").text() {
        Some("Namespaced") => true,
        Some("Cluster") => false,
        _ => return Err(within(Refusal::new("no scope").within("scope"))),
    };
    let versions = spec.get("versions").items().iter();
    let served: Vec<_> = versions.filter(|version| !version.get("served").is_null()).collect();
    let has = |part: &str| {
        let own = |version: &&&Node<'_>| !version.get("subresources").get(part).is_null();
        served.iter().any(|version| own(&version))
    };
    let parts = ["scale", "status"].into_iter().filter(|part| has(part));
    let singular = names.get("singular").text().filter(|text| !text.is_empty());
    let short_names = names.get("shortNames").items().iter().filter_map(Node::text);
    Ok(Resource {
        singular: singular.map_or_else(|| kind.to_lowercase(), EcoString::from),
        kind,
        short_names: short_names.map(EcoString::from).collect(),
        subresources: parts.map(|part| Subresource::declared(part.into())).collect(),
        ..Resource::custom(group, plural, namespaced)
    })
}
