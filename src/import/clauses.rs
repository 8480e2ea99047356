//! Why statements stand, and until when: the annotations `netz/because` and `netz/until`.

use ecow::{EcoString, eco_format};
use jiff::civil::Date;

/// How long a reason becomes.
const LONGEST: usize = 2_000;

/// The clauses of a statement.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Clauses {
    /// Why it stands.
    pub because: Option<EcoString>,
    /// Its last day.
    pub until: Option<Date>,
}

impl Clauses {
    /// What the annotations of an object say.
    pub fn new(because: Option<&str>, until: Option<&str>) -> Self {
        let because = because.map(plain).filter(|text| !text.is_empty());
        // Of several reasons each says how long it holds.
        let several = because.as_ref().is_some_and(|text| text.contains(" (until "));
        Self { because, until: until.and_then(date).filter(|_| !several) }
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.because.is_none() && self.until.is_none()
    }

    /// These and others, each once: a statement that stands for several reasons ends with none of them.
    pub fn and(self, other: &Self) -> Self {
        if self.is_empty() || self == *other {
            return other.clone();
        }
        if other.is_empty() {
            return self;
        }
        let parts = [self.in_list(), other.in_list()];
        let text = parts.into_iter().flatten().collect::<Vec<_>>().join("; ");
        Self { because: Some(plain(&text)).filter(|text| !text.is_empty()), until: None }
    }

    /// Some of them as the clauses of one statement.
    pub fn of_parts(parts: Vec<Part>) -> Self {
        parts.into_iter().fold(Self::default(), |all, Part { because, until, .. }| {
            let because = Some(because).filter(|because| !because.is_empty());
            all.and(&Self { because, until })
        })
    }

    /// As one of several.
    fn in_list(&self) -> Option<EcoString> {
        let because = self.because.as_ref()?;
        Some(match self.until {
            Some(until) => eco_format!("{because} (until {until})"),
            None => because.clone(),
        })
    }

    /// In a comment.
    pub fn words(&self) -> EcoString {
        match (self.in_list(), self.until) {
            (Some(text), _) => text,
            (None, Some(until)) => eco_format!("until {until}"),
            (None, None) => EcoString::new(),
        }
    }

    /// As they stand behind a statement.
    pub fn text(&self) -> String {
        let because =
            self.because.as_ref().map(|text| format!(" because {}", super::names::quoted(text)));
        let until = self.until.map(|until| format!(" until {until}"));
        because.unwrap_or_default() + &until.unwrap_or_default()
    }
}

/// A reason among others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Empty, where only its last day is known.
    pub because: EcoString,
    /// Its last day.
    pub until: Option<Date>,
    /// Whether the day may be that of a statement without a reason, which joined reasons don't tell.
    pub unsure: bool,
}

impl Part {
    /// Whether both are of one statement, as far as is known.
    pub fn is(&self, other: &Self) -> bool {
        let day = !self.because.is_empty() || self.until == other.until;
        self.because == other.because && day
    }
}

/// The reasons that netz joined in the annotations of an object, each with its last day.
pub fn parts(because: Option<&str>, until: Option<&str>) -> Vec<Part> {
    let text = because.map(plain).unwrap_or_default();
    let days = until.into_iter().flat_map(|all| all.split(", "));
    let mut days: Vec<Date> = days.filter_map(date).collect();
    let dated = |text: &str| {
        let (because, until) = text.strip_suffix(')')?.rsplit_once(" (until ")?;
        Some(Part { because: because.into(), until: Some(date(until)?), unsure: false })
    };
    let plain = |text: &str| Part { because: text.into(), until: None, unsure: false };
    let texts = text.split("; ").filter(|text| !text.is_empty());
    let mut parts: Vec<Part> =
        texts.map(|text| dated(text).unwrap_or_else(|| plain(text))).collect();
    let unsure = match (parts.as_mut_slice(), days.as_slice()) {
        ([only], [day]) if only.until.is_none() => {
            (only.until, only.unsure) = (Some(*day), true);
            true
        }
        _ => false,
    };
    days.retain(|day| unsure || parts.iter().all(|part| part.until != Some(*day)));
    let of_day = |day| Part { because: EcoString::new(), until: Some(day), unsure };
    parts.extend(days.into_iter().map(of_day));
    parts
}

/// A text that a string of a program can hold, not too long: without what acts on a terminal, and without what
/// would be a variable.
fn plain(text: &str) -> EcoString {
    let mut plain = String::with_capacity(text.len());
    for char in text.trim().chars() {
        if plain.ends_with('$') && char.is_alphanumeric() {
            plain.push(' ');
        }
        match char {
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {}
            '\u{2028}' | '\u{2029}' => plain.push(' '),
            char if char.is_control() => plain.push(' '),
            char => plain.push(char),
        }
    }
    if plain.len() <= LONGEST {
        return plain.into();
    }
    let end = (0..LONGEST).rev().find(|at| plain.is_char_boundary(*at)).unwrap_or(0);
    eco_format!("{}…", plain.get(..end).unwrap_or_default())
}

/// A date as the language writes it.
fn date(text: &str) -> Option<Date> {
    let text = text.trim();
    text.parse::<Date>().ok().filter(|date| date.to_string() == text && text.len() == 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clauses(because: &str, until: &str) -> Clauses {
        Clauses::new(Some(because), Some(until))
    }

    #[test]
    fn a_reason_and_its_last_day_are_read() {
        assert_eq!(clauses("a", "2027-06-30").text(), " because \"a\" until 2027-06-30");
        assert_eq!(clauses("say \"a\"\n", "soon").text(), " because \"say \\\"a\\\"\"");
        assert_eq!(clauses("a (until 2027-06-30); b", "2027-06-30").until, None);
        assert_eq!(clauses(" \t", "-000001-01-01"), Clauses::default());
        assert_eq!(
            clauses("$x costs 5$\u{202e}\u{2028}a", "").text(),
            " because \"$ x costs 5$ a\""
        );
        let long = clauses(&"ä".repeat(5_000), "").because.unwrap();
        assert!(long.len() <= LONGEST + 3 && long.ends_with('…'));
    }

    #[test]
    fn joined_reasons_are_taken_apart_and_joined_again() {
        let text = "a (until 2027-06-30); b; c (until Easter)";
        let all = parts(Some(text), Some("2027-06-30, 2027-07-31"));
        let shown: Vec<_> = all.iter().map(|part| (part.because.as_str(), part.until)).collect();
        let day = |day: &str| date(day);
        assert_eq!(
            shown,
            [
                ("a", day("2027-06-30")),
                ("b", None),
                ("c (until Easter)", None),
                ("", day("2027-07-31"))
            ]
        );
        assert_eq!(
            Clauses::of_parts(all.into_iter().take(3).collect()).because.as_deref(),
            Some(text)
        );
        for (because, until) in
            [(Some("a"), Some("2027-06-30")), (None, Some("2027-06-30")), (Some("a"), None)]
        {
            let all = parts(because, until);
            let first = all.into_iter().take(1).collect();
            assert_eq!(Clauses::of_parts(first), Clauses::new(because, until));
        }
        let joined = parts(Some("a (until 2027-06-30)"), Some("2027-06-30, 2027-07-31"));
        assert_eq!(joined.len(), 2);
        assert_eq!(parts(None, Some("soon")), []);
    }

    #[test]
    fn several_reasons_are_joined_once_each() {
        let (a, b) = (clauses("a", "2027-06-30"), clauses("b", ""));
        assert_eq!(a.clone().and(&a), a);
        assert_eq!(Clauses::default().and(&a), a);
        assert_eq!(a.clone().and(&Clauses::default()), a);
        let both = a.and(&b);
        assert_eq!(both.because.as_deref(), Some("a (until 2027-06-30); b"));
        assert_eq!(both.until, None);
    }
}
