//! `--kustomization`: a kustomization.yaml that lists the files.

use super::layout::{HEADER, Texts};
use std::collections::BTreeSet;

const NAME: &str = "kustomization.yaml";

/// Adds the kustomization of all texts, and of files that the command line leaves out, to them.
pub fn add<'a>(texts: &mut Texts, left_out: impl Iterator<Item = &'a String>) {
    let mut text = format!(
        "{HEADER}apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:"
    );
    let paths: BTreeSet<_> = texts.keys().cloned().chain(left_out.cloned()).collect();
    if paths.is_empty() {
        text.push_str(" []");
    }
    for path in paths {
        text.push_str("\n- ");
        text.push_str(&path);
    }
    text.push('\n');
    texts.insert(NAME.to_owned(), text);
}
