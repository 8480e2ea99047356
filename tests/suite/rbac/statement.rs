//! Statements for tests, from their words.

use netz::diagnostic::{Levels, Sink};
use netz::source::FileId;
use netz::syntax::{ast, parse};

pub const FILE: FileId = FileId(0);

fn statement(text: &str) -> ast::StatementKind {
    let mut sink = Sink::default();
    let file = parse(FILE, text, &mut sink);
    assert_eq!(sink.finish(&Levels::default()), [], "{text}");
    file.statements.into_iter().next().unwrap().kind
}

/// The grant of `s can get, list pods named a`.
pub fn grant(text: &str) -> ast::Grant {
    match statement(text) {
        ast::StatementKind::Grant(grant) => grant,
        other => panic!("{text}: {other:?}"),
    }
}

/// The declaration of `resource certificates.cert-manager.io namespaced`.
pub fn resource(text: &str) -> ast::Resource {
    match statement(text) {
        ast::StatementKind::Resource(resource) => resource,
        other => panic!("{text}: {other:?}"),
    }
}
