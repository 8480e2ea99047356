//! A file as it is while somebody types it: every beginning of every example.

use super::{compile, netz_files, places_fit, shown};

#[test]
fn every_beginning_of_every_example_is_compiled_and_shown() {
    let files = netz_files("examples");
    assert!(files.len() > 20, "{} files", files.len());
    for (_, text) in files {
        for end in (0..=text.len()).filter(|end| text.is_char_boundary(*end)) {
            // In full where a word ends; elsewhere, one in five, since much is the same.
            let word = text[..end].ends_with(|last: char| !last.is_ascii_alphanumeric());
            if !word && end % 5 != 0 {
                continue;
            }
            let (sources, diagnostics, _) = compile(&text[..end]);
            places_fit(&sources, &diagnostics);
            assert!(!shown(&sources, &diagnostics).is_empty());
        }
    }
}
