//! Whom the pods of a segment may reach, and who reaches them: by what the whole program means, or by its
//! statements where that isn't known.

use super::list;
use crate::emit::Manifest;
use crate::emit::comment::endpoint;
use crate::ide::Analysis;
use crate::ir::{Cause, Direction, EndpointKind, Half, Pods, Policy, SegmentId, Zone, ZoneId};
use crate::query::answer::Peer;
use crate::query::{Around, around};
use crate::set::port::PortSet;
use indexmap::IndexMap;

/// Of how many flows at the most a program is asked what it means.
const MOST_FLOWS: usize = 500;

/// The paragraphs about the traffic of a segment.
pub(super) fn describe(analysis: &Analysis, id: SegmentId) -> Vec<String> {
    let policy = analysis.policy();
    let Some(zone) = policy.segment(id).map(|segment| segment.zone) else { return Vec::new() };
    let Some(of) = policy.zone(zone) else { return Vec::new() };
    if !of.is_ours() {
        return vec!["its policies are somebody else's: netz takes it for open".to_owned()];
    }
    let said = [Direction::Egress, Direction::Ingress]
        .map(|direction| lines(analysis, Pods::Segment(id), zone, direction));
    // What a larger program means takes longer to ask than an editor should wait.
    let world = (policy.flows.len() <= MOST_FLOWS).then(|| analysis.world()).flatten();
    let known = world.and_then(|world| around(policy, world, analysis.sources(), id));
    match known {
        Some(known) => meant(of, &known, &said),
        None => stated(of, &said),
    }
}

/// By what the program means. Statements that say one half of a connection whose other end doesn't say the
/// other are told apart.
fn meant(zone: &Zone, known: &Around, said: &[Vec<Line>; 2]) -> Vec<String> {
    let isolation = zone.isolation;
    let sides = [
        (&known.targets, isolation.egress, "may reach", "nothing", "egress", "let out, not let in"),
        (
            &known.sources,
            isolation.ingress,
            "reached by",
            "nobody",
            "ingress",
            "let in, not let out",
        ),
    ];
    let mut texts = Vec::new();
    for ((peers, isolated, title, none, side, half), said) in sides.into_iter().zip(said) {
        let mut all: Vec<_> =
            peers.iter().filter(|peer| peer.reading.is_none()).map(line).collect();
        let readings = peers.iter().filter_map(|peer| peer.reading.as_ref());
        if let Some(reading) = readings.max() {
            all.push(format!("more where {reading}"));
        }
        texts.push(match (all.is_empty(), isolated) {
            (true, _) => format!("{title} {none}"),
            (false, true) => list(title, &all),
            (false, false) => list(&format!("{title} (its {side} is open)"), &all),
        });
        let is_known = |line: &Line| peers.iter().any(|peer| peer.names.contains(&line.peer));
        let halves = said.iter().filter(|line| isolated && line.is_half() && !is_known(line));
        let halves: Vec<_> = halves.map(Line::bare).collect();
        if !halves.is_empty() {
            texts.push(list(&format!("{half} at the other end"), &halves));
        }
    }
    texts
}

/// A peer, as a line of a list.
fn line(peer: &Peer) -> String {
    let name = |name: &String| match name.contains(' ') {
        true => name.clone(),
        false => format!("`{name}`"),
    };
    let names: Vec<_> = peer.names.iter().map(name).collect();
    let ports = match peer.ports.as_str() {
        "any" => "every port".to_owned(),
        ports => format!("`{ports}`"),
    };
    let remark = |remark: &str| peer.reasons.iter().any(|reason| reason.remark == remark);
    let mut remarks = Vec::new();
    if peer.partly {
        remarks.push("a part of its pods");
    }
    if remark("implies DNS") {
        remarks.push("DNS follows flows");
    }
    if remark("the API follows grants") {
        remarks.push("the API follows grants");
    }
    let remarks = match remarks.as_slice() {
        [] => String::new(),
        some => format!(" ({})", some.join(", ")),
    };
    format!("{} on {ports}{remarks}", names.join(", "))
}

/// By the statements.
fn stated(zone: &Zone, said: &[Vec<Line>; 2]) -> Vec<String> {
    let sides = [
        (zone.isolation.egress, "may reach", "egress is open: it may reach anything"),
        (zone.isolation.ingress, "reached by", "ingress is open: anybody may reach it"),
    ];
    let texts = sides.into_iter().zip(said).map(|((isolated, title, open), said)| {
        let lines: Vec<_> = said.iter().map(Line::text).collect();
        match (isolated, lines.is_empty(), title) {
            (false, ..) => open.to_owned(),
            (true, true, "may reach") => "may reach nothing".to_owned(),
            (true, true, _) => "reached by nobody".to_owned(),
            (true, false, _) => list(title, &lines),
        }
    });
    texts.collect()
}

/// What statements say of a peer.
struct Line {
    peer: String,
    ports: PortSet,
    remark: Remark,
}

impl Line {
    fn text(&self) -> String {
        match self.remark.text() {
            "" => self.bare(),
            remark => format!("{} ({remark})", self.bare()),
        }
    }

    fn bare(&self) -> String {
        format!("`{}` on `{}`", self.peer, self.ports)
    }

    /// Whether the other end doesn't say its half.
    const fn is_half(&self) -> bool {
        matches!(self.remark, Remark::NotLetIn | Remark::NotLetOut)
    }
}

/// The peers of one direction: those of the pods themselves, and those of every pod of their zone.
fn lines(analysis: &Analysis, pods: Pods, zone: ZoneId, direction: Direction) -> Vec<Line> {
    let policy = analysis.policy();
    let every = Pods::Zone(zone);
    let mut peers: IndexMap<(String, Remark), PortSet> = IndexMap::new();
    let network = analysis.network();
    for half in network.of(pods).iter().chain(network.of(every)) {
        if half.direction != direction {
            continue;
        }
        for peer in &half.peers {
            let remark = remark(analysis, half, peer, pods);
            let ports = peers.entry((endpoint(policy, peer), remark)).or_default();
            *ports = if ports.is_empty() { half.ports.clone() } else { ports.union(&half.ports) };
        }
    }
    peers.into_iter().map(|((peer, remark), ports)| Line { peer, ports, remark }).collect()
}

/// What else is to be known of a peer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Remark {
    None,
    Dns,
    Api,
    OfZone,
    NotLetIn,
    NotLetOut,
}

impl Remark {
    const fn text(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Dns => "DNS follows flows",
            Self::Api => "the API follows grants",
            Self::OfZone => "as every pod of the zone",
            Self::NotLetIn => "if its own policies let it in: only the egress is said",
            Self::NotLetOut => "if its own policies let it out: only the ingress is said",
        }
    }
}

/// What else is to be known of a peer that a half names.
fn remark(analysis: &Analysis, half: &Half, peer: &EndpointKind, pods: Pods) -> Remark {
    match half.cause {
        Cause::Dns => return Remark::Dns,
        Cause::Api => return Remark::Api,
        Cause::Flow(_) => {}
    }
    let opposite = match half.direction {
        Direction::Egress => Direction::Ingress,
        Direction::Ingress => Direction::Egress,
    };
    let policy = analysis.policy();
    let closed = policy.subject(peer, opposite).is_some_and(|other| {
        let network = analysis.network();
        let of_zone = policy.zone_of(other).map(|zone| network.of(Pods::Zone(zone)));
        !network.of(other).iter().chain(of_zone.unwrap_or_default()).any(|one| {
            one.direction == opposite
                && one.peers.iter().any(|end| names(policy, end, pods))
                && (one.ports.is_subset(&half.ports) || half.ports.is_subset(&one.ports))
        })
    });
    match (closed, half.direction) {
        (true, Direction::Egress) => Remark::NotLetIn,
        (true, Direction::Ingress) => Remark::NotLetOut,
        (false, _) if half.pods != pods => Remark::OfZone,
        (false, _) => Remark::None,
    }
}

/// Whether an end names some pods.
fn names(policy: &Policy, end: &EndpointKind, pods: Pods) -> bool {
    match end {
        EndpointKind::Segment(id) => pods == Pods::Segment(*id),
        EndpointKind::Zone(id) => policy.zone_of(pods) == Some(*id),
        EndpointKind::Cluster | EndpointKind::Anywhere => true,
        EndpointKind::OpenEgress | EndpointKind::Addresses(_) => false,
    }
}

/// The policies that are emitted for a segment.
pub(super) fn policies(analysis: &Analysis, segment: SegmentId) -> Option<String> {
    let mut titles = Vec::new();
    let mut add = |manifest: Manifest| titles.push(format!("`{}`", manifest.title()));
    analysis.preview()?.give(&[Pods::Segment(segment)].into(), &mut add);
    (!titles.is_empty()).then(|| list("becomes", &titles))
}

/// The objects that are emitted for a zone.
pub(super) fn objects(analysis: &Analysis, zone: ZoneId) -> Option<String> {
    let name = &analysis.policy().zone(zone)?.name;
    let objects = analysis.objects(&|zone| zone.name == *name)?;
    let titles: Vec<_> = objects.iter().map(|one| format!("`{}`", one.title())).collect();
    (!titles.is_empty()).then(|| list("becomes", &titles))
}
