//! What a recording leaves out, as diagnostics.

use super::{Broken, Learned, Noise, Tally};
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::import::Unsaid;
use crate::source::{SourceMap, Span};

impl Tally {
    /// Tells the lines that can't be read, each with its text as a part of its file, and what was left out.
    pub fn report(&self, sources: &mut SourceMap, sink: &mut Sink) {
        for Broken { file, before, text, reason } in self.broken() {
            let file = sources.add_part(file, text, *before);
            let end = u32::try_from(text.len()).unwrap_or(u32::MAX);
            let message = format!("this line is no connection: {reason}");
            let diagnostic =
                Diagnostic::new(Code::UnreadableFlow, Span::new(file, 0, end), message);
            sink.push(diagnostic.help(FORMS));
        }
        let (_, faults, overflown) = self.totals();
        if let more @ 1.. = faults - self.broken().len() as u64 {
            let message = format!("{} more can't be read", lines(more));
            sink.push(Diagnostic::global(Code::UnreadableFlow, message).help(FORMS));
        }
        if overflown > 0 {
            let message = format!(
                "{} left out: there are more than 500,000 different connections",
                lines(overflown)
            );
            let diagnostic = Diagnostic::global(Code::TooManyConnections, message);
            sink.push(diagnostic.help(
                "record fewer namespaces at a time, or leave out what has new labels or addresses in each line",
            ));
        }
        for (noise, count) in self.left() {
            let message = format!("{} left out: {}", lines(*count), noise.words());
            let diagnostic = Diagnostic::global(noise.code(), message);
            sink.push(match noise {
                Noise::Unnamed => diagnostic.help(
                    "a policy names pods by their labels, and all else by its address: write such a flow by hand",
                ),
                Noise::Protocol => diagnostic
                    .note("a NetworkPolicy says nothing of ICMP and the like; the plugin decides"),
                Noise::Reply | Noise::Host | Noise::Repeated => diagnostic,
            });
        }
    }
}

/// How lines of a recording are written.
const FORMS: &str = "flows are read as `hubble observe -o json` writes them, or as comma separated values below \
                     a line of names; all other lines are taken";

fn lines(count: u64) -> String {
    if count == 1 { "1 line".to_owned() } else { format!("{count} lines") }
}

impl Learned {
    /// Tells what the program doesn't say of what was seen.
    pub fn report(&self, sink: &mut Sink) {
        for Unsaid { code, what, reason, .. } in &self.unsaid {
            let message = format!("the program doesn't say {what}: {reason}");
            let help = match code {
                Code::NamelessPods => {
                    "give the pods a label that says who they are, such as `app`, and record again"
                }
                _ => "write the flow by hand, in the zone of its destination",
            };
            sink.push(Diagnostic::global(*code, message).help(help));
        }
    }
}
