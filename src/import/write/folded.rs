//! Zones that say the same, once for all of them: a `for`.

use super::super::model::{Kind, Zone, ZoneId};
use super::super::names::word;
use super::{Statement, Writer, list};
use std::collections::BTreeSet;

/// The variable that stands for the name of each zone.
const NAME: &str = "namespace";
/// From how many lines on that are spared a `for` reads better.
const SPARED: usize = 6;

impl Writer<'_> {
    /// The zones of the program, in their order, those that say the same with the first of them.
    pub(super) fn ours(&mut self, ids: impl Iterator<Item = ZoneId>) {
        let blocks: Vec<_> = ids.map(|id| (id, self.apart(id))).collect();
        let forms: Vec<_> = blocks.iter().map(|(id, block)| self.form(*id, block)).collect();
        let mut told: BTreeSet<usize> = BTreeSet::new();
        for (at, ((id, block), form)) in blocks.iter().zip(&forms).enumerate() {
            if told.contains(&at) {
                continue;
            }
            let same = |(_, other): &(usize, &Option<Vec<&str>>)| form.is_some() && *other == form;
            let alike: Vec<usize> =
                forms.iter().enumerate().skip(at).filter(same).map(|(other, _)| other).collect();
            self.gap();
            if alike.len() < 2 || (alike.len() - 1) * block.len() < SPARED {
                self.statements.extend(block.iter().cloned());
                continue;
            }
            let zones = alike.iter().filter_map(|at| self.draft.zone(blocks.get(*at)?.0));
            let names: Vec<_> = zones.map(|zone| word(&zone.name)).collect();
            let own = self.draft.zone(*id).map(head).unwrap_or_default();
            self.needed(list(&format!("for {NAME} in "), &names, " {"));
            for (line, statement) in block.iter().enumerate() {
                let mut statement = statement.clone();
                if line == 0 {
                    let rest = statement.text.strip_prefix(&own).unwrap_or_default();
                    statement.text = format!("zone ${NAME}{rest}");
                }
                self.statements.push(statement);
            }
            self.needed("}");
            told.extend(alike);
        }
    }

    /// The statements of a zone, as if nothing stood before them.
    fn apart(&mut self, id: ZoneId) -> Vec<Statement> {
        let before = std::mem::take(&mut self.statements);
        self.zone(id);
        std::mem::replace(&mut self.statements, before)
    }

    /// What a zone says but for its name; none where a variable can't stand for that.
    fn form<'b>(&self, id: ZoneId, block: &'b [Statement]) -> Option<Vec<&'b str>> {
        let zone = self.draft.zone(id)?;
        let is_plain = zone.kind == Kind::Ours
            && zone.namespaces == [zone.name.clone()]
            && word(&zone.name) == zone.name
            && !block.iter().any(|statement| statement.text.contains('$'));
        let (first, rest) = block.split_first().filter(|_| is_plain)?;
        let first = first.text.strip_prefix(&head(zone))?;
        Some(std::iter::once(first).chain(rest.iter().map(|one| one.text.as_str())).collect())
    }
}

/// The beginning of a zone.
fn head(zone: &Zone) -> String {
    format!("zone {}", word(&zone.name))
}
