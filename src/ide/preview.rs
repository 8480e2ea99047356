//! The YAML of the zone at a place.

use super::{Analysis, tree};
use crate::lower::Referent;
use crate::source::{FileId, Span};
use crate::syntax::ast::{Statement, StatementKind};
use ecow::EcoString;
use std::collections::BTreeSet;

/// The zones that a place is about: those of the block around it, else those of the file, else all.
#[must_use]
pub fn zones_at(analysis: &Analysis, file: FileId, offset: u32) -> BTreeSet<EcoString> {
    let Some(parsed) = tree::file(&analysis.program, file) else { return BTreeSet::new() };
    for statement in tree::path(parsed, offset).into_iter().rev() {
        let zones = of_header(analysis, statement);
        if !zones.is_empty() {
            return zones;
        }
    }
    let scopes = parsed.statements.iter().find(|statement| match &statement.kind {
        StatementKind::Zone(zone) => zone.body.is_none() && !zone.external,
        StatementKind::In(scope) => scope.body.is_none(),
        _ => false,
    });
    scopes.map(|statement| of_header(analysis, statement)).unwrap_or_default()
}

/// The zones that the header of a statement names.
fn of_header(analysis: &Analysis, statement: &Statement) -> BTreeSet<EcoString> {
    let names: Vec<Span> = match &statement.kind {
        StatementKind::Zone(zone) => vec![zone.name.span],
        StatementKind::In(scope) => scope.zones.iter().map(|name| name.span).collect(),
        _ => Vec::new(),
    };
    let uses = names.iter().flat_map(|span| analysis.names_at(span.file, span.start));
    let zones = uses.filter_map(|one| match one.referent {
        Referent::Zone(id) => analysis.policy().zone(id).map(|zone| zone.name.clone()),
        _ => None,
    });
    zones.collect()
}

/// The documents of some zones, or of the whole program where none is named; none while it has errors.
#[must_use]
pub fn yaml(analysis: &Analysis, zones: &BTreeSet<EcoString>) -> Option<String> {
    let mut text = String::new();
    let of_zones;
    let wanted = match zones.is_empty() {
        true => &analysis.output()?.manifests,
        false => {
            of_zones = analysis.objects(&|zone| zones.contains(&zone.name))?;
            &of_zones
        }
    };
    for manifest in wanted {
        if !text.is_empty() {
            text.push_str("---\n");
        }
        manifest.write_yaml(&mut text);
    }
    Some(text)
}
