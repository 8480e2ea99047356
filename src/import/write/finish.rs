//! The whole text: what is to say of it, then its statements.

use super::super::repair::Repaired;
use super::super::{Loss, Options, Proof, Unsaid};
use super::list;
use crate::source::SourceMap;
use crate::syntax::format;
use ecow::EcoString;

/// How many differences are listed.
const GAPS: usize = 50;
/// How much is listed of what a program isn't about.
const LISTED: usize = 12;

/// The program: what is to say of it, then the statements, in the one style.
pub fn finish(
    repaired: &Repaired,
    unsaid: &[Unsaid],
    proof: &Proof,
    sources: &SourceMap,
    options: &Options,
) -> String {
    let mut text = String::new();
    let mut line = |said: &str| {
        text.push_str(if said.is_empty() { "#" } else { "# " });
        text.push_str(&comment(said));
        text.push('\n');
    };
    options.heading.iter().for_each(|said| line(said));
    match proof {
        Proof::Equal if options.unread.is_empty() => {
            line("Proved: it allows and grants what they do, no more and no less.");
        }
        Proof::Equal => {
            line(
                "Proved of what could be read: it allows and grants what that does, no more and no less.",
            );
        }
        Proof::Unfinished => line("Not proved: the comparison with the objects takes too long."),
        Proof::Differs(gaps) => {
            line("It differs from them:");
            for gap in gaps.iter().take(GAPS) {
                line(&format!("{} {}", if gap.wider { "+" } else { "-" }, gap.what));
                if let Some(witness) = &gap.witness {
                    line(&format!("    e.g. {witness}"));
                }
            }
            if let more @ 1.. = gaps.len().saturating_sub(GAPS) {
                line(&format!("and {more} more"));
            }
        }
    }
    if !options.unread.is_empty() {
        line("");
        line("Not read, so that nothing here is about it:");
        options.unread.iter().take(GAPS).for_each(|said| line(&format!("- {said}")));
        if let more @ 1.. = options.unread.len().saturating_sub(GAPS) {
            line(&format!("- and {more} more"));
        }
    }
    let heads = [
        (Loss::Meaning, "Not said, since netz can't:"),
        (Loss::Nothing, "Left out, since it allows nothing:"),
        (Loss::Beside, "Left out:"),
    ];
    for (loss, head) in heads {
        let mut of_kind = unsaid.iter().filter(|one| one.loss == loss).peekable();
        if of_kind.peek().is_some() {
            line("");
            line(head);
        }
        let most = if loss == Loss::Beside { LISTED } else { usize::MAX };
        for one in of_kind.by_ref().take(most) {
            line(&format!("- {}{}: {}", one.what, place(one, sources), one.reason));
        }
        if let more @ 1.. = of_kind.count() {
            line(&format!("- and {more} more"));
        }
    }
    text.push('\n');
    if !repaired.softened.is_empty() {
        text.push_str("# These findings are errors unless each has its reason (`because`):\n");
        text.push_str("# give the reasons, and drop the line.\n");
        let names: Vec<_> = repaired.softened.iter().map(|name| EcoString::from(*name)).collect();
        text.push_str(&list("lint warn ", &names, ""));
        text.push_str("\n\n");
    }
    text.push_str(&repaired.text);
    format::format(&text).map_or(text, |formatted| formatted.text)
}

/// ` (k8s/web.yaml:12)`: where something stands.
fn place(unsaid: &Unsaid, sources: &SourceMap) -> String {
    let Some(span) = unsaid.span else { return String::new() };
    let file = crate::emit::comment::place(sources, span);
    format!(" ({file}:{})", sources.position(span.file, span.start).line)
}

/// A text that ends no comment.
pub fn comment(text: &str) -> String {
    text.chars().map(|char| if char.is_control() { ' ' } else { char }).collect()
}
