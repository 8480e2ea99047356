//! What came of an import, as diagnostics: what the program doesn't say, and whether it is proved.

use super::{Gap, Import, Loss, Proof, Unsaid};
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::source::Span;
use std::collections::HashMap;

/// How many differences are listed.
const LISTED: usize = 12;

impl Import {
    /// Tells what the program doesn't say, each with the way out, and where it differs from the objects.
    pub fn report(&self, sink: &mut Sink) {
        let mut all: Vec<Diagnostic> = Vec::new();
        let mut places: HashMap<(Span, Code), usize> = HashMap::new();
        for one in &self.unsaid {
            let at = one.span.map(|span| *places.entry((span, one.code)).or_insert(all.len()));
            match at.and_then(|at| all.get_mut(at)) {
                // One word of a role may stand in the way of several rights.
                Some(same) => same.notes.push(sentence(one)),
                None => all.push(diagnostic(one)),
            }
        }
        all.into_iter().for_each(|diagnostic| sink.push(diagnostic));
        match &self.proof {
            Proof::Equal => {}
            Proof::Unfinished => sink.push(unfinished()),
            Proof::Differs(gaps) => {
                let told = self.unsaid.iter().any(|one| one.loss == Loss::Meaning);
                sink.push(differs(gaps, told));
            }
        }
    }
}

fn sentence(one: &Unsaid) -> String {
    let Unsaid { what, reason, .. } = one;
    match one.loss {
        Loss::Meaning => format!("the program doesn't say {what}: {reason}"),
        Loss::Nothing => format!("left out, since of no effect: {what}: {reason}"),
        Loss::Beside => format!("left out: {what}: {reason}"),
    }
}

fn diagnostic(one: &Unsaid) -> Diagnostic {
    let diagnostic = match one.span {
        Some(span) => Diagnostic::new(one.code, span, sentence(one)),
        None => Diagnostic::global(one.code, sentence(one)),
    };
    diagnostic.help(way_out(one.code))
}

const fn way_out(code: Code) -> &'static str {
    match code {
        Code::IsolationLeftOut => {
            "select the pods by one key that tells them apart, and import again"
        }
        Code::PortNameLeftOut => "write the number of the port in the policy, and import again",
        Code::PodSecurityLeftOut => {
            "label the Namespace with what it enforces, such as \
             `pod-security.kubernetes.io/enforce: baseline`; or keep it beside the program"
        }
        Code::QuotaLeftOut => {
            "keep the ResourceQuota beside what `netz build` writes: neither changes the other"
        }
        Code::RightLeftOut => {
            "name in the role what is meant, and import again; or keep the role and its bindings \
             beside what `netz build` writes, and count them in with `--with`"
        }
        Code::SubjectLeftOut => "take it out of the binding, or mend its name",
        Code::StatementLeftOut => {
            "keep the objects that say it beside what `netz build` writes, and count them in with `--with`"
        }
        Code::DeadRightLeftOut => "take it out of the role: nobody loses anything",
        Code::BindingLeftOut => "import the file with that Role too, or delete the binding",
        Code::RoleLeftOut => {
            "import the files with its bindings too; what nothing binds and nothing collects can go"
        }
        _ => "keep the object beside what `netz build` writes",
    }
}

fn unfinished() -> Diagnostic {
    let message = "it isn't proved that the program means what the objects mean: the comparison takes too long";
    Diagnostic::global(Code::ImportUnproved, message)
        .help("write the selectors of the policies with fewer negations, and import again")
}

fn differs(gaps: &[Gap], told: bool) -> Diagnostic {
    let count = |wider| gaps.iter().filter(|gap| gap.wider == wider).count();
    let how = match (count(true), count(false)) {
        (0, _) => "allows less than the objects",
        (_, 0) => "allows more than the objects",
        _ => "allows more than the objects, and less",
    };
    let first = gaps.first().map(|gap| gap.what.as_str()).unwrap_or_default();
    let such = if gaps.len() == 1 { "" } else { "such as " };
    let message = format!("the program {how}: {such}{first}");
    let mut diagnostic = Diagnostic::global(Code::ImportDiffers, message);
    for gap in gaps.iter().take(LISTED) {
        let word = if gap.wider { "more" } else { "less" };
        let witness = gap.witness.as_ref().map(|one| format!(", e.g. {one}")).unwrap_or_default();
        diagnostic = diagnostic.note(format!("{word}: {}{witness}", gap.what));
    }
    if let more @ 1.. = gaps.len().saturating_sub(LISTED) {
        diagnostic = diagnostic.note(format!("and {more} more"));
    }
    diagnostic.help(match told {
        true => "what the program can't say, and why, is reported beside this",
        false => "nothing that it can't say explains this: report it as a mistake of netz, with the objects",
    })
}
