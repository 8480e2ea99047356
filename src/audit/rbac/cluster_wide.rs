//! `cluster-wide`: ClusterRoleBindings where RoleBindings would do.

use crate::audit::model::{Gives, Model, Way, is_component, is_own_namespace};
use crate::audit::words;
use crate::diagnostic::{Code, Diagnostic, Level, Sink};
use crate::k8s::inventory::{Binding, Role, Rule};
use crate::set::right::Holder;

/// The ClusterRole that every cluster has and that is about namespaces alone; those that are about more, or
/// may do more, are findings of their own.
const VIEW: &str = "view";

pub(super) fn check(model: &Model<'_>, sink: &mut Sink) {
    let declared = model.inventory.namespaces().keys().map(|name| name.as_str());
    let known: Vec<_> = declared.filter(|name| !is_own_namespace(name)).collect();
    for (at, binding) in model.bindings().filter(|(_, it)| it.namespace.is_none()) {
        let others = || binding.subjects.iter().map(|(one, _)| one).filter(|it| !is_component(it));
        let Some(roles) = of_namespaces(model, at).filter(|_| others().next().is_some()) else {
            continue;
        };
        // What has to see every namespace as it comes watches them.
        let watches =
            roles.iter().flat_map(|role| &role.rules).any(|rule| says(&rule.rule.verbs, "watch"));
        let meant = watches && others().all(|one| matches!(one, Holder::Account(..)));
        let level = if meant || known.is_empty() { Level::Allow } else { Level::Warn };
        let because = model.because(binding.reason.as_ref());
        sink.push(report(binding, &known, others()).at_level(level).answered(because));
    }
}

/// The roles of the files that a binding gives, where all that they allow lives in namespaces.
fn of_namespaces<'a>(model: &Model<'a>, binding: usize) -> Option<Vec<&'a Role>> {
    let gives = model.gives.get(binding)?;
    let roles: Vec<_> = gives.roles().iter().filter_map(|role| model.role(*role)).collect();
    let (own, others): (Vec<_>, Vec<_>) =
        roles.into_iter().partition(|role| model.is_own_role(role));
    let built_in = match gives {
        Gives::BuiltIn(name, _) => Some(name),
        Gives::Roles(_) => {
            model.binding(Way(binding)).map(|it| &it.role.1).filter(|_| !own.is_empty())
        }
        Gives::Missing => return None,
    };
    let mut rules = others.iter().flat_map(|role| &role.rules).peekable();
    let is_view = built_in.is_some_and(|name| name == VIEW);
    let known = is_view || (built_in.is_none() && rules.peek().is_some());
    (known && rules.all(|rule| is_of_namespaces(model, rule))).then_some(others)
}

/// Whether all that a rule allows is known to live in namespaces.
fn is_of_namespaces(model: &Model<'_>, rule: &Rule) -> bool {
    let said = &rule.rule;
    let groups = said.api_groups.as_deref().unwrap_or_default();
    let is_namespaced = |resource: &String| {
        let plural = resource.split('/').next().unwrap_or_default();
        let own = groups.iter().filter_map(|group| model.table.find(group, plural));
        let defined = model.inventory.definitions().iter();
        let defined = defined.filter(|it| it.plural == plural && says(groups, &it.group));
        let mut all = own.chain(defined).peekable();
        all.peek().is_some() && all.all(|resource| resource.namespaced)
    };
    said.non_resource_urls.as_ref().is_none_or(Vec::is_empty)
        && groups.iter().all(|group| is_known(model, group))
        && said.resources.iter().flatten().all(is_namespaced)
}

/// Whether the resources of a group are known: it is one of Kubernetes itself, or the files define them.
fn is_known(model: &Model<'_>, group: &str) -> bool {
    model.table.of_group(group).next().is_some()
        || model.inventory.definitions().iter().any(|it| it.group == group)
}

fn says(words: &[String], word: &str) -> bool {
    words.iter().any(|own| own == word || own == "*")
}

fn report<'a>(
    binding: &Binding,
    known: &[&str],
    holders: impl Iterator<Item = &'a Holder>,
) -> Diagnostic {
    let holders: Vec<_> = holders.collect();
    let names: Vec<_> = holders.iter().map(|one| words::holder(one)).collect();
    let (object, role) = (words::binding(binding), &binding.role.1);
    let message = format!(
        "{object} gives {} in every namespace what `{role}` allows, all of which lives in namespaces",
        words::listed(&names)
    );
    let place = match known {
        [] => String::new(),
        known => format!(", of {}", words::few(known)),
    };
    Diagnostic::new(Code::ClusterWide, binding.span, message)
        .label("every namespace, kube-system and those to come too")
        .help(format!("bind it with a RoleBinding in each namespace where it is needed{place}"))
        .help("if it must be everywhere, say why in the annotation `netz/because`")
        .marked(words::bare(&object), holders.iter().map(|one| words::bare_holder(one)))
}
