//! What comments say: places, and ends of flows as the language writes them.

use crate::hash::IndexSet;
use crate::ir::{AddressesKind, EndpointKind, Policy, SegmentId, Target, ZoneId};
use crate::source::{SourceMap, Span};

/// `teams/shop.netz`: the file, without a line, so that a line added elsewhere changes no output.
pub fn place(sources: &SourceMap, span: Span) -> &str {
    relative(sources.name(span.file))
}

/// A name that says nothing of the machine: of a path that isn't relative, the file alone.
fn relative(name: &str) -> &str {
    let absolute =
        name.starts_with(['/', '\\']) || name.get(1..).is_some_and(|rest| rest.starts_with(':'));
    if absolute { name.rsplit(['/', '\\']).next().unwrap_or(name) } else { name }
}

/// How many files a comment names.
const MOST: usize = 6;

/// `main.netz, shop.netz`: the first of them where they are many.
pub fn places(sources: &SourceMap, spans: impl IntoIterator<Item = Span>) -> String {
    let all: IndexSet<_> = spans.into_iter().map(|span| place(sources, span)).collect();
    let first: Vec<_> = all.iter().take(MOST).copied().collect();
    match all.len() - first.len() {
        0 => first.join(", "),
        more => format!("{} and {more} more", first.join(", ")),
    }
}

/// `kube-system/dns-pods on tcp/53 udp/53, 169.254.20.10/32 on udp/53`.
pub fn targets(policy: &Policy, targets: &[Target]) -> String {
    let all = targets
        .iter()
        .map(|target| format!("{} on {}", endpoint(policy, &target.endpoint.kind), target.ports));
    all.collect::<Vec<_>>().join(", ")
}

/// `shop/web`, `shop/*`, `internet`, `10.0.0.0/8`.
pub fn endpoint(policy: &Policy, kind: &EndpointKind) -> String {
    match kind {
        EndpointKind::Segment(id) => segment(policy, *id),
        EndpointKind::Zone(id) => format!("{}/*", zone(policy, *id)),
        EndpointKind::Cluster => "cluster".to_owned(),
        EndpointKind::OpenEgress => "every pod whose egress is open".to_owned(),
        EndpointKind::Anywhere => "anywhere".to_owned(),
        EndpointKind::Addresses(addresses) => match &addresses.kind {
            AddressesKind::Literal => {
                addresses.blocks.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
            }
            AddressesKind::Internet => "internet".to_owned(),
            AddressesKind::Net(name) => name.to_string(),
            AddressesKind::Nodes => "nodes".to_owned(),
            AddressesKind::ApiServer => "apiserver".to_owned(),
        },
    }
}

fn segment(policy: &Policy, id: SegmentId) -> String {
    policy.segment(id).map_or_else(String::new, |segment| {
        format!("{}/{}", zone(policy, segment.zone), segment.name)
    })
}

fn zone(policy: &Policy, id: ZoneId) -> &str {
    policy.zone(id).map_or("", |zone| &zone.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_comment_names_a_folder_of_the_machine() {
        assert_eq!(relative("shop/web.netz"), "shop/web.netz");
        assert_eq!(relative("<stdin>"), "<stdin>");
        assert_eq!(relative("/home/someone/web.netz"), "web.netz");
        assert_eq!(relative("C:\\work\\web.netz"), "web.netz");
        assert_eq!(relative(""), "");
    }

    #[test]
    fn many_places_are_cut_short() {
        let mut sources = SourceMap::default();
        let files: Vec<_> =
            (0..9).map(|n| sources.add(format!("f{n}.netz"), "\n".repeat(20))).collect();
        let spans = |count: usize| files.iter().take(count).map(|file| Span::new(*file, 3, 3));
        assert_eq!(places(&sources, spans(2)), "f0.netz, f1.netz");
        assert!(places(&sources, spans(9)).ends_with("f5.netz and 3 more"));
        assert_eq!(places(&sources, spans(1).chain(spans(1))), "f0.netz");
    }
}
