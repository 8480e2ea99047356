//! The other ends of a rule (`NetworkPolicyPeer`).

use super::{list, selector, text, within};
use crate::k8s::document::{Node, Refusal, fields};
use crate::set::cidr::AddressSet;
use crate::set::rule::{PeerId, Space};
use ecow::EcoString;
use ipnet::IpNet;

/// A peer of a policy in the namespace `own`; none when nothing can match it.
pub fn peer(
    entry: &Node<'_>,
    own: &EcoString,
    space: &mut Space,
) -> Result<Option<PeerId>, Refusal> {
    fields(entry, &["namespaceSelector", "podSelector", "ipBlock"])?;
    let (namespaces, pods) = (entry.get("namespaceSelector"), entry.get("podSelector"));
    let block = entry.get("ipBlock");
    match (namespaces.is_null(), pods.is_null(), block.is_null()) {
        (true, true, true) => Err(Refusal::new("a peer must say something")),
        (true, true, false) => {
            let addresses = addresses(block).map_err(within("ipBlock"))?;
            Ok(space.addresses(&addresses))
        }
        (_, _, true) => {
            let namespaces = match namespaces.is_null() {
                true => Some(space.namespace(own)),
                false => space
                    .namespaces(selector::labels(namespaces).map_err(within("namespaceSelector"))?),
            };
            let pods = selector::labels(pods).map_err(within("podSelector"))?;
            let boxes = namespaces.zip(space.labels(pods));
            Ok(boxes.map(|(namespaces, pods)| space.pods(namespaces, pods)))
        }
        _ => Err(Refusal::new("a block of addresses stands alone")),
    }
}

fn addresses(block: &Node<'_>) -> Result<AddressSet, Refusal> {
    fields(block, &["cidr", "except"])?;
    let whole = cidr(block.get("cidr")).map_err(within("cidr"))?;
    let mut cut = Vec::new();
    for (at, one) in list(block.get("except")).map_err(within("except"))?.iter().enumerate() {
        let one = cidr(one).map_err(|refusal| refusal.at(at).within("except"))?;
        if !whole.contains(&one) || whole == one {
            return Err(Refusal::new("no strict part of the block").at(at).within("except"));
        }
        cut.push(one);
    }
    Ok(AddressSet::of_cidrs([&whole]).subtract(&AddressSet::of_cidrs(&cut)))
}

/// A block, without the bits behind its prefix: the API server takes them, and no plugin looks at them
/// (`ValidateIPBlock`, with `ParseCIDRSloppy`).
fn cidr(node: &Node<'_>) -> Result<IpNet, Refusal> {
    let net: IpNet = text(node)?.parse().map_err(|_| Refusal::new("no CIDR"))?;
    Ok(net.trunc())
}
