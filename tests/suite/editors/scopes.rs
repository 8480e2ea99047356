//! What the scopes of TextMate and Sublime are, by `tests/editors/scopes.json`: the first line that fits
//! says the class, `nothing` that there is none, and null that the scope around it says.

use netz::syntax::Class;
use std::sync::LazyLock;

const TABLE: &str = include_str!("../../editors/scopes.json");

static SCOPES: LazyLock<Vec<(String, Option<String>)>> =
    LazyLock::new(|| serde_json::from_str(TABLE).unwrap());

/// The class of a stack of scopes, the outermost first.
pub fn class<'s>(scopes: impl DoubleEndedIterator<Item = &'s str>) -> Option<Class> {
    for scope in scopes.rev() {
        let fits = |prefix: &str| {
            scope.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        let entry = SCOPES.iter().find(|(prefix, _)| fits(prefix));
        let (_, class) = entry.unwrap_or_else(|| panic!("{scope} is in no line of the table"));
        match class.as_deref() {
            None => {}
            Some("nothing") => return None,
            Some(name) => return Class::ALL.into_iter().find(|class| class.name() == name),
        }
    }
    None
}
