//! Connections that were seen to the policy that allows them, and to what a policy lacks.
//!
//! A recording is read line by line ([`Tally`]); replies, a node's own traffic and what no policy can say are
//! left out and counted. [`program`] makes of it zones that isolate, segments and flows, with how often each
//! was seen; [`merge()`] compares it with a policy.

mod csv;
mod draft;
mod dropped;
mod hubble;
mod line;
mod merge;
mod report;
mod tally;

pub use line::{Noise, Peer};
pub use merge::{Lacking, Merged, Unseen, merge};
pub use tally::{Broken, Count, EndId, Key, Place, Tally};

use crate::diagnostic::Code;
use crate::import::model::Flow;
use crate::import::{Unsaid, repair, write};
use crate::syntax::format;

/// The program of a recording.
#[derive(Debug)]
pub struct Learned {
    /// The program, in the one style.
    pub text: String,
    /// How many flows it has.
    pub flows: usize,
    /// What can't be said.
    pub unsaid: Vec<Unsaid>,
}

/// Writes the program that allows what was seen, and no more than its segments and ports say.
#[must_use]
pub fn program(tally: &Tally, heading: &[String]) -> Learned {
    let (draft, counts, mut unsaid) = draft::draft(tally);
    let comment_of = |flow: &Flow| {
        let all = flow.origins.iter().filter_map(|origin| counts.get(*origin as usize));
        let (allowed, dropped) = all
            .fold((0, 0), |(allowed, dropped), one| (allowed + one.allowed, dropped + one.dropped));
        let dropped = if dropped > 0 { format!(", {dropped} dropped") } else { String::new() };
        (allowed > 0).then(|| format!("{allowed} seen{dropped}"))
    };
    let statements = write::Writer::write(&draft, &comment_of);
    let minor = crate::k8s::resource::OLDEST;
    let repaired = repair::repair(statements, minor, Code::StatementLeftOut, &mut unsaid);
    let mut text = String::new();
    let remarks = unsaid.iter().map(|one| format!("- {}: {}", one.what, one.reason));
    for line in heading.iter().cloned().chain(remarks) {
        text.push_str(&format!("# {}\n", write::comment(&line)));
    }
    text.push('\n');
    text.push_str(&repaired.text);
    let text = format::format(&text).map_or(text, |formatted| formatted.text);
    Learned { text, flows: draft.flows.len(), unsaid }
}
