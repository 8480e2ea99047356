//! Objects that somebody wrote by hand to a program that means the same.
//!
//! The policies, roles and bindings of an [`Inventory`] become zones, segments, flows and grants that a person
//! would want to keep. What the language can't say is listed with its reason; that the rest means what the
//! objects mean is proved by the search that compares two policies, in both readings of `ipBlock`, and right
//! by right.

mod accounts;
mod clauses;
pub(crate) mod model;
pub(crate) mod names;
pub(crate) mod network;
mod proof;
mod rbac;
pub(crate) mod repair;
mod report;
mod settings;
mod unsaid;
pub(crate) mod write;

pub use proof::{Gap, Proof};
pub use unsaid::{Loss, Unsaid};

use crate::diagnostic::Code;
use crate::k8s::inventory::Inventory;
use crate::k8s::resource::OLDEST;
use crate::source::SourceMap;
use model::{Draft, End, Flow};
use network::Zones;

/// How many policies a comment names.
const NAMED: usize = 3;

/// What became of objects.
#[derive(Debug)]
pub struct Import {
    /// The program, in the one style.
    pub text: String,
    /// What it doesn't say, and why.
    pub unsaid: Vec<Unsaid>,
    /// Whether it means what the objects mean.
    pub proof: Proof,
    /// What was written.
    pub counts: Counts,
}

/// A program in numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Zones of the program, those of others left out.
    pub zones: usize,
    /// Segments.
    pub segments: usize,
    /// Flows.
    pub flows: usize,
    /// Grants.
    pub grants: usize,
}

/// What to write.
#[derive(Debug, Clone)]
pub struct Options {
    /// The minor version of Kubernetes that the grants are for.
    pub kube_version: u32,
    /// What stands above the program, a line each.
    pub heading: Vec<String>,
    /// What of the files could not be read, a line each: nothing is proved of it.
    pub unread: Vec<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self { kube_version: OLDEST, heading: Vec::new(), unread: Vec::new() }
    }
}

/// Writes the program of some objects, and proves it.
#[must_use]
pub fn import(inventory: &Inventory, sources: &SourceMap, options: &Options) -> Import {
    let mut unsaid = Vec::new();
    let (space, meaning) = inventory.meaning();
    let mut draft = Draft::default();
    let settings = settings::settings(inventory, &mut unsaid);
    let mut zones = Zones::new(space, inventory, meaning, &settings, &mut draft);
    for zone in &mut draft.zones {
        let lines = zone.namespaces.first().and_then(|name| settings.get(name));
        zone.settings = lines.cloned().unwrap_or_default();
    }
    let alive = rbac::import(inventory, options.kube_version, &mut zones, &mut draft, &mut unsaid);
    network::import(space, inventory, meaning, &mut zones, &mut draft, &mut unsaid);
    accounts::settle(inventory, &mut draft);
    rbac::name_principals(&mut draft);
    network::name_sets(inventory, &mut draft);
    let comment_of = |flow: &Flow| comment_of(inventory, &draft, flow);
    let statements = write::Writer::write(&draft, &comment_of);
    let repaired =
        repair::repair(statements, options.kube_version, Code::StatementLeftOut, &mut unsaid);
    let proof = proof::prove(inventory, sources, &repaired, &alive, options.kube_version);
    let text = write::finish(&repaired, &unsaid, &proof, sources, options);
    let ours = |zone: &&model::Zone| zone.kind == model::Kind::Ours;
    let counts = Counts {
        zones: draft.zones.iter().filter(ours).count(),
        segments: draft.zones.iter().map(|zone| zone.segments.len()).sum(),
        flows: draft.flows.len(),
        grants: draft.access.grants.len(),
    };
    Import { text, unsaid, proof, counts }
}

/// The policies that a flow comes from, where their names say more than its ends do; those that netz wrote
/// say nothing more.
fn comment_of(inventory: &Inventory, draft: &Draft, flow: &Flow) -> Option<String> {
    let name = |end: &End| match end {
        End::Segment(zone, at) => Some(draft.segment(*zone, *at)?.name.as_str()),
        _ => None,
    };
    let ends: Vec<&str> = flow.sources.iter().chain(&flow.targets).filter_map(name).collect();
    let policies =
        flow.origins.iter().filter_map(|number| inventory.policies().get(*number as usize));
    let names = policies.filter(|one| !one.is_of_netz()).map(|one| one.title.name.as_str());
    let mut names: Vec<&str> = names.filter(|name| names::tells_more(name, &ends)).collect();
    let more = names.len().saturating_sub(NAMED);
    names.truncate(NAMED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    (!names.is_empty()).then(|| format!("{}{more}", names.join(", ")))
}
