//! Label selectors as written to selectors of the algebra, with the limits of the API server.

use super::Lowering;
use super::template::Environment;
use crate::diagnostic::{Code, Diagnostic};
use crate::hash::IndexSet;
use crate::k8s::name;
use crate::set::selector::{Requirement, Selector, Test};
use crate::source::Span;
use crate::syntax::ast::{self, Operator};
use ecow::EcoString;

impl Lowering<'_> {
    /// Requirements that hold together.
    pub(super) fn selector(
        &mut self,
        selector: &ast::Selector,
        environment: Environment,
    ) -> Selector {
        let mut requirements = Vec::with_capacity(selector.requirements.len());
        for requirement in &selector.requirements {
            let key = self.name(&requirement.key, environment);
            let bare = matches!(requirement.operator, Operator::Exists);
            if bare && ["tcp/", "udp/", "sctp/"].iter().any(|protocol| key.starts_with(protocol)) {
                self.say(
                    Diagnostic::new(
                        Code::Syntax,
                        requirement.key.span,
                        "ports stand before the `:`",
                    )
                    .label("taken for a label here")
                    .help(format!(
                        "write `segment NAME {key}`, and behind `:` the labels of its pods"
                    )),
                );
            }
            if let Err(reason) = name::label_key(&key) {
                self.invalid_label("label key", &key, requirement.key.span, reason);
            }
            let test = match &requirement.operator {
                Operator::Equals(value) => Test::In(vec![self.label_value(value, environment)]),
                Operator::NotEquals(value) => {
                    Test::NotIn(vec![self.label_value(value, environment)])
                }
                Operator::In(values) => Test::In(self.label_values(values, environment)),
                Operator::NotIn(values) => Test::NotIn(self.label_values(values, environment)),
                Operator::Exists => Test::Exists,
                Operator::DoesNotExist => Test::DoesNotExist,
            };
            requirements.push(Requirement { key, test });
        }
        Selector { requirements }
    }

    fn label_values(&mut self, values: &[ast::Name], environment: Environment) -> Vec<EcoString> {
        let texts = values.iter().map(|value| self.label_value(value, environment));
        texts.collect::<IndexSet<_>>().into_iter().collect()
    }

    fn label_value(&mut self, value: &ast::Name, environment: Environment) -> EcoString {
        let text = self.name(value, environment);
        if let Err(reason) = name::label_value(&text) {
            self.invalid_label("label value", &text, value.span, reason);
        }
        text
    }

    pub(super) fn invalid_label(&mut self, what: &str, text: &str, span: Span, reason: &str) {
        if text.contains('$') {
            return;
        }
        let message = format!("`{text}` is no {what}: {reason}");
        self.say(Diagnostic::new(Code::InvalidLabel, span, message).help(
            "write what the pods carry: the API server refuses such labels, so it isn't this",
        ));
    }
}
