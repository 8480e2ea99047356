//! A connection as a line of a message.

use super::way;
use crate::set::flow::{Connection, End, Labels};
use crate::set::rule::NAMESPACE_NAME;

/// `203.0.113.7 → pod in shop {app=db} on tcp/5432`.
pub(crate) fn witness(connection: &Connection) -> String {
    let (source, target) = way::ends(connection);
    let port = format!("{}/{}", connection.protocol.word(), connection.port);
    format!("{} → {} on {port}{}", end(&source), end(&target), named(&target))
}

fn end(end: &End) -> String {
    let pod = match end {
        End::Outside(address) => return address.to_string(),
        End::Pod(pod) => pod,
    };
    let labels = |labels: &Labels| {
        let labels = labels.iter().filter(|(key, _)| *key != NAMESPACE_NAME);
        let labels: Vec<_> = labels.map(|(key, value)| format!("{key}={value}")).collect();
        labels.join(",")
    };
    let name = pod.namespace.get(NAMESPACE_NAME).map_or("?", ecow::EcoString::as_str);
    let namespace = match pod.namespace.len() {
        0 | 1 => name.to_owned(),
        _ => format!("{name} ({})", labels(&pod.namespace)),
    };
    format!("pod in {namespace} {{{}}}", labels(&pod.labels))
}

/// What the target calls the port.
fn named(target: &End) -> String {
    let End::Pod(pod) = target else { return String::new() };
    let names: Vec<_> = pod.ports.keys().map(|(_, name)| name.as_str()).collect();
    if names.is_empty() { String::new() } else { format!(", named {}", names.join(" and ")) }
}
