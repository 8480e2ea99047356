//! `unlisted-verb`: a verb that nothing is known to ask for.

use super::Right;
use crate::diagnostic::{Code, Diagnostic, Sink};

pub(super) fn check(right: &Right<'_>, sink: &mut Sink) {
    for used in &right.permission.uses {
        let name = used.object.name();
        for given in used.verbs.iter().filter(|given| !given.listed) {
            let message = format!("no table lists the verb `{}` for `{name}`", given.verb);
            let finding = Diagnostic::new(Code::UnlistedVerb, given.span, message)
                .label("allows nothing unless something asks for it")
                .also(used.span, "on this")
                .help("check the spelling in the manual of whatever asks for it")
                .note("a custom resource can list its own verbs: `resource … verbs get, …`");
            sink.push(finding.answered(right.because));
        }
    }
}
