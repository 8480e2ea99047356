//! Roles and bindings of one namespace, or of the cluster.

use super::{Held, object, rules};
use crate::emit::metadata::{Reasons, metadata};
use crate::emit::{Emission, Manifest, comment, names};
use crate::ir::{Clauses, Grant, Holding, Policy, RoleRef, Subject, Zone, ZoneId};
use crate::source::Span;
use ecow::EcoString;
use indexmap::IndexSet;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

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

/// Emits the roles of a place, then their bindings.
pub fn emit(held: &Held<'_>, place: Place<'_>, emission: &mut Emission<'_>) {
    let own: Vec<_> = held
        .grants
        .iter()
        .filter_map(|(subject, grants)| own(*subject, grants, place, emission))
        .collect();
    for Own { name, about, grants, .. } in &own {
        let rules = rules(grants.iter().flat_map(|grant| &grant.permission.rules));
        let role = object::role(place.metadata(name, &about.reasons), &rules);
        emission.give(place.manifest(role, about));
    }
    for role in held.roles.keys() {
        declared(role, place, emission);
    }
    for Own { name, about, subject, .. } in &own {
        let subjects = object::subjects(emission.policy, [subject]);
        let metadata = place.metadata(name, &about.reasons);
        let binding = object::binding(metadata, object::Target::Own, subjects);
        emission.give(place.manifest(binding, about));
    }
    for (role, holdings) in &held.roles {
        binding(role, holdings, place, emission);
    }
}

/// A subject's own grants, and the name of the role and binding that say them.
struct Own<'a> {
    subject: Subject,
    grants: &'a [&'a Grant],
    name: EcoString,
    about: About<'a>,
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
    Some(Own { subject, grants, name: names::grants(zone, word), about })
}

/// The role that the program declares; one that exists already needs none.
fn declared(role: &RoleRef, place: Place<'_>, emission: &mut Emission<'_>) {
    let RoleRef::Declared(id) = role else { return };
    let Some(role) = emission.policy.role(*id) else { return };
    let at = comment::place(emission.sources, role.span);
    let about = About {
        comment: format!("{}, role {} ({at})", place.title(), role.name),
        reasons: Reasons::default(),
        origin: role.span,
    };
    let rules = rules(role.permissions.iter().flat_map(|permission| &permission.rules));
    let metadata = place.metadata(&names::role(&role.name), &about.reasons);
    emission.give(place.manifest(object::role(metadata, &rules), &about));
}

/// The binding of all who have a role.
fn binding(role: &RoleRef, holdings: &[&Holding], place: Place<'_>, emission: &mut Emission<'_>) {
    let policy = emission.policy;
    let (name, target, title) = match role {
        RoleRef::Declared(id) => {
            let Some(role) = policy.role(*id) else { return };
            (names::role(&role.name), object::Target::Own, format!("role {}", role.name))
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
