//! The objects of a cluster, as files hold them: written by hand, rendered from templates, or exported.
//!
//! A document that can't be read, or that the API server would refuse, is reported at its place and left
//! out; the others are read all the same. Kinds that nothing here asks for are counted.

mod collected;
mod definition;
mod ingress;
mod kind;
mod policy;
mod quota;
mod rbac;
mod report;
mod service;
mod stored;
#[cfg(test)]
mod tests;
mod workload;

pub use collected::Collected;
pub use ingress::{Backend, BackendPort, EndpointSlice, Ingress};
pub use policy::Policy;
pub use quota::Quota;
pub use rbac::{Binding, Reason, Role, Rule};
pub use service::{Exposure, Service, ServicePort, Target};
pub use workload::{ContainerPort, Owner, Template, Workload};

use super::document::{self, Contents, Document, Node, Place, Refusal, Unreadable, Value};
use super::labels;
use super::networkpolicy::{self, Origin};
use super::resource::Resource;
use super::rights;
use crate::diagnostic::Sink;
use crate::set::flow::Labels;
use crate::set::rule::{Meaning, NAMESPACE_NAME, Space};
use crate::source::{FileId, Span};
use ecow::EcoString;
use kind::Kind;
use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;
use stored::List;

/// What tells an object from others of the cluster: kind, namespace and name.
type Key = [EcoString; 3];

/// Objects, with their places.
#[derive(Debug, Clone, Default)]
pub struct Inventory {
    policies: Vec<Policy>,
    /// What the policies mean, in this space.
    meaning: Meaning<Origin>,
    space: Space,
    roles: Vec<Role>,
    bindings: Vec<Binding>,
    /// What these give, once somebody has asked.
    rbac: OnceLock<rights::Objects>,
    namespaces: BTreeMap<EcoString, Namespace>,
    accounts: Vec<Account>,
    services: Vec<Service>,
    ingresses: Vec<Ingress>,
    slices: Vec<EndpointSlice>,
    workloads: Vec<Workload>,
    quotas: Vec<Quota>,
    definitions: Vec<Resource>,
    skipped: BTreeMap<EcoString, usize>,
    strange: Strange,
    seen: HashMap<Key, Span>,
}

/// Documents among files of many kinds that hold no object.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Strange {
    /// Those that say no kind: settings of other tools.
    pub others: usize,
    /// Those that are templates of objects.
    pub templates: usize,
}

/// A Namespace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Namespace {
    /// Its labels, the one with its name included.
    pub labels: Labels,
    /// The line of its name.
    pub span: Span,
    /// Why it is as it is.
    pub reason: Option<Reason>,
}

/// A ServiceAccount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Its namespace.
    pub namespace: EcoString,
    /// Its name.
    pub name: EcoString,
    /// The line of its name.
    pub span: Span,
    /// Whether it says that its token is not mounted into pods.
    pub without_token: bool,
    /// Whether it says what else pods get through it: annotations of others, secrets.
    pub says_more: bool,
}

/// Why an object is left out.
enum Left {
    Refused(Refusal),
    /// Another one of its kind and name stands there.
    Twice(Span),
}

impl From<Refusal> for Left {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl Inventory {
    /// Takes the objects of a text, which is the file `file`. Documents that say neither what they are nor
    /// how they are called are of other tools: they are counted ([`strange`](Self::strange)) and passed over.
    pub fn read(&mut self, file: FileId, text: &str, sink: &mut Sink) {
        self.take(file, text, false, sink);
    }

    /// The same of a text in which templates and anything else without a kind may stand.
    pub fn read_among_others(&mut self, file: FileId, text: &str, sink: &mut Sink) {
        self.take(file, text, true, sink);
    }

    fn take(&mut self, file: FileId, text: &str, among_others: bool, sink: &mut Sink) {
        let mut reading = Reading { file, text, among_others, assumed: None, sink };
        for document in document::documents(text) {
            match document::contents(document) {
                Ok(Contents::Listed { outline, items }) => match List::of(&outline) {
                    Some(list) => {
                        for item in items.iter() {
                            self.take_object(list.item(item), &mut reading);
                        }
                    }
                    None => self.take_document(document, document::read(document), &mut reading),
                },
                Ok(Contents::Whole(node)) => self.take_document(document, Ok(node), &mut reading),
                Err(unreadable) => self.take_document(document, Err(unreadable), &mut reading),
            }
        }
        let Reading { assumed, sink, .. } = reading;
        if let Some((span, name, others)) = assumed {
            sink.push(report::assumed(&name, span, others));
        }
    }

    fn take_document(
        &mut self,
        document: Document<'_>,
        read: Result<Node<'_>, Unreadable>,
        reading: &mut Reading<'_>,
    ) {
        match read {
            Ok(node) if stored::is_of_another_tool(&node) => self.strange.others += 1,
            Ok(node) => {
                for object in stored::objects(node) {
                    self.take_object(object, reading);
                }
            }
            Err(_) if reading.among_others && document.text.contains("{{") => {
                self.strange.templates += 1;
            }
            Err(_) if reading.among_others && !document.text.contains("kind") => {
                self.strange.others += 1;
            }
            Err(unreadable) => {
                let Reading { file, text, .. } = *reading;
                reading.sink.push(report::unreadable(file, text, document, &unreadable));
            }
        }
    }

    fn take_object(&mut self, mut object: Node<'_>, reading: &mut Reading<'_>) {
        let Reading { file, text, .. } = *reading;
        if reading.among_others && object.get("kind").is_null() {
            self.strange.others += 1;
            return;
        }
        let span = report::heading(file, text, &object);
        match self.add(&mut object, span) {
            Ok(Taken::Skipped) => {}
            Ok(Taken::Kept { assumes_namespace, kind }) => {
                report::ambiguous(file, text, &object, kind, reading.sink);
                if kind == Kind::Policy {
                    report::loose_blocks(file, text, object.get("spec"), reading.sink);
                }
                if assumes_namespace {
                    match &mut reading.assumed {
                        Some((.., others)) => *others += 1,
                        None => reading.assumed = Some((span, report::name(&object), 0)),
                    }
                }
            }
            Err(Left::Refused(refusal)) => {
                reading.sink.push(report::refused(file, text, &object, &refusal));
            }
            Err(Left::Twice(first)) => reading.sink.push(report::twice(&object, span, first)),
        }
    }

    fn add(&mut self, object: &mut Node<'_>, span: Span) -> Result<Taken, Left> {
        let Some(kind) = kind::of(object)? else {
            let name = object.get("kind").text().unwrap_or_default();
            *self.skipped.entry(name.into()).or_default() += 1;
            return Ok(Taken::Skipped);
        };
        let assumes_namespace = stored::normalise(object, kind)?;
        let metadata = object.get("metadata");
        let words = [object.get("kind"), metadata.get("namespace"), metadata.get("name")];
        let key = words.map(|word| EcoString::from(word.text().unwrap_or_default()));
        if let Some(first) = self.seen.get(&key) {
            return Err(Left::Twice(*first));
        }
        let [_, namespace, name] = key.clone();
        match kind {
            Kind::Policy => {
                let number = u32::try_from(self.policies.len()).unwrap_or(u32::MAX);
                let (space, meaning) = (&mut self.space, &mut self.meaning);
                let title = networkpolicy::add(object, number, space, meaning)?;
                self.policies.push(Policy::new(title, span, object));
            }
            Kind::Rights { .. } => {
                self.rbac = OnceLock::new();
                match rbac::read(object, span)? {
                    Some(rbac::Read::Role(role)) => self.roles.push(role),
                    Some(rbac::Read::Binding(binding)) => self.bindings.push(binding),
                    None => {}
                }
            }
            Kind::Namespace => {
                let within = |refusal: Refusal| refusal.within("labels").within("metadata");
                let mut labels = labels::read(metadata.get("labels")).map_err(within)?;
                labels.insert(NAMESPACE_NAME.into(), name.clone());
                let reason = Reason::of(object);
                self.namespaces.insert(name, Namespace { labels, span, reason });
            }
            Kind::Account => {
                let mounts = &object.get("automountServiceAccountToken").value;
                let without_token = *mounts == Value::Bool(false);
                let says_more = says_more(object);
                self.accounts.push(Account { namespace, name, span, without_token, says_more });
            }
            Kind::Quota => self.quotas.push(quota::read(object, span)?),
            Kind::Definition => self.definitions.push(definition::read(object)?),
            Kind::Service => self.services.push(service::read(object, span)?),
            Kind::Ingress => self.ingresses.push(ingress::read(object, span)?),
            Kind::Slice => self.slices.push(ingress::read_slice(object, span)?),
            Kind::Workload(way) => self.workloads.push(workload::read(object, way, span)?),
        }
        self.seen.insert(key, span);
        Ok(Taken::Kept { assumes_namespace, kind })
    }

    /// Roles and bindings.
    #[must_use]
    pub fn rbac(&self) -> &rights::Objects {
        self.rbac.get_or_init(|| rbac::objects(&self.roles, &self.bindings))
    }

    /// The Roles and ClusterRoles, in the order of files and places.
    #[must_use]
    pub fn roles(&self) -> &[Role] {
        &self.roles
    }

    /// The RoleBindings and ClusterRoleBindings, in the order of files and places.
    #[must_use]
    pub fn bindings(&self) -> &[Binding] {
        &self.bindings
    }

    /// The labels of a namespace; of one that no file declares its name alone.
    #[must_use]
    pub fn namespace(&self, name: &EcoString) -> Labels {
        match self.namespaces.get(name) {
            Some(namespace) => namespace.labels.clone(),
            None => [(NAMESPACE_NAME.into(), name.clone())].into(),
        }
    }

    /// The declared namespaces, by name.
    #[must_use]
    pub const fn namespaces(&self) -> &BTreeMap<EcoString, Namespace> {
        &self.namespaces
    }

    /// The ServiceAccounts, in the order of files and places.
    #[must_use]
    pub fn accounts(&self) -> &[Account] {
        &self.accounts
    }

    /// The Services, in the order of files and places.
    #[must_use]
    pub fn services(&self) -> &[Service] {
        &self.services
    }

    /// The ResourceQuotas, in the order of files and places.
    #[must_use]
    pub fn quotas(&self) -> &[Quota] {
        &self.quotas
    }

    /// The resources that CustomResourceDefinitions define.
    #[must_use]
    pub fn definitions(&self) -> &[Resource] {
        &self.definitions
    }

    /// The Ingresses, in the order of files and places.
    #[must_use]
    pub fn ingresses(&self) -> &[Ingress] {
        &self.ingresses
    }

    /// The EndpointSlices, in the order of files and places.
    #[must_use]
    pub fn slices(&self) -> &[EndpointSlice] {
        &self.slices
    }

    /// What runs pods, pods of one controller together, by namespace, kind and name.
    #[must_use]
    pub fn workloads(&self) -> Vec<Workload> {
        workload::by_controller(&self.workloads)
    }

    /// How many objects there are of each kind that nothing here asks for.
    #[must_use]
    pub const fn skipped(&self) -> &BTreeMap<EcoString, usize> {
        &self.skipped
    }

    /// How many documents hold no object.
    #[must_use]
    pub const fn strange(&self) -> Strange {
        self.strange
    }

    /// Whether it holds no object of a kind that is asked for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.seen.is_empty()
    }
}

/// Whether a ServiceAccount has secrets, or annotations of others: roles of a cloud stand there. One that a
/// chart manages says more than stands here.
fn says_more(account: &Node<'_>) -> bool {
    const KUBECTL: &str = "kubectl.kubernetes.io/last-applied-configuration";
    let lists = ["secrets", "imagePullSecrets"].map(|field| account.get(field).items());
    let mut annotations = account.get("metadata").get("annotations").entries().iter();
    let by = account.get("metadata").get("labels").get("app.kubernetes.io/managed-by").text();
    by.is_some_and(|by| by != "netz")
        || lists.into_iter().any(|list| !list.is_empty())
        || annotations.any(|entry| !entry.key.starts_with("netz/") && entry.key != KUBECTL)
}

/// A text that is being read.
struct Reading<'a> {
    file: FileId,
    text: &'a str,
    among_others: bool,
    /// The first object that says no namespace, and how many others do.
    assumed: Option<(Span, String, usize)>,
    sink: &'a mut Sink,
}

/// What became of an object.
enum Taken {
    /// It is of a kind that nothing asks for.
    Skipped,
    Kept {
        assumes_namespace: bool,
        kind: Kind,
    },
}

const fn of_place(file: FileId, place: Place) -> Span {
    Span::new(file, place.start, place.end)
}
