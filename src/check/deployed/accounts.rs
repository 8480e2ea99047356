//! `undeclared-account`: a ServiceAccount that pods run as and that nobody declares.

use super::Deployed;
use crate::diagnostic::{Code, Diagnostic, Sink, suggest};
use ecow::EcoString;
use std::collections::BTreeSet;

pub(super) fn check(deployed: &Deployed<'_>, sink: &mut Sink) {
    let objects = deployed.inventory.accounts().iter().map(|one| (&one.namespace, &one.name));
    let program = deployed.policy.accounts.iter().map(|one| (&one.namespace, &one.name));
    let known: BTreeSet<(&EcoString, &EcoString)> = objects.chain(program).collect();
    // Where none is declared, accounts are somebody else's business.
    if known.is_empty() {
        return;
    }
    let mut said = BTreeSet::new();
    for pods in &deployed.pods {
        let (namespace, name) = (&pods.workload.namespace, &pods.template.account);
        let missing = name != "default"
            && deployed.zone_of(namespace).is_some()
            && !known.contains(&(namespace, name))
            && said.insert((namespace, name));
        if !missing {
            continue;
        }
        let message =
            format!("{} runs as ServiceAccount `{name}`, which nobody declares", pods.name());
        let diagnostic = Diagnostic::new(Code::UndeclaredAccount, pods.workload.span, message)
            .label("its pods won't start without the account");
        let here = known.iter().filter(|(of, _)| *of == namespace);
        let near = suggest::closest(name, here.map(|(_, name)| name.as_str()));
        sink.push(match near {
            Some(near) => diagnostic.help(format!("did you mean `serviceAccountName: {near}`?")),
            None => diagnostic.help(format!(
                "declare it: `account {name}`, or `extern account {name}` if somebody else makes it"
            )),
        });
    }
}
