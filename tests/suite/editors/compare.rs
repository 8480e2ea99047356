//! Classes of a text, byte by byte, and where two answers differ.

use netz::source::FileId;
use netz::syntax::{Class, classify};

/// The class of each byte.
pub type Classes = Vec<Option<Class>>;

/// What netz says.
fn oracle(text: &str) -> Classes {
    let mut classes = vec![None; text.len()];
    for (span, class) in classify(FileId(0), text) {
        classes[span.range()].fill(Some(class));
    }
    classes
}

/// Where an editor sees something else, if anywhere: its line, with what is wanted and what is there.
fn difference(text: &str, found: &Classes, wanted: &Classes) -> Option<String> {
    assert_eq!(wanted.len(), found.len());
    let blank = |at: usize| text.as_bytes()[at].is_ascii_whitespace();
    let at = (0..text.len()).find(|&at| !blank(at) && wanted[at] != found[at])?;
    let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let line = text[start..].lines().next().unwrap_or_default();
    let name = |class: Option<Class>| class.map_or("nothing", Class::name);
    let (wanted, found) = (name(wanted[at]), name(found[at]));
    Some(format!("{line}\n{}^ is {wanted}, and the editor says {found}", " ".repeat(at - start)))
}

/// Compares an editor on many programs, and tells the first few differences.
#[track_caller]
pub fn all_equal(programs: &[(String, String)], mut see: impl FnMut(&str) -> Classes) {
    compare(programs, |text| (oracle(text), see(text)));
}

/// The same for an editor that reads line by line: subjects of a grant whose `can` or `has` stands on a later
/// line look like the endpoints of a flow.
#[track_caller]
pub fn all_alike(programs: &[(String, String)], mut see: impl FnMut(&str) -> Classes) {
    compare(programs, |text| {
        let (mut wanted, found) = (oracle(text), see(text));
        for at in 0..text.len() {
            let line = text.get(at..).unwrap_or_default().lines().next().unwrap_or_default();
            let decided = line.contains("can") || line.contains("has");
            if (wanted[at], found[at]) == (Some(Class::Account), Some(Class::Segment)) && !decided {
                wanted[at] = found[at];
            }
        }
        (wanted, found)
    });
}

#[track_caller]
fn compare(programs: &[(String, String)], mut see: impl FnMut(&str) -> (Classes, Classes)) {
    let mut faults = Vec::new();
    for (name, text) in programs {
        let (wanted, found) = see(text);
        faults.extend(difference(text, &found, &wanted).map(|fault| format!("{name}:\n{fault}\n")));
    }
    let count = faults.len();
    faults.truncate(12);
    assert!(count == 0, "{count} of {} programs differ\n{}", programs.len(), faults.join("\n"));
}
