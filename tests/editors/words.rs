//! The words of the language, by its grammar.

use pest_meta::ast::{Expr, Rule};
use pest_meta::parser::{self, consume_rules};
use std::collections::{BTreeMap, BTreeSet};

/// The grammar.
pub const GRAMMAR: &str = include_str!("../../grammar/netz.pest");

/// Its rules by name.
pub fn rules() -> BTreeMap<String, Rule> {
    let pairs = parser::parse(parser::Rule::grammar_rules, GRAMMAR).expect("a grammar");
    let rules = consume_rules(pairs).expect("rules");
    rules.into_iter().map(|rule| (rule.name.clone(), rule)).collect()
}

/// Words of the language.
pub struct Words {
    /// All of them.
    pub all: BTreeSet<String>,
    /// Never names, unless quoted.
    pub reserved: BTreeSet<String>,
    /// What ports begin with: `tcp`, `any`.
    pub protocols: BTreeSet<String>,
}

impl Words {
    /// Reads the grammar.
    pub fn new() -> Self {
        let rules = rules();
        let of = |names: &[&str]| {
            let mut words = BTreeSet::new();
            names.iter().for_each(|name| literals(&rules[*name].expr, &mut words));
            words
        };
        let everything: Vec<_> = rules.keys().map(String::as_str).collect();
        Self {
            all: of(&everything),
            reserved: of(&["reserved"]),
            protocols: of(&["port", "transport"]),
        }
    }

    /// Words that are names in most places.
    pub fn contextual(&self) -> BTreeSet<String> {
        self.all.difference(&self.reserved).cloned().collect()
    }

    /// Words that are no protocols.
    pub fn keywords(&self) -> BTreeSet<String> {
        self.all.difference(&self.protocols).cloned().collect()
    }
}

fn is_word(text: &str) -> bool {
    text.len() > 1
        && text.starts_with(|first: char| first.is_ascii_lowercase())
        && text.chars().all(|char| char.is_ascii_lowercase() || char == '-')
}

/// The expressions in an expression.
fn parts(expr: &Expr) -> Vec<&Expr> {
    match expr {
        Expr::Seq(one, other) | Expr::Choice(one, other) => vec![one, other],
        Expr::Opt(inner)
        | Expr::Rep(inner)
        | Expr::RepOnce(inner)
        | Expr::RepExact(inner, _)
        | Expr::RepMin(inner, _)
        | Expr::RepMax(inner, _)
        | Expr::RepMinMax(inner, _, _) => vec![inner],
        _ => Vec::new(),
    }
}

fn literals(expr: &Expr, words: &mut BTreeSet<String>) {
    if let Expr::Str(text) = expr
        && is_word(text)
    {
        words.insert(text.clone());
    }
    parts(expr).into_iter().for_each(|part| literals(part, words));
}
