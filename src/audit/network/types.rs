//! `implied-types`, `ignored-rules`: `policyTypes` that say something else than the rules.

use super::net::Net;
use super::{bare, name};
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::set::rule::Direction;

pub(super) fn check(net: &Net<'_>, sink: &mut Sink) {
    for (_, policy) in net.policies() {
        let spec = policy.spec();
        let because = policy.reason();
        let because = net.model.because_owned(because.as_ref());
        let types: Vec<_> =
            spec.get("policyTypes").items().iter().filter_map(|it| it.text()).collect();
        let rules = |direction: Direction| spec.get(direction.word()).items();
        if types.is_empty() && !rules(Direction::Egress).is_empty() && spec.get("ingress").is_null()
        {
            let span = spec.entry("egress").map_or(policy.span, |entry| policy.place(entry.place));
            let message = format!("{} says nothing of ingress, and denies all of it", name(policy));
            sink.push(
                Diagnostic::new(Code::ImpliedTypes, span, message)
                    .label("without `policyTypes`, `Ingress` is always one of them")
                    .help("write `policyTypes: [Egress]`, or `[Ingress, Egress]` where it is meant")
                    .marked(bare(policy), ["policyTypes"])
                    .answered(because.as_ref()),
            );
        }
        for (direction, word) in [(Direction::Ingress, "Ingress"), (Direction::Egress, "Egress")] {
            if types.is_empty() || types.contains(&word) || rules(direction).is_empty() {
                continue;
            }
            let field = direction.word();
            let span = spec.entry(field).map_or(policy.span, |entry| policy.place(entry.place));
            let message = format!("{}: its {field} rules do nothing", name(policy));
            sink.push(
                Diagnostic::new(Code::IgnoredRules, span, message)
                    .label(format!("`policyTypes` doesn't list `{word}`"))
                    .help(format!("add `{word}` to `policyTypes`, or remove the rules"))
                    .marked(bare(policy), [field])
                    .answered(because.as_ref()),
            );
        }
    }
}
