//! The objects of a cluster, as files hold them.
//!
//! A document that can't be read, or that the API server would refuse, is reported at its place and left
//! out; the others are read all the same. Kinds that nothing here asks for are counted.

mod place;

use super::document::{self, Node, Refusal};
use super::networkpolicy::{self, Origin, Title};
use super::rights;
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::set::rule::{Meaning, Space};
use crate::source::{FileId, Span};
use ecow::EcoString;
use std::collections::{BTreeMap, HashMap};

/// What tells an object from others of the cluster: kind, namespace and name.
type Key = [Option<EcoString>; 3];

/// Objects, with their places.
#[derive(Debug, Clone, Default)]
pub struct Inventory {
    policies: Vec<Policy>,
    rbac: rights::Objects,
    skipped: BTreeMap<EcoString, usize>,
    seen: HashMap<Key, Span>,
}

/// A NetworkPolicy.
#[derive(Debug, Clone)]
pub struct Policy {
    /// Its name.
    pub title: Title,
    /// The line that names it.
    pub span: Span,
    object: Node<'static>,
}

impl Policy {
    /// Whether its labels say that netz wrote it.
    #[must_use]
    pub fn is_of_netz(&self) -> bool {
        let labels = self.object.get("metadata").get("labels");
        labels.get("app.kubernetes.io/managed-by").text() == Some("netz")
    }
}

impl Inventory {
    /// Takes the objects of a text, which is the file `file`.
    pub fn read(&mut self, file: FileId, text: &str, sink: &mut Sink) {
        for (start, document) in document::documents(text) {
            match document::read(document) {
                Ok(node) => {
                    let objects = document::items(&node);
                    let places = place::places(file, start, document, objects);
                    for (object, span) in objects.iter().zip(places) {
                        if let Err(refusal) = self.add(object, span) {
                            sink.push(refused(object, &refusal, span));
                        }
                    }
                }
                Err(refusal) => {
                    let message = "this document can't be read";
                    let span = place::first_line(file, start, document);
                    let diagnostic = Diagnostic::new(Code::UnreadableManifest, span, message);
                    sink.push(diagnostic.note(refusal.to_string()));
                }
            }
        }
    }

    fn add(&mut self, object: &Node<'_>, span: Span) -> Result<(), Refusal> {
        let kind = object.get("kind").text().unwrap_or_default();
        if kind.is_empty() {
            return Err(Refusal::new("is missing").within("kind"));
        }
        let is_policy = kind == "NetworkPolicy"
            && object
                .get("apiVersion")
                .text()
                .is_some_and(|api| api.starts_with("networking.k8s.io/"));
        if !is_policy && !self.rbac.add(object)? {
            *self.skipped.entry(kind.into()).or_default() += 1;
            return Ok(());
        }
        let metadata = object.get("metadata");
        let words = [object.get("kind"), metadata.get("namespace"), metadata.get("name")];
        let key = words.map(|word| word.text().map(EcoString::from));
        if self.seen.insert(key, span).is_some() {
            return Err(Refusal::new("stands there twice"));
        }
        if is_policy {
            let (mut space, mut meaning) = (Space::default(), Meaning::default());
            let title = networkpolicy::add(object, 0, &mut space, &mut meaning)?;
            self.policies.push(Policy { title, span, object: object.clone().into_owned() });
        }
        Ok(())
    }

    /// The NetworkPolicies, in the order of files and places: the numbers in an [`Origin`].
    #[must_use]
    pub fn policies(&self) -> &[Policy] {
        &self.policies
    }

    /// Leaves out the NetworkPolicies that `keep` refuses. How many it left out.
    pub fn retain_policies(&mut self, keep: impl Fn(&Policy) -> bool) -> usize {
        let before = self.policies.len();
        self.policies.retain(keep);
        before - self.policies.len()
    }

    /// Roles and bindings.
    #[must_use]
    pub const fn rbac(&self) -> &rights::Objects {
        &self.rbac
    }

    /// How many objects there are of each kind that nothing here asks for.
    #[must_use]
    pub const fn skipped(&self) -> &BTreeMap<EcoString, usize> {
        &self.skipped
    }

    /// Whether it holds no object of a kind that is asked for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.seen.is_empty()
    }

    /// What the NetworkPolicies mean.
    #[must_use]
    pub fn meaning(&self, space: &mut Space) -> Meaning<Origin> {
        let mut meaning = Meaning::default();
        for (number, policy) in (0_u32..).zip(&self.policies) {
            // INVARIANT: it was added to a meaning before it was kept, so it is never refused.
            let _ = networkpolicy::add(&policy.object, number, space, &mut meaning);
        }
        meaning
    }
}

fn refused(object: &Node<'_>, refusal: &Refusal, span: Span) -> Diagnostic {
    let metadata = object.get("metadata");
    let word = |node: &Node<'_>| node.text().unwrap_or("?").to_owned();
    let (kind, name) = (word(object.get("kind")), word(metadata.get("name")));
    let named = match metadata.get("namespace").text() {
        Some(namespace) => format!("{kind} `{namespace}/{name}`"),
        None => format!("{kind} `{name}`"),
    };
    let message = format!("the API server would not take {named} as it is written");
    Diagnostic::new(Code::InvalidManifest, span, message).note(refusal.to_string())
}
