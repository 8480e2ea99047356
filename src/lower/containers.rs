//! What the containers of known workloads say of a segment.

use super::Lowering;
use crate::ir::Segment;
use crate::set::port::PortSet;
use crate::source::Span;
use crate::world::way;

impl Lowering<'_> {
    /// The ports that the containers of a segment's workloads declare, and the place behind the segment's name
    /// where its declaration has them; none of an implicit segment, or where nothing is known.
    pub(super) fn ports_of_containers(&self, segment: &Segment) -> Option<(PortSet, Span)> {
        let others = &self.options.others;
        if segment.implicit || others.is_empty() {
            return None;
        }
        let namespaces = way::namespaces(self.policy.zone(segment.zone)?);
        let boxes: Vec<_> = segment.alternatives.iter().map(|one| one.labels()).collect();
        let mut ports = PortSet::default();
        for workload in others.workloads() {
            if !namespaces.contains(&others.namespace(&workload.namespace)) {
                continue;
            }
            let is_own = |labels| boxes.iter().any(|one| one.contains(labels));
            for pod in workload.pods.iter().filter(|pod| is_own(&pod.labels)) {
                for port in &pod.ports {
                    ports = ports.union(&PortSet::range(port.protocol, port.number, port.number));
                }
            }
        }
        (!ports.is_empty()).then(|| (ports, self.behind_name(segment)))
    }

    /// Behind the name of a segment, and behind `as ACCOUNT` where that stands there.
    fn behind_name(&self, segment: &Segment) -> Span {
        let place = segment.span.after();
        let text = self.program.sources.text(place.file);
        let rest = text.get(place.start as usize..).unwrap_or_default();
        let blanks = |text: &str| text.len() - text.trim_start_matches([' ', '\t']).len();
        let word = rest.get(blanks(rest)..).unwrap_or_default();
        let Some(account) = word.strip_prefix("as").filter(|account| blanks(account) > 0) else {
            return place;
        };
        let name = account.trim_start_matches([' ', '\t']);
        let length = name.find(|it: char| it.is_whitespace() || ":;}#".contains(it));
        let length = rest.len() - name.len() + length.unwrap_or(name.len());
        let at = place.start.saturating_add(u32::try_from(length).unwrap_or(0));
        Span { start: at, end: at, ..place }
    }
}
