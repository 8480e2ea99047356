//! What the words of the language mean, in short.

/// A section for each word, or for several that belong together: `## egress, ingress`.
const WORDS: &str = include_str!("words.md");

/// The page of a word.
pub fn find(word: &str) -> Option<String> {
    let (title, body) = sections().find(|(title, _)| {
        let mut words = title.split(", ");
        words.any(|one| one.eq_ignore_ascii_case(word))
    })?;
    Some(format!("# {title}\n{body}"))
}

/// All words.
pub fn all() -> impl Iterator<Item = &'static str> {
    sections().flat_map(|(title, _)| title.split(", "))
}

/// Titles and what stands below them.
fn sections() -> impl Iterator<Item = (&'static str, &'static str)> {
    let sections = WORDS.strip_prefix("## ").unwrap_or(WORDS).split("\n## ");
    sections.filter_map(|section| section.split_once('\n'))
}
