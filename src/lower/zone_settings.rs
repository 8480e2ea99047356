//! What the body of a zone says of the zone itself.

use super::{Item, Lowering};
use crate::diagnostic::{Code, Diagnostic, suggest};
use crate::hash::HashMap;
use crate::ir::zone::{PodSecurity, PodSecurityLevel};
use crate::ir::{Exclusive, Zone, ZoneId};
use crate::k8s::{name, validate};
use crate::source::Span;
use crate::syntax::ast::{self, StatementKind};
use ecow::EcoString;

impl Lowering<'_> {
    /// Reads every `label`: the keys behind shorthand segments.
    pub(super) fn set_label_keys(&mut self) {
        let mut default = EcoString::from("app");
        let mut set: HashMap<Option<ZoneId>, (EcoString, Span)> = HashMap::default();
        for (key, item) in self.pick(|kind| match kind {
            StatementKind::Label(key) => Some(key),
            _ => None,
        }) {
            let text = self.name(key, item.environment);
            if let Err(reason) = name::label_key(&text) {
                self.invalid_label("label key", &text, key.span, reason);
            }
            match set.get(&item.zone) {
                Some((first, at)) if *first != text => {
                    let at = *at;
                    self.said_twice("the label key of shorthand segments", key.span, at);
                }
                Some(_) => {}
                None => {
                    set.insert(item.zone, (text, key.span));
                }
            }
        }
        if let Some((key, _)) = set.get(&None) {
            default = key.clone();
        }
        self.label_keys = (0..self.policy.zones.len())
            .map(|index| {
                set.get(&Some(ZoneId::at(index)))
                    .map_or_else(|| default.clone(), |(key, _)| key.clone())
            })
            .collect();
    }

    /// Reads the other settings.
    pub(super) fn set_zones(&mut self) {
        let mut owners: HashMap<ZoneId, Span> = HashMap::default();
        let mut pods: HashMap<ZoneId, Span> = HashMap::default();
        for item in self.items.clone() {
            let settings = matches!(
                item.statement.kind,
                StatementKind::Owner(_)
                    | StatementKind::Without(_)
                    | StatementKind::Exclusive(_)
                    | StatementKind::Delivered(_)
                    | StatementKind::Pods(_)
                    | StatementKind::Quota(_)
            );
            if !settings {
                continue;
            }
            let Some(zone) = item.zone else {
                self.needs_zone(item.statement.span, self.word(item.statement));
                continue;
            };
            if self.is_peer_only(zone, &item) {
                continue;
            }
            match &item.statement.kind {
                StatementKind::Owner(owner) => {
                    let text = self.text(owner, item.environment);
                    let differs = self.policy.zone(zone).is_some_and(|zone| {
                        zone.owner.as_ref().is_some_and(|other| *other != text)
                    });
                    if differs {
                        let first = owners.get(&zone).copied();
                        let at = first.or_else(|| self.policy.zone(zone).map(|zone| zone.span));
                        self.said_twice(
                            "the owner of this zone",
                            owner.span,
                            at.unwrap_or(owner.span),
                        );
                    }
                    owners.entry(zone).or_insert(owner.span);
                    self.change(zone, |zone| zone.owner = Some(text));
                }
                StatementKind::Without(ast::Without::Dns) => self.change(zone, |zone| {
                    zone.dns_follows = false;
                    zone.without_dns = Some(item.statement.span);
                }),
                StatementKind::Without(ast::Without::Api) => {
                    self.change(zone, |zone| zone.api_follows = false);
                }
                StatementKind::Exclusive(exclusive) => {
                    let exclusive = match exclusive {
                        ast::Exclusive::Guarded => Exclusive::Guarded,
                        ast::Exclusive::Assumed => Exclusive::Assumed,
                    };
                    // Guards are the stronger of the two, whatever the order.
                    self.change(zone, |zone| {
                        if zone.exclusive != Exclusive::Guarded {
                            zone.exclusive = exclusive;
                        }
                    });
                }
                StatementKind::Delivered(subjects) => {
                    for subject in subjects {
                        if let Some(subject) = self.subject(subject, Some(zone), item.environment) {
                            self.change(zone, |zone| zone.delivery.push(subject));
                        }
                    }
                }
                StatementKind::Pods(levels) => {
                    if let Some(first) = pods.insert(zone, item.statement.span) {
                        self.said_twice(
                            "the Pod Security level of this zone",
                            item.statement.span,
                            first,
                        );
                    }
                    let security = self.pod_security(levels, &item);
                    self.change(zone, |zone| zone.pod_security = Some(security));
                }
                StatementKind::Quota(entries) => self.quota(entries, zone, &item),
                _ => {}
            }
        }
    }

    fn change(&mut self, zone: ZoneId, change: impl FnOnce(&mut Zone)) {
        if let Some(zone) = self.policy.zones.get_mut(zone.0 as usize) {
            change(zone);
        }
    }

    /// Whether the setting can't be made, because netz writes nothing for the zone; then it is reported.
    fn is_peer_only(&mut self, id: ZoneId, item: &Item<'_>) -> bool {
        let Some(zone) = self.policy.zone(id).filter(|zone| !zone.is_ours()) else { return false };
        if matches!(item.statement.kind, StatementKind::Owner(_) | StatementKind::Delivered(_)) {
            return false;
        }
        let word = self.word(item.statement);
        let (name, at) = (zone.name.clone(), zone.span);
        let why = if zone.external {
            "its policies are somebody else's"
        } else {
            "it is chosen by label"
        };
        self.say(
            Diagnostic::new(
                Code::ExternZone,
                item.statement.span,
                format!("zone `{name}` can't have `{word}`: {why}"),
            )
            .label("netz writes nothing for this zone")
            .also(at, "declared here")
            .help(format!(
                "make it a zone of yours, `zone {name} = namespaces …`, or drop the line"
            )),
        );
        true
    }

    pub(super) fn said_twice(&mut self, what: &str, second: Span, first: Span) {
        self.say(
            Diagnostic::new(Code::DuplicateDeclaration, second, format!("{what} is set twice"))
                .label("set again here")
                .also(first, "first set here")
                .help("order never matters, so one of them must go"),
        );
    }

    pub(super) fn needs_zone(&mut self, span: Span, word: &str) {
        self.say_undeclared(
            Diagnostic::new(Code::OutsideZone, span, format!("`{word}` stands outside any zone"))
                .help("put it in the body of a zone: `in ZONE { … }`, or scope the file with `in ZONE`"),
        );
    }

    fn pod_security(&mut self, levels: &ast::Pods, item: &Item<'_>) -> PodSecurity {
        let mut level = |level: &ast::PodsLevel| self.pod_security_level(level, item);
        PodSecurity {
            span: item.statement.span,
            enforce: level(&levels.enforce),
            warn: levels.warn.as_ref().map(&mut level),
            audit: levels.audit.as_ref().map(&mut level),
        }
    }

    fn pod_security_level(&mut self, level: &ast::PodsLevel, item: &Item<'_>) -> PodSecurityLevel {
        const LEVELS: [&str; 3] = ["privileged", "baseline", "restricted"];
        let text = self.name(&level.level, item.environment);
        if !LEVELS.contains(&text.as_str()) {
            let near = suggest::closest(&text, LEVELS);
            let message = format!("`{text}` is no level of the Pod Security Standards");
            let diagnostic = Diagnostic::new(Code::PodSecurity, level.level.span, message)
                .help("levels are `privileged`, `baseline` and `restricted`");
            self.say(match near {
                Some(near) => diagnostic.fix(format!("write `{near}`"), level.level.span, near),
                None => diagnostic,
            });
        }
        let version = level.version.as_ref().map(|version| {
            let text = self.name(version, item.environment);
            if !validate::is_version(&text) {
                let message = format!("`{text}` is no version of the Pod Security Standards");
                self.say(
                    Diagnostic::new(Code::PodSecurity, version.span, message)
                        .help("versions are `latest` and `v1.N`: `pods restricted @v1.34`"),
                );
            }
            text
        });
        PodSecurityLevel { level: text, version, span: level.level.span }
    }

    fn quota(&mut self, entries: &[ast::Quota], zone: ZoneId, item: &Item<'_>) {
        for entry in entries {
            let resource = self.name(&entry.resource, item.environment);
            let amount = self.name(&entry.amount, item.environment);
            let span = entry.resource.span.to(entry.amount.span);
            if let Err(reason) = validate::quota_resource(&resource) {
                self.no_quota_resource(&resource, entry.resource.span, reason);
            } else if let Err(reason) = validate::quota_amount(&resource, &amount) {
                let message = format!("`{amount}` is no amount of `{resource}`: {reason}");
                self.say(
                    Diagnostic::new(Code::Quota, entry.amount.span, message)
                        .help("write a number, perhaps with a suffix: `50`, `500m`, `64Gi`"),
                );
            }
            let quota = self.policy.zone(zone).map_or(&[][..], |zone| &zone.quota);
            match quota.iter().find(|(other, _, _)| *other == resource).map(|(_, _, at)| *at) {
                Some(first) => {
                    self.said_twice(&format!("the quota for `{resource}`"), span, first);
                }
                None => self.change(zone, |zone| zone.quota.push((resource, amount, span))),
            }
        }
    }

    fn no_quota_resource(&mut self, resource: &str, span: Span, reason: &str) {
        let message = format!("`{resource}` is no resource of a quota: {reason}");
        let diagnostic = Diagnostic::new(Code::Quota, span, message);
        let near = suggest::closest(resource, validate::quota_resources());
        self.say(match near {
            Some(near) => diagnostic.label(format!("did you mean `{near}`?")).maybe_fix(
                format!("write `{near}`"),
                span,
                near,
            ),
            None => diagnostic.help(
                "resources are `pods`, `requests.cpu`, `limits.memory`, `count/deployments.apps` …",
            ),
        });
    }
}
