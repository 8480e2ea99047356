//! Objects read back from their text.

use crate::hash::HashSet;
use crate::k8s::document::{self, Node, Refusal};
use crate::k8s::networkpolicy::{self, Origin, Title};
use crate::k8s::rights;
use crate::set::right::Right;
use crate::set::rule::{Meaning, Space};
use ecow::EcoString;
use std::collections::BTreeSet;

/// The kinds of objects that netz writes and that neither allow nor grant anything.
const OTHERS: [&str; 3] = ["ServiceAccount", "Namespace", "ResourceQuota"];

/// What texts say.
#[derive(Debug, Default)]
pub struct Written {
    /// What all policies mean.
    pub meaning: Meaning<Origin>,
    /// The names of the policies, by their numbers.
    pub policies: Vec<Title>,
    /// What all roles and bindings give.
    pub rights: BTreeSet<Right>,
    /// How many objects of all kinds there are.
    pub objects: usize,
}

/// Reads every object of the texts.
///
/// # Errors
/// When a text isn't YAML or JSON, an object is of a kind that netz doesn't write, the API server would
/// refuse one, or two have one name, so that the second would replace the first.
pub fn read<'a>(
    texts: impl IntoIterator<Item = &'a str>,
    space: &mut Space,
) -> Result<Written, Refusal> {
    let mut written = Written::default();
    let mut titles = HashSet::default();
    let mut rbac = rights::Objects::default();
    let mut take = |object: &Node<'_>| {
        written.objects += 1;
        if !titles.insert(title(object)) {
            return Err(named(object, Refusal::new("stands there twice")));
        }
        let kind = object.get("kind").text().unwrap_or_default();
        let is_rbac = rbac.add(object).map_err(|refusal| named(object, refusal))?;
        if is_rbac || OTHERS.contains(&kind) {
            return Ok(());
        }
        let number = u32::try_from(written.policies.len()).unwrap_or(u32::MAX);
        let title = networkpolicy::add(object, number, space, &mut written.meaning);
        written.policies.push(title.map_err(|refusal| named(object, refusal))?);
        Ok(())
    };
    for text in texts {
        document::objects(text, &mut take)?;
    }
    written.rights = rbac.rights()?;
    Ok(written)
}

/// What tells an object from others of the cluster.
fn title(object: &Node<'_>) -> [Option<EcoString>; 3] {
    let metadata = object.get("metadata");
    let words = [object.get("kind"), metadata.get("namespace"), metadata.get("name")];
    words.map(|word| word.text().map(EcoString::from))
}

/// A refusal that says which object it is about.
fn named(object: &Node<'_>, refusal: Refusal) -> Refusal {
    let metadata = object.get("metadata");
    let word = |node: &Node<'_>| node.text().unwrap_or("?").to_owned();
    let (kind, name) = (word(object.get("kind")), word(metadata.get("name")));
    let reason = format!("{kind} {}/{name}: {refusal}", word(metadata.get("namespace")));
    Refusal::new(reason)
}
