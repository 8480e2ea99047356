//! Objects read back from their text.

use crate::k8s::document::{self, Node, Refusal};
use crate::k8s::networkpolicy::{self, Origin, Title};
use crate::set::rule::{Meaning, Space};
use std::collections::HashSet;

/// The kinds of objects that netz writes and that say nothing about the network.
const OTHERS: [&str; 7] = [
    "ServiceAccount",
    "Role",
    "RoleBinding",
    "ClusterRole",
    "ClusterRoleBinding",
    "Namespace",
    "ResourceQuota",
];

/// What texts say.
#[derive(Debug, Default)]
pub struct Written {
    /// What all policies mean.
    pub meaning: Meaning<Origin>,
    /// The names of the policies, by their numbers.
    pub policies: Vec<Title>,
    /// How many objects of all kinds there are.
    pub objects: usize,
}

/// Reads every object of the texts.
///
/// # Errors
/// When a text isn't YAML or JSON, an object is of a kind that netz doesn't write, the API server would
/// refuse a policy, or two policies have one name, so that the second would replace the first.
pub fn read<'a>(
    texts: impl IntoIterator<Item = &'a str>,
    space: &mut Space,
) -> Result<Written, Refusal> {
    let mut written = Written::default();
    let mut titles = HashSet::new();
    let mut take = |object: &Node<'_>| {
        written.objects += 1;
        let kind = object.get("kind").text().unwrap_or_default();
        if OTHERS.contains(&kind) {
            return Ok(());
        }
        let number = u32::try_from(written.policies.len()).unwrap_or(u32::MAX);
        let title = networkpolicy::add(object, number, space, &mut written.meaning);
        let title = title.map_err(|refusal| named(object, refusal))?;
        if !titles.insert(title.clone()) {
            return Err(named(object, Refusal::new("stands there twice")));
        }
        written.policies.push(title);
        Ok(())
    };
    for text in texts {
        document::objects(text, &mut take)?;
    }
    Ok(written)
}

/// A refusal that says which object it is about.
fn named(object: &Node<'_>, refusal: Refusal) -> Refusal {
    let metadata = object.get("metadata");
    let word = |node: &Node<'_>| node.text().unwrap_or("?").to_owned();
    let (kind, name) = (word(object.get("kind")), word(metadata.get("name")));
    let reason = format!("{kind} {}/{name}: {refusal}", word(metadata.get("namespace")));
    Refusal::new(reason)
}
