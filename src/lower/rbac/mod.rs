//! Grants, roles and resources: from the words of the program to exact rules.
//!
//! [`Resources`] is the table that words are looked up in, [`permission`] makes the rules of one statement,
//! [`scope`] checks that they hold where the statement says. Names that a `for` leaves to its variable
//! must be filled in before.

mod custom;
mod named;
mod resource;
pub mod scope;
mod unknown;
mod verb;
mod wildcard;

pub use custom::Resources;

use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::ir::{Permission, canonical};
use crate::k8s::resource::Table;
use crate::syntax::ast;

/// What a statement permits; none when it holds a mistake, which is said.
pub fn permission(
    permission: &ast::Permission,
    table: &Table,
    sink: &mut Sink,
) -> Option<Permission> {
    let mut said = Sink::default();
    check_mixture(permission, &mut said);
    let verbs: Vec<_> = permission
        .verbs
        .iter()
        .map(|verb| verb::read(verb, permission, table, &mut said))
        .collect();
    let items: Vec<_> =
        permission.resources.iter().map(|item| resource::resolve(item, table, &mut said)).collect();
    let items: Vec<_> = items.into_iter().flatten().collect();
    let verbs: Vec<_> = verbs.into_iter().flatten().collect();
    let uses = verb::expand(&verbs, &items, table, &mut said);
    named::check(permission, &uses, &mut said);
    let fine = !said.has_errors();
    sink.append(said);
    let names = permission.names.iter().map(|name| name.text.clone()).collect();
    let rules: Vec<_> = uses.iter().map(|used| used.rule(&names)).collect();
    let span = permission.span;
    fine.then(|| Permission { span, rules: canonical(&rules), uses, names })
}

/// URLs stand apart: a rule is about objects or about paths.
fn check_mixture(permission: &ast::Permission, sink: &mut Sink) {
    let is_url = |item: &&ast::ResourceItem| matches!(item.kind, ast::ResourceKind::Url(_));
    let Some(url) = permission.resources.iter().find(is_url) else { return };
    if let Some(resource) = permission.resources.iter().find(|item| !is_url(item)) {
        let message = "URLs and resources can't stand in one statement";
        sink.push(
            Diagnostic::new(Code::MixedResources, url.span, message)
                .label("a URL")
                .also(resource.span, "a resource")
                .help("write two statements: one for the resources, one for the URLs"),
        );
    } else if let Some(name) = permission.names.first() {
        let message = "`named` is about objects, and a URL has none";
        sink.push(
            Diagnostic::new(Code::MixedResources, name.span, message)
                .label("the name of an object")
                .also(url.span, "a URL")
                .help("leave out `named`: the path says what may be asked for"),
        );
    }
}
