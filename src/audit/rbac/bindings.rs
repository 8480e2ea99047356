//! `admin-role`, `missing-role`, `unknown-cluster-role`, `empty-binding`: what bindings name.

use crate::audit::model::{Gives, Model, is_of_system};
use crate::audit::words;
use crate::check::rbac::level;
use crate::diagnostic::{Code, Diagnostic, Level, Sink, suggest};
use crate::k8s::danger::role::{KNOWN, built_in};
use crate::k8s::inventory::Binding;

pub(super) fn check(model: &Model<'_>, sink: &mut Sink) {
    for (at, binding) in model.bindings() {
        let because = model.because(binding.reason.as_ref());
        let name = words::bare(&words::binding(binding));
        if binding.subjects.is_empty() {
            let message = format!("{} gives its role to nobody", words::binding(binding));
            sink.push(
                Diagnostic::new(Code::EmptyBinding, binding.span, message)
                    .label("has no subjects")
                    .help("remove it, or name whom it is for")
                    .marked(&name, ["nobody"])
                    .answered(because),
            );
        }
        if let Some(finding) = administrator(binding) {
            sink.push(finding.answered(because));
        }
        if matches!(model.gives.get(at), Some(Gives::Missing))
            && let Some(finding) = missing(model, binding)
        {
            sink.push(finding.answered(because));
        }
    }
}

/// A binding to `cluster-admin`, `admin` or `edit`.
fn administrator(binding: &Binding) -> Option<Diagnostic> {
    if binding.role.0.is_some() || binding.subjects.is_empty() {
        return None;
    }
    let name = &binding.role.1;
    let role = built_in(name, binding.namespace.is_none())?;
    let place = words::place(&[binding.namespace.as_ref()].into());
    let holders: Vec<_> = binding.subjects.iter().map(|(one, _)| words::holder(one)).collect();
    let message = format!(
        "{} gives {} ClusterRole `{name}`: who has it can {}, {place}",
        words::binding(binding),
        words::listed(&holders),
        role.so
    );
    let mut finding = Diagnostic::new(Code::AdminRole, binding.role_span, message)
        .label(format!("binds `{name}`"))
        .help("bind a role with what is needed; to look around, `view` is enough")
        .at_level(level(role.severity));
    for (holder, span) in binding.subjects.iter().take(3) {
        finding = finding.also(*span, format!("to {}", words::holder(holder)));
    }
    let of_system = binding.subjects.iter().all(|(holder, _)| is_of_system(holder));
    if of_system {
        finding = finding.at_level(Level::Allow);
    }
    let marks = binding
        .subjects
        .iter()
        .map(|(one, _)| format!("{name} {}: {}", words::bare(&place), words::bare_holder(one)));
    let object = words::bare(&words::binding(binding));
    let marks: Vec<_> = marks.collect();
    Some(finding.marked(object, marks))
}

/// A binding to a role that is nowhere in the files.
fn missing(model: &Model<'_>, binding: &Binding) -> Option<Diagnostic> {
    let name = &binding.role.1;
    let object = words::binding(binding);
    let finding = if binding.role.0.is_some() {
        let message = format!("{object} names the Role `{name}`, which is in none of the files");
        let near = model.inventory.roles().iter();
        let near =
            near.filter(|role| role.namespace == binding.namespace || role.namespace.is_none());
        let close = suggest::closest(name, near.clone().map(|role| role.name.as_str()));
        let same = near.clone().any(|role| role.namespace.is_none() && role.name == *name);
        let elsewhere = model
            .inventory
            .roles()
            .iter()
            .find(|role| role.namespace.is_some() && role.name == *name);
        let help = match (same, close, elsewhere) {
            (true, ..) => format!("`{name}` is a ClusterRole: write `kind: ClusterRole`"),
            (_, _, Some(role)) => format!(
                "{} is of another namespace, and a Role is bound in its own alone",
                words::role(role)
            ),
            (_, Some(close), _) => format!("did you mean `{close}`?"),
            _ => "it gives nothing, until somebody makes that role".to_owned(),
        };
        Diagnostic::new(Code::MissingRole, binding.role_span, message).help(help)
    } else if KNOWN.contains(&name.as_str()) || (name.starts_with("system:") && !model.is_whole()) {
        return None;
    } else if let Some(close) = suggest::closest(name, KNOWN).filter(|_| !model.is_whole()) {
        let message = format!("{object}: no cluster comes with a ClusterRole `{name}`");
        Diagnostic::new(Code::UnknownClusterRole, binding.role_span, message)
            .help(format!("did you mean `{close}`?"))
    } else {
        let message =
            format!("{object} names the ClusterRole `{name}`, which is in none of the files");
        let level = if model.is_whole() { Level::Warn } else { Level::Allow };
        Diagnostic::new(Code::MissingRole, binding.role_span, message)
            .help("it gives nothing, until somebody makes that role")
            .at_level(level)
    };
    let finding = finding
        .label("gives nothing")
        .note("whoever makes a role of that name decides what these subjects may do");
    Some(finding.marked(words::bare(&object), [format!("role {name}")]))
}
