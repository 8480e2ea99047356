//! Labels and annotations: whose an object is, why it stands, and until when.

use super::names;
use crate::hash::IndexSet;
use crate::ir::{Clauses, Zone};
use ecow::EcoString;
use jiff::civil::Date;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use std::collections::BTreeSet;

/// Room for reasons among the 256 KiB of an object's annotations.
pub const LONGEST: usize = 192 * 1024;

/// So many dates have room beside the reasons.
const MOST_DATES: usize = 1_000;

/// Why the statements behind an object stand, and until when, each once, in the order of the source.
#[derive(Debug, Clone, Default)]
pub struct Reasons<'a> {
    all: IndexSet<(Option<&'a EcoString>, Option<Date>)>,
}

impl<'a> Reasons<'a> {
    /// The reasons of statements with these clauses.
    pub fn of(clauses: impl IntoIterator<Item = &'a Clauses>) -> Self {
        let reason = |clauses: &'a Clauses| {
            (clauses.because.as_ref(), clauses.until.as_ref().map(|(date, _)| *date))
        };
        Self { all: clauses.into_iter().map(reason).filter(|one| *one != (None, None)).collect() }
    }

    /// `ledger API (until 2027-06-30); runbook 4`: of several, each says how long it holds.
    fn because(&self) -> Option<String> {
        let several = self.all.len() > 1;
        let mut text = String::new();
        let mut left = self.all.iter().filter(|(because, _)| because.is_some()).count();
        for (because, until) in &self.all {
            let Some(because) = because else { continue };
            if !text.is_empty() && text.len() + because.len() > LONGEST {
                text.push_str(&format!(" and {left} more"));
                break;
            }
            if !text.is_empty() {
                text.push_str("; ");
            }
            text.push_str(because);
            if let Some(until) = until.filter(|_| several) {
                text.push_str(&format!(" (until {until})"));
            }
            left -= 1;
        }
        (!text.is_empty()).then_some(text)
    }

    /// Every last day, the earliest first.
    fn until(&self) -> Option<String> {
        let dates: BTreeSet<_> = self.all.iter().filter_map(|(_, until)| *until).collect();
        let shown = dates.iter().take(MOST_DATES).map(ToString::to_string);
        let mut text = shown.collect::<Vec<_>>().join(", ");
        if let Some(left) = dates.len().checked_sub(MOST_DATES).filter(|left| *left > 0) {
            text.push_str(&format!(" and {left} more"));
        }
        (!text.is_empty()).then_some(text)
    }
}

/// The metadata of an object, of `zone` where it belongs to one.
pub fn metadata(
    name: &str,
    namespace: Option<&str>,
    zone: Option<&Zone>,
    reasons: &Reasons<'_>,
) -> ObjectMeta {
    let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
    let managed = pair("app.kubernetes.io/managed-by", "netz");
    let zone_label = zone.map(|zone| pair("netz/zone", &names::label_value(&zone.name)));
    let owner = zone.and_then(|zone| zone.owner.as_ref()).map(|owner| pair("netz/owner", owner));
    let because = reasons.because().map(|because| pair("netz/because", &because));
    let until = reasons.until().map(|until| pair("netz/until", &until));
    let annotations: Vec<_> = [owner, because, until].into_iter().flatten().collect();
    ObjectMeta {
        name: Some(name.to_owned()),
        namespace: namespace.map(str::to_owned),
        labels: Some([Some(managed), zone_label].into_iter().flatten().collect()),
        annotations: (!annotations.is_empty()).then(|| annotations.into_iter().collect()),
        ..ObjectMeta::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{FileId, Span};

    fn clauses(because: Option<&str>, until: Option<Date>) -> Clauses {
        let until = until.map(|date| (date, Span::new(FileId(0), 0, 0)));
        Clauses { because: because.map(EcoString::from), until }
    }

    #[test]
    fn reasons_stand_once_in_order_each_with_its_date() {
        let date = Date::constant(2027, 6, 30);
        let all = [
            clauses(Some("b"), Some(date)),
            clauses(None, None),
            clauses(Some("a"), None),
            clauses(Some("b"), Some(date)),
        ];
        let reasons = Reasons::of(&all);
        assert_eq!(reasons.because().as_deref(), Some("b (until 2027-06-30); a"));
        assert_eq!(reasons.until().as_deref(), Some("2027-06-30"));
        let one = Reasons::of(&all[..1]);
        assert_eq!(one.because().as_deref(), Some("b"));
        assert!(Reasons::of(&all[1..2]).because().is_none());
    }

    #[test]
    fn annotations_stay_under_the_limit_and_say_what_is_left_out() {
        let all: Vec<_> =
            (0..5).map(|at| clauses(Some(&format!("{at}{}", "x".repeat(60_000))), None)).collect();
        let because = Reasons::of(&all).because().unwrap();
        assert!(because.len() < LONGEST + 100 && because.ends_with(" and 2 more"));
    }
}
