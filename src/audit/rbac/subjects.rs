//! Whom rights are given to: everybody, the cluster's own components, accounts under another name.

use crate::audit::model::Model;
use crate::audit::words;
use crate::diagnostic::{Code, Diagnostic, Level, Sink};
use crate::k8s::danger::SYSTEM_NAMESPACE;
use crate::k8s::danger::subject::{Whom, whom};
use crate::k8s::inventory::Binding;
use crate::set::right::Holder;

pub(super) fn check(model: &Model<'_>, sink: &mut Sink) {
    let persons = model.options.levels.of(Code::UserGrant) > Level::Allow;
    for (_, binding) in model.bindings() {
        for (holder, span) in &binding.subjects {
            let Some((code, message, help, level)) =
                special(binding, holder).or_else(|| person(holder).filter(|_| persons))
            else {
                continue;
            };
            let object = words::binding(binding);
            let place = words::place(&[binding.namespace.as_ref()].into());
            sink.push(
                Diagnostic::new(code, *span, format!("{object}: {message}"))
                    .label(format!("has `{}` {place}", binding.role.1))
                    .help(help)
                    .at_level(level)
                    .marked(words::bare(&object), [words::bare_holder(holder)])
                    .answered(model.because(binding.reason.as_ref())),
            );
        }
    }
}

type Said = (Code, String, String, Level);

/// What the API server makes of some names.
fn special(binding: &Binding, holder: &Holder) -> Option<Said> {
    let local = if binding.namespace.is_none() { Level::Deny } else { Level::Warn };
    let name_them = "name the accounts that need it".to_owned();
    Some(match whom(holder)? {
        Whom::Masters => (
            Code::SystemMasters,
            "members of `system:masters` may do everything, whatever is bound".to_owned(),
            "use a group of your own; nothing takes rights from this one".to_owned(),
            Level::Deny,
        ),
        Whom::Anonymous => (
            Code::Everybody,
            "gives rights to whoever reaches the API server, without a name".to_owned(),
            "name a group, or an account for what has to ask".to_owned(),
            Level::Deny,
        ),
        Whom::Authenticated => (
            Code::Everybody,
            "gives rights to every user and to every pod with a token".to_owned(),
            "name the group that it is for".to_owned(),
            Level::Deny,
        ),
        Whom::EveryAccount => (
            Code::EveryAccount,
            "gives rights to every ServiceAccount of the cluster, those to come too".to_owned(),
            name_them,
            Level::Deny,
        ),
        Whom::AccountsOf(namespace) => (
            Code::EveryAccount,
            format!("gives rights to every ServiceAccount of namespace `{namespace}`"),
            name_them,
            local,
        ),
        Whom::AccountAsUser(namespace, name) => (
            Code::AccountAsUser,
            format!("this user is the ServiceAccount `{name}` of namespace `{namespace}`"),
            format!("write `kind: ServiceAccount`, `namespace: {namespace}`, `name: {name}`"),
            Level::Warn,
        ),
        Whom::Default(namespace) => (
            Code::DefaultAccount,
            format!("every pod of namespace `{namespace}` that names no account has these rights"),
            "make an account for what needs it, and name it in the pod's `serviceAccountName`"
                .to_owned(),
            local,
        ),
        // An add-on of kube-system is called like this, and may be.
        Whom::Component if binding.namespace.as_deref() == Some(SYSTEM_NAMESPACE) => return None,
        Whom::Component => (
            Code::SystemName,
            "names that begin with `system:` belong to the cluster's own components".to_owned(),
            "use a name of your own; what a component needs, its own ClusterRole gives".to_owned(),
            Level::Warn,
        ),
    })
}

/// One person.
fn person(holder: &Holder) -> Option<Said> {
    let Holder::User(name) = holder else { return None };
    let message = format!("`{name}` is one person, or one certificate");
    let help = "bind a group: who is in it is then decided where people come and go".to_owned();
    Some((Code::UserGrant, message, help, Level::Allow))
}
