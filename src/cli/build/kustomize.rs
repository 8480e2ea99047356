//! `--kustomization`: a kustomization.yaml that lists the files.

use super::layout::{HEADER, Texts};
use std::collections::BTreeSet;

const NAME: &str = "kustomization.yaml";

/// Adds the kustomization of all texts, and of those that the command line leaves out, to them.
pub fn add(texts: &mut Texts, left_out: &BTreeSet<String>) {
    let mut text = format!(
        "{HEADER}apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:"
    );
    let paths: BTreeSet<_> = texts.keys().chain(left_out).collect();
    if paths.is_empty() {
        text.push_str(" []");
    }
    for path in paths {
        text.push_str("\n- ");
        text.push_str(path);
    }
    text.push('\n');
    texts.insert(NAME.to_owned(), text);
}
