//! What a program implies, said beside its text: ports that flows take, addresses of nets, DNS and the API.

use super::{Analysis, tree, words};
use crate::ir::{AddressesKind, Cause, Direction, EndpointKind, Flow, Pods, SegmentId};
use crate::lower::Referent;
use crate::source::{SourceMap, Span};
use crate::syntax::ast::{self, StatementKind};
use std::collections::{BTreeMap, HashMap};

/// Something that is implied, and where it is said.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hint {
    /// The place behind which it stands.
    pub at: u32,
    /// What is said.
    pub text: String,
    /// Why.
    pub why: String,
}

/// The hints of a part of a file, in the order of their places.
#[must_use]
pub fn hints(analysis: &Analysis, part: Span) -> Vec<Hint> {
    let mut hints = Vec::new();
    let Some(file) = tree::file(&analysis.program, part.file) else { return hints };
    let mut flows: HashMap<Span, Vec<&Flow>> = HashMap::new();
    for flow in analysis.policy().flows.iter().filter(|flow| meets(flow.span, part)) {
        flows.entry(flow.span).or_default().push(flow);
    }
    tree::each(&file.statements, &mut |statement| {
        if let (StatementKind::Flow(flow), true) = (&statement.kind, meets(statement.span, part)) {
            let lowered = flows.get(&statement.span).map(Vec::as_slice).unwrap_or_default();
            hints.extend(ports(flow, lowered));
            hints.extend(nets(lowered));
        }
    });
    hints.extend(named_ports(analysis, part));
    hints.extend(implied(analysis, part));
    hints.retain(|hint| part.start <= hint.at && hint.at <= part.end);
    hints.sort();
    hints.dedup();
    hints
}

fn meets(one: Span, part: Span) -> bool {
    one.file == part.file && one.start <= part.end && part.start <= one.end
}

/// The ports that a flow without ports takes from its destinations.
fn ports(flow: &ast::Flow, lowered: &[&Flow]) -> Option<Hint> {
    let last = flow.to.last()?;
    if !flow.ports.is_empty() {
        return None;
    }
    let mut by_end: BTreeMap<Span, Vec<String>> = BTreeMap::new();
    for target in lowered.iter().flat_map(|flow| &flow.targets) {
        let ports = by_end.entry(target.endpoint.span).or_default();
        let text = target.ports.to_string();
        if !ports.contains(&text) {
            ports.push(text);
        }
    }
    // Of `<->` both sides are destinations; the hint stands behind the right one.
    let all: Vec<_> = by_end.into_values().collect();
    let first = all.first()?;
    let text = if all.iter().all(|ports| ports == first) {
        first.join(" | ")
    } else {
        all.iter().map(|ports| ports.join(" | ")).collect::<Vec<_>>().join(", ")
    };
    let why = "the ports that the destination declares".to_owned();
    Some(Hint { at: last.span.end, text: format!(" {text}"), why })
}

/// The addresses of the nets of a flow.
fn nets(lowered: &[&Flow]) -> Vec<Hint> {
    let mut hints = Vec::new();
    for flow in lowered {
        let ends = flow.sources.iter().chain(flow.targets.iter().map(|target| &target.endpoint));
        for end in ends {
            let EndpointKind::Addresses(addresses) = &end.kind else { continue };
            let named = matches!(addresses.kind, AddressesKind::Net(_) | AddressesKind::Nodes);
            if named {
                let text = format!(" {}", words::some(addresses.blocks.iter(), 2));
                let why = words::some(addresses.blocks.iter(), usize::MAX);
                hints.push(Hint { at: end.span.end, text, why });
            }
        }
    }
    hints
}

/// What declared ports stand for where they are used.
fn named_ports(analysis: &Analysis, part: Span) -> Vec<Hint> {
    let names = analysis.names.uses.iter().filter(|one| !one.declares && meets(one.span, part));
    let hints = names.filter_map(|one| {
        let ports = match &one.referent {
            Referent::Alias(alias) => analysis.names.ports.get(alias)?,
            Referent::Port(segment, name) => {
                let named = &analysis.policy().segment(*segment)?.named_ports;
                &named.iter().find(|(own, _)| own == name)?.1
            }
            _ => return None,
        };
        let why = "what the name of the port stands for".to_owned();
        Some(Hint { at: one.span.end, text: format!(" {ports}"), why })
    });
    hints.collect()
}

/// What DNS and the API open for the segments and zones that are declared here.
fn implied(analysis: &Analysis, part: Span) -> Vec<Hint> {
    let policy = analysis.policy();
    let parsed = tree::file(&analysis.program, part.file);
    let mut hints = Vec::new();
    let halves = analysis.network().halves().iter();
    for half in halves.filter(|half| half.direction == Direction::Egress) {
        let (word, why) = match half.cause {
            Cause::Flow(_) => continue,
            Cause::Dns => ("dns", "DNS follows flows: `without dns` in the zone turns it off"),
            Cause::Api => ("apiserver", "the API follows grants: `without api` turns it off"),
        };
        let span = match half.pods {
            Pods::Segment(id) => match segment(analysis, id) {
                Some(span) => span,
                None => continue,
            },
            Pods::Zone(id) => match policy.zone(id) {
                Some(zone) => zone.span,
                None => continue,
            },
        };
        if meets(span, part) && span.start < span.end {
            let text = format!(" → {word} {}", half.ports);
            let at = parsed.map_or(span.end, |file| behind(file, analysis.sources(), span));
            hints.push(Hint { at, text, why: why.to_owned() });
        }
    }
    hints
}

/// Behind the declaration of a name; of a zone behind its `{`, where that ends the line.
fn behind(file: &ast::File, sources: &SourceMap, name: Span) -> u32 {
    let path = tree::path(file, name.start);
    let Some(statement) = path.last() else { return name.end };
    let Some(header) = tree::header(statement) else { return statement.span.end };
    let rest = sources.text(name.file).get(header.end as usize..).unwrap_or_default();
    let line = rest.lines().next().unwrap_or_default().trim_end();
    match line.trim_start() {
        "{" => header.end.saturating_add(u32::try_from(line.len()).unwrap_or_default()),
        _ => header.end,
    }
}

/// The name of a declared segment.
fn segment(analysis: &Analysis, id: SegmentId) -> Option<Span> {
    analysis.policy().segment(id).filter(|segment| !segment.implicit).map(|segment| segment.span)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compile::Options;
    use crate::source::FileId;

    /// A text with its hints in it, each in brackets.
    fn hinted(text: &str) -> String {
        let mut files = BTreeMap::from([("main.netz".to_owned(), text.to_owned())]);
        let analysis = Analysis::new(&["main.netz"], &[], &mut files, &Options::default());
        let whole = Span::new(FileId(0), 0, u32::try_from(text.len()).expect("short"));
        let mut shown = text.to_owned();
        for hint in hints(&analysis, whole).iter().rev() {
            shown.insert_str(hint.at as usize, &format!("[{}]", hint.text.trim()));
        }
        shown
    }

    #[test]
    fn what_is_implied_stands_behind_the_declaration() {
        let text = "zone shop isolates {
  segment web tcp/80: app=w # the shop
  segment db
  web -> db tcp/5432
  * -> pay/api
}
zone pay isolates { segment api tcp/443; api -> api }
";
        let wanted = "zone shop isolates {[→ dns tcp/53 udp/53]
  segment web tcp/80: app=w[→ dns tcp/53 udp/53] # the shop
  segment db
  web -> db tcp/5432
  * -> pay/api[tcp/443]
}
zone pay isolates { segment api tcp/443[→ dns tcp/53 udp/53]; api -> api[tcp/443] }
";
        assert_eq!(hinted(text), wanted);
    }
}
