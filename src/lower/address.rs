//! Addresses: what is written becomes blocks without host bits, each exception strictly inside.

use super::Lowering;
use crate::diagnostic::{Code, Diagnostic};
use crate::hash::HashMap;
use crate::ir::{Addresses, AddressesKind};
use crate::set::cidr::{AddressSet, IpBlock, public};
use crate::source::Span;
use crate::syntax::ast;
use ipnet::IpNet;
use std::net::IpAddr;
use std::sync::Arc;

/// The blocks of a list so far, each with its place.
#[derive(Debug, Default)]
pub(super) struct Listed {
    blocks: Vec<(IpBlock, Span)>,
    by_cidr: HashMap<IpNet, Vec<usize>>,
}

impl Listed {
    fn add(&mut self, block: IpBlock, span: Span) {
        self.by_cidr.entry(block.cidr).or_default().push(self.blocks.len());
        self.blocks.push((block, span));
    }

    /// The first block that holds all of `block`.
    fn holder(&self, block: &IpBlock) -> Option<&(IpBlock, Span)> {
        let set = AddressSet::of_blocks([block]);
        let around = std::iter::successors(Some(block.cidr), IpNet::supernet);
        let candidates = around.filter_map(|cidr| self.by_cidr.get(&cidr)).flatten().copied();
        let holds = |index: &usize| {
            let other = self.blocks.get(*index);
            other.is_some_and(|(other, _)| set.is_subset(&AddressSet::of_blocks([other])))
        };
        self.blocks.get(candidates.filter(holds).min()?)
    }
}

impl Lowering<'_> {
    /// The block of an address, or none when it is wrong, which is reported.
    pub(super) fn block(&mut self, address: &ast::Address) -> Option<IpBlock> {
        let cidr = self.cidr(&address.text, address.span)?;
        let mut except = Vec::with_capacity(address.except.len());
        for (text, span) in &address.except {
            let Some(cut) = self.cidr(text, *span) else { continue };
            if self.fits(cidr, address.span, cut, *span) {
                except.push(cut);
            }
        }
        Some(IpBlock { cidr, except })
    }

    /// The blocks of a list. An item inside an earlier one is reported.
    pub(super) fn blocks(&mut self, addresses: &[ast::Address]) -> Vec<IpBlock> {
        let mut listed = Listed::default();
        for address in addresses {
            if let Some(block) = self.block(address) {
                self.list(block, address.span, &mut listed);
            }
        }
        listed.blocks.into_iter().map(|(block, _)| block).collect()
    }

    /// Adds a block to a list; one that an earlier block holds is reported.
    pub(super) fn list(&mut self, block: IpBlock, span: Span, listed: &mut Listed) {
        if let Some((other, at)) = listed.holder(&block) {
            let message = format!("`{block}` lies inside `{other}`, which the list has already");
            let diagnostic = Diagnostic::new(Code::AddressTwice, span, message)
                .label("adds nothing")
                .also(*at, "holds it")
                .help("take it out, or, if it is meant to be left out, write `except`");
            self.say(diagnostic);
        }
        listed.add(block, span);
    }

    /// The CIDRs of a list that takes no exceptions: ranges of a cluster.
    pub(super) fn cidrs(&mut self, addresses: &[ast::Address]) -> Vec<IpNet> {
        self.blocks(addresses).into_iter().map(|block| block.cidr).collect()
    }

    fn cidr(&mut self, text: &str, span: Span) -> Option<IpNet> {
        match parse(text) {
            Ok(cidr) if cidr.trunc() == cidr => Some(cidr),
            Ok(cidr) => {
                let right = cidr.trunc();
                let message =
                    format!("`{text}` has bits set after the first {}", cidr.prefix_len());
                let host = IpNet::from(cidr.addr());
                self.say(
                    Diagnostic::new(Code::CidrHostBits, span, message)
                        .label("is it the network or the one address?")
                        .note(format!("the network is `{right}`; the one address is `{host}`"))
                        .maybe_fix(format!("write `{right}`"), span, right.to_string()),
                );
                Some(right)
            }
            Err(reason) => {
                self.say(
                    Diagnostic::new(
                        Code::BadAddress,
                        span,
                        format!("`{text}` is no address: {reason}"),
                    )
                    .help("write `10.0.0.0/8`, `10.1.2.3`, `2001:db8::/32` or `2001:db8::1`"),
                );
                None
            }
        }
    }

    fn fits(&mut self, whole: IpNet, whole_span: Span, cut: IpNet, span: Span) -> bool {
        let diagnostic = match (whole, cut) {
            (IpNet::V4(_), IpNet::V6(_)) | (IpNet::V6(_), IpNet::V4(_)) => Diagnostic::new(
                Code::ExceptFamily,
                span,
                format!("`{cut}` and `{whole}` are of different families"),
            )
            .label("can't be cut out of it")
            .also(whole_span, "cut out of this")
            .help("cut IPv4 out of IPv4, IPv6 out of IPv6"),
            _ if cut == whole => Diagnostic::new(
                Code::ExceptOutside,
                span,
                format!("`except {cut}` leaves nothing of `{whole}`"),
            )
            .label("is the whole block")
            .also(whole_span, "cut out of this")
            .help("take the whole item out"),
            _ if !whole.contains(&cut) => Diagnostic::new(
                Code::ExceptOutside,
                span,
                format!("`{cut}` doesn't lie inside `{whole}`"),
            )
            .label("cuts nothing out")
            .also(whole_span, "cut out of this")
            .help("an exception must be a part of the block before it"),
            _ => return true,
        };
        self.say(diagnostic);
        false
    }

    /// `internet`: public addresses, less the declared ranges of pods and Services.
    pub(super) fn internet(&self) -> Arc<Addresses> {
        let declared: Vec<_> =
            self.policy.cluster.pods.iter().chain(&self.policy.cluster.services).copied().collect();
        let block = |IpBlock { cidr, mut except }: IpBlock| {
            let ours = declared.iter().filter(|ours| cidr.contains(*ours) && **ours != cidr);
            except.extend(ours);
            except = IpNet::aggregate(&except);
            except.sort_unstable();
            IpBlock { cidr, except }
        };
        let blocks = public().into_iter().map(block).collect();
        Arc::new(Addresses { kind: AddressesKind::Internet, blocks })
    }
}

fn parse(text: &str) -> Result<IpNet, String> {
    let Some((address, length)) = text.split_once('/') else {
        let address: IpAddr = text.parse().map_err(|_| family_reason(text))?;
        return Ok(IpNet::from(address));
    };
    let address: IpAddr = address.parse().map_err(|_| family_reason(address))?;
    let most = if address.is_ipv4() { 32 } else { 128 };
    let length: u8 =
        length.parse().map_err(|_| format!("the prefix length `/{length}` is no number"))?;
    IpNet::new(address, length).map_err(|_| format!("the prefix length is 0 to {most}"))
}

fn family_reason(text: &str) -> String {
    if text.contains(':') {
        return "IPv6 has eight groups of four hex digits, `::` once for a run of zeros".to_owned();
    }
    let parts: Vec<_> = text.split('.').collect();
    let wrong = parts.iter().find(|part| part.parse::<u8>().is_err());
    match wrong {
        _ if parts.len() != 4 => format!("IPv4 has four numbers, this has {}", parts.len()),
        Some(part) => format!("`{part}` is no number from 0 to 255"),
        None => "a number of it starts with 0".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn reasons_name_the_part_that_is_wrong() {
        assert!(parse("10.0.0.0/33").unwrap_err().contains("0 to 32"));
        assert!(parse("::/129").unwrap_err().contains("0 to 128"));
        assert!(parse("10.0.0.256").unwrap_err().contains("`256`"));
        assert!(parse("10.0.0").unwrap_err().contains("this has 3"));
        assert!(parse("1:2:3").unwrap_err().contains("eight"));
        assert_eq!(parse("10.1.2.3").unwrap().to_string(), "10.1.2.3/32");
    }
}
