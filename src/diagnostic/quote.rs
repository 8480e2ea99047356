//! Quotations of the user's text in messages, cut where they are too long to read.

use super::Diagnostic;

/// How many bytes of a quotation are shown.
const MOST: usize = 300;

/// Cuts long quotations in everything that a diagnostic tells. What a fix writes stays whole.
pub(super) fn shorten(diagnostic: &mut Diagnostic) {
    let Diagnostic { message, labels, notes, help, fix, .. } = diagnostic;
    let labels = labels.iter_mut().map(|label| &mut label.text);
    let titles = fix.iter_mut().map(|fix| &mut fix.title);
    let texts = labels.chain(notes).chain(help).chain(titles);
    for text in texts.chain([message]).filter(|text| text.len() > MOST) {
        let parts: Vec<_> = text.split('`').map(cut).collect();
        *text = parts.join("`");
    }
}

/// The two ends of a long text.
fn cut(text: &str) -> String {
    if text.len() <= MOST {
        return text.to_owned();
    }
    let boundary = |at: &usize| text.is_char_boundary(*at);
    let head = (0..MOST - MOST / 4).rev().find(boundary).unwrap_or(0);
    let tail = (text.len() - MOST / 4..text.len()).find(boundary).unwrap_or(text.len());
    let (head, tail) = (text.get(..head).unwrap_or_default(), text.get(tail..).unwrap_or_default());
    format!("{head}…{tail}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;

    #[test]
    fn a_long_quotation_keeps_its_ends_and_the_sentence_around_it() {
        let name = format!("first{}last", "ä".repeat(10_000));
        let message = format!("there is no zone `{name}`, and no zone `{}`", "b".repeat(MOST));
        let mut diagnostic = Diagnostic::global(Code::UnknownZone, message)
            .help(format!("declare it: `zone {name}`"));
        shorten(&mut diagnostic);
        let message = &diagnostic.message;
        assert!(message.starts_with("there is no zone `firstä"), "{message}");
        assert!(message.contains("…"), "{message}");
        assert!(message.contains("last`, and no zone `bbb"), "{message}");
        assert!(message.len() < 3 * MOST && diagnostic.help[0].len() < 2 * MOST);
    }

    #[test]
    fn what_is_short_stays_as_it_is() {
        let long = "`a` ".repeat(MOST);
        let mut diagnostic = Diagnostic::global(Code::UnknownZone, long.clone());
        shorten(&mut diagnostic);
        assert_eq!(diagnostic.message, long);
    }
}
