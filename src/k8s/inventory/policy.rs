//! NetworkPolicies as they are kept: their `spec` packed, of the rest what somebody asks for.

use super::{Inventory, Reason, of_place};
use crate::k8s::document::{Node, Packed, Place};
use crate::k8s::networkpolicy::{Origin, Title};
use crate::set::rule::{Direction, Meaning, Space};
use crate::source::Span;
use ecow::EcoString;

/// A NetworkPolicy.
#[derive(Debug, Clone)]
pub struct Policy {
    /// Its name.
    pub title: Title,
    /// The line of its name.
    pub span: Span,
    /// Those of its labels and annotations that netz writes.
    marks: Vec<(EcoString, EcoString)>,
    reason: Option<Reason>,
    spec: Packed,
}

impl Policy {
    /// A policy that the API server would take.
    pub(super) fn new(title: Title, span: Span, object: &Node<'_>) -> Self {
        let spec = Packed::new(object.get("spec"));
        Self { title, span, marks: marks(object.get("metadata")), reason: Reason::of(object), spec }
    }

    /// Whether its labels say that netz wrote it.
    #[must_use]
    pub fn is_of_netz(&self) -> bool {
        self.mark("app.kubernetes.io/managed-by") == Some("netz")
    }

    /// Its `spec`.
    #[must_use]
    pub fn spec(&self) -> Node<'_> {
        self.spec.node()
    }

    /// Where a part of it stands.
    #[must_use]
    pub const fn place(&self, place: Place) -> Span {
        of_place(self.span.file, place)
    }

    /// Why it is as it is.
    #[must_use]
    pub fn reason(&self) -> Option<Reason> {
        self.reason.clone()
    }

    /// A label or an annotation of it that netz writes: `netz/zone`.
    #[must_use]
    pub fn mark(&self, key: &str) -> Option<&str> {
        self.marks.iter().find(|(mark, _)| mark == key).map(|(_, value)| value.as_str())
    }

    /// Where one of its rules stands, by the number of an [`Origin`](crate::k8s::networkpolicy::Origin).
    #[must_use]
    pub fn rule(&self, direction: Direction, number: u32) -> Option<Span> {
        let spec = self.spec();
        let rule = spec.get(direction.word()).items().get(usize::try_from(number).ok()?)?;
        Some(of_place(self.span.file, rule.place))
    }
}

impl Inventory {
    /// The NetworkPolicies, in the order of files and places: the numbers in an [`Origin`].
    #[must_use]
    pub fn policies(&self) -> &[Policy] {
        &self.policies
    }

    /// Leaves out the NetworkPolicies that `keep` refuses. How many it left out.
    pub fn retain_policies(&mut self, keep: impl Fn(&Policy) -> bool) -> usize {
        let mut left = 0_u32;
        let number = |policy| {
            let kept = keep(policy).then_some(left);
            left += u32::from(kept.is_some());
            kept
        };
        let numbers: Vec<Option<u32>> = self.policies.iter().map(number).collect();
        self.meaning.retain(|origin| {
            let policy = numbers.get(origin.policy as usize).copied().flatten()?;
            Some(Origin { policy, ..*origin })
        });
        let before = self.policies.len();
        let mut kept = numbers.iter().map(Option::is_some);
        self.policies.retain(|_| kept.next().unwrap_or_default());
        before - self.policies.len()
    }

    /// Takes out what the NetworkPolicies mean: from then on they mean nothing here.
    pub fn take_meaning(&mut self) -> (Space, Meaning<Origin>) {
        (std::mem::take(&mut self.space), std::mem::take(&mut self.meaning))
    }

    /// What the NetworkPolicies mean, and the space that its parts are of.
    #[must_use]
    pub const fn meaning(&self) -> (&Space, &Meaning<Origin>) {
        (&self.space, &self.meaning)
    }
}

/// The labels and annotations that netz writes.
fn marks(metadata: &Node<'_>) -> Vec<(EcoString, EcoString)> {
    let entries = ["labels", "annotations"].map(|field| metadata.get(field).entries());
    let is_ours = |key: &str| key.starts_with("netz/") || key == "app.kubernetes.io/managed-by";
    let ours = entries.into_iter().flatten().filter(|entry| is_ours(&entry.key));
    let text = |value: &str| EcoString::from(value);
    ours.filter_map(|entry| Some((text(&entry.key), text(entry.node.text()?)))).collect()
}
