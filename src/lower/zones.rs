//! Zones: which there are, of which namespaces, and what they isolate.

use super::template::Environment;
use super::{Lowering, Referent, written};
use crate::diagnostic::{Code, Diagnostic, suggest};
use crate::hash::HashMap;
use crate::ir::zone::{Body, Header};
use crate::ir::{Isolation, Namespaces, Zone, ZoneId};
use crate::k8s::name;
use crate::source::Span;
use crate::syntax::ast::{self, Statement, StatementKind};
use ecow::EcoString;
use wildmatch::WildMatch;

/// How many zones a message lists.
const FEW: usize = 8;
/// For how many unknown zones a known one is guessed.
const MOST_GUESSES: usize = 1_000;

impl<'a> Lowering<'a> {
    /// Declares every zone of every file.
    pub(super) fn declare_zones(&mut self) {
        let program = self.program;
        for file in &program.files {
            self.zones_of(&file.statements, Environment::default());
        }
        self.check_namespaces();
    }

    fn zones_of(&mut self, statements: &'a [Statement], environment: Environment) {
        for statement in statements {
            match &statement.kind {
                StatementKind::Zone(zone) => self.declare_zone(zone, environment),
                StatementKind::For(each) => {
                    for inner in self.each(each, environment) {
                        self.zones_of(&each.body, inner);
                    }
                }
                _ => {}
            }
        }
    }

    fn declare_zone(&mut self, zone: &ast::Zone, environment: Environment) {
        let name = self.name(&zone.name, environment);
        let span = zone.name.span;
        if let Some(first) = self.zones.get(&name).and_then(|id| self.policy.zone(*id)) {
            let diagnostic = Diagnostic::new(
                Code::DuplicateDeclaration,
                span,
                format!("zone `{name}` is declared twice"),
            )
            .label("declared again here")
            .also(first.span, "first declared here")
            .help(format!("to add statements to the zone from here, write `in {name}`"));
            let plain = zone.namespaces.is_none() && zone.isolates.is_none() && !zone.external;
            let header = self.program.sources.slice(zone.header).to_owned();
            let fixed = header.strip_prefix("zone").map(|rest| format!("in{rest}"));
            self.say(match fixed.filter(|_| plain && zone.owner.is_none()) {
                Some(fixed) => {
                    diagnostic.maybe_fix(format!("write `in {name}`"), zone.header, fixed)
                }
                None => diagnostic,
            });
            return;
        }
        if let Err(reason) = name::label_value(&name) {
            self.invalid_name("zone name", &name, span, reason);
        }
        let namespaces = self.namespaces(zone, &name, environment);
        let labelled = matches!(namespaces, Namespaces::Labelled(_));
        if let (Some(isolates), true) = (zone.isolates, labelled || zone.external) {
            self.cannot_isolate(zone, &name, isolates.span, labelled);
        }
        let isolation = zone.isolates.filter(|_| !labelled && !zone.external).map_or_else(
            Isolation::default,
            |isolates| Isolation { ingress: isolates.ingress, egress: isolates.egress },
        );
        let owner = zone.owner.as_ref().map(|owner| self.text(owner, environment));
        let body = match (&zone.body, environment == Environment::default()) {
            (Some(_), _) => Body::Braces,
            (None, true) => Body::File,
            (None, false) => Body::Nowhere,
        };
        let last = match &zone.namespaces {
            Some(ast::Namespaces::Named(names)) => names.last().map(|name| name.span),
            Some(ast::Namespaces::Labelled(_)) | None => None,
        };
        let header = Header {
            span: zone.header,
            named: last.unwrap_or(span).after(),
            isolates: zone.isolates.map(|isolates| isolates.span),
            body,
        };
        let id = ZoneId::at(self.policy.zones.len());
        self.zones.insert(name.clone(), id);
        self.policy.zones.push(Zone {
            header,
            external: zone.external,
            isolation,
            owner,
            ..Zone::new(name, span, namespaces)
        });
    }

    fn namespaces(
        &mut self,
        zone: &ast::Zone,
        name: &EcoString,
        environment: Environment,
    ) -> Namespaces {
        let named: Vec<(EcoString, Span)> = match &zone.namespaces {
            Some(ast::Namespaces::Labelled(selector)) => {
                return Namespaces::Labelled(self.selector(selector, environment));
            }
            Some(ast::Namespaces::Named(names)) => {
                names.iter().map(|it| (self.name(it, environment), it.span)).collect()
            }
            None => vec![(name.clone(), zone.name.span)],
        };
        for (index, (namespace, span)) in named.iter().enumerate() {
            if let Err(reason) = name::dns_label(namespace) {
                self.invalid_name("namespace name", namespace, *span, reason);
            }
            let earlier = named.iter().take(index).find(|(other, _)| other == namespace);
            if let Some((_, first)) = earlier {
                let message = format!("namespace `{namespace}` stands twice in this zone");
                self.say(
                    Diagnostic::new(Code::NamespaceTaken, *span, message)
                        .also(*first, "first here"),
                );
            }
        }
        Namespaces::Named(named.into_iter().map(|(namespace, _)| namespace).collect())
    }

    pub(super) fn invalid_name(&mut self, what: &str, name: &str, span: Span, reason: &str) {
        if name.contains('$') {
            return;
        }
        let message = format!("`{name}` is no {what}: {reason}");
        let lowered = name.to_ascii_lowercase().replace('_', "-");
        let diagnostic = Diagnostic::new(Code::InvalidName, span, message)
            .help("rename it: the API server would refuse the object");
        let cured = lowered != name && name::dns_label(&lowered).is_ok();
        self.say(if cured {
            diagnostic.maybe_fix(format!("write `{lowered}`"), span, lowered)
        } else {
            diagnostic
        });
    }

    fn cannot_isolate(&mut self, zone: &ast::Zone, name: &str, span: Span, labelled: bool) {
        let diagnostic = if labelled {
            let message = format!("zone `{name}` is chosen by label, so it can't isolate");
            Diagnostic::new(Code::LabelZoneIsolates, span, message)
                .label("needs namespaces by name")
                .note("a NetworkPolicy lives in a namespace, and a label doesn't say which")
                .help(format!("name them: `zone {name} = namespaces a, b isolates`"))
        } else {
            let message = format!("`extern zone {name}` can't isolate");
            let header = self.program.sources.slice(zone.header);
            let fixed = header.strip_prefix("extern").map(|rest| rest.trim_start().to_owned());
            let diagnostic = Diagnostic::new(Code::ExternZone, span, message)
                .label("netz writes no policies for it")
                .help("drop `isolates`, or drop `extern` if its policies are yours");
            match fixed {
                Some(fixed) => diagnostic.maybe_fix("drop `extern`", zone.header, fixed),
                None => diagnostic,
            }
        };
        self.say(diagnostic);
    }

    /// A namespace belongs to one zone by name.
    fn check_namespaces(&mut self) {
        let mut owners: HashMap<EcoString, ZoneId> = HashMap::default();
        let mut problems = Vec::new();
        for (index, zone) in self.policy.zones.iter().enumerate() {
            for namespace in zone.names() {
                let first = *owners.entry(namespace.clone()).or_insert(ZoneId::at(index));
                let Some(other) = self.policy.zone(first).filter(|_| first != ZoneId::at(index))
                else {
                    continue;
                };
                let message = format!(
                    "namespace `{namespace}` belongs to zone `{}` and to zone `{}`",
                    other.name, zone.name
                );
                problems.push(
                    Diagnostic::new(Code::NamespaceTaken, zone.span, message)
                        .label("takes it again")
                        .also(other.span, "takes it first")
                        .help("a namespace has one zone: take it out of one of them"),
                );
            }
        }
        for problem in problems {
            self.say(problem);
        }
    }

    /// The zone of a name; an unknown one is reported.
    pub(super) fn find_zone(
        &mut self,
        name: &ast::Name,
        environment: Environment,
    ) -> Option<ZoneId> {
        let text = self.name(name, environment);
        if let Some(id) = self.zones.get(&text).copied() {
            self.note(name.span, Referent::Zone(id));
            return Some(id);
        }
        let names = self.policy.zones.iter().map(|zone| zone.name.as_str());
        // Nobody reads on after so many misses, and each guess looks at every zone.
        let guess = self.missed_zones < MOST_GUESSES;
        let near = suggest::closest(&text, names.filter(|_| guess)).map(written);
        self.missed_zones += 1;
        let diagnostic =
            Diagnostic::new(Code::UnknownZone, name.span, format!("there is no zone `{text}`"));
        let literal = name.text == text;
        self.say_undeclared(match near {
            Some(near) if literal => diagnostic
                .help(format!("did you mean `{near}`?"))
                .maybe_fix(format!("write `{near}`"), name.span, near),
            Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
            None if self.asked => self.choose_zone(diagnostic, &text),
            None => {
                let zone = written(&text);
                let diagnostic = diagnostic.help(format!(
                    "declare it: `zone {zone}`, or `extern zone {zone}` if its policies are somebody else's"
                ));
                match self.some_zones() {
                    Some(zones) => diagnostic.note(format!("zones of this program: {zones}")),
                    None => diagnostic,
                }
            }
        });
        None
    }

    /// The first zones of the program by name, in words; none when there are none.
    fn some_zones(&self) -> Option<String> {
        let zones = self.policy.zones.iter().take(FEW).map(|zone| format!("`{}`", zone.name));
        let mut list = zones.collect::<Vec<_>>().join(", ");
        if self.policy.zones.len() > FEW {
            list.push_str(", …");
        }
        (!list.is_empty()).then_some(list)
    }

    /// The zones of a name or glob, in the order of their declarations; `ours` keeps a glob to zones that
    /// netz writes policies for. A glob that matches none is reported.
    pub(super) fn match_zones(
        &mut self,
        pattern: &ast::Name,
        environment: Environment,
        ours: bool,
    ) -> Vec<ZoneId> {
        let text = self.name(pattern, environment);
        if pattern.quoted || !text.contains('*') {
            return self.find_zone(pattern, environment).into_iter().collect();
        }
        let glob = WildMatch::new(&text);
        let zones = self.policy.zones.iter().enumerate();
        let matches: Vec<_> = zones
            .filter(|(_, zone)| (!ours || zone.is_ours()) && glob.matches(&zone.name))
            .map(|(index, _)| ZoneId::at(index))
            .collect();
        for zone in &matches {
            self.note(pattern.span, Referent::Zone(*zone));
        }
        if matches.is_empty() {
            let message = format!("no zone matches `{text}`");
            let known = self.some_zones().unwrap_or_else(|| "none".to_owned());
            self.say(
                Diagnostic::new(Code::GlobMatchesNothing, pattern.span, message)
                    .help(format!("zones of this program: {known}")),
            );
        }
        matches
    }
}
