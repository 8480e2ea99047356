//! The ports of a rule (`NetworkPolicyPort`).

use super::{list, within};
use crate::k8s::document::{Node, Refusal, Value, fields};
use crate::k8s::name;
use crate::set::port::{PortSet, Protocol};

/// The ports of a rule; without entries every port of every protocol.
pub fn ports(node: &Node<'_>) -> Result<PortSet, Refusal> {
    let entries = list(node)?;
    if entries.is_empty() {
        return Ok(PortSet::any());
    }
    let mut all = PortSet::default();
    for (at, entry) in entries.iter().enumerate() {
        all = all.union(&port(entry).map_err(|refusal| refusal.at(at))?);
    }
    Ok(all)
}

fn port(entry: &Node<'_>) -> Result<PortSet, Refusal> {
    fields(entry, &["protocol", "port", "endPort"])?;
    let protocol = match (&entry.get("protocol").value, entry.get("protocol").text()) {
        (Value::Null, _) | (_, Some("TCP")) => Protocol::Tcp,
        (_, Some("UDP")) => Protocol::Udp,
        (_, Some("SCTP")) => Protocol::Sctp,
        _ => return Err(Refusal::new("no protocol").within("protocol")),
    };
    match (&entry.get("port").value, &entry.get("endPort").value) {
        (Value::Null, Value::Null) => Ok(PortSet::all_of(protocol)),
        (Value::Int(first), last) => {
            let low = number(*first).map_err(within("port"))?;
            let high = match last {
                Value::Null => low,
                Value::Int(last) => number(*last).map_err(within("endPort"))?,
                _ => return Err(Refusal::new("no port").within("endPort")),
            };
            if high < low {
                return Err(Refusal::new("less than `port`").within("endPort"));
            }
            Ok(PortSet::range(protocol, low, high))
        }
        (Value::Text(text), Value::Null) if name::port_name(text).is_ok() => {
            Ok(PortSet::named(protocol, text.as_ref().into()))
        }
        (_, Value::Null) => Err(Refusal::new("no port").within("port")),
        _ => Err(Refusal::new("needs a numeric `port`").within("endPort")),
    }
}

fn number(number: i64) -> Result<u16, Refusal> {
    let port = u16::try_from(number).ok().filter(|port| *port > 0);
    port.ok_or_else(|| Refusal::new("no port"))
}
