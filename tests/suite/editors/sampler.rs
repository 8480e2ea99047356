//! Random programs that the grammar allows, made by walking its rules.

use crate::laws::program::Dice;
use pest_meta::ast::{Expr, Rule};
use std::collections::BTreeMap;

use super::programs::is_right;
use super::words::{Words, rules};

/// How deep rules nest before the shortest way out is taken.
const DEEPEST: usize = 24;

pub struct Sampler {
    rules: BTreeMap<String, Rule>,
    statements: Vec<String>,
    facts: Vec<String>,
    names: Vec<String>,
}

impl Sampler {
    pub fn new() -> Self {
        let rules = rules();
        let alternatives = |name: &str| {
            let mut names = Vec::new();
            each_choice(&rules[name].expr, &mut |choice| {
                if let Expr::Ident(name) = choice {
                    names.push(name.clone());
                }
            });
            names
        };
        let (statements, facts) = (alternatives("statement"), alternatives("fact"));
        let mut names: Vec<_> = Words::new().contextual().into_iter().collect();
        let more =
            ["a", "web", "prod", "x-1", "a_b", "in-x", "tcp2", "Any", "shop-$env", "$x", "e80"];
        for _ in 0..4 {
            names.extend(more.iter().map(|&name| name.to_owned()));
        }
        Self { rules, statements, facts, names }
    }

    /// A program of a few statements and blocks.
    pub fn program(&self, dice: &mut Dice) -> String {
        let mut text = String::new();
        for _ in 0..1 + dice.roll(4) {
            match dice.roll(5) {
                0 => {
                    let header = self.right(&["zone", "inside", "loop"], "", " { }", dice);
                    text.push_str(&format!("{header} {{"));
                    text.push_str(["\n", "", " # a block\n"][dice.roll(3)]);
                    self.items(&self.statements, "", dice, &mut text);
                    text.push_str("}\n");
                }
                1 => {
                    text.push_str(["cluster {\n", "cluster c { ", "cluster zone{"][dice.roll(3)]);
                    self.items(&self.facts, "cluster {", dice, &mut text);
                    text.push_str("} ");
                }
                _ => self.items(&self.statements, "", dice, &mut text),
            }
        }
        text
    }

    fn items(&self, rules: &[String], around: &str, dice: &mut Dice, text: &mut String) {
        let rules: Vec<_> = rules.iter().map(String::as_str).collect();
        for _ in 0..1 + dice.roll(3) {
            let behind = if around.is_empty() { "" } else { "\n}" };
            text.push_str(&self.right(&rules, around, behind, dice));
            text.push_str(["\n", ";", " # x\n", "\n\n", "\r\n"][dice.roll(5)]);
        }
    }

    /// A sample of one of the rules that is right between two texts.
    fn right(&self, rules: &[&str], before: &str, behind: &str, dice: &mut Dice) -> String {
        for _ in 0..1000 {
            let mut text = String::new();
            self.rule(rules[dice.roll(rules.len())], 0, dice, &mut text);
            // Another statement must not follow in the same text.
            if is_right(&format!("{before}{text}{behind}")) {
                return text;
            }
        }
        panic!("no right sample of {rules:?}");
    }

    fn rule(&self, name: &str, depth: usize, dice: &mut Dice, out: &mut String) {
        let pick = |items: &[&str], dice: &mut Dice| items[dice.roll(items.len())].to_owned();
        match name {
            "word" => out.push_str(&self.names[dice.roll(self.names.len())]),
            "pattern_word" if dice.roll(3) > 0 => {
                out.push_str(&self.names[dice.roll(self.names.len())]);
            }
            "pattern_word" => out.push_str(&pick(&["*", "*-dev", "a*", "team-*-x"], dice)),
            "__" => out.push_str(&pick(&[" ", " ", " ", "  ", "\t"], dice)),
            "more" => out.push_str(&pick(
                &["", "", " ", " ", "\n", "\n  ", " # x\n", "\r\n\t", "\n# \"y\n\n # z\n"],
                dice,
            )),
            "label_text" => {
                out.push_str(&pick(
                    &["app", "tier", "1", "a.b-c_d", "x.y", "in", "50", "$v"],
                    dice,
                ));
            }
            "string" => out.push_str(&pick(
                &["\"a\"", "\"x y # z\"", "\"\\\"\"", "\"ä\\\\\"", "\"app.io/x\"", "\"{\""],
                dice,
            )),
            "ASCII_DIGIT" => out.push_str(&dice.roll(10).to_string()),
            "ASCII_HEX_DIGIT" => out.push_str(&pick(&["0", "9", "a", "F"], dice)),
            "ASCII_ALPHA" => out.push_str(&pick(&["e", "v", "Z"], dice)),
            "ASCII_ALPHANUMERIC" => out.push_str(&pick(&["e", "7"], dice)),
            "ANY" => out.push_str(&pick(&["a", "*", "/"], dice)),
            "letter" => out.push_str(&pick(&["a", "p", "Z"], dice)),
            "letter_or_digit" => out.push_str(&pick(&["a", "p", "0", "8"], dice)),
            "boundary" | "EOI" => {}
            _ => self.expr(&self.rules[name].expr, depth + 1, dice, out),
        }
    }

    fn expr(&self, expr: &Expr, depth: usize, dice: &mut Dice, out: &mut String) {
        let mut repeat = |inner: &Expr, least: usize, most: usize, dice: &mut Dice| {
            let most = if depth > DEEPEST { least } else { most };
            for _ in 0..least + dice.roll(most - least + 1) {
                self.expr(inner, depth + 1, dice, out);
            }
        };
        match expr {
            Expr::Opt(inner) => repeat(inner, 0, 1, dice),
            Expr::Rep(inner) => repeat(inner, 0, 2, dice),
            Expr::RepOnce(inner) => repeat(inner, 1, 2, dice),
            Expr::RepExact(inner, times) => repeat(inner, *times as usize, *times as usize, dice),
            Expr::Str(text) => out.push_str(text),
            Expr::Range(first, _) => out.push_str(first),
            Expr::Ident(name) => self.rule(name, depth, dice, out),
            Expr::Seq(one, other) => {
                self.expr(one, depth, dice, out);
                self.expr(other, depth, dice, out);
            }
            Expr::Choice(..) => {
                let mut choices = Vec::new();
                each_choice(expr, &mut |choice| choices.push(choice.clone()));
                self.expr(&choices[dice.roll(choices.len())], depth + 1, dice, out);
            }
            Expr::PosPred(_) | Expr::NegPred(_) => {}
            other => panic!("the grammar has {other:?}, which the sampler doesn't know"),
        }
    }
}

fn each_choice<'e>(expr: &'e Expr, found: &mut impl FnMut(&'e Expr)) {
    match expr {
        Expr::Choice(one, other) => {
            each_choice(one, found);
            each_choice(other, found);
        }
        other => found(other),
    }
}
