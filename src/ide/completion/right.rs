//! What a permission so far wants next.

use super::want::Want;

/// Where in a permission a place is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Verbs,
    Resources,
    Names,
    Scope,
    Clauses,
}

/// What may come behind `can`, in a grant with a scope and clauses, in a role without.
pub(super) fn permission<'t>(tokens: &[&'t str], is_grant: bool) -> Vec<Want<'t>> {
    let mut phase = Phase::Verbs;
    let mut open = true;
    for token in tokens {
        match (phase, *token) {
            (_, ",") => open = true,
            (Phase::Verbs, "verb") => open = true,
            (Phase::Verbs, _) if !open => phase = Phase::Resources,
            (Phase::Resources, "named") => (phase, open) = (Phase::Names, true),
            (Phase::Resources | Phase::Names, "in") => (phase, open) = (Phase::Scope, true),
            (Phase::Resources, "except" | "of" | "(") => open = true,
            (_, "cluster-wide") => (phase, open) = (Phase::Clauses, false),
            (_, "because" | "until") if phase != Phase::Verbs => {
                (phase, open) = (Phase::Clauses, true);
            }
            _ => open = false,
        }
    }
    const CLAUSES: Want<'_> = Want::Words(&["because", "until"]);
    let mut wants = match (phase, open) {
        (Phase::Verbs, true) => vec![Want::Verb],
        (Phase::Verbs, false) => vec![Want::Resource],
        (Phase::Resources, true) if tokens.last() == Some(&"of") => vec![Want::Group],
        (Phase::Resources, true) => vec![Want::Resource],
        (Phase::Resources, false) if tokens.last() == Some(&"all") => vec![Want::Words(&["of"])],
        (Phase::Resources, false) => vec![Want::Words(&["named", "except"])],
        (Phase::Scope, true) => vec![Want::Zone],
        (Phase::Names | Phase::Scope | Phase::Clauses, _) => Vec::new(),
    };
    if is_grant && !open && phase != Phase::Verbs && tokens.last() != Some(&"all") {
        if matches!(phase, Phase::Resources | Phase::Names) {
            wants.push(Want::Words(&["in", "cluster-wide"]));
        }
        wants.push(CLAUSES);
    }
    wants
}
