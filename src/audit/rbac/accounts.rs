//! `missing-account`: ServiceAccounts that are bound and that no file makes.

use crate::audit::model::{Model, is_own_namespace};
use crate::audit::words;
use crate::diagnostic::{Code, Diagnostic, Sink, suggest};
use crate::set::right::Holder;
use ecow::EcoString;
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn check(model: &Model<'_>, sink: &mut Sink) {
    let mut known: BTreeMap<&EcoString, BTreeSet<&str>> = BTreeMap::new();
    for account in model.inventory.accounts() {
        known.entry(&account.namespace).or_default().insert(&account.name);
    }
    for (_, binding) in model.bindings() {
        for (holder, span) in &binding.subjects {
            let Holder::Account(namespace, name) = holder else { continue };
            // Without any account of the namespace, accounts are made elsewhere.
            let Some(names) = known.get(namespace).filter(|_| !is_own_namespace(namespace)) else {
                continue;
            };
            if name == "default" || names.contains(name.as_str()) {
                continue;
            }
            let object = words::binding(binding);
            let message = format!("{object}: no file makes the account `{namespace}/{name}`");
            let finding = Diagnostic::new(Code::MissingAccount, *span, message)
                .label("has the rights as soon as somebody makes it");
            let help = match suggest::closest(name, names.iter().copied()) {
                Some(close) => format!("did you mean `{close}`?"),
                None => "make the account, or remove the subject".to_owned(),
            };
            let mark = words::bare_holder(holder);
            let because = model.because(binding.reason.as_ref());
            sink.push(finding.help(help).marked(words::bare(&object), [mark]).answered(because));
        }
    }
}
