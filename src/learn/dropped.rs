//! Connections that were seen and dropped, as remarks: no flow allows them.

use super::draft::{Pair, Pairs};
use crate::import::model::{Draft, End, Kind, ZoneId};
use crate::import::names;
use ecow::{EcoString, eco_format};
use std::collections::HashMap;

/// Says what was dropped at the zone that it is about; pods that no zone declares are called by `undeclared`.
pub(super) fn remarks(draft: &mut Draft, dropped: &Pairs, undeclared: &HashMap<End, EcoString>) {
    for ((source, target), Pair { ports, count }) in dropped {
        let home = [*target, *source].into_iter().find_map(|end| {
            let zone = end.zone()?;
            (draft.zone(zone)?.kind == Kind::Ours).then_some(zone)
        });
        let Some(home) = home else { continue };
        let word = |end: End| match (undeclared.get(&end), end.zone()) {
            (Some(pods), Some(zone)) if zone != home => {
                let zone = draft.zone(zone).map(|zone| names::word(&zone.name));
                eco_format!("{pods} of {}", zone.unwrap_or_default())
            }
            (Some(pods), _) => pods.clone(),
            (None, _) => word(draft, end, home),
        };
        let (from, to) = (word(*source), word(*target));
        let ports = if *target == End::Dns { String::new() } else { format!(" {ports}") };
        let times = match count.dropped {
            1 => "once".to_owned(),
            dropped => format!("{dropped} times"),
        };
        let remark = eco_format!("dropped {times}: {from} -> {to}{ports}");
        if let Some(zone) = draft.zones.get_mut(home.0) {
            zone.remarks.push(remark);
        }
    }
}

fn word(draft: &Draft, end: End, here: ZoneId) -> EcoString {
    match end {
        End::Segment(zone, at) => {
            let name =
                draft.segment(zone, at).map(|one| names::word(&one.name)).unwrap_or_default();
            match draft.zone(zone).filter(|_| zone != here) {
                Some(zone) => eco_format!("{}/{name}", names::word(&zone.name)),
                None => name,
            }
        }
        End::Addresses(id) => {
            let set = draft.addresses.get(id.0);
            set.map(|set| eco_format!("{set}")).unwrap_or_default()
        }
        End::ApiServer => "apiserver".into(),
        End::Nodes => "nodes".into(),
        End::Dns => "dns".into(),
        End::Every(_) | End::Cluster | End::Anywhere | End::Internet => "anywhere".into(),
    }
}
