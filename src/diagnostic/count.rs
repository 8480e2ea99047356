//! How many there are of each severity: the line that closes a report.

use super::{Diagnostic, Severity};
use std::fmt;

/// How many diagnostics there are, by severity.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Counts {
    /// Those that refuse the policy.
    pub errors: usize,
    /// Those that somebody should look at.
    pub warnings: usize,
    /// Findings that a `because` answers.
    pub accepted: usize,
}

impl Counts {
    /// Counts diagnostics.
    #[must_use]
    pub fn of(diagnostics: &[Diagnostic]) -> Self {
        let mut counts = Self::default();
        for diagnostic in diagnostics {
            match diagnostic.severity {
                Severity::Error => counts.errors += 1,
                Severity::Warning => counts.warnings += 1,
                Severity::Accepted => counts.accepted += 1,
            }
        }
        counts
    }

    /// The worst that is shown; none when nothing is.
    #[must_use]
    pub const fn worst(self) -> Option<Severity> {
        match self {
            Self { errors: 1.., .. } => Some(Severity::Error),
            Self { warnings: 1.., .. } => Some(Severity::Warning),
            _ => None,
        }
    }
}

impl fmt::Display for Counts {
    /// `2 errors, 1 warning`; accepted findings are not shown to people.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = [(self.errors, "error"), (self.warnings, "warning")];
        let mut separator = "";
        for (count, noun) in parts.into_iter().filter(|(count, _)| *count > 0) {
            let plural = if count == 1 { "" } else { "s" };
            write!(formatter, "{separator}{count} {noun}{plural}")?;
            separator = ", ";
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_reads_as_english() {
        let counts = Counts { errors: 2, warnings: 1, accepted: 3 };
        assert_eq!(counts.to_string(), "2 errors, 1 warning");
        assert_eq!(Counts { errors: 1, ..Counts::default() }.to_string(), "1 error");
        assert_eq!(Counts { accepted: 3, ..Counts::default() }.worst(), None);
        assert_eq!(counts.worst(), Some(Severity::Error));
    }
}
