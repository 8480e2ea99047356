//! Roles and bindings of one namespace, or of the cluster.

use super::{Held, object, rules};
use crate::emit::metadata::{Reasons, metadata};
use crate::emit::{Emission, Manifest, comment, names};
use crate::hash::IndexSet;
use crate::ir::{Clauses, Grant, Holding, Policy, RoleId, RoleRef, Subject, Zone, ZoneId};
use crate::source::Span;
use ecow::EcoString;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use std::collections::BTreeSet;

/// Where objects go.
#[derive(Debug, Clone, Copy)]
pub enum Place<'a> {
    /// A namespace of a zone.
    Namespace(ZoneId, &'a Zone, &'a str),
    /// No namespace.
    Cluster,
}

impl<'a> Place<'a> {
    const fn zone(self) -> Option<&'a Zone> {
        match self {
            Self::Namespace(_, zone, _) => Some(zone),
            Self::Cluster => None,
        }
    }

    /// How comments name it.
    fn title(self) -> String {
        self.zone().map_or_else(|| "cluster-wide".to_owned(), |zone| format!("zone {}", zone.name))
    }

    fn metadata(self, name: &str, reasons: &Reasons<'_>) -> ObjectMeta {
        let namespace = match self {
            Self::Namespace(_, _, namespace) => Some(namespace),
            Self::Cluster => None,
        };
        metadata(name, namespace, self.zone(), reasons)
    }

    fn manifest(self, object: impl Into<crate::emit::Object>, about: &About<'_>) -> Manifest {
        let zone = self.zone().map(|zone| zone.name.clone());
        Manifest::new(object, zone, vec![about.comment.clone()], about.origin)
    }

    /// The zone that a subject is named with here, where that isn't its own.
    fn foreign(self, policy: &Policy, subject: Subject) -> Option<&Zone> {
        let Subject::Account(id) = subject else { return None };
        let home = policy.account(id)?.zone;
        match self {
            Self::Namespace(zone, _, _) if zone == home => None,
            _ => policy.zone(home),
        }
    }
}

/// The statements behind an object.
struct About<'a> {
    comment: String,
    reasons: Reasons<'a>,
    origin: Span,
}

impl<'a> About<'a> {
    fn of(
        title: &str,
        statements: impl Iterator<Item = (Span, &'a Clauses)> + Clone,
        emission: &Emission<'_>,
    ) -> Option<Self> {
        let spans = statements.clone().map(|(span, _)| span);
        let places = comment::places(emission.sources, spans.clone());
        Some(Self {
            comment: format!("{title} ({places})"),
            reasons: Reasons::of(statements.map(|(_, clauses)| clauses)),
            origin: spans.clone().next()?,
        })
    }
}

/// What of a place is bound to ClusterRoles that stand for several namespaces.
#[derive(Debug, Clone, Copy)]
pub struct Sharing<'a> {
    /// Subjects' own grants.
    pub grants: bool,
    /// These declared roles.
    pub roles: &'a BTreeSet<RoleId>,
}

/// Emits the roles of a place, then their bindings.
pub fn emit(held: &Held<'_>, place: Place<'_>, sharing: Sharing<'_>, emission: &mut Emission<'_>) {
    let own = all_own(held, place, emission);
    if !sharing.grants {
        for Own { name, about, grants, .. } in &own {
            grants_role(place.metadata(name, &about.reasons), grants, about, place, emission);
        }
    }
    for role in held.roles.keys() {
        if let RoleRef::Declared(id) = role
            && !sharing.roles.contains(id)
        {
            declared(*id, place, &place.title(), emission);
        }
    }
    for Own { name, shared, about, subject, .. } in &own {
        let subjects = object::subjects(emission.policy, [subject]);
        let (name, target) = match shared.as_ref().filter(|_| sharing.grants) {
            Some(role) => (names::bound(name, role), object::Target::ClusterRole(role)),
            None => (name.clone(), object::Target::Own),
        };
        let metadata = place.metadata(&name, &about.reasons);
        emission.give(place.manifest(object::binding(metadata, target, subjects), about));
    }
    for (role, holdings) in &held.roles {
        binding(role, holdings, place, sharing, emission);
    }
}

/// Emits one ClusterRole for each subject with grants of its own in all namespaces of a zone.
pub fn shared_grants(held: &Held<'_>, id: ZoneId, zone: &Zone, emission: &mut Emission<'_>) {
    let place = Place::Namespace(id, zone, "");
    for Own { shared, about, grants, .. } in &all_own(held, place, emission) {
        let Some(name) = shared else { continue };
        let metadata = metadata(name, None, Some(zone), &about.reasons);
        grants_role(metadata, grants, about, place, emission);
    }
}

fn grants_role(
    metadata: ObjectMeta,
    grants: &[&Grant],
    about: &About<'_>,
    place: Place<'_>,
    emission: &mut Emission<'_>,
) {
    let rules = rules(grants.iter().flat_map(|grant| &grant.permission.rules));
    emission.give(place.manifest(object::role(metadata, &rules), about));
}

/// A subject's own grants, and the name of the role and binding that say them.
struct Own<'a> {
    subject: Subject,
    grants: &'a [&'a Grant],
    name: EcoString,
    /// The ClusterRole that may stand for it in several namespaces.
    shared: Option<EcoString>,
    about: About<'a>,
}

fn all_own<'a>(held: &'a Held<'_>, place: Place<'_>, emission: &Emission<'_>) -> Vec<Own<'a>> {
    let each = held.grants.iter();
    each.filter_map(|(subject, grants)| own(*subject, grants, place, emission)).collect()
}

fn own<'a>(
    subject: Subject,
    grants: &'a [&'a Grant],
    place: Place<'_>,
    emission: &Emission<'_>,
) -> Option<Own<'a>> {
    let policy = emission.policy;
    let zone = place.foreign(policy, subject).map(|zone| zone.name.as_str());
    let (kind, word) = match subject {
        Subject::Account(id) => ("account", &policy.account(id)?.name),
        Subject::User(id) => ("user", &policy.user(id)?.name),
        Subject::Group(id) => ("group", &policy.group(id)?.name),
    };
    let title = match zone {
        Some(zone) => format!("{}, grants of {kind} {zone}/{word}", place.title()),
        None => format!("{}, grants of {kind} {word}", place.title()),
    };
    let about =
        About::of(&title, grants.iter().map(|grant| (grant.span, &grant.clauses)), emission)?;
    let shared = place.zone().map(|here| names::shared_grants(&here.name, zone, word));
    Some(Own { subject, grants, name: names::grants(zone, word), shared, about })
}

/// Emits a role that the program declares; `title` says for what.
pub fn declared(id: RoleId, place: Place<'_>, title: &str, emission: &mut Emission<'_>) {
    let Some(role) = emission.policy.role(id) else { return };
    let at = comment::place(emission.sources, role.span);
    let about = About {
        comment: format!("{title}, role {} ({at})", role.name),
        reasons: Reasons::default(),
        origin: role.span,
    };
    let rules = rules(role.permissions.iter().flat_map(|permission| &permission.rules));
    let metadata = place.metadata(&names::role(&role.name), &about.reasons);
    emission.give(place.manifest(object::role(metadata, &rules), &about));
}

/// The binding of all who have a role.
fn binding(
    role: &RoleRef,
    holdings: &[&Holding],
    place: Place<'_>,
    sharing: Sharing<'_>,
    emission: &mut Emission<'_>,
) {
    let policy = emission.policy;
    let of_all;
    let (name, target, title) = match role {
        RoleRef::Declared(id) => {
            let Some(role) = policy.role(*id) else { return };
            of_all = names::role(&role.name);
            let title = format!("role {}", role.name);
            if sharing.roles.contains(id) {
                let target = object::Target::ClusterRole(&of_all);
                (names::bound(&of_all, &of_all), target, title)
            } else {
                (of_all.clone(), object::Target::Own, title)
            }
        }
        RoleRef::ClusterRole(role) => {
            let target = object::Target::ClusterRole(role);
            (names::cluster_role(role), target, format!("ClusterRole {role}"))
        }
    };
    let title = format!("{}, who has {title}", place.title());
    let statements = holdings.iter().map(|holding| (holding.span, &holding.clauses));
    let Some(about) = About::of(&title, statements, emission) else { return };
    let subjects: IndexSet<_> = holdings.iter().flat_map(|holding| &holding.subjects).collect();
    let subjects = object::subjects(policy, subjects);
    let binding = object::binding(place.metadata(&name, &about.reasons), target, subjects);
    emission.give(place.manifest(binding, &about));
}
