//! Questions about rights.

use super::Asker;
use super::answer::{Answer, Body, Rights, Verdict};
use super::resolve::Question;

impl Asker<'_> {
    pub(super) fn rights(&self, _question: &Question) -> Answer {
        Answer {
            verdict: Verdict::No,
            sentence: String::new(),
            body: Body::Rights(Rights::default()),
            notes: Vec::new(),
        }
    }
}
