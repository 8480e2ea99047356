//! The classes of a text hold for every text: in bounds, in order, apart, and the same each time.

use crate::hostile::garbage::mutants;
use crate::hostile::netz_files;
use netz::source::FileId;
use netz::syntax::{Class, classify};

/// Classifies a text and checks what holds for all of them.
fn lawful(text: &str) -> Vec<(std::ops::Range<usize>, Class)> {
    let pieces = classify(FileId(7), text);
    let mut read = 0;
    for (span, class) in &pieces {
        assert_eq!(span.file, FileId(7));
        let (start, end) = (span.range().start, span.range().end);
        assert!(read <= start && start < end, "{span:?} overlaps in {text:?}");
        let piece = text.get(start..end).unwrap_or_else(|| panic!("{span:?} of {text:?}"));
        let open = matches!(class, Class::Comment | Class::String);
        let inner = piece.trim_matches([' ', '\t', '\r', '\n']);
        assert!(open || piece == inner, "{piece:?} has blanks in {text:?}");
        assert!(!piece.contains('\n'), "{piece:?} is on two lines of {text:?}");
        read = end;
    }
    assert_eq!(pieces, classify(FileId(7), text));
    pieces.into_iter().map(|(span, class)| (span.range(), class)).collect()
}

#[test]
fn every_beginning_of_every_example_has_classes() {
    for (_, text) in netz_files("examples") {
        for end in (0..=text.len()).filter(|end| text.is_char_boundary(*end)) {
            // The lines before the cursor stand in the full text as well.
            let start = text[..end].rfind("\n\n").unwrap_or(0);
            lawful(&text[start..end]);
        }
    }
}

#[test]
fn what_is_typed_does_not_change_the_classes_above() {
    for (name, text) in netz_files("examples") {
        let whole = lawful(&text);
        let mut compared = 0;
        for (end, _) in text.match_indices("\n\n") {
            let known = lawful(&format!("{}\n\n$$ (", &text[..end]));
            let before = |(range, _): &&(std::ops::Range<usize>, Class)| range.end <= end;
            let known: Vec<_> = known.iter().filter(before).collect();
            let wanted: Vec<_> = whole.iter().filter(before).collect();
            assert_eq!(known, wanted, "{}, up to {end}", name.display());
            compared += known.len();
        }
        assert!(compared > 0 || !text.contains("\n\n"), "{}", name.display());
    }
}

#[test]
fn garbage_has_classes() {
    for text in mutants() {
        lawful(&text);
    }
    for text in
        ["", "\u{feff}", "\0", "\"", "'", "#", "\r", "\"\\", "“", "$", "${a}", "a\rb", "(\n)"]
    {
        lawful(text);
    }
}

#[test]
fn every_word_of_a_right_program_has_a_class() {
    for (name, text) in netz_files("examples") {
        let mut read = 0;
        let mut rest = String::new();
        for (range, _) in lawful(&text) {
            rest.push_str(&text[read..range.start]);
            read = range.end;
        }
        rest.push_str(&text[read..]);
        let left: String = rest.split_whitespace().collect();
        assert!(left.chars().all(|char| ",;:(){}/@".contains(char)), "{}: {left}", name.display());
    }
}

#[test]
fn every_class_stands_in_an_example() {
    let mut seen = std::collections::BTreeSet::new();
    for (_, text) in netz_files("examples").into_iter().chain(netz_files("tests/suite/syntax")) {
        seen.extend(lawful(&text).into_iter().map(|(_, class)| class));
    }
    assert_eq!(seen.into_iter().collect::<Vec<_>>(), Class::ALL);
}

#[test]
fn a_long_line_takes_a_short_time() {
    let list = vec!["name"; 30_000].join(", ");
    assert_eq!(lawful(&format!("{list} ->")).len(), 30_001);
    let words = vec!["word"; 100_000].join(" ");
    lawful(&words);
    lawful(&"(".repeat(100_000));
    lawful(&"a ->\n".repeat(5_000));
    lawful(&"zone a {\n".repeat(5_000));
}
