//! Connections as comma separated values: a line of names, then one connection a line.

use super::line::{Line, Noise, Peer, Seen, is_lasting};
use crate::diagnostic::suggest;
use crate::set::port::Protocol;
use ecow::EcoString;
use std::net::IpAddr;

/// The columns; those that must be there first.
const COLUMNS: [&str; 10] = [
    "protocol",
    "port",
    "source_namespace",
    "source_labels",
    "source_address",
    "destination_namespace",
    "destination_labels",
    "destination_address",
    "verdict",
    "count",
];

/// Which column stands where.
#[derive(Debug, Clone, Default)]
pub struct Header([Option<usize>; COLUMNS.len()]);

impl Header {
    /// Reads the line of names.
    ///
    /// # Errors
    /// When a name is none of the columns, or one that must be there isn't.
    pub fn read(line: &str) -> Result<Self, String> {
        let mut header = Self::default();
        for (at, name) in fields(line)?.iter().enumerate() {
            let plain = name.trim().to_ascii_lowercase().replace([' ', '-'], "_");
            let known = COLUMNS.iter().position(|column| *column == plain);
            let Some(slot) = known.and_then(|known| header.0.get_mut(known)) else {
                let near = suggest::closest(&plain, COLUMNS);
                let near = near.map(|near| format!(": did you mean `{near}`?")).unwrap_or_default();
                return Err(format!(
                    "`{name}` is no column{near}; columns are {}",
                    COLUMNS.join(", ")
                ));
            };
            *slot = Some(at);
        }
        match COLUMNS.iter().zip(header.0).take(2).find(|(_, at)| at.is_none()) {
            Some((name, _)) => Err(format!("the column `{name}` is missing")),
            None => Ok(header),
        }
    }

    /// What a line says.
    ///
    /// # Errors
    /// Why it is no connection.
    pub fn line(&self, line: &str) -> Result<Line, String> {
        if line.trim().is_empty() {
            return Ok(Line::Empty);
        }
        let fields = fields(line)?;
        let get = |name: &str| {
            let column = COLUMNS.iter().position(|column| *column == name)?;
            let field = fields.get((*self.0.get(column)?)?)?.trim();
            (!field.is_empty()).then_some(field)
        };
        let protocol = match get("protocol").map(str::to_ascii_lowercase).as_deref() {
            Some("tcp") => Protocol::Tcp,
            Some("udp") => Protocol::Udp,
            Some("sctp") => Protocol::Sctp,
            Some(_) => return Ok(Line::Left(Noise::Protocol)),
            None => return Err("it has no protocol".to_owned()),
        };
        let port = get("port").ok_or("it has no port")?;
        let port = port.parse().ok().filter(|port: &u16| *port > 0);
        let port =
            port.ok_or_else(|| format!("`{}` is no port", get("port").unwrap_or_default()))?;
        let allowed = match get("verdict").map(str::to_ascii_lowercase).as_deref() {
            None | Some("forwarded" | "allowed" | "allow" | "accept") => true,
            Some("dropped" | "denied" | "deny" | "drop" | "reject") => false,
            Some(other) => {
                return Err(format!("`{other}` is no verdict: `forwarded` or `dropped`"));
            }
        };
        let count = match get("count") {
            None => 1,
            Some(text) => text.parse().map_err(|_| format!("`{text}` is no count"))?,
        };
        let end = |side: &str| {
            let of = |what: &str| get(&format!("{side}_{what}"));
            peer(of("namespace"), of("labels"), of("address"))
        };
        match (end("source")?, end("destination")?) {
            (Some(source), Some(target)) => {
                Ok(Line::Seen(Seen { source, target, protocol, port, allowed, count }))
            }
            _ => Ok(Line::Left(Noise::Unnamed)),
        }
    }
}

/// Who an end is; none where nothing says it.
fn peer(
    namespace: Option<&str>,
    labels: Option<&str>,
    address: Option<&str>,
) -> Result<Option<Peer>, String> {
    if let Some(namespace) = namespace {
        let mut all = std::collections::BTreeMap::new();
        for label in labels.unwrap_or_default().split([';', ' ']).filter(|label| !label.is_empty())
        {
            let (key, value) =
                label.split_once('=').ok_or_else(|| format!("`{label}` is no label: `app=web`"))?;
            if is_lasting(key) {
                all.insert(EcoString::from(key), EcoString::from(value));
            }
        }
        return Ok(Some(Peer::Pod(namespace.into(), all)));
    }
    let address =
        address.map(|text| text.parse::<IpAddr>().map_err(|_| format!("`{text}` is no address")));
    Ok(address.transpose()?.map(Peer::Address))
}

/// The fields of a line.
fn fields(line: &str) -> Result<Vec<String>, String> {
    let line = format!("{line}\n");
    let (mut rest, mut all) = (line.as_bytes(), Vec::new());
    let mut reader = csv_core::Reader::new();
    // A field is never longer than its line.
    let mut field = vec![0; line.len()];
    loop {
        let (result, read, written) = reader.read_field(rest, &mut field);
        rest = rest.get(read..).unwrap_or_default();
        match result {
            csv_core::ReadFieldResult::Field { record_end } => {
                let text = field.get(..written).unwrap_or_default();
                all.push(String::from_utf8_lossy(text).into_owned());
                if record_end {
                    return Ok(all);
                }
            }
            csv_core::ReadFieldResult::End => return Ok(all),
            csv_core::ReadFieldResult::InputEmpty | csv_core::ReadFieldResult::OutputFull => {
                return Err("a quote is never closed".to_owned());
            }
        }
    }
}
