//! What was read, in numbers.

use super::model::Model;
use std::collections::BTreeMap;
use std::fmt;

/// How many objects were read, and how many documents passed over.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Extent {
    /// Kinds of objects that were judged, in words, with their numbers.
    pub judged: Vec<(usize, &'static str)>,
    /// Roles and bindings that Kubernetes itself ships.
    pub own: usize,
    /// Objects of other kinds.
    pub skipped: BTreeMap<String, usize>,
    /// Documents that hold no object.
    pub others: usize,
    /// Documents that are templates.
    pub templates: usize,
}

impl Extent {
    pub(super) fn of(model: &Model<'_>) -> Self {
        let inventory = model.inventory;
        let judged = [
            (inventory.roles().len(), "role"),
            (inventory.bindings().len(), "binding"),
            (inventory.policies().len(), "network policy"),
            (inventory.namespaces().len(), "namespace"),
            (inventory.workloads().len(), "workload"),
            (inventory.accounts().len(), "account"),
            (inventory.services().len(), "service"),
        ];
        let strange = inventory.strange();
        let skipped = inventory.skipped().iter();
        Self {
            judged: judged.into_iter().filter(|(count, _)| *count > 0).collect(),
            own: model.own(),
            skipped: skipped.map(|(kind, count)| (kind.to_string(), *count)).collect(),
            others: strange.others,
            templates: strange.templates,
        }
    }

    /// Whether nothing was understood.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.judged.is_empty()
    }
}

impl fmt::Display for Extent {
    /// `3 roles and 2 bindings; passed over: 2 objects of other kinds (1 Ingress, 1 Secret)`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let judged: Vec<_> =
            self.judged.iter().map(|(count, noun)| counted(*count, noun)).collect();
        formatter.write_str(&match judged.split_last() {
            None => "nothing".to_owned(),
            Some((last, [])) => last.clone(),
            Some((last, init)) => format!("{} and {last}", init.join(", ")),
        })?;
        if self.own > 0 {
            write!(formatter, "; {} of them Kubernetes' own, taken as known", self.own)?;
        }
        let skipped: usize = self.skipped.values().sum();
        let mut passed = Vec::new();
        if skipped > 0 {
            let mut kinds: Vec<_> = self.skipped.iter().collect();
            kinds.sort_by_key(|(kind, count)| (std::cmp::Reverse(**count), kind.as_str()));
            let shown = kinds.iter().take(4).map(|(kind, count)| format!("{count} {kind}"));
            let mut shown: Vec<_> = shown.collect();
            if kinds.len() > 4 {
                shown.push("…".to_owned());
            }
            passed.push(format!(
                "{} of other kinds ({})",
                counted(skipped, "object"),
                shown.join(", ")
            ));
        }
        if self.others > 0 {
            passed.push(format!("{} without a kind", counted(self.others, "document")));
        }
        if self.templates > 0 {
            passed.push(counted(self.templates, "template"));
        }
        if !passed.is_empty() {
            write!(formatter, "; passed over: {}", passed.join(", "))?;
        }
        Ok(())
    }
}

fn counted(count: usize, noun: &str) -> String {
    match (count, noun.strip_suffix('y')) {
        (1, _) => format!("1 {noun}"),
        (_, Some(stem)) => format!("{count} {stem}ies"),
        (_, None) => format!("{count} {noun}s"),
    }
}
