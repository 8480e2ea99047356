//! Flows as `hubble observe -o json` writes them: one JSON object a line (`flow.proto` of Cilium).

use super::line::{Line, Noise, Peer, Seen, is_lasting};
use crate::set::port::Protocol;
use ecow::EcoString;
use serde::Deserialize;
use std::borrow::Cow;
use std::net::IpAddr;

/// From this port on a port is one that a client was given.
const EPHEMERAL: u16 = 32_768;

#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(borrow)]
    flow: Option<Flow<'a>>,
    #[serde(flatten, borrow)]
    bare: Flow<'a>,
}

#[derive(Deserialize)]
struct Flow<'a> {
    #[serde(borrow)]
    verdict: Option<Cow<'a, str>>,
    #[serde(borrow, rename = "IP")]
    ip: Option<Ip<'a>>,
    l4: Option<Layer4>,
    #[serde(borrow)]
    source: Option<End<'a>>,
    #[serde(borrow)]
    destination: Option<End<'a>>,
    #[serde(borrow, rename = "Type")]
    kind: Option<Cow<'a, str>>,
    is_reply: Option<bool>,
    /// What older versions call it.
    reply: Option<bool>,
}

#[derive(Deserialize)]
struct Ip<'a> {
    #[serde(borrow)]
    source: Option<Cow<'a, str>>,
    #[serde(borrow)]
    destination: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct Layer4 {
    #[serde(rename = "TCP")]
    tcp: Option<Ports>,
    #[serde(rename = "UDP")]
    udp: Option<Ports>,
    #[serde(rename = "SCTP")]
    sctp: Option<Ports>,
}

#[derive(Deserialize)]
struct Ports {
    #[serde(default)]
    source_port: u16,
    #[serde(default)]
    destination_port: u16,
    flags: Option<Flags>,
}

#[derive(Deserialize)]
struct Flags {
    #[serde(default, rename = "SYN")]
    syn: bool,
    #[serde(default, rename = "ACK")]
    ack: bool,
}

#[derive(Deserialize)]
struct End<'a> {
    #[serde(default)]
    identity: u32,
    #[serde(borrow)]
    namespace: Option<Cow<'a, str>>,
    #[serde(default, borrow)]
    labels: Vec<Cow<'a, str>>,
}

/// What a line says.
///
/// # Errors
/// Why it is no flow.
pub fn read(line: &str) -> Result<Line, String> {
    let envelope: Envelope<'_> = serde_json::from_str(line).map_err(|error| reason(&error))?;
    let flow = envelope.flow.unwrap_or(envelope.bare);
    let Some(verdict) = &flow.verdict else {
        // Lost events and the states of nodes stand among the flows.
        let other = line.contains("\"lost_events\"") || line.contains("\"node_status\"");
        return if other { Ok(Line::Empty) } else { Err("it has no `verdict`".to_owned()) };
    };
    if flow.kind.as_deref().is_some_and(|kind| !matches!(kind, "L3_L4" | "UNKNOWN_TYPE")) {
        return Ok(Line::Left(Noise::Repeated));
    }
    let allowed = match verdict.as_ref() {
        "FORWARDED" | "REDIRECTED" | "AUDIT" => true,
        "DROPPED" => false,
        "TRACED" | "TRANSLATED" => return Ok(Line::Left(Noise::Repeated)),
        "ERROR" | "VERDICT_UNKNOWN" => return Ok(Line::Left(Noise::Unnamed)),
        other => return Err(format!("`{other}` is no verdict")),
    };
    let Some((protocol, ports)) = flow.l4.as_ref().and_then(Layer4::ports) else {
        return Ok(Line::Left(Noise::Protocol));
    };
    if is_reply(&flow, ports) {
        return Ok(Line::Left(Noise::Reply));
    }
    if ports.destination_port == 0 {
        return Err("it has no destination port".to_owned());
    }
    let address = |pick: fn(&Ip<'_>) -> Option<IpAddr>| flow.ip.as_ref().and_then(pick);
    let from = address(|ip| ip.source.as_deref()?.parse().ok());
    let to = address(|ip| ip.destination.as_deref()?.parse().ok());
    let ends = (peer(flow.source.as_ref(), from), peer(flow.destination.as_ref(), to));
    match ends {
        (Ok(source), Ok(target)) => Ok(Line::Seen(Seen {
            source,
            target,
            protocol,
            port: ports.destination_port,
            allowed,
            count: 1,
        })),
        (Err(noise), _) | (_, Err(noise)) => Ok(Line::Left(noise)),
    }
}

impl Layer4 {
    const fn ports(&self) -> Option<(Protocol, &Ports)> {
        match (&self.tcp, &self.udp, &self.sctp) {
            (Some(ports), _, _) => Some((Protocol::Tcp, ports)),
            (_, Some(ports), _) => Some((Protocol::Udp, ports)),
            (_, _, Some(ports)) => Some((Protocol::Sctp, ports)),
            _ => None,
        }
    }
}

/// Whether a packet is of the way back: as the flow says it, else as its flags or its ports do.
fn is_reply(flow: &Flow<'_>, ports: &Ports) -> bool {
    if let Some(reply) = flow.is_reply.or(flow.reply) {
        return reply;
    }
    match &ports.flags {
        Some(Flags { syn: true, ack }) => *ack,
        _ => {
            ports.source_port > 0
                && ports.source_port < EPHEMERAL
                && ports.destination_port >= EPHEMERAL
        }
    }
}

/// Who an end is.
fn peer(end: Option<&End<'_>>, address: Option<IpAddr>) -> Result<Peer, Noise> {
    let outside = || address.map(Peer::Address).ok_or(Noise::Unnamed);
    let Some(end) = end else { return outside() };
    let reserved =
        |name: &str| end.labels.iter().any(|label| label.strip_prefix("reserved:") == Some(name));
    // A node that serves the API carries both labels.
    if reserved("kube-apiserver") || end.identity == 7 {
        return Ok(Peer::ApiServer(address));
    }
    if reserved("health") || end.identity == 4 {
        return Err(Noise::Host);
    }
    if reserved("remote-node") || end.identity == 6 {
        return Ok(Peer::Node(address));
    }
    if reserved("host") || end.identity == 1 {
        return Err(Noise::Host);
    }
    let namespace = end.namespace.as_deref().filter(|name| !name.is_empty());
    if let Some(namespace) = namespace {
        let labels = end.labels.iter().filter_map(|label| {
            let label = label.strip_prefix("k8s:")?;
            let (key, value) = label.split_once('=').unwrap_or((label, ""));
            is_lasting(key).then(|| (EcoString::from(key), EcoString::from(value)))
        });
        return Ok(Peer::Pod(namespace.into(), labels.collect()));
    }
    let world = end.labels.iter().any(|label| {
        label.starts_with("reserved:world")
            || label.starts_with("cidr:")
            || label.starts_with("fqdn:")
    });
    match world || matches!(end.identity, 2 | 9 | 10) || end.labels.is_empty() {
        true => outside(),
        false => Err(Noise::Unnamed),
    }
}

/// The message of the reader, without the place: the line is said beside it.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let text = text.split_once(" at line ").map_or(text.as_str(), |(reason, _)| reason);
    format!("it is no flow in JSON: {text}")
}
