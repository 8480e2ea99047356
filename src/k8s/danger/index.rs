//! Which lines of a table a rule can be about, found by the words of the rule.

use super::deed::Deed;
use crate::hash::HashMap;
use k8s_openapi::api::rbac::v1::PolicyRule;

/// The lines of a table by the groups and resources of their deeds.
///
/// Nearly every rule is about something harmless, which is cheap to see here: it needs no look at each line.
pub(super) struct Index<T> {
    lines: Vec<T>,
    /// The numbers of lines.
    by_resource: HashMap<(&'static str, &'static str), Vec<usize>>,
    /// The same for deeds of whatever resource or subresource.
    by_group: HashMap<&'static str, Vec<usize>>,
}

impl<T: Copy> Index<T> {
    /// Of lines, each with its deeds.
    pub(super) fn of<D>(lines: impl Iterator<Item = (T, D)>) -> Self
    where
        D: Iterator<Item = &'static Deed>,
    {
        let (by_resource, by_group) = (HashMap::default(), HashMap::default());
        let mut index = Self { lines: Vec::new(), by_resource, by_group };
        for (number, (line, deeds)) in lines.enumerate() {
            index.lines.push(line);
            for deed in deeds {
                let (group, _) = deed.about();
                let numbers = match deed.one_resource() {
                    Some(resource) => index.by_resource.entry((group, resource)).or_default(),
                    None => index.by_group.entry(group).or_default(),
                };
                numbers.push(number);
            }
        }
        index
    }

    /// The lines of which a rule may allow something, in their order.
    pub(super) fn near(&self, rule: &PolicyRule) -> impl Iterator<Item = T> {
        let groups = rule.api_groups.as_deref().unwrap_or_default();
        let resources = rule.resources.as_deref().unwrap_or_default();
        let mut numbers: Vec<usize> = Vec::new();
        if groups.iter().chain(resources).any(|word| word.starts_with('*')) {
            numbers.extend(0..self.lines.len());
        } else {
            for group in groups {
                numbers.extend(self.by_group.get(group.as_str()).into_iter().flatten());
                for resource in resources {
                    let key = (group.as_str(), resource.as_str());
                    numbers.extend(self.by_resource.get(&key).into_iter().flatten());
                }
            }
            numbers.sort_unstable();
            numbers.dedup();
        }
        numbers.into_iter().filter_map(|number| self.lines.get(number).copied())
    }
}
