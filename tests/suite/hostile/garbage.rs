//! Random garbage, made from real programs: no panic, no place outside of the text, the same answer twice.

use super::{compile, netz_files, places_fit, shown};

/// How many mutants each file has.
const MUTANTS: u64 = 12;

/// Random choices that a seed repeats (splitmix64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % sides.max(1) as u64) as usize
    }

    fn pick<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.roll(words.len())]
    }
}

/// Words that mean something somewhere, and some that mean something nowhere.
const WORDS: &[&str] = &[
    "zone",
    "in",
    "for",
    "segment",
    "net",
    "port",
    "service",
    "cluster",
    "account",
    "user",
    "group",
    "role",
    "resource",
    "use",
    "extern",
    "never",
    "always",
    "only",
    "confine",
    "assume",
    "exclusive",
    "delivered",
    "lint",
    "pods",
    "quota",
    "label",
    "can",
    "has",
    "as",
    "from",
    "named",
    "except",
    "because",
    "until",
    "owner",
    "without",
    "egress",
    "ingress",
    "all",
    "any",
    "tcp",
    "udp",
    "sctp",
    "icmp",
    "internet",
    "anywhere",
    "dns",
    "apiserver",
    "nodes",
    "host",
    "where",
    "namespaces",
    "isolates",
    "cluster-wide",
    "read",
    "exec",
    "*",
    "\"*\"",
    "->",
    "<->",
    "->>",
    "{",
    "}",
    "(",
    ")",
    ",",
    ";",
    ":",
    "=",
    "==",
    "!=",
    "!",
    "|",
    "/",
    "$x",
    "$",
    "@",
    "#",
    "\"",
    "\\",
    "\n",
    "\r\n",
    "\0",
    "\u{feff}",
    "\u{a0}",
    "→",
    "–",
    "ä",
    "日本",
    "0",
    "65536",
    "99999999999999999999",
    "10.0.0.0/8",
    "10.0.0.1/8",
    "::/0",
    "2027-06-30",
    "2027-02-30",
    "a",
    "b",
    "x/y",
    "*/*",
    "prod-*",
    "tcp/80",
    "tcp/80-70",
    "tcp/0",
    "use \"main.netz\"",
    "lint deny all",
    "clusterrole",
    "pods/*",
    "all of apps",
    "verb \"x\"",
    "<",
    ">",
    "&",
    "'",
    "`",
    "%0A",
    "::error",
];

/// The tokens of a text: runs of letters and digits, runs of blanks, and single marks.
fn tokens(text: &str) -> Vec<String> {
    let kind = |it: char| match it {
        _ if it.is_alphanumeric() || it == '-' || it == '_' => 0,
        ' ' | '\t' => 1,
        _ => 2,
    };
    let mut tokens: Vec<String> = Vec::new();
    let mut last = 2;
    for character in text.chars() {
        match tokens.last_mut() {
            Some(token) if kind(character) == last && last != 2 => token.push(character),
            _ => tokens.push(character.to_string()),
        }
        last = kind(character);
    }
    tokens
}

/// Some tokens taken out, doubled, swapped, replaced, or brought in.
fn shuffled(text: &str, dice: &mut Dice) -> String {
    let mut tokens = tokens(text);
    for _ in 0..=dice.roll(6) {
        let (at, other) = (dice.roll(tokens.len()), dice.roll(tokens.len()));
        match dice.roll(6) {
            _ if tokens.is_empty() => tokens.push(dice.pick(WORDS).to_owned()),
            0 => drop(tokens.remove(at)),
            1 => tokens.insert(at, tokens[other].clone()),
            2 => tokens.swap(at, other),
            3 => tokens[at] = dice.pick(WORDS).to_owned(),
            4 => drop(tokens.drain(at.min(other)..(at.max(other)).min(at.min(other) + 20))),
            _ => tokens.insert(at, format!(" {} ", dice.pick(WORDS))),
        }
    }
    tokens.concat()
}

/// Some bytes changed, as far as they are still text.
fn rotten(text: &str, dice: &mut Dice) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..=dice.roll(8) {
        let at = dice.roll(bytes.len());
        match dice.roll(4) {
            _ if bytes.is_empty() => bytes.push(b'a'),
            0 => drop(bytes.remove(at)),
            1 => bytes[at] ^= 1 << dice.roll(8),
            2 => bytes[at] = dice.roll(256) as u8,
            _ => bytes.insert(at, dice.roll(128) as u8),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Mutants of every example and of every case of the corpus.
pub fn mutants() -> impl Iterator<Item = String> {
    let mut texts: Vec<_> = netz_files("examples").into_iter().map(|(_, text)| text).collect();
    for (_, text) in netz_files("tests/corpus") {
        texts.extend(text.split("### ").map(str::to_owned));
    }
    let seeds = (0_u64..).flat_map(|file| (0..MUTANTS).map(move |mutant| file << 32 | mutant));
    let texts = texts.into_iter().flat_map(|text| (0..MUTANTS).map(move |_| text.clone()));
    texts.zip(seeds).map(|(text, seed)| {
        let mut dice = Dice(seed);
        if dice.roll(3) == 0 { rotten(&text, &mut dice) } else { shuffled(&text, &mut dice) }
    })
}

#[test]
fn garbage_is_answered_in_order() {
    let mut refused = 0;
    for text in mutants() {
        let (sources, diagnostics, yaml) = compile(&text);
        places_fit(&sources, &diagnostics);
        let said = shown(&sources, &diagnostics);
        let (sources, again, yaml_again) = compile(&text);
        assert!(said == shown(&sources, &again), "two answers about:\n{text}");
        assert!(yaml == yaml_again, "two outputs of:\n{text}");
        refused += usize::from(yaml.is_empty());
    }
    assert!(refused > 300, "{refused}");
}
