//! Connections that were seen, counted. What is kept grows with who talks to whom, not with how often.

use super::csv::Header;
use super::hubble;
use super::line::{Line, Noise, Peer, Seen};
use crate::set::port::Protocol;
use crate::source::Before;
use indexmap::{IndexMap, IndexSet};
use std::collections::BTreeMap;
use std::net::IpAddr;

/// How many lines that can't be read are told one by one.
const TOLD: usize = 20;
/// How many characters of such a line are kept.
const SHOWN: usize = 300;
/// Of so many addresses of one pair of ends each is kept; of more the blocks around them.
const ADDRESSES: usize = 64;
/// How many connections are told apart: a recording with more has something that isn't a service.
const CONNECTIONS: usize = 500_000;

/// An end, by its number.
pub type EndId = usize;

/// A connection, as it is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// Who connects.
    pub source: EndId,
    /// Who is connected to.
    pub target: EndId,
    /// The protocol.
    pub protocol: Protocol,
    /// The port of the destination.
    pub port: u16,
}

/// How often a connection was seen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    /// Let through.
    pub allowed: u64,
    /// Dropped.
    pub dropped: u64,
}

impl Count {
    /// Adds another count.
    pub const fn add(&mut self, other: Self) {
        self.allowed += other.allowed;
        self.dropped += other.dropped;
    }
}

/// Where a line stands.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// The name of its file.
    pub file: &'a str,
    /// Its number, from one.
    pub number: u64,
    /// How many bytes of the file stand before it.
    pub bytes: u64,
}

/// A line that can't be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// The name of its file.
    pub file: String,
    /// What stands before it.
    pub before: Before,
    /// Its text, or the beginning of it.
    pub text: String,
    /// Why it can't be read, as a clause.
    pub reason: String,
}

/// How lines are written.
#[derive(Debug, Clone)]
enum Form {
    /// Nothing was read yet.
    Unknown,
    Hubble,
    Csv(Header),
}

/// Everything that was seen.
#[derive(Debug)]
pub struct Tally {
    form: Form,
    ends: IndexSet<Peer>,
    seen: IndexMap<Key, Count>,
    left: BTreeMap<Noise, u64>,
    /// The first of the lines that can't be read.
    broken: Vec<Broken>,
    lines: u64,
    faults: u64,
    overflown: u64,
}

impl Default for Tally {
    fn default() -> Self {
        Self {
            form: Form::Unknown,
            ends: IndexSet::new(),
            seen: IndexMap::new(),
            left: BTreeMap::new(),
            broken: Vec::new(),
            lines: 0,
            faults: 0,
            overflown: 0,
        }
    }
}

impl Tally {
    /// A new file begins, which may be written in another form.
    pub fn start(&mut self) {
        self.form = Form::Unknown;
    }

    /// Takes a line of a file.
    pub fn line(&mut self, place: Place<'_>, line: &str) {
        let line = line.trim_start_matches('\u{feff}');
        if line.trim().is_empty() {
            return;
        }
        if let Form::Unknown = self.form {
            if line.trim_start().starts_with('{') {
                self.form = Form::Hubble;
            } else {
                match Header::read(line) {
                    Ok(header) => self.form = Form::Csv(header),
                    Err(reason) => self.fault(place, line, reason),
                }
                return;
            }
        }
        self.lines += 1;
        let read = match &self.form {
            Form::Csv(header) => header.line(line),
            _ => hubble::read(line),
        };
        match read {
            Ok(Line::Seen(seen)) => self.add(seen),
            Ok(Line::Left(noise)) => *self.left.entry(noise).or_default() += 1,
            Ok(Line::Empty) => {}
            Err(reason) => self.fault(place, line, reason),
        }
    }

    /// A line that can't be read.
    pub fn fault(&mut self, place: Place<'_>, line: &str, reason: impl Into<String>) {
        self.faults += 1;
        if self.broken.len() < TOLD {
            let lines = u32::try_from(place.number.saturating_sub(1)).unwrap_or(u32::MAX);
            let before = Before { lines, bytes: place.bytes };
            let text: String = line.chars().take(SHOWN).collect();
            let (file, reason) = (place.file.to_owned(), reason.into());
            self.broken.push(Broken { file, before, text, reason });
        }
    }

    fn add(&mut self, seen: Seen) {
        let Seen { source, target, protocol, port, allowed, count } = seen;
        let full = self.seen.len() >= CONNECTIONS;
        let mut end = |peer: Peer| match self.ends.get_index_of(&peer) {
            Some(at) => Some(at),
            None if full => None,
            None => Some(self.ends.insert_full(peer).0),
        };
        let key = end(source).zip(end(target)).map(|(source, target)| Key {
            source,
            target,
            protocol,
            port,
        });
        let known = key.filter(|key| !full || self.seen.contains_key(key));
        let Some(key) = known else {
            self.overflown += 1;
            return;
        };
        let total = self.seen.entry(key).or_default();
        match allowed {
            true => total.allowed += count,
            false => total.dropped += count,
        }
    }

    /// An end.
    #[must_use]
    pub fn end(&self, id: EndId) -> Option<&Peer> {
        self.ends.get_index(id)
    }

    /// The connections, in the order in which they were first seen.
    pub fn seen(&self) -> impl Iterator<Item = (Key, Count)> {
        self.seen.iter().map(|(key, count)| (*key, *count))
    }

    /// What was left out, and how many lines of it.
    #[must_use]
    pub const fn left(&self) -> &BTreeMap<Noise, u64> {
        &self.left
    }

    /// The first lines that can't be read.
    #[must_use]
    pub fn broken(&self) -> &[Broken] {
        &self.broken
    }

    /// How many lines were read, how many of them can't be, and how many stood for connections beyond those
    /// that are told apart.
    #[must_use]
    pub const fn totals(&self) -> (u64, u64, u64) {
        (self.lines, self.faults, self.overflown)
    }
}

/// The blocks of addresses: each for itself, or where they are many the widest needed to be few.
#[must_use]
pub fn blocks(addresses: &[IpAddr]) -> Vec<ipnet::IpNet> {
    let of = |four: u8, six: u8| {
        let nets = addresses.iter().filter_map(|address| {
            let length = if address.is_ipv4() { four } else { six };
            ipnet::IpNet::new(*address, length).ok().map(|net| net.trunc())
        });
        let mut nets: Vec<_> = nets.collect();
        nets.sort_unstable();
        nets.dedup();
        nets
    };
    let lengths = [(32, 128), (24, 64), (16, 48), (8, 32)];
    let mut all = lengths.iter().map(|(four, six)| of(*four, *six));
    all.find(|nets| nets.len() <= ADDRESSES).unwrap_or_else(|| of(0, 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_addresses_are_told_by_the_blocks_around_them() {
        let of = |count: u32| -> Vec<IpAddr> {
            (0..count).map(|at| std::net::Ipv4Addr::from_bits(0xcb00_7100 + at).into()).collect()
        };
        assert_eq!(blocks(&of(2)).len(), 2);
        assert_eq!(blocks(&of(100)), ["203.0.113.0/24".parse().unwrap()]);
    }
}
