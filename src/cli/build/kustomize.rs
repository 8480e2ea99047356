//! `--kustomization`: a kustomization.yaml that lists the files.

use super::layout::{HEADER, Texts};

const NAME: &str = "kustomization.yaml";

/// Adds the kustomization of all texts to them.
pub fn add(texts: &mut Texts) {
    let mut text = format!(
        "{HEADER}apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:"
    );
    if texts.is_empty() {
        text.push_str(" []");
    }
    for path in texts.keys() {
        text.push_str("\n- ");
        text.push_str(path);
    }
    text.push('\n');
    texts.insert(NAME.to_owned(), text);
}
