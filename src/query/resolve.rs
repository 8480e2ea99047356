//! A sentence to what it asks about: every name looked up in the program.

use super::parse::{Form, Labelled, Sentence};
use crate::diagnostic::{Code, Diagnostic, listed};
use crate::ir::{EndpointKind, Permission, Policy, Scope, Subject, ZoneId};
use crate::lower::Names;
use crate::set::flow::Peers;
use crate::set::labels::LabelBox;
use crate::set::port::PortSet;
use crate::set::rule::of_namespaces;
use crate::source::Span;
use crate::syntax::ast;
use crate::world::way;
use ecow::EcoString;

/// What a question asks, its names looked up.
pub(super) enum Question {
    /// May this connect to that?
    Flow {
        /// Who connects; none for `who`.
        source: Option<End>,
        /// Who is connected to; none for `what`.
        target: Option<End>,
        /// On which ports; none where the question doesn't say.
        ports: Option<PortSet>,
    },
    /// May somebody do this? None for `who`.
    Right {
        /// Who; none for `who`.
        subject: Option<Subject>,
        /// What.
        permission: Permission,
        /// Where; none for anywhere.
        scope: Option<Scope>,
    },
    /// What may somebody do?
    Holds {
        /// Who.
        subject: Subject,
        /// Where; none for everywhere.
        scope: Option<Scope>,
    },
}

/// An end of a connection.
#[derive(Debug, Clone)]
pub(super) struct End {
    /// What the program calls it, where it has a word for it.
    pub(super) kind: Option<EndpointKind>,
    /// Its name in an answer.
    pub(super) name: String,
    /// The pods and addresses that it is.
    pub(super) peers: Vec<Peers>,
    /// A namespace that the program doesn't know.
    pub(super) unknown: Option<EcoString>,
    /// Its own ports, where it is a service.
    ports: Option<PortSet>,
}

impl End {
    /// Of something that the program has a word for.
    pub(super) fn of(policy: &Policy, kind: EndpointKind) -> Self {
        let peers = way::of_end(policy, &kind);
        let name = super::words::endpoint(policy, &kind);
        Self { kind: Some(kind), name, peers, unknown: None, ports: None }
    }

    /// Of some pods and addresses.
    #[cfg(test)]
    pub(super) fn of_peers(name: &str, peers: Vec<Peers>) -> Self {
        Self { kind: None, name: name.to_owned(), peers, unknown: None, ports: None }
    }
}

/// What a sentence asks: several questions where it names several ends.
pub(super) fn resolve(names: &mut Names<'_>, sentence: &Sentence) -> Option<Vec<Question>> {
    match &sentence.form {
        Form::Flow(flow) => {
            let mut resolver = Resolver { names, pods: &sentence.pods };
            let mut questions = resolver.flow(&flow.from, &flow.to, flow)?;
            if flow.arrow == ast::Arrow::Both {
                questions.extend(resolver.flow(&flow.to, &flow.from, flow)?);
            }
            Some(questions)
        }
        Form::Grant(grant) => {
            let subjects = subjects(names, &grant.subjects)?;
            let permission = names.permission(&grant.permission)?;
            let scope = scope(names, &grant.scope)?;
            let question = |subject| {
                let (permission, scope) = (permission.clone(), scope.clone());
                Question::Right { subject, permission, scope }
            };
            Some(subjects.into_iter().map(question).collect())
        }
        Form::Holds(who, place) => {
            let subjects = subjects(names, who)?;
            let scope = scope(names, place)?;
            let question = |subject: Option<Subject>| {
                subject.map(|subject| Question::Holds { subject, scope: scope.clone() })
            };
            Some(subjects.into_iter().filter_map(question).collect())
        }
    }
}

struct Resolver<'n, 'a, 'p> {
    names: &'n mut Names<'a>,
    pods: &'p [Labelled],
}

impl Resolver<'_, '_, '_> {
    fn flow(
        &mut self,
        from: &[ast::Endpoint],
        to: &[ast::Endpoint],
        flow: &ast::Flow,
    ) -> Option<Vec<Question>> {
        let sources = self.ends(from)?;
        let targets = self.ends(to)?;
        let mut questions = Vec::new();
        for source in &sources {
            for target in &targets {
                let (source, target) = (source.clone(), target.clone());
                let whole = flow.arrow_span;
                let (Some(from), Some(to)) = (&source, &target) else {
                    if source.is_none() && target.is_none() {
                        let message = "one end of the question must be named";
                        self.names.sink().push(
                            Diagnostic::new(Code::NotAQuestion, whole, message)
                                .help("ask `who -> db`, or `frontend -> what`"),
                        );
                        return None;
                    }
                    let ports = self.ports(target.as_ref(), &flow.ports)?;
                    questions.push(Question::Flow { source, target, ports });
                    continue;
                };
                if [from, to].iter().all(|end| end.peers.iter().all(way::is_outside)) {
                    let message = "neither end is a pod: no policy rules this connection";
                    self.names.sink().push(
                        Diagnostic::new(Code::NotAQuestion, whole, message)
                            .label("from addresses to addresses")
                            .help(
                                "name a segment, a zone, or pods by their labels: `prod{app=web}`",
                            ),
                    );
                    return None;
                }
                let ports = self.ports(target.as_ref(), &flow.ports)?;
                questions.push(Question::Flow { source, target, ports });
            }
        }
        Some(questions)
    }

    /// The ports that are asked for; none where the question doesn't say, the outer none where they are
    /// wrong.
    #[expect(clippy::option_option, reason = "the outer none is a mistake, which is said")]
    fn ports(&mut self, target: Option<&End>, items: &[ast::PortItem]) -> Option<Option<PortSet>> {
        if items.is_empty() {
            return Some(target.and_then(|target| target.ports.clone()));
        }
        let ports = self.names.ports(items, target.and_then(|target| target.kind.as_ref()));
        (!ports.is_empty()).then_some(Some(ports))
    }

    /// The ends that a list names, none for `who` and `what`; the outer none where one is wrong.
    fn ends(&mut self, list: &[ast::Endpoint]) -> Option<Vec<Option<End>>> {
        let mut ends = Vec::with_capacity(list.len());
        for end in list {
            if let Some(pods) = self.pods.iter().find(|pods| pods.span == end.span) {
                ends.push(Some(self.labelled(pods)));
                continue;
            }
            if let ast::EndpointKind::Name { zone: None, name } = &end.kind
                && !name.quoted
                && ["who", "what"].contains(&name.text.as_str())
            {
                ends.push(None);
                continue;
            }
            let end = self.qualified(end)?;
            let named = self.names.endpoint(&end);
            if named.is_empty() {
                return None;
            }
            let policy = self.names.policy();
            ends.extend(
                named
                    .into_iter()
                    .map(|(endpoint, ports)| Some(End { ports, ..End::of(policy, endpoint.kind) })),
            );
        }
        Some(ends)
    }

    /// The endpoint with the zone that it has to mean.
    fn qualified(&mut self, end: &ast::Endpoint) -> Option<ast::Endpoint> {
        let mut end = end.clone();
        match &mut end.kind {
            ast::EndpointKind::Name { zone: zone @ None, name } => {
                let Some(zones) = self.names.zones_with(name) else { return Some(end) };
                if zones.is_empty() {
                    self.names.unknown(name, end.span);
                    return None;
                }
                *zone = Some(only(self.names, &name.text, name.span, &zones)?);
            }
            ast::EndpointKind::Every { zone: zone @ None } => {
                let zones = (0..).map(ZoneId).zip(&self.names.policy().zones);
                let ours: Vec<_> =
                    zones.filter(|(_, zone)| zone.is_ours()).map(|(id, _)| id).collect();
                *zone = Some(only(self.names, "*", end.span, &ours)?);
            }
            _ => {}
        }
        Some(end)
    }

    /// Pods by their labels: of a zone, or of a namespace that the program need not know.
    fn labelled(&mut self, pods: &Labelled) -> End {
        let selectors: Vec<_> =
            pods.selectors.iter().map(|selector| self.names.selector(selector)).collect();
        let policy = self.names.policy();
        let (namespaces, place, unknown) = match &pods.place {
            None => (LabelBox::default(), "*".to_owned(), None),
            Some(name) => match policy.zones.iter().find(|zone| zone.name == *name) {
                Some(zone) => (way::namespaces(zone), name.to_string(), None),
                None => {
                    let namespaces = of_namespaces([name.clone()]);
                    let known = policy.zones.iter().any(|zone| zone.names().contains(name));
                    (namespaces, name.to_string(), (!known).then(|| name.clone()))
                }
            },
        };
        let texts: Vec<_> = selectors.iter().map(ToString::to_string).collect();
        let name = format!("{place}{{{}}}", texts.join(" | "));
        let mut boxes: Vec<_> = selectors.iter().map(|selector| selector.labels()).collect();
        if boxes.is_empty() {
            boxes.push(LabelBox::default());
        }
        let addresses = way::of_pods(policy);
        let peers = boxes.into_iter().filter(|pods| !pods.is_empty()).map(|pods| {
            let (namespaces, addresses) = (namespaces.clone(), addresses.clone());
            Peers::Pods { namespaces, pods, addresses }
        });
        End { kind: None, name, peers: peers.collect(), unknown, ports: None }
    }
}

/// The only zone of some, as a name.
fn only(names: &mut Names<'_>, text: &str, span: Span, zones: &[ZoneId]) -> Option<ast::Name> {
    if let [zone] = zones {
        return Some(ast::Name { text: names.zone_name(*zone), span, quoted: true });
    }
    const MOST: usize = 8;
    let all: Vec<_> =
        zones.iter().take(MOST).map(|zone| format!("{}/{text}", names.zone_name(*zone))).collect();
    let more = zones.len().saturating_sub(MOST);
    let more = if more == 0 { String::new() } else { format!(", or one of {more} more") };
    let message = match zones {
        [] => "this program has no zone of its own".to_owned(),
        _ => format!("`{text}` is in {} zones", zones.len()),
    };
    let help = match zones {
        [] => format!("name the zone: `ZONE/{text}`"),
        _ => format!("say which: {}{more}", listed(&all)),
    };
    let diagnostic = Diagnostic::new(Code::AmbiguousName, span, message);
    names.sink().push(diagnostic.label("of which zone?").help(help));
    None
}

/// Who is asked about: none for `who`; the outer none where one is wrong.
fn subjects(names: &mut Names<'_>, list: &[ast::SubjectName]) -> Option<Vec<Option<Subject>>> {
    let mut subjects = Vec::with_capacity(list.len());
    for subject in list {
        let ast::SubjectName { zone, name, .. } = subject;
        if zone.is_none() && !name.quoted && name.text == "who" {
            subjects.push(None);
            continue;
        }
        let zone = match (zone, names.zones_with_subject(name)) {
            (None, Some(zones)) if !zones.is_empty() => {
                let zone = only(names, &name.text, name.span, &zones)?;
                let mut all = (0..).map(ZoneId).zip(&names.policy().zones);
                all.find(|(_, own)| own.name == zone.text).map(|(id, _)| id)
            }
            _ => None,
        };
        subjects.push(Some(names.subject(subject, zone)?));
    }
    Some(subjects)
}

/// Where it is asked about; the outer none where that is wrong.
#[expect(clippy::option_option, reason = "the outer none is a mistake, which is said")]
fn scope(names: &mut Names<'_>, scope: &ast::Scope) -> Option<Option<Scope>> {
    match names.scope(scope) {
        Some(Scope::Zones(zones)) if zones.is_empty() => None,
        scope => Some(scope),
    }
}
