//! "did you mean": the nearest of some names.

/// The candidate nearest to `word`, if it is near enough to be a slip of the fingers. Names that differ only
/// in digits (`api-1`, `api-2`) are different names, not slips.
pub fn closest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = match word.chars().count() {
        0..=2 => return None,
        3..=5 => 1,
        _ => 2,
    };
    let lowered = word.to_ascii_lowercase();
    let letters = letters(word);
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        // Each letter that only one of them has takes an edit.
        let near = candidate.len().abs_diff(word.len()) <= limit
            && (letters & !self::letters(candidate)).count_ones() as usize <= limit;
        if !near || candidate == word || same_but_for_digits(word, candidate) {
            continue;
        }
        let distance = strsim::osa_distance(&lowered, &candidate.to_ascii_lowercase());
        let wins = best.is_none_or(|(least, name)| (distance, candidate) < (least, name));
        if distance <= limit && wins {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// So many of some names, those first that are most like `word`; what stands before a `/` doesn't count.
pub fn most_like(word: &str, mut names: Vec<String>, count: usize) -> Vec<String> {
    let word = word.to_ascii_lowercase();
    let likeness = |name: &String| {
        let own = name.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
        std::cmp::Reverse((strsim::jaro_winkler(&word, &own) * 1_000.0).round() as u32)
    };
    names.sort_by_cached_key(|name| (likeness(name), name.clone()));
    names.truncate(count);
    names
}

/// Which letters and digits a text has, as bits; whatever else it has is left out.
fn letters(text: &str) -> u64 {
    text.bytes().fold(0, |letters, byte| match byte.to_ascii_lowercase() {
        letter @ b'a'..=b'z' => letters | 1 << (letter - b'a'),
        digit @ b'0'..=b'9' => letters | 1 << (26 + digit - b'0'),
        _ => letters,
    })
}

fn same_but_for_digits(left: &str, right: &str) -> bool {
    let digitless = |byte: &u8| !byte.is_ascii_digit();
    left.bytes().filter(digitless).eq(right.bytes().filter(digitless))
}

#[cfg(test)]
mod tests {
    use super::closest;

    #[test]
    fn slips_are_found_and_other_names_are_not() {
        let names = ["frontend", "backend", "db", "api-1"];
        assert_eq!(closest("frontned", names), Some("frontend"));
        assert_eq!(closest("Backend", names), Some("backend"));
        assert_eq!(closest("api-2", names), None);
        assert_eq!(closest("da", names), None);
        assert_eq!(closest("payments", names), None);
    }

    #[test]
    fn the_answer_does_not_depend_on_the_order() {
        assert_eq!(closest("cat", ["car", "bat"]), closest("cat", ["bat", "car"]));
    }
}
