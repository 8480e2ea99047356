//! Segments: declared, and implicit.

use super::ports::PortsOf;
use super::{Item, Lowering, Referent, written};
use crate::diagnostic::{Applicability, Code, Diagnostic, Edit, suggest};
use crate::ir::{AccountId, Segment, SegmentId, ZoneId};
use crate::k8s::name;
use crate::set::port::PortSet;
use crate::set::selector::Selector;
use crate::source::Span;
use crate::syntax::ast::{self, StatementKind};
use ecow::EcoString;

impl Lowering<'_> {
    /// Declares every segment.
    pub(super) fn declare_segments(&mut self) {
        for (segment, item) in self.pick(|kind| match kind {
            StatementKind::Segment(segment) => Some(segment),
            _ => None,
        }) {
            match item.zone {
                Some(zone) => self.declare_segment(segment, zone, &item),
                None => self.needs_zone(item.statement.span, "segment"),
            }
        }
    }

    fn declare_segment(&mut self, segment: &ast::Segment, zone: ZoneId, item: &Item<'_>) {
        let name = self.name(&segment.name, item.environment);
        let span = segment.name.span;
        if !self.is_free("segment", &name, span, Some(zone)) {
            return;
        }
        if let Some((subject, first)) = self.principal(&name) {
            let user = matches!(subject, crate::ir::Subject::User(_));
            let other = if user { "user" } else { "group" };
            // It is declared even so: what names it means it.
            self.conflict(&name, "segment", span, other, first);
        }
        let alternatives = match &segment.selector {
            Some(alternatives) => {
                alternatives.iter().map(|it| self.selector(it, item.environment)).collect()
            }
            None => vec![self.shorthand(zone, &name, span)],
        };
        let ports = self.ports(&segment.ports, PortsOf::Nobody, item.environment);
        self.place_ports(span, &segment.ports);
        let next = SegmentId::at(self.policy.segments.len());
        let named_ports = self.named_ports(segment, next, item);
        let account = self.account_of(segment, zone, &name, item);
        self.add_segment(Segment {
            zone,
            name,
            span,
            statement: item.statement.span,
            alternatives,
            ports,
            named_ports,
            account,
            implicit: false,
            used: false,
        });
    }

    fn named_ports(
        &mut self,
        segment: &ast::Segment,
        of: SegmentId,
        item: &Item<'_>,
    ) -> Vec<(EcoString, PortSet)> {
        let mut named: Vec<(EcoString, PortSet)> = Vec::with_capacity(segment.named_ports.len());
        for (index, (name, port)) in segment.named_ports.iter().enumerate() {
            let text = self.name(name, item.environment);
            let earlier =
                segment.named_ports.iter().take(index).find(|(it, _)| it.text == name.text);
            if let Some((first, _)) = earlier {
                self.declared_twice("port", &text, name.span, first.span);
            }
            if let Some(super::Global::Port(alias)) = self.globals.get(&text).copied() {
                let first = self.policy.aliases.get(alias).map_or(name.span, |alias| alias.span);
                self.conflict(&text, "port of a segment", name.span, "port", first);
            }
            if let Some(ports) = self.port_item(port, PortsOf::Nobody, item.environment) {
                named.push((text.clone(), ports));
                self.note_declaration(name.span, Referent::Port(of, text));
            }
        }
        named
    }

    /// The account of `as NAME`, else the declared account of the segment's own name.
    fn account_of(
        &mut self,
        segment: &ast::Segment,
        zone: ZoneId,
        own: &EcoString,
        item: &Item<'_>,
    ) -> Option<AccountId> {
        let Some(account) = &segment.account else { return self.own_account(zone, own) };
        let name = self.name(account, item.environment);
        if let Some(id) = self.accounts.get(&(zone, name.clone())).copied() {
            self.use_account(id);
            self.note(account.span, Referent::Account(id));
            return Some(id);
        }
        let accounts = self.accounts.keys().filter(|(of, _)| *of == zone);
        let mut names: Vec<_> = accounts.map(|(_, name)| name.clone()).collect();
        names.sort_unstable();
        let near = suggest::closest(&name, names.iter().map(EcoString::as_str)).map(written);
        let message = format!("there is no account `{name}` in zone `{}`", self.zone_name(zone));
        let diagnostic = Diagnostic::new(Code::UnknownSubject, account.span, message);
        let declare = Edit {
            span: item.statement.span.before(),
            replacement: format!("account {}; ", written(&name)),
        };
        self.say_undeclared(match near {
            Some(near) => diagnostic.help(format!("did you mean `{near}`?")).maybe_fix(
                format!("write `{near}`"),
                account.span,
                near,
            ),
            None => diagnostic
                .help(format!(
                    "declare it: `account {name}`, or `extern account {name}` if a chart makes it"
                ))
                .fixes(format!("declare `account {name}`"), vec![declare], Applicability::Unsafe),
        });
        None
    }

    fn own_account(&mut self, zone: ZoneId, own: &EcoString) -> Option<AccountId> {
        let id = self.accounts.get(&(zone, own.clone())).copied()?;
        self.use_account(id);
        Some(id)
    }

    fn shorthand(&mut self, zone: ZoneId, name: &EcoString, span: Span) -> Selector {
        if let Err(reason) = name::label_value(name) {
            self.invalid_label("label value", name, span, reason);
        }
        let key = self.label_keys.get(zone.0 as usize).cloned().unwrap_or_else(|| "app".into());
        Selector::equals(key, name.clone())
    }

    pub(super) fn add_segment(&mut self, segment: Segment) -> SegmentId {
        let id = SegmentId::at(self.policy.segments.len());
        self.segments.insert((segment.zone, segment.name.clone()), id);
        self.members.entry(segment.zone).or_default().push(id);
        self.policy.segments.push(segment);
        id
    }

    pub(super) fn use_segment(&mut self, id: SegmentId) {
        if let Some(segment) = self.policy.segments.get_mut(id.0 as usize) {
            segment.used = true;
        }
    }

    /// The segment that a flow names without a declaration. Close to a declared name it is an error, and
    /// there is none.
    pub(super) fn implicit_segment(
        &mut self,
        name: &ast::Name,
        text: EcoString,
        zone: ZoneId,
        qualified: bool,
        statement: Span,
    ) -> Option<SegmentId> {
        let literal = name.text == text;
        if !qualified && self.zones.contains_key(&text) && !name.quoted {
            self.say(
                Diagnostic::new(
                    Code::EndpointKind,
                    name.span,
                    format!("`{text}` is a zone, not a segment"),
                )
                .help(format!("for every pod of it write `{text}/*`, for some `{text}/SEGMENT`"))
                .maybe_fix(
                    format!("write `{text}/*`"),
                    name.span,
                    format!("{text}/*"),
                ),
            );
            return None;
        }
        if let Some(near) = self.near_segment(&text, zone, qualified) {
            let message = format!("there is no segment `{text}`");
            let diagnostic = Diagnostic::new(Code::UnknownName, name.span, message)
                .help(format!("did you mean `{near}`?"));
            let declare =
                format!("if it is another segment, declare it: `segment {}`", written(&text));
            let near = written(&near);
            self.say(match literal {
                true => {
                    diagnostic.help(declare).maybe_fix(format!("write `{near}`"), name.span, near)
                }
                false => diagnostic.help(declare),
            });
            return None;
        }
        let selector = self.shorthand(zone, &text, name.span);
        let zone_name = self.zone_name(zone);
        let declaration = format!("segment {}", written(&text));
        let message =
            format!("`{text}` is not declared: it is taken as the pods with `{selector}`");
        let diagnostic = Diagnostic::new(Code::ImplicitSegment, name.span, message);
        self.say_undeclared(if literal && !qualified {
            diagnostic.help(format!("declare it in zone `{zone_name}`: `{declaration}`")).maybe_fix(
                format!("declare `{declaration}`"),
                statement.before(),
                format!("{declaration}; "),
            )
        } else {
            diagnostic.help(format!("declare it in zone `{zone_name}`: `{declaration}`"))
        });
        let account = self.own_account(zone, &text);
        Some(self.add_segment(Segment {
            zone,
            name: text,
            span: name.span,
            statement: name.span,
            alternatives: vec![selector],
            ports: PortSet::default(),
            named_ports: Vec::new(),
            account,
            implicit: true,
            used: true,
        }))
    }

    /// The declared name that `text` is probably meant to be.
    fn near_segment(&self, text: &str, zone: ZoneId, qualified: bool) -> Option<EcoString> {
        // Declarations come before flows, and so before every implicit segment.
        let declared = self.members_of(zone).take_while(|segment| !segment.implicit);
        let segments = declared.map(|segment| segment.name.as_str());
        if qualified {
            return suggest::closest(text, segments).map(EcoString::from);
        }
        let services = self.services.keys().filter(|(of, _)| of.is_none() || *of == Some(zone));
        let nets =
            self.globals.iter().filter(|(_, global)| matches!(global, super::Global::Net(_)));
        let names = segments
            .chain(services.map(|(_, name)| name.as_str()))
            .chain(nets.map(|(name, _)| name.as_str()))
            .chain(["apiserver", "nodes"]);
        suggest::closest(text, names).map(EcoString::from)
    }
}
