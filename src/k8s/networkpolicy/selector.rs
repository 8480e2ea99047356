//! Label selectors (`meta/v1` `LabelSelector`): matchLabels and matchExpressions all hold together.

use super::{list, text, within};
use crate::k8s::document::{Node, Refusal, Value, fields};
use crate::k8s::name;
use crate::set::labels::{LabelBox, ValueSet};
use ecow::EcoString;
use std::collections::BTreeSet;

/// The labels that a selector matches; none given and `{}` match every object.
pub fn labels(selector: &Node<'_>) -> Result<LabelBox, Refusal> {
    if selector.is_null() {
        return Ok(LabelBox::default());
    }
    fields(selector, &["matchLabels", "matchExpressions"])?;
    let mut labels = match_labels(selector.get("matchLabels")).map_err(within("matchLabels"))?;
    let expressions = list(selector.get("matchExpressions")).map_err(within("matchExpressions"))?;
    for (at, one) in expressions.iter().enumerate() {
        let (key, values) =
            expression(one).map_err(|refusal| refusal.at(at).within("matchExpressions"))?;
        labels = labels.with(&key, &values);
    }
    Ok(labels)
}

fn match_labels(node: &Node<'_>) -> Result<LabelBox, Refusal> {
    let entries = match &node.value {
        Value::Null => return Ok(LabelBox::default()),
        Value::Map(entries) => entries,
        _ => return Err(Refusal::new("no map")),
    };
    let mut labels = LabelBox::default();
    for entry in entries {
        let value = value(&entry.node).map_err(within(&entry.key))?;
        valid_key(&entry.key).map_err(within(&entry.key))?;
        let values = ValueSet { absent: false, negated: false, values: [value].into() };
        labels = labels.replace(&EcoString::from(entry.key.as_ref()), values);
    }
    Ok(labels)
}

fn expression(node: &Node<'_>) -> Result<(EcoString, ValueSet), Refusal> {
    fields(node, &["key", "operator", "values"])?;
    let key = EcoString::from(text(node.get("key")).map_err(within("key"))?);
    valid_key(&key).map_err(within("key"))?;
    let listed = list(node.get("values")).map_err(within("values"))?;
    let each = |(at, node)| value(node).map_err(|refusal| refusal.at(at).within("values"));
    let values: BTreeSet<EcoString> =
        listed.iter().enumerate().map(each).collect::<Result<_, _>>()?;
    let operator = text(node.get("operator")).map_err(within("operator"))?;
    // The tests that hold for an object without the label are those that deny something.
    let (absent, negated, lists) = match operator {
        "In" => (false, false, true),
        "NotIn" => (true, true, true),
        "Exists" => (false, true, false),
        "DoesNotExist" => (true, false, false),
        _ => return Err(Refusal::new("no operator").within("operator")),
    };
    if values.is_empty() == lists {
        let reason = if lists { "needs values" } else { "takes no values" };
        return Err(Refusal::new(reason).within("values"));
    }
    Ok((key, ValueSet { absent, negated, values }))
}

fn valid_key(key: &str) -> Result<(), Refusal> {
    name::label_key(key).map_err(|reason| Refusal::new(format!("no label key: {reason}")))
}

fn value(node: &Node<'_>) -> Result<EcoString, Refusal> {
    let value = text(node)?;
    match name::label_value(value) {
        Ok(()) => Ok(value.into()),
        Err(reason) => Err(Refusal::new(format!("no label value: {reason}"))),
    }
}
