//! That the program means what the objects mean.

use super::rbac::Alive;
use super::repair::Repaired;
use crate::compile::{self, Options};
use crate::difference::{self, Side, What, words};
use crate::ir::Policy;
use crate::k8s::inventory::Inventory;
use crate::reach;
use crate::set::right::{Act, Right};
use crate::source::SourceMap;
use std::collections::{BTreeMap, BTreeSet};

/// What was proved.
#[derive(Debug, Clone, PartialEq)]
pub enum Proof {
    /// The program and the objects allow and grant the same.
    Equal,
    /// They differ in these.
    Differs(Vec<Gap>),
    /// The search was given up.
    Unfinished,
}

/// A difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// Whether the program allows more; else it allows less.
    pub wider: bool,
    /// What, in words.
    pub what: String,
    /// A connection that shows it.
    pub witness: Option<String>,
}

/// Compares the program with the objects.
pub fn prove(
    inventory: &Inventory,
    sources: &SourceMap,
    program: &Repaired,
    alive: &Alive,
    kube_version: u32,
) -> Proof {
    let mut files = BTreeMap::from([("main.netz".to_owned(), program.text.clone())]);
    let loaded = crate::load(&["main.netz"], &mut files);
    let options = Options { kube_version, ..Options::default() };
    let lowered = if program.text.trim().is_empty() {
        Some(Policy::default())
    } else {
        compile::lower(&loaded, &options).0
    };
    let Some(policy) = lowered else {
        let what = "the program has errors, which is a mistake of netz".to_owned();
        return Proof::Differs(vec![Gap { wider: false, what, witness: None }]);
    };
    let objects = Side { policy: None, objects: Some(inventory), sources };
    let written = Side { policy: Some(&policy), objects: None, sources: &loaded.sources };
    let Ok(difference) = difference::compare(objects, written, kube_version) else {
        return Proof::Unfinished;
    };
    let mut gaps = Vec::new();
    for (entries, wider) in [(&difference.gained, true), (&difference.lost, false)] {
        for entry in entries.iter().filter(|entry| !matches!(entry.what, What::Grant { .. })) {
            let witness = entry.witness.as_ref().map(ToString::to_string);
            gaps.push(Gap { wider, what: words::sentence(entry, wider), witness });
        }
    }
    if difference.unseen && gaps.is_empty() {
        let what =
            "one end of a connection, of which the other end lets nothing through".to_owned();
        gaps.push(Gap { wider: true, what, witness: None });
    }
    gaps.extend(rights(&policy, inventory, alive));
    if gaps.is_empty() { Proof::Equal } else { Proof::Differs(gaps) }
}

/// The rights that only one side gives.
fn rights(policy: &Policy, inventory: &Inventory, alive: &Alive) -> Vec<Gap> {
    let given: BTreeSet<Right> =
        inventory.rbac().given().into_iter().filter_map(|right| alive.right(right)).collect();
    // What a ClusterRole says that the program names is what the objects say of it.
    let known = inventory.rbac().cluster_roles();
    let said = |right: &Right| {
        let acts = match &right.act {
            Act::ClusterRole(name) => known.get(name).map(Vec::as_slice).unwrap_or_default(),
            Act::Resource { .. } | Act::Url { .. } => &[],
        };
        let one = |act: &Act| alive.right(Right { act: act.clone(), ..right.clone() });
        acts.iter().filter_map(one).collect::<Vec<_>>()
    };
    let granted = reach::rights::given(policy).into_iter().map(|(right, _)| right);
    let granted: BTreeSet<Right> =
        granted.flat_map(|right| said(&right).into_iter().chain([right])).collect();
    let gap = |wider| move |right: &Right| Gap { wider, what: right.to_string(), witness: None };
    let missing = given.iter().filter(|right| !right.is_among(&granted)).map(gap(false));
    let extra = granted.iter().filter(|right| !right.is_among(&given)).map(gap(true));
    missing.chain(extra).collect()
}
