//! Selectors as Kubernetes writes them.

use crate::set::selector::{Requirement, Selector, Test};
use ecow::EcoString;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, LabelSelectorRequirement};

/// The label by which a namespace is named; the API server sets it.
const NAMESPACE_NAME: &str = "kubernetes.io/metadata.name";

/// A selector: `matchLabels` for single values, `matchExpressions` for the rest. A key with several
/// requirements has room only among the expressions.
pub fn label_selector(selector: &Selector) -> LabelSelector {
    let requirements = &selector.requirements;
    let alone =
        |key: &EcoString| requirements.iter().filter(|other| other.key == *key).count() == 1;
    let mut result = LabelSelector::default();
    for requirement in requirements {
        match &requirement.test {
            Test::In(values) if values.len() == 1 && alone(&requirement.key) => {
                let labels = result.match_labels.get_or_insert_default();
                labels.insert(requirement.key.to_string(), values.concat());
            }
            _ => result.match_expressions.get_or_insert_default().push(expression(requirement)),
        }
    }
    result
}

fn expression(requirement: &Requirement) -> LabelSelectorRequirement {
    let (operator, values) = match &requirement.test {
        Test::In(values) => ("In", Some(values)),
        Test::NotIn(values) => ("NotIn", Some(values)),
        Test::Exists => ("Exists", None),
        Test::DoesNotExist => ("DoesNotExist", None),
    };
    LabelSelectorRequirement {
        key: requirement.key.to_string(),
        operator: operator.to_owned(),
        values: values.map(|values| values.iter().map(ToString::to_string).collect()),
    }
}

/// The namespaces of these names; at least one.
pub fn namespaces_in(names: &[EcoString]) -> LabelSelector {
    label_selector(&Selector {
        requirements: vec![Requirement {
            key: NAMESPACE_NAME.into(),
            test: Test::In(names.to_vec()),
        }],
    })
}

/// The namespaces but those of these names; every namespace when there are none.
pub fn namespaces_not_in(names: &[EcoString]) -> LabelSelector {
    if names.is_empty() {
        return LabelSelector::default();
    }
    label_selector(&Selector {
        requirements: vec![Requirement {
            key: NAMESPACE_NAME.into(),
            test: Test::NotIn(names.to_vec()),
        }],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requirements_on_one_key_do_not_overwrite_each_other() {
        let requirements = [Selector::equals("app", "a"), Selector::equals("app", "b")];
        let selector = Selector {
            requirements: requirements.into_iter().flat_map(|one| one.requirements).collect(),
        };
        let result = label_selector(&selector);
        assert_eq!(result.match_labels, None);
        assert_eq!(result.match_expressions.unwrap().len(), 2);
    }

    #[test]
    fn no_name_never_becomes_every_namespace() {
        // What would be an empty selector is one that the API server refuses.
        let none = namespaces_in(&[]);
        assert_eq!(none.match_expressions.unwrap()[0].values, Some(vec![]));
        assert_eq!(namespaces_not_in(&[]), LabelSelector::default());
    }
}
