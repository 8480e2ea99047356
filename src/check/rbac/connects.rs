//! `connect-without-create`: `get` on what opens a connection into a pod, where that takes `create`.

use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::ir::{Object, Permission, Policy, RoleId, RoleRef, Scope, Subject, Use};
use crate::k8s::authority::Authority;
use crate::k8s::authorizer::{CONNECTS_BY_CREATE, Request};
use crate::k8s::resource::Table;
use crate::reach::rights::{self, Statement, holder};
use ecow::EcoString;

/// The subresources of pods by which a connection is opened.
pub(crate) const CONNECTIONS: [&str; 3] = ["attach", "exec", "portforward"];

/// Why `get` alone is nothing, for a note.
pub(crate) const WHY: &str =
    "a WebSocket begins with `get`, and since Kubernetes 1.35 the API server asks for `create` too";

pub(super) fn check(policy: &Policy, minor: u32, sink: &mut Sink) {
    if minor < CONNECTS_BY_CREATE {
        return;
    }
    let mut found = Vec::new();
    for grant in &policy.grants {
        let held = vec![(grant.subjects.as_slice(), &grant.scope)];
        let because = grant.clauses.because.as_ref();
        found.extend(
            lone(&grant.permission).map(|(used, part)| (used, part, held.clone(), because)),
        );
    }
    for (index, role) in policy.roles.iter().enumerate() {
        let id = RoleRef::Declared(RoleId::at(index));
        let holdings = policy.holdings.iter().filter(|held| held.role == id);
        let held: Vec<_> = holdings.map(|held| (held.subjects.as_slice(), &held.scope)).collect();
        let because = super::reason_of_role(policy, RoleId::at(index));
        let uses = role.permissions.iter().flat_map(lone);
        found.extend(uses.map(|(used, part)| (used, part, held.clone(), because)));
    }
    if found.is_empty() {
        return;
    }
    let authority = Authority::new(Table::new(minor), rights::given(policy));
    for (used, part, held, because) in found {
        let mut subjects = held
            .iter()
            .flat_map(|(subjects, scope)| subjects.iter().map(move |subject| (*subject, *scope)));
        let lacks = |(subject, scope)| !may_create(policy, &authority, subject, scope, part);
        if !held.is_empty() && !subjects.any(lacks) {
            continue;
        }
        let name = used.object.name();
        let verb = used.verbs.iter().find(|given| given.verb == "get");
        let span = verb.map_or(used.span, |given| given.span);
        let message = format!("`get` on `{name}` opens nothing without `create`");
        sink.push(
            Diagnostic::new(Code::ConnectWithoutCreate, span, message)
                .label("grants no connection")
                .note(WHY)
                .help("write `create` beside it if connections are meant; else take it out")
                .answered(because),
        );
    }
}

/// What gives `get` on a connection and not `create`, with the subresource, where that is written out.
fn lone(permission: &Permission) -> impl Iterator<Item = (&Use, &'static str)> {
    permission.uses.iter().filter_map(|used| {
        let Object::Resource { group, resource, .. } = &used.object else { return None };
        let (plural, part) = resource.split_once('/')?;
        let part = CONNECTIONS.into_iter().find(|own| *own == part)?;
        let is_pods = matches!(plural, "pods" | "*") && matches!(group.as_str(), "" | "*");
        let gives =
            |verb: &str| used.verbs.iter().any(|given| given.verb == verb || given.verb == "*");
        // What netz spelled out of `pods/*` nobody wrote.
        let written = permission.uses.iter().filter(|other| other.span == used.span).count() == 1;
        (is_pods && written && gives("get") && !gives("create")).then_some((used, part))
    })
}

/// Whether a subject may open such connections by anything that it is given.
fn may_create(
    policy: &Policy,
    authority: &Authority<Statement>,
    subject: Subject,
    scope: &Scope,
    subresource: &str,
) -> bool {
    let Some(holder) = holder(policy, subject) else { return true };
    let request =
        Request::Resource { verb: "create", group: "", resource: "pods", subresource, name: "" };
    let places: Vec<Option<EcoString>> = rights::places(policy, scope);
    places.iter().all(|place| !authority.allowed_by(&holder, &request, place.as_deref()).is_empty())
}
