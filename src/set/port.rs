//! Sets of ports of all protocols.

use super::interval::Intervals;
use ecow::EcoString;

/// Transport protocols that NetworkPolicy knows (`networking.k8s.io/v1` `NetworkPolicyPort.protocol`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Protocol {
    /// TCP.
    Tcp,
    /// UDP.
    Udp,
    /// SCTP.
    Sctp,
}

impl Protocol {
    /// All of them, in order.
    pub const ALL: [Self; 3] = [Self::Tcp, Self::Udp, Self::Sctp];

    /// `tcp`, as netz writes it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Tcp => "tcp",
            Self::Udp => "udp",
            Self::Sctp => "sctp",
        }
    }

    /// `TCP`, as Kubernetes writes it.
    #[must_use]
    pub const fn kubernetes(self) -> &'static str {
        match self {
            Self::Tcp => "TCP",
            Self::Udp => "UDP",
            Self::Sctp => "SCTP",
        }
    }

    const fn base(self) -> u32 {
        (self as u32) << 16
    }

    /// A port of it, as [`PortSet::numbers`] counts them.
    #[must_use]
    pub fn at(self, port: u16) -> u32 {
        self.base() + u32::from(port)
    }

    /// The protocol and the number of a member of [`PortSet::numbers`].
    #[must_use]
    pub fn split(point: u32) -> (Self, u16) {
        let protocol = match point >> 16 {
            0 => Self::Tcp,
            1 => Self::Udp,
            _ => Self::Sctp,
        };
        (protocol, u16::try_from(point & 0xffff).unwrap_or(u16::MAX))
    }

    /// Every port of it, as [`PortSet::numbers`] counts them.
    #[must_use]
    pub const fn full(self) -> (u32, u32) {
        (self.base() + 1, self.base() + 65_535)
    }
}

/// A set of ports: numbers 1 to 65535 of each protocol, and names that only a pod can resolve.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PortSet {
    /// Protocol × 65536 + port.
    numbers: Intervals<u32>,
    /// Sorted, without repetition.
    named: Vec<(Protocol, EcoString)>,
}

/// A part of a [`PortSet`], as one entry of a NetworkPolicy's `ports`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PortPart {
    /// Every port of a protocol.
    All(Protocol),
    /// From the first to the last, inclusive; the same for a single port.
    Range(Protocol, u16, u16),
    /// A port name of the pod.
    Named(Protocol, EcoString),
}

impl PortSet {
    /// Every port of every protocol.
    #[must_use]
    pub fn any() -> Self {
        Self { numbers: Intervals::new(Protocol::ALL.map(Protocol::full)), named: Vec::new() }
    }

    /// Every port of one protocol.
    #[must_use]
    pub fn all_of(protocol: Protocol) -> Self {
        Self { numbers: Intervals::new([protocol.full()]), named: Vec::new() }
    }

    /// From `low` to `high`, inclusive. Port 0 is no port and is left out.
    #[must_use]
    pub fn range(protocol: Protocol, low: u16, high: u16) -> Self {
        let range = (protocol.base() + u32::from(low.max(1)), protocol.base() + u32::from(high));
        Self { numbers: Intervals::new([range]), named: Vec::new() }
    }

    /// A port name of the pod.
    #[must_use]
    pub fn named(protocol: Protocol, name: EcoString) -> Self {
        Self { numbers: Intervals::default(), named: vec![(protocol, name)] }
    }

    /// These numbers, as protocol × 65536 + port.
    #[must_use]
    pub const fn of_numbers(numbers: Intervals<u32>) -> Self {
        Self { numbers, named: Vec::new() }
    }

    /// Its numbers, as protocol × 65536 + port.
    #[must_use]
    pub const fn numbers(&self) -> &Intervals<u32> {
        &self.numbers
    }

    /// Its names, sorted, but for those that its numbers hold.
    #[must_use]
    pub fn names(&self) -> &[(Protocol, EcoString)] {
        &self.named
    }

    /// Whether it holds nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.numbers.is_empty() && self.named.is_empty()
    }

    /// Whether it holds names, which only a pod can resolve.
    #[must_use]
    pub fn has_names(&self) -> bool {
        !self.named.is_empty()
    }

    /// Whether it holds every port of every protocol.
    #[must_use]
    pub fn is_any(&self) -> bool {
        Protocol::ALL.iter().all(|protocol| self.holds_all_of(*protocol))
    }

    /// Whether it holds every port of `protocol`.
    #[must_use]
    pub fn holds_all_of(&self, protocol: Protocol) -> bool {
        let (low, high) = protocol.full();
        self.numbers.ranges().iter().any(|range| range.0 <= low && high <= range.1)
    }

    /// Whether it holds this number.
    #[must_use]
    pub fn contains(&self, protocol: Protocol, port: u16) -> bool {
        self.numbers.contains(protocol.base() + u32::from(port))
    }

    /// What is in either.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        let mut named = [self.named.as_slice(), &other.named].concat();
        named.sort_unstable();
        named.dedup();
        let mut union = Self { numbers: self.numbers.union(&other.numbers), named };
        union.drop_held_names();
        union
    }

    /// What is in both; a name is in its protocol.
    #[must_use]
    pub fn intersect(&self, other: &Self) -> Self {
        let held = |name: &(Protocol, EcoString), by: &Self| {
            by.named.contains(name) || by.holds_all_of(name.0)
        };
        let own = self.named.iter().filter(|name| held(name, other));
        let others = other.named.iter().filter(|name| held(name, self));
        let mut named: Vec<_> = own.chain(others).cloned().collect();
        named.sort_unstable();
        named.dedup();
        Self { numbers: self.numbers.intersect(&other.numbers), named }
    }

    /// What is in this one and not in `other`; a name that `other` doesn't have stays.
    #[must_use]
    pub fn subtract(&self, other: &Self) -> Self {
        let held = |name: &&(Protocol, EcoString)| {
            !other.named.contains(name) && !other.holds_all_of(name.0)
        };
        let named = self.named.iter().filter(held).cloned().collect();
        Self { numbers: self.numbers.subtract(&other.numbers), named }
    }

    /// Whether all of this is in `other`, names being equal only to themselves.
    #[must_use]
    pub fn is_subset(&self, other: &Self) -> bool {
        self.numbers.is_subset(&other.numbers)
            && self
                .named
                .iter()
                .all(|name| other.named.contains(name) || other.holds_all_of(name.0))
    }

    /// The fewest entries that say it, by protocol, then number, names last. [`PortSet::is_any`] has none
    /// in a NetworkPolicy; here it has the three protocols.
    #[must_use]
    pub fn parts(&self) -> Vec<PortPart> {
        let mut parts = Vec::new();
        for protocol in Protocol::ALL {
            let full = protocol.full();
            let ranges = self.numbers.ranges().iter();
            let within = ranges.filter(|(low, high)| *low <= full.1 && full.0 <= *high);
            for range in within.map(|(low, high)| (full.0.max(*low), full.1.min(*high))) {
                if range == full {
                    parts.push(PortPart::All(protocol));
                } else {
                    let port =
                        |value: u32| u16::try_from(value - protocol.base()).unwrap_or(u16::MAX);
                    parts.push(PortPart::Range(protocol, port(range.0), port(range.1)));
                }
            }
            let names = self.named.iter().filter(|(of, _)| *of == protocol);
            parts.extend(names.map(|(_, name)| PortPart::Named(protocol, name.clone())));
        }
        parts
    }

    /// A name resolves to some number, so all of its protocol holds it.
    fn drop_held_names(&mut self) {
        if !self.named.is_empty() {
            let held = Protocol::ALL.map(|protocol| self.holds_all_of(protocol));
            self.named.retain(|(protocol, _)| held.get(*protocol as usize) != Some(&true));
        }
    }
}

impl std::fmt::Display for PortSet {
    /// As netz writes it: `tcp/80,443 udp/53`, `tcp`, `any`.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.is_any() {
            return formatter.write_str("any");
        }
        let mut open: Option<Protocol> = None;
        for part in self.parts() {
            let (protocol, text) = match part {
                PortPart::All(protocol) => (protocol, String::new()),
                PortPart::Range(protocol, low, high) if low == high => (protocol, low.to_string()),
                PortPart::Range(protocol, low, high) => (protocol, format!("{low}-{high}")),
                PortPart::Named(protocol, name) => (protocol, name.to_string()),
            };
            match (open == Some(protocol), open.is_some(), text.is_empty()) {
                (true, _, _) => write!(formatter, ",{text}")?,
                (false, later, bare) => {
                    let blank = if later { " " } else { "" };
                    let slash = if bare { "" } else { "/" };
                    write!(formatter, "{blank}{}{slash}{text}", protocol.word())?;
                }
            }
            open = Some(protocol);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_protocols_are_one_part_and_any_is_all_three() {
        let tcp = PortSet::range(Protocol::Tcp, 1, 65_535);
        assert_eq!(tcp, PortSet::all_of(Protocol::Tcp));
        let all =
            tcp.union(&PortSet::all_of(Protocol::Udp)).union(&PortSet::all_of(Protocol::Sctp));
        assert!(all.is_any());
        assert_eq!(all.to_string(), "any");
    }

    #[test]
    fn touching_ports_merge_and_protocols_never_do() {
        let ports = PortSet::range(Protocol::Tcp, 65_535, 65_535)
            .union(&PortSet::range(Protocol::Udp, 1, 1))
            .union(&PortSet::range(Protocol::Tcp, 80, 81))
            .union(&PortSet::range(Protocol::Tcp, 82, 90));
        assert_eq!(ports.to_string(), "tcp/80-90,65535 udp/1");
    }

    #[test]
    fn what_two_sets_share_and_what_they_do_not() {
        let tcp = PortSet::all_of(Protocol::Tcp);
        let http = PortSet::named(Protocol::Tcp, "http".into());
        let some = http.union(&PortSet::range(Protocol::Tcp, 80, 90));
        assert_eq!(some.intersect(&tcp), some);
        assert_eq!(some.intersect(&PortSet::range(Protocol::Tcp, 85, 99)).to_string(), "tcp/85-90");
        assert_eq!(
            some.subtract(&PortSet::range(Protocol::Tcp, 85, 99)).to_string(),
            "tcp/80-84,http"
        );
        assert!(some.subtract(&tcp).is_empty() && http.subtract(&some).is_empty());
    }

    #[test]
    fn a_name_is_held_by_itself_and_by_its_protocol() {
        let http = PortSet::named(Protocol::Tcp, "http".into());
        assert!(http.is_subset(&PortSet::all_of(Protocol::Tcp)));
        assert!(!http.is_subset(&PortSet::all_of(Protocol::Udp)));
        assert!(!http.is_subset(&PortSet::range(Protocol::Tcp, 80, 80)));
        assert_eq!(http.union(&PortSet::all_of(Protocol::Tcp)).to_string(), "tcp");
    }
}
