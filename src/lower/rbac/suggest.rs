//! Did you mean.

/// The candidate that a slip of the hand makes `word` of, if any. Of equals the first.
pub(super) fn nearest<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let allowed = match word.chars().count() {
        0..=2 => 0,
        3..=4 => 1,
        5..=8 => 2,
        _ => 3,
    };
    let distance = |candidate: &&str| strsim::damerau_levenshtein(word, candidate);
    let close = candidates.into_iter().map(|candidate| (distance(&candidate), candidate));
    let best = close.min_by_key(|(distance, _)| *distance);
    best.filter(|(distance, _)| *distance <= allowed).map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_is_close_and_another_word_is_not() {
        assert_eq!(nearest("deploymnets", ["daemonsets", "deployments"]), Some("deployments"));
        assert_eq!(nearest("gte", ["get", "list"]), Some("get"));
        assert_eq!(nearest("widgets", ["secrets", "pods"]), None);
    }
}
