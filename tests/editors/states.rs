//! The states of the Sublime grammar, written for Pygments and for highlight.js.

use serde_json::Value;
use std::collections::BTreeMap;

const SCOPES: &str = include_str!("scopes.json");

/// What a match does to the stack of states.
enum Change {
    Stay,
    Pop,
    Push(Vec<String>),
    Set(Vec<String>),
}

/// A regular expression, the class of each of its groups (the first is all of it), and what it changes.
struct Rule {
    regex: String,
    classes: Vec<(usize, String)>,
    change: Change,
}

/// States in order, each with its rules.
pub struct States(Vec<(String, Vec<Rule>)>);

impl States {
    /// Reads a Sublime grammar.
    pub fn new(grammar: &str) -> Self {
        let body = grammar.split_once("---\n").map_or(grammar, |(_, body)| body);
        let grammar: serde_yaml::Value = serde_yaml::from_str(body).expect("a grammar");
        let table = serde_json::from_str(SCOPES).expect("a table");
        let contexts = grammar["contexts"].as_mapping().expect("contexts");
        let names = contexts.iter().map(|(name, _)| name.as_str().expect("a name"));
        let reader = Reader { grammar: &grammar, table };
        Self(names.map(|name| (name.to_owned(), reader.rules(name))).collect())
    }

    /// As the `tokens` of a Pygments lexer.
    pub fn python(&self) -> String {
        let mut out = String::from("    tokens = {\n");
        for (name, rules) in &self.0 {
            let name = if name == "main" { "root" } else { name };
            out.push_str(&format!("        '{name}': [\n"));
            for rule in rules {
                let kinds = match rule.classes.as_slice() {
                    [] => "Text".to_owned(),
                    [(0, class)] => python_token(class).to_owned(),
                    classes => {
                        let kinds = classes.iter().map(|(_, class)| python_token(class));
                        format!("_groups({})", kinds.collect::<Vec<_>>().join(", "))
                    }
                };
                let quoted = |names: &[String]| {
                    names.iter().map(|name| format!("'{name}'")).collect::<Vec<_>>()
                };
                let change = match &rule.change {
                    Change::Stay => String::new(),
                    Change::Pop => ", '#pop'".to_owned(),
                    Change::Push(names) => format!(", ({},)", quoted(names).join(", ")),
                    Change::Set(names) => format!(", ('#pop', {})", quoted(names).join(", ")),
                };
                out.push_str(&format!("            (r'{}', {kinds}{change}),\n", rule.regex));
            }
            out.push_str(
                "            (r'\\n|[^\\S\\n]+', Whitespace),\n            (r'.', Text),\n        ],\n",
            );
        }
        out + "    }\n"
    }

    /// As an object of JavaScript: for each rule its expression, the classes of its groups, how many states
    /// end, and which begin.
    pub fn javascript(&self) -> String {
        let mut out = String::from("const STATES = {\n");
        for (name, rules) in &self.0 {
            out.push_str(&format!("  \"{name}\": [\n"));
            for rule in rules {
                let classes: BTreeMap<_, _> =
                    rule.classes.iter().map(|(group, class)| (group.to_string(), class)).collect();
                let (ended, begun): (u8, &[String]) = match &rule.change {
                    Change::Stay => (0, &[]),
                    Change::Pop => (1, &[]),
                    Change::Push(names) => (0, names),
                    Change::Set(names) => (1, names),
                };
                let json = |value: Value| value.to_string();
                let (classes, begun) =
                    (json(serde_json::json!(classes)), json(serde_json::json!(begun)));
                let regex = rule.regex.replace('/', "\\/");
                let regex = if regex.is_empty() { "(?:)".to_owned() } else { regex };
                out.push_str(&format!("    [/{regex}/dmy, {classes}, {ended}, {begun}],\n"));
            }
            out.push_str("  ],\n");
        }
        out + "};\n"
    }
}

/// The token of Pygments for a class.
fn python_token(class: &str) -> &'static str {
    match class {
        "comment" => "Comment.Single",
        "keyword" => "Keyword",
        "zone" => "Name.Namespace",
        "segment" => "Name.Class",
        "account" => "Name.Entity",
        "role" => "Name.Decorator",
        "verb" => "Name.Function",
        "resource" => "Name.Builtin",
        "protocol" => "Keyword.Type",
        "port" => "Number.Integer",
        "address" => "Number",
        "label" => "Name.Attribute",
        "value" => "Literal",
        "variable" => "Name.Variable",
        "string" => "String.Double",
        "operator" => "Operator",
        "nothing" => "Punctuation",
        other => panic!("{other} is no class"),
    }
}

struct Reader<'g> {
    grammar: &'g serde_yaml::Value,
    table: Vec<(String, Option<String>)>,
}

impl Reader<'_> {
    /// The rules of a context, with those that it includes.
    fn rules(&self, context: &str) -> Vec<Rule> {
        let mut rules = Vec::new();
        let list = self.grammar["contexts"][context].as_sequence();
        for entry in list.unwrap_or_else(|| panic!("no context {context}")) {
            if let Some(included) = entry.get("include") {
                rules.extend(self.rules(included.as_str().expect("a name")));
                continue;
            }
            let names = |key: &str| {
                let value = entry.get(key)?;
                let one = |name: &serde_yaml::Value| name.as_str().expect("a name").to_owned();
                Some(
                    value
                        .as_sequence()
                        .map_or_else(|| vec![one(value)], |all| all.iter().map(one).collect()),
                )
            };
            let change = match (names("push"), names("set"), entry.get("pop")) {
                (Some(names), _, _) => Change::Push(names),
                (_, Some(names), _) => Change::Set(names),
                (_, _, Some(_)) => Change::Pop,
                _ => Change::Stay,
            };
            let regex = self.expanded(entry["match"].as_str().expect("a regular expression"));
            rules.push(Rule { regex, classes: self.classes(entry), change });
        }
        rules
    }

    fn expanded(&self, regex: &str) -> String {
        let Some((before, rest)) = regex.split_once("{{") else { return regex.to_owned() };
        let (name, after) = rest.split_once("}}").expect("an end");
        let variable = self.grammar["variables"][name].as_str();
        let variable = variable.unwrap_or_else(|| panic!("no variable {name}"));
        format!("{before}{}{}", self.expanded(variable), self.expanded(after))
    }

    fn classes(&self, entry: &serde_yaml::Value) -> Vec<(usize, String)> {
        if let Some(scope) = entry.get("scope") {
            return vec![(0, self.class(scope.as_str().expect("a scope")))];
        }
        let captures = entry.get("captures").and_then(serde_yaml::Value::as_mapping);
        let capture = |(group, scope): (&serde_yaml::Value, &serde_yaml::Value)| {
            let group = group.as_u64().expect("a number") as usize;
            (group, self.class(scope.as_str().expect("a scope")))
        };
        let classes: Vec<_> = captures.into_iter().flatten().map(capture).collect();
        assert!(classes.iter().zip(1..).all(|((group, _), at)| *group == at), "{entry:?}");
        classes
    }

    fn class(&self, scope: &str) -> String {
        let fits = |prefix: &str| {
            scope.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        let entry = self.table.iter().find(|(prefix, _)| fits(prefix));
        let class = entry.and_then(|(_, class)| class.clone());
        class.unwrap_or_else(|| panic!("{scope} has no class"))
    }
}
