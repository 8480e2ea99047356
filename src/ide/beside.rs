//! The objects of others that a program is checked beside: read once, and kept while they stay.

use crate::diagnostic::{Diagnostic, Sink};
use crate::k8s::inventory::Inventory;
use crate::lower::Program;
use crate::lower::files::read_objects;
use std::sync::Arc;

/// Files with Kubernetes objects: what they are called, and their texts.
pub type Texts = Arc<[(String, Vec<u8>)]>;

/// What was read of them.
#[derive(Debug, Clone, Default)]
pub(super) struct Beside {
    texts: Option<Texts>,
    /// How many texts the program had before them.
    first: usize,
    pub(super) inventory: Arc<Inventory>,
    /// What was said of them.
    said: Vec<Diagnostic>,
}

impl Beside {
    /// Adds texts to a program. What is known of the same texts at the same place isn't read again.
    pub(super) fn add(texts: &Texts, program: &mut Program, before: Option<&Self>) -> Self {
        let first = program.sources.iter().count();
        let same = |before: &&Self| {
            let known = before.texts.as_ref().is_some_and(|known| Arc::ptr_eq(known, texts));
            known && before.first == first
        };
        if let Some(before) = before.filter(same) {
            for (name, text) in texts.iter() {
                if let Ok(text) = crate::syntax::decode(name, text.clone()) {
                    program.sources.add(name, text);
                }
            }
            before.said.iter().for_each(|one| program.sink.push(one.clone()));
            return before.clone();
        }
        let mut inventory = Inventory::default();
        let outer = std::mem::take(&mut program.sink);
        for (name, text) in texts.iter() {
            read_objects(program, name, text.clone(), &mut inventory);
        }
        let inner: Sink = std::mem::replace(&mut program.sink, outer);
        let said: Vec<_> = inner.since(0).cloned().collect();
        said.iter().for_each(|one| program.sink.push(one.clone()));
        Self { texts: Some(Arc::clone(texts)), first, inventory: Arc::new(inventory), said }
    }
}
